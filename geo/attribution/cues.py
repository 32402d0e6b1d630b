"""What an attribution is before anybody is recognised, and the table of attributing verbs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo import words
from geo.language import Parsed
from geo.model import Span


@dataclass(frozen=True, slots=True)
class Utterance:
    """One attribution as the sentence has it, before anybody is recognised.

    `kind` is the cue's class, or "hearsay". `source` are the words (None: nobody is named), `speaker` the token to
    recognise them by (for "who" its antecedent). `via` is the token of who passes it on ("Bloomberg quoted X as
    saying"). `colon` is True when the cue ends in a colon and its content follows the sentence. `topic` is True when
    the content is talked about, not asserted ("did not say whether"); `clause` is False when it is an object or an
    infinitive ("reported 42 clashes").
    """

    cue: Span
    lemma: str
    kind: str
    source: Span | None
    speaker: int | None
    content: tuple[Span, ...]
    sentence: int
    verb: int
    via: int | None = None
    hearsay: bool = False
    colon: bool = False
    topic: bool = False
    clause: bool = True


@dataclass(frozen=True, slots=True)
class Cue:
    """A row of the cue list."""

    kind: str
    takes: frozenset[str]


@cache
def cues() -> dict[str, Cue]:
    """Attributing verbs by lemma; where a lemma has two rows, the first."""
    table: dict[str, Cue] = {}
    for row in words.rows("cues.csv", "en"):
        table.setdefault(row["lemma"], Cue(row["class"], frozenset(row["takes"].split())))
    return table


@cache
def _citing() -> tuple[tuple[str, ...], ...]:
    rows = (tuple(row["phrase"].split()) for row in words.rows("cue_phrases.csv", "en") if row["kind"] == "relay")
    return tuple(sorted(rows, key=len, reverse=True))


def citing_at(parsed: Parsed, i: int) -> int | None:
    """The token behind an English citing phrase ("citing", "with reference to") that begins at a token, or None."""
    if i >= len(parsed.tokens):
        return None
    first = parsed.tokens[i].text.casefold()
    for phrase in _citing():
        last = i + len(phrase)
        if phrase[0] == first and tuple(t.text.casefold() for t in parsed.tokens[i:last]) == phrase:
            return last
    return None


def past_citing(parsed: Parsed, i: int, end: int) -> int:
    """Where words go on behind ", citing two officials,": the comma that closes it; `i` where nobody is cited."""
    tokens = parsed.tokens
    start = i + (i < end and tokens[i].text == ",")
    after = citing_at(parsed, start) if start < end else None
    if after is None:
        return i
    return next((k for k in range(after, end) if tokens[k].text in (",", ":")), end)
