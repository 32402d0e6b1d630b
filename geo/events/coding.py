"""A row of a table of events → a claim of the data set that codes it, as narrow as the row says and no narrower.

A province-only event is drawn as the province, never as a pin on its capital; what a code book calls "near" is a
circle of 25 km. The row's words become a line of the report's text, so that every field has its span.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from geo import words
from geo.actors.lexicon import named
from geo.events.mapping import FIELDS, Coding
from geo.footprints import circle_of, whole
from geo.gazetteer import Gazetteer
from geo.model import (
    Actor,
    Attribution,
    Claim,
    ClaimPlace,
    ClaimType,
    DateBasis,
    DayRange,
    Footprint,
    Identification,
    Modality,
    Mode,
    Party,
    Place,
    PlaceKind,
    PlaceRole,
    Quantity,
    QuoteKind,
    Span,
    ToponymClass,
)
from geo.origins.utterances import RECORD

SEPARATOR = " | "
NEAR_KM = {1: 2.0, 2: 25.0}
SAME_KM = 15.0  # a gazetteer's place of the same name within this is the same place
_DAYS = ("%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")
_SOLE = Modality(Mode.ASSERTED, "CT+")


class Line(NamedTuple):
    """A row as written out: its words, and where each field begins in them."""

    text: str
    at: dict[str, tuple[int, str]]


class Where(NamedTuple):
    """The words of a row about where; `precision` is UCDP's where_prec, 0 for a code that means nothing."""

    place: str
    admin2: str
    admin1: str
    country: str
    lat: str
    lon: str
    precision: int


class Ground(NamedTuple):
    """What a row says about where, decided once for all rows that say the same. `why_not` when it draws nothing."""

    place: Place | None
    footprint: Footprint | None
    reasons: tuple[str, ...]
    why_not: str | None


def written(row: Sequence[str], order: Sequence[tuple[str, int]]) -> Line:
    """The row's mapped cells in one line, each once; line breaks inside a cell become spaces."""
    at: dict[str, tuple[int, str]] = {}
    pieces = []
    length = 0
    for meaning, column in order:
        cell = row[column]
        if "\n" in cell or "\r" in cell:
            cell = " ".join(cell.split())
        if cell := cell.strip():
            at[meaning] = length, cell
            pieces.append(cell)
            length += len(cell) + len(SEPARATOR)
    return Line(SEPARATOR.join(pieces), at)


