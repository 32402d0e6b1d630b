"""What a report is built of: headlines, paragraphs, bullets, posts, live-blog entries and labelled paragraphs.

Found by layout and punctuation, before any language is read; the labels ("Source:", "Деталі:") are data. A paragraph
that stands in the report twice is read once: the later one carries the number of the first in `repeats`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from geo import words
from geo.language.datelines import dateline
from geo.language.sentences import paragraphs
from geo.model import Span

LANGUAGES = ("en", "ru", "uk")
_SHORTEST_REPEAT = 25
_LONGEST_HEADING = 150

_BULLET = re.compile(r"\s*(?:[•·▪◾●*►➤■□▶✔✅❗⚡🔴🔺🔻➡️‼️⚠️]+|[-–—](?=\s)|\d{1,2}[.)](?=\s))\s*")
_MARK = re.compile(r"\s*(#{1,6}|>)\s*")
_TIME = re.compile(
    r"\s*[\[(]?(?P<time>\d{1,2}[:.]\d{2})(?:\s?(?:am|pm|a\.m\.|p\.m\.))?[\])]?(?:\s*(?:GMT|UTC|EST|ET|CET|EET|MSK|МСК))?"
    r"(?=[\s—–|:-]|$)\s*[—–|:-]*\s*",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\s*(?:[—–―-]{1,2}\s*)?(?P<name>[^\n]{0,120}?)\s*\(?(?P<handle>@\w{2,30})\)?\s*[·,|:-]?\s*(?P<date>[^\n@]{0,40}?)\s*$"
)
_DATE_LIKE = re.compile(
    r"(?:\d{1,2}|[^\W\d_]{3,9}\.?)[ ./-](?:\d{1,2}|[^\W\d_]{3,9}\.?)(?:,?[ ./-]\d{2,4})?(?:[,\s].{0,20})?$"
)
_EXPORTED = re.compile(
    r"\s*\[(?P<date>\d{1,2}[./]\d{1,2}[./]\d{2,4}[, ]+\d{1,2}:\d{2}(?::\d{2})?)\]\s*(?P<name>[^:\n]{1,80}):?\s*"
)
_LABEL = re.compile(
    r"\s*(?:[*_]{1,2})?(?P<label>[^\W\d_][^\n:;.!?«»\"“”]{1,90}?)(?:[*_]{1,2})?\s*:(?:[*_]{1,2})?(?:\s+|$)"
)
_DATED_END = re.compile(r"\([^()]*\d{4}[^()]{0,9}\)$")
_SENTENCE_END = re.compile(r"[.!?…:;][\"”»’')\]]*$")


class BlockKind(StrEnum):
    """What a stretch of layout is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    POST = "post"
    SIGNATURE = "signature"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a report: text[start:end], whose own words begin at `body`.

    `body` lies behind a bullet, dateline, label or time. `role` is what its label says (source, quote, details,
    background, author), `label` the label's words. `speaker`, `handle` and `dated` are set for posts and for labels
    that name someone. `entry` counts live-blog entries (0 before the first). `repeats` is the number of the equal block
    before it, None when it is the first.
    """

    number: int
    kind: BlockKind
    start: int
    end: int
    body: int
    role: str | None = None
    label: Span | None = None
    speaker: Span | None = None
    handle: Span | None = None
    dated: Span | None = None
    entry: int = 0
    repeats: int | None = None


def split(text: str) -> tuple[Block, ...]:
    """The blocks of a report in text order; every non-blank character lies in exactly one."""
    spans = paragraphs(text)
    blocks: list[Block] = []
    seen: dict[str, int] = {}
    entry = 0
    for number, (start, end) in enumerate(spans):
        block = _one(text, number, start, end, last=number == len(spans) - 1)
        entry += block.kind is BlockKind.ENTRY
        key = " ".join(text[start:end].casefold().split())
        first = seen.setdefault(key, number)
        repeats = first if first < number and len(key) >= _SHORTEST_REPEAT else None
        blocks.append(replace(block, entry=entry, repeats=repeats))
        if block.kind is BlockKind.SIGNATURE and not _heads(text, start, end):
            _sign(text, blocks)
        elif signature := _signed_above(text, blocks):
            blocks[-1] = _posted(blocks[-1], signature)
    return tuple(blocks)


def at(blocks: tuple[Block, ...], offset: int) -> Block | None:
    """The block that holds a character offset, or None between blocks."""
    low, high = 0, len(blocks)
    while low < high:
        middle = (low + high) // 2
        if blocks[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    return blocks[low] if low < len(blocks) and blocks[low].start <= offset else None


def _one(text: str, number: int, start: int, end: int, *, last: bool) -> Block:
    paragraph = text[start:end]
    block = Block(number, BlockKind.PARAGRAPH, start, end, start)
    if signature := _signature(paragraph):
        return replace(
            block,
            kind=BlockKind.SIGNATURE,
            speaker=_part(text, start, signature, "name"),
            handle=_part(text, start, signature, "handle"),
            dated=_part(text, start, signature, "date"),
        )
    if exported := _EXPORTED.match(paragraph):
        return replace(
            block,
            kind=BlockKind.POST,
            body=start + exported.end(),
            speaker=_part(text, start, exported, "name"),
            dated=_part(text, start, exported, "date"),
        )
    if mark := _MARK.match(paragraph):
        heading = mark.group(1) != ">"
        return replace(block, kind=BlockKind.HEADING if heading else BlockKind.PARAGRAPH, body=start + mark.end())
    if time := _TIME.match(paragraph):
        return replace(block, kind=BlockKind.ENTRY, body=start + time.end(), dated=_part(text, start, time, "time"))
    if (bullet := _BULLET.match(paragraph)) and bullet.end() < len(paragraph):
        return _labelled(text, replace(block, kind=BlockKind.BULLET, body=start + bullet.end()))
    block = _labelled(text, block)
    if block.role is None and _is_heading(paragraph, last=last):
        return replace(block, kind=BlockKind.HEADING)
    if block.role is None and (line := dateline(paragraph)):
        return replace(block, body=start + line)
    return block


def _labelled(text: str, block: Block) -> Block:
    """The block with its label's role; "Quote from a commander:" also names the speaker."""
    found = _LABEL.match(text, block.body, block.end)
    if not found:
        return block
    label = found.group("label").casefold().strip()
    for known, role in _labels():
        if label == known:
            return replace(block, role=role, label=_span(text, *found.span("label")), body=found.end())
        if role in ("quote", "author") and label.startswith(known + " ") and len(label) < len(known) + 70:
            named = found.start("label") + len(known)
            named += len(text[named:]) - len(text[named:].lstrip()) if text[named].isspace() else 0
            speaker = _span(text, named, found.end("label"))
            return replace(block, role=role, label=_span(text, *found.span("label")), speaker=speaker, body=found.end())
    return block


