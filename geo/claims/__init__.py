"""Report → claims: who says what about whose forces, where, when, how many and how surely.

Codebook: one claim a predicate; every field has its words or a named rule, otherwise it stays empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo import dates as calendar
from geo import words
from geo.claims import roles, selection, types
from geo.claims.findings import Findings, extent, gather, skipped
from geo.claims.inheritance import inherited, names_unknown, within_country
from geo.claims.needs import Draft
from geo.claims.sayings import NARRATED
from geo.claims.sides import Memory, remember, sides
from geo.modality import judge
from geo.model import (
    Actor,
    Attribution,
    Claim,
    ClaimPlace,
    ClaimType,
    DateBasis,
    DayRange,
    Modality,
    Mode,
    PlaceKind,
    PlaceRole,
    Quantity,
    QuoteKind,
    Report,
    Span,
)
from geo.predicates import Predicate, events

if TYPE_CHECKING:
    from geo.gazetteer import Gazetteer

READ = frozenset(("en", "ru", "uk"))
"""Languages whose predicates are known."""
_PLACELESS = frozenset((ClaimType.STATEMENT, ClaimType.DENIAL, ClaimType.OPINION, ClaimType.INTENT))
_LASTING = frozenset((ClaimType.PRESENCE, ClaimType.CLASH, ClaimType.HOLDING, ClaimType.OFFENSIVE))
_HELD = frozenset((ClaimType.CONTROL, ClaimType.CONTROL_CHANGE))


def extract(report: Report, gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The claims of a report in text order.

    A report in a language without predicates gives its places and quantities sentence by sentence, as statements that
    are not drawn and say so.
    """
    findings = gather(report, gazetteer)
    if report.language not in READ:
        return tuple(_unread(findings))
    memory = Memory(narrator=findings.publisher_side)
    claims: list[Claim] = []
    for draft in selection.drafts(findings, events(findings.parsed, findings.cast)):
        made = _claims(findings, draft, claims, memory)
        memory = remember(memory, tuple(actor for claim in made[:1] if (actor := claim.subject)))
        claims += made
    return tuple(sorted(claims, key=lambda claim: (claim.citation.start, claim.citation.end)))


def _unread(findings: Findings) -> Iterable[Claim]:
    """What can be said of a language that is not read: where a sentence names places or figures."""
    for sentence in findings.parsed.sentences:
        inside = range(sentence.first, sentence.last)
        places = [roles.claim_place(*findings.grounds[i], PlaceRole.CONTEXT) for i in inside if i in findings.grounds]
        amounts = [findings.counts[i] for i in inside if i in findings.counts]
        if not (places or amounts) or skipped(findings.block(sentence.first)):
            continue
        claim = Claim(
            id="",
            report_id=findings.report.id,
            citation=extent(findings.parsed, inside),
            claim_type=ClaimType.STATEMENT,
            attribution=NARRATED,
            quantity=amounts[0] if amounts else None,
            places=tuple(places),
            not_drawn_because="the language of the report is not read, only its places and figures",
            reasons=("no predicates are known in this language",),
        )
        yield replace(claim, id=_identity(claim))


def _claims(findings: Findings, draft: Draft, before: Sequence[Claim], memory: Memory) -> list[Claim]:
    predicate = draft.predicate
    attribution = _attribution(findings, predicate)
    modality = _modality(findings, draft, attribution)
    if predicate.needs == "answer":
        attribution = _answer(findings, predicate, modality)
    places = _places(findings, draft, before, modality)
    subject, object_ = sides(findings, predicate, attribution, places, memory)
    amounts = [] if _none_at_all(findings, draft, modality) else selection.amounts(findings, draft)
    kind = types.kind(findings, draft, modality, subject, amounts)
    claim = Claim(
        id="",
        report_id=findings.report.id,
        citation=_citation(findings, draft),
        claim_type=kind,
        attribution=replace(attribution, asserted=findings.uttered(attribution)),
        subject=subject[0] if subject else None,
        subject_countries=_countries(subject),
        object=object_[0] if object_ else None,
        object_countries=_countries(object_),
        quantity=amounts[0] if amounts else None,
        places=places,
        when=_when(findings, draft, attribution, modality),
        modality=modality,
        predicate=findings.parsed.span(predicate.token, predicate.token + 1),
    )
    further = [_further(findings, claim, amount) for amount in amounts[1:]]
    return [_finished(one) for whole in _split(findings, claim, further) for one in _apart(findings, whole)]


