"""What people did to a claim, in words."""

from geo.card.history import lines, said
from geo.gazetteer import open_gazetteer
from geo.store.judgements import Judgement


def find(place_id):
    return open_gazetteer().find(place_id)


def test_each_judgement_is_a_line_newest_first_and_what_was_taken_back_says_so():
    town = open_gazetteer().candidates("Sudzha")[0]
    rows = (
        Judgement("c", "Ann", verdict="accepted", grade="B", credibility=2, id=1),
        Judgement("c", "Bo", field="place", value=town.id, note="see the map", id=2),
        Judgement("c", "Ann", undoes=2, id=3),
    )
    found = lines(rows, find)
    assert [one.words for one in found] == ["Took back: Place: Sudzha", "Place: Sudzha", "Accepted, Source B, Claim 2"]
    assert [(one.standing, one.can_be_undone) for one in found] == [(True, False), (False, False), (True, True)]
    assert found[1].note == "see the map"


def test_corrections_are_told_in_the_page_s_words():
    told = {
        ("claim_type", "losses"): "What: Losses",
        ("mode", "hedged"): "How sure: hedged",
        ("low", ""): "Lowest number: open",
        ("country", "RUS PRK"): "Whose forces: Russia and North Korea",
        ("claimant", ""): "Claimant: Not stated",
        ("place2", "gone"): "Place: gone",
        ("split", "17"): "Split in two",
    }
    for (field, value), words in told.items():
        assert said(Judgement("c", "Ann", field=field, value=value), find) == words
    assert said(Judgement("c", "Ann", note="x"), find) == "Note"
