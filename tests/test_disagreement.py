"""Contested questions: who excludes whom, who denies, who has not spoken; and never a sum."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import KURSK, POKROVSK, SUDZHA, claim, report

from geo.model import ClaimType, Modality, Mode
from geo.origins.disagreement import RelationKind, contests, envelope, relations


def said(source, day=10, text=None):
    return report(text or f"{source} has it.", source=source, published=date(2024, 11, day))


def persons(low, high, measure="strength"):
    return (low, high, "persons", measure)


def asked(*pairs):
    """Contests among claims that are given as (report, fields)."""
    reports = {one.id: one for one, _ in pairs}
    claims = [claim(one, number, **fields) for number, (one, fields) in enumerate(pairs)]
    return contests(claims, reports), claims


UKRAINE = {"claimant": "Ivan Petrenko", "country": "UKR", "quantity": persons(45_000, 50_000), "subject": ("RUS",)}
RUSSIA = {"claimant": "Pyotr Ivanov", "country": "RUS", "quantity": persons(9_000, 11_000), "subject": ("RUS",)}


def test_intervals_that_exclude_each_other_make_one_contested_question():
    (found,), claims = asked((said("A"), UKRAINE), (said("B"), RUSSIA))
    assert set(found.claims) == {one.id for one in claims}
    assert [one.kind for one in found.relations] == [RelationKind.CONTRADICTS]
    assert found.envelope.startswith("strength: 9,000–50,000 persons, by 2 claims of")


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": persons(49_000, 52_000)},
        {"quantity": persons(9_000, 11_000, "killed")},
        {"place": POKROVSK},
        {"subject": ("UKR",)},
        {"first": date(2024, 8, 1), "last": date(2024, 8, 2)},
    ],
    ids=["overlap", "measure", "place", "subject", "window"],
)
def test_what_is_another_question_or_agrees_is_not_contested(change):
    found, _ = asked((said("A"), UKRAINE), (said("B"), RUSSIA | change))
    assert found == ()


def test_a_village_is_asked_about_together_with_the_area_that_holds_it():
    (found,), _ = asked((said("A"), UKRAINE), (said("B"), RUSSIA | {"place": SUDZHA}))
    assert len(found.claims) == 2


def test_the_same_claimant_updates_and_does_not_contradict_himself():
    found, claims = asked((said("A"), UKRAINE), (said("B", 12), UKRAINE | {"quantity": persons(60_000, 61_000)}))
    assert found == ()
    (one,) = relations(claims, {})
    assert one.kind is RelationKind.UPDATES


def test_a_denial_is_linked_to_what_it_answers():
    presence = {"claimant": "A", "country": "UKR", "subject": ("RUS",)}
    denial = {"claimant": "B", "country": "RUS", "subject": ("RUS",), "mode": "negated"}
    (found,), claims = asked((said("A"), presence), (said("B"), denial))
    (one,) = found.relations
    assert (one.kind, one.claim, one.other) == (RelationKind.DENIES, claims[1].id, claims[0].id)


def test_a_bare_denial_answers_what_its_report_told_last():
    text = "Troops are in Kursk Oblast, Petrenko said. Moscow disputes this."
    one = said("A", text=text)
    told = claim(one, 1, start=0, end=42, subject=("RUS",))
    bare = claim(one, 2, start=43, end=64, kind="denial", mode="negated", claimant="Moscow", country="RUS", place=None)
    (found,) = contests([told, bare], {one.id: one})
    assert [(r.kind, r.claim, r.other) for r in found.relations] == [(RelationKind.DENIES, bare.id, told.id)]
    assert found.spoken == ("RUS", "UKR")


def test_who_neither_confirms_nor_denies_is_named_as_such():
    presence = {"claimant": "A", "country": "UKR", "subject": ("RUS",)}
    one, other = said("A"), said("B")
    told = claim(one, 1, **presence)
    evasive = claim(other, 2, claimant="B", country="RUS", subject=("RUS",), mode="negated")
    evasive = replace(evasive, modality=Modality(Mode.NEGATED, "Uu"))
    (found,) = contests([told, evasive], {one.id: one, other.id: other})
    assert found.relations[0].kind is RelationKind.NON_DENIAL
    assert found.evasive == ("RUS",)
    assert "Russia neither confirmed nor denied" in found.silence


def test_silence_names_the_side_spoken_of_that_has_not_spoken():
    (found,), _ = asked(
        (said("A"), UKRAINE), (said("B"), RUSSIA | {"country": "USA", "claimant": "Ryder", "subject": ("RUS",)})
    )
    assert found.spoken == ("UKR", "USA")
    assert found.silent == ("RUS",)
    assert found.silence == "Ukraine and United States have spoken; nothing here from Russia."


def test_troops_that_have_not_advanced_do_not_contradict_troops_that_are_there():
    there = {"claimant": "A", "subject": ("RUS",), "quantity": persons(100, 200)}
    halted = {"claimant": "B", "country": "RUS", "subject": ("RUS",), "kind": "movement", "mode": "negated"}
    assert asked((said("A"), there), (said("B"), halted))[0] == ()


def test_forecasts_contradict_nobody():
    assert asked((said("A"), UKRAINE), (said("B"), RUSSIA | {"mode": "forecast"}))[0] == ()


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=6))
def test_the_envelope_is_no_sum_and_no_mean(pairs):
    one = said("A")
    claims = [claim(one, n, quantity=persons(min(p), max(p))) for n, p in enumerate(pairs)]
    numbers = {f"{value:,}" for pair in pairs for value in pair}
    told = envelope(claims).removeprefix("strength: ").split(" persons")[0]
    assert set(told.replace("up to ", "").split("–")) <= numbers


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_claims_does_not_matter(chance):
    pairs = [
        (said("A"), UKRAINE),
        (said("B"), RUSSIA),
        (said("C"), RUSSIA | {"mode": "negated", "quantity": None}),
        (said("D", 12), UKRAINE | {"claimant": "D", "quantity": persons(1, 2), "place": SUDZHA}),
        (said("E"), UKRAINE | {"kind": ClaimType.TRANSFER.value, "claimant": "E", "place": KURSK}),
    ]
    reports = {one.id: one for one, _ in pairs}
    claims = [claim(one, number, **fields) for number, (one, fields) in enumerate(pairs)]
    expected = contests(claims, reports)
    chance.shuffle(claims)
    assert contests(claims, reports) == expected
