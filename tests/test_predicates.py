"""Predicates: the cases of cases/predicates.csv and the shape of the tables."""

import csv
from pathlib import Path

import pytest

from geo import words
from geo.language import parse
from geo.model import ClaimType
from geo.predicates import events, senses

ROWS = list(
    csv.DictReader(
        line
        for line in (Path(__file__).parent / "cases" / "predicates.csv").read_text(encoding="utf8").splitlines()
        if not line.startswith("#")
    )
)


def heads(text):
    return set(filter(None, text.split("|")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['language']} {row['word']}: {row['note']}")
def test_the_predicate_has_its_type_and_arguments(row):
    parsed = parse(row["sentence"], row["language"])
    found = [
        event
        for event in events(parsed)
        if parsed.tokens[event.token].text == row["word"] and event.claim_type == row["type"] and not event.noun
    ] or [event for event in events(parsed) if parsed.tokens[event.token].text == row["word"]]
    assert found
    assert found[0].claim_type == ClaimType(row["type"])
    assert heads(row["agents"]) <= {parsed.tokens[i].text for i in found[0].agents}
    assert heads(row["patients"]) <= {parsed.tokens[i].text for i in found[0].patients}


def test_coordinated_verbs_do_not_share_their_words():
    parsed = parse("Troops seized the hill in Luhansk and shelled a road in Donetsk.", "en")
    own = [set(e.tokens) for e in events(parsed) if parsed.tokens[e.token].text in ("seized", "shelled")]
    first, second = own[0], next(tokens for tokens in own if tokens != own[0])
    assert not first & second


def test_an_infinitive_of_purpose_belongs_to_the_verb_above():
    parsed = parse("Russia has massed troops to assault positions in Kursk.", "en")
    massed = next(e for e in events(parsed) if parsed.tokens[e.token].text == "massed")
    assert "Kursk" in {parsed.tokens[i].text for i in massed.purpose}


def test_what_is_planned_is_marked_as_intent():
    parsed = parse("The army plans to attack the town.", "en")
    assert next(e for e in events(parsed) if parsed.tokens[e.token].text == "attack").intent


def test_an_unread_language_has_no_predicates():
    assert events(parse("Die Armee griff die Stadt an.", "de")) == ()


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_row_of_the_tables_is_in_the_codebook(language):
    rows = words.rows("predicates.csv", language)
    assert len(rows) > 100
    for row in rows:
        assert row["pos"] in ("V", "N")
        assert not row["type"] or ClaimType(row["type"])
        assert row["subject"] in ("agent", "patient", "theme", "to", "none")
    assert senses(language, "V")


def test_every_claim_type_has_its_row_for_acled():
    assert {row["claim_type"] for row in words.rows("acled.csv")} == {kind.value for kind in ClaimType}
