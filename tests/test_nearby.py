"""What lies around a point on the map."""

from geo.gazetteer import open_gazetteer
from geo.gazetteer.nearby import nearby
from geo.model import PlaceKind


def test_a_point_beside_a_town_finds_the_town_its_province_and_its_country():
    found = nearby(open_gazetteer(), 51.19, 35.27)
    names = [one.place.name for one in found]
    assert names[0] == "Sudzha"
    assert "Kursk Oblast" in names
    assert found[-1].place.kind is PlaceKind.COUNTRY
    assert all(one.reasons for one in found)


def test_a_point_in_another_theatre_finds_its_own():
    names = [one.place.name for one in nearby(open_gazetteer(), -1.67, 29.22)]
    assert names[0] == "Goma"


def test_a_point_in_the_open_sea_finds_nothing():
    assert nearby(open_gazetteer(), -40.0, -130.0) == []
