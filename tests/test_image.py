"""The map as a picture: it reads back, shows what the scene holds where it lies, and says what it is."""

import io
import math
from datetime import date

import numpy as np
import pytest
import shapely
from made import DONBAS, KURSK, SUDZHA, claim, footprint, report
from PIL import Image
from test_maps import drawn, ground

from geo.exports.about import about
from geo.exports.picture import picture
from geo.maps.image import HIGH, WIDE, View, png, stretched, view_of
from geo.maps.layers import Move
from geo.maps.overlays import overlay

HERE = "51.5,35.5,7"


def pixels(scene, window=HERE) -> np.ndarray:
    made = png(scene, view_of(window, None), title="Two claims.", notes=["As known."], meta={})
    return np.asarray(Image.open(io.BytesIO(made)).convert("RGB")).astype(int)


def spot(lat: float, lon: float, window=HERE) -> tuple[int, int]:
    """Row and column of a place in the picture."""
    west, east, south, north = view_of(window, None).box
    x = 24 + (lon - west) / (east - west) * 1256
    y = HIGH - (96 + (stretched(lat) - south) / (north - south) * 832)
    return round(y), round(x)


def near(picture: np.ndarray, lat: float, lon: float, colour: str, reach: int = 12) -> bool:
    row, column = spot(lat, lon)
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    part = picture[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach]
    return bool((np.abs(part - wanted).max(axis=2) < 30).any())


def test_it_is_a_picture_of_one_size():
    assert pixels(drawn()).shape == (HIGH, WIDE, 3)


def test_a_settlement_is_a_dot_where_it_lies_and_an_area_is_none():
    marks = drawn(ground(footprint(SUDZHA), RUS=1))
    ink = marks["sides"][marks["marks"]["side"][0]]["light"]
    shown = pixels(marks)
    assert near(shown, SUDZHA.lat, SUDZHA.lon, ink)
    assert not near(pixels(drawn()), SUDZHA.lat, SUDZHA.lon, ink)


def test_an_area_is_filled_and_its_outline_lies_on_its_border():
    marks = drawn(ground(footprint(KURSK), RUS=1))
    ink = marks["sides"][marks["marks"]["side"][0]]["light"]
    empty, shown = pixels(drawn()), pixels(marks)
    inside, outside = spot(51.8, 35.2), spot(51.8, 34.6)
    assert np.abs(shown[inside] - empty[inside]).max() > 8
    assert np.abs(shown[outside] - empty[outside]).max() == 0
    assert near(shown, 51.5, 35.0, ink, reach=3)


def test_hedged_asserted_forecast_and_denied_areas_look_different():
    looks = [pixels(drawn(ground(footprint(KURSK), mode=mode, RUS=1))) for mode in ("asserted", "hedged", "forecast")]
    looks.append(pixels(drawn(ground(footprint(KURSK), mode="negated", RUS=1))))
    row, column = spot(51.5, 35.5)
    parts = [look[row - 60 : row + 60, column - 40 : column + 40] for look in looks]
    spread = [float(part.std(axis=(0, 1)).max()) for part in parts]
    assert spread[1] > 3 * spread[0], "hatched"
    assert not np.array_equal(looks[2], looks[3]), "dashed and outlined"


def test_a_movement_ends_at_its_destination():
    moves = [Move(footprint(KURSK), footprint(SUDZHA), 2, 1, "RUS", "asserted")]
    marks = drawn(moves=moves)
    assert near(pixels(marks), SUDZHA.lat, SUDZHA.lon, marks["sides"][marks["moves"][0]["side"]]["light"])


def test_a_layer_is_drawn_and_named():
    line = shapely.LineString([(35.0, 51.2), (36.0, 51.2)])
    plain = drawn()
    shown = pixels({**plain, "overlays": [overlay("x", "Control line", [("", line)], on=date(2024, 11, 1))]})
    assert near(shown, 51.2, 35.5, "#17222b", reach=6)
    assert not np.array_equal(shown[:, 1290:], pixels(plain)[:, 1290:]), "its line in the legend"


def test_the_file_says_what_is_shown_and_whom_to_credit():
    said = about(
        [claim(report())], shown="1 claim from 1 report — “$x_1$ {y}”.", filters="mode=asserted", made=date(2024, 12, 1)
    )
    read = Image.open(io.BytesIO(picture(drawn(ground(footprint(KURSK))), said, as_of=date(2024, 11, 20))))
    assert read.text["Title"].startswith("1 claim from 1 report")
    assert said.fingerprint in read.text["Source"]
    assert "Crimea shown as Ukraine" in read.text["Copyright"]
    assert "20 Nov 2024" in read.text["Comment"]
    assert "mode=asserted" in read.text["Comment"]


@pytest.mark.parametrize("nonsense", ["", "1,2", "a,b,c", "nan,1,2", "91,0,4", "10,10,99", None])
def test_a_window_that_is_none_gives_the_box_where_most_claims_gather(nonsense):
    view = view_of(nonsense, [50.0, 34.0, 52.0, 38.0])
    west, east, south, north = view.box
    assert west < 34 < 38 < east
    assert south < stretched(50) < stretched(52) < north
    assert math.isclose(view.lon, 36.0)


def test_without_anything_drawn_it_is_still_a_map():
    view = view_of(None, None)
    assert view == View(30.0, 25.0, 3.0)
    assert pixels(drawn(), None).std() > 5


def test_donbas_is_drawn_by_dashes_when_it_is_forecast_only():
    marks = drawn(ground(footprint(DONBAS), mode="forecast", UKR=1))
    assert not np.array_equal(pixels(marks), pixels(drawn(ground(footprint(DONBAS), mode="negated", UKR=1))))
