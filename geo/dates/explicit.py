"""The rules for dates that are written out: ISO, numeric, days, months, seasons, years and their spans.

Without a year the latest date not after the anchor is meant, in a clause about the future the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from geo.dates.days import (
    Clock,
    Reading,
    Rule,
    Words,
    calendar_day,
    month_days,
    months_back,
    part_of,
    shifted,
    unknown,
)

_SEASON = {"spring": (3, 21), "summer": (6, 22), "autumn": (9, 23), "winter": (12, 24)}
"""First month and ISO 8601-2 code of the meteorological seasons of the northern hemisphere."""


def _full_year(written: str) -> int:
    year = int(written)
    return year if year > 99 else (2000 + year if year < 70 else 1900 + year)


def yearless(month: int, day: int, clock: Clock) -> date | None:
    """The latest such day not after the anchor; in a clause about the future the next one."""
    if clock.anchor is None:
        return None
    years = range(clock.anchor.year + 8, clock.anchor.year - 9, -1)
    days = [found for year in years if (found := calendar_day(year, month, day))]
    if clock.ahead:
        return next((found for found in reversed(days) if found >= clock.anchor), None)
    return next((found for found in days if found <= clock.anchor), None)


def _iso(words: Words, clock: Clock) -> Reading | None:
    found = calendar_day(int(words["year"]), int(words["mm"]), int(words["dd"]))
    return Reading(found, found, "day") if found else None


def _numeric(words: Words, clock: Clock) -> Reading | None:
    a, b, year = int(words["a"]), int(words["b"]), words.get("year")
    if year is None:
        found = yearless(b, a, clock)
        if found is None and clock.anchor is None and calendar_day(2000, b, a):
            return unknown("day", f"XXXX-{b:02}-{a:02}")
        return Reading(found, found, "day", relative=True) if found else None
    full = _full_year(year)
    day_first, month_first = calendar_day(full, b, a), calendar_day(full, a, b)
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
        found = calendar_day(int(year), month, day)
        return Reading(shifted(found, -night), found, "day") if found else None
    if calendar_day(2000, month, day) is None:
        return None
    if clock.anchor is None:
        return unknown("day", f"XXXX-{month:02}-{day:02}")
    found = yearless(month, day, clock)
    ahead = found is not None and found > clock.anchor
    return Reading(shifted(found, -night), found, "day", relative=True, ahead=ahead) if found else None


def _calendar_days(words: Words, clock: Clock) -> Reading | None:
    later = words.get("month2") or words["month"]
    last = _calendar_day({**words, "month": later, "day": words["day2"]}, clock)
    if last is None:
        return None
    if last.last is None:
        return last
    first = calendar_day(last.last.year, int(words["month"]), int(words["day"]))
    if first and first > last.last:
        first = calendar_day(last.last.year - 1, int(words["month"]), int(words["day"]))
    if first is None:
        return None
    return Reading(first, last.last, "span", relative=last.relative, ahead=last.ahead)


def _calendar_month(words: Words, clock: Clock) -> Reading | None:
    month, part, which = int(words["month"]), words.get("part"), words.get("which")
    if year := words.get("year"):
        first, last = part_of(*month_days(int(year), month), part)
        return Reading(first, last, "month", edtf="" if part else f"{year}-{month:02}", vague=bool(part))
    if clock.anchor is None:
        return unknown("month", f"XXXX-{month:02}")
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
    first, last = part_of(*month_days(opening.year, month), part)
    if not ahead and first > clock.anchor:
        first, last = part_of(*month_days(opening.year - 1, month), part)
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
        return date(year, opening, 1), shifted(months_back(date(year, opening, 1), -3), -1)

    if year := words.get("year"):
        first, last = part_of(*stretch(int(year)), part)
        return Reading(first, last, "season", edtf="" if part else f"{year}-{code}", vague=bool(part))
    if clock.anchor is None:
        return unknown("season", f"XXXX-{code}")
    ahead = clock.ahead or which == "next"
    years = range(clock.anchor.year - 2, clock.anchor.year + 3)
    if ahead:
        chosen = next(year for year in years if stretch(year)[0] > clock.anchor or stretch(year)[1] >= clock.anchor)
        chosen += which == "next" and stretch(chosen)[0] <= clock.anchor
    else:
        limit = clock.anchor if which != "last" else shifted(clock.anchor, -92)
        chosen = next(year for year in reversed(years) if stretch(year)[0] <= limit)
    first, last = part_of(*stretch(chosen), part)
    edtf = "" if part else f"{chosen}-{code}"
    return Reading(first, last, "season", relative=True, ahead=ahead, edtf=edtf, vague=bool(part))


def _year(words: Words, clock: Clock) -> Reading | None:
    year, part = int(words["year"]), words.get("part")
    first, last = part_of(date(year, 1, 1), date(year, 12, 31), part)
    return Reading(first, last, "year", edtf="" if part else str(year), vague=bool(part))


def _years(words: Words, clock: Clock) -> Reading | None:
    first, last = int(words["year"]), int(words["year2"])
    return Reading(date(first, 1, 1), date(last, 12, 31), "year", edtf=f"{first}/{last}") if first <= last else None


def _epoch(words: Words, clock: Clock) -> Reading | None:
    day = date.fromisoformat(words["epoch"])
    return Reading(day, day, "day")


EXPLICIT: Mapping[str, Rule] = {
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
}
"""The rules by the name that `date_phrases.csv` gives them."""
