"""Which reader a file needs: told by its first bytes, and by its name only where bytes say nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from geo.errors import ReportError
from geo.reports import feeds, front_matter, mail, pages, telegram
from geo.reports.decoding import decoded
from geo.reports.drafts import Draft, lines_as_python_reads_them
from geo.zipped import opened

MAX_REPORTS = 20_000
"""Reports in one file; more are an archive that is better split."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, and what becomes of what it says about itself. `docs/sources.md` is made from this table."""

    name: str
    endings: str
    reports: str
    kept: str
    left_out: str


KINDS = (
    Kind("Text, Markdown", ".txt .md", "one", "text as it stands; front matter → source, published, title, url, "
         "language, retrieved", "other lines of front matter (told in a note)"),
    Kind("Web page", ".html .htm .xhtml", "one", "main text; site name → source; headline → title; date of publication "
         "→ published; canonical address → url", "menus, scripts, comments, pictures"),
    Kind("PDF", ".pdf", "one", "text of each page, lines joined to paragraphs; title → title",
         "running heads, pictures, the day the file was made (it is not the day of publication)"),
    Kind("Word", ".docx", "one", "paragraphs and table rows; title → title", "pictures, notes in the margin, headers, "
         "footers, the day the file was saved"),
    Kind("OpenDocument text", ".odt", "one", "paragraphs and table rows; title → title", "pictures, tracked deletions, "
         "the day the file was saved"),
    Kind("Mail", ".eml", "one", "words; From → source; Date → published; Subject → title", "attachments (named in a "
         "note), other headers"),
    Kind("Telegram export", ".json .html", "one a message", "words; chat → source; date → published; forwarded from → "
         "a note", "service messages, pictures, reactions, who joined"),
    Kind("RSS, Atom", ".xml .rss .atom", "one an entry", "words; feed's title → source; title; link → url; date → "
         "published", "enclosures, categories, authors"),
    Kind("JSON Feed", ".json", "one an entry", "words; feed's title → source; title; url; date_published → published",
         "attachments, tags, authors"),
    Kind("Web archive", ".warc .warc.gz .wacz", "one a page", "as a web page; address → url; WARC-Date → retrieved",
         "requests, pages not fetched whole, everything that is not HTML"),
)  # fmt: skip


def drafts(content: bytes, *, name: str, called: str) -> Iterator[Draft]:
    """The drafts in a file's bytes, one after the other. Raises ReportError with one plain sentence."""
    yield from islice(_drafts(content, name.lower(), called), MAX_REPORTS)


def _drafts(content: bytes, name: str, called: str) -> Iterator[Draft]:
    if content.startswith(b"%PDF") or (name.endswith(".pdf") and b"%PDF" in content[:1024]):
        from geo.reports import pdf

        return iter((pdf.read(content, called),))
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content, called)
    if content.startswith(b"WARC/") or name.endswith((".warc.gz", ".warc")):
        from geo.reports import archives

        return archives.read_warc(content, called)
    if feeds.looks_like_feed(content):
        return feeds.from_xml(content, called)
    if name.endswith(".eml") or (not name.endswith((".txt", ".md")) and mail.looks_like_mail(content)):
        return iter((mail.read(content, called),))
    text, note = decoded(content, called)
    return _written(lines_as_python_reads_them(text), name, called, (note,) if note else ())


def _zipped(content: bytes, called: str) -> Iterator[Draft]:
    from geo.reports import archives, office

    members = set(opened(content, called).namelist())
    if "word/document.xml" in members:
        return iter((office.read_docx(content, called),))
    if "content.xml" in members:
        return iter((office.read_odt(content, called),))
    if any(member.startswith("archive/") for member in members):
        return archives.read_wacz(content, called)
    raise ReportError(f"{called} is a zip archive; unpack it and add the files in it. Nothing was changed.")


def _written(text: str, name: str, called: str, notes: tuple[str, ...]) -> Iterator[Draft]:
    if text.lstrip()[:1] == "{" and not name.endswith((".txt", ".md")):
        value = _json(text, called)
        if telegram.is_export(value):
            return telegram.from_json(value)
        if feeds.is_json_feed(value):
            return feeds.from_json(value, called)
        raise ReportError(f"{called} is JSON of a kind we do not know; save its text instead. Nothing was changed.")
    if pages.looks_like_page(text, name) and telegram.is_page(text):
        return telegram.from_page(text, called)
    return iter((from_text(text, name=name, called=called, notes=notes),))


def from_text(text: str, *, name: str, called: str, notes: tuple[str, ...] = ()) -> Draft:
    """The draft in a text: a page by its markup, otherwise the text after its front matter."""
    draft = pages.main_text(text, called) if pages.looks_like_page(text, name) else front_matter.split(text)
    return Draft(draft.text, draft.said, notes + draft.notes)


def _json(text: str, called: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{called} is JSON that cannot be parsed; nothing was changed.") from error
