"""Which claims have one utterance behind them: slots decide, likeness of words does not."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import KHARTOUM, KURSK, POKROVSK, SUDZHA, claim, report

from geo.origins import group
from geo.origins.marks import compatible, mark_of
from geo.origins.utterances import link, slots

ELEVEN = (9900.0, 12100.0, "persons", "strength")


def said(text, source, day=10):
    return report(text, source=source, published=date(2024, 11, day))


def origins(*pairs):
    """Origins of claims that are given as (report, fields)."""
    reports = [one for one, _ in pairs]
    claims = [claim(one, number, **fields) for number, (one, fields) in enumerate(pairs)]
    return [one.origin for one in group(claims, reports)]


BASE = {"quantity": ELEVEN, "claimant": "Ivan Petrenko"}


def test_four_outlets_that_quote_one_official_are_one_origin():
    found = origins(*((said(f"Wire {n} has it.", f"Wire {n}", 10 + n), BASE) for n in range(4)))
    assert len(set(found)) == 1
    assert found[0]


@pytest.mark.parametrize(
    "change",
    [
        {"claimant": "General Staff"},
        {"quantity": (45000.0, 50000.0, "persons", "strength")},
        {"quantity": (9900.0, 12100.0, "persons", "killed")},
        {"quantity": None},
        {"place": KHARTOUM},
        {"subject": ("RUS",)},
        {"mode": "negated"},
        {"kind": "losses"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_slot_is_another_origin_though_the_words_are_alike(change):
    one, other = origins((said("It says so.", "A"), BASE), (said("It says so too.", "B"), BASE | change))
    assert one != other


def test_a_village_and_its_oblast_may_be_one_utterance():
    one, other = origins((said("It says.", "A"), BASE), (said("It said.", "B"), BASE | {"place": SUDZHA}))
    assert one == other


def test_two_villages_of_one_oblast_are_two_utterances():
    other_village = replace(SUDZHA, id="p-9", name="Korenevo")
    found = origins(
        (said("It says.", "A"), BASE | {"place": SUDZHA}), (said("It said.", "B"), BASE | {"place": other_village})
    )
    assert found[0] != found[1]


def test_the_same_words_a_month_later_are_a_new_utterance():
    early, late = report("Now.", published=date(2024, 10, 1)), report("Then.", published=date(2024, 11, 1))
    one, other = origins((early, BASE), (late, BASE))
    assert one != other


def test_the_narrator_and_passives_never_add_an_origin():
    found = origins(
        (said("One.", "A"), BASE | {"claimant": None}),
        (said("Two.", "B"), BASE | {"identification": "passive", "claimant": "sources"}),
    )
    assert found == ["", ""]


def test_copied_text_is_an_echo_of_the_one_who_said_it():
    words = "The brigade lost about forty vehicles near the river over the past two weeks of fighting."
    found = origins((said(words, "A"), BASE), (said(words, "B", 20), BASE | {"claimant": None}))
    assert found[0] == found[1] != ""


def test_two_claimants_with_the_same_words_stay_two():
    words = "The brigade lost about forty vehicles near the river over the past two weeks of fighting."
    found = origins((said(words, "A"), BASE), (said(words, "B"), BASE | {"claimant": "General Staff"}))
    assert found[0] != found[1]


def many():
    """Thirty claims that share some slots and not others."""
    chance = Random(3)
    pairs = []
    for number in range(30):
        fields = {
            "claimant": chance.choice(("A", "B", None)),
            "place": chance.choice((KURSK, SUDZHA, POKROVSK)),
            "quantity": chance.choice((None, ELEVEN, (10000.0, 11000.0, "persons", "strength"))),
            "kind": chance.choice(("presence", "clash")),
        }
        one = said(f"Report {number}.", f"Wire {number % 5}", 1 + chance.randrange(20))
        pairs.append((one, claim(one, number, **fields)))
    return pairs


@given(st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(chance):
    pairs = many()
    reports, claims = [one for one, _ in pairs], [one for _, one in pairs]
    expected = {one.id: one.origin for one in group(claims, reports)}
    chance.shuffle(claims)
    chance.shuffle(reports)
    assert {one.id: one.origin for one in group(claims, reports)} == expected


def test_an_unrelated_claim_changes_no_group():
    pairs = many()
    stranger = said("Elsewhere.", "Z")
    more = claim(stranger, 99, claimant="Somebody else", place=KHARTOUM)
    before = {one.id: one.origin for one in group([one for _, one in pairs], [one for one, _ in pairs])}
    after = group([*(one for _, one in pairs), more], [*(one for one, _ in pairs), stranger])
    assert {one.id: one.origin for one in after if one.id != more.id} == before


def test_grouping_twice_changes_nothing():
    pairs = many()
    reports = [one for one, _ in pairs]
    once = group([one for _, one in pairs], reports)
    assert group(once, reports) == once


def test_a_mark_excludes_nothing_that_would_be_linked():
    counts = (
        None,
        ELEVEN,
        (10000.0, 11000.0, "persons", "strength"),
        (24.0, 99.0, "persons", "killed"),
        (9.0, None, "persons", "killed"),
    )
    places = (KURSK, SUDZHA, POKROVSK, None)
    pairs = []
    for number, (count, place) in enumerate((count, place) for count in counts for place in places):
        for offset, fields in enumerate(
            ({}, {"subject": ()}, {"kind": "strike", "subject": ("RUS",)}, {"mode": "hedged"})
        ):
            one = said(f"Report {number} {offset}.", f"Wire {number % 3}")
            pairs.append((one, claim(one, **{"quantity": count, "place": place} | fields)))
    compared = [slots(one, report_) for report_, one in pairs]
    linked = 0
    for left in compared:
        for right in compared:
            if left is not right and link(left, right):
                linked += 1
                assert compatible(mark_of(left), mark_of(right))
    assert linked > 50
