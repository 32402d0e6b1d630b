"""Claimants and relays by name: a noun phrase or pronoun → the party it stands for, within one report.

Known names get their canonical label (`directory.py`); a phrase without a name keeps its own words without the article;
pronouns and definite descriptions ("he", "the ministry", "the officer") go back to the last party they fit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geo import words
from geo.attribution.directory import Mention, country_in, government, government_at, kind_at, mentions
from geo.attribution.entries import POINTING, Entry, again, as_party, echoes, entry_of, persons
from geo.attribution.noun_phrases import core, person_at, title
from geo.attribution.outlets import shaped
from geo.attribution.sources import titular
from geo.language import Parsed, Token
from geo.model import Identification, Party, Span

_BESIDE = 4
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


@dataclass
class Cast:
    """Everybody met so far in one report, in reading order."""

    parsed: Parsed
    known: tuple[Mention, ...] = ()
    echoes: tuple[Mention, ...] = ()
    """Words that point back to an outlet ("the same paper"), as mentions of it."""
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        listed = mentions(self.parsed)
        self.known = tuple(sorted((*listed, *shaped(self.parsed, listed)), key=lambda m: m.first))
        self.echoes = tuple(echoes(self.parsed, self.known))
        self.entries = [entry_of(self.parsed, mention) for mention in self.known]
        self.entries += persons(self.parsed, self.known)
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

    def speakers(self) -> frozenset[int]:
        """The tokens of the persons, institutions and outlets that we know by name."""
        kinds_of = ("person", "institution", "outlet")
        return frozenset(i for m in self.known if m.known.kind in kinds_of for i in range(m.first, m.last))

    def outlets_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """The outlets that text[start:end] names or points back to, in text order."""
        tokens = self.parsed.tokens
        named = [m for m in self.known_in(start, end) if m.known.kind == "outlet"]
        named += [m for m in self.echoes if start <= tokens[m.first].start and tokens[m.last - 1].end <= end]
        return tuple(sorted(named, key=lambda m: m.first))

    def people(self, start: int, end: int) -> list[Party]:
        """The people that text[start:end] names, in text order."""
        tokens = self.parsed.tokens
        return [e.party for e in self.entries if e.kind == "person" and start <= tokens[e.at].start < end]

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
        if entry := self._of_kind(head, first, last) or self._named(head, first, last):
            return entry
        definite = self.parsed.tokens[first].text.lower() in _DEFINITE or token.pos == "NOUN"
        if definite and not _has_name(self.parsed, first, last) and (entry := self._described(head, first, last)):
            return entry
        return self._behind(head) or self._phrase(head, first, last)

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
        if owner := self._owner(token.lemma, around):
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

    def _owner(self, lemma: str, around: Sequence[Mention]) -> Mention | None:
        """Whose document or page speaks: "the CNN report", "Al-Akhbar newspaper", "the UNHCR's office"."""
        owner = next(iter(around), None)
        if owner is None:
            return None
        page = lemma in words.lemmas("documents.txt", "en")
        kind = lemma in words.lemmas("outlet_pointers.txt", "en") and owner.known.kind == "outlet"
        office = lemma == "office" and owner.known.kind == "institution"
        return owner if page or kind or office else None

    def _behind(self, head: int) -> Entry | None:
        """The name beside a common noun ("the company Iberdrola"); who wrote a document ("a note by the institute")."""
        parsed, tokens = self.parsed, self.parsed.tokens
        if tokens[head].pos == "PROPN":
            return None
        behind = [k for k in parsed.children(head) if k > head]
        for k in behind:
            if tokens[k].dep == "appos" and _proper(tokens[k]) and k <= head + _BESIDE:
                first, last = core(parsed, k)
                span = parsed.span(first, last)
                name = " ".join(span.as_written.split())
                party = Party(name, span, Identification.NAMED, country_in(parsed, first, last))
                return Entry(head, party, "institution", frozenset({tokens[head].lemma.casefold()}), True)
        links = [k for k in behind if tokens[k].dep in ("prep", "agent") and tokens[k].text in ("by", "from", "of")]
        if tokens[head].lemma in words.lemmas("documents.txt", "en"):
            wrote = (j for k in links for j in parsed.children(k) if tokens[j].dep == "pobj" and _proper(tokens[j]))
            writer = next(wrote, None)
            return self._identify(writer, None) if writer is not None else None
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
        if word in _SINGULAR and not any(e.spoke for e in earlier):
            earlier = [*earlier, *(e for e in self.before(head) if e.spoke and _one_person(e))]
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
            if lemma not in entry.heads or (entry.kind == "outlet" and not _bare(tokens[first:head])):
                continue
            if country and entry.party.country and entry.party.country != country:
                continue
            if (plural and entry.kind != "people") or (not plural and entry.kind == "people"):
                continue
            if not entry.spoke and entry.kind not in ("person", "outlet"):
                continue
            return Entry(
                head, again(entry.party, self.parsed.span(first, last)), entry.kind, entry.heads, True, entry.surname
            )
        return None

    def _of_kind(self, head: int, first: int, last: int) -> Entry | None:
        """As in "The General Staff", "the Defence Ministry": the last such institution that was named in full, else
        the institution without its country."""
        kind = kind_at(self.parsed, first + (self.parsed.tokens[first].text.lower() in _ARTICLES))
        if kind is None or not head < kind[0] <= last + 1 or kind[0] < last:
            return None
        wanted = kind[1]
        for entry in reversed(self.before(first)):
            if entry.kind != "institution":
                continue
            if entry.party.name.startswith(wanted.name) or wanted.roles <= entry.heads:
                return Entry(head, again(entry.party, self.parsed.span(first, last)), entry.kind, entry.heads, True)
        alone = kind[0] - first < 2 + (self.parsed.tokens[first].text.lower() in _ARTICLES)
        if alone or not self.parsed.tokens[head].text[:1].isupper():
            return None  # "police", "the energy ministry": words, not a name
        party = Party(wanted.name, self.parsed.span(first, last), Identification.NAMED)
        return Entry(head, party, "institution", wanted.roles | {self.parsed.tokens[head].lemma.casefold()}, True)

    def _phrase(self, head: int, first: int, last: int) -> Entry | None:
        span = self.parsed.span(first, last)
        tokens = self.parsed.tokens
        token = tokens[head]
        while first < head and tokens[first].text.lower() in _ARTICLES:
            first += 1
        if token.pos in ("PRON", "DET", "PUNCT", "ADV", "SCONJ") or not token.text[:1].isalnum():
            return None
        name = _lowered(self.parsed, first, " ".join(self.parsed.span(first, last).as_written.split()))
        country = country_in(self.parsed, first, last)
        plural = token.tag in ("NNS", "NNPS")
        human = token.lemma.casefold() in words.lemmas("roles.txt", "en")
        identification = _identification(self.parsed, head, plural=plural)
        kind = "people" if plural else "person" if human else "institution"
        party = Party(name, span, identification, country)
        return Entry(head, party, kind, frozenset({token.lemma.casefold()}), True)


def _lowered(parsed: Parsed, first: int, name: str) -> str:
    """A common noun keeps no capital from the beginning of its sentence."""
    token = parsed.tokens[first]
    common = token.pos in ("NOUN", "NUM") or (token.pos == "ADJ" and not token.ent)
    opening = (
        common and parsed.sentences[token.sentence].first == first and country_in(parsed, first, first + 1) is None
    )
    return name[:1].lower() + name[1:] if opening and name[1:2].islower() else name


def _bare(before: Iterable[Token]) -> bool:
    """True where nothing but "the" or "the same" stands before a noun: "the fire service" is no news service."""
    return all(token.text.casefold() in POINTING for token in before)


def _one_person(entry: Entry) -> bool:
    """True for "a cattle trader": a phrase without a name that is no crowd, and may be a person no list knows."""
    return entry.kind == "institution" and entry.party.identification is Identification.ROLE_ONLY


def _proper(token: Token) -> bool:
    return token.pos == "PROPN" and token.ent != "DATE"


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
