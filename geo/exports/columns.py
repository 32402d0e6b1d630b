"""Claims as the columns of a table: plain text, so that nothing in it can run or steer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from geo.card import claimant_words, ground_words, subject_words
from geo.interface import label
from geo.model import Claim
from geo.phrases import count, day, quantity, visible, when
from geo.snapshot.columns import ReportLine

MOST_CHARACTERS = 280
Counted = Callable[[str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the table: claim ids in row order, and the columns by their key in the interface file."""

    ids: tuple[str, ...]
    columns: dict[str, list[str]]


def page(claims: Sequence[Claim], reports: Mapping[str, ReportLine], counted: Counted = lambda origin: (0, 0)) -> Page:
    """The claims in the order given; `counted` gives outlets and mentions of an origin."""
    columns: dict[str, list[str]] = {
        "published": [_published(reports.get(claim.report_id)) for claim in claims],
        "claimant": [visible(claimant_words(claim)) for claim in claims],
        "claim": [_short(claim.citation.as_written) for claim in claims],
        "type": [label("types", claim.claim_type.value) for claim in claims],
        "subject": [visible(subject_words(claim)) for claim in claims],
        "where": [visible(ground_words(claim)) for claim in claims],
        "quantity": [quantity(claim.quantity) for claim in claims],
        "when": [when(claim.when) if claim.when else "" for claim in claims],
        "sure": [label("modes", claim.modality.mode.value) for claim in claims],
        "by_hand": [_by_hand(claim) for claim in claims],
        "source": [visible(_source(reports.get(claim.report_id))) for claim in claims],
        "origin": [_origin(claim, counted) for claim in claims],
    }
    return Page(tuple(claim.id for claim in claims), columns)


def _origin(claim: Claim, counted: Counted) -> str:
    """`1 origin · 4 outlets · 6 mentions`; who is named by nobody makes none."""
    outlets, mentions = counted(claim.origin) if claim.origin else (0, 0)
    if not mentions:
        return count(0, "origin")
    return " · ".join((count(1, "origin"), count(outlets, "outlet"), count(mentions, "mention")))


def _published(line: ReportLine | None) -> str:
    return day(line.published) if line else ""


def _source(line: ReportLine | None) -> str:
    return (line.source or line.title or "") if line else ""


def _by_hand(claim: Claim) -> str:
    """`✎ Ann, Bo`: who has corrected it; empty for most."""
    people = dict.fromkeys(one.person for one in claim.corrections)
    return visible(f"✎ {', '.join(people)}") if people else ""


def _short(words: str) -> str:
    one_line = " ".join(visible(words).split())
    return one_line if len(one_line) <= MOST_CHARACTERS else one_line[: MOST_CHARACTERS - 1] + "…"
