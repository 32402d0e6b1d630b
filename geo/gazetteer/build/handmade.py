"""The hand-kept tables: composed regions, the supplement, and aliases. Each row names its source.

`regions.csv` and `supplement.csv` share their columns: id, name, kind, lat, lon, radius_km, country, admin1, parts,
population, names, source; `supplement.csv` says besides what a row was checked against. `parts` and `admin1` are
written as ISO 3166 codes ("UA-14", "SD", "gn:703883") and resolved to gazetteer ids here. `aliases.csv` and
`english.csv`: of (an id or code), shown, names, codes, source.
"""

from __future__ import annotations

from collections import defaultdict

from geo.errors import GazetteerError
from geo.gazetteer.build.entries import Entry, distance_km
from geo.gazetteer.names import normalise, table_rows
from geo.model import PlaceKind

AREA_KINDS = {PlaceKind.REGION, PlaceKind.WATER, PlaceKind.LINE, PlaceKind.CONTINENT}
DOUBLE_KM = 6.0


def _split(text: str) -> list[str]:
    return [part.strip() for part in (text or "").split("|") if part.strip()]


def _wrong(file: str, row: dict[str, str], why: str) -> GazetteerError:
    return GazetteerError(
        f"{file} has a row that cannot be used ({row.get('name') or row.get('of')}: {why}); nothing was built."
    )


def composed(file: str, codes: dict[str, str]) -> list[Entry]:
    """The rows of `regions.csv` or `supplement.csv`. `codes` leads ISO codes to gazetteer ids. Raises
    GazetteerError."""
    found = []
    for row in table_rows(file):
        parts = []
        for code in _split(row["parts"]):
            part = codes.get(code, code if ":" in code else None)
            if part is None:
                raise _wrong(file, row, f"no place has the code {code}")
            parts.append(part)
        if not row["source"]:
            raise _wrong(file, row, "it names no source")
        if not parts and not (row["lat"] and row["lon"]):
            raise _wrong(file, row, "it has neither parts nor a position")
        admin1 = codes.get(row["admin1"]) if row["admin1"] else None
        if row["admin1"] and admin1 is None:
            raise _wrong(file, row, f"no first-order area has the code {row['admin1']}")
        found.append(
            Entry(
                id=row["id"],
                name=row["name"],
                kind=PlaceKind(row["kind"]),
                lat=float(row["lat"] or "nan"),
                lon=float(row["lon"] or "nan"),
                country=row["country"] or None,
                admin1=admin1,
                population=int(row["population"] or 0),
                radius_km=float(row["radius_km"] or 0),
                names={row["name"], *_split(row["names"])},
                parts=tuple(parts),
            )
        )
    return found


def without_doubles(entries: list[Entry], extra: list[Entry]) -> list[Entry]:
    """The entries without the postal villages that a row of the supplement is, by name and place; the row takes over
    their names."""
    own: dict[str, list[Entry]] = defaultdict(list)
    for entry in extra:
        if entry.kind is PlaceKind.SETTLEMENT:
            for key in {normalise(name) for name in entry.names}:
                own[key].append(entry)
    kept = []
    for entry in entries:
        same = _double(entry, own) if entry.id.startswith("post:") else None
        if same is None:
            kept.append(entry)
        else:
            same.names |= entry.names
            same.admin2 = same.admin2 or entry.admin2
    return kept


def _double(entry: Entry, own: dict[str, list[Entry]]) -> Entry | None:
    for key in {normalise(name) for name in entry.names}:
        for row in own.get(key, ()):
            near = distance_km(row.lat, row.lon, entry.lat, entry.lon) < DOUBLE_KM
            if near and row.country == entry.country and row.admin1 in {None, entry.admin1}:
                return row
    return None


def aliases(file: str, by_code: dict[str, Entry]) -> int:
    """Add the names of `aliases.csv` or `english.csv` to the entries they belong to; the number of names added. Raises
    GazetteerError."""
    added = 0
    for row in table_rows(file):
        entry = by_code.get(row["of"])
        if entry is None:
            raise _wrong(file, row, "no place has this id or code")
        fresh = set(_split(row["names"])) - entry.names
        entry.names |= fresh
        entry.codes |= set(_split(row["codes"]))
        if row["shown"]:
            entry.names.add(entry.name)
            entry.name = row["shown"]
        added += len(fresh)
    return added
