"""What changed since a day: claims that are new, corrected and withdrawn, by the clock of publication or of recording.

Two states of the store are compared, as each could be known at the end of its day; nothing is inferred beyond them. A
claim is corrected when a later version of its report says it otherwise, or when a person has corrected it; withdrawn
when the later version does not say it at all. A claim that another report denies is not withdrawn: see disagreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz

from geo.aspects import fold, main_places
from geo.filters import Filter
from geo.interface import label, say
from geo.model import Claim
from geo.origins.drift import drift
from geo.phrases import day
from geo.snapshot.columns import ReportLine, Snapshot
from geo.snapshot.view import View
from geo.store import Store
from geo.store.judgements import BESIDE, Judgement

MOST = 300
"""Changes of one kind that are told one by one; all are counted."""
_RETOLD = 55.0  # rapidfuzz token-set ratio, of 100, below which two sentences of one report are two claims


class Clock(StrEnum):
    """By which clock something is known: when it was published, or when this store recorded it."""

    PUBLICATION = "publication"
    RECORDING = "recording"


class ChangeKind(StrEnum):
    """What became of a claim."""

    NEW = "new"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One claim that is not as it was. `before` is its earlier reading; `what` says in words what differs.

    `by` is the person who corrected it, empty for a later version of the report.
    """

    kind: ChangeKind
    on: date
    claim: Claim
    before: Claim | None = None
    what: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed, newest first. `counted` also counts what is beyond the first `MOST` of a kind."""

    since: date
    clock: Clock
    told: tuple[Change, ...]
    counted: Mapping[ChangeKind, int]

    @property
    def sentence(self) -> str:
        """`Since 14 Nov 2024, by publication: 3 claims are new, 1 corrected, 0 withdrawn.`"""
        counts = {f"{kind.value}": f"{self.counted.get(kind, 0):,}" for kind in ChangeKind}
        clock = label("clocks", self.clock.value)
        return say("changes.sentence", since=day(self.since), clock=clock, **counts)


def known_by(chosen: Filter, until: date | None, clock: Clock) -> Filter:
    """The same filter as it stood at the end of that day by that clock; None is now."""
    return replace(
        chosen,
        as_of=until if clock is Clock.PUBLICATION else None,
        recorded_by=until if clock is Clock.RECORDING else None,
    )


def changes(
    store: Store,
    taken: Snapshot,
    *,
    since: date,
    until: date | None = None,
    clock: Clock = Clock.PUBLICATION,
    chosen: Filter | None = None,
) -> Changes:
    """The difference between what was known at the end of `since` and at the end of `until` (None: now)."""
    chosen = chosen or Filter()
    before, after = (View(taken, known_by(chosen, when, clock)) for when in (since, until))
    fresh, gone = after.mask & ~before.mask, before.mask & ~after.mask
    lines = {line.id: line for line in taken.reports}
    replaced = {line.superseded_by for line in lines.values() if line.superseded_by}
    later = np.array([line.id in replaced for line in taken.reports], dtype=np.bool_)
    versions = fresh & later[taken.report] if len(taken) else fresh
    old = store.claims_by_id(taken.ids_of(np.flatnonzero(gone)))
    new = store.claims_by_id(taken.ids_of(np.flatnonzero(versions)))
    told = list(_between_versions(old, new, lines, clock))
    matched = {change.claim.id for change in told if change.before is not None}
    same = {claim.id for claim in new} & _unchanged(old, new)
    plain = taken.order[(fresh & ~_rows(taken, matched | same))[taken.order]]
    told += [
        Change(ChangeKind.NEW, _day(lines[claim.report_id], clock), claim)
        for claim in store.claims_by_id(taken.ids_of(plain[:MOST]))
    ]
    told += _by_people(store, after, since, until)
    counted = {kind: sum(change.kind is kind for change in told) for kind in ChangeKind}
    counted[ChangeKind.NEW] = len(plain)
    order = list(ChangeKind)
    told.sort(
        key=lambda one: (-one.on.toordinal(), order.index(one.kind), one.claim.report_id, one.claim.citation.start)
    )
    return Changes(since, clock, tuple(told), counted)


def _rows(taken: Snapshot, ids: set[str]) -> np.typing.NDArray[np.bool_]:
    wanted = np.array(sorted(name.encode() for name in ids), dtype=taken.ids.dtype)
    return np.isin(taken.ids, wanted)


def _day(line: ReportLine, clock: Clock) -> date:
    return line.recorded if clock is Clock.RECORDING else line.published or line.recorded


# ------------------------------------------------------------------------------------------------ versions of a report


def _between_versions(
    old: Sequence[Claim], new: Sequence[Claim], lines: Mapping[str, ReportLine], clock: Clock
) -> list[Change]:
    """What later versions of reports made of the claims of the earlier ones."""
    found = []
    same = _unchanged(old, new)
    left = {claim.id: claim for claim in new if claim.id not in same}
    for claim in old:
        if claim.id in same:
            continue
        following = _last_version(lines[claim.report_id], lines)
        on = _day(following, clock)
        candidates = [other for other in left.values() if other.report_id == following.id]
        other = max(candidates, key=lambda one: (_likeness(claim, one), one.id), default=None)
        if other is None or _likeness(claim, other) < _RETOLD:
            found.append(Change(ChangeKind.WITHDRAWN, on, claim))
            continue
        del left[other.id]
        what = tuple(one.words for one in drift(claim, other)) or (say("changes.reworded"),)
        found.append(Change(ChangeKind.CORRECTED, on, other, claim, what))
    return found


def _last_version(line: ReportLine, lines: Mapping[str, ReportLine]) -> ReportLine:
    seen = {line.id}
    while (name := line.superseded_by or "") in lines and name not in seen:
        line = lines[name]
        seen.add(name)
    return line


def _unchanged(old: Sequence[Claim], new: Sequence[Claim]) -> set[str]:
    """The ids of claims that stand in both versions; what only follows from the day of publication may differ."""
    before, after = ({_fields(claim): claim.id for claim in claims} for claims in (old, new))
    both = before.keys() & after.keys()
    return {name for side in (before, after) for fields, name in side.items() if fields in both}


def _fields(claim: Claim) -> tuple[object, ...]:
    amount, said = claim.quantity, claim.attribution.claimant
    return (
        fold(claim.citation.as_written),
        claim.claim_type,
        claim.modality.mode,
        said.name if said else "",
        (amount.low, amount.high, amount.unit, amount.measure) if amount else None,
        tuple(fold(place.span.as_written) for place in main_places(claim)),
    )


def _likeness(old: Claim, new: Claim) -> float:
    """How likely the new claim is the old one told again: words, and the same kind of claim by the same claimant."""
    one, other = old.attribution.claimant, new.attribution.claimant
    alike = fuzz.token_set_ratio(fold(old.citation.as_written), fold(new.citation.as_written))
    same_kind = old.claim_type == new.claim_type
    same_measure = (old.quantity and old.quantity.measure) == (new.quantity and new.quantity.measure)
    same_voice = (one.name if one else "") == (other.name if other else "")
    return alike * (0.6 + 0.2 * same_kind + 0.1 * same_measure + 0.1 * same_voice)


# ------------------------------------------------------------------------------------------------ people


def _by_people(store: Store, after: View, since: date, until: date | None) -> list[Change]:
    """Corrections that people made in between; their clock is always that of recording."""
    made = [row for row in store.judgements() if _in_between(row, since, until)]
    shown = {claim.id: claim for claim in store.claims_by_id({row.claim_id for row in made})}
    kept = {name for name in shown if (row := after.snapshot.row_of(name)) is not None and after.mask[row]}
    found: dict[tuple[str, str, date], list[str]] = {}
    for name in sorted(kept):
        for one in shown[name].corrections:
            if one.at and since < one.at.date() and (until is None or one.at.date() <= until):
                words = f"{one.field.replace('_', ' ')}: {one.was} → {one.now}"
                found.setdefault((name, one.person, one.at.date()), []).append(words)
    return [
        Change(ChangeKind.CORRECTED, on, shown[name], what=tuple(words), by=person)
        for (name, person, on), words in found.items()
    ]


def _in_between(row: Judgement, since: date, until: date | None) -> bool:
    if row.field in BESIDE or row.at is None:
        return False
    return since < row.at.date() and (until is None or row.at.date() <= until)
