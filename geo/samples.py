"""The sample reports that an empty store opens with."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from geo.adding import read_claims
from geo.errors import ReportError
from geo.gazetteer import Gazetteer, open_gazetteer
from geo.model import Report
from geo.origins import group
from geo.reports import read
from geo.store import Store

FOLDER = Path(__file__).resolve().parents[1] / "data" / "reports"


def files() -> tuple[Path, ...]:
    """The sample files, oldest first by their names."""
    return tuple(sorted(path for path in FOLDER.glob("*") if path.suffix in (".md", ".txt", ".html")))


@lru_cache(maxsize=1)
def reports() -> tuple[Report, ...]:
    """The sample reports. Raises ReportError when the project's files are damaged."""
    if not (found := files()):
        raise ReportError("The sample reports are missing from data/reports, so the store stays empty; add a report.")
    return tuple(report for path in found for report in read(path))


def ensure(
    store: Store,
    gazetteer: Gazetteer | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Fills an empty store with the sample reports, all or none of them, and returns how many went in.

    A store that holds anything is left alone. `progress(done, all)` after each report.
    """
    if store.count()[0]:
        return 0
    gazetteer = gazetteer or open_gazetteer()
    wanted = reports()
    claims = []
    for done, report in enumerate(wanted, 1):
        claims += read_claims(report, gazetteer)
        if progress:
            progress(done, len(wanted))
    joined = group(claims, wanted)
    own = {report.id: tuple(claim for claim in joined if claim.report_id == report.id) for report in wanted}
    return store.add_many((report, own[report.id]) for report in wanted)
