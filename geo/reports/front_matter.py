"""What a report says about itself before its text: `source:`, `published:` … between lines of three dashes."""

from __future__ import annotations

from geo.reports.drafts import Draft

KEYS = ("source", "published", "title", "url", "language", "retrieved")
_LIMIT = 16_000


def split(text: str) -> Draft:
    """The text after the front matter, what it says, and a note about lines that were not understood."""
    if not text.startswith("---\n"):
        return Draft(text)
    end = text.find("\n---\n", 3, _LIMIT)
    rest = end + 5
    if end < 0 and text.endswith("\n---"):
        end, rest = len(text) - 4, len(text)
    if end < 0:
        return Draft(text)
    said: dict[str, str] = {}
    unknown = []
    for line in text[4:end].split("\n"):
        key, colon, value = line.partition(":")
        key = key.strip().lower()
        if colon and key in KEYS:
            said[key] = _unquote(value.strip())
        elif line.strip() and not line.lstrip().startswith("#"):
            unknown.append(key or line.strip())
    if not unknown:
        return Draft(text[rest:], said)
    note = f"Front matter that is not used: {', '.join(unknown[:5])[:200]}."
    return Draft(text[rest:], said, (note,))


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
