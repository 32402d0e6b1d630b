"""Names as English-language readers write them: without the marks of transliteration, and with the Arabic article in
one form."""

from __future__ import annotations

import re
import unicodedata

from geo.gazetteer.build.entries import Entry
from geo.gazetteer.names import is_cyrillic, table_rows

_MARKS = "‘’ʼʻʿʾ`´ʹ"
_ARTICLE = re.compile(r"^(?:al|el|ul|a[dnrstz]|adh|ash|ath|e[dnrstz]|esh)[ -](?=\w{2})", re.IGNORECASE)


def show_plainly(entries: list[Entry]) -> None:
    """Show the places of the countries in `plain_names.csv` in plain letters (the name as published stays another
    name), and file names with an Arabic article also with "al", and bare."""
    rows = {row["country"]: row for row in table_rows("plain_names.csv")}
    for entry in entries:
        row = rows.get(entry.country or "")
        if row is None:
            continue
        entry.names.add(entry.name)
        entry.name = plain(entry.name, row["apostrophe"])
        if row["article"]:
            latin = {plain(name) for name in entry.names if not is_cyrillic(name)}
            entry.names |= {form for name in latin for form in article_forms(name)}


def plain(name: str, apostrophe: str = "") -> str:
    """A Latin name without diacritics; the marks of ayn, hamza and soft signs become `apostrophe`."""
    if is_cyrillic(name):
        return name
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(apostrophe if c in _MARKS else c for c in bare).strip()


def article_forms(name: str) -> set[str]:
    """ "Ar Rastan" as "al Rastan" and "Rastan"; "Salamiyah" as "Salamiya"."""
    found = _ARTICLE.match(name)
    bare = name[found.end() :] if found else name
    forms = {f"al {bare}", bare[:1].upper() + bare[1:]} if found else set()
    return forms | {form[:-1] for form in {name, *forms} if len(form) > 5 and form.endswith("ah")}
