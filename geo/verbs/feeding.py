"""The verbs of the command line that feed the store from elsewhere: tables of coded events."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ReportError
from geo.verbs.storing import DONE, say

if TYPE_CHECKING:
    from geo.events.mapping import Coding

EVERY_ROWS = 20_000
"""Rows between two lines of progress."""


def add_verbs(verbs: Any) -> None:
    """Adds them to the parser of the command line."""
    verb = verbs.add_parser(
        "import",
        help="add a table of coded events: ACLED, UCDP GED, GDELT, any CSV, XLSX or JSON list",
        description=(
            "Adds the rows of a table of events as claims of the data set that codes them. ACLED, UCDP GED and GDELT\n"
            "are known; of another table, guesses are printed and --column says which column means what. An import\n"
            "that stops goes on where it stopped when it is given again. What could not be kept is counted at the end."
        ),
        epilog=(
            "examples:\n"
            "  python -m geo import acled.csv\n"
            "  python -m geo import incidents.xlsx --name 'Our desk' --column place=Town --column first=Date\n"
        ),
    )
    verb.add_argument("file", type=Path, metavar="FILE", help=".csv, .tsv, .xlsx, .json, .geojson, or a zip with one")
    verb.add_argument("--name", metavar="NAME", help="who codes the events: the claimant of every row")
    verb.add_argument("--column", action="append", metavar="FIELD=HEADING", help="which column a field is; repeat it")
    verb.add_argument("--kind", metavar="TYPE", help="claim type of rows that do not say what happened")
    verb.add_argument("--published", metavar="YYYY-MM-DD", help="the day the table was published")
    verb.add_argument("--store", metavar="ADDRESS", help="a SQLite file or postgresql://…, as for add")
    verb.set_defaults(verb=import_table)
    verb = verbs.add_parser(
        "watch",
        help="read feeds and folders again and again, each report once",
        description=(
            "Looks at the feeds and folders that a TOML file names, adds what is new, and waits. It asks only for\n"
            "what has changed, asks a source that fails less often, opens nothing that is not public, and can be\n"
            "stopped at any moment: it goes on where it was. The file:\n\n"
            "  every_minutes = 30\n"
            "  [[feed]]\n"
            '  url = "https://example.org/feed.xml"\n'
            "  [[folder]]\n"
            '  path = "inbox"\n'
            '  source = "Desk"'
        ),
        epilog="examples:\n  python -m geo watch feeds.toml\n  python -m geo watch feeds.toml --once\n",
    )
    verb.add_argument("file", type=Path, metavar="FILE", help="the TOML file")
    verb.add_argument("--once", action="store_true", help="look once and end")
    verb.add_argument("--store", metavar="ADDRESS", help="a SQLite file or postgresql://…, as for add")
    verb.set_defaults(verb=watch)


def import_table(chosen: argparse.Namespace) -> int:
    """Adds a table of events to the store."""
    from geo.events import load
    from geo.gazetteer import open_gazetteer
    from geo.reports import parse_day
    from geo.store import open_default

    told = 0

    def progress(rows: int) -> None:
        nonlocal told
        if rows - told >= EVERY_ROWS:
            told = rows
            say(f"{rows:,} rows")

    coding = _coding(chosen)
    store = open_default(chosen.store)
    loaded = load(
        chosen.file,
        open_gazetteer(),
        known=store.has_report,
        add=store.add_many,
        coding=coding,
        published=parse_day(chosen.published) if chosen.published else None,
        progress=progress,
    )
    say(f"{loaded.rows:,} rows of {loaded.coding.name}; {loaded.new:,} claims are new.")
    for words, count in sorted(loaded.losses.items(), key=lambda loss: -loss[1]):
        say(f"{count:,} times: {words}.")
    if loaded.coding.left_out:
        say(f"Columns without a field: {'; '.join(loaded.coding.left_out)}.")
    return DONE


def watch(chosen: argparse.Namespace) -> int:
    """Reads feeds and folders until it is stopped."""
    from geo.feeds import read_settings
    from geo.feeds import watch as look_again
    from geo.gazetteer import open_gazetteer
    from geo.store import open_default

    settings = read_settings(chosen.file)
    with closing(open_default(chosen.store)) as store:
        look_again(settings, store, open_gazetteer(), say, rounds=1 if chosen.once else None)
    return DONE


def _coding(chosen: argparse.Namespace) -> Coding | None:
    """What the columns mean: as said, or as a known data set has them. Raises ReportError with the guesses."""
    from geo.events import preview
    from geo.events.mapping import FIELDS, guessed
    from geo.events.mapping import chosen as choose
    from geo.model import ClaimType

    if not chosen.file.is_file():
        raise ReportError(f"There is no file “{chosen.file}”; check the path. Nothing was added.")
    headings, _, known = preview(chosen.file)
    if known is not None and not chosen.column:
        return known
    guesses = guessed(headings)
    if not chosen.column and not chosen.name:
        words = " ".join(f"--column {field}='{heading}'" for field, heading in guesses.items())
        raise ReportError(
            f"“{chosen.file.name}” is a table of none of the data sets we know. Say who codes it with --name; its "
            f"columns would be read as {words or 'nothing: name them with --column FIELD=HEADING'}. "
            f"Fields are {', '.join(FIELDS)}. Nothing was added."
        )
    if chosen.kind and chosen.kind not in set(ClaimType):
        raise ReportError(f"“{chosen.kind}” is no claim type; choose one of {', '.join(ClaimType)}.")
    said = dict(pair.partition("=")[::2] for pair in chosen.column or ())
    return choose(said or guesses, headings, name=chosen.name or chosen.file.stem, kind=chosen.kind)
