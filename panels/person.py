"""Who sits before the page: the name of the sign-in, or the one they write; every judgement is kept with it."""

from __future__ import annotations

import streamlit as st

from geo.html import plain
from geo.interface import say
from panels import entry

_FIELDS = ("person", "person_saved")


def person() -> str:
    """The reader's name; empty when nobody is signed in and none is written."""
    if name := _signed_in():
        return name
    kept = str(st.session_state.get("who", ""))
    # a name may be written and a button pressed in one go; then the field knows it before we are told
    written = (str(st.session_state.get(key, kept)) for key in _FIELDS)
    return " ".join(next((name for name in written if name != kept), kept).split())[:80]


def ask(key: str = "person") -> None:
    """Asks for the name where nobody is signed in; it is remembered through every view, and by the browser."""
    if name := _signed_in():
        st.caption(plain(say("judge.signed_in", person=name)))
        return
    st.session_state[key] = st.session_state.get("who", "")
    st.text_input(
        say("card.name"),
        key=key,
        placeholder=say("card.name"),
        label_visibility="collapsed",
        max_chars=80,
        on_change=lambda: remember(st.session_state[key]),
    )


def remember(name: str) -> None:
    """Keeps the name for this session."""
    st.session_state["who"] = " ".join(str(name).split())[:80]


def _signed_in() -> str:
    """The name by the deployment's sign-in; empty where there is none."""
    return entry.visitor().name
