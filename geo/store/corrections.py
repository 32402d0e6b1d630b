"""A claim as people have corrected it: the machine's claim stays as it was, this one is shown and filtered by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from geo.aspects import main_places, precision_of
from geo.errors import StoreError
from geo.footprints import extent_km
from geo.interface import label, say
from geo.model import (
    Claim,
    ClaimPlace,
    ClaimType,
    Correction,
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
    Report,
    Shape,
    ToponymClass,
)
from geo.phrases import country, day, number
from geo.store.judgements import Judgement
from geo.store.parting import first_part, merged

FIELDS = (
    *("claim_type", "mode", "claimant", "country", "low", "high", "unit", "measure"),
    *("first", "last", "place", "role"),
)
"""What can be corrected. Values are text as in a filter; an empty one means none. `place2` is the second place."""
SPLIT, PART, MERGED, INTO = "split", "part_of", "merged", "merged_into"
"""Fields of the rows that part and join claims: `split` holds the cut, `part_of` the claim that was cut, `merged` the
claims that were taken in, `merged_into` the claim that took this one in."""

_ORDER = (SPLIT, PART, MERGED, INTO)
_AS_POINT = (PlaceKind.SETTLEMENT, PlaceKind.FACILITY)
_BY_HAND = "corrected by hand"
_CERTAINTY = {Mode.ASSERTED: "CT+", Mode.HEDGED: "PR+", Mode.NEGATED: "CT-"}
_NTH = re.compile(r"(place|role)([2-9])?")


@dataclass(frozen=True, slots=True)
class Around:
    """What a correction may ask for: a gazetteer entry by its id, another claim by its id, the claim's report."""

    find: Callable[[str], Place | None]
    claim: Callable[[str], Claim | None] = lambda name: None
    report: Report | None = None


def corrected(claim: Claim, corrections: Iterable[tuple[str, str]], find: Callable[[str], Place | None]) -> Claim:
    """The claim with (field, value) corrections applied; `find` looks a gazetteer id up.

    Raises StoreError with one sentence for a field or value that makes no sense.
    """
    rows = (Judgement(claim.id, "", field=field, value=value) for field, value in corrections)
    return replace(amended(claim, rows, Around(find)), corrections=())


def amended(claim: Claim, standing: Iterable[Judgement], around: Around) -> Claim:
    """The claim as the standing corrections leave it, each of them told in `corrections`. Raises StoreError."""
    told: list[Correction] = []
    for row in sorted(standing, key=lambda row: _ORDER.index(row.field) if row.field in _ORDER else len(_ORDER)):
        field, value = row.field or "", (row.value or "").strip()
        before = claim
        try:
            claim = _one(claim, field, value, around)
        except ValueError:
            raise StoreError(
                f"“{value[:40]}” makes no sense as {field.replace('_', ' ')}, so the correction was not saved."
            ) from None
        told.append(Correction(field, in_words(before, field), in_words(claim, field), row.person, row.at))
    _in_order(claim)
    return replace(claim, corrections=tuple(told))


def _in_order(claim: Claim) -> None:
    amount, when = claim.quantity, claim.when
    if amount and amount.low is not None and amount.high is not None and amount.low > amount.high:
        raise StoreError("The lowest number lies above the highest, so the correction was not saved; change both.")
    if when and when.first and when.last and when.first > when.last:
        raise StoreError("The first day lies after the last, so the correction was not saved; change both.")


def in_words(claim: Claim, field: str) -> str:
    """One correctable field of a claim as a reader says it."""
    amount, when = claim.quantity, claim.when
    if match := _NTH.fullmatch(field):
        main = main_places(claim)
        at = int(match[2] or 1) - 1
        if at >= len(main):
            return say("card.nowhere")
        if match[1] == "role":
            return label("roles", main[at].role.value)
        ground, known = main[at].footprint, main[at].place
        return ground.label if ground else known.name if known else say("card.nowhere")
    said = claim.attribution.claimant
    words = {
        "claim_type": label("types", claim.claim_type.value),
        "mode": label("modes", claim.modality.mode.value),
        "claimant": said.name if said else say("card.narrator"),
        "country": " and ".join(country(code) or code for code in claim.subject_countries) or say("card.nobody"),
        "low": number(amount.low) if amount and amount.low is not None else say("card.open"),
        "high": number(amount.high) if amount and amount.high is not None else say("card.open"),
        "unit": amount.unit if amount else "",
        "measure": amount.measure.replace("_", " ") if amount else "",
        "first": day(when.first) if when and when.first else say("card.open"),
        "last": day(when.last) if when and when.last else say("card.open"),
    }
    return words.get(field, claim.citation.as_written)


