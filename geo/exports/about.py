"""What every export says about itself: the view in words, a hash of what it shows, the program, credit, citation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

import msgspec

from geo import __version__
from geo.filters import read_query
from geo.model import Claim
from geo.phrases import day

CREDIT = (
    "Places © GeoNames, CC BY 4.0, modified. Boundaries: Natural Earth, public domain, indicative only; "
    "Crimea shown as Ukraine (UNGA 68/262)."
)
PROGRAM = f"reported-positions {__version__}"


@dataclass(frozen=True, slots=True)
class About:
    """`shown` is the sentence of the view, `filters` its URL query, `fingerprint` a hash of the claims' content.

    `as_of` says what the view could know: as published or recorded by a day, or as it was when the file was made.
    """

    shown: str
    filters: str
    fingerprint: str
    program: str
    made: str
    citation: str
    credit: str = CREDIT
    as_of: str = ""

    def as_dict(self) -> dict[str, str]:
        """The fields by name, in order."""
        return asdict(self)


def about(claims: Iterable[Claim], *, shown: str, filters: str = "", made: date | None = None, link: str = "") -> About:
    """What to say about an export of these claims. `made` is today (UTC) unless given; `link` leads to the view."""
    made = made or datetime.now(UTC).date()
    mark = fingerprint(claims)
    where = f" {link}." if link else ""
    known = _known(filters, made)
    citation = f"Reported positions: {shown} As {known}. Data {mark}, {PROGRAM}, {day(made)}.{where}"
    return About(shown, filters, mark, PROGRAM, made.isoformat(), citation, as_of=known)


def _known(filters: str, made: date) -> str:
    """“published by 14 Nov 2024”, or “known on” the day when the file was made."""
    chosen, _ = read_query(filters)
    days = (("published", chosen.as_of), ("recorded", chosen.recorded_by))
    return " and ".join(f"{clock} by {day(when)}" for clock, when in days if when) or f"known on {day(made)}"


def fingerprint(claims: Iterable[Claim]) -> str:
    """A hash of the claims' content that does not depend on their order: same claims, same mark."""
    each = sorted(hashlib.sha256(msgspec.json.encode(claim)).digest() for claim in claims)
    return hashlib.sha256(b"".join(each)).hexdigest()[:12]
