"""The same question, every claimant's answer: intervals side by side, never a sum."""

from __future__ import annotations

import streamlit as st

from geo.charts import comparison
from geo.interface import say
from panels import card, frame
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose

_MOST = 40


def show(shown: Shown) -> None:
    """Questions at the left, contested ones first; the card of the picked answer at the right."""
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        st.caption(say("compare.hint"))
        asked = shown.questions[:_MOST]
        if not asked:
            frame.empty(say("compare.empty"))
        chosen = shown.claim.id if shown.claim else ""
        bars = [comparison.bars(question, shown.sides) for question in asked]
        mount(
            "compare",
            {"questions": bars, "chosen": chosen},
            key="compare",
            pick=lambda one: choose(claim=one, spot=""),
        )
    with right:
        card.show(shown, listed=False)
