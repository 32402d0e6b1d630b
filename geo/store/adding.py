"""Report → store: extract, find the origins together with what the same people have said before, save as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from geo.filters import Filter
from geo.gazetteer import Gazetteer
from geo.model import Claim, Report
from geo.origins import group
from geo.store import Store


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
