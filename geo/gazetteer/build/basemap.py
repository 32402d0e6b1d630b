"""The offline base map, `static/basemap.geojson`: land, lakes, rivers, borders of two orders and labels.

One coverage gives coast and borders, so they meet; every feature has `kind` land, lake, river, border0 (countries),
border1 (first-order areas), or for labels (points with `name` and `rank`, 1 shown first) country, region_name or
city. Crimea is Ukraine's.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from geo.gazetteer.build.entries import Entry
from geo.gazetteer.build.packages import member
from geo.gazetteer.names import table_rows
from geo.model import PlaceKind

RIVERS = "package/dist/world_50m.json"
FINEST = 0.03
"""Degrees; the coverage is simplified to this before lines are simplified one by one."""

LEAST_ISLAND = 0.06
LEAST_LAKE = 0.45
SOUTH = -58.0
SMALL_AREA = 0.6
"""Square degrees; countries whose first-order areas are smaller at the median show no inner borders."""


def write(
    rows: list[tuple[str, Any]],
    by_id: dict[str, Entry],
    lakes: list[Any],
    *,
    rivers: Path,
    towns: list[Entry],
    path: Path,
) -> int:
    """Write the base map from (gazetteer id, raw geometry) rows; the bytes written."""
    rows = [(i, g) for i, g in rows if g.bounds and g.bounds[3] > SOUTH]
    slim = shapely.make_valid(shapely.coverage_simplify(np.array([g for _, g in rows], dtype=object), FINEST))
    owners = [_owner(by_id[place_id]) for place_id, _ in rows]
    outlines = _outlines(slim, owners, _dense(slim, [country for country, _ in owners]))
    found = [_feature("land", polygon) for polygon in _land(slim, [line for kind, line in outlines if kind == "coast"])]
    found += [_feature("lake", lake) for lake in lakes]
    found += [_feature("river", line) for line in _rivers(rivers)]
    for kind in ("border1", "border0"):
        found.append(_feature(kind, shapely.MultiLineString([line for of, line in outlines if of == kind])))
    found += _labels(by_id, towns)
    text = json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    return len(text.encode("utf-8"))


def _owner(entry: Entry) -> tuple[str | None, str]:
    return entry.country, (entry.admin1 or entry.id) if entry.kind is PlaceKind.ADM2 else entry.id


def _rounded(geometry: Any, digits: int = 2) -> Any:
    def walk(part: Any) -> Any:
        if isinstance(part, float | int):
            return round(float(part), digits)
        return [walk(p) for p in part]

    flat = mapping(geometry)
    return {"type": flat["type"], "coordinates": walk(flat["coordinates"])}


def _feature(kind: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, **properties}, "geometry": _rounded(geometry)}


def _land(slim: Any, coasts: list[Any]) -> list[Any]:
    """The faces between coasts that hold land."""
    tree = shapely.STRtree(slim)
    coasts = shapely.get_parts(
        shapely.unary_union(np.array(coasts, dtype=object))
    ).tolist()  # simplified lines may cross
    faces = [f for f in shapely.get_parts(shapely.polygonize(coasts)) if f.area >= LEAST_ISLAND]
    inside = [f for f in faces if len(tree.query(f.representative_point(), predicate="intersects"))]
    return sorted(inside, key=lambda f: -f.area)


def lakes(rows: list[Any]) -> list[Any]:
    """The larger lakes, slimmed."""
    slim = [shapely.simplify(g, 0.05) for g in rows if g.area >= LEAST_LAKE]
    return [g for g in slim if not g.is_empty]


def count_rivers(archive: Path) -> int:
    """River geometries the package holds."""
    return len(json.loads(member(archive, RIVERS))["objects"]["rivers"]["geometries"])


def _rivers(archive: Path) -> list[Any]:
    topology = json.loads(member(archive, RIVERS))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * (sx, sy) + (tx, ty) for arc in topology["arcs"]]
    lines = []
    for geometry in topology["objects"]["rivers"]["geometries"]:
        many = [geometry["arcs"]] if geometry["type"] == "LineString" else geometry["arcs"]
        for one in many:
            points = [arcs[a] if a >= 0 else arcs[~a][::-1] for a in one]
            lines.append(shapely.LineString(np.concatenate(points)))
    merged = shapely.line_merge(shapely.MultiLineString(lines))
    slim = shapely.simplify(merged, 0.06)
    return [line for line in shapely.get_parts(slim) if line.length > 5]


def _dense(slim: Any, countries: list[str | None]) -> set[str | None]:
    """Countries whose inner borders would only be clutter."""
    sizes: dict[str | None, list[float]] = defaultdict(list)
    for geometry, country in zip(slim, countries, strict=True):
        sizes[country].append(geometry.area)
    return {country for country, found in sizes.items() if float(np.median(found)) < SMALL_AREA}


def _outlines(slim: Any, owners: list[tuple[str | None, str]], dense: set[str | None]) -> list[tuple[str, Any]]:
    """The lines of the coverage from node to node, each coast, border0 or border1, as finely as `detail.csv` says."""
    sides: dict[frozenset[tuple[float, float]], set[tuple[str | None, str]]] = defaultdict(set)
    for geometry, owner in zip(slim, owners, strict=True):
        for polygon in (p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"):
            for ring in (polygon.exterior, *polygon.interiors):
                points = [tuple(xy) for xy in shapely.get_coordinates(ring).tolist()]
                for a, b in pairwise(points):
                    sides[frozenset((a, b))].add(owner)
    groups: dict[str, list[Any]] = defaultdict(list)
    for segment, found in sides.items():
        if len(segment) == 2:
            kind = "coast" if len(found) == 1 else "border0" if len({c for c, _ in found}) > 1 else "border1"
            if kind == "border1" and next(iter(found))[0] in dense:
                continue
            groups[kind].append(sorted(segment))
    nodes = _nodes(groups)
    edges = ("west", "south", "east", "north")
    boxes = [(shapely.box(*(float(r[e]) for e in edges)), float(r["tolerance"])) for r in table_rows("detail.csv")]
    drawn = []
    for kind in sorted(groups):
        for line in _between(groups[kind], nodes):
            tolerance = min((t for box, t in boxes if box.intersects(line)), default=0.13)
            drawn.append((kind, shapely.simplify(line, tolerance, preserve_topology=True)))
    return drawn


def _nodes(groups: dict[str, list[Any]]) -> set[tuple[float, float]]:
    """Points where more than two segments meet, of whatever kind."""
    met = Counter(tuple(point) for segments in groups.values() for segment in segments for point in segment)
    return {point for point, count in met.items() if count > 2}


def _between(segments: list[Any], nodes: set[tuple[float, float]]) -> list[Any]:
    """Segments of one kind merged into lines that end at nodes."""
    merged = shapely.line_merge(shapely.MultiLineString(sorted(segments)))
    lines = []
    for line in shapely.get_parts(merged):
        points = [tuple(xy) for xy in shapely.get_coordinates(line).tolist()]
        start = 0
        for at in range(1, len(points)):
            if points[at] in nodes or at == len(points) - 1:
                lines.append(shapely.LineString(points[start : at + 1]))
                start = at
    return lines


def _labels(by_id: dict[str, Entry], towns: list[Entry]) -> list[dict[str, Any]]:
    found = []
    for nation in (
        e for e in by_id.values() if e.kind is PlaceKind.COUNTRY and e.lat == e.lat and e.population > 300_000
    ):
        rank = 1 if nation.population > 40_000_000 else 2 if nation.population > 8_000_000 else 3
        found.append((rank, nation.population, nation, "country"))
    for area in (e for e in by_id.values() if e.kind is PlaceKind.ADM1 and e.radius_km > 280 and e.lat == e.lat):
        found.append((4, area.population, area, "region_name"))
    counted: Counter[str | None] = Counter()
    for town in sorted(towns, key=lambda t: -t.population):
        capital = town.feature == "PPLC"
        if not capital and (town.population < 500_000 or counted[town.country] >= 7):
            continue
        counted[town.country] += 1
        found.append(
            (3 if capital and town.population > 2_000_000 else 4 if capital else 5, town.population, town, "city")
        )
    found.sort(key=lambda f: (f[0], -f[1], f[2].id))
    return [_feature(kind, shapely.Point(e.lon, e.lat), name=e.name, rank=rank) for rank, _, e, kind in found]
