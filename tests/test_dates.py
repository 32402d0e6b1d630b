"""Dates: every row of tests/cases/dates.csv, and what must hold for any text."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import dates
from geo.language import parse
from geo.model import DateBasis, DayRange, Span

PUBLISHED = date(2024, 11, 15)
with (Path(__file__).parent / "cases" / "dates.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def only(
    text: str, *, language: str = "en", published: date | None = PUBLISHED, uttered: date | None = None
) -> DayRange:
    (found,) = dates.find(parse(text, language), published=published, uttered=uttered)
    return found


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row['language']}-{row['note']}" for n, row in enumerate(ROWS, 2)])
def test_each_case_gives_its_days(row):
    parsed = parse(row["text"], row["language"])
    found = dates.find(parsed, published=day(row["published"]), uttered=day(row["uttered"]))
    if row["first"] == "none":
        assert found == ()
        return
    assert [(one.first, one.last, one.date_prec) for one in found] == [
        (day(row["first"]), day(row["last"]), int(row["date_prec"]))
    ]
    for one in found:
        assert parsed.text[one.span.start : one.span.end] == one.span.as_written


def test_the_cases_cover_three_languages():
    counted = {language: sum(row["language"] == language for row in ROWS) for language in ("en", "ru", "uk")}
    assert len(ROWS) >= 150
    assert counted["ru"] >= 25
    assert counted["uk"] >= 25


def test_a_relative_day_without_publication_says_why():
    found = only("Troops crossed the river yesterday.", published=None)
    assert (found.first, found.last) == (None, None)
    assert "no publication date" in found.rule


def test_the_basis_tells_utterance_from_publication_and_from_explicit_dates():
    text = "The attack came on Monday."
    assert only(text).basis is DateBasis.PUBLICATION
    assert only(text, uttered=date(2024, 11, 10)).basis is DateBasis.UTTERANCE
    assert only("The attack came on 4 November 2024.").basis is DateBasis.EXPLICIT


def test_a_day_earlier_counts_from_the_date_before_it():
    found = dates.find(parse("He said on Wednesday that it fell a day earlier.", "en"), published=PUBLISHED)
    assert [one.first for one in found] == [date(2024, 11, 13), date(2024, 11, 12)]
    assert found[1].basis is DateBasis.INHERITED


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("on 14 November 2024", "2024-11-14"),
        ("in May 2023", "2023-05"),
        ("in 2023", "2023"),
        ("in the summer of 2023", "2023-22"),
        ("between 4 and 10 November 2024", "2024-11-04/2024-11-10"),
        ("in early August 2024", "2024-08-01~/2024-08-10~"),
        ("until Sunday", "../2024-11-10"),
    ],
)
def test_edtf_is_written_after_iso_8601_2(text, written):
    assert only(f"It happened {text}").edtf == written


def test_clip_cuts_the_past_and_leaves_forecasts():
    past = DayRange(date(2024, 11, 1), date(2024, 11, 30), date_prec=4)
    ahead = DayRange(date(2024, 11, 18), date(2024, 11, 24), date_prec=3)
    assert dates.clip(past, PUBLISHED).last == PUBLISHED
    assert dates.clip(ahead, PUBLISHED) == ahead
    assert dates.clip(past, None) == past


def test_an_undated_claim_ends_when_it_was_said():
    found = dates.end_at(date(2024, 11, 10))
    assert (found.first, found.last, found.edtf) == (None, date(2024, 11, 10), "../2024-11-10")
    assert dates.end_at(None).last is None


def test_the_utterance_is_dated_outside_of_what_was_said():
    text = "A commander told CNN on Sunday that troops had crossed on Friday."
    ranges = dates.find(parse(text, "en"), published=PUBLISHED)
    cue, content = text.index("told"), text.index("that")
    said = dates.uttered_on(
        ranges,
        Span(cue, cue + 4, "told"),
        (Span(content, len(text), text[content:]),),
        Span(0, len(text), text),
    )
    assert said is not None
    assert said.first == date(2024, 11, 10)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 200_000,
        "1-" * 100_000,
        "12 " * 60_000,
        "since " * 30_000,
        "from 1 to " * 20_000,
        "November " * 20_000,
        "\n" * 100_000 + "on Sunday",
        "on Monday, " * 4_000,
    ],
    ids=["digits", "dashes", "numbers", "links", "ranges", "months", "newlines", "weekdays"],
)
def test_hostile_text_ends_and_spans_quote_it(text):
    parsed = parse(text, "und")
    for language in ("en", "ru"):
        found = dates.find(type(parsed)(text, language, (), ()), published=PUBLISHED)
        assert all(text[one.span.start : one.span.end] == one.span.as_written for one in found)


SPOKEN = (
    "on since until by from to between and early late last next this 4 14 31 2024 2023 99 November May March Sunday "
    "Monday week month days ago in the past coming year summer 3/4/2024 2024-02-30 24 hours overnight , . — –"
)
WORDS = st.sampled_from(SPOKEN.split())


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=14), st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_ranges_are_ordered_quote_the_text_and_keep_their_precision(chosen, published):
    text = " ".join(chosen)
    bare = parse("", "en")
    found = dates.find(type(bare)(text, "en", (), ()), published=published)
    assert [one.span.start for one in found] == sorted(one.span.start for one in found)
    for one in found:
        assert text[one.span.start : one.span.end] == one.span.as_written
        assert one.date_prec == dates.precision(one.first, one.last) or one.first is None
        if one.first and one.last:
            assert one.first <= one.last
