"""Russian and Ukrainian: modality by the words of the clause, without a dependency tree.

A clause ends at punctuation. A doubting phrase counts in the predicate's clause, in a short clause beside it
("по предварительным данным, …"), and in the main clause before "что" / "що"; a negation counts only right before the
predicate or before the modal word that governs it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from geo import words
from geo.modality import Evidence, hedges, negators, opinions
from geo.modality.tense import clause, cues, future_form, infinitive

if TYPE_CHECKING:
    from geo.language import Parsed, Token
    from geo.model import Attribution

_SHORT = 6
_NEGATION_REACH = 3
_PLACE_REACH = 2


def weigh_clause(evidence: Evidence, predicate: int, attribution: Attribution | None) -> None:
    """Collects everything in and beside the predicate's clause that bears on it."""
    parsed = evidence.parsed
    own = clause(parsed, predicate)
    before = _clause_before(parsed, own)
    after = _clause_after(parsed, own)
    _conditions(evidence, own)
    _negation(evidence, own, predicate)
    _future(evidence, own, predicate)
    _duty(evidence, own)
    for near, whole in ((own, True), (before, False), (after, False)):
        if whole or (near and len(near) <= _SHORT and not _has_finite(near)):
            _doubts(evidence, near, predicate)
    if before and _opens_content(parsed, own):
        _main_clause(evidence, before)
    _denying_cue(evidence, before, attribution)
    sentence = parsed.sentences[parsed.tokens[predicate].sentence]
    if parsed.tokens[sentence.last - 1].text == "?":
        evidence.open_ = True
        evidence.reasons.append("a question")


def _clause_before(parsed: Parsed, own: tuple[Token, ...]) -> tuple[Token, ...]:
    first = own[0].i
    start = parsed.sentences[own[0].sentence].first
    return clause(parsed, first - 2) if first - 2 >= start else ()


def _clause_after(parsed: Parsed, own: tuple[Token, ...]) -> tuple[Token, ...]:
    last = own[-1].i
    end = parsed.sentences[own[0].sentence].last
    return clause(parsed, last + 2) if last + 2 < end else ()


def _has_finite(near: tuple[Token, ...]) -> bool:
    return any(one.pos == "VERB" and "VerbForm" not in one.morph and "Tense" in one.morph for one in near)


def _opens_content(parsed: Parsed, own: tuple[Token, ...]) -> bool:
    conjunctions = words.lemmas("content_conjunctions.txt", parsed.language)
    return any(one.text.casefold() in conjunctions for one in own[:2])


@cache
def _phrases(language: str, kind: str) -> re.Pattern[str] | None:
    forms = sorted(hedges(language, kind), key=len, reverse=True)
    if not forms:
        return None
    body = "|".join(form.replace(" ", r"\s{1,3}") for form in forms)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)


def _strength(language: str, kind: str, written: str) -> str:
    for form, strength in hedges(language, kind).items():
        if re.fullmatch(form.replace(" ", r"\s{1,3}"), written, re.IGNORECASE):
            return strength
    return "PR"


def _doubts(evidence: Evidence, near: tuple[Token, ...], predicate: int) -> None:
    parsed = evidence.parsed
    language = parsed.language
    regex = _phrases(language, "adverb")
    for found in regex.finditer(parsed.text, near[0].start, near[-1].end) if regex else ():
        inside = parsed.between(found.start(), found.end())
        if inside:
            strength = _strength(language, "adverb", found.group())
            evidence.doubt(strength, inside[0], inside[-1], scope=_scope(parsed, inside[-1].i, predicate))
    modal = hedges(language, "modal")
    for token in near:
        if token.lemma in modal and abs(token.i - predicate) <= _SHORT:
            evidence.doubt(modal[token.lemma], token)
            itself = token.i == predicate and any(infinitive(one) for one in near if one.i > predicate)
            if itself or infinitive(parsed.tokens[predicate]):
                evidence.ahead = evidence.ahead or not _past(token)


def _past(token: Token) -> bool:
    return "Tense=Past" in token.morph


def _scope(parsed: Parsed, last: int, predicate: int) -> str:
    """Place, time or number right after the doubting word and behind the predicate is what it doubts."""
    if last + 1 >= len(parsed.tokens) or last < predicate:
        return "event"
    following = parsed.tokens[last + 1]
    if following.text.casefold() in words.lemmas("vague_places.txt", parsed.language):
        return "place"
    if following.pos == "NUM":
        return "quantity"
    if following.pos == "ADP":
        near = parsed.tokens[last + 2 : last + 2 + _PLACE_REACH]
        timed = words.lemmas("time_nouns.txt", parsed.language)
        if any(one.lemma in timed for one in near):
            return "time"
        if following.text.casefold() in words.lemmas("place_prepositions_hedged.txt", parsed.language):
            return "place"
    return "event"


