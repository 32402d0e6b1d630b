"""Our own escaped templates: a report's text with the spans of a claim marked and named.

Reports are hostile input. Everything that comes from a report goes through `escape` here and nowhere else; the
templates hold no script, no address and no style from outside. Direction-steering characters are written out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geo.interface import label
from geo.model import Claim, Span
from geo.phrases import visible


@dataclass(frozen=True, slots=True)
class Mark:
    """A named span of a report: `kind` is a word of the interface's `marks` table."""

    span: Span
    kind: str


def escape(text: str) -> str:
    """Text for HTML content and quoted attributes; braces too, so that no template engine finds a program in it."""
    safe = html.escape(visible(text), quote=True)
    return safe.replace("{", "&#123;").replace("}", "&#125;").replace("`", "&#96;")


def marks_of(claim: Claim) -> tuple[Mark, ...]:
    """Every span that evidences a field of the claim, by the field's name."""
    said = claim.attribution
    spans: list[tuple[Span | None, str]] = [
        (said.claimant.span if said.claimant else None, "claimant"),
        *((relay.span, "relay") for relay in said.relays),
        (said.cue, "cue"),
        (claim.modality.hedge, "hedge"),
        (claim.quantity.span if claim.quantity else None, "quantity"),
        *((place.span, "place") for place in claim.places),
        (claim.when.span if claim.when else None, "when"),
        (claim.subject.span if claim.subject else None, "subject"),
        (claim.object.span if claim.object else None, "object"),
        (claim.predicate, "predicate"),
    ]
    return tuple(Mark(span, kind) for span, kind in spans if span is not None and span.end > span.start)


def marked(text: str, marks: Iterable[Mark], citations: Sequence[Span] = (), *, window: Span | None = None) -> str:
    """The text as HTML: paragraphs, citations as `<span class="rp-cite">`, each mark named once, overlaps kept.

    `window` cuts the text to a stretch. Where marks overlap, every kind is named; the colour is the shortest one's.
    """
    start, end = (window.start, window.end) if window else (0, len(text))
    kept = [mark for mark in marks if mark.span.start < end and mark.span.end > start]
    cited = [span for span in citations if span.start < end and span.end > start]
    breaks = [at.start() for at in re.finditer("\n", text) if start <= at.start() < end]
    edges = {start, end, *breaks, *(at + 1 for at in breaks)}
    for span in [*(mark.span for mark in kept), *cited]:
        edges |= {max(start, span.start), min(end, span.end)}
    cuts = sorted(edges)
    pieces = [_piece(text, a, b, kept, cited) for a, b in pairwise(cuts)]
    body = "".join(pieces)
    return f'<div class="rp-text" dir="auto"><p>{body}</p></div>'


def _piece(text: str, start: int, end: int, marks: Sequence[Mark], citations: Sequence[Span]) -> str:
    words = text[start:end]
    if words == "\n":
        return "</p><p>"
    inner = escape(words)
    over = [mark for mark in marks if mark.span.start <= start and end <= mark.span.end]
    if over:
        nearest = min(over, key=lambda mark: mark.span.end - mark.span.start)
        names = [label("marks", mark.kind) for mark in over if mark.span.end == end]
        tag = f'<sub class="rp-tag">{escape(" · ".join(dict.fromkeys(names)))}</sub>' if names else ""
        inner = f'<mark class="rp-mark rp-{nearest.kind}">{inner}</mark>{tag}'
    if any(span.start <= start and end <= span.end for span in citations):
        first = any(span.start == start for span in citations)
        inner = f'<span class="rp-cite{" rp-cite-first" if first else ""}">{inner}</span>'
    return inner


def around(text: str, span: Span, *, room: int = 320) -> Span:
    """The stretch shown first: the citation's own paragraph and at most `room` characters on either side of it."""
    before = text.rfind("\n", 0, span.start) + 1
    after = text.find("\n", span.end)
    after = len(text) if after < 0 else after
    start = max(before, span.start - room)
    end = min(after, span.end + room)
    return Span(start, end, text[start:end])


def plain(words: str) -> str:
    """Words inside a label that Streamlit reads as Markdown: every sign stands for itself."""
    return "".join(
        f"\\{sign}" if sign.isascii() and not sign.isalnum() and not sign.isspace() else sign for sign in visible(words)
    )
