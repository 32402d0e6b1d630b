"""What the map is given: one mark a footprint, at most so many, packed as columns of ids, numbers and gazetteer names.

Nothing from a report's text passes through here: a mark is a `Footprint` (gazetteer names and our own words around
them) with counts. Levels of detail: areas always; points by weight up to `MOST_POINTS`, those inside the window that
the reader looks at first; the rest gathered on a grid of at most `MOST_CELLS` cells, and said to be so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.model import Footprint, Mode, Shape

MODES = tuple(mode.value for mode in Mode)
MOST_POINTS = 600
MOST_CELLS = 300
MOST_AREAS = 250
MOST_MOVES = 150
NARROW = 2
"""UCDP's precision up to which a spot is drawn: within about 25 km."""
_SEVERAL, _UNKNOWN = "*", ""


@dataclass(frozen=True, slots=True)
class Ground:
    """A footprint with what is claimed on it. `modes`: claims by `MODES`; `sides`: by ISO alpha-3, '' unknown."""

    footprint: Footprint
    claims: int
    origins: int
    modes: tuple[int, ...]
    sides: Mapping[str, int] = field(default_factory=dict)
    outlets: int = 0
    mentions: int = 0
    gathered: int = 1
    """Places under one mark; of several, origins, outlets and mentions are those of the place with most: at least."""


@dataclass(frozen=True, slots=True)
class Move:
    """Claims that something moved from one footprint to another; `side` as in `Ground.sides`, `mode` the strongest."""

    origin: Footprint
    destination: Footprint
    claims: int
    origins: int
    side: str
    mode: str
    outlets: int = 0
    mentions: int = 0

    @property
    def id(self) -> str:
        """Names the pair of footprints; the page finds the claims by it."""
        return f"{self.origin.id}>{self.destination.id}"


Outline = Callable[[Footprint], BaseGeometry | None]


Window = tuple[float, float, float, float]
"""South, west, north, east in degrees: what the reader looks at."""


def is_point(spot: Footprint) -> bool:
    """Whether the words give a spot: within 25 km or better. All else is drawn as the ground it covers."""
    return spot.shape is Shape.POINT and spot.where_prec <= NARROW


def gathered(grounds: Iterable[Ground], window: Window | None = None) -> tuple[list[Ground], bool]:
    """The grounds to draw, and whether some had to be gathered or wait: areas, points (heaviest first), cells."""
    areas: list[Ground] = []
    points: list[Ground] = []
    for ground in grounds:
        if ground.footprint.lat is None or ground.footprint.lon is None or ground.footprint.shape is Shape.NONE:
            continue
        (points if is_point(ground.footprint) else areas).append(ground)
    areas.sort(key=lambda ground: (not _inside(ground, window), -ground.origins, -ground.claims, ground.footprint.id))
    points.sort(key=lambda ground: (not _inside(ground, window), -ground.claims, ground.footprint.id))
    rest = points[MOST_POINTS:]
    return areas[:MOST_AREAS] + points[:MOST_POINTS] + _grid(rest), bool(rest) or len(areas) > MOST_AREAS


def _inside(ground: Ground, window: Window | None) -> bool:
    if window is None:
        return False
    south, west, north, east = window
    lat, lon = ground.footprint.lat or 0.0, ground.footprint.lon or 0.0
    return south <= lat <= north and west <= lon <= east


