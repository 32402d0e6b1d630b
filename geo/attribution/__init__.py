"""Who says each stretch of a report, through whom: content spans with claimant, relays and cue.

The claimant is the innermost source that the text names; everyone between it and the reader is a relay, except the
publisher and platforms. A passive without an agent and "reportedly" have no claimant (hearsay). What no attribution
covers is the author's own. `asserted` is left to the dates; the cue's sentence is where to look for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from geo import words
from geo.attribution import channels, citing, dialogue, inflected, inflected_phrases, speech
from geo.attribution.cues import Utterance, citing_at
from geo.attribution.inflected_parties import InflectedCast
from geo.attribution.parties import Cast
from geo.attribution.quotes import Quote
from geo.attribution.quotes import at as quote_at
from geo.attribution.quotes import find as find_quotes
from geo.attribution.scopes import colon_content, labelled, publisher
from geo.attribution.signatures import dateline
from geo.blocks import Block
from geo.language import Parsed
from geo.model import Attribution, Identification, Party, QuoteKind, Span

_SPOKEN = ("speech", "belief", "perception")
_SHOWING = frozenset(
    {"show", "indicate", "suggest", "reveal", "demonstrate", "illustrate", "confirm", "prove", "imply"}
)
_PASSING = (Identification.OUTLET, Identification.NAMED)
_QUOTING = frozenset({"quote", "cite"})
_PRONOUNS = frozenset({"he", "she", "they", "it"})
_POINTERS = frozenset({"it", "this", "that", "which", "these", "what", "there"})


@dataclass(frozen=True, slots=True)
class _Draft:
    """An attribution while it is being worked out; `cue_at` orders nested ones, `outer` is True for whole blocks."""

    content: tuple[Span, ...]
    claimant: Party | None
    relays: tuple[Party, ...]
    cue: Span | None
    hearsay: bool = False
    outer: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One report on its way to attributions; `here` are the utterances by sentence."""

    parsed: Parsed
    blocks: tuple[Block, ...]
    quotes: Sequence[Quote]
    cast: Cast
    spoken: tuple[Utterance, ...]
    here: Mapping[int, Sequence[Utterance]]


def attribute(parsed: Parsed, blocks: Sequence[Block], *, source: str | None = None) -> tuple[Attribution, ...]:
    """Every attribution of a report, in text order; repeated blocks have none.

    `source` is the publisher, if known: it is never a relay, and where it is a ministry or a staff its bulletin is its
    own word. Languages other than English, Russian and Ukrainian yield posts and labels only.
    """
    quotes = find_quotes(parsed.text, [(block.body, block.end) for block in blocks])
    cast = Cast(parsed) if parsed.language == "en" else InflectedCast(parsed)
    repeated = [block for block in blocks if block.repeats is not None]
    talk = dialogue.turns(parsed, blocks, cast)
    bodies = {block.start: dateline(parsed.text, block.body, block.end) for block in blocks}
    bodies |= {turn.start: turn.body for turn in talk}
    english = parsed.language == "en"
    found = (
        speech.find(parsed, quotes, bodies, names=cast.speakers()) if english else inflected.find(parsed, quotes, cast)
    )
    found = tuple(u for u in found if not any(turn.start <= u.cue.start < turn.body for turn in talk))
    spoken = [u for u in found if not _inside(u.cue.start, repeated) and _asserts(parsed, u)]
    outlet = publisher(source)
    here: dict[int, list[Utterance]] = {}
    for utterance in spoken:
        here.setdefault(utterance.sentence, []).append(utterance)
    reading = _Reading(parsed, tuple(blocks), quotes, cast, tuple(spoken), here)
    drafts = _same_channel(parsed, [draft for utterance in spoken for draft in _draft(reading, utterance)])
    drafts = _carry_on(parsed, blocks, quotes, drafts)
    drafts += labelled(parsed, blocks, cast, spoken, _Draft)
    drafts += [_turn(parsed, turn) for turn in talk if turn.speaker is not None]
    drafts = [d for d in drafts if d.content and not all(_inside(span.start, repeated) for span in d.content)]
    near = _by_block(drafts, blocks)
    finished = [_finish(parsed, draft, near.get(_block_of(blocks, draft), drafts), quotes, outlet) for draft in drafts]
    return tuple(sorted(finished, key=lambda one: (one.content[0].start, -one.content[-1].end)))


