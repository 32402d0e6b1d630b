from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from geo.html import Mark, escape, marked
from geo.model import Span
from geo.phrases import visible


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.words, self.kinds, self.inside_tag = set(), [], [], False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.inside_tag = tag == "sub"
        if tag == "mark":
            self.kinds.append(dict(attrs)["class"])
        if tag == "p" and len(self.words):
            self.words.append("\n")

    def handle_endtag(self, tag):
        if tag == "sub":
            self.inside_tag = False

    def handle_data(self, words):
        if not self.inside_tag:
            self.words.append(words)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def test_each_field_is_marked_and_named():
    text = "Mr Ring said some 300 soldiers were near Lake Town."
    page = marked(
        text,
        [
            Mark(span(text, "Mr Ring"), "claimant"),
            Mark(span(text, "some 300"), "quantity"),
            Mark(span(text, "Lake Town"), "place"),
        ],
        [span(text, text)],
    )
    assert '<mark class="rp-mark rp-claimant">Mr Ring</mark><sub class="rp-tag">claimant</sub>' in page.replace(
        "</span>", ""
    ).replace('<span class="rp-cite">', "")
    assert page.count("<mark") == 3


def test_overlapping_marks_keep_every_name():
    text = "near Lake Town"
    page = marked(text, [Mark(span(text, "Lake Town"), "place"), Mark(span(text, "Town"), "subject")])
    assert "place · whose forces" in page or "place · subject" in page


def test_markup_in_a_report_is_text():
    text = "<img src=x onerror=alert(1)> {{ 7*7 }} ${alert(1)} </p><script>"
    page = marked(text, [], [span(text, "{{ 7*7 }}")])
    assert "<img" not in page
    assert "<script" not in page
    assert "{" not in page


def test_direction_override_is_written_out():
    assert escape("abc\u202edef") == "abc⟨U+202E⟩def"


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=6))
def test_only_our_own_tags_and_all_words_survive_any_text(text, pairs):
    spans = [Span(a, b, text[a:b]) for a, b in pairs if a < b <= len(text)]
    reader = read(marked(text, [Mark(each, "place") for each in spans], spans[:1]))
    assert reader.tags <= {"div", "p", "span", "mark", "sub"}
    assert "".join("".join(reader.words).split()) == "".join(visible(text).split())
