"""GeoNames dumps as users download them: XX.zip (19 columns) and alternateNamesV2.zip (10 columns), measured before
they are unpacked and read to their end before anything is kept."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from geo.errors import GazetteerError
from geo.gazetteer.build.entries import Entry, readable, town_radius
from geo.gazetteer.names import table_rows
from geo.model import PlaceKind
from geo.zipped import DAMAGE

COLUMNS = 19
"""Columns of a GeoNames dump (readme of the dumps)."""

LARGEST = 3_000_000_000
"""Bytes a zip may hold unpacked."""

STEEPEST = 60
"""How many times larger than its zip a member may be."""

MOST_PLACES = 1_500_000
RADII = {PlaceKind.ADM2: 25.0}
OTHER_RADIUS = 2.0


@dataclass(slots=True)
class Gathered:
    """What the files of one import hold, before anything is written. `areas`: (country, code of the area) → id;
    `codes`: place → (country, code of its first-order area, code of its second-order area)."""

    places: dict[str, Entry] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    polygons: dict[str, list[Any]] = field(default_factory=dict)
    areas: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def refused(path: Path, why: str) -> GazetteerError:
    """The error that says an import did not happen; `why` is the end of its sentence."""
    return GazetteerError(f"{path.name} was not imported and the gazetteer is as it was: {why}")


def is_dump(path: Path) -> bool:
    """Whether a zip holds text files and no layer."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
    except DAMAGE:
        return True  # whatever it was meant to be, the reader of dumps says that it is not whole
    return not any(name.endswith((".kml", ".shp")) for name in names)


def read(path: Path, gathered: Gathered) -> None:
    """Add what a dump holds. Raises GazetteerError."""
    try:
        with zipfile.ZipFile(path) as archive:
            texts = [
                i for i in archive.infolist() if i.filename.endswith(".txt") and "readme" not in i.filename.lower()
            ]
            alternate = path.name.startswith("alternateNames")
            members = [i for i in texts if not i.filename.startswith("iso-language")] if alternate else texts
            if not members:
                raise refused(path, "it holds no .txt file of a GeoNames dump; take the XX.zip of a country.")
            total = sum(i.file_size for i in members)
            if total > LARGEST or any(i.file_size > STEEPEST * max(i.compress_size, 1) for i in members):
                raise refused(path, "it would unpack to more than a GeoNames dump can hold.")
            for member in members:
                with archive.open(member) as stream:
                    lines = TextIOWrapper(stream, encoding="utf-8", newline="\n")
                    (_alternate_names if alternate else _dump)(path, lines, gathered)
    except UnicodeDecodeError as error:
        raise refused(path, "its text is not UTF-8, so it is no GeoNames dump.") from error
    except DAMAGE as error:
        raise refused(path, "it is no whole zip file; download it again.") from error


def _cells(path: Path, lines: Iterator[str], least: int, most: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=1):
        cells = line.rstrip("\n").rstrip("\r").split("\t")
        if not least <= len(cells) <= most:
            raise refused(path, f"line {number} has {len(cells)} columns where a GeoNames dump has {most}.")
        yield number, cells


def _dump(path: Path, lines: Iterator[str], gathered: Gathered) -> None:
    kinds = {row["code"]: PlaceKind(row["kind"]) for row in table_rows("feature_codes.csv")}
    count = 0
    for number, cells in _cells(path, lines, COLUMNS, COLUMNS):
        kind = kinds.get(cells[7])
        try:
            lat, lon, geonameid = float(cells[4]), float(cells[5]), int(cells[0])
            population = int(cells[14] or 0)
        except ValueError as error:
            raise refused(path, f"line {number} has no number where id, position or population belong.") from error
        if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < geonameid < 2**32 and 0 <= population < 2**32):
            raise refused(path, f"line {number} has an id, position or population that cannot be.")
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
            radius_km=town_radius(population) if kind is PlaceKind.SETTLEMENT else RADII.get(kind, OTHER_RADIUS),
            names={n for n in {cells[1], cells[2], *cells[3].split(",")} if n and readable(n)},
        )
        gathered.places[entry.id] = entry
        gathered.codes[entry.id] = cells[8], cells[10], cells[11]
        count += 1
        if len(gathered.places) > MOST_PLACES:
            raise refused(path, f"it holds more than {MOST_PLACES:,} places; import the countries you need.")
        if kind is PlaceKind.ADM1:
            gathered.areas[cells[8], cells[10]] = entry.id
        if cells[7] == "ADM2":
            gathered.areas[cells[8], f"{cells[10]}.{cells[11]}"] = entry.id
    if not count:
        raise refused(path, "it holds no place of a kind the gazetteer keeps.")
    gathered.notes.append(f"{path.name}: {count:,} places read.")


def _alternate_names(path: Path, lines: Iterator[str], gathered: Gathered) -> None:
    count = 0
    for number, cells in _cells(path, lines, 8, 10):
        if not cells[1].isdecimal():
            raise refused(path, f"line {number} has no GeoNames id in its second column.")
        if cells[2] in {"", "en", "ru", "uk"} and readable(cells[3]):
            gathered.names[f"gn:{int(cells[1])}"].add(cells[3])
            count += 1
    gathered.notes.append(f"{path.name}: {count:,} names read.")
