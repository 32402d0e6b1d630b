"""Values as a reader says them: 14 Nov 2024, 4–15 Nov 2024, at least 50,000 persons. Never ambiguous."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

from geo import words
from geo.model import DayRange, Quantity

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {"km2": "km²", "fraction": "of the whole"}
_STEERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def day(when: date | None) -> str:
    """`14 Nov 2024`; a dash for None."""
    return "–" if when is None else f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime | None) -> str:
    """`14 Nov 2024, 09:05`; a dash for None."""
    return "–" if when is None else f"{day(when.date())}, {when:%H:%M}"


def days(first: date | None, last: date | None) -> str:
    """An inclusive range of days; None is open."""
    if first is None and last is None:
        return "no date"
    if first is None:
        return f"up to {day(last)}"
    if last is None:
        return f"from {day(first)}"
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS[first.month - 1]} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def when(claimed: DayRange | None) -> str:
    """A claim's days with its precision; `no date` for None."""
    if claimed is None:
        return "no date"
    return days(claimed.first, claimed.last) + ("" if claimed.precise else ", imprecise")


def number(value: float | None) -> str:
    """`11,000`, `0.4`; a dash for None."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:g}"


def interval(low: float | None, high: float | None) -> str:
    """`9,900–12,100`, `at least 50,000`, `up to 300`, `2,000`."""
    if low is None and high is None:
        return "some"
    if high is None:
        return f"at least {number(low)}"
    if low is None or low == 0 < high:
        return f"up to {number(high)}"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def quantity(stated: Quantity | None) -> str:
    """The interval with its unit and measure; empty for None."""
    if stated is None:
        return ""
    unit = _UNITS.get(stated.unit, stated.unit.replace("_", " "))
    measure = stated.measure.replace("_", " ")
    tail = f" ({measure})" if measure and measure != stated.unit else ""
    return f"{interval(stated.low, stated.high)} {unit}{tail}"


def count(number_of: int, noun: str) -> str:
    """`1 claim`, `2 claims`."""
    return f"{number_of:,} {noun}" + ("" if number_of == 1 else "s")


def country(code: str | None) -> str | None:
    """The English name of an ISO 3166 alpha-3 code; the code itself where no name is known; None for None."""
    if not code:
        return None
    return _countries().get(code, code)


def _countries() -> dict[str, str]:
    if not _NAMES:
        for row in words.rows("demonyms.csv"):
            if row["language"] == "en" and row["kind"] == "name":
                _NAMES.setdefault(row["country"], row["word"])
    return _NAMES


_NAMES: dict[str, str] = {}


def visible(text: str) -> str:
    """Text safe to set in a line: characters that steer direction or the terminal are written out as `⟨U+202E⟩`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(sign):04X}⟩"
        if sign in _STEERING or (unicodedata.category(sign) == "Cc" and sign not in "\n\t")
        else sign
        for sign in text
    )
