"""Claims for programs that exchange knowledge: a STIX 2.1 bundle, and schema.org claims as JSON-LD.

STIX has no claim; a claim is a `note` of its claimant about locations, inside the `report` that was read, and how sure
the claimant is becomes the claimant's `opinion` of that note (FactBank's factuality on STIX's scale of five). Ids are
made from content (UUID 5), so the same claim is the same object in every export.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import shapely

from geo.aspects import main_places, named_claimant
from geo.exports.about import About
from geo.exports.features import Grounds
from geo.gazetteer import Gazetteer
from geo.model import Claim, ClaimPlace, Report, Shape

_NAMESPACE = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")  # the one that STIX 2.1 (2.9) makes deterministic ids in
_OPINION = {
    "CT+": "strongly-agree",
    "PR+": "agree",
    "PS+": "neutral",
    "Uu": "neutral",
    "PS-": "neutral",
    "PR-": "disagree",
    "CT-": "strongly-disagree",
}
_NARRATOR = "Narrator"


def to_stix(claims: Sequence[Claim], reports: Mapping[str, Report], said: About, gazetteer: Gazetteer) -> bytes:
    """A bundle of identities, locations with their precision in metres, notes, opinions and reports."""
    objects: dict[str, dict[str, Any]] = {}
    moment = f"{said.made}T00:00:00.000Z"
    program = _identity(said.program, "system", moment)
    objects[program["id"]] = program

    def put(one: dict[str, Any]) -> str:
        objects.setdefault(one["id"], one)
        return str(one["id"])

    inside: dict[str, list[str]] = {}
    for claim in claims:
        claimant = named_claimant(claim.attribution.claimant)
        author = put(_identity(claimant.name if claimant else _NARRATOR, "unknown", moment))
        grounds = [put(_location(place, moment)) for place in main_places(claim) if place.footprint is not None]
        note = put(_note(claim, [*grounds, author], author, moment))
        opinion = put(_opinion(claim, note, author, moment))
        inside.setdefault(claim.report_id, []).extend([note, opinion, author, *grounds])
    for name, members in inside.items():
        put(_report(reports[name], list(dict.fromkeys(members)), program["id"], moment))
    about = _object("note", f"about {said.fingerprint}", moment)
    about |= {"abstract": said.shown or "Reported positions", "content": f"{said.citation} {said.credit}"}
    put(about | {"object_refs": [program["id"]], "labels": [said.filters] if said.filters else ["everything"]})
    bundle = {"type": "bundle", "id": f"bundle--{uuid5(_NAMESPACE, said.fingerprint)}", "objects": [*objects.values()]}
    return (json.dumps(bundle, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _object(kind: str, key: str, moment: str) -> dict[str, Any]:
    name = f"{kind}--{uuid5(_NAMESPACE, f'{kind} {key}')}"
    return {"type": kind, "spec_version": "2.1", "id": name, "created": moment, "modified": moment}


def _identity(name: str, kind: str, moment: str) -> dict[str, Any]:
    return _object("identity", name, moment) | {"name": name, "identity_class": kind}


def _location(place: ClaimPlace, moment: str) -> dict[str, Any]:
    """`precision` is STIX's: a radius in metres around the point; areas are named and have no point of their own."""
    ground, known = place.footprint, place.place
    assert ground is not None
    found = _object("location", ground.id, moment) | {"name": ground.label or (known.name if known else "")}
    if ground.shape is Shape.POINT and ground.lat is not None:
        found |= {"latitude": ground.lat, "longitude": ground.lon, "precision": max(ground.radius_km, 0.1) * 1000}
    if known is not None and known.admin1:
        found["administrative_area"] = known.admin1
    # STIX wants one of region, country, or a point; who has none of them is described
    found["country" if known is not None and known.country else "region"] = (
        known.country if known is not None and known.country else ground.label or "unknown"
    )
    return found


def _note(claim: Claim, about: list[str], author: str, moment: str) -> dict[str, Any]:
    when = claim.when.edtf if claim.when else ""
    labels = [claim.claim_type.value, claim.modality.mode.value, f"origin:{claim.origin}" if claim.origin else "", when]
    return _object("note", claim.id, moment) | {
        "abstract": claim.claim_type.value.replace("_", " "),
        "content": claim.citation.as_written,
        "created_by_ref": author,
        "labels": [label for label in labels if label],
        "object_refs": list(dict.fromkeys(about)),
    }


def _opinion(claim: Claim, note: str, author: str, moment: str) -> dict[str, Any]:
    return _object("opinion", claim.id, moment) | {
        "opinion": _OPINION.get(claim.modality.factuality, "neutral"),
        "explanation": f"how sure the claimant is: {claim.modality.mode.value}, {claim.modality.factuality}",
        "created_by_ref": author,
        "object_refs": [note],
    }


def _report(report: Report, members: list[str], program: str, moment: str) -> dict[str, Any]:
    published = f"{report.published.isoformat()}T00:00:00.000Z" if report.published else moment
    found = _object("report", report.id, moment) | {
        "name": report.title or report.source or report.id,
        "published": published,
        "created_by_ref": program,
        "object_refs": members,
    }
    if report.url:
        found["external_references"] = [{"source_name": report.source or "source", "url": report.url}]
    return found


def to_jsonld(claims: Sequence[Claim], reports: Mapping[str, Report], said: About, gazetteer: Gazetteer) -> bytes:
    """A schema.org Dataset whose parts are Claims: text, author, where it appeared, when and on what ground."""
    grounds = Grounds(gazetteer)
    parts = [_claim(claim, reports[claim.report_id], grounds) for claim in claims]
    dataset = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": said.shown or "Reported positions",
        "identifier": said.fingerprint,
        "dateCreated": said.made,
        "citation": said.citation,
        "creditText": said.credit,
        "measurementTechnique": f"{said.program}, view: {said.filters or 'everything'}",
        "hasPart": parts,
    }
    return (json.dumps(dataset, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _claim(claim: Claim, report: Report, grounds: Grounds) -> dict[str, Any]:
    claimant = named_claimant(claim.attribution.claimant)
    appeared = {
        "@type": "CreativeWork",
        "name": report.title,
        "url": report.url,
        "publisher": {"@type": "Organization", "name": report.source} if report.source else None,
        "datePublished": report.published.isoformat() if report.published else None,
    }
    found = {
        "@type": "Claim",
        "@id": f"urn:claim:{claim.id}",
        "text": claim.citation.as_written,
        "about": claim.claim_type.value,
        "creativeWorkStatus": claim.modality.mode.value,
        "author": {"@type": "Thing", "name": claimant.name} if claimant else None,
        "temporalCoverage": (claim.when.edtf or None) if claim.when else None,
        "appearance": {key: value for key, value in appeared.items() if value},
        "spatialCoverage": [_place(place, grounds) for place in main_places(claim) if place.footprint] or None,
    }
    return {key: value for key, value in found.items() if value}


def _place(place: ClaimPlace, grounds: Grounds) -> dict[str, Any]:
    """An area is a box around its outline, never a point; the box is what schema.org can say."""
    assert place.footprint is not None
    ground = grounds.of(place.footprint)
    found: dict[str, Any] = {
        "@type": "Place",
        "name": place.footprint.label or (place.place.name if place.place else ""),
    }
    if ground is None:
        return found
    if ground.geom_type == "Point":
        return found | {"geo": {"@type": "GeoCoordinates", "latitude": ground.y, "longitude": ground.x}}
    west, south, east, north = shapely.bounds(ground)
    return found | {"geo": {"@type": "GeoShape", "box": f"{south:.4f} {west:.4f} {north:.4f} {east:.4f}"}}
