"""Claimants and relays by name: a noun phrase or pronoun → the party it stands for, within one report.

Known names get their canonical label (`directory.py`); a phrase without a name keeps its own words without the article;
pronouns and definite descriptions ("he", "the ministry", "the officer") go back to the last party they fit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from geo import words
from geo.attribution.directory import Known, Mention, country_in, government, government_at, kind_at, mentions
from geo.attribution.noun_phrases import core, person_at, title
from geo.attribution.sources import titular
from geo.language import Parsed
from geo.model import Identification, Party, Span

_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_BACK = 600
"""Tokens that a pronoun may look back."""

_SINGULAR = frozenset({"he", "she", "him", "her", "his"})
_PLURAL = frozenset({"they", "them", "their"})
_THING = frozenset({"it", "its"})
_OWN = frozenset({"i", "we", "us", "our", "my", "me", "you"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
_ARTICLES = frozenset(
    {"a", "an", "the", "this", "that", "these", "those", "its", "his", "her", "their", "our", "another", "some", "any"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A party as it was met: where, as what kind (person, institution, outlet, government, people), by which words."""

    at: int
    party: Party
    kind: str
    heads: frozenset[str] = frozenset()
    spoke: bool = False
    surname: str = ""


@dataclass
class Cast:
    """Everybody met so far in one report, in reading order."""

    parsed: Parsed
    known: tuple[Mention, ...] = ()
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known = mentions(self.parsed)
        self.entries = [_entry_of(self.parsed, mention) for mention in self.known]
        self.entries += _persons(self.parsed, self.known)
        self.entries.sort(key=lambda entry: entry.at)

    def party(self, head: int, span: Span | None = None) -> Party | None:
        """Who the noun phrase around token `head` stands for; None for the author ("we") and for nobody.

        The party is remembered as one who spoke.
        """
        entry = self._identify(head, span)
        if entry is None:
            return None
        self._remember(entry)
        return entry.party

    def peek(self, head: int) -> Party | None:
        """As `party`, without remembering."""
        entry = self._identify(head, None)
        return entry.party if entry else None

    def of_known(self, mention: Mention) -> Party:
        """The party of a known name, remembered as one who spoke."""
        entry = self._spoke(mention, mention.first, extra=frozenset())
        self._remember(entry)
        return entry.party

    def known_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """The known names whose tokens lie in text[start:end]."""
        tokens = self.parsed.tokens
        first = bisect_left(self.known, start, key=lambda m: tokens[m.first].start)
        last = bisect_left(self.known, end, key=lambda m: tokens[m.first].start)
        return tuple(m for m in self.known[first:last] if tokens[m.last - 1].end <= end)

    def before(self, at: int) -> list[Entry]:
        """The parties met in the last stretch of tokens before token `at`, in reading order."""
        last = bisect_left(self.entries, at, key=lambda one: one.at)
        return self.entries[bisect_left(self.entries, at - _BACK, key=lambda one: one.at) : last]

    def _touching(self, first: int, last: int) -> list[Mention]:
        """The known names that share a token with tokens[first:last]."""
        low = bisect_left(self.known, first, key=lambda m: m.last)
        high = bisect_left(self.known, last, key=lambda m: m.first)
        return [m for m in self.known[low:high] if m.first < last and m.last > first]

    def _remember(self, entry: Entry) -> None:
        index = bisect_left(self.entries, entry.at, key=lambda one: one.at)
        self.entries.insert(index, entry)

    def _identify(self, head: int, span: Span | None) -> Entry | None:
        token = self.parsed.tokens[head]
        word = token.text.lower()
        if word in _OWN:
            return None
        if word in _SINGULAR | _PLURAL | _THING:
            return self._pronoun(head, word)
        first, last = core(self.parsed, head)
        if entry := self._known(head, first, last):
            return entry
        if entry := self._named(head, first, last):
            return entry
        if entry := self._of_kind(head, first, last):
            return entry
        definite = self.parsed.tokens[first].text.lower() in _DEFINITE or token.pos == "NOUN"
        if definite and not _has_name(self.parsed, first, last) and (entry := self._described(head, first, last)):
            return entry
        return self._phrase(head, first, last)

    # ---------------------------------------------------------------- by name

    def _known(self, head: int, first: int, last: int) -> Entry | None:
        """A known name at the head, in apposition to it, or as owner of a document ("the CNN report")."""
        parsed = self.parsed
        token = parsed.tokens[head]
        around = self._touching(first, last)
        at_head = next((m for m in around if m.first <= head < m.last), None)
        beside = self._apposed(head)
        if beside and beside.known.kind == "person":
            return self._spoke(beside, head, extra=title(parsed, first, head))
        if at_head:
            if at_head.known.kind == "government" and not _plain_country(parsed, at_head, first, last):
                return None
            return self._spoke(at_head, head, extra=title(parsed, first, at_head.first))
        if beside:
            return self._spoke(beside, head, extra=frozenset({token.lemma}))
        if token.lemma in words.lemmas("documents.txt", "en") and (owner := next(iter(around), None)):
            return self._spoke(owner, head, extra=frozenset({token.lemma}))
        country, after = government_at(parsed, head)
        if country is None and first < head:
            country, after = government_at(parsed, first)
            country = country if after == head + 1 else None
        if country and after == last:
            return Entry(
                head,
                as_party(government(country), parsed.span(first, last)),
                "government",
                frozenset({"government"}),
                True,
            )
        return None

    def _apposed(self, head: int) -> Mention | None:
        parsed = self.parsed
        for k in parsed.children(head):
            if parsed.tokens[k].dep in ("appos", "compound", "flat"):
                found = next(iter(self._touching(k, k + 1)), None)
                if found and (parsed.tokens[k].dep == "appos" or found.known.kind == "person"):
                    return found
        return None

    def _spoke(self, mention: Mention, at: int, *, extra: frozenset[str]) -> Entry:
        known = mention.known
        party = as_party(known, self.parsed.span(mention.first, mention.last))
        surname = known.name.split()[-1] if known.kind == "person" else ""
        return Entry(at, party, known.kind, known.roles | extra, True, surname)

    def _named(self, head: int, first: int, last: int) -> Entry | None:
        """A person by shape: capitals at the head, or in apposition to a role ("the mayor, Maribel Albalat")."""
        parsed = self.parsed
        for k in (head, *(k for k in parsed.children(head) if parsed.tokens[k].dep in ("appos", "flat"))):
            name = person_at(parsed, k, trusted=k != head and titular(parsed.tokens[head].text))
            if name is None:
                continue
            a, b = name
            spelled = " ".join(parsed.span(a, b).as_written.split())
            heads = title(parsed, min(first, a), a) | (
                frozenset({parsed.tokens[head].lemma}) if k != head else frozenset()
            )
            if b - a == 1 and (full := self._by_surname(spelled, head)):
                return Entry(
                    head,
                    Party(full.name, parsed.span(a, b), full.identification, full.country),
                    "person",
                    heads,
                    True,
                    spelled,
                )
            country = country_in(parsed, first, last)
            party = Party(spelled, parsed.span(a, b), Identification.NAMED, country)
            return Entry(head, party, "person", heads, True, spelled.split()[-1])
        return None

    def _by_surname(self, surname: str, before: int) -> Party | None:
        for entry in self.entries:
            if entry.surname == surname and entry.party.name != surname:
                return entry.party
        return None

    # ---------------------------------------------------------------- by pronoun or description

    def _pronoun(self, head: int, word: str) -> Entry | None:
        kinds: tuple[str, ...] = (
            ("person",) if word in _SINGULAR else ("people", "institution", "government", "outlet", "person")
        )
        if word in _THING:
            kinds = ("institution", "government", "outlet")
        sentence = self.parsed.sentences[self.parsed.tokens[head].sentence]
        earlier = [e for e in self.before(head) if e.kind in kinds]
        if word in _PLURAL and (people := [e for e in earlier if e.kind == "people"]):
            earlier = [e for e in earlier if e.kind != "person"] or people
        outside = [e for e in earlier if e.at < sentence.first]
        pool = outside or earlier
        chosen = next((e for e in reversed(pool) if e.spoke or _is_subject(self.parsed, e.at)), None)
        if chosen is None and pool:
            chosen = pool[-1]
        if chosen is None:
            return None
        return Entry(
            head,
            again(chosen.party, self.parsed.span(head, head + 1)),
            chosen.kind,
            chosen.heads,
            True,
            chosen.surname,
        )

    def _described(self, head: int, first: int, last: int) -> Entry | None:
        """The last party that answers to the head noun ("the ministry"), of the same country if one is named."""
        tokens = self.parsed.tokens
        lemma = tokens[head].lemma.casefold()
        country = country_in(self.parsed, first, last)
        plural = tokens[head].tag == "NNS"
        for entry in reversed(self.before(first)):
            if lemma not in entry.heads:
                continue
            if country and entry.party.country and entry.party.country != country:
                continue
            if (plural and entry.kind != "people") or (not plural and entry.kind == "people"):
                continue
            if not entry.spoke and entry.kind != "person":
                continue
            return Entry(
                head, again(entry.party, self.parsed.span(first, last)), entry.kind, entry.heads, True, entry.surname
            )
        return None

    def _of_kind(self, head: int, first: int, last: int) -> Entry | None:
        """As in "The General Staff", "the Defence Ministry": the last such institution that was named in full."""
        kind = kind_at(self.parsed, first + (self.parsed.tokens[first].text.lower() in _ARTICLES))
        if kind is None or not head < kind[0] <= last + 1:
            return None
        wanted = kind[1]
        for entry in reversed(self.before(first)):
            if entry.kind != "institution":
                continue
            if entry.party.name.startswith(wanted.name) or wanted.roles <= entry.heads:
                return Entry(head, again(entry.party, self.parsed.span(first, last)), entry.kind, entry.heads, True)
        return None

    def _phrase(self, head: int, first: int, last: int) -> Entry | None:
        span = self.parsed.span(first, last)
        tokens = self.parsed.tokens
        token = tokens[head]
        while first < head and tokens[first].text.lower() in _ARTICLES:
            first += 1
        if token.pos in ("PRON", "DET", "PUNCT", "ADV", "SCONJ") or not token.text[:1].isalnum():
            return None
        name = " ".join(self.parsed.span(first, last).as_written.split())
        country = country_in(self.parsed, first, last)
        plural = token.tag in ("NNS", "NNPS")
        human = token.lemma.casefold() in words.lemmas("roles.txt", "en")
        identification = _identification(self.parsed, head, plural=plural)
        kind = "people" if plural else "person" if human else "institution"
        party = Party(name, span, identification, country)
        return Entry(head, party, kind, frozenset({token.lemma.casefold()}), True)


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
    return Party(known.name, span, kind, known.country)


