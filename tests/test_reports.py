"""Reports in: what is kept letter for letter, what front matter says, and one sentence for everything unreadable."""

import io
import os
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeoError, ReportError
from geo.reports import MAX_BYTES, from_text, parse_day, read, read_bytes

PAGE = """<!doctype html><html lang="en"><head><title>Bridge closed | Example Wire</title>
<meta property="og:site_name" content="Example Wire"><meta property="og:title" content="Bridge closed">
<meta property="article:published_time" content="2024-11-14T08:00:00Z">
<link rel="canonical" href="https://example.org/bridge"></head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<article><h1>Bridge closed</h1>
<p>The bridge was closed on Wednesday after shelling, the mayor said. Nobody was hurt in the attack.</p>
<p>Repairs would take about two weeks, he told reporters at the site, and lorries must use the northern road.</p>
<script>alert("never")</script></article><footer>All rights reserved</footer></body></html>"""


@pytest.fixture
def put(tmp_path):
    def write(content, name="report.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@given(st.text(min_size=1))
def test_text_is_what_python_reads_from_the_file(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "report.txt"
    path.write_bytes(text.encode("utf-8", "replace"))
    seen = path.read_text(encoding="utf8")
    try:
        (found,) = read(path, language="en")
    except ReportError:
        return
    if not seen.startswith(("---\n", "\ufeff")) and "\0" not in seen and "<html" not in seen.lower():
        assert found.text == seen


def test_front_matter_is_taken_off_and_the_rest_is_untouched(put):
    text = '---\nsource: "Example Wire"\npublished: 2024-11-14\ntitle: A: b\nlanguage: uk\nurl: https://x.org/1\n---\n'
    text += "\n Два \r\nтри\n"
    (found,) = read(put(text, "r.md"))
    assert (found.source, found.published, found.title) == ("Example Wire", date(2024, 11, 14), "A: b")
    assert (found.language, found.url) == ("uk", "https://x.org/1")
    assert found.text == "\n Два \nтри\n"
    assert found.notes == ()


def test_flags_override_front_matter(put):
    path = put("---\nsource: A\npublished: 2024-11-14\nlanguage: uk\n---\nText.")
    (found,) = read(path, published=date(2024, 1, 2), source="B", language="en")
    assert (found.source, found.published, found.language) == ("B", date(2024, 1, 2), "en")


def test_a_rule_of_dashes_is_not_front_matter():
    for text in ("---\nno end", "--- \nsource: x\n---\n", "Text\n---\nsource: x\n---\n"):
        assert from_text(text, language="en").text == text


def test_front_matter_that_is_not_understood_is_told():
    found = from_text("---\nauthor: me\npublished: soon\n---\nText", language="en")
    assert found.published is None
    assert any("author" in note for note in found.notes)
    assert any("soon" in note for note in found.notes)


def test_the_same_report_under_two_names_has_one_id(put):
    (one,) = read(put("Same words.", "a.txt"), language="en")
    (other,) = read(put("Same words.", "b.md"), language="en")
    assert one.id == other.id
    assert from_text("Same words.", source="Wire", language="en").id != one.id
    assert from_text("Same words!", language="en").id != one.id


def test_no_date_is_a_note_and_not_an_error():
    assert "No publication date" in from_text("Words.", language="en").notes[0]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-11-05", 5),
        ("2024-11-05T10:00:00Z", 5),
        ("5 November 2024", 5),
        ("Nov 5, 2024", 5),
        ("05.11.2024", 5),
    ],
)
def test_days_as_people_write_them(written, day):
    assert parse_day(written) == date(2024, 11, day)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-r"])
def test_encodings_are_found_out(encoding):
    text = (
        "Войска заняли село на западе области, сообщил во вторник представитель штаба. Потери уточняются, бои идут.\n"
        * 3
    )
    assert read_bytes(text.encode(encoding), language="ru")[0].text == text


def test_latin_letters_in_wide_encoding_are_found_out():
    text = "Troops took a village, said the staff.\n" * 5
    assert read_bytes(text.encode("utf-16-le"), language="en")[0].text == text


