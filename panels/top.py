"""The top strip: one sentence that says exactly what is shown, chips, link, export and the choice of view."""

from __future__ import annotations

import streamlit as st

from geo.filters import Filter
from geo.filters.labels import chips
from geo.html import escape, plain
from geo.interface import say, section
from geo.snapshot import choices
from panels import export, judge, saved
from panels.person import remember
from panels.seam import mount
from panels.shown import Shown
from panels.state import choose, current, undo

_KEYS = "jkarcue"


def show(shown: Shown) -> None:
    """The sentence and the export menu; complaints about the address as sentences."""
    with st.container():
        for complaint in st.session_state.get("complaints", ()):
            st.warning(plain(complaint), icon=":material/link_off:")
        for stranger in choices.unknown(current().filter, shown.snapshot):
            st.info(plain(stranger), icon=":material/filter_alt_off:")
    left, middle, right = st.columns([5, 1.05, 1.05], vertical_alignment="top")
    with left:
        st.html(f'<p class="rp-sentence">{escape(shown.sentence)}</p>')
    with middle:
        saved.show(shown)
    with right:
        export.show(shown)


def bar(shown: Shown) -> None:
    """Copy link, light and dark; unseen: the page's keys, and what the map is to highlight."""
    mount(
        "bar",
        {
            "part": "acts",
            "keys": [*_KEYS, "Escape"],
            "claim": shown.claim.id if shown.claim else "",
            "selected": shown.selected_grounds,
            "person": st.session_state.get("who", ""),
            "pointing": bool(st.session_state.get("pointing")) and shown.claim is not None,
            "kept": _kept_ground(),
            "go": list(st.session_state.get("go", ())),
            "words": {"copy": say("page.link"), "copied": say("page.link_done"), "theme": say("page.theme")},
        },
        key="acts",
        key_pressed=lambda pressed: _press(shown, pressed.split(" ")[0]),
        person=remember,
    )


def _kept_ground() -> list[list[float]]:
    """The corners of the box and shape that the filter keeps, for their outline on the map."""
    chosen = current().filter
    if chosen.shape:
        return [list(corner) for corner in chosen.shape]
    if chosen.box:
        south, west, north, east = chosen.box
        return [[south, west], [north, west], [north, east], [south, east]] if west <= east else []
    return []


def active(shown: Shown) -> None:
    """The active filters as chips, one reset, and an undo of the last change; nothing without any."""
    found = chips(current().filter, shown.named)
    can_undo = bool(st.session_state.get("undo"))
    if not found and not can_undo:
        return
    mount(
        "bar",
        {
            "part": "chips",
            "chips": [{"name": chip.name, "condition": chip.condition, "value": chip.value} for chip in found],
            "undo": can_undo,
            "words": {"remove": say("filters.remove"), "reset": say("filters.reset"), "undo": say("filters.undo")},
        },
        key="chips",
        remove=lambda name: choose(remember=True, filter=current().filter.without(name)),
        reset=lambda _: choose(remember=True, filter=Filter(), spot=""),
        undo=lambda _: undo(),
    )


def ask_view(shown: Shown) -> str:
    """The tabs, and beside them what is active; the tab chosen is in the address."""
    with st.container(key="tabs"):
        left, right = st.columns([2.9, 1], vertical_alignment="center")
        with right:
            bar(shown)
        with left:
            _tabs(shown)
    with st.container():  # always there, so that a chip that comes or goes moves no other part to another slot
        active(shown)
    return current().tab


def _tabs(shown: Shown) -> None:
    views = dict(section("page")["views"])
    if not shown.may_audit:
        del views["audit"]
    st.session_state["tab"] = current().tab if current().tab in views else None
    st.segmented_control(
        say("page.view"),
        list(views),
        key="tab",
        format_func=lambda view: views[view],
        label_visibility="collapsed",
        on_change=lambda: choose(tab=st.session_state["tab"] or current().tab),
    )


def _press(shown: Shown, key: str) -> None:
    if key in {"j", "k"}:
        shown.step(1 if key == "j" else -1)
    elif key == "Escape":
        choose(claim="", spot="")
    elif key == "e":
        st.session_state["correcting"] = "place"
    elif shown.claim is not None:
        judge.press(shown, shown.claim.id, key)
