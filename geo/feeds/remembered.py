"""What a watcher remembers between two looks, in one small file that is replaced as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from geo.errors import ReportError


class Remembered(msgspec.Struct):
    """Of one source: the marks of its last answer, failures since, when it is due (seconds since 1970), files seen."""

    etag: str = ""
    modified: str = ""
    failures: int = 0
    due: float = 0.0
    files: dict[str, str] = msgspec.field(default_factory=dict)


class Memory(msgspec.Struct):
    """By address or path."""

    sources: dict[str, Remembered] = msgspec.field(default_factory=dict)

    def of(self, name: str) -> Remembered:
        """What is known of a source; nothing at first."""
        return self.sources.setdefault(name, Remembered())


def load(file: Path) -> Memory:
    """What was remembered. A file that is gone or broken is forgotten: reports that are stored are known by content."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Memory)
    except (OSError, msgspec.MsgspecError):
        return Memory()


def save(file: Path, memory: Memory) -> None:
    """Replaces the file as a whole. Raises ReportError when it cannot be written."""
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as out:
            out.write(msgspec.json.encode(memory))
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    except OSError as error:
        raise ReportError(
            f"“{file.name}” cannot be written ({error.strerror}), so the watch stops; what was added is kept."
        ) from None
