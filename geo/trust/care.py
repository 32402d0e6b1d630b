"""What viewers are spared: fresh reports, narrow ground, and claims that an analyst has marked sensitive.

A `Veil` is what is left of a store for viewers. It is made once a store version and hour, as a snapshot in which
nothing of what is spared remains, so that addresses, counts, searches, tables, maps and exports cannot tell of it.
Lengths in km. A day ends at midnight UTC.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

import numpy as np

from geo.aspects import fold
from geo.footprints import area_km2, geometry, whole
from geo.gazetteer import Gazetteer
from geo.interface import say
from geo.model import Claim, ClaimPlace, Correction, Footprint, Place, PlaceKind, Report, Shape
from geo.phrases import country
from geo.snapshot.columns import Ground, ReportLine, Said, Snapshot
from geo.snapshot.part import part
from geo.trust.access import Care

_KM_OF_DEGREE = 111.195
_SPREAD = 1.25  # a cell's half diagonal and half of the widest ground that is still too narrow, in cells
_WIDE_KINDS = (PlaceKind.COUNTRY, PlaceKind.REGION, PlaceKind.WATER, PlaceKind.LINE, PlaceKind.CONTINENT)
Blanks = Mapping[str, tuple[tuple[int, int], ...]]


def released(line: ReportLine, care: Care, now: datetime) -> bool:
    """Whether the embargo on a report is over: so many hours after the end of its day of publication.

    Where that day is not known, of the day on which we recorded it.
    """
    if care.embargo_hours <= 0:
        return True
    day = datetime.combine(line.published or line.recorded, time.min, tzinfo=UTC) + timedelta(days=1)
    return now >= day + timedelta(hours=care.embargo_hours)


# ------------------------------------------------------------------------------------------------ narrow ground


class Coarser:
    """Ground for viewers: what is narrower than `km` becomes a circle around the middle of a fixed grid's cell."""

    def __init__(self, km: float, gazetteer: Gazetteer) -> None:
        self.km, self.gazetteer = km, gazetteer
        self._widths: dict[str, float] = {}

    def place(self, place: Place | None, spot: Footprint | None) -> tuple[Place, Footprint] | None:
        """The wider place and ground of a claim's place; None when it is wide enough as it is, or nowhere."""
        if self.km <= 0 or (place is None and spot is None):
            return None
        if self._wide(place, spot):
            return None
        lat, lon = self._point(place, spot)
        area, area_id = self._area(place)
        step = self.km / _KM_OF_DEGREE
        row = math.floor(lat / step)
        middle = max(-89.0, min(89.0, (row + 0.5) * step))
        across = step / max(0.01, math.cos(math.radians(middle)))
        column = math.floor(lon / across)
        radius = round(self.km * _SPREAD, 1)
        label = say("access.coarse_place", km=f"{2 * radius:g}", area=area)
        key = hashlib.sha256(f"coarse|{self.km:g}|{row}|{column}|{label}".encode()).hexdigest()[:16]
        middle, east = round(middle, 4), round((column + 0.5) * across, 4)
        alpha2 = place.country if place else None
        made = Place(
            f"coarse-{key}", label, PlaceKind.ADM2, middle, east, alpha2, area if area_id else None, area_id,
            radius_km=radius,
        )  # fmt: skip
        precision = 2 if radius <= 25 else 3
        return made, Footprint(key, Shape.POINT, (made.id,), middle, east, precision, radius, label=label)

    def ground(self, ground: Ground, footprints: Mapping[str, Footprint]) -> Ground | None:
        """The same for a row of a snapshot's grounds."""
        found = self.place(_place_of(ground), footprints.get(ground.footprint_id or ""))
        if found is None:
            return None
        made, spot = found
        return Ground(
            made.id, made.name, made.kind.value, made.country, made.admin1_id, made.admin1, spot.id, spot.lat, spot.lon
        )

    def claim(self, claim: Claim) -> Claim:
        """The claim on its wider ground, without the reasons and corrections that would name the narrow one."""
        if self.km <= 0:
            return claim
        places = tuple(map(self._of_claim, claim.places))
        if places == claim.places:
            return claim
        kept: tuple[Correction, ...] = tuple(one for one in claim.corrections if not one.field.startswith("place"))
        return replace(claim, places=places, corrections=kept, reasons=())

    def _of_claim(self, place: ClaimPlace) -> ClaimPlace:
        found = self.place(place.place, place.footprint)
        if found is None:
            return place
        made, spot = found
        drawn = spot if place.footprint is not None else None
        return replace(place, place=made, footprint=drawn, reasons=(say("access.coarse_reason"),))

    def _wide(self, place: Place | None, spot: Footprint | None) -> bool:
        if spot is None:
            return place is None or place.kind in _WIDE_KINDS or self._width(whole(place)) >= self.km
        return self._width(spot) >= self.km

    def _width(self, spot: Footprint) -> float:
        """Across the ground at its narrowest; an area counts as the circle of its size, a line as endless."""
        if spot.id not in self._widths:
            self._widths[spot.id] = self._measured(spot)
        return self._widths[spot.id]

    def _measured(self, spot: Footprint) -> float:
        if spot.shape in (Shape.LINE, Shape.NONE):
            return math.inf
        if spot.shape is Shape.AREA:
            shape = geometry(spot, self.gazetteer)
            return 0.0 if shape is None else 2 * math.sqrt(area_km2(shape) / math.pi)
        if spot.shape is Shape.SECTOR and spot.half_angle is not None and spot.half_angle < 180:
            return spot.radius_km - spot.inner_km
        return 2 * spot.radius_km

    def _point(self, place: Place | None, spot: Footprint | None) -> tuple[float, float]:
        if spot is not None and spot.lat is not None and spot.lon is not None:
            return spot.lat, spot.lon
        assert place is not None
        return place.lat, place.lon

    def _area(self, place: Place | None) -> tuple[str, str | None]:
        """What a viewer may know it lies in: its first-order area where that is wide enough, else its country."""
        if place is None:
            return say("access.somewhere"), None
        outer = self.gazetteer.find(place.admin1_id) if place.admin1_id and place.admin1_id != place.id else None
        if outer is not None and place.admin1 and self._width(whole(outer)) >= self.km:
            return place.admin1, outer.id
        return country(place.country or "") or say("access.somewhere"), None


