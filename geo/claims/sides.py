"""Whose forces a claim is about: the subject and object of a predicate, with pronouns and "the enemy" resolved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from geo import words
from geo.actors import CIVILIANS, ENEMY, LAST, LOCAL, OWN, opponent, side, table_opponent
from geo.actors.lexicon import country_names
from geo.claims.findings import Findings
from geo.claims.findings import alpha3 as code_of
from geo.model import Actor, Attribution, ClaimPlace, ClaimType, Identification, Party, PlaceRole, QuoteKind
from geo.predicates import NONE, PATIENT, THEME, TO, Predicate

_WAYS = frozenset((PlaceRole.ORIGIN, PlaceRole.DESTINATION))
_MOVED = frozenset((ClaimType.MATERIEL, ClaimType.TRANSFER, ClaimType.STATEMENT))
_HERE = frozenset((PlaceRole.LOCATION, PlaceRole.TARGET))
_DONE_BY_US = frozenset((ClaimType.HOLDING, ClaimType.STRIKE, ClaimType.CONTROL_CHANGE, ClaimType.CONTROL))
_HOSTILE = frozenset((ClaimType.CLASH, ClaimType.STRIKE, ClaimType.INCURSION, ClaimType.OFFENSIVE))
_INSIDE = frozenset((ClaimType.STRIKE, ClaimType.ATTACK_SERIES, ClaimType.CLASH, ClaimType.OFFENSIVE))
_ASSAULTS = frozenset((ClaimType.CLASH, ClaimType.ATTACK_SERIES, ClaimType.OFFENSIVE))
_FOUGHT = frozenset((ClaimType.STRIKE, ClaimType.ATTACK_SERIES))


@dataclass(frozen=True)
class Memory:
    """What a reader remembers of the text so far: the side and the force a pronoun may stand for."""

    last: Actor | None = None
    narrator: str | None = None


@dataclass(frozen=True)
class _Context:
    """What stands around one predicate: the country of its place and the subject before it."""

    country: str | None
    last: Actor | None
    hostile: bool
    """True for an attack by somebody."""
    denied: bool
    """True where the claimant denies it: of its own forces, unless it names others."""
    official: bool
    """True in a bulletin of one side, in its own voice."""


def speaker(findings: Findings, attribution: Attribution, memory: Memory) -> str | None:
    """The side (ISO 3166 alpha-3) of whoever says it; the narrator's where nobody is named."""
    party = attribution.claimant
    if party is None:
        return memory.narrator
    if party.identification is Identification.OUTLET:
        return None
    return party.country or _side_of(findings, party) or memory.narrator


def _side_of(findings: Findings, party: Party) -> str | None:
    if party.span is None:
        return None
    tokens = [token.i for token in findings.parsed.between(party.span.start, party.span.end)]
    named = findings.cast.inside(tokens)
    return named[0].country if named else None


def readers(language: str) -> str | None:
    """The side for whose readers a language is mostly written, for "the enemy" where nobody speaks (a last resort)."""
    return {row["language"]: row["country"] for row in words.rows("narrators.csv")}.get(language)


