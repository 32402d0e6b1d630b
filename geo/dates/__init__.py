"""Time expressions in a report's text → ranges of days (codebook rule 6 of the claim model; precision after UCDP GED).

Days are inclusive; None is open or unknown. Past expressions never reach beyond the day they count from (utterance or
publication); only forecasts do. Without such a day a relative expression keeps its span, has no days and says why.
EDTF strings follow ISO 8601-2 level 1 and 2.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from re import Match
from typing import TYPE_CHECKING

from geo.dates.days import Clock, Reading
from geo.dates.grammar import Grammar, Pattern, grammar, matches, upper
from geo.dates.rules import RULES
from geo.modality.tense import speaks_of_future
from geo.model import DateBasis, DayRange, Span

if TYPE_CHECKING:
    from geo.language import Parsed

_BEFORE = 48
_SPOKEN = ("as_of", "since", "until", "by", "before", "after")
_CLOSED = ("days", "months", "years")
_DEADLINES = ("by", "until", "before")
_YEARLESS = ("day", "days", "month", "season")


@dataclass(frozen=True, slots=True)
class _Found:
    """A time expression before its link words are read."""

    start: int
    end: int
    rule: str
    words: Mapping[str, str]
    clock: Clock
    reading: Reading
    link: str = ""
    link_start: int = -1


def find(parsed: Parsed, *, published: date | None, uttered: date | None = None) -> tuple[DayRange, ...]:
    """Every time expression of the text in text order, each with its span.

    Relative words count from `uttered` when given (words inside reported speech), else from `published`; with neither,
    `first` and `last` are None and `rule` says why.
    """
    rules = grammar(parsed.language)
    anchor = uttered or published
    found = _linked(parsed, rules, _read(parsed, rules, anchor))
    basis = DateBasis.UTTERANCE if uttered else DateBasis.PUBLICATION
    return tuple(_day_range(parsed, one, anchor, basis) for one in found)


def end_at(day: date | None, *, rule: str = "undated: ends when it was said or published") -> DayRange:
    """The range of undated content: open start, end on `day` (utterance, else publication); both None without a day."""
    edtf = f"../{day.isoformat()}" if day else ""
    return DayRange(None, day, precise=False, date_prec=5, basis=DateBasis.NONE, edtf=edtf, rule=rule)


def clip(when: DayRange, limit: date | None) -> DayRange:
    """A past range cut at `limit` (publication); a range that starts after it, or is open at its end, is left alone."""
    if limit is None or when.last is None or when.last <= limit or (when.first and when.first > limit):
        return when
    return replace(
        when,
        last=limit,
        date_prec=precision(when.first, limit),
        edtf=edtf(when.first, limit),
        rule=f"{when.rule}; cut at publication",
    )


def precision(first: date | None, last: date | None) -> int:
    """UCDP GED's date_prec: 1 a day, 2 two to six days, 3 a week, 4 up to a month, 5 more or open."""
    if first is None or last is None:
        return 5
    days = (last - first).days + 1
    return 1 if days <= 1 else 2 if days <= 6 else 3 if days == 7 else 4 if days <= 31 else 5


def edtf(first: date | None, last: date | None, *, vague: bool = False) -> str:
    """The interval in EDTF: a day, `a/b`, `../b` for an open start, `a/..` for an open end, `~` where approximate."""
    mark = "~" if vague else ""
    if first is None and last is None:
        return ""
    if first == last and first is not None:
        return first.isoformat() + mark
    opening = first.isoformat() + mark if first else ".."
    closing = last.isoformat() + mark if last else ".."
    return f"{opening}/{closing}"


def uttered_on(ranges: tuple[DayRange, ...], cue: Span, content: tuple[Span, ...], within: Span) -> DayRange | None:
    """When something was said: the day nearest to the cue, in the cue's sentence (`within`) and outside what was said.

    Only expressions of one or two days count; None when the sentence does not say.
    """
    near: list[tuple[int, DayRange]] = []
    for when in ranges:
        if when.span is None or when.first is None or when.last is None or (when.last - when.first).days > 1:
            continue
        inside = within.start <= when.span.start and when.span.end <= within.end
        spoken = any(part.start <= when.span.start < part.end for part in content)
        if inside and not spoken:
            near.append((min(abs(when.span.start - cue.end), abs(cue.start - when.span.end)), when))
    return min(near, key=lambda pair: pair[0])[1] if near else None


