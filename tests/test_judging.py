"""What people do to claims: two at once, splitting, merging, taking back. Rows are only ever added."""

from datetime import date
from urllib.parse import parse_qs

import pytest
from made import KURSK, POKROVSK, SUDZHA, claim, report

from geo.errors import StoreError
from geo.filters import Filter
from geo.gazetteer import open_gazetteer
from geo.model import ClaimPlace, PlaceRole, Quantity, Span, ToponymClass
from geo.snapshot import build
from geo.snapshot.view import View
from geo.store.judgements import EditConflict, Judgement
from geo.store.judging import Hand, correct, judge, merge, split, take_back
from geo.store.parting import cuts, likely_cut
from geo.store.views import SavedView

TEXT = "Some 300 troops are in Sudzha, and 12 tanks were seen near Pokrovsk, Ivan Petrenko said."
CUT = TEXT.index("and 12")


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


@pytest.fixture
def two(store):
    """A claim that is two, and its report."""
    from dataclasses import replace

    from made import footprint

    said = report(TEXT)
    places = tuple(
        ClaimPlace(span(place.name), PlaceRole.LOCATION, ToponymClass.LITERAL, place, footprint(place))
        for place in (SUDZHA, POKROVSK)
    )
    made = replace(
        claim(said),
        places=places,
        quantity=Quantity(span("300"), 300, 300, "persons", "strength"),
        origin="o-1",
        origin_basis="same utterance",
    )
    store.add(said, [made])
    return made


def named(claim) -> list[str]:
    return [place.place.name for place in claim.places]


def test_a_claim_is_split_and_each_part_has_the_fields_that_its_words_evidence(store, two):
    name = split(store, two.id, CUT, Hand("Ann"), open_gazetteer())
    first, second = store.claims()
    assert (first.id, second.id) == (two.id, name)
    assert (first.citation.as_written, named(first)) == ("Some 300 troops are in Sudzha,", ["Sudzha"])
    assert named(second) == ["Pokrovsk"]
    assert second.citation.as_written.startswith("and 12 tanks")
    assert (first.quantity.low, second.quantity) == (300, None)
    assert second.attribution.claimant.name == "Ivan Petrenko"
    assert store.check() == ()
    assert View(build(store)).counts.claims == 2
    assert View(build(store), Filter(corrected=True, judged_by=("Ann",))).counts.claims == 2
    assert first.origin != second.origin


def test_a_split_that_is_taken_back_leaves_the_claim_as_it_was_read(store, two):
    name = split(store, two.id, CUT, Hand("Ann"), open_gazetteer())
    row = store.judgements(two.id)[0]
    take_back(store, two.id, row.id, Hand("Bo"), open_gazetteer())
    assert store.claims() == (two,)
    assert View(build(store)).counts.claims == View(build(store)).counts.of == 1
    assert split(store, two.id, CUT, Hand("Ann"), open_gazetteer()) == name
    assert len(store.claims()) == 2


def test_a_split_can_be_taken_back_from_its_second_part_too(store, two):
    name = split(store, two.id, CUT, Hand("Ann"), open_gazetteer())
    (row,) = store.judgements(name)
    take_back(store, name, row.id, Hand("Ann"), open_gazetteer())
    assert store.claims() == (two,)


@pytest.mark.parametrize("cut", [0, len(TEXT), len(TEXT) + 40, -3])
def test_a_claim_cannot_be_split_outside_its_words(store, two, cut):
    with pytest.raises(StoreError, match="cannot be split there"):
        split(store, two.id, cut, Hand("Ann"), open_gazetteer())
    assert store.judgements() == ()


def test_the_cut_that_is_offered_first_parts_the_two_places(two):
    assert likely_cut(two) in cuts(two)
    assert TEXT[: likely_cut(two)].endswith("Sudzha, ")


def test_two_claims_are_merged_into_one_with_the_places_of_both(store):
    said = report(TEXT)
    one = claim(said, 0, end=30, place=SUDZHA, quantity=(300, 300, "persons", "strength"))
    other = claim(said, 1, start=31, place=POKROVSK, first=date(2024, 11, 10), last=date(2024, 11, 12))
    store.add(said, [one, other])
    merge(store, other.id, one.id, Hand("Ann"), open_gazetteer())
    (left,) = store.claims()
    assert (left.id, named(left), left.when.first) == (one.id, ["Sudzha", "Pokrovsk"], date(2024, 11, 10))
    assert left.citation.as_written == TEXT
    view = View(build(store))
    assert (view.counts.claims, view.counts.of, view.ids()) == (1, 1, (one.id,))
    assert View(build(store), Filter(place=(POKROVSK.id,))).ids() == (one.id,)
    take_back(store, one.id, store.judgements(one.id)[0].id, Hand("Bo"), open_gazetteer())
    assert set(store.claims()) == {one, other}


