"""Unit symbols by APP-6(D) / MIL-STD-2525D for claims that name a unit's side and echelon: codes for the map to draw.

The frame is always "unknown": whose side a unit is on is not ours to say; the map's colours are the claimants' words.
A forecast gives the dashed frame of a planned unit; a claim that is denied or only supposed gives no symbol.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from geo import words
from geo.aspects import main_places
from geo.model import Actor, Claim, Mode

MOST_CLAIMS = 1_500
"""The newest claims that are looked through for units."""
MOST_SYMBOLS = 120
_LANGUAGES = ("en", "ru", "uk")
_DRAWN = {Mode.ASSERTED: "0", Mode.HEDGED: "0", Mode.FORECAST: "1"}


def symbols(claims: Iterable[Claim], sides: Sequence[str]) -> list[dict[str, Any]]:
    """One symbol for each unit at each ground: place, code, name as written, side (index into `sides`), claims."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for claim in claims:
        code = _code(claim.subject, claim.modality.mode)
        if code is None or len(claim.subject_countries) != 1 or claim.subject_countries[0] not in sides:
            continue
        for place in main_places(claim):
            spot = place.footprint
            if spot is None or spot.lat is None or spot.lon is None or not claim.drawn:
                continue
            held = found.setdefault(
                (spot.id, code, claim.subject_countries[0]),
                {
                    **{"spot": spot.id, "lat": round(spot.lat, 4), "lon": round(spot.lon, 4), "code": code},
                    **{"side": sides.index(claim.subject_countries[0]), "place": spot.label, "claims": 0},
                },
            )
            held["claims"] += 1
    return sorted(found.values(), key=lambda one: (-one["claims"], one["spot"], one["code"]))[:MOST_SYMBOLS]


def _code(unit: Actor | None, mode: Mode) -> str | None:
    """The twenty digits: version 10, reality, identity unknown, land unit, status, echelon, entity, no modifiers."""
    if unit is None or mode not in _DRAWN or (echelon := _table("echelon").get(unit.echelon or "")) is None:
        return None
    written = f"{unit.name} {unit.span.as_written if unit.span else ''}".casefold()
    arm = next((code for code, forms in _arms() if any(form in written for form in forms)), "000000")
    return f"100110{_DRAWN[mode]}0{echelon}{arm}0000"


@cache
def _table(kind: str) -> dict[str, str]:
    return {row["name"]: row["code"] for row in words.rows("app6.csv") if row["kind"] == kind}


@cache
def _arms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [row for row in words.rows("app6.csv") if row["kind"] == "arm"]
    return tuple(
        (row["code"], tuple(form.casefold() for name in _LANGUAGES for form in words.forms(row[name]))) for row in rows
    )
