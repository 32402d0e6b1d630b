"""Where paragraphs, sentences and words begin and end, found by punctuation alone; no language library is needed.

All offsets are half-open and count characters of the text handed in. A sentence splitter of our own, because bulletins
and posts mislead trained ones: it knows abbreviations (`data/words/<language>/abbreviations.txt`) and words that open
a sentence (`starters.txt`, for a full stop that may belong to an abbreviation).
"""

from __future__ import annotations

import re
from itertools import pairwise

from geo import words
from geo.language.datelines import DATELINE_WITHIN, dateline

LONGEST_PARAGRAPH = 3000
"""Characters; longer paragraphs are cut at sentence ends so that no single one exhausts the language pipeline."""

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-–—•·▪◾●*►➤>#]|\d{1,3}[.)]|[❗‼️⚡🔴⚠✅➡])")
_TERMINAL = re.compile(r"[.!?:;…][\"”»’')\]]*\s*$")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”»’'“)\]]*+(?=\s)|(?<=[.!?…])(?=[“«][^\W\d_])")
_WORD_BEFORE = re.compile(r"([\w’'ʼ.\-]*[\w’'ʼ])\.$")
_NEXT = re.compile(r"\s*[\"“”«‘'(\[—–-]*\s*(\S?[\w’'ʼ\-]*)")
_TOKEN = re.compile(
    r"https?://\S+|pic\.twitter\.com/\w+|[@#]\w+"
    r"|\d+(?:[.,:]\d+)*(?:-?[^\W\d_]+)?"
    r"|[^\W_]+(?:[’'ʼ`\-‑/][^\W_]+)*"
    r"|\.{2,}|[^\w\s]|_+"
)


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """The paragraphs of a text as (start, end), without surrounding white space.

    A line is a paragraph, unless the text is hard-wrapped: then lines are joined up to a blank line, a list sign or a
    line that ends early.
    """
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if not m.group().isspace()]
    if not lines:
        return ()
    wrapped = _is_wrapped(text, lines)
    width = max((end - start for start, end in lines), default=0)
    joined = [lines[0]]
    for (start, end), (next_start, next_end) in pairwise(lines):
        same_group = not text[end:next_start].strip("\n") and text.count("\n", end, next_start) == 1
        if same_group and _continues(text[start:end], text[next_start:next_end], wrapped=wrapped, width=width):
            joined[-1] = (joined[-1][0], next_end)
        else:
            joined.append((next_start, next_end))
    return tuple(_trim(text, start, end) for start, end in joined)


def sentences(text: str, start: int, end: int, language: str) -> tuple[tuple[int, int], ...]:
    """The sentences of text[start:end] as (start, end), without surrounding white space, in order."""
    cuts = [start]
    if behind := dateline(text[start : min(end, start + DATELINE_WITHIN)]):
        cuts.append(start + behind)
    abbreviations = words.lemmas("abbreviations.txt", language) or words.lemmas("abbreviations.txt", "en")
    starters = words.lemmas("starters.txt", language)
    for match in _END.finditer(text, start, end):
        if match.end() > cuts[-1] and _ends_sentence(
            match, cuts[-1], end, abbreviations=abbreviations, starters=starters
        ):
            cuts.append(match.end())
    spans = (_trim(text, first, last) for first, last in pairwise([*cuts, end]))
    return tuple((first, last) for first, last in spans if first < last)


def pieces(text: str, start: int, end: int, language: str) -> tuple[tuple[int, int], ...]:
    """A paragraph cut into pieces of at most `LONGEST_PARAGRAPH` characters, at sentence ends, else at white space."""
    if end - start <= LONGEST_PARAGRAPH:
        return ((start, end),)
    cut = [start]
    for _, last in sentences(text, start, end, language):
        while last - cut[-1] > LONGEST_PARAGRAPH:
            cut.append(_soft_cut(text, cut[-1], last))
        if last - cut[-1] > LONGEST_PARAGRAPH // 2:
            cut.append(last)
    while end - cut[-1] > LONGEST_PARAGRAPH:
        cut.append(_soft_cut(text, cut[-1], end))
    trimmed = (_trim(text, first, last) for first, last in pairwise([*cut, end]))
    return tuple((first, last) for first, last in trimmed if first < last)


def tokens(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Words, numbers, links, handles and single punctuation marks of text[start:end] as (start, end)."""
    return tuple(match.span() for match in _TOKEN.finditer(text, start, end))


def _soft_cut(text: str, start: int, end: int) -> int:
    """Where to cut a run without sentence ends: the last white space before the limit, else the limit."""
    limit = min(start + LONGEST_PARAGRAPH, end)
    space = max(text.rfind(" ", start + LONGEST_PARAGRAPH // 2, limit), text.rfind("\n", start + 1, limit))
    return space + 1 if space > start else limit


def _ends_sentence(
    match: re.Match[str], start: int, end: int, *, abbreviations: frozenset[str], starters: frozenset[str]
) -> bool:
    text = match.string
    following = _NEXT.match(text, match.end(), end)
    word = following.group(1) if following else ""
    if not word or not (word[0].isupper() or word[0].isdigit() or not word[0].isalnum()):
        return not word
    mark = match.group()
    if not mark.startswith(".") or mark.startswith(".."):
        # a question inside the running sentence: "Why?" he asked is lower case and never gets here
        return True
    before = _WORD_BEFORE.search(text[max(start, match.start() - 40) : match.start() + 1])
    if not before:
        return True
    last = before.group(1).casefold()
    opens = word.casefold() in starters and following is not None and text[following.end() : following.end() + 1] != "."
    dotted = "." in last and not last[0].isdigit() and all(len(part) <= 2 for part in last.split("."))
    if (last in abbreviations and len(mark) == 1) or dotted:
        return opens
    if len(last) == 1 and last.isalpha():
        return opens and before.group(1).islower()
    # "1. Text": a number that opens the sentence is a list sign
    return not (last.isdigit() and len(last) <= 2 and not text[start : match.start() - len(last)].strip())


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """True when most lines stop at a margin in the middle of sentences."""
    neighbours = [(a, b) for a, b in pairwise(lines) if text.count("\n", a[1], b[0]) == 1 and a[1] - a[0] > 45]
    if len(neighbours) < 2 or max(end - start for start, end in lines) > 140:
        return False
    running = sum(text[b[0] : b[1]].lstrip()[:1].islower() for _, b in neighbours)
    return running >= max(2, 0.3 * len(neighbours))


def _continues(line: str, following: str, *, wrapped: bool, width: int) -> bool:
    if _BULLET.match(following):
        return False
    if wrapped:
        return len(line) > 0.6 * width or not _TERMINAL.search(line)
    return following.lstrip()[:1].islower() and len(line) > 45 and not _TERMINAL.search(line)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
