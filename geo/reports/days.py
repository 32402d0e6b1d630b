"""Days as people and machines write them in what they say about a report."""

from __future__ import annotations

from datetime import UTC, date, datetime

from geo.errors import ReportError

_DATE_FORMATS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%B %d %Y", "%b. %d, %Y")


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


def publication_day(written: str | None) -> tuple[date | None, str | None]:
    if not written:
        return None, None
    try:
        return parse_day(written), None
    except ReportError:
        return None, f"The publication date “{written[:40]}” was not understood (write YYYY-MM-DD), so it is not used."


def moment_of(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
