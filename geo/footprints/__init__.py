"""Resolution + the words around it → the ground a claim covers, exactly as wide as its words.

`footprint` reads the words into parameters, `geometry` draws them (lon, lat in shapely; geodesic, WGS84). Distances
in km, bearings in degrees clockwise from north. `where_prec` is UCDP GED's geographic precision (Högbladh 2023): 1
exact … 7 international, 0 none. Codebook rule 3: a lookup never sharpens what the report left vague.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyproj import Geod
from shapely import Point, Polygon, unary_union
from shapely.geometry import LineString

from geo.footprints.surroundings import Ground, read
from geo.gazetteer import Gazetteer
from geo.language import Parsed
from geo.model import Footprint, Place, PlaceKind, Resolution, Shape, Toponym, ToponymClass

PRECISION = {
    PlaceKind.FACILITY: 1,
    PlaceKind.SETTLEMENT: 1,
    PlaceKind.ADM2: 3,
    PlaceKind.ADM1: 4,
    PlaceKind.REGION: 5,
    PlaceKind.WATER: 5,
    PlaceKind.LINE: 5,
    PlaceKind.COUNTRY: 6,
    PlaceKind.CONTINENT: 7,
}
NEAR_PRECISION = 2
REGION_PRECISION = 5
SEAT_RADIUS_KM = 25.0  # a district without a polygon is its seat with this radius
CIRCLE_STEPS = 48
CORRIDOR_KM = 8.0
LINE_KM = 10.0
WIDE_KM = 25.0  # UCDP: "within about 25 km" is precision 2


@cache
def _geod() -> Geod:
    return Geod(ellps="WGS84")


def footprint(resolution: Resolution, parsed: Parsed, gazetteer: Gazetteer) -> Footprint | None:
    """The ground of one resolved toponym, by the words around it. None: nothing resolved, or no place at all."""
    place = resolution.place
    if place is None:
        toponym = resolution.toponym
        if toponym.toponym_class is ToponymClass.VAGUE and not toponym.name:
            return Footprint(
                _name_of(toponym.span.as_written), Shape.NONE, (), None, None, 0, label=toponym.span.as_written
            )
        return None
    ground = read(resolution, parsed, gazetteer)
    if ground.shape is None and ground.bearing is None and _seat_of_district(resolution.toponym, place):
        here, label = (place.lat, place.lon), f"{place.name} district"
        return _footprint(Shape.RING, (place,), here, PRECISION[PlaceKind.ADM2], radius=SEAT_RADIUS_KM, label=label)
    if place.kind in {PlaceKind.SETTLEMENT, PlaceKind.FACILITY}:
        return _around_point(place, ground)
    return _of_area(place, ground, gazetteer)


def _seat_of_district(toponym: Toponym, place: Place) -> bool:
    """ "Sudzha district" where only the town is known; not a quarter of a city, nor words bound to one, nor "in the
    district of X", which is near it."""
    asked = PlaceKind.ADM2 in toponym.wanted and PlaceKind.COUNTRY not in toponym.wanted and not toponym.bound
    told = len(toponym.span.as_written.split()) > len(toponym.name.split())
    return place.kind is PlaceKind.SETTLEMENT and asked and told and place.feature != "PPLX"


def circle_of(place: Place, point: tuple[float, float], radius_km: float, where_prec: int) -> Footprint:
    """A point given by its (latitude, longitude) and no better known than a radius, as coded events give it."""
    key = f"point|{point[0]:.5f},{point[1]:.5f}|{radius_km:.2f}"
    lat, lon = round(point[0], 5), round(point[1], 5)
    return Footprint(_name_of(key), Shape.POINT, (place.id,), lat, lon, where_prec, radius_km, label=place.name)


def whole(place: Place) -> Footprint:
    """A place as wide as it is, without words that narrow it."""
    here, settled = (place.lat, place.lon), place.kind in {PlaceKind.SETTLEMENT, PlaceKind.FACILITY}
    shape, precision = (Shape.POINT, 1) if settled else (Shape.AREA, PRECISION[place.kind])
    return _footprint(shape, (place,), here, precision, radius=extent_km(place), label=place.name)


def _around_point(place: Place, ground: Ground) -> Footprint:
    label = ground.label
    if ground.other is not None:
        return _between(place, ground.other, ground)
    if ground.bearing is not None:
        point = _forward(place, ground.bearing, (ground.inner + ground.outer) / 2)
        wedge = Wedge(ground.inner, ground.bearing, ground.half_angle)
        return _footprint(Shape.SECTOR, (place,), point, NEAR_PRECISION, radius=ground.outer, label=label, wedge=wedge)
    here = (place.lat, place.lon)
    if ground.shape is Shape.SECTOR:
        wedge = Wedge(half_angle=180.0)
        return _footprint(Shape.SECTOR, (place,), here, NEAR_PRECISION, radius=ground.outer, label=label, wedge=wedge)
    if ground.shape is Shape.RING:
        if ground.inner > 0:
            here = _forward(place, 0.0, min(ground.inner + 1.0, (ground.inner + ground.outer) / 2))
        wedge = Wedge(ground.inner)
        return _footprint(Shape.RING, (place,), here, NEAR_PRECISION, radius=ground.outer, label=label, wedge=wedge)
    return _footprint(Shape.POINT, (place,), here, 1, radius=extent_km(place), label=place.name)


