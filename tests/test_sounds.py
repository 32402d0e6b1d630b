"""Foreign names in Cyrillic letters find the place that sounds so, in the countries that the report names only."""

import pytest

from geo.gazetteer import open_gazetteer
from geo.gazetteer.sounds import sounding
from geo.geoparse import geoparse
from geo.language import parse


@pytest.mark.parametrize(
    ("name", "language", "country", "place"),
    [
        ("Шиуре", "ru", "MZ", "Chiúre"),
        ("Макомией", "ru", "MZ", "Macomia"),
        ("Киссангу", "ru", "MZ", "Quissanga"),
        ("Мосимбоа-да-Прае", "ru", "MZ", "Mocímboa da Praia"),
        ("Валікале", "uk", "CD", "Walikale"),
        ("Шиуре", "ru", "SD", None),
        ("Чапо", "ru", "MZ", None),
        ("Дом", "ru", "MZ", None),
    ],
)
def test_a_name_sounds_like_a_place_of_a_named_country(name, language, country, place):
    found = sounding(open_gazetteer(), name, language, (country,))
    assert (found.name if found else None) == place


def test_only_words_that_stand_as_places_are_compared():
    text = "Боевики напали на деревню в округе Шиуре на севере Мозамбика. Президент Намиалу осудил нападение."
    found = {one.toponym.span.as_written: one.place for one in geoparse(parse(text, "ru"), open_gazetteer())}
    assert found["Шиуре"].country == "MZ"
    assert "Намиалу" not in found


def test_without_a_named_country_nothing_sounds_like_a_place():
    found = geoparse(parse("Боевики напали на деревню в округе Шиуре.", "ru"), open_gazetteer())
    assert not any(one.place for one in found)
