"""Names shown as English-language readers write them."""

from __future__ import annotations

import pytest

from geo.gazetteer.build.entries import Entry
from geo.gazetteer.build.plain import article_forms, plain, show_plainly
from geo.model import PlaceKind


@pytest.mark.parametrize(
    ("published", "apostrophe", "shown"),
    [
        ("‘Aţbarah", "", "Atbarah"),
        ("Ḩamāh", "", "Hamah"),
        ("Ryazan’", "", "Ryazan"),
        ("H̱olon", "", "Holon"),
        ("Xi’an", "'", "Xi'an"),
        ("Київ", "", "Київ"),
    ],
)
def test_a_name_is_shown_without_marks_of_transliteration(published: str, apostrophe: str, shown: str) -> None:
    assert plain(published, apostrophe) == shown


def test_the_arabic_article_has_one_form_and_none() -> None:
    assert {"al Rastan", "Rastan"} <= article_forms("Ar Rastan")
    assert {"al Rai", "Rai"} <= article_forms("Ar Rai")
    assert "Salamiya" in article_forms("Salamiyah")
    assert article_forms("Arsal") == set()
    assert article_forms("Azaz") == set()


def test_only_countries_of_the_table_change_and_the_old_name_stays() -> None:
    entries = [
        Entry("gn:1", "Aţ Ţabqah", PlaceKind.SETTLEMENT, 35.8, 38.5, "SY", names={"Aţ Ţabqah"}),
        Entry("gn:2", "Łódź", PlaceKind.SETTLEMENT, 51.8, 19.5, "PL", names={"Łódź"}),
    ]
    show_plainly(entries)
    assert (entries[0].name, entries[1].name) == ("At Tabqah", "Łódź")
    assert {"Aţ Ţabqah", "al Tabqa"} <= entries[0].names
    assert entries[1].names == {"Łódź"}
