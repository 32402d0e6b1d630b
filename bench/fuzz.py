"""Feeds broken and made-up input to readers, extractor, addresses and importers; stops at the first crash or hang.

    python -P bench/fuzz.py [--minutes 15]

Input: mutations of the hostile corpus and of sample reports, and addresses of every script. Expected
are an answer or a GeoError; anything else is a finding and ends with the input that shows it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "hostile")]

from recipes import RECIPES

from geo import events, layers
from geo.claims import extract
from geo.errors import GeoError
from geo.filters import BY_NAME, read_query
from geo.gazetteer import open_gazetteer
from geo.reports import from_text, read_bytes

LONGEST = 10.0
"""Seconds for one input of at most 200 kB."""
_SPLICES = (b"\xe2\x80\xae", b"{{", b"<![CDATA[", b"&#x0;", b"\r\n\r\n", b"NaN", b'"', b"\xff")
_ENDINGS = ("txt", "md", "html", "pdf", "docx", "eml", "odt", "json", "xml", "rss", "csv", "kml", "geojson", "warc")


def seeds() -> list[bytes]:
    small = [made for recipe in RECIPES.values() if len(made := recipe()) < 200_000]
    samples = [path.read_bytes() for path in sorted((ROOT / "data" / "reports").glob("*.md"))][:60]
    return small + samples


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Cut, doubled, flipped, spliced."""
    made = bytearray(content[:200_000])
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made) + 1)
        act = chance.randrange(5)
        if act == 0:
            del made[at : at + chance.randrange(1, 64)]
        elif act == 1:
            made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 16)))
        elif act == 2:
            made[at:at] = made[at : at + chance.randrange(1, 2000)]
        elif act == 3 and made:
            made[at % len(made)] ^= 1 << chance.randrange(8)
        else:
            made[at:at] = chance.choice(_SPLICES)
    return bytes(made[:200_000])


def through(kind: str, content: bytes, name: str, folder: Path) -> None:
    """One input through one door."""
    if kind == "report":
        for said in read_bytes(content, name=name)[:3]:
            for claim in extract(said, open_gazetteer())[:200]:
                span = claim.citation
                assert said.text[span.start : span.end] == span.as_written
    elif kind == "words":
        said = from_text(content.decode("utf-8", "replace")[:5_000] or "x")
        extract(said, open_gazetteer())
    elif kind == "address":
        chosen, _ = read_query(content.decode("utf-8", "replace")[:5_000])
        assert read_query(chosen.to_query())[0] == chosen
    elif kind == "table":
        path = folder / name
        path.write_bytes(content)
        try:
            events.preview(path)
        finally:
            path.unlink()
    else:
        layers.read(content, filename=name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    chance, ends = random.Random(chosen.seed), time.monotonic() + chosen.minutes * 60
    made, done, refused = seeds(), Counter(), Counter()
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < ends:
            kind = chance.choice(("report", "words", "address", "table", "layer"))
            content = mutated(chance.choice(made), chance)
            if kind == "address":
                names = [chance.choice(sorted(BY_NAME)) for _ in range(chance.randrange(1, 5))]
                content = "&".join(f"{name}={_text(chance)}" for name in names).encode("utf-8", "replace")
            name = f"x.{chance.choice(_ENDINGS)}"
            began = time.process_time()
            try:
                through(kind, content, name, Path(folder))
            except GeoError:
                refused[kind] += 1
            except Exception as error:
                kept = Path(tempfile.mkdtemp(prefix="fuzz")) / name
                kept.write_bytes(content)
                print(f"finding: {kind} {kept} {error!r}", flush=True)
                raise
            spent = time.process_time() - began
            if spent > LONGEST:
                kept = Path(tempfile.mkdtemp(prefix="fuzz")) / name
                kept.write_bytes(content)
                sys.exit(f"finding: {kind} {kept} took {spent:.0f} s")
            done[kind] += 1
    print(
        f"{date.today()} seed {chosen.seed}: {sum(done.values())} inputs read, {sum(refused.values())} refused; {done}"
    )


def _text(chance: random.Random) -> str:
    """Any sign of any script."""
    ranges = ((32, 127), (0, 0xD800), (0xE000, 0x110000))
    return "".join(chr(chance.randrange(*chance.choice(ranges))) for _ in range(chance.randrange(60)))


if __name__ == "__main__":
    main()
