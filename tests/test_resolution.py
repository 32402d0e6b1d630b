"""Which place is meant, why, and when the program would rather not say."""

from geo.gazetteer import open_gazetteer
from geo.geoparse import geoparse
from geo.language import parse
from geo.model import PlaceKind, ToponymClass


def resolved(text, language="en", focus=None):
    return {r.toponym.span.as_written: r for r in geoparse(parse(text, language), open_gazetteer(), focus=focus)}


def test_pokrovsk_in_ukraine_is_not_the_more_populous_namesake():
    place = resolved("Russian troops entered Pokrovsk, Donetsk Oblast.")["Pokrovsk"].place
    assert (place.country, place.admin1) == ("UA", "Donetsk Oblast")


def test_a_bare_seat_takes_the_oblast_when_forces_are_meant():
    r = resolved("Some 11,000 troops have been deployed in Kursk. The forces prepare an assault.")["Kursk"]
    assert (r.place.name, r.ambiguous) == ("Kursk Oblast", True)


def test_a_bare_seat_stays_the_town_when_a_house_is_hit():
    r = resolved("A missile hit an apartment building in Kharkiv, the mayor said. Troops are far away.")["Kharkiv"]
    assert r.place.kind is PlaceKind.SETTLEMENT


def test_a_seat_in_peaceful_news_is_the_town():
    assert resolved("The museum in Aleppo reopened in spring.")["Aleppo"].place.kind is PlaceKind.SETTLEMENT


def test_one_sense_a_document():
    text = "Police in Paris, Texas, arrested a man. He had lived in Paris for years."
    places = [r.place for r in geoparse(parse(text, "en"), open_gazetteer()) if r.toponym.name == "Paris"]
    assert [place.country for place in places] == ["US", "US"]


def test_the_region_after_a_town_is_the_area_around_it():
    r = resolved("Troops hold Sudzha. The region was evacuated.")["The region"]
    assert r.place.name == "Kursk Oblast"


def test_a_metonym_has_a_referent_and_no_place():
    r = resolved("Moscow said that it would answer.")["Moscow"]
    assert (r.toponym.toponym_class, r.place) == (ToponymClass.METONYM, None)
    assert r.alternatives[0].country == "RU"


def test_a_name_that_nobody_holds_is_unresolved_with_a_reason():
    r = resolved("Troops entered the village of Qwxzgrad in Ukraine.")["Qwxzgrad"]
    assert r.place is None
    assert "not in the gazetteer" in " ".join(r.reasons)


def test_focus_is_a_soft_prior_and_no_filter():
    gazetteer = open_gazetteer()
    spain = next(p for p in gazetteer.candidates("Spain") if p.kind is PlaceKind.COUNTRY)
    assert resolved("Troops entered Toretsk in Ukraine.", focus=spain)["Toretsk"].place.country == "UA"


def test_neighbours_are_told_as_reasons():
    r = resolved("Fighting goes on in Toretsk, in Kostiantynivka and in Druzhkivka in Donetsk Oblast.")["Toretsk"]
    assert any("lie within" in reason or "Donetsk Oblast" in reason for reason in r.reasons)


def test_reading_twice_changes_nothing():
    text = "Clashes between Kupiansk and Lyman went on, Kyiv said. Georgia and Georgia's army watched."
    assert resolved(text) == resolved(text)


def test_a_name_bound_to_a_region_is_never_its_namesake_elsewhere():
    found = resolved("Fighting was reported in Pandan in Magway Region, Myanmar.")
    assert found["Pandan"].place.name == "Magway Region"
    assert found["Pandan"].ambiguous
    assert any("no place called" in reason for reason in found["Pandan"].reasons)


def test_a_quarter_that_no_gazetteer_holds_is_its_town():
    found = resolved("An air strike hit the Bastia district of central Beirut.")
    assert found["Bastia district"].place.name == "Beirut"


def test_the_country_is_that_of_the_last_place():
    found = resolved("Soldiers were killed in Boulkessi. The country has been at war since 2012.")
    assert found["The country"].place.name == "Mali"


def test_a_short_text_about_forces_takes_the_larger_area():
    kursk = resolved("We are not planning any withdrawal from Kursk.")["Kursk"]
    assert (kursk.place.kind.value, kursk.ambiguous) == ("adm1", True)


def test_two_names_that_fit_equally_well_are_told_as_such():
    springfield = resolved("A man was seen in Springfield.").get("Springfield")
    assert springfield is None or springfield.place is None or springfield.ambiguous or springfield.alternatives


def test_the_past_is_flagged_and_not_placed():
    past = resolved("In 1943 tanks fought at Prokhorovka.")["Prokhorovka"]
    assert (past.toponym.toponym_class.value, past.place) == ("historical", None)