def _of_area(place: Place, ground: Ground, gazetteer: Gazetteer) -> Footprint:
    precision, label = PRECISION[place.kind], ground.label
    here = (place.lat, place.lon)
    if ground.shape is Shape.SECTOR and ground.bearing is not None:
        inner, outer = extent_km(place) / 2, extent_km(place) + ground.outer
        point = _forward(place, ground.bearing, extent_km(place) + ground.outer / 2)
        wedge = Wedge(inner, ground.bearing, ground.half_angle)
        return _footprint(Shape.SECTOR, (place,), point, REGION_PRECISION, radius=outer, label=label, wedge=wedge)
    if ground.other is not None and ground.shape is Shape.LINE:
        ends = tuple(sorted((place, ground.other), key=lambda end: end.id))
        point = _between_areas(ends[0], ends[1], gazetteer)
        return _footprint(Shape.LINE, ends, point, REGION_PRECISION, radius=LINE_KM, label=label)
    if ground.shape is Shape.LINE or place.kind is PlaceKind.LINE:
        wide = max(LINE_KM, place.radius_km)
        return _footprint(Shape.LINE, (place,), here, REGION_PRECISION, radius=wide, label=label)
    if ground.bearing is not None and ground.part:
        point = _part_point(place, ground.bearing, gazetteer)
        if place.kind is PlaceKind.COUNTRY:
            precision = REGION_PRECISION
        wedge = Wedge(0.0, ground.bearing, 90.0)
        return _footprint(Shape.AREA, (place,), point, precision, radius=extent_km(place), label=label, wedge=wedge)
    return _footprint(Shape.AREA, (place,), here, precision, radius=extent_km(place), label=label)


def _between(place: Place, other: Place, ground: Ground) -> Footprint:
    ends = tuple(sorted((place, other), key=lambda end: end.id))
    geod = _geod()
    azimuth, _, metres = geod.inv(ends[0].lon, ends[0].lat, ends[1].lon, ends[1].lat)
    lon, lat, _ = geod.fwd(ends[0].lon, ends[0].lat, azimuth, metres / 2)
    if ground.from_here:  # "from A towards B" starts at A
        lat, lon = place.lat, place.lon
    precision = NEAR_PRECISION if metres / 1000 <= 2 * WIDE_KM else REGION_PRECISION
    width = max(2.0, min(CORRIDOR_KM, metres / 4000))
    return _footprint(Shape.CORRIDOR, ends, (lat, lon), precision, radius=width, label=ground.label)


@dataclass(frozen=True, slots=True)
class Wedge:
    """The inner bound of a ring or sector in km, and its direction in degrees from north."""

    inner: float = 0.0
    bearing: float | None = None
    half_angle: float | None = None


def _footprint(
    shape: Shape,
    places: tuple[Place, ...],
    point: tuple[float, float],
    precision: int,
    *,
    radius: float,
    label: str,
    wedge: Wedge | None = None,
) -> Footprint:
    wedge = wedge or Wedge()
    ids = tuple(place.id for place in places)
    key = f"{shape.value}|{','.join(ids)}|{radius:.2f}|{wedge.inner:.2f}|{wedge.bearing}|{wedge.half_angle}"
    return Footprint(
        _name_of(key),
        shape,
        ids,
        round(point[0], 5),
        round(point[1], 5),
        precision,
        round(radius, 2),
        round(wedge.inner, 2),
        wedge.bearing,
        wedge.half_angle,
        label,
    )


def _name_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def extent_km(place: Place) -> float:
    """The radius of uncertainty: the gazetteer's own, else by kind and population (100,000 people: about 4 km)."""
    if place.radius_km > 0:
        return place.radius_km
    if place.kind is PlaceKind.SETTLEMENT:
        return round(min(20.0, max(1.5, math.sqrt(place.population / 6000.0))), 1)
    return {PlaceKind.FACILITY: 3.0, PlaceKind.ADM2: SEAT_RADIUS_KM, PlaceKind.ADM1: 100.0}.get(place.kind, 0.0)


def _forward(place: Place, bearing: float, km: float) -> tuple[float, float]:
    lon, lat, _ = _geod().fwd(place.lon, place.lat, bearing, km * 1000.0)
    return lat, lon


# ------------------------------------------------------------------------------------------------ drawing


def geometry(footprint: Footprint, gazetteer: Gazetteer) -> Any:
    """The footprint as a shapely geometry (lon, lat); None where there is no ground to draw."""
    if footprint.shape is Shape.NONE or footprint.lat is None or footprint.lon is None:
        return None
    if footprint.shape is Shape.POINT:
        return circle(footprint.lat, footprint.lon, footprint.radius_km)
    places = [place for place in map(gazetteer.find, footprint.place_ids) if place is not None]
    if not places:
        return None
    if footprint.shape is Shape.AREA:
        whole = unary_union([_ground(place, gazetteer) for place in places])
        return whole if footprint.bearing is None else _cut(whole, places[0], footprint.bearing)
    if footprint.shape is Shape.LINE:
        return _line(places, footprint.radius_km, gazetteer)
    if footprint.shape is Shape.CORRIDOR:
        return _corridor(places, footprint.radius_km)
    return _wedge(places[0], footprint)


