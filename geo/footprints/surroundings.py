"""The words around a resolved name that shape its ground: distances, directions, "near", "between", borders."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.language import Parsed, Token
from geo.model import Place, PlaceKind, Resolution, Shape
from geo.resolution.ranker import distance_km
from geo.toponyms.scan import adjectival, noun_of

COMPASS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
SECTOR_KM = 20.0  # "southwest of X" without a number
DIRECTION_KM = 25.0  # "the Pokrovsk direction"
OFF_KM = 100.0  # "southwest of Taiwan" without a number
HALF_ANGLE = 45.0
NARROW_ANGLE = 30.0  # with a distance the words are narrower
SLACK = 0.25  # of a stated distance
LOOK_BACK = 14
TEN_TIMES_KM = 60.0  # a partner ten times as populous may lie so much farther off
PARTNER_KM = 400.0  # "between A and B": B is looked for this near to A
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the words say about the ground; distances in km, bearing in degrees from north."""

    shape: Shape | None = None
    bearing: float | None = None
    part: bool = False
    inner: float = 0.0
    outer: float = 0.0
    half_angle: float = HALF_ANGLE
    other: Place | None = None
    label: str = ""
    from_here: bool = False


@cache
def _bearings(language: str) -> dict[str, tuple[float, bool]]:
    return {
        row["word"]: (float(row["bearing"]), row["part"] == "yes") for row in words.rows("place_bearings.csv", language)
    }


@cache
def _rings(language: str) -> tuple[tuple[tuple[str, ...], float, float], ...]:
    rows = [
        (tuple(row["words"].split()), float(row["inner"]), float(row["outer"]))
        for row in words.rows("place_near.csv", language)
    ]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@cache
def _units() -> dict[str, float]:
    return {row["word"]: float(row["km"]) for row in words.rows("place_units.csv")}


def read(resolution: Resolution, parsed: Parsed, gazetteer: Gazetteer) -> Ground:
    """The ground that the words around a resolution describe."""
    place = resolution.place
    assert place is not None
    span = resolution.toponym.span
    inside = parsed.between(span.start, span.end)
    if not inside:
        return Ground(label=place.name)
    first, last = inside[0].i, inside[-1].i + 1
    for reader in (_border, _between, _sector_word):
        ground = reader(resolution, parsed, gazetteer, first, last)
        if ground is not None:
            return ground
    return _led(parsed, place, _lead(parsed, first), first) or Ground(label=place.name)


def _lead(parsed: Parsed, first: int) -> int:
    """The index before "the town of", "the Ukrainian …" and before earlier members of a list of names."""
    language = parsed.language
    types = {w for row in words.rows("place_types.csv", language) for w in (row["word"], row["plural"])}
    links = words.lemmas("place_of.txt", language)
    articles = words.lemmas("place_articles.txt", language)
    joints = words.lemmas("place_joints.txt", language)
    near = {row["words"] for row in words.rows("place_near.csv", language)}  # one word of them may open the sentence
    stops = near | words.lemmas("place_between.txt", language) | words.lemmas("place_sources.txt", language)
    at, floor = first - 1, max(-1, first - LOOK_BACK)
    while at > floor:
        token = parsed.tokens[at]
        if token.sentence != parsed.tokens[first].sentence:
            break
        low = token.text.casefold()
        typed = low in types or token.lemma.casefold() in types
        linked = low in links and at > 0 and _is_type(parsed, at - 1, types)
        named = token.pos == "PROPN" or (token.text[:1].isupper() and low not in _bearings(language))
        listed = (low in joints or token.text == ",") and at > 0 and parsed.tokens[at - 1].text[:1].isupper()
        if low in stops or not (typed or linked or low in articles or named or listed):
            break
        if low in _bearings(language) or token.lemma.casefold() in _bearings(language):
            break
        at -= 1
    return at


def _is_type(parsed: Parsed, at: int, types: set[str]) -> bool:
    token = parsed.tokens[at]
    return token.text.casefold() in types or token.lemma.casefold() in types


