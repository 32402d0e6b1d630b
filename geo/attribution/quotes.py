"""Stretches between quotation marks, over sentences and paragraphs, in English, Russian and Ukrainian typography."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

OPENING = "“«„"
CLOSING = {"“": '”“"', "«": "»", "„": '“”"'}
STRAIGHT = '"'


@dataclass(frozen=True, slots=True)
class Quote:
    """text[start:end] with its marks; `closed` is False where the mark is missing and the paragraph's end stands in.

    `continued` is True when the quotation goes on in the next paragraph, which then opens with a mark of its own.
    """

    start: int
    end: int
    closed: bool = True
    continued: bool = False


def find(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Quote, ...]:
    """The outermost quotations in paragraphs given as (start, end); marks without a partner are left alone,

    except at the beginning of a paragraph, where an unclosed one runs to its end.
    """
    found: list[Quote] = []
    for number, (start, end) in enumerate(spans):
        following = text[slice(*spans[number + 1])] if number + 1 < len(spans) else ""
        goes_on = following.lstrip()[:1] in (*OPENING, STRAIGHT) if following.strip() else False
        found += _paragraph(text, start, end, goes_on=goes_on)
    return tuple(found)


def at(quotes: Sequence[Quote], offset: int) -> Quote | None:
    """The quotation that covers a character offset, or None."""
    index = bisect_right(quotes, offset, key=lambda quote: quote.start) - 1
    return quotes[index] if index >= 0 and offset < quotes[index].end else None


def _paragraph(text: str, start: int, end: int, *, goes_on: bool) -> list[Quote]:
    found: list[Quote] = []
    position = start
    while position < end:
        mark = text[position]
        if text.startswith("''", position) and (found or _opens(text, position + 1, end)):
            # two apostrophes for a quotation mark, as some wires set it
            second = text.find("''", position + 2, end)
            if second > 0:
                found.append(Quote(position, second + 2))
                position = second + 2
                continue
        if mark in OPENING or (mark == STRAIGHT and _opens(text, position, end)):
            close = _close(text, position, end)
            if close is not None:
                found.append(Quote(position, close + 1))
                position = close
            elif text[start:position].strip() == "" or (goes_on and _speaks(text, start, position)):
                found.append(Quote(position, end, closed=False, continued=goes_on))
                return found
        position += 1
    return found


def _close(text: str, position: int, end: int) -> int | None:
    """Where the quotation that opens here closes; guillemets may be nested."""
    mark = text[position]
    closing = CLOSING.get(mark, STRAIGHT + "”")
    depth = 0
    for offset in range(position + 1, end):
        character = text[offset]
        if mark == "«" and character == "«":
            depth += 1
        elif character in closing and not (
            character == STRAIGHT and text[offset - 1].isdigit() and _inch(text, offset)
        ):
            if depth == 0:
                return offset
            depth -= 1
    return None


def _opens(text: str, position: int, end: int) -> bool:
    """A straight mark opens when something that is no space follows and no letter stands before it."""
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < end else " "
    return not after.isspace() and not before.isalnum()


def _inch(text: str, offset: int) -> bool:
    return text[offset + 1 : offset + 2].isalnum()


def _speaks(text: str, start: int, position: int) -> bool:
    return text[start:position].rstrip()[-1:] in (",", ":")
