"""A view as it is drawn: grounds with their sides, movements, lanes of the timeline, and which claims lie where.

Everything is counted on columns; the joins that do not depend on a filter are prepared once a snapshot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.charts import bin_days, window
from geo.maps.layers import MODES, Ground, Move
from geo.model import Footprint, PlaceRole
from geo.snapshot.columns import OPEN_FUTURE, OPEN_PAST, Codes, Flags, Snapshot
from geo.snapshot.view import View, grouped

MOST_GROUNDS = 12_000
"""Footprints that become marks; of more, those with most claims. The map gathers them further."""
MOST_COMPARED = 3_000
SORTS = ("published", "claimant", "type", "when", "quantity")
_SEVERAL = "*"


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Claims that name an origin and a destination: the row, and the two footprints' positions in `ids`."""

    ids: tuple[str, ...]
    rows: Codes
    origin: Codes
    destination: Codes


def sides(snapshot: Snapshot) -> Counter[str]:
    """Claims by country of the subject or of the claimant, over the whole snapshot: what colours are given by."""
    found: Counter[str] = Counter()
    subject = snapshot.several["subject_countries"]
    for names, codes in ((subject.names, subject.codes), _coded(snapshot, "claimant_country")):
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
        found.update({name: int(number) for name, number in zip(names, counts, strict=False) if number})
    return found


def grounds(view: View, footprints: Mapping[str, Footprint]) -> list[Ground]:
    """The footprints with claims to show, each with counts by mode and by the subject's side."""
    counted = view.grounds
    snapshot = view.snapshot
    codes, names = _side_of(snapshot)
    grouping = snapshot.groupings[""]
    shown = (view.mask & snapshot.drawn)[grouping.rows]
    keys = grouping.footprint[shown].astype(np.int64) * len(names) + codes[grouping.rows[shown]]
    table = np.bincount(keys, minlength=len(grouping.ids) * len(names)).reshape(-1, len(names))
    position = {name: at for at, name in enumerate(grouping.ids)}
    order = np.argsort(-counted.claims, kind="stable")[:MOST_GROUNDS]
    made = []
    for at in order.tolist():
        spot = footprints.get(counted.footprint_ids[at])
        if spot is None:
            continue
        row = table[position[spot.id]]
        by_side = {names[k]: int(row[k]) for k in np.flatnonzero(row).tolist()}
        modes = tuple(counted.by_mode[at].tolist())
        printed = int(counted.outlets[at]), int(counted.mentions[at])
        made.append(Ground(spot, int(counted.claims[at]), int(counted.origins[at]), modes, by_side, *printed))
    return made