def _led(parsed: Parsed, place: Place, at: int, first: int) -> Ground | None:
    """ "20 km north of X", "southwest of X", "eastern X", "near X"."""
    tokens, language = parsed.tokens, parsed.language
    if at < 0:
        return None
    bearings = _bearings(language)
    links = words.lemmas("place_offset_links.txt", language)
    token = tokens[at]
    direction = at - 1 if token.text.casefold() in links and at else at
    compass = bearings.get(tokens[direction].text.casefold()) or bearings.get(tokens[direction].lemma.casefold())
    settled = place.kind in {PlaceKind.SETTLEMENT, PlaceKind.FACILITY}
    if compass is not None and (direction < at or compass[1] or language != "en"):
        bearing, part = compass
        stated = _distance(parsed, direction)
        if not settled and direction < at and _beyond(parsed, direction, stated):
            label = f"{stated:g} km {_compass(bearing)} of" if stated else f"{_compass(bearing)} of"
            return Ground(Shape.SECTOR, bearing, False, 0.0, stated or OFF_KM, label=f"{label} {place.name}")
        if part or not settled:
            if settled or _other_name(parsed, at, first):
                return None
            return Ground(bearing=bearing, part=True, label=f"{_compass(bearing)} {place.name}")
        if stated is None:
            return Ground(
                Shape.SECTOR, bearing, False, 0.0, SECTOR_KM, HALF_ANGLE, label=f"{_compass(bearing)} of {place.name}"
            )
        slack = max(2.0, stated * SLACK)
        label = f"{stated:g} km {_compass(bearing)} of {place.name}"
        return Ground(Shape.SECTOR, bearing, False, max(0.0, stated - slack), stated + slack, NARROW_ANGLE, label=label)
    if not settled:
        return None
    away = _distance(parsed, at) if token.text.casefold() in words.lemmas("place_from.txt", language) else None
    if away is not None:
        slack = max(2.0, away * SLACK)
        return Ground(
            Shape.RING, inner=max(0.0, away - slack), outer=away + slack, label=f"{away:g} km from {place.name}"
        )
    for spelled, inner, outer in _rings(language):
        low = tuple(t.text.casefold() for t in tokens[max(0, at + 1 - len(spelled)) : at + 1])
        if low == spelled:
            return Ground(Shape.RING, inner=inner, outer=outer, label=f"{_ring(spelled, language)} {place.name}")
    return None


def _beyond(parsed: Parsed, direction: int, stated: float | None) -> bool:
    """ "20 km south of Taiwan", "southwest of Taiwan" lie outside it; "in the south of Ukraine" inside."""
    if stated is not None:
        return True
    before = parsed.tokens[direction - 1].text.casefold() if direction else ""
    if parsed.language != "en":
        return True  # "к северу от Сирии": parts of an area are told without "от"
    return before not in words.lemmas("place_articles.txt", "en") | words.lemmas("place_inside_words.txt", "en")


def _other_name(parsed: Parsed, at: int, first: int) -> bool:
    """ "Western Australia and the Indian Ocean": the direction belongs to another name of the list."""
    joints = words.lemmas("place_joints.txt", parsed.language) - words.lemmas("place_articles.txt", parsed.language)
    between = parsed.tokens[at + 1 : first]
    listed = any(token.text == "," or token.text.casefold() in joints for token in between)
    return listed and parsed.tokens[at].text[:1].isupper()


def _compass(bearing: float) -> str:
    """The direction in the page's language, whatever the report's."""
    return COMPASS[round(bearing / 45) % 8]


def _ring(spelled: tuple[str, ...], language: str) -> str:
    return " ".join(spelled) if language == "en" else "near"


def _distance(parsed: Parsed, at: int) -> float | None:
    """Kilometres in the few tokens before index `at`: "20 km", "about 12 miles to the"."""
    for back in range(at - 1, max(-1, at - 6), -1):
        token = parsed.tokens[back]
        factor = _units().get(token.text.casefold()) or _units().get(token.lemma.casefold())
        if factor is None:
            continue
        for number in range(back - 1, max(-1, back - 3), -1):
            found = _NUMBER.fullmatch(parsed.tokens[number].text)
            if found:
                return round(float(found.group().replace(",", ".")) * factor, 1)
    glued = re.search(
        r"(\d+(?:[.,]\d+)?)\s*-?\s*([^\W\d_]+)\W+(?:\w+\W+){0,2}$",
        parsed.text[max(0, parsed.tokens[at].start - 30) : parsed.tokens[at].start],
    )
    if glued and glued[2].casefold() in _units():
        return round(float(glued[1].replace(",", ".")) * _units()[glued[2].casefold()], 1)
    return None


def _sector_word(resolution: Resolution, parsed: Parsed, gazetteer: Gazetteer, first: int, last: int) -> Ground | None:
    place = resolution.place
    assert place is not None
    after = parsed.tokens[last] if last < len(parsed.tokens) else None
    if adjectival(parsed, parsed.tokens[last - 1]):
        after = noun_of(parsed, last - 1)
    names = words.lemmas("place_sector_words.txt", parsed.language)
    own = parsed.tokens[last - 1]
    if own.lemma.casefold() in names or own.text.casefold() in names:
        return Ground(Shape.SECTOR, outer=DIRECTION_KM, label=f"{place.name} direction")
    if after is not None and (after.lemma.casefold() in names or after.text.casefold() in names):
        return Ground(Shape.SECTOR, outer=DIRECTION_KM, label=f"{place.name} direction")
    return None


