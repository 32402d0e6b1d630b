"""The columns in memory give the same answers as SQL, on both databases, and count what they show."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from made import DONBAS, KHARTOUM, SUDZHA, claim, report
from varied import fill, filters

import geo.snapshot
from geo.filters import NONE, Filter
from geo.snapshot import build, kept
from geo.snapshot.view import FACETS, MODES, View
from geo.store.judgements import Judgement
from geo.store.rows import unlisted

same_database = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    store = fill(str(tmp_path_factory.mktemp("filled") / "store.db"))
    yield store, build(store)
    store.close()


def test_sql_answers_like_the_mask_on_every_database(address):
    store = fill(address)
    snapshot = build(store)

    @same_database
    @given(filters())
    def answers_are_the_same(chosen):
        assert set(View(snapshot, chosen).ids()) == store.claim_ids(chosen)

    answers_are_the_same()
    store.close()


@same_database
@given(filters(), filters(at_most=1))
def test_one_more_condition_never_adds_claims(filled, chosen, more):
    _, snapshot = filled
    clocks = {"as_of", "recorded_by"}  # an earlier day shows the earlier version of a page instead of the later one
    if set(more.active) & (set(chosen.active) | clocks):
        return
    both = Filter(**{name: getattr(f, name) for f in (chosen, more) for name in f.active})
    assert set(View(snapshot, both).ids()) <= set(View(snapshot, chosen).ids())


@same_database
@given(filters())
def test_a_live_count_says_how_many_claims_the_filter_would_leave(filled, chosen):
    _, snapshot = filled
    view = View(snapshot, chosen)
    for name in FACETS:
        for value, count in view.facet(name):
            if value == NONE and (name in ("place", "role") or name == "report"):
                continue
            asked = chosen.without(name)
            values = {f: getattr(asked, f) for f in asked.active} | {name: (value,)}
            assert View(snapshot, Filter(**values)).counts.claims == count, (name, value)


@same_database
@given(filters())
def test_counts_and_grounds_agree_with_the_claims_themselves(filled, chosen):
    store, snapshot = filled
    view = View(snapshot, chosen)
    shown = store.claims(chosen)
    counts = view.counts
    assert counts.claims == len(shown)
    assert counts.of == 120
    assert counts.reports == len({one.report_id for one in shown})
    assert counts.origins == len({one.origin for one in shown if one.origin})
    assert dict(counts.not_drawn) == Counter(one.not_drawn_because for one in shown if not one.drawn)
    expected, origins = Counter(), {}
    for one in shown:
        for ground in {p.footprint.id for p in one.places if p.role != "context"}:
            expected[ground, one.modality.mode.value] += 1
            origins.setdefault(ground, set()).update({one.origin} - {""})
    grounds = view.grounds
    assert set(grounds.footprint_ids) == {ground for ground, _ in expected}
    for position, ground in enumerate(grounds.footprint_ids):
        assert {m: n for m, n in zip(MODES, grounds.by_mode[position], strict=True) if n} == {
            mode: count for (name, mode), count in expected.items() if name == ground
        }
        assert grounds.origins[position] == len(origins[ground])
        assert grounds.claims[position] == grounds.by_mode[position].sum()


def test_rows_come_in_reading_order(filled):
    store, snapshot = filled
    assert list(View(snapshot).ids()) == [one.id for one in store.claims()]


def test_an_empty_store_has_an_empty_snapshot(store):
    view = View(build(store), Filter(text="x", place=("UA",), origins=2, contested=True, relay=("CNN",)))
    assert view.counts.claims == 0
    assert view.ids() == ()
    assert view.grounds.footprint_ids == ()
    assert {name: view.facet(name) for name in FACETS} == dict.fromkeys(FACETS, ())


def test_a_judgement_renews_the_snapshot_without_reading_the_claims_again(store):
    said = report()
    store.add(said, [claim(said, place=SUDZHA)])
    before = build(store)
    assert build(store, before) is before
    store.judge(Judgement(claim(said).id, "Ann", verdict="accepted", grade="B"))
    after = build(store, before)
    assert after.ids is before.ids
    assert View(after, Filter(verdict=("accepted",), grade=("B",))).counts.claims == 1
    assert View(before, Filter(verdict=("accepted",))).counts.claims == 0
    more = report("More.")
    store.add(more, [claim(more)])
    assert len(build(store, after)) == 2


def test_a_claim_in_donbas_is_found_in_each_of_its_oblasts_and_once_in_the_count(store):
    said = report()
    store.add(said, [claim(said, place=DONBAS), claim(said, 2, place=KHARTOUM)])
    view = View(build(store))
    assert dict(view.facet("place"))["ua-4"] == dict(view.facet("place"))["ua-8"] == 1
    assert View(build(store), Filter(place=("ua-4", "ua-8"))).counts.claims == 1


def test_lists_in_a_column_come_apart_as_they_went_in():
    assert unlisted("") == ()
    assert unlisted("\nCNN\nTASS\n") == ("CNN", "TASS")


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A store that counts as large enough to keep its columns beside it."""
    monkeypatch.setattr(geo.snapshot, "LEAST_KEPT", 1)
    store = fill(str(tmp_path / "store.db"))
    yield store
    store.close()


@same_database
@given(filters())
def test_columns_kept_beside_the_store_answer_like_the_tables(kept_and_built, chosen):
    again, first = kept_and_built
    one, other = View(again, chosen), View(first, chosen)
    assert one.mask.tobytes() == other.mask.tobytes()
    assert one.ids() == other.ids()
    assert one.counts == other.counts
    for name in FACETS:
        assert one.facet(name) == other.facet(name)
    assert one.grounds.footprint_ids == other.grounds.footprint_ids


@pytest.fixture(scope="module")
def kept_and_built(tmp_path_factory):
    store = fill(str(tmp_path_factory.mktemp("kept") / "store.db"))
    store.judge(Judgement(claim_id=next(iter(store.claim_ids())), person="A", verdict="accepted"))
    first = build(store)
    judged = {n: getattr(first, n) for n in ("verdict", "grade", "credibility", "corrected", "judged_by")}
    kept.write(kept.beside(store), "state", first)
    again = dataclasses.replace(kept.read(kept.beside(store), "state", first.reports), said=first.said)
    assert again.credibility.size == 0, "judgements are never kept"
    yield dataclasses.replace(again, **judged), first
    store.close()


def test_a_report_more_is_seen_although_columns_are_kept(large):
    before = build(large)
    assert kept.beside(large).exists()
    said = report("One more sentence about nothing seen before.")
    large.add(said, [claim(said, place=SUDZHA)])
    assert len(build(large)) == len(before) + 1


@pytest.mark.parametrize("damage", [b"", b"positions:columns:1\n", b"x" * 500, None])
def test_damaged_columns_are_left_aside(large, damage):
    whole = len(build(large))
    file = kept.beside(large)
    file.write_bytes(file.read_bytes()[:-64] if damage is None else damage)
    assert len(build(large)) == whole


def test_a_store_in_memory_or_on_a_server_keeps_no_columns_in_a_file(large):
    assert kept.beside(large).name == "store.db-columns"
    large.url = large.url.set(drivername="postgresql+psycopg")
    assert kept.beside(large) is None
