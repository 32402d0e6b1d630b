"""`python -m geo gazetteer import` and `check`: a user's GeoNames dumps and GeoJSON layers added to the gazetteer,
and the state of its files.

An import reads every file to its end before it writes anything; what it writes goes to `imported/` beside the built
files, which stay as they are. Files of users are parsed with `json` and `csv` only, never by GDAL, and zips are
measured first.
"""

from __future__ import annotations

import json
import math
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import shape

from geo.errors import GazetteerError
from geo.gazetteer import IMPORTED, Gazetteer, open_gazetteer
from geo.gazetteer.build import files, readback
from geo.gazetteer.build.entries import Entry, distance_km, readable, town_radius
from geo.gazetteer.names import TABLES, normalise, table_rows
from geo.model import PlaceKind

COLUMNS = 19
"""Columns of a GeoNames dump (readme of the dumps)."""

LARGEST = 3_000_000_000
"""Bytes a zip may hold unpacked."""

STEEPEST = 60
"""How many times larger than its zip a member may be."""

LARGEST_LAYER = 50_000_000
SAME_KM = 6.0


@dataclass(slots=True)
class Gathered:
    """What the files of one import hold, before anything is written."""

    places: dict[str, Entry] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    polygons: dict[str, list[Any]] = field(default_factory=dict)
    areas: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _refuse(path: Path, why: str) -> GazetteerError:
    return GazetteerError(f"{path.name} was not imported and the gazetteer is as it was: {why}")


def import_dump(paths: Sequence[Path], *, folder: Path | None = None) -> tuple[str, ...]:
    """Add GeoNames dumps (XX.zip, alternateNamesV2.zip) and GeoJSON layers to the gazetteer; lines that say what was
    added. Raises GazetteerError, and then nothing was imported."""
    folder = (folder or TABLES).resolve()
    gathered = Gathered()
    for path in sorted((Path(p) for p in paths), key=lambda p: p.name.startswith("alternateNames")):
        if not path.is_file():
            raise _refuse(path, "there is no such file; check its path.")
        if path.suffix.lower() == ".zip":
            _read_zip(path, gathered)
        elif path.suffix.lower() in {".geojson", ".json"}:
            _read_layer(path, gathered)
        else:
            raise _refuse(path, "only GeoNames .zip dumps and .geojson layers can be imported.")
    gazetteer = open_gazetteer(folder)
    listed = _merged(gazetteer, gathered)
    shapes = readback.polygons(gazetteer, listed) | gathered.polygons
    _write(files.ranked(listed), shapes, folder)
    added = f"{len(gathered.places):,} places are in the gazetteer now, from {len(paths)} file(s)."
    return (*gathered.notes, added, "Run the program again to use them; remove the folder `imported` to go back.")


# ---------------------------------------------------------------------------------------------------- GeoNames


def _read_zip(path: Path, gathered: Gathered) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            texts = [
                i for i in archive.infolist() if i.filename.endswith(".txt") and "readme" not in i.filename.lower()
            ]
            alternate = path.name.startswith("alternateNames")
            members = [i for i in texts if not i.filename.startswith("iso-language")] if alternate else texts
            if not members:
                raise _refuse(path, "it holds no .txt file of a GeoNames dump; take the XX.zip of a country.")
            total = sum(i.file_size for i in members)
            if total > LARGEST or any(i.file_size > STEEPEST * max(i.compress_size, 1) for i in members):
                raise _refuse(path, "it would unpack to more than a GeoNames dump can hold.")
            for member in members:
                with archive.open(member) as stream:
                    lines = TextIOWrapper(stream, encoding="utf-8", newline="\n")
                    (_alternate_names if alternate else _dump)(path, lines, gathered)
    except (zipfile.BadZipFile, EOFError, OSError, zipfile.LargeZipFile, NotImplementedError, RuntimeError) as error:
        raise _refuse(path, "it is no whole zip file; download it again.") from error
    except UnicodeDecodeError as error:
        raise _refuse(path, "its text is not UTF-8, so it is no GeoNames dump.") from error


def _cells(path: Path, lines: Iterator[str], least: int, most: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=1):
        cells = line.rstrip("\n").rstrip("\r").split("\t")
        if not least <= len(cells) <= most:
            raise _refuse(path, f"line {number} has {len(cells)} columns where a GeoNames dump has {most}.")
        yield number, cells


