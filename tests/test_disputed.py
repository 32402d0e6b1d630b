"""“Only where claimants disagree” shows the claims of Compare's contested questions, by either way of asking."""

import json
import random
from datetime import UTC, date, datetime

import pytest
from made import KHARTOUM, KURSK, SUDZHA, claim, report

from geo.__main__ import main
from geo.exports import export
from geo.exports.about import about
from geo.filters import Filter
from geo.gazetteer import open_gazetteer
from geo.origins.disagreement import contests
from geo.snapshot import as_recorded, build
from geo.snapshot.view import View
from geo.store import Store
from geo.store.judging import Hand, correct

ONLY = Filter(contested=True)
DAY = date(2024, 11, 10)


def told(store: Store, source: str, day: date = DAY, url: str | None = None, title: str | None = None, **fields):
    """One report with one claim, added."""
    said = report(f"{source} has it.", source=source, published=day, url=url, title=title)
    store.add(said, [made := claim(said, **fields)])
    return made


def disputed(store: Store, **more) -> set[str]:
    """What the filter shows, asked of the columns and of the tables."""
    chosen = Filter(contested=True, **more)
    found = set(View(build(store), chosen).ids())
    assert found == store.claim_ids(chosen) == {one.id for one in store.claims(chosen)}
    return found


def in_compare(store: Store) -> set[str]:
    reports = {one.id: one for one in store.reports()}
    return {name for one in contests(store.claims(), reports) for name in one.claims}


def persons(low, high):
    return (low, high, "persons", "strength")


def test_a_village_disagrees_with_the_area_that_holds_it(store):
    wide = told(store, "A", claimant="Ann", quantity=persons(900, 1000), place=KURSK)
    sharp = told(store, "B", claimant="Bo", quantity=persons(10, 20), place=SUDZHA)
    told(store, "C", claimant="Cleo", quantity=persons(5, 6), place=KHARTOUM)
    assert disputed(store) == {wide.id, sharp.id} == in_compare(store)


def test_months_between_make_two_questions(store):
    told(store, "A", claimant="Ann", quantity=persons(900, 1000), first=DAY, last=DAY)
    later = date(2025, 3, 1)
    told(store, "B", later, claimant="Bo", quantity=persons(10, 20), first=later, last=later)
    assert disputed(store) == set() == in_compare(store)


def test_a_denial_without_a_number_is_a_disagreement(store):
    there = told(store, "A", claimant="Ann", kind="presence")
    denied = told(store, "B", claimant="Bo", country="RUS", kind="presence", mode="negated")
    assert disputed(store) == {there.id, denied.id} == in_compare(store)


def test_who_updates_himself_disagrees_with_nobody(store):
    told(store, "A", claimant="Ann", quantity=persons(900, 1000))
    told(store, "B", claimant="Ann", quantity=persons(10, 20))
    assert disputed(store) == set() == in_compare(store)


def test_what_was_not_published_yet_contradicts_nobody_then(store):
    first = told(store, "A", claimant="Ann", quantity=persons(900, 1000), first=DAY, last=DAY)
    other = told(store, "B", date(2024, 11, 12), claimant="Bo", quantity=persons(10, 20), first=DAY, last=DAY)
    assert disputed(store, as_of=DAY) == set()
    assert disputed(store, as_of=date(2024, 11, 12)) == {first.id, other.id}


def test_a_replaced_version_of_a_page_contradicts_nobody(store):
    page = "https://example.org/page"
    told(store, "A", claimant="Ann", quantity=persons(900, 1000), url=page, title="Live")
    told(store, "B", claimant="Bo", quantity=persons(10, 20))
    told(store, "A later", date(2024, 11, 11), claimant="Ann", quantity=persons(10, 20), url=page, title="Live")
    assert disputed(store) == set() == in_compare(store)


def test_as_recorded_a_disagreement_stands_until_the_correction(opened):
    moment = [datetime(2024, 11, 10, tzinfo=UTC)]
    store = opened(clock=lambda: moment[0])
    gazetteer = open_gazetteer()
    first = told(store, "A", claimant="Ann", quantity=persons(900, 1000))
    other = told(store, "B", claimant="Bo", quantity=persons(10, 20))
    moment[0] = datetime(2024, 11, 20, tzinfo=UTC)
    correct(store, other.id, {"high": "1000", "low": "900"}, Hand("Ann"), gazetteer)
    assert disputed(store) == set()
    then = as_recorded(store, build(store), DAY, gazetteer.find)
    assert set(View(then, Filter(contested=True, recorded_by=DAY)).ids()) == {first.id, other.id}


@pytest.mark.parametrize("seed", range(4))
def test_the_filter_shows_exactly_what_compare_shows(store, seed):
    chance = random.Random(seed)
    for number in range(24):
        said = report(f"Report {number}.", source=f"Wire {number}", published=date(2024, 11, chance.randrange(1, 28)))
        low = chance.choice((10, 900, 50_000))
        made = claim(
            said,
            claimant=chance.choice(("Ann", "Bo", "Cleo", None)),
            place=chance.choice((KURSK, SUDZHA, KHARTOUM)),
            quantity=chance.choice((None, persons(low, low * 1.2))),
            mode=chance.choice(("asserted", "hedged", "negated")),
            kind=chance.choice(("presence", "presence", "denial")),
        )
        store.add(said, [made])
    found = disputed(store)
    assert found == in_compare(store)
    assert 0 < len(found) < 24


def test_what_was_recorded_by_a_day_is_listed_and_exported_as_it_stood(opened, capsys):
    moment = [datetime(2024, 11, 10, tzinfo=UTC)]
    store = opened(clock=lambda: moment[0])
    made = told(store, "A", claimant="Ann", quantity=persons(900, 1000))
    moment[0] = datetime(2024, 11, 20, tzinfo=UTC)
    correct(store, made.id, {"claimant": "Somebody Else"}, Hand("Cleo"), open_gazetteer())
    address = store.url.render_as_string(hide_password=False)
    for verb in (["list", "claims", "--format", "jsonl"], ["export", "-", "--format", "jsonl"]):
        said = []
        for clock in ("", "recorded_by=2024-11-10", "recorded_by=2024-11-20"):
            assert main([*verb, "--store", address, "--filter", clock]) == 0
            said.append(json.loads(capsys.readouterr().out.splitlines()[0])["claimant"])
        assert said == ["Somebody Else", "Ann", "Somebody Else"]


def test_map_layers_tell_outlets_and_mentions_as_the_table_does(opened):
    store = opened()
    for source in ("A", "B"):
        told(store, source, origin="one")
    claims, reports = store.claims(), {one.id: one for one in store.reports()}
    for kind in ("geojson", "kml"):
        written = export(kind, claims, reports, about(claims, shown="x"), open_gazetteer()).decode()
        assert "origin_outlets" in written, kind
        told_twice = '"origin_mentions": 2' if kind == "geojson" else '<Data name="origin_mentions"><value>2</value>'
        assert written.count(told_twice) == 2


def test_a_mark_on_the_map_counts_outlets_and_mentions_of_its_origins(store):
    for number, source in enumerate(("A", "A", "B")):
        told(store, source, date(2024, 11, 10 + number), origin="one")
    told(store, "C", claimant=None)
    found = View(build(store)).grounds
    counted = (found.claims, found.origins, found.outlets, found.mentions)
    assert [one.tolist() for one in counted] == [[4], [1], [2], [3]]
