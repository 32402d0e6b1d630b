"""The claims of a store as columns in memory, immutable, one snapshot a store version.

SQL is where claims are kept; this is where they are counted. Words become codes into a tuple of names, days become
day numbers, and the ground of a claim one row of a small table, so that a filter over a million claims is a handful
of array look-ups. Nobody writes into the arrays after `build`; all users of a page share one snapshot. Of a large
SQLite store the columns are kept in a file beside it, so that the next start does not read the tables again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geo.filters import GRADES
from geo.snapshot import kept
from geo.snapshot.building import built
from geo.snapshot.columns import Coded, ReportLine, Said, Several, Snapshot
from geo.snapshot.past import Find, Past, known_on, past_of
from geo.store.judgements import DEFAULT_CREDIBILITY, DEFAULT_GRADE, Judgement, people, standing

if TYPE_CHECKING:
    from geo.model import Claim, Report
    from geo.store import Store

__all__ = ["Snapshot", "as_recorded", "build"]

LEAST_KEPT = 20_000
"""Claims; reading fewer from the tables takes no time worth a file."""

_LINE = ("id", "source", "title", "url", "language", "published", "recorded", "superseded_by")
_JUDGED = ("id", "claim_id", "person", "verdict", "grade", "credibility", "field", "value", "undoes")
Rows = Callable[..., Iterator[tuple[Any, ...]]]


def build(store: Store, before: Snapshot | None = None) -> Snapshot:
    """The snapshot of the store's present version; `before` is reused as far as nothing has changed since."""
    with store.tables() as (stamps, rows):
        version, contents = stamps
        if before is not None and before.version == version:
            return before
        judged = _judgements(rows)
        if before is not None and before.contents == contents:
            return replace(before, version=version, **_judged(judged, before.ids))
        lines = list(rows("reports", *_LINE))
        reports = tuple(map(_report_line, lines))
        file, state = kept.beside(store), _state(contents, lines, judged)
        made = kept.read(file, state, reports) if file else None
        if made is None:
            made = built(version, contents, rows, reports)
            if file and len(made) >= LEAST_KEPT:
                kept.write(file, state, made)
                made = kept.read(file, state, reports) or made  # the mapped columns take less memory
        return replace(made, version=version, contents=contents, said=_said(store), **_judged(judged, made.ids))


def _said(store: Store, past: Past | None = None) -> Said:
    """Reads claims and their reports out of the store, as they stand now or stood then."""

    def said(ids: tuple[str, ...]) -> tuple[tuple[Claim, ...], dict[str, Report]]:
        claims = store.claims_by_id(ids)
        claims = past.stood(claims) if past else claims
        return claims, {report.id: report for report in store.reports({claim.report_id for claim in claims})}

    return said


def as_recorded(store: Store, present: Snapshot, day: date, find: Find) -> Snapshot:
    """The snapshot as the store was recorded by the end of that day: later corrections and judgements are not there.

    Which reports were there is for the filter to ask (`recorded_by`). `find` looks a gazetteer id up.
    """
    rows_then = known_on(day, store.judgements())
    if (past := past_of(store, day, find)) is None:
        return replace(present, **_judged(rows_then, present.ids))
    with store.tables() as ((version, contents), rows):
        then = past.of(rows)
        made = built(version, contents, then, tuple(map(_report_line, rows("reports", *_LINE))))
    said = _said(store, past)
    return replace(made, version=version, contents=contents, said=said, **_judged(rows_then, made.ids))


def _report_line(line: tuple[Any, ...]) -> ReportLine:
    name, source, title, url, language, published, recorded, superseded_by = line
    day = date.fromisoformat(published) if published else None
    return ReportLine(name, source, title, url, language, day, date.fromisoformat(recorded[:10]), superseded_by)


def _state(contents: int, reports: list[tuple[Any, ...]], judgements: tuple[Judgement, ...]) -> str:
    """Names what the columns follow from: other reports, recordings or corrections give another name."""
    corrected = [(one.id, one.field, one.value, one.undoes) for one in judgements if one.field or one.undoes]
    return sha256(repr((contents, reports, corrected)).encode("utf-8", "replace")).hexdigest()


def _judgements(rows: Rows) -> tuple[Judgement, ...]:
    lines = sorted(rows("judgements", *_JUDGED))
    return tuple(Judgement(**dict(zip(_JUDGED, line, strict=True))) for line in lines)


def _judged(judgements: tuple[Judgement, ...], ids: NDArray[np.bytes_]) -> dict[str, Any]:
    """The columns that judgements make: standing verdict, grade and credibility of each claim."""
    verdicts: dict[str, int] = {}
    verdict = np.full(len(ids), -1, dtype=np.int32)
    grade = np.full(len(ids), GRADES.index(DEFAULT_GRADE), dtype=np.int32)
    credibility = np.full(len(ids), DEFAULT_CREDIBILITY, dtype=np.int8)
    corrected = np.zeros(len(ids), dtype=np.bool_)
    persons: dict[str, int] = {}
    named: list[tuple[int, int]] = []
    found, by_claim = standing(judgements), people(judgements)
    wanted = {name.encode() for name in found}
    if wanted:
        for row in np.flatnonzero(np.isin(ids, np.array(sorted(wanted), dtype=ids.dtype))):
            held = found[ids[row].decode()]
            verdict[row] = verdicts.setdefault(held.verdict, len(verdicts)) if held.verdict else -1
            grade[row] = GRADES.index(held.grade)
            credibility[row] = held.credibility
            corrected[row] = bool(held.corrections)
            named += [
                (int(row), persons.setdefault(name, len(persons))) for name in by_claim.get(ids[row].decode(), ())
            ]
    pairs = np.array(named, dtype=np.int32).reshape(-1, 2)
    return {
        "corrected": corrected,
        "judged_by": Several(pairs[:, 0], pairs[:, 1], tuple(persons)),
        "verdict": Coded(verdict, tuple(verdicts)),
        "grade": Coded(grade, GRADES),
        "credibility": credibility,
    }
