"""Two quantities → can they be one number told twice? Rounding, hedging and conversion are; another number is not."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from geo.model import Claim
from geo.quantities.intervals import neat

_CONVERTED = 0.06
"""Room between a converted and rounded measure and its original."""
_SAME = 0.006
_HEDGED = 0.12
_VAGUE = 3.0
"""An interval three times as high as it is low stands for a vague word: dozens, tens of thousands."""
_ANY_OF = {"killed_or_wounded": ("killed", "wounded")}
_MEASURED = ("area", "distance")


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity to compare: its interval, the number that was said, and how round that was. None is open."""

    measure: str
    unit: str
    low: float | None
    high: float | None
    said: tuple[float, float]
    hedged: bool
    written: str

    @property
    def vague(self) -> bool:
        """True for words that name no number."""
        return bool(self.low and self.high and self.high >= _VAGUE * self.low)


def amount(claim: Claim) -> Amount | None:
    """The claim's quantity to compare; None without one."""
    quantity = claim.quantity
    if quantity is None:
        return None
    digits = re.sub(r"\D", "", quantity.span.as_written)
    low, high = quantity.low, quantity.high
    return Amount(quantity.measure, quantity.unit, low, high, _said(low, high, quantity.rule), _hedged(claim), digits)


def agree(left: Amount, right: Amount) -> bool:
    """Whether the two can be one number told twice."""
    if not _one_measure(left, right):
        return False
    if left.unit != right.unit:
        return False
    if (left.low, left.high) == (right.low, right.high):
        return True
    if left.vague or right.vague:
        return _overlap(left, right)
    if left.measure in _MEASURED and (_converted(left) != _converted(right)):
        return left.written == right.written != "" or _within(left.said, right.said, _CONVERTED)
    if left.said[0] != left.said[1] or right.said[0] != right.said[1]:
        return left.said[0] <= right.said[1] and right.said[0] <= left.said[1]
    return _one_number(left, right)


def _one_measure(left: Amount, right: Amount) -> bool:
    if left.measure == right.measure:
        return True
    loose = right.measure in _ANY_OF.get(left.measure, ()) or left.measure in _ANY_OF.get(right.measure, ())
    return loose and left.written == right.written


def _one_number(left: Amount, right: Amount) -> bool:
    """The same number, or the rounder of the two is how one would round the other."""
    fine, coarse = sorted((left, right), key=lambda one: _step(one.said[0]))
    a, b = fine.said[0], coarse.said[0]
    if math.isclose(a, b, rel_tol=_SAME):
        return True
    if not coarse.hedged and (b < 100 or b / _step(b) < 10):
        return False
    if (coarse.high is None and a < b) or (coarse.low == 0 and a > b):
        return False
    return abs(a - b) <= min(_step(b) / 2, _HEDGED * b) or (coarse.high is None and a <= b * (1 + _HEDGED))


def _step(value: float) -> float:
    """The place of a number's last digit that is not nought (1,300 → 100), 0 for shares and decimals."""
    if value < 1 or value != int(value):
        return 0.0
    step = 1
    while value % (step * 10) == 0:
        step *= 10
    return float(step)


def _said(low: float | None, high: float | None, rule: str) -> tuple[float, float]:
    """The number behind an interval; both ends where a range was said."""
    if high is None:
        return low or 0.0, low or 0.0
    if not low or "nearly" in rule:
        return high, high
    if "about" in rule:
        middle = neat((low + high) / 2)
        return middle, middle
    return low, high


def _hedged(claim: Claim) -> bool:
    return bool(claim.quantity and claim.quantity.modifier)


def _converted(one: Amount) -> bool:
    """A number that no one would say stood in another unit."""
    return any(abs(value - round(value)) > 1e-6 and value > 1 for value in one.said)


def _overlap(left: Amount, right: Amount) -> bool:
    if left.vague != right.vague and (left.low == 0 or right.low == 0):
        return False
    highest_low = max(left.low or 0.0, right.low or 0.0)
    return highest_low <= min(left.high or math.inf, right.high or math.inf)


def _within(left: tuple[float, float], right: tuple[float, float], room: float) -> bool:
    return left[0] <= right[1] * (1 + room) and right[0] <= left[1] * (1 + room)