def test_a_few_broken_bytes_do_not_spoil_the_rest():
    text = "Сили оборони відбили вісім атак. " * 20
    (found,) = read_bytes(text.encode() + b"\xff" + "Кінець".encode(), language="uk")
    assert found.text == text + "\ufffdКінець"
    assert "broken" in found.notes[0]


def test_characters_that_cannot_be_stored_are_replaced_one_by_one():
    found = from_text("a\0b\ud800c", language="en")
    assert found.text == "a\ufffdb\ufffdc"


def test_a_saved_page_gives_its_main_text_and_what_it_says_about_itself(put):
    (found,) = read(put(PAGE, "page.html"), language="en")
    assert "closed on Wednesday" in found.text
    assert "northern road" in found.text
    assert "alert" not in found.text
    assert "<p>" not in found.text
    assert (found.source, found.title, found.published) == ("Example Wire", "Bridge closed", date(2024, 11, 14))
    assert found.url == "https://example.org/bridge"


def test_markup_in_a_text_file_stays_text():
    text = "<script>alert(1)</script> {{7*7}} ${x} =1+1"
    assert from_text(text, language="en").text == text


def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + os.urandom(2000)


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("a.txt", "0" * 10_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "r.txt", "empty"),
        (b" \n\t ", "r.txt", "empty"),
        (b"---\nsource: x\n---\n", "r.md", "no text"),
        (picture(), "r.txt", "a picture"),
        (archive(), "r.txt", "zip archive"),
        (b"%PDF-1.7 ...", "r.pdf", "a damaged PDF"),
        (bytes(range(256)) * 20, "r.txt", "not text"),
        (b"\0" * 500, "r.txt", "not text"),
        (b"<html><body><script>x</script></body></html>", "r.html", "without readable text"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(put, content, name, sentence):
    with pytest.raises(ReportError, match=sentence) as caught:
        read(put(content, name), language="en")
    assert str(caught.value).isprintable()


def test_a_file_that_is_too_large_is_not_opened(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReportError, match="too large"):
        read(path)
    with pytest.raises(ReportError, match="too large"):
        read_bytes(b"x" * (MAX_BYTES + 1), name="paste")


def test_missing_files_folders_and_devices_are_one_sentence_each(tmp_path):
    with pytest.raises(ReportError, match="no file"):
        read(tmp_path / "none.txt")
    with pytest.raises(ReportError, match="is a folder"):
        read(tmp_path)
    with pytest.raises(ReportError, match="not an ordinary file"):
        read("/dev/null")
    with pytest.raises(ReportError):
        read("a\0b")


def test_a_language_we_do_not_read_is_a_note():
    found = from_text("Les troupes ont pris le village, a déclaré le porte-parole.", language="fr")
    assert found.language == "fr"
    assert "places and quantities only" in found.notes[-1]
    with pytest.raises(ReportError, match="no language code"):
        from_text("Text", language="English!")


def test_the_language_is_found_out():
    assert from_text("Russian troops took the village on Tuesday, the ministry said.").language == "en"
    assert from_text("Російські війська зайняли село у вівторок, повідомило міністерство.").language == "uk"
    assert from_text("Российские войска заняли село во вторник, сообщило министерство.").language == "ru"


def outcome(content: str | bytes, name: str) -> str:
    """The text that is read, or the sentence."""
    try:
        if isinstance(content, str):
            return from_text(content, name=name, language="en").text
        return "\n\n".join(report.text for report in read_bytes(content, name=name, language="en"))
    except GeoError as error:
        return str(error)


def test_deeply_nested_markup_is_read_or_refused_with_a_sentence():
    page = "<html><body>" + "<div>" * 20_000 + "Deep words." + "</div>" * 20_000 + "</body></html>"
    assert any(words in outcome(page, "deep.html") for words in ("Deep words.", "cannot be parsed", "without readable"))


def test_entities_that_multiply_are_not_expanded():
    bomb = '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "' + "ha" * 1000 + '">'
    bomb += "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    bomb += "]><html><body><p>Words before &i; and after.</p></body></html>"
    assert len(outcome(bomb, "bomb.html")) < 100_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["r.txt", "r.md", "r.html"]))
def test_any_bytes_are_a_report_or_a_sentence(content, name):
    found = outcome(content, name)
    assert found.strip()
    found.encode()
