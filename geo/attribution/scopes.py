"""Attributions wider than a sentence: cues that end in a colon, posts, labelled paragraphs, bulletins of a ministry."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from geo import words
from geo.attribution.cues import Utterance
from geo.attribution.directory import Mention, mentions
from geo.attribution.entries import as_party, handle_party
from geo.attribution.parties import Cast
from geo.blocks import Block, BlockKind
from geo.language import Parsed, detect, parse
from geo.model import Identification, Party, Span

_QUOTE_MARKS = '"“«„'
_LONGEST_SCOPE = 8
_NAME_END = re.compile(r"\s(?:on|in|during|at|via|during|у|в|на|під|во|через)\s|[,;(—–]")


def publisher(source: str | None) -> str | None:
    """The canonical name of who published the report, as far as the tables know it."""
    if not source:
        return None
    known = _known(source)
    return known[0] if known else source


def official_publisher(source: str | None) -> Party | None:
    """The ministry, staff or government that published the report; None for outlets and everybody else."""
    known = _known(source) if source else None
    if not known or not known[2]:
        return None
    return Party(known[0], None, Identification.NAMED, known[1])


@cache
def _known(source: str) -> tuple[str, str | None, bool] | None:
    for language in dict.fromkeys((detect(source), "en", "ru", "uk")):
        found = mentions(parse(source, language))
        if found:
            known = found[0].known
            return known.name, known.country, known.official
    return None


# ------------------------------------------------------------------------------------------------ colons


def colon_content(
    parsed: Parsed,
    utterance: Utterance,
    blocks: Sequence[Block],
    claimant: Party | None,
    *,
    spoken: Sequence[Utterance],
    cast: Cast,
) -> list[Span]:
    """What a cue that ends in a colon introduces: a quotation, the rest of its paragraph, a list, or paragraphs

    until the author speaks again: a post, a heading, or somebody else's words that do not name the source.
    """
    if claimant is None:
        return []
    sentence = parsed.sentences[utterance.sentence]
    block = next((b for b in blocks if b.start <= sentence.start < b.end), None)
    if block is None:
        return []
    rest = parsed.text[sentence.end : block.end]
    if rest.strip():
        start = sentence.end + len(rest) - len(rest.lstrip())
        return [_span(parsed, start, block.end)]
    following = blocks[block.number + 1 : block.number + 1 + _LONGEST_SCOPE]
    if not following:
        return []
    if parsed.text[following[0].body] in _QUOTE_MARKS:
        kept = _while(following, lambda b: parsed.text[b.body] in _QUOTE_MARKS)
    elif following[0].kind is BlockKind.BULLET:
        kept = _while(following, lambda b: b.kind is BlockKind.BULLET)
    else:
        kept = _while(following, lambda b: _in_scope(parsed, b, claimant, spoken, cast))
    return [_span(parsed, b.body, b.end) for b in kept]


def _in_scope(parsed: Parsed, block: Block, claimant: Party, spoken: Sequence[Utterance], cast: Cast) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or block.role or block.repeats is not None:
        return False
    return _names(block, claimant, cast) or _silent(block, spoken)


def _while(blocks: Sequence[Block], keep: Callable[[Block], bool]) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        if not keep(block):
            break
        kept.append(block)
    return kept


# ------------------------------------------------------------------------------------------------ posts and labels


def labelled(
    parsed: Parsed, blocks: Sequence[Block], cast: Cast, spoken: Sequence[Utterance], draft: Callable[..., Any]
) -> list[Any]:
    """Posts by their signatures, "Source:", "Quote from X:" and "Analysis by X:" paragraphs."""
    found: list[Any] = []
    for block in blocks:
        content = (_span(parsed, block.body, block.end),)
        if block.kind is BlockKind.POST and (poster := handle_party(block.speaker, block.handle)):
            found.append(draft(content, poster, (), None, outer=True, reason=f"a post signed {poster.name}"))
        elif block.role == "source":
            found += _from_source(parsed, blocks, block, cast, spoken=spoken, draft=draft)
        elif block.role in ("quote", "author") and block.speaker is not None:
            party, _ = _named_in(parsed, block.speaker.start, block.speaker.end, cast)
            if party is not None:
                relays = _relays_of_source(parsed, blocks, block, cast)
                found.append(draft(content, party, relays, block.label, outer=True, reason="a labelled paragraph"))
    return found


def _from_source(
    parsed: Parsed,
    blocks: Sequence[Block],
    block: Block,
    cast: Cast,
    *,
    spoken: Sequence[Utterance],
    draft: Callable[..., Any],
) -> list[Any]:
    """What "Source: CNN, citing a US official" speaks for: the lead above it, quotation and details below it."""
    party, relays = _named_in(parsed, block.body, block.end, cast)
    if party is None:
        return []
    lead: list[Block] = []
    for above in reversed(blocks[: block.number]):
        if above.kind is not BlockKind.PARAGRAPH or above.role or len(lead) == 3:
            break
        lead.append(above)
    lead = [above for above in lead if _silent(above, spoken)]
    reason = "the paragraph labelled as source names them"
    below = _below_source(parsed, blocks[block.number + 1 :], party, spoken, cast)
    kept = (b for b in (*reversed(lead), *below) if b.repeats is None)
    return [draft((_span(parsed, b.body, b.end),), party, relays, None, outer=True, reason=reason) for b in kept]


def _below_source(
    parsed: Parsed, following: Sequence[Block], party: Party, spoken: Sequence[Utterance], cast: Cast
) -> list[Block]:
    """The quotation and the details, until somebody else speaks, a heading or the background comes."""
    below: list[Block] = []
    for under in following:
        closed = under.role in ("background", "source", "author") or under.kind in (BlockKind.HEADING, BlockKind.POST)
        own = under.role == "quote" or _silent(under, spoken) or _names(under, party, cast, spoken)
        if closed or not own:
            break
        if under.speaker is None and (under.role or below):
            below.append(under)
    return below


def _silent(block: Block, spoken: Sequence[Utterance]) -> bool:
    """True when nobody is named as speaking in a block."""
    return not any(block.start <= u.cue.start < block.end and u.speaker is not None for u in spoken)


def _names(block: Block, party: Party, cast: Cast, spoken: Sequence[Utterance] = ()) -> bool:
    """True when a block names the party, or everybody who speaks in it is the party in other words ("the ministry")."""
    if any(m.known.name == party.name for m in cast.known_in(block.start, block.end)):
        return True
    here = [u.speaker for u in spoken if block.start <= u.cue.start < block.end and u.speaker is not None]
    speakers = [cast.peek(speaker) for speaker in here]
    return bool(here) and all(one is not None and one.name == party.name for one in speakers)


def _relays_of_source(parsed: Parsed, blocks: Sequence[Block], block: Block, cast: Cast) -> tuple[Party, ...]:
    """The outlets that the nearest "Source:" above a labelled quotation names."""
    for above in reversed(blocks[: block.number]):
        if above.role == "source":
            party, relays = _named_in(parsed, above.body, above.end, cast)
            chain = (*relays, *((party,) if party else ()))
            return tuple(p for p in chain if p.identification is Identification.OUTLET)
    return ()


def _named_in(parsed: Parsed, start: int, end: int, cast: Cast) -> tuple[Party | None, tuple[Party, ...]]:
    """The party that text[start:end] names, and the relays before "citing"."""
    text = parsed.text[start:end]
    citing = next(
        (m for cue in words.lines("citing.txt") if (m := re.search(rf"\b{re.escape(cue)}\b", text, re.IGNORECASE))),
        None,
    )
    if citing:
        outer, _ = _named_in(parsed, start, start + citing.start(), cast)
        inner, _ = _named_in(parsed, start + citing.end(), end, cast)
        if inner is not None:
            return inner, (outer,) if outer is not None else ()
        return outer, ()
    known = cast.known_in(start, end)
    persons = [m for m in known if m.known.kind == "person"]
    person = next(iter(persons), None)
    whole = next((m for m in known if parsed.tokens[m.first].start - start <= 12), None)
    chosen = person or whole
    if chosen is not None:
        return cast.of_known(chosen), _through(parsed, start, end, chosen, cast)
    stop = _NAME_END.search(text.lstrip())
    lead = len(text) - len(text.lstrip())
    stripped = text.strip()[: stop.start()] if stop and stop.start() else text.strip()
    tokens = parsed.between(start + lead, start + lead + len(stripped))
    named = [t for t in tokens if t.pos in ("NOUN", "PROPN")]
    party: Party | None = None
    if parsed.language == "en" and named:
        party = cast.party(named[-1].i)
    elif named:
        party = cast.party(named[0].i, _span(parsed, tokens[0].start, tokens[-1].end))
    if party is not None and (party.span is None or party.span.end <= start + lead + len(stripped)):
        return party, _through(parsed, start, end, None, cast)
    name = re.sub(r"^(?:an?|the)\s+", "", stripped.strip(" .:"), flags=re.IGNORECASE)
    if not name:
        return None, ()
    span = _span(parsed, start + lead, start + lead + len(stripped))
    return Party(name, span, Identification.NAMED), _through(parsed, start, end, None, cast)


def _through(parsed: Parsed, start: int, end: int, chosen: Mention | None, cast: Cast) -> tuple[Party, ...]:
    """The outlets that a label names beside the source: "the mayor in a comment to Kuna"."""
    if chosen is not None and chosen.known.kind == "outlet":
        return ()
    mentions = cast.outlets_in(start, end)
    return tuple(
        as_party(m.known, parsed.span(m.first, m.last)) for m in mentions if m != chosen and not m.known.name.islower()
    )


def _span(parsed: Parsed, start: int, end: int) -> Span:
    return Span(start, end, parsed.text[start:end])
