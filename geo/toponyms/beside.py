"""The words beside a name that say what kind of place it is: "the city of X", "X region", "the Nile", "Red Sea"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.language import Parsed, Token
from geo.model import PlaceKind
from geo.toponyms.scan import Match, capital

AREAS = (PlaceKind.COUNTRY, PlaceKind.ADM1, PlaceKind.ADM2)
OUTER = frozenset(AREAS)
NATURE = frozenset({PlaceKind.WATER, PlaceKind.REGION, PlaceKind.LINE})


@dataclass(frozen=True, slots=True)
class TypeWord:
    kinds: tuple[PlaceKind, ...]
    plural: bool
    side: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words beside a name ask for, and how far the span reaches with them."""

    kinds: tuple[PlaceKind, ...] = ()
    last: int | None = None
    reason: str = ""
    weak: bool = False  # tells namesakes apart, but does not settle that a place is named


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
def joints(language: str) -> frozenset[str]:
    """Words that join the names of a list."""
    return words.lemmas("place_joints.txt", language)


def runs(parsed: Parsed, matches: Sequence[Match]) -> list[list[int]]:
    """Lists of names: matches with nothing but commas and "and" between them."""
    found: list[list[int]] = []
    joining = joints(parsed.language)
    for at, match in enumerate(matches):
        if found:
            between = parsed.tokens[matches[found[-1][-1]].last : match.first]
            if 0 < len(between) <= 3 and all(
                t.text in {",", "/", "&", "–", "-"} or t.text.casefold() in joining for t in between
            ):
                found[-1].append(at)
                continue
        found.append([at])
    return found


def type_word(parsed: Parsed, token: Token | None) -> TypeWord | None:
    """The row of the table for a token, if it is such a word."""
    if token is None:
        return None
    table = type_words(parsed.language)
    return table.get(token.text.casefold()) or table.get(token.lemma.casefold())


def token_at(parsed: Parsed, at: int) -> Token | None:
    """The token with this index, or None."""
    return parsed.tokens[at] if 0 <= at < len(parsed.tokens) else None


def wanted(parsed: Parsed, matches: Sequence[Match]) -> list[Asked]:
    """Kinds that type words ask for, shared over lists where the word is a plural."""
    asked = [Asked()] * len(matches)
    for run in runs(parsed, matches):
        for at in run:
            asked[at] = _single(parsed, matches[at], owned=_owned(matches, at))
        after = type_word(parsed, token_at(parsed, matches[run[-1]].last))
        if after and after.plural and after.side != "before" and len(run) > 1:
            reason = f"“{parsed.tokens[matches[run[-1]].last].text}” closes the list of names"
            for at in run[:-1]:
                if not asked[at].kinds:
                    asked[at] = Asked(after.kinds, None, reason)
        beyond = token_at(parsed, matches[run[-1]].last)
        if beyond is not None and beyond.text.casefold() in words.lemmas("place_borders.txt", parsed.language):
            for at in run:
                if not asked[at].kinds and any(p.kind in OUTER for p in matches[at].candidates):
                    asked[at] = Asked(AREAS, None, "borders run between areas")
        lead = None if _owned(matches, run[0]) else _before(parsed, matches[run[0]])
        if lead and lead[0].plural:
            for at in run:
                if not asked[at].kinds:
                    asked[at] = Asked(lead[0].kinds, None, f"“{lead[1].text}” opens the list of names")
    return [have if have.kinds else _by_itself(parsed, match) for have, match in zip(asked, matches, strict=True)]


def _by_itself(parsed: Parsed, match: Match) -> Asked:
    """ "Red Sea" (its own last word), "the Nile", "the Donbas" (an article that no town bears)."""
    kinds = {place.kind for place in match.candidates} & NATURE
    own = type_word(parsed, parsed.tokens[match.last - 1]) if match.last - match.first > 1 else None
    if own is not None and PlaceKind.ADM2 in own.kinds and not parsed.tokens[match.first].dep:
        return Asked(own.kinds, None, f"the words ask for a {parsed.tokens[match.last - 1].lemma}")
    endings = words.lines("place_area_endings.txt", parsed.language)
    if endings and match.last - match.first == 1 and match.span.as_written.casefold().endswith(endings):
        return Asked((PlaceKind.ADM1, PlaceKind.REGION), None, "the ending is that of an area")
    if not kinds:
        return Asked()
    if own is not None and set(own.kinds) & kinds:
        return Asked(
            tuple(kind for kind in own.kinds if kind in kinds), None, "its own last word says what it is", weak=True
        )
    before, after = token_at(parsed, match.first - 1), token_at(parsed, match.last)
    waters = words.lemmas("place_water_words.txt", parsed.language)
    if before is not None and (before.lemma.casefold() in waters or before.text.casefold() in waters):
        return Asked(tuple(sorted(kinds)), None, f"“{before.text}” is a water's")
    article = before is not None and before.text.casefold() == "the" and parsed.language == "en"
    led = after is not None and after.pos in {"NOUN", "PROPN"} and after.sentence == parsed.tokens[match.first].sentence
    if article and not led and parsed.tokens[match.first].text.casefold() != "the":
        return Asked(tuple(sorted(kinds)), None, "names of towns bear no article", weak=True)
    return Asked()


def _before(parsed: Parsed, match: Match) -> tuple[TypeWord, Token] | None:
    """ "the city of X", "town X", "Lake X"."""
    token = token_at(parsed, match.first - 1)
    linked = False
    if token is not None and token.text.casefold() in words.lemmas("place_of.txt", parsed.language):
        token, linked = token_at(parsed, match.first - 2), True
    word = type_word(parsed, token)
    if word is None or token is None or word.side == "after":
        return None
    if not linked and parsed.language == "en" and not _titled(token, parsed):
        return None
    return word, token


def _titled(token: Token, parsed: Parsed) -> bool:
    """ "Lake Chad", "village Robotyne": a type word straight before a name belongs to it."""
    following, word = token_at(parsed, token.i + 1), type_word(parsed, token)
    if capital(token):
        return word is not None and bool(set(word.kinds) & NATURE)
    return following is not None and (token.dep == "compound" or token.head == following.i or following.head == token.i)


def _owned(matches: Sequence[Match], at: int) -> bool:
    """ "Belgorod region of Russia": the type word before "of Russia" belongs to the name before it."""
    return at > 0 and matches[at].first - 3 <= matches[at - 1].last < matches[at].first


def _single(parsed: Parsed, match: Match, *, owned: bool) -> Asked:
    after = token_at(parsed, match.last)
    word = type_word(parsed, after)
    if word and after is not None and word.side != "before" and "\n" not in parsed.text[match.span.end : after.start]:
        if capital(after) and not capital_name(after, word):
            return Asked()
        return Asked(word.kinds, match.last + 1, f"the words ask for a {after.lemma.casefold()}")
    lead = None if owned else _before(parsed, match)
    if lead and not lead[0].plural:
        return Asked(lead[0].kinds, None, f"the words ask for a {lead[1].lemma.casefold()}")
    return Asked()


def capital_name(token: Token, word: TypeWord) -> bool:
    """Whether a capitalised type word is one of areas or waters ("Donetsk Oblast"), not of offices."""
    return not token.text.isupper() and bool(
        set(word.kinds) & (OUTER | {PlaceKind.WATER, PlaceKind.FACILITY, PlaceKind.LINE})
    )
