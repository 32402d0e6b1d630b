"""Adjectives and peoples: "Russian", "North Koreans". They are no places, unless a word for ground follows.

"Russian troops" says whose; "inside Russian territory", "on Syrian soil" and "Russian-occupied territories" name ground
without naming a place: class vague, looked up by the country's or the region's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from geo import words
from geo.language import Parsed, Token
from geo.model import Toponym, ToponymClass
from geo.toponyms.scan import capital

MOST_WORDS = 3
WHOSE = "an adjective or a people is no place"


@dataclass(frozen=True, slots=True)
class People:
    """Tokens `first` up to `last` (exclusive) that name a people; `ground` is what to look up where ground is meant."""

    first: int
    last: int
    ground: str | None = None

    def toponym(self, parsed: Parsed) -> Toponym:
        span = parsed.span(self.first, self.last)
        if self.ground is None:
            return Toponym(
                span, span.as_written, ToponymClass.DEMONYM, reasons=("an adjective or a people is no place",)
            )
        return Toponym(
            span, self.ground, ToponymClass.VAGUE, reasons=(f"“{span.as_written}” means ground of {self.ground}",)
        )


@cache
def adjectives(language: str) -> dict[str, str]:
    """Adjective of a country → the country's name in the same language."""
    rows = [row for row in words.rows("demonyms.csv") if row["language"] == language]
    names: dict[str, str] = {}
    for row in rows:
        if row["kind"] == "name":
            names.setdefault(row["country"], row["word"])
    return {
        row["word"].casefold(): names[row["country"]]
        for row in rows
        if row["kind"] == "adjective" and row["country"] in names
    }


@cache
def _names(language: str) -> frozenset[str]:
    """Names of countries, some of which serve as adjectives too ("US")."""
    rows = words.rows("demonyms.csv")
    return frozenset(row["word"].casefold() for row in rows if row["language"] == language and row["kind"] == "name")


@cache
def double_duty(language: str) -> frozenset[str]:
    """Names that are adjectives too: "US troops", "the UK government"."""
    return _names(language) & frozenset(
        row["word"].casefold() for row in words.rows("demonyms.csv") if row["kind"] == "adjective"
    )


@cache
def gentile(language: str) -> frozenset[str]:
    """Adjectives of countries and names of peoples, casefolded."""
    rows = [row for row in words.rows("demonyms.csv") if row["language"] == language]
    listed = {row["word"].casefold() for row in rows if row["kind"] in {"adjective", "people"}} - _names(language)
    return frozenset(listed | words.lemmas("place_peoples.txt", language))


@lru_cache(maxsize=4)
def peoples(parsed: Parsed) -> tuple[People, ...]:
    """All adjectives and peoples of a text, longest first at each place."""
    known, starts, tokens = gentile(parsed.language), _starts(parsed.language), parsed.tokens
    english = parsed.language == "en"
    found: list[People] = []
    end = 0
    for at, token in enumerate(tokens):
        if at < end or (english and not token.text[:1].isupper()):
            continue
        if token.text.casefold() in starts or (not english and token.lemma.casefold() in starts):
            size = _size(parsed, at, known)
            if size:
                found.append(_ground(parsed, at, at + size))
                end = at + size
    return tuple(found)


@cache
def _starts(language: str) -> frozenset[str]:
    return frozenset(word.split()[0].split("-")[0] for word in gentile(language))


def _size(parsed: Parsed, at: int, known: frozenset[str]) -> int:
    tokens = parsed.tokens
    if parsed.language == "en" and not capital(tokens[at]):
        return 0
    names = _names(parsed.language)
    for size in range(min(MOST_WORDS, len(tokens) - at), 0, -1):
        span = parsed.span(at, at + size)
        spelled = " ".join(span.as_written.split()).casefold()
        if spelled in names:
            return 0
        if spelled in known or (size == 1 and tokens[at].lemma.casefold() in known and parsed.language != "en"):
            return size
    return 0


def _ground(parsed: Parsed, first: int, last: int) -> People:
    """The people with the word for ground that follows, if one does."""
    tokens = parsed.tokens
    grounds = words.lemmas("place_ground_words.txt", parsed.language)
    spelled = " ".join(token.lemma.casefold() for token in tokens[first:last])
    country = adjectives(parsed.language).get(spelled) or adjectives(parsed.language).get(
        " ".join(token.text.casefold() for token in tokens[first:last])
    )
    after = tokens[last] if last < len(tokens) else None
    if country and after is not None and _says(after, grounds):
        return People(first, last + 1, country)
    return People(first, last)


def _says(token: Token, listed: frozenset[str] | Sequence[str]) -> bool:
    return token.lemma.casefold() in listed or token.text.casefold() in listed
