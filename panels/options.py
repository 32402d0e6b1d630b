"""What is drawn besides the claims: unit symbols, layers that people bring, online tiles. All off at first."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from geo.errors import GeoError
from geo.interface import say
from geo.maps import overlays
from geo.maps.symbols import MOST_CLAIMS, symbols
from geo.store import overlays as kept
from geo.store.overlays import KeptLayer
from panels.shown import Shown
from panels.state import choose, current

SYMBOLS = "symbols"


def show(shown: Shown) -> None:
    """One menu on the map."""
    with st.container(key="options"):
        menu = st.popover(say("options.open"), icon=":material/layers:", key="options_menu", on_change="rerun")
        if menu.open:
            with menu:
                _switch(SYMBOLS, say("options.symbols"), help=say("options.symbols_help"))
                _layers(shown)
                _tiles()


def extras(shown: Shown) -> dict[str, Any]:
    """What the choices add to the scene, with a stamp of its own; layers' outlines only when the browser lacks them."""
    chosen = current().extras
    sent: set[str] = st.session_state.setdefault("sent", set())
    drawn = []
    for layer in _dated(shown):
        if layer.id in chosen:
            whole = _overlay(shown, layer)
            drawn.append(whole if layer.id not in sent else {k: v for k, v in whole.items() if k != "parts"})
            sent.add(layer.id)
    units = _units(shown) if SYMBOLS in chosen else []
    asked = st.session_state.get("tiles")
    tiles = {"url": asked.url, "host": asked.host, "credit": asked.credit} if asked else None
    stamp = f"{','.join(layer['id'] for layer in drawn)}.{len(units)}.{asked.url if asked else ''}"
    return {"overlays": drawn, "symbols": units, "tiles": tiles, "stamp": stamp}


def whole_scene(shown: Shown) -> dict[str, Any]:
    """The scene with the chosen layers, for files that are made of it: they hold no tiles and no unit symbols."""
    layers = [_overlay(shown, layer) for layer in _dated(shown) if layer.id in current().extras]
    return {**shown.scene, "overlays": layers}


def forget_sent() -> None:
    """The browser has not got what was sent (a run was broken off): everything is sent again."""
    st.session_state["sent"] = set()


def _dated(shown: Shown) -> tuple[KeptLayer, ...]:
    """The layers that could be known on the as-of day."""
    day = current().filter.as_of
    return tuple(layer for layer in kept.every(shown.store) if not (day and layer.day and layer.day > day))


@st.cache_resource(show_spinner=False, max_entries=24)
def _drawn(layer_id: str, _store: Any, _layer: KeptLayer) -> dict[str, Any]:
    said = _layer
    shapes = kept.shapes(_store, layer_id)
    return overlays.overlay(said.id, said.name, shapes, on=said.day, source=said.source, licence=said.licence)


def _overlay(shown: Shown, layer: KeptLayer) -> dict[str, Any]:
    return _drawn(layer.id, shown.store, layer)


def _units(shown: Shown) -> list[dict[str, Any]]:
    rows = shown.view.rows
    rows = rows[shown.snapshot.drawn[rows]][:MOST_CLAIMS]
    return symbols(shown.store.claims_by_id(shown.snapshot.ids_of(rows)), list(shown.sides))


def _switch(name: str, words: str, **more: Any) -> None:
    key = f"with_{name}"
    st.session_state[key] = name in current().extras

    def changed() -> None:
        rest = set(current().extras) - {name}
        choose(extras=tuple(sorted(rest | ({name} if st.session_state[key] else set()))))

    st.checkbox(words, key=key, on_change=changed, **more)


def _layers(shown: Shown) -> None:
    st.caption(say("options.layers"))
    every, dated = kept.every(shown.store), _dated(shown)
    for layer in every:
        said = _plain(f"{layer.name}{f', {layer.day:%-d %b %Y}' if layer.day else ''}")
        if layer not in dated:
            st.caption(say("options.later", layer=said))
            continue
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            _switch(layer.id, said)
        right.button(
            "✕",
            key=f"drop_{layer.id}",
            type="tertiary",
            help=say("options.remove", layer=said),
            on_click=_drop,
            args=(shown, layer),
        )
    if not every:
        st.caption(say("options.none"))
    for words in st.session_state.pop("layer_said", ()):
        st.info(_plain(words))
    with st.expander(say("options.add")), st.form("layer", border=False, clear_on_submit=True):
        file = st.file_uploader(say("options.file"), ["geojson", "json", "gpkg", "kml", "kmz", "zip"], key="layer_file")
        st.caption(say("options.hint"))
        left, right = st.columns(2)
        name = left.text_input(say("options.name"), max_chars=120)
        day = right.date_input(say("options.date"), value=None, format="YYYY-MM-DD", max_value=date(2100, 12, 31))
        source = left.text_input(say("options.source"), max_chars=200)
        licence = right.text_input(say("options.licence"), max_chars=120)
        if st.form_submit_button(say("options.save"), type="primary") and file is not None:
            _add(shown, file.getvalue(), file.name, name=name or None, date=day, source=source, licence=licence)
            st.rerun()


def _add(shown: Shown, content: bytes, filename: str, **said: Any) -> None:
    from geo.layers import read

    try:
        layer = read(content, filename=filename, **{name: value or None for name, value in said.items()})
        new = kept.keep(shown.store, layer, str(st.session_state.get("person", "")))
        words = [say("options.added", layer=layer.name) if new else say("options.already"), *layer.problems]
        choose(extras=tuple(sorted({*current().extras, layer.id})))
    except GeoError as error:
        words = [str(error)]
    st.session_state["layer_said"] = words


def _drop(shown: Shown, layer: KeptLayer) -> None:
    try:
        kept.drop(shown.store, layer.id)
    except GeoError as error:
        st.session_state["layer_said"] = [str(error)]
    choose(extras=tuple(name for name in current().extras if name != layer.id))


def _tiles() -> None:
    said = st.secrets.get("tiles", {}) if st.secrets.load_if_toml_exists() else {}
    st.toggle(say("options.tiles"), key="tiles_on", help=say("options.tiles_help"))
    if not st.session_state["tiles_on"]:
        st.session_state["tiles"] = None
        return
    url = st.text_input(say("options.tiles_url"), value=said.get("url", ""), key="tiles_url", max_chars=500)
    credit = st.text_input(say("options.tiles_credit"), value=said.get("attribution", ""), key="tiles_credit")
    st.session_state["tiles"] = None
    if url:
        try:
            st.session_state["tiles"] = overlays.tiles(url, credit, allowed=tuple(said.get("hosts", ())))
        except GeoError as error:
            st.warning(_plain(str(error)))


def _plain(words: str) -> str:
    """A stranger's words inside Streamlit's markdown: every sign stands for itself."""
    return "".join(f"\\{sign}" if sign.isascii() and not sign.isalnum() and sign != " " else sign for sign in words)
