"""Place names as keys: normalisation, romanisation, loose spelling, and case forms led back to the nominative.

All functions are pure. The tables behind them are files in `data/gazetteer/` (romanisation after BGN/PCGN for Russian
and resolution 55/2010 of the Cabinet of Ministers for Ukrainian; case endings after the school grammars of both
languages).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from itertools import product
from pathlib import Path

TABLES = Path(__file__).resolve().parents[2] / "data" / "gazetteer"
LONGEST = 100
"""Characters of the longest name looked up; anything longer is no place name."""

_SPACES = " -_/,()[]{}\u2010\u2011\u2012\u2013\u2014\u2015\u2212:;|\t\r\n\xa0"
_DROPPED = "'`´’‘ʼʹʺʻʾʿˈ′″\"“”„«»ьъЬЪ*#~^\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
_FOLDED = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ħ": "h",
    "ё": "е",
    "ў": "у",
}


_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_DOT_BEFORE_WORD = re.compile(r"\.(?=\w\w)")
MOST_LETTERS = 8_192


class _Letters(dict[int, str]):
    """What each character becomes in a key, found out when it is first met: one `str.translate` does all of it."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        kept = "".join(
            " " if c in _SPACES else "" if c in _DROPPED else _FOLDED.get(c, c) for c in _MARKS.sub("", plain)
        )
        if len(self) < MOST_LETTERS:
            self[code] = kept
        return kept


_LETTERS = _Letters()


def normalise(name: str) -> str:
    """The key a name is filed under: NFKD, no combining marks, lower case, no apostrophes or soft signs, one space for
    hyphens and commas, no full stops. Empty for what cannot be a place name (blank, or longer than `LONGEST`)."""
    if len(name) > LONGEST:
        return ""
    key = name.translate(_LETTERS)
    if "." in key:
        key = _DOT_BEFORE_WORD.sub(" ", key).replace(".", "")
    return " ".join(key.split()) if " " in key else key


def code_key(name: str) -> str:
    """The key of an abbreviation, which counts only when written as one: in capitals (US, U.S., США) or with its full
    stop (Calif.). Empty for anything else."""
    bare = name.replace(".", "")
    if 2 <= len(bare) <= 5 and bare.isupper() and bare.isalpha():
        return f"^{bare.lower()}"
    if 3 <= len(name) <= 8 and name.endswith(".") and name[0].isupper():
        return f"^{name.lower()}"
    return ""


def is_cyrillic(text: str) -> bool:
    """True when the first letter of the text is Cyrillic."""
    letter = next((c for c in text if c.isalpha()), "")
    return "\u0400" <= letter <= "\u052f"


def table_rows(file: str) -> list[dict[str, str]]:
    """The rows of a CSV table in `data/gazetteer/`, by column name; lines that begin with # are comments."""
    with (TABLES / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def _romanisation(scheme: str) -> dict[str, tuple[str, str]]:
    rows = table_rows("romanisation.csv")
    return {row["letter"]: (row["initial"], row["elsewhere"]) for row in rows if row["scheme"] == scheme}


def romanise(name: str, language: str) -> str:
    """A Cyrillic name in Latin letters: BGN/PCGN for `ru`, KMU 2010 for `uk` (both without apostrophes)."""
    table = _romanisation("uk" if language == "uk" else "ru")
    out: list[str] = []
    before = " "
    for at, char in enumerate(name):
        low = char.lower()
        initial, elsewhere = table.get(low, (char, char))
        starts = not (before.isalpha() or before in "'’ʼ")
        vowel_before = language != "uk" and low == "е" and before.lower() in "аеёиоуыэюяйьъ"
        latin = initial if starts or vowel_before else elsewhere
        if language == "uk" and low == "г" and before.lower() == "з":
            latin = "gh"
        next_upper = at + 1 < len(name) and name[at + 1].isupper()
        out.append(latin if char == low else (latin.upper() if next_upper and len(name) > 1 else latin.capitalize()))
        before = char
    return "".join(out)


@cache
def _russified() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["at"], row["ukrainian"], row["russian"]) for row in table_rows("russified.csv"))


def russify(name: str) -> str:
    """A Ukrainian name as Russian usually writes it (Новоолександрівка → Новоолександровка): a rule, not a
    dictionary."""
    words = []
    for word in re.split(r"([ -])", name):
        low = word.lower()
        ended = False
        for at, ukrainian, russian in _russified():
            if at == "end" and not ended and low.endswith(ukrainian):
                low, ended = low[: -len(ukrainian)] + russian.upper(), True
            elif at == "any":
                low = low.replace(ukrainian, russian)
        low = low.lower()
        words.append(low.capitalize() if word[:1].isupper() else low)
    return "".join(words)


_LOOSE = (
    (re.compile(r"shch|sch|stsch|šč"), "sh"),
    (re.compile(r"tsch|tch|cz"), "ch"),
    (re.compile(r"kh|gh|g"), "h"),
    (re.compile(r"w|ff"), "v"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"tz|tc"), "ts"),
    (re.compile(r"ck|q|c(?!h)"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"[iyj]+(?=[aeou])"), ""),
    (re.compile(r"[iyj]+"), "i"),
    (re.compile(r"(?<=[aeou])i"), "i"),
    (re.compile(r"([a-z])\1+"), r"\1"),
)


def loose(key: str) -> str:
    """A normalised Latin key with the spellings that romanisations of one Slavic name differ in folded together
    (y/i/iy/yi, h/g/kh, ya/ia, shch/sch, w/v, doubled letters). Two names with one loose key may be the same name."""
    for pattern, to in _LOOSE:
        key = pattern.sub(to, key)
    return key


@cache
def _endings(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, list[str]] = {}
    for row in table_rows("endings.csv"):
        if row["language"] == language:
            form = "" if row["form"] == "-" else row["form"]
            found.setdefault(form, []).extend("" if e == "-" else e for e in row["nominatives"].split())
    return tuple(sorted(((form, tuple(dict.fromkeys(to))) for form, to in found.items()), key=lambda e: -len(e[0])))


@cache
def _alternations(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (row["form"], row["nominative"]) for row in table_rows("alternations.csv") if row["language"] == language
    )


def _word_nominatives(word: str, language: str) -> tuple[str, ...]:
    found = {word: None}
    for form, nominatives in _endings(language):
        stem = word[: len(word) - len(form)]
        if len(stem) < 2 or not word.endswith(form):
            continue
        for ending in nominatives:
            found.setdefault(stem + ending)
            for changed, back in _alternations(language):
                if form and stem.endswith(changed) and len(stem) - len(changed) >= 1:
                    found.setdefault(stem[: len(stem) - len(changed)] + back + ending)
    return tuple(found)


def nominatives(key: str, language: str, *, most: int = 400) -> tuple[str, ...]:
    """Normalised keys of which `key` (normalised Cyrillic, in any case) may be a form; `key` itself comes first.

    Over-generates: only keys that the gazetteer holds count. At most `most` keys, and none for more than four words.
    """
    words = key.split()
    if not words or len(words) > 4:
        return (key,) if key else ()
    forms = [_word_nominatives(word, language) for word in words]
    found: dict[str, None] = {}
    for combination in product(*forms):
        found.setdefault(" ".join(combination))
        if len(found) >= most:
            break
    return tuple(found)