def _grid(points: Sequence[Ground]) -> list[Ground]:
    size = 0.5
    while True:
        cells: dict[tuple[int, int], list[Ground]] = {}
        for ground in points:
            lat, lon = ground.footprint.lat or 0.0, ground.footprint.lon or 0.0
            cells.setdefault((int(lat // size), int(lon // size)), []).append(ground)
        if len(cells) <= MOST_CELLS:
            return [_cell(members) for members in cells.values()]
        size *= 1.6


def _cell(members: list[Ground]) -> Ground:
    """Several points as one: it stands where its heaviest member stands and is named after it and their number."""
    head = max(members, key=lambda ground: ground.claims)
    if len(members) == 1:
        return head
    sides: Counter[str] = Counter()
    for ground in members:
        sides.update(ground.sides)
    label = f"{head.footprint.label} and {len(members) - 1} near it"
    spot = head.footprint
    return Ground(
        replace(spot, label=label),
        sum(ground.claims for ground in members),
        max(ground.origins for ground in members),
        tuple(map(sum, zip(*(ground.modes for ground in members), strict=True))),
        sides,
        max(ground.outlets for ground in members),
        max(ground.mentions for ground in members),
        len(members),
    )


def columns(
    grounds: Sequence[Ground], sides: Sequence[str], outline: Outline
) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Columns of the marks and packed outlines by footprint id. `sides`: the palette's codes, `*` and '' last."""
    place = {code: at for at, code in enumerate(sides)}
    unknown, several = place[_UNKNOWN], place[_SEVERAL]
    marks: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
    outlines: dict[str, Any] = {}
    for ground in grounds:
        spot = ground.footprint
        geometry = None if is_point(spot) else outline(spot)
        if geometry is not None and not geometry.is_empty:
            outlines[spot.id] = packed(geometry)
        shares: Counter[int] = Counter()
        for code, claims in ground.sides.items():
            shares[place.get(code, several if code else unknown)] += claims
        stated = [at for at in shares if at != unknown]
        marks["id"].append(spot.id)
        marks["kind"].append("p" if is_point(spot) else "a" if spot.id in outlines else "n")
        marks["lat"].append(round(spot.lat or 0.0, 3))
        marks["lon"].append(round(spot.lon or 0.0, 3))
        marks["prec"].append(spot.where_prec)
        marks["radius"].append(round(spot.radius_km, 1))
        marks["size"].append(round(geometry.area, 3) if geometry is not None else 0)
        marks["name"].append(spot.label)
        marks["claims"].append(ground.claims)
        marks["origins"].append(ground.origins)
        marks["outlets"].append(ground.outlets)
        marks["mentions"].append(ground.mentions)
        marks["gathered"].append(ground.gathered)
        marks["modes"].extend(ground.modes)
        marks["side"].append(unknown if not stated else stated[0] if len(stated) == 1 else several)
        marks["shares"].append([number for pair in shares.most_common(5) for number in pair])
    return marks, outlines


_COLUMNS = (
    *("id", "kind", "lat", "lon", "prec", "radius", "size", "name"),
    *("claims", "origins", "outlets", "mentions", "gathered", "modes", "side", "shares"),
)


def packed(geometry: BaseGeometry) -> dict[str, Any]:
    """A geometry (x, y degrees) as rings of whole thousandths of a degree, latitude first, each as differences."""
    if geometry.geom_type in {"LineString", "MultiLineString"}:
        lines = getattr(geometry, "geoms", [geometry])
        return {"line": True, "parts": [_ring(line) for line in lines if not line.is_empty]}
    polygons = [part for part in getattr(geometry, "geoms", [geometry]) if part.geom_type == "Polygon"]
    return {"parts": [[_ring(ring) for ring in (part.exterior, *part.interiors)] for part in polygons]}


def _ring(ring: BaseGeometry) -> list[int]:
    flat: list[int] = []
    last_lat = last_lon = 0
    for lon, lat in shapely.get_coordinates(ring).tolist():
        at_lat, at_lon = round(lat * 1000), round(lon * 1000)
        flat += (at_lat - last_lat, at_lon - last_lon)
        last_lat, last_lon = at_lat, at_lon
    return flat


def simplified(geometry: BaseGeometry) -> BaseGeometry:
    """The outline at the detail a map of a country needs: coarser for larger areas, parts too small to see left out."""
    if geometry.is_empty or geometry.geom_type in {"LineString", "MultiLineString"}:
        return geometry.simplify(0.01)
    west, south, east, north = geometry.bounds
    tolerance = min(0.08, max(0.0003, max(east - west, north - south) / 450))
    plain = geometry.simplify(tolerance, preserve_topology=True)
    parts = getattr(plain, "geoms", None)
    if parts is not None:
        large = [part for part in parts if part.area > geometry.area * 0.0008]
        plain = shapely.MultiPolygon([part for part in large if part.geom_type == "Polygon"]) if large else plain
    return plain


def moves_of(moves: Sequence[Move], sides: Sequence[str]) -> list[dict[str, Any]]:
    """The movements to draw, heaviest first; those without two spots are left out."""
    place = {code: at for at, code in enumerate(sides)}
    drawn = [move for move in moves if None not in (move.origin.lat, move.destination.lat)]
    drawn.sort(key=lambda move: (-move.origins, -move.claims, move.id))
    return [
        {
            "id": move.id,
            "name": f"{move.origin.label} → {move.destination.label}",
            "from": [move.origin.lat, move.origin.lon],
            "to": [move.destination.lat, move.destination.lon],
            "claims": move.claims,
            "origins": move.origins,
            "outlets": move.outlets,
            "mentions": move.mentions,
            "side": place.get(move.side, place[_SEVERAL if move.side else _UNKNOWN]),
            "mode": move.mode,
        }
        for move in drawn[:MOST_MOVES]
    ]


def box(grounds: Collection[Ground]) -> list[float] | None:
    """South, west, north, east around the grounds' spots, degrees; None without any."""
    spots = [(ground.footprint.lat, ground.footprint.lon) for ground in grounds]
    known = [(lat, lon) for lat, lon in spots if lat is not None and lon is not None]
    if not known:
        return None
    lats, lons = zip(*known, strict=True)
    room = 0.6 if len(known) < 2 else 0.3
    return [min(lats) - room, min(lons) - room, max(lats) + room, max(lons) + room]


def home(grounds: Sequence[Ground], *, reach: float = 5.0) -> list[float] | None:
    """The box to open with: where most claims gather, `reach` degrees each way at most; None without any ground."""
    narrow = [ground for ground in grounds if ground.footprint.where_prec in range(1, 6)] or list(grounds)
    if not narrow:
        return None

    def weight(centre: Ground) -> int:
        return sum(ground.claims for ground in narrow if _near(centre, ground, reach))

    heaviest = sorted(narrow, key=lambda ground: -ground.claims)
    centre = max(heaviest[:40], key=weight)
    near = [ground for ground in heaviest if _near(centre, ground, reach)]
    wanted, held = 0.85 * sum(ground.claims for ground in near), 0
    kept: list[Ground] = []
    for ground in sorted(near, key=lambda one: _distance(centre, one)):
        kept.append(ground)
        held += ground.claims
        if held >= wanted:
            break
    return box(kept)


def _near(one: Ground, other: Ground, reach: float) -> bool:
    return _distance(one, other) <= reach


def _distance(one: Ground, other: Ground) -> float:
    """In degrees of latitude, good enough to compare."""
    a, b = one.footprint, other.footprint
    return max(abs((a.lat or 0) - (b.lat or 0)), abs((a.lon or 0) - (b.lon or 0)) / 1.5)
