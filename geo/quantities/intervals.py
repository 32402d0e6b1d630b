"""The words around a number that widen it into an interval (codebook rule 4): nearly, about, over, at least, up to …

Low and high are inclusive; None is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo import words
from geo.quantities.numbers import Number

if TYPE_CHECKING:
    from geo.language import Parsed

_WIDE = 40


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with the words that widen it, text[start:end]; `modifier` is those words, None for a bare number."""

    start: int
    end: int
    low: float | None
    high: float | None
    rule: str
    modifier: str | None


def modified(parsed: Parsed, number: Number) -> Interval:
    """The interval of a number with its modifier; "exact" words (a total of, another) leave the number as it is."""
    start, end, rule = number.start, number.end, number.kind
    hit = _before(parsed, start)
    if hit is not None and hit[0] == "exact":
        hit = _before(parsed, hit[1])
    if hit is not None and hit[0] != "exact":
        rule, start = hit
    elif found := _forms(parsed.language, "after").match(parsed.text, end, min(end + _WIDE, len(parsed.text))):
        rule, end = found.lastgroup or rule, found.end()
    low, high = widened(number.low, number.high, rule)
    changed = rule != number.kind
    modifier = (parsed.text[start : number.start] + parsed.text[number.end : end]).strip() if changed else None
    return Interval(start, end, low, high, rule, modifier)


@cache
def _forms(language: str, place: str) -> re.Pattern[str]:
    """All modifiers before (or after) a number, each rule a group; an unknown language has none."""
    groups = [
        f"(?P<{row['rule']}>{'|'.join(form.replace(' ', _BLANK) for form in words.forms(row['forms']))})"
        for row in words.rows("quantity_modifiers.csv", language)
        if row["place"] == place
    ]
    body = "|".join(groups) or "(?!)"
    wrapped = rf"(?<!\w)(?:{body})\s{{0,3}}[\"“«']?\Z" if place == "before" else rf"\s{{0,3}}(?:{body})(?!\w)"
    return re.compile(wrapped, re.IGNORECASE)


_BLANK = r"\s{1,3}"


def _before(parsed: Parsed, start: int) -> tuple[str, int] | None:
    found = _forms(parsed.language, "before").search(parsed.text, max(0, start - _WIDE), start)
    return (found.lastgroup or "", found.start()) if found else None


def widened(low: float, high: float | None, rule: str) -> tuple[float | None, float | None]:
    """What nearly, about, over, at_least, up_to, under do to an interval; any other rule leaves it."""
    if rule == "nearly":
        return neat(0.9 * low), high
    if rule == "about":
        top = high if high is not None else low
        return neat(low - _room(low)), neat(top + _room(top))
    if rule in ("over", "at_least"):
        return low, None
    if rule in ("up_to", "under"):
        return 0.0, high
    return low, high


def _room(value: float) -> float:
    return max(0.1 * value, rounding_unit(value) / 2)


def rounding_unit(value: float) -> float:
    """The place of a number's second digit (300 → 10), 1 below ten, nothing (0) for shares and decimals.

    People who say "about 300" have two digits in mind; so ten per cent is the larger room for every number from ten.
    """
    if value < 1 or value != int(value):
        return 0.0
    return float(10 ** max(len(str(int(value))) - 2, 0))


def neat(value: float) -> float:
    """Without the noise of binary fractions."""
    return round(value, 6)
