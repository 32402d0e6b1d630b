"""Datelines: "KYIV, Nov 14 (Reuters) -". Where a report was filed is no part of its first sentence."""

from __future__ import annotations

import re

DATELINE_WITHIN = 160
"""Characters of a paragraph in which its dateline ends."""

_DATELINE = re.compile(
    r"\s*(?P<place>[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ’'ʼ.\-]{2,}(?:[ -][A-ZА-ЯІЇЄҐ’'ʼ.]{2,})*"
    r"|[A-ZА-ЯІЇЄҐ][\w’'ʼ-]+(?: [A-ZА-ЯІЇЄҐ][\w’'ʼ-]+)?)"
    r"(?:/[A-Z]+)?(?P<area>, [A-ZА-ЯІЇЄҐ][\w. ’'ʼ-]{1,30})?"
    r"(?P<date>,? (?:\w{3,9}\.? \d{1,2}|\d{1,2} \w{3,9}\.?)(?:,? \d{4})?)?\.?"
    r"(?P<outlet> ?[(/][^()/\n]{2,40}[)/])?\.?"
    r"\s*(?P<dash>[—–―]|--|-(?=\s))\s*(?P<after>[^\W\d_][^.\n—–]{1,30}\.\s+)?"
)
_SLASHED = re.compile(r"\s*[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ -]+, \d{1,2} [^\W\d_]+\.? /[^/\n]{2,30}/\.?\s*")


def dateline(paragraph: str) -> int | None:
    """Where the text begins behind "KYIV, Nov 14 (Reuters) -"; None without a dateline."""
    if slashed := _SLASHED.match(paragraph):
        return slashed.end()
    found = _DATELINE.match(paragraph[:DATELINE_WITHIN])
    if not found:
        return None
    shouted = found.group("place").isupper()
    if not (
        shouted or found.group("outlet") or (found.group("date") and any(c.isdigit() for c in found.group("date")))
    ):
        return None
    after = found.group("after")
    # "MOSCOW, 19 Nov - RIA Novosti. Text" puts the agency behind the dash
    agency = after is not None and bool(found.group("date")) and shouted and len(after.split()) <= 4
    return found.end() if agency or after is None else found.start("after")
