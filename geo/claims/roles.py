"""What a place is to a predicate: location, origin, destination, target or context (codebook rule 2)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geo import words
from geo.claims.findings import Findings
from geo.language import Token
from geo.model import ClaimPlace, ClaimType, Footprint, PlaceRole, Resolution, Shape
from geo.predicates import Predicate

_MOVES = frozenset((ClaimType.TRANSFER, ClaimType.MOVEMENT, ClaimType.INCURSION, ClaimType.MATERIEL))
_STANDS = frozenset((ClaimType.PRESENCE, ClaimType.STRENGTH, ClaimType.BUILDUP))
_STILL = frozenset((PlaceRole.LOCATION, PlaceRole.TARGET))
_STRIKES = frozenset((ClaimType.STRIKE, ClaimType.CLASH, ClaimType.ATTACK_SERIES, ClaimType.OFFENSIVE))


DIRECTION = "direction"
"""What stands for "in the direction of", which is no single preposition."""


@cache
def _prepositions(language: str) -> dict[str, str]:
    """Preposition → origin, destination, toward, context (`data/words/<language>/role_prepositions.csv`)."""
    return {row["word"]: row["role"] for row in words.rows("role_prepositions.csv", language)}


@cache
def _cases(language: str) -> dict[str, str]:
    return {row["word"]: row["case"] for row in words.rows("role_prepositions.csv", language)}


def role(findings: Findings, predicate: Predicate, at: int) -> PlaceRole:
    """The role of the place that begins at token `at`."""
    kind = predicate.claim_type
    word, own_verb = _governor(findings, predicate, at)
    sense = "toward" if word == DIRECTION else _prepositions(findings.parsed.language).get(word, "")
    if _venue(findings, predicate, at):
        return PlaceRole.CONTEXT
    if at in predicate.purpose:
        return PlaceRole.TARGET if kind in _STANDS | _STRIKES else PlaceRole.DESTINATION
    if sense == "origin" and (own_verb or kind in _MOVES):
        return PlaceRole.ORIGIN
    if sense in ("destination", "toward") and (kind in _MOVES or (kind is ClaimType.STATEMENT and own_verb)):
        return PlaceRole.DESTINATION
    if sense == "toward" and kind in _STRIKES | {ClaimType.HOLDING}:
        return PlaceRole.TARGET
    if sense == "context":
        return PlaceRole.CONTEXT
    if not word and kind is ClaimType.MOVEMENT and _leaves(findings, predicate):
        return PlaceRole.ORIGIN
    if not word and kind is ClaimType.STRIKE and _is_object(predicate, at):
        return PlaceRole.TARGET
    return PlaceRole.LOCATION


def acts(findings: Findings, predicate: Predicate, at: int) -> bool:
    """True for a country or seat of government that does it: "Moscow has pulled two regiments out" is not in Moscow."""
    head = _head_of(findings, at)
    hit = findings.cast.hit(head)
    if hit is None or hit.kind not in ("seat", "name") or head not in predicate.agents or predicate.passive:
        return False
    token = findings.parsed.tokens[head]
    return token.dep in ("nsubj", "poss") or (not token.dep and "Case=Nom" in token.morph)


def _venue(findings: Findings, predicate: Predicate, at: int) -> bool:
    """True for where people talk: "to resume talks in Doha", "expects the two sides to meet in Amman"."""
    tokens, talks = findings.parsed.tokens, words.lemmas("talks.txt", findings.parsed.language)
    if not tokens[at].dep:
        return any(t.lemma.casefold() in talks for t in tokens[max(0, at - 4) : at])
    here = _head_of(findings, at)
    for _ in range(4):
        if tokens[here].head == here:
            break
        here = tokens[here].head
        if tokens[here].lemma.casefold() in talks:
            return True
        if here == predicate.clause or tokens[here].pos in ("VERB", "AUX"):
            below = findings.parsed.children(here)
            return any(tokens[c].dep in ("dobj", "nsubj") and tokens[c].lemma.casefold() in talks for c in below)
    return False


def _leaves(findings: Findings, predicate: Predicate) -> bool:
    lemma = findings.parsed.tokens[predicate.token].lemma.casefold()
    return lemma in words.lemmas("leaving.txt", findings.parsed.language)


def _is_object(predicate: Predicate, at: int) -> bool:
    return at in predicate.patients


def _governor(findings: Findings, predicate: Predicate, at: int) -> tuple[str, bool]:
    """The preposition over the place, and whether it hangs on the predicate itself; ("", True) for a bare object."""
    parsed = findings.parsed
    tokens = parsed.tokens
    if parsed.language != "en":
        before = at - 1
        kinds = words.lemmas("territory.txt", parsed.language)
        while (
            before >= 0
            and at - before < 6
            and (
                tokens[before].pos in ("ADJ", "DET", "NUM")
                or tokens[before].lemma.casefold() in kinds
                or _beside(tokens, before)
            )
        ):
            before -= 1
        if before >= 0 and tokens[before].text.casefold() in words.lemmas("directions.txt", parsed.language):
            return DIRECTION, True
        if before < 0 or tokens[before].pos not in ("ADP", "PART"):
            return "", True
        word, needed = tokens[before].text.casefold(), _cases(parsed.language).get(tokens[before].text.casefold(), "")
        fits = not needed or any(f"Case={needed}" in tokens[i].morph for i in range(before + 1, at + 1))
        return (word, True) if fits else ("", True)
    here, steps = _head_of(findings, at), 0
    while steps < 6:
        token = tokens[here]
        if token.i in (predicate.token, predicate.clause) or token.head == here:
            return "", True
        above = tokens[token.head]
        if above.pos == "ADP" and token.dep in ("pobj", "pcomp", "prep"):
            lemma = above.lemma.casefold()
            if lemma == "of" and above.head != above.i:
                # "the outskirts of X", "out of X": what counts stands above
                if tokens[above.head].pos == "ADP":
                    return f"{tokens[above.head].lemma.casefold()} of", True
                here, steps = above.head, steps + 1
                continue
            if above.dep == "prep" and tokens[above.head].pos == "ADP":
                return f"{tokens[above.head].lemma.casefold()} {lemma}", True
            return lemma, tokens[above.head].i in (predicate.token, predicate.clause)
        here, steps = token.head, steps + 1
    return "", True


def _beside(tokens: Sequence[Token], at: int) -> bool:
    """A name, comma or "and" between the preposition and a later name of its list."""
    return tokens[at].pos in ("PROPN", "CCONJ") or (tokens[at].text == "," and tokens[at - 1].pos == "PROPN")


def _head_of(findings: Findings, at: int) -> int:
    """The head token of the place name that begins at `at`."""
    resolution, _ = findings.grounds[at]
    inside = [t.i for t in findings.parsed.between(resolution.toponym.span.start, resolution.toponym.span.end)]
    heads = [i for i in inside if findings.parsed.tokens[i].head not in inside]
    return heads[-1] if heads else at


def claim_place(found: Resolution, ground: Footprint | None, role_: PlaceRole) -> ClaimPlace:
    """A resolution as a claim's place."""
    toponym = found.toponym
    return ClaimPlace(
        toponym.span,
        role_,
        toponym.toponym_class,
        found.place,
        ground,
        found.ambiguous,
        (*toponym.reasons, *found.reasons),
    )


