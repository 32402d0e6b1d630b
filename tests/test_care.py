"""Duty of care, tested as a viewer would try to get round it: address, counts, search, table, map, export, as-of."""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from made import DONBAS, KHARTOUM, KURSK, POKROVSK, SUDZHA, claim, report

from geo.exports import export
from geo.exports.about import about
from geo.exports.columns import page as table_page
from geo.filters import Filter
from geo.filters.sentence import sentence
from geo.footprints import circle_of, whole
from geo.gazetteer import open_gazetteer
from geo.maps import picture
from geo.model import PlaceKind
from geo.snapshot import build
from geo.snapshot.part import part
from geo.snapshot.view import FACETS, View
from geo.store.guarded import Guarded, spared
from geo.store.judgements import SENSITIVE, YES, Judgement
from geo.trust.access import Care, Person, Role
from geo.trust.care import Coarser, blanked

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
SECRET = "The field hospital moved to the school in Sudzha"
OLD = report("Some 300 troops are in Sudzha, Ivan Petrenko said.", source="Old Wire", published=date(2024, 11, 1))
FRESH = report(
    "Tanks reached Pokrovsk today, Olena Hidden said.",
    source="Fresh Wire",
    title="Tanks at dawn",
    published=date(2024, 11, 20),
)
TOLD = report(
    f"{SECRET}. Rebels hold Khartoum. {SECRET}.",
    source="Told Wire",
    title=SECRET,
    url="https://told.example/field-hospital",
    published=date(2024, 11, 2),
)
ECHO = report(f"We were told: {SECRET.lower()}.", source="Echo Wire", published=date(2024, 11, 3))


@pytest.fixture
def filled(opened):
    store = opened(clock=lambda: NOW)
    first = TOLD.text.index("Rebels"), TOLD.text.index("Rebels") + len("Rebels hold Khartoum.")
    store.add(OLD, [claim(OLD, 0, place=SUDZHA, origin="o-old")])
    store.add(FRESH, [claim(FRESH, 0, place=POKROVSK, claimant="Olena Hidden", origin="o-fresh")])
    store.add(
        TOLD,
        [
            claim(TOLD, 0, start=0, end=len(SECRET), place=SUDZHA, claimant="Secret Source", origin="o-told"),
            claim(TOLD, 1, start=first[0], end=first[1], place=KHARTOUM, subject=("SDN",), origin="o-hold"),
        ],
    )
    store.add(ECHO, [claim(ECHO, 0, place=SUDZHA, claimant="Secret Source", origin="o-told")])
    return store


def viewer(store, **care) -> Guarded:
    every, spots = build(store), store.footprints()
    veil = spared(store, every, spots, open_gazetteer(), care=Care(**care))
    return Guarded(store, Person("", Role.VIEWER), veil)


def everything(store: Guarded) -> str:
    """All that a viewer can get to, in words: every export, table, count, card and list."""
    snapshot, gazetteer = store._veil.snapshot, open_gazetteer()
    view = View(snapshot)
    claims = store.claims_by_id(view.ids())
    reports = {one.id: one for one in store.reports()}
    said = about(claims, shown=sentence(view), made=date(2024, 11, 20))
    told = [export(kind, claims, reports, said, gazetteer).decode() for kind in ("csv", "jsonl", "geojson", "kml")]
    told += [repr(view.facet(name)) for name in FACETS]
    told += [repr(snapshot.area_names), repr(snapshot.reports), repr(snapshot.grounds), repr(bytes(snapshot.haystack))]
    told += [repr({name: column.names for name, column in snapshot.single.items()}), repr(store.footprints())]
    told += [repr(store.judgements()), repr(claims), repr(reports), repr(view.counts), sentence(view)]
    told += [repr(table_page(claims, {line.id: line for line in snapshot.reports}))]
    told += [repr(picture.grounds(view, store.footprints())), repr(picture.moves(view, store.footprints()))]
    return "\n".join(told)


# ------------------------------------------------------------------------------------------------ embargo


