"""The reference pages say what the program says."""

import shlex

import pytest

from geo.__main__ import parser
from geo.verbs import manual


@pytest.mark.parametrize(
    ("name", "page"),
    [("cli.md", manual.cli_page), ("filters.md", manual.filters_page), ("sources.md", manual.sources_page)],
)
def test_the_page_is_what_the_program_would_write(name, page):
    written = (manual.DOCS / name).read_text(encoding="utf-8")
    assert written == page(), "run `python -m geo.verbs.manual` and commit the page"


def test_every_example_in_the_help_is_a_line_that_the_program_takes():
    lines = [line.strip() for line in manual.cli_page().splitlines()]
    examples = [line.partition("python -m geo ")[2] for line in lines if line.startswith(("python -m geo", "pbpaste"))]
    assert len(examples) > 10
    for example in examples:
        words = shlex.split(example.partition(" | ")[0].partition(" > ")[0])
        assert parser().parse_args(words).verb
