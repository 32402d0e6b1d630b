"""Every claim that is not on the map, by its reason."""

from __future__ import annotations

import streamlit as st

from geo.html import escape
from geo.interface import say
from geo.phrases import count
from panels import card, frame
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose


def show(shown: Shown) -> None:
    """The reasons with their counts and claims at the left; the card of the claim picked at the right."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        st.subheader(say("not_drawn.heading"), anchor=False)
        reasons = shown.counts.not_drawn
        if not reasons:
            frame.empty(say("not_drawn.empty"))
        for number, (reason, claims) in enumerate(reasons):
            st.html(f'<div class="rp-card"><h3>{escape(reason)} — {escape(count(claims, "claim"))}</h3></div>')
            mount(
                "claims", _list(shown, reason), key=f"not_drawn_{number}", pick=lambda one: choose(claim=one, spot="")
            )
    with right:
        card.show(shown, listed=False)


def _list(shown: Shown, reason: str) -> dict[str, object]:
    return {
        "claims": shown.listed(shown.not_drawn(reason)),
        "chosen": shown.claim.id if shown.claim else "",
        "label": reason,
    }
