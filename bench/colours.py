"""How the page's colours look to colour-blind eyes, and their contrast: `python bench/colours.py`.

Prints the contrast (WCAG 2) of words and marks on their grounds, and the least difference (CIEDE2000) between any two
sides' colours as seen with full vision, protanopia, deuteranopia and tritanopia (simulated by Machado 2009).
"""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
from pathlib import Path

from coloraide import Color

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from geo import words

SIGHTS = ("full", "protan", "deutan", "tritan")
THEMES = ("light", "dark")


def theme(name: str) -> dict[str, str]:
    """The theme's tokens from .streamlit/config.toml."""
    table = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][name]
    return {key: value for key, value in table.items() if isinstance(value, str)} | {
        f"sidebar.{key}": value for key, value in table.get("sidebar", {}).items()
    }


def sides(name: str) -> dict[str, str]:
    """The palette of the sides in a theme."""
    return {row["code"]: row[name] for row in words.rows("palette.csv")}


def ground(name: str) -> dict[str, str]:
    """The base map's colours, as `static/map.js` has them."""
    script = (ROOT / "static" / "map.js").read_text(encoding="utf-8")
    dark, light = re.findall(r"\{ dark, (sea: .*?) \}", script)
    return dict(re.findall(r'(\w+): "(#[0-9a-f]{6})"', light if name == "light" else dark))


def contrast(front: str, back: str, *, opacity: float = 1.0) -> float:
    """WCAG 2's ratio of a colour, as opaque as this, on a ground."""
    seen = Color(back).mix(front, opacity, space="srgb") if opacity < 1 else Color(front)
    return float(seen.contrast(back, method="wcag21"))


def seen(colour: str, sight: str) -> Color:
    """A colour as eyes of this sight see it."""
    return Color(colour) if sight == "full" else Color(colour).filter(sight, method="machado").convert("srgb").clip()


def differences(name: str, sight: str) -> dict[tuple[str, str], float]:
    """CIEDE2000 between each two colours of the palette."""
    looks = {code: seen(colour, sight) for code, colour in sides(name).items()}
    return {(a, b): float(looks[a].delta_e(looks[b], method="2000")) for a, b in itertools.combinations(looks, 2)}


def main() -> None:
    for name in THEMES:
        tokens, base = theme(name), ground(name)
        print(f"\n{name}: contrast")
        for front in ("textColor", "grayTextColor", "linkColor", "primaryColor"):
            backs = [tokens[key] for key in ("backgroundColor", "secondaryBackgroundColor", "sidebar.backgroundColor")]
            print(f"  {front:16s}" + "".join(f"{contrast(tokens[front], back):8.1f}" for back in backs))
        for code, colour in sides(name).items():
            print(
                f"  side {code:11s}{contrast(colour, base['land']):8.1f} on land {contrast(colour, base['paper']):8.1f}"
            )
        for sight in SIGHTS:
            found = differences(name, sight)
            closest = sorted(found, key=found.__getitem__)[:4]
            print(f"  {sight:8s} least ΔE " + ", ".join(f"{'/'.join(pair)} {found[pair]:.1f}" for pair in closest))


if __name__ == "__main__":
    main()
