"""A filter's conditions as masks over a snapshot, one a condition: the same answers as the SQL of `where.py`."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from geo.filters import CREDIBILITIES, NONE, PRECISIONS, Filter, terms
from geo.snapshot.columns import OPEN_FUTURE, OPEN_PAST, Coded, Flags, Floats, ReportLine, Several, Snapshot
from geo.snapshot.disputed import disputed

SINGLE = {
    "claimant": "claimant",
    "identification": "identification",
    "side": "claimant_country",
    "source": "source",
    "type": "claim_type",
    "mode": "mode",
    "measure": "measure",
}
SEVERAL = {"relay": "relays", "country": "subject_countries"}
_KEPT_SEARCHES = 64
_PLACE_OF = np.array([PRECISIONS.index(str(number)) for number in range(8)], dtype=np.int8)


def masks_of(snapshot: Snapshot, chosen: Filter) -> list[tuple[str, Flags]]:
    """One mask a condition, the rule about replaced versions of reports first."""
    known = _known(snapshot, chosen.as_of, chosen.recorded_by)[snapshot.report] & ~snapshot.gone
    masks = [("", known)]
    if chosen.event_from:
        masks.append(("event_from", snapshot.event_last >= _number(chosen.event_from)))
    if chosen.event_to:
        masks.append(("event_to", snapshot.event_first <= _number(chosen.event_to)))
    if chosen.dated_only:
        masks.append(("dated_only", (snapshot.event_first != OPEN_PAST) | (snapshot.event_last != OPEN_FUTURE)))
    for name in ("published_from", "published_to"):
        if day := getattr(chosen, name):
            masks.append((name, _published(snapshot, day, later=name == "published_from")[snapshot.report]))
    for name, column in SINGLE.items():
        if values := getattr(chosen, name):
            masks.append((name, one_of(snapshot.single[column], values)))
    for name, column in SEVERAL.items():
        if values := getattr(chosen, name):
            masks.append((name, _any_of(snapshot.several[column], values, len(snapshot))))
    if chosen.report:
        masks.append(("report", _table([line.id for line in snapshot.reports], chosen.report)[snapshot.report]))
    if chosen.precision:
        masks.append(("precision", _table(PRECISIONS, chosen.precision)[_PLACE_OF[snapshot.where_prec]]))
    if chosen.least is not None:
        reaches = np.isnan(snapshot.high) | (snapshot.high >= chosen.least)
        masks.append(("least", (snapshot.single["measure"].codes >= 0) & reaches))
    if chosen.most is not None:
        begins = np.isnan(snapshot.low) | (snapshot.low <= chosen.most)
        masks.append(("most", (snapshot.single["measure"].codes >= 0) & begins))
    if chosen.origins is not None:
        masks.append(("origins", _asked(snapshot, snapshot.question_origins >= chosen.origins)))
    if chosen.contested:
        masks.append(("contested", disputed(snapshot, known, (chosen.as_of, chosen.recorded_by))))
    if chosen.first_only:
        masks.append(("first_only", snapshot.first_of_origin))
    if chosen.verdict:
        masks.append(("verdict", one_of(snapshot.verdict, chosen.verdict)))
    if chosen.grade:
        masks.append(("grade", one_of(snapshot.grade, chosen.grade)))
    if chosen.credibility:
        masks.append(("credibility", _table(CREDIBILITIES, chosen.credibility)[snapshot.credibility - 1]))
    if chosen.judged_by:
        masks.append(("judged_by", _any_of(snapshot.judged_by, chosen.judged_by, len(snapshot))))
    if chosen.corrected:
        masks.append(("corrected", snapshot.corrected))
    if chosen.place or chosen.role or chosen.box or chosen.shape:
        masks.append(("place", _places(snapshot, chosen)))
    if wanted := terms(chosen.text):
        masks.append(("text", _search(snapshot, wanted)))
    return masks


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _known(snapshot: Snapshot, as_of: date | None, recorded_by: date | None) -> Flags:
    """By report: known by these clocks, and not replaced by a version that was known by them too."""

    def known(line: ReportLine) -> bool:
        if as_of and (line.published or line.recorded) > as_of:
            return False
        return not (recorded_by and line.recorded > recorded_by)

    by_id = {line.id: line for line in snapshot.reports if known(line)}
    return np.array([line.id in by_id and line.superseded_by not in by_id for line in snapshot.reports], dtype=np.bool_)


def _published(snapshot: Snapshot, day: date, *, later: bool) -> Flags:
    return np.array(
        [
            line.published is not None and (line.published >= day if later else line.published <= day)
            for line in snapshot.reports
        ],
        dtype=np.bool_,
    )


def _table(names: tuple[str, ...] | list[str], values: tuple[str, ...]) -> Flags:
    """Which names are asked for; one place more at the end for none, where code −1 falls."""
    wanted = set(values)
    return np.array([*(name in wanted for name in names), NONE in wanted], dtype=np.bool_)


def one_of(column: Coded, values: tuple[str, ...]) -> Flags:
    return _table(column.names, values)[column.codes]


def _any_of(column: Several, values: tuple[str, ...], size: int) -> Flags:
    found = np.zeros(size, dtype=np.bool_)
    found[column.rows[_table(column.names, values)[column.codes]]] = True
    if NONE in values:
        with_some = np.zeros(size, dtype=np.bool_)
        with_some[column.rows] = True
        found |= ~with_some
    return found


def _asked(snapshot: Snapshot, questions: Flags) -> Flags:
    return np.append(questions, False)[snapshot.single["question"].codes]


def places_met(snapshot: Snapshot, chosen: Filter) -> Flags:
    """By place of a claim: all conditions on places are met."""
    grounds = np.ones(len(snapshot.grounds), dtype=np.bool_)
    if chosen.place:
        grounds &= _any_of(snapshot.ground_areas, tuple(v for v in chosen.place if v != NONE), len(grounds))
    if chosen.box:
        south, west, north, east = chosen.box
        lat = np.array([np.nan if ground.lat is None else ground.lat for ground in snapshot.grounds])
        lon = np.array([np.nan if ground.lon is None else ground.lon for ground in snapshot.grounds])
        between = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
        grounds &= (lat >= south) & (lat <= north) & between
    if chosen.shape:
        lat = np.array([np.nan if ground.lat is None else ground.lat for ground in snapshot.grounds])
        lon = np.array([np.nan if ground.lon is None else ground.lon for ground in snapshot.grounds])
        grounds &= _inside(lat, lon, chosen.shape)
    met = grounds[snapshot.place_ground]
    if chosen.role:
        met &= one_of(snapshot.place_role, tuple(v for v in chosen.role if v != NONE))
    return met


def _inside(lat: Floats, lon: Floats, corners: tuple[tuple[float, float], ...]) -> Flags:
    """Even-odd rule: a line to the east crosses the shape's sides an odd number of times."""
    odd = np.zeros(len(lat), dtype=np.bool_)
    for (one, at), (other, next_at) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if one != other:
            slope = (next_at - at) / (other - one)
            odd ^= (lat >= min(one, other)) & (lat < max(one, other)) & (lon < slope * (lat - one) + at)
    return odd


