"""What a person does to claims: judge, correct, split, merge, take back. Each is a row with name and time.

The claim that is shown follows from the machine's claim and all standing rows, so that taking back restores it. A
person who answers a question that somebody else has answered since they looked is told, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.errors import StoreError
from geo.gazetteer import Gazetteer
from geo.model import Claim, Report
from geo.store import Store
from geo.store.corrections import INTO, MERGED, PART, SPLIT, Around, amended, is_gone
from geo.store.judgements import BESIDE, EditConflict, Judgement, overtaking, standing_corrections
from geo.store.parting import part_id, second_part

_TRIES = 8


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, and what they have seen: the newest judgement of the claim on their screen, None to compare nothing."""

    person: str
    note: str | None = None
    seen: int | None = None


def judge(store: Store, judgement: Judgement, gazetteer: Gazetteer, *, seen: int | None = None) -> int:
    """Saves one judgement of any kind and returns its id. Raises StoreError."""
    hand = Hand(judgement.person, judgement.note, seen)
    if judgement.undoes is not None:
        return take_back(store, judgement.claim_id, judgement.undoes, hand, gazetteer)
    if judgement.field in BESIDE:
        return store.judge(judgement, seen=seen)
    return correct(store, judgement.claim_id, {str(judgement.field): judgement.value or ""}, hand, gazetteer)[0]


def correct(
    store: Store, claim_id: str, values: Mapping[str, str], hand: Hand, gazetteer: Gazetteer
) -> tuple[int, ...]:
    """Saves corrections of one claim together: field → value, one row each. Raises StoreError."""
    rows = [Judgement(claim_id, hand.person, field=name, value=value, note=hand.note) for name, value in values.items()]
    return _write(store, rows, hand, gazetteer)


def split(store: Store, claim_id: str, cut: int, hand: Hand, gazetteer: Gazetteer) -> str:
    """Parts a claim at an offset of the report; returns the id of the second part. Raises StoreError."""
    made = second_part(_shown(store, claim_id), cut)
    rows = [
        Judgement(claim_id, hand.person, field=SPLIT, value=str(cut), note=hand.note),
        Judgement(made.id, hand.person, field=PART, value=claim_id, note=hand.note),
    ]
    _write(store, rows, hand, gazetteer, made=made)
    return made.id


def merge(store: Store, claim_id: str, into: str, hand: Hand, gazetteer: Gazetteer) -> None:
    """Takes a claim into another one of the same report. Raises StoreError."""
    one, other = _shown(store, claim_id), _shown(store, into)
    if one.report_id != other.report_id or claim_id == into:
        raise StoreError("Only two claims of one report can be merged, so nothing was saved; pick another one.")
    taken = _value(store, into, MERGED).split()
    rows = [
        Judgement(into, hand.person, field=MERGED, value=" ".join([*taken, claim_id]), note=hand.note),
        Judgement(claim_id, hand.person, field=INTO, value=into, note=hand.note),
    ]
    _write(store, rows, hand, gazetteer)


def take_back(store: Store, claim_id: str, row_id: int, hand: Hand, gazetteer: Gazetteer) -> int:
    """Undoes an earlier judgement, and what was saved with it on another claim. Raises StoreError."""
    past = store.judgements(claim_id)
    row = next((one for one in past if one.id == row_id), None)
    if row is None:
        raise StoreError("This judgement is not in the store, so there is nothing to take back.")
    if any(one.undoes == row_id for one in past):
        raise StoreError("This judgement has been taken back already; nothing was changed.")
    undo = Judgement(claim_id, hand.person, undoes=row_id, note=hand.note)
    if row.field in BESIDE:
        return store.judge(undo, seen=hand.seen)
    return _write(store, [undo, *_counterparts(store, row, past, hand)], hand, gazetteer)[0]


# ------------------------------------------------------------------------------------------------ rows and what follows


