"""Feeds and watched folders: what is new is read and added, politely, each report once, for as long as it is asked to.

Settings are a TOML file; what is remembered (conditional requests, back-off, files seen) lies beside it and is written
as a whole after the reports are in the store, so that a stop at any moment forgets nothing and repeats nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geo.errors import FetchError, GeoError
from geo.feeds.remembered import Memory, Remembered, load, save
from geo.feeds.settings import Feed, Folder, Settings, read_settings
from geo.fetching import Limits, fetch
from geo.gazetteer import Gazetteer
from geo.model import Report
from geo.phrases import visible
from geo.reports import read, read_bytes
from geo.store import Store
from geo.store.adding import add

__all__ = ["Feed", "Folder", "Settings", "Told", "look", "look_into", "look_up", "read_settings", "watch"]

LONGEST_WAIT = 24 * 3600.0
"""Seconds; a source that fails is asked half as often each time, down to once a day."""
MOST_FILES = 100_000
MOST_NEW = 500
"""Reports of one feed in one look: a feed that turns into a flood is cut, and told."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one report or source, as one sentence; `report_id` when a report was added."""

    words: str
    report_id: str = ""


def look(settings: Settings, store: Store, gazetteer: Gazetteer, *, limits: Limits | None = None) -> Iterator[Told]:
    """Looks once at every folder and at every feed that is due."""
    memory = load(settings.memory)
    for folder in settings.folders:
        yield from look_into(folder, store, gazetteer, memory)
        save(settings.memory, memory)
    for feed in settings.feeds:
        if memory.of(feed.url).due <= time.time():
            yield from look_up(feed, settings, store, gazetteer, memory, limits=limits)
            save(settings.memory, memory)


def watch(
    settings: Settings,
    store: Store,
    gazetteer: Gazetteer,
    say: Callable[[str], None],
    *,
    sleep: Callable[[float], None] = time.sleep,
    rounds: int | None = None,
) -> None:
    """Looks again and again; ends after so many rounds, or when it is stopped."""
    done = 0
    while True:
        for told in look(settings, store, gazetteer):
            say(told.words)
        done += 1
        if rounds is not None and done >= rounds:
            return
        sleep(settings.pause)


def look_into(folder: Folder, store: Store, gazetteer: Gazetteer, memory: Memory) -> Iterator[Told]:
    """The files of a folder that are new or changed, oldest first; each is read once, a broken one is told once."""
    held = memory.of(str(folder.path))
    try:
        found = sorted(
            (state.st_mtime_ns, state.st_size, path)
            for path in folder.path.iterdir()
            if not path.name.startswith(".") and path.is_file() and not path.is_symlink() and (state := path.stat())
        )
    except OSError as error:
        yield Told(f"The folder “{folder.path}” cannot be read ({error.strerror}); it is looked at again later.")
        return
    there = {path.name for _, _, path in found}
    held.files = {name: mark for name, mark in held.files.items() if name in there}
    for changed, size, path in found[:MOST_FILES]:
        mark = f"{changed}.{size}"
        if held.files.get(path.name) == mark or time.time() - changed / 1e9 < folder.settled:
            continue
        try:
            reports = read(path, source=folder.source, language=folder.language)
        except GeoError as error:
            yield Told(_short(str(error)))
        else:
            yield from _added(reports, store, gazetteer)
        held.files[path.name] = mark


def look_up(
    feed: Feed,
    settings: Settings,
    store: Store,
    gazetteer: Gazetteer,
    memory: Memory,
    *,
    limits: Limits | None = None,
) -> Iterator[Told]:
    """What a feed has that is new. A failure is one sentence and a longer wait."""
    held = memory.of(feed.url)
    try:
        page = fetch(feed.url, headers=_asking(held), limits=limits)
        reports = () if page.status == 304 else read_bytes(page.content, name=page.name, source=feed.source)
        yield from _added(reports[:MOST_NEW], store, gazetteer)
    except GeoError as error:
        held.failures += 1
        wait = min(LONGEST_WAIT, settings.pause * 2.0**held.failures)
        held.due = time.time() + wait
        kind = "" if isinstance(error, FetchError) else " It was left out."
        yield Told(f"{_short(str(error))}{kind} “{_short(feed.url)}” is asked again in {_span(wait)}.")
        return
    if len(reports) > MOST_NEW:
        yield Told(f"“{_short(feed.url)}” holds {len(reports):,} reports; the first {MOST_NEW} were read.")
    if page.status != 304:
        held.etag, held.modified = page.headers.get("etag", ""), page.headers.get("last-modified", "")
    held.failures, held.due = 0, time.time() + settings.pause


def _asking(held: Remembered) -> dict[str, str]:
    """A conditional request: only what has changed since."""
    asked = {"If-None-Match": held.etag, "If-Modified-Since": held.modified}
    return {name: value for name, value in asked.items() if value}


def _added(reports: tuple[Report, ...], store: Store, gazetteer: Gazetteer) -> Iterator[Told]:
    for report in reports:
        if store.has_report(report.id):
            continue
        done = add(store, report, gazetteer)
        name = _short(report.title or report.source or report.id)
        if done.new:
            yield Told(f"“{name}”: {len(done.claims)} claims.", report.id)


def _short(words: str) -> str:
    return visible(" ".join(words.split()))[:300]


def _span(seconds: float) -> str:
    return f"{seconds / 3600:.3g} hours" if seconds >= 7200 else f"{max(1, round(seconds / 60))} minutes"