def is_gone(rows: Iterable[Judgement]) -> bool:
    """Whether a claim is shown no more after all its rows: taken into another, or part of a split taken back."""
    rows = tuple(rows)
    undone = {row.undoes for row in rows if row.undoes is not None}
    parts = [row.id not in undone for row in rows if row.field == PART]
    return any(row.field == INTO and row.id not in undone for row in rows) or (bool(parts) and not any(parts))


def _one(claim: Claim, field: str, value: str, around: Around) -> Claim:
    if field == "claim_type":
        return replace(claim, claim_type=ClaimType(value))
    if field == "mode":
        mode = Mode(value)
        sure = replace(claim.modality or Modality(), mode=mode, factuality=_CERTAINTY.get(mode, "Uu"))
        return replace(claim, modality=sure)
    if field == "claimant":
        party = _party(claim, value) if value else None
        return replace(claim, attribution=replace(claim.attribution, claimant=party, hearsay=False))
    if field == "country":
        return replace(claim, subject=None, subject_countries=tuple(_code(word) for word in value.split()))
    if field in ("low", "high", "unit", "measure"):
        return replace(claim, quantity=_counted(claim, field, value))
    if field in ("first", "last"):
        when = claim.when or DayRange(None, None, basis=DateBasis.EXPLICIT, rule=_BY_HAND)
        at = date.fromisoformat(value) if value else None
        first, last = (at, when.last) if field == "first" else (when.first, at)
        return replace(claim, when=replace(when, first=first, last=last, edtf=""))
    if match := _NTH.fullmatch(field):
        nth = int(match[2] or 1) - 1
        return _placed(claim, value, around.find, nth) if match[1] == "place" else _acting(claim, value, nth)
    if field == SPLIT:
        return first_part(claim, int(value))
    if field == MERGED:
        others = [other for name in value.split() if (other := around.claim(name))]
        return merged(claim, others, around.report)
    if field in (PART, INTO):
        return claim
    raise ValueError(field)


def _code(word: str) -> str:
    if not (len(word) == 3 and word.isascii() and word.isupper()):
        raise ValueError(word)
    return word


def _counted(claim: Claim, field: str, value: str) -> Quantity:
    amount = claim.quantity or Quantity(claim.citation, None, None, "persons", "strength", rule=_BY_HAND)
    if field in ("unit", "measure"):
        if not value.replace("_", "").isalnum():
            raise ValueError(value)
        return replace(amount, unit=value) if field == "unit" else replace(amount, measure=value)
    bound = float(value) if value else None
    if bound is not None and not 0 <= bound < 1e15:
        raise ValueError(value)
    return replace(amount, low=bound) if field == "low" else replace(amount, high=bound)


def _party(claim: Claim, name: str) -> Party:
    before = claim.attribution.claimant
    return replace(before, name=name) if before else Party(name, None, Identification.NAMED)


def _acting(claim: Claim, role: str, at: int) -> Claim:
    main = main_places(claim)
    if at >= len(main):
        raise ValueError(role)
    changed = replace(main[at], role=PlaceRole(role))
    return replace(claim, places=tuple(changed if one is main[at] else one for one in claim.places))


def _placed(claim: Claim, place_id: str, find: Callable[[str], Place | None], at: int = 0) -> Claim:
    """The n-th place that is not only context is moved; without one, a place is added. Empty: none of them."""
    main = main_places(claim)
    held = main[at] if at < len(main) else None
    if not place_id:
        gone = main if at == 0 else [held]
        kept = tuple(place for place in claim.places if not any(place is one for one in gone))
        still = any(place.footprint for place in main_places(replace(claim, places=kept)))
        return replace(claim, places=kept, not_drawn_because=claim.not_drawn_because if still else _BY_HAND)
    place = find(place_id)
    if place is None:
        raise ValueError(place_id)
    span, role = (held.span, held.role) if held else (claim.citation, PlaceRole.LOCATION)
    moved = ClaimPlace(span, role, ToponymClass.LITERAL, place, ground_of(place), reasons=(_BY_HAND,))
    places = tuple(moved if one is held else one for one in claim.places) if held else (*claim.places, moved)
    return replace(claim, places=places, not_drawn_because=None)


def ground_of(place: Place) -> Footprint:
    """The whole ground of a place: a point with its radius for settlements and facilities, its area for others."""
    shape = Shape.POINT if place.kind in _AS_POINT else Shape.LINE if place.kind is PlaceKind.LINE else Shape.AREA
    radius = round(extent_km(place), 2)
    # the id that footprints gives the same ground, so that both are one mark on the map; a test holds it
    name = hashlib.sha256(f"{shape.value}|{place.id}|{radius:.2f}|0.00|None|None".encode()).hexdigest()[:16]
    lat, lon = round(place.lat, 5), round(place.lon, 5)
    return Footprint(name, shape, (place.id,), lat, lon, precision_of(place), radius, label=place.name)
