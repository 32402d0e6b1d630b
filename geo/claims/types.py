"""The claim type of a predicate in its place: what was hit, from how far, who suffered, whether it is to come.

The lexicon gives a first type; ACLED's distinction between armed clash, explosion and violence against civilians needs
the weapon and the victim, which only the clause tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from geo import words
from geo.actors import CIVILIANS
from geo.claims.findings import Findings
from geo.claims.needs import Draft, any_armed
from geo.model import Actor, ClaimType, Modality, Mode, Quantity

_HARM = frozenset(("killed", "wounded", "killed_or_wounded", "missing", "captured"))
_HARMFUL = frozenset((ClaimType.LOSSES, ClaimType.CIVILIAN_HARM, ClaimType.STRIKE, ClaimType.CLASH, ClaimType.STATEMENT,
                      ClaimType.STRENGTH, ClaimType.PRESENCE, ClaimType.MOVEMENT))  # fmt: skip


def kind(
    findings: Findings, draft: Draft, modality: Modality, subject: Sequence[Actor], amounts: Sequence[Quantity]
) -> ClaimType:
    """The type of a claim by its predicate, weapon, victims and mode."""
    found = draft.predicate.claim_type
    if found is ClaimType.CLASH and _from_afar(findings, draft):
        found = ClaimType.STRIKE
    found = _harm(findings, draft, found, subject, amounts)
    if draft.predicate.intent and modality.mode is not Mode.NEGATED:
        return ClaimType.INTENT
    if modality.mode is Mode.FORECAST:
        return ClaimType.FORECAST
    if modality.mode is Mode.OPINION:
        return ClaimType.OPINION
    return found


def _from_afar(findings: Findings, draft: Draft) -> bool:
    """ "attacked with drones", "an air attack": a strike, whatever the verb."""
    far = words.lemmas("far_weapons.txt", findings.parsed.language)
    return any(findings.parsed.tokens[i].lemma.casefold() in far for i in draft.tokens)


def _harm(
    findings: Findings, draft: Draft, found: ClaimType, subject: Sequence[Actor], amounts: Sequence[Quantity]
) -> ClaimType:
    """Losses where an armed side suffers, civilian harm where people or their houses do."""
    predicate, language = draft.predicate, findings.parsed.language
    counted = bool(amounts) and amounts[0].unit == "persons" and amounts[0].measure in _HARM
    if found not in _HARMFUL or not (counted or found in (ClaimType.LOSSES, ClaimType.CIVILIAN_HARM)):
        return found
    if subject and subject[0].actor_type == CIVILIANS:
        return ClaimType.CIVILIAN_HARM
    sufferers = predicate.patients or (predicate.agents if found is ClaimType.LOSSES else ())
    houses = words.lemmas("civil_objects.txt", language) | words.lemmas("civilians.txt", language)
    tokens = findings.parsed.tokens
    if any(tokens[i].lemma.casefold() in houses for head in sufferers for i in (head, *findings.cast.of_what(head))):
        return ClaimType.CIVILIAN_HARM
    if any_armed(findings, sufferers) or any(not actor.reasons for actor in subject):
        return ClaimType.LOSSES
    return ClaimType.CIVILIAN_HARM if counted else found
