"""Through whom words reached the reader: the outlets around a saying that neither said it nor are what is said.

The claimant is the innermost source that the text names for the content; everyone between that source and the reader
is a relay ("told CNN", "in an interview with the BBC", "a report seen by Reuters", "a source of the paper").
"""

from __future__ import annotations

from collections.abc import Sequence

from geo import words
from geo.attribution.cues import Utterance
from geo.attribution.directory import Mention
from geo.attribution.entries import as_party
from geo.attribution.parties import Cast
from geo.language import Parsed, Token
from geo.model import Party, Span

_NEAR = 6
"""Tokens between a link ("to", "with") and the outlet it leads to: article, adjective, kind."""


def relays(parsed: Parsed, utterance: Utterance, here: Sequence[Utterance], cast: Cast) -> tuple[Party, ...]:
    """The outlets that an utterance passed through, in text order; `here` are all utterances of its sentence."""
    sentence = parsed.sentences[utterance.sentence]
    end = max([sentence.end, *(span.end for span in utterance.content if span.start < sentence.end)])
    found: list[Party] = []
    if utterance.source is not None:
        found += _of_source(parsed, utterance, cast)
    for mention in cast.outlets_in(sentence.start, min(end, sentence.end)):
        start = parsed.tokens[mention.first].start
        if mention.known.name.islower() and not _told(parsed, mention):
            continue
        if _in_sources(parsed, mention, here) or owner(start, here) is not utterance or not _passes(parsed, mention):
            continue
        found.append(_party(parsed, mention))
    return tuple(found)


def _told(parsed: Parsed, mention: Mention) -> bool:
    """True for a nameless channel that was told; what is said "on state television" was said to everybody."""
    tokens, k = parsed.tokens, mention.first - 1
    while k > 0 and tokens[k].pos in ("DET", "ADJ"):
        k -= 1
    return k >= 0 and (tokens[k].pos == "VERB" or tokens[k].text.casefold() in ("to", "with", "by"))


def owner(start: int, here: Sequence[Utterance]) -> Utterance | None:
    """The utterance that words outside its content belong to: the cue right before them at their depth, else behind."""
    depth = _depth(start, here)
    level = [u for u in here if _depth(u.cue.start, here) == depth and not _covers(u.content, start)]
    before = [u for u in level if u.cue.start <= start]
    if before:
        return max(before, key=lambda u: u.cue.start)
    return min(level, key=lambda u: u.cue.start, default=None)


def _depth(start: int, here: Sequence[Utterance]) -> frozenset[int]:
    return frozenset(number for number, u in enumerate(here) if _covers(u.content, start))


def _covers(spans: Sequence[Span], start: int) -> bool:
    return any(span.start <= start < span.end for span in spans)


def _party(parsed: Parsed, mention: Mention) -> Party:
    return as_party(mention.known, parsed.span(mention.first, mention.last))


# ------------------------------------------------------------------------------------------------ the source's words


def _of_source(parsed: Parsed, utterance: Utterance, cast: Cast) -> list[Party]:
    """Outlets inside the words for the source: "officials quoted by the Financial Times", "Suspilne's sources"."""
    source, speaker = utterance.source, utterance.speaker
    if source is None or speaker is None:
        return []
    tokens = parsed.tokens
    if tokens[speaker].lemma.casefold() in words.lemmas("outlet_staff.txt", parsed.language):
        return []
    mentions = cast.outlets_in(source.start, source.end)
    mentions += tuple(m for m in cast.known_in(source.start, source.end) if _quotes(parsed, m) and m not in mentions)
    return [_party(parsed, m) for m in mentions if not (m.first <= speaker < m.last or _joined(parsed, m))]


def _quotes(parsed: Parsed, mention: Mention) -> bool:
    """As in "survivors interviewed by Amnesty": whoever quotes a source passes it on, an outlet or not."""
    tokens, k = parsed.tokens, mention.first - 1
    k -= k > 0 and tokens[k].pos == "DET"
    return k > 0 and tokens[k].text == "by" and tokens[k - 1].lemma in words.lemmas("quoting.txt", "en")


def beside(parsed: Parsed, utterance: Utterance, cast: Cast) -> tuple[Party, ...]:
    """The outlets that speak together with the speaker: "Interfax and TASS"."""
    source, speaker = utterance.source, utterance.speaker
    if source is None or speaker is None:
        return ()
    mentions = [m for m in cast.outlets_in(source.start, source.end) if not m.first <= speaker < m.last]
    return tuple(_party(parsed, m) for m in mentions if _joined(parsed, m))


def _joined(parsed: Parsed, mention: Mention) -> bool:
    """True for a name behind "and" or a comma in a list of speakers."""
    before = parsed.tokens[mention.first - 1] if mention.first else None
    return before is not None and before.text.casefold() in ("and", "и", "і", "та", "й")


def _in_sources(parsed: Parsed, mention: Mention, here: Sequence[Utterance]) -> bool:
    start = parsed.tokens[mention.first].start
    return any(u.source is not None and u.source.start <= start < u.source.end for u in here)


# ------------------------------------------------------------------------------------------------ links


def _passes(parsed: Parsed, mention: Mention) -> bool:
    """True where the words before an outlet lead to it, and what follows is no document of its own."""
    tokens = parsed.tokens
    barred = words.lemmas("not_channels.txt", parsed.language)
    behind = tokens[mention.last : mention.last + 3]
    if parsed.language == "en":
        if _document(behind) and not _in_document(tokens, mention.first):
            return False
        return _led(parsed, mention, barred)
    before = tokens[mention.first - 1] if mention.first else None
    return before is None or before.text.casefold() not in barred


def _document(behind: Sequence[Token]) -> bool:
    """As in "CNN's report", "a Reuters story"."""
    nouns = [t for t in behind if t.tag != "POS"][:1]
    return bool(nouns) and nouns[0].lemma in words.lemmas("not_channels.txt", "en")


def _in_document(tokens: Sequence[Token], first: int) -> bool:
    """As in "in a Reuters story": said there."""
    return any(t.text.casefold() == "in" for t in tokens[max(0, first - 3) : first])


def _led(parsed: Parsed, mention: Mention, barred: frozenset[str]) -> bool:
    tokens = parsed.tokens
    links = words.lemmas("channel_links.txt", "en")
    for k in range(mention.first - 1, max(-1, mention.first - 1 - _NEAR), -1):
        token = tokens[k]
        if token.text.casefold() in links:
            return k == 0 or tokens[k - 1].lemma.casefold() not in barred
        if token.pos in ("VERB", "AUX"):
            return token.tag != "VBN" or k == 0
        if token.pos in ("PUNCT", "ADP", "SCONJ", "PRON"):
            return False
    return False
