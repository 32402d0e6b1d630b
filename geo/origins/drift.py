"""Claims of one origin → drift: fields in which a later rendering differs from an earlier one, with both their words.

A rendering may round, translate and shorten; drift names what that changed, without saying who is right. Days, sides
and numbers are those the claims hold; the words are spans of the two reports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from geo import words
from geo.aspects import fold, main_places
from geo.model import Claim, Mode, Report, Span
from geo.origins.amounts import agree, amount
from geo.origins.utterances import name_words
from geo.phrases import interval, when

_AFTER = re.compile(r"\W{0,3}([^\W\d_]+)(?:[ \-]([^\W\d_]+))?")
LANGUAGES = ("en", "ru", "uk")

Claims = tuple[Claim, Claim]


class DriftField(StrEnum):
    """What changed between two renderings."""

    UNIT = "unit"
    SCOPE = "scope"
    SUBJECT = "subject"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    PLACE = "place"
    HEDGE_LOST = "hedge lost"
    HEDGE_ADDED = "hedge added"


@dataclass(frozen=True, slots=True)
class Drift:
    """One field of one origin that a later claim renders differently. A span of None: the words are not there."""

    field: DriftField
    earlier: str
    later: str
    before: Span | None
    after: Span | None
    words: str
    """One sentence, as “unit: 500 square miles became 500 square kilometres”."""


def drift(earlier: Claim, later: Claim) -> tuple[Drift, ...]:
    """How the later rendering differs from the earlier one; nothing where one of them leaves a field out."""
    found = (*_counted(earlier, later), *_subject(earlier, later), *_named(earlier, later), *_placed(earlier, later))
    return (*found, *_dated(earlier, later), *_hedged(earlier, later))


def drifts(claims: Iterable[Claim], reports: Mapping[str, Report]) -> dict[str, tuple[Drift, ...]]:
    """Origin → how each of its later claims drifts from its first one, in the order of publication."""
    members: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.origin:
            members[claim.origin].append(claim)
    found = {}
    for origin, together in members.items():
        first, *rest = sorted(together, key=lambda claim: _printed(claim, reports))
        if changed := tuple(one for later in rest for one in drift(first, later)):
            found[origin] = changed
    return found


def _printed(claim: Claim, reports: Mapping[str, Report]) -> tuple[bool, int, str, int, str]:
    report = reports.get(claim.report_id)
    day = report.published if report else None
    return day is None, day.toordinal() if day else 0, claim.report_id, claim.citation.start, claim.id


def _changed(field: DriftField, claims: Claims, spans: tuple[Span | None, Span | None], said: tuple[str, str]) -> Drift:
    """The earlier and the later claim, their spans, and what they say."""
    words_ = f"{field.value}: {said[0]} became {said[1]}"
    return Drift(field, claims[0].id, claims[1].id, spans[0], spans[1], words_)


# ------------------------------------------------------------------------------------------------ how many


def _counted(earlier: Claim, later: Claim) -> Iterator[Drift]:
    one, other = earlier.quantity, later.quantity
    if one is None or other is None:
        return
    before, after = _with_unit(earlier), _with_unit(later)
    was, is_now = before.as_written, after.as_written
    if one.measure != other.measure:
        yield _changed(
            DriftField.SCOPE,
            (earlier, later),
            (before, after),
            (_measure(one.measure, was), _measure(other.measure, is_now)),
        )
    unit, unit_now = unit_written(earlier), unit_written(later)
    if unit and unit_now and unit != unit_now:
        yield _changed(DriftField.UNIT, (earlier, later), (before, after), (was, is_now))
    said, said_now = amount(earlier), amount(later)
    same = said is not None and said_now is not None and said.said == said_now.said
    if unit and unit_now and unit != unit_now and said and said_now and agree(said, said_now):
        return  # rounded on the way from one unit to the other
    if not same and interval(one.low, one.high) != interval(other.low, other.high):
        was, is_now = (
            f"“{was}” ({interval(one.low, one.high)})",
            f"“{is_now}” ({interval(other.low, other.high)})",
        )
        yield _changed(DriftField.NUMBER, (earlier, later), (one.span, other.span), (was, is_now))


def _measure(measure: str, written: str) -> str:
    return f"{measure.replace('_', ' ')} (“{written}”)"


def _after(claim: Claim) -> re.Match[str] | None:
    assert claim.quantity is not None
    return _AFTER.match(claim.citation.as_written, claim.quantity.span.end - claim.citation.start)


def _with_unit(claim: Claim) -> Span:
    """The number with the unit's words behind it, where there are any."""
    assert claim.quantity is not None
    span, found = claim.quantity.span, _after(claim)
    if found is None or not (many := _unit(found)):
        return span
    start, end = span.start - claim.citation.start, found.end(many[1])
    return Span(span.start, claim.citation.start + end, claim.citation.as_written[start:end])


