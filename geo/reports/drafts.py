"""What a reader of one kind of file hands on: the text, and what the file says about it. Nothing is judged yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before its language and day are known.

    `said` holds what the file says about itself under the keys of front matter (`source`, `published`, `title`, `url`,
    `language`, `retrieved`), as it is written there.
    """

    text: str
    said: Mapping[str, str | None] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def lines_as_python_reads_them(text: str) -> str:
    """CR LF and CR become LF, as they do for everybody who opens a file as text in Python."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def storable(text: str) -> tuple[str, int]:
    """The text with what no store can keep (NUL, lone surrogates) replaced one by one, and how many there were."""
    return _UNSTORABLE.subn("\ufffd", text)
