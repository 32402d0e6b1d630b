"""The names we know, found in a text: persons, institutions, outlets and countries, by the tables in `data/words`.

English is compared letter by letter, Russian and Ukrainian by dictionary form. A ministry or staff needs no row of its
own: a country and a kind (`institution_kinds.csv`) make "Ministry of Defence of Lebanon".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from geo import words
from geo.language import Parsed, Token
from geo.language import lemmas as lemmas_of

_FIRST = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Known:
    """An entry of a table. `kind` is person, institution, outlet or government; `roles` are words it answers to.

    `written` is an outlet's own name in the report's language, where that is not written in Latin letters.

    `official` is True for a body of a state (a ministry, a general staff) whose bulletins speak for it.
    """

    name: str
    kind: str
    country: str | None = None
    roles: frozenset[str] = frozenset()
    official: bool = False
    written: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name in the text: tokens[first:last]."""

    first: int
    last: int
    known: Known


_Index = dict[str, list[tuple[str, Known]]]


def mentions(parsed: Parsed) -> tuple[Mention, ...]:
    """Every known person, institution, outlet and government that the text names, longest match first, in order."""
    found: list[Mention] = []
    i = 0
    while i < len(parsed.tokens):
        hit = _match_at(parsed, i)
        if hit is None:
            i += 1
            continue
        found.append(Mention(i, hit[0], hit[1]))
        i = hit[0]
    return tuple(found)


def _match_at(parsed: Parsed, i: int) -> tuple[int, Known] | None:
    if parsed.language == "en":
        return _match_text(parsed, i) or _match_kind(parsed, i)
    return _match_lemmas(parsed, i)


def _match_text(parsed: Parsed, i: int) -> tuple[int, Known] | None:
    """The longest name that stands at a token, letter by letter; capitals must agree unless all are capitals."""
    token, text = parsed.tokens[i], parsed.text
    start = token.start
    for name, known in _names("en").get(token.text.casefold(), ()):
        end = start + len(name)
        there = text[start:end]
        if there != name and not (there.isupper() and there == name.upper() and len(name) > 4):
            continue
        if known.kind == "outlet" and _part_of_name(parsed, i, end, name):
            continue
        if end < len(text) and (text[end].isalnum() or (text[end] == "-" and text[end + 1 : end + 2].isalnum())):
            continue
        last = _token_after(parsed, i, end)
        if last is not None and not (known.kind == "person" and " " not in name and _of_somebody_else(parsed, i)):
            return last, known
    return None


def _of_somebody_else(parsed: Parsed, i: int) -> bool:
    """True for a name alone that is only part of a longer one: "Abdi" of "Colonel Abdi Hassan"."""
    tokens, here = parsed.tokens, parsed.tokens[i]
    beside = [tokens[j] for j in (i - 1, i + 1) if 0 <= j < len(tokens)]
    return here.ent == "PERSON" and any(
        one.ent == "PERSON" and one.pos == "PROPN" and one.sentence == here.sentence and one.text[:1].isupper()
        for one in beside
    )


def _part_of_name(parsed: Parsed, i: int, end: int, name: str) -> bool:
    """True for part of another name: "The National" of "The National Guard", the last word of "Prosperity Guardian"."""
    last = _token_after(parsed, i, end)
    tokens = parsed.tokens
    if name.startswith(("The ", "the ")) and last is not None and last < len(tokens):
        return tokens[last].pos == "PROPN" and tokens[last].text[:1].isupper()
    before = tokens[i - 1] if i and last == i + 1 and tokens[i - 1].sentence == tokens[i].sentence else None
    proper = before is not None and before.pos == "PROPN" and before.ent == tokens[i].ent == "ORG"
    return proper and before is not None and before.text[:1].isupper()


def _token_after(parsed: Parsed, i: int, end: int) -> int | None:
    while i < len(parsed.tokens) and parsed.tokens[i].start < end:
        i += 1
    return i if parsed.tokens[i - 1].end <= end else None


def _match_kind(parsed: Parsed, i: int) -> tuple[int, Known] | None:
    """As in "The Russian Defence Ministry", "Ukraine's General Staff", "Ministry of Health of Lebanon"."""
    country, after = country_at(parsed, i)
    if country is not None:
        tokens = parsed.tokens
        j = after
        while j < len(tokens) and tokens[j].text in ("'s", "’s", "'", "’"):
            j += 1
        if hit := kind_at(parsed, j):
            return hit[0], _body(hit[1], country)
        return None
    hit = kind_at(parsed, i)
    if hit is None:
        return None
    last, kind = hit
    tokens = parsed.tokens
    for skip in (("of", "the"), ("of",), ("in",)):
        spelled = tuple(t.text.lower() for t in tokens[last : last + len(skip)])
        if spelled == skip:
            country, after = country_at(parsed, last + len(skip))
            if country is not None:
                return after, _body(kind, country)
    return None


