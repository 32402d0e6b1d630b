"""Whether the clause around a place in the text speaks of the future (for dates and for modality).

English walks the dependency tree to the governing verb; Russian and Ukrainian look at the words of the clause, which
ends at punctuation.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from geo import words

if TYPE_CHECKING:
    from geo.language import Parsed, Token

_CLIMB = 8
_NEAR = 16
_BORDERS = frozenset(',;:—–.!?"«»“”()')


@cache
def cues(language: str, kind: str) -> frozenset[str]:
    """Lemmas of `forecast_cues.csv` of one kind: auxiliary, plan, wish, or governor (which includes the other two)."""
    rows = words.rows("forecast_cues.csv", language)
    kinds = ("governor", "plan", "wish") if kind == "governor" else (kind,)
    return frozenset(row["cue"].casefold() for row in rows if row["kind"] in kinds)


def speaks_of_future(parsed: Parsed, start: int, end: int) -> bool:
    """True when the verb that governs text[start:end] is in the future or planned, scheduled, expected."""
    inside = parsed.between(start, end)
    if not inside:
        return False
    if parsed.language == "en":
        return _english(parsed, inside[0].i, inside[-1].i)
    return _shallow(parsed, inside[0].i)


def _english(parsed: Parsed, first: int, last: int) -> bool:
    i = first
    for _ in range(_CLIMB):
        head = parsed.tokens[i].head
        if head == i:
            break
        i = head
        if first <= i <= last:
            continue
        token = parsed.tokens[i]
        if token.lemma.casefold() in cues("en", "governor") and token.pos in ("ADJ", "NOUN"):
            return True
        if token.pos in ("VERB", "AUX"):
            return verb_ahead(parsed, token)
    return False


def verb_ahead(parsed: Parsed, verb: Token) -> bool:
    """True for "will attack", "is going to attack", "expected to attack", "is expected" (English)."""
    auxiliaries = [parsed.tokens[child] for child in parsed.children(verb.i) if parsed.tokens[child].dep[:3] == "aux"]
    if any(one.text.casefold() in cues("en", "auxiliary") for one in auxiliaries):
        return True
    governors = cues("en", "governor")
    lemma = verb.lemma.casefold()
    if lemma in governors and verb.tag in ("VBN", "VBG"):
        return True
    if lemma in cues("en", "plan") | cues("en", "wish") and verb.tag != "VBD":
        return True
    head = parsed.tokens[verb.head]
    infinitive = verb.dep in ("xcomp", "ccomp", "acl", "advcl") and any(one.tag == "TO" for one in auxiliaries)
    return infinitive and head.i != verb.i and head.lemma.casefold() in governors


def _border(parsed: Parsed, i: int) -> bool:
    """Punctuation, but not the dash between two numbers."""
    text = parsed.tokens[i].text
    if text not in _BORDERS or not 0 < i < len(parsed.tokens) - 1:
        return text in _BORDERS
    return not (text in "—–" and parsed.tokens[i - 1].pos == parsed.tokens[i + 1].pos == "NUM")


def clause(parsed: Parsed, i: int) -> tuple[Token, ...]:
    """The tokens around token `i` up to the next punctuation on either side, within its sentence (any language)."""
    sentence = parsed.sentences[parsed.tokens[i].sentence]
    first = last = i
    while first > max(sentence.first, i - _NEAR) and not _border(parsed, first - 1):
        first -= 1
    while last + 1 < min(sentence.last, i + _NEAR) and not _border(parsed, last + 1):
        last += 1
    return parsed.tokens[first : last + 1]


def infinitive(token: Token) -> bool:
    """True for an infinitive (Russian, Ukrainian)."""
    return "VerbForm=Inf" in token.morph or "infn" in token.tag


def future_form(token: Token, language: str) -> bool:
    """True for a verb in the future; verbs whose present looks like a future (`biaspectual.txt`) count as present."""
    return "Tense=Fut" in token.morph and token.lemma not in words.lemmas("biaspectual.txt", language)


@cache
def _modals(language: str) -> frozenset[str]:
    """Modal lemmas ("мочь"): with an infinitive they speak of what may come."""
    return frozenset(row["hedge"] for row in words.rows("hedges.csv", language) if row["kind"] == "modal")


def _shallow(parsed: Parsed, i: int) -> bool:
    near = clause(parsed, i)
    finite = [token for token in near if token.pos in ("VERB", "AUX")]
    modals = _modals(parsed.language) if any(infinitive(token) for token in near) else frozenset()
    governors = cues(parsed.language, "governor") | modals
    for token in sorted(finite, key=lambda one: abs(one.i - i)):
        if infinitive(token) or "VerbForm=Part" in token.morph:
            continue
        return future_form(token, parsed.language) or token.lemma.casefold() in governors
    return any(token.lemma.casefold() in governors for token in near)
