"""How each rule of the date grammar turns words into days, given the day they count from.

All functions are pure. `Clock.anchor` is the day of the utterance or of publication; None means unknown, and then a
relative expression has no days. A reading that lies ahead of the anchor says so (`ahead`); the others are cut at the
anchor by the caller. Windows of vague words (early August = 1–10, coming weeks = 28 days) are this project's
conventions, version `DATE_RULES`.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DATE_RULES = "1"

_UNIT_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "weekend": 7, "month": 30, "year": 365, "decade": 3652}
_VAGUE_DAYS = {"hour": 1, "day": 7, "week": 28, "weekend": 14, "month": 91, "year": 1096, "decade": 7305}
_SEASON = {"spring": (3, 21), "summer": (6, 22), "autumn": (9, 23), "winter": (12, 24)}
_EARLIEST, _LATEST = 1800, 2200


@dataclass(frozen=True, slots=True)
class Clock:
    """What an expression counts from. `ahead`: its clause speaks of the future; `previous`: the date read before it."""

    anchor: date | None
    ahead: bool = False
    previous: date | None = None
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """First and last day (inclusive, None = not known), how fine the words are, and whether they lean on the anchor."""

    first: date | None
    last: date | None
    grain: str
    relative: bool = False
    ahead: bool = False
    edtf: str = ""
    why: str = ""
    vague: bool = False


Words = Mapping[str, str]
Rule = Callable[[Words, Clock], Reading | None]


def _day(year: int, month: int, day: int) -> date | None:
    if not _EARLIEST <= year <= _LATEST or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def shifted(day: date, days: float) -> date:
    """`day` moved by whole days, kept inside the calendar."""
    wanted = day.toordinal() + round(days)
    return date.fromordinal(min(max(wanted, date(_EARLIEST, 1, 1).toordinal()), date(_LATEST, 12, 31).toordinal()))


def _months_back(day: date, months: int) -> date:
    index = min(max(day.year * 12 + day.month - 1 - months, _EARLIEST * 12), _LATEST * 12)
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _unknown(grain: str, edtf: str = "") -> Reading:
    return Reading(None, None, grain, relative=True, edtf=edtf, why="no publication date to count from")


def _full_year(written: str) -> int:
    year = int(written)
    return year if year > 99 else (2000 + year if year < 70 else 1900 + year)


def _yearless(month: int, day: int, clock: Clock) -> date | None:
    """The latest such day not after the anchor; in a clause about the future the next one."""
    if clock.anchor is None:
        return None
    years = range(clock.anchor.year + 8, clock.anchor.year - 9, -1)
    days = [found for year in years if (found := _day(year, month, day))]
    if clock.ahead:
        return next((found for found in reversed(days) if found >= clock.anchor), None)
    return next((found for found in days if found <= clock.anchor), None)


# ------------------------------------------------------------------------------------------------ explicit


def _iso(words: Words, clock: Clock) -> Reading | None:
    found = _day(int(words["year"]), int(words["mm"]), int(words["dd"]))
    return Reading(found, found, "day") if found else None


def _numeric(words: Words, clock: Clock) -> Reading | None:
    a, b, year = int(words["a"]), int(words["b"]), words.get("year")
    if year is None:
        found = _yearless(b, a, clock)
        if found is None and clock.anchor is None and _day(2000, b, a):
            return _unknown("day", f"XXXX-{b:02}-{a:02}")
        return Reading(found, found, "day", relative=True) if found else None
    full = _full_year(year)
    day_first, month_first = _day(full, b, a), _day(full, a, b)
    if words.get("order") == "dmy":
        return Reading(day_first, day_first, "day") if day_first else None
    readings = [found for found in (day_first, month_first) if found]
    past = [found for found in readings if clock.anchor is None or found <= clock.anchor]
    unique = sorted(set(past or readings))
    if len(unique) == 1:
        return Reading(unique[0], unique[0], "day")
    return Reading(None, None, "day", why="ambiguous order of day and month") if unique else None


def _calendar_day(words: Words, clock: Clock) -> Reading | None:
    month, day = int(words["month"]), int(words["day"])
    night = 1 if "night" in words else 0
    if year := words.get("year"):
        found = _day(int(year), month, day)
        return Reading(shifted(found, -night), found, "day") if found else None
    if _day(2000, month, day) is None:
        return None
    if clock.anchor is None:
        return _unknown("day", f"XXXX-{month:02}-{day:02}")
    found = _yearless(month, day, clock)
    ahead = found is not None and found > clock.anchor
    return Reading(shifted(found, -night), found, "day", relative=True, ahead=ahead) if found else None


def _calendar_days(words: Words, clock: Clock) -> Reading | None:
    later = words.get("month2") or words["month"]
    last = _calendar_day({**words, "month": later, "day": words["day2"]}, clock)
    if last is None:
        return None
    if last.last is None:
        return last
    first = _day(last.last.year, int(words["month"]), int(words["day"]))
    if first and first > last.last:
        first = _day(last.last.year - 1, int(words["month"]), int(words["day"]))
    if first is None:
        return None
    return Reading(first, last.last, "span", relative=last.relative, ahead=last.ahead)


def _part_of(first: date, last: date, part: str | None) -> tuple[date, date]:
    """The start, middle, end or half of a stretch of days; months by tens, years by quarters, else by thirds."""
    days = (last - first).days + 1
    if part in ("half1", "half2"):
        half = _months_back(last, days // 61) if days > 31 else first + timedelta(days=14)
        half = date(first.year, 6, 30) if 365 <= days <= 366 else half
        return (first, half) if part == "half1" else (half + timedelta(days=1), last)
    if 28 <= days <= 31:
        cuts = (first + timedelta(days=9), first + timedelta(days=19))
    elif 365 <= days <= 366:
        cuts = (date(first.year, 3, 31), date(first.year, 9, 30))
        if part == "middle":
            return date(first.year, 5, 1), date(first.year, 8, 31)
    else:
        cuts = (first + timedelta(days=max(days // 3 - 1, 0)), first + timedelta(days=max(days * 2 // 3 - 1, 0)))
    if part == "start":
        return first, cuts[0]
    if part == "middle":
        return cuts[0] + timedelta(days=1), cuts[1]
    if part == "end":
        return cuts[1] + timedelta(days=1), last
    return first, last


def _calendar_month(words: Words, clock: Clock) -> Reading | None:
    month, part, which = int(words["month"]), words.get("part"), words.get("which")
    if year := words.get("year"):
        first, last = _part_of(*_month(int(year), month), part)
        return Reading(first, last, "month", edtf="" if part else f"{year}-{month:02}", vague=bool(part))
    if clock.anchor is None:
        return _unknown("month", f"XXXX-{month:02}")
    ahead = clock.ahead or which == "next"
    opening = date(clock.anchor.year, month, 1)
    if ahead and month < clock.anchor.month:
        opening = date(clock.anchor.year + 1, month, 1)
    elif not ahead and opening > clock.anchor:
        opening = date(clock.anchor.year - 1, month, 1)
    if which == "next" and opening <= clock.anchor:
        opening = date(opening.year + 1, month, 1)
    if which == "last" and (opening.year, month) == (clock.anchor.year, clock.anchor.month):
        opening = date(opening.year - 1, month, 1)
    first, last = _part_of(*_month(opening.year, month), part)
    if not ahead and first > clock.anchor:
        first, last = _part_of(*_month(opening.year - 1, month), part)
    edtf = "" if part else f"{first.year}-{month:02}"
    return Reading(first, last, "month", relative=True, ahead=ahead, edtf=edtf, vague=bool(part))


def _calendar_months(words: Words, clock: Clock) -> Reading | None:
    last = _calendar_month({key: words[key] for key in ("year",) if key in words} | {"month": words["month2"]}, clock)
    if last is None or last.last is None:
        return last
    year = last.last.year - (int(words["month"]) > int(words["month2"]))
    return Reading(date(year, int(words["month"]), 1), last.last, "span", relative=last.relative, ahead=last.ahead)


def _season(words: Words, clock: Clock) -> Reading | None:
    opening, code = _SEASON[words["season"]]
    which, part = words.get("which"), words.get("part")

    def stretch(year: int) -> tuple[date, date]:
        return date(year, opening, 1), shifted(_months_back(date(year, opening, 1), -3), -1)

    if year := words.get("year"):
        first, last = _part_of(*stretch(int(year)), part)
        return Reading(first, last, "season", edtf="" if part else f"{year}-{code}", vague=bool(part))
    if clock.anchor is None:
        return _unknown("season", f"XXXX-{code}")
    ahead = clock.ahead or which == "next"
    years = range(clock.anchor.year - 2, clock.anchor.year + 3)
    if ahead:
        chosen = next(year for year in years if stretch(year)[0] > clock.anchor or stretch(year)[1] >= clock.anchor)
        chosen += which == "next" and stretch(chosen)[0] <= clock.anchor
    else:
        limit = clock.anchor if which != "last" else shifted(clock.anchor, -92)
        chosen = next(year for year in reversed(years) if stretch(year)[0] <= limit)
    first, last = _part_of(*stretch(chosen), part)
    edtf = "" if part else f"{chosen}-{code}"
    return Reading(first, last, "season", relative=True, ahead=ahead, edtf=edtf, vague=bool(part))


def _year(words: Words, clock: Clock) -> Reading | None:
    year, part = int(words["year"]), words.get("part")
    first, last = _part_of(date(year, 1, 1), date(year, 12, 31), part)
    return Reading(first, last, "year", edtf="" if part else str(year), vague=bool(part))


def _years(words: Words, clock: Clock) -> Reading | None:
    first, last = int(words["year"]), int(words["year2"])
    return Reading(date(first, 1, 1), date(last, 12, 31), "year", edtf=f"{first}/{last}") if first <= last else None


def _epoch(words: Words, clock: Clock) -> Reading | None:
    day = date.fromisoformat(words["epoch"])
    return Reading(day, day, "day")


# ------------------------------------------------------------------------------------------------ relative


def _weekday(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return _unknown("day")
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
        return _unknown("day")
    day = shifted(clock.anchor, -_count(words))
    return Reading(day, day, "day", relative=True)


def _days_ahead(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return _unknown("day")
    day = shifted(clock.anchor, _count(words))
    return Reading(day, day, "day", relative=True, ahead=True)


def _night(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return _unknown("span")
    return Reading(shifted(clock.anchor, -1), clock.anchor, "span", relative=True)


def _ago(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return _unknown("span")
    unit, n = words["unit"], _count(words)
    if unit in ("hour", "day"):
        day = shifted(clock.anchor, -n * _UNIT_DAYS[unit])
        return Reading(day, day, "day", relative=True)
    if unit == "month":
        then = _months_back(clock.anchor, round(n))
        return Reading(*_month(then.year, then.month), "month", relative=True, vague=True)
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
        return _unknown("span")
    days, vague = _reach(words)
    return Reading(shifted(clock.anchor, -days), clock.anchor, "span", relative=True, vague=vague)


def _coming(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return _unknown("span")
    days, vague = _reach(words)
    return Reading(clock.anchor, shifted(clock.anchor, days), "span", relative=True, ahead=True, vague=vague)


def _duration(words: Words, clock: Clock) -> Reading | None:
    return _coming(words, clock) if clock.ahead else _past(words, clock)


def _nth_day(words: Words, clock: Clock) -> Reading | None:
    if clock.anchor is None:
        return _unknown("span")
    return Reading(shifted(clock.anchor, 1 - int(words["nth"])), clock.anchor, "span", relative=True)


def _shift(words: Words, clock: Clock) -> Reading | None:
    """ "A day earlier" counts from the date read before it, else from the anchor."""
    origin = clock.previous or clock.anchor
    if origin is None:
        return _unknown("day")
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
        then = _months_back(anchor, -step)
        return _month(then.year, then.month)
    if unit == "year":
        return date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31)
    if unit == "day":
        return shifted(anchor, step), shifted(anchor, step)
    return None


def _calendar(words: Words, clock: Clock) -> Reading | None:
    step = {"last": -1, "this": 0, "next": 1}[words.get("which", "this")]
    if clock.anchor is None:
        return _unknown("span")
    period = _period(words.get("unit", "year"), clock.anchor, step)
    if period is None:
        return None
    part = words.get("part")
    if part == "past":
        return Reading(period[0], min(clock.anchor, period[1]), "span", relative=True)
    if part == "rest":
        return Reading(clock.anchor, max(period[1], clock.anchor), "span", relative=True, ahead=True)
    first, last = _part_of(*period, part)
    ahead = step > 0 or first > clock.anchor or (clock.ahead and step == 0)
    if ahead and step == 0:
        first = max(first, clock.anchor)
        last = max(first, last)
    return Reading(first, last, words.get("unit", "year"), relative=True, ahead=ahead, vague=bool(part))


RULES: Mapping[str, Rule] = {
    "iso": _iso,
    "numeric": _numeric,
    "day": _calendar_day,
    "days": _calendar_days,
    "month": _calendar_month,
    "months": _calendar_months,
    "season": _season,
    "year": _year,
    "years": _years,
    "epoch": _epoch,
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