class Coder:
    """Codes the rows of one table. `losses` counts, by a plain phrase, what could not be kept."""

    def __init__(self, coding: Coding, headings: Sequence[str], gazetteer: Gazetteer) -> None:
        self.coding, self.gazetteer = coding, gazetteer
        numbers = {heading: number for number, heading in enumerate(headings)}
        self.order = [(name, numbers[heading]) for name in FIELDS if (heading := coding.columns.get(name)) in numbers]
        self.kinds = {words.casefold(): ClaimType(kind) for words, kind in coding.kinds.items()}
        self.losses: Counter[str] = Counter()
        self.party = Party(coding.name, None, Identification.NAMED)
        self._ground = lru_cache(100_000)(self._find_ground)
        self._actor = lru_cache(20_000)(self._find_actor)
        self._day = lru_cache(20_000)(self._read_day)

    def claim(self, line: Line, report_id: str, offset: int) -> Claim:
        """The claim of a row whose line begins at `offset` of the report's text."""
        at, cells = line.at, {meaning: cell for meaning, (_, cell) in line.at.items()}
        citation = Span(offset, offset + len(line.text), line.text)

        def span(meaning: str) -> Span | None:
            if meaning not in at:
                return None
            start, cell = at[meaning]
            return Span(offset + start, offset + start + len(cell), cell)

        said = {name: cells.get(name, "") for name in Where._fields[:-1]}
        ground = self._ground(Where(**said, precision=self._precision(cells)))
        where = next((found for name in ("place", "admin2", "admin1", "country") if (found := span(name))), citation)
        subject, object_ = (
            self._acting(cells.get(role), cells.get(f"{role}_country"), span(role)) for role in ("subject", "object")
        )
        placed = ground.footprint is not None
        if not placed:
            self.losses[ground.why_not or ""] += 1
        place = ClaimPlace(
            where, PlaceRole.LOCATION, ToponymClass.LITERAL, ground.place, ground.footprint, reasons=ground.reasons
        )
        name = hashlib.blake2b(f"{report_id} {offset} {line.text}".encode(), digest_size=10).hexdigest()
        return Claim(
            id=name,
            report_id=report_id,
            citation=citation,
            claim_type=self._kind(cells),
            attribution=Attribution((citation,), self.party, quote_kind=QuoteKind.NARRATOR),
            subject=subject,
            subject_countries=(subject.country,) if subject and subject.country else (),
            object=object_,
            object_countries=(object_.country,) if object_ and object_.country else (),
            quantity=self._quantity(cells, span("best") or span("low") or span("high")),
            places=(place,) if placed else (),
            when=self._when(cells, span("first")),
            modality=_SOLE,
            origin=name,
            origin_basis=RECORD,
            not_drawn_because=None if placed else ground.why_not,
            reasons=(f"coded by {self.coding.name}",),
        )

    # -------------------------------------------------------------------------------------------- what, who

    def _kind(self, cells: dict[str, str]) -> ClaimType:
        for meaning in ("kind", "wider_kind"):
            code = cells.get(meaning, "").casefold()
            if found := self.kinds.get(code):
                return found
        if "kind" in cells and self.coding.kinds:
            self.losses["a kind of event without a claim type of its own (kept as the default type)"] += 1
        return ClaimType(self.coding.defaults.kind)

    def _acting(self, name: str | None, country: str | None, span: Span | None) -> Actor | None:
        if not name:
            return None
        known = self._actor(name)
        return Actor(known.name, span, known.country or country or None, known.actor_type, reasons=known.reasons)

    @staticmethod
    def _find_actor(name: str) -> Actor:
        """A known group by its own name, forces of a state by theirs, everybody else as written with their country."""
        entry, reasons = named(name), (f"“{name}” in the table",)
        if entry is not None and entry.kind == "group":
            return Actor(entry.name, None, entry.country, entry.actor_type, reasons=reasons)
        country = entry.country if entry else None
        for row in words.rows("coded_actors.csv"):
            if name.startswith(row["begins"]):
                called = row["name"].format(country=entry.name if entry else "")
                return Actor(called.removesuffix(" of "), None, country, int(row["type"]), reasons=reasons)
        return Actor(name, None, country)

    def _quantity(self, cells: dict[str, str], span: Span | None) -> Quantity | None:
        low, best, high = (_number(cells.get(name)) for name in ("low", "best", "high"))
        if span is None or (low is None and best is None and high is None):
            return None
        if not (low or best or high) and self.coding.quantity.zero_is_unknown:
            return None
        floor, ceiling = (low if low is not None else best), (high if high is not None else best)
        said = self.coding.quantity
        return Quantity(span, floor, ceiling, said.unit, said.measure, rule=f"as coded by {self.coding.name}")

    # -------------------------------------------------------------------------------------------- when

    def _when(self, cells: dict[str, str], span: Span | None) -> DayRange | None:
        first = self._day(cells["first"]) if "first" in cells else None
        if first is None:
            self.losses["no day that can be read (kept without a date)"] += 1
            return None
        last = (self._day(cells["last"]) if "last" in cells else None) or first
        first, last = min(first, last), max(first, last)
        width = self.coding.date_precision.get(cells.get("date_precision", ""), 1)
        precision = max(width, 1 if first == last else 2 if (last - first).days < 8 else 4)
        edtf = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
        return DayRange(first, last, precision == 1, precision, DateBasis.EXPLICIT, span, edtf)

    def _read_day(self, written_day: str) -> date | None:
        text = written_day.strip()
        if self.coding.day_format:
            return _parsed(text, self.coding.day_format)
        if len(text) == 8 and text.isdecimal():
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return next((day for pattern in _DAYS if (day := _parsed(text, pattern))), None)

    # -------------------------------------------------------------------------------------------- where

    def _precision(self, cells: dict[str, str]) -> int:
        code = cells.get("precision", "")
        return self.coding.precision.get(code, self.coding.defaults.precision if not code else 0)

    def _find_ground(self, where: Where) -> Ground:
        place, admin2, admin1, country, lat, lon, precision = where
        point = _point(lat, lon)
        if precision in (1, 2) and point is not None:
            return self._near(place or admin2 or admin1, point, precision)
        if precision in (1, 2) and (found := self._area(place, point, (PlaceKind.SETTLEMENT,), country)):
            return Ground(found, whole(found), (f"found by its name, {place}: no coordinates are given",), None)
        wanted = [
            (3, admin2, (PlaceKind.ADM2,)),
            (4, admin1 or place, (PlaceKind.ADM1, PlaceKind.REGION)),
            (6, country or place, (PlaceKind.COUNTRY,)),
        ]
        for level, name, kinds in wanted:
            if precision <= level and name and (found := self._area(name, point, kinds, country)):
                reasons = (f"{self.coding.name} places it no closer than this area",)
                return Ground(found, whole(found), reasons, None)
        if precision == 7:
            return Ground(None, None, (), "the table places it in no single country")
        return Ground(None, None, (), "its place was not found" if point or place else "the row has no place")

    def _near(self, name: str, point: tuple[float, float], precision: int) -> Ground:
        """The coded point with its radius; the gazetteer's place where one of that name is close."""
        lat, lon = point
        first = name.partition(",")[0].strip()
        close = [one for one in self.gazetteer.candidates(first) if _km(lat, lon, one.lat, one.lon) <= SAME_KM]
        bare = Place(f"point:{lat:.4f},{lon:.4f}", first or "a point", PlaceKind.SETTLEMENT, lat, lon)
        place = close[0] if close else bare
        ground = circle_of(place, point, NEAR_KM[precision], precision)
        return Ground(place, ground, (f"coordinates as coded by {self.coding.name}",), None)

    def _area(
        self, name: str, point: tuple[float, float] | None, kinds: tuple[PlaceKind, ...], country: str
    ) -> Place | None:
        """The area of that name and kind: in that country, nearest to the coded point."""
        first = name.partition(",")[0].strip()
        found = [one for one in self.gazetteer.candidates(first) if one.kind in kinds]
        lands = {one.country for one in self.gazetteer.candidates(country) if one.kind is PlaceKind.COUNTRY}
        found = [one for one in found if not lands or one.country in lands] or found
        if point is not None:
            found.sort(key=lambda one: _km(*point, one.lat, one.lon))
        return found[0] if found else None


def _parsed(text: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(text[:40], pattern).date()  # noqa: DTZ007 a day has no zone
    except ValueError:
        return None


def _number(cell: str | None) -> float | None:
    if cell is None:
        return None
    try:
        number = float(cell.replace(",", "").replace(" ", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    """Latitude and longitude when both are on the globe; (0, 0) is what tables write for nothing known."""
    try:
        at = float(lat), float(lon)
    except ValueError:
        return None
    on_globe = abs(at[0]) <= 90 and abs(at[1]) <= 180 and at != (0.0, 0.0)
    return at if on_globe else None


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Good to a percent at the distances asked for here."""
    east = (other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return 111.2 * math.hypot(other_lat - lat, east)
