"""Parsed text → toponyms: the names of places as they stand, each with its class and what its words ask for.

Composition only: `scan` finds names, `recogniser` says whether they name places, `usage` says how they are used, and
this module reads the words beside them ("the city of", "region", "X, Y", "Kursk and Belgorod regions"). Words that
stand for a place ("the region", "there") come from `anaphors`. Demonyms, metonyms, embedded names and history are
kept as classes that yield no place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.language import Parsed, Token
from geo.model import Place, PlaceKind, Toponym, ToponymClass
from geo.resolution.ranker import lies_in
from geo.toponyms.anaphors import anaphors
from geo.toponyms.peoples import adjectives, peoples
from geo.toponyms.recogniser import THRESHOLD, chances
from geo.toponyms.scan import Match, capital, scan
from geo.toponyms.usage import judge
from geo.toponyms.vague import vague

LENIENT = 0.25  # the chance from which a type word behind a name settles that it names a place
AREAS = (PlaceKind.COUNTRY, PlaceKind.ADM1, PlaceKind.ADM2)
OUTER = frozenset(AREAS)
NATURE = frozenset({PlaceKind.WATER, PlaceKind.REGION, PlaceKind.LINE})


@dataclass(frozen=True, slots=True)
class TypeWord:
    kinds: tuple[PlaceKind, ...]
    plural: bool
    side: str


def find(parsed: Parsed, gazetteer: Gazetteer, *, threshold: float = THRESHOLD) -> tuple[Toponym, ...]:
    """All toponyms of a text in text order, without overlaps; `threshold` is the least chance of naming a place."""
    nations = peoples(parsed)
    matches = names(parsed, gazetteer)
    kept = [(m, c) for m, c in zip(matches, chances(parsed, matches), strict=True)]
    wanted = _wanted(parsed, matches)
    within, holders = _within(parsed, matches)
    for at in holders:
        if not wanted[at].kinds:
            wanted[at] = _Asked(AREAS, None, "it holds the place named before it")
    named: list[Toponym] = []
    for at, (match, chance) in enumerate(kept):
        toponym = _toponym(parsed, match, chance, asked=wanted[at], within=within.get(at), threshold=threshold)
        if toponym is not None:
            named.append(toponym)
    named.extend(people.toponym(parsed) for people in nations)
    named = _without_overlaps(vague(parsed, gazetteer), named)
    named.sort(key=lambda toponym: toponym.span.start)
    return tuple(sorted((*named, *anaphors(parsed, named, gazetteer)), key=lambda toponym: toponym.span.start))


def _without_overlaps(first: Sequence[Toponym], rest: Sequence[Toponym]) -> list[Toponym]:
    """`first` and those of `rest` that overlap none of it."""
    taken = [(toponym.span.start, toponym.span.end) for toponym in first]
    free = [t for t in rest if not any(start < t.span.end and t.span.start < end for start, end in taken)]
    return [*first, *free]


def names(parsed: Parsed, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """The scan without adjectives and peoples."""
    taken = {at for people in peoples(parsed) for at in range(people.first, people.last)}
    return tuple(match for match in scan(parsed, gazetteer) if taken.isdisjoint(range(match.first, match.last)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the words beside a name ask for, and how far the span reaches with them."""

    kinds: tuple[PlaceKind, ...] = ()
    last: int | None = None
    reason: str = ""


def _toponym(
    parsed: Parsed, match: Match, chance: float, *, asked: _Asked, within: str | None, threshold: float
) -> Toponym | None:
    verdict = judge(parsed, match)
    if asked.kinds and chance >= (LENIENT if asked.last else 0.0):
        chance = max(chance, 0.9)
    if chance < threshold and verdict is None:
        return None
    if asked.kinds and verdict is not None and verdict[0] is ToponymClass.METONYM:
        verdict = None
    span = parsed.span(match.first, asked.last) if asked.last else match.span
    reasons = [asked.reason] if asked.reason else []
    kind = ToponymClass.LITERAL
    if verdict is not None:
        kind = verdict[0]
        reasons.append(verdict[1])
    return Toponym(span, match.name, kind, asked.kinds, within, reasons=tuple(reasons), score=round(chance, 4))


# ------------------------------------------------------------------------------------------------ the words beside


@cache
def type_words(language: str) -> dict[str, TypeWord]:
    """Words that say what sort of place a name is, singular and plural."""
    table: dict[str, TypeWord] = {}
    for row in words.rows("place_types.csv", language):
        kinds = tuple(PlaceKind(kind) for kind in row["kind"].split("|"))
        table.setdefault(row["plural"], TypeWord(kinds, True, row["side"]))
        table[row["word"]] = TypeWord(kinds, False, row["side"])
    return table


@cache
def _joints(language: str) -> frozenset[str]:
    return words.lemmas("place_joints.txt", language)


def _runs(parsed: Parsed, matches: Sequence[Match]) -> list[list[int]]:
    """Lists of names: matches with nothing but commas and "and" between them."""
    runs: list[list[int]] = []
    joints = _joints(parsed.language)
    for at, match in enumerate(matches):
        if runs:
            between = parsed.tokens[matches[runs[-1][-1]].last : match.first]
            if 0 < len(between) <= 3 and all(
                t.text in {",", "/", "&", "–", "-"} or t.text.casefold() in joints for t in between
            ):
                runs[-1].append(at)
                continue
        runs.append([at])
    return runs


def _word(parsed: Parsed, token: Token | None) -> TypeWord | None:
    if token is None:
        return None
    table = type_words(parsed.language)
    return table.get(token.text.casefold()) or table.get(token.lemma.casefold())


def _at(parsed: Parsed, at: int) -> Token | None:
    return parsed.tokens[at] if 0 <= at < len(parsed.tokens) else None


