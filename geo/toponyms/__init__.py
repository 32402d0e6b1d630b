"""Parsed text → toponyms: the names of places as they stand, each with its class and what its words ask for.

Composition only: `scan` finds names, `recogniser` says whether they name places, `usage` says how they are used,
`beside` reads the words that say what kind ("the city of", "Kursk and Belgorod regions") and `narrowing` those that say
where ("X, Y", "X in Y"). Words that stand for a place ("the region", "there") come from `anaphors`. Demonyms, metonyms,
embedded names and history are kept as classes that yield no place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from geo.gazetteer import Gazetteer
from geo.language import Parsed
from geo.model import Toponym, ToponymClass
from geo.toponyms.anaphors import anaphors
from geo.toponyms.beside import Asked, wanted
from geo.toponyms.capitals import capitals
from geo.toponyms.foreign import foreign
from geo.toponyms.narrowing import FREE, HOLDER, Within, narrowing
from geo.toponyms.peoples import gentile, peoples
from geo.toponyms.recogniser import THRESHOLD, chances
from geo.toponyms.scan import Match, scan
from geo.toponyms.usage import judge
from geo.toponyms.vague import vague

LENIENT = 0.25  # the chance from which a type word behind a name settles that it names a place


def find(parsed: Parsed, gazetteer: Gazetteer, *, threshold: float = THRESHOLD) -> tuple[Toponym, ...]:
    """All toponyms of a text in text order, without overlaps; `threshold` is the least chance of naming a place."""
    nations = peoples(parsed)
    matches = names(parsed, gazetteer)
    likely = chances(parsed, matches)
    asked = wanted(parsed, matches)
    within, holders = narrowing(parsed, matches, asked, likely)
    for at in holders:
        if not asked[at].kinds:
            asked[at] = HOLDER
    named: list[Toponym] = []
    for at, (match, chance) in enumerate(zip(matches, likely, strict=True)):
        toponym = _toponym(parsed, match, chance, asked=asked[at], within=within.get(at, FREE), threshold=threshold)
        if toponym is not None:
            named.append(toponym)
    named.extend(_without_overlaps(named, [people.toponym(parsed) for people in nations])[len(named) :])
    named = _without_overlaps(capitals(parsed), named)
    named = _without_overlaps(named, foreign(parsed, gazetteer, named))
    named = _without_overlaps(vague(parsed, gazetteer), named)
    named.sort(key=lambda toponym: toponym.span.start)
    return tuple(sorted((*named, *anaphors(parsed, named, gazetteer)), key=lambda toponym: toponym.span.start))


def _without_overlaps(first: Sequence[Toponym], rest: Sequence[Toponym]) -> list[Toponym]:
    """`first` and those of `rest` that overlap none of it."""
    taken = sorted((toponym.span.start, toponym.span.end) for toponym in first)
    starts = [start for start, _ in taken]

    def free(toponym: Toponym) -> bool:
        at = bisect_left(starts, toponym.span.end) - 1  # the last that begins before it ends
        return at < 0 or taken[at][1] <= toponym.span.start

    return [*first, *filter(free, rest)]


def names(parsed: Parsed, gazetteer: Gazetteer) -> tuple[Match, ...]:
    """The scan without adjectives and peoples; a longer name that holds one ("British Columbia") stays."""
    taken = {at: people for people in peoples(parsed) for at in range(people.first, people.last)}

    def free(match: Match) -> bool:
        inside = [taken[at] for at in range(match.first, match.last) if at in taken]
        if not inside:
            return True
        size = match.last - match.first
        longer = all(match.first <= p.first and p.last <= match.last and p.last - p.first < size for p in inside)
        return longer and bool(match.candidates) and match.name.casefold() not in gentile(parsed.language)

    return tuple(match for match in scan(parsed, gazetteer) if free(match))


def _toponym(
    parsed: Parsed, match: Match, chance: float, *, asked: Asked, within: Within, threshold: float
) -> Toponym | None:
    verdict = judge(parsed, match)
    if asked.kinds and not asked.weak and chance >= (LENIENT if asked.last else 0.0):
        chance = max(chance, 0.9)
    if chance < threshold and verdict is None:
        return None
    if asked.kinds and not asked.weak and verdict is not None and verdict[0] is ToponymClass.METONYM:
        verdict = None
    span = parsed.span(match.first, asked.last) if asked.last else match.span
    reasons = [asked.reason] if asked.reason else []
    kind = ToponymClass.LITERAL
    if verdict is not None:
        kind = verdict[0]
        reasons.append(verdict[1])
    return Toponym(
        span,
        match.name,
        kind,
        asked.kinds,
        within.name,
        reasons=tuple(reasons),
        score=round(chance, 4),
        bound=within.bound,
    )
