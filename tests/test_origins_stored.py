"""Origins in the store: one report at a time gives what everything at once gives, and analysts may join and split."""

import random
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import KHARTOUM, KURSK, POKROVSK, SUDZHA, claim, report

from geo.errors import StoreError
from geo.origins import group
from geo.origins.utterances import RECORD
from geo.store import Store
from geo.store.adding import save
from geo.store.judgements import Judgement, origin_verdicts

ELEVEN = (9900.0, 12100.0, "persons", "strength")
LONG = "The brigade lost about forty vehicles near the river over the past two weeks of heavy fighting there."


def drawn_claims(chance: random.Random, number: int):
    """One report with a few claims that share some slots with those of the others and not all."""
    text = chance.choice(
        (LONG, f"Report {number} tells of it in words of its own, longer than sixty letters, {number}.")
    )
    said = report(
        text,
        source=f"Wire {chance.randrange(3)}",
        published=date(2024, 11, 1 + chance.randrange(24)),
    )
    claims = []
    for position in range(chance.randrange(1, 4)):
        identification = chance.choice(("named", "named", "anonymous", "outlet", "passive"))
        name = {"outlet": f"Wire {chance.randrange(3)}", "anonymous": "official"}.get(identification)
        fields = {
            "claimant": name or chance.choice(("Ivan Petrenko", "Petrenko", "Anna Ivan Petrenko", None)),
            "identification": identification,
            "place": chance.choice((KURSK, SUDZHA, POKROVSK, None)),
            "quantity": chance.choice((None, ELEVEN, (10000.0, 11000.0, "persons", "strength"))),
            "kind": chance.choice(("presence", "strength", "clash")),
            "relays": chance.choice(((), ("Wire 1",))),
            "country": chance.choice(("UKR", None)),
        }
        claims.append(claim(said, position, **fields))
    return said, tuple(claims)


def groups_of(claims):
    return {one.id: (one.origin, one.origin_basis) for one in claims}


@given(st.integers(0, 10**6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_one_report_at_a_time_gives_what_everything_at_once_gives(seed):
    chance = random.Random(seed)
    pairs = list({said.id: (said, claims) for said, claims in (drawn_claims(chance, n) for n in range(8))}.values())
    everything = [one for _, claims in pairs for one in claims]
    expected = groups_of(group(everything, [said for said, _ in pairs]))
    chance.shuffle(pairs)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.db")
        store.add_many(pairs[:3])
        for said, claims in pairs[3:]:
            save(store, said, claims)
        assert groups_of(store.claims()) == expected
        judged = judged_at_random(store, chance)
        found = groups_of(store.claims())
        store.close()
    verdicts = origin_verdicts(judged)
    assert found == groups_of(group(everything, [said for said, _ in pairs], verdicts=verdicts))


def judged_at_random(store, chance):
    """Three joinings and splits, and one of them taken back."""
    ids = sorted(one.id for one in store.claims())
    for _ in range(3):
        one, other = chance.sample(ids, 2) if len(ids) > 1 else (ids[0], ids[0])
        store.judge(Judgement(one, "Ann", field="origin", value=chance.choice((other, ""))))
    taken = chance.choice(store.judgements())
    store.judge(Judgement(taken.claim_id, "Ann", undoes=taken.id))
    return store.judgements()


def filled(store):
    """Three outlets that quote one official, and a fourth claim elsewhere."""
    pairs = []
    for number, place in enumerate((KURSK, KURSK, KURSK, KHARTOUM)):
        said = report(f"Wire {number} has it.", source=f"Wire {number}", published=date(2024, 11, 10 + number))
        pairs.append((said, (claim(said, place=place, quantity=ELEVEN),)))
        save(store, *pairs[-1])
    return [claims[0].id for _, claims in pairs]


def test_an_analyst_splits_a_claim_off_and_takes_it_back(store):
    ids = filled(store)
    found = {one.id: one.origin for one in store.claims()}
    assert len({found[name] for name in ids[:3]}) == 1
    row = store.judge(Judgement(ids[1], "Ann", field="origin", value=""))
    after = {one.id: one.origin for one in store.claims()}
    assert after[ids[0]] == after[ids[2]] != after[ids[1]] != ""
    store.judge(Judgement(ids[1], "Ann", undoes=row))
    assert {one.id: one.origin for one in store.claims()} == found


def test_an_analyst_joins_two_claims_with_name_and_time(store):
    ids = filled(store)
    store.judge(Judgement(ids[3], "Ann", field="origin", value=ids[0]))
    (joined, first) = store.claims_by_id([ids[3], ids[0]])
    assert joined.origin == first.origin
    assert joined.origin_basis == "manual"
    (row,) = store.judgements()
    assert row.person == "Ann"
    assert row.at is not None


def test_a_report_added_after_a_split_does_not_bring_it_back(store):
    ids = filled(store)
    store.judge(Judgement(ids[1], "Ann", field="origin", value=""))
    said = report("Wire 9 has it too.", source="Wire 9", published=date(2024, 11, 13))
    added = save(store, said, (claim(said, quantity=ELEVEN),))
    found = {one.id: one.origin for one in store.claims()}
    assert added.claims[0].origin == found[ids[0]] != found[ids[1]]


def test_joining_unattributed_claims_makes_no_origin(store):
    one, other = report("Troops are there."), report("Troops are there, too.", source="B")
    save(store, one, (claim(one, claimant=None),))
    save(store, other, (claim(other, claimant=None),))
    store.judge(Judgement(claim(one).id, "Ann", field="origin", value=claim(other).id))
    assert {one.origin for one in store.claims()} == {""}


def test_joining_a_claim_that_is_not_there_is_refused(store):
    ids = filled(store)
    with pytest.raises(StoreError, match="nothing was saved"):
        store.judge(Judgement(ids[0], "Ann", field="origin", value="nobody"))
    assert store.judgements() == ()


def test_a_report_read_twice_adds_no_mention(store):
    said = report()
    assert save(store, said, (claim(said),)).new
    assert not save(store, said, (claim(said),)).new
    assert len(store.claims()) == 1


def test_coded_events_are_origins_of_their_own_and_are_linked_to_nothing(store):
    table = report("Row one\nRow two", source="A data set")
    rows = [
        replace(claim(table, n, quantity=ELEVEN, claimant="A data set"), origin=f"{table.id}-{n}", origin_basis=RECORD)
        for n in range(2)
    ]
    store.add_many([(table, rows)])
    said = report("An article.", source="Wire")
    added = save(store, said, (claim(said, quantity=ELEVEN, claimant="A data set"),))
    found = {one.id: one.origin for one in store.claims()}
    assert len(set(found.values())) == 3
    assert groups_of(store.claims()) == groups_of(group([*rows, *added.claims], [table, said]))