def _none_at_all(findings: Findings, draft: Draft, modality: Modality) -> bool:
    """ "no one was hurt": a negated one is no figure."""
    found = [findings.counts[at] for at in draft.counts]
    return modality.mode is Mode.NEGATED and all(quantity.low == quantity.high == 1 for quantity in found)


def _modality(findings: Findings, draft: Draft, attribution: Attribution) -> Modality:
    """The finder's verdict; a day still to come makes a forecast, and a denial denies."""
    at = draft.predicate.token if findings.parsed.language == "en" else draft.predicate.clause
    modality = judge(findings.parsed, at, attribution)
    if modality.mode is Mode.ASSERTED and at != draft.predicate.clause and not draft.predicate.noun:
        modality = judge(findings.parsed, draft.predicate.clause, attribution)  # "are not taking part in combat"
    denied = draft.predicate.claim_type is ClaimType.DENIAL or _denied(findings, draft)
    if denied and modality.mode in (Mode.ASSERTED, Mode.HEDGED):
        return replace(modality, mode=Mode.NEGATED, factuality="CT-")
    own, published = selection.when(findings, draft), findings.report.published
    ahead = own is not None and own.last is not None and published is not None and own.last > published
    if ahead and modality.mode in (Mode.ASSERTED, Mode.HEDGED):
        return replace(modality, mode=Mode.FORECAST, factuality="Uu", reasons=(*modality.reasons, "a day to come"))
    return modality


def _denied(findings: Findings, draft: Draft) -> bool:
    """True below a verb of denial that is not itself negated."""
    tokens = findings.parsed.tokens
    denials = words.lemmas("denials.txt", findings.parsed.language)
    at = draft.predicate.clause
    for _ in range(6):
        below = findings.parsed.children(at)
        if any(tokens[c].dep == "nsubj" and tokens[c].lemma.casefold() in denials for c in below):
            return True  # a headline's verb, taken for a noun
        if tokens[at].head == at or (tokens[at].dep == "conj" and at in findings.speech):
            return False
        at = tokens[at].head
        if tokens[at].lemma.casefold() in denials:
            return not any(tokens[c].dep == "neg" for c in findings.parsed.children(at))
    return False


def _answer(findings: Findings, predicate: Predicate, modality: Modality) -> Attribution:
    """Who answers: the one who denies; nobody where the narrator says that somebody has not denied or confirmed."""
    negated = any(findings.parsed.tokens[i].dep == "neg" for i in findings.parsed.children(predicate.token))
    cyrillic = findings.parsed.language != "en"
    before = findings.parsed.tokens[max(0, predicate.clause - 1)].text.casefold() in ("не", "ні")
    if negated or (cyrillic and before) or predicate.claim_type is not ClaimType.DENIAL or not predicate.agents:
        return NARRATED
    party = findings.parties.party(predicate.agents[0])
    cue = findings.parsed.span(predicate.token, predicate.token + 1)
    passed = next((one.relays for one in findings.attributions if one.cue == cue and one.claimant == party), ())
    return Attribution((), party, passed, cue, QuoteKind.INDIRECT, reasons=("who denies is who says it",))


def _attribution(findings: Findings, predicate: Predicate) -> Attribution:
    """Who says it; where the verb is the cue itself ("the ministry counted 90 ships"), who says its object."""
    found = findings.attribution(predicate.token)
    if found is NARRATED and predicate.token in findings.speech and predicate.patients:
        return findings.attribution(predicate.patients[-1])
    return found


