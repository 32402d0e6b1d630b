"""The verbs of the command line for who runs an instance: backup, restore, audit."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import Any

from geo.store.home import default_store
from geo.verbs.storing import DONE, line, say


def add_verbs(verbs: Any) -> None:
    """Adds them to the parser of the command line."""
    verb = verbs.add_parser(
        "backup",
        help="write the whole store to one file",
        description=(
            "Writes reports, claims, judgements, views, layers and the audit to one file, as they are at one moment,\n"
            "while others work. The file fits SQLite and PostgreSQL alike and carries a checksum."
        ),
        epilog="examples:\n  python -m geo backup team-2026-11-24.geo\n",
    )
    verb.add_argument("file", type=Path, metavar="FILE")
    _store_option(verb)
    verb.set_defaults(verb=backup)
    verb = verbs.add_parser(
        "restore",
        help="make a store from a backup",
        description=(
            "Reads a backup to its end, checks it, and writes it into a store that is empty or not there yet, wholly\n"
            "or not at all. A backup of an earlier version is brought up to date."
        ),
        epilog="examples:\n  python -m geo restore team-2026-11-24.geo --store restored.db\n",
    )
    verb.add_argument("file", type=Path, metavar="FILE")
    _store_option(verb)
    verb.set_defaults(verb=restore)
    verb = verbs.add_parser(
        "audit",
        help="who did what, when",
        description="Prints judgements, corrections and reports added, newest first: when (UTC), who, what, on, words.",
        epilog="examples:\n  python -m geo audit --person ann@desk.example --from 2026-11-01\n",
    )
    verb.add_argument("--person", metavar="NAME", help="only what this person did")
    verb.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="not before this day")
    verb.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="not after this day")
    _store_option(verb)
    verb.set_defaults(verb=audit)


def _store_option(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--store", metavar="ADDRESS", help="a SQLite file or postgresql://…, as for add")


def backup(chosen: argparse.Namespace) -> int:
    """Writes the store to a file."""
    from geo.store import Store
    from geo.store.backup import backup as write

    with closing(Store(chosen.store or default_store(), create=False)) as store:
        copied = write(store, chosen.file)
    say(
        f"{copied.reports:,} reports, {copied.claims:,} claims and {copied.judgements:,} judgements are in "
        f"“{chosen.file}”."
    )
    return DONE


def restore(chosen: argparse.Namespace) -> int:
    """Makes a store from a backup."""
    from geo.store.backup import restore as read

    copied = read(chosen.file, chosen.store or default_store())
    say(f"Restored {copied.reports:,} reports, {copied.claims:,} claims and {copied.judgements:,} judgements.")
    return DONE


def audit(chosen: argparse.Namespace) -> int:
    """Prints who did what."""
    from geo.phrases import visible
    from geo.reports import parse_day
    from geo.store import Store
    from geo.store.audit import acts

    first, last = (parse_day(day) if day else None for day in (chosen.first, chosen.last))
    with closing(Store(chosen.store or default_store(), create=False)) as store:
        found = acts(store, person=chosen.person, first=first, last=last)
    for one in found:
        told = (f"{one.at:%Y-%m-%d %H:%M:%S}", one.person or "–", one.act, one.subject or "–", one.words)
        line("\t".join(visible(" ".join(words.split())) for words in told))
    return DONE
