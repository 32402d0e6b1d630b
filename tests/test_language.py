"""Languages, paragraphs, sentences and tokens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language import detect, parse
from geo.language.sentences import LONGEST_PARAGRAPH, paragraphs


def spelled(text, language="en"):
    return [text[s.start : s.end] for s in parse(text, language).sentences]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministry said that troops were in the town.", "en"),
        ("Войска вошли в город, сообщили в министерстве. Это было утром.", "ru"),
        ("Ворог двічі атакував позиції біля міста, повідомили в штабі.", "uk"),
        ("Die Truppen haben die Stadt nicht verlassen, und der Minister ist mit dem Zug gekommen.", "de"),
        ("قال الجيش إن القوات دخلت المدينة", "ar"),
        ("", "en"),
        ("Kursk 2024", "en"),
    ],
)
def test_the_language_is_told_by_script_letters_and_small_words(text, language):
    assert detect(text) == language


def test_abbreviations_do_not_end_a_sentence():
    text = "Gen. J. Smith said on Jan. 5 that U.S. forces left. They went home in the U.S. The rest stayed."
    assert spelled(text) == [
        "Gen. J. Smith said on Jan. 5 that U.S. forces left.",
        "They went home in the U.S.",
        "The rest stayed.",
    ]


def test_cyrillic_initials_and_units_do_not_end_a_sentence():
    text = "Об этом заявил ген. И. И. Петров. В г. Рыльск прибыло 3 тыс. человек. Бои идут."
    assert spelled(text, "ru") == [
        "Об этом заявил ген. И. И. Петров.",
        "В г. Рыльск прибыло 3 тыс. человек.",
        "Бои идут.",
    ]


def test_a_sentence_inside_quotation_marks_ends_with_its_mark():
    assert spelled('"We hold. They left," he said.') == ['"We hold.', 'They left," he said.']


def test_a_hard_wrapped_text_is_joined_and_a_list_is_not():
    wrapped = (
        "Units of the northern group moved along the river towards the\n"
        "town during the night and took up positions near the mill and\n"
        "the bridge, where they were seen by people from both villages.\n\n"
        "- first point\n- second point"
    )
    spans = [wrapped[start:end] for start, end in paragraphs(wrapped)]
    assert len(spans) == 3
    assert spans[1:] == ["- first point", "- second point"]


def test_inflected_words_get_lemma_case_and_class():
    parsed = parse("Об этом сообщил губернатор Курской области.", "ru")
    words = {token.text: token for token in parsed.tokens}
    assert words["области"].lemma == "область"
    assert "Case=Gen" in words["области"].morph
    assert words["сообщил"].pos == "VERB"
    assert all(token.dep == "" and token.head == token.i for token in parsed.tokens)


def test_a_preposition_decides_between_cases():
    parsed = parse("Бои идут в Курской области.", "ru")
    assert "Case=Loc" in next(t.morph for t in parsed.tokens if t.text == "области")


def test_english_has_dependencies_that_stay_inside_their_sentence():
    parsed = parse("The army left. The mayor of Sumy said so on Monday.", "en")
    for sentence in parsed.sentences:
        assert all(
            sentence.first <= parsed.tokens[i].head < sentence.last for i in range(sentence.first, sentence.last)
        )
    assert any(token.dep == "nsubj" and token.text == "mayor" for token in parsed.tokens)


def test_a_paragraph_that_stands_twice_is_read_alike():
    once = "Troops entered the town of Sinja on Monday, the army said."
    parsed = parse(f"{once}\n\n{once}", "en")
    half = len(parsed.tokens) // 2
    first, second = parsed.tokens[:half], parsed.tokens[half:]
    assert [(t.text, t.lemma, t.dep, t.ent) for t in first] == [(t.text, t.lemma, t.dep, t.ent) for t in second]
    assert second[0].start == len(once) + 2


def test_sentence_at_and_between_find_by_offset():
    text = "One came. Two left."
    parsed = parse(text, "en")
    assert parsed.sentence_at(12).index == 1
    assert [t.text for t in parsed.between(10, 18)] == ["Two", "left"]
    assert parsed.span(0, 2).as_written == "One came"


@pytest.mark.parametrize("text", ["a" * 20_000, "." * 20_000, "word " * 20_000, "«" * 500, "\ud83d x", "A. " * 5_000])
def test_hostile_text_is_cut_and_still_quoted(text):
    parsed = parse(text, "en")
    assert all(text[t.start : t.end] == t.text for t in parsed.tokens)
    assert all(s.end - s.start <= LONGEST_PARAGRAPH for s in parsed.sentences)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "ru", "uk", "de"]))
def test_every_token_quotes_the_text_in_order(text, language):
    parsed = parse(text, language)
    assert all(text[t.start : t.end] == t.text for t in parsed.tokens)
    assert [t.i for t in parsed.tokens] == list(range(len(parsed.tokens)))
    assert all(a.end <= b.start for a, b in zip(parsed.tokens, parsed.tokens[1:], strict=False))
    assert all(parsed.tokens[s.first].sentence == s.index for s in parsed.sentences)
    assert parse(text, language) == parsed
