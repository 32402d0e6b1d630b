"""What the reader has chosen: filter, tab, place and claim. It lives in the URL; all else is derived."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from geo.filters import Filter, read_query
from geo.interface import say, section

PAGE_PARAMS = ("view", "spot", "claim", "with", "saved", "at")
"""Parameters of the address that are the page's own; `at` (the map's centre and zoom) is written by the browser."""
_UNDO_DEPTH = 30
_WINDOW = re.compile(r"-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?,\d{1,2}(\.\d+)?")
Params = dict[str, list[str]]
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
    saved: str = ""
    """The name of the kept view that this is, until something in it is changed."""


def current() -> Choice:
    """The choices of this run."""
    chosen: Choice = st.session_state["choice"]
    return chosen


def choose(*, remember: bool = False, **changes: Any) -> None:
    """Changes some choices; `remember` puts the filter before the change on the undo stack."""
    before = current()
    after = replace(before, **changes)
    if after.filter != before.filter and "saved" not in changes:
        after = replace(after, saved="")
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


def read_address(kept: Callable[[str], Params | None] = lambda name: None) -> None:
    """Takes the choices from the address when it is new: first visit, a link, the back button.

    `kept` finds the parameters of a view by the name that an address may give instead of them.
    """
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    written = {name: values for name, values in params.items() if name != "at"}
    if "choice" in st.session_state and (st.session_state.get("address") == written or _overtaken(written)):
        return
    st.session_state["address"] = written
    name = (params.get("saved") or [""])[-1]
    if name and not set(written) - {"saved"}:
        found = kept(name)
        if found is None:
            _take(params, complaints=(say("errors.unknown_saved", view=name[:80]),))
        else:
            open_address(found, saved=name)
        return
    _take(params, saved=name)


def open_address(params: Params, *, saved: str = "") -> None:
    """Shows what these parameters say, with the window of the map among them."""
    st.session_state["undo"] = (
        [*st.session_state.get("undo", []), current().filter] if "choice" in st.session_state else []
    )
    _take(params, saved=saved)
    if at := params.get("at"):
        st.session_state["go"] = (at[-1], time.monotonic())


def _take(params: Params, *, saved: str = "", complaints: tuple[str, ...] = ()) -> None:
    chosen, told = read_query({name: values for name, values in params.items() if name not in PAGE_PARAMS})
    complaints = (*complaints, *told)
    tab = (params.get("view") or ["map"])[-1]
    if tab not in section("page")["views"]:
        complaints = (*complaints, say("errors.unknown_view", view=tab[:40]))
        tab = "map"
    if (at := (params.get("at") or [""])[-1]) and not _WINDOW.fullmatch(at):
        complaints = (*complaints, say("errors.unknown_window", at=at[:40]))
    spot, claim = ((params.get(name) or [""])[-1][:200] for name in ("spot", "claim"))
    extras = tuple(sorted({name[:40] for name in params.get("with", ())}))[:20]
    st.session_state["choice"] = Choice(chosen, tab, spot, claim, extras, saved[:80])
    st.session_state["complaints"] = complaints


def _overtaken(address: dict[str, list[str]]) -> bool:
    """Whether the browser sent an address that we have replaced a moment ago and it has not shown yet."""
    now = time.monotonic()
    return any(old == address and now - since < _IN_FLIGHT for old, since in st.session_state.get("replaced", ()))


def write_address() -> None:
    """Puts the choices into the address, so that the link opens the same view."""
    wanted = _params()
    written = {name: st.query_params.get_all(name) for name in st.query_params if name != "at"}
    before = st.session_state.get("address", {})
    if before != wanted:
        st.session_state["replaced"] = [*st.session_state.get("replaced", ()), (before, time.monotonic())][-8:]
    st.session_state["address"] = wanted
    if written != wanted:
        at = st.query_params.get_all("at")
        st.query_params.from_dict({**wanted, **({"at": at} if at else {})})


def address_of() -> Params:
    """Everything that the address holds, the map's window included: what a kept view is made of."""
    at = st.query_params.get_all("at")
    return {**{name: values for name, values in _params().items() if name != "saved"}, **({"at": at} if at else {})}


def _params() -> Params:
    chosen = current()
    wanted: Params = dict(chosen.filter.to_params())
    for name, value in (
        ("view", chosen.tab if chosen.tab != "map" else ""),
        ("spot", chosen.spot),
        ("claim", chosen.claim),
        ("saved", chosen.saved),
    ):
        if value:
            wanted[name] = [value]
    if chosen.extras:
        wanted["with"] = list(chosen.extras)
    return wanted
