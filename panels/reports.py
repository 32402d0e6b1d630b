"""The reports in the store, whole and marked; beside them new ones on their way in."""

from __future__ import annotations

import streamlit as st

from geo import card
from geo.interface import say
from panels import adding, frame
from panels.shown import Shown


def show(shown: Shown) -> None:
    """Add at the left; at the right what was found, before it is saved, or else the reports of the store."""
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        if shown.may_write:
            adding.show(shown)
        else:
            frame.empty(say("access.reading"))
    with right:
        st.subheader(adding.heading(), anchor=False)
        if not adding.preview():
            _read(shown)


def _read(shown: Shown) -> None:
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
    st.html(card.read_through(report, claims))
