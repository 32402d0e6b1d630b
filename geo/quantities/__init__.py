"""How many: numbers with their modifier, unit and measure (codebook rule 4, version `QUANTITY_RULES`).

A quantity is an interval [low, high]; None is open. Measures: strength, persons, killed, wounded, killed_or_wounded,
captured, missing, displaced, area (km2), distance (km), settlements, materiel, units, events, share, other. Ages,
calibres, dates, times, money, unit numbers, model names and coordinates are left out; distances stay, with their own
measure, so that callers can tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from geo import words
from geo.model import Quantity, Span
from geo.quantities.counted import Noun, grammar_classes, loss_measure, noun_after, noun_before
from geo.quantities.intervals import Interval, modified, neat
from geo.quantities.numbers import Number, following, strong
from geo.quantities.numbers import find as find_numbers
from geo.quantities.totals import grown, of_before, totalled

if TYPE_CHECKING:
    from geo.language import Parsed

QUANTITY_RULES = "1"
_WIDE = 40
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₴₽]|US\$|USD|EUR)\s?\Z")
_ITEM = re.compile(r"[.)]\s")
_TIME_AFTER = re.compile(r":\d\d|\s?(?:[ap]\.?m\b|o['’]clock)|[°º′″]", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percent\b|процент\w{0,3}|відсот\w{1,4})", re.IGNORECASE)


def find(parsed: Parsed) -> tuple[Quantity, ...]:
    """Every quantity of the text in text order, each with its span (modifier and number, without the noun)."""
    found: list[Quantity] = []
    numbers = find_numbers(parsed)
    for number in numbers if parsed.language != "en" else filter(None, (grown(parsed, one) for one in numbers)):
        if one := _quantity(parsed, number, found[-1] if found else None):
            found.append(one)
    return tuple(sorted([*found, *_unit_sizes(parsed), *_single(parsed, found)], key=lambda one: one.span.start))


# ------------------------------------------------------------------------------------------------ one quantity


def _quantity(parsed: Parsed, number: Number, previous: Quantity | None) -> Quantity | None:
    if _no_count(parsed, number):
        return None
    percent = _PERCENT.match(parsed.text, number.end)
    if percent or number.kind == "fraction":
        return _share(parsed, number, percent.end() if percent else None)
    if factor := strong(parsed.text, number.end, parsed.language):
        return _value(parsed, modified(parsed, number), "persons", "strength", factor=factor)
    noun = noun_after(parsed, number)
    if number.kind == "words" and _one_of(parsed, number):
        lost = noun is not None and noun.unit == "persons" and loss_measure(parsed, number, noun)
        return _value(parsed, modified(parsed, number), "persons", lost) if lost else None
    if noun is None:
        return _bare(parsed, number, previous)
    if noun.measure in ("skip", "dimension") or _unit_number(parsed, number, noun):
        return None
    measure = noun.measure
    if noun.unit in ("persons", "families"):
        measure = loss_measure(parsed, number, noun) or measure
    return _value(parsed, modified(parsed, number), noun.unit, measure, factor=noun.factor)


def _value(
    parsed: Parsed,
    shape: Interval,
    unit: str,
    measure: str,
    *,
    factor: float = 1.0,
    why: str = "",
    derived: bool = False,
) -> Quantity:
    low = None if shape.low is None else neat(shape.low * factor)
    high = None if shape.high is None else neat(shape.high * factor)
    times = f"times {factor:g}" if factor != 1.0 else ""
    said = ", ".join(filter(None, (shape.rule, times, why)))
    span = Span(shape.start, shape.end, parsed.text[shape.start : shape.end])
    return Quantity(span, low, high, unit, measure, modifier=shape.modifier, derived=derived, rule=said)


def _no_count(parsed: Parsed, number: Number) -> bool:
    """Money, times, coordinates, dates, numbers of a list, and words that only look like numbers ("no one")."""
    text = parsed.text
    if _ITEM.match(text, number.end) and not text[text.rfind("\n", 0, number.start) + 1 : number.start].strip():
        return True
    if number.kind == "words" and _idiom(parsed, number):
        return True
    i = following(parsed, number.start)
    if number.needs_noun and i and i < len(parsed.tokens) and parsed.tokens[i - 1].pos == "NUM":
        return True
    if _MONEY_BEFORE.search(text, max(0, number.start - 5), number.start):
        return True
    if _TIME_AFTER.match(text, number.end):
        return True
    month = grammar_classes(parsed.language).get("month")
    if number.kind in ("digits", "range") and month is not None:
        if month.match(text, number.end + 1, min(number.end + 16, len(text))):
            return True
        found = [one.end() for one in month.finditer(text, max(0, number.start - 14), number.start)]
        if found and not text[found[-1] : number.start].strip(" .,\u00a0") and number.low <= 31:
            return True
    return False


def _year_like(parsed: Parsed, number: Number) -> bool:
    written = parsed.text[number.start : number.end]
    return number.kind == "digits" and len(written) == 4 and written.isdigit() and 1700 <= number.low <= 2100


def _share(parsed: Parsed, number: Number, percent_end: int | None) -> Quantity | None:
    """ "40 %" and "half of the territory" as fractions between 0 and 1; percentages of polls are left out."""
    if percent_end is None:
        if not _part_follows(parsed, number.end):
            return None
        return _value(parsed, modified(parsed, number), "fraction", "share")
    if _poll(parsed, number):
        return None
    shape = modified(parsed, number)
    wide = replace(shape, end=max(shape.end, percent_end))
    return replace(_value(parsed, wide, "fraction", "share", factor=0.01), rule=shape.rule)


def _part_follows(parsed: Parsed, end: int) -> bool:
    """True when "half" is half of something and not "half an hour" or "a quarter" alone."""
    i = following(parsed, end)
    if i >= len(parsed.tokens):
        return False
    token = parsed.tokens[i]
    if parsed.language == "en":
        return token.text.casefold() in words.lemmas("fraction_of.txt", "en")
    return token.pos in ("NOUN", "ADJ", "PROPN", "PRON", "DET")


def _poll(parsed: Parsed, number: Number) -> bool:
    sentence = parsed.sentence_at(number.start)
    cues = words.lemmas("poll_words.txt", parsed.language)
    return sentence is not None and any(
        t.lemma.casefold() in cues for t in parsed.tokens[sentence.first : sentence.last]
    )


def _unit_number(parsed: Parsed, number: Number, noun: Noun) -> bool:
    """ "47 Brigade" is a name: a number above one before a unit in the singular."""
    if noun.measure != "units" or number.kind not in ("digits", "words") or noun.token is None:
        return False
    token = parsed.tokens[noun.token]
    if parsed.language == "en":
        return number.low != 1 and token.tag in ("NN", "NNP")
    if "Number=Plur" in token.morph:
        return False
    last_two, last = int(number.low) % 100, int(number.low) % 10
    few = last in (2, 3, 4) and last_two not in (12, 13, 14) and "Case=Gen" in token.morph
    return not (few or number.low == 1)


def _bare(parsed: Parsed, number: Number, previous: Quantity | None) -> Quantity | None:
    """A number without a noun: people where killing or wounding governs it, else the unit of what it is part of."""
    if number.needs_noun or _year_like(parsed, number) or _age(parsed, number):
        return None
    if _strength(parsed, number):
        return _value(parsed, modified(parsed, number), "persons", "strength")
    near = previous if previous is not None and _same_sentence(parsed, number, previous) else None
    if near is None and previous is not None and _more(parsed, number, previous):
        return _value(parsed, modified(parsed, number), previous.unit, "strength", why="more of those before it")
    part = near is not None and _part_of_previous(parsed, number, near)
    measure = None if part else loss_measure(parsed, number, None)
    lost = near is not None and near.measure == "materiel" and measure in ("killed_or_wounded", "captured")
    if near is not None and (part or lost):
        return _value(parsed, modified(parsed, number), near.unit, near.measure, why="of those before it")
    if measure:
        return _value(parsed, modified(parsed, number), "persons", measure)
    found = _of_noun_before(parsed, number, near)
    if found is None and previous is not None and of_before(parsed, number, previous.span.end):
        return _value(parsed, modified(parsed, number), previous.unit, previous.measure, why="of those before it")
    return found


def _of_noun_before(parsed: Parsed, number: Number, near: Quantity | None) -> Quantity | None:
    """ "Launchers, 12 of them", "the number of attacks is 106", "96 drones vanished and five flew back"."""
    after = parsed.text[number.end : number.end + 24].casefold().lstrip()
    i = following(parsed, number.start)
    clause_words = {token.lemma.casefold() for token in parsed.tokens[max(0, i - 10) : i]}
    if parsed.language == "en" and (found := totalled(parsed, number)):
        unit, measure = found
        return _value(parsed, modified(parsed, number), unit, measure, why="what the total counts")
    total = bool(clause_words & words.lemmas("number_of.txt", parsed.language))
    if total or after.startswith(tuple(words.lines("of_those.txt", parsed.language))):
        noun = noun_before(parsed, number)
        if noun is not None:
            measure = noun.measure
            return _value(
                parsed, modified(parsed, number), noun.unit, measure, factor=noun.factor, why="of the noun before it"
            )
    alone = i < len(parsed.tokens) and parsed.tokens[i].dep in ("nsubj", "nsubjpass") and number.low > 1
    if alone and near is not None and near.measure == "materiel":
        return _value(parsed, modified(parsed, number), near.unit, near.measure, why="of those before it")
    return None


def _more(parsed: Parsed, number: Number, previous: Quantity) -> bool:
    """ "3,000 soldiers serve there. 5,000 more are in the country": people again, a sentence on."""
    between = parsed.text[previous.span.end : number.start]
    after = parsed.text[number.end : number.end + 12].casefold().lstrip()
    close = len(between) < 200 and "\n" not in between and previous.unit == "persons"
    return close and number.kind != "vague" and after.startswith(tuple(words.lines("more.txt", parsed.language)))


def _idiom(parsed: Parsed, number: Number) -> bool:
    """Number words that count nothing: "no one", "one another", "all but three"."""
    before = parsed.text[max(0, number.start - 16) : number.start].casefold().rstrip()
    written = parsed.text[number.start : number.end + 16].casefold()
    led = before.endswith(tuple(words.lines("uncounted_before.txt", parsed.language)))
    return led or written.startswith(tuple(words.lines("uncounted.txt", parsed.language)))


def _one_of(parsed: Parsed, number: Number) -> bool:
    """ "One of the drones" is no count, "one of its soldiers was killed" is."""
    written = parsed.text[number.start : number.end + 16].casefold()
    return written.startswith(tuple(words.lines("one_of.txt", parsed.language)))


def _age(parsed: Parsed, number: Number) -> bool:
    """ "A man, 45, was killed", "aged 45": a bare number between commas or after a word of age."""
    before = parsed.text[max(0, number.start - _WIDE) : number.start].casefold().rstrip()
    after = parsed.text[number.end : number.end + 2].strip()
    if number.kind == "digits" and before.endswith((",", "(")) and after[:1] in (",", ")", ";") and number.low < 120:
        return True
    return before.endswith(tuple(words.lines("age_words.txt", parsed.language)))


def _strength(parsed: Parsed, number: Number) -> bool:
    """ "A force of tens of thousands"."""
    before = parsed.text[max(0, number.start - _WIDE) : number.start].casefold().rstrip()
    return before.endswith(tuple(words.lines("force_of.txt", parsed.language)))


def _same_sentence(parsed: Parsed, number: Number, previous: Quantity) -> bool:
    between = parsed.text[previous.span.end : number.start]
    return len(between) < 200 and parsed.sentence_at(number.start) == parsed.sentence_at(previous.span.start)


def _part_of_previous(parsed: Parsed, number: Number, previous: Quantity) -> bool:
    after = parsed.text[number.end : number.end + 24].casefold()
    between = parsed.text[previous.span.end : number.start]
    back = tuple(words.lines("of_those.txt", parsed.language))
    ahead = tuple(words.lines("including.txt", parsed.language))
    gap = between.casefold().rstrip()
    return bool(after.lstrip().startswith(back) or (bool(back) and gap.endswith(back)) or gap.endswith(ahead))


# ------------------------------------------------------------------------------------------------ derived


@cache
def _size_words(language: str) -> re.Pattern[str] | None:
    rows = words.rows("unit_size_words.csv", language)
    if not rows:
        return None
    body = "|".join(f"(?P<{row['unit']}{n}>{row['forms']})" for n, row in enumerate(rows))
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)".replace(" ", r"\s{1,3}"), re.IGNORECASE)


def _unit_sizes(parsed: Parsed) -> Iterator[Quantity]:
    """ "A battalion-sized force" as persons from the cited table `unit_sizes.csv`, flagged derived."""
    regex = _size_words(parsed.language)
    sizes = {
        row["unit"]: (float(row["low"]), float(row["high"]), row["source"]) for row in words.rows("unit_sizes.csv")
    }
    for found in regex.finditer(parsed.text) if regex else ():
        name = (found.lastgroup or "").rstrip("0123456789")
        low, high, source = sizes[name.removesuffix("_up")]
        shape = Interval(
            found.start(), found.end(), 0.0 if name.endswith("_up") else low, high, f"unit size after {source}", None
        )
        yield _value(parsed, shape, "persons", "strength", derived=True)


def _single(parsed: Parsed, found: list[Quantity]) -> Iterator[Quantity]:
    """ "Killed a woman": the article counts one person, only where killing, wounding or capturing governs the noun."""
    taken = {one.span.start for one in found}
    for token in parsed.tokens if parsed.language == "en" else ():
        if token.text.casefold() not in ("a", "an") or token.start in taken or token.dep != "det":
            continue
        number = Number(token.start, token.end, 1.0, 1.0, "article")
        noun = noun_after(parsed, number)
        if noun is None or noun.unit != "persons" or noun.token != token.head or noun.measure == "killed":
            continue
        if measure := loss_measure(parsed, number, noun):
            shape = Interval(token.start, token.end, 1.0, 1.0, "article", None)
            yield _value(parsed, shape, "persons", measure)
