"""An entry of the gazetteer while it is being built: the same fields as `model.Place`, still open to more names."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field

from geo.model import PlaceKind


@dataclass(slots=True)
class Entry:
    """`names` are spellings as published; `codes` abbreviations, `parts` ids whose union is this place; degrees
    WGS84, latitude first."""

    id: str
    name: str
    kind: PlaceKind
    lat: float
    lon: float
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    feature: str = ""
    radius_km: float = 0.0
    names: set[str] = field(default_factory=set)
    parts: tuple[str, ...] = ()
    noun: str = ""
    codes: set[str] = field(default_factory=set)


def town_radius(population: int) -> float:
    """Radius in km of a settlement at 3,000 people a square km, at least 1 km."""
    return max(1.0, math.sqrt(max(population, 0) / 3000 / math.pi))


def readable(name: str) -> bool:
    """True for names in Latin or Cyrillic letters that a report may carry. The alternate names hold machine
    transliterations (all lower case), airport codes (short capitals) and other scripts; they are left out."""
    if not 2 <= len(name) <= 80:
        return False
    scripts = {unicodedata.name(c, "?").split()[0] for c in name if c.isalpha()}
    if scripts == {"CYRILLIC"}:
        return True
    if not scripts or not scripts <= {"LATIN", "MODIFIER"}:
        return False
    if name == name.lower() or (name.isupper() and len(name) <= 4):
        return False
    return not any(c in name for c in ";:=|[]{}<>@#0123456789") or name[0].isalpha()


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance on a sphere of 6,371 km; good to 0.5 %."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))
