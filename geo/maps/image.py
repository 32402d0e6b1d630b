"""A scene as a PNG: the same ground in the same window as the live map, with sentence, legend, scale and credit.

Made on the server without a browser or a network. Marks follow the live map's rules: opacity by origins, hatch for
hedged, dashes for forecast, outline for denied, a dot only for a settlement or better.
"""

from __future__ import annotations

import io
import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.maps.layers import MODES

STATIC = Path(__file__).resolve().parents[2] / "static"
WIDE, HIGH = 1600, 1000
"""Pixels of the picture."""
_MAP = (24, 96, 1256, 832)  # left, bottom, width, height of the map in pixels
_LEGEND = 1296
_INK, _FAINT, _PAPER, _SEA, _LAND, _BORDER, _EDGE = (
    *("#17222b", "#55636d", "#ffffff", "#dbe6ec", "#f8f7f4", "#9a9d9f", "#d5d3cd"),
)
_HATCH = "////"
_MOST_LABELS = 60


@dataclass(frozen=True, slots=True)
class View:
    """What part of the earth is shown: centre in degrees, and Leaflet's zoom (256 pixels for the world at 0)."""

    lat: float
    lon: float
    zoom: float

    @property
    def degrees_a_pixel(self) -> float:
        """Of longitude."""
        return 360.0 / (256 * 2**self.zoom)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, east in degrees; south, north in stretched degrees (`stretched`)."""
        half_wide, half_high = self.degrees_a_pixel * _MAP[2] / 2, self.degrees_a_pixel * _MAP[3] / 2
        middle = stretched(self.lat)
        return self.lon - half_wide, self.lon + half_wide, middle - half_high, middle + half_high


def stretched(lat: float) -> float:
    """Mercator's north in degrees of longitude at the equator, as the live map draws it."""
    lat = max(-85.0, min(85.0, lat))
    return math.degrees(math.asinh(math.tan(math.radians(lat))))


def view_of(written: str | None, home: Sequence[float] | None) -> View:
    """The window in the page's address (`lat,lon,zoom`), or one that holds the scene's home box."""
    try:
        lat, lon, zoom = (float(part) for part in (written or "").split(","))
        if all(map(math.isfinite, (lat, lon, zoom))) and abs(lat) <= 85 and 0 <= zoom <= 14:
            return View(lat, lon, zoom)
    except ValueError:
        pass
    if home is None:
        return View(30.0, 25.0, 3.0)
    south, west, north, east = home
    low, high = stretched(south), stretched(north)
    wide = max((east - west) / _MAP[2], (high - low) / _MAP[3], 1e-4) * 1.08
    middle = math.degrees(math.atan(math.sinh(math.radians((low + high) / 2))))
    return View(middle, (west + east) / 2, min(9.0, math.log2(360.0 / 256 / wide)))


