"""Whether the words hold what a predicate needs before it counts (column `needs` of the predicate tables)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from geo import words
from geo.claims.findings import Findings
from geo.model import ClaimType
from geo.predicates import PATIENT, Predicate

_COUNTED = frozenset(
    ("strength", "persons", "killed", "wounded", "killed_or_wounded", "captured", "missing", "displaced", "area",
     "settlements", "materiel", "units", "events", "share")
)  # fmt: skip
_GROUND = frozenset((ClaimType.CONTROL, ClaimType.CONTROL_CHANGE, ClaimType.HOLDING))


_BACKGROUND = 730
"""Days."""
_COUNTING = frozenset(
    (ClaimType.LOSSES, ClaimType.CIVILIAN_HARM, ClaimType.STRIKE, ClaimType.MATERIEL, ClaimType.TRANSFER)
)
_BEFORE_NOUNS = frozenset(("compound", "amod", "nmod", "poss"))


@dataclass
class Draft:
    """A predicate on its way to a claim, with the tokens of its places, quantities and days."""

    predicate: Predicate
    tokens: set[int]
    grounds: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    borrowed: set[int] = field(default_factory=set)
    """Tokens of finds that stand in the sentence, but outside the predicate's own clause."""


def countable(findings: Findings, predicate: Predicate, at: int) -> bool:
    """True for a quantity of forces, harm, ground or events; a count of anything else only where ground is held."""
    quantity = findings.counts[at]
    if quantity.measure == "other":
        counted = findings.parsed.tokens[at].head in (*predicate.agents, *predicate.patients)
        return predicate.claim_type in _GROUND or (counted and predicate.claim_type in _COUNTING)
    return quantity.measure in _COUNTED


def counts(findings: Findings, draft: Draft) -> bool:
    """True when the words hold what the predicate needs."""
    predicate = draft.predicate
    heads = (*predicate.agents, *predicate.patients)
    if _commands(findings, predicate):
        return False
    if (
        _historic(findings, predicate)
        or _wished(findings, predicate)
        or _passed(findings, draft)
        or _beside_claimant(findings, predicate)
        or _asked(findings, predicate)
    ):
        return False
    match predicate.needs:
        case "answer":
            known = any(actor.country or actor.reasons for i in predicate.agents for actor in findings.cast.of(i))
            return known or any(findings.parties.peek(i) is not None for i in predicate.agents)
        case "dead":
            return _people(findings, draft) and _any_word(findings, draft, "dead.txt")
        case "prisoner":
            return _persons(findings, draft) and _any_word(findings, draft, "captives.txt")
        case "force":
            return any_armed(findings, predicate.patients if predicate.subject == PATIENT else heads)
        case "ground":
            return (
                _any_lemma(findings, heads, "territory.txt")
                or _names_ground(findings, heads)
                or any(findings.counts[i].measure in ("area", "settlements") for i in draft.counts)
            )
        case "people":
            counted = any(findings.parsed.tokens[i].pos == "NUM" for i in heads)
            return counted or any_armed(findings, heads) or _people(findings, draft)
        case "weapon":
            return _any_lemma(findings, heads, "weapons.txt")
        case "figure":
            return bool(draft.counts)
        case "stands":
            return bool(draft.grounds)
        case "located":
            counted = any(findings.parsed.tokens[i].pos in ("NUM", "ADJ") for i in heads)
            return bool(draft.grounds) and (counted or any_armed(findings, heads) or _people(findings, draft))
        case "plain":
            told = any(findings.counts[i].measure != "persons" for i in draft.counts)
            verb = findings.parsed.tokens[predicate.token].lemma.casefold()
            awaited = verb in words.lemmas("intent.txt", findings.parsed.language)
            stands = any(findings.parsed.tokens[i].dep not in _BEFORE_NOUNS for i in draft.grounds)
            happens = _happens(findings, predicate)
            return told or (stands and (awaited or happens or any_armed(findings, heads) or bool(draft.counts)))
        case _:
            return True


def _happens(findings: Findings, predicate: Predicate) -> bool:
    """True for a verb of its own that tells an event; "is", "has" and clauses that describe a noun tell none."""
    verb = findings.parsed.tokens[predicate.clause]
    states = words.lemmas("state_verbs.txt", findings.parsed.language)
    told = verb.dep not in ("relcl", "acl") and (bool(verb.dep) or predicate.token not in findings.speech)
    return verb.pos == "VERB" and told and verb.lemma.casefold() not in states


def _names_ground(findings: Findings, heads: Iterable[int]) -> bool:
    """True when one of these phrases is a place, or a name that is no actor's."""
    tokens = findings.parsed.tokens
    return any(
        i in findings.grounds or (tokens[i].pos == "PROPN" and findings.cast.hit(i) is None and i in heads)
        for i in _phrases(findings, heads)
    )


def _any_word(findings: Findings, draft: Draft, name: str) -> bool:
    known = words.lemmas(name, findings.parsed.language)
    return any(findings.parsed.tokens[i].lemma.casefold() in known for i in draft.predicate.tokens)