def _body(kind: Known, country: str) -> Known:
    return Known(f"{kind.name} of {country_name(country)}", kind.kind, country, kind.roles, official=kind.official)


def kind_at(parsed: Parsed, i: int) -> tuple[int, Known] | None:
    """A kind of institution without its country ("the General Staff") at a token, and the token after it."""
    if i >= len(parsed.tokens):
        return None
    token = parsed.tokens[i]
    for name, known in _kinds("en").get(token.text.casefold(), ()):
        end = token.start + len(name)
        if parsed.text[token.start : end].casefold() == name and not parsed.text[end : end + 1].isalnum():
            last = _token_after(parsed, i, end)
            if last is not None:
                return last, known
    return None


def _match_lemmas(parsed: Parsed, i: int) -> tuple[int, Known] | None:
    tokens = parsed.tokens
    for table in (_lemma_names(parsed.language), _lemma_kinds(parsed.language)):
        for lemmas, known in _starting(table, tokens[i], parsed.language):
            last = i + len(lemmas)
            if last > len(tokens) or not _spells(tokens[i:last], lemmas, parsed.language):
                continue
            if known.kind in ("person", "outlet") and not tokens[i].text[:1].isupper():
                continue
            if known.kind == "outlet" and len(lemmas) == 1 and not _surely_name(parsed, i):
                continue
            if known.country is not None or known.kind != "institution" or table is _lemma_names(parsed.language):
                return last, known
            country, after = country_at(parsed, last)
            if country is not None:
                return after, _body(known, country)
            country, _ = country_at(parsed, i - 1) if i else (None, 0)
            return last, _body(known, country) if country else known
    return None


def _surely_name(parsed: Parsed, i: int) -> bool:
    """False for a common word whose capital may only begin the sentence: "Дождь прошёл", but "Дождь сообщает"."""
    tokens, token = parsed.tokens, parsed.tokens[i]
    if parsed.sentences[token.sentence].first != i or token.pos not in ("NOUN", "ADJ", "VERB"):
        return True
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or following.text in (":", ","):
        return following is not None
    return any(row["lemma"] == following.lemma for row in words.rows("cues.csv", parsed.language))


def _starting(
    table: Mapping[str, list[tuple[tuple[str, ...], Known]]], token: Token, language: str
) -> list[tuple[tuple[str, ...], Known]]:
    """The names that may begin with a word; one with a capital is tried in every form that the dictionary knows."""
    if not token.text[:1].isupper():
        return table.get(token.lemma, [])
    found = [entry for lemma in sorted(lemmas_of(token.text, language)) for entry in table.get(lemma, ())]
    return sorted(found, key=lambda entry: -len(entry[0]))


def _spells(tokens: Sequence[Token], lemmas: Sequence[str], language: str) -> bool:
    return all(
        token.lemma == lemma
        or (len(lemmas) > 1 and token.text[:1].isupper() and lemma in lemmas_of(token.text, language))
        for token, lemma in zip(tokens, lemmas, strict=True)
    )


# ------------------------------------------------------------------------------------------------ countries


def country_at(parsed: Parsed, i: int) -> tuple[str | None, int]:
    """The country (alpha-3) whose name, adjective or seat stands at a token, and the token after it."""
    if not 0 <= i < len(parsed.tokens):
        return None, i
    tokens, token = parsed.tokens, parsed.tokens[i]
    key = token.text.casefold() if parsed.language == "en" else token.lemma
    for spelled, country, _ in _countries(parsed.language).get(key, ()):
        last = i + len(spelled)
        there = tokens[i:last]
        forms = tuple((t.text.casefold() if parsed.language == "en" else t.lemma) for t in there)
        if forms == spelled and (token.text[:1].isupper() or parsed.language != "en"):
            return country, last
    return None, i


def government_at(parsed: Parsed, i: int) -> tuple[str | None, int]:
    """As `country_at`, for names and seats only: "Moscow", "Russia", not "Russian"."""
    tokens, token = parsed.tokens, parsed.tokens[i]
    key = token.text.casefold() if parsed.language == "en" else token.lemma
    for spelled, country, kind in _countries(parsed.language).get(key, ()):
        last = i + len(spelled)
        forms = tuple((t.text.casefold() if parsed.language == "en" else t.lemma) for t in tokens[i:last])
        if forms == spelled and kind in ("name", "seat") and token.text[:1].isupper():
            return country, last
    return None, i


