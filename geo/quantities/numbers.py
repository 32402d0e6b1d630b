"""Numbers in a text, in digits and in words, as intervals: "11,000", "11 000", "1,2 тыс.", "two hundred and fifty",
"tens of thousands", "10–15 thousand", "a third", "40 %".

What is glued to letters is no number (T-72, Su-34, 47th, 810-я, M1978); nor are times, money and years without a noun,
which `quantities` sorts out. Conventions for vague numbers are the codebook's rule 4.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from geo import words

if TYPE_CHECKING:
    from geo.language import Parsed, Token

_GROUPED = r"\d{1,3}(?:(?:[,.'’]|[ \u00a0\u2007\u2009\u202f])\d{3}){1,4}(?![\d])"
_DIGITS = re.compile(rf"(?<![\w.,:/№#@\\])(?:{_GROUPED}|\d{{1,12}}(?:[.,]\d{{1,4}})?)(?![\d]|[.,:/]\d|:\d)")
_LONG = re.compile(r"\d{13}")
_SPACE = re.compile(r"[\s'’]")
_AFTER_OK = re.compile(r"\s|$|[-–—+%)\].,;:!?\"»”“/…]|[kк](?!\w)|km|км|ha\b|га\b|тис|тыс|m(?!\w)", re.IGNORECASE)
_ORDINAL = re.compile(r"-?(?:st|nd|rd|th|[ыиоа]?й|[ая]я|я|ша|га|та|го|му|ту|ю|х|е|ої|ої|ої|а|у)(?!\w)", re.IGNORECASE)
_MAX_WORDS = 12
_HYPHENS = ("-", "‑", "–")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written: text[start:end], its interval (None = open), and how it is written.

    `kind`: digits, words, vague, fraction, range. `needs_noun`: only a quantity before a counted noun ("several").
    """

    start: int
    end: int
    low: float
    high: float | None
    kind: str
    needs_noun: bool = False
    indivisible: bool = True


def find(parsed: Parsed) -> tuple[Number, ...]:
    """Every number of the text in text order, ranges joined."""
    single = sorted([*_fixed(parsed), *_composed(parsed)], key=lambda one: (one.start, -one.end))
    kept: list[Number] = []
    for one in single:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(_joined(parsed, kept))


# ------------------------------------------------------------------------------------------------ fixed phrases


@cache
def _phrases(
    language: str,
) -> tuple[re.Pattern[str] | None, tuple[tuple[re.Pattern[str], float, float | None, bool], ...]]:
    table: list[tuple[str, float, float | None, bool]] = []
    for row in words.rows("vague_numbers.csv", language):
        high = float(row["high"]) if row["high"] else None
        table.append((row["phrase"], float(row["low"]), high, bool(row["needs_noun"])))
    if not table:
        return None, ()
    ordered = sorted(table, key=lambda row: len(row[0]), reverse=True)
    body = "|".join(row[0].replace(" ", r"\s{1,3}") for row in ordered)
    compiled = tuple((re.compile(row[0].replace(" ", r"\s{1,3}"), re.IGNORECASE), *row[1:]) for row in ordered)
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])", re.IGNORECASE), compiled


@cache
def _shares(language: str) -> tuple[re.Pattern[str] | None, tuple[tuple[re.Pattern[str], float], ...]]:
    table = [(row["phrase"], float(row["value"])) for row in words.rows("fractions.csv", language)]
    if not table:
        return None, ()
    ordered = sorted(table, key=lambda row: len(row[0]), reverse=True)
    body = "|".join(phrase.replace(" ", r"\s{1,3}") for phrase, _ in ordered)
    compiled = tuple((re.compile(phrase.replace(" ", r"\s{1,3}"), re.IGNORECASE), value) for phrase, value in ordered)
    return re.compile(rf"(?<![\w-])(?:{body})(?![\w-])", re.IGNORECASE), compiled


def _fixed(parsed: Parsed) -> Iterator[Number]:
    vague, table = _phrases(parsed.language)
    for found in vague.finditer(parsed.text) if vague else ():
        for form, low, high, needs_noun in table:
            if form.fullmatch(found.group()):
                yield Number(found.start(), found.end(), low, high, "vague", needs_noun)
                break
    shares, values = _shares(parsed.language)
    for found in shares.finditer(parsed.text) if shares else ():
        value = next((value for form, value in values if form.fullmatch(found.group())), None)
        if value is not None:
            yield Number(found.start(), found.end(), value, value, "fraction", needs_noun=True)


