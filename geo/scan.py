"""The scan: where do words of the text stand in the gazetteer? Longest match first, over tokens, without judging.

The scan knows nothing about use: "Moscow" in "Moscow said" is found here and judged in `usage`. Offsets are half-open
characters of the text. A match without candidates comes from the language model alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo import words
from geo.gazetteer import Gazetteer
from geo.language import Parsed, Token
from geo.model import Place, Span

LONGEST = 7  # tokens in a name ("Rostov", "-", "on", "-", "Don" are five)
WIDEST = 80  # characters in a name
PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LETTER = re.compile(r"[^\W\d_]")
_BREAKS = re.compile(r"[,;:()\[\]\"“”!?|/@]|\s[-–—]|[-–—]\s")
_INFLECTED = frozenset({"ru", "uk"})


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `first` up to `last` (exclusive) that spell a name; `name` is the form that the gazetteer knows."""

    first: int
    last: int
    span: Span
    name: str
    candidates: tuple[Place, ...]
    label: str = ""


def capital(token: Token) -> bool:
    """Whether a token begins like a name."""
    head = token.text[:1]
    return head.isupper() or (head in "'’ʼ`" and token.text[1:2].isupper())


def cyrillic(text: str) -> bool:
    return _CYRILLIC.search(text) is not None


def spoken(parsed: Parsed, first: int, last: int) -> Span:
    """The span of tokens first … last (exclusive)."""
    start, end = parsed.tokens[first].start, parsed.tokens[last - 1].end
    return Span(start, end, parsed.text[start:end])


def scan(parsed: Parsed, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """All longest matches, left to right, then the model's names that the gazetteer does not hold."""
    found: list[Match] = []
    covered: set[int] = set()
    at = 0
    tokens = parsed.tokens
    while at < len(tokens):
        match = _longest(parsed, gazetteer, at) if capital(tokens[at]) else None
        if match is None:
            at += 1
            continue
        found.append(match)
        covered.update(range(match.first, match.last))
        at = match.last
    found.extend(m for m in _named(parsed, gazetteer) if covered.isdisjoint(range(m.first, m.last)))
    return tuple(sorted(found, key=lambda m: m.span.start))


def _longest(parsed: Parsed, gazetteer: Gazetteer, at: int) -> Match | None:
    tokens, text = parsed.tokens, parsed.text
    first = tokens[at]
    slavic = parsed.language in _INFLECTED and cyrillic(first.text)
    starts = gazetteer.name_starts(first.text, language=parsed.language if slavic else None)
    reach = min(LONGEST, 2 * starts, len(tokens) - at)
    for size in range(reach, 0, -1):
        last = tokens[at + size - 1]
        if last.end - first.start > WIDEST or last.sentence != first.sentence or not _LETTER.search(last.text):
            continue
        written = text[first.start : last.end]
        if "\n\n" in written or (size > 1 and not _joined(written)):
            continue
        name = " ".join(written.split())
        if not slavic and not gazetteer.knows(name):
            continue
        places = gazetteer.candidates(name, language=parsed.language)
        if places:
            return Match(at, at + size, Span(first.start, last.end, written), name, places, first.ent)
    return None


def _joined(written: str) -> bool:
    """Names of several words hold no commas, brackets or dashes with spaces, and end like a name."""
    return not _BREAKS.search(written) and written.split()[-1][:1] != written.split()[-1][:1].lower()


def _named(parsed: Parsed, gazetteer: Gazetteer) -> Iterator[Match]:
    """Places by the language model alone, "the" and possessives cut off."""
    articles = words.lemmas("place_articles.txt", parsed.language)
    at, tokens = 0, parsed.tokens
    while at < len(tokens):
        if tokens[at].ent not in PLACE_LABELS:
            at += 1
            continue
        last = at
        while (
            last < len(tokens) and tokens[last].ent == tokens[at].ent and tokens[last].sentence == tokens[at].sentence
        ):
            last += 1
        first, end = at, last
        while first < end and (tokens[first].text.casefold() in articles or not _LETTER.search(tokens[first].text)):
            first += 1
        while end > first and (tokens[end - 1].tag == "POS" or not _LETTER.search(tokens[end - 1].text)):
            end -= 1
        if first < end and any(capital(token) for token in tokens[first:end]):
            span = spoken(parsed, first, end)
            if len(span.as_written) <= WIDEST:
                name = " ".join(span.as_written.split())
                places = gazetteer.candidates(name, language=parsed.language)
                yield Match(first, end, span, name, places, tokens[at].ent)
        at = last