def sides(
    findings: Findings, predicate: Predicate, attribution: Attribution, places: Sequence[ClaimPlace], memory: Memory
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Subject and object actors of a predicate, by the conventions of the codebook."""
    who = speaker(findings, attribution, memory)

    here = next((code for place in places if place.role in _HERE and (code := alpha3(place))), None)
    ways = {alpha3(place) for place in places if place.role in _WAYS}
    country = here or (ways.pop() if len(ways) == 1 and len(places) > 1 else None) or findings.home
    cue = findings.parsed.tokens[findings.token_at(attribution.cue.start)].lemma.casefold() if attribution.cue else ""
    denied = cue in words.lemmas("denials.txt", findings.parsed.language)
    official = attribution.claimant is None and memory.narrator is not None
    context = _Context(
        country, memory.last, predicate.claim_type in _HOSTILE and not predicate.passive, denied, official
    )

    def known(heads: Iterable[int]) -> tuple[Actor, ...]:
        found = [actor for head in heads for actor in findings.cast.of(head)]
        return _distinct(_settled(findings, actor, who, attribution, context) for actor in found)

    agents, patients = known(predicate.agents), known(predicate.patients)
    rule = predicate.subject
    if rule == NONE:
        return (), agents
    if rule == PATIENT:
        named = tuple(actor for actor in _with_country(patients) if not actor.reasons)
        if agents and not named and not _suffers(findings, predicate):
            return _with_country(agents) or agents, ()
        subject = named or _foe(findings, predicate, who) or _with_country(patients)
        return subject or _civil(places, who) or patients, agents
    if rule == THEME:
        named = tuple(actor for actor in _with_country(patients) if not actor.reasons)
        return named or _with_country(agents) or _with_country(patients) or agents or patients, ()
    if predicate.passive and not agents and predicate.claim_type is ClaimType.LOSSES and rule != TO:
        named = tuple(actor for actor in _with_country(patients) if not actor.reasons)
        return named or _foe(findings, predicate, who) or _with_country(patients), ()
    if rule == TO:
        taken = known(_to_whom(findings, predicate))
        return taken, agents
    subject = _with_country(agents) or (_with_country(patients) if predicate.needs == "plain" else ()) or agents
    if predicate.claim_type in (ClaimType.LOSSES, ClaimType.CIVILIAN_HARM) and not _with_country(subject):
        subject = _civil(places, who) or subject
    if not subject:
        subject = _against(findings, predicate, known) or _the_same(findings, predicate, memory)
    if not subject and who and predicate.claim_type in _DONE_BY_US and _unstated(findings, predicate):
        subject = (Actor(_forces_of(who), None, who, 1, None, ("the side of the speaker",)),)
    if not subject and predicate.claim_type in _FOUGHT and findings.between_states:
        subject = _other_side(findings, patients, places)
    if not subject and predicate.claim_type is ClaimType.CLASH and predicate.passive and _with_country(patients):
        subject = _other_side(findings, patients, ())
    foe = table_opponent(context.country)
    if not subject and foe and who == context.country and predicate.claim_type is ClaimType.STRIKE:
        subject = (Actor(_forces_of(foe), None, foe, 1, None, ("the enemy of the speaker, whose ground is struck",)),)
    at_war = findings.between_states and context.country in findings.belligerents[:3]
    inside = context.country and not foe and not at_war
    if not subject and inside and predicate.claim_type in _INSIDE and not _with_country(patients):
        assert context.country is not None
        subject = (
            Actor(_forces_of(context.country), None, context.country, None, None, ("fighting inside one country",)),
        )
    if not subject and official and who and predicate.noun and predicate.claim_type in _ASSAULTS:
        enemy = opponent(who, findings.belligerents)
        if enemy:
            subject = (Actor(_forces_of(enemy), None, enemy, 1, None, ("the enemy of whose bulletin it is",)),)
    if not subject and predicate.needs == "answer":
        subject = _party_side(findings, predicate)
    if not subject and predicate.claim_type in _MOVED and _any_weapon(findings, predicate):
        subject = _keeper(places)
    return subject, tuple(actor for actor in patients if actor not in subject)


def _any_weapon(findings: Findings, predicate: Predicate) -> bool:
    """True when arms or equipment take part, whoever owns them."""
    weapons = words.lemmas("weapons.txt", findings.parsed.language)
    heads = (*predicate.agents, *predicate.patients)
    return any(findings.parsed.tokens[i].lemma.casefold() in weapons for i in heads)


def _keeper(places: Sequence[ClaimPlace]) -> tuple[Actor, ...]:
    """Arms that nobody is said to own: those of the country from which they come or in which they are seen."""
    ordered = sorted(places, key=lambda place: place.role is not PlaceRole.ORIGIN)
    country = next((code for place in ordered if place.role is not PlaceRole.CONTEXT and (code := alpha3(place))), None)
    return (Actor(_forces_of(country), None, country, 1, None, ("the country of the place",)),) if country else ()


def _suffers(findings: Findings, predicate: Predicate) -> bool:
    """True where people, forces or arms are harmed; False for buildings and ground."""
    language = findings.parsed.language
    known = words.lemmas("civilians.txt", language) | words.lemmas("weapons.txt", language)
    heads = [i for head in predicate.patients for i in (head, *findings.cast.of_what(head))]
    tokens = findings.parsed.tokens
    return not heads or any(
        findings.cast.is_armed(i) or tokens[i].lemma.casefold() in known or tokens[i].pos in ("NUM", "PRON", "ADJ")
        for i in heads
    )


def _party_side(findings: Findings, predicate: Predicate) -> tuple[Actor, ...]:
    """The side of a person who answers."""
    parties = [party for head in predicate.agents if (party := findings.parties.peek(head)) is not None]
    return tuple(
        Actor(_government_of(party.country), party.span, party.country, 1, None, ("the side of who answers",))
        for party in parties
        if party.country
    )


def _against(
    findings: Findings, predicate: Predicate, known: Callable[[Iterable[int]], tuple[Actor, ...]]
) -> tuple[Actor, ...]:
    """ "a push to force out the Ukrainians": done by their opponent."""
    aims = [i for i in predicate.purpose if findings.cast.hit(i) and findings.parsed.tokens[i].dep in ("dobj", "pobj")]
    hit = next((actor.country for actor in known(aims) if actor.country), None)
    other = opponent(hit, findings.belligerents) if hit and findings.between_states else None
    return (Actor(_forces_of(other), None, other, 1, None, ("the other side of this report",)),) if other else ()


def _the_same(findings: Findings, predicate: Predicate, memory: Memory) -> tuple[Actor, ...]:
    """ "the offensive", told before: by the force told last."""
    tokens = findings.parsed.tokens
    event = tokens[predicate.token]
    told = event.pos == "NOUN" and any(tokens[c].lemma == "the" for c in findings.parsed.children(event.i))
    return (memory.last,) if told and memory.last is not None else ()


def _foe(findings: Findings, predicate: Predicate, who: str | None) -> tuple[Actor, ...]:
    """Arms that a belligerent says were destroyed, with nobody named: its enemy's."""
    heads = [i for head in predicate.patients for i in findings.cast.phrase(head)]
    weapons = words.lemmas("weapons.txt", findings.parsed.language)
    if who is None or not any(findings.parsed.tokens[i].lemma.casefold() in weapons for i in heads):
        return ()
    country = who if who in _civil_wars(findings) else opponent(who, findings.belligerents)
    return (Actor(_forces_of(country), None, country, 1, None, ("the enemy of the speaker",)),) if country else ()


def _unstated(findings: Findings, predicate: Predicate) -> bool:
    """True for "12 drones were shot down", "the attack was repelled": done by whoever tells it."""
    deeds = words.lemmas("own_deeds.txt", findings.parsed.language)
    stated = any(findings.cast.of(i) for i in predicate.agents)
    return predicate.passive and not stated and findings.parsed.tokens[predicate.token].lemma.casefold() in deeds


def _settled(findings: Findings, actor: Actor, who: str | None, attribution: Attribution, context: _Context) -> Actor:
    """An actor with its side; a word that only points ("its troops") gets it from speaker, text or place."""
    if actor.country or not actor.reasons or actor.span is None:
        return actor
    rule = actor.reasons[0]
    first = actor.span.as_written.casefold().split()[:1]
    own = bool(first) and first[0] in words.lemmas("self_pronouns.txt", findings.parsed.language)
    if own and attribution.claimant is not None and (who or _stateless(findings, attribution.claimant)):
        return _given(actor, who, "the side of the speaker") if who else actor
    if rule == ENEMY and who is None and context.country in _civil_wars(findings):
        who = context.country
    if rule in (ENEMY, OWN) and who is None:
        who = readers(findings.parsed.language)
    if rule == ENEMY and who and who in _civil_wars(findings):
        return replace(actor, country=who, reasons=("the other side of a war inside one country",))
    if rule == LOCAL:  # no state's: under the name the words give them
        return (
            replace(actor, country=context.country, reasons=("the country they fight in",))
            if context.country
            else actor
        )
    if rule == LAST and context.hostile and who and _unnamed_they(findings, actor, attribution):
        enemy = opponent(who, findings.belligerents)
        return _given(actor, enemy, "the enemy of the speaker, who is quoted") if enemy else actor
    if rule == LAST:
        return _pointed(findings, actor, who, context)
    settled = side(actor, speaker=who, last=context.last, belligerents=findings.belligerents)
    if rule == ENEMY and settled.country is None and who and who == findings.home:
        return replace(actor, country=who, reasons=("the other side of a war inside one country",))
    return settled


def _stateless(findings: Findings, party: Party) -> bool:
    """True for an actor that belongs to no country: UNIFIL, the African Union."""
    if party.span is None:
        return False
    hits = [findings.cast.hit(token.i) for token in findings.parsed.between(party.span.start, party.span.end)]
    return any(hit is not None and hit.kind == "group" and not hit.country for hit in hits)


def _unnamed_they(findings: Findings, actor: Actor, attribution: Attribution) -> bool:
    """True for "they" in the words of a fighter who has named no force before in that quotation."""
    if attribution.quote_kind is QuoteKind.INDIRECT or actor.span is None or attribution.claimant is None:
        return False
    if actor.span.as_written.casefold() not in words.lemmas("they.txt", findings.parsed.language):
        return False
    named = [force.span.start for force in findings.forces if force.span is not None]
    return not any(part.start <= at < actor.span.start for part in attribution.content for at in named)


def _pointed(findings: Findings, actor: Actor, who: str | None, context: _Context) -> Actor:
    """ "they", "the army", "soldiers": the speaker's, the force named last, or the country's own."""
    assert actor.span is not None
    pronoun = actor.span.as_written.casefold() in findings.cast.references and " " not in actor.span.as_written
    at = findings.token_at(actor.span.start)
    generic = findings.cast.is_armed(findings.token_at(actor.span.end - 1)) or not pronoun
    weapons = words.lemmas("weapons.txt", findings.parsed.language)
    weapon = findings.parsed.tokens[findings.token_at(actor.span.end - 1)].lemma.casefold() in weapons
    seen = who is not None and who == context.country and (context.hostile or table_opponent(who) is not None)
    if weapon and seen and not context.official:
        enemy = opponent(who, findings.belligerents)
        return _given(actor, enemy, "the enemy of the speaker, whose ground is struck") if enemy else actor
    if generic and who and (who == context.country or context.official or context.denied):
        return _given(actor, who, "the side of the speaker")
    near = findings.force_before(at)
    recent = near is not None and near.span is not None and _close(findings, near.span.start, actor.span.start)
    placed = generic and not weapon
    at_war = findings.between_states and recent and context.country in findings.belligerents[:2]
    if placed and context.country and not at_war:
        return _given(actor, context.country, "the country of the place")
    last = context.last or near
    return side(actor, speaker=who, last=last, belligerents=findings.belligerents)


def _close(findings: Findings, earlier: int, later: int) -> bool:
    """True in the same sentence or the one after."""
    one, other = findings.parsed.sentence_at(earlier), findings.parsed.sentence_at(later)
    return one is not None and other is not None and other.index - one.index <= 1


def _given(actor: Actor, country: str, reason: str) -> Actor:
    return replace(actor, country=country, name=_forces_of(country), reasons=(reason,))


def _civil_wars(findings: Findings) -> frozenset[str]:
    """Countries of which this report names an armed group that is no state's, where no two states fight."""
    if findings.between_states:
        return frozenset()
    return frozenset(hit.country for hit in findings.cast.hits if hit.kind == "group" and hit.actor_type in (2, 3))


def _government_of(country: str) -> str:
    return f"Government of {country_names().get(country, country)}"


def _forces_of(country: str) -> str:
    return f"Armed forces of {country_names().get(country, country)}"


def _with_country(found: tuple[Actor, ...]) -> tuple[Actor, ...]:
    return tuple(actor for actor in found if actor.country)


def _distinct(found: Iterable[Actor]) -> tuple[Actor, ...]:
    kept: dict[tuple[str, str | None], Actor] = {}
    for actor in found:
        kept.setdefault((actor.name, actor.country), actor)
    return tuple(kept.values())


def _civil(places: Iterable[ClaimPlace], who: str | None) -> tuple[Actor, ...]:
    """The people of the place, else of who tells it, where those who suffered are people and no side is named."""
    here = next((code for place in places if (code := alpha3(place)) and place.role is not PlaceRole.ORIGIN), None)
    country = here or who
    if country is None:
        return ()
    reason = "the country of the place" if here else "the country of who tells it"
    return (Actor(f"Civilians of {country_names().get(country, country)}", None, country, CIVILIANS, None, (reason,)),)


def _other_side(findings: Findings, patients: tuple[Actor, ...], places: Iterable[ClaimPlace]) -> tuple[Actor, ...]:
    """Who struck, where only the struck is told and the report names just one other belligerent."""
    struck = [actor.country for actor in patients if actor.country]
    country = next((code for code in (*struck, *(alpha3(place) for place in places)) if code), None)
    if country is None or country not in findings.belligerents[:3]:
        return ()
    other = opponent(country, findings.belligerents)
    if other is None or opponent(other, (country,)) != country or table_opponent(country) != other:
        return ()
    return (Actor(_forces_of(other), None, other, 1, None, ("the other side of this report",)),)


def _to_whom(findings: Findings, predicate: Predicate) -> tuple[int, ...]:
    tokens = findings.parsed.tokens
    return tuple(
        below
        for i in predicate.tokens
        if tokens[i].lemma in ("to", "by") and tokens[i].pos == "ADP" and tokens[i].head == predicate.token
        for below in findings.parsed.children(i)
    )


def alpha3(place: ClaimPlace) -> str | None:
    """ISO 3166 alpha-3 of the country a place lies in."""
    return code_of(place.place.country) if place.place is not None else None


def remember(memory: Memory, subject: tuple[Actor, ...]) -> Memory:
    """The memory after a claim: its subject is the force a later "they" stands for."""
    fighting = [actor for actor in subject if actor.country and actor.actor_type != CIVILIANS]
    return replace(memory, last=fighting[-1]) if fighting else memory
