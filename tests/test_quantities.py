"""Quantities: every row of tests/cases/quantities.csv, and what must hold for any text."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import quantities, words
from geo.language import parse
from geo.quantities.numbers import read_digits

with (Path(__file__).parent / "cases" / "quantities.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def bound(written: str) -> float | None:
    return float(written) if written else None


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row['language']}-{row['note']}" for n, row in enumerate(ROWS, 2)])
def test_each_case_gives_its_interval_unit_and_measure(row):
    parsed = parse(row["text"], row["language"])
    found = quantities.find(parsed)
    for one in found:
        assert parsed.text[one.span.start : one.span.end] == one.span.as_written
    if row["low"] == "none":
        assert found == ()
        return
    chosen = [one for one in found if not row["written"] or one.span.as_written == row["written"]]
    assert [(one.low, one.high, one.unit, one.measure) for one in chosen] == [
        (bound(row["low"]), bound(row["high"]), row["unit"], row["measure"])
    ]


def test_the_cases_cover_three_languages():
    counted = {language: sum(row["language"] == language for row in ROWS) for language in ("en", "ru", "uk")}
    assert len(ROWS) >= 200
    assert counted["ru"] >= 30
    assert counted["uk"] >= 30


def test_a_unit_size_is_flagged_derived_and_names_its_source():
    (found,) = quantities.find(parse("A battalion-sized force stormed the post.", "en"))
    assert found.derived
    (source,) = {row["source"] for row in words.rows("unit_sizes.csv") if row["unit"] == "battalion"}
    assert source in found.rule


def test_a_modifier_is_kept_beside_the_number():
    (found,) = quantities.find(parse("Nearly 50,000 Russian troops are there.", "en"))
    assert (found.modifier, found.span.as_written) == ("Nearly", "Nearly 50,000")


@pytest.mark.parametrize(
    ("written", "language", "value"),
    [
        ("11,000", "en", 11000),
        ("11.000", "en", 11000),
        ("1.25", "en", 1.25),
        ("0.125", "en", 0.125),
        ("1,5", "ru", 1.5),
        ("1 250 000", "ru", 1250000),
        ("1.250.000", "uk", 1250000),
    ],
)
def test_digits_are_read_whatever_separates_the_thousands(written, language, value):
    assert read_digits(written, language) == value


def test_nothing_is_summed():
    found = quantities.find(parse("They lost 12 tanks and 30 trucks.", "en"))
    assert [one.low for one in found] == [12, 30]


@pytest.mark.parametrize(
    "text",
    ["9" * 200_000, "1," * 100_000, "1 000 " * 30_000, "one hundred " * 10_000, "more than " * 20_000, "5-" * 50_000],
    ids=["digits", "commas", "groups", "words", "modifiers", "dashes"],
)
def test_hostile_text_ends_and_spans_quote_it(text):
    found = quantities.find(parse(text, "ru"))
    assert all(text[one.span.start : one.span.end] == one.span.as_written for one in found)


SPOKEN = (
    "nearly some about up to between and 10 15 1,200 11 000 2.5 thousand hundred dozens of tens soldiers tanks killed "
    "wounded people square kilometers % half the territory - – , . drones 45 two a woman"
)
WORDS = st.sampled_from(SPOKEN.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12))
def test_intervals_are_ordered_and_spans_quote_the_text(chosen):
    text = " ".join(chosen)
    for one in quantities.find(parse(text, "en")):
        assert text[one.span.start : one.span.end] == one.span.as_written
        assert one.low is not None or one.high is not None
        if one.low is not None and one.high is not None:
            assert 0 <= one.low <= one.high
