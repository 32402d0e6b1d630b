"""Feeds kept as files: RSS 0.9–2.0, Atom and JSON Feed. Each entry with words is a report."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from geo.errors import ReportError
from geo.reports.drafts import Draft
from geo.reports.pages import visible_words

_BODIES = ("encoded", "content", "description", "summary")
_DATES = ("pubdate", "published", "date", "updated", "issued")
_ROOTS = ("rss", "feed", "rdf")


def looks_like_feed(content: bytes) -> bool:
    """XML whose first tag is one of a feed."""
    head = content[:4_000].lower()
    return any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf"))


def from_xml(content: bytes, called: str) -> Iterator[Draft]:
    """Entries of RSS and Atom by the local names of their tags. Entities are not expanded. Raises ReportError."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReportError(f"{called} is a feed that cannot be parsed; nothing was changed.") from error
    if root is None or _local(root) not in _ROOTS:
        raise ReportError(f"{called} is XML but neither RSS nor Atom; nothing was changed.")
    channel = next((child for child in root if _local(child) == "channel"), root)
    source = _first(channel, ("title",))
    for entry in root.iter():
        if _local(entry) in ("item", "entry"):
            yield _entry(entry, source, called)


def _entry(entry: Any, source: str | None, called: str) -> Draft:
    title = _first(entry, ("title",))
    body = _plain(_first(entry, _BODIES) or "", called)
    links = [child for child in entry if _local(child) == "link" and child.get("rel", "alternate") == "alternate"]
    url = next((child.get("href") or child.text for child in links), None)
    said = {"source": source, "title": title, "url": url, "published": _day(_first(entry, _DATES))}
    return Draft(body or title or "", said)


def is_json_feed(value: Any) -> bool:
    """JSON Feed names its version by an address of jsonfeed.org."""
    return isinstance(value, dict) and "jsonfeed.org" in str(value.get("version", "")) and "items" in value


def from_json(value: dict[str, Any], called: str) -> Iterator[Draft]:
    """Entries of a JSON Feed."""
    entries = value["items"] if isinstance(value["items"], list) else []
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        body = entry.get("content_text") or _plain(str(entry.get("content_html") or entry.get("summary") or ""), called)
        said = {
            "source": value.get("title"),
            "title": entry.get("title"),
            "url": entry.get("url"),
            "published": _day(entry.get("date_published")),
        }
        kept = {key: field if isinstance(field, str) else None for key, field in said.items()}
        yield Draft(str(body or entry.get("title") or ""), kept)


def _local(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _first(parent: Any, names: tuple[str, ...]) -> str | None:
    """The words of the first child by the order of `names`: a whole text is better than a summary."""
    for name in names:
        for child in parent:
            if _local(child) == name and (words := "".join(child.itertext()).strip()):
                return words
    return None


def _plain(markup: str, called: str) -> str:
    return visible_words(f"<div>{markup}</div>", called) if "<" in markup or "&" in markup else markup


def _day(written: str | None) -> str | None:
    """RSS writes days as mails do (RFC 5322), Atom as ISO 8601 does; what is neither stays as it is."""
    if not isinstance(written, str):
        return None
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return written
