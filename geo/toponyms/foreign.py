"""Places of other countries in Russian and Ukrainian reports, spelled as they sound: «в округе Шиуре» in Mozambique.

Only words with a capital that stand where a place stands (behind a place's preposition or its type, or joined to such
a word) are compared, and only with places of the countries that the report names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.gazetteer.sounds import sounding
from geo.language import Parsed, Token
from geo.model import PlaceKind, Toponym, ToponymClass
from geo.toponyms.scan import capital, cyrillic, lookup

_AT_HOME = frozenset({"RU", "UA", "BY"})  # their names are in the gazetteer in Cyrillic letters
_JOINED = frozenset({",", "—", "–", "-"})


def foreign(parsed: Parsed, gazetteer: Gazetteer, named: Sequence[Toponym]) -> list[Toponym]:
    """Toponyms that no list holds, under the name by which the gazetteer knows them."""
    if parsed.language not in ("ru", "uk"):
        return []
    countries = _countries(parsed, gazetteer, named)
    if not countries:
        return []
    taken = {at for one in named for at in range(one.span.start, one.span.end)}
    found: list[Toponym] = []
    places: set[int] = {token.i for token in parsed.tokens if token.start in taken}
    for token in parsed.tokens:
        if token.start in taken or not capital(token) or not cyrillic(token.text) or token.text.isupper():
            continue
        surely = _stands_as_place(parsed, token.i, places)
        if not surely and not _may_be_place(parsed, token.i):
            continue
        place = sounding(gazetteer, token.text, parsed.language, countries, exact=not surely)
        if place is None:
            continue
        places.add(token.i)
        span = parsed.span(token.i, token.i + 1)
        reason = f"“{span.as_written}” sounds like {place.name}, in a country that the report names"
        found.append(Toponym(span, place.name, ToponymClass.LITERAL, reasons=(reason,)))
    return found


def _stands_as_place(parsed: Parsed, at: int, places: set[int]) -> bool:
    """Behind a preposition of place or a type of place, or joined to a word that is one already."""
    before = [parsed.tokens[i] for i in range(max(0, at - 2), at)]
    if not before or before[-1].sentence != parsed.tokens[at].sentence:
        return False
    joints = words.lemmas("place_joints.txt", parsed.language) | _JOINED
    if before[-1].text.casefold() in joints:
        return at - 2 in places
    return _word(before[-1], "place_prepositions.txt", parsed) or before[-1].lemma.casefold() in _types(parsed.language)


def _may_be_place(parsed: Parsed, at: int) -> bool:
    """Behind a noun or a verb («после падения X», «захватили X»): but a role before it makes it a person's name."""
    before = parsed.tokens[at - 1] if at else None
    if before is None or before.sentence != parsed.tokens[at].sentence or before.pos not in ("NOUN", "VERB"):
        return False
    following = parsed.tokens[at + 1] if at + 1 < len(parsed.tokens) else None
    named = following is not None and capital(following) and following.sentence == before.sentence
    return not (named or capital(before) or _word(before, "roles.txt", parsed) or _lemma(before, "roles.txt", parsed))


def _lemma(token: Token, table: str, parsed: Parsed) -> bool:
    return token.lemma.casefold() in words.lemmas(table, parsed.language)


def _word(token: Token, table: str, parsed: Parsed) -> bool:
    return token.text.casefold() in words.lemmas(table, parsed.language)


@cache
def _types(language: str) -> frozenset[str]:
    return frozenset(row["word"] for row in words.rows("place_types.csv", language) if row["side"] != "after")


def _countries(parsed: Parsed, gazetteer: Gazetteer, named: Sequence[Toponym]) -> tuple[str, ...]:
    """Countries (alpha-2) that the report names as places or by an adjective, those left out that write Cyrillic."""
    found = {
        place.country
        for toponym in named
        if toponym.toponym_class in (ToponymClass.LITERAL, ToponymClass.VAGUE)
        for place in lookup(gazetteer, toponym.name, parsed.language)[:1]
        if place.kind is PlaceKind.COUNTRY and place.country
    }
    adjectives = _adjectives(parsed.language)
    found |= {adjectives[lemma] for token in parsed.tokens if (lemma := token.lemma.casefold()) in adjectives}
    return tuple(sorted(found - _AT_HOME))


@cache
def _adjectives(language: str) -> dict[str, str]:
    codes = {row["alpha3"]: row["alpha2"] for row in words.rows("countries.csv")}
    return {
        row["word"].casefold(): codes[row["country"]]
        for row in words.rows("demonyms.csv")
        if row["language"] == language and row["kind"] == "adjective" and row["country"] in codes
    }