def _place_of(ground: Ground) -> Place | None:
    if ground.place_id is None or ground.name is None or ground.lat is None or ground.lon is None:
        return None
    kind = PlaceKind(ground.kind or PlaceKind.SETTLEMENT.value)
    where = (ground.lat, ground.lon, ground.country, ground.admin1, ground.admin1_id)
    return Place(ground.place_id, ground.name, kind, *where)


# ------------------------------------------------------------------------------------------------ sensitive words


@dataclass(frozen=True, slots=True)
class Marked:
    """Claims that are spared, and where in which reports their words stand."""

    ids: frozenset[str] = frozenset()
    blanks: Blanks = field(default_factory=dict)


def concealed(
    marked: Iterable[Claim], claims_of: Callable[[str], Sequence[Claim]], reports: Mapping[str, Report]
) -> Marked:
    """The marked claims, and with them every claim of the same report that shares their words or takes its place there.

    `marked` includes the claims of the same origin. Words that stand in a report twice are blank both times.
    """
    spans: dict[str, set[tuple[int, int]]] = {}
    ids: set[str] = set()
    for claim in marked:
        ids.add(claim.id)
        spans.setdefault(claim.report_id, set()).add((claim.citation.start, claim.citation.end))
        spans[claim.report_id] |= {(span.start, span.end) for span in claim.attribution.content}
    for name, blanks in spans.items():
        text = reports[name].text
        for start, end in tuple(blanks):
            blanks.update(_again(text, text[start:end]))
        for claim in claims_of(name):
            words = (claim.citation, *(place.span for place in claim.places))
            if any(span.start < end and start < span.end for span in words for start, end in blanks):
                ids.add(claim.id)
    return Marked(frozenset(ids), {name: tuple(sorted(blanks)) for name, blanks in spans.items()})


def _again(text: str, words: str) -> set[tuple[int, int]]:
    """Every place where the same words stand."""
    found, at = set(), text.find(words)
    while words.strip() and at >= 0:
        found.add((at, at + len(words)))
        at = text.find(words, at + 1)
    return found


def blanked(report: Report, spans: Iterable[tuple[int, int]]) -> Report:
    """The report with these words blank, sign for sign, and without the title and address that may repeat them."""
    text = list(report.text)
    for start, end in spans:
        text[start:end] = [sign if sign.isspace() else say("access.withheld") for sign in text[start:end]]
    return replace(report, text="".join(text), title=None, url=None, notes=())


