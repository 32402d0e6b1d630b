"""Files and text → `Report`: plain text, Markdown with front matter, HTML pages. The only door to HTML parsers.

`Report.text` is what a Python reader sees who opens the file as text (CR LF and CR become LF), without byte order
mark and front matter; nothing else is changed, so that character offsets mean the same to everybody. Only what no
store can keep (NUL, lone surrogates) is replaced, one character by one, and the report's notes say so.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from geo.errors import ReportError
from geo.model import Report

MAX_BYTES = 25_000_000
"""A report is a document that a person reads; larger files are exports or archives."""

FULLY_READ = ("en", "ru", "uk")
"""Languages whose claims are read; of others places and quantities only."""

FRONT_MATTER_KEYS = ("source", "published", "title", "url", "language", "retrieved")
_FRONT_MATTER_LIMIT = 16_000
_DATE_FORMATS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%B %d %Y", "%b. %d, %Y")
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
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")  # pictures inside a saved page, often megabytes
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)


def read(
    path: str | Path, *, published: date | None = None, source: str | None = None, language: str | None = None
) -> tuple[Report, ...]:
    """The reports in a file. Keyword arguments override what the file says about itself.

    Raises ReportError with one plain sentence for a missing, unreadable, empty, binary or too large file.
    """
    path = Path(path)
    return (from_bytes(_bytes_of(path), name=path.name, published=published, source=source, language=language),)


def from_bytes(
    content: bytes,
    *,
    name: str = "",
    published: date | None = None,
    source: str | None = None,
    language: str | None = None,
) -> Report:
    """The report in a file's bytes, as they come from a disk or an upload; `name` tells its kind by its ending."""
    called = f"“{name}”" if name else "The report"
    if len(content) > MAX_BYTES:
        raise ReportError(_too_large(called, len(content)))
    if not content.strip():
        raise ReportError(f"{called} is empty, so there is nothing to read; nothing was changed.")
    text, note = _decode(content, called)
    return from_text(
        text,
        name=name,
        published=published,
        source=source,
        language=language,
        notes=(note,) if note else (),
    )


def from_text(
    text: str,
    *,
    name: str = "",
    published: date | None = None,
    source: str | None = None,
    language: str | None = None,
    title: str | None = None,
    url: str | None = None,
    notes: tuple[str, ...] = (),
) -> Report:
    """The report in a text, as it comes from a paste. Keyword arguments override front matter and page metadata.

    Raises ReportError when nothing but white space is left to read.
    """
    called = f"“{name}”" if name else "The report"
    if len(text) > MAX_BYTES:
        raise ReportError(_too_large(called, len(text)))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text, unstorable = _UNSTORABLE.subn("\ufffd", text)
    if unstorable:
        notes += (f"{unstorable} characters that cannot be stored are shown as �.",)
    if name.lower().endswith((".html", ".htm", ".xhtml")) or _HTML_START.match(text[:2000]):
        text, said, more = _from_html(text, called)
    else:
        text, said, more = _split_front_matter(text)
    notes += more
    if not text.strip():
        raise ReportError(f"{called} holds no text to read; nothing was changed.")
    day, date_note = _publication_day(said.get("published"))
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
        retrieved=_moment(said.get("retrieved")),
        language=language,
        notes=notes + ((language_note,) if language_note else ()),
    )
    return replace(report, id=report_id(report))


def report_id(report: Report) -> str:
    """A hash of text, source and publication date: the same report under two names is one report."""
    key = json.dumps([report.text, report.source, report.published and report.published.isoformat()])
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def parse_day(written: str) -> date:
    """A day as people type it in front matter or on the command line, ISO 8601 first. Raises ReportError."""
    written = written.strip()
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        pass
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(written, pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ReportError(f"“{written[:40]}” is not a date we can read; write it as YYYY-MM-DD. Nothing was changed.")


# ------------------------------------------------------------------------------------------------ bytes


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


def _decode(content: bytes, called: str) -> tuple[str, str | None]:
    """The text in bytes of an unknown encoding, and a note when it was not plain UTF-8."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            raise ReportError(f"{called} is {kind}, not text, Markdown or HTML; save it as text. Nothing was changed.")
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


# ------------------------------------------------------------------------------------------------ front matter, HTML


def _split_front_matter(text: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The text after the front matter, what the front matter says, and notes about lines that were not understood."""
    if not text.startswith("---\n"):
        return text, {}, ()
    end = text.find("\n---\n", 3, _FRONT_MATTER_LIMIT)
    rest = end + 5
    if end < 0 and text.endswith("\n---"):
        end, rest = len(text) - 4, len(text)
    if end < 0:
        return text, {}, ()
    said: dict[str, str] = {}
    unknown = []
    for line in text[4:end].split("\n"):
        key, colon, value = line.partition(":")
        key = key.strip().lower()
        if colon and key in FRONT_MATTER_KEYS:
            said[key] = _unquote(value.strip())
        elif line.strip() and not line.lstrip().startswith("#"):
            unknown.append(key or line.strip())
    if not unknown:
        return text[rest:], said, ()
    return text[rest:], said, (f"Front matter that is not used: {', '.join(unknown[:5])[:200]}.",)


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _from_html(markup: str, called: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The main text of a page with what the page says about itself (trafilatura); tags never reach the text."""
    from lxml.etree import LxmlError
    from trafilatura import bare_extraction

    markup = _EMBEDDED.sub("", markup)
    try:
        page = bare_extraction(markup, with_metadata=True, include_comments=False, favor_precision=False)
    except (LxmlError, ValueError, RecursionError) as error:
        raise ReportError(f"{called} is HTML that cannot be parsed; paste its text instead.") from error
    found = page.as_dict() if page is not None else {}
    if not (text := (found.get("text") or "").strip("\n")):
        text, found = _all_text(markup, called), {}
        if not text:
            raise ReportError(f"{called} is an HTML page without readable text; nothing was changed.")
    said = {
        "source": found.get("sitename"),
        "title": found.get("title"),
        "published": found.get("date"),
        "url": found.get("url"),
    }
    clean, _ = _UNSTORABLE.subn("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return clean, {key: str(value) for key, value in said.items() if value}, ()


def _all_text(markup: str, called: str) -> str:
    """Every visible word of a small page that has no recognisable main text."""
    from lxml import html
    from lxml.etree import LxmlError

    try:
        tree = html.fromstring(markup.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (LxmlError, ValueError) as error:
        raise ReportError(f"{called} is HTML that cannot be parsed; paste its text instead.") from error
    for hidden in tree.xpath("//script|//style|//head|//noscript|//template"):
        hidden.drop_tree()
    lines = (" ".join(str(line).split()) for line in tree.xpath("//text()"))
    return "\n".join(line for line in lines if line)


# ------------------------------------------------------------------------------------------------ fields


def _publication_day(written: str | None) -> tuple[date | None, str | None]:
    if not written:
        return None, None
    try:
        return parse_day(written), None
    except ReportError:
        return None, f"The publication date “{written[:40]}” was not understood (write YYYY-MM-DD), so it is not used."


def _moment(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


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
