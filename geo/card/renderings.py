"""The renderings of one utterance, first print first: who printed it, on what ground it is linked, and what drifted.

Each difference is named and shown side by side, with its words marked in both citations, as escaped HTML.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.card import OriginCount, claimant_words
from geo.html import escape
from geo.interface import label, say
from geo.model import Claim, Report, Span
from geo.origins import Verdicts, links
from geo.origins.drift import Drift, drifts
from geo.phrases import count, day


@dataclass(frozen=True, slots=True)
class Rendering:
    """One claim of an origin, with how it differs from the first print and why it is taken for the same utterance."""

    claim: Claim
    report: Report
    changed: tuple[Drift, ...]
    why: str


def renderings(
    members: Iterable[Claim], reports: Mapping[str, Report], *, verdicts: Verdicts | None = None
) -> tuple[Rendering, ...]:
    """The claims of one origin in the order in which they were printed."""
    claims = sorted((one for one in members if one.report_id in reports), key=lambda one: _printed(one, reports))
    changed: dict[str, list[Drift]] = defaultdict(list)
    for found in drifts(claims, reports).values():
        for one in found:
            changed[one.later].append(one)
    why: dict[str, str] = {}
    for left, right, link in links(claims, reports, verdicts=verdicts or Verdicts()):
        for name in (left, right):
            why.setdefault(name, f"{link.basis}: {link.reason}")
    return tuple(
        Rendering(one, reports[one.report_id], tuple(changed[one.id]), why.get(one.id, one.origin_basis))
        for one in claims
    )


def counted(origin: OriginCount) -> str:
    """`1 origin · 4 outlets · 6 mentions`, plain text."""
    parts = ((origin.origins, "origin"), (origin.outlets, "outlet"), (origin.mentions, "mention"))
    return " · ".join(count(number, noun) for number, noun in parts)


def drifted(found: Sequence[Rendering]) -> tuple[str, ...]:
    """The fields that differ between renderings, each once, as words."""
    return tuple(dict.fromkeys(label("drift", one.field.value) for each in found for one in each.changed))


def as_html(found: Sequence[Rendering], *, chosen: str = "") -> str:
    """The list of renderings: date, outlet, words with what drifted marked, and each difference side by side."""
    first = found[0] if found else None
    lost = [one.before for each in found for one in each.changed if one.before is not None]
    lines = [
        _one(
            each,
            lost if each is first else [one.after for one in each.changed if one.after],
            chosen=each.claim.id == chosen,
        )
        for each in found
    ]
    return f'<ol class="rp-renderings">{"".join(lines)}</ol>'


def _one(each: Rendering, spans: Sequence[Span], *, chosen: bool) -> str:
    published = day(each.report.published) if each.report.published else say("card.undated")
    outlet = each.report.source or each.report.title or say("reports.untitled")
    changed = "".join(_side_by_side(one) for one in each.changed)
    table = f'<table class="rp-drift">{changed}</table>' if changed else ""
    return (
        f'<li class="{"rp-here" if chosen else ""}"><b><bdi>{escape(outlet)}</bdi></b> <small>{escape(published)} · '
        f"<bdi>{escape(claimant_words(each.claim))}</bdi></small>"
        f'<q dir="auto">{_marked(each.claim.citation, spans)}</q>'
        f'<small class="rp-why">{escape(each.why)}</small>{table}</li>'
    )


def _side_by_side(one: Drift) -> str:
    before, after = (f"“{span.as_written}”" if span else say("origin.left_out") for span in (one.before, one.after))
    name = escape(label("drift", one.field.value))
    return (
        f'<tr title="{escape(one.words)}"><th>{name}</th><td><del dir="auto">{escape(before)}</del></td>'
        f'<td><ins dir="auto">{escape(after)}</ins></td></tr>'
    )


def _marked(citation: Span, spans: Sequence[Span]) -> str:
    """The citation with these spans marked; what lies outside it is left out."""
    inside = [span for span in spans if span.start < citation.end and span.end > citation.start]
    edges = {citation.start, citation.end}
    for span in inside:
        edges |= {max(span.start, citation.start), min(span.end, citation.end)}
    parts = []
    for start, end in pairwise(sorted(edges)):
        words = escape(citation.as_written[start - citation.start : end - citation.start])
        over = any(span.start <= start and end <= span.end for span in inside)
        parts.append(f'<mark class="rp-mark rp-hedge">{words}</mark>' if over else words)
    return "".join(parts)


def _printed(claim: Claim, reports: Mapping[str, Report]) -> tuple[bool, int, str, int, str]:
    published = reports[claim.report_id].published
    at = published.toordinal() if published else 0
    return published is None, at, claim.report_id, claim.citation.start, claim.id
