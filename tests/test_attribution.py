"""Who says each stretch of a report, and through whom."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.attribution import at, attribute
from geo.blocks import split
from geo.language import parse
from geo.model import Identification, QuoteKind

CASES = Path(__file__).parent / "cases"


def rows(name):
    lines = [line for line in (CASES / name).read_text(encoding="utf8").splitlines() if not line.startswith("#")]
    return [row | {"text": row.get("text", "").replace("\\n", "\n")} for row in csv.DictReader(lines)]


def attributions(text, language="en", source=None):
    return attribute(parse(text, language), split(text), source=source)


def spoken(text, quote, language="en", source=None):
    return at(attributions(text, language, source), text.index(quote))


def named(row):
    return f"{row['language']}: {row['note']} ({row['quote']})"


@pytest.mark.parametrize("row", [*rows("attribution.csv"), *rows("relays.csv")], ids=named)
def test_a_passage_belongs_to_its_claimant_through_its_relays(row):
    found = spoken(row["text"], row["quote"], row["language"])
    claimant = found.claimant.name if found and found.claimant else ""
    relays = [relay.name for relay in found.relays] if found else []
    assert (claimant, relays) == (row["claimant"], row["relays"].split("|") if row["relays"] else [])


def test_a_cue_with_a_colon_scopes_paragraphs_until_somebody_else_speaks():
    text = (
        "CNN writes of some of the latest:\n\nThe line has barely moved.\n\n"
        "The mayor has said that the bridge fell.\n\nThe author goes on."
    )
    assert spoken(text, "barely moved").claimant.name == "CNN"
    assert spoken(text, "bridge fell").claimant.name == "mayor"
    assert spoken(text, "author goes") is None


def test_a_report_quoted_by_an_outlet_names_the_outlet_as_relay():
    text = 'The CNN report continues, "Separately, a commander said that troops were taking part."'
    found = spoken(text, "taking part")
    assert (found.claimant.name, [relay.name for relay in found.relays]) == ("commander", ["CNN"])


def test_the_publisher_is_never_a_relay():
    text = "A farmer told Reuters that the road was mined."
    assert spoken(text, "mined", source="Reuters").relays == ()
    assert [relay.name for relay in spoken(text, "mined").relays] == ["Reuters"]


def test_a_post_belongs_to_its_signature():
    text = "Guns on a train in the east.\n— Rail Watch (Maps) (@rail_demo) November 14, 2024"
    found = spoken(text, "Guns on")
    assert (found.claimant.name, found.claimant.identification) == ("Rail Watch", Identification.NAMED)


def test_a_source_label_speaks_for_lead_and_quotation_but_not_for_the_background():
    text = (
        "A force has gathered near the border.\n\nSource: CNN, citing a US official\n\n"
        'Quote: "It will attack soon."\n\nBackground: The front has been quiet.'
    )
    lead, quotation = spoken(text, "has gathered"), spoken(text, "attack soon")
    assert lead.claimant.name == quotation.claimant.name == "US official"
    assert [relay.name for relay in lead.relays] == ["CNN"]
    assert spoken(text, "been quiet") is None


def test_a_repeated_paragraph_says_nothing_a_second_time():
    paragraph = "The mayor of Sumy said on Monday that two bridges were hit."
    found = attributions(f"{paragraph}\n\n{paragraph}")
    assert len(found) == 1


def test_kinds_of_quotation_are_told_apart():
    text = 'The mayor said the bridge fell. "It fell at noon," he said. He added that it was "an old bridge" of wood.'
    kinds = [found.quote_kind for found in attributions(text)]
    assert kinds == [QuoteKind.INDIRECT, QuoteKind.DIRECT, QuoteKind.MIXED]


def test_identification_tells_names_roles_crowds_and_outlets():
    text = (
        "The Times of Israel reported that it rained. Residents said that it snowed. "
        "A US official said that it hailed. A pilot said that it froze."
    )
    assert [found.claimant.identification for found in attributions(text)] == [
        Identification.OUTLET,
        Identification.COLLECTIVE,
        Identification.ANONYMOUS,
        Identification.ROLE_ONLY,
    ]


def test_a_party_carries_the_country_it_speaks_for():
    text = "A Ukrainian commander said that it was quiet. Lebanon's health ministry said that two people died."
    assert [found.claimant.country for found in attributions(text)] == ["UKR", "LBN"]
    assert attributions(text)[1].claimant.name == "Ministry of Health of Lebanon"


BRIEFING = (
    "MODERATOR: Good morning. Colonel Han will open.\n\n"
    "COL. HAN: Two missiles were fired from Wonsan.\n\n"
    "Q (Yonhap): Japan's defence minister said that they fell at sea. Do you agree?\n"
    "A: We count three soldiers who crossed the line.\n\n"
    "Q (Reuters): Is it over?\nA: Nobody was hurt."
)


def test_in_a_briefing_each_turn_is_its_speakers():
    assert spoken(BRIEFING, "Two missiles").claimant.name == "Colonel Han"
    assert spoken(BRIEFING, "three soldiers").claimant.name == "Colonel Han"
    question = spoken(BRIEFING, "fell at sea")
    assert (question.claimant.name, [relay.name for relay in question.relays]) == (
        "Japan's defence minister",
        ["Yonhap"],
    )
    assert spoken(BRIEFING, "Good morning") is None


def test_in_an_interview_with_dashes_the_answers_are_of_who_was_introduced():
    text = (
        "Глава района Антон Лучин — о тишине\n\n"
        "— Сколько человек осталось?\n— Осталось около 14 тысяч человек.\n\n"
        "— Стало тише?\n— Офицеры говорят, что колонна ушла к Волчанску."
    )
    assert spoken(text, "14 тысяч", "ru").claimant.name == "Антон Лучин"
    officers = spoken(text, "колонна ушла", "ru")
    assert (officers.claimant.name, [relay.name for relay in officers.relays]) == ("офицеры", ["Антон Лучин"])
    assert spoken(text, "Сколько", "ru") is None


def test_an_outlet_keeps_its_own_name_in_a_cyrillic_report():
    found = spoken("Речник Іван Лось сказав Радіо Свобода, що оточення немає.", "оточення", "uk")
    assert (found.relays[0].name, found.relays[0].written) == ("Radio Free Europe/Radio Liberty", "Радіо Свобода")
    assert spoken("Мер сказав Reuters, що міст закрито.", "міст", "uk").relays[0].written is None


def test_the_outlets_table_is_wide_and_names_nobody_twice():
    table = rows(CASES.parents[1] / "data" / "words" / "outlets.csv")
    names = [row["name"] for row in table]
    assert len(names) == len(set(names)) > 400
    assert len({row["country"] for row in table}) > 90
    assert all(row["en"] or row["ru"] or row["uk"] for row in table)


def test_an_unclosed_quotation_mark_does_not_swallow_the_report():
    text = 'He said: "We go.\n\nThe road was closed on Monday.'
    assert spoken(text, "road was") is None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "said",
                "the army",
                '"',
                ",",
                "that",
                "troops left",
                ".",
                "according to",
                ":",
                "\n",
                "He",
                "«",
                "CNN",
                "told",
            ]
        ),
        max_size=25,
    )
)
def test_every_span_quotes_the_text_whatever_the_words(words):
    text = " ".join(words)
    for found in attributions(text):
        spans = [*found.content, *([found.cue] if found.cue else [])]
        spans += [party.span for party in (found.claimant, *found.relays) if party and party.span]
        assert all(text[span.start : span.end] == span.as_written for span in spans)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["сообщил", "губернатор", "«", "»", ",", "что", "ТАСС", "со ссылкой на", "— ", ":", "\n", "?", "в"]
        ),
        max_size=25,
    )
)
def test_every_cyrillic_span_quotes_the_text_whatever_the_words(words):
    text = " ".join(words)
    for found in attributions(text, "ru"):
        spans = [*found.content, *([found.cue] if found.cue else [])]
        spans += [party.span for party in (found.claimant, *found.relays) if party and party.span]
        assert all(text[span.start : span.end] == span.as_written for span in spans)
