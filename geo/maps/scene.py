"""Claims by footprint → the scene: everything the map draws, as plain values.

The live map (`static/map.js`) and the exported folium map (`maps.py`) draw the same scene. It holds ids, numbers and
gazetteer names only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from geo import words
from geo.interface import section
from geo.maps.layers import Ground, Move, Outline, Window, box, columns, gathered, home, moves_of
from geo.phrases import country


def palette(claims_by_side: Mapping[str, int]) -> list[dict[str, str]]:
    """Colours for the sides, the most claimed first, then `*` (several) and '' (not stated).

    Taken from all claims of the store, not from the filtered ones, a side keeps its colour through every filter.
    """
    table = {row["code"]: row for row in words.rows("palette.csv")}
    free = [row for code, row in table.items() if code.startswith("+")]
    said = section("map")
    sides: list[dict[str, str]] = []
    for code, _ in Counter({code: claims for code, claims in claims_by_side.items() if code}).most_common():
        row = table.get(code) or (free.pop(0) if free else None)
        if row is None:
            break
        sides.append({"code": code, "name": country(code) or code, "light": row["light"], "dark": row["dark"]})
    for code, key, name in (("*", "*", said["several"]), ("", "-", said["unknown_side"])):
        sides.append({"code": code, "name": name, "light": table[key]["light"], "dark": table[key]["dark"]})
    return sides


def scene(
    grounds: Sequence[Ground],
    moves: Sequence[Move] = (),
    *,
    sides: Sequence[Mapping[str, str]],
    outline: Outline,
    window: Window | None = None,
    stamp: str = "",
) -> dict[str, Any]:
    """Everything the live map draws, as plain values. `window` is drawn in full first; `stamp` names this state."""
    codes = [side["code"] for side in sides]
    drawn, partly = gathered(grounds, window)
    marks, outlines = columns(drawn, codes, outline)
    return {
        "marks": marks,
        "geometry": outlines,
        "moves": moves_of(moves, codes),
        "sides": [{"name": side["name"], "light": side["light"], "dark": side["dark"]} for side in sides],
        "partly": partly,
        "home": home(drawn),
        "everything": box(drawn),
        "stamp": stamp,
        "words": map_words(),
    }


def map_words() -> dict[str, Any]:
    """The map's own words, with the codebook's words for modes and precision."""
    precision = section("precision")
    return {**section("map"), "modes": section("modes"), "precision": [precision[str(code)] for code in range(8)]}
