"""Which language a text is in: by its script, its letters and its commonest short words; no library, no model."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from geo import words

_SCRIPTS = {
    "LATIN": "latin",
    "CYRILLIC": "cyrillic",
    "ARABIC": "arabic",
    "HEBREW": "hebrew",
    "GREEK": "greek",
    "GEORGIAN": "georgian",
    "ARMENIAN": "armenian",
    "HANGUL": "hangul",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
    "CJK": "han",
    "DEVANAGARI": "devanagari",
}
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000


def detect(text: str) -> str:
    """ISO 639-1 code of the language most of a text is in; 'en' for a text without letters, 'und' where none fits.

    Decided by script, letters and the commonest short words (`data/words/languages.csv`), on the first 20,000
    characters.
    """
    found = _LETTERS.findall(text[:_SAMPLE].casefold())
    if not found:
        return "en"
    script = _script(found)
    rows = [row for row in words.rows("languages.csv") if row["script"] == script]
    if not rows:
        return "und"
    if len(rows) == 1:
        return rows[0]["language"]
    counts, letters = Counter(found), Counter("".join(found))
    scores = {
        row["language"]: sum(counts[word] for word in row["common"].split())
        + sum(letters[letter] for letter in row["letters"])
        for row in rows
    }
    best = max(rows, key=lambda row: scores[row["language"]])
    evidence = sum(word in counts for word in best["common"].split()) + sum(
        letter in letters for letter in best["letters"]
    )
    # the first row of a script is its default: a name or two say nothing about the language
    return best["language"] if evidence >= min(2, len(found)) else rows[0]["language"]


def _script(found: Iterable[str]) -> str:
    scripts: Counter[str] = Counter()
    for word in found:
        scripts[_SCRIPTS.get(unicodedata.name(word[0], "").split(" ")[0], "")] += len(word)
    return scripts.most_common(1)[0][0]