# ------------------------------------------------------------------------------------------------ digits and words


@cache
def _number_words(language: str) -> dict[str, tuple[float, str]]:
    return {row["word"].casefold(): (float(row["value"]), row["kind"]) for row in words.rows("numbers.csv", language)}


def read_digits(written: str, language: str) -> float | None:
    """The value of a number in digits, whatever separates its thousands; None when it cannot be one.

    A point or comma before exactly three digits separates thousands, except an English point before digits that do
    not end in 0 ("1.234").
    """
    plain = _SPACE.sub("", written)
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3}){2,}", plain):
        return float(re.sub(r"[.,]", "", plain))
    if found := re.fullmatch(r"(\d{1,3})([.,])(\d{3})", plain):
        decimal = found[1] == "0" or (found[2] == "." and language == "en" and not found[3].endswith("0"))
        return float(f"{found[1]}.{found[3]}") if decimal else float(found[1] + found[3])
    if re.fullmatch(r"\d+", plain):
        return float(plain)
    if re.fullmatch(r"\d+[.,]\d+", plain):
        return float(plain.replace(",", "."))
    return None


def _whole(parsed: Parsed, found: re.Match[str]) -> bool:
    """False for digits that are part of a name, an ordinal or a model."""
    text, start, end = parsed.text, found.start(), found.end()
    if start and text[start - 1] in "-–‑" and start > 1 and text[start - 2].isalpha():
        return False
    if not _AFTER_OK.match(text, end) or _ORDINAL.match(text, end):
        return False
    hyphened = text[end : end + 1] in _HYPHENS and text[end + 1 : end + 2].isalpha()
    return not hyphened or parsed.language == "en" or strong(text, end, parsed.language) > 0


def strong(text: str, end: int, language: str) -> float:
    """What "-strong", "-тысячный" after a number multiply it by, as a number of people; 0 where none follows."""
    after = text[end : end + 16].casefold()
    rows = words.rows("strong.csv", language)
    return next((float(row["factor"]) for row in rows if after.startswith(row["form"])), 0.0)


@dataclass(slots=True)
class _Piece:
    start: int
    end: int
    value: float
    kind: str


def _pieces(parsed: Parsed) -> list[_Piece]:
    lexicon = _number_words(parsed.language)
    pieces = [
        _Piece(found.start(), found.end(), value, "digits")
        for found in _DIGITS.finditer(parsed.text)
        if _whole(parsed, found) and (value := read_digits(found.group(), parsed.language)) is not None
    ]
    for token in parsed.tokens:
        known = lexicon.get(token.text.casefold()) or (lexicon.get(token.lemma) if parsed.language != "en" else None)
        if known and known[1] != "suffix":
            pieces.append(_Piece(token.start, token.end, *known))
    pieces += _glued_scales(parsed, pieces, lexicon)
    return sorted(pieces, key=lambda piece: piece.start)


def _glued_scales(parsed: Parsed, pieces: list[_Piece], lexicon: dict[str, tuple[float, str]]) -> list[_Piece]:
    """The k of "50k", which is no word of its own."""
    out = []
    for piece in pieces:
        letter = parsed.text[piece.end : piece.end + 1].casefold()
        free = not parsed.text[piece.end + 1 : piece.end + 2].isalnum()
        if piece.kind == "digits" and letter in ("k", "к") and free:
            out.append(_Piece(piece.end, piece.end + 1, 1000.0, "scale"))
    return out


def _composed(parsed: Parsed) -> Iterator[Number]:
    """Runs of number words and digits read as one number: "two hundred and fifty thousand", "1,2 тыс."."""
    run: list[_Piece] = []
    for piece in _pieces(parsed):
        if run and piece.start < run[-1].end:
            continue
        if run and not _continues(parsed, run, piece):
            yield _number(parsed, run)
            run = []
        run.append(piece)
    if run:
        yield _number(parsed, run)


