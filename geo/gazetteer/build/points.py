"""Where areas stand: GeoNames' own point of each country and first-order area, from the list that `pyowm` carries.

An area has no one point; one published convention, applied to all areas, keeps coordinates comparable with other
gazetteers (docs/decisions/0020-points-of-areas.md). An area is never drawn as this point.
"""

from __future__ import annotations

import bz2
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely

from geo.errors import GazetteerError
from geo.gazetteer.build.entries import Entry, distance_km
from geo.gazetteer.build.packages import member
from geo.model import PlaceKind

LIST = "pyowm/commons/cityids/cities.db.bz2"
AREAS = frozenset({PlaceKind.COUNTRY, PlaceKind.ADM1})
Point = tuple[float, float]
WIDE_KM = 150.0
SAME_KM = 5.0


def published(archive: Path) -> dict[str, Point]:
    """Gazetteer id → (latitude, longitude) of every GeoNames entry in the list. Raises GazetteerError when the
    package does not hold it."""
    kept = sqlite3.connect(":memory:")
    try:
        kept.deserialize(bz2.decompress(member(archive, LIST)))
        rows = kept.execute("SELECT city_id, lat, lon FROM city").fetchall()
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(
            f"{archive.name} does not hold the list of places it should, so nothing was built; delete the package and "
            "run the build again."
        ) from error
    finally:
        kept.close()
    return {f"gn:{number}": (round(lat, 5), round(lon, 5)) for number, lat, lon in rows}


def settle(
    entries: Sequence[Entry], points: Mapping[str, Point], polygons: Mapping[str, Sequence[Any]], towns: Sequence[Entry]
) -> int:
    """Put countries and first-order areas at their published points and say how many there were. A point outside the
    area's ground (for a country, the hull of it) is an error of the list, and so is a large country's that is its
    capital's (South Sudan): such an area stays where its polygons put it."""
    capitals = {town.country: town for town in towns if town.feature == "PPLC"}
    moved = 0
    for entry in entries:
        point = points.get(entry.id)
        if point is None or entry.kind not in AREAS:
            continue
        pieces = [ground for part in (entry.id, *entry.parts) for ground in polygons.get(part, ())]
        ground = shapely.union_all(pieces) if pieces else None
        hull = ground.convex_hull if ground is not None and entry.kind is PlaceKind.COUNTRY else ground
        capital = capitals.get(entry.country) if entry.kind is PlaceKind.COUNTRY and entry.radius_km > WIDE_KM else None
        if capital is not None and distance_km(*point, capital.lat, capital.lon) < SAME_KM:
            continue
        if hull is None or hull.contains(shapely.Point(point[1], point[0])):
            entry.lat, entry.lon = point
            moved += 1
    return moved
