"""The scan: where do words of the text stand in the gazetteer? Longest match first, over tokens, without judging.

The scan knows nothing about use: "Moscow" in "Moscow said" is found here and judged in `usage`. Offsets are half-open
characters of the text. A match without candidates comes from the language model alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.language import Parsed, Token
from geo.model import Place, PlaceKind, Span

LONGEST = 7  # tokens in a name ("Rostov", "-", "on", "-", "Don" are five)
WIDEST = 80  # characters in a name
LISTED = 8  # words from the first of several adjectives to the noun they share
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
    parts = words.lemmas("place_parts.txt", parsed.language)
    past = 0
    for at, token in enumerate(parsed.tokens):
        if at < past or not (capital(token) or (token.text in parts and _part(parsed, at))):
            continue
        match = _longest(parsed, gazetteer, at)
        if match is not None:
            found.append(match)
            covered.update(range(match.first, match.last))
            past = match.last
    found.extend(m for m in _named(parsed, gazetteer) if covered.isdisjoint(range(m.first, m.last)))
    return tuple(sorted(found, key=lambda m: m.span.start))


def _part(parsed: Parsed, at: int) -> bool:
    """ "eastern Congo": a part that is a place of its own, though its first word is written small."""
    return at + 1 < len(parsed.tokens) and capital(parsed.tokens[at + 1])


def _acronym(token: Token) -> bool:
    """ "КАБом": capitals with a case ending are an acronym, declined; no name is written so."""
    if token.text.isascii():
        return False
    stem = token.text.rstrip("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяэыъё")
    return len(stem) > 1 and stem != token.text and stem.isupper()


def noun_of(parsed: Parsed, at: int) -> Token | None:
    """The noun that adjectives share: "Курахівський та Лиманський напрямки", "у Київській та Черкаській областях"."""
    apposed, joints = False, words.lemmas("place_joints.txt", parsed.language)
    for token in parsed.tokens[at + 1 : at + 1 + LISTED]:
        joined = token.text == "," or token.text.casefold() in joints
        if joined or token.pos in {"CCONJ", "ADJ"} or adjectival(parsed, token):
            apposed = token.text == ","
            continue
        return token if token.pos in {"NOUN", "PROPN"} and not apposed else None
    return None


def _names_nature(parsed: Parsed, noun: Token) -> bool:
    """ "Каспійського моря": the noun is part of the name, and the gazetteer holds both words."""
    spelled = {noun.lemma.casefold(), noun.text.casefold()}
    return not spelled.isdisjoint(_types(parsed.language)) and spelled.isdisjoint(area_words(parsed.language))


def adjectival(parsed: Parsed, token: Token) -> bool:
    """Whether a Russian or Ukrainian word is shaped like the adjective of a place, whatever the tagger takes it for
    (Черкаській is a surname to it)."""
    if parsed.language not in _INFLECTED or not capital(token) or token.pos not in {"ADJ", "PROPN", "NOUN"}:
        return False
    lemma = _masculine(token.lemma.casefold(), parsed.language)
    return any(lemma.endswith(row["adjective"]) for row in words.rows("place_adjectives.csv", parsed.language))


def _masculine(lemma: str, language: str) -> str:
    for row in words.rows("place_adjective_genders.csv", language):
        if lemma.endswith(row["form"]):
            return lemma.removesuffix(row["form"]) + row["masculine"]
    return lemma


def _by_adjective(parsed: Parsed, gazetteer: Gazetteer, at: int) -> Match | None:
    """A place named by its adjective before a noun: a stretch of front, an area or a district, alone or in a list.
    None where the noun is another one ("Київський політех"): no place is named then."""
    noun = noun_of(parsed, at)
    if noun is None:
        return None
    language, known = parsed.language, {noun.lemma.casefold(), noun.text.casefold()}
    if known & words.lemmas("place_sector_words.txt", language):
        return _town_of(parsed, gazetteer, at, at + 1)
    kinds = next((k for word, k in area_words(language).items() if word in known), ())
    if not kinds:
        return None
    last = noun.i + 1 if noun.i == at + 1 else at + 1
    written = parsed.tokens[at].text
    for word, _ in ((w, k) for w, k in area_words(language).items() if w in known):
        name = f"{written} {word}"
        places = tuple(p for p in gazetteer.candidates(name, language=language) if p.kind in kinds)
        if places:
            return Match(at, last, spoken(parsed, at, last), name, places, parsed.tokens[at].ent)
    return _town_of(parsed, gazetteer, at, last) if PlaceKind.ADM2 in kinds else None


@cache
def area_words(language: str) -> dict[str, tuple[PlaceKind, ...]]:
    """Nouns of areas that adjectives stand before, by their lemma."""
    wide = {PlaceKind.ADM1, PlaceKind.ADM2}
    rows = ((row["word"], row["kind"].split("|")) for row in words.rows("place_types.csv", language))
    return {word: tuple(PlaceKind(k) for k in kinds) for word, kinds in rows if wide & {PlaceKind(k) for k in kinds}}


def _town_of(parsed: Parsed, gazetteer: Gazetteer, at: int, last: int) -> Match | None:
    """The most populous town that an adjective may be made from; the match covers tokens up to `last`."""
    lemma = _masculine(parsed.tokens[at].lemma.casefold(), parsed.language)
    made: dict[str, tuple[Place, ...]] = {}
    for row in words.rows("place_adjectives.csv", parsed.language):
        if lemma.endswith(row["adjective"]):
            name = (lemma.removesuffix(row["adjective"]) + row["name"]).capitalize()
            found = lookup(gazetteer, name.lower(), parsed.language)
            made.setdefault(name, tuple(place for place in found if place.kind is PlaceKind.SETTLEMENT))
    name = max(made, key=lambda name: max((place.population + 1 for place in made[name]), default=0), default="")
    if not made.get(name):
        return None
    return Match(at, last, spoken(parsed, at, last), name, made[name], parsed.tokens[at].ent)


def _longest(parsed: Parsed, gazetteer: Gazetteer, at: int) -> Match | None:
    tokens, text = parsed.tokens, parsed.text
    first = tokens[at]
    if _acronym(first):
        return None
    shared = noun_of(parsed, at) if adjectival(parsed, first) else None
    if shared is not None and shared.text[:1].islower() and not _names_nature(parsed, shared):
        return _by_adjective(parsed, gazetteer, at)
    least = 1 if capital(first) else 2
    slavic = parsed.language in _INFLECTED and cyrillic(first.text)
    starts = gazetteer.name_starts(first.text, language=parsed.language if slavic else None)
    reach = min(LONGEST, 2 * starts, len(tokens) - at)
    for size in range(reach, least - 1, -1):
        last = tokens[at + size - 1]
        if last.end - first.start > WIDEST or last.sentence != first.sentence:
            continue
        if not (last.text.isalpha() or _LETTER.search(last.text)):
            continue
        written = text[first.start : last.end]
        if "\n\n" in written or (size > 1 and not _joined(written, last, parsed.language)):
            continue
        name = " ".join(written.split())
        if not slavic and not gazetteer.knows(name):
            continue
        if slavic and size == 1 and _first_of_two(parsed, at):
            break  # "Старої Краснянки" is one name: both words or none
        if slavic and size == 1 and (_dictionary(first) or ("Geox" in first.tag and gazetteer.knows(first.lemma))):
            name = first.lemma
        places = lookup(gazetteer, name, parsed.language)
        if places:
            return Match(at, at + size, Span(first.start, last.end, written), name, places, first.ent)
    return _two_part(parsed, at) if slavic else _seat(parsed, at)


def _seat(parsed: Parsed, at: int) -> Match | None:
    """A building that stands for a government ("the Kremlin", "the White House") and that no gazetteer holds."""
    if parsed.tokens[at].text.casefold() not in _beginnings(parsed.language):
        return None
    known = _buildings(parsed.language)
    for size in (2, 1):
        if at + size <= len(parsed.tokens):
            span = spoken(parsed, at, at + size)
            if " ".join(span.as_written.split()).casefold() in known:
                return Match(at, at + size, span, " ".join(span.as_written.split()), ())
    return None


@cache
def _buildings(language: str) -> frozenset[str]:
    return frozenset(row["name"].casefold() for row in words.rows("metonyms.csv") if row["language"] == language)


@cache
def _beginnings(language: str) -> frozenset[str]:
    """First words of their names, as whole words and as a tokeniser may cut them."""
    return frozenset(w for name in _buildings(language) for w in (name.split()[0], re.split(r"\W", name)[0]))


def _dictionary(token: Token) -> bool:
    """ "Ступінь", "Режим": a nominative of the dictionary that is no name is looked up as it stands."""
    plain = token.lemma.casefold() == token.text.casefold() and token.lemma.islower()
    return plain and token.pos == "NOUN" and case_of(token) == "Case=Nom" and "Geox" not in token.tag


def _first_of_two(parsed: Parsed, at: int) -> bool:
    """An adjective with a capital and, in the same case, a name right behind it."""
    if at + 1 >= len(parsed.tokens) or parsed.tokens[at].pos != "ADJ":
        return False
    first, second = parsed.tokens[at], parsed.tokens[at + 1]
    if not capital(second) or second.pos not in {"NOUN", "PROPN"} or second.start - first.end != 1:
        return False
    return case_of(first) == case_of(second)


def case_of(token: Token) -> str:
    """The grammatical case of a Russian or Ukrainian word as the tagger marks it; empty without one."""
    return next((mark for mark in token.morph.split("|") if mark.startswith("Case=")), "")


def _two_part(parsed: Parsed, at: int) -> Match | None:
    """ "Малая Локня": an adjective and a name, unknown together; "Локня" alone would be another place."""
    tokens = parsed.tokens
    if at + 1 >= len(tokens) or tokens[at].pos != "ADJ" or not capital(tokens[at + 1]):
        return None
    if tokens[at].sentence != tokens[at + 1].sentence or tokens[at + 1].pos not in {"NOUN", "PROPN"}:
        return None
    span = spoken(parsed, at, at + 2)
    return (
        Match(at, at + 2, span, " ".join(span.as_written.split()), ())
        if tokens[at + 1].start - tokens[at].end == 1
        else None
    )


def lookup(gazetteer: Gazetteer, name: str, language: str) -> tuple[Place, ...]:
    """Candidates for a toponym's name. A Cyrillic name in small letters is a dictionary form and is taken as it stands;
    anything else may be in any case form."""
    if cyrillic(name) and name.islower():
        return tuple(c.place for c in gazetteer.search(name, language=language, limit=60) if c.how == "exact")
    return gazetteer.candidates(name, language=language)


def _joined(written: str, last: Token, language: str) -> bool:
    """Names of several words hold no commas, brackets or spaced dashes, and end like a name or a word of type."""
    if not (
        capital(last)
        or last.text[:1].isdigit()
        or (language in _INFLECTED and not {last.lemma.casefold(), last.text.casefold()}.isdisjoint(_types(language)))
    ):
        return False
    return _BREAKS.search(written) is None


@cache
def _types(language: str) -> frozenset[str]:
    return frozenset(row["word"] for row in words.rows("place_types.csv", language))


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
