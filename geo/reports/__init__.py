"""Files and text → `Report`: text, pages, PDF, office documents, mails, exports, feeds. The only door to parsers.

`Report.text` of a text file is what a Python reader sees who opens it as text (CR LF and CR become LF), without byte
order mark and front matter; nothing else is changed, so that character offsets mean the same to everybody. Only what
no store can keep (NUL, lone surrogates) is replaced, one character by one, and the report's notes say so.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from geo.errors import ReportError
from geo.model import Report
from geo.reports import kinds
from geo.reports.days import moment_of, parse_day, publication_day
from geo.reports.drafts import Draft, lines_as_python_reads_them, storable

__all__ = ["FULLY_READ", "MAX_BYTES", "from_text", "parse_day", "read", "read_bytes", "report_id"]

MAX_BYTES = 25_000_000
"""A report is a document that a person reads; larger files are exports or archives, and better split."""

FULLY_READ = ("en", "ru", "uk")
"""Languages whose claims are read; of others places and quantities only."""


def read(
    path: str | Path, *, published: date | None = None, source: str | None = None, language: str | None = None
) -> tuple[Report, ...]:
    """The reports in a file. Keyword arguments override what the file says about itself.

    Raises ReportError with one plain sentence for a missing, unreadable, empty, binary or too large file.
    """
    path = Path(path)
    return read_bytes(_bytes_of(path), name=path.name, published=published, source=source, language=language)


def read_bytes(
    content: bytes,
    *,
    name: str = "",
    published: date | None = None,
    source: str | None = None,
    language: str | None = None,
) -> tuple[Report, ...]:
    """The reports in a file's bytes, as they come from a disk or an upload: one, or as many as an export holds.

    Entries without words are left out; the same entry twice is one report. Raises ReportError as `read` does.
    """
    called = f"“{name}”" if name else "The report"
    if len(content) > MAX_BYTES:
        raise ReportError(_too_large(called, len(content)))
    if not content.strip():
        raise ReportError(f"{called} is empty, so there is nothing to read; nothing was changed.")
    drafts = [draft for draft in kinds.drafts(content, name=name, called=called) if draft.text.strip()]
    if not drafts:
        raise ReportError(f"{called} holds no text to read; nothing was changed.")
    found = (_report(draft, published=published, source=source, language=language) for draft in drafts)
    return tuple({report.id: report for report in found}.values())


def from_text(
    text: str,
    *,
    name: str = "",
    published: date | None = None,
    source: str | None = None,
    language: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Report:
    """The report in a text, as it comes from a paste. Keyword arguments override front matter and page metadata.

    Raises ReportError when nothing but white space is left to read.
    """
    called = f"“{name}”" if name else "The report"
    if len(text) > MAX_BYTES:
        raise ReportError(_too_large(called, len(text)))
    draft = kinds.from_text(lines_as_python_reads_them(text), name=name, called=called)
    if not draft.text.strip():
        raise ReportError(f"{called} holds no text to read; nothing was changed.")
    return _report(draft, published=published, source=source, language=language, title=title, url=url)


def _report(
    draft: Draft,
    *,
    published: date | None,
    source: str | None,
    language: str | None,
    title: str | None = None,
    url: str | None = None,
) -> Report:
    said = draft.said
    text, unstorable = storable(draft.text)
    notes = draft.notes
    if unstorable:
        notes += (f"{unstorable} characters that cannot be stored are shown as �.",)
    day, date_note = publication_day(said.get("published"))
    published = published or day
    if published is None:
        notes += (date_note or "No publication date is known: words like “yesterday” stay without dates.",)
    language, language_note = _language(text, language or said.get("language"))
    report = Report(
        id="",
        text=text,
        source=_one_line(source or said.get("source")),
        title=_one_line(title or said.get("title")) or _heading(text),
        url=_one_line(url or said.get("url")),
        published=published,
        retrieved=moment_of(said.get("retrieved")),
        language=language,
        notes=notes + ((language_note,) if language_note else ()),
    )
    return replace(report, id=report_id(report))


def report_id(report: Report) -> str:
    """A hash of text, source and publication date: the same report under two names is one report."""
    key = json.dumps([report.text, report.source, report.published and report.published.isoformat()])
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _bytes_of(path: Path) -> bytes:
    called = f"“{path.name or path}”"
    try:
        if path.is_dir():
            raise ReportError(f"{called} is a folder; name the files in it instead. Nothing was changed.")
        if not path.exists():
            raise ReportError(f"There is no file “{path}”; check the path. Nothing was changed.")
        if not path.is_file():
            raise ReportError(f"{called} is not an ordinary file, so it was not opened; nothing was changed.")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise ReportError(_too_large(called, size))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise ReportError(f"{called} cannot be opened ({cause}); nothing was changed.") from error


def _too_large(called: str, size: int) -> str:
    return (
        f"{called} is too large ({size / 1e6:.0f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB) for one report; "
        "split it and add the parts. Nothing was changed."
    )


def _language(text: str, named: str | None) -> tuple[str, str | None]:
    """ISO 639-1 code of the report, and a note when its claims cannot be read in full."""
    code = (named or "").strip().lower().replace("_", "-").split("-")[0]
    if code and not re.fullmatch(r"[a-z]{2,3}", code):
        raise ReportError(f"“{(named or '')[:20]}” is no language code; write en, ru or uk. Nothing was changed.")
    if not code:
        from geo.language import detect

        code = detect(text)
    if code in FULLY_READ:
        return code, None
    return code, f"Reports in this language ({code}) are read for places and quantities only."


def _heading(text: str) -> str | None:
    """A Markdown heading, or a short first line that stands alone."""
    first, _, rest = text.lstrip("\n").partition("\n")
    if first.startswith("#"):
        return _one_line(first.lstrip("# "))
    if first and len(first) <= 120 and rest.startswith("\n") and not first.rstrip().endswith((".", ":", ",", ";")):
        return _one_line(first)
    return None


def _one_line(value: str | None) -> str | None:
    value = " ".join((value or "").split())[:500]
    return value or None
