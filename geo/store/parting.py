"""One claim as two, and two as one: by hand, where the machine has cut a sentence in the wrong place.

Every field goes with its words: what is evidenced in the second part belongs to the second claim. What stands outside
the citation (an inherited place, the claimant of the paragraph) belongs to both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from geo.aspects import main_places
from geo.errors import StoreError
from geo.model import Claim, ClaimPlace, Quantity, Report, Span

LONGEST = 1_200
"""Characters of a citation that two merged claims share; farther apart, the first keeps its own."""
_NO_PLACE = "no place in the words"
_BY_HAND = "split by hand"
_WORD = re.compile(r"\S+")


def cuts(claim: Claim) -> tuple[int, ...]:
    """Where the citation can be parted, as offsets into the report: before every word but the first."""
    begins = [claim.citation.start + word.start() for word in _WORD.finditer(claim.citation.as_written)]
    return tuple(begins[1:])


def likely_cut(claim: Claim) -> int | None:
    """The cut to offer first: after punctuation between two fields of one kind, or nearest to the middle."""
    found = cuts(claim)
    if not found:
        return None
    words = claim.citation.as_written
    grounds = sorted(place.span.start for place in main_places(claim))
    middle = sum(grounds[:2]) / 2 if len(grounds) > 1 else (claim.citation.start + claim.citation.end) / 2

    def far(cut: int) -> tuple[bool, float]:
        before = words[: cut - claim.citation.start].rstrip()
        return not before.endswith((",", ";", ":", ".", "—", "–")), abs(cut - middle)

    return min(found, key=far)


def first_part(claim: Claim, cut: int) -> Claim:
    """The claim with only what stands before the cut. Raises StoreError for a cut outside its words."""
    begin, end = claim.citation.start, claim.citation.end
    if not begin < cut < end:
        raise StoreError("The claim cannot be split there, so nothing was saved; choose a place inside its words.")
    words = claim.citation.as_written[: cut - begin].rstrip()
    if not words or not claim.citation.as_written[cut - begin :].strip():
        raise StoreError("The claim cannot be split there, so nothing was saved; choose a place inside its words.")
    return _part(claim, Span(begin, begin + len(words), words))


def second_part(claim: Claim, cut: int) -> Claim:
    """The claim made of what stands from the cut on, with an id and an origin of its own."""
    first_part(claim, cut)
    rest = claim.citation.as_written[cut - claim.citation.start :]
    words = rest.strip()
    start = cut + len(rest) - len(rest.lstrip())
    made = _part(claim, Span(start, start + len(words), words))
    name = part_id(claim.id, cut)
    return replace(made, id=name, origin=name if claim.origin else "", origin_basis=_BY_HAND if claim.origin else "")


def part_id(claim_id: str, cut: int) -> str:
    """The id of the second part: the same split gives the same claim."""
    return hashlib.sha256(f"{claim_id}|{cut}".encode()).hexdigest()[:16]


def _part(claim: Claim, citation: Span) -> Claim:
    whole = claim.citation

    def own(span: Span) -> bool:
        inside = whole.start <= span.start < whole.end
        return not inside or citation.start <= span.start < citation.end

    places = tuple(place for place in claim.places if own(place.span))
    quantity = claim.quantity if claim.quantity and own(claim.quantity.span) else None
    when = claim.when if claim.when is None or claim.when.span is None or own(claim.when.span) else None
    predicate = claim.predicate if claim.predicate and own(claim.predicate) else None
    parted = replace(claim, citation=citation, places=places, quantity=quantity, when=when, predicate=predicate)
    if claim.drawn and not any(place.footprint for place in main_places(parted)):
        parted = replace(parted, not_drawn_because=_NO_PLACE)
    return replace(parted, reasons=(*claim.reasons, _BY_HAND), corrections=())


def merged(claim: Claim, others: Iterable[Claim], report: Report | None) -> Claim:
    """The claim with what other claims of the same report add: their places, and fields that it leaves empty."""
    for other in others:
        known = {_same(place) for place in claim.places}
        more = tuple(place for place in other.places if _same(place) not in known)
        said = claim.attribution
        said = replace(
            said,
            claimant=said.claimant or other.attribution.claimant,
            relays=said.relays or other.attribution.relays,
            cue=said.cue or other.attribution.cue,
        )
        claim = replace(
            claim,
            citation=_covering(claim.citation, other.citation, report),
            attribution=said,
            places=(*claim.places, *more),
            quantity=_fuller(claim.quantity, other.quantity),
            when=claim.when or other.when,
            subject=claim.subject or other.subject,
            subject_countries=claim.subject_countries or other.subject_countries,
            object=claim.object or other.object,
            object_countries=claim.object_countries or other.object_countries,
        )
        if not claim.drawn and any(place.footprint for place in main_places(claim)):
            claim = replace(claim, not_drawn_because=None)
    return claim


def _same(place: ClaimPlace) -> tuple[str, str]:
    ground = place.footprint.id if place.footprint else place.place.id if place.place else place.span.as_written
    return place.role.value, ground


def _fuller(one: Quantity | None, other: Quantity | None) -> Quantity | None:
    return one or other


def _covering(one: Span, other: Span, report: Report | None) -> Span:
    start, end = min(one.start, other.start), max(one.end, other.end)
    if report is None or end - start > LONGEST:
        return one
    return Span(start, end, report.text[start:end])
