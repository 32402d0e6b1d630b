"""Some rows of a snapshot as a snapshot of their own, in which nothing of the others is left: no name, no count.

What follows from several claims together (first of an origin, disagreement) is computed again from those that stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.aspects import fold
from geo.model import Footprint
from geo.snapshot.building import areas_of, claim_areas, first_of_origin, once, question_origins
from geo.snapshot.columns import Coded, Codes, Flags, Ground, Several, Snapshot


def part(
    whole: Snapshot,
    keep: Flags,
    reports: frozenset[str],
    *,
    grounds: Mapping[Ground, Ground] | None = None,
    footprints: Mapping[str, Footprint] | None = None,
) -> Snapshot:
    """The rows that `keep` marks, of these reports only. `grounds` gives other ground for some; `footprints` by id."""
    lines = [number for number, line in enumerate(whole.reports) if line.id in reports]
    line_of = np.full(len(whole.reports) + 1, -1, dtype=np.int32)
    line_of[lines] = np.arange(len(lines), dtype=np.int32)
    rows = np.flatnonzero(keep & (line_of[whole.report] >= 0))
    row_of = np.full(len(whole), -1, dtype=np.int32)
    row_of[rows] = np.arange(len(rows), dtype=np.int32)
    order = row_of[whole.order]
    kept_reports = tuple(whole.reports[number] for number in lines)
    single = {name: _coded(column, rows) for name, column in whole.single.items()}
    if grounds:  # a question is named by the ground it is about
        asked = single["question"]
        single["question"] = Coded(asked.codes, tuple(f"question {number}" for number in range(len(asked.names))))
    report, starts, ids = line_of[whole.report[rows]], whole.starts[rows], whole.ids[rows]
    low, high, gone = whole.low[rows], whole.high[rows], whole.gone[rows]
    size = len(rows)
    return replace(
        whole,
        ids=ids,
        order=order[order >= 0],
        reports=kept_reports,
        report=report,
        starts=starts,
        single=single,
        several={name: _several(pairs, row_of) for name, pairs in whole.several.items()},
        where_prec=whole.where_prec[rows],
        drawn=whole.drawn[rows],
        low=low,
        high=high,
        event_first=whole.event_first[rows],
        event_last=whole.event_last[rows],
        first_of_origin=first_of_origin(kept_reports, report, starts, ids, origin=single["origin"], gone=gone),
        question_origins=question_origins(single["question"], single["origin"]),
        **_haystack(whole, rows, grounds or {}),
        verdict=_coded(whole.verdict, rows),
        grade=replace(whole.grade, codes=whole.grade.codes[rows]),
        credibility=whole.credibility[rows],
        gone=gone,
        corrected=whole.corrected[rows] if len(whole.corrected) else np.zeros(size, dtype=np.bool_),
        judged_by=_several(whole.judged_by, row_of),
        **_places(whole, row_of, grounds or {}, footprints or {}),
        searched={},
        groupings={},
        disputes={},
    )


def _coded(column: Coded, rows: NDArray[np.int64]) -> Coded:
    """The values of these rows; names that none of them has are forgotten."""
    codes = column.codes[rows]
    used = np.unique(codes[codes >= 0])
    renamed = np.full(len(column.names) + 1, -1, dtype=np.int32)  # −1 falls on the last place and stays −1
    renamed[used] = np.arange(len(used), dtype=np.int32)
    return Coded(renamed[codes], tuple(column.names[code] for code in used))


def _several(pairs: Several, row_of: Codes) -> Several:
    rows = row_of[pairs.rows]
    there = rows >= 0
    column = _coded(Coded(pairs.codes, pairs.names), np.flatnonzero(there))
    return Several(rows[there], column.codes, column.names)


def _haystack(whole: Snapshot, rows: NDArray[np.int64], other: Mapping[Ground, Ground]) -> dict[str, Any]:
    """The lines of these rows, without the gazetteer's names of grounds that are given another."""
    unsaid: dict[int, set[bytes]] = {}
    names = {number: fold(one.name).encode() for number, one in enumerate(whole.grounds) if one in other and one.name}
    for at in np.flatnonzero(np.isin(whole.place_ground, list(names))):
        unsaid.setdefault(int(whole.place_row[at]), set()).add(names[int(whole.place_ground[at])])
    kept = []
    for row in rows.tolist():
        line = bytes(whole.haystack[int(whole.lines[row]) : int(whole.lines[row + 1]) - 1])
        if row in unsaid:
            line = b" | ".join(words for words in line.split(b" | ") if words not in unsaid[row])
        kept.append(line)
    return {
        "haystack": b"\n".join(kept),
        "lines": np.cumsum([0, *(len(line) + 1 for line in kept)], dtype=np.int64),
    }


def _places(
    whole: Snapshot, row_of: Codes, other: Mapping[Ground, Ground], footprints: Mapping[str, Footprint]
) -> dict[str, Any]:
    found = row_of[whole.place_row]
    there = np.flatnonzero(found >= 0)
    index: dict[Ground, int] = {}
    of_ground = np.full(len(whole.grounds) + 1, -1, dtype=np.int32)
    for number in np.unique(whole.place_ground[there]):
        ground = whole.grounds[number]
        of_ground[number] = index.setdefault(other.get(ground, ground), len(index))
    place_row, place_ground = found[there], of_ground[whole.place_ground[there]]
    role = _coded(whole.place_role, there)
    table = tuple(index)
    parts_of = {name: list(spot.place_ids) for name, spot in footprints.items()}
    ground_areas, area_names = areas_of(table, parts_of)
    return {
        "grounds": table,
        "ground_areas": ground_areas,
        "area_names": area_names,
        "place_row": place_row,
        "place_ground": place_ground,
        "place_role": role,
        "roles": once(place_row, role.codes, role.names),
        "areas": claim_areas(place_row, place_ground, ground_areas),
    }
