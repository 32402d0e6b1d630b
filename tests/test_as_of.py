"""As it could be known on a day, by either clock: at the end it is now, and knowing more takes nothing back unsaid."""

import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from made import KURSK, POKROVSK, SUDZHA, claim, report

from geo.filters import Filter
from geo.snapshot import as_recorded, build
from geo.snapshot.view import View
from geo.store import Store
from geo.store.judgements import Judgement
from geo.store.judging import Hand, judge, split, take_back

FIRST = date(2024, 11, 1)


class Clock:
    """The only thing that may be replaced: the moment at which the store records."""

    def __init__(self) -> None:
        self.day = FIRST

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)


def filled(folder: str, chance: random.Random) -> tuple[Store, dict[str, date]]:
    """Reports recorded over some days, some of them later versions of one page; claim id → day of recording."""
    clock = Clock()
    store = Store(Path(folder) / "store.db", clock=clock)
    recorded = {}
    for number in range(chance.randrange(3, 9)):
        clock.day += timedelta(days=chance.randrange(3))
        page = chance.choice((None, None, "https://example.org/page"))
        published = chance.choice((None, FIRST + timedelta(days=chance.randrange(20))))
        said = report(f"Version {number}.", title="One page", url=page, published=published, source=f"Wire {number}")
        store.add(said, [claim(said)])
        recorded[claim(said).id] = clock.day
    return store, recorded


def known(store: Store, **asked) -> set[str]:
    view = View(build(store), Filter(**asked))
    assert set(view.ids()) == store.claim_ids(Filter(**asked))
    return set(view.ids())


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_as_of_the_end_is_now(seed):
    with tempfile.TemporaryDirectory() as folder:
        store, _ = filled(folder, random.Random(seed))
        assert known(store, as_of=date(2100, 1, 1)) == known(store, recorded_by=date(2100, 1, 1)) == known(store)
        store.close()


@given(st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_as_of_is_monotone_in_recorded_time(seed):
    """What was known stays known until a later version of its report is recorded too."""
    with tempfile.TemporaryDirectory() as folder:
        store, recorded = filled(folder, random.Random(seed))
        lines = {line.id: line for line in build(store).reports}
        before: set[str] = set()
        for step in range(-1, 30):
            day = FIRST + timedelta(days=step)
            now = known(store, recorded_by=day)
            assert now <= {name for name, when in recorded.items() if when <= day}
            for name in before - now:
                line = lines[name.rpartition("-")[0]]
                assert lines[line.superseded_by].recorded <= day
            for name in now - before:
                assert recorded[name] == day
            before = now
        store.close()


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_nothing_that_was_published_later_is_known(seed):
    with tempfile.TemporaryDirectory() as folder:
        store, recorded = filled(folder, random.Random(seed))
        lines = {line.id: line for line in build(store).reports}
        for step in range(0, 25, 4):
            day = FIRST + timedelta(days=step)
            for name in known(store, as_of=day):
                assert (lines[name.rpartition("-")[0]].published or recorded[name]) <= day
        store.close()


class Places:
    """The gazetteer as corrections ask it."""

    @staticmethod
    def find(place_id):
        return {place.id: place for place in (KURSK, POKROVSK, SUDZHA)}.get(place_id)


def corrected(store, clock):
    """A claim that Ann corrects on the third day and takes back on the fifth."""
    said = report("Troops are in Sudzha, Petrenko said, and in Pokrovsk.")
    store.add(said, [claim(said, place=SUDZHA)])
    clock.day = FIRST + timedelta(days=2)
    row = judge(store, Judgement(claim(said).id, "Ann", field="place", value=POKROVSK.id), Places())
    judge(store, Judgement(claim(said).id, "Ann", verdict="accepted"), Places())
    clock.day = FIRST + timedelta(days=4)
    take_back(store, claim(said).id, row, Hand("Ann"), Places())
    return claim(said).id


def test_a_person_s_correction_is_a_version_too(opened):
    clock = Clock()
    store = opened(clock=clock)
    name = corrected(store, clock)

    def shown(day):
        then = as_recorded(store, build(store), FIRST + timedelta(days=day), Places.find)
        return [
            (place.id, set(View(then, Filter(place=(place.id,), recorded_by=FIRST + timedelta(days=day))).ids()))
            for place in (SUDZHA, POKROVSK)
        ], dict(View(then).facet("verdict"))

    assert shown(0) == ([(SUDZHA.id, {name}), (POKROVSK.id, set())], {"none": 1})
    assert shown(3) == ([(SUDZHA.id, set()), (POKROVSK.id, {name})], {"accepted": 1})
    assert shown(4) == ([(SUDZHA.id, {name}), (POKROVSK.id, set())], {"accepted": 1})


def test_a_claim_that_was_split_later_is_whole_before(opened):
    clock = Clock()
    store = opened(clock=clock)
    said = report("Troops are in Sudzha, Petrenko said, and in Pokrovsk.")
    store.add(said, [claim(said, place=SUDZHA)])
    clock.day = FIRST + timedelta(days=2)
    split(store, claim(said).id, 20, Hand("Ann"), Places())
    before = as_recorded(store, build(store), FIRST, Places.find)
    after = as_recorded(store, build(store), clock.day, Places.find)
    assert set(View(before).ids()) == {claim(said).id}
    assert len(View(after).ids()) == 2
