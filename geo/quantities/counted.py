"""What a number counts: the noun after it, and what happened to the people counted (killed, wounded, captured …).

English follows the noun phrase and the dependency tree; Russian and Ukrainian look at the nearest words of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from geo import words
from geo.dates.grammar import grammar
from geo.modality.tense import clause
from geo.quantities.numbers import Number, following

if TYPE_CHECKING:
    from geo.language import Parsed, Token

_REACH = 9
_STEM = 4
_BACK = 10
_MANY = 40  # children of one word that are looked at: a list of numbers hangs thousands on one
_MODEL = re.compile(r"-\d[\w/-]*$")
_NEAR_BEFORE, _NEAR_AFTER = 5, 6
_OBJECTS = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "oprd", "obj", "npadvmod", "dep"})
_FINAL = frozenset({"dimension", "distance", "area"})
_QUOTES = frozenset("\"“”'’«»")


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun: `token` is its index, `last` the index after it; `factor` converts the number to the unit."""

    unit: str
    measure: str
    factor: float
    token: int | None
    last: int


def grammar_classes(language: str) -> Mapping[str, re.Pattern[str]]:
    """The date words of a language, so that "14 November" is no quantity."""
    return grammar(language).classes


@cache
def _units(language: str) -> dict[tuple[str, ...], tuple[str, str, float]]:
    return {
        tuple(row["word"].casefold().split()): (row["unit"], row["measure"], float(row["factor"] or 1))
        for row in words.rows("units.csv", language)
    }


@cache
def _peoples(language: str) -> frozenset[str]:
    """The last words of peoples in the plural ("Koreans", "россиян"), from the table of demonyms."""
    rows = words.rows("demonyms.csv")
    kept = (row["word"].casefold() for row in rows if row["language"] == language and row["kind"] == "people")
    return frozenset(ending for word in kept for ending in (word.split()[-1], word.split()[-1] + "s"))


@cache
def _losses(language: str) -> dict[str, str]:
    return {row["word"].casefold(): row["measure"] for row in words.rows("losses.csv", language)}


# ------------------------------------------------------------------------------------------------ the noun


_Entry = tuple[tuple[str, ...], tuple[str, str, float]]


@cache
def _by_stem(language: str) -> dict[str, tuple[_Entry, ...]]:
    """The unit table by the first letters of its first word, longest entries first."""
    index: dict[str, list[_Entry]] = {}
    for key, value in sorted(_units(language).items(), key=lambda entry: -len(entry[0])):
        index.setdefault(key[0][:_STEM], []).append((key, value))
    return {stem: tuple(entries) for stem, entries in index.items()}


def _match(parsed: Parsed, i: int, first: int) -> tuple[tuple[str, str, float], int] | None:
    """The longest entry of the unit table that starts at token `i`, with the index after it.

    Abbreviations of one or two letters (m, га) count only right after the number (`first`) and in lower case.
    """
    token = parsed.tokens[i]
    index = _by_stem(parsed.language)
    lemma, text = token.lemma.casefold(), token.text.casefold()
    best: tuple[tuple[str, str, float], int] | None = None
    for stem in dict.fromkeys((lemma[:_STEM], text[:_STEM], _MODEL.sub("", text)[:_STEM])):
        for key, value in index.get(stem, ()):
            if best is not None and i + len(key) <= best[1]:
                break
            near = parsed.tokens[i : i + len(key)]
            phrase = len(key) > 1
            if len(key[0]) <= 2 and not phrase and (token.text != text or i != first):
                continue
            if len(near) == len(key) and all(_is_form(one, word, phrase) for one, word in zip(near, key, strict=True)):
                best = value, i + len(key)
                break
    return best


