"""Exports of Telegram's desktop program (JSON and HTML): each message is a report of its channel and day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from geo.reports.drafts import Draft
from geo.reports.pages import parsed, words_of


def is_export(value: Any) -> bool:
    """The JSON of one chat, or of all chats."""
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("messages"), list) or isinstance(value.get("chats"), dict)


def from_json(value: dict[str, Any]) -> Iterator[Draft]:
    """A draft a message with words; service messages (joined, pinned) and pictures without words are left out."""
    chats = value["chats"].get("list", []) if "chats" in value else [value]
    for chat in chats:
        if not isinstance(chat, dict) or not isinstance(chat.get("messages"), list):
            continue
        for message in chat["messages"]:
            if isinstance(message, dict) and message.get("type", "message") == "message":
                text = _words(message.get("text"))
                if text.strip():
                    yield Draft(text, _said(chat, message), _forwarded(message.get("forwarded_from")))


def _words(text: Any) -> str:
    """Words stand as a string, or as a list of strings and of marked pieces."""
    if isinstance(text, str):
        return text
    pieces = text if isinstance(text, list) else ()
    return "".join(str(piece.get("text", "")) if isinstance(piece, dict) else str(piece) for piece in pieces)


def _said(chat: dict[str, Any], message: dict[str, Any]) -> dict[str, str | None]:
    source = chat.get("name") or message.get("from")
    day = str(message.get("date") or "")[:10]
    return {"source": str(source) if source else None, "published": day or None}


def _forwarded(origin: Any) -> tuple[str, ...]:
    return (f"Forwarded from {origin}.",) if isinstance(origin, str) and origin else ()


def is_page(markup: str) -> bool:
    """Telegram's HTML export names its classes so."""
    return 'class="history"' in markup and 'class="page_wrap' in markup


def from_page(markup: str, called: str) -> Iterator[Draft]:
    """A draft a message of an exported page. Raises ReportError when it cannot be parsed."""
    tree = parsed(markup, called)
    heading = tree.xpath("string(//div[contains(@class,'page_header')]//div[contains(@class,'bold')])")
    for message in tree.xpath("//div[contains(concat(' ',@class,' '),' message ')][contains(@class,'default')]"):
        day = _page_day(message.xpath("string(.//div[contains(@class,'date')]/@title)"))
        origin = " ".join(
            message.xpath("string(.//div[contains(@class,'forwarded')]//div[@class='from_name'])").split()
        )
        for words in message.xpath(".//div[@class='text']"):
            if text := words_of(words):
                yield Draft(text, {"source": " ".join(heading.split()) or None, "published": day}, _forwarded(origin))


def _page_day(written: str) -> str | None:
    """`14.11.2024 08:30:15 UTC+02:00` in the title of each message's clock."""
    try:
        return datetime.strptime(written[:10], "%d.%m.%Y").date().isoformat()  # noqa: DTZ007 a day has no zone
    except ValueError:
        return None
