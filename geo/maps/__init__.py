"""A scene as a self-contained folium map for the export: one HTML file that opens offline.

Text of reports never enters a folium element: branca compiles what it is given as a template a second time. The map
takes ids, numbers and gazetteer names only, through `json_for_script`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement, Template

from geo.html import escape

STATIC = Path(__file__).resolve().parents[2] / "static"


def json_for_script(value: object) -> str:
    """JSON that is safe inside a script element and finds no program in a template engine.

    `<`, `>`, `&`, U+2028/9 and braces inside strings are written as escapes; closing braces of nested objects stand
    apart. `json.loads` gives the same value back.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    text = _STRING.sub(lambda found: _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", found[0]), text)
    return re.sub(r"(?<=[{}])(?=[{}])", " ", text)


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_UNSAFE = re.compile(r"[<>&{}%#`$]")


class _Scene(MacroElement):  # type: ignore[misc]
    """One element that hands the scene to our own script: data in a script element, never text in a template."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.reportedPositions({{ this._parent.get_name() }}, {{ this.scene_json }}, {{ this.base_json }});"
        "{% endmacro %}"
    )

    def __init__(self, scene_json: str, base_json: str) -> None:
        super().__init__()
        self._name = "Scene"
        self.scene_json = scene_json
        self.base_json = base_json


def folium_map(drawn: Mapping[str, Any]) -> folium.Map:
    """A scene as a folium map without a request to anywhere: no tiles, no scripts or styles of other hosts.

    The page around it must hold Leaflet and `map_script()`; see `page`.
    """
    made = folium.Map(
        tiles=None, prefer_canvas=True, zoom_control=False, attribution_control=True, max_zoom=13, min_zoom=2
    )
    made.default_js = []
    made.default_css = []
    base = json.loads((STATIC / "basemap.geojson").read_text(encoding="utf-8"))
    made.add_child(_Scene(json_for_script(drawn), json_for_script(base)))
    return made


def page(drawn: Mapping[str, Any], *, title: str, before: str, after: str, style: str) -> str:
    """One self-contained HTML file that opens offline: the map between two pieces of our own escaped HTML.

    `before` and `after` must come from `geo.html`; they are put in after folium has rendered, so no template sees them.
    """
    made = folium_map(drawn)
    figure = made.get_root()
    figure.header._children.clear()
    rendered: str = figure.render()
    leaflet = STATIC / "vendor" / "leaflet"
    head = (
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_read(leaflet / 'leaflet.css')}{_read(STATIC / 'map.css')}{_read(STATIC / 'page.css')}{style}</style>"
        f"<script>{_read(leaflet / 'leaflet.js')}</script><script>{map_script()}</script>"
    )
    rendered = rendered.replace("</head>", head + "</head>", 1)
    body = rendered.index("<body>") + len("<body>")
    rendered = rendered[:body] + before + rendered[body:]
    end = rendered.rindex("</body>")
    return rendered[:end] + after + rendered[end:]


def map_script() -> str:
    """The live map's script as a plain one, for a page without Streamlit."""
    plain = _read(STATIC / "map.js").replace("export default function", "function mount", 1)
    return plain + _read(STATIC / "overlays.js") + _read(STATIC / "drawing.js") + _read(STATIC / "alone.js")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
