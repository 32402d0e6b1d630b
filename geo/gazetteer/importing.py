"""`python -m geo gazetteer import` and `check`: a user's GeoNames dumps and layers added to the gazetteer, and the
state of its files.

An import reads every file to its end before it writes anything; what it writes goes to `imported/` beside the built
files, which stay as they are.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import shapely

from geo.errors import GazetteerError
from geo.gazetteer import IMPORTED, Gazetteer, dumps, open_gazetteer, own_layers
from geo.gazetteer.build import files, readback
from geo.gazetteer.build.entries import Entry, distance_km
from geo.gazetteer.dumps import Gathered, refused
from geo.gazetteer.names import TABLES, normalise
from geo.model import PlaceKind

SAME_KM = 6.0
NOTES = "imports.json"
LAYERS = {".geojson", ".json", ".gpkg", ".kml", ".kmz"}


def import_dump(
    paths: Sequence[Path],
    *,
    folder: Path | None = None,
    date: str | None = None,
    source: str | None = None,
    licence: str | None = None,
) -> tuple[str, ...]:
    """Add GeoNames dumps (XX.zip, alternateNamesV2.zip) and layers (GeoJSON, GeoPackage, KML, KMZ, zipped Shapefile)
    to the gazetteer; lines that say what was added. `date` (ISO 8601), `source` and `licence` go before what a layer
    says of itself. Raises GazetteerError, and then nothing was imported."""
    folder = (folder or TABLES).resolve()
    gathered = Gathered()
    for path in sorted((Path(p) for p in paths), key=lambda p: p.name.startswith("alternateNames")):
        if not path.is_file():
            raise refused(path, "there is no such file; check its path.")
        if path.suffix.lower() == ".zip" and dumps.is_dump(path):
            dumps.read(path, gathered)
        elif path.suffix.lower() in {*LAYERS, ".zip"}:
            own_layers.read(path, gathered, date=date, source=source, licence=licence)
        else:
            raise refused(path, "only GeoNames .zip dumps and layers can be imported.")
    gazetteer = open_gazetteer(folder)
    listed = _merged(gazetteer, gathered)
    shapes = readback.polygons(gazetteer, listed) | gathered.polygons
    _write(files.ranked(listed), shapes, [*_noted(gazetteer.folder), *gathered.notes], folder)
    added = f"{len(gathered.places):,} places are in the gazetteer now, from {len(paths)} file(s)."
    return (*gathered.notes, added, "Run the program again to use them; remove the folder `imported` to go back.")


def _merged(gazetteer: Gazetteer, gathered: Gathered) -> list[Entry]:
    """The gazetteer's entries with the imported ones: the same id is replaced (its names kept), and postal villages
    give way to a GeoNames settlement of the same name within 6 km."""
    listed = {entry.id: entry for entry in readback.entries(gazetteer)}
    _link(gathered, listed)
    _enclose(gazetteer, [entry for entry in gathered.places.values() if entry.id.startswith("layer:")])
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


def _link(gathered: Gathered, listed: dict[str, Entry]) -> None:
    """Lead the codes of a dump to areas: by the dump's own rows, else by where most places of one code already lie
    (a dump of towns alone lists no areas)."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place_id, (country, first, _) in gathered.codes.items():
        old = listed.get(place_id)
        if old is not None and old.admin1 and first:
            votes[country, first][old.admin1] += 1
    voted = {code: counted.most_common(1)[0][0] for code, counted in votes.items()}
    for place_id, (country, first, second) in gathered.codes.items():
        entry = gathered.places[place_id]
        above = gathered.areas.get((country, first)) or voted.get((country, first))
        below = gathered.areas.get((country, f"{first}.{second}"))
        entry.admin1 = above if above != place_id else None
        entry.admin2 = below if below != place_id else None


def _enclose(gazetteer: Gazetteer, own: list[Entry]) -> None:
    """Places of layers lie in the first-order area, and the country, whose polygon holds their point."""
    if not own:
        return
    areas = [place for place in gazetteer.places() if place.kind is PlaceKind.ADM1]
    drawn = [(place, ground) for place in areas if (ground := gazetteer.own_polygon(place.id)) is not None]
    tree = shapely.STRtree([ground for _, ground in drawn])
    points = shapely.points([entry.lon for entry in own], [entry.lat for entry in own])
    for at, holder in zip(*tree.query(points, predicate="within").tolist(), strict=True):
        area = drawn[holder][0]
        own[at].country = own[at].country or area.country
        if own[at].country == area.country and own[at].kind not in {PlaceKind.ADM1, PlaceKind.COUNTRY}:
            own[at].admin1 = area.id


def _same(a: Entry, b: Entry) -> bool:
    return a.country == b.country and distance_km(a.lat, a.lon, b.lat, b.lon) < SAME_KM


def _noted(folder: Path) -> list[str]:
    """What earlier imports added, with its sources."""
    try:
        return [str(line) for line in json.loads((folder / NOTES).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _write(listed: list[Entry], shapes: dict[str, list[Any]], notes: list[str], folder: Path) -> None:
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
        (fresh / NOTES).write_text(json.dumps(notes, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
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
        lines.append("your own imports are in use (folder imported/):")
        lines += [f"  {note}" for note in _noted(folder / IMPORTED)]
    return tuple(lines)
