"""What a person is offered who corrects a claim."""

from made import POKROVSK, SUDZHA, claim, report

from geo.card.offers import by_name, by_point, changed, countries, halves, siblings, title, written
from geo.gazetteer import open_gazetteer


def test_places_are_offered_by_name_with_what_they_are_and_why():
    offers = by_name(open_gazetteer(), "Pokrovsk", claim(report(), place=POKROVSK))
    assert offers[0].name == "Pokrovsk, settlement in Donetsk Oblast, Ukraine"
    assert "its name" in offers[0].why
    assert len({one.place_id for one in offers}) == len(offers) > 1


def test_the_one_near_the_claim_s_ground_comes_first():
    near_sudan = [one.name for one in by_name(open_gazetteer(), "Tripoli", claim(report(), place=None))]
    assert any("Libya" in name for name in near_sudan)
    assert any("Lebanon" in name for name in near_sudan)


def test_places_are_offered_around_a_point_of_the_map():
    names = [one.name for one in by_point(open_gazetteer(), 15.6, 32.5)]
    assert any(name.startswith("Khartoum") for name in names)
    assert names[-1] == "Sudan, country"


def test_words_that_name_no_place_offer_none():
    assert by_name(open_gazetteer(), "zzzxqy", claim(report())) == []


def test_only_what_differs_is_a_correction():
    made = claim(report(), quantity=(300, None, "persons", "strength"), place=SUDZHA)
    now = written(made)
    assert (now["low"], now["high"], now["place"], now["role"]) == ("300", "", SUDZHA.id, "location")
    assert changed(made, now) == {}
    assert changed(made, now | {"low": "250", "claimant": ""}) == {"low": "250", "claimant": ""}


def test_a_cut_parts_the_words_and_siblings_come_nearest_first():
    said = report()
    one = claim(said)
    assert halves(one, 5) == (said.text[:4], said.text[5:])
    others = [claim(said, n, start=start) for n, start in ((1, 40), (2, 10))]
    assert [other.id for other in siblings(one, [one, *others])] == [others[1].id, others[0].id]


def test_countries_are_listed_by_name():
    names = list(countries().values())
    assert names == sorted(names)
    assert countries()["SDN"] == "Sudan"
    assert title(SUDZHA) == "Sudzha, settlement in Kursk Oblast, Russia"
