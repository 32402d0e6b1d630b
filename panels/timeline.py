"""The timeline under the map: lanes by the claimants' sides; dragging across it sets the event time."""

from __future__ import annotations

from datetime import date

import streamlit as st

from geo.charts import day_number
from geo.interface import say
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose, current, narrow


def show(shown: Shown) -> None:
    """One lane a side; bars for few claims, counts by day for many."""
    days, lanes = shown.timeline
    chosen = current().filter
    mount(
        "timeline",
        {
            "lanes": lanes,
            "first": days.first if days else 0,
            "last": days.last if days else 0,
            "bin": days.bin if days else 1,
            "from": day_number(chosen.event_from),
            "to": day_number(chosen.event_to),
            "chosen": shown.claim.id if shown.claim else "",
            "stamp": shown.stamp,
            "words": {"empty": say("timeline.empty"), "label": say("timeline.heading"), "play": say("timeline.play")},
        },
        key="timeline",
        pick=lambda claim: choose(claim=claim),
        brush=_brushed,
    )
    st.caption(say("timeline.hint"))


def _brushed(days: str) -> None:
    first, last = (date.fromisoformat(day) for day in days.split(","))
    narrow(event_from=first, event_to=last)
