"""Members of a zip file, with limits: a small file that unpacks into a huge one is refused before it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from geo.errors import ReportError

MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 20_000
DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, RuntimeError, OSError, KeyError, ValueError)
"""What Python's zip module raises for what is damaged, locked or packed in ways it does not know (RuntimeError, of
which NotImplementedError is one)."""


def opened(content: bytes, called: str) -> zipfile.ZipFile:
    """The archive, when what it declares is within bounds. Raises ReportError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE as error:
        raise ReportError(f"{called} is a damaged zip file or was cut short; nothing was changed.") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise ReportError(f"{called} unpacks into more than {MAX_UNPACKED // 10**6} MB, so it was not unpacked.")
    return archive


def member(archive: zipfile.ZipFile, name: str, called: str) -> bytes:
    """One member's bytes; Python reads no more than its declared size. Raises ReportError when it is damaged."""
    try:
        return archive.read(name)
    except DAMAGE as error:
        raise ReportError(f"{called} is damaged or locked with a password; nothing was changed.") from error