def _is_form(token: Token, word: str, phrase: bool) -> bool:
    """The lemma, the word as written, or (in a phrase of several words) the same word with another ending."""
    lemma, text = token.lemma.casefold(), token.text.casefold().rstrip(".")
    if word in (lemma, text) or word.rstrip(".") == text:
        return True
    if not phrase and _MODEL.sub("", text) == word:
        return True
    return phrase and len(word) >= _STEM + 2 and not word.isascii() and text.startswith(word[:-2])


def unit_at(parsed: Parsed, i: int) -> tuple[str, str] | None:
    """Unit and measure of the unit noun at token `i`; None where none begins there."""
    hit = _match(parsed, i, -1) if parsed.tokens[i].pos in ("NOUN", "PROPN") else None
    return hit[0][:2] if hit and hit[0][1] != "dimension" else None


def loss_word(parsed: Parsed, i: int) -> str | None:
    """The measure that the word at token `i` gives by itself: "dead", "wounded", "toll"."""
    return _loss_of(parsed, parsed.tokens[i])


def noun_before(parsed: Parsed, number: Number) -> Noun | None:
    """The nearest unit noun before a number: "launchers, at least 12 of them"; "the number of attacks is 106"."""
    first = following(parsed, number.start)
    if first >= len(parsed.tokens):
        return None
    for i in range(first - 1, max(first - _BACK, 0) - 1, -1):
        if parsed.tokens[i].sentence != parsed.tokens[first].sentence or parsed.tokens[i].pos == "NUM":
            return None
        hit = _match(parsed, i, -1) if parsed.tokens[i].pos in ("NOUN", "PROPN", "ADJ") else None
        if hit and hit[0][1] not in ("skip", "dimension"):
            (unit, measure, factor), after = hit
            return Noun(unit, measure, factor, after - 1, after)
    return None


def noun_after(parsed: Parsed, number: Number) -> Noun | None:
    """The noun that a number counts, at most nine words on; None when the number stands alone."""
    first = following(parsed, number.end)
    if first >= len(parsed.tokens):
        return None
    if parsed.tokens[first].sentence != parsed.tokens[max(first - 1, 0)].sentence and first > 0:
        return None
    return _english_noun(parsed, number, first) if parsed.language == "en" else _shallow_noun(parsed, number, first)


def _english_noun(parsed: Parsed, number: Number, first: int) -> Noun | None:
    found: Noun | None = None
    i, head = first, None
    opening_of = number.kind in ("vague", "fraction", "words", "article", "range", "digits")
    while i < min(first + _REACH, len(parsed.tokens)):
        token = parsed.tokens[i]
        if token.sentence != parsed.tokens[first].sentence:
            break
        if token.text.casefold() == "of":
            partitive = opening_of and i == first
            generic = (
                found is not None
                and found.unit in ("equipment", "pieces", "units", "none", "events")
                and i == found.last
            )
            if not partitive and not generic:
                break
            i += 1
            continue
        if number.needs_noun and (token.pos == "NUM" or token.text[:1].isdigit()):
            return None
        hit = _match(parsed, i, first)
        if hit and (_nominal(token) or hit[1] > i + 1):
            (unit, measure, factor), after = hit
            if after < len(parsed.tokens) and parsed.tokens[after].tag == "POS":
                i = after
                continue
            found = Noun(unit, measure, factor, after - 1, after)
            if measure in _FINAL:
                return found
            i = after
            if i < len(parsed.tokens) and not _compound_goes_on(parsed.tokens[i]):
                if parsed.tokens[i].text.casefold() == "of" and unit in ("equipment", "pieces"):
                    continue
                break
            continue
        if not _inside_phrase(token, first == i):
            break
        if token.pos in ("NOUN",):
            head = i
            if found is not None and token.tag in ("NN", "NNS"):
                found = None
        i += 1
    if found is not None:
        return found
    people = parsed.tokens[first : min(first + 2, len(parsed.tokens))]
    for one in people:
        if one.text.casefold().split("-")[-1] in _peoples(parsed.language):
            return Noun("persons", "persons", 1.0, one.i, one.i + 1)
    if head is not None and parsed.tokens[head].tag == "NNS":
        return Noun(parsed.tokens[head].lemma.casefold(), "other", 1.0, head, head + 1)
    return None


