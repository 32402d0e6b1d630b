"""The one seam between the page and its own browser parts: four small components whose scripts live in `static/`.

Their data are plain values; they write every word with `textContent`. Leaflet and the base map come from `static/`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

STATIC = Path(__file__).resolve().parents[1] / "static"

_MAP = """<div class="rp-map"><div class="rp-map-canvas"></div>
<details class="rp-legend"><summary></summary><div class="rp-legend-body"></div></details>
<div class="rp-map-empty" hidden></div><button class="rp-map-outside" hidden></button>
<div class="rp-map-status" role="status"></div></div>"""

_SCRIPTS = ["map.js", "overlays.js", "drawing.js"]
_STYLES = ["vendor/leaflet/leaflet.css", "map.css"]
_ROOM = ".rp-map { position: relative; overflow: hidden; height: clamp(400px, calc(100vh - 370px), 860px); }"
"""The map's room before its style has come, so that nothing jumps."""


def _read(*parts: str) -> str:
    return STATIC.joinpath(*parts).read_text(encoding="utf-8")


@cache
def _mount(name: str) -> Callable[..., Any]:
    scripts, styles = ([f"{name}.js"], ["parts.css"]) if name != "map" else (_SCRIPTS, _STYLES)
    filled = (("NAME", name), ("SCRIPTS", _dated(scripts)), ("STYLES", _dated(styles)))
    loader = _read("load.js")
    for word, value in filled:
        loader = loader.replace(word, value)
    html = _MAP if name == "map" else f'<div class="rp-{name}"></div>'
    return st.components.v2.component(f"reported_{name}", html=html, css=_ROOM, js=loader)


def _dated(files: list[str]) -> str:
    """Addresses below `static/` that change with the files, so that no browser keeps an old one."""
    return json.dumps([f"{file}?{sha256(_read(file).encode()).hexdigest()[:8]}" for file in files])


def mount(name: str, data: Any, *, key: str, **events: Callable[[str], None]) -> None:
    """Shows the part `name` with its data; `events` maps what it may report to what is done with the value."""
    callbacks = {f"on_{event}_change": _told(key, event, act) for event, act in events.items()}
    _mount(name)(data=data, key=key, **callbacks)


def _told(key: str, event: str, act: Callable[[str], None]) -> Callable[[], None]:
    def tell() -> None:
        value = getattr(st.session_state[key], event, None)
        if isinstance(value, str):
            act(value)

    return tell
