"""Claims → the values of the timeline and of the comparison: lanes, bars and intervals, never a sum.

Days are proleptic Gregorian day numbers counted from 1 Jan 1970, so that the browser does no calendar of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.model import Claim
from geo.phrases import country, interval, quantity, visible, when

MOST_BARS = 320
MOST_LANES = 9
_LANE_ROWS = 8
_BINS = 120
_LEAST = 1e-6  # a smaller number is none on a scale
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(when_: date | None) -> int | None:
    """Days since 1 Jan 1970; None stays None."""
    return None if when_ is None else when_.toordinal() - _EPOCH


@dataclass(frozen=True, slots=True)
class Bar:
    """A claim's days on a lane: `a`, `b` day numbers inclusive; `fade` l, r, b (both) or nothing."""

    id: str
    lane: str
    a: int
    b: int
    fade: str
    mode: str
    tip: str


def bar(claim: Claim, *, earliest: int, latest: int) -> Bar | None:
    """The claim's bar, open ends drawn to the edge of the view and fading; None without any date."""
    if claim.when is None or (claim.when.first is None and claim.when.last is None):
        return None
    first, last = day_number(claim.when.first), day_number(claim.when.last)
    soft = not claim.when.precise and claim.when.date_prec > 1
    left, right = first is None, last is None
    a = first if first is not None else max(earliest, (last or latest) - 14)
    b = last if last is not None else min(latest, (first or earliest) + 14)
    if soft and not left and not right and b > a:
        left = right = True
    fade = "b" if left and right else "l" if left else "r" if right else ""
    claimant = claim.attribution.claimant
    who = claimant.name if claimant else "The report"
    lane = (claimant.country or "") if claimant else ""
    tip = visible(f"{who}: {claim.citation.as_written[:140]} ({when(claim.when)})")
    return Bar(claim.id, lane, a, max(a, b), fade, claim.modality.mode.value, tip)


