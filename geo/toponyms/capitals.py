"""Capitals named by their country only: "the Somali capital", "Yemen's capital", "столица Сирии"."""

from __future__ import annotations

from functools import cache

from geo import words
from geo.language import Parsed, Token
from geo.model import PlaceKind, Toponym, ToponymClass

_BETWEEN = frozenset({"'s", "’s", "'", "’", "of", "the"})


def capitals(parsed: Parsed) -> list[Toponym]:
    """The capitals that a text names by country only; beside the town's own name they add nothing and are left out."""
    found = []
    for token in parsed.tokens:
        if _key(token, parsed) not in words.lemmas("capital_words.txt", parsed.language):
            continue
        pair = _before(parsed, token) or _after(parsed, token)
        if pair is None:
            continue
        (first, last), seat = pair
        if any(_key(other, parsed) == seat.casefold() for other in parsed.tokens[max(0, first - 3) : last + 4]):
            continue
        span = parsed.span(first, last)
        reason = f"“{span.as_written}” is {seat}"
        found.append(Toponym(span, seat, ToponymClass.LITERAL, (PlaceKind.SETTLEMENT,), reasons=(reason,)))
    return found


def _before(parsed: Parsed, token: Token) -> tuple[tuple[int, int], str] | None:
    """ "the Somali capital", "Yemen's capital": the country ends right before the word."""
    at = token.i
    while at and parsed.tokens[at - 1].text in ("'s", "’s", "'", "’"):
        at -= 1
    for size in (3, 2, 1):
        if at >= size and (seat := _seat(parsed, at - size, at)):
            return (at - size, token.i + 1), seat
    return None


def _after(parsed: Parsed, token: Token) -> tuple[tuple[int, int], str] | None:
    """ "the capital of Yemen", "столица Сирии": the country begins right after the word."""
    at = token.i + 1
    while at < len(parsed.tokens) and parsed.tokens[at].text.casefold() in _BETWEEN:
        at += 1
    if parsed.language == "en" and at == token.i + 1:
        return None
    for size in (3, 2, 1):
        if at + size <= len(parsed.tokens) and (seat := _seat(parsed, at, at + size)):
            return (token.i, at + size), seat
    return None


def _seat(parsed: Parsed, first: int, last: int) -> str | None:
    return _seats(parsed.language).get(" ".join(_key(token, parsed) for token in parsed.tokens[first:last]))


def _key(token: Token, parsed: Parsed) -> str:
    return (token.text if parsed.language == "en" else token.lemma).casefold()


@cache
def _seats(language: str) -> dict[str, str]:
    """Names and adjectives of a country, casefolded → its capital: the first of its seats in the table."""
    rows = [row for row in words.rows("demonyms.csv") if row["language"] == language]
    seats: dict[str, str] = {}
    for row in rows:
        if row["kind"] == "seat":
            seats.setdefault(row["country"], row["word"])
    return {
        row["word"].casefold(): seats[row["country"]]
        for row in rows
        if row["kind"] in ("name", "adjective") and row["country"] in seats
    }
