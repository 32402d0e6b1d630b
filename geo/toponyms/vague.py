"""Words for ground that name no place: "the front line", "Russian-occupied Ukrainian territories".

Some stand in the gazetteer as composed regions; of the others no report gives the course, and they are never drawn.
"""

from __future__ import annotations

import re
from functools import cache

from geo import words
from geo.gazetteer import Gazetteer
from geo.language import Parsed
from geo.model import Span, Toponym, ToponymClass

NO_COURSE = "ground whose course the report does not give"


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str, bool], ...]:
    rows = words.rows("place_vague.csv", language)
    return tuple((re.compile(row["pattern"]), row["needs"], row["lookup"] == "yes") for row in rows)


def vague(parsed: Parsed, gazetteer: Gazetteer) -> list[Toponym]:
    """All such words, in text order and without overlaps."""
    found: list[Toponym] = []
    taken: list[tuple[int, int]] = []
    for pattern, needed, lookup in _patterns(parsed.language):
        for hit in pattern.finditer(parsed.text) if needed in parsed.text else ():
            if any(start < hit.end() and hit.start() < end for start, end in taken):
                continue
            taken.append(hit.span())
            span = Span(hit.start(), hit.end(), hit.group())
            name = _name(hit.group(), parsed.language, gazetteer) if lookup else None
            reason = f"“{hit.group()}” names ground, not a place" if name else NO_COURSE
            found.append(Toponym(span, name or "", ToponymClass.VAGUE, reasons=(reason,)))
    return sorted(found, key=lambda toponym: toponym.span.start)


def _name(written: str, language: str, gazetteer: Gazetteer) -> str | None:
    """The longest tail of the words that the gazetteer holds."""
    parts = " ".join(written.split()).split(" ")
    for start in range(len(parts)):
        name = " ".join(parts[start:])
        if gazetteer.candidates(name, language=language):
            return name
    return None
