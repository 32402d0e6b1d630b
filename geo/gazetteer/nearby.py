"""The places around a point: for a person who points at the map instead of writing a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from shapely import Point

from geo.gazetteer import KINDS, Gazetteer
from geo.gazetteer.index import DEGREE, read_arrays
from geo.model import Place, PlaceKind

_KM = 111.2  # of one degree of latitude
_SPOTS = (PlaceKind.SETTLEMENT, PlaceKind.FACILITY)


@dataclass(frozen=True, slots=True)
class Near:
    """A place and why it is offered."""

    place: Place
    reasons: tuple[str, ...]


def nearby(gazetteer: Gazetteer, lat: float, lon: float, *, limit: int = 6, within_km: float = 50.0) -> list[Near]:
    """The nearest settlements and facilities, nearest first, then the areas that hold the point, narrowest first."""
    lats, lons, spots = _points(gazetteer)
    across = (lons - lon + 180) % 360 - 180
    far = np.hypot(lats - lat, across * np.cos(np.radians(lat))) * _KM
    order = np.argsort(far, kind="stable")[:limit]
    found = [
        Near(gazetteer.place_at(int(spots[at])), (f"{far[at]:.1f} km from the point",))
        for at in order
        if far[at] <= within_km
    ]
    held = [Near(area, ("the point lies in it",)) for area in _areas(gazetteer, found, lat, lon)]
    return found + held


def _areas(gazetteer: Gazetteer, found: list[Near], lat: float, lon: float) -> list[Place]:
    """The first-order areas named by the neighbours whose ground holds the point, and their countries."""
    first = dict.fromkeys(one.place.admin1_id for one in found if one.place.admin1_id)
    areas = [area for name in first if (area := gazetteer.find(name))]
    point = Point(lon, lat)
    holding = [area for area in areas if (ground := gazetteer.polygon(area.id)) is not None and ground.covers(point)]
    codes = {area.country for area in holding}
    return holding + [place for place in _countries(gazetteer) if place.country in codes]


@lru_cache(maxsize=2)
def _points(gazetteer: Gazetteer) -> tuple[Any, Any, Any]:
    """Latitudes, longitudes and rows of every settlement and facility."""
    columns = read_arrays(gazetteer.folder / "places.npz")
    wanted = [KINDS.index(kind) for kind in _SPOTS]
    spots = np.flatnonzero(np.isin(columns["kind"], wanted))
    return columns["lat"][spots] / DEGREE, columns["lon"][spots] / DEGREE, spots


@lru_cache(maxsize=2)
def _countries(gazetteer: Gazetteer) -> tuple[Place, ...]:
    columns = read_arrays(gazetteer.folder / "places.npz")
    rows = np.flatnonzero(columns["kind"] == KINDS.index(PlaceKind.COUNTRY))
    return tuple(gazetteer.place_at(int(at)) for at in rows)