# ------------------------------------------------------------------------------------------------ reading


def _stretches(parsed: Parsed) -> Iterator[tuple[int, int]]:
    if not parsed.sentences:
        yield 0, len(parsed.text)
    for sentence in parsed.sentences:
        yield sentence.start, sentence.end


def _acceptable(rules: Grammar, text: str, pattern: Pattern, match: Match[str]) -> bool:
    """Names keep their capital where the language writes one, and bare months and years need a preposition."""
    for name, written in match.groupdict().items():
        if written and name.rstrip("2") in rules.cased and not written[0].isupper():
            return False
    if wanted := pattern.arguments.get("prefix"):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        return rules.linked(before, ("in" if wanted == "required" else wanted,)) is not None
    return True


def _chosen(parsed: Parsed, rules: Grammar) -> list[tuple[Pattern, Match[str]]]:
    """The longest matches that do not overlap, in text order."""
    text = parsed.text
    accepted = [
        (pattern, match)
        for start, end in _stretches(parsed)
        for pattern, match in matches(parsed.language, text, start, end)
        if _acceptable(rules, text, pattern, match)
    ]
    accepted.sort(key=lambda pair: (pair[1].start() - pair[1].end(), pair[1].start()))
    taken: list[tuple[int, int]] = []
    kept = []
    for pattern, match in accepted:
        at = bisect_left(taken, match.span())
        free = (at == 0 or taken[at - 1][1] <= match.start()) and (at == len(taken) or taken[at][0] >= match.end())
        if free:
            insort(taken, match.span())
            kept.append((pattern, match))
    return sorted(kept, key=lambda pair: pair[1].start())


def _words(rules: Grammar, pattern: Pattern, match: Match[str]) -> dict[str, str]:
    """The values of the pattern's slots: month → "11", unit "weeks" → "week" with plural noted."""
    values = dict(pattern.arguments)
    for group, matched in match.groupdict().items():
        if matched is None:
            continue
        name = group.rstrip("2")
        written = upper(matched) if name == "n" else matched
        digits = "".join(sign for sign in written if sign.isdecimal())
        if name in ("day", "year", "mm", "dd", "a", "b") or (name == "n" and digits):
            values[group] = digits
        elif value := rules.value(name, written):
            if name == "unit" and value.endswith("s"):
                value, values["plural"] = value[:-1], "1"
            values[group] = value
    return values


def _read(parsed: Parsed, rules: Grammar, anchor: date | None) -> list[_Found]:
    found: list[_Found] = []
    previous: date | None = None
    for pattern, match in _chosen(parsed, rules):
        ahead = speaks_of_future(parsed, match.start(), match.end())
        clock = Clock(anchor, ahead=ahead, previous=previous)
        values = _words(rules, pattern, match)
        reading = RULES[pattern.rule](values, clock)
        if reading is None:
            continue
        found.append(_Found(match.start(), match.end(), pattern.rule, values, clock, reading))
        if reading.first == reading.last and reading.first and pattern.rule != "shift":
            previous = reading.first
    return found


# ------------------------------------------------------------------------------------------------ links


def _linked(parsed: Parsed, rules: Grammar, found: list[_Found]) -> Iterator[_Found]:
    """Joins "from A to B" and reads "since A", "by A" …; what stands alone passes unchanged."""
    i = 0
    while i < len(found):
        one = _with_link(parsed, rules, found[i])
        if i + 1 < len(found) and (joined := _joined(parsed, rules, one, found[i + 1])):
            i += 2
            yield joined
        else:
            i += 1
            yield _bounded(one)


