"""The method: codebook in short, credits, versions."""

from __future__ import annotations

import streamlit as st

import geo
from geo.html import escape
from geo.interface import label, section
from panels.shown import Shown


def show(shown: Shown) -> None:
    """What a claim is, what each word means, where the places come from, which program and data made this."""
    said = section("method")
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(said["claim"])
        _words(said["types_heading"], _named("types", said["types"]))
        _words(said["modes_heading"], _named("modes", said["modes"]))
    with right:
        st.markdown(said["numbers"])
        _words(said["precision_heading"], section("precision"))
        st.markdown(said["limits"])
        st.markdown(said["credits"])
        st.html(f'<p class="rp-faint">{escape(said["version"].format(version=geo.__version__, stamp=shown.stamp))}</p>')


def _named(group: str, meanings: dict[str, str]) -> dict[str, str]:
    return {label(group, key).capitalize(): meaning for key, meaning in meanings.items()}


def _words(heading: str, words: dict[str, str]) -> None:
    rows = "".join(f"<tr><td><b>{escape(key)}</b></td><td>{escape(value)}</td></tr>" for key, value in words.items())
    st.html(f'<h4>{escape(heading)}</h4><table class="rp-reasons">{rows}</table>')