def _citation(findings: Findings, draft: Draft) -> Span:
    """The words of the clause, without those that only say who says it."""
    said = _attribution(findings, draft.predicate)
    inside = {i for i in draft.tokens if findings.attribution(i) is said or draft.predicate.needs == "answer"}
    return extent(findings.parsed, inside or draft.tokens)


def _places(findings: Findings, draft: Draft, before: Sequence[Claim], modality: Modality) -> tuple[ClaimPlace, ...]:
    found = [
        roles.claim_place(*findings.grounds[at], roles.role(findings, draft.predicate, at))
        for at in sorted(draft.grounds)
        if not roles.acts(findings, draft.predicate, at)
    ]
    settled = roles.settle(findings, found)
    if draft.predicate.claim_type in _HELD and (narrower := within_country(findings, settled, before)):
        return narrower
    named = any(place.role is not PlaceRole.CONTEXT for place in settled) or names_unknown(findings, draft)
    answered = draft.predicate.claim_type in _PLACELESS or modality.mode is Mode.OPINION
    if named or answered or (modality.mode is Mode.NEGATED and not draft.counts and not draft.days):
        return settled
    return (*settled, *inherited(findings, draft, before))


def _when(findings: Findings, draft: Draft, attribution: Attribution, modality: Modality) -> DayRange | None:
    own = selection.when(findings, draft)
    published = findings.report.published
    if own is not None:
        ahead = published is not None and own.first is not None and own.first >= published
        return own if ahead or modality.mode is Mode.FORECAST else calendar.clip(own, published)
    said = findings.uttered(attribution)
    if said is None or said.last is None:
        return None
    if modality.mode is Mode.FORECAST:
        return replace(said, last=None, precise=False, date_prec=5, rule="a forecast counts from the day it was made")
    lasting = said.first == said.last and _goes_on(findings, draft)
    return (
        replace(said, basis=DateBasis.UTTERANCE, rule="goes on when it is said")
        if lasting
        else calendar.end_at(said.last)
    )


def _goes_on(findings: Findings, draft: Draft) -> bool:
    """True for what lasts while it is told: "are in", "were taking part in", "the group in X"."""
    tokens = findings.parsed.tokens
    verb = tokens[draft.predicate.clause]
    if verb.pos not in ("VERB", "AUX"):
        return draft.predicate.claim_type in _LASTING and draft.predicate.noun
    helped = any(tokens[c].dep == "aux" and tokens[c].lemma == "be" for c in findings.parsed.children(verb.i))
    return verb.tag in ("VBP", "VBZ") or (verb.tag == "VBG" and helped)


def _countries(actors: Iterable[Actor]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actor.country for actor in actors if actor.country))


def _split(findings: Findings, claim: Claim, further: Sequence[Claim]) -> list[Claim]:
    """The claim and those of its further figures that say something else: another measure, unit or ground."""
    if not further or claim.quantity is None:
        return [claim]
    apart = _own_grounds(findings, [claim, *further])
    kept = [apart[0]]
    for one, plain in zip(apart[1:], further, strict=True):
        assert one.quantity is not None
        other = (one.quantity.measure, one.quantity.unit) != (claim.quantity.measure, claim.quantity.unit)
        if one.quantity.measure != "other" and (other or one.places != plain.places):
            kept.append(one)
    return kept


def _apart(findings: Findings, claim: Claim) -> list[Claim]:
    """ "In A and in the occupied territories": a loose region after a named place is another assertion."""
    placed = [place for place in claim.places if place.role is PlaceRole.LOCATION and place.place is not None]
    last = placed[-1] if len(placed) > 1 else None
    if last is None or last.place is None or last.place.kind is not PlaceKind.REGION:
        return [claim]
    named = [place.place.kind for place in placed[:-1] if place.place is not None]
    before = findings.parsed.text[placed[-2].span.end : last.span.start].casefold().split()
    joints = words.lemmas("further_grounds.txt", findings.parsed.language)
    if PlaceKind.REGION in named or len(before) < 2 or not joints & {" ".join(before[-2:])}:
        return [claim]
    joint = findings.parsed.text.casefold().rfind(before[-2], 0, last.span.start)
    citation = Span(joint, last.span.end, findings.parsed.text[joint : last.span.end])
    rest = tuple(place for place in claim.places if place is not last)
    return [replace(claim, places=rest), replace(claim, places=(last,), citation=citation, quantity=None)]


