"""Claims put together: fields, roles, what is carried over, what is no claim, and hostile input."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.claims import extract
from geo.gazetteer import open_gazetteer
from geo.model import ClaimType, Mode, PlaceRole, ToponymClass
from geo.reports import from_text

FRIDAY = date(2024, 11, 15)


def claims(text, *, language="en", published=FRIDAY, source=None):
    return extract(from_text(text, published=published, language=language, source=source), open_gazetteer())


def one(text, **options):
    found = claims(text, **options)
    assert len(found) == 1, [(claim.claim_type.value, claim.citation.as_written) for claim in found]
    return found[0]


def named(claim, role=PlaceRole.LOCATION):
    return [place.place.name for place in claim.places if place.role is role]


# ------------------------------------------------------------------------------------------------ one claim a predicate


def test_a_list_of_places_under_one_predicate_is_one_claim():
    claim = one("Russian forces attacked near Kupiansk, Lyman and Pokrovsk.")
    assert named(claim) == ["Kupyansk", "Lyman", "Pokrovsk"]


def test_coordinated_predicates_are_claims_of_their_own():
    found = claims("The Rapid Support Forces shelled Omdurman and captured Wad Madani.")
    assert [claim.claim_type for claim in found] == [ClaimType.STRIKE, ClaimType.CONTROL_CHANGE]
    assert [[place.place.name for place in claim.places] for claim in found] == [["Omdurman"], ["Wad Madani"]]


def test_each_further_figure_is_a_claim_of_its_own():
    found = claims("A Russian strike on Kharkiv killed 4 people and wounded 19 others.")
    assert {(claim.quantity.measure, claim.quantity.low) for claim in found if claim.quantity} == {
        ("killed", 4),
        ("wounded", 19),
    }


def test_a_repeated_paragraph_is_read_once():
    text = "Ukrainian troops captured the village of Sverdlikovo in Kursk Oblast on Sunday."
    assert len(claims(f"{text}\n\nNobody else confirmed it in the days that followed.\n\n{text}")) == len(claims(text))


def test_background_is_no_claim():
    assert claims("In 2012 the rebels held Goma for eleven days.") == ()


def test_the_cue_is_not_part_of_the_citation():
    claim = one("Russian troops have entered Toretsk, a Ukrainian commander told Reuters.")
    assert claim.citation.as_written == "Russian troops have entered Toretsk"
    assert claim.attribution.claimant.name == "Ukrainian commander"


# ------------------------------------------------------------------------------------------------ sides


def test_a_force_that_is_faced_is_the_subject():
    assert one("The army faces nearly 50,000 Russian troops in Kursk province.").subject_countries == ("RUS",)


def test_a_force_that_is_sent_is_the_subject_not_who_sends_it():
    claim = one("Russia has sent North Korean troops to the Kursk region.")
    assert claim.subject_countries == ("PRK",)
    assert named(claim, PlaceRole.DESTINATION) == ["Kursk Oblast"]


def test_losses_belong_to_the_side_that_suffered():
    claim = one("Ukrainian forces destroyed 12 Russian tanks near Pokrovsk.")
    assert (claim.claim_type, claim.subject_countries) == (ClaimType.LOSSES, ("RUS",))


def test_civilians_carry_the_country_of_the_place():
    claim = one("Seven civilians were killed in Omdurman.")
    assert claim.subject_countries == ("SDN",)


def test_a_group_carries_the_country_it_fights_in():
    assert one("M23 captured Bukavu.").subject_countries == ("COD",)


def test_they_are_the_force_of_the_sentence_before():
    first, second = claims("Some 11,000 North Korean troops are in the Kursk region. They are also in Belgorod.")
    assert (first.subject_countries, second.subject_countries) == (("PRK",), ("PRK",))
    assert second.quantity is None, "a number inside a pronoun does not travel"


def test_the_enemy_is_told_from_the_bulletins_side():
    text = "Ворог тричі атакував позиції поблизу Вовчанська."
    claim = one(text, language="uk", source="Генеральний штаб ЗСУ")
    assert claim.subject_countries == ("RUS",)


# ------------------------------------------------------------------------------------------------ places and roles


def test_a_force_massed_to_attack_has_its_target_there_not_its_position():
    claim = one("Russia has massed tens of thousands of troops to assault Ukrainian positions in Kursk.")
    assert named(claim, PlaceRole.TARGET) == ["Kursk Oblast"]
    assert named(claim) == []


def test_from_and_to_are_origin_and_destination():
    claim = one("Russia moved two brigades from Donetsk Oblast to Kursk Oblast.")
    assert named(claim, PlaceRole.ORIGIN) == ["Donetsk Oblast"]
    assert named(claim, PlaceRole.DESTINATION) == ["Kursk Oblast"]


def test_the_enclosing_area_is_context():
    claim = one("Russian forces captured Pokrovsk in Donetsk Oblast.")
    assert named(claim) == ["Pokrovsk"]
    assert named(claim, PlaceRole.CONTEXT) == ["Donetsk Oblast"]


def test_metonyms_and_the_seats_of_speakers_give_no_place():
    found = claims("Moscow said its forces had captured Selydove, the defence ministry in Moscow reported.")
    assert {place.place.name for claim in found for place in claim.places} <= {"Selydove"}


def test_a_place_of_the_sentence_before_is_marked_as_inherited():
    _, second = claims("RSF fighters entered El Fasher on Sunday. They burned 40 houses.")
    assert [place.toponym_class for place in second.places] == [ToponymClass.INHERITED]


def test_an_unknown_place_is_not_replaced_by_the_one_before():
    found = claims("Rebels attacked Goma on Monday. On Tuesday they captured the village of Qwxyzville.")
    assert [place.place.name for place in found[-1].places] == []
    assert found[-1].not_drawn_because


# ------------------------------------------------------------------------------------------------ time and modality


def test_undated_content_of_a_dated_saying_ends_when_it_was_said():
    claim = one("A US official told CNN on Sunday that Russia had amassed a large force near Kursk.")
    assert (claim.when.first, claim.when.last) == (None, date(2024, 11, 10))


def test_coming_days_count_from_the_utterance():
    *_, claim = claims("The official told CNN on Sunday that Russian troops will attack Kursk in the coming days.")
    assert claim.modality.mode is Mode.FORECAST
    assert (claim.when.first, claim.when.last) == (date(2024, 11, 10), date(2024, 11, 17))


def test_a_forecast_without_a_place_says_why_it_is_not_drawn():
    claim = one("The offensive will begin in the coming days.")
    assert claim.not_drawn_because == "forecast without a place"


def test_a_denied_event_keeps_its_type_and_is_negated():
    claim = one("Russia's defence ministry denied that Ukrainian troops had captured Sudzha.")
    assert claim.claim_type is ClaimType.CONTROL_CHANGE
    assert claim.modality.mode is Mode.NEGATED
    assert claim.attribution.claimant is not None


def test_a_bare_denial_is_a_claim_of_the_one_who_denies():
    *_, claim = claims("Ukraine said Russian troops had left Kupiansk. Moscow rejects this.")
    assert claim.claim_type is ClaimType.DENIAL
    assert claim.attribution.claimant.country == "RUS"


def test_what_has_not_been_denied_is_nobodys_denial():
    *_, claim = claims("North Korean troops are in Kursk. Russia has not denied it.")
    assert claim.attribution.claimant is None
    assert claim.modality.mode is Mode.NEGATED


# ------------------------------------------------------------------------------------------------ languages


def test_a_russian_bulletin_gives_subject_place_and_figure():
    text = "ВСУ потеряли свыше 200 военнослужащих в Курской области."
    claim = one(text, language="ru", source="Минобороны России")
    assert (claim.claim_type, claim.subject_countries, claim.quantity.low) == (ClaimType.LOSSES, ("UKR",), 200)
    assert named(claim) == ["Kursk Oblast"]


def test_a_ukrainian_clause_without_subject_goes_on_with_the_one_before():
    first, second = claims("Окупанти захопили село Жовте та обстріляли Покровськ.", language="uk")
    assert first.subject_countries == second.subject_countries == ("RUS",)


def test_an_unread_language_gives_places_and_says_so():
    found = claims("Die Armee griff am Montag Charkiw und Cherson an.", language="de")
    assert all(claim.claim_type is ClaimType.STATEMENT for claim in found)
    assert all("not read" in claim.not_drawn_because for claim in found)


# ------------------------------------------------------------------------------------------------ hostile input


def test_reading_the_same_bytes_twice_changes_nothing():
    text = "Ukrainian forces hold hundreds of square kilometres of Kursk Oblast, Zelensky said on Monday."
    assert claims(text) == claims(text)
    assert len({claim.id for claim in claims(text)}) == len(claims(text))


@pytest.mark.parametrize(
    "text",
    [
        ".",
        '"Russian troops entered Toretsk, the governor of Donetsk said',
        "«Российские войска вошли в Торецк, сообщил губернатор",
        "Troops entered Tor\u200betsk and \u202eKupiansk\u202c on Monday.",
        "<b>Troops</b> &amp; tanks entered {{ 7*7 }} Toretsk.",
        "Troops attacked " + ", ".join(f"Pokrovsk {i}" for i in range(500)) + ".",
        "killed " * 2000,
        "\x01 troops \ud7ff entered Goma",
        "They they they they. It it. Who?",
    ],
    ids=range(9),
)
def test_hostile_text_gives_claims_that_quote_it(text):
    for claim in claims(text):
        assert text[claim.citation.start : claim.citation.end] == claim.citation.as_written
        assert all(text[p.span.start : p.span.end] == p.span.as_written for p in claim.places)


PIECES = st.sampled_from(
    ["Russian troops", "captured", "Toretsk", "on Sunday", ",", ".", '"', "said", "Kyiv", "and", "12 drones", "near",
     "the enemy", "were", "killed", "in", "Kursk", "denied", "that", "\n\n", "will", "не", "ворог", "атакував", "("]
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(PIECES, max_size=25).map(lambda words: " ".join(["Troops", *words])), st.sampled_from(["en", "ru", "uk"])
)
def test_every_span_of_every_claim_quotes_the_report(text, language):
    report = from_text(text, published=FRIDAY, language=language)
    for claim in extract(report, open_gazetteer()):
        spans = [claim.citation, claim.predicate, *(place.span for place in claim.places)]
        spans += [part.span for part in (claim.quantity, claim.when, claim.subject) if part is not None]
        for span in filter(None, spans):
            assert report.text[span.start : span.end] == span.as_written


# ------------------------------------------------------------------------------------------------ one case a line

CASES = list(
    csv.DictReader(
        line
        for line in (Path(__file__).parent / "cases" / "claims.csv").read_text(encoding="utf8").splitlines()
        if not line.startswith("#")
    )
)


def fits(claim, case):
    bounds = (claim.quantity.low, claim.quantity.high) if claim.quantity else (None, None)
    wanted = tuple(float(case[end]) if case[end] else None for end in ("low", "high"))
    placed = [(place.place.name if place.place else "", place.role.value) for place in claim.places]
    return (
        claim.claim_type.value == case["type"]
        and (not case["subject"] or claim.subject_countries == (case["subject"],))
        and (not case["low"] or bounds == wanted)
        and (not case["place"] or any(case["place"] in name and case["role"] in ("", role) for name, role in placed))
        and claim.modality.mode.value == case["mode"]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['language']} {case['type']}: {case['note']}")
def test_the_sentence_makes_its_claim(case):
    found = claims(case["sentence"], language=case["language"])
    assert any(fits(claim, case) for claim in found), found


def test_a_report_of_quotes_only_keeps_them_apart():
    text = "“Russian troops entered Toretsk.”\n\n“They left Pokrovsk.”\n\n“Nobody is here.”"
    assert next(claim.citation.as_written for claim in claims(text)).strip("“”.") == "Russian troops entered Toretsk"


def test_without_a_day_of_publication_relative_days_stay_empty():
    claim = one("Russian troops entered Toretsk yesterday.", published=None)
    assert claim.when is None or (claim.when.first is None and claim.when.last is None)


def test_a_paragraph_told_a_thousand_times_is_read_once():
    paragraph = "Russian troops entered Toretsk on Monday, the governor of Donetsk Oblast said in a statement.\n\n"
    assert len(claims(paragraph * 1_000)) == len(claims(paragraph))


def test_a_list_of_five_hundred_settlements_is_one_claim():
    names = ["Pokrovsk", "Toretsk", "Kupiansk", "Lyman", "Siversk"] * 100
    found = claims("Russian forces attacked " + ", ".join(names) + ".")
    assert len(found) <= 2
    assert len(found[0].places) > 300


def test_mixed_languages_keep_the_claims_of_the_language_detected():
    text = "Russian troops entered Toretsk. Российские войска вошли в Торецк. Російські війська увійшли в Торецьк."
    assert named(claims(text)[0]) or claims(text)[0].places