def test_a_report_is_held_back_for_so_many_hours_after_its_day(filled):
    held = viewer(filled, embargo_hours=48)
    assert {one.source for one in held.reports()} == {"Old Wire", "Told Wire", "Echo Wire"}
    assert "Hidden" not in everything(held)
    assert "Tanks" not in everything(held)
    assert "Fresh Wire" not in everything(held)


@pytest.mark.parametrize(
    "filter",
    [
        Filter(report=(FRESH.id,)),
        Filter(as_of=date(2030, 1, 1)),
        Filter(recorded_by=date(2030, 1, 1)),
        Filter(text="hidden"),
        Filter(source=("Fresh Wire",)),
        Filter(claimant=("Olena Hidden",)),
        Filter(place=(POKROVSK.id,)),
        Filter(published_from=date(2024, 11, 20)),
    ],
)
def test_no_address_brings_an_embargoed_claim_back(filled, filter):
    held = viewer(filled, embargo_hours=48)
    hidden = f"{FRESH.id}-0"
    assert filled.claim_ids(filter) >= {hidden}
    assert hidden not in held.claim_ids(filter)
    assert hidden not in {one.id for one in held.claims(filter)}
    assert hidden not in View(held._veil.snapshot, filter).ids()


def test_a_claim_by_its_id_is_as_if_it_did_not_exist(filled):
    held = viewer(filled, embargo_hours=48)
    filled.judge(Judgement(f"{FRESH.id}-0", "Ann", verdict="accepted"))
    assert held.claims_by_id([f"{FRESH.id}-0", "nonsense"]) == ()
    assert held.claims_by_id([f"{FRESH.id}-0"], as_read=True) == ()
    assert held.reports([FRESH.id, "nonsense"]) == ()
    assert held.judgements(f"{FRESH.id}-0") == ()
    assert not held.has_report(FRESH.id)
    assert held.count() == (3, 4)
    assert held._veil.snapshot.row_of(f"{FRESH.id}-0") is None


def test_the_embargo_ends_by_itself_and_a_clock_set_back_brings_it_back(opened):
    clock = [datetime(2024, 11, 22, 23, 59, tzinfo=UTC)]
    store = opened(clock=lambda: clock[0])
    store.add(FRESH, [claim(FRESH)])
    assert viewer(store, embargo_hours=48).count() == (0, 0)
    clock[0] += timedelta(minutes=1)
    assert viewer(store, embargo_hours=48).count() == (1, 1)
    clock[0] -= timedelta(days=900)
    assert viewer(store, embargo_hours=48).count() == (0, 0)


def test_a_report_without_a_day_is_held_back_from_the_day_it_was_recorded(opened):
    store = opened(clock=lambda: NOW)
    undated = report("Troops are in Kursk.", published=None)
    store.add(undated, [claim(undated)])
    assert viewer(store, embargo_hours=6).count() == (0, 0)
    assert viewer(store).count() == (1, 1)


def test_the_older_version_of_a_page_stays_while_the_newer_is_held_back(opened):
    store = opened(clock=lambda: NOW)
    older = report("Troops are in Kursk.\nMore.", url="https://a.example/1", published=date(2024, 11, 1))
    newer = report("Troops are in Kursk.\nMuch more.", url="https://a.example/1", published=date(2024, 11, 20))
    store.add(older, [claim(older)])
    store.add(newer, [claim(newer)])
    assert View(build(store)).ids() == (f"{newer.id}-0",)
    assert viewer(store, embargo_hours=24).claim_ids() == {f"{older.id}-0"}


# ------------------------------------------------------------------------------------------------ sensitive


def mark(store, name, value=YES):
    return store.judge(Judgement(name, "Ann", field=SENSITIVE, value=value))


