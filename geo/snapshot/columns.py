"""The columns of a snapshot: codes into names, day numbers, grounds. Arrays are never written after they are built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from geo.model import Claim, Report

Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Said = Callable[[tuple[str, ...]], tuple[tuple[Claim, ...], Mapping[str, Report]]]

OPEN_PAST, OPEN_FUTURE = np.iinfo(np.int32).min, np.iinfo(np.int32).max
"""Day numbers of ranges without a first or last day."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """One value a claim: `codes[row]` is an index into `names`, −1 for none."""

    codes: Codes
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Several:
    """Any number of values a claim: pair k says that row `rows[k]` has the value `names[codes[k]]`, each pair once."""

    rows: Codes
    codes: Codes
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What lists and clocks need of a report; days since 1970, `published` None where unknown."""

    id: str
    source: str | None
    title: str | None
    url: str | None
    language: str
    published: date | None
    recorded: date
    superseded_by: str | None


@dataclass(frozen=True, slots=True)
class Ground:
    """One distinct ground that claims name: a gazetteer place, its areas, and the footprint that is drawn."""

    place_id: str | None
    name: str | None
    kind: str | None
    country: str | None
    admin1_id: str | None
    admin1: str | None
    footprint_id: str | None
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The places that can be drawn, prepared once a snapshot: row, footprint, mode, and (footprint, origin) pair."""

    ids: tuple[str, ...]
    lat: Floats
    lon: Floats
    rows: Codes
    footprint: Codes
    mode: Codes
    pair: Codes
    pair_footprint: Codes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Snapshot:
    """See the module. Rows are claims in no particular order; `order` lists them as people read them."""

    version: int
    contents: int
    ids: NDArray[np.bytes_]
    order: Codes
    reports: tuple[ReportLine, ...]
    report: Codes
    starts: Codes
    single: dict[str, Coded]
    several: dict[str, Several]
    where_prec: NDArray[np.int8]
    drawn: Flags
    low: Floats
    high: Floats
    event_first: Codes
    event_last: Codes
    grounds: tuple[Ground, ...]
    ground_areas: Several
    place_row: Codes
    place_ground: Codes
    place_role: Coded
    areas: Several
    roles: Several
    area_names: dict[str, str]
    first_of_origin: Flags
    question_origins: Codes
    haystack: bytes | memoryview
    lines: NDArray[np.int64]
    verdict: Coded
    grade: Coded
    credibility: NDArray[np.int8]
    gone: Flags
    """Claims that were taken into others by hand: never shown."""
    corrected: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    judged_by: Several = field(default_factory=lambda: Several(np.zeros(0, np.int32), np.zeros(0, np.int32), ()))
    searched: dict[str, Flags] = field(default_factory=dict)
    """Masks of search terms that were asked for, kept as long as the snapshot."""
    groupings: dict[str, Grouping] = field(default_factory=dict)
    """Filled when the map first asks."""
    said: Said | None = None
    """Reads claims by id as they stand in this snapshot, with their reports; None where there is nothing to read."""
    disputes: dict[tuple[date | None, date | None], Flags] = field(default_factory=dict)
    """Filled when the filter of disagreement is first asked for, by the days of its two clocks."""

    def __repr__(self) -> str:
        return f"Snapshot(version={self.version}, {len(self)} claims)"

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, claim_id: str) -> int | None:
        """The row of a claim, None when it is not here."""
        found = np.flatnonzero(self.ids == claim_id.encode())
        return int(found[0]) if len(found) else None

    def ids_of(self, rows: Iterable[int] | Codes) -> tuple[str, ...]:
        """The claims' ids in the order of the rows."""
        return tuple(name.decode() for name in self.ids[np.asarray(rows, dtype=np.int64)])
