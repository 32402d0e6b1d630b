"""A correction by a person is shown and filtered by; the machine's claim stays, and taking back restores it."""

from datetime import date

import pytest
from made import claim, report

from geo.errors import StoreError
from geo.filters import Filter
from geo.footprints import footprint
from geo.gazetteer import open_gazetteer
from geo.geoparse import geoparse
from geo.language import parse
from geo.snapshot import build
from geo.snapshot.view import View
from geo.store.corrections import FIELDS, corrected, ground_of
from geo.store.judgements import Judgement, standing
from geo.store.judging import judge

VALUES = {
    "claim_type": "losses",
    "mode": "hedged",
    "claimant": "General Staff",
    "country": "RUS",
    "low": "300",
    "high": "400",
    "first": "2024-11-01",
    "last": "2024-11-02",
}
FILTERS = {
    "claim_type": Filter(type=("losses",)),
    "mode": Filter(mode=("hedged",)),
    "claimant": Filter(claimant=("General Staff",)),
    "country": Filter(country=("RUS",)),
    "low": Filter(most=350),
    "high": Filter(least=350, most=500),
    "first": Filter(event_to=date(2024, 11, 1), dated_only=True),
    "last": Filter(event_from=date(2024, 11, 1), event_to=date(2024, 11, 2), dated_only=True),
}


@pytest.mark.parametrize("field", VALUES)
def test_a_corrected_field_is_filtered_by_and_the_machine_s_claim_stays(store, field):
    said = report()
    made = claim(said, quantity=(1.0, 2.0, "persons", "strength"), first=date(2024, 12, 1), last=date(2024, 12, 1))
    if field in ("low", "high"):
        made = claim(said, quantity=(390.0, 390.0, "persons", "strength"))
    if field == "last":
        made = claim(said)
    store.add(said, [made])
    chosen, value = FILTERS[field], VALUES[field]
    if field == "high":
        chosen = Filter(least=395)
    before = store.claim_ids(chosen)
    row = judge(store, Judgement(made.id, "Ann", field=field, value=value), open_gazetteer())
    assert (before, store.claim_ids(chosen)) == (set(), {made.id})
    assert set(View(build(store), chosen).ids()) == {made.id}
    assert store.claims_by_id([made.id], as_read=True) == (made,)
    (shown,) = store.claims()
    assert [(one.field, one.person) for one in shown.corrections] == [(field, "Ann")]
    judge(store, Judgement(made.id, "Ann", undoes=row), open_gazetteer())
    assert store.claim_ids(chosen) == set()


def test_a_corrected_place_moves_on_the_map(store):
    gazetteer = open_gazetteer()
    town = gazetteer.candidates("Sudzha")[0]
    said = report()
    store.add(said, [claim(said)])
    before = build(store)
    judge(store, Judgement(claim(said).id, "Ann", field="place", value=town.id), gazetteer)
    after = build(store, before)
    assert View(before).grounds.footprint_ids == ("f-ua-ru-1",)
    assert View(after).grounds.footprint_ids == (ground_of(town).id,)
    assert ground_of(town).id in store.footprints()
    assert View(after, Filter(place=(town.id,))).counts.claims == 1
    judge(store, Judgement(claim(said).id, "Ann", field="place", value=""), gazetteer)
    assert View(build(store, after)).counts.drawn == 0


def test_nonsense_is_refused_with_a_sentence_and_not_saved(store):
    said = report()
    store.add(said, [claim(said)])
    for field, value in (("low", "many"), ("first", "soon"), ("mode", "sure"), ("place", "nowhere"), ("colour", "red")):
        with pytest.raises(StoreError, match="makes no sense"):
            judge(store, Judgement(claim(said).id, "Ann", field=field, value=value), open_gazetteer())
    assert store.judgements() == ()


def test_every_field_can_be_corrected_and_the_last_correction_holds(store):
    said = report()
    store.add(said, [claim(said)])
    for value in ("100", "200"):
        judge(store, Judgement(claim(said).id, "Ann", field="low", value=value), open_gazetteer())
    held = standing(store.judgements())[claim(said).id]
    shown = corrected(claim(said), held.corrections, open_gazetteer().find)
    assert shown.quantity.low == 200
    assert set(VALUES) | {"place", "role", "unit", "measure"} == set(FIELDS)


def test_a_place_set_by_hand_is_the_same_mark_as_one_that_was_read():
    gazetteer = open_gazetteer()
    parsed = parse("Troops entered Sudzha, in Kursk Oblast.", "en")
    found = [one for one in geoparse(parsed, gazetteer) if one.place]
    assert len(found) == 2
    for one in found:
        assert ground_of(one.place).id == footprint(one, parsed, gazetteer).id