def png(scene: Mapping[str, Any], view: View, *, title: str, notes: Sequence[str], meta: Mapping[str, str]) -> bytes:
    """The picture as bytes. `title` is the sentence of the view, `notes` the lines at the foot (as-of, filters,
    citation, credit), `meta` goes into the file's own text fields."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDE / 100, HIGH / 100), dpi=100, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    left, bottom, wide, high = _MAP
    axes = figure.add_axes((left / WIDE, bottom / HIGH, wide / WIDE, high / HIGH), facecolor=_SEA)
    west, east, south, north = view.box
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_edgecolor(_EDGE)
    taken: list[tuple[float, float, float, float]] = []
    _ground(axes, view)
    _overlays(axes, scene)
    _areas(axes, scene)
    _moves(axes, scene)
    _dots(axes, scene, view)
    _labels(axes, scene, view, taken)
    _names(axes, view, taken)
    _scale(axes, view)
    _legend(figure, scene)
    _words(figure, 24, HIGH - 16, textwrap.wrap(_plain(title), 150)[:3], size=13.5, weight="bold", step=20)
    lines = [line for note in notes for line in textwrap.wrap(_plain(note), 225)][:6]
    _words(figure, 24, 86, lines, size=8.8, step=14, colour=_FAINT)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata=dict(meta))
    return out.getvalue()


def _plain(words: str) -> str:
    return words.replace("$", "\\$")  # a pair of dollar signs would be set as mathematics


def _words(figure: Any, x: float, top: float, lines: Sequence[str], *, size: float, step: float, **more: Any) -> None:
    colour = more.pop("colour", _INK)
    for number, line in enumerate(lines):
        figure.text(x / WIDE, (top - number * step) / HIGH, line, size=size, color=colour, va="top", **more)


# ---------------------------------------------------------------------------------------------- ground


@lru_cache(maxsize=1)
def _base() -> tuple[list[tuple[str, list[list[tuple[float, float]]]]], list[tuple[str, str, int, float, float]]]:
    """The base map as (kind, rings) and its names as (kind, name, rank, lat, lon)."""
    whole = json.loads((STATIC / "basemap.geojson").read_text(encoding="utf-8"))
    grounds, names = [], []
    for feature in whole["features"]:
        said, shape = feature["properties"], feature["geometry"]
        points = shape["coordinates"]
        if shape["type"] == "Point":
            names.append((said["kind"], said.get("name", ""), int(said.get("rank", 3)), points[1], points[0]))
            continue
        rings = {"Polygon": points, "LineString": [points], "MultiLineString": points}.get(shape["type"])
        rings = rings if rings is not None else [ring for polygon in points for ring in polygon]
        grounds.append((said["kind"], [[(lon, stretched(lat)) for lon, lat, *_ in ring] for ring in rings]))
    return grounds, sorted(names, key=lambda name: name[2])


def _ground(axes: Any, view: View) -> None:
    from matplotlib.collections import LineCollection

    west, east, south, north = view.box
    lines: dict[str, list[Any]] = {"river": [], "border1": [], "border0": []}
    for kind, rings in _base()[0]:
        seen = [
            ring
            for ring in rings
            if max(x for x, _ in ring) > west
            and min(x for x, _ in ring) < east
            and max(y for _, y in ring) > south
            and min(y for _, y in ring) < north
        ]
        if kind in lines:
            lines[kind] += seen
        elif seen:
            axes.add_patch(_patch([rings], facecolor=_LAND if kind == "land" else _SEA, edgecolor="none", zorder=1))
    for kind, colour, weight in (("river", "#bcd3df", 0.8), ("border1", _EDGE, 0.7), ("border0", _BORDER, 1.0)):
        axes.add_collection(LineCollection(lines[kind], colors=colour, linewidths=weight, zorder=2))


def _patch(polygons: Sequence[Sequence[Sequence[tuple[float, float]]]], **look: Any) -> Any:
    """Polygons with their holes as one patch."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    whole = [Outline(ring, closed=True) for polygon in polygons for ring in polygon if len(ring) > 2]
    return PathPatch(Outline.make_compound_path(*whole), **look)


def _unpacked(flat: Sequence[int]) -> list[tuple[float, float]]:
    points, lat, lon = [], 0, 0
    for step_lat, step_lon in zip(flat[::2], flat[1::2], strict=True):
        lat, lon = lat + step_lat, lon + step_lon
        points.append((lon / 1000, stretched(lat / 1000)))
    return points


def _overlays(axes: Any, scene: Mapping[str, Any]) -> None:
    for number, layer in enumerate(scene.get("overlays", ())):
        style = ("-", (0, (9, 5)), (0, (2, 3)), (0, (12, 4, 2, 4)))[number % 4]
        for part in layer.get("parts", ()):
            if "points" in part:
                axes.plot([p[1] for p in part["points"]], [stretched(p[0]) for p in part["points"]], "o", ms=4, c=_INK)
            elif part.get("line"):
                for flat in part["parts"]:
                    xs, ys = zip(*_unpacked(flat), strict=True)
                    axes.plot(xs, ys, color=_PAPER, lw=4, alpha=0.7, zorder=3)
                    axes.plot(xs, ys, color=_INK, lw=1.6, ls=style, zorder=3)
            else:
                polygons = [[_unpacked(ring) for ring in polygon] for polygon in part["parts"]]
                axes.add_patch(_patch(polygons, facecolor=(0.1, 0.13, 0.17, 0.07), edgecolor=_INK, ls=style, zorder=3))


# ---------------------------------------------------------------------------------------------- marks


@dataclass(frozen=True, slots=True)
class _Look:
    solid: bool
    hatched: bool
    dashed: bool


def _look(scene: Mapping[str, Any], at: int) -> _Look:
    counts = dict(zip(MODES, scene["marks"]["modes"][at * len(MODES) : (at + 1) * len(MODES)], strict=True))
    soft = counts["hedged"] + counts["hypothetical"] + counts["opinion"]
    return _Look(counts["asserted"] > 0, soft > 0, not counts["asserted"] and not soft and counts["forecast"] > 0)


def _ink(scene: Mapping[str, Any], at: int) -> str:
    return str(scene["sides"][scene["marks"]["side"][at]]["light"])