def at(attributions: Iterable[Attribution], offset: int) -> Attribution | None:
    """The innermost attribution whose content covers a character offset; None where the author speaks."""
    covering = [a for a in attributions if any(s.start <= offset < s.end for s in a.content)]
    return min(covering, key=lambda a: sum(s.end - s.start for s in a.content), default=None)


def _by_block(drafts: Iterable[_Draft], blocks: Sequence[Block]) -> dict[int, list[_Draft]]:
    """The drafts whose content touches a block, by the block's number: whoever encloses another is found there."""
    touching: dict[int, list[_Draft]] = {}
    for draft in drafts:
        numbers = {
            number
            for span in draft.content
            for number in range(_number_at(blocks, span.start), _number_at(blocks, max(span.start, span.end - 1)) + 1)
        }
        for number in numbers:
            touching.setdefault(number, []).append(draft)
    return touching


def _block_of(blocks: Sequence[Block], draft: _Draft) -> int:
    return _number_at(blocks, draft.content[0].start)


def _number_at(blocks: Sequence[Block], offset: int) -> int:
    return bisect_right(blocks, offset, key=lambda block: block.start) - 1


# ------------------------------------------------------------------------------------------------ what counts


def _asserts(parsed: Parsed, utterance: Utterance) -> bool:
    """True when somebody asserts the content, so that a claim may be laid at a door."""
    if utterance.kind not in (*_SPOKEN, "hearsay") or utterance.topic:
        return False
    if utterance.kind == "hearsay" or parsed.language != "en":
        return True
    if utterance.lemma in _QUOTING and utterance.cue.as_written.casefold() not in ("quotes", "cites"):
        return False
    if citing_at(parsed, utterance.verb) is not None or utterance.lemma in ("seem", "appear"):
        return False
    if _negated(parsed, utterance.verb):
        return False
    if not utterance.clause and utterance.lemma not in words.lemmas("asserting_objects.txt", "en"):
        return False
    if utterance.speaker is None:
        return True
    speaker = parsed.tokens[utterance.speaker]
    if utterance.lemma in _SHOWING and speaker.lemma.casefold() in words.lemmas("evidence.txt", "en"):
        return False
    return speaker.lemma.casefold() not in _POINTERS or speaker.text.lower() == "it"


def _negated(parsed: Parsed, verb: int) -> bool:
    return any(parsed.tokens[k].dep == "neg" for k in parsed.children(verb))


def _inside(offset: int, blocks: Iterable[Block]) -> bool:
    return any(block.start <= offset < block.end for block in blocks)


# ------------------------------------------------------------------------------------------------ one utterance


def _turn(parsed: Parsed, turn: dialogue.Turn) -> _Draft:
    content = Span(turn.body, turn.end, parsed.text[turn.body : turn.end])
    reason = f"it is {turn.speaker.name}'s turn" if turn.speaker else ""
    return _Draft((content,), turn.speaker, (), None, outer=True, reason=reason)


