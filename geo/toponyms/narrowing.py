"""The words beside a name that say where it lies: "X, Y", "X (Y)", "X in Y", "Y's X", "X district of Y", "Ukrainian X".

Loose narrowing prefers a place inside, where the hierarchy knows one. Firm narrowing ("Padan in Magway Region", "the
Basta district of Beirut") binds: a namesake elsewhere is not what the words say, so the outer place is taken instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo import words
from geo.language import Parsed
from geo.model import Place, PlaceKind
from geo.resolution.ranker import lies_in
from geo.toponyms.beside import AREAS, OUTER, Asked, token_at, type_word, type_words
from geo.toponyms.peoples import adjectives
from geo.toponyms.scan import Match

SMALL = frozenset({PlaceKind.SETTLEMENT, PlaceKind.FACILITY})
MOST_BETWEEN = 4
SURE = 0.5


@dataclass(frozen=True, slots=True)
class Within:
    """The name that a name lies in, and whether that binds."""

    name: str | None = None
    bound: bool = False


FREE = Within()


def narrowing(
    parsed: Parsed, matches: Sequence[Match], asked: Sequence[Asked], chances: Sequence[float]
) -> tuple[dict[int, Within], dict[int, Within]]:
    """By index of match: what a name lies in; and the names that hold another. `chances`: that a match names a place
    at all; nothing binds what probably names none ("Police in Paris")."""
    narrowed: dict[int, Within] = {}
    holders: dict[int, Within] = {}
    for at, match in enumerate(matches):
        if at + 1 < len(matches):
            found = _in_next(parsed, match, matches[at + 1], asked[at], asked[at + 1])
            if found is not None and (chances[at] >= SURE or asked[at].kinds or not found.bound):
                narrowed[at] = found
                if any(place.kind in OUTER for place in matches[at + 1].candidates) and not _quarter(asked[at], found):
                    holders[at + 1] = found
                continue
        if at:
            owner = matches[at - 1]
            between = [token.text.casefold() for token in parsed.tokens[owner.last : match.first]]
            if between in (["'s"], ["’s"]) and _holds(parsed, match, owner, comma=False):
                narrowed[at] = Within(owner.name)
                continue
        people = _people_before(parsed, match)
        if people is not None:
            narrowed[at] = Within(people)
    return narrowed, holders


def _in_next(parsed: Parsed, match: Match, outer: Match, asked: Asked, wanted: Asked) -> Within | None:
    if outer.first - match.last > MOST_BETWEEN + 1:
        return None
    first = asked.last or match.last
    between = [token.text.casefold() for token in parsed.tokens[first : outer.first]]
    if _part_of_town(parsed, asked, between) and any(place.kind in SMALL for place in outer.candidates):
        return Within(outer.name, bound=True)
    if _genitive(parsed, match, outer, asked):
        return Within(outer.name, bound=True)
    between = [token.text.casefold() for token in parsed.tokens[match.last : outer.first]]
    if not _narrows(parsed, between):
        return None
    comma = between[0] == ","
    if _holds(parsed, match, outer, comma=comma):
        return Within(outer.name)
    inside = words.lemmas("place_inside_words.txt", parsed.language) - words.lemmas("place_of.txt", parsed.language)
    firm = between[-1] in inside if not comma else len(between) == 1 and bool(wanted.last)
    areas = any(place.kind in OUTER for place in outer.candidates)
    small = all(place.kind in SMALL for place in match.candidates)
    return Within(outer.name, bound=True) if firm and areas and small and match.candidates else None


def _genitive(parsed: Parsed, match: Match, outer: Match, asked: Asked) -> bool:
    """ "Московський район Харкова": a part and its town in the genitive, straight after it."""
    last = parsed.tokens[(asked.last or match.last) - 1]
    part = match.last - match.first > 1 or asked.last is not None
    towns = any(place.kind is PlaceKind.SETTLEMENT for place in outer.candidates)
    follows = outer.first == last.i + 1 and "Case=Gen" in parsed.tokens[outer.first].morph
    return part and follows and towns and last.lemma.casefold() in words.lemmas("place_town_parts.txt", parsed.language)


def _quarter(asked: Asked, found: Within) -> bool:
    return found.bound and (asked.last is not None or PlaceKind.ADM2 in asked.kinds)


def _part_of_town(parsed: Parsed, asked: Asked, between: Sequence[str]) -> bool:
    """ "(X district) of (central) Y"."""
    if asked.last is None or not between or len(between) > 3:
        return False
    small = parsed.tokens[asked.last - 1].text in words.lemmas("place_town_parts.txt", parsed.language)
    links = words.lemmas("place_of.txt", parsed.language) | words.lemmas("place_inside_words.txt", parsed.language)
    parts = {row["word"] for row in words.rows("place_bearings.csv", parsed.language)} | {"central", "the"}
    return small and between[0] in links and all(word in parts for word in between[1:])


def _narrows(parsed: Parsed, between: Sequence[str]) -> bool:
    """Commas, brackets, and "(region) of / in (the)"."""
    if list(between) in ([","], ["("], ["-"]):
        return True
    inner = [word for word in between if word not in type_words(parsed.language) and word not in {"the", ","}]
    inside = words.lemmas("place_inside_words.txt", parsed.language)
    return 0 < len(between) <= MOST_BETWEEN and len(inner) == 1 and inner[0] in inside


def _holds(parsed: Parsed, inner: Match, outer: Match, *, comma: bool) -> bool:
    areas = [place for place in outer.candidates if place.kind in OUTER]
    if comma:
        areas = [place for place in areas if not _seat_only(place, outer)]
    if comma and not parsed.tokens[inner.first].dep and any(place.kind is PlaceKind.ADM1 for place in inner.candidates):
        areas = [place for place in areas if place.kind is not PlaceKind.ADM1]  # "На Харківщині, Сумщині" is a list
    return any(lies_in(place, area) for place in inner.candidates for area in areas)


def _seat_only(area: Place, match: Match) -> bool:
    """A bare name that is first its seat's ("Sumy, Kharkiv" is a list): the area's own name has more words."""
    written = match.name.casefold()
    if area.kind is not PlaceKind.ADM1 or area.name.casefold() == written or len(written) <= 3:
        return False
    return any(place.kind is PlaceKind.SETTLEMENT and place.admin1_id == area.id for place in match.candidates)


def _people_before(parsed: Parsed, match: Match) -> str | None:
    """ "the Ukrainian town of Pokrovsk", "Russian Kursk"."""
    at = match.first - 1
    for _ in range(5):
        token = token_at(parsed, at)
        if token is None or token.sentence != parsed.tokens[match.first].sentence:
            return None
        found = adjectives(parsed.language).get(token.lemma.casefold()) or adjectives(parsed.language).get(
            token.text.casefold()
        )
        if found:
            return found
        if (
            type_word(parsed, token) is None
            and token.pos not in {"ADJ"}
            and token.text.casefold() not in words.lemmas("place_of.txt", parsed.language)
        ):
            return None
        at -= 1
    return None


HOLDER = Asked(AREAS, None, "it holds the place named before it")