def _write(
    store: Store, rows: Sequence[Judgement], hand: Hand, gazetteer: Gazetteer, *, made: Claim | None = None
) -> tuple[int, ...]:
    """The rows with the claims that follow from them, computed again when somebody else has written in between."""
    names = list(dict.fromkeys(row.claim_id for row in rows))
    for _ in range(_TRIES):
        past = {name: store.judgements(name) for name in names}
        if theirs := overtaking(past[rows[0].claim_id], [row for row in rows if row.claim_id == names[0]], hand.seen):
            raise EditConflict(theirs)
        now = store.now()
        stamped = [replace(row, at=now) for row in rows]
        held = {claim.id: claim for claim in store.claims_by_id(names, as_read=True)}
        if made is not None:
            held.setdefault(made.id, made)
        if missing := [name for name in names if name not in held]:
            raise StoreError(f"The claim {missing[0][:16]} is not in the store, so nothing was saved.")
        around = _around(store, held[names[0]], gazetteer)
        shown: dict[str, Claim | None] = {}
        for name in names:
            every = (*past[name], *(row for row in stamped if row.claim_id == name))
            gone = is_gone(every)
            shown[name] = None if gone else amended(held[name], standing_corrections(every), around)
        basis = {name: max((one.id or 0 for one in past[name]), default=0) for name in names}
        fresh = made if made is not None and not store.claims_by_id([made.id]) else None
        if written := store.amend(stamped, shown, basis=basis, made=fresh):
            return written
    raise StoreError("Others are changing the same claim right now, so nothing was saved; try again in a moment.")


def _around(store: Store, claim: Claim, gazetteer: Gazetteer) -> Around:
    def report() -> Report | None:
        return next(iter(store.reports([claim.report_id])), None)

    def other(name: str) -> Claim | None:
        """A claim that is taken in, with its own corrections."""
        found = store.claims_by_id([name], as_read=True)
        own = tuple(row for row in standing_corrections(store.judgements(name)) if row.field != INTO)
        return amended(found[0], own, Around(gazetteer.find, other, report())) if found else None

    return Around(gazetteer.find, other, report())


def _shown(store: Store, claim_id: str) -> Claim:
    found = store.claims_by_id([claim_id])
    if not found or is_gone(store.judgements(claim_id)):
        raise StoreError("This claim is not in the store any more, so nothing was saved.")
    return found[0]


def _value(store: Store, claim_id: str, field: str) -> str:
    rows = standing_corrections(store.judgements(claim_id))
    return next((row.value or "" for row in rows if row.field == field), "")


def _counterparts(store: Store, row: Judgement, past: Sequence[Judgement], hand: Hand) -> list[Judgement]:
    """The rows on other claims that belong to the one taken back."""
    if row.field == SPLIT:
        return _undone(store, part_id(row.claim_id, int(row.value or 0)), PART, hand)
    if row.field == PART:
        return [
            Judgement(str(row.value), hand.person, undoes=one.id)
            for one in standing_corrections(store.judgements(str(row.value)))
            if one.field == SPLIT and part_id(str(row.value), int(one.value or 0)) == row.claim_id
        ]
    if row.field == INTO:
        left = [name for name in _value(store, str(row.value), MERGED).split() if name != row.claim_id]
        return [Judgement(str(row.value), hand.person, field=MERGED, value=" ".join(left))]
    if row.field == MERGED:
        before = standing_corrections([*past, Judgement(row.claim_id, "", undoes=row.id)])
        kept = next((one.value or "" for one in before if one.field == MERGED), "").split()
        freed = [name for name in (row.value or "").split() if name not in kept]
        return [undo for name in freed for undo in _undone(store, name, INTO, hand)]
    return []


def _undone(store: Store, claim_id: str, field: str, hand: Hand) -> list[Judgement]:
    rows = standing_corrections(store.judgements(claim_id))
    return [Judgement(claim_id, hand.person, undoes=one.id) for one in rows if one.field == field]
