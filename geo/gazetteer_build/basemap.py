"""The offline base map, `static/basemap.geojson`: land, lakes, rivers, borders of two orders and labels.

One coverage gives coast and borders, so they meet; every feature has `kind` land, lake, river, border0 (countries),
border1 (first-order areas), or for labels (points with `name` and `rank`, 1 shown first) country, region_name or
city. Crimea is Ukraine's.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from geo.gazetteer_build.entries import Entry
from geo.gazetteer_build.packages import member
from geo.model import PlaceKind

RIVERS = "package/dist/world_50m.json"
TOLERANCE = 0.15
LEAST_ISLAND = 0.05
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
    slim = shapely.coverage_simplify(np.array([g for _, g in rows], dtype=object), TOLERANCE)
    slim = shapely.make_valid(slim)
    owners = [_owner(by_id[i]) for i, _ in rows]
    found = [_feature("land", polygon) for polygon in _land(slim)]
    found += [_feature("lake", lake) for lake in lakes]
    found += [_feature("river", line) for line in _rivers(rivers)]
    found += [_feature(kind, lines) for kind, lines in _borders(slim, owners)]
    found += _labels(by_id, towns)
    text = json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    return len(text)


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


def _land(slim: Any) -> list[Any]:
    whole = shapely.union_all(slim)
    pieces = [p for p in shapely.get_parts(whole) if p.geom_type == "Polygon" and p.area >= LEAST_ISLAND]
    holed = [
        shapely.Polygon(p.exterior, [r for r in p.interiors if shapely.Polygon(r).area > LEAST_LAKE]) for p in pieces
    ]
    return sorted(holed, key=lambda p: -p.area)


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
    return [line for line in shapely.get_parts(slim) if line.length > 3.5]


def _borders(slim: Any, owners: list[tuple[str | None, str]]) -> list[tuple[str, Any]]:
    """Segments that two areas share, as country borders (border0) and inner borders (border1)."""
    median = defaultdict(list)
    for geometry, (country, _) in zip(slim, owners, strict=True):
        median[country].append(geometry.area)
    dense = {country for country, sizes in median.items() if float(np.median(sizes)) < SMALL_AREA}
    sides: dict[tuple[float, float, float, float], set[tuple[str | None, str]]] = defaultdict(set)
    for geometry, owner in zip(slim, owners, strict=True):
        for polygon in shapely.get_parts(geometry):
            if polygon.geom_type != "Polygon":
                continue
            for ring in (polygon.exterior, *polygon.interiors):
                xy = shapely.get_coordinates(ring)
                for a, b in zip(xy[:-1].tolist(), xy[1:].tolist(), strict=True):
                    low, high = (a, b) if a <= b else (b, a)
                    sides[(low[0], low[1], high[0], high[1])].add(owner)
    drawn: dict[str, list[Any]] = {"border1": [], "border0": []}
    for (x1, y1, x2, y2), found in sides.items():
        if len(found) < 2:
            continue
        countries = {country for country, _ in found}
        if len(countries) > 1:
            drawn["border0"].append(((x1, y1), (x2, y2)))
        elif not countries & dense:
            drawn["border1"].append(((x1, y1), (x2, y2)))
    return [(kind, shapely.line_merge(shapely.MultiLineString(segments))) for kind, segments in drawn.items()]


def _labels(by_id: dict[str, Entry], towns: list[Entry]) -> list[dict[str, Any]]:
    found = []
    for nation in (
        e for e in by_id.values() if e.kind is PlaceKind.COUNTRY and e.lat == e.lat and e.population > 300_000
    ):
        rank = 1 if nation.population > 40_000_000 else 2 if nation.population > 8_000_000 else 3
        found.append((rank, nation.population, nation, "country"))
    for area in (e for e in by_id.values() if e.kind is PlaceKind.ADM1 and e.radius_km > 210 and e.lat == e.lat):
        found.append((4, area.population, area, "region_name"))
    counted: Counter[str | None] = Counter()
    for town in sorted(towns, key=lambda t: -t.population):
        capital = town.feature == "PPLC"
        if not capital and (town.population < 400_000 or counted[town.country] >= 9):
            continue
        counted[town.country] += 1
        found.append(
            (3 if capital and town.population > 2_000_000 else 4 if capital else 5, town.population, town, "city")
        )
    found.sort(key=lambda f: (f[0], -f[1], f[2].id))
    return [_feature(kind, shapely.Point(e.lon, e.lat), name=e.name, rank=rank) for rank, _, e, kind in found]
