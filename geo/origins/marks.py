"""A claim's slots as one number, so that a store can leave most claims unread: what the mark excludes, `link` excludes.

Four parts: polarity, subject, ground and number. Nought stands for “may be anything”, which is also what a part says
that `link` compares in a way too loose for a hash: several places, vague or converted numbers, quotations.
"""

from __future__ import annotations

import math
from zlib import crc32

from geo.model import Claim, Report
from geo.origins.utterances import Slots, slots

_STEP = math.log(1.05)
_STEPS = 4
"""Steps of five in a hundred by which two tellings of one number may differ; `amounts` allows twelve in a hundred."""
_CONVERTED = ("area", "distance")


def mark(claim: Claim, report: Report) -> int:
    """The mark, below 2**63."""
    return mark_of(slots(claim, report))


def mark_of(one: Slots) -> int:
    """The same, of slots that have been taken out."""
    return one.negative << 48 | _subject(one) << 32 | _ground(one) << 16 | _number(one)


def compatible(left: int, right: int) -> bool:
    """Whether the claims behind two marks can be one utterance, or one the copy of the other."""
    if (left ^ right) >> 48:
        return False
    for shift in (32, 16):
        one, other = left >> shift & 0xFFFF, right >> shift & 0xFFFF
        if one and other and one != other:
            return False
    one, other = left & 0xFFFF, right & 0xFFFF
    return not one or not other or abs(one - other) <= _STEPS


def _subject(one: Slots) -> int:
    """One side that acts; a strike and its harm name the sides the other way round."""
    return _hashed(next(iter(one.subjects))) if len(one.subjects) == 1 and one.family != "strike" else 0


def _ground(one: Slots) -> int:
    """The one first-order area that holds everything, or the one place without an area."""
    outer = one.within - one.ground or one.within
    return _hashed(next(iter(outer))) if len(outer) == 1 and len(one.ground) == 1 else 0


def _number(one: Slots) -> int:
    """The number that was said, in steps; two claims of which one has none never link, but they may copy."""
    said = one.counted
    if said is None or one.quoted or said.vague or said.measure in _CONVERTED or said.said[0] != said.said[1]:
        return 0
    return round(math.log(said.said[0]) / _STEP) + 0x4000 if said.said[0] > 0 else 0


def _hashed(word: str) -> int:
    return crc32(word.encode()) & 0xFFFF or 1
