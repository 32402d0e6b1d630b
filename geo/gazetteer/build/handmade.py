"""The hand-kept tables: composed regions, the supplement, and aliases. Each row names its source.

`regions.csv` and `supplement.csv` share their columns: id, name, kind, lat, lon, radius_km, country, admin1, parts,
population, names, source. `parts` and `admin1` are written as ISO 3166 codes ("UA-14", "SD", "gn:703883") and
resolved to gazetteer ids here. `aliases.csv`: of (an id or code), shown, names, codes, source.
"""

from __future__ import annotations

from geo.errors import GazetteerError
from geo.gazetteer.build.entries import Entry
from geo.gazetteer.names import table_rows
from geo.model import PlaceKind

AREA_KINDS = {PlaceKind.REGION, PlaceKind.WATER, PlaceKind.LINE, PlaceKind.CONTINENT}


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


def aliases(by_code: dict[str, Entry]) -> int:
    """Add the names of `aliases.csv` to the entries they belong to; the number of names added. Raises
    GazetteerError."""
    added = 0
    for row in table_rows("aliases.csv"):
        entry = by_code.get(row["of"])
        if entry is None:
            raise _wrong("aliases.csv", row, "no place has this id or code")
        fresh = set(_split(row["names"])) - entry.names
        entry.names |= fresh
        entry.codes |= set(_split(row["codes"]))
        if row["shown"]:
            entry.names.add(entry.name)
            entry.name = row["shown"]
        added += len(fresh)
    return added


def label_points(known: dict[str, Entry]) -> None:
    """Countries and large areas stand at the label points of `area_points.csv` (GeoNames), which readers of
    coordinates expect. Raises GazetteerError."""
    for row in table_rows("area_points.csv"):
        entry = known.get(row["id"])
        if entry is None:
            raise _wrong("area_points.csv", {"name": row["id"]}, "no place has this id")
        entry.lat, entry.lon = float(row["lat"]), float(row["lon"])