def test_a_sensitive_claim_is_gone_with_its_words_its_echo_and_the_title_that_repeats_it(filled):
    mark(filled, f"{TOLD.id}-0")
    held = viewer(filled)
    told = everything(held)
    for words in ("field hospital", "FIELD HOSPITAL", "Secret Source", "school", "field-hospital"):
        assert words.lower() not in told.lower()
    assert held.claim_ids() == {f"{OLD.id}-0", f"{FRESH.id}-0", f"{TOLD.id}-1"}
    kept = held.reports([TOLD.id])[0]
    assert len(kept.text) == len(TOLD.text)
    rest = held.claims_by_id([f"{TOLD.id}-1"])[0]
    assert kept.text[rest.citation.start : rest.citation.end] == rest.citation.as_written == "Rebels hold Khartoum."


def test_what_is_marked_sensitive_stays_for_analysts_and_can_be_unmarked(filled):
    row = mark(filled, f"{TOLD.id}-0")
    assert Guarded(filled, Person("ann", Role.ANALYST)).count() == (4, 5)
    assert not any(build(filled).corrected)
    filled.judge(Judgement(f"{TOLD.id}-0", "Ann", undoes=row))
    assert viewer(filled).count() == (4, 5)
    mark(filled, f"{TOLD.id}-0")
    mark(filled, f"{TOLD.id}-0", "")
    assert viewer(filled).count() == (4, 5)


def test_claims_that_share_words_with_a_sensitive_one_go_with_it(opened):
    store = opened()
    said = report("Some 300 troops and 12 tanks are in Sudzha, Ivan Petrenko said.")
    store.add(said, [claim(said, 0, origin="a"), claim(said, 1, start=16, end=40, origin="b")])
    mark(store, f"{said.id}-1")
    assert viewer(store).claims() == ()
    assert "tanks" not in viewer(store).reports()[0].text


def test_blank_words_keep_their_length_and_line_breaks():
    said = report("One two.\nThree four.")
    kept = blanked(said, [(4, 14)])
    assert kept.text == "One ████\n█████ four."


def test_a_disagreement_with_a_hidden_claim_is_not_told(opened):
    store = opened()
    said = report("There are 100 troops in Kursk. There are 900 troops in Kursk.")
    amounts = [(100, 100, "persons", "strength"), (900, 900, "persons", "strength")]
    day = date(2024, 11, 14)
    store.add(
        said,
        [
            claim(said, n, claimant=who, start=31 * n, end=31 * n + 30, quantity=one, origin=f"o{n}", first=day)
            for n, (who, one) in enumerate(zip(("Ann", "Bo"), amounts, strict=True))
        ],
    )
    assert len(store.claim_ids(Filter(contested=True))) == 2
    mark(store, f"{said.id}-1")
    assert viewer(store).claim_ids() == {f"{said.id}-0"}
    assert viewer(store).claim_ids(Filter(contested=True)) == set()
    assert viewer(store).claim_ids(Filter(origins=2)) == set()


# ------------------------------------------------------------------------------------------------ minimum area


def test_no_ground_narrower_than_the_minimum_leaves_in_any_form(filled):
    told = everything(viewer(filled, minimum_km=40))
    for trace in (SUDZHA.id, "f-p-2", str(SUDZHA.lat), str(SUDZHA.lon), str(POKROVSK.lat), str(KHARTOUM.lat)):
        assert trace not in told
    held = viewer(filled, minimum_km=40)
    for one in held.claims():
        for place in one.places:
            assert 2 * place.footprint.radius_km >= 40
            assert place.footprint.where_prec >= 2
    rows = json.loads("[" + ",".join(export_of(held).splitlines()) + "]")
    assert all(place["where_prec"] >= 2 for row in rows for place in row.get("places", ()))


def export_of(held) -> str:
    claims = held.claims()
    reports = {one.id: one for one in held.reports()}
    made = export("jsonl", claims, reports, about(claims, shown="x", made=date(2024, 1, 1)))
    return "\n".join(line for line in made.decode().splitlines() if '"quote"' in line)


