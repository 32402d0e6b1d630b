"""Web pages as saved from a browser → their main text and what they say about themselves. Tags never reach the text."""

from __future__ import annotations

import re
from typing import Any

from geo.errors import ReportError
from geo.reports.drafts import Draft, lines_as_python_reads_them, storable

_EMBEDDED = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")  # pictures inside a saved page, often megabytes
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # no XML tree takes these
_BLOCKS = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "section", "article", "pre")


def looks_like_page(text: str, name: str = "") -> bool:
    """A text is a page when its name or its first tag says so; markup inside a text file stays text."""
    return name.lower().endswith((".html", ".htm", ".xhtml")) or bool(_HTML_START.match(text[:2000]))


def main_text(markup: str, called: str) -> Draft:
    """The main text of a page (trafilatura), or every visible word of one that has none.

    Raises ReportError for markup that cannot be parsed and for a page without words.
    """
    from lxml.etree import LxmlError
    from trafilatura import bare_extraction

    markup = _EMBEDDED.sub("", markup)
    try:
        page = bare_extraction(markup, with_metadata=True, include_comments=False, favor_precision=False)
    except (LxmlError, ValueError, RecursionError) as error:
        raise ReportError(f"{called} is HTML that cannot be parsed; paste its text instead.") from error
    found = page.as_dict() if page is not None else {}
    if not (text := (found.get("text") or "").strip("\n")):
        text, found = visible_words(markup, called), {}
        if not text:
            raise ReportError(f"{called} is an HTML page without readable text; nothing was changed.")
    said = {
        "source": found.get("sitename"),
        "title": found.get("title"),
        "published": found.get("date"),
        "url": found.get("url"),
    }
    clean, _ = storable(lines_as_python_reads_them(text))
    return Draft(clean, {key: str(value) for key, value in said.items() if value})


def parsed(markup: str, called: str) -> Any:
    """The tree of a page or of a piece of markup (lxml; nothing is fetched). Raises ReportError."""
    from lxml import html
    from lxml.etree import LxmlError

    clean = _CONTROL.sub(" ", markup)
    try:
        return html.fromstring(clean.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (LxmlError, ValueError) as error:
        raise ReportError(f"{called} is HTML that cannot be parsed; paste its text instead.") from error


def visible_words(markup: str, called: str) -> str:
    """Every visible word of a page or of a piece of markup, a paragraph a block. Raises ReportError."""
    return words_of(parsed(markup, called))


def words_of(element: Any) -> str:
    """The visible words of a parsed element, a paragraph a block."""
    for hidden in element.xpath(".//script|.//style|.//head|.//noscript|.//template"):
        hidden.drop_tree()
    for block in element.iter(*_BLOCKS):
        block.text = f"\n{block.text or ''}"
        block.tail = f"\n{block.tail or ''}"
    lines = (" ".join(line.split()) for line in element.text_content().split("\n"))
    return "\n\n".join(line for line in lines if line)
