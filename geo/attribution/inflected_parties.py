"""Claimants by name in Russian and Ukrainian: known names by dictionary form, people by their name's grammar."""

from __future__ import annotations

from functools import cache

from geo import words
from geo.attribution.directory import country_in, government, government_at
from geo.attribution.entries import Entry, again, as_party
from geo.attribution.inflected_sources import Setting, noun_phrase
from geo.attribution.parties import Cast
from geo.language import Parsed, Token, nominative
from geo.model import Identification, Party, Span


class InflectedCast(Cast):
    """Everybody met so far in a Russian or Ukrainian report."""

    def people(self, start: int, end: int) -> list[Party]:
        """The people that text[start:end] names, known ones first."""
        known = super().people(start, end)
        tokens = self.parsed.between(start, end)
        name = _name(tokens, words.lemmas("roles.txt", self.parsed.language))
        own = [Party(name, self.parsed.span(tokens[0].i, tokens[0].i + 1), Identification.NAMED)] if name else []
        return [*known, *own]

    def _identify(self, head: int, span: Span | None) -> Entry | None:
        tokens = self.parsed.tokens
        token = tokens[head]
        if kind := _pronouns(self.parsed.language).get(token.text.casefold()):
            return self._pronoun_of(head, kind)
        span = span or self._phrase_of(head)
        inside = self.parsed.between(span.start, span.end)
        role = token.lemma in words.lemmas("roles.txt", self.parsed.language)
        known = self.known_in(span.start, span.end)
        for mention in known:
            if mention.known.kind == "person":
                return self._spoke(mention, head, extra=frozenset({token.lemma}))
        if name := _name(inside, words.lemmas("roles.txt", self.parsed.language)):
            party = Party(name, span, Identification.NAMED, self._country(inside))
            return Entry(head, party, "person", frozenset({token.lemma}), True, name.split()[-1])
        if not role and known:
            covers = next((m for m in known if m.first <= head < m.last), None)
            through = token.lemma in words.lemmas("documents.txt", self.parsed.language)
            if covers or through:
                return self._spoke(covers or known[0], head, extra=frozenset({token.lemma}))
        country, after = government_at(self.parsed, head)
        if country and len(inside) <= after - head:
            return Entry(head, as_party(government(country), span), "government", frozenset(), True)
        if len(inside) <= 1 and (entry := self._described_as(head, inside)):
            return entry
        return self._as_written(head, span, inside, role=role)

    def _phrase_of(self, head: int) -> Span:
        """The noun phrase that begins at a token."""
        sentence = self.parsed.sentences[self.parsed.tokens[head].sentence]
        found = noun_phrase(Setting(self.parsed, sentence, ()), head, oblique=False)
        return self.parsed.span(*(found[1] if found else (head, head + 1)))

    def _pronoun_of(self, head: int, kind: str) -> Entry | None:
        wanted = ("person",) if kind == "person" else ("people", "institution", "government", "outlet", "person")
        sentence = self.parsed.sentences[self.parsed.tokens[head].sentence]
        for entry in reversed(self.before(sentence.first)):
            if entry.kind in wanted and entry.spoke:
                return Entry(head, again(entry.party, self.parsed.span(head, head + 1)), entry.kind, entry.heads, True)
        return None

    def _described_as(self, head: int, inside: tuple[Token, ...]) -> Entry | None:
        """As in "Ведомство", "губернатор": the last party that answers to the word."""
        tokens = self.parsed.tokens
        lemma = tokens[head].lemma
        if any(t.pos == "PROPN" for t in inside):
            return None
        body = lemma in words.lemmas("bodies.txt", self.parsed.language)
        for entry in reversed(self.before(head)):
            if not entry.spoke:
                continue
            if lemma in entry.heads or (body and entry.kind in ("institution", "outlet")):
                span = self.parsed.span(head, head + 1)
                return Entry(head, again(entry.party, span), entry.kind, entry.heads | {lemma}, True)
        return None

    def _as_written(self, head: int, span: Span, inside: tuple[Token, ...], *, role: bool) -> Entry | None:
        token = self.parsed.tokens[head]
        if token.pos in ("PRON", "PUNCT", "ADV", "ADP", "NUM") or not any(t.text[0].isalpha() for t in inside):
            return None
        plural = "Number=Plur" in token.morph
        capital = any(t.text[:1].isupper() for t in inside)
        kind = "person" if role and not plural else "people" if plural else "institution"
        identification = (
            Identification.COLLECTIVE
            if plural
            else Identification.ROLE_ONLY
            if role
            else Identification.NAMED
            if capital
            else Identification.ROLE_ONLY
        )
        name = " ".join(nominative(self.parsed, inside[0].i, inside[-1].i + 1).split())
        party = Party(_lowered(self.parsed, inside[0], name), span, identification, self._country(inside))
        return Entry(head, party, kind, frozenset({token.lemma}), True)

    def _country(self, inside: tuple[Token, ...]) -> str | None:
        return country_in(self.parsed, inside[0].i, inside[-1].i + 1) if inside else None


def _lowered(parsed: Parsed, first: Token, name: str) -> str:
    """A common noun keeps no capital from the beginning of its sentence."""
    before = parsed.tokens[parsed.sentences[first.sentence].first : first.i]
    opening = first.pos in ("NOUN", "ADJ", "NUM") and all(token.pos == "PUNCT" for token in before)
    return name[:1].lower() + name[1:] if opening and not name[1:2].isupper() else name


def _name(inside: tuple[Token, ...], roles: frozenset[str]) -> str | None:
    """A person's name in the nominative: two or more capitalised words that end in a surname or follow a given name."""
    run: list[Token] = []
    for token in (*inside, None):
        if token is not None and token.text[:1].isupper() and token.lemma not in roles and _personal(token):
            run.append(token)
            continue
        if len(run) >= 2 and any("NameType=Giv" in t.morph or "NameType=Sur" in t.morph for t in run):
            given = next((t for t in run if "NameType=Giv" in t.morph), None)
            named = given is not None and "Case=Nom" in given.morph
            return " ".join(t.text if named else _nominative(t) for t in run)
        run = []
    return None


def _personal(token: Token) -> bool:
    named = any(f"NameType={kind}" in token.morph for kind in ("Giv", "Sur", "Pat"))
    return named or (
        token.pos in ("PROPN", "NOUN", "ADJ", "X") and "NameType=Geo" not in token.morph and not token.text.isupper()
    )


def _nominative(token: Token) -> str:
    if "Case=Nom" in token.morph or "Case" not in token.morph:
        return token.text
    return token.lemma[:1].upper() + token.lemma[1:]


@cache
def _pronouns(language: str) -> dict[str, str]:
    return {row["word"]: row["stands_for"] for row in words.rows("pronouns.csv", language)}
