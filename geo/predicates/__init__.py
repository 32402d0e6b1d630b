"""Verbs and event nouns that can make a claim, with who acts, upon whom, and the words that are theirs.

The lexicon is `data/words/<language>/predicates.csv`; claim types are the codebook's, after ACLED's event types and
PLOVER's modes. One predicate is one clause: coordinated verbs are predicates of their own, an infinitive of purpose
belongs to the verb above it, and a verb that only carries an event noun ("conducted strikes") lends it its subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.actors import Cast
from geo.language import Parsed
from geo.model import ClaimType

AGENT, PATIENT, THEME, TO, NONE = "agent", "patient", "theme", "to", "none"


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb or event noun. Indices are tokens of the parsed text; `tokens` are the words of its own clause.

    `agents` act, `patients` are acted upon (heads of noun phrases); `purpose` holds the absorbed "to …" part of
    `tokens`. `needs` names what the words must hold before it counts ("-": nothing).
    """

    token: int
    clause: int
    claim_type: ClaimType
    subject: str
    needs: str
    agents: tuple[int, ...]
    patients: tuple[int, ...]
    tokens: tuple[int, ...]
    purpose: tuple[int, ...] = ()
    passive: bool = False
    noun: bool = False
    intent: bool = False


@dataclass(frozen=True, slots=True)
class Sense:
    """One row of the predicate table."""

    claim_type: ClaimType
    subject: str
    needs: str
    beside: frozenset[str] = frozenset()
    """Lemmas of which one must stand with the word ("lose control", "shoot down"); "@force" is any armed noun."""


@cache
def senses(language: str, pos: str) -> Mapping[str, tuple[Sense, ...]]:
    """Lemma → its senses, for verbs ("V") or event nouns ("N")."""
    found: dict[str, tuple[Sense, ...]] = {}
    for row in words.rows("predicates.csv", language):
        if row["pos"] == pos and row["type"]:
            beside = frozenset(filter(None, row.get("with", "").split("|")))
            sense = Sense(ClaimType(row["type"]), row["subject"], row["needs"], beside)
            found[row["word"]] = (*found.get(row["word"], ()), sense)
    return found


def fitting(found: tuple[Sense, ...], near: frozenset[str], below: frozenset[str], language: str) -> tuple[Sense, ...]:
    """The senses that fit the lemmas near a word: those that ask for one of them, else those that ask for none.

    `below` are the lemmas that are not of the subject: "@force" asks for an armed noun among these.
    """
    if not any(sense.beside for sense in found):
        return found
    armed = not below.isdisjoint(words.lemmas("forces.txt", language))
    asked = tuple(s for s in found if s.beside and (not near.isdisjoint(s.beside) or (armed and "@force" in s.beside)))
    return asked or tuple(sense for sense in found if not sense.beside)


def events(parsed: Parsed, cast: Cast | None = None) -> tuple[Predicate, ...]:
    """Every candidate predicate of a text in text order; none in a language without a lexicon.

    `cast` are the actors of the text, where the caller has read them already.
    """
    if parsed.language == "en":
        from geo.predicates.english import read

        return read(parsed)
    if parsed.language in ("ru", "uk"):
        from geo.predicates.shallow import read as read_shallow

        return read_shallow(parsed, cast or Cast(parsed))
    return ()
