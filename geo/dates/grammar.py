"""The date grammar of a language, compiled from `data/words/<language>/date_*.csv`.

A pattern is written with blanks for white space and `{class}` for one of the forms of a class of words; it names the
rule in `date_rules` that reads it. Every quantifier is bounded, so matching stays linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from geo import words

_NUMERIC = {
    "year": r"(?:19|20)\d\d(?!\d|/\d|[.,]\d)",
    "year2or4": r"\d{4}|\d{2}",
    "mm": r"\d\d",
    "dd": r"\d\d",
    "a": r"\d{1,2}",
    "b": r"\d{1,2}",
}
_SLOT = re.compile(r"\{([a-z]+?(?:2or4)?)(2?)\}")
_TO = r"[-–—]|\s(?:to|or|или|до|чи|або)\s"
"""Between the two numbers of "two to three weeks"; the larger one counts."""
_DAY_SUFFIX = {"en": "(?:st|nd|rd|th)?", "ru": "(?:-?(?:го|е|ого|му))?", "uk": "(?:-?(?:го|е|ого|му))?"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to write a time expression. `needs` are the word classes without which it cannot match."""

    rule: str
    arguments: Mapping[str, str]
    regex: re.Pattern[str]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Patterns, word classes and link words of one language."""

    language: str
    patterns: tuple[Pattern, ...]
    classes: Mapping[str, re.Pattern[str]]
    values: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]
    links: Mapping[str, re.Pattern[str]]
    cased: frozenset[str] = field(default_factory=frozenset)

    def value(self, word_class: str, written: str) -> str | None:
        """The value of a written form: "Nov" of class month → "11"; None when no form fits."""
        for form, value in self.values.get(word_class, ()):
            if form.fullmatch(written):
                return value
        return None

    def linked(self, before: str, names: tuple[str, ...]) -> tuple[str, int] | None:
        """The first link of `names` that ends the text `before`, with the offset where its word starts."""
        for name in names:
            regex = self.links.get(name)
            if regex and (found := regex.search(before)):
                return name, found.start(1)
        return None


def _blanks(pattern: str) -> str:
    """Blanks become white space within a paragraph; a backslash-blank or a class with a blank is left alone."""
    out, inside = [], False
    for i, sign in enumerate(pattern):
        if sign in "[]" and (i == 0 or pattern[i - 1] != "\\"):
            inside = sign == "["
        if sign == " " and not inside:
            out.append("(?:\\s{1,3})")
        else:
            out.append(sign)
    return "".join(out)


def _class_rows(language: str) -> dict[str, list[tuple[str, str]]]:
    classes: dict[str, list[tuple[str, str]]] = {}
    for row in words.rows("date_words.csv", language):
        forms = classes.setdefault(row["class"], [])
        forms.extend((form, row["value"]) for form in words.forms(row["forms"]))
    for row in words.rows("epochs.csv"):
        if row["language"] == language:
            classes.setdefault("epoch", []).append((row["phrase"], row["date"]))
    return classes


def _alternatives(forms: list[tuple[str, str]]) -> str:
    ordered = sorted((form for form, _ in forms), key=len, reverse=True)
    return "|".join(_blanks(form) for form in ordered)


def _bodies(language: str, classes: Mapping[str, list[tuple[str, str]]]) -> dict[str, str]:
    bodies = dict(_NUMERIC)
    bodies["day"] = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)" + _DAY_SUFFIX.get(language, "")
    for name, forms in classes.items():
        bodies[name] = _alternatives(forms)
    if "n" in bodies:
        one = r"\d{1,3}|" + bodies["n"]
        bodies["n"] = rf"(?:(?:{one})(?:{_TO}))?(?:{one})"
    return bodies


def _compile(row: Mapping[str, str], bodies: Mapping[str, str]) -> Pattern | None:
    needs: set[str] = set()
    named: set[str] = set()

    def slot(found: re.Match[str]) -> str:
        name, copy = found.group(1), found.group(2)
        group = "year" if name == "year2or4" else name + copy
        opening = "?:" if group in named else f"?P<{group}>"
        named.add(group)
        return f"({opening}{bodies[name]})"

    template = row["pattern"]
    if any(name not in bodies for name, _ in _SLOT.findall(template)):
        return None
    optional = re.sub(r"\(\?:(?:[^()]|\([^()]*\))*\)\?", "", template)
    needs.update(name for name, _ in _SLOT.findall(optional) if name not in _NUMERIC and name not in ("day", "n"))
    arguments = dict(part.split("=", 1) for part in row["arguments"].split())
    regex = re.compile(rf"(?<![\w/])(?:{_SLOT.sub(slot, _blanks(template))})(?!\w)", re.IGNORECASE)
    return Pattern(row["rule"], arguments, regex, frozenset(needs))


def _links(language: str) -> dict[str, re.Pattern[str]]:
    rows = words.rows("date_links.csv", language)
    filler = next((row["forms"] for row in rows if row["link"] == "filler"), "the")
    compiled = {}
    for row in rows:
        forms = "|".join(_blanks(form) for form in words.forms(row["forms"]))
        if row["link"] in ("to", "and"):
            compiled[row["link"]] = re.compile(rf"\s*({forms})(?:\s(?:{_blanks(filler)}))?\s*", re.IGNORECASE)
        elif row["link"] != "filler":
            tail = rf"(?:\s{{1,3}}(?:{_blanks(filler)})){{0,3}}\s{{0,3}}\Z"
            compiled[row["link"]] = re.compile(rf"(?<!\w)({forms})(?!\w){tail}", re.IGNORECASE)
    return compiled


@cache
def grammar(language: str) -> Grammar:
    """The grammar of `language`; an unknown language has only the numeric patterns of English."""
    known = words.path("date_phrases.csv", language).exists()
    classes = _class_rows(language) if known else {}
    bodies = _bodies(language, classes)
    rows = words.rows("date_phrases.csv", language if known else "en")
    usable = [row for row in rows if known or row["rule"] in ("iso", "numeric")]
    compiled = (_compile(row, bodies) for row in usable)
    return Grammar(
        language=language,
        patterns=tuple(pattern for pattern in compiled if pattern),
        classes={
            name: re.compile(rf"(?<!\w)(?:{bodies[name]})(?!\w)", re.IGNORECASE) for name in classes if name != "n"
        },
        values={
            name: tuple((re.compile(_blanks(form), re.IGNORECASE), value) for form, value in forms)
            for name, forms in classes.items()
        },
        links=_links(language) if known else {},
        cased=words.lemmas("date_cased.txt", language),
    )


def upper(written: str) -> str:
    """The second number of "two to three", or the only one."""
    return re.split(_TO, written)[-1]


def matches(language: str, text: str, start: int, end: int) -> Iterator[tuple[Pattern, re.Match[str]]]:
    """Every match of every pattern of the language in `text[start:end]`, overlapping ones included."""
    rules = grammar(language)
    present = {name for name, regex in rules.classes.items() if regex.search(text, start, end)}
    for pattern in rules.patterns:
        if pattern.needs <= present:
            for found in pattern.regex.finditer(text, start, end):
                yield pattern, found
