"""Layers that people bring are kept for everybody; tiles come only from allowed hosts; symbols take no side."""

import json
import math
from dataclasses import replace
from datetime import date

import pytest
import shapely
from made import KURSK, claim, report

from geo.errors import LayerError, StoreError
from geo.layers import read
from geo.maps.overlays import overlay, tiles
from geo.maps.symbols import symbols
from geo.model import Actor, Modality, Mode
from geo.store import Store, overlays

LINE = {"type": "LineString", "coordinates": [[35.0, 51.0], [36.0, 51.5], [37.0, 51.0]]}


def geojson(*grounds, **properties) -> bytes:
    features = [{"type": "Feature", "properties": {"name": "Front"} | properties, "geometry": each} for each in grounds]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "s.db")
    yield opened
    opened.close()


def test_a_layer_comes_back_with_its_day_source_and_licence(store):
    layer = read(
        geojson(LINE), filename="front.geojson", name="Control line", date="2024-11-10", source="A", licence="B"
    )
    assert overlays.keep(store, layer, "Ann")
    assert not overlays.keep(store, layer, "Ann"), "the same layer twice is one"
    (kept,) = overlays.every(store)
    assert (kept.name, kept.day, kept.source, kept.licence, kept.person) == (
        "Control line",
        date(2024, 11, 10),
        "A",
        "B",
        "Ann",
    )
    ((name, line),) = overlays.shapes(store, kept.id)
    assert name == "Front"
    assert line.equals(shapely.from_geojson(json.dumps(LINE)))


def test_a_layer_taken_away_is_gone_and_says_so_twice(store):
    layer = read(geojson(LINE), filename="a.geojson")
    overlays.keep(store, layer)
    overlays.drop(store, layer.id)
    assert overlays.every(store) == ()
    assert overlays.shapes(store, layer.id) == ()
    with pytest.raises(StoreError, match="not in the store any more"):
        overlays.drop(store, layer.id)


def test_a_layer_of_very_many_vertices_is_made_coarse_enough_for_a_browser(store):
    ring = [[35 + (0.5 + (n % 2) * 0.01) * math.cos(n / 9000), 51 + n / 90000] for n in range(60_000)]
    layer = read(geojson({"type": "LineString", "coordinates": ring}), filename="a.geojson")
    overlays.keep(store, layer)
    ((_, line),) = overlays.shapes(store, layer.id)
    assert 1 < shapely.get_num_coordinates(line) <= overlays.MOST_VERTICES


def test_a_layer_is_drawn_as_lines_rings_and_points_with_its_legend():
    shapes = [
        ("a", shapely.LineString([(35, 51), (36, 52)])),
        ("b", shapely.box(1, 2, 3, 4)),
        ("c", shapely.Point(5, 6)),
    ]
    drawn = overlay("x", "Control line", shapes, on=date(2024, 11, 10), source="Somebody", licence="CC0")
    assert drawn["said"] == "Control line, 10 Nov 2024, Somebody, CC0"
    assert drawn["parts"][0]["line"]
    assert len(drawn["parts"][1]["parts"]) == 1
    assert drawn["parts"][2]["points"] == [[6, 5]]


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example.org/{z}/{x}/{y}.png",
        "https://{s}.example.org/{z}/{x}/{y}.png",
        "https://user@tiles.example.org/{z}/{x}/{y}.png",
        "https://127.0.0.1/{z}/{x}/{y}.png",
        "https://localhost/{z}/{x}/{y}.png",
        "https://tiles.example.org:8443/{z}/{x}/{y}.png",
        "https://tiles.example.org/{z}/{x}.png",
        "https://tiles.example.org/{z}/{x}/{y}/{x}.png",
        'https://tiles.example.org/{z}/{x}/{y}.png"onload=1',
        "https://[::1]/{z}/{x}/{y}.png",
        "javascript:alert(1)",
    ],
)
def test_an_address_of_tiles_that_may_not_be_asked_is_a_sentence(url):
    with pytest.raises(LayerError, match="was not taken"):
        tiles(url, "© Somebody")


def test_tiles_need_a_credit_and_a_host_that_is_allowed():
    url = "https://tiles.example.org/{z}/{x}/{y}.png"
    assert tiles(url, " © Somebody ").credit == "© Somebody"
    with pytest.raises(LayerError, match="credit"):
        tiles(url, " ")
    with pytest.raises(LayerError, match="does not take tiles"):
        tiles(url, "©", allowed=("other.example.org",))
    assert tiles(url, "©", allowed=("tiles.example.org",)).host == "tiles.example.org"


def unit(echelon: str | None, name: str = "150th Motorized Rifle Division", mode: str = "asserted", place=KURSK):
    made = claim(report(), subject=("RUS",), place=place)
    return replace(made, subject=Actor(name, None, "RUS", 1, echelon), modality=Modality(Mode(mode)))


def test_a_symbol_needs_a_side_an_echelon_and_a_place():
    (drawn,) = symbols([unit("division"), unit("division")], ["UKR", "RUS"])
    assert (drawn["code"], drawn["side"], drawn["claims"]) == ("10011000211211040000", 1, 2)
    assert symbols([unit(None), unit("army"), unit("grouping"), unit("division", place=None)], ["RUS"]) == []
    assert symbols([replace(unit("division"), subject_countries=())], ["RUS"]) == []


def test_no_symbol_takes_a_side_and_a_forecast_is_a_planned_unit():
    asserted, planned = (symbols([unit("brigade", mode=mode)], ["RUS"])[0]["code"] for mode in ("asserted", "forecast"))
    assert asserted[3] == planned[3] == "1", "identity: unknown"
    assert (asserted[6], planned[6]) == ("0", "1")
    assert symbols([unit("brigade", mode="negated")], ["RUS"]) == []
