"""What the filters offer: the most frequent values, those that match some words, places as a tree, spans of days."""

from dataclasses import replace
from datetime import date

import pytest
from made import KHARTOUM, KURSK, SUDZHA, claim, report

from geo.card.beside import answers_in, same_origin
from geo.filters import Filter
from geo.filters.presets import chosen_preset, preset_label, presets
from geo.snapshot import build, choices
from geo.snapshot.view import View
from geo.store import Store


@pytest.fixture
def filled(tmp_path):
    store = Store(tmp_path / "store.db")
    said = report()
    people = [claim(said, n, claimant=f"Person {n}", place=SUDZHA) for n in range(choices.MOST + 5)]
    store.add(said, [*people, claim(said, 900, claimant="Ян Пётр", place=KHARTOUM), claim(said, 901, place=KURSK)])
    yield store
    store.close()


def test_more_values_than_a_list_can_hold_are_found_by_their_words(filled):
    view = View(build(filled))
    assert choices.has_more(view.snapshot, "claimant")
    assert len(choices.offered(view, "claimant")) == choices.MOST
    assert choices.offered(view, "claimant", words="ян петр") == {"Ян Пётр": 1}
    assert choices.offered(view, "claimant", words="nobody at all") == {}
    assert choices.offered(view, "claimant", words="120 person") == {"Person 120": 1}


def test_places_stand_as_a_tree(filled):
    view = View(build(filled))
    tree = choices.as_tree(view.snapshot, choices.offered(view, "place"))
    order = list(tree)
    assert [(one, tree[one]) for one in order[: order.index(SUDZHA.id) + 1]] == [
        ("RU", 0),
        (KURSK.id, 1),
        (SUDZHA.id, 2),
    ]
    assert tree[KHARTOUM.id] == 2


def test_a_value_that_no_claim_has_is_told(filled):
    snapshot = build(filled)
    chosen = Filter(
        claimant=("Nobody", "none", "Ян Пётр"), place=("RU", "Atlantis"), type=("losses",), mode=("hedged",)
    )
    told = choices.unknown(chosen, snapshot)
    assert [words.split("“")[1].split("”")[0] for words in told] == ["Nobody", "Atlantis"]
    assert choices.unknown(Filter(), snapshot) == ()


def test_spans_end_with_the_newest_publication():
    spans = presets(date(2024, 11, 15))
    assert spans["7"] == (date(2024, 11, 9), date(2024, 11, 15))
    assert chosen_preset(Filter(event_from=spans["7"][0], event_to=spans["7"][1]), date(2024, 11, 15)) == "7"
    assert chosen_preset(Filter(event_from=spans["7"][0]), date(2024, 11, 15)) is None
    assert presets(None) == {}
    assert [preset_label(name) for name in spans][:2] == ["1 day", "7 days"]


def test_beside_a_claim_stand_its_other_prints_and_who_contradicts_it(tmp_path):
    store = Store(tmp_path / "store.db")
    one, other = report(), report("Some 50 troops are in Kursk Oblast, said Bo.", source="Other Wire")
    days = {"first": date(2024, 11, 10), "last": date(2024, 11, 12)}
    said = claim(one, quantity=(9000, 11000, "persons", "strength"), kind="strength", origin="o1", **days)
    fifty = (40, 60, "persons", "strength")
    low = claim(other, claimant="Bo", country="RUS", quantity=fifty, kind="strength", origin="o2", **days)
    echo = replace(claim(other, 7, origin="o1"), quantity=None)
    store.add(one, [said])
    store.add(other, [low, echo])
    snapshot = build(store)
    (answer,) = answers_in(store, snapshot, said)
    assert answer.claim.id == low.id
    assert answer.how.startswith("Contradicts: ")
    assert snapshot.ids_of(same_origin(snapshot, said)) == (echo.id,)
    assert list(snapshot.ids_of(same_origin(snapshot, replace(said, origin="")))) == []
    store.close()