def _wanted(parsed: Parsed, matches: Sequence[Match]) -> list[_Asked]:
    """Kinds that type words ask for, shared over lists where the word is a plural."""
    asked = [_Asked()] * len(matches)
    for run in _runs(parsed, matches):
        for at in run:
            asked[at] = _single(parsed, matches[at], owned=_owned(matches, at))
        after = _word(parsed, _at(parsed, matches[run[-1]].last))
        if after and after.plural and after.side != "before" and len(run) > 1:
            reason = f"“{parsed.tokens[matches[run[-1]].last].text}” closes the list of names"
            for at in run[:-1]:
                if not asked[at].kinds:
                    asked[at] = _Asked(after.kinds, None, reason)
        beyond = _at(parsed, matches[run[-1]].last)
        if beyond is not None and beyond.text.casefold() in words.lemmas("place_borders.txt", parsed.language):
            for at in run:
                if not asked[at].kinds and any(p.kind in OUTER for p in matches[at].candidates):
                    asked[at] = _Asked(AREAS, None, "borders run between areas")
        lead = None if _owned(matches, run[0]) else _before(parsed, matches[run[0]])
        if lead and lead[0].plural:
            for at in run:
                if not asked[at].kinds:
                    asked[at] = _Asked(lead[0].kinds, None, f"“{lead[1].text}” opens the list of names")
    return asked


def _before(parsed: Parsed, match: Match) -> tuple[TypeWord, Token] | None:
    """ "the city of X", "town X", "Lake X"."""
    token = _at(parsed, match.first - 1)
    linked = False
    if token is not None and token.text.casefold() in words.lemmas("place_of.txt", parsed.language):
        token, linked = _at(parsed, match.first - 2), True
    word = _word(parsed, token)
    if word is None or token is None or word.side == "after":
        return None
    if not linked and parsed.language == "en" and not _titled(token, parsed):
        return None
    return word, token


def _titled(token: Token, parsed: Parsed) -> bool:
    """ "Lake Chad", "village Robotyne": a type word straight before a name belongs to it."""
    following, word = _at(parsed, token.i + 1), _word(parsed, token)
    if capital(token):
        return word is not None and bool(set(word.kinds) & NATURE)
    return following is not None and (token.dep == "compound" or token.head == following.i or following.head == token.i)


def _owned(matches: Sequence[Match], at: int) -> bool:
    """ "Belgorod region of Russia": the type word before "of Russia" belongs to the name before it."""
    return at > 0 and matches[at].first - 3 <= matches[at - 1].last < matches[at].first


def _single(parsed: Parsed, match: Match, *, owned: bool) -> _Asked:
    after = _at(parsed, match.last)
    word = _word(parsed, after)
    if word and after is not None and word.side != "before" and "\n" not in parsed.text[match.span.end : after.start]:
        if capital(after) and not capital_name(after, word):
            return _Asked()
        return _Asked(word.kinds, match.last + 1, f"the words ask for a {after.lemma.casefold()}")
    lead = None if owned else _before(parsed, match)
    if lead and not lead[0].plural:
        return _Asked(lead[0].kinds, None, f"the words ask for a {lead[1].lemma.casefold()}")
    return _Asked()


def capital_name(token: Token, word: TypeWord) -> bool:
    """Whether a capitalised type word is one of areas or waters ("Donetsk Oblast"), not of offices."""
    return not token.text.isupper() and bool(
        set(word.kinds) & (OUTER | {PlaceKind.WATER, PlaceKind.FACILITY, PlaceKind.LINE})
    )


def _within(parsed: Parsed, matches: Sequence[Match]) -> tuple[dict[int, str], set[int]]:
    """ "X, Y", "X (Y)", "X in Y", "Y's X", "Ukrainian town of X": what narrows a name, where the hierarchy agrees."""
    narrowed: dict[int, str] = {}
    holders: set[int] = set()
    for at, match in enumerate(matches):
        if at + 1 < len(matches):
            outer = matches[at + 1]
            between = [token.text.casefold() for token in parsed.tokens[match.last : outer.first]]
            if _narrowing(parsed, between) and _holds(match, outer, comma=between[0] == ","):
                narrowed[at] = outer.name
                holders.add(at + 1)
                continue
        if at:
            owner = matches[at - 1]
            between = [token.text.casefold() for token in parsed.tokens[owner.last : match.first]]
            if between in (["'s"], ["’s"]) and _holds(match, owner, comma=False):
                narrowed[at] = owner.name
                continue
        people = _people_before(parsed, match)
        if people is not None:
            narrowed[at] = people
    return narrowed, holders


def _narrowing(parsed: Parsed, between: Sequence[str]) -> bool:
    """Commas, brackets, and "(region) of / in (the)"."""
    if between in ([","], ["("], ["-"]):
        return True
    inner = [word for word in between if word not in type_words(parsed.language) and word not in {"the", ","}]
    return len(between) <= 4 and len(inner) == 1 and inner[0] in words.lemmas("place_inside_words.txt", parsed.language)


def _holds(inner: Match, outer: Match, *, comma: bool) -> bool:
    areas = [place for place in outer.candidates if place.kind in OUTER]
    if comma:
        areas = [place for place in areas if not _seat_only(place, outer)]
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
        token = _at(parsed, at)
        if token is None or token.sentence != parsed.tokens[match.first].sentence:
            return None
        found = adjectives(parsed.language).get(token.lemma.casefold()) or adjectives(parsed.language).get(
            token.text.casefold()
        )
        if found:
            return found
        if (
            _word(parsed, token) is None
            and token.pos not in {"ADJ"}
            and token.text.casefold() not in words.lemmas("place_of.txt", parsed.language)
        ):
            return None
        at -= 1
    return None
