"""From the tables of a store to the columns of a snapshot: words become codes, lists pairs, days numbers."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo import words
from geo.phrases import country
from geo.snapshot.columns import (
    OPEN_FUTURE,
    OPEN_PAST,
    Coded,
    Codes,
    Flags,
    Floats,
    Ground,
    ReportLine,
    Several,
    Snapshot,
)
from geo.store.rows import unlisted

_BATCH = 20_000
_SINGLE = (
    *("claim_type", "identification", "claimant", "claimant_country", "subject", "measure", "unit", "mode"),
    *("factuality", "not_drawn_because", "quote_kind", "origin", "question", "report_id"),
)
_LISTED = ("relays", "subject_countries")
_COLUMNS = (
    *_SINGLE,
    *_LISTED,
    *("number", "id", "starts", "low", "high", "event_first", "event_last", "where_prec", "drawn", "folded"),
)
_GROUND = ("place_id", "name", "kind", "country", "admin1_id", "admin1", "footprint_id", "lat", "lon")
_NOTHING: Codes = np.zeros(0, dtype=np.int32)


Rows = Callable[..., Iterator[tuple[Any, ...]]]


def built(version: int, contents: int, rows: Rows, reports: tuple[ReportLine, ...]) -> Snapshot:
    """The snapshot of these tables, before any judgement."""
    columns = _Columns()
    for part in _parts(rows("claims", *_COLUMNS)):
        columns.take(part)
    single = {name: Coded(_whole(columns.codes[name], np.int32), tuple(columns.names[name])) for name in _SINGLE}
    report_index = {line.id: number for number, line in enumerate(reports)}
    in_report = single.pop("report_id")
    of_code = np.array([report_index[name] for name in in_report.names], dtype=np.int32)
    report = of_code[in_report.codes] if len(of_code) else in_report.codes
    sources = _Index()
    source_codes = np.array([sources.code(line.source) for line in reports], dtype=np.int32)
    single["source"] = Coded(source_codes[report] if reports else report, tuple(sources))
    ids = np.array(columns.ids, dtype=np.bytes_) if columns.ids else np.zeros(0, dtype="S1")
    starts, numbers = _whole(columns.starts, np.int32), _whole(columns.number, np.int64)
    gone = np.isin(numbers, [number for number, is_gone in rows("amended", "number", "gone") if is_gone])
    low, high = _whole(columns.low, np.float64), _whole(columns.high, np.float64)
    order = _reading_order(reports, report, starts, ids)
    return Snapshot(
        version=version,
        contents=contents,
        ids=ids,
        order=order,
        reports=reports,
        report=report,
        starts=starts,
        several={name: columns.several(name) for name in _LISTED},
        where_prec=_whole(columns.where_prec, np.int8),
        drawn=_whole(columns.drawn, np.bool_),
        low=low,
        high=high,
        event_first=columns.days("event_first", OPEN_PAST),
        event_last=columns.days("event_last", OPEN_FUTURE),
        first_of_origin=first_of_origin(reports, report, starts, ids, origin=single["origin"], gone=gone),
        question_origins=question_origins(single["question"], single["origin"]),
        haystack=b"\n".join(columns.folded),
        lines=np.cumsum([0] + [len(line) + 1 for line in columns.folded], dtype=np.int64),
        single=single,
        gone=gone,
        **_placed(rows, numbers),
        verdict=Coded(_NOTHING, ()),
        grade=Coded(_NOTHING, ()),
        credibility=np.zeros(0, dtype=np.int8),
    )


# ------------------------------------------------------------------------------------------------ columns


class _Index(dict[str, int]):
    """Words to codes in the order of their first appearance."""

    def __missing__(self, word: str) -> int:
        self[word] = code = len(self)
        return code

    def code(self, word: str | None) -> int:
        return self[word] if word else -1

    def codes(self, column: Iterable[str | None]) -> Codes:
        return np.array([self[word] if word else -1 for word in column], dtype=np.int32)


class _Columns:
    """Collects batches of rows into arrays."""

    def __init__(self) -> None:
        self.names = {name: _Index() for name in [*_SINGLE, *_LISTED, "event_first", "event_last"]}
        self.codes: dict[str, list[Codes]] = {name: [] for name in self.names}
        self.ids: list[bytes] = []
        self.number: list[NDArray[Any]] = []
        self.folded: list[bytes] = []
        self.starts: list[Codes] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.where_prec: list[NDArray[Any]] = []
        self.drawn: list[NDArray[Any]] = []

    def take(self, part: list[tuple[Any, ...]]) -> None:
        column = dict(zip(_COLUMNS, zip(*part, strict=True), strict=True))
        for name, index in self.names.items():
            self.codes[name].append(index.codes(column[name]))
        self.ids += [name.encode() for name in column["id"]]
        self.folded += [words.encode() for words in column["folded"]]
        self.number.append(np.array(column["number"], dtype=np.int64))
        self.starts.append(np.array(column["starts"], dtype=np.int32))
        self.low.append(np.array(column["low"], dtype=np.float64))  # None becomes not-a-number: open
        self.high.append(np.array(column["high"], dtype=np.float64))
        self.where_prec.append(np.array(column["where_prec"], dtype=np.int8))
        self.drawn.append(np.array(column["drawn"], dtype=np.bool_))

    def several(self, name: str) -> Several:
        """Lists are few and repeat, so each distinct list is taken apart once."""
        words = _Index()
        lists = [np.array([words[word] for word in dict.fromkeys(unlisted(text))]) for text in self.names[name]]
        codes = _whole(self.codes[name], np.int32)
        sizes = np.array([len(words) for words in lists] + [0], dtype=np.int64)[codes]
        flat = np.concatenate([*lists, np.zeros(0, dtype=np.int64)]).astype(np.int32)
        begins = np.concatenate([[0], np.cumsum([len(words) for words in lists])]).astype(np.int64)
        rows = np.repeat(np.arange(len(codes), dtype=np.int32), sizes)
        within = np.arange(len(rows), dtype=np.int64) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return Several(rows, flat[begins[codes[rows]] + within], tuple(words))

    def days(self, name: str, nothing: int) -> Codes:
        numbers = [(date.fromisoformat(word) - date(1970, 1, 1)).days for word in self.names[name]]
        table = np.array([*numbers, nothing], dtype=np.int32)
        return np.asarray(table[_whole(self.codes[name], np.int32)], dtype=np.int32)


def _whole(parts: list[Any], kind: Any) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _parts(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while part := list(islice(rows, _BATCH)):
        yield part


def _report_ranks(reports: tuple[ReportLine, ...], *, newest_first: bool) -> Codes:
    def when(number: int) -> tuple[bool, int, str]:
        day = reports[number].published
        return day is None, (-day.toordinal() if newest_first else day.toordinal()) if day else 0, reports[number].id

    ranks = np.zeros(len(reports), dtype=np.int32)
    ranks[sorted(range(len(reports)), key=when)] = np.arange(len(reports), dtype=np.int32)
    return ranks


def _reading_order(reports: tuple[ReportLine, ...], report: Codes, starts: Codes, ids: NDArray[np.bytes_]) -> Codes:
    """Newest report first, then text order."""
    if not len(ids):
        return np.zeros(0, dtype=np.int32)
    return np.lexsort((ids, starts, _report_ranks(reports, newest_first=True)[report])).astype(np.int32)


# ------------------------------------------------------------------------------------------------ origins, questions


def first_of_origin(
    reports: tuple[ReportLine, ...],
    report: Codes,
    starts: Codes,
    ids: NDArray[np.bytes_],
    *,
    origin: Coded,
    gone: Flags,
) -> Flags:
    """True where no earlier published claim has the same origin; claims without an origin stand for themselves."""
    first = origin.codes < 0
    if len(ids):
        ranks = _report_ranks(reports, newest_first=False)[report]
        order = np.lexsort((ids, starts, ranks, gone, origin.codes))
        codes = origin.codes[order]
        begins = np.concatenate([[True], codes[1:] != codes[:-1]])
        first[order[begins]] = True
    return first


def question_origins(question: Coded, origin: Coded) -> Codes:
    """How many different origins answer each question."""
    told = (question.codes >= 0) & (origin.codes >= 0)
    pairs = np.unique(question.codes[told].astype(np.int64) * max(1, len(origin.names)) + origin.codes[told])
    counts = np.bincount(pairs // max(1, len(origin.names)), minlength=len(question.names))
    return counts.astype(np.int32)


# ------------------------------------------------------------------------------------------------ places


def _placed(rows: Rows, numbers: NDArray[np.int64]) -> dict[str, Any]:
    parts_of: dict[str, list[str]] = {}
    for footprint_id, part in rows("footprint_places", "footprint_id", "place_id"):
        parts_of.setdefault(footprint_id, []).append(part)
    grounds: dict[tuple[Any, ...], int] = {}
    roles = _Index()
    of_claim, ground_codes, role_codes = array("q"), array("i"), array("i")
    for number, role, *ground in rows("claim_places", "number", "role", *_GROUND):
        of_claim.append(number)
        role_codes.append(roles[role])
        ground_codes.append(grounds.setdefault(tuple(ground), len(grounds)))
    by_number = np.argsort(numbers, kind="stable")
    found = np.searchsorted(numbers, np.array(of_claim, dtype=np.int64), sorter=by_number)
    rows_of, grounds_of = by_number[found].astype(np.int32), np.array(ground_codes, dtype=np.int32)
    role_of = Coded(np.array(role_codes, dtype=np.int32), tuple(roles))
    table = tuple(Ground(*ground) for ground in grounds)
    ground_areas, area_names = areas_of(table, parts_of)
    return {
        "grounds": table,
        "ground_areas": ground_areas,
        "area_names": area_names,
        "place_row": rows_of,
        "place_ground": grounds_of,
        "place_role": role_of,
        "roles": once(rows_of, role_of.codes, role_of.names),
        "areas": claim_areas(rows_of, grounds_of, ground_areas),
    }


def areas_of(grounds: tuple[Ground, ...], parts_of: dict[str, list[str]]) -> tuple[Several, dict[str, str]]:
    """Which areas each ground lies in or covers, by id, and what they are called."""
    index = _Index()
    names: dict[str, str] = {}
    rows, codes = [], []
    for number, ground in enumerate(grounds):
        for area, name in ((ground.place_id, ground.name), (ground.admin1_id, ground.admin1)):
            if area and name:
                names.setdefault(area, name)
        covered = (ground.place_id, ground.admin1_id, ground.country, *parts_of.get(ground.footprint_id or "", ()))
        for area in dict.fromkeys(filter(None, covered)):
            rows.append(number)
            codes.append(index[area])
    for row in words.rows("countries.csv"):
        if row["alpha2"] in index and (name := country(row["alpha3"])):
            names.setdefault(row["alpha2"], name)
    return Several(np.array(rows, dtype=np.int32), np.array(codes, dtype=np.int32), tuple(index)), names


def claim_areas(place_row: Codes, place_ground: Codes, areas: Several) -> Several:
    """Each claim with each area of its places, once."""
    sizes_of = np.bincount(areas.rows, minlength=int(place_ground.max(initial=-1)) + 1)
    begins_of = np.cumsum(sizes_of) - sizes_of
    sizes = sizes_of[place_ground]
    rows = np.repeat(place_row, sizes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    codes = areas.codes[np.repeat(begins_of[place_ground], sizes) + within]
    return once(rows, codes, areas.names)


def once(rows: Codes, codes: Codes, names: tuple[str, ...]) -> Several:
    """Each pair once."""
    size = max(1, len(names))
    pairs = np.unique(rows.astype(np.int64) * size + codes)
    return Several((pairs // size).astype(np.int32), (pairs % size).astype(np.int32), names)