def _dump(path: Path, lines: Iterator[str], gathered: Gathered) -> None:
    kinds = {row["code"]: PlaceKind(row["kind"]) for row in table_rows("feature_codes.csv")}
    count = 0
    admin: list[tuple[Entry, str, str]] = []
    for number, cells in _cells(path, lines, COLUMNS, COLUMNS):
        kind = kinds.get(cells[7])
        try:
            lat, lon, geonameid = float(cells[4]), float(cells[5]), int(cells[0])
            population = int(cells[14] or 0)
        except ValueError as error:
            raise _refuse(path, f"line {number} has no number where id, position or population belong.") from error
        if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < geonameid < 2**32 and population >= 0):
            raise _refuse(path, f"line {number} has an id, position or population that cannot be.")
        if kind is None or not cells[1]:
            continue
        entry = Entry(
            id=f"gn:{geonameid}",
            name=cells[1],
            kind=kind,
            lat=lat,
            lon=lon,
            country=cells[8] or None,
            population=population,
            feature=cells[7],
            radius_km=town_radius(population)
            if kind is PlaceKind.SETTLEMENT
            else 25.0
            if kind is PlaceKind.ADM2
            else 2.0,
            names={n for n in {cells[1], cells[2], *cells[3].split(",")} if n and readable(n)},
        )
        gathered.places[entry.id] = entry
        admin.append((entry, cells[10], cells[11]))
        count += 1
        if kind is PlaceKind.ADM1:
            gathered.areas[cells[8], cells[10]] = entry.id
        if cells[7] == "ADM2":
            gathered.areas[cells[8], f"{cells[10]}.{cells[11]}"] = entry.id
    if not count:
        raise _refuse(path, "it holds no place of a kind the gazetteer keeps.")
    for entry, first, second in admin:
        above = gathered.areas.get((entry.country or "", first))
        entry.admin1 = above if above != entry.id else None
        below = gathered.areas.get((entry.country or "", f"{first}.{second}"))
        entry.admin2 = below if below != entry.id else None
    gathered.notes.append(f"{path.name}: {count:,} places read.")


def _alternate_names(path: Path, lines: Iterator[str], gathered: Gathered) -> None:
    count = 0
    for number, cells in _cells(path, lines, 8, 10):
        if not cells[1].isdecimal():
            raise _refuse(path, f"line {number} has no GeoNames id in its second column.")
        if cells[2] in {"", "en", "ru", "uk"} and readable(cells[3]):
            gathered.names[f"gn:{int(cells[1])}"].add(cells[3])
            count += 1
    gathered.notes.append(f"{path.name}: {count:,} names read.")


# ---------------------------------------------------------------------------------------------------- layers


def _read_layer(path: Path, gathered: Gathered) -> None:
    if path.stat().st_size > LARGEST_LAYER:
        raise _refuse(path, f"it is larger than {LARGEST_LAYER // 1_000_000} MB.")
    try:
        layer = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise _refuse(path, "it is no GeoJSON (it cannot be read as JSON).") from error
    if not isinstance(layer, dict) or not isinstance(layer.get("features"), list) or not layer["features"]:
        raise _refuse(path, "it is no GeoJSON FeatureCollection with features.")
    missing = [word for word in ("date", "source", "licence") if not isinstance(layer.get(word), str)]
    if missing:
        raise _refuse(path, f"it does not say its {', '.join(missing)}; add them beside `features`, as texts.")
    for number, feature in enumerate(layer["features"], start=1):
        entry, geometry = _layer_entry(path, number, feature, layer)
        gathered.places[entry.id] = entry
        if geometry.geom_type in {"Polygon", "MultiPolygon"}:
            gathered.polygons[entry.id] = [geometry]
    gathered.notes.append(
        f"{path.name}: {len(layer['features']):,} places read (source {layer['source']}, {layer['date']}, "
        f"{layer['licence']})."
    )


def _layer_entry(path: Path, number: int, feature: Any, layer: dict[str, Any]) -> tuple[Entry, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not normalise(name):
        raise _refuse(path, f"feature {number} has no name.")
    assert isinstance(properties, dict)
    try:
        kind = PlaceKind(str(properties.get("kind", "region")))
        geometry = shapely.force_2d(shapely.make_valid(shape(feature.get("geometry"))))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, GEOSException) as error:
        raise _refuse(path, f"feature {number} ({name[:60]}) has a kind or geometry that cannot be read.") from error
    if geometry.is_empty or not all(math.isfinite(x) for x in geometry.bounds):
        raise _refuse(path, f"feature {number} ({name[:60]}) has no ground.")
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise _refuse(path, f"feature {number} ({name[:60]}) is not in degrees of longitude and latitude.")
    point = geometry.representative_point()
    others = properties.get("names")
    digest = sha256(f"{layer['source']}|{layer['date']}|{name}|{number}".encode()).hexdigest()[:12]
    country = properties.get("country")
    return (
        Entry(
            id=f"layer:{digest}",
            name=name,
            kind=kind,
            lat=point.y,
            lon=point.x,
            country=country if isinstance(country, str) and len(country) == 2 else None,
            feature=f"layer {layer['date']}"[:40],
            radius_km=max(1.0, distance_km(south, west, north, east) / 2),
            names={name, *(n for n in others if isinstance(n, str))} if isinstance(others, list) else {name},
        ),
        geometry,
    )


