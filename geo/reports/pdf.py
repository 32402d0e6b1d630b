"""PDF → text (pypdf, which is all Python: a hostile file cannot reach past it). Scans are told apart.

A PDF knows lines, not paragraphs; a sentence that is cut by the edge of the page would be two halves of a claim. So
lines are joined again: a paragraph ends at an empty line, or where a line stops short of the page's usual width.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from statistics import quantiles

from geo.errors import ReportError
from geo.reports.drafts import Draft

MAX_PAGES = 500
_SHORT = 0.8  # of the usual width: a line that is shorter and ends a sentence ends its paragraph
_HEADING = 0.6  # of the usual width: a line that is shorter stands alone (a heading, an entry of a list)
_SENTENCE_END = (".", "!", "?", ":", "”", "»", '"', "…")
_NUMBER = re.compile(r"\d+")
_MINIMUM_OF_PAGE = 20  # characters; fewer are page numbers and stamps on a scan


def read(content: bytes, called: str) -> Draft:
    """The text of every page. Raises ReportError for a scan, a locked, damaged or endless file."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings name objects nobody here can repair
    try:
        file = PdfReader(io.BytesIO(content))
        if file.is_encrypted and not file.decrypt(""):
            raise ReportError(f"{called} is locked with a password; save an unlocked copy. Nothing was changed.")
        pages = [page.extract_text() for page, _ in zip(file.pages, range(MAX_PAGES), strict=False)]
        title = file.metadata.title if file.metadata else None
        count = len(file.pages)
    except (PyPdfError, LookupError, ValueError, TypeError, AttributeError, RuntimeError, ArithmeticError) as error:
        raise ReportError(f"{called} is a damaged PDF; paste its text instead. Nothing was changed.") from error
    empty = sum(len(text.strip()) < _MINIMUM_OF_PAGE for text in pages)
    if empty == len(pages):
        raise ReportError(
            f"{called} holds pictures of pages (a scan) and no text; have its text recognised (OCR) and add that. "
            "Nothing was changed."
        )
    notes: tuple[str, ...] = ()
    if empty:
        notes += (f"{empty} of {len(pages)} pages hold no text (pictures or scans) and were not read.",)
    if count > MAX_PAGES:
        notes += (f"Only the first {MAX_PAGES} of {count} pages were read.",)
    text = _paragraphs(_without_running_heads(pages))
    return Draft(text, {"title": str(title) if title else None}, notes)


def _without_running_heads(pages: list[str]) -> list[list[str]]:
    """The lines of each page, without first and last lines that stand on most pages but for their number."""
    cut = [[line.rstrip() for line in page.split("\n")] for page in pages]
    edges = Counter(key for lines in cut for key in {_key(line) for line in (*lines[:2], *lines[-2:])})
    running = {key for key, times in edges.items() if len(pages) > 2 and times > len(pages) / 2}
    return [
        [line for at, line in enumerate(lines) if not (_key(line) in running and (at < 2 or at >= len(lines) - 2))]
        for lines in cut
    ]


def _key(line: str) -> str:
    return _NUMBER.sub("#", line.strip())


def _paragraphs(pages: list[list[str]]) -> str:
    """The lines of all pages as paragraphs; one that runs on to the next page stays whole."""
    lines = [line.strip() for page in pages for line in (*page, "")]
    widths = [len(line) for line in lines if line]
    usual = quantiles(widths, n=10)[-2] if len(widths) > 1 else 0
    text = ""
    for line, following in zip(lines, (*lines[1:], ""), strict=True):
        if not line:
            text = text if _runs_on(text, following) else text + "\n\n"
            continue
        if text.endswith(("-", "\N{SOFT HYPHEN}")) and line[0].islower():
            text = text[:-1]
        elif text and not text.endswith("\n"):
            text += " "
        text += line
        short = _SHORT if line.endswith(_SENTENCE_END) else _HEADING
        if len(line) < short * usual and not following[:1].islower():
            text += "\n\n"
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _runs_on(text: str, following: str) -> bool:
    return following[:1].islower() and not text.endswith((*_SENTENCE_END, "\n"))
