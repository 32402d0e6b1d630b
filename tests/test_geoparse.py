"""The theatre's gold: places found and resolved, traps left alone. One row a toponym in tests/cases/toponyms.csv."""

import csv
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.footprints import footprint
from geo.gazetteer import open_gazetteer
from geo.geoparse import geoparse
from geo.language import detect, parse
from geo.toponyms import find

CASES = Path(__file__).parent / "cases" / "toponyms.csv"
FLOOR = 0.95
GEOD = Geod(ellps="WGS84")


def read_cases():
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def read(text, language):
    parsed = parse(text, language)
    return parsed, geoparse(parsed, open_gazetteer())


def resolutions_at(case):
    parsed, found = read(case["text"], case["language"])
    start = case["text"].index(case["toponym"])
    end = start + len(case["toponym"])
    here = [r for r in found if r.toponym.span.start < end and start < r.toponym.span.end]
    return [(r, footprint(r, parsed, open_gazetteer())) for r in here if r.place is not None]


def is_right(case, ground) -> bool:
    lat, lon = float(case["lat"]), float(case["lon"])
    return ground is not None and GEOD.inv(lon, lat, ground.lon, ground.lat)[2] <= float(case["tolerance_km"]) * 1000


@pytest.fixture(scope="module")
def judged():
    return [(case, resolutions_at(case)) for case in read_cases()]


def test_the_gold_is_large_and_in_three_languages():
    cases = read_cases()
    assert len(cases) >= 300
    assert {case["language"] for case in cases} == {"en", "ru", "uk"}


def test_no_trap_is_placed(judged):
    placed = [
        (case["toponym"], case["text"], [r.place.name for r, _ in found])
        for case, found in judged
        if case["name"] == "none" and found
    ]
    assert placed == []


def test_place_f1_is_above_the_floor(judged):
    places = [(case, found) for case, found in judged if case["name"] != "none"]
    right = [case for case, found in places if any(is_right(case, ground) for _, ground in found)]
    answered = [case for case, found in places if found]
    precision, recall = len(right) / len(answered), len(right) / len(places)
    missed = [(case["toponym"], case["text"]) for case, _ in places if case not in right]
    assert 2 * precision * recall / (precision + recall) >= FLOOR, missed


def test_every_decision_carries_a_reason(judged):
    assert all(r.reasons for _, found in judged for r, _ in found)


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_spans_quote_any_text(text):
    parsed = parse(text, detect(text))
    for toponym in find(parsed, open_gazetteer()):
        assert text[toponym.span.start : toponym.span.end] == toponym.span.as_written


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "Kursk " * 2000,
        "K" * 10_000,
        "\u202eKursk\u202c \x00 \ud83d\ude80 Sumy",
        "Kursk, Курск, קורסק, 库尔斯克, كورسك",
        "(" * 500 + "Sumy" + ")" * 500,
    ],
    ids=["empty", "blank", "names only", "one long name", "controls", "mixed scripts", "brackets"],
)
def test_broken_text_is_read_without_a_crash(text):
    for r in geoparse(parse(text, detect(text)), open_gazetteer()):
        assert text[r.toponym.span.start : r.toponym.span.end] == r.toponym.span.as_written


def calls_of(text):
    """Calls of functions of ours while a text is geoparsed: work that does not depend on the machine."""
    parsed, gazetteer, count = parse(text, "en"), open_gazetteer(), 0

    def profiled(frame, event, _):
        nonlocal count
        count += event == "call" and "/geo/" in frame.f_code.co_filename

    sys.setprofile(profiled)
    try:
        geoparse(parsed, gazetteer)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "Troops left Kursk for Sumy and Belgorod, ",
        "Kursk Sumy Belgorod ",
        "( Sumy \u202ekursk ",
        "The city fell there. ",
    ],
    ids=["sentence", "names", "brackets", "anaphors"],
)
def test_work_grows_with_the_text_and_not_with_its_square(piece):
    calls_of(piece * 20)  # names looked up once are kept
    small, large = calls_of(piece * 150), calls_of(piece * 600)
    assert large <= 6 * small


def test_a_broken_surrogate_and_a_right_to_left_line_keep_their_offsets():
    text = "\u202bחמאס\u202c אמר ב-Gaza \ud83d\ude80 \x00 Kursk\u0301 Сумы"
    for r in geoparse(parse(text, "en"), open_gazetteer()):
        assert text[r.toponym.span.start : r.toponym.span.end] == r.toponym.span.as_written
