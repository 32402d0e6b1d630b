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


CLASSES = [
    ("en", "Fighting went on southwest of Pokrovsk.", "Pokrovsk", Shape.SECTOR, 2),
    ("en", "A column was hit 20 km north of Kharkiv.", "Kharkiv", Shape.SECTOR, 2),
    ("en", "Assaults continued in the Pokrovsk direction.", "Pokrovsk", Shape.SECTOR, 2),
    ("en", "Aircraft flew southwest of Taiwan.", "Taiwan", Shape.SECTOR, 5),
    ("en", "Troops advanced between Toretsk and Kostiantynivka.", "Toretsk", Shape.CORRIDOR, 2),
    ("en", "Shelling was heard along the Sumy–Kursk border.", "Sumy", Shape.LINE, 5),
    ("en", "Guards patrol the border with Bangladesh.", "Bangladesh", Shape.LINE, 5),
    ("en", "Fighting raged around Bakhmut.", "Bakhmut", Shape.RING, 2),
    ("en", "Fighting raged on the outskirts of Bakhmut.", "Bakhmut", Shape.RING, 2),
    ("en", "Shelling hit Sumy district.", "Sumy district", Shape.RING, 3),
    ("en", "Boats were seen along the Euphrates.", "Euphrates", Shape.LINE, 5),
    ("en", "Displaced families fled across the border.", "across the border", Shape.NONE, 0),
    ("en", "Shelling went on along the front line.", "the front line", Shape.NONE, 0),
    ("en", "Strikes hit eastern Syria.", "Syria", Shape.AREA, 5),
    ("ru", "Колонна уничтожена в 15 км к югу от Покровска.", "Покровска", Shape.SECTOR, 2),
    ("ru", "Бои идут на Покровском направлении.", "Покровском", Shape.SECTOR, 2),
    ("ru", "Бои идут между Суджей и Кореневом.", "Суджей", Shape.CORRIDOR, 2),
    ("ru", "Вдоль границы с Украиной спокойно.", "Украиной", Shape.LINE, 5),
    ("ru", "Бои идут на окраине Вовчанска и под Суджей.", "Суджей", Shape.RING, 2),
    ("ru", "Стрельба слышна на линии фронта.", "линии фронта", Shape.NONE, 0),
    ("uk", "За 20 км на північ від Харкова точаться бої.", "Харкова", Shape.SECTOR, 2),
    ("uk", "На Покровському та Куп'янському напрямках тихо.", "Покровському", Shape.SECTOR, 2),
    ("uk", "Між Торецьком і Костянтинівкою точаться бої.", "Торецьком", Shape.CORRIDOR, 2),
    ("uk", "Уздовж кордону з Польщею спокійно.", "Польщею", Shape.LINE, 5),
    ("uk", "На околицях Вовчанська точаться бої.", "Вовчанська", Shape.RING, 2),
    ("uk", "Постріли чути на лінії зіткнення.", "лінії зіткнення", Shape.NONE, 0),
]


@pytest.mark.parametrize(("language", "text", "words", "shape", "precision"), CLASSES, ids=lambda one: str(one)[:40])
def test_every_class_of_ground_is_read_from_the_words(language, text, words, shape, precision):
    ground = next(g for written, g in grounds(text, language).items() if words in written)
    assert (ground.shape, ground.where_prec) == (shape, precision)
    drawn = geometry(ground, open_gazetteer())
    assert (drawn is None) == (shape is Shape.NONE)


def test_a_direction_in_the_name_of_another_place_is_not_ours():
    ground = grounds("Storms crossed Western Australia and the Indian Ocean.")["Indian Ocean"]
    assert (ground.shape, ground.bearing) == (Shape.AREA, None)


def test_a_sector_outside_a_country_lies_outside_it():
    ground = grounds("Aircraft flew southwest of Taiwan.")["Taiwan"]
    island = open_gazetteer().polygon(ground.place_ids[0])
    assert not island.contains(Point(ground.lon, ground.lat))
