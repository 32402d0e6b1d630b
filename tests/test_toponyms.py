"""Names as they stand in the text: what is found, how it is used, what the words beside it ask for."""

import pytest

from geo.gazetteer import open_gazetteer
from geo.language import parse
from geo.model import PlaceKind, ToponymClass
from geo.toponyms import find


def toponyms(text, language="en"):
    return {t.span.as_written: t for t in find(parse(text, language), open_gazetteer())}


def test_the_longest_name_wins():
    assert "Velyka Novosilka" in toponyms("Fighting reached Velyka Novosilka in Donetsk Oblast.")


def test_kursk_and_belgorod_regions_are_both_regions():
    found = toponyms("Ukrainian forces hold positions in the Kursk and Belgorod regions.")
    assert PlaceKind.ADM1 in found["Kursk"].wanted
    assert PlaceKind.ADM1 in found["Belgorod regions"].wanted


def test_the_city_of_asks_for_a_settlement():
    assert toponyms("A drone hit the city of Kursk.")["Kursk"].wanted == (PlaceKind.SETTLEMENT,)


def test_what_follows_the_comma_narrows_a_name():
    assert toponyms("He lives in Pokrovsk, Donetsk Oblast.")["Pokrovsk"].within == "Donetsk Oblast"


def test_an_adjective_before_the_type_word_narrows_a_name():
    assert toponyms("Troops entered the Ukrainian town of Pokrovsk.")["Pokrovsk"].within == "Ukraine"


def test_a_list_is_not_a_hierarchy():
    assert toponyms("Drones hit Sumy, Kharkiv and Odesa.")["Sumy"].within is None


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Moscow said that it would answer.", "Moscow", ToponymClass.METONYM),
        ("Air defences were active over Moscow.", "Moscow", ToponymClass.LITERAL),
        ("The Kremlin has been patient.", "Kremlin", ToponymClass.METONYM),
        ("Russia has amassed a large force.", "Russia", ToponymClass.METONYM),
        ("A treaty inked between Moscow and Pyongyang is in force.", "Pyongyang", ToponymClass.METONYM),
        ("Pressure will grow on Kiev.", "Kiev", ToponymClass.METONYM),
        ("The Washington Post wrote it first.", "Washington", ToponymClass.EMBEDDED),
        ("The government in Tbilisi disagrees.", "Tbilisi", ToponymClass.EMBEDDED),
        ("KYIV, Nov 14 (Reuters) - Troops advanced.", "KYIV", ToponymClass.EMBEDDED),
        ("Ukrainian troops advanced.", "Ukrainian", ToponymClass.DEMONYM),
        ("The Battle of Kursk in 1943 was long.", "Kursk", ToponymClass.HISTORICAL),
        ("They fought inside Russian territory.", "Russian territory", ToponymClass.VAGUE),
    ],
)
def test_use_decides_the_class(text, name, kind):
    assert toponyms(text)[name].toponym_class is kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("В Кремле заявили, что переговоров не будет.", "Кремле"),
        ("Переговоры с Киевом сорваны.", "Киевом"),
        ("Россия обвинила соседей в обстреле.", "Россия"),
    ],
)
def test_russian_metonyms_are_read_without_dependencies(text, name):
    assert toponyms(text, "ru")[name].toponym_class is ToponymClass.METONYM


def test_the_region_stands_for_the_last_region():
    found = toponyms("Troops hold Sudzha in Kursk Oblast. The region was evacuated.")
    assert found["The region"].toponym_class is ToponymClass.ANAPHOR
    assert found["The region"].antecedent.as_written == "Kursk Oblast"


def test_there_is_no_anaphor_in_there_is():
    assert "There" not in toponyms("Rebels hold Goma. There is no army.")


def test_common_words_are_no_places():
    assert toponyms("Reading the report, he saw that of the nine mobile groups one had split.") == {}


def test_every_class_that_is_not_literal_says_why():
    found = toponyms("Moscow said that Russian troops had left. The governor of Sumy Oblast denied it.")
    assert all(t.reasons for t in found.values() if t.toponym_class is not ToponymClass.LITERAL)
