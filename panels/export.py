"""The export menu: what is shown now, in the formats of `geo.exports`."""

from __future__ import annotations

import streamlit as st

from geo.interface import say
from panels.shown import Shown


def show(shown: Shown) -> None:
    """One menu; a file is made when it is asked for."""
    with st.popover(say("page.export"), width="stretch", icon=":material/download:"):
        st.caption(say("export.hint"))
