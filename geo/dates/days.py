"""Days as the date rules see them: what an expression counts from, what it reads as, and calendar arithmetic."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

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


def calendar_day(year: int, month: int, day: int) -> date | None:
    if not _EARLIEST <= year <= _LATEST or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def month_days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def shifted(day: date, days: float) -> date:
    """`day` moved by whole days, kept inside the calendar."""
    wanted = day.toordinal() + round(days)
    return date.fromordinal(min(max(wanted, date(_EARLIEST, 1, 1).toordinal()), date(_LATEST, 12, 31).toordinal()))


def months_back(day: date, months: int) -> date:
    index = min(max(day.year * 12 + day.month - 1 - months, _EARLIEST * 12), _LATEST * 12)
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def unknown(grain: str, edtf: str = "") -> Reading:
    return Reading(None, None, grain, relative=True, edtf=edtf, why="no publication date to count from")


def part_of(first: date, last: date, part: str | None) -> tuple[date, date]:
    """The start, middle, end or half of a stretch of days; months by tens, years by quarters, else by thirds."""
    days = (last - first).days + 1
    if part in ("half1", "half2"):
        half = months_back(last, days // 61) if days > 31 else first + timedelta(days=14)
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
