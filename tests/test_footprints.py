"""Footprints are as wide as the words."""

import pytest
from pyproj import Geod
from shapely import Point

from geo.footprints import footprint, geometry
from geo.gazetteer import open_gazetteer
from geo.geoparse import geoparse
from geo.language import parse
from geo.model import Shape

GEOD = Geod(ellps="WGS84")


def grounds(text, language="en"):
    parsed, gazetteer = parse(text, language), open_gazetteer()
    found = {}
    for r in geoparse(parsed, gazetteer):
        ground = footprint(r, parsed, gazetteer)
        if ground is not None:
            found[r.toponym.span.as_written] = ground
    return found


def test_a_town_is_a_point_with_its_radius():
    ground = grounds("Russian troops entered the town of Toretsk.")["Toretsk"]
    assert (ground.shape, ground.where_prec) == (Shape.POINT, 1)
    assert 0 < ground.radius_km < 15


def test_an_oblast_is_its_polygon_and_no_pin():
    ground = grounds("Troops gathered in Sumy Oblast.")["Sumy Oblast"]
    drawn = geometry(ground, open_gazetteer())
    assert (ground.shape, ground.where_prec) == (Shape.AREA, 4)
    assert drawn.contains(Point(ground.lon, ground.lat))
    assert drawn.area > 1


def test_southwest_of_a_town_lies_southwest_of_it():
    town = grounds("Russian troops entered the town of Toretsk.")["Toretsk"]
    ground = grounds("Russian troops advanced southwest of Toretsk.")["Toretsk"]
    azimuth, _, metres = GEOD.inv(town.lon, town.lat, ground.lon, ground.lat)
    assert ground.shape is Shape.SECTOR
    assert azimuth % 360 == pytest.approx(225, abs=1)
    assert metres < 25_000
    assert not geometry(ground, open_gazetteer()).contains(Point(town.lon, town.lat).buffer(0.01))


def test_twenty_kilometres_north_is_twenty_kilometres_away():
    town = grounds("A missile hit a house in the city of Kharkiv.")["Kharkiv"]
    ground = grounds("Two brigades dug in 20 km north of Kharkiv.")["Kharkiv"]
    azimuth, _, metres = GEOD.inv(town.lon, town.lat, ground.lon, ground.lat)
    assert (azimuth, metres) == (pytest.approx(0, abs=1), pytest.approx(20_000, rel=0.05))


def test_miles_are_turned_into_kilometres():
    ground = grounds("Troops stopped 12 miles southeast of Kursk.")["Kursk"]
    assert ground.inner_km < 19.3 < ground.radius_km


def test_a_direction_named_after_a_town_is_wider_than_the_town():
    ground = grounds("The Pokrovsk direction saw 40 clashes in Ukraine.")["Pokrovsk"]
    assert ground.shape is Shape.SECTOR
    assert ground.radius_km >= 20


def test_between_two_towns_is_one_corridor_for_both():
    found = grounds("Clashes were reported between Kupiansk and Svatove in Ukraine.")
    assert found["Kupiansk"].id == found["Svatove"].id
    assert found["Kupiansk"].shape is Shape.CORRIDOR
    assert geometry(found["Svatove"], open_gazetteer()).contains(Point(found["Svatove"].lon, found["Svatove"].lat))


def test_the_outskirts_are_a_ring():
    ground = grounds("Fighting goes on at the outskirts of Bakhmut.")["Bakhmut"]
    assert ground.shape is Shape.RING
    assert 0 < ground.inner_km < ground.radius_km
    assert geometry(ground, open_gazetteer()).contains(Point(ground.lon, ground.lat))


def test_a_border_between_two_oblasts_is_a_line_with_one_identity():
    found = grounds("Patrols clashed along the Sumy-Kursk border.")
    assert found["Sumy"].id == found["Kursk"].id
    assert (found["Sumy"].shape, found["Sumy"].where_prec) == (Shape.LINE, 5)
    assert geometry(found["Sumy"], open_gazetteer()).length > 0.5


def test_the_front_line_has_no_ground():
    ground = grounds("The front line has not moved.")["The front line"]
    assert (ground.shape, ground.where_prec, ground.lat) == (Shape.NONE, 0, None)
    assert geometry(ground, open_gazetteer()) is None


def test_occupied_territories_are_the_oblasts_concerned():
    ground = grounds("They serve in Russian-occupied Ukrainian territories.")["Russian-occupied Ukrainian territories"]
    assert ground.where_prec == 5
    assert geometry(ground, open_gazetteer()).intersects(Point(37.8, 48.0))


def test_russian_and_ukrainian_offsets_are_read():
    assert grounds("Бои идут в 20 км севернее Харькова.", "ru")["Харькова"].bearing == 0
    assert grounds("Бої тривають під Покровськом.", "uk")["Покровськом"].shape is Shape.RING


def test_the_same_words_have_the_same_id():
    text = "Troops advanced southwest of Toretsk."
    assert grounds(text)["Toretsk"].id == grounds(text)["Toretsk"].id
