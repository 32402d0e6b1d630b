"""The output contract of the codebook: one JSON object a claim or a toponym, fields and order fixed."""

from __future__ import annotations

from typing import Any

from geo.aspects import identification, named_claimant, precision_of
from geo.model import Claim, ClaimPlace, DayRange, Footprint, Party, Quantity, Report, Resolution


def to_contract(claim: Claim, report: Report) -> dict[str, Any]:
    """The claim as a plain dict, exactly the fields of the output contract in their order.

    `claimant` is None for the narrator and for passives. `lat` and `lon` (WGS84 degrees) of an area are a point
    inside it. Each place also carries `start` and `end`, the offsets of its words.
    """
    attribution, when, modality = claim.attribution, claim.when, claim.modality
    claimant = named_claimant(attribution.claimant)
    return {
        "id": claim.id,
        "report": claim.report_id,
        "source": report.source,
        "published": report.published.isoformat() if report.published else None,
        "start": claim.citation.start,
        "end": claim.citation.end,
        "quote": claim.citation.as_written,
        "quote_kind": attribution.quote_kind.value,
        "claim_type": claim.claim_type.value,
        "claimant": claimant.name if claimant else None,
        "claimant_text": claimant.span.as_written if claimant and claimant.span else None,
        "identification": identification(claim).value,
        "relays": [_relay(relay) for relay in attribution.relays],
        "cue": attribution.cue.as_written if attribution.cue else None,
        "subject": claim.subject.name if claim.subject else None,
        "subject_countries": list(claim.subject_countries),
        "object_countries": list(claim.object_countries),
        "quantity": _quantity(claim.quantity),
        "places": [_place(place) for place in claim.places],
        "event_start": when.first.isoformat() if when and when.first else None,
        "event_end": when.last.isoformat() if when and when.last else None,
        "date_prec": when.date_prec if when else None,
        "date_text": when.span.as_written if when and when.span else None,
        "edtf": _edtf(when),
        "factuality": modality.factuality,
        "modality": modality.mode.value,
        "hedge": modality.hedge.as_written if modality.hedge else None,
        "origin": claim.origin or None,
        "drawn": claim.drawn,
        "not_drawn_because": claim.not_drawn_because,
    }


def _relay(relay: Party) -> str:
    """The outlet as the report's readers know it, with the canonical label: "Радіо Свобода (Radio Liberty)"."""
    return f"{relay.written} ({relay.name})" if relay.written else relay.name


def toponym_to_contract(resolution: Resolution, footprint: Footprint | None = None) -> dict[str, Any]:
    """A toponym with its decision as a plain dict; unresolved and metonymic ones have null coordinates."""
    toponym, place = resolution.toponym, resolution.place
    where_prec = footprint.where_prec if footprint else precision_of(place)
    return {
        "start": toponym.span.start,
        "end": toponym.span.end,
        "text": toponym.span.as_written,
        "name": place.name if place else None,
        "id": place.id if place else None,
        "lat": round(place.lat, 5) if place else None,
        "lon": round(place.lon, 5) if place else None,
        "country": place.country if place else None,
        "admin1": place.admin1 if place else None,
        "where_prec": where_prec,
        "toponym_class": toponym.toponym_class.value,
        "reasons": list(dict.fromkeys((*toponym.reasons, *resolution.reasons))),
    }


def _place(place: ClaimPlace) -> dict[str, Any]:
    known, footprint = place.place, place.footprint
    lat = footprint.lat if footprint and footprint.lat is not None else (known.lat if known else None)
    lon = footprint.lon if footprint and footprint.lon is not None else (known.lon if known else None)
    return {
        "text": place.span.as_written,
        "role": place.role.value,
        "name": known.name if known else (footprint.label or None if footprint else None),
        "id": known.id if known else None,
        "lat": round(lat, 5) if lat is not None else None,
        "lon": round(lon, 5) if lon is not None else None,
        "where_prec": footprint.where_prec if footprint else precision_of(known),
        "ambiguous": place.ambiguous,
        "reasons": list(dict.fromkeys(place.reasons)),
        "start": place.span.start,
        "end": place.span.end,
        "toponym_class": place.toponym_class.value,
    }


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    return {
        "text": quantity.span.as_written,
        "low": _number(quantity.low),
        "high": _number(quantity.high),
        "unit": quantity.unit,
        "measure": quantity.measure,
    }


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a decimal point, as people write them."""
    return int(value) if value is not None and float(value).is_integer() else value


def _edtf(when: DayRange | None) -> str | None:
    if when is None:
        return None
    if when.edtf:
        return when.edtf
    first = when.first.isoformat() if when.first else ".."
    last = when.last.isoformat() if when.last else ".."
    if first == last == "..":
        return None
    return first if first == last else f"{first}/{last}"
