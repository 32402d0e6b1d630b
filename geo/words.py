"""The door to `data/words`: word lists (one a line) and CSV tables, read once; `#` starts a comment line.

A list that differs by language lives in `data/words/<language>/`, one that does not in `data/words/`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "words"


def path(name: str, language: str | None = None) -> Path:
    """Where the list or table `name` (with its suffix) lives."""
    return FOLDER / language / name if language else FOLDER / name


@cache
def lines(name: str, language: str | None = None) -> tuple[str, ...]:
    """The entries of a plain list, in file order, without comments; empty where the language has no such list."""
    file = path(name, language)
    if not file.exists():
        return ()
    kept = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in kept if line and not line.startswith("#"))


@cache
def lemmas(name: str, language: str | None = None) -> frozenset[str]:
    """The entries of a plain list as a set, casefolded."""
    return frozenset(line.casefold() for line in lines(name, language))


@cache
def rows(name: str, language: str | None = None) -> tuple[Mapping[str, str], ...]:
    """The rows of a CSV table with a header; missing cells are empty strings; no file, no rows."""
    table = csv.DictReader(lines(name, language))
    return tuple({key: (cell or "").strip() for key, cell in row.items() if key} for row in table)


def forms(written: str) -> tuple[str, ...]:
    """The alternatives of a cell: split at "|" outside brackets, longest first, so that the longest form wins."""
    parts, depth = [""], 0
    for sign in written:
        depth += (sign in "([") - (sign in ")]")
        if sign == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return tuple(sorted((part.strip() for part in parts if part.strip()), key=len, reverse=True))
