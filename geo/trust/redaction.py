"""Names of persons who are nobody official, replaced in what leaves the house: the same person, the same words.

Official is who stands in our tables of persons, or bears an office in the words themselves ("the governor, …"). Who
is found by the entity labels of the English reader, by given name and surname in Russian and Ukrainian, and as a named
claimant in any language. It errs: a name that is none is replaced too, and a nickname may stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import unquote_plus

from geo import words
from geo.attribution import directory
from geo.errors import ExportError
from geo.interface import say
from geo.language import Parsed, Token, parse
from geo.model import Claim, Identification, Report, Span

MOST_CHARACTERS = 600_000
"""Of reports in one export; reading them for names takes about a second for every 100,000."""

Value = TypeVar("Value")
_INSIDE = 2  # tokens between an office and the name it belongs to: "the governor, Mr …"


@dataclass(frozen=True, slots=True)
class Redaction:
    """Private names, longest first, with what stands for each."""

    names: Mapping[str, str]

    def words(self, text: str) -> str:
        """A text without the names."""
        return self._moving(text).text

    def query(self, address: str) -> str:
        """A filter as an address; none when it asks for one of the names."""
        plain = unquote_plus(address)
        return address if self.words(plain) == plain else ""

    def report(self, report: Report) -> Report:
        """A report without the names, in its title too."""
        title = self.words(report.title) if report.title else report.title
        source = self.words(report.source) if report.source else report.source
        return replace(report, text=self.words(report.text), title=title, source=source)

    def claim(self, claim: Claim, report: Report) -> Claim:
        """A claim of a report, its spans moved to where the words now stand."""
        moving = self._moving(report.text)
        return _changed(claim, moving, self.words)

    def _moving(self, text: str) -> Moving:
        if not self.names:
            return Moving(text, (), text)
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, self.names))})(?!\w)")
        found = [(match.start(), match.end(), self.names[match.group()]) for match in pattern.finditer(text)]
        parts, at = [], 0
        for start, end, other in found:
            parts += [text[at:start], other]
            at = end
        return Moving("".join([*parts, text[at:]]), tuple(found), text)


@dataclass(frozen=True)
class Moving:
    """A text after replacements, and where an offset of the text before now lies."""

    text: str
    replaced: tuple[tuple[int, int, str], ...]
    before: str

    @cached_property
    def _longer(self) -> list[tuple[int, int, int]]:
        """(start, end, by how much the text after it has moved) of each replacement."""
        moved, found = 0, []
        for start, end, other in self.replaced:
            moved += len(other) - (end - start)
            found.append((start, end, moved))
        return found

    def span(self, span: Span) -> Span:
        """The same stretch in the new text; one that cuts through a name takes the whole of what stands for it."""
        start, end = self._at(span.start, ends=False), self._at(span.end, ends=True)
        return Span(start, end, self.text[start:end])

    def _at(self, offset: int, *, ends: bool) -> int:
        moved = 0
        for start, end, after in self._longer:
            if offset <= start:
                break
            if offset < end:
                return end + after if ends else start + moved
            moved = after
        return offset + moved


def redaction(claims: Sequence[Claim], reports: Mapping[str, Report]) -> Redaction:
    """What to replace in an export of these claims. Raises ExportError when it is too much to read for names."""
    told = list(reports.values())
    if sum(len(report.text) for report in told) > MOST_CHARACTERS:
        raise ExportError(say("access.too_much"))
    private: dict[str, None] = {}
    public: set[str] = set()
    for report in told:
        parsed = parse(report.text, report.language)
        found, known = _persons(parsed)
        private |= dict.fromkeys(found)
        public |= known
    for claim in claims:
        private |= dict.fromkeys(_claimants(claim))
    official = {part for name in public for part in (name, *name.split())}
    numbers: dict[str, str] = {}
    names: dict[str, str] = {}
    for name in private:
        parts = name.split()
        if name in official or not parts or (len(parts) == 1 and parts[0] in official):
            continue
        other = numbers.setdefault(_person(parts), say("access.private", number=len(numbers) + 1))
        names[name] = other
        for part in parts:
            if len(part) > 2 and part[0].isupper() and part not in official:
                names.setdefault(part, other)
    return Redaction(dict(sorted(names.items(), key=lambda pair: -len(pair[0]))))


def leaving(
    claims: Sequence[Claim], reports: Mapping[str, Report], *, redact: bool
) -> tuple[tuple[Claim, ...], dict[str, Report], Redaction]:
    """Claims and reports as they may leave the house, and what was replaced, for the words said about them."""
    if not redact:
        return tuple(claims), dict(reports), Redaction({})
    found = redaction(claims, reports)
    moved = tuple(found.claim(claim, reports[claim.report_id]) for claim in claims)
    return moved, {name: found.report(report) for name, report in reports.items()}, found


def _person(parts: Sequence[str]) -> str:
    """Names of one person: the same surname, as far as its first letters, whatever the case form."""
    return parts[-1][: max(3, len(parts[-1]) - 2)].casefold()


def _claimants(claim: Claim) -> Iterable[str]:
    attribution = claim.attribution
    for party in (attribution.claimant, *attribution.relays):
        if party is None or party.identification is not Identification.NAMED or party.country:
            continue
        if known := _table().get(party.name):
            assert known
            continue
        yield party.name
        if party.span is not None and party.span.as_written[:1].isupper():
            yield party.span.as_written


def _table() -> Mapping[str, bool]:
    tables = ("persons.csv", "institutions.csv", "outlets.csv")
    return {row["name"]: True for table in tables for row in words.rows(table)}


def _persons(parsed: Parsed) -> tuple[list[str], set[str]]:
    """The private persons that a text names, and the names of those who are known or hold an office."""
    taken = {i for mention in directory.mentions(parsed) for i in range(mention.first, mention.last)}
    private, public = [], set()
    runs = list(_runs(parsed))
    for first, last in runs:
        name = parsed.text[parsed.tokens[first].start : parsed.tokens[last - 1].end]
        if last - 1 in taken or _in_office(parsed, first, last):
            public |= {name} if last - first > 1 or last - 1 not in taken else set()
        else:
            private.append(name)
    return private, public


def _runs(parsed: Parsed) -> Iterable[tuple[int, int]]:
    """Stretches of tokens that are one person's name."""
    tokens, at = parsed.tokens, 0
    while at < len(tokens):
        last = at
        while last < len(tokens) and last - at < 5 and _near(tokens, at, last):
            if not (_of_person(tokens[last]) or (last > at and _after_given(tokens[last - 1], tokens[last]))):
                break
            last += 1
        if last > at and (parsed.language == "en" or last - at > 1):
            yield at, last
        at = max(last, at + 1)