def _areas(axes: Any, scene: Mapping[str, Any]) -> None:
    from matplotlib.colors import to_rgba

    marks = scene["marks"]
    order = [at for at, kind in enumerate(marks["kind"]) if kind == "a" and marks["id"][at] in scene["geometry"]]
    for depth, at in enumerate(sorted(order, key=lambda at: -marks["size"][at])):
        shape, ink, how = scene["geometry"][marks["id"][at]], _ink(scene, at), _look(scene, at)
        wide = marks["prec"][at] >= 6
        style = (0, (7, 4)) if how.dashed else "-"
        level = 4 + depth / 1000
        if shape.get("line"):
            for flat in shape["parts"]:
                xs, ys = zip(*_unpacked(flat), strict=True)
                axes.plot(xs, ys, color=ink, lw=3.2, alpha=0.85, ls=style, zorder=level)
            continue
        opacity = min(0.5, 0.13 + 0.09 * math.log2(1 + marks["origins"][at])) * (0.16 if wide else 1)
        polygons = [[_unpacked(ring) for ring in polygon] for polygon in shape["parts"]]
        fill = to_rgba(ink, opacity if how.solid else 0.03)
        axes.add_patch(_patch(polygons, facecolor=fill, edgecolor=to_rgba(ink, 0.95), lw=1.6, ls=style, zorder=level))
        if how.hatched:
            stripes = _patch(polygons, facecolor="none", edgecolor="none", lw=0, zorder=level, clip_on=True)
            stripes.set(hatch="/" if wide else _HATCH)
            stripes.set_hatchcolor(to_rgba(_PAPER if how.solid and not wide else ink, 0.4 if wide else 0.75))
            stripes.set_hatch_linewidth(0.8 if wide else 1.8)
            axes.add_patch(stripes)


def _moves(axes: Any, scene: Mapping[str, Any]) -> None:
    from matplotlib.patches import FancyArrowPatch

    for move in scene["moves"]:
        (lat, lon), (to_lat, to_lon) = move["from"], move["to"]
        planned = move["mode"] in {"forecast", "hypothetical"}
        axes.add_patch(
            FancyArrowPatch(
                (lon, stretched(lat)),
                (to_lon, stretched(to_lat)),
                connectionstyle="arc3,rad=-0.2",
                arrowstyle="-|>",
                mutation_scale=16,
                lw=1.6 + min(3.0, move["origins"] * 0.7),
                linestyle=(0, (5, 3)) if planned else (0, (1.5, 2.5)) if move["mode"] == "hedged" else "-",
                color=scene["sides"][move["side"]]["light"],
                zorder=6,
            )
        )


def _dots(axes: Any, scene: Mapping[str, Any], view: View) -> None:
    marks = scene["marks"]
    for at in (at for at, kind in enumerate(marks["kind"]) if kind == "p"):
        x, y, ink, how = marks["lon"][at], stretched(marks["lat"][at]), _ink(scene, at), _look(scene, at)
        size = min(15.0, 4.5 + 1.5 * math.log2(1 + marks["origins"][at]))
        metres = 111_320 * math.cos(math.radians(marks["lat"][at])) * view.degrees_a_pixel
        reach = marks["radius"][at] * 1000 / metres
        if reach > size + 3:
            axes.plot(x, y, "o", ms=reach * 2 * 0.72, mfc="none", mec=ink, mew=0.8, alpha=0.6, zorder=7)
        face = ink if how.solid else _PAPER
        axes.plot(x, y, "o", ms=size * 1.44, mfc=face, mec=_PAPER if how.solid else ink, mew=1.4, zorder=8)
        if how.hatched and not how.solid:
            axes.plot(x, y, marker=(2, 0, 45), ms=size * 1.2, mec=ink, mew=1.6, zorder=8)


# ---------------------------------------------------------------------------------------------- words on the map


def _labels(axes: Any, scene: Mapping[str, Any], view: View, taken: list[tuple[float, float, float, float]]) -> None:
    marks = scene["marks"]
    west, east, south, north = view.box
    pixel = view.degrees_a_pixel
    order = sorted(
        range(len(marks["id"])), key=lambda at: -marks["claims"][at] * (3 if marks["kind"][at] != "p" else 1)
    )
    shown = 0
    for at in order:
        x, y = marks["lon"][at], stretched(marks["lat"][at])
        if not (west < x < east and south < y < north) or shown >= _MOST_LABELS:
            continue
        words = f"{marks['name'][at]}  {marks['claims'][at]}"
        half = (len(words) * 6.6 / 2 + 8) * pixel
        shift = half + 10 * pixel if marks["kind"][at] == "p" else 0.0
        box = (x + shift - half, y - 12 * pixel, x + shift + half, y + 12 * pixel)
        if box[0] < west or box[2] > east or _crosses(box, taken):
            continue
        taken.append(box)
        shown += 1
        look = {"boxstyle": "round,pad=0.3", "fc": _PAPER, "ec": _EDGE, "lw": 0.8}
        axes.text(x + shift, y, _plain(words), size=8.6, weight="bold", color=_INK, ha="center", va="center",
                  bbox=look, zorder=10, clip_on=True)  # fmt: skip