def _draft(reading: _Reading, utterance: Utterance) -> list[_Draft]:
    parsed, cast, here = reading.parsed, reading.cast, reading.here[utterance.sentence]
    claimant = _speaker(parsed, utterance, cast, here)
    if utterance.speaker is not None and claimant is None:
        return []
    through = channels.relays(parsed, utterance, here, cast)
    counts = utterance.lemma in words.lemmas("counting_verbs.txt", "en") or through
    if utterance.kind == "perception" and not (utterance.clause or counts or _keeps_count(cast, claimant)):
        return []
    via = cast.peek(utterance.via) if utterance.via is not None else None
    passed = (*through, *((via,) if via else ()))
    cited = _cited(reading, utterance)
    if cited is not None and claimant is not None:
        passed, claimant = (claimant, *channels.beside(parsed, utterance, cast), *passed), cited
    content = utterance.content
    if utterance.colon:
        content = (
            *content,
            *colon_content(parsed, utterance, reading.blocks, claimant, spoken=reading.spoken, cast=cast),
        )
    reason = f"“{utterance.cue.as_written}” attributes it" + (f" to {claimant.name}" if claimant else " to nobody")
    return [_Draft(content, claimant, passed, utterance.cue, hearsay=claimant is None, reason=reason)]


def _speaker(parsed: Parsed, utterance: Utterance, cast: Cast, here: Sequence[Utterance]) -> Party | None:
    """Who speaks; in "the envoy says he expects" the pronoun is the one who says it."""
    if utterance.speaker is None:
        return None
    if parsed.tokens[utterance.speaker].text.lower() in _PRONOUNS:
        start = utterance.cue.start
        around = [u for u in here if u is not utterance and any(s.start <= start < s.end for s in u.content)]
        outer = max(around, key=lambda u: u.cue.start, default=None)
        party = cast.peek(outer.speaker) if outer is not None and outer.speaker is not None else None
        if party is not None and utterance.source and party.identification is not Identification.OUTLET:
            return Party(party.name, utterance.source, party.identification, party.country)
    return cast.party(utterance.speaker, utterance.source)


def _same_channel(parsed: Parsed, drafts: Sequence[_Draft]) -> list[_Draft]:
    """A nameless source stays with the outlet it spoke to ("The official said …"); so does anybody in a sentence."""
    channel: dict[str, tuple[tuple[Party, ...], int]] = {}
    kept: list[_Draft] = []
    for draft in drafts:
        claimant, cue = draft.claimant, draft.cue
        if claimant is None or cue is None:
            kept.append(draft)
            continue
        sentence = parsed.sentence_at(cue.start)
        index = sentence.index if sentence else -1
        relays, told_in = channel.get(claimant.name, ((), -1))
        nameless = claimant.identification not in (Identification.NAMED, Identification.OUTLET)
        goes_on = not draft.relays and bool(relays) and (nameless or told_in == index)
        known = replace(draft, relays=relays) if goes_on else draft
        if known.relays:
            channel[claimant.name] = (known.relays, index)
        kept.append(known)
    return kept


def _keeps_count(cast: Cast, claimant: Party | None) -> bool:
    """True for a ministry or monitor, whose counting is reporting; a battery that detects a drone reports nothing."""
    return claimant is not None and any(
        m.known.name == claimant.name and m.known.kind == "institution" for m in cast.known
    )


def _cited(reading: _Reading, utterance: Utterance) -> Party | None:
    """As in "RIA, citing the ministry, said": the party behind the one who speaks."""
    if reading.parsed.language != "en":
        return inflected_phrases.cited(reading.parsed, utterance, reading.cast, reading.quotes)
    return citing.cited(reading.parsed, utterance, reading.here[utterance.sentence], reading.cast)


def _carry_on(parsed: Parsed, blocks: Sequence[Block], quotes: Sequence[Quote], drafts: list[_Draft]) -> list[_Draft]:
    """Quotations that nobody introduces belong to who was quoted just before, in this paragraph or the one above."""
    added: list[_Draft] = []
    drafts = [draft for draft in drafts if draft.content]
    near = _by_block(drafts, blocks)
    for quote in quotes:
        number = _number_at(blocks, quote.start)
        here = [*near.get(number, ()), *near.get(number - 1, ()), *added[-3:]]
        if any(s.start < quote.end and quote.start < s.end for d in here for s in d.content):
            continue
        if len(parsed.text[quote.start : quote.end].split()) < 5:
            continue
        before = _spoken_before(parsed, blocks, quote, here)
        if before is not None:
            span = Span(quote.start, quote.end, parsed.text[quote.start : quote.end])
            reason = f"the quotation goes on from {before.claimant.name}" if before.claimant else ""
            added.append(replace(before, content=(span,), hearsay=False, reason=reason))
    return [*drafts, *added]


