"""Word (DOCX, by python-docx) and OpenDocument (ODT) files → their paragraphs and table rows, in reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from geo.errors import ReportError
from geo.reports.drafts import Draft
from geo.zipped import DAMAGE, member, opened

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def read_docx(content: bytes, called: str) -> Draft:
    """Paragraphs and tables of a Word file. Raises ReportError when it is damaged or none."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    opened(content, called)
    try:
        document = Document(io.BytesIO(content))
        lines = list(_docx_lines(document))
        title = document.core_properties.title
    except (*DAMAGE, OpcError, LxmlError, AttributeError, TypeError) as error:
        raise ReportError(f"{called} is a damaged Word file; paste its text instead. Nothing was changed.") from error
    return Draft("\n\n".join(lines), {"title": title or None})


def _docx_lines(document: WordDocument) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)  # a merged cell is met once a column
                yield " | ".join(cell for cell in cells if cell)
        elif block.text.strip():
            yield block.text


def read_odt(content: bytes, called: str) -> Draft:
    """Paragraphs and tables of an OpenDocument text. Raises ReportError when it is damaged or locked."""
    from lxml import etree

    archive = opened(content, called)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        body = etree.fromstring(member(archive, "content.xml", called), parser)
        about = member(archive, "meta.xml", called) if "meta.xml" in archive.namelist() else b"<none/>"
        title = etree.fromstring(about, parser).findtext(f".//{_TITLE}")
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReportError(f"{called} is a damaged ODT file; paste its text instead. Nothing was changed.") from error
    text = body.find(f".//{_OFFICE}text")
    return Draft("\n\n".join(_odt_lines(text)) if text is not None else "", {"title": title})


def _odt_lines(element: object) -> Iterator[str]:
    for child in element:  # type: ignore[attr-defined]
        if child.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            if words := _odt_words(child):
                yield words
        elif child.tag == f"{_TABLE}table-row":
            cells = (" ".join(_odt_lines(cell)) for cell in child)
            yield " | ".join(cell for cell in cells if cell)
        elif child.tag != f"{_TEXT}tracked-changes":
            yield from _odt_lines(child)


def _odt_words(paragraph: object) -> str:
    spaces = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
    words = ""
    for node in paragraph.iter():  # type: ignore[attr-defined]
        words += spaces.get(node.tag, "") + (node.text or "") if isinstance(node.tag, str) else ""
        words += (node.tail or "") if node is not paragraph else ""
    return words.strip()