def _passed(findings: Findings, draft: Draft) -> bool:
    """True for background: an event dated more than two years before the report (codebook rule 12)."""
    published = findings.report.published
    ends = [findings.days[i].last for i in draft.days if findings.days[i].last]
    first = min((end for end in ends if end), default=None)
    return published is not None and first is not None and first < published - timedelta(days=_BACKGROUND)


def _wished(findings: Findings, predicate: Predicate) -> bool:
    """True for an event noun that somebody only asks for or looks for: "demanded an end to the siege"."""
    tokens = findings.parsed.tokens
    if not predicate.noun or not tokens[predicate.token].dep:
        return False
    if tokens[predicate.token].lemma.casefold() in words.lemmas("witness.txt", findings.parsed.language):
        return True
    at = predicate.token
    for _ in range(5):
        if tokens[at].head == at or tokens[at].pos in ("VERB", "AUX"):
            break
        at = tokens[at].head
    return tokens[at].lemma.casefold() in words.lemmas("demands.txt", findings.parsed.language)


def _historic(findings: Findings, predicate: Predicate) -> bool:
    """True for an event that is only a measure or a memory: "the largest tank battle in history", an anniversary."""
    past = words.lemmas("history.txt", findings.parsed.language)
    return predicate.noun and any(findings.parsed.tokens[i].lemma.casefold() in past for i in predicate.tokens)


def _beside_claimant(findings: Findings, predicate: Predicate) -> bool:
    """True for a clause that only describes who speaks: "who heads the centre", "speaking in Doha"."""
    tokens = findings.parsed.tokens
    clause = tokens[predicate.clause]
    if clause.dep not in ("relcl", "acl", "advcl"):
        return False
    by = [i for i in predicate.agents if tokens[i].pos == "PROPN"]
    if clause.dep == "acl" and predicate.passive and by and not any_armed(findings, by):
        return True
    if clause.dep == "advcl":
        return clause.head in findings.speech and clause.tag == "VBG"
    return clause.head in findings.speakers


def _commands(findings: Findings, predicate: Predicate) -> bool:
    """True for an imperative: "follow us", "stay at home"."""
    verb = findings.parsed.tokens[predicate.clause]
    helped = any(findings.parsed.tokens[c].dep in ("aux", "nsubj") for c in findings.parsed.children(verb.i))
    return verb.tag == "VB" and verb.dep == "ROOT" and not helped


def _asked(findings: Findings, predicate: Predicate) -> bool:
    """True for an indirect question: "we do not know who fired it", "it does not say how many were destroyed"."""
    tokens = findings.parsed.tokens
    clause = tokens[predicate.clause]
    if clause.dep not in ("ccomp", "pcomp", "csubj", "csubjpass", "dobj", "attr", "dep", "advcl"):
        return False
    below = findings.parsed.children(clause.i)
    deeper = [d for c in below for d in findings.parsed.children(c) if tokens[c].dep in ("nsubj", "nsubjpass", "dobj")]
    deeper += [e for d in deeper for e in findings.parsed.children(d) if tokens[d].tag == "JJ"]
    asks = words.lemmas("asking.txt", findings.parsed.language)
    return any(tokens[i].lemma.casefold() in asks and i < clause.i for i in (*below, *deeper))


def _people(findings: Findings, draft: Draft) -> bool:
    heads = (*draft.predicate.agents, *draft.predicate.patients)
    return _persons(findings, draft) or _any_lemma(findings, heads, "civilians.txt")


def _persons(findings: Findings, draft: Draft) -> bool:
    return any(findings.counts[i].unit == "persons" for i in draft.counts)


def any_armed(findings: Findings, heads: Iterable[int]) -> bool:
    """True when one of these phrases is an armed actor, a state, or a word that points to one."""
    cast = findings.cast
    weapons = words.lemmas("weapons.txt", findings.parsed.language)
    for head in heads:
        word = findings.parsed.tokens[head]
        if cast.is_armed(head) or cast.hit(head) is not None or word.lemma.casefold() in weapons:
            return True
        if not word.dep and any(cast.is_armed(i) or cast.hit(i) is not None for i in cast.phrase(head)):
            return True
        if word.text.casefold() in cast.references or any_armed(findings, cast.of_what(head)):
            return True
    return False


def _any_lemma(findings: Findings, heads: Iterable[int], name: str) -> bool:
    known = words.lemmas(name, findings.parsed.language)
    return any(findings.parsed.tokens[i].lemma.casefold() in known for i in _phrases(findings, heads))


def _phrases(findings: Findings, heads: Iterable[int]) -> list[int]:
    """The tokens of these noun phrases with what hangs on them by "of"."""
    found: list[int] = []
    for head in heads:
        found += findings.cast.phrase(head)
        found += [
            below
            for prep in findings.parsed.children(head)
            if findings.parsed.tokens[prep].lemma == "of"
            for child in findings.parsed.children(prep)
            for below in findings.cast.phrase(child)
        ]
    return found
