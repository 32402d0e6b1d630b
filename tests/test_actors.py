"""Actors: the cases of cases/actors.csv, references, sides, and the tables behind them."""

import csv
from pathlib import Path

import pytest

from geo import words
from geo.actors import ENEMY, LAST, OWN, Cast, find, opponent, side
from geo.language import parse
from geo.model import Actor

TABLE = (Path(__file__).parent / "cases" / "actors.csv").read_text(encoding="utf8").splitlines()
ROWS = list(csv.DictReader(line for line in TABLE if not line.startswith("#")))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['language']} {row['words']}: {row['note']}")
def test_the_phrase_names_the_side(row):
    found = find(parse(row["sentence"], row["language"]))
    if not row["country"]:
        assert all(actor.country is None for actor in found if actor.span.as_written == row["words"])
        return
    named = {actor.span.as_written: actor for actor in found}
    assert row["words"] in named, sorted(named)
    assert named[row["words"]].country == row["country"]
    assert named[row["words"]].actor_type == int(row["type"])


def test_every_actor_quotes_the_text():
    text = "Ukrainian and North Korean forces clashed. The enemy's 155th brigade lost its commander."
    for actor in find(parse(text, "en")):
        assert text[actor.span.start : actor.span.end] == actor.span.as_written


def test_two_adjectives_before_one_noun_are_two_sides():
    parsed = parse("There were clashes between Ukrainian and North Korean forces.", "en")
    head = next(token.i for token in parsed.tokens if token.text == "forces")
    assert {actor.country for actor in Cast(parsed).of(head)} == {"UKR", "PRK"}


@pytest.mark.parametrize(
    ("word", "rule"), [("The enemy retreated.", ENEMY), ("They retreated.", LAST), ("We held.", OWN)]
)
def test_words_that_only_point_come_back_with_their_rule(word, rule):
    assert [actor.reasons for actor in find(parse(word, "en"))] == [(rule,)]


def test_the_enemy_is_the_side_against_the_speaker():
    enemy = Actor("the enemy", None, None, 1, None, (ENEMY,))
    assert side(enemy, speaker="UKR", last=None, belligerents=("UKR", "RUS")).country == "RUS"
    assert side(enemy, speaker="RUS", last=None, belligerents=("UKR", "RUS")).country == "UKR"


def test_the_enemy_of_nobody_stays_unknown():
    enemy = Actor("the enemy", None, None, 1, None, (ENEMY,))
    assert side(enemy, speaker=None, last=None, belligerents=("UKR", "RUS")).country is None


def test_the_reports_own_words_beat_the_table_of_opponents():
    assert opponent("ISR", ("ISR", "IRN")) == "IRN"
    assert opponent("UKR", ()) == "RUS"
    assert opponent(None, ("UKR",)) is None


def test_the_echelon_is_named():
    (actor,) = [a for a in find(parse("The Russian 155th Naval Infantry Brigade attacked.", "en")) if a.country]
    assert actor.echelon == "brigade"


def test_every_row_of_the_actor_table_is_sound():
    names = {row["country"] for row in words.rows("demonyms.csv")}
    for row in words.rows("actors.csv"):
        assert row["type"] in set("12345678"), row["name"]
        assert not row["country"] or row["country"] in names, row["name"]
        assert row["en"] or row["ru"] or row["uk"], row["name"]


def test_no_word_stands_for_two_countries():
    seen = {}
    for row in words.rows("demonyms.csv"):
        key = row["language"], row["word"]
        assert seen.setdefault(key, row["country"]) == row["country"], key
