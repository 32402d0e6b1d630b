"""What the reader has chosen: filter, tab, place and claim. It lives in the URL; all else is derived."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from geo.filters import Filter, read_query
from geo.interface import say, section

PAGE_PARAMS = ("view", "spot", "claim", "with", "at")
"""Parameters of the address that are the page's own; `at` (the map's centre and zoom) is written by the browser."""
_UNDO_DEPTH = 30
_IN_FLIGHT = 3.0  # seconds in which a click may still carry the address before the last one


@dataclass(frozen=True, slots=True)
class Choice:
    """One state of the page. `spot` is a footprint id, or two joined by `>` for a movement; `claim` a claim id.

    `extras` are drawn besides the claims: ids of layers, and `symbols`.
    """

    filter: Filter = field(default_factory=Filter)
    tab: str = "map"
    spot: str = ""
    claim: str = ""
    extras: tuple[str, ...] = ()


def current() -> Choice:
    """The choices of this run."""
    chosen: Choice = st.session_state["choice"]
    return chosen


def choose(*, remember: bool = False, **changes: Any) -> None:
    """Changes some choices; `remember` puts the filter before the change on the undo stack."""
    before = current()
    after = replace(before, **changes)
    if remember and after.filter != before.filter:
        st.session_state["undo"] = [*st.session_state.get("undo", []), before.filter][-_UNDO_DEPTH:]
    st.session_state["choice"] = after


def narrow(**conditions: Any) -> None:
    """Sets conditions of the filter; the place and claim picked stay if they are still shown."""
    choose(remember=True, filter=replace(current().filter, **conditions))


def undo() -> None:
    """Takes back the last change of the filter."""
    stack = st.session_state.get("undo", [])
    if stack:
        st.session_state["undo"] = stack[:-1]
        choose(filter=stack[-1])


def read_address() -> None:
    """Takes the choices from the address when it is new: first visit, a link, the back button."""
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    written = {name: values for name, values in params.items() if name != "at"}
    if "choice" in st.session_state and (st.session_state.get("address") == written or _overtaken(written)):
        return
    conditions = {name: values for name, values in written.items() if name not in PAGE_PARAMS}
    chosen, complaints = read_query(conditions)
    tab = (params.get("view") or ["map"])[-1]
    if tab not in section("page")["views"]:
        complaints = (*complaints, say("errors.unknown_view", view=tab[:40]))
        tab = "map"
    spot, claim = ((params.get(name) or [""])[-1][:200] for name in ("spot", "claim"))
    extras = tuple(sorted({name[:40] for name in params.get("with", ())}))[:20]
    st.session_state["choice"] = Choice(chosen, tab, spot, claim, extras)
    st.session_state["complaints"] = complaints
    st.session_state["address"] = written


def _overtaken(address: dict[str, list[str]]) -> bool:
    """Whether the browser sent an address that we have replaced a moment ago and it has not shown yet."""
    now = time.monotonic()
    return any(old == address and now - since < _IN_FLIGHT for old, since in st.session_state.get("replaced", ()))


def write_address() -> None:
    """Puts the choices into the address, so that the link opens the same view."""
    chosen = current()
    wanted: dict[str, list[str]] = dict(chosen.filter.to_params())
    for name, value in (
        ("view", chosen.tab if chosen.tab != "map" else ""),
        ("spot", chosen.spot),
        ("claim", chosen.claim),
    ):
        if value:
            wanted[name] = [value]
    if chosen.extras:
        wanted["with"] = list(chosen.extras)
    written = {name: st.query_params.get_all(name) for name in st.query_params if name != "at"}
    before = st.session_state.get("address", {})
    if before != wanted:
        st.session_state["replaced"] = [*st.session_state.get("replaced", ()), (before, time.monotonic())][-8:]
    st.session_state["address"] = wanted
    if written != wanted:
        at = st.query_params.get_all("at")
        st.query_params.from_dict({**wanted, **({"at": at} if at else {})})
