"""How each rule of the date grammar turns words into days, given the day they count from; here the relative ones.

All functions are pure. `Clock.anchor` is the day of the utterance or of publication; None means unknown, and then a
relative expression has no days. A reading that lies ahead of the anchor says so (`ahead`); the others are cut at the
anchor by the caller. Windows of vague words (early August = 1–10, coming weeks = 28 days) are this project's
conventions, version `DATE_RULES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from geo.dates.days import Clock, Reading, Rule, Words, month_days, months_back, part_of, shifted, unknown
from geo.dates.explicit import EXPLICIT

DATE_RULES = "1"

_UNIT_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "weekend": 7, "month": 30, "year": 365, "decade": 3652}
_VAGUE_DAYS = {"hour": 1, "day": 7, "week": 28, "weekend": 14, "month": 91, "year": 1096, "decade": 7305}
_EARLIEST = 1800


def _weekday(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("day")
    wanted, which = int(words["weekday"]), words.get("which")
    back = (clock.anchor.weekday() - wanted) % 7
    if which == "next" or (clock.ahead and which != "last"):
        forward = (wanted - clock.anchor.weekday()) % 7 or (7 if which == "next" else 0)
        day = shifted(clock.anchor, forward)
        return Reading(day, day, "day", relative=True, ahead=forward > 0)
    day = shifted(clock.anchor, -(back or (7 if which == "last" else 0)))
    return Reading(shifted(day, -1) if "night" in words else day, day, "day", relative=True)


def _count(words: Words, default: float = 1) -> float:
    written = words.get("n")
    return default if written is None else float(written)


def _days_ago(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("day")
    day = shifted(clock.anchor, -_count(words))
    return Reading(day, day, "day", relative=True)


def _days_ahead(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("day")
    day = shifted(clock.anchor, _count(words))
    return Reading(day, day, "day", relative=True, ahead=True)


def _night(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("span")
    return Reading(shifted(clock.anchor, -1), clock.anchor, "span", relative=True)


def _ago(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("span")
    unit, n = words["unit"], _count(words)
    if unit in ("hour", "day"):
        day = shifted(clock.anchor, -n * _UNIT_DAYS[unit])
        return Reading(day, day, "day", relative=True)
    if unit == "month":
        then = months_back(clock.anchor, round(n))
        return Reading(*month_days(then.year, then.month), "month", relative=True, vague=True)
    if unit in ("year", "decade"):
        year = max(clock.anchor.year - round(n * (10 if unit == "decade" else 1)), _EARLIEST)
        return Reading(date(year, 1, 1), date(year, 12, 31), "year", relative=True, vague=True)
    middle = shifted(clock.anchor, -n * 7)
    return Reading(shifted(middle, -3), shifted(middle, 3), "week", relative=True, vague=True)


def _reach(words: Words) -> tuple[float, bool]:
    """How many days "three weeks" or bare "weeks" cover, and whether that is a convention."""
    unit, n = words["unit"], words.get("n")
    if n is not None:
        return max(float(n) * _UNIT_DAYS[unit], 1), False
    return (_VAGUE_DAYS[unit], True) if words.get("plural") else (max(_UNIT_DAYS[unit], 1), False)


def _past(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("span")
    days, vague = _reach(words)
    return Reading(shifted(clock.anchor, -days), clock.anchor, "span", relative=True, vague=vague)


def _coming(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("span")
    days, vague = _reach(words)
    return Reading(clock.anchor, shifted(clock.anchor, days), "span", relative=True, ahead=True, vague=vague)


def _duration(words: Words, clock: Clock) -> Reading | None:
    return _coming(words, clock) if clock.ahead else _past(words, clock)


def _nth_day(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return unknown("span")
    return Reading(shifted(clock.anchor, 1 - int(words["nth"])), clock.anchor, "span", relative=True)


def _shift(words: Words, clock: Clock) -> Reading | None:
    """ "A day earlier" counts from the date read before it, else from the anchor."""
    origin = clock.previous or clock.anchor
    if origin is None:
        return unknown("day")
    day = shifted(origin, int(words["sign"]) * _count(words) * _UNIT_DAYS[words["unit"]])
    return Reading(day, day, "day", relative=True, why="counted from the date before it" if clock.previous else "")


def _period(unit: str, anchor: date, step: int) -> tuple[date, date] | None:
    """The calendar week (Monday to Sunday), weekend, month or year `step` periods from the one that holds `anchor`."""
    monday = shifted(anchor, -anchor.weekday() + 7 * step)
    if unit == "week":
        return monday, shifted(monday, 6)
    if unit == "weekend":
        started = shifted(monday, 5)
        if step == 0 and started > anchor:
            started = shifted(started, -7)
        if step < 0 and anchor.weekday() < 5:
            started = shifted(anchor, -anchor.weekday() - 2)
        return started, shifted(started, 1)
    if unit == "month":
        then = months_back(anchor, -step)
        return month_days(then.year, then.month)
    if unit == "year":
        return date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31)
    if unit == "day":
        return shifted(anchor, step), shifted(anchor, step)
    return None


def _calendar(words: Words, clock: Clock) -> Reading | None:
    step = {"last": -1, "this": 0, "next": 1}[words.get("which", "this")]
    if clock.anchor is None:
        return unknown("span")
    period = _period(words.get("unit", "year"), clock.anchor, step)
    if period is None:
        return None
    part = words.get("part")
    if part == "past":
        return Reading(period[0], min(clock.anchor, period[1]), "span", relative=True)
    if part == "rest":
        return Reading(clock.anchor, max(period[1], clock.anchor), "span", relative=True, ahead=True)
    first, last = part_of(*period, part)
    ahead = step > 0 or first > clock.anchor or (clock.ahead and step == 0)
    if ahead and step == 0:
        first = max(first, clock.anchor)
        last = max(first, last)
    return Reading(first, last, words.get("unit", "year"), relative=True, ahead=ahead, vague=bool(part))


RULES: Mapping[str, Rule] = {
    **EXPLICIT,
    "weekday": _weekday,
    "days_ago": _days_ago,
    "days_ahead": _days_ahead,
    "night": _night,
    "ago": _ago,
    "past": _past,
    "coming": _coming,
    "duration": _duration,
    "nth_day": _nth_day,
    "shift": _shift,
    "calendar": _calendar,
}
"""The rules by the name that `date_phrases.csv` gives them."""
