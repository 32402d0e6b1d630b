"""What the map is given: grounds by footprint, levels of detail, and a folium page in which nothing can run."""

import json
import re
from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from made import DONBAS, KURSK, SUDZHA, claim, footprint, report

from geo import maps
from geo.maps import picture, scene
from geo.maps.layers import MODES, MOST_CELLS, MOST_POINTS, Ground, Move, gathered, home, packed, simplified
from geo.model import Footprint, Shape
from geo.snapshot import build
from geo.snapshot.view import View
from geo.store import Store

SQUARE = shapely.box(35.0, 51.0, 36.0, 52.0)


def ground(spot: Footprint, claims: int = 1, mode: str = "asserted", **sides: int) -> Ground:
    modes = tuple(claims if name == mode else 0 for name in MODES)
    return Ground(spot, claims, 1, modes, sides)


def point(number: int, lat: float, lon: float) -> Footprint:
    return Footprint(f"f{number}", Shape.POINT, (f"p{number}",), lat, lon, 1, label=f"Place {number}")


def drawn(*grounds: Ground, moves=()) -> dict:
    sides = scene.palette({"RUS": 3, "UKR": 2, "PRK": 1})
    return scene.scene(grounds, moves, sides=sides, outline=lambda _: SQUARE, stamp="1")


def test_an_area_is_sent_as_its_outline_and_a_settlement_as_a_point():
    marks = drawn(ground(footprint(KURSK)), ground(footprint(SUDZHA)))
    assert marks["marks"]["kind"] == ["a", "p"]
    assert list(marks["geometry"]) == [footprint(KURSK).id]


def test_an_outline_comes_back_as_it_was_within_a_thousandth_of_a_degree():
    flat = packed(SQUARE)["parts"][0][0]
    lats, lons, lat, lon = [], [], 0, 0
    for step_lat, step_lon in zip(flat[::2], flat[1::2], strict=True):
        lat, lon = lat + step_lat, lon + step_lon
        lats.append(lat / 1000)
        lons.append(lon / 1000)
    assert shapely.Polygon(zip(lons, lats, strict=True)).equals_exact(SQUARE, 0.001, normalize=True)


def test_a_side_keeps_its_colour_whatever_else_is_shown():
    few, many = scene.palette({"RUS": 1}), scene.palette({"UKR": 50, "SDN": 20, "RUS": 1})
    colour = {side["code"]: side["light"] for side in many}
    assert colour["RUS"] == few[0]["light"]
    assert len(set(colour.values())) == len(colour)


def test_a_ground_of_several_sides_has_no_single_colour():
    sides = scene.palette({"RUS": 3, "UKR": 2})
    marks = drawn(ground(footprint(KURSK), 5, RUS=3, UKR=2))["marks"]
    assert drawn(ground(footprint(KURSK)))["sides"][marks["side"][0]]["name"] == sides[-2]["name"]


def test_more_points_than_fit_are_gathered_and_no_claim_is_lost():
    many = [ground(point(n, (n % 170) - 85.0, (n % 350) - 175.0), claims=1 + n % 7) for n in range(5000)]
    shown, partly = gathered(many)
    assert partly
    assert len(shown) <= MOST_POINTS + MOST_CELLS
    assert sum(each.claims for each in shown) == sum(each.claims for each in many)


def test_what_the_reader_looks_at_is_never_gathered():
    many = [ground(point(n, (n % 170) - 85.0, (n % 350) - 175.0), claims=9) for n in range(3000)]
    here = ground(point(9000, 51.2, 35.3), claims=1)
    shown, _ = gathered([*many, here], (51.0, 35.0, 51.5, 35.5))
    assert here in shown


def test_the_first_view_is_where_most_claims_gather():
    south, _, _, east = home(
        [ground(point(n, 51 + n / 100, 35 + n / 100), 5) for n in range(20)] + [ground(point(99, 10, 30))]
    )
    assert south > 45
    assert east < 45


def test_a_movement_runs_from_its_origin_to_its_destination():
    moves = [Move(footprint(DONBAS), footprint(KURSK), 2, 1, "RUS", "forecast", outlets=3, mentions=4)]
    (arrow,) = drawn(ground(footprint(KURSK)), moves=moves)["moves"]
    assert (arrow["origins"], arrow["outlets"], arrow["mentions"]) == (1, 3, 4)
    assert arrow["from"] == [DONBAS.lat, DONBAS.lon]
    assert arrow["to"] == [KURSK.lat, KURSK.lon]
    assert arrow["mode"] == "forecast"


def test_counts_by_ground_and_side_come_from_the_claims(tmp_path):
    store = Store(tmp_path / "s.db")
    said = report()
    store.add(said, [claim(said), claim(said, 1, subject=("RUS",)), claim(said, 2, place=SUDZHA, mode="hedged")])
    view = View(build(store))
    by_name = {each.footprint.label: each for each in picture.grounds(view, store.footprints())}
    assert by_name["Kursk Oblast"].claims == 2
    assert by_name["Kursk Oblast"].sides == {"PRK": 1, "RUS": 1}
    assert by_name["Sudzha"].modes[MODES.index("hedged")] == 1
    rows = picture.at_spot(view, footprint(KURSK).id)
    assert set(view.snapshot.ids_of(rows)) == {f"{said.id}-0", f"{said.id}-1"}
    store.close()


def test_the_timeline_counts_a_range_in_every_bin_it_touches(tmp_path):
    store = Store(tmp_path / "s.db")
    said = report()
    store.add(said, [claim(said, first=date(2024, 11, 1), last=date(2024, 11, 3)), claim(said, 1)])
    days = picture.days(View(build(store)))
    assert days.bin == 1
    assert sum(days.counts["UKR"]) == 3
    assert len(days.dated) == 1
    store.close()


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_value_survives_the_encoder_and_holds_no_program(value):
    written = maps.json_for_script(value)
    assert json.loads(written) == value
    assert not re.search(r"\{\{|\{%|\{#|<|>|&|\u2028|`|\$\{", written)


@pytest.mark.parametrize(
    "name", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "</script><script>alert(1)</script>", "${alert(1)}"]
)
def test_a_hostile_name_in_a_folium_page_stays_a_name(name):
    spot = Footprint("f1", Shape.POINT, ("p1",), 51.0, 35.0, 1, label=name)
    page = maps.page(drawn(ground(spot)), title="t", before="", after="", style="")
    assert name not in page
    (names,) = re.findall(r'"name":(\["[^]]*?"\])', page)
    assert json.loads(names) == [name]


def test_the_folium_page_asks_no_other_host():
    page = maps.page(drawn(ground(footprint(SUDZHA))), title="t", before="", after="", style="")
    markup = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "<div" in markup
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(["']?http""", markup)


@given(st.floats(0.05, 20), st.integers(5, 60))
def test_a_simplified_outline_stays_close_to_the_ground(size, corners):
    whole = shapely.Point(30, 50).buffer(size, quad_segs=corners)
    plain = simplified(whole)
    assert plain.is_valid
    assert plain.symmetric_difference(whole).area <= whole.area * 0.03