def _spoken_before(parsed: Parsed, blocks: Sequence[Block], quote: Quote, drafts: Sequence[_Draft]) -> _Draft | None:
    number = _number_at(blocks, quote.start)
    if number < 0:
        return None
    block = blocks[number]
    opens_block = not parsed.text[block.body : quote.start].strip(" —–-")
    floor = blocks[block.number - 1].start if opens_block and block.number else block.start
    earlier = [
        d
        for d in drafts
        if d.claimant and d.cue and floor <= max(d.cue.start, d.content[-1].start) < quote.start and _quotes(d)
    ]
    last = max(earlier, key=lambda d: max(d.cue.end if d.cue else 0, d.content[-1].end), default=None)
    if last is None or last.cue is None:
        return None
    between = parsed.text[max(last.cue.end, last.content[-1].end) : quote.start]
    return last if len(between) < 160 and between.count(".") <= 1 else None


def _quotes(draft: _Draft) -> bool:
    return any(mark in span.as_written for span in draft.content for mark in '"“«„')


# ------------------------------------------------------------------------------------------------ chains


def _finish(
    parsed: Parsed, draft: _Draft, drafts: Sequence[_Draft], quotes: Sequence[Quote], outlet: str | None
) -> Attribution:
    """The draft with the chain around it: who encloses it passes it on, or says it where the draft names nobody."""
    outer = [d for d in drafts if d is not draft and _encloses(d, draft)]
    outer.sort(key=lambda d: sum(s.end - s.start for s in d.content))
    claimant, relays = draft.claimant, list(draft.relays)
    for one in outer:
        if claimant is None:
            claimant, relays = one.claimant, [*relays, *one.relays]
        elif one.claimant is not None and one.claimant.identification in _PASSING:
            relays += [one.claimant, *one.relays]
    kept: list[Party] = []
    for relay in relays:
        names = {claimant.name if claimant else "", *(k.name for k in kept)}
        if relay.name not in names and relay.name != outlet and _passes_on(relay):
            kept.append(relay)
    return Attribution(
        content=draft.content,
        claimant=claimant,
        relays=tuple(kept),
        cue=draft.cue,
        quote_kind=_quote_kind(parsed, draft.content, quotes),
        hearsay=draft.hearsay,
        reasons=(draft.reason,) if draft.reason else (),
    )


def _passes_on(relay: Party) -> bool:
    return relay.name.casefold() not in words.lemmas("platforms.txt")


def _encloses(outer: _Draft, inner: _Draft) -> bool:
    """True when the inner one, with its cue, lies inside what the outer one says."""
    start = inner.cue.start if inner.cue else inner.content[0].start
    first = inner.content[0].start
    held = any(s.start <= start < s.end for s in outer.content) and any(s.start <= first < s.end for s in outer.content)
    if not held:
        return False
    size, least = sum(s.end - s.start for s in outer.content), sum(s.end - s.start for s in inner.content)
    return (size > least or (size == least and inner.claimant is None)) and outer.cue != inner.cue


def _quote_kind(parsed: Parsed, content: Sequence[Span], quotes: Sequence[Quote]) -> QuoteKind:
    """Direct when all of it stands between quotation marks, mixed when part of it does."""
    inside = [quote_at(quotes, span.start) for span in content]
    if all(q is not None and span.end <= q.end + 1 for q, span in zip(inside, content, strict=True)):
        return QuoteKind.DIRECT
    touched = any(q.start < span.end and span.start < q.end for span in content for q in quotes)
    return QuoteKind.MIXED if touched else QuoteKind.INDIRECT