def again(party: Party, span: Span) -> Party:
    """The same party in other words ("he")."""
    return Party(party.name, span, party.identification, party.country)


def _entry_of(parsed: Parsed, mention: Mention) -> Entry:
    known = mention.known
    party = as_party(known, parsed.span(mention.first, mention.last))
    surname = known.name.split()[-1] if known.kind == "person" else ""
    return Entry(mention.first, party, known.kind, known.roles, False, surname)


def _persons(parsed: Parsed, known: Iterable[Mention]) -> list[Entry]:
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


def _has_name(parsed: Parsed, first: int, last: int) -> bool:
    """True when the phrase holds a proper name other than a country's."""
    tokens = parsed.tokens
    return any(
        t.pos == "PROPN" and not country_in(parsed, t.i, t.i + 1) and not titular(t.text) for t in tokens[first:last]
    )


def _plain_country(parsed: Parsed, mention: Mention, first: int, last: int) -> bool:
    return mention.last >= last or first >= mention.first


def _is_subject(parsed: Parsed, i: int) -> bool:
    token = parsed.tokens[i]
    for _ in range(4):
        if token.dep in ("nsubj", "nsubjpass"):
            return True
        if token.dep not in ("compound", "appos", "flat", "amod", "nmod") or token.head == token.i:
            return False
        token = parsed.tokens[token.head]
    return False


def _identification(parsed: Parsed, head: int, *, plural: bool) -> Identification:
    token = parsed.tokens[head]
    if token.lemma.casefold() in words.lemmas("anonymous.txt", "en"):
        return Identification.ANONYMOUS
    if plural:
        return Identification.COLLECTIVE
    if token.pos == "PROPN":
        return Identification.NAMED
    return Identification.ROLE_ONLY
