"""Layout: headings, posts, labels, entries, datelines, repeats."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.blocks import BlockKind, at, split


def body(text, block):
    return text[block.body : block.end]


def test_a_paragraph_that_repeats_names_the_first():
    text = "Troops left the town on Monday morning.\n\nNothing else.\n\nTroops left  the town on Monday morning."
    assert [block.repeats for block in split(text)] == [None, None, 0]


def test_a_signed_post_takes_only_its_own_paragraph():
    text = "The author's view.\nGuns on a train.\n— Rail Watch (@rail_demo) November 14, 2024\nThe author again."
    kinds = [block.kind for block in split(text)]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.POST, BlockKind.SIGNATURE, BlockKind.PARAGRAPH]
    post = split(text)[1]
    assert (post.speaker.as_written, post.handle.as_written, post.dated.as_written) == (
        "Rail Watch",
        "@rail_demo",
        "November 14, 2024",
    )


def test_a_signature_above_its_post_signs_what_follows():
    text = "Обзор дня.\n\n— Канал (@kanal_demo) 6 декабря 2024\nКорабли вышли из порта. Идут на юг.\n\nТишина."
    kinds = [block.kind for block in split(text)]
    assert kinds[1:] == [BlockKind.SIGNATURE, BlockKind.POST, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("KYIV, Nov 14 (Reuters) - Drones hit a depot.", "Drones"),
        ("NAIROBI — At least 14 people died.", "At least"),
        ("SUMY, Ukraine (Northwire) — Troops came.", "Troops"),
        ("КУРСК, 19 ноября. /ТАСС/. Силы ПВО сбили дрон.", "Силы"),
        ("МОСКВА, 19 ноя — РИА Новости. Над областью сбит дрон.", "Над"),
        ("Sudan – the army said it.", "Sudan"),
        ("• Bridges were hit.", "Bridges"),
        ("14:35 Strikes were heard.", "Strikes"),
        ("Details: The fire was put out.", "The fire"),
        ("Джерело: Генштаб", "Генштаб"),
    ],
)
def test_the_words_of_a_block_begin_behind_dateline_bullet_time_or_label(text, begins):
    assert body(text, split(text)[0]).startswith(begins)


def test_labels_have_roles_and_may_name_a_speaker():
    quoted = 'Source: Air Force\n\nQuote from a commander: "We go."'
    text = f"{quoted}\n\nBackground: It began in May.\n\nAnalysis by Ann Lee: It will end."
    blocks = split(text)
    assert [block.role for block in blocks] == ["source", "quote", "background", "author"]
    assert blocks[1].speaker.as_written == "a commander"
    assert blocks[3].speaker.as_written == "Ann Lee"


def test_live_blog_times_number_the_entries():
    text = "Latest\n\n18:40 — What we know\nRebels moved.\n\n17:55 — North\nArmy left."
    assert [block.entry for block in split(text)] == [0, 1, 1, 2, 2]


def test_a_short_line_without_a_stop_is_a_heading_unless_it_ends_the_report():
    assert [block.kind.value for block in split("Fighting near Goma\n\nTroops came.\n\nTo be continued")] == [
        "heading",
        "paragraph",
        "paragraph",
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from('aB .\n\t—-@:•("1/Я'), max_size=150))
def test_every_character_that_is_no_blank_lies_in_one_block(text):
    blocks = split(text)
    for offset, character in enumerate(text):
        holders = [block for block in blocks if block.start <= offset < block.end]
        assert len(holders) == (0 if character.isspace() and not holders else 1)
        assert at(blocks, offset) == (holders[0] if holders else None)
    assert all(block.start <= block.body <= block.end for block in blocks)