def _nominal(token: Token) -> bool:
    return token.pos in ("NOUN", "PROPN", "ADJ", "NUM", "X", "SYM", "VERB", "ADV", "DET", "PRON")


def _compound_goes_on(token: Token) -> bool:
    return (token.pos in ("NOUN", "PROPN") and token.dep != "appos" and token.dep[:4] != "nsub") or token.text == "-"


def _inside_phrase(token: Token, opening: bool) -> bool:
    if token.pos in ("ADJ", "NOUN", "PROPN", "DET", "NUM", "X", "SYM"):
        return True
    if token.dep == "poss":
        return True
    if token.pos == "ADV":
        return opening or token.dep == "advmod"
    if token.pos == "VERB":
        return token.dep in ("amod", "compound", "nmod") or (
            token.tag in ("VBN", "VBG") and token.dep in ("amod", "punct")
        )
    return token.text in ("-", "/", "’s", "'s", "'", "’") or token.text in _QUOTES or token.text.startswith("-")


def _shallow_noun(parsed: Parsed, number: Number, first: int) -> Noun | None:
    sentence = parsed.tokens[first].sentence
    classifier: Noun | None = None
    partitive = parsed.tokens[first].text.casefold() in words.lemmas("partitive.txt", parsed.language)
    stops = ("PUNCT", "CCONJ") if partitive else ("PUNCT", "CCONJ", "NUM")
    for i in range(first, min(first + _REACH, len(parsed.tokens))):
        token = parsed.tokens[i]
        if token.sentence != sentence or (token.pos in stops and token.text not in _QUOTES | {"-", "."}):
            break
        if partitive and (i == first or token.pos == "NUM"):
            continue
        hit = _match(parsed, i, first)
        if hit:
            (unit, measure, factor), after = hit
            noun = Noun(unit, measure, factor, after - 1, after)
            if unit in ("pieces", "equipment") and classifier is None:
                classifier = noun
                continue
            return noun
        loss = _losses(parsed.language).get(token.lemma.casefold())
        if loss and "VerbForm=Part" in token.morph and "Case=" in token.morph:
            return Noun("persons", loss, 1.0, i, i + 1)
        if token.pos in ("VERB", "ADP", "AUX", "PRON") and "VerbForm=Part" not in token.morph:
            break
        if token.pos == "NOUN" and classifier is None and "anim" in token.tag:
            return Noun("persons", "persons", 1.0, i, i + 1)
        if token.pos == "NOUN" and classifier is None:
            return Noun(token.lemma.casefold(), "other", 1.0, i, i + 1)
    return classifier


# ------------------------------------------------------------------------------------------------ what happened to them


def loss_measure(parsed: Parsed, number: Number, noun: Noun | None) -> str | None:
    """killed, wounded, killed_or_wounded, captured, missing or displaced by the words that govern; None for neither."""
    if noun is not None and noun.measure in ("killed", "wounded", "killed_or_wounded", "captured", "displaced"):
        return noun.measure if noun.measure != "killed_or_wounded" else None
    first = following(parsed, number.start)
    if first >= len(parsed.tokens):
        return None
    last = noun.last if noun is not None else following(parsed, number.end)
    beside = _beside(parsed, last)
    if beside:
        return beside
    if parsed.language == "en":
        governed = _governed(parsed, first, last, noun)
        if governed is not None:
            return governed or None
    return _nearest(parsed, first, last)


