"""A filter over a snapshot: which claims are shown, live counts for every filter, and counts by ground for the map.

Answers the same as the SQL of `where.py` over columns in memory. A live count of a filter takes all other filters into
account but not itself, so that its other values stay reachable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.filters import NONE, PRECISIONS, Filter
from geo.model import Mode, PlaceRole
from geo.snapshot.columns import Coded, Codes, Flags, Floats, Grouping, Several, Snapshot
from geo.snapshot.disputed import disputed
from geo.snapshot.masks import SEVERAL, SINGLE, masks_of, one_of, places_met

MODES = tuple(mode.value for mode in Mode)
_PLACED = ("place", "role", "box", "shape")
FACETS = (*SINGLE, *SEVERAL, "precision", "verdict", "grade", "credibility", "judged_by", "place", "role", "report")
"""The conditions that have live counts."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the sentence above the map says. `not_drawn` maps each reason to its number of claims.

    Outlets and mentions are those of the origins: a claim that nobody is named for adds neither.
    """

    claims: int
    of: int
    reports: int
    origins: int
    outlets: int
    mentions: int
    drawn: int
    not_drawn: tuple[tuple[str, int], ...]
    corrected: int = 0
    """Claims that a person has corrected, split or merged."""


@dataclass(frozen=True, slots=True, eq=False)
class GroundCounts:
    """Footprints that have something to show, one position each. `by_mode[k]` counts the claims of `MODES`.

    Outlets and mentions are those of the origins there.
    """

    footprint_ids: tuple[str, ...]
    lat: Floats
    lon: Floats
    claims: Codes
    origins: Codes
    by_mode: NDArray[np.int64]
    outlets: Codes
    mentions: Codes


class View:
    """One filter over one snapshot; everything is counted when asked for and then kept."""

    def __init__(self, snapshot: Snapshot, chosen: Filter | None = None) -> None:
        self.snapshot = snapshot
        self.chosen = chosen or Filter()
        self._masks = dict(masks_of(snapshot, self.chosen))

    @cached_property
    def mask(self) -> Flags:
        """True for the claims that are shown."""
        return self._all_but(())

    @cached_property
    def shown(self) -> NDArray[np.int64]:
        """The rows that are shown, in the order of the snapshot."""
        return np.flatnonzero(self.mask)

    @cached_property
    def rows(self) -> Codes:
        """The rows that are shown, newest report first, then in text order."""
        order = self.snapshot.order
        return order[self.mask[order]]

    def ids(self, start: int = 0, stop: int | None = None) -> tuple[str, ...]:
        """The claims' ids from `start` to `stop` in reading order."""
        return self.snapshot.ids_of(self.rows[start:stop])

    def compared(self, most: int) -> tuple[str, ...]:
        """The claims among which to look for disagreement: of more than `most`, contested ones, then the newest."""
        if len(self.rows) <= most:
            return self.ids()
        known = dict(masks_of(self.snapshot, Filter(as_of=self.chosen.as_of, recorded_by=self.chosen.recorded_by)))[""]
        found = disputed(self.snapshot, known, (self.chosen.as_of, self.chosen.recorded_by))[self.rows]
        return self.snapshot.ids_of([*self.rows[found][:most], *self.rows[~found]][:most])

    @cached_property
    def counts(self) -> Counts:
        """Claims, reports, origins, and why claims are not drawn."""
        snapshot, mask = self.snapshot, self.mask
        reasons = snapshot.single["not_drawn_because"]
        named = _count(reasons, np.flatnonzero(mask & ~snapshot.drawn), None)
        origin = snapshot.single["origin"]
        told = self.shown[origin.codes[self.shown] >= 0]
        return Counts(
            claims=len(self.shown),
            of=len(snapshot) - int(np.count_nonzero(snapshot.gone)),
            corrected=int(np.count_nonzero(snapshot.corrected[self.shown])),
            reports=_distinct(snapshot.report[self.shown], len(snapshot.reports)),
            origins=_distinct(origin.codes[self.shown], len(origin.names)),
            outlets=_distinct(snapshot.single["source"].codes[told], len(snapshot.single["source"].names)),
            mentions=len(told),
            drawn=int(np.count_nonzero(mask & snapshot.drawn)),
            not_drawn=tuple((reason, many) for reason, many in named if reason != NONE),
        )

    def facet(self, name: str, limit: int | None = None) -> tuple[tuple[str, int], ...]:
        """(value, number of claims) for one of `FACETS`, most first; `NONE` counts the claims without a value.

        `limit` keeps the most frequent ones only, which is quicker where there are thousands.
        """
        snapshot = self.snapshot
        if name in _PLACED:
            return self._place_facet(name, limit)
        if name in SEVERAL:
            return _count_several(snapshot.several[SEVERAL[name]], self._all_but((name,)), limit)
        if name == "judged_by":
            return _count_several(snapshot.judged_by, self._all_but((name,)), limit)
        shown = self._shown_but(name)
        if name in SINGLE:
            return _count(snapshot.single[SINGLE[name]], shown, limit)
        if name == "report":
            counts = np.bincount(snapshot.report[shown], minlength=len(snapshot.reports))
            return _ranked(lambda code: snapshot.reports[code].id, counts, limit)
        if name == "precision":
            counts = np.bincount(snapshot.where_prec[shown], minlength=8)
            return tuple((value, int(counts[int(value)])) for value in PRECISIONS if counts[int(value)])
        if name == "credibility":
            counts = np.bincount(snapshot.credibility[shown], minlength=7)
            return tuple((str(value), int(counts[value])) for value in range(1, 7) if counts[value])
        return _count({"verdict": snapshot.verdict, "grade": snapshot.grade}[name], shown, limit)

    @cached_property
    def grounds(self) -> GroundCounts:
        """Counts by footprint of the claims that are shown and drawn; surroundings (`context`) are left out."""
        snapshot = self.snapshot
        grouping = grouped(snapshot)
        shown = np.flatnonzero((self.mask & snapshot.drawn)[grouping.rows])
        footprints, pairs = grouping.footprint[shown], grouping.pair[shown]
        size = len(grouping.ids)
        by_mode = np.bincount(footprints * len(MODES) + grouping.mode[shown], minlength=size * len(MODES))
        table = by_mode.reshape(size, len(MODES))
        claims = table.sum(axis=1)
        seen = np.zeros(len(grouping.pair_footprint) + 1, dtype=np.bool_)
        seen[pairs] = True  # pairs without an origin are −1 and fall on the last place, which is cut off
        origins = np.bincount(grouping.pair_footprint[seen[:-1]], minlength=size)
        told = shown[pairs >= 0]
        source, rows = snapshot.single["source"], grouping.rows[told]
        # a report without a source is an outlet of its own
        outlet = np.where(source.codes[rows] < 0, len(source.names) + snapshot.report[rows], source.codes[rows])
        many = len(source.names) + len(snapshot.reports) + 1
        printed = np.unique(grouping.pair[told].astype(np.int64) * many + outlet)
        some = np.flatnonzero(claims)
        return GroundCounts(
            footprint_ids=tuple(grouping.ids[code] for code in some),
            lat=grouping.lat[some],
            lon=grouping.lon[some],
            claims=claims[some].astype(np.int32),
            origins=origins[some].astype(np.int32),
            by_mode=table[some],
            outlets=np.bincount(grouping.pair_footprint[printed // many], minlength=size)[some].astype(np.int32),
            mentions=np.bincount(grouping.footprint[told], minlength=size)[some].astype(np.int32),
        )

    def _shown_but(self, name: str) -> NDArray[np.int64]:
        return np.flatnonzero(self._all_but((name,))) if name in self._masks else self.shown

    def _all_but(self, names: tuple[str, ...]) -> Flags:
        mask = np.ones(len(self.snapshot), dtype=np.bool_)
        for name, one in self._masks.items():
            if name not in names:
                mask &= one
        return mask

    def _place_facet(self, name: str, limit: int | None) -> tuple[tuple[str, int], ...]:
        """Counts by area or role; the other two conditions on places must be met by the same place."""
        snapshot = self.snapshot
        mask = self._all_but(_PLACED)
        others = self.chosen.without(name)
        if name == "place" and not (others.role or others.box or others.shape):
            return _count_several(snapshot.areas, mask, limit)
        if name == "role" and not (others.place or others.box or others.shape):
            return _count_several(snapshot.roles, mask, limit)
        rows = mask[snapshot.place_row] & places_met(snapshot, others)
        claims = snapshot.place_row[rows]
        if name == "role":
            found = Several(claims, snapshot.place_role.codes[rows], snapshot.place_role.names)
        else:
            found = _spread(snapshot, rows)
        counts = np.bincount(_once(found).codes, minlength=len(found.names))
        return _ranked(found.names.__getitem__, counts, limit)


# ------------------------------------------------------------------------------------------------ counting


def _distinct(codes: Codes, size: int) -> int:
    seen = np.zeros(size + 1, dtype=np.bool_)
    seen[codes] = True  # −1 falls on the last place
    return int(np.count_nonzero(seen[:size]))


def _count(column: Coded, shown: NDArray[np.int64], limit: int | None) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(column.codes[shown] + 1, minlength=len(column.names) + 1)
    return _ranked(lambda code: column.names[code - 1] if code else NONE, counts, limit)


def _count_several(column: Several, mask: Flags, limit: int | None) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(column.codes[np.flatnonzero(mask[column.rows])] + 1, minlength=len(column.names) + 1)
    with_some = np.zeros(len(mask), dtype=np.bool_)
    with_some[column.rows] = True
    counts[0] = np.count_nonzero(mask & ~with_some)
    return _ranked(lambda code: column.names[code - 1] if code else NONE, counts, limit)


def _ranked(name: Callable[[int], str], counts: NDArray[np.int64], limit: int | None) -> tuple[tuple[str, int], ...]:
    some = np.flatnonzero(counts)
    if limit is not None and len(some) > limit:
        some = some[np.argsort(-counts[some], kind="stable")[:limit]]
    return tuple(sorted(((name(int(code)), int(counts[code])) for code in some), key=lambda pair: (-pair[1], pair[0])))


def _once(pairs: Several) -> Several:
    size = max(1, len(pairs.names))
    distinct = np.unique(pairs.rows.astype(np.int64) * size + pairs.codes)
    return Several((distinct // size).astype(np.int32), (distinct % size).astype(np.int32), pairs.names)


def _spread(snapshot: Snapshot, rows: Flags) -> Several:
    """The areas of these places of claims."""
    areas = snapshot.ground_areas
    sizes_of = np.bincount(areas.rows, minlength=len(snapshot.grounds))
    begins_of = np.cumsum(sizes_of) - sizes_of
    grounds = snapshot.place_ground[rows]
    sizes = sizes_of[grounds]
    within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    codes = areas.codes[np.repeat(begins_of[grounds], sizes) + within]
    return Several(np.repeat(snapshot.place_row[rows], sizes), codes, areas.names)


def grouped(snapshot: Snapshot) -> Grouping:
    """The places that can be drawn, prepared once a snapshot."""
    if (grouping := snapshot.groupings.get("")) is None:
        grouping = snapshot.groupings[""] = _grouping(snapshot)
    return grouping


def _grouping(snapshot: Snapshot) -> Grouping:
    index: dict[str, int] = {}
    points: list[tuple[float, float]] = []
    of_ground = np.full(len(snapshot.grounds) + 1, -1, dtype=np.int64)
    for number, ground in enumerate(snapshot.grounds):
        if ground.footprint_id and ground.lat is not None and ground.lon is not None:
            of_ground[number] = index.setdefault(ground.footprint_id, len(index))
            points += [(ground.lat, ground.lon)] if of_ground[number] == len(points) else []
    surroundings = one_of(snapshot.place_role, (PlaceRole.CONTEXT.value,))
    use = (of_ground[snapshot.place_ground] >= 0) & ~surroundings
    footprints = of_ground[snapshot.place_ground[use]]
    # a claim that names one footprint twice counts once there
    once = np.unique(snapshot.place_row[use].astype(np.int64) * max(1, len(index)) + footprints)
    rows, footprint = (once // max(1, len(index))).astype(np.int32), (once % max(1, len(index))).astype(np.int32)
    origin = snapshot.single["origin"]
    keys = footprint.astype(np.int64) * (len(origin.names) + 1) + origin.codes[rows]
    told = origin.codes[rows] >= 0
    distinct, inverse = np.unique(keys[told], return_inverse=True)
    pair = np.full(len(rows), -1, dtype=np.int32)
    pair[told] = inverse
    modes = np.array([MODES.index(name) for name in snapshot.single["mode"].names] or [0], dtype=np.int32)
    return Grouping(
        ids=tuple(index),
        lat=np.array([lat for lat, _ in points]),
        lon=np.array([lon for _, lon in points]),
        rows=rows,
        footprint=footprint,
        mode=modes[snapshot.single["mode"].codes[rows]],
        pair=pair,
        pair_footprint=(distinct // (len(origin.names) + 1)).astype(np.int32),
    )