def _names(axes: Any, view: View, taken: list[tuple[float, float, float, float]]) -> None:
    west, east, south, north = view.box
    pixel, shown = view.degrees_a_pixel, 0
    for kind, name, rank, lat, lon in _base()[1]:
        if (kind == "country" and (view.zoom > 6.5 or rank > view.zoom - 0.5)) or (
            kind == "city" and rank > view.zoom - 2
        ):
            continue
        if kind == "region_name" and not 5 <= view.zoom <= 8:
            continue
        x, y = lon, stretched(lat)
        half = len(name) * 3.2 * pixel
        box = (x - half, y - 8 * pixel, x + half, y + 8 * pixel)
        if not (west < box[0] and box[2] < east and south < y < north) or _crosses(box, taken) or shown > 60:
            continue
        taken.append(box)
        shown += 1
        axes.text(x, y, _plain(name), size=7.6, color="#5c6a73", ha="center", va="center", zorder=9, clip_on=True)


def _crosses(box: tuple[float, float, float, float], taken: Sequence[tuple[float, float, float, float]]) -> bool:
    return any(box[0] < t[2] and box[2] > t[0] and box[1] < t[3] and box[3] > t[1] for t in taken)


def _scale(axes: Any, view: View) -> None:
    west, east, south, north = view.box
    metres = 111_320 * math.cos(math.radians(view.lat)) * view.degrees_a_pixel
    step = 10 ** math.floor(math.log10(metres * 150))
    long = max(step * times for times in (1, 2, 3, 5) if step * times <= metres * 150)
    x, y = west + (east - west) * 0.012, south + (north - south) * 0.02
    axes.plot([x, x + long / metres * view.degrees_a_pixel], [y, y], color=_INK, lw=2.2, zorder=11)
    said = f"{long / 1000:g} km" if long >= 1000 else f"{long:g} m"
    axes.text(x, y + (north - south) * 0.008, said, size=8.5, color=_INK, zorder=11)


def _legend(figure: Any, scene: Mapping[str, Any]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    top = _MAP[1] + _MAP[3] - 4.0

    def box(colour: str, **look: Any) -> None:
        at = (_LEGEND / WIDE, (top - 15) / HIGH)
        mark = Rectangle(
            at, 26 / WIDE, 13 / HIGH, transform=figure.transFigure, **({"fc": colour, "ec": colour} | look)
        )
        figure.add_artist(mark)

    def line(words: str) -> None:
        nonlocal top
        wrapped = textwrap.wrap(_plain(words), 40)
        _words(figure, _LEGEND + 36, top - 1, wrapped, size=9.4, step=15)
        top -= 15 * len(wrapped) + 9

    _words(figure, _LEGEND, top, [scene["words"]["legend_title"]], size=11, step=16, weight="bold")
    top -= 26
    for side in sorted({*scene["marks"]["side"], *(move["side"] for move in scene["moves"])}):
        box(scene["sides"][side]["light"])
        line(scene["sides"][side]["name"])
    looks: dict[str, dict[str, Any]] = {
        "filled": {"fc": "#9aa3a9"},
        "hatched": {"fc": _PAPER, "hatch": "//////"},
        "dashed": {"fc": _PAPER, "ls": "--"},
        "outline": {"fc": _PAPER},
    }
    for key, words in scene["words"]["legend"]:
        if key in looks:
            box(_FAINT, **looks[key])
        elif key == "dot":
            at = [(_LEGEND + 13) / WIDE], [(top - 9) / HIGH]
            figure.add_artist(Line2D(*at, marker="o", ms=7, c=_FAINT, transform=figure.transFigure))
        elif key == "arrow":
            at = [_LEGEND / WIDE, (_LEGEND + 22) / WIDE], [(top - 9) / HIGH] * 2
            figure.add_artist(Line2D(*at, c=_FAINT, lw=2, marker=">", markevery=[1], transform=figure.transFigure))
        else:
            continue
        line(words)
    for layer in scene.get("overlays", ()):
        figure.add_artist(
            Line2D(
                [_LEGEND / WIDE, (_LEGEND + 26) / WIDE], [(top - 8) / HIGH] * 2, c=_INK, transform=figure.transFigure
            )
        )
        line(scene["words"]["overlay"].replace("{layer}", layer["said"]))
    if scene["partly"]:
        line(scene["words"]["partly"])