def _continues(parsed: Parsed, run: list[_Piece], piece: _Piece) -> bool:
    last = run[-1]
    gap = parsed.text[last.end : piece.start].casefold()
    if len(gap) > 6 or len(run) > _MAX_WORDS or piece.kind == "digits":
        return False
    if gap.strip() in ("and", "та", "і", "и"):
        return parsed.language == "en" and last.kind in ("hundred", "scale") and piece.kind in ("unit", "ten")
    if gap.strip() not in ("", "-", "."):
        return False
    if piece.kind in ("hundred", "scale"):
        return last.kind != "scale" or piece.value > last.value
    if last.kind == "ten":
        return piece.kind == "unit" and 0 < piece.value < 10 and gap.strip() != "."
    if last.kind in ("hundred", "scale", "hundreds"):
        return gap.strip() == "" and (last.kind != "hundreds" or piece.kind in ("unit", "ten"))
    return False


def _number(parsed: Parsed, run: list[_Piece]) -> Number:
    total = current = 0.0
    for piece in run:
        if piece.kind == "hundred":
            current = (current or 1) * piece.value
        elif piece.kind == "scale":
            total += (current or 1) * piece.value
            current = 0.0
        else:
            current += piece.value
    value = total + current
    end = run[-1].end
    written = "digits" if run[0].kind == "digits" else "words"
    whole = value == int(value)
    return Number(run[0].start, end, value, value, written, indivisible=whole)


# ------------------------------------------------------------------------------------------------ ranges


@cache
def _range_links(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = {row["link"]: row["forms"].replace(" ", r"\s{1,3}") for row in words.rows("number_ranges.csv", language)}
    opened = re.compile(rf"(?<!\w)(?:{table.get('open', 'from')})\s{{1,3}}\Z", re.IGNORECASE)
    to = re.compile(rf"\s{{0,2}}(?:{table.get('to', '-')})\s{{0,2}}", re.IGNORECASE)
    dash = re.compile(rf"\s{{0,2}}(?:{table.get('dash', '-')})\s{{0,2}}", re.IGNORECASE)
    return opened, to, dash


def _joined(parsed: Parsed, numbers: list[Number]) -> Iterator[Number]:
    opened, to, dash = _range_links(parsed.language)
    i = 0
    while i < len(numbers):
        one = numbers[i]
        other = numbers[i + 1] if i + 1 < len(numbers) else None
        gap = parsed.text[one.end : other.start] if other else ""
        counted = ("digits", "words")
        alike = other is not None and one.kind == other.kind == "fraction"
        if other and len(gap) <= 12 and (alike or (one.kind in counted and other.kind in counted)):
            before = opened.search(parsed.text, max(0, one.start - 24), one.start)
            link = to if before else dash
            low = _scaled(parsed, one, other)
            if link.fullmatch(gap) and other.high is not None and low < other.high:
                start = before.start() if before else one.start
                kind = "fraction" if alike else "range"
                yield Number(start, other.end, low, other.high, kind, alike, indivisible=one.indivisible)
                i += 2
                continue
        yield one
        i += 1


def _scaled(parsed: Parsed, one: Number, other: Number) -> float:
    """The lower end of "10 to 15 thousand" and "10–12,000" in the upper end's thousands."""
    written = parsed.text[other.start : other.end]
    lexicon = _number_words(parsed.language)
    spoken = [lexicon[word] for word in re.findall(r"[^\W\d_]+", written.casefold()) if word in lexicon]
    scale = next((value for value, kind in reversed(spoken) if kind in ("scale", "hundred")), None)
    if scale is None and parsed.language != "en" and other.low >= 1000 and re.search(r"[^\W\d_]", written):
        scale = 1000.0 if other.low < 1e6 else 1e6
    if scale and one.low < scale and one.low * scale < other.low:
        return one.low * scale
    if one.kind == "digits" and one.low < 100 and other.low >= 1000 and other.low % 1000 == 0:
        return one.low * 1000 if one.low * 1000 < other.low else one.low
    return one.low


def following(parsed: Parsed, end: int) -> int:
    """Index of the first token that starts at or after a character offset (len(tokens) when there is none)."""
    return bisect_right(parsed._starts, end - 1)


def shift(number: Number, *, start: int, end: int) -> Number:
    """The same number with wider words."""
    return replace(number, start=start, end=end)


def word_at(parsed: Parsed, i: int) -> Token | None:
    """Token `i`, or None beyond either end."""
    return parsed.tokens[i] if 0 <= i < len(parsed.tokens) else None
