"""The reports in the store, whole and marked; and new ones: pasted or dropped, looked at first, then added."""

from __future__ import annotations

import streamlit as st

from geo import card
from geo.errors import GeoError
from geo.html import marked, marks_of
from geo.interface import say
from geo.model import Claim, Report
from panels import frame
from panels.adding import read_files, read_paste, save
from panels.shown import Shown, extract

_SHOWN_TEXT = 120_000


def show(shown: Shown) -> None:
    """Add at the left, read at the right."""
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        _add(shown)
    with right:
        _read(shown)


def _add(shown: Shown) -> None:
    st.subheader(say("reports.add"), anchor=False)
    for kind, sentence in st.session_state.pop("added", []):
        (st.success if kind == "added" else st.info if kind == "known" else st.warning)(_plain(sentence))
    files = st.file_uploader(
        say("reports.files"),
        type=["txt", "md", "markdown", "html", "htm"],
        accept_multiple_files=True,
        key=_fresh("files"),
    )
    text = st.text_area(say("reports.paste"), height=180, placeholder=say("reports.paste_hint"), key=_fresh("paste"))
    left, right = st.columns(2)
    source = left.text_input(say("reports.source"), key=_fresh("source"))
    published = right.date_input(say("reports.published"), value=None, format="YYYY-MM-DD", key=_fresh("published"))
    found: list[Report] = []
    problems: list[str] = []
    if text.strip():
        read_paste(text, source or None, published, found, problems)
    if files:
        read_files(files, source or None, published, found, problems)
    for problem in problems:
        st.warning(_plain(problem))
    preview, keep = st.columns(2)
    look = preview.button(say("reports.preview"), width="stretch", disabled=not found)
    add = keep.button(say("reports.save"), width="stretch", type="primary", disabled=not found)
    if add:
        st.session_state["added"] = save(shown.store, found)
        st.session_state["generation"] = st.session_state.get("generation", 0) + 1
        st.rerun()
    elif look:
        for report in found[:10]:
            _preview(report)


def _fresh(name: str) -> str:
    """A widget key that changes once reports are added, so that the form is empty again."""
    return f"add_{name}_{st.session_state.get('generation', 0)}"


def _preview(report: Report) -> None:
    with st.spinner(say("reports.progress", name=_plain(report.title or say("reports.untitled")))):
        try:
            claims = extract(report)
        except GeoError as error:
            st.warning(_plain(str(error)))
            return
    drawn = sum(claim.drawn for claim in claims)
    st.markdown("**" + _plain(card.line(report) or say("reports.untitled")) + "**")
    st.caption(say("reports.found", claims=len(claims), drawn=drawn))
    for note in report.notes:
        st.caption(_plain(note))
    st.html(_text(report, claims))


def _read(shown: Shown) -> None:
    st.subheader(say("reports.heading"), anchor=False)
    names = shown.report_lines()
    if not names:
        frame.empty(say("reports.empty"))
        return
    if st.session_state.get("report_read") not in names:
        held = shown.claim.report_id if shown.claim else ""
        st.session_state["report_read"] = held if held in names else next(iter(names))
    chosen = st.selectbox(say("reports.choose"), list(names), key="report_read", format_func=names.__getitem__)
    report, claims = shown.report_claims(chosen)
    if report.url and report.url.startswith(("https://", "http://")):
        st.link_button(say("card.source"), report.url, type="tertiary", icon=":material/open_in_new:")
    st.html(_text(report, claims))


def _text(report: Report, claims: tuple[Claim, ...]) -> str:
    cut = report.text[:_SHOWN_TEXT]
    marks = [mark for claim in claims for mark in marks_of(claim) if mark.span.end <= len(cut)]
    citations = [claim.citation for claim in claims if claim.citation.end <= len(cut)]
    return f'<div class="rp-whole tall">{marked(cut, dict.fromkeys(marks), citations)}</div>'


def _plain(words: str) -> str:
    return "".join(
        f"\\{sign}" if sign.isascii() and not sign.isalnum() and not sign.isspace() else sign for sign in words
    )