def _own_grounds(findings: Findings, claims: Sequence[Claim]) -> list[Claim]:
    """ "six destroyers at A and four frigates at B": each figure with the places behind it, where all have some."""
    starts = [claim.quantity.span.end for claim in claims if claim.quantity is not None]
    edges = [*starts[1:], max(place.span.end for place in claims[0].places) + 1] if claims[0].places else []
    parts = [
        tuple(place for place in claims[0].places if first <= place.span.start < last)
        for first, last in zip(starts, edges, strict=False)
    ]
    if len(parts) == len(claims) and not all(parts):
        parts = _parted(findings, claims, parts)
    if len(parts) != len(claims) or not any(parts):
        return list(claims)
    return [replace(claim, places=part) for claim, part in zip(claims, parts, strict=True)]


def _parted(
    findings: Findings, claims: Sequence[Claim], parts: Sequence[tuple[ClaimPlace, ...]]
) -> list[tuple[ClaimPlace, ...]]:
    """ "37 drones, 14 of them over X": the place of a part is not the place of the whole."""
    marks = words.lines("of_those.txt", findings.parsed.language)
    text = findings.parsed.text.casefold()
    whole, cut = list(claims[0].places), len(claims)
    for number, claim in enumerate(claims[1:], 1):
        assert claim.quantity is not None
        beside = text[max(0, claim.quantity.span.start - 25) : claim.quantity.span.end + 12]
        if parts[number] and any(mark.casefold() in beside for mark in marks):
            cut = min(cut, number)
            whole = [place for place in whole if place not in parts[number]]
    return (
        [tuple(whole) if number < cut else parts[number] for number in range(len(claims))] if cut < len(claims) else []
    )


def _further(findings: Findings, claim: Claim, amount: Quantity) -> Claim:
    """ "and 19 wounded": a claim of its own, quoted by its figure."""
    last = findings.token_at(amount.span.end - 1)
    end = amount.span.end
    for token in findings.parsed.tokens[last + 1 : last + 5]:
        if token.pos not in ("VERB", "NOUN", "ADJ", "PROPN") or token.end > max(claim.citation.end, end):
            break
        end = token.end
    citation = Span(amount.span.start, end, findings.parsed.text[amount.span.start : end])
    return replace(claim, quantity=amount, citation=citation, reasons=("a further figure under the same predicate",))


def _finished(claim: Claim) -> Claim:
    claim = replace(claim, not_drawn_because=_why_not_drawn(claim))
    return replace(claim, id=_identity(claim))


def _why_not_drawn(claim: Claim) -> str | None:
    if any(place.footprint is not None and place.role is not PlaceRole.CONTEXT for place in claim.places):
        return None
    if claim.claim_type in (ClaimType.FORECAST, ClaimType.INTENT):
        return "forecast without a place"
    if claim.claim_type in _PLACELESS:
        return "a statement without a place"
    return "only the wider area is named" if claim.places else "no place in the words"


def _identity(claim: Claim) -> str:
    fields = (
        claim.report_id,
        claim.citation.start,
        claim.citation.end,
        claim.claim_type.value,
        claim.attribution.claimant.name if claim.attribution.claimant else None,
        claim.subject_countries,
        (claim.quantity.low, claim.quantity.high, claim.quantity.unit) if claim.quantity else None,
        tuple((place.span.start, place.role.value, place.place.id if place.place else None) for place in claim.places),
        (claim.when.first, claim.when.last) if claim.when else None,
        claim.modality.mode.value,
    )
    return hashlib.sha256(repr(fields).encode()).hexdigest()[:20]
