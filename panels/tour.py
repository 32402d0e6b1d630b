"""The first minute: what the marks are, and a few questions to try; one click takes it away."""

from __future__ import annotations

from urllib.parse import parse_qs

import streamlit as st

from geo.html import escape
from geo.interface import say, section
from panels.state import open_address


def show() -> None:
    """A caption with questions that the sample reports answer; gone for the session when dismissed."""
    if st.session_state.get("dismissed"):
        return
    with st.container(key="tour"):
        st.html(f'<div class="rp-hint">{escape(say("page.newcomer"))}</div>')
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(say("page.try"), width="content")
            for number, (question, address) in enumerate(section("page")["tour"]):
                st.button(
                    question, key=f"tour_{number}", type="tertiary", on_click=open_address, args=(parse_qs(address),)
                )
            st.button(say("page.dismiss"), key="tour_done", on_click=_dismiss)


def _dismiss() -> None:
    st.session_state["dismissed"] = True
