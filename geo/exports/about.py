"""What every export says about itself: the view in words, a hash of what it shows, the program, credit, citation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

import msgspec

from geo import __version__
from geo.model import Claim
from geo.phrases import day

CREDIT = (
    "Places © GeoNames, CC BY 4.0, modified. Boundaries: Natural Earth, public domain, indicative only; "
    "Crimea shown as Ukraine (UNGA 68/262)."
)
PROGRAM = f"reported-positions {__version__}"


@dataclass(frozen=True, slots=True)
class About:
    """`shown` is the sentence of the view, `filters` its URL query, `fingerprint` a hash of the claims' content."""

    shown: str
    filters: str
    fingerprint: str
    program: str
    made: str
    citation: str
    credit: str = CREDIT

    def as_dict(self) -> dict[str, str]:
        """The fields by name, in order."""
        return asdict(self)


def about(claims: Iterable[Claim], *, shown: str, filters: str = "", made: date | None = None, link: str = "") -> About:
    """What to say about an export of these claims. `made` is today (UTC) unless given; `link` leads to the view."""
    made = made or datetime.now(UTC).date()
    mark = fingerprint(claims)
    where = f" {link}." if link else ""
    citation = f"Reported positions: {shown} Data {mark}, {PROGRAM}, {day(made)}.{where}"
    return About(shown, filters, mark, PROGRAM, made.isoformat(), citation)


def fingerprint(claims: Iterable[Claim]) -> str:
    """A hash of the claims' content that does not depend on their order: same claims, same mark."""
    each = sorted(hashlib.sha256(msgspec.json.encode(claim)).digest() for claim in claims)
    return hashlib.sha256(b"".join(each)).hexdigest()[:12]