def _with_link(parsed: Parsed, rules: Grammar, one: _Found) -> _Found:
    before = parsed.text[max(0, one.start - _BEFORE) : one.start]
    linked = rules.linked(before, ("between", *_SPOKEN, "from"))
    return replace(one, link=linked[0], link_start=one.start - len(before) + linked[1]) if linked else one


def _joined(parsed: Parsed, rules: Grammar, one: _Found, other: _Found) -> _Found | None:
    between = parsed.text[one.end : other.start]
    opened = one.link in ("from", "between", "since")
    connector = rules.links.get("and" if one.link == "between" else "to")
    if connector is None or len(between) > _BEFORE:
        return None
    dayish = one.reading.grain == other.reading.grain == "day"
    joins = connector.fullmatch(between) is not None and (opened or dayish)
    if not joins and dayish and not one.link:
        joins = one.rule == other.rule == "weekday" and rules.links["and"].fullmatch(between) is not None
    if not joins:
        return None
    if other.reading.last is None:
        return replace(one, end=other.end, start=one.link_start if one.link else one.start)
    first = one.reading
    if (one.rule in _YEARLESS and "year" not in one.words) or (first.first and first.first > other.reading.last):
        first = RULES[one.rule](one.words, replace(one.clock, anchor=other.reading.last, ahead=False)) or first
    if first.first is None or first.first > other.reading.last:
        return None
    reading = Reading(
        first.first,
        other.reading.last,
        "span",
        relative=first.relative or other.reading.relative,
        ahead=other.reading.ahead,
        vague=first.vague or other.reading.vague,
    )
    start = one.link_start if one.link else one.start
    return replace(one, start=start, end=other.end, rule=f"{one.rule} to {other.rule}", reading=reading, link="")


def _bounded(one: _Found) -> _Found:
    """The range of "since A", "until A", "by A", "before A", "after A" and "as of A"."""
    if one.link in ("", "from", "between"):
        return one
    reading, anchor = one.reading, one.clock.anchor
    first, last = reading.first, reading.last
    opened = replace(one, start=one.link_start, rule=f"{one.link} {one.rule}")
    if one.rule in _CLOSED and one.link == "since":
        return opened
    if first is None or last is None:
        return opened
    ahead = reading.ahead or (anchor is not None and last > anchor and (one.clock.ahead or one.link in _DEADLINES))
    if one.link in ("since", "after"):
        end = None if ahead or anchor is None or first > anchor else anchor
        days: tuple[date | None, date | None] = (first, end)
    else:
        # "before the end of the month" excludes no day of the month that we could name
        end = first - timedelta(days=1) if one.link == "before" and not reading.vague else last
        days = (anchor, end) if ahead and anchor and anchor <= end else (None, end)
    bounded = replace(reading, first=days[0], last=days[1], ahead=ahead, edtf="", grain="span")
    return replace(opened, reading=bounded)


# ------------------------------------------------------------------------------------------------ the value


def _day_range(parsed: Parsed, one: _Found, anchor: date | None, basis: DateBasis) -> DayRange:
    reading = one.reading
    first, last = reading.first, reading.last
    span = Span(one.start, one.end, parsed.text[one.start : one.end])
    rule = one.rule.replace("_", " ")
    if first is None and last is None:
        return DayRange(None, None, basis=DateBasis.NONE, span=span, edtf=reading.edtf, rule=f"{rule}: {reading.why}")
    written = reading.edtf
    if anchor and not reading.ahead and last and last > anchor and (first is None or first <= anchor):
        last, written, rule = anchor, "", f"{rule}; cut at the day it counts from"
    relative = reading.relative or (one.clock.previous is not None and one.rule == "shift")
    return DayRange(
        first,
        last,
        precise=first is not None and not reading.vague and reading.grain in ("day", "span"),
        date_prec=precision(first, last),
        basis=(DateBasis.INHERITED if reading.why else basis) if relative else DateBasis.EXPLICIT,
        span=span,
        edtf=written or edtf(first, last, vague=reading.vague),
        rule=f"{rule}, {reading.why}" if reading.why else rule,
    )