def _places(snapshot: Snapshot, chosen: Filter) -> Flags:
    found = np.zeros(len(snapshot), dtype=np.bool_)
    found[snapshot.place_row[places_met(snapshot, chosen)]] = True
    if all(NONE in values for values in (chosen.place, chosen.role) if values) and not (chosen.box or chosen.shape):
        with_some = np.zeros(len(snapshot), dtype=np.bool_)
        with_some[snapshot.place_row] = True
        found |= ~with_some
    return found


def _search(snapshot: Snapshot, wanted: tuple[str, ...]) -> Flags:
    """Claims in whose line all the terms occur. Terms are kept, since each live count asks for them again."""
    found = np.ones(len(snapshot), dtype=np.bool_)
    for term in wanted:
        if term not in snapshot.searched:
            if len(snapshot.searched) >= _KEPT_SEARCHES:
                snapshot.searched.clear()
            snapshot.searched[term] = _lines_with(snapshot, term.encode())
        found &= snapshot.searched[term]
    return found


def _lines_with(snapshot: Snapshot, term: bytes) -> Flags:
    found = np.zeros(len(snapshot), dtype=np.bool_)
    places = np.fromiter((match.start() for match in re.finditer(re.escape(term), snapshot.haystack)), dtype=np.int64)
    found[np.searchsorted(snapshot.lines[1:], places, side="right")] = True
    return found
