"""What an attribution is before anybody is recognised, and the table of attributing verbs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geo import words
from geo.model import Span


@dataclass(frozen=True, slots=True)
class Utterance:
    """One attribution as the sentence has it, before anybody is recognised.

    `kind` is the cue's class, or "hearsay". `source` are the words (None: nobody is named), `speaker` the token to
    recognise them by (for "who" its antecedent). `told` is the token of who was told, `via` of who passes it on
    ("Bloomberg quoted X as saying"). `colon` is True when the cue ends in a colon and its content follows the
    sentence. `topic` is True when the content is talked about, not asserted ("did not say whether"); `clause` is False
    when it is an object or an infinitive ("reported 42 clashes").
    """

    cue: Span
    lemma: str
    kind: str
    source: Span | None
    speaker: int | None
    content: tuple[Span, ...]
    sentence: int
    verb: int
    told: int | None = None
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