def lanes(bars: Sequence[Bar], sides: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """One lane a side of the claimants, fullest first; bars packed into rows so that none covers another."""
    by_lane: dict[str, list[Bar]] = {}
    for each in bars:
        by_lane.setdefault(each.lane if each.lane in sides else "*" if each.lane else "", []).append(each)
    made = []
    for code, members in sorted(by_lane.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        ends: list[int] = []
        placed = []
        for each in sorted(members, key=lambda one: (one.a, one.b, one.id)):
            row = next((number for number, end in enumerate(ends) if end < each.a), len(ends))
            if row == len(ends):
                ends.append(each.b)
            ends[row] = each.b
            placed.append(
                {
                    **{"id": each.id, "a": each.a, "b": each.b, "fade": each.fade, "mode": each.mode, "tip": each.tip},
                    "row": row % _LANE_ROWS,
                }
            )
        made.append(_lane(code, sides, len(members)) | {"rows": min(len(ends), _LANE_ROWS), "bars": placed})
    return made[:MOST_LANES]


def histogram_lanes(
    counts: Mapping[str, Sequence[int]], sides: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Lanes for more claims than bars can show: claims touching each bin of days, by side of the claimant."""
    gathered: dict[str, list[int]] = {}
    for code, numbers in counts.items():
        key = code if code in sides else "*" if code else ""
        gathered[key] = [a + b for a, b in zip(gathered.get(key, [0] * len(numbers)), numbers, strict=True)]
    order = sorted(gathered.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    return [
        _lane(code, sides, sum(numbers)) | {"rows": 3, "bars": None, "counts": list(numbers)}
        for code, numbers in order[:MOST_LANES]
    ]


def _lane(code: str, sides: Mapping[str, Mapping[str, str]], claims: int) -> dict[str, Any]:
    side = sides[code]
    name = "Others, or not stated" if code == "" else side["name"]
    return {"name": name, "light": side["light"], "dark": side["dark"], "claims": claims}


def window(days: Iterable[int], *, quantile: float = 0.02) -> tuple[int, int] | None:
    """The first and last day to show: all of them, or without the outermost ones where these stretch the axis."""
    known = sorted(days)
    if not known:
        return None
    cut = int(len(known) * quantile)
    inner = known[cut : len(known) - cut] or known
    first, last = known[0], known[-1]
    inner_span = max(inner[-1] - inner[0], 14)
    if inner[0] - first > 6 * inner_span:
        first = inner[0]
    if last - inner[-1] > 6 * inner_span:
        last = inner[-1]
    return first - 1, last + 1


def bin_days(first: int, last: int) -> int:
    """How many days one bin of the histogram holds: whole days, weeks or more, at most about 120 bins."""
    return max(1, math.ceil((last - first + 1) / _BINS))


# ---------------------------------------------------------------------------------------------- compare


@dataclass(frozen=True, slots=True)
class Answer:
    """One claimant's interval for a question; None is open."""

    id: str
    claimant: str
    side: str
    low: float | None
    high: float | None
    words: str
    when: str
    mode: str
    origin: str


@dataclass(frozen=True, slots=True)
class Question:
    """The same measure, unit, subject and ground, with every claimant's answer. The envelope is no sum and no mean."""

    title: str
    unit: str
    answers: tuple[Answer, ...]

    @property
    def origins(self) -> int:
        """Independent origins among the answers; unattributed claims add none."""
        return len({answer.origin for answer in self.answers if answer.origin})

    @property
    def contested(self) -> bool:
        """Whether two answers exclude each other: one interval ends before another begins."""
        highest_low = max((answer.low or 0.0 for answer in self.answers), default=0.0)
        lowest_high = min((math.inf if answer.high is None else answer.high for answer in self.answers), default=0.0)
        return highest_low > lowest_high

    @property
    def envelope(self) -> tuple[float | None, float | None]:
        """The lowest low and the highest high that anybody states; None where somebody leaves it open."""
        lows, highs = [answer.low for answer in self.answers], [answer.high for answer in self.answers]
        low = None if None in lows else min(value for value in lows if value is not None)
        high = None if None in highs else max(value for value in highs if value is not None)
        return low, high


def questions(claims: Iterable[Claim]) -> list[Question]:
    """The questions that at least two claims answer with a number, contested ones first, then by number of answers."""
    asked: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        if claim.quantity is None or (claim.quantity.low is None and claim.quantity.high is None):
            continue
        subject = "+".join(claim.subject_countries) or (claim.subject.name if claim.subject else "")
        ground = next(
            (place.footprint.label for place in claim.places if place.footprint and place.role != "context"), ""
        )
        asked.setdefault((claim.quantity.measure, claim.quantity.unit, subject, ground), []).append(claim)
    found = [_question(key, members) for key, members in asked.items() if len(members) > 1]
    return sorted(found, key=lambda one: (not one.contested, -len(one.answers), one.title))


def _question(key: tuple[str, ...], members: Sequence[Claim]) -> Question:
    measure, unit, subject, ground = key
    who = " and ".join(country(code) or code for code in subject.split("+")) if subject else "side not stated"
    title = f"{measure.replace('_', ' ').capitalize()} · {visible(who)} · {ground or 'place not stated'}"
    answers = sorted((_answer(claim) for claim in members), key=lambda one: (one.low or 0.0, one.high or math.inf))
    return Question(title, unit, tuple(answers))


def _answer(claim: Claim) -> Answer:
    claimant = claim.attribution.claimant
    stated = claim.quantity
    words = interval(stated.low, stated.high) if stated else ""
    return Answer(
        claim.id,
        visible(claimant.name) if claimant else "The report itself",
        (claimant.country or "") if claimant else "",
        stated.low if stated else None,
        stated.high if stated else None,
        f"{words} — “{visible(stated.span.as_written)}”" if stated else quantity(stated),
        when(claim.when),
        claim.modality.mode.value,
        claim.origin,
    )


def axis(question: Question) -> tuple[float, float, bool]:
    """Left end, right end and whether the scale is logarithmic: it is where the answers span more than twentyfold."""
    ends = [value for answer in question.answers for value in (answer.low, answer.high) if value and value > _LEAST]
    if not ends:
        return 0.0, 1.0, False
    least, most = min(ends), max(ends)
    zero = any(answer.low in {None, 0} for answer in question.answers)
    if most > 20 * least > 0:
        return least / (4 if zero else 1.6), most * 2.2, True
    return 0.0, most * 1.25, False
