"""The page's frame: title, style, brand, and the sentence for an error that a user can meet."""

from __future__ import annotations

import streamlit as st

from geo.errors import GeoError
from geo.html import escape
from geo.interface import say
from panels.seam import STATIC


def begin() -> None:
    """Page title, layout and our one small style file."""
    st.set_page_config(
        page_title=say("page.title"),
        page_icon=str(STATIC / "icon.png"),
        layout="wide",
        initial_sidebar_state=300,
    )
    st.html(STATIC / "page.css")


def brand() -> None:
    """The name of the page, at the head of the rail."""
    words = f"<b>{escape(say('page.title'))}</b><small>{escape(say('page.subtitle'))}</small>"
    st.html(
        f'<div class="rp-brand"><img src="app/static/icon.png" alt="" width="30" height="30"><div>{words}</div></div>'
    )


def empty(words: str) -> None:
    """A designed empty state: what is missing and what to do."""
    st.html(f'<div class="rp-empty">{escape(words)}</div>')


def stop_with(error: GeoError) -> None:
    """The one sentence of an error; the page stops there."""
    st.error(say("errors.stopped", reason=error).replace("`", "'"))