def unit_written(claim: Claim) -> str:
    """The measuring unit in the words behind the number, as its factor to ours; empty where none stands there."""
    if claim.quantity is None or (found := _after(claim)) is None:
        return ""
    unit = _unit(found)
    return unit[0] if unit else ""


def _unit(found: re.Match[str]) -> tuple[str, int] | None:
    """Which unit the words are, and how many of them it takes."""
    pair = fold(found[0]).strip(" -")
    for many, written in ((2, pair), (1, fold(found[1]))):
        for form, unit in _units().items():
            if len(form.split()) == many and _inflected(written, form):
                return unit, many
    return None


def _inflected(written: str, form: str) -> bool:
    """The same words up to their endings."""
    pairs = list(zip(written.split(), form.split(), strict=False))
    return len(pairs) == len(form.split()) and all(_stem(one, other) for one, other in pairs)


def _stem(written: str, form: str) -> bool:
    if len(form) < 4:
        return written == form
    return written[: max(3, len(form) - 2)] == form[: max(3, len(form) - 2)] and len(written) <= len(form) + 3


@cache
def _units() -> dict[str, str]:
    """Measuring units of all languages: those with a factor, and those that they are turned into."""
    rows = [row for language in LANGUAGES for row in words.rows("units.csv", language)]
    scaled = {row["unit"] for row in rows if row.get("factor")}
    return {fold(row["word"]): f"{row['unit']}×{row.get('factor') or '1'}" for row in rows if row["unit"] in scaled}


# ------------------------------------------------------------------------------------------------ who, where, when


def _subject(earlier: Claim, later: Claim) -> Iterator[Drift]:
    one, other = earlier.subject, later.subject
    if one is None or other is None:
        return
    sides, sides_now = set(earlier.subject_countries), set(later.subject_countries)
    if (sides and sides_now and sides != sides_now) or fold(one.name) != fold(other.name):
        was, is_now = (
            _names(claim.subject_countries, claim.subject.name if claim.subject else "") for claim in (earlier, later)
        )
        yield _changed(DriftField.SUBJECT, (earlier, later), (one.span, other.span), (was, is_now))


def _names(countries: tuple[str, ...], name: str) -> str:
    return f"{name} ({', '.join(countries)})" if len(countries) > 1 else name


def _named(earlier: Claim, later: Claim) -> Iterator[Drift]:
    """The claimant's name, where it is another name and not another alphabet."""
    one, other = earlier.attribution.claimant, later.attribution.claimant
    if one is None or other is None:
        return
    if name_words(one.name) != name_words(other.name):
        yield _changed(DriftField.NAME, (earlier, later), (one.span, other.span), (one.name, other.name))


def _placed(earlier: Claim, later: Claim) -> Iterator[Drift]:
    one, other = ([place for place in main_places(claim) if place.place] for claim in (earlier, later))
    ids, ids_now = ({place.place.id for place in places if place.place} for places in (one, other))
    if not ids or not ids_now or ids == ids_now:
        return
    lost = next((place for place in one if place.place and place.place.id not in ids_now), one[0])
    found = next((place for place in other if place.place and place.place.id not in ids), other[0])
    was, is_now = (", ".join(dict.fromkeys(p.place.name for p in places if p.place)) for places in (one, other))
    yield _changed(DriftField.PLACE, (earlier, later), (lost.span, found.span), (was, is_now))


def _dated(earlier: Claim, later: Claim) -> Iterator[Drift]:
    one, other = earlier.when, later.when
    if one is None or other is None or (one.first, one.last) == (other.first, other.last):
        return
    if one.precise and other.precise:
        yield _changed(DriftField.DATE, (earlier, later), (one.span, other.span), (when(one), when(other)))


def _hedged(earlier: Claim, later: Claim) -> Iterator[Drift]:
    """A doubting word, or a word that widens a number, that only one of them has."""
    one, other = _doubt(earlier), _doubt(later)
    if one and not other:
        yield Drift(DriftField.HEDGE_LOST, earlier.id, later.id, one[1], None, f"hedge lost: “{one[0]}” is left out")
    if other and not one:
        yield Drift(DriftField.HEDGE_ADDED, earlier.id, later.id, None, other[1], f"hedge added: “{other[0]}”")


def _doubt(claim: Claim) -> tuple[str, Span | None] | None:
    sure, quantity = claim.modality, claim.quantity
    if sure.hedge is not None:
        return sure.hedge.as_written, sure.hedge
    if sure.mode is Mode.HEDGED:
        return "hedged", None
    return (quantity.modifier, quantity.span) if quantity and quantity.modifier else None
