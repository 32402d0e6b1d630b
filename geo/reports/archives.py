"""Web archives (WARC, and WACZ, which is a zip of them; warcio): each page that was fetched whole is a report."""

from __future__ import annotations

import io
from collections.abc import Iterator

from geo.errors import ReportError
from geo.reports.decoding import decoded
from geo.reports.drafts import Draft
from geo.reports.pages import main_text
from geo.zipped import MAX_UNPACKED, member, opened

MAX_PAGE = 10_000_000


def read_warc(content: bytes, called: str) -> Iterator[Draft]:
    """Pages of a web archive, compressed or not. Raises ReportError when it is damaged."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    unpacked = 0
    try:
        for record in ArchiveIterator(io.BytesIO(content)):
            answer = record.http_headers
            kind = answer.get_header("Content-Type", "") if answer else ""
            if record.rec_type != "response" or answer is None or "html" not in (kind or ""):
                continue
            if answer.get_statuscode() != "200":
                continue
            page = record.content_stream().read(MAX_PAGE + 1)
            if (unpacked := unpacked + len(page)) > MAX_UNPACKED:
                raise ReportError(f"{called} unpacks into more than {MAX_UNPACKED // 10**6} MB; split it first.")
            if len(page) <= MAX_PAGE and (draft := _page(page, called)):
                said = dict(draft.said) | {"retrieved": record.rec_headers.get_header("WARC-Date")}
                said["url"] = said.get("url") or record.rec_headers.get_header("WARC-Target-URI")
                yield Draft(draft.text, said, draft.notes)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, TypeError, KeyError) as error:
        raise ReportError(f"{called} is a damaged web archive; nothing was changed.") from error


def read_wacz(content: bytes, called: str) -> Iterator[Draft]:
    """The archives inside a WACZ file, one after the other."""
    archive = opened(content, called)
    for name in archive.namelist():
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            yield from read_warc(member(archive, name, called), called)


def _page(page: bytes, called: str) -> Draft | None:
    """A page without words (a redirect, a frame) is no report."""
    try:
        markup, _ = decoded(page, called)
        return main_text(markup, called)
    except ReportError:
        return None