@cache
def _labels() -> tuple[tuple[str, str], ...]:
    rows = [(row["label"], row["role"]) for language in LANGUAGES for row in words.rows("labels.csv", language)]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def _signature(paragraph: str) -> re.Match[str] | None:
    """A line that signs the post above it: dash or name, handle, and a date or nothing."""
    if len(paragraph) > 200 or "@" not in paragraph:
        return None
    found = _SIGNATURE.match(paragraph)
    if not found:
        return None
    signed = paragraph.lstrip()[:1] in "—–―-" or bool(found.group("date"))
    dated = not found.group("date") or _DATE_LIKE.match(found.group("date")) is not None
    return found if signed and dated and len(found.group("name").split()) <= 14 else None


def _heads(text: str, start: int, end: int) -> bool:
    """True for a signature that stands above its post: a blank line before it, none behind it."""
    before, after = text[:start].rstrip(" \t"), text[end:].lstrip(" \t")
    return (not before.strip() or before.endswith("\n\n")) and after.startswith("\n") and after[1:2] not in ("\n", "")


def _signed_above(text: str, blocks: list[Block]) -> Block | None:
    """The signature whose post the last block is part of; None where it is none."""
    if len(blocks) < 2 or blocks[-1].kind not in (BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.HEADING):
        return None
    above, last = blocks[-2], blocks[-1]
    if text.count("\n", above.end, last.start) > 1:
        return None
    heads = above.kind is BlockKind.SIGNATURE and _heads(text, above.start, above.end)
    if heads:
        return above
    follows = above.kind is BlockKind.POST and above.handle is not None and above.handle.end < above.start
    return above if follows else None


def _posted(block: Block, signature: Block) -> Block:
    return replace(
        block, kind=BlockKind.POST, speaker=signature.speaker, handle=signature.handle, dated=signature.dated
    )


def _sign(text: str, blocks: list[Block]) -> None:
    """Turns the paragraphs above a signature into the post it signs: one, or all that no blank line parts from it."""
    signature, below = blocks[-1], len(blocks) - 1
    for number in range(below - 1, -1, -1):
        block = blocks[number]
        gap = text.count("\n", block.end, blocks[number + 1].start)
        apart = gap > 1 and number != below - 1
        if apart or block.kind not in (BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.HEADING):
            break
        blocks[number] = _posted(block, signature)
        if number == below - 1 and (gap > 1 or _dense(text, blocks)):
            break


def _dense(text: str, blocks: list[Block]) -> bool:
    """True where the report sets no blank lines, so that a post's beginning cannot be seen: it has one paragraph."""
    return "\n\n" not in text[max(0, blocks[-1].start - 4000) : blocks[-1].start]


def _is_heading(paragraph: str, *, last: bool) -> bool:
    plain = paragraph.strip()
    short = len(plain) <= _LONGEST_HEADING and "\n" not in plain
    quoted = plain[:1] in '"“«„'
    ended = _SENTENCE_END.search(plain) and not _DATED_END.search(plain)
    return short and not last and not quoted and not ended and "http" not in plain


def _part(text: str, start: int, found: re.Match[str], name: str) -> Span | None:
    a, b = found.span(name)
    return _span(text, start + a, start + b) if b > a else None


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])
