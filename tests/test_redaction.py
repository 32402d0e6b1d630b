"""Names of private persons in exports: replaced everywhere alike, officials kept, quotes still quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import claim, report

from geo.gazetteer import open_gazetteer
from geo.model import Span
from geo.store.adding import read_claims
from geo.trust.redaction import Redaction, redaction

TEXT = (
    "Governor Vadym Filashkin said that three people were wounded in Pokrovsk. Maria Koval, 61, a resident, said that "
    "some 300 soldiers were in Sudzha. Koval's neighbour, farmer Petro Lysenko, was killed in a strike on Myrnohrad. "
    "Volodymyr Zelensky thanked Maria Koval."
)


def redacted(text, **more):
    said = report(text, **more)
    claims = read_claims(said, open_gazetteer())
    return redaction(claims, {said.id: said}), said, claims


def test_private_persons_are_replaced_and_officials_stay():
    found, said, _ = redacted(TEXT)
    words = found.words(said.text)
    for name in ("Koval", "Maria", "Lysenko", "Petro"):
        assert name not in words
    assert "Governor Vadym Filashkin" in words
    assert "Volodymyr Zelensky" in words
    assert "Pokrovsk" in words


def test_the_same_person_has_the_same_words_everywhere():
    found, said, _ = redacted(TEXT)
    words = found.words(said.text)
    assert words.count("Private person 1") == 3
    assert words.count("Private person 2") == 1


def test_claims_still_quote_the_report_that_is_exported():
    found, said, claims = redacted(TEXT)
    kept = found.report(said)
    assert claims
    for one in claims:
        moved = found.claim(one, said)
        assert kept.text[moved.citation.start : moved.citation.end] == moved.citation.as_written
        assert "Koval" not in repr(moved)
        assert moved.id == one.id


@pytest.mark.parametrize(
    ("language", "text", "gone", "kept"),
    [
        (
            "ru",
            "Губернатор Алексей Смирнов сообщил, что погибла Мария Иванова. Иванова жила в Судже.",
            "Иванова",
            "Смирнов",
        ),
        (
            "uk",
            "Президент Володимир Зеленський подякував. Мешканець Петро Лисенко бачив танки.",
            "Лисенко",
            "Зеленський",
        ),
    ],
)
def test_names_in_russian_and_ukrainian(language, text, gone, kept):
    found, said, _ = redacted(text, language=language)
    words = found.words(said.text)
    assert gone not in words
    assert kept in words


def test_a_named_claimant_whom_no_table_knows_is_private():
    said = report("Zx Qwv said so.")
    found = redaction([claim(said, claimant="Zx Qwv", country=None)], {said.id: said})
    assert found.words("Zx Qwv said so, and Qwv again.") == "Private person 1 said so, and Private person 1 again."


@given(st.text("ab XY.", max_size=60), st.data())
def test_a_moved_span_quotes_the_new_text(text, more):
    found = Redaction({"XY": "Private person 1", "X": "P"})
    start = more.draw(st.integers(0, len(text)))
    end = more.draw(st.integers(start, len(text)))
    moving = found._moving(text)
    moved = moving.span(Span(start, end, text[start:end]))
    assert moved.as_written == moving.text[moved.start : moved.end]
