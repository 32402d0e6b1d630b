"""The one seam between the page and its own browser parts: four small components whose scripts live in `static/`.

Their data are plain values; they write every word with `textContent`. Leaflet and the base map come from `static/`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

STATIC = Path(__file__).resolve().parents[1] / "static"

_MAP = """<div class="rp-map"><div class="rp-map-canvas"></div>
<details class="rp-legend"><summary></summary><div class="rp-legend-body"></div></details>
<div class="rp-map-empty" hidden></div><button class="rp-map-outside" hidden></button>
<div class="rp-map-status" role="status"></div></div>"""


def _read(*parts: str) -> str:
    return STATIC.joinpath(*parts).read_text(encoding="utf-8")


@cache
def _mount(name: str) -> Callable[..., Any]:
    if name == "map":
        style = _read("vendor", "leaflet", "leaflet.css") + _read("map.css")
        return st.components.v2.component(
            "reported_map", html=_MAP, css=style, js=_read("map.js") + _read("overlays.js") + _read("drawing.js")
        )
    return st.components.v2.component(
        f"reported_{name}", html=f'<div class="rp-{name}"></div>', css=_read("parts.css"), js=_read(f"{name}.js")
    )


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