def settle(findings: Findings, places: list[ClaimPlace]) -> tuple[ClaimPlace, ...]:
    """The places of one claim with enclosing areas and mere bearings as context."""
    settled: list[ClaimPlace] = []
    for place in places:
        others = [
            other for other in places if other is not place and other.place and other.role is not PlaceRole.CONTEXT
        ]
        alike = [other for other in others if (other.role in _STILL) == (place.role in _STILL)]
        demoted = place.role is not PlaceRole.ORIGIN and any(
            _encloses(findings, place, other) or _bears(findings, place, other)
            for other in alike
            if other.role is not PlaceRole.ORIGIN
        )
        settled.append(_as_context(place) if demoted else place)
    return tuple(settled)


def _encloses(findings: Findings, outer: ClaimPlace, inner: ClaimPlace) -> bool:
    assert outer.place is not None
    assert inner.place is not None
    if outer.place.id == inner.place.id:
        return outer.span.start > inner.span.start
    return findings.gazetteer.within(inner.place.id, outer.place.id)


def _bears(findings: Findings, place: ClaimPlace, other: ClaimPlace) -> bool:
    """ "Sake, 25 km northwest of Goma": Goma only says where Sake is."""
    if place.footprint is None or place.footprint.shape is not Shape.SECTOR or other.span.end > place.span.start:
        return False
    between = findings.parsed.text[other.span.end : place.span.start]
    return len(between) < 60 and between.lstrip()[:1] in (",", "(")


def _as_context(place: ClaimPlace) -> ClaimPlace:
    return ClaimPlace(
        place.span, PlaceRole.CONTEXT, place.toponym_class, place.place, place.footprint, place.ambiguous, place.reasons
    )