# ------------------------------------------------------------------------------------------------ the veil


class Veil:
    """What is left for viewers of one version of a store at one moment."""

    def __init__(
        self,
        every: Snapshot,
        footprints: Mapping[str, Footprint],
        gazetteer: Gazetteer,
        *,
        care: Care,
        now: datetime,
        marked: Marked | None = None,
    ) -> None:
        self.care, self._marked = care, marked or Marked()
        self._coarser = Coarser(care.minimum_km, gazetteer)
        self.key = f"{care.key}.{now.isoformat()}"
        self.reports = frozenset(line.id for line in every.reports if released(line, care, now))
        other = {
            ground: wider for ground in every.grounds if (wider := self._coarser.ground(ground, footprints)) is not None
        }
        keep = ~np.isin(every.ids, np.array(sorted(name.encode() for name in self._marked.ids), dtype=every.ids.dtype))
        self._footprints = footprints
        self.snapshot = self._untitled(
            part(every, keep, self.reports, grounds=other, footprints=footprints), precision=bool(other)
        )
        self.ids = frozenset(name.decode() for name in self.snapshot.ids)
        self.snapshot = replace(self.snapshot, said=self._said(every.said))

    @cached_property
    def footprints(self) -> dict[str, Footprint]:
        """The grounds that viewers' claims have, by id."""
        found: dict[str, Footprint] = {}
        for ground in self.snapshot.grounds:
            spot = self._footprints.get(ground.footprint_id or "")
            if spot is None and ground.footprint_id and ground.lat is not None:
                radius = round(self.care.minimum_km * _SPREAD, 1)
                where = (ground.lat, ground.lon, 2 if radius <= 25 else 3, radius)
                spot = Footprint(
                    ground.footprint_id, Shape.POINT, (str(ground.place_id),), *where, label=str(ground.name)
                )
            if spot is not None:
                found[spot.id] = spot
        return found

    def claim(self, claim: Claim) -> Claim | None:
        """The claim as viewers may see it; None when they may not."""
        return self._coarser.claim(claim) if claim.id in self.ids else None

    def _said(self, every: Said | None) -> Said | None:
        """Claims and reports as viewers may see them: what they are spared contradicts nobody."""
        if every is None:
            return None

        def said(ids: tuple[str, ...]) -> tuple[tuple[Claim, ...], dict[str, Report]]:
            claims, reports = every(ids)
            kept = tuple(one for one in map(self.claim, claims) if one is not None)
            shown = (one for one in map(self.report, reports.values()) if one is not None)
            return kept, {one.id: one for one in shown}

        return said

    def report(self, report: Report) -> Report | None:
        """The report as viewers may see it; None when they may not."""
        if report.id not in self.reports:
            return None
        spans = self._marked.blanks.get(report.id)
        return blanked(report, spans) if spans else report

    def _untitled(self, taken: Snapshot, *, precision: bool) -> Snapshot:
        """Without titles and addresses of reports with blank words, in lists and in what is searched."""
        lines = tuple(
            replace(line, title=None, url=None) if line.id in self._marked.blanks else line for line in taken.reports
        )
        if precision:
            coarse = np.array([str(one.place_id or "").startswith("coarse-") for one in taken.grounds], dtype=np.bool_)
            rows = np.unique(taken.place_row[coarse[taken.place_ground]])
            where = taken.where_prec.copy()
            least = 2 if self.care.minimum_km * _SPREAD <= 25 else 3
            where[rows] = np.where(where[rows] > 0, np.maximum(where[rows], least), where[rows])
            taken = replace(taken, where_prec=where)
        if lines == taken.reports:
            return taken
        unsaid = {
            number: fold(line.title).encode()
            for number, line in enumerate(taken.reports)
            if line.id in self._marked.blanks and line.title
        }
        kept = []
        for row in range(len(taken)):
            line = bytes(taken.haystack[int(taken.lines[row]) : int(taken.lines[row + 1]) - 1])
            title = unsaid.get(int(taken.report[row]))
            kept.append(b" | ".join(words for words in line.split(b" | ") if words != title) if title else line)
        ends = np.cumsum([0, *(len(line) + 1 for line in kept)], dtype=np.int64)
        return replace(taken, reports=lines, haystack=b"\n".join(kept), lines=ends)
