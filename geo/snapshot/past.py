"""A store as it was recorded by the end of a day: what people corrected and judged later is not there yet.

Corrections are versions too. Which utterance a claim belongs to is the exception: origins are those of the present.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from geo.model import Claim, Place
from geo.store.corrections import INTO, PART, Around, amended, is_gone
from geo.store.judgements import BESIDE, Judgement, standing_corrections
from geo.store.rows import claim_row, place_rows
from geo.store.schema import COLUMNS

if TYPE_CHECKING:
    from geo.store import Store

Rows = Callable[..., Iterator[tuple[Any, ...]]]
Find = Callable[[str], Place | None]


@dataclass(frozen=True, slots=True)
class Past:
    """What differs from the present: columns and places of corrected claims by number, and those not shown then."""

    claims: Mapping[int, Mapping[str, Any]]
    places: tuple[Mapping[str, Any], ...]
    hidden: frozenset[int]
    shown: Mapping[str, Claim | None]
    """Those claims by id as they stood; None for one that was not shown."""

    def stood(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        """These claims as they stood on that day; origins are those of the present."""
        every = (self.shown.get(one.id, one) for one in claims)
        return tuple(one for one in every if one is not None)

    def of(self, rows: Rows) -> Rows:
        """The tables as they were."""

        changed = {"claim_places": set(self.claims), "amended": {*self.claims, *self.hidden}}

        def then(table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
            at = columns.index("number") if "number" in columns else 0
            for row in rows(table, *columns):
                if table == "claims" and row[at] in self.claims:
                    yield tuple(self.claims[row[at]][name] for name in columns)
                elif row[at] not in changed.get(table, ()):
                    yield row
            if table == "claim_places":
                for line in self.places:
                    yield tuple(line[name] for name in columns)
            if table == "amended":
                yield from (tuple({"number": one, "gone": 1}[name] for name in columns) for one in self.hidden)

        return then


def known_on(day: date, rows: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that had been made by the end of that day."""
    return tuple(row for row in rows if row.at is None or row.at.date() <= day)


def past_of(store: Store, day: date, find: Find) -> Past | None:
    """How the claims differed at the end of that day; None when nobody has corrected anything since."""
    every = store.judgements()
    known = known_on(day, every)
    then = set(known)
    fields = {row.id: row.field for row in every}
    corrected = {
        row.claim_id
        for row in every
        if row not in then and (fields.get(row.undoes) if row.undoes is not None else row.field) not in BESIDE
    }
    if not corrected:
        return None
    numbers = _numbers(store, corrected)
    held = {claim.id: claim for claim in store.claims_by_id(corrected, as_read=True)}
    claims: dict[int, Mapping[str, Any]] = {}
    places: list[Mapping[str, Any]] = []
    hidden: set[int] = set()
    then_shown: dict[str, Claim | None] = {}
    for name, claim in held.items():
        shown = _shown(store, claim, [row for row in every if row.claim_id == name], known, find)
        number = numbers[name]
        then_shown[name] = shown and replace(shown, origin=claim.origin, origin_basis=claim.origin_basis)
        if shown is None:
            hidden.add(number)
            continue
        (report,) = store.reports([claim.report_id])
        columns = dict(zip(COLUMNS["claims"], claim_row(shown, report, number), strict=True))
        claims[number] = columns | {"id": name, "origin": claim.origin, "origin_basis": claim.origin_basis}
        places += [dict(zip(COLUMNS["claim_places"], line, strict=True)) for line in place_rows(shown, number)]
    return Past(claims, tuple(places), frozenset(hidden), then_shown)


def _numbers(store: Store, names: set[str]) -> dict[str, int]:
    with store.tables() as (_, rows):
        return {name: number for number, name in rows("claims", "number", "id") if name in names}


def _shown(store: Store, claim: Claim, own: list[Judgement], known: tuple[Judgement, ...], find: Find) -> Claim | None:
    """The claim by the judgements known then; None for one that was taken into another or cut out only later."""
    then = [row for row in known if row.claim_id == claim.id]
    made_by_hand = any(row.field == PART for row in own)
    if is_gone(then) or (made_by_hand and not any(row.field == PART for row in then)):
        return None

    def other(name: str) -> Claim | None:
        found = store.claims_by_id([name], as_read=True)
        rows = [row for row in standing_corrections(r for r in known if r.claim_id == name) if row.field != INTO]
        return amended(found[0], rows, Around(find)) if found else None

    report = next(iter(store.reports([claim.report_id])), None)
    return amended(claim, standing_corrections(then), Around(find, other, report))
