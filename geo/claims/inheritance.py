"""Ground that a claim takes over from the words before it, always marked as inherited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo import words
from geo.blocks import Block, BlockKind
from geo.claims import roles
from geo.claims.findings import Findings
from geo.claims.needs import Draft
from geo.model import Claim, ClaimPlace, PlaceKind, PlaceRole, ToponymClass

_TOLL = frozenset(("killed", "wounded", "killed_or_wounded", "missing"))
_PASSED = frozenset((PlaceKind.WATER, PlaceKind.LINE))
_RETOLD = frozenset((PlaceRole.LOCATION, PlaceRole.TARGET, PlaceRole.DESTINATION))


def names_unknown(findings: Findings, draft: Draft) -> bool:
    """True when the clause names ground that the gazetteer does not know: then nothing else may stand in for it."""
    tokens = findings.parsed.tokens
    strange = [
        i
        for i in draft.predicate.patients
        if tokens[i].pos == "PROPN" and tokens[i].ent not in ("PERSON", "ORG") and findings.cast.hit(i) is None
    ]
    return bool(strange) or any(i in findings.unknown for i in draft.tokens)


def inherited(findings: Findings, draft: Draft, before: Sequence[Claim]) -> tuple[ClaimPlace, ...]:
    """The ground of the words before, where this claim needs ground and its own words name none.

    First the claim before in the same paragraph, then a place named there without a claim ("Chasiv Yar. Russian forces
    attacked …"), then the heading, then the place that the press report is about (not in bulletins, entries and posts).
    """
    here = findings.block(draft.predicate.token)
    if here is None:
        return ()
    for claim in reversed(before):
        if findings.block(findings.token_at(claim.citation.start)) != here:
            break
        if places := _retold(claim):
            return places
    named = [at for at in findings.grounds_of.get(here.number, []) if at < draft.predicate.token]
    near = [at for at in named if at not in findings.speech]
    if near:
        return _carried([roles.claim_place(*findings.grounds[near[-1]], PlaceRole.LOCATION)])
    if headed := _topics(findings, here):
        return _carried([roles.claim_place(*findings.grounds[at], PlaceRole.LOCATION) for at in headed])
    if here.kind is not BlockKind.PARAGRAPH or here.label is not None:
        return ()
    if not _official(findings) and _goes_on(findings, draft) and (told := _told_before(findings, here, before)):
        return told
    if findings.focus is not None and not _official(findings):
        return _carried([roles.claim_place(*findings.grounds[findings.focus], PlaceRole.LOCATION)])
    return ()


def _goes_on(findings: Findings, draft: Draft) -> bool:
    """True for a toll, and for words that point to an event or a place told before ("in the attack", "the camp")."""
    measures = {findings.counts[at].measure for at in draft.counts}
    if measures & _TOLL:
        return True
    told = words.lemmas("told_before.txt", findings.parsed.language)
    pointed = [i for i in draft.tokens if findings.parsed.tokens[i].lemma.casefold() in told]
    below = [findings.parsed.tokens[c] for i in pointed for c in findings.parsed.children(i)]
    return any(token.text.casefold() == "the" for token in below)


def _told_before(findings: Findings, here: Block, before: Sequence[Claim]) -> tuple[ClaimPlace, ...]:
    """The ground of the last claim of the paragraph before, where the press goes on with the same event."""
    for claim in reversed(before):
        there = findings.block(findings.token_at(claim.citation.start))
        if there is None or here.number - there.number > 1 or there.kind is not BlockKind.PARAGRAPH:
            return ()
        if places := _retold(claim):
            return places
    return ()


def within_country(findings: Findings, places: Sequence[ClaimPlace], before: Sequence[Claim]) -> tuple[ClaimPlace, ...]:
    """ "Hold territory inside Russia", right after an area of Russia: that area, with the country around it."""
    placed = [place for place in places if place.role is not PlaceRole.CONTEXT]
    country = placed[0] if len(placed) == 1 else None
    if country is None or country.place is None or country.place.kind is not PlaceKind.COUNTRY or not before:
        return ()
    here = findings.block(findings.token_at(country.span.start))
    there = findings.block(findings.token_at(before[-1].citation.start))
    if here is None or there is None or here.number - there.number > 1:
        return ()
    told = [
        place
        for place in before[-1].places
        if place.place is not None
        and place.place.kind is PlaceKind.ADM1
        and findings.gazetteer.within(place.place.id, country.place.id)
    ]
    return (replace(country, role=PlaceRole.CONTEXT), *_carried(told)) if told else ()


def _official(findings: Findings) -> bool:
    """True for a bulletin of a ministry or a staff, whose paragraphs each tell of another sector."""
    return findings.publisher_side is not None


def _topics(findings: Findings, block: Block) -> list[int]:
    """The places of the heading right above a paragraph."""
    above = findings.blocks[block.number - 1] if 0 < block.number <= len(findings.blocks) else None
    if above is None or above.kind not in (BlockKind.HEADING, BlockKind.ENTRY) or above.number == 0:
        return []
    return findings.grounds_of.get(above.number, [])


def _retold(claim: Claim) -> tuple[ClaimPlace, ...]:
    """The ground of a claim that the next one may stand on; rivers and borders are only passed."""
    placed = [(place, place.place.kind) for place in claim.places if place.role in _RETOLD and place.place is not None]
    return _carried([place for place, kind in placed if kind not in _PASSED])


def _carried(places: Iterable[ClaimPlace]) -> tuple[ClaimPlace, ...]:
    return tuple(
        replace(
            place,
            role=PlaceRole.LOCATION,
            toponym_class=ToponymClass.INHERITED,
            reasons=(*place.reasons, "carried over from the words before"),
        )
        for place in places
    )
