"""Parties as a report has them: a known name, a signature or a person by shape as an entry of its cast."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geo.attribution.directory import Known, Mention
from geo.attribution.noun_phrases import core, person_at, title
from geo.attribution.outlets import kinds
from geo.language import Parsed
from geo.model import Identification, Party, Span

_PARENTHESES = re.compile(r"\s*\([^()]*\)")
POINTING = frozenset({"the", "same", "this", "that", "этому", "этой", "цьому", "цій"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A party as it was met: where, as what kind (person, institution, outlet, government, people), by which words."""

    at: int
    party: Party
    kind: str
    heads: frozenset[str] = frozenset()
    spoke: bool = False
    surname: str = ""


def handle_party(speaker: Span | None, handle: Span | None) -> Party | None:
    """Who signs a post: the account's name without what stands in parentheses, else the handle."""
    span = speaker or handle
    if span is None:
        return None
    name = _PARENTHESES.sub("", span.as_written).strip(" —–-·,:")
    return Party(name or span.as_written, span, Identification.NAMED)


def as_party(known: Known, span: Span | None) -> Party:
    """A known name as a claimant or relay."""
    kind = Identification.OUTLET if known.kind == "outlet" else Identification.NAMED
    foreign = span is not None and not span.as_written.isascii()
    return Party(known.name, span, kind, known.country, known.written if foreign else None)


def again(party: Party, span: Span) -> Party:
    """The same party in other words ("he")."""
    return Party(party.name, span, party.identification, party.country)


def entry_of(parsed: Parsed, mention: Mention) -> Entry:
    known = mention.known
    party = as_party(known, parsed.span(mention.first, mention.last))
    surname = known.name.split()[-1] if known.kind == "person" else ""
    return Entry(mention.first, party, known.kind, known.roles, False, surname)


def persons(parsed: Parsed, known: Iterable[Mention]) -> list[Entry]:
    """People whom the tables do not know, by the entity labels."""
    taken = {i for mention in known for i in range(mention.first, mention.last)}
    found = []
    for token in parsed.tokens:
        if token.ent != "PERSON" or token.pos != "PROPN" or token.i in taken:
            continue
        following = parsed.tokens[token.i + 1] if token.i + 1 < len(parsed.tokens) else None
        if following is not None and following.ent == "PERSON" and following.pos == "PROPN":
            continue
        name = person_at(parsed, token.i)
        if name is None or name[1] - name[0] < 2:
            continue
        span = parsed.span(*name)
        heads = title(parsed, core(parsed, token.i)[0], name[0])
        party = Party(" ".join(span.as_written.split()), span, Identification.NAMED)
        found.append(Entry(name[0], party, "person", heads, False, token.text))
    return found


def echoes(parsed: Parsed, known: Iterable[Mention]) -> list[Mention]:
    """Where "the newspaper", "the same paper" stands for the outlet named last before it."""
    outlets = [mention for mention in known if mention.known.kind == "outlet"]
    words_for = kinds(parsed.language)
    found = []
    for token in parsed.tokens if outlets else ():
        if token.lemma not in words_for or token.i == 0 or any(m.first <= token.i < m.last for m in outlets):
            continue
        pointed = parsed.tokens[token.i - 1].text.casefold() in POINTING
        last = next((m for m in reversed(outlets) if m.first < token.i), None)
        if pointed and last is not None:
            found.append(Mention(token.i, token.i + 1, last.known))
    return found
