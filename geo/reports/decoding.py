"""Bytes → text: the encoding found out, and one plain sentence for what is no text at all."""

from __future__ import annotations

import codecs
import re

from geo.errors import ReportError

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "a rich-text document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decoded(content: bytes, called: str) -> tuple[str, str | None]:
    """The text in bytes of an unknown encoding, and a note when it was not plain UTF-8."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            raise ReportError(
                f"{called} is {kind}, a kind we do not read; save it as text or PDF. Nothing was changed."
            )
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _text_or_error(content.decode(encoding, "replace"), called), None
    if wide := _utf16_without_mark(content):
        return _text_or_error(content.decode(wide, "replace"), called), f"The file is not UTF-8; it was read as {wide}."
    try:
        return _text_or_error(content.decode("utf-8"), called), None
    except UnicodeDecodeError:
        pass
    patched = content.decode("utf-8", "replace")
    if 0 < (broken := patched.count("\ufffd")) <= max(3, len(content) // 1000) and not patched.isascii():
        multibyte = sum(1 for c in patched if c > "\x7f") - broken
        if multibyte > 2 * broken:
            return _text_or_error(patched, called), f"{broken} broken characters are shown as �."
    return _guess(content, called)


def _guess(content: bytes, called: str) -> tuple[str, str | None]:
    from charset_normalizer import from_bytes as guess

    if b"\x00" in content:
        raise ReportError(_not_text(called))
    best = guess(content[:200_000], cp_exclusion=["utf_7"]).best()
    if best is None:
        raise ReportError(_not_text(called))
    text = _text_or_error(content.decode(best.encoding, "replace"), called)
    return text, f"The file is not UTF-8; it was read as {best.encoding.replace('_', '-')}."


def _utf16_without_mark(content: bytes) -> str | None:
    """In UTF-16 every second byte of Latin letters is 0, of Cyrillic ones 4; in no other text is it so."""
    head = content[:4000]
    halves = head[0::2], head[1::2]
    high = [sum(map(half.count, b"\x00\x04")) / max(1, len(half)) for half in halves]
    if len(head) < 8 or min(high) > 0.2 or max(high) < 0.8:
        return None
    return "utf-16-be" if high[0] > high[1] else "utf-16-le"


def _text_or_error(text: str, called: str) -> str:
    head = text[:100_000]
    if len(_CONTROL.findall(head)) > 0.01 * len(head) + 3:
        raise ReportError(_not_text(called))
    return text


def _not_text(called: str) -> str:
    return f"{called} is not text in an encoding we know; save it as UTF-8 text. Nothing was changed."
