"""The lexicon of actors: names of states, peoples, seats of government and armed groups, found in a text.

`data/words/demonyms.csv` and `data/words/actors.csv` hold the names. English is matched by its written words, Russian
and Ukrainian by lemma; an acronym must be written as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from geo import words
from geo.language import Parsed, parse

STATE = 1
MARKS = frozenset('«»"“”„')
_PIECE = re.compile(r"\w+|[^\w\s]")


class Hit(NamedTuple):
    """A lexicon entry in the text: tokens[first:last]. `kind`: group, name, adjective, people or seat."""

    first: int
    last: int
    kind: str
    name: str
    country: str
    actor_type: int


class Entry(NamedTuple):
    """What the lexicon knows about a name."""

    kind: str
    name: str
    country: str
    actor_type: int
    spelling: str


Trie = dict[str, "Trie | Entry"]
_END = ""


@cache
def country_names() -> dict[str, str]:
    """ISO 3166 alpha-3 → the English short name."""
    found: dict[str, str] = {}
    for row in words.rows("demonyms.csv"):
        if row["language"] == "en" and row["kind"] == "name":
            found.setdefault(row["country"], row["word"])
    return found


@cache
def _entries(language: str) -> tuple[Entry, ...]:
    names = country_names()
    found = [
        Entry(row["kind"], names.get(row["country"], row["country"]), row["country"], STATE, row["word"])
        for row in words.rows("demonyms.csv")
        if row["language"] == language
    ]
    for row in words.rows("actors.csv"):
        for variant in filter(None, row.get(language, "").split("|")):
            found.append(Entry("group", row["name"], row["country"], int(row["type"]), variant))
    return tuple(found)


@cache
def _trie(language: str) -> Trie:
    top: Trie = {}
    entries = _entries(language)
    for entry, key in zip(entries, _keys([entry.spelling for entry in entries], language), strict=True):
        node = top
        for piece in key:
            below = node.setdefault(piece, {})
            assert isinstance(below, dict)
            node = below
        if key:
            node.setdefault(_END, entry)
    return top


def _keys(spellings: Sequence[str], language: str) -> list[tuple[str, ...]]:
    if language not in ("ru", "uk"):
        return [tuple(piece.casefold() for piece in _PIECE.findall(spelling)) for spelling in spellings]
    return [tuple(token.lemma.casefold() for token in parse(spelling, language).tokens) for spelling in spellings]


def hits(parsed: Parsed) -> tuple[Hit, ...]:
    """Every name of the lexicon in the text, longest match first, in text order, none overlapping."""
    inflected = parsed.language in ("ru", "uk")
    if inflected:
        pieces = [
            (token.lemma.casefold(), token.text, token.i, token.i + 1)
            for token in parsed.tokens
            if token.text not in MARKS
        ]
    else:
        pieces = [
            (part.group().casefold(), part.group(), token.i, token.i + 1)
            for token in parsed.tokens
            for part in _PIECE.finditer(token.text)
        ]
    trie = _trie(parsed.language if inflected else "en")
    found: list[Hit] = []
    at = 0
    while at < len(pieces):
        match = _longest(trie, pieces, at, inflected=inflected)
        if match is None:
            at += 1
            continue
        entry, end = match
        found.append(Hit(pieces[at][2], pieces[end - 1][3], entry.kind, entry.name, entry.country, entry.actor_type))
        at = end
    return (*found, *_abbreviations(parsed, found))


def named(name: str) -> Entry | None:
    """The entry in a name that stands alone, as tables write actors ("Military Forces of Russia (2000-)"): a group
    before a state, and the longest of each."""
    pieces = [(part.group().casefold(), part.group(), 0, 0) for part in _PIECE.finditer(name)]
    found = [match for at in range(len(pieces)) if (match := _longest(_trie("en"), pieces, at, inflected=False))]
    if not found:
        return None
    return max((entry for entry, _ in found), key=lambda entry: (entry.kind == "group", len(entry.spelling)))


def _abbreviations(parsed: Parsed, found: Sequence[Hit]) -> list[Hit]:
    """Later mentions of a group by the short form the text gives it: "the Arakan Army (AA)"."""
    tokens = parsed.tokens
    short: dict[str, Hit] = {}
    for hit in found:
        after = tokens[hit.last : hit.last + 3]
        bracketed = len(after) == 3 and (after[0].text, after[2].text) == ("(", ")")
        if hit.kind == "group" and bracketed and after[1].text.isupper() and 2 <= len(after[1].text) <= 8:
            short.setdefault(after[1].text, hit)
    taken = {i for hit in found for i in range(hit.first, hit.last)}
    return [
        short[token.text]._replace(first=token.i, last=token.i + 1)
        for token in tokens
        if token.text in short and token.i not in taken
    ]


def _longest(
    trie: Trie, pieces: Sequence[tuple[str, str, int, int]], at: int, *, inflected: bool
) -> tuple[Entry, int] | None:
    node, best = trie, None
    for end in range(at, len(pieces)):
        below = node.get(pieces[end][0])
        if not isinstance(below, dict):
            break
        node = below
        entry = node.get(_END)
        if isinstance(entry, Entry) and _cased(
            entry, [piece[1] for piece in pieces[at : end + 1]], inflected=inflected
        ):
            best = (entry, end + 1)
    return best


def _cased(entry: Entry, written: Sequence[str], *, inflected: bool) -> bool:
    """True when the capitals fit: an acronym must be written as one ("US" is not "us"), a name must begin with one."""
    letters = "".join(part for part in _PIECE.findall(entry.spelling) if part[0].isalnum())
    if letters.isupper() and len(written) == 1:
        return written[0].isupper()
    if letters[:1].isupper() and not (inflected and entry.kind in ("adjective", "people")):
        return any(part[:1].isupper() for part in written)
    return True