def _near(tokens: Sequence[Token], first: int, at: int) -> bool:
    return at == first or tokens[at].start - tokens[at - 1].end <= 1


def _of_person(token: Token) -> bool:
    named = token.ent == "PERSON" or "NameType=" in token.morph
    return named and token.text[:1].isupper() and any(sign.isalpha() for sign in token.text)


def _after_given(given: Token, token: Token) -> bool:
    """A capital after a given name: a surname that the dictionary of the language does not know."""
    return "NameType=Giv" in given.morph and token.text[:1].isupper()


def _in_office(parsed: Parsed, first: int, last: int) -> bool:
    """Whether a word for an office stands just before the name, or just after it behind a comma."""
    roles = words.lemmas("roles.txt", parsed.language) - words.lemmas("private_roles.txt", parsed.language)
    before = parsed.tokens[max(0, first - 1 - _INSIDE) : first]
    after = parsed.tokens[last : last + 2 + _INSIDE]
    if any(token.lemma.casefold() in roles and token.sentence == parsed.tokens[first].sentence for token in before):
        return True
    return bool(after) and after[0].text == "," and any(token.lemma.casefold() in roles for token in after[1:])


def _changed(value: Value, moving: Moving, plain: Any) -> Value:
    """A frozen value with every span moved and every other text without the names; ids stay."""
    if isinstance(value, Span):
        return moving.span(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_changed(one, moving, plain) for one in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        kept = {one.name: getattr(value, one.name) for one in fields(value)}
        new = {name: _field(name, one, moving, plain) for name, one in kept.items()}
        return replace(value, **{name: one for name, one in new.items() if one is not kept[name]})
    return value


_IDS = frozenset({"id", "report_id", "origin", "place_ids", "footprint"})


def _field(name: str, value: Any, moving: Moving, plain: Any) -> Any:
    if name in _IDS:
        return value
    if type(value) is str:
        return plain(value)
    if name in ("reasons", "corrections") and isinstance(value, tuple):
        return tuple(plain(one) if type(one) is str else _changed(one, moving, plain) for one in value)
    return _changed(value, moving, plain)