def _beside(parsed: Parsed, last: int) -> str | None:
    """The word right after: "13 dead", "19 civilians wounded", "40 killed or wounded"."""
    for i in range(last, min(last + 2, len(parsed.tokens))):
        token = parsed.tokens[i]
        measure = _loss_of(parsed, token)
        if measure and (parsed.language != "en" or token.tag in ("VBN", "JJ", "VBD", "NN", "NNS")):
            return _paired(parsed, i, measure)
        if token.text.casefold() not in words.lemmas("loss_fillers.txt", parsed.language):
            return None
    return None


def _loss_of(parsed: Parsed, token: Token) -> str | None:
    table = _losses(parsed.language)
    return table.get(token.lemma.casefold()) or table.get(token.text.casefold())


def _paired(parsed: Parsed, i: int, measure: str) -> str:
    """ "Killed or wounded", "killed and injured" with one number: both."""
    joints = words.lemmas("loss_joints.txt", parsed.language)
    near = parsed.tokens[i + 1 : i + 4]
    if len(near) < 2 or near[0].text.casefold() not in joints:
        return measure
    k = 2 if near[1].text.casefold() in joints else 1
    other = _loss_of(parsed, near[k]) if k < len(near) else None
    after = parsed.tokens[i + 1 + k + 1] if i + k + 2 < len(parsed.tokens) else None
    counted = after is not None and (after.pos == "NUM" or after.text[:1].isdigit())
    both = {measure, other} == {"killed", "wounded"} and not counted
    return "killed_or_wounded" if both else measure


def _governed(parsed: Parsed, first: int, last: int, noun: Noun | None) -> str | None:
    """English: by the verb or noun above; '' when a governor was found that takes no lives, None when unclear."""
    i = noun.token if noun is not None and noun.token is not None else first
    phrase = range(first, last)
    for _ in range(_REACH):
        token = parsed.tokens[i]
        for child in parsed.children(i)[:_MANY]:
            below = parsed.tokens[child]
            measure = _loss_of(parsed, below)
            if measure and below.dep in ("acl", "amod", "relcl", "acomp", "oprd") and below.tag in ("VBN", "JJ", "VBD"):
                return _paired(parsed, child, measure)
        if token.head == i:
            break
        head = parsed.tokens[token.head]
        if head.i in phrase:
            i = head.i
            continue
        measure = _loss_of(parsed, head)
        if measure:
            return _paired(parsed, head.i, measure)
        if head.dep == "prep":
            i = head.i
            continue
        if head.pos in ("VERB", "AUX") and token.dep in _OBJECTS | {"pobj", "prep", "agent"}:
            return _by_complement(parsed, head, first, last)
        i = head.i
    return None


def _by_complement(parsed: Parsed, verb: Token, first: int, last: int) -> str:
    """ "Left 13 dead", "the toll rose to 40": the verb's other words decide; '' when they do not."""
    for child in parsed.children(verb.i):
        token = parsed.tokens[child]
        measure = _loss_of(parsed, token)
        counted = token.dep == "dobj" and child < first
        if measure and (counted or token.dep in ("acomp", "oprd", "nsubj", "nsubjpass", "xcomp", "ccomp", "conj")):
            between = parsed.tokens[min(last, child) : max(first, child)]
            if token.dep == "conj" and any(one.pos == "NUM" for one in between):
                continue
            return measure
    return ""


def _nearest(parsed: Parsed, first: int, last: int) -> str | None:
    """The nearest word of loss in the clause with no other number between (all languages)."""
    if first >= len(parsed.tokens):
        return None
    near = {token.i for token in clause(parsed, min(first, len(parsed.tokens) - 1))}
    candidates: list[tuple[int, int, str]] = []
    for step, limit in ((-1, _NEAR_BEFORE), (1, _NEAR_AFTER)):
        i = first - 1 if step < 0 else last
        for distance in range(1, limit + 1):
            if i not in near or parsed.tokens[i].pos == "NUM":
                break
            if measure := _loss_of(parsed, parsed.tokens[i]):
                candidates.append((distance, -step, _paired(parsed, i, measure)))
                break
            i += step
    return min(candidates)[2] if candidates else None
