"""Mails (EML, the standard library's parser) → their words, sender, subject and day."""

from __future__ import annotations

import email
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from geo.errors import ReportError
from geo.reports.drafts import Draft
from geo.reports.pages import visible_words

MAX_NAMED = 5
MAX_PARTS = 500
"""The standard library compares every part with every other; no mail of a person has so many."""


def looks_like_mail(content: bytes) -> bool:
    """Headers first: at least two of the four that every mail program writes, before the first empty line."""
    head = content[:8_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    return sum(b"\n" + name in b"\n" + head for name in (b"from:", b"date:", b"subject:", b"message-id:")) > 1


def read(content: bytes, called: str) -> Draft:
    """The plain text of a mail, or the words of its HTML. Attachments are named in a note, not read."""
    if content.count(b"\n--") > 2 * MAX_PARTS and content.lower().count(b"\ncontent-type:") > MAX_PARTS:
        raise ReportError(f"{called} is a mail of more than {MAX_PARTS} parts; paste its text. Nothing was changed.")
    try:
        mail = email.message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)  # what the default policy makes
        body = mail.get_body(("plain", "html"))
        text = str(body.get_content()) if body is not None else ""
        if body is not None and body.get_content_subtype() == "html":
            text = visible_words(text, called)
        said = _headers(mail)
        attached = [part.get_filename() or part.get_content_type() for part in mail.iter_attachments()]
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise ReportError(f"{called} is a mail that cannot be parsed; paste its text. Nothing was changed.") from error
    if not attached:
        return Draft(text, said)
    named = ", ".join(attached[:MAX_NAMED]) + (" …" if len(attached) > MAX_NAMED else "")
    return Draft(text, said, (f"{len(attached)} attachments were not read ({named}); save and add them.",))


def _headers(mail: EmailMessage) -> dict[str, str | None]:
    name, address = parseaddr(str(mail.get("From", "")))
    sent = getattr(mail.get("Date"), "datetime", None)
    return {
        "source": name or address or None,
        "title": str(mail.get("Subject", "")) or None,
        "published": sent.date().isoformat() if sent else None,
    }