def _border(resolution: Resolution, parsed: Parsed, gazetteer: Gazetteer, first: int, last: int) -> Ground | None:
    """ "the Sumy–Kursk border", "the border between A and B", "the border with A"."""
    place = resolution.place
    assert place is not None
    tokens, borders = parsed.tokens, words.lemmas("place_borders.txt", parsed.language)
    sentence = tokens[first].sentence

    def near(at: int) -> Token | None:
        return tokens[at] if 0 <= at < len(tokens) and tokens[at].sentence == sentence else None

    after = [near(at) for at in range(last, last + 4)]
    before = [near(at) for at in range(first - 4, first)]
    if (
        after[0] is not None
        and after[0].text in {"-", "–", "—", "/"}
        and any(t and t.text.casefold() in borders for t in after[1:])
    ):
        partner = _partner(parsed, gazetteer, place, last + 1)
        return Ground(Shape.LINE, other=partner, label=_label(parsed, first, last + 3))
    if (
        before[-1] is not None
        and before[-1].text in {"-", "–", "—", "/"}
        and after[0] is not None
        and after[0].text.casefold() in borders
    ):
        partner = _partner(parsed, gazetteer, place, first - 2)
        return Ground(Shape.LINE, other=partner, label=_label(parsed, first - 2, last + 1))
    if any(t and t.text.casefold() in borders for t in before):
        spelled = [t.text.casefold() for t in before if t]
        if spelled[-1] in words.lemmas("place_border_links.txt", parsed.language):
            return Ground(Shape.LINE, label=f"border with {place.name}")
    return None


def _label(parsed: Parsed, first: int, last: int) -> str:
    last = min(last, len(parsed.tokens))
    return " ".join(parsed.text[parsed.tokens[max(0, first)].start : parsed.tokens[last - 1].end].split())[:60]


def _between(resolution: Resolution, parsed: Parsed, gazetteer: Gazetteer, first: int, last: int) -> Ground | None:
    """ "between A and B", "from A towards B", "the A–B road"."""
    place = resolution.place
    assert place is not None
    if place.kind not in {PlaceKind.SETTLEMENT, PlaceKind.FACILITY}:
        return None
    tokens, language = parsed.tokens, parsed.language
    openers, joints = words.lemmas("place_between.txt", language), words.lemmas("place_joints.txt", language)
    towards, sources = words.lemmas("place_towards.txt", language), words.lemmas("place_sources.txt", language)
    lead = _lead(parsed, first)
    at_lead = tokens[lead].text.casefold() if lead >= 0 else ""
    following = tokens[last].text.casefold() if last < len(tokens) else ""
    partner: Place | None = None
    if at_lead in openers:
        partner = (
            _partner(parsed, gazetteer, place, last + 1)
            if following in joints
            else _partner(parsed, gazetteer, place, lead + 1)
        )
    elif (at_lead in sources and following in towards) or (following in {"-", "–", "—"} and _way(parsed, last + 2)):
        partner = _partner(parsed, gazetteer, place, last + 1)
    elif _way(parsed, last) and first >= 2 and tokens[first - 1].text in {"-", "–", "—"}:
        partner = _partner(parsed, gazetteer, place, first - 2)
    if partner is None or partner.id == place.id:
        return None
    names = sorted((place, partner), key=lambda end: end.id)
    if at_lead in sources:
        return Ground(Shape.CORRIDOR, other=partner, label=f"from {place.name} towards {partner.name}", from_here=True)
    return Ground(Shape.CORRIDOR, other=partner, label=f"between {names[0].name} and {names[1].name}")


def _way(parsed: Parsed, at: int) -> bool:
    ways = words.lemmas("place_ways.txt", parsed.language)
    return at < len(parsed.tokens) and parsed.tokens[at].lemma.casefold() in ways


def _partner(parsed: Parsed, gazetteer: Gazetteer, place: Place, at: int) -> Place | None:
    """The place named at token `at` or just behind it: nearest to `place`, and of its kind if there is a choice."""
    for start in range(at, min(at + 3, len(parsed.tokens))):
        if start < 0 or not parsed.tokens[start].text[:1].isupper():
            continue
        for size in (3, 2, 1):
            if start + size > len(parsed.tokens):
                continue
            span = parsed.span(start, start + size)
            found = [p for p in gazetteer.candidates(span.as_written, language=parsed.language) if p.id != place.id]
            near = [
                p for p in found if distance_km(p, place) <= PARTNER_KM or p.kind is place.kind is PlaceKind.COUNTRY
            ]
            alike = [p for p in near if p.kind is place.kind] or near
            if alike:
                return min(alike, key=lambda p: distance_km(p, place) - TEN_TIMES_KM * math.log10(p.population + 1.0))
    return None
