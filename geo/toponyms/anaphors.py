"""Words that stand for a place named before: "the region", "the city", "there"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.language import Parsed
from geo.model import PlaceKind, Span, Toponym, ToponymClass
from geo.toponyms.scan import lookup

FAR = 6  # sentences that an anaphor looks back
CLOSE = 1  # so near an area named as one goes before the area of a town named since
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
    taken = sorted((t.span.start, t.span.end) for t in named)
    for hit in pattern.finditer(parsed.text):
        if _inside(taken, hit.start(), hit.end()):
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
    at = bisect_left(taken, (following[0].start, 0))
    return at == len(taken) or taken[at][0] != following[0].start


def _inside(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """True where text[start:end] overlaps one of these stretches, which are in text order and apart."""
    at = bisect_left(taken, (end, 0))
    return any(first < end and start < last for first, last in taken[max(0, at - 2) : at])


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
    near = [t for t in _before(parsed, start, named) if not _across(parsed, t)]
    if not kinds:
        return _most_local(parsed, near, gazetteer)
    beside = [t for t in near if _sentence(parsed, t.span.start) >= _sentence(parsed, start) - CLOSE]
    named_so = (t for t in beside if _bears(t, kinds, parsed.language, gazetteer))
    return next(named_so, None) or next((t for t in near if _fits(t, kinds, parsed.language, gazetteer)), None)


def _sentence(parsed: Parsed, offset: int) -> int:
    sentence = parsed.sentence_at(offset)
    return sentence.index if sentence else 0


def _before(parsed: Parsed, start: int, named: Sequence[Toponym]) -> Iterator[Toponym]:
    """Places named before an offset, the last first, as far back as an anaphor looks."""
    sentence = parsed.sentence_at(start)
    here = sentence.index if sentence else 0
    for at in range(bisect_left(named, start, key=lambda t: t.span.start) - 1, -1, -1):
        if named[at].toponym_class in _PLACED:
            then = parsed.sentence_at(named[at].span.start)
            if then is None or here - then.index > FAR:
                return
            yield named[at]


def _across(parsed: Parsed, toponym: Toponym) -> bool:
    """ "on the border with X" names X, but nobody is in it."""
    before = parsed.between(max(0, toponym.span.start - 40), toponym.span.start)[-2:]
    borders = words.lemmas("place_borders.txt", parsed.language)
    links = words.lemmas("place_border_links.txt", parsed.language)
    return len(before) == 2 and before[0].text.casefold() in borders and before[1].text.casefold() in links


def _most_local(parsed: Parsed, near: Sequence[Toponym], gazetteer: Gazetteer) -> Toponym | None:
    """Of the places of the last sentence that names any, the last that is no country, else the last."""
    if not near:
        return None
    last = parsed.sentence_at(near[0].span.start)
    group = [t for t in near if parsed.sentence_at(t.span.start) == last]
    wide = {PlaceKind.COUNTRY, PlaceKind.CONTINENT}
    for toponym in group:
        first = lookup(gazetteer, toponym.name, parsed.language)[:1]
        if first and first[0].kind not in wide:
            return toponym
    return group[0]


def _bears(toponym: Toponym, kinds: tuple[PlaceKind, ...], language: str, gazetteer: Gazetteer) -> bool:
    """Whether the name itself may be of such a place; a bare name that is a town's too is not an area's."""
    if toponym.wanted:
        return bool(set(toponym.wanted) & set(kinds))
    found = {place.kind for place in lookup(gazetteer, toponym.name, language)}
    return bool(found & set(kinds)) and (PlaceKind.SETTLEMENT in kinds or PlaceKind.SETTLEMENT not in found)


def _fits(toponym: Toponym, kinds: tuple[PlaceKind, ...], language: str, gazetteer: Gazetteer) -> bool:
    if toponym.wanted and not set(toponym.wanted) & set(kinds):
        return PlaceKind.ADM1 in kinds and PlaceKind.SETTLEMENT in toponym.wanted
    candidates = lookup(gazetteer, toponym.name, language)
    if any(place.kind in kinds for place in candidates):
        return True
    if PlaceKind.ADM1 in kinds:
        return any(place.admin1_id for place in candidates)
    return PlaceKind.COUNTRY in kinds and any(place.country for place in candidates)
