"""The map with its timeline, and beside it the claims of the place picked and the card of the claim picked."""

from __future__ import annotations

import streamlit as st

from geo.interface import say
from geo.maps.layers import Window
from panels import card, timeline
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose, narrow


def show(shown: Shown) -> None:
    """Map and timeline at the left, the words behind them at the right."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left, st.container(key="stage"):
        with st.container():
            _newcomer()
        mount(
            "map",
            shown.scene,
            key="map",
            pick=lambda spot: choose(spot=spot, claim=""),
            window=_look_closer,
            box=lambda corners: narrow(box=_corners(corners)),
        )
        timeline.show(shown)
    with right:
        card.show(shown)


def _look_closer(corners: str) -> None:
    """The map asks for every place in the window it shows, where so many are shown that some are gathered."""
    st.session_state["window"] = _corners(corners)


def _corners(written: str) -> Window:
    """South, west, north, east in degrees, as the map writes them."""
    south, west, north, east = (float(corner) for corner in written.split(","))
    return south, west, north, east


def _newcomer() -> None:
    """A short caption for the first visit; one click takes it away for the session."""
    if st.session_state.get("dismissed"):
        return
    words, button = st.columns([6, 1], vertical_alignment="center")
    with words:
        st.html(f'<div class="rp-hint">{say("page.newcomer")}</div>')
    with button:
        st.button(say("page.dismiss"), type="tertiary", on_click=lambda: st.session_state.update(dismissed=True))
