"""The filter as a value: its URL, and what it says to nonsense."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from varied import filters

from geo.errors import FilterError
from geo.filters import CONDITIONS, Filter, from_query, read_query, terms
from geo.model import ClaimType


@given(filters(at_most=8))
def test_a_filter_survives_its_url(chosen):
    assert from_query(chosen.to_query()) == chosen
    assert from_query(chosen.to_params()) == chosen


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_words_survive_the_url(text, claimants):
    chosen = Filter(text=text, claimant=tuple(claimants))
    assert from_query(chosen.to_query()) == chosen


@given(st.text(max_size=200))
def test_nonsense_is_answered_by_sentences(query):
    chosen, complaints = read_query(query)
    assert all(line.endswith(".") and line.isprintable() for line in complaints)
    assert from_query(chosen.to_query()) == chosen


@given(st.sampled_from(CONDITIONS), st.text(min_size=1, max_size=30))
def test_nonsense_values_are_answered_by_sentences(condition, value):
    chosen, complaints = read_query({condition.name: value})
    assert len(complaints) <= 1
    assert from_query(chosen.to_query()) == chosen


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("event_from=yesterday", "not a day"),
        ("event_from=2024-13-40", "not a day"),
        ("event_from=2024-11-20&event_to=2024-11-01", "lies after"),
        ("mode=certain", "none of its values"),
        ("origins=-1", "count of one or more"),
        ("origins=1e9", "count"),
        ("least=nan", "number"),
        ("least=inf", "number"),
        ("box=1,2,3", "south,west,north,east"),
        ("box=95,0,96,1", "outside the earth"),
        ("colour=red", "no filter “colour”"),
        ("first_only=yes", "neither 1 nor 0"),
        ("text=a&text=b", "more than once"),
    ],
)
def test_each_mistake_has_its_sentence_and_the_rest_is_kept(query, sentence):
    chosen, complaints = read_query(query + "&country=PRK")
    assert chosen == Filter(country=("PRK",))
    assert sentence in complaints[0]
    with pytest.raises(FilterError, match="left out"):
        from_query(query)


def test_a_group_of_types_stands_for_its_types():
    chosen = from_query("type=ground&type=strike")
    assert set(chosen.type) == {ClaimType.CONTROL, ClaimType.CONTROL_CHANGE, ClaimType.STRIKE}


def test_the_order_of_alternatives_does_not_matter():
    assert Filter(country=("RUS", "PRK", "RUS")) == Filter(country=("PRK", "RUS"))


def test_a_condition_can_be_taken_out():
    chosen = Filter(country=("PRK",), text="kursk", event_from=date(2024, 11, 4))
    assert chosen.active == ("event_from", "country", "text")
    assert chosen.without("text", "country") == Filter(event_from=date(2024, 11, 4))


def test_quotation_marks_keep_words_together():
    assert terms('Kursk “the Region” "open end') == ("kursk", "the region", "open end")