def area_km2(shape: Any) -> float:
    """The size of a geometry on the ellipsoid."""
    return float(abs(_geod().geometry_area_perimeter(shape)[0])) / 1e6


def circle(lat: float, lon: float, km: float) -> Polygon:
    """A geodesic circle."""
    geod = _geod()
    turns = [360.0 * step / CIRCLE_STEPS for step in range(CIRCLE_STEPS)]
    ends = [geod.fwd(lon, lat, turn, max(km, 0.05) * 1000.0)[:2] for turn in turns]
    return Polygon(ends)


def _wedge(place: Place, footprint: Footprint) -> Any:
    whole = footprint.bearing is None or footprint.half_angle is None or footprint.half_angle >= 180.0
    if whole:
        outer = circle(place.lat, place.lon, footprint.radius_km)
        return outer.difference(circle(place.lat, place.lon, footprint.inner_km)) if footprint.inner_km else outer
    assert footprint.bearing is not None
    assert footprint.half_angle is not None
    geod, steps = _geod(), 24
    first, last = footprint.bearing - footprint.half_angle, footprint.bearing + footprint.half_angle
    turns = [first + (last - first) * step / steps for step in range(steps + 1)]
    outer_arc = [geod.fwd(place.lon, place.lat, turn, footprint.radius_km * 1000.0)[:2] for turn in turns]
    inner_arc = [(place.lon, place.lat)]
    if footprint.inner_km:
        inner_arc = [geod.fwd(place.lon, place.lat, turn, footprint.inner_km * 1000.0)[:2] for turn in reversed(turns)]
    return Polygon([*outer_arc, *inner_arc])


def _corridor(places: list[Place], half_width: float) -> Any:
    if len(places) < 2:
        return circle(places[0].lat, places[0].lon, half_width)
    a, b = places[0], places[1]
    steps = _geod().npts(a.lon, a.lat, b.lon, b.lat, 16)
    path = [(a.lon, a.lat), *steps, (b.lon, b.lat)]
    return unary_union([_capsule(path[at], path[at + 1], half_width) for at in range(len(path) - 1)])


def _capsule(a: tuple[float, float], b: tuple[float, float], km: float) -> Any:
    return unary_union([circle(a[1], a[0], km), circle(b[1], b[0], km)]).convex_hull


def _ground(place: Place, gazetteer: Gazetteer) -> Any:
    """A place's own polygon, the union of its parts, or its point with its radius."""
    polygon = gazetteer.polygon(place.id)
    if polygon is not None:
        return polygon
    parts = [
        part for part in map(gazetteer.find, gazetteer.parts(place.id)) if part is not None and part.id != place.id
    ]
    if parts:
        return unary_union([_ground(part, gazetteer) for part in parts])
    return circle(place.lat, place.lon, extent_km(place) or SEAT_RADIUS_KM)


def _cut(whole: Any, place: Place, bearing: float) -> Any:
    """The part of an area that lies on one side of its middle."""
    middle = whole.representative_point() if whole.is_empty else whole.centroid
    angle = math.radians(bearing)
    dx, dy = math.sin(angle), math.cos(angle)
    far = 360.0
    side = Polygon(
        [
            (middle.x - dy * far, middle.y + dx * far),
            (middle.x + dy * far, middle.y - dx * far),
            (middle.x + dy * far + dx * far, middle.y - dx * far + dy * far),
            (middle.x - dy * far + dx * far, middle.y + dx * far + dy * far),
        ]
    )
    part = whole.intersection(side)
    return whole if part.is_empty else part


def _line(places: list[Place], km: float, gazetteer: Gazetteer) -> Any:
    if len(places) > 1:
        first, second = (_ground(place, gazetteer) for place in places[:2])
        shared = first.boundary.intersection(second.buffer(0.08))
        if not shared.is_empty:
            return shared
        return LineString([(places[0].lon, places[0].lat), (places[1].lon, places[1].lat)])
    ground = gazetteer.polygon(places[0].id)
    if ground is None:
        return circle(places[0].lat, places[0].lon, km)
    return ground if ground.geom_type.endswith("LineString") else ground.boundary


def _inside(shape: Any) -> Point:
    point: Point = shape.representative_point()
    return point


def _part_point(place: Place, bearing: float, gazetteer: Gazetteer) -> tuple[float, float]:
    point = _inside(_cut(_ground(place, gazetteer), place, bearing))
    return point.y, point.x


def _between_areas(one: Place, other: Place, gazetteer: Gazetteer) -> tuple[float, float]:
    line = _line([one, other], LINE_KM, gazetteer)
    point = line.interpolate(0.5, normalized=True) if line.geom_type == "LineString" else _inside(line)
    return point.y, point.x
