"""Views kept by name: save this one, open, rename or delete another; the address can name one too."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode

import streamlit as st

from geo.errors import GeoError
from geo.html import plain
from geo.interface import say
from geo.phrases import moment
from geo.store import Store
from geo.store.views import LONGEST_NAME, SavedView
from panels import person
from panels.shown import Shown
from panels.state import address_of, current, open_address


def show(shown: Shown) -> None:
    """One menu: a name for this view, and the views that are kept."""
    opened = current().saved
    with st.popover(plain(opened) or say("saved.heading"), width="stretch", icon=":material/bookmark:"):
        for words in st.session_state.pop("saved_told", []):
            st.warning(plain(words))
        st.caption(say("saved.hint"))
        st.text_input(say("saved.name"), key="saved_name", max_chars=LONGEST_NAME)
        person.ask("person_saved")
        st.button(
            say("saved.save"), key="saved_save", type="primary", width="stretch", on_click=_save, args=(shown.store,)
        )
        kept = shown.store.views()
        if not kept:
            st.caption(say("saved.none"))
        for number, view in enumerate(kept):
            _line(shown.store, view, number)


def addresses(store: Store) -> Callable[[str], dict[str, list[str]] | None]:
    """Looks up the parameters of a kept view by its name, for an address that names one."""

    def look(name: str) -> dict[str, list[str]] | None:
        found = next((view for view in store.views() if view.name == name), None)
        return parse_qs(found.address) if found else None

    return look


def _line(store: Store, view: SavedView, number: int) -> None:
    with st.container(border=True):
        st.button(plain(view.name), key=f"saved_open_{number}", width="stretch", on_click=_open, args=(view,))
        st.caption(plain(say("saved.by", person=view.person, at=moment(view.at))))
        left, right = st.columns(2)
        left.button(
            say("saved.rename"), key=f"saved_rename_{number}", type="tertiary", on_click=_rename, args=(store, view)
        )
        right.button(
            say("saved.delete"), key=f"saved_delete_{number}", type="tertiary", on_click=_delete, args=(store, view)
        )


def _open(view: SavedView) -> None:
    open_address(parse_qs(view.address), saved=view.name)


def _save(store: Store) -> None:
    """Keeps what is shown now under the name written."""
    name = " ".join(str(st.session_state.get("saved_name", "")).split())
    if not person.person():
        _tell(say("saved.no_name"))
        return
    _try(lambda: store.keep_view(SavedView(name, urlencode(address_of(), doseq=True), person.person())), name)


def _rename(store: Store, view: SavedView) -> None:
    """Gives a view the name that is written above."""
    name = " ".join(str(st.session_state.get("saved_name", "")).split())
    if not person.person():
        _tell(say("saved.no_name"))
        return
    renamed = SavedView(name, view.address, person.person())
    _try(lambda: store.keep_view(renamed, instead_of=view.name), name)


def _delete(store: Store, view: SavedView) -> None:
    _try(lambda: store.drop_view(view.name), "")


def _try(do: Callable[[], None], opened: str) -> None:
    try:
        do()
    except GeoError as error:
        _tell(str(error))
        return
    st.session_state["saved_name"] = ""
    open_name(opened)


def open_name(name: str) -> None:
    """Says which view is open, without changing what is shown."""
    from panels.state import choose

    choose(saved=name)


def _tell(words: str) -> None:
    st.session_state["saved_told"] = [*st.session_state.get("saved_told", []), words]
