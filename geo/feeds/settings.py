"""What to watch, from a TOML file: feeds by address, folders by path. What is not understood is told, not ignored."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import ReportError

LEAST_MINUTES, MOST_MINUTES, MOST_SOURCES = 1, 7 * 24 * 60, 500
SETTLED = 2.0


@dataclass(frozen=True, slots=True)
class Feed:
    """An RSS, Atom or JSON feed, or a page, by its address. `source` overrides who the feed says it is."""

    url: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder into which others put files; `settled` seconds must have passed since a file's last change."""

    path: Path
    source: str | None = None
    language: str | None = None
    settled: float = SETTLED


@dataclass(frozen=True, slots=True)
class Settings:
    """`pause` in seconds between two looks; `memory` is the file in which what was seen is remembered."""

    feeds: tuple[Feed, ...]
    folders: tuple[Folder, ...]
    pause: float
    memory: Path


def read_settings(file: Path) -> Settings:
    """The settings in a file. Folders are relative to it. Raises ReportError with one sentence."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ReportError(f"There is no file “{file}”; check the path.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ReportError(f"“{file.name}” cannot be read as TOML ({str(error)[:120]}). Nothing was watched.") from None
    _only(file, found, {"every_minutes", "feed", "folder"})
    minutes = found.get("every_minutes", 30)
    if (
        isinstance(minutes, bool)
        or not isinstance(minutes, (int, float))
        or not (LEAST_MINUTES <= minutes <= MOST_MINUTES)
    ):
        raise ReportError(f"every_minutes in “{file.name}” is a number from {LEAST_MINUTES} to {MOST_MINUTES}.")
    feeds = tuple(Feed(**_texts(file, one, {"url", "source"}, "url")) for one in _tables(file, found, "feed"))
    told = [_texts(file, one, {"path", "source", "language"}, "path") for one in _tables(file, found, "folder")]
    folders = tuple(Folder(**{**one, "path": file.parent / one["path"]}) for one in told)
    if not feeds and not folders:
        raise ReportError(f"“{file.name}” names neither a [[feed]] nor a [[folder]], so there is nothing to watch.")
    if len(feeds) + len(folders) > MOST_SOURCES:
        raise ReportError(f"“{file.name}” names more than {MOST_SOURCES} sources; split it.")
    return Settings(feeds, folders, minutes * 60.0, file.with_name(f"{file.stem}.seen.json"))


def _tables(file: Path, found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    tables = found.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise ReportError(f"Write [[{name}]] with two brackets in “{file.name}”; nothing was watched.")
    return tables


def _texts(file: Path, table: dict[str, Any], known: set[str], needed: str) -> dict[str, Any]:
    _only(file, table, known)
    if not table.get(needed) or not all(isinstance(value, str) and value.strip() for value in table.values()):
        raise ReportError(f"Every source in “{file.name}” needs its {needed} as words; nothing was watched.")
    return table


def _only(file: Path, table: dict[str, Any], known: set[str]) -> None:
    if strange := sorted(set(table) - known):
        raise ReportError(f"“{strange[0][:40]}” in “{file.name}” is not known; known are {', '.join(sorted(known))}.")
