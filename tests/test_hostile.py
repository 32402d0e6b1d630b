"""Hostile files through every door: read as words, or one sentence; nothing runs, nothing hangs, nothing is fetched.

`tests/hostile/expected.csv` says which sentence each file gets at each door; empty: it is read, as the words it holds.
"""

import csv
import sys
import time
from pathlib import Path

import pytest

from geo import events, layers
from geo.claims import extract
from geo.errors import GeoError
from geo.filters import read_query
from geo.gazetteer import open_gazetteer
from geo.html import escape
from geo.reports import read

HERE = Path(__file__).parent / "hostile"
sys.path.insert(0, str(HERE))

from recipes import RECIPES  # noqa: E402

DOORS = {"report": read, "table": events.preview, "layer": layers.read}
with (HERE / "expected.csv").open(encoding="utf-8", newline="") as _file:
    EXPECTED = [tuple(row.values()) for row in csv.DictReader(_file)]
SECONDS_PER_MB = 10


def test_every_recipe_is_expected_somewhere():
    assert {name for name, _, _ in EXPECTED} == set(RECIPES)


@pytest.mark.parametrize(("name", "door", "words"), EXPECTED, ids=[f"{name}-{door}" for name, door, _ in EXPECTED])
def test_a_hostile_file_gets_its_sentence(tmp_path, name, door, words):
    path = tmp_path / name
    path.write_bytes(RECIPES[name]())
    began = time.process_time()
    told = ""
    try:
        DOORS[door](path)
    except GeoError as error:
        told = str(error)
    assert told == words
    assert time.process_time() - began < SECONDS_PER_MB * max(1, path.stat().st_size / 1e6)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["braces.txt", "formulas.txt", "right-to-left.txt", "homoglyph.txt", "nul.txt", "script.html"]
)
def test_what_is_read_is_only_words(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(RECIPES[name]())
    for said in read(path):
        for claim in extract(said, open_gazetteer()):
            assert said.text[claim.citation.start : claim.citation.end] == claim.citation.as_written
        assert "<" not in escape(said.text)
        assert "pwned" not in said.text


def test_a_look_alike_outlet_is_not_the_outlet(tmp_path):
    path = tmp_path / "homoglyph.txt"
    path.write_bytes(RECIPES["homoglyph.txt"]())
    parties = {
        party.name
        for said in read(path)
        for claim in extract(said, open_gazetteer())
        for party in (claim.attribution.claimant, *claim.attribution.relays)
        if party
    }
    assert "CNN" not in parties


@pytest.mark.parametrize(
    "query",
    [
        "type=" + "x" * 100_000,
        "&".join(f"type=t{n}" for n in range(20_000)),
        "box=nan,nan,nan,nan",
        "box=500,0,600,1",
        "as_of=2024-13-45",
        "as_of=99999999-01-01",
        "event_from=%00",
        "text=" + "(" * 10_000,
        "text=%E2%80%AE%7B%7B7*7%7D%7D",
        "shape=" + ",".join(["1e999"] * 50),
        "least=1e999&most=nan",
        "page[$ne]=1&__proto__=1",
        "%ff%fe=%c0%80",
    ],
)
def test_a_hostile_address_is_a_filter_or_a_sentence(query):
    began = time.process_time()
    chosen, complaints = read_query(query)
    assert read_query(chosen.to_query())[0] == chosen
    assert all(complaint.endswith(".") and len(complaint) < 500 for complaint in complaints)
    assert time.process_time() - began < 5