# ---------------------------------------------------------------------------------------------------- writing


def _merged(gazetteer: Gazetteer, gathered: Gathered) -> list[Entry]:
    """The gazetteer's entries with the imported ones: the same id is replaced (its names kept), and postal villages
    give way to a GeoNames settlement of the same name within 6 km."""
    listed = {entry.id: entry for entry in readback.entries(gazetteer)}
    fresh: dict[str, list[Entry]] = defaultdict(list)
    for entry in gathered.places.values():
        old = listed.get(entry.id)
        if old is not None:
            entry.names |= old.names
            entry.codes |= old.codes
            entry.parts, entry.name = old.parts, old.name
            entry.admin1, entry.admin2 = entry.admin1 or old.admin1, entry.admin2 or old.admin2
            if entry.kind is not PlaceKind.SETTLEMENT:
                entry.kind, entry.radius_km, entry.lat, entry.lon = old.kind, old.radius_km, old.lat, old.lon
                entry.population = max(entry.population, old.population)
        elif entry.kind is PlaceKind.SETTLEMENT:
            for key in {normalise(n) for n in entry.names}:
                fresh[key].append(entry)
        listed[entry.id] = entry
    for place_id, names in gathered.names.items():
        if place_id in listed:
            listed[place_id].names |= names
    replaced = {
        entry.id
        for entry in listed.values()
        if entry.id.startswith("post:")
        and any(_same(entry, other) for key in entry.names for other in fresh.get(key, ()))
    }
    return [entry for entry in listed.values() if entry.id not in replaced]


def _same(a: Entry, b: Entry) -> bool:
    return a.country == b.country and distance_km(a.lat, a.lon, b.lat, b.lon) < SAME_KM


def _write(listed: list[Entry], shapes: dict[str, list[Any]], folder: Path) -> None:
    fresh, place = folder / f"{IMPORTED}.new", folder / IMPORTED
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        known = {entry.id for entry in listed}
        for entry in listed:
            entry.parts = tuple(part for part in entry.parts if part in known)
        files.write_places(listed, fresh / "places.npz")
        files.write_names(listed, fresh / "names.npz")
        files.write_shapes(listed, {i: s for i, s in shapes.items() if i in known}, fresh / "shapes.npz")
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise GazetteerError(
            f"Nothing was imported, because {folder.name}/ cannot be written to; the gazetteer is as it was: free "
            "some space "
            f"or allow writing there, and import again."
        ) from error


# ---------------------------------------------------------------------------------------------------- check


def check(folder: Path | None = None, *, today: date | None = None) -> tuple[str, ...]:
    """Lines on the gazetteer's files: counts, age, checksums. Raises GazetteerError when a file is missing or is not
    the one the manifest names."""
    folder = (folder or TABLES).resolve()
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GazetteerError(
            "The gazetteer's manifest.json is missing or damaged; your reports and claims are untouched: restore "
            "data/gazetteer from the project or run `python -m geo gazetteer build`."
        ) from error
    lines = []
    for name, known in manifest["files"].items():
        path = folder / name
        if not path.is_file() or sha256(path.read_bytes()).hexdigest() != known["sha256"]:
            raise GazetteerError(
                f"The gazetteer file {name} is missing or is not the one that was built (its sha256 differs); your "
                "reports "
                f"and claims are untouched: restore it from the project or run `python -m geo gazetteer build`."
            )
        lines.append(f"{name}: {known['bytes'] / 1e6:.1f} MB, sha256 as built")
    lines += [f"{what}: {count:,}" for what, count in manifest["counts"].items()]
    retrieved = date.fromisoformat(manifest["retrieved"])
    days = ((today or datetime.now(UTC).date()) - retrieved).days
    lines.append(f"sources retrieved {retrieved.isoformat()}, {max(days, 0)} days ago")
    if (folder / IMPORTED / "places.npz").exists():
        lines.append("your own imports are in use (folder imported/)")
    return tuple(lines)