def _conditions(evidence: Evidence, own: tuple[Token, ...]) -> None:
    language = evidence.parsed.language
    text = evidence.parsed.text[own[0].start : own[-1].end].casefold()
    opened = any(one.text.casefold() in words.lemmas("conditions.txt", language) for one in own[:3])
    phrases = words.lines("condition_phrases.txt", language)
    if opened or any(re.search(rf"(?<!\w){phrase}(?!\w)", text) for phrase in phrases):
        evidence.condition = True
        evidence.note("condition", own[0])


def _negation(evidence: Evidence, own: tuple[Token, ...], predicate: int) -> None:
    language = evidence.parsed.language
    particles, governors = negators(language, "word"), negators(language, "verb")
    for token in own:
        distance = predicate - token.i
        word = token.text.casefold()
        if word in particles and 0 < distance <= _NEGATION_REACH and _reaches(evidence.parsed, token.i, predicate):
            evidence.negate(token)
            return
        if word in negators(language, "absence") and -_SHORT <= distance <= _SHORT:
            evidence.negate(token)
            return
        if token.lemma in governors and 0 < distance <= _NEGATION_REACH + 1:
            evidence.negate(token)
            return
    whole = " ".join(one.text.casefold() for one in own)
    for phrase in words.lines("negation_phrases.txt", language):
        if re.search(rf"(?<!\w){phrase}(?!\w)", whole):
            evidence.negative = not evidence.negative
            evidence.reasons.append(f"negated: {phrase}")
            return


def _reaches(parsed: Parsed, particle: int, predicate: int) -> bool:
    """Only a modal, an auxiliary or an adverb may stand between "не" and what it negates."""
    between = parsed.tokens[particle + 1 : predicate]
    modal = (
        set(hedges(parsed.language, "modal")) | cues(parsed.language, "auxiliary") | cues(parsed.language, "governor")
    )
    through = words.lemmas("transparent_verbs.txt", parsed.language)
    return all(one.lemma in modal or one.lemma in through or one.pos in ("ADV", "PART") for one in between)


def _future(evidence: Evidence, own: tuple[Token, ...], predicate: int) -> None:
    parsed = evidence.parsed
    token = parsed.tokens[predicate]
    language = parsed.language
    if future_form(token, language) or token.lemma in cues(language, "plan"):
        evidence.ahead = True
        evidence.note("future", token)
        return
    through = words.lemmas("transparent_verbs.txt", language)
    for one in own:
        auxiliary = one.lemma in cues(language, "auxiliary") and "Tense=Fut" in one.morph
        governs = one.lemma in cues(language, "governor") and one.i < predicate
        begins = one.lemma in through and future_form(one, language)
        governed = infinitive(token) or token.pos in ("NOUN", "ADJ") or "VerbForm=Part" in token.morph
        if (auxiliary or governs or begins) and governed and abs(one.i - predicate) <= _SHORT:
            evidence.ahead = True
            evidence.note("future", one)
            return


def _duty(evidence: Evidence, own: tuple[Token, ...]) -> None:
    for token in own:
        if token.lemma in opinions(evidence.parsed.language, "duty"):
            evidence.opinion = True
            evidence.note("duty", token)
            return


def _main_clause(evidence: Evidence, before: tuple[Token, ...]) -> None:
    """The clause before "что" / "що": believing hedges, denying negates, "не подтвердил" leaves it open."""
    language = evidence.parsed.language
    for token in before:
        negated = any(one.text.casefold() in negators(language, "word") for one in before if 0 < token.i - one.i <= 2)
        if token.lemma in negators(language, "denial"):
            if negated:
                evidence.doubt("PS", token)
            else:
                evidence.negate(token, "denied")
            return
        if negated and token.lemma in words.lemmas("withheld_when_negated.txt", language):
            evidence.withheld = True
            evidence.note("not confirmed", token)
            return
        if negated and token.lemma in words.lemmas("doubtful_when_negated.txt", language):
            evidence.open_ = True
            evidence.note("left open", token)
            return
        if token.lemma in hedges(language, "belief"):
            evidence.doubt(hedges(language, "belief")[token.lemma], token)
            return
    _doubts(evidence, before, before[-1].i)


def _denying_cue(evidence: Evidence, before: tuple[Token, ...], attribution: Attribution | None) -> None:
    if attribution is None or attribution.cue is None or any("denied" in why for why in evidence.reasons):
        return
    cue = attribution.cue
    for token in evidence.parsed.between(cue.start, cue.end):
        if token not in before and token.lemma in negators(evidence.parsed.language, "denial"):
            evidence.negate(token, "denied")
