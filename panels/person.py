"""Who sits before the page: the name of the sign-in, or the one they write; every judgement is kept with it."""

from __future__ import annotations

import streamlit as st

from geo.html import plain
from geo.interface import say


def person() -> str:
    """The reader's name; empty when nobody is signed in and none is written."""
    return _signed_in() or " ".join(str(st.session_state.get("who", "")).split())[:80]


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
    """The name by the deployment's sign-in; empty where there is none. Asking without a set-up one is an error."""
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets or not st.user.is_logged_in:
        return ""
    return str(st.user.get("name") or st.user.get("email") or "")