def country_in(parsed: Parsed, first: int, last: int) -> str | None:
    """The first country that tokens[first:last] name in any form, as ISO 3166 alpha-3."""
    for i in range(first, last):
        country, _ = country_at(parsed, i)
        if country:
            return country
    return None


@cache
def country_name(alpha3: str) -> str:
    """The first English name of a country in `demonyms.csv`, with the article that English wants."""
    for row in words.rows("demonyms.csv"):
        if row["country"] == alpha3 and row["language"] == "en" and row["kind"] == "name":
            name = row["word"]
            plural = name.startswith(
                ("United", "Democratic Republic", "Central African", "Dominican")
            ) or name.endswith("s")
            return f"the {name}" if plural and name not in _SINGULAR else name
    return alpha3


_SINGULAR = frozenset({"Laos", "Honduras", "Cyprus", "Belarus", "Mauritius", "Barbados", "Saint Kitts and Nevis"})


def government(alpha3: str) -> Known:
    """A country as a speaker: its government."""
    return Known(
        f"Government of {country_name(alpha3)}", "government", alpha3, frozenset({"government"}), official=True
    )


@cache
def _countries(language: str) -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for row in words.rows("demonyms.csv"):
        if row["language"] == language and row["word"]:
            forms = _forms(row["word"], language)
            table.setdefault(forms[0], []).append((forms, row["country"], row["kind"]))
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))
    return table


def _forms(written: str, language: str) -> tuple[str, ...]:
    """A table's words as they are compared with tokens: casefolded in English, lemmas elsewhere."""
    from geo.language import parse

    parsed = parse(written, language if language != "en" else "und")
    return tuple((t.text.casefold() if language == "en" else t.lemma) for t in parsed.tokens)


# ------------------------------------------------------------------------------------------------ tables


@cache
def _names(language: str) -> _Index:
    """English names by their first word as tokens begin, longest first."""
    table: _Index = {}
    for known, variants in _table(language):
        for variant in variants:
            first = _FIRST.match(variant)
            if first:
                for key in {first.group().casefold(), variant.split()[0].casefold()}:
                    table.setdefault(key, []).append((variant, known))
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))
    return table


@cache
def _kinds(language: str) -> _Index:
    table: _Index = {}
    for row in words.rows("institution_kinds.csv"):
        known = _kind(row)
        for variant in _variants(row, language):
            table.setdefault(variant.casefold().split()[0], []).append((variant.casefold(), known))
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))
    return table


@cache
def _lemma_names(language: str) -> dict[str, list[tuple[tuple[str, ...], Known]]]:
    return _by_lemmas(_table(language), language)


@cache
def _lemma_kinds(language: str) -> dict[str, list[tuple[tuple[str, ...], Known]]]:
    rows = ((_kind(row), _variants(row, language)) for row in words.rows("institution_kinds.csv"))
    return _by_lemmas(rows, language)


def _by_lemmas(
    rows: Iterator[tuple[Known, tuple[str, ...]]], language: str
) -> dict[str, list[tuple[tuple[str, ...], Known]]]:
    table: dict[str, list[tuple[tuple[str, ...], Known]]] = {}
    for known, variants in rows:
        for variant in variants:
            forms = _forms(variant, language)
            if forms:
                table.setdefault(forms[0], []).append((forms, known))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def _table(language: str) -> Iterator[tuple[Known, tuple[str, ...]]]:
    """Persons, institutions and outlets with their spellings in a language; names stand for themselves everywhere."""
    for row in words.rows("persons.csv"):
        roles = frozenset(row["role"].casefold().split("|")) - {""}
        known = Known(row["name"], "person", row["country"] or None, roles)
        yield known, (row["name"], *_variants(row, language))
    for row in words.rows("institutions.csv"):
        roles = frozenset(row["roles"].casefold().split("|")) - {""}
        official = row["official"] == "yes"
        known = Known(row["name"], "institution", row["country"] or None, roles, official)
        yield known, (row["name"], *_variants(row, language))
    kinds = words.lemmas("outlet_pointers.txt", language)
    for row in words.rows("outlets.csv"):
        written = next((one for one in _variants(row, language) if not one.isascii()), None)
        roles = kinds | {"outlet", "report"}
        known = Known(row["name"], "outlet", row["country"] or None, roles, written=written)
        yield known, (row["name"], *_variants(row, language))


def _kind(row: dict[str, str] | object) -> Known:
    assert isinstance(row, dict)
    roles = frozenset(row["roles"].casefold().split("|")) - {""}
    return Known(row["name"], "institution", None, roles, row["official"] == "yes")


def _variants(row: object, language: str) -> tuple[str, ...]:
    assert isinstance(row, dict)
    own = tuple(part.strip() for part in (row.get(language) or "").split("|") if part.strip())
    return own
