"""A store through the eyes and hands of one person: what they may not read is not there, what they may not do stops.

For a viewer every way of reading that is not named here is closed (`_read` refuses), so that a new function of the
store shows viewers nothing until somebody has thought about it. Every write passes `_write`, and is signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sql

from geo.errors import AccessError
from geo.filters import Filter
from geo.interface import say
from geo.snapshot.view import View
from geo.store import Store
from geo.store.judgements import Judgement, sensitive
from geo.trust.access import Care, Person, Role
from geo.trust.care import Marked, Veil, concealed

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer
    from geo.model import Claim, Footprint, Report
    from geo.snapshot import Snapshot
    from geo.store.rows import Row
    from geo.store.views import SavedView


def spared(
    store: Store,
    every: Snapshot,
    footprints: Mapping[str, Footprint],
    gazetteer: Gazetteer,
    *,
    care: Care,
    now: datetime | None = None,
) -> Veil:
    """What is left for viewers of this version of the store; now, by its own clock, unless told."""
    named = sensitive(store.judgements())
    marked = Marked()
    if named:
        claims = store.claims_by_id(named)
        origin = every.single["origin"]
        wanted = {claim.origin for claim in claims} & set(origin.names)
        same = [row for row, code in enumerate(origin.codes.tolist()) if code >= 0 and origin.names[code] in wanted]
        claims = store.claims_by_id(dict.fromkeys([*named, *every.ids_of(same)]))
        reports = {report.id: report for report in store.reports({claim.report_id for claim in claims})}
        marked = concealed(claims, lambda name: store.claims(Filter(report=(name,))), reports)
    return Veil(every, footprints, gazetteer, care=care, now=now or store.now(), marked=marked)


class Guarded(Store):
    """The same store for one person. `veil` is for viewers; None for whoever may read everything."""

    redacts = False
    """Whether names of private persons are replaced in what this person exports."""

    def __init__(self, store: Store, person: Person, veil: Veil | None = None, *, redacts: bool = False) -> None:
        self.__dict__.update(store.__dict__)
        if person.role is Role.VIEWER and veil is None:
            raise AccessError(say("access.need_analyst"))
        self._inner, self.who = store, person
        self.person, self.redacts = person.name, redacts
        self._veil = veil if person.role < Role.ANALYST else None

    @property
    def face(self) -> str:
        """Names what this person may see: part of what caches are keyed by."""
        return f"viewer.{self._veil.key}." if self._veil is not None else ""

    def close(self) -> None:
        """The connections belong to everybody."""

    # ------------------------------------------------------------------------------------ writing

    @contextmanager
    def _write(self, *stamps: str) -> Iterator[sql.Connection]:
        self.who.need(Role.ANALYST)
        with super()._write(*stamps) as connection:
            yield connection

    def judge(self, judgement: Judgement, *, seen: int | None = None) -> int:
        """See `Store.judge`; signed by who is signed in."""
        self.who.need(Role.ANALYST)
        return super().judge(self._signed(judgement), seen=seen)

    def amend(
        self,
        rows: Sequence[Judgement],
        shown: Mapping[str, Claim | None],
        *,
        basis: Mapping[str, int],
        made: Claim | None = None,
    ) -> tuple[int, ...]:
        """See `Store.amend`; signed by who is signed in."""
        self.who.need(Role.ANALYST)
        moments = {row.at for row in rows}
        told = {name: self._signed_in(claim, moments) for name, claim in shown.items()}
        return super().amend([self._signed(row) for row in rows], told, basis=basis, made=made)

    def keep_view(self, view: SavedView, *, instead_of: str | None = None) -> None:
        """See `Store.keep_view`; signed by who is signed in."""
        self.who.need(Role.ANALYST)
        super().keep_view(replace(view, person=self.who.name or view.person), instead_of=instead_of)

    def _signed(self, judgement: Judgement) -> Judgement:
        return replace(judgement, person=self.who.name) if self.who.name else judgement

    def _signed_in(self, claim: Claim | None, moments: Set[datetime | None]) -> Claim | None:
        """The claim with what is corrected just now signed."""
        if claim is None or not self.who.name:
            return claim
        name = self.who.name
        return replace(
            claim,
            corrections=tuple(replace(one, person=name) if one.at in moments else one for one in claim.corrections),
        )

    # ------------------------------------------------------------------------------------ reading

    @contextmanager
    def _read(self) -> Iterator[sql.Connection]:
        self.who.need(Role.VIEWER)
        if self._veil is not None:
            raise AccessError(say("access.need_analyst"))
        with super()._read() as connection:
            yield connection

    def version(self) -> int:
        """See `Store.version`."""
        self.who.need(Role.VIEWER)
        return self._inner.version()

    def count(self) -> tuple[int, int]:
        """How many reports and claims this person may see."""
        if self._veil is None:
            return super().count()
        return len(self._veil.reports), len(self._veil.ids)

    def has_report(self, report_id: str) -> bool:
        """Whether this person may see such a report."""
        return super().has_report(report_id) if self._veil is None else report_id in self._veil.reports

    def reports(self, ids: Iterable[str] | None = None) -> tuple[Report, ...]:
        """See `Store.reports`."""
        if self._veil is None:
            return super().reports(ids)
        wanted = self._veil.reports if ids is None else [name for name in ids if name in self._veil.reports]
        return tuple(one for one in map(self._veil.report, self._inner.reports(wanted)) if one is not None)

    def claims(self, filter: Filter | None = None) -> tuple[Claim, ...]:
        """See `Store.claims`; a viewer's filter asks what is left for viewers, not the tables."""
        if self._veil is None:
            return super().claims(filter)
        return self.claims_by_id(View(self._veil.snapshot, filter).ids())

    def claim_ids(self, filter: Filter | None = None) -> set[str]:
        """See `Store.claim_ids`."""
        return super().claim_ids(filter) if self._veil is None else set(View(self._veil.snapshot, filter).ids())

    def claims_by_id(self, ids: Iterable[str], *, as_read: bool = False) -> tuple[Claim, ...]:
        """See `Store.claims_by_id`; what people have changed is not taken back for viewers."""
        if self._veil is None:
            return super().claims_by_id(ids, as_read=as_read)
        wanted = [name for name in ids if name in self._veil.ids]
        return tuple(claim for claim in map(self._veil.claim, self._inner.claims_by_id(wanted)) if claim is not None)

    def footprints(self, ids: Iterable[str] | None = None) -> dict[str, Footprint]:
        """See `Store.footprints`."""
        if self._veil is None:
            return super().footprints(ids)
        found = self._veil.footprints
        return dict(found) if ids is None else {name: found[name] for name in ids if name in found}

    def judgements(self, claim_id: str | None = None) -> tuple[Judgement, ...]:
        """See `Store.judgements`; viewers see verdicts and grades, no notes and no corrections."""
        if self._veil is None:
            return super().judgements(claim_id)
        if claim_id is not None and claim_id not in self._veil.ids:
            return ()
        rows = self._inner.judgements(claim_id)
        undone = {row.undoes for row in rows}
        return tuple(
            replace(row, note=None)
            for row in rows
            if row.claim_id in self._veil.ids
            and row.id not in undone
            and row.field is None
            and (row.verdict or row.grade or row.credibility)
        )

    def views(self) -> tuple[SavedView, ...]:
        """See `Store.views`; kept addresses are the team's own."""
        return super().views() if self._veil is None else ()

    @contextmanager
    def tables(self) -> Iterator[tuple[tuple[int, int], Callable[..., Iterator[Row]]]]:
        """Closed for viewers."""
        if self._veil is not None:
            raise AccessError(say("access.need_analyst"))
        with super().tables() as found:
            yield found

    def now(self) -> datetime:
        """See `Store.now`."""
        return self._inner.now()


def beside_claims(store: Store) -> Store | None:
    """The store for reading layers, which are no claims; None for viewers who are shown no narrow ground."""
    if not isinstance(store, Guarded) or store._veil is None:
        return store
    return None if store._veil.care.minimum_km else store._inner
