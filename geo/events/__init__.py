"""Tables of coded events → reports and claims whose claimant is the data set: ACLED, UCDP GED, GDELT, any CSV or XLSX.

A table becomes reports of five hundred rows each, so that a table of a million rows needs no more memory than one of a
thousand, and a load that stops goes on where it stopped: portions that are in the store are not coded again.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from geo.errors import ReportError
from geo.events.coding import Coder, Line, written
from geo.events.mapping import Coding, recognised
from geo.events.tables import Table, opened
from geo.gazetteer import Gazetteer
from geo.model import Claim, Report
from geo.reports import report_id

ROWS = 500
"""Rows in one report."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Some rows as a report. `claims` codes them when it is asked, since a portion may be known already."""

    report: Report
    lines: tuple[Line, ...]
    coder: Coder
    rows: int

    @property
    def claims(self) -> tuple[Claim, ...]:
        """A claim a row, in the order of the rows."""
        found, offset = [], 0
        for line in self.lines:
            found.append(self.coder.claim(line, self.report.id, offset))
            offset += len(line.text) + 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a table: rows read, claims that are new, and how many times each thing could not be kept."""

    coding: Coding
    rows: int
    new: int
    losses: dict[str, int]


def preview(path: Path, *, rows: int = 20) -> tuple[tuple[str, ...], list[Sequence[str]], Coding | None]:
    """The headings, the first rows and, for a known data set, its coding. Raises ReportError."""
    with opened(path) as table:
        return table.headings, list(islice(table.rows, rows)), recognised(table.headings)


def portions(
    table: Table,
    gazetteer: Gazetteer,
    *,
    name: str,
    coding: Coding | None = None,
    published: date | None = None,
    losses: Counter[str],
) -> Iterator[Portion]:
    """The rows of a table as reports. Raises ReportError when nobody said what the columns mean."""
    coding = coding or recognised(table.headings)
    if coding is None:
        raise ReportError(
            f"“{name}” is a table of none of the data sets we know; say which column means what. Nothing was added."
        )
    coder = Coder(coding, table.headings, gazetteer)
    coder.losses = losses
    start = 1
    while batch := list(islice(table.rows, ROWS)):
        width = len(table.headings)
        whole = [row for row in batch if len(row) == width]
        losses["a row with more or fewer cells than headings (left out)"] += len(batch) - len(whole)
        lines = tuple(line for row in whole if (line := written(row, coder.order)).text)
        if lines:
            text = "\n".join(line.text for line in lines)
            title = f"{coding.title}, rows {start} to {start + len(batch) - 1}"
            report = Report("", text, coding.name, title, None, published, language="en", notes=_notes(coding))
            yield Portion(replace(report, id=report_id(report)), lines, coder, len(batch))
        start += len(batch)


def load(
    path: Path,
    gazetteer: Gazetteer,
    *,
    known: Callable[[str], bool],
    add: Callable[[Iterator[tuple[Report, tuple[Claim, ...]]]], int],
    coding: Coding | None = None,
    published: date | None = None,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """Reads a table into a store, portion by portion. `known` tells a report that is there, `add` takes new ones.

    `progress` is told the rows read so far. Raises ReportError for a file that is no table, or no table we know.
    """
    losses: Counter[str] = Counter()
    rows = new = 0

    def fresh(table: Table) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
        nonlocal rows, new, coding
        for portion in portions(table, gazetteer, name=path.name, coding=coding, published=published, losses=losses):
            coding, rows = portion.coder.coding, rows + portion.rows
            if not known(portion.report.id):
                claims = portion.claims
                new += len(claims)
                yield portion.report, claims
            if progress:
                progress(rows)

    with opened(path) as table, _no_cycles():
        add(fresh(table))
    if coding is None:
        raise ReportError(f"“{path.name}” holds headings and no rows; nothing was added.")
    return Loaded(coding, rows, new, {words: count for words, count in losses.items() if count})


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Claims hold no cycles, and looking for some costs more than half of the coding."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _notes(coding: Coding) -> tuple[str, ...]:
    return (f"Left out: {'; '.join(coding.left_out)}.",) if coding.left_out else ()
