"""A claim as people have corrected it: the machine's claim stays as it was, this one is shown and filtered by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from geo.aspects import main_places, precision_of
from geo.errors import StoreError
from geo.footprints import extent_km
from geo.model import (
    Claim,
    ClaimPlace,
    ClaimType,
    DateBasis,
    DayRange,
    Footprint,
    Identification,
    Modality,
    Mode,
    Party,
    Place,
    PlaceKind,
    PlaceRole,
    Quantity,
    Shape,
    ToponymClass,
)

FIELDS = ("claim_type", "mode", "claimant", "country", "low", "high", "first", "last", "place")
"""What can be corrected. Values are text as in a filter; an empty one means none."""

_AS_POINT = (PlaceKind.SETTLEMENT, PlaceKind.FACILITY)
_BY_HAND = "corrected by hand"


def corrected(claim: Claim, corrections: Iterable[tuple[str, str]], find: Callable[[str], Place | None]) -> Claim:
    """The claim with (field, value) corrections applied; `find` looks a gazetteer id up.

    Raises StoreError with one sentence for a field or value that makes no sense.
    """
    for field, value in corrections:
        try:
            claim = _one(claim, field, value.strip(), find)
        except ValueError:
            raise StoreError(
                f"“{value[:40]}” makes no sense as {field.replace('_', ' ')}, so the correction was not saved."
            ) from None
    return claim


def _one(claim: Claim, field: str, value: str, find: Callable[[str], Place | None]) -> Claim:
    if field == "claim_type":
        return replace(claim, claim_type=ClaimType(value))
    if field == "mode":
        return replace(claim, modality=replace(claim.modality or Modality(), mode=Mode(value)))
    if field == "claimant":
        party = _party(claim, value) if value else None
        return replace(claim, attribution=replace(claim.attribution, claimant=party))
    if field == "country":
        return replace(claim, subject_countries=tuple(value.split()))
    if field in ("low", "high"):
        quantity = claim.quantity or Quantity(claim.citation, None, None, "persons", "strength", rule=_BY_HAND)
        number = float(value) if value else None
        low, high = (number, quantity.high) if field == "low" else (quantity.low, number)
        return replace(claim, quantity=replace(quantity, low=low, high=high))
    if field in ("first", "last"):
        when = claim.when or DayRange(None, None, basis=DateBasis.EXPLICIT, rule=_BY_HAND)
        day = date.fromisoformat(value) if value else None
        first, last = (day, when.last) if field == "first" else (when.first, day)
        return replace(claim, when=replace(when, first=first, last=last, edtf=""))
    if field == "place":
        return _placed(claim, value, find)
    raise ValueError(field)


def _party(claim: Claim, name: str) -> Party:
    before = claim.attribution.claimant
    return replace(before, name=name) if before else Party(name, None, Identification.NAMED)


def _placed(claim: Claim, place_id: str, find: Callable[[str], Place | None]) -> Claim:
    """The first place that is not only context is moved; without one, a place is added."""
    if not place_id:
        kept = tuple(place for place in claim.places if place.role is PlaceRole.CONTEXT)
        return replace(claim, places=kept, not_drawn_because=_BY_HAND)
    place = find(place_id)
    if place is None:
        raise ValueError(place_id)
    first = next(iter(main_places(claim)), None)
    span, role = (first.span, first.role) if first else (claim.citation, PlaceRole.LOCATION)
    moved = ClaimPlace(span, role, ToponymClass.LITERAL, place, ground_of(place), reasons=(_BY_HAND,))
    places = tuple(moved if one is first else one for one in claim.places) if first else (*claim.places, moved)
    return replace(claim, places=places, not_drawn_because=None)


def ground_of(place: Place) -> Footprint:
    """The whole ground of a place: a point with its radius for settlements and facilities, its area for others."""
    shape = Shape.POINT if place.kind in _AS_POINT else Shape.LINE if place.kind is PlaceKind.LINE else Shape.AREA
    radius = round(extent_km(place), 2)
    # the id that footprints gives the same ground, so that both are one mark on the map; a test holds it
    name = hashlib.sha256(f"{shape.value}|{place.id}|{radius:.2f}|0.00|None|None".encode()).hexdigest()[:16]
    lat, lon = round(place.lat, 5), round(place.lon, 5)
    return Footprint(name, shape, (place.id,), lat, lon, precision_of(place), radius, label=place.name)
