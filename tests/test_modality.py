"""Modality: every row of tests/cases/modality.csv; the predicate stands in square brackets."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language import parse
from geo.modality import judge
from geo.model import Attribution, Identification, Modality, Mode, Party, Span

with (Path(__file__).parent / "cases" / "modality.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def judged(marked: str, language: str = "en", cue: str = "", *, hearsay: bool = False) -> tuple[str, Modality]:
    start = marked.index("[")
    text = marked.replace("[", "", 1).replace("]", "", 1)
    parsed = parse(text, language)
    predicate = next(token.i for token in parsed.tokens if token.start >= start)
    attribution = None
    if cue or hearsay:
        at = text.index(cue) if cue else 0
        attribution = Attribution(
            (Span(0, len(text), text),),
            Party("Someone", None, Identification.NAMED),
            cue=Span(at, at + len(cue), cue) if cue else None,
            hearsay=hearsay,
        )
    return text, judge(parsed, predicate, attribution)


@pytest.mark.parametrize("row", ROWS, ids=[f"{n}-{row['language']}-{row['note']}" for n, row in enumerate(ROWS, 2)])
def test_each_case_gives_mode_factuality_and_scope(row):
    text, found = judged(row["text"], row["language"], row["cue"])
    assert (found.mode.value, found.factuality, found.hedge_scope or "") == (
        row["mode"],
        row["factuality"],
        row["scope"],
    )
    if found.hedge is not None:
        assert text[found.hedge.start : found.hedge.end] == found.hedge.as_written
    if found.mode is not Mode.ASSERTED:
        assert found.reasons


def test_the_cases_cover_three_languages():
    counted = {language: sum(row["language"] == language for row in ROWS) for language in ("en", "ru", "uk")}
    assert len(ROWS) >= 120
    assert counted["ru"] >= 20
    assert counted["uk"] >= 20


def test_hearsay_is_doubt_even_without_a_doubting_word():
    _, found = judged("Troops [are] in the region.", hearsay=True)
    assert (found.mode, found.factuality) == (Mode.HEDGED, "PR+")


def test_the_same_words_are_certain_for_a_named_claimant():
    _, found = judged("He claimed that troops [are] in the region.", cue="claimed")
    assert (found.mode, found.factuality) == (Mode.ASSERTED, "CT+")


SPOKEN = (
    "the army did not will may have reportedly attack attacked denied that if would [ ] no evidence of an assault in "
    "the town , . ? could be plans to rather than"
)
WORDS = st.sampled_from(SPOKEN.split())


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=14))
def test_any_word_of_any_sentence_can_be_judged(chosen):
    parsed = parse(" ".join(chosen), "en")
    for token in parsed.tokens:
        found = judge(parsed, token.i)
        assert found.factuality in {"CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"}
        assert found.hedge is None or parsed.text[found.hedge.start : found.hedge.end] == found.hedge.as_written
