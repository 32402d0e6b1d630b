"""The reference pages that the program writes: `python -m geo.verbs.manual` renews cli, filters and sources in docs."""

from __future__ import annotations

import argparse
from pathlib import Path

from geo.__main__ import parser
from geo.filters import CONDITIONS, NONE, PRECISION_WORDS, TYPE_GROUPS, Condition
from geo.reports.kinds import KINDS, MAX_REPORTS

DOCS = Path(__file__).resolve().parents[2] / "docs"
_MADE = "<!-- Written by `python -m geo.verbs.manual`; a test holds it. Change the program, not this page. -->"


def cli_page() -> str:
    """Every verb with its options and examples, from the parser itself."""
    return "\n".join([_MADE, "", "# The command line", "", *_verb(parser(), depth=1)]).rstrip() + "\n"


def filters_page() -> str:
    """Every condition with its values, from the filter table itself."""
    lines = [_MADE, "", "# Filters", ""]
    lines += [
        "One filter, three places: the page's address, `--filter` on the command line, the sentence above the map.",
        "Conditions add up; several values of one condition are alternatives (`country=RUS&country=PRK`). Days are",
        f"inclusive. `{NONE}` asks for claims without a value. What makes no sense is left out and named in words.",
        "",
        "| condition | value | asks |",
        "|---|---|---|",
        *(f"| `{one.name}` | {_values(one)} | {one.asks} |" for one in CONDITIONS),
        "",
        "## Claim types",
        "",
        "| group | types |",
        "|---|---|",
        *(f"| `{group}` | {', '.join(f'`{kind.value}`' for kind in kinds)} |" for group, kinds in TYPE_GROUPS.items()),
        "",
        "## Precision of place",
        "",
        "| value | meaning |",
        "|---|---|",
        *(f"| `{value}` | {words} |" for value, words in PRECISION_WORDS.items()),
    ]
    return "\n".join(lines) + "\n"


def sources_page() -> str:
    """Every kind of file that is read, and what becomes of what it says, from the readers' own table."""
    lines = [_MADE, "", "# Sources: what is read, and what becomes of it", ""]
    lines += [
        "A file's kind is told by its first bytes; the ending is asked only where bytes say nothing. `--published`,",
        "`--source` and `--language` override what a file says about itself. An export of many reports gives each its",
        f"own (at most {MAX_REPORTS:,} a file); the same entry twice is one report.",
        "",
        "| kind | endings | reports | kept | left out |",
        "|---|---|---|---|---|",
        *(f"| {one.name} | {one.endings} | {one.reports} | {one.kept} | {one.left_out} |" for one in KINDS),
    ]
    return "\n".join(lines) + "\n"


def write() -> None:
    """Renews the pages."""
    (DOCS / "cli.md").write_text(cli_page(), encoding="utf-8")
    (DOCS / "filters.md").write_text(filters_page(), encoding="utf-8")
    (DOCS / "sources.md").write_text(sources_page(), encoding="utf-8")


def _verb(verb: argparse.ArgumentParser, depth: int) -> list[str]:
    lines = [(verb.description or "").replace("\n", " "), ""]
    parts = [action for action in verb._actions if isinstance(action, argparse._SubParsersAction)]
    options = [action for action in verb._actions if action not in parts and action.dest != "help"]
    if options:
        lines += ["| option | meaning |", "|---|---|", *map(_option, options), ""]
    if verb.epilog:
        lines += ["```", *verb.epilog.rstrip().split("\n"), "```", ""]
    for part in parts:
        for name, under in part.choices.items():
            title = under.prog.removeprefix("python -m geo ") or name
            lines += [f"{'#' * (depth + 1)} {title}", "", *_verb(under, depth + 1)]
    return lines


def _option(action: argparse.Action) -> str:
    shown = action.metavar if isinstance(action.metavar, str) else None
    if action.choices:
        shown = "{" + ",".join(map(str, action.choices)) + "}"
    takes = "" if action.nargs == 0 else shown or action.dest.upper()
    name = f"{', '.join(action.option_strings)} {takes}".strip()
    return f"| `{name}` | {action.help or 'which of these'} |"


def _values(condition: Condition) -> str:
    if condition.name == "type":
        return "see below"
    if condition.known:
        return ", ".join(f"`{value}`" for value in condition.known)
    kinds = {"day": "YYYY-MM-DD", "flag": "`1`", "number": "number", "count": "1, 2, 3 …", "text": "words"}
    return kinds.get(
        condition.kind, {"box": "south,west,north,east", "shape": "lat,lon;lat,lon;…"}.get(condition.kind, "any")
    )


if __name__ == "__main__":
    write()
