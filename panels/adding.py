"""Reading what was pasted or dropped, and adding it: each report wholly or not at all, duplicates told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from geo import reports
from geo.errors import GeoError
from geo.interface import say
from geo.model import Report
from geo.store import Store, adding
from panels.shown import gazetteer

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


def read_paste(text: str, source: str | None, published: date | None, found: list[Report], problems: list[str]) -> None:
    """The report in pasted text, appended to `found`, or a sentence to `problems`."""
    try:
        found.append(reports.from_text(text, published=published, source=source))
    except GeoError as error:
        problems.append(str(error))


def read_files(
    files: Sequence[UploadedFile], source: str | None, published: date | None, found: list[Report], problems: list[str]
) -> None:
    """The reports in dropped files; a broken one becomes a sentence and stops no other."""
    for file in files:
        try:
            found.extend(reports.read_bytes(file.getvalue(), name=file.name, published=published, source=source))
        except GeoError as error:
            problems.append(str(error))


def save(store: Store, found: Sequence[Report]) -> list[tuple[str, str]]:
    """Reads the claims of each report and adds it; says what became of each (`added`, `known`, `failed`)."""
    told: list[tuple[str, str]] = []
    bar = st.progress(0.0)
    for number, report in enumerate(found):
        name = report.title or report.source or say("reports.untitled")
        bar.progress(number / len(found), text=say("reports.reading", at=number + 1, of=len(found)))
        try:
            done = adding.add(store, report, gazetteer())
        except GeoError as error:
            told.append(("failed", str(error)))
            continue
        if done.new:
            told.append(("added", say("reports.added", claims=len(done.claims), report=name)))
        else:
            told.append(("known", say("reports.known", report=name)))
    bar.empty()
    return told
