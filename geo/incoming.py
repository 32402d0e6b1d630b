"""Reports on their way in: what was given, what was found in it, and what became of it.

Nothing is saved before a person has seen what was found. Each report goes in wholly or not at all; a broken one is a
sentence and stops no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from geo import reports
from geo.errors import GeoError
from geo.fetching import Limits, fetch
from geo.gazetteer import Gazetteer
from geo.interface import say
from geo.model import Claim, Report
from geo.phrases import count
from geo.store import Store, adding

MOST_AT_ONCE = 400
"""Reports that the page reads at once; more are a matter of the command line."""


class State(StrEnum):
    """How far a report has come."""

    WAITING = "waiting"
    FOUND = "found"
    KNOWN = "known"
    TWICE = "twice"
    BROKEN = "broken"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One report on its way in. `name` is the file's, the address, or what the page calls pasted text."""

    name: str
    state: State
    report: Report | None = None
    claims: tuple[Claim, ...] = ()
    words: str = ""
    """Why it is broken, as a sentence."""

    @property
    def drawn(self) -> int:
        """How many of its claims have ground to draw."""
        return sum(claim.drawn for claim in self.claims)


def from_text(text: str, *, published: date | None = None, source: str | None = None) -> tuple[Incoming, ...]:
    """A pasted text."""
    name = say("reports.pasted")
    try:
        return (Incoming(name, State.WAITING, reports.from_text(text, published=published, source=source)),)
    except GeoError as error:
        return (Incoming(name, State.BROKEN, words=str(error)),)


def from_file(
    name: str, content: bytes, *, published: date | None = None, source: str | None = None
) -> tuple[Incoming, ...]:
    """The reports in a file's bytes."""
    try:
        found = reports.read_bytes(content, name=name, published=published, source=source)
    except GeoError as error:
        return (Incoming(name, State.BROKEN, words=str(error)),)
    return tuple(Incoming(name, State.WAITING, report) for report in found)


def from_address(
    url: str, *, published: date | None = None, source: str | None = None, limits: Limits | None = None
) -> tuple[Incoming, ...]:
    """The page at an address; it keeps the address, and the site's name where the page names no publisher."""
    try:
        page = fetch(url.strip(), limits=limits)
        found = reports.read_bytes(page.content, name=page.name, published=published, source=source)
    except GeoError as error:
        return (Incoming(url.strip()[:120], State.BROKEN, words=str(error)),)
    site = (urlsplit(page.url).hostname or "").removeprefix("www.")
    return tuple(Incoming(page.url, State.WAITING, _located(report, page.url, site)) for report in found)


def _located(report: Report, url: str, site: str) -> Report:
    kept = replace(
        report, url=report.url or url, source=report.source or site or None, retrieved=report.retrieved or _now()
    )
    return replace(kept, id=reports.report_id(kept))


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def once(given: Iterable[Incoming]) -> list[Incoming]:
    """The same report given twice is marked; what goes beyond `MOST_AT_ONCE` is told in one sentence."""
    seen: set[str] = set()
    found: list[Incoming] = []
    left_out = 0
    for one in given:
        if len(found) >= MOST_AT_ONCE:
            left_out += 1
            continue
        again = one.report is not None and one.report.id in seen
        found.append(replace(one, state=State.TWICE) if again else one)
        if one.report is not None:
            seen.add(one.report.id)
    if left_out:
        words = say("reports.too_many", most=MOST_AT_ONCE, left=f"{left_out:,}")
        found.append(Incoming(say("reports.the_rest"), State.BROKEN, words=words))
    return found


def read(one: Incoming, store: Store, gazetteer: Gazetteer) -> Incoming:
    """The claims of a waiting report; one that the store has already is not read again."""
    if one.state is not State.WAITING or one.report is None:
        return one
    try:
        if store.has_report(one.report.id):
            return replace(one, state=State.KNOWN)
        return replace(one, state=State.FOUND, claims=adding.read_claims(one.report, gazetteer))
    except GeoError as error:
        return replace(one, state=State.BROKEN, words=str(error))


def save(one: Incoming, store: Store) -> Incoming:
    """Adds a report that was read: wholly or not at all."""
    if one.state is not State.FOUND or one.report is None:
        return one
    try:
        done = adding.save(store, one.report, one.claims)
    except GeoError as error:
        return replace(one, state=State.BROKEN, words=str(error))
    return replace(one, state=State.ADDED if done.new else State.KNOWN)


def title(one: Incoming) -> str:
    """What to call it in a list."""
    named = one.report.title or one.report.source if one.report else None
    return named or one.name


def told(all_of_them: Sequence[Incoming]) -> str:
    """What became of all of them, as one sentence."""

    def many(state: State) -> int:
        return sum(one.state is state for one in all_of_them)

    open_ones = [one for one in all_of_them if one.state in (State.FOUND, State.ADDED)]
    claims, drawn = sum(len(one.claims) for one in open_ones), sum(one.drawn for one in open_ones)
    done = "added" if many(State.ADDED) else "read"
    parts = [f"{count(len(open_ones), 'report')} {done} with {count(claims, 'claim')}, {drawn:,} of them on the map"]
    if known := many(State.KNOWN):
        parts.append(f"{known:,} in the store already")
    if twice := many(State.TWICE):
        parts.append(f"{twice:,} given twice")
    if broken := many(State.BROKEN):
        parts.append(f"{broken:,} could not be read")
    return "; ".join(parts) + "."
