"""Report → store: extract, find the origins together with what the same people have said before, save as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from geo.filters import Filter
from geo.gazetteer import Gazetteer
from geo.model import Claim, Report
from geo.origins import group
from geo.store import Store
from geo.store.corrections import corrected
from geo.store.judgements import ORIGIN, OUTCOME, Judgement, standing


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one report. `new` is False when it was in the store already; then nothing was changed."""

    report: Report
    claims: tuple[Claim, ...]
    new: bool


def read_claims(report: Report, gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The claims of one report in text order, with origins as far as it tells them by itself."""
    from geo.claims import extract

    return group(extract(report, gazetteer), (report,))


def add(store: Store, report: Report, gazetteer: Gazetteer) -> Added:
    """Adds one report with its claims and the origins they change, wholly or not at all. Raises StoreError."""
    if store.has_report(report.id):
        return Added(report, store.claims(Filter(report=(report.id,))), new=False)
    return save(store, report, read_claims(report, gazetteer))


def save(store: Store, report: Report, claims: Iterable[Claim]) -> Added:
    """Adds a report whose claims have been read before, as after a preview."""
    new = store.add_grouped(report, claims)
    return Added(report, store.claims(Filter(report=(report.id,))), new=new)


def add_all(
    store: Store, reports: Iterable[Report], gazetteer: Gazetteer, *, progress: Callable[[Added], None] | None = None
) -> tuple[Added, ...]:
    """Adds reports one by one, so that a stop loses none that is done; `progress` after each."""
    done = []
    for report in reports:
        done.append(add(store, report, gazetteer))
        if progress:
            progress(done[-1])
    return tuple(done)


def judge(store: Store, judgement: Judgement, gazetteer: Gazetteer, *, seen: int | None = None) -> int:
    """Saves a judgement; a correction, or taking one back, changes what is filtered and drawn. Raises StoreError."""
    past = store.judgements(judgement.claim_id)
    newest = max((one.id or 0 for one in past), default=0)
    held = store.claims_by_id([judgement.claim_id])
    beside = (None, ORIGIN, OUTCOME)
    touches = judgement.field not in beside or any(
        one.id == judgement.undoes and one.field not in beside for one in past
    )
    if not touches or not held:
        return store.judge(judgement, seen=seen)
    standing_now = standing((*past, replace(judgement, id=newest + 1)))[judgement.claim_id]
    shown = corrected(held[0], standing_now.corrections, gazetteer.find)
    return store.judge(judgement, seen=newest if seen is None else seen, shown=shown)
