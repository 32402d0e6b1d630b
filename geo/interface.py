"""The page's own words, from `data/interface/<language>.toml`: one place, so that they can be translated."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "data" / "interface"


@cache
def section(name: str, language: str = "en") -> dict[str, Any]:
    """One table of the interface file; a missing table is a defect of ours (KeyError)."""
    return dict(_file(language)[name])


def say(key: str, **values: object) -> str:
    """The words for `section.name`, with `{placeholders}` filled; values are never formatted again."""
    group, _, name = key.partition(".")
    words = str(section(group)[name])
    for placeholder, value in values.items():
        words = words.replace("{" + placeholder + "}", str(value))
    return words


def label(group: str, value: str) -> str:
    """A value of a codebook in the interface's words; an unknown one with its underscores opened."""
    return str(section(group).get(value, value.replace("_", " ")))


@cache
def _file(language: str) -> dict[str, Any]:
    with (FOLDER / f"{language}.toml").open("rb") as file:
        return tomllib.load(file)
