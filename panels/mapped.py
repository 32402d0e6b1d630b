"""The map with its timeline, and beside it the claims of the place picked and the card of the claim picked."""

from __future__ import annotations

from typing import Any

import streamlit as st

from geo.filters import read_query
from geo.maps import picture
from geo.maps.layers import Window
from panels import card, correct, options, timeline, tour
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose, narrow


def show(shown: Shown) -> None:
    """Map and timeline at the left, the words behind them at the right."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left, st.container(key="stage"):
        with st.container():
            tour.show()
        with st.container(key="mapbox"):
            options.show(shown)
            mount(
                "map",
                _lean(shown),
                key="map",
                pick=lambda spot: choose(spot=spot, claim=""),
                window=_look_closer,
                box=lambda corners: narrow(box=_corners(corners)),
                shape=lambda corners: narrow(shape=read_query({"shape": corners})[0].shape),
                point=correct.pointed,
                missing=lambda _: options.forget_sent(),
            )
        timeline.show(shown)
    with right:
        card.show(shown)


def _lean(shown: Shown) -> dict[str, Any]:
    """The scene with what the reader has chosen besides the claims, without the outlines that the browser has got."""
    drawn, more = shown.scene, options.extras(shown)
    sent: set[str] = st.session_state["sent"]
    fresh = {name: outline for name, outline in drawn["geometry"].items() if name not in sent}
    sent.update(fresh)
    corrected = picture.corrected(shown.view)
    return {**drawn, **more, "geometry": fresh, "corrected": corrected, "stamp": f"{drawn['stamp']}.{more['stamp']}"}


def _look_closer(corners: str) -> None:
    """The map asks for every place in the window it shows, where so many are shown that some are gathered."""
    st.session_state["window"] = _corners(corners)


def _corners(written: str) -> Window:
    """South, west, north, east in degrees, as the map writes them."""
    south, west, north, east = (float(corner) for corner in written.split(","))
    return south, west, north, east