def test_a_window_or_place_asked_for_finds_the_wide_ground_only(filled):
    held = viewer(filled, minimum_km=40)
    near = Filter(box=(SUDZHA.lat - 0.01, SUDZHA.lon - 0.01, SUDZHA.lat + 0.01, SUDZHA.lon + 0.01))
    assert filled.claim_ids(near)
    assert held.claim_ids(near) == set()
    assert held.claim_ids(Filter(place=(SUDZHA.id,))) == set()
    assert held.claim_ids(Filter(precision=("1",))) == set()


def test_wide_ground_stays_as_it_is():
    coarser = Coarser(40, open_gazetteer())
    kursk = next(c.place for c in open_gazetteer().search("Kursk Oblast") if c.place.kind is PlaceKind.ADM1)
    assert coarser.place(kursk, whole(kursk)) is None
    assert coarser.place(DONBAS, None) is None
    assert Coarser(0, open_gazetteer()).place(SUDZHA, whole(SUDZHA)) is None


def test_the_wide_circle_does_not_tell_where_in_it_the_place_is():
    """Two places in one cell of the grid get the same ground; the true place lies inside the circle."""
    from dataclasses import replace

    from pyproj import Geod

    coarser = Coarser(40, open_gazetteer())
    grounds = set()
    for step in range(40):
        there = replace(SUDZHA, lat=51.0 + step * 0.003, lon=35.2 + step * 0.004)
        made, spot = coarser.place(there, circle_of(there, (there.lat, there.lon), 2.0, 1))
        grounds.add((spot.lat, spot.lon, spot.radius_km))
        km = Geod(ellps="WGS84").inv(there.lon, there.lat, spot.lon, spot.lat)[2] / 1000
        assert km + 2 <= spot.radius_km
        assert SUDZHA.name not in made.name
    assert len(grounds) <= 3


def test_a_narrow_area_is_not_named_as_what_the_circle_lies_in():
    """A city that is a first-order area of its own would tell the place by its name."""
    from dataclasses import replace

    city = next(c.place for c in open_gazetteer().search("Sevastopol") if c.place.kind is PlaceKind.ADM1)
    inside = replace(SUDZHA, lat=city.lat, lon=city.lon, country=city.country, admin1=city.name, admin1_id=city.id)
    made, _ = Coarser(120, open_gazetteer()).place(inside, whole(inside))
    assert city.name not in made.name
    assert made.admin1_id is None


def test_poles_and_the_date_line_have_ground_too():
    from dataclasses import replace

    coarser = Coarser(50, open_gazetteer())
    for lat, lon in ((89.9, 0.0), (-89.9, 179.9), (0.0, -180.0), (66.0, 180.0)):
        _, spot = coarser.place(replace(SUDZHA, lat=lat, lon=lon), None)
        assert -90 <= spot.lat <= 90


# ------------------------------------------------------------------------------------------- the part of a snapshot


def test_a_part_of_a_snapshot_answers_as_a_store_that_never_held_the_rest(opened, tmp_path):
    from geo.store import Store

    every = [(OLD, [claim(OLD, 0, place=SUDZHA, origin="a")]), (FRESH, [claim(FRESH, 0, origin="a", mode="negated")])]
    every.append((TOLD, [claim(TOLD, 0, place=KURSK, origin="c"), claim(TOLD, 1, place=None, origin="d")]))
    store, less = opened(clock=lambda: NOW), Store(tmp_path / "less.db", clock=lambda: NOW)
    store.add_many(every)
    less.add_many([every[0], every[2]])
    whole_of, expected = build(store), build(less)
    kept = part(whole_of, np.ones(len(whole_of), bool), frozenset({OLD.id, TOLD.id}), footprints=store.footprints())
    for chosen in (Filter(), Filter(first_only=True), Filter(text="sudzha"), Filter(place=("ua-ru-1",))):
        one, other = View(kept, chosen), View(expected, chosen)
        assert one.ids() == other.ids()
        assert one.counts == other.counts
        assert {name: one.facet(name) for name in FACETS} == {name: other.facet(name) for name in FACETS}
    less.close()
