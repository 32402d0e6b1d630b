"""What a claim is filtered, compared and searched by: its claimant, its narrowest ground, the question it answers."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from geo.model import Claim, ClaimPlace, Identification, Party, Place, PlaceKind, PlaceRole

_APOSTROPHES = "’'ʼ`´"
_INVISIBLE = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))

PRECISION_OF_KIND = {
    PlaceKind.COUNTRY: 6,
    PlaceKind.ADM1: 4,
    PlaceKind.ADM2: 3,
    PlaceKind.SETTLEMENT: 1,
    PlaceKind.FACILITY: 1,
    PlaceKind.REGION: 5,
    PlaceKind.WATER: 5,
    PlaceKind.LINE: 5,
    PlaceKind.CONTINENT: 7,
}
"""UCDP GED `where_prec` of a place named without more words."""


@lru_cache(maxsize=65536)
def fold(words: str) -> str:
    """Words as search sees them: no case, no accents, no apostrophes, ё as е, one space between words.

    SQL's own LIKE and lower() know only Latin capitals in SQLite, so the folding is ours on every database.
    """
    if words.isascii():
        plain = words.lower().replace("'", "").replace("`", "")
    else:
        plain = unicodedata.normalize("NFKD", words).casefold().translate(_dropped())
    return " ".join(plain.split())


@cache
def _dropped() -> dict[int, None]:
    """Accents, apostrophes and what cannot be seen."""
    accents = (code for code in range(0x20000) if unicodedata.combining(chr(code)))
    return dict.fromkeys((*accents, *map(ord, _APOSTROPHES), *_INVISIBLE))


def named_claimant(party: Party | None) -> Party | None:
    """The party when it is a claimant: a passive or the unsigned author is none."""
    if party is None or party.identification is Identification.PASSIVE:
        return None
    return None if party.identification is Identification.AUTHOR and party.span is None else party


def identification(claim: Claim) -> Identification:
    """How the claimant is identified; without one, passive for hearsay and author for the narrator."""
    if claim.attribution.claimant is not None:
        return claim.attribution.claimant.identification
    return Identification.PASSIVE if claim.attribution.hearsay else Identification.AUTHOR


def precision_of(place: Place | None) -> int:
    """UCDP GED `where_prec` of a bare place, 0 without one."""
    return PRECISION_OF_KIND[place.kind] if place else 0


def narrowest(claim: Claim) -> int:
    """UCDP GED `where_prec` of the claim's sharpest place, context aside; 0 without a place."""
    found = [
        place.footprint.where_prec if place.footprint else precision_of(place.place) for place in main_places(claim)
    ]
    return min((prec for prec in found if prec), default=0)


def main_places(claim: Claim) -> list[ClaimPlace]:
    """The places of the claim that are not only its surroundings."""
    return [place for place in claim.places if place.role is not PlaceRole.CONTEXT]


def question(claim: Claim) -> str:
    """What the claim answers: measure (or type), subject and ground. Claims that share all three can be compared."""
    ground = sorted(
        place.footprint.id if place.footprint else place.place.id if place.place else "" for place in main_places(claim)
    )
    about = claim.quantity.measure if claim.quantity else claim.claim_type._value_
    return "|".join((about, "+".join(claim.subject_countries), "+".join(filter(None, ground))))
