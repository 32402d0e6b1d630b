"""Words that stand for a place named before: "the region", "the city", "there"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.language import Parsed
from geo.model import PlaceKind, Span, Toponym, ToponymClass
from geo.toponyms.scan import lookup

FAR = 6  # sentences that an anaphor looks back
_PLACED = frozenset({ToponymClass.LITERAL, ToponymClass.VAGUE})


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    phrases = [row["words"] for row in words.rows("place_anaphors.csv", language)]
    if not phrases:
        return None
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(p) for p in longest) + r")(?![\w-])", re.IGNORECASE)


@cache
def _kinds(language: str) -> dict[str, tuple[PlaceKind, ...]]:
    return {
        row["words"].casefold(): tuple(PlaceKind(k) for k in row["kind"].split("|") if k != "any")
        for row in words.rows("place_anaphors.csv", language)
    }


def anaphors(parsed: Parsed, named: Sequence[Toponym], gazetteer: Gazetteer) -> list[Toponym]:
    """Anaphors with an antecedent; those without one are left out. `named` is in text order."""
    pattern = _pattern(parsed.language)
    if pattern is None:
        return []
    found = []
    taken = [(t.span.start, t.span.end) for t in named]
    for hit in pattern.finditer(parsed.text):
        if any(start < hit.end() and hit.start() < end for start, end in taken):
            continue
        if not _stands_alone(parsed, hit.end(), taken):
            continue
        kinds = _kinds(parsed.language)[hit.group().casefold()]
        if not kinds and not _place_adverb(parsed, hit.start()):
            continue
        antecedent = _antecedent(parsed, hit.start(), kinds, named, gazetteer)
        if antecedent is None:
            continue
        span = Span(hit.start(), hit.end(), hit.group())
        reason = f"“{hit.group()}” stands for “{antecedent.span.as_written}”"
        found.append(
            Toponym(span, antecedent.name, ToponymClass.ANAPHOR, kinds, antecedent.within, antecedent.span, (reason,))
        )
    return found


def _stands_alone(parsed: Parsed, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """ "the city of X" and "the village X" name their place themselves."""
    following = parsed.between(end, min(len(parsed.text), end + 60))[:2]
    if not following:
        return True
    if following[0].text.casefold() in words.lemmas("place_of.txt", parsed.language):
        return False
    if following[0].pos in {"NOUN", "PROPN"} and following[0].start - end == 1:
        return False
    return not any(start == following[0].start for start, _ in taken)


def _place_adverb(parsed: Parsed, start: int) -> bool:
    """ "there" as a word of place, not "there is"."""
    sentence = parsed.sentence_at(start)
    for token in parsed.tokens[sentence.first : sentence.last] if sentence else ():
        if token.start == start:
            return token.dep != "expl" and token.tag != "EX"
    return False


def _antecedent(
    parsed: Parsed, start: int, kinds: tuple[PlaceKind, ...], named: Sequence[Toponym], gazetteer: Gazetteer
) -> Toponym | None:
    sentence = parsed.sentence_at(start)
    here = sentence.index if sentence else 0
    for toponym in reversed(named):
        if toponym.span.start >= start or toponym.toponym_class not in _PLACED:
            continue
        then = parsed.sentence_at(toponym.span.start)
        if then is None or here - then.index > FAR:
            return None
        if not kinds or _fits(toponym, kinds, parsed.language, gazetteer):
            return toponym
    return None


def _fits(toponym: Toponym, kinds: tuple[PlaceKind, ...], language: str, gazetteer: Gazetteer) -> bool:
    if toponym.wanted and not set(toponym.wanted) & set(kinds):
        return PlaceKind.ADM1 in kinds and PlaceKind.SETTLEMENT in toponym.wanted
    candidates = lookup(gazetteer, toponym.name, language)
    if any(place.kind in kinds for place in candidates):
        return True
    if PlaceKind.ADM1 in kinds:
        return any(place.admin1_id for place in candidates)
    return PlaceKind.COUNTRY in kinds and any(place.country for place in candidates)
