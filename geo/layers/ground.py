"""Geometries of strangers: built from bare coordinates, led to WGS84 degrees, checked, repaired or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geo.layers.drafts import RefusedError

MOST_VERTICES = 2_000_000
MOST_CROSSINGS = 20_000
"""Self-crossings of an outline that is still repaired: the cost of a repair grows with them, not with its length."""

NAMES = ("name", "name_en", "title", "label")
DEPTH = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""How deep the positions of a geometry are nested (RFC 7946)."""


class NoGroundError(Exception):
    """Why a feature cannot be drawn: the end of a sentence, without its full stop."""


class Vertices:
    """Counts the vertices of a layer."""

    def __init__(self) -> None:
        self.seen = 0

    def count(self, geometry: BaseGeometry) -> None:
        """Raises RefusedError beyond the limit."""
        self.seen += int(shapely.get_num_coordinates(geometry))
        if self.seen > MOST_VERTICES:
            raise RefusedError(f"its outlines have more than {MOST_VERTICES:,} points; simplify it first")


def name_of(properties: Mapping[str, str]) -> str | None:
    """A feature's name by its properties, or None."""
    by_key = {key.casefold(): value for key, value in properties.items()}
    return next((by_key[key] for key in NAMES if key in by_key), None)


def built(kind: Any, coordinates: Any) -> BaseGeometry:
    """A geometry from its GeoJSON name and nested lists of [longitude, latitude, …]. Raises NoGroundError."""
    depth = DEPTH.get(kind) if isinstance(kind, str) else None
    if depth is None:
        raise NoGroundError("it has a geometry of an unknown kind")
    try:
        nested = _positions(coordinates, depth)
        if kind == "Point":
            return shapely.Point(nested)
        if kind == "MultiPoint":
            return shapely.MultiPoint(nested)
        if kind == "LineString":
            return shapely.LineString(nested)
        if kind == "MultiLineString":
            return shapely.MultiLineString(nested)
        if kind == "Polygon":
            return shapely.Polygon(nested[0], nested[1:])
        return shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in nested])
    except (ValueError, TypeError, IndexError, GEOSException) as error:
        raise NoGroundError("its coordinates cannot be read") from error


def _positions(coordinates: Any, depth: int) -> Any:
    if not isinstance(coordinates, list) or not coordinates:
        raise ValueError
    if depth:
        return [_positions(part, depth - 1) for part in coordinates]
    x, y = coordinates[0], coordinates[1]
    if isinstance(x, bool) or isinstance(y, bool):
        raise TypeError
    return float(x), float(y)


def collected(parts: list[BaseGeometry]) -> BaseGeometry:
    """Several geometries of one feature as one. Raises NoGroundError when there are none."""
    if not parts:
        raise NoGroundError("it has no geometry")
    if len(parts) == 1:
        return parts[0]
    simple = [single for part in parts for single in shapely.get_parts(part)]
    kinds = {part.geom_type for part in simple}
    together = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString, "Point": shapely.MultiPoint}
    return together.get(kinds.pop(), shapely.GeometryCollection)(simple) if len(kinds) == 1 else _mixed(simple)


def _mixed(simple: list[BaseGeometry]) -> BaseGeometry:
    return shapely.GeometryCollection(simple)


def sound(geometry: BaseGeometry) -> tuple[BaseGeometry, bool]:
    """The geometry, two-dimensional and valid, and whether it had to be repaired. Raises NoGroundError."""
    try:
        flat = shapely.force_2d(geometry)
        if flat.is_empty:
            raise NoGroundError("it has no geometry")
        if not np.isfinite(shapely.get_coordinates(flat)).all():
            raise NoGroundError("its coordinates are not all numbers")
        west, south, east, north = flat.bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            raise NoGroundError("it is not in degrees of longitude and latitude")
        if flat.is_valid:
            return flat, False
        if _tangled(flat):
            raise NoGroundError("its outline crosses itself too often to be repaired")
        whole = shapely.make_valid(flat, method="structure", keep_collapsed=False)
    except GEOSException as error:
        raise NoGroundError("its geometry cannot be read") from error
    if whole.is_empty:
        raise NoGroundError("its outline encloses no ground")
    return whole, True


def _tangled(geometry: BaseGeometry) -> bool:
    lines = [np.asarray(shapely.get_coordinates(ring)) for ring in _rings(geometry)]
    pairs = [np.stack((line[:-1], line[1:]), axis=1) for line in lines if len(line) > 1]
    if not pairs:
        return False
    segments = shapely.linestrings(np.concatenate(pairs))
    tree, crossings = shapely.STRtree(segments), 0
    for at in range(0, len(segments), 200):
        crossings += tree.query(segments[at : at + 200], predicate="crosses").shape[1]
        if crossings > 2 * MOST_CROSSINGS:
            return True
    return False


def _rings(geometry: BaseGeometry) -> list[BaseGeometry]:
    polygons = [p for p in _simple(geometry) if p.geom_type == "Polygon"]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _simple(geometry: BaseGeometry) -> list[BaseGeometry]:
    found = [geometry]
    while any(hasattr(part, "geoms") for part in found):
        found = [single for part in found for single in (part.geoms if hasattr(part, "geoms") else [part])]
    return found


Lead = Callable[[BaseGeometry], BaseGeometry]


@cache
def _unchanged() -> Lead:
    return lambda geometry: geometry


@lru_cache(maxsize=8)
def to_degrees(system: str | int | None) -> Lead:
    """What leads geometries of a reference system (an EPSG number, or well-known text of a .prj file) to WGS84
    degrees; None: they are in degrees already. Raises RefusedError when the system is unknown."""
    if system in (None, "", 4326):
        return _unchanged()
    try:
        if isinstance(system, str) and len(system) > 20_000:
            raise CRSError("too long")
        crs = CRS.from_epsg(system) if isinstance(system, int) else CRS.from_wkt(str(system))
        transformer = Transformer.from_crs(crs, CRS.from_epsg(4326), always_xy=True)
    except (CRSError, ProjError, ValueError, OverflowError) as error:
        raise RefusedError("its reference system is unknown; save it in WGS84 degrees (EPSG:4326)") from error

    def lead(geometry: BaseGeometry) -> BaseGeometry:
        def moved(xy: Any) -> Any:
            x, y = transformer.transform(xy[:, 0], xy[:, 1])
            return np.column_stack((x, y))

        try:
            return shapely.transform(shapely.force_2d(geometry), moved)
        except (ProjError, ValueError, GEOSException) as error:
            raise NoGroundError("its coordinates do not fit its reference system") from error

    return lead
