"""Interviews, briefings and transcripts: whose turn each paragraph is ("Q (Reuters):", "COL. HAN:", "— … ?" "— …").

The words of a turn are its speaker's; a question's own words are nobody's, except an outlet's named beside the label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.attribution.entries import again
from geo.attribution.parties import Cast
from geo.blocks import Block
from geo.language import Parsed
from geo.model import Identification, Party, Span

_LABEL = re.compile(
    r"\s*[\"“]?(?P<label>[^\W\d_]+(?:[ .’'-]+[^\W\d_]+){0,3})\.?(?: \((?P<beside>[^()\n]{2,40})\))?:\s+"
)
_DASH = re.compile(r"\s*[—–―]\s+")
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph of a dialogue: its number, where its own words begin, and who speaks (None: a question)."""

    number: int
    start: int
    body: int
    end: int
    speaker: Party | None


def turns(parsed: Parsed, blocks: Sequence[Block], cast: Cast) -> tuple[Turn, ...]:
    """The turns of a report that is a dialogue, in text order; empty for any other."""
    return _labelled(parsed, blocks, cast) or _dashed(parsed, blocks, cast)


@cache
def _roles() -> dict[str, str]:
    return {row["label"]: row["role"] for row in words.rows("dialogue.csv")}


# ------------------------------------------------------------------------------------------------ labels


def _labelled(parsed: Parsed, blocks: Sequence[Block], cast: Cast) -> tuple[Turn, ...]:
    found = [(block, match) for block in blocks if (match := _label(parsed.text, block)) is not None]
    if len(found) < _FEWEST or not _talk([match.group("label") for _, match in found]):
        return ()
    made: list[Turn] = []
    answering: Party | None = None
    labels = {block.number: match for block, match in found}
    speaker: Party | None = None
    for block in blocks[found[0][0].number :]:
        match = labels.get(block.number)
        if match is None:
            made.append(Turn(block.number, block.start, block.body, block.end, speaker))
            continue
        role = _roles().get(match.group("label").casefold())
        if role is None:
            speaker = answering = _named(parsed, match, cast)
        elif role == "answer":
            speaker = answering or _introduced(parsed, found[0][0].start, cast)
        else:
            speaker = _outlet(parsed, match, cast)
        made.append(Turn(block.number, block.start, match.end(), block.end, speaker))
    return tuple(made)


def _label(text: str, block: Block) -> re.Match[str] | None:
    """A label in capitals, or one of the words for question and answer."""
    match = _LABEL.match(text, block.start, block.end)
    if match is None or block.role is not None:
        return None
    label = match.group("label")
    return match if label.isupper() or label.casefold() in _roles() else None


def _talk(labels: Sequence[str]) -> bool:
    """True where labels come back, or a question and an answer stand among them."""
    roles = {_roles().get(label.casefold()) for label in labels}
    return {"question", "answer"} <= roles or (len(set(labels)) < len(labels) and len(set(labels)) > 1)


def _named(parsed: Parsed, match: re.Match[str], cast: Cast) -> Party:
    """Who a label in capitals is: somebody with that surname whom the text names, else the label itself."""
    start, end = match.span("label")
    span = Span(start, end, parsed.text[start:end])
    surname = span.as_written.split()[-1]
    for entry in cast.entries:
        if entry.surname.casefold() == surname.casefold() and " " in entry.party.name:
            return again(entry.party, span)
    spelled = surname[:1] + surname[1:].lower()
    fuller = re.search(rf"(?:[A-ZА-ЯІЇЄҐ][\w’'-]+\s){{1,3}}{re.escape(spelled)}\b", parsed.text)
    titled = " ".join(part[:1] + part[1:].lower() for part in span.as_written.split())
    return Party(fuller.group() if fuller else titled, span, Identification.NAMED)


def _outlet(parsed: Parsed, match: re.Match[str], cast: Cast) -> Party | None:
    """The outlet beside a question: "Q (Reuters):"."""
    if match.group("beside") is None:
        return None
    start, end = match.span("beside")
    span = Span(start, end, parsed.text[start:end])
    known = next((m for m in cast.known_in(start, end) if m.known.kind == "outlet"), None)
    if known is None and len(match.group("label")) > 1:
        return None
    return Party(known.known.name if known else span.as_written, span, Identification.OUTLET)


def _introduced(parsed: Parsed, before: int, cast: Cast) -> Party | None:
    """The first person that the text names before the dialogue begins."""
    return next((party for party in cast.people(0, before) if party.span is not None), None)


# ------------------------------------------------------------------------------------------------ dashes


def _dashed(parsed: Parsed, blocks: Sequence[Block], cast: Cast) -> tuple[Turn, ...]:
    """Lines with dashes, a question and its answers between blank lines, as newspapers print interviews."""
    lines = [(block, match) for block in blocks if (match := _DASH.match(parsed.text, block.start, block.end))]
    asked = [block for block, _ in lines if parsed.text[block.start : block.end].rstrip().endswith("?")]
    if len(asked) < _FEWEST or len(lines) < 2 * _FEWEST:
        return ()
    speaker = _introduced(parsed, lines[0][0].start, cast)
    made: list[Turn] = []
    before: Block | None = None
    for block, match in lines:
        opens = before is None or "\n\n" in parsed.text[before.end : block.start].replace(" ", "")
        question = opens or parsed.text[block.start : block.end].rstrip().endswith("?")
        made.append(Turn(block.number, block.start, match.end(), block.end, None if question else speaker))
        before = block
    return tuple(made) if any(turn.speaker is not None for turn in made) else ()