def test_three_claims_are_merged_one_after_the_other_and_parted_again(store):
    said = report(TEXT)
    all_three = [claim(said, n, start=n, place=place) for n, place in enumerate((SUDZHA, POKROVSK, KURSK))]
    store.add(said, all_three)
    for other in all_three[1:]:
        merge(store, other.id, all_three[0].id, Hand("Ann"), open_gazetteer())
    (left,) = store.claims()
    assert named(left) == ["Sudzha", "Pokrovsk", "Kursk Oblast"]
    (into,) = store.judgements(all_three[1].id)
    take_back(store, all_three[1].id, into.id, Hand("Ann"), open_gazetteer())
    assert {one.id: named(one) for one in store.claims()} == {
        all_three[0].id: ["Sudzha", "Kursk Oblast"],
        all_three[1].id: ["Pokrovsk"],
    }


def test_claims_of_two_reports_are_not_merged(store):
    one, other = report(TEXT), report("Another report about Sudzha.")
    store.add(one, [claim(one)])
    store.add(other, [claim(other)])
    with pytest.raises(StoreError, match="of one report"):
        merge(store, claim(one).id, claim(other).id, Hand("Ann"), open_gazetteer())
    assert store.judgements() == ()


def test_the_second_of_two_who_correct_one_field_is_told_and_nothing_is_lost(store):
    said = report()
    made = claim(said)
    store.add(said, [made])
    correct(store, made.id, {"claimant": "General Staff"}, Hand("Ann", seen=0), open_gazetteer())
    with pytest.raises(EditConflict, match="Ann has judged this in the meantime") as told:
        correct(store, made.id, {"claimant": "The ministry"}, Hand("Bo", seen=0), open_gazetteer())
    assert told.value.theirs[0].value == "General Staff"
    assert store.claims()[0].attribution.claimant.name == "General Staff"
    seen = store.judgements(made.id)[-1].id
    correct(store, made.id, {"claimant": "The ministry"}, Hand("Bo", seen=seen), open_gazetteer())
    assert [row.value for row in store.judgements(made.id)] == ["General Staff", "The ministry"]


def test_two_who_correct_different_fields_at_once_both_succeed(store):
    said = report()
    made = claim(said)
    store.add(said, [made])
    correct(store, made.id, {"mode": "hedged"}, Hand("Ann", seen=0), open_gazetteer())
    correct(store, made.id, {"claimant": "The ministry"}, Hand("Bo", seen=0), open_gazetteer())
    judge(store, Judgement(made.id, "Cleo", verdict="accepted"), open_gazetteer(), seen=0)
    (shown,) = store.claims()
    assert (shown.modality.mode, shown.attribution.claimant.name) == ("hedged", "The ministry")
    assert [(one.field, one.was, one.now, one.person) for one in shown.corrections] == [
        ("mode", "asserted", "hedged", "Ann"),
        ("claimant", "Ivan Petrenko", "The ministry", "Bo"),
    ]


def test_two_who_say_the_same_do_not_disturb_each_other(store):
    said = report()
    store.add(said, [claim(said)])
    for person in ("Ann", "Bo"):
        correct(store, claim(said).id, {"mode": "hedged"}, Hand(person, seen=0), open_gazetteer())
    assert len(store.judgements()) == 2


def test_taking_back_twice_is_told(store):
    said = report()
    store.add(said, [claim(said)])
    (row,) = correct(store, claim(said).id, {"mode": "hedged"}, Hand("Ann"), open_gazetteer())
    take_back(store, claim(said).id, row, Hand("Ann"), open_gazetteer())
    with pytest.raises(StoreError, match="taken back already"):
        take_back(store, claim(said).id, row, Hand("Bo"), open_gazetteer())


def test_numbers_and_days_in_the_wrong_order_are_refused(store):
    said = report()
    store.add(said, [claim(said)])
    for values, words in (
        ({"low": "500", "high": "20"}, "lowest number"),
        ({"first": "2024-11-20", "last": "2024-11-01"}, "first day"),
        ({"low": "-4"}, "makes no sense"),
        ({"country": "Russia"}, "makes no sense"),
    ):
        with pytest.raises(StoreError, match=words):
            correct(store, claim(said).id, values, Hand("Ann"), open_gazetteer())
    assert store.judgements() == ()


def test_the_second_place_and_the_role_of_a_place_can_be_corrected(store, two):
    village = open_gazetteer().candidates("Robotyne")[0]
    correct(store, two.id, {"place2": village.id, "role": "target"}, Hand("Ann"), open_gazetteer())
    (shown,) = store.claims()
    assert named(shown) == ["Sudzha", village.name]
    assert [place.role for place in shown.places] == ["target", "location"]


def test_a_view_is_kept_by_its_name_renamed_and_deleted(store):
    address = "country=RUS&at=51.2,36.1,7&view=table"
    store.keep_view(SavedView("  Kursk,  our   sector ", address, "Ann"))
    (kept,) = store.views()
    assert (kept.name, kept.person, parse_qs(kept.address)) == ("Kursk, our sector", "Ann", parse_qs(address))
    with pytest.raises(StoreError, match="already, by Ann"):
        store.keep_view(SavedView("Kursk, our sector", "", "Bo"))
    store.keep_view(SavedView("North", address, "Bo"), instead_of=kept.name)
    assert [view.name for view in store.views()] == ["North"]
    store.drop_view("North")
    assert store.views() == ()
    with pytest.raises(StoreError, match="any more"):
        store.drop_view("North")
    with pytest.raises(StoreError, match="needs a name"):
        store.keep_view(SavedView("   ", "", "Ann"))
