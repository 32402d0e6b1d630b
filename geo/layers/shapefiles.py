"""Shapefiles, from the bytes of their members. The only user of pyshp."""

from __future__ import annotations

import io
import struct
from functools import partial
from itertools import islice, pairwise
from pathlib import PurePosixPath
from typing import Any

import shapefile
import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from geo.layers.drafts import MOST_FEATURES, Draft, RefusedError
from geo.layers.ground import Lead, NoGroundError, collected, to_degrees

ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "65001": "utf-8", "1251": "cp1251", "866": "cp866", "1256": "cp1256"}
"""What .cpg files write → Python's name; anything else is asked of Python itself."""


def read(members: dict[str, bytes]) -> Draft:
    """The draft of all Shapefiles among the members. Raises RefusedError."""
    by_name = {name.lower(): content for name, content in members.items()}
    stems = [name[:-4] for name in by_name if name.endswith(".shp")]
    draft = Draft()
    for stem in stems:
        _read(stem, by_name, draft, alone=len(stems) == 1)
    if len(stems) > 1:
        draft.problems.append(f"It holds {len(stems)} Shapefiles; they are shown as one layer.")
    return draft


def _read(stem: str, members: dict[str, bytes], draft: Draft, *, alone: bool) -> None:
    lead = to_degrees(members.get(f"{stem}.prj", b"").decode("utf-8", "replace").strip() or None)
    streams = {
        ending: io.BytesIO(members[f"{stem}.{ending}"])
        for ending in ("shp", "shx", "dbf")
        if f"{stem}.{ending}" in members
    }
    try:
        with shapefile.Reader(**streams, encoding=_encoding(members, stem), encodingErrors="replace") as layer:
            properties = {} if alone else {"layer": PurePosixPath(stem).name}
            rows = (row.as_dict() for row in layer.iterRecords()) if "dbf" in streams else iter(())
            for shape in islice(layer.iterShapes(), MOST_FEATURES + 1):
                draft.add(partial(_ground, shape, lead), properties | next(rows, {}))
    except (shapefile.ShapefileException, struct.error, ValueError, KeyError, IndexError, TypeError, OSError) as error:
        raise RefusedError("its Shapefile is damaged or not whole (.shp, .shx and .dbf belong together)") from error


def _ground(shape: Any, lead: Lead) -> BaseGeometry:
    points = [point[:2] for point in getattr(shape, "points", ())]
    edges = [*getattr(shape, "parts", ()), len(points)]
    kind = str(getattr(shape, "shapeTypeName", "")).removesuffix("Z").removesuffix("M")
    if not points:
        raise NoGroundError("it has no geometry")
    try:
        if kind in {"POINT", "MULTIPOINT"}:
            return lead(collected([shapely.Point(point) for point in points]))
        parts = [points[start:end] for start, end in pairwise(edges)]
        if kind == "POLYLINE":
            return lead(collected([shapely.LineString(part) for part in parts]))
        if kind == "POLYGON":
            return lead(_polygons([shapely.LinearRing(part) for part in parts if len(part) > 3]))
    except (GEOSException, ValueError, TypeError) as error:
        raise NoGroundError("its coordinates cannot be read") from error
    raise NoGroundError("it has a geometry of an unknown kind")


def _polygons(rings: list[BaseGeometry]) -> BaseGeometry:
    """Polygons from rings: clockwise ones are outlines, the others holes of the smallest outline around them."""
    holes = [ring for ring in rings if ring.is_ccw]
    outlines = sorted((shapely.Polygon(ring) for ring in rings if not ring.is_ccw), key=lambda p: float(p.area))
    inside: dict[int, list[BaseGeometry]] = {}
    tree = shapely.STRtree(outlines)
    for hole in holes:
        around = tree.query(shapely.Point(hole.coords[0]), predicate="intersects")
        if len(around):
            inside.setdefault(int(around.min()), []).append(hole)
        else:
            outlines.append(shapely.Polygon(hole))
    return collected([shapely.Polygon(p.exterior, inside.get(at, [])) for at, p in enumerate(outlines)])


def _encoding(members: dict[str, bytes], stem: str) -> str:
    written = members.get(f"{stem}.cpg", b"utf-8").decode("ascii", "ignore").strip().lower()
    return ENCODINGS.get(written.removeprefix("cp").removeprefix("windows-"), "utf-8")