def moves(view: View, footprints: Mapping[str, Footprint]) -> list[Move]:
    """The movements that are shown, one for each pair of origin and destination."""
    snapshot = view.snapshot
    pairs = _pairs(snapshot)
    shown = view.mask[pairs.rows]
    if not shown.any():
        return []
    size = len(pairs.ids)
    keys = pairs.origin[shown].astype(np.int64) * size + pairs.destination[shown]
    rows = pairs.rows[shown]
    codes, names = _side_of(snapshot)
    mode_names, mode_codes = _coded(snapshot, "mode")
    origin, source = snapshot.single["origin"].codes, snapshot.single["source"].codes
    made = []
    for key in np.unique(keys).tolist():
        of = rows[keys == key]
        start, end = footprints.get(pairs.ids[key // size]), footprints.get(pairs.ids[key % size])
        if start is None or end is None:
            continue
        stated = {names[code] for code in codes[of].tolist()} - {""}
        side = "" if not stated else stated.pop() if len(stated) == 1 else _SEVERAL
        strongest = min((MODES.index(mode_names[code]) for code in mode_codes[of].tolist()), default=0)
        told = of[origin[of] >= 0]
        printed = len(set(source[told].tolist()) - {-1}), len(told)
        made.append(Move(start, end, len(of), len(set(origin[told].tolist())), side, MODES[strongest], *printed))
    return made


def at_spot(view: View, spot: str) -> Codes:
    """The rows shown at a footprint, or along a movement (`origin>destination`), in reading order."""
    snapshot = view.snapshot
    here: Flags = np.zeros(len(snapshot), dtype=np.bool_)
    if ">" in spot:
        pairs = _pairs(snapshot)
        start, end = (pairs.ids.index(name) if name in pairs.ids else -1 for name in spot.split(">", 1))
        here[pairs.rows[(pairs.origin == start) & (pairs.destination == end)]] = True
    elif view.grounds and spot in (ids := snapshot.groupings[""].ids):
        grouping = snapshot.groupings[""]
        here[grouping.rows[grouping.footprint == ids.index(spot)]] = True
        here &= snapshot.drawn
    found: Codes = view.rows[here[view.rows]]
    return found


def comparable(view: View) -> Codes:
    """The rows shown that state a number, in reading order, at most `MOST_COMPARED`."""
    low, high = view.snapshot.low[view.rows], view.snapshot.high[view.rows]
    stated: Codes = view.rows[~(np.isnan(low) & np.isnan(high))][:MOST_COMPARED]
    return stated


def not_drawn(view: View, reason: str) -> Codes:
    """The rows shown that are not on the map for this reason, in reading order."""
    reasons = view.snapshot.single["not_drawn_because"]
    wanted = reasons.names.index(reason) if reason in reasons.names else -2
    off = (reasons.codes == wanted) & ~view.snapshot.drawn
    found: Codes = view.rows[off[view.rows]]
    return found


def sorted_rows(view: View, by: str, *, falling: bool) -> Codes:
    """The rows shown in the order of one column; claims without a value come last either way."""
    snapshot = view.snapshot
    rows = view.rows
    if by == "published":
        return rows if falling else rows[::-1]
    if by in {"claimant", "type"}:
        names, codes = _coded(snapshot, {"claimant": "claimant", "type": "claim_type"}[by])
        rank = np.empty(len(names) + 1, dtype=np.int64)
        rank[sorted(range(len(names)), key=lambda at: names[at].casefold())] = np.arange(len(names))
        value = rank[codes[rows]].astype(np.float64)
        missing = codes[rows] < 0
    elif by == "when":
        first, last = snapshot.event_first[rows], snapshot.event_last[rows]
        value = np.where(last != OPEN_FUTURE, last, first).astype(np.float64)
        missing = (first == OPEN_PAST) & (last == OPEN_FUTURE)
    else:
        low, high = snapshot.low[rows], snapshot.high[rows]
        value = np.where(np.isnan(high), low, high)
        missing = np.isnan(value)
    value = np.where(missing, np.inf, -value if falling else value)
    ordered: Codes = rows[np.argsort(value, kind="stable")]
    return ordered


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The days of the claims shown: axis (day numbers), days a bin, claims a bin by claimant's side."""

    first: int
    last: int
    bin: int
    counts: Mapping[str, Sequence[int]]
    dated: Codes


def days(view: View) -> Days | None:
    """What the timeline shows; None without any dated claim. A range counts in each bin it touches."""
    snapshot = view.snapshot
    rows = view.rows
    first, last = snapshot.event_first[rows], snapshot.event_last[rows]
    dated = (first != OPEN_PAST) | (last != OPEN_FUTURE)
    rows, first, last = rows[dated], first[dated], last[dated]
    if not len(rows):
        return None
    start = np.where(first == OPEN_PAST, last, first)
    end = np.where(last == OPEN_FUTURE, first, last)
    sample = np.concatenate([start, end])
    low, high = window(_quantiles(sample)) or (0, 1)
    size = bin_days(low, high)
    bins = (high - low) // size + 1
    names, codes = _coded(snapshot, "claimant_country")
    a = np.clip((start - low) // size, 0, bins - 1)
    b = np.clip((np.maximum(start, end) - low) // size, 0, bins - 1)
    side = codes[rows] + 1
    width = bins + 1
    edges = np.bincount(side * width + a, minlength=(len(names) + 1) * width).astype(np.int64)
    edges -= np.bincount(side * width + b + 1, minlength=len(edges))
    table = edges.reshape(-1, width).cumsum(axis=1)[:, :bins]
    counts = {("", *names)[k]: table[k].tolist() for k in np.flatnonzero(table.any(axis=1)).tolist()}
    return Days(int(low), int(high), int(size), counts, rows)


def _quantiles(sample: NDArray[np.int32]) -> list[int]:
    """At most 2,000 of the days, evenly by rank, the outermost ones among them."""
    ordered = np.sort(sample)
    if len(ordered) <= 2000:
        return [int(day) for day in ordered]
    at = np.linspace(0, len(ordered) - 1, 2000).astype(np.int64)
    return [int(day) for day in ordered[at]]


# ---------------------------------------------------------------------------------------------- once a snapshot


def _coded(snapshot: Snapshot, name: str) -> tuple[tuple[str, ...], Codes]:
    column = snapshot.single[name]
    return column.names, column.codes


@lru_cache(maxsize=2)
def corrected(view: View) -> dict[str, int]:
    """Footprint → how many of the claims drawn there a person has corrected; only where some are."""
    snapshot = view.snapshot
    grouping = grouped(snapshot)
    some = (view.mask & snapshot.drawn & snapshot.corrected)[grouping.rows]
    counts = np.bincount(grouping.footprint[some], minlength=len(grouping.ids))
    return {grouping.ids[at]: int(counts[at]) for at in np.flatnonzero(counts).tolist()}


def _side_of(snapshot: Snapshot) -> tuple[Codes, tuple[str, ...]]:
    """Each claim's side by its subject: a code into the names; `*` for several countries, '' for none."""
    subject = snapshot.several["subject_countries"]
    names = ("", _SEVERAL, *subject.names)
    codes = np.zeros(len(snapshot), dtype=np.int32)
    codes[subject.rows] = subject.codes + 2
    number = np.bincount(subject.rows, minlength=len(snapshot))
    codes[number > 1] = 1
    return codes, names


@lru_cache(maxsize=2)
def _pairs(snapshot: Snapshot) -> _Pairs:
    ids: dict[str, int] = {}
    spots = np.full(len(snapshot.grounds) + 1, -1, dtype=np.int32)
    for number, ground in enumerate(snapshot.grounds):
        if ground.footprint_id:
            spots[number] = ids.setdefault(ground.footprint_id, len(ids))
    names = snapshot.place_role.names
    ends: list[dict[int, int]] = []
    for role in (PlaceRole.ORIGIN, PlaceRole.DESTINATION):
        code = names.index(role.value) if role.value in names else -2
        use = np.flatnonzero(snapshot.place_role.codes == code)
        found = spots[snapshot.place_ground[use]]
        known = found >= 0
        ends.append(dict(zip(snapshot.place_row[use][known].tolist(), found[known].tolist(), strict=True)))
    both = sorted(row for row in ends[0].keys() & ends[1].keys() if ends[0][row] != ends[1][row])
    return _Pairs(
        tuple(ids),
        np.array(both, dtype=np.int32),
        np.array([ends[0][row] for row in both], dtype=np.int32),
        np.array([ends[1][row] for row in both], dtype=np.int32),
    )
