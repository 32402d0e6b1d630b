"""The command line: verbs that mirror the pipeline. Standard output carries answers only, standard error the rest."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo import __version__
from geo.errors import GeoError, ReportError

if TYPE_CHECKING:
    from geo.model import Report

DONE, FAILED = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status: 0 done, 2 with one plain sentence on standard error."""
    chosen = parser().parse_args(arguments)
    _utf8_streams()
    try:
        return int(chosen.verb(chosen))
    except GeoError as error:
        say(str(error))
        return FAILED
    except KeyboardInterrupt:
        say("Stopped; what was finished before is kept, nothing else was changed.")
        return 130
    except BrokenPipeError:
        # the reader of a pipe has gone; closing standard output again would print a second error at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def parser() -> argparse.ArgumentParser:
    """The verbs with their help; `docs/cli.md` is generated from it."""
    top = _Parser(
        prog="python -m geo",
        description="Reported positions: who claims what, about whose forces, where, when, how many and how surely.",
        epilog=(
            "examples:\n"
            "  python -m geo extract report.txt --published 2024-11-15\n"
            "  python -m geo add reports/*.md\n"
            "  python -m geo list claims --filter 'type=presence&country=PRK'\n"
            "  python -m geo export view.geojson --filter 'text=Kursk'\n"
            "\n"
            "exit status: 0 done, 2 not done, with one sentence on standard error that says why"
        ),
    )
    top.add_argument("--version", action="version", version=f"reported-positions {__version__}")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    _extract_verb(verbs)
    _geoparse_verb(verbs)
    return top


class _Parser(argparse.ArgumentParser):
    """Keeps examples in help as written, and answers a wrong line with one sentence and status 2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)

    def error(self, message: str) -> Any:
        self.exit(FAILED, f"{message[:1].upper()}{message[1:]}; see `{self.prog} --help`.\n")


def say(sentence: str) -> None:
    """One line to standard error: progress, notes, errors."""
    print(sentence, file=sys.stderr, flush=True)


# ------------------------------------------------------------------------------------------------ extract, geoparse


def _reading_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "files", nargs="+", metavar="FILE", help="text, Markdown or HTML; - reads a paste"
    )
    verb.add_argument("--published", metavar="YYYY-MM-DD", help="the day it was published (overrides front matter)")
    verb.add_argument("--source", metavar="NAME", help="who published it (overrides front matter)")
    verb.add_argument("--language", metavar="xx", help="en, ru or uk; found out when not given")


def _extract_verb(verbs: Any) -> None:
    verb = verbs.add_parser(
        "extract",
        help="print the claims of reports, one JSON object a line",
        description="Prints the claims of reports in text order, one JSON object a line. Nothing is stored.",
        epilog=(
            "examples:\n"
            "  python -m geo extract report.txt --published 2024-11-15 --source CNN\n"
            "  python -m geo extract report.md | jq .quote\n"
            "  pbpaste | python -m geo extract -\n"
        ),
    )
    _reading_options(verb)
    verb.add_argument("--format", choices=["jsonl"], default="jsonl", help="JSON Lines, the only format")
    verb.set_defaults(verb=_extract)


def _extract(chosen: argparse.Namespace) -> int:
    from geo.claims import extract
    from geo.exports import to_contract
    from geo.gazetteer import open_gazetteer

    status = [DONE]
    for report in _read_all(chosen, status):
        gazetteer = open_gazetteer()
        for claim in sorted(extract(report, gazetteer), key=lambda claim: (claim.citation.start, claim.citation.end)):
            _print_line(to_contract(claim, report))
    return status[0]


def _geoparse_verb(verbs: Any) -> None:
    verb = verbs.add_parser(
        "geoparse",
        help="print the toponyms of reports, one JSON object a line",
        description=(
            "Prints every toponym with the decision about it and the reasons, one JSON object a line.\n"
            "Names that are actors (metonyms) or stay unresolved have null coordinates."
        ),
        epilog="examples:\n  python -m geo geoparse report.txt\n",
    )
    _reading_options(verb)
    verb.add_argument("--format", choices=["jsonl"], default="jsonl", help="JSON Lines, the only format")
    verb.set_defaults(verb=_geoparse)


def _geoparse(chosen: argparse.Namespace) -> int:
    from geo.exports import toponym_to_contract
    from geo.footprints import footprint
    from geo.gazetteer import open_gazetteer
    from geo.geoparse import geoparse
    from geo.language import parse

    status = [DONE]
    for report in _read_all(chosen, status):
        gazetteer = open_gazetteer()
        parsed = parse(report.text, report.language)
        for resolution in sorted(geoparse(parsed, gazetteer), key=lambda found: found.toponym.span.start):
            ground = footprint(resolution, parsed, gazetteer) if resolution.place else None
            _print_line(toponym_to_contract(resolution, ground))
    return status[0]


def _read_all(chosen: argparse.Namespace, status: list[int]) -> Iterator[Report]:
    """Each report once, in the order of the files; a file that cannot be read sets the status and says a sentence."""
    from geo.reports import from_bytes, parse_day, read

    day = parse_day(chosen.published) if chosen.published else None
    seen: set[str] = set()
    for name in chosen.files:
        said = {"published": day, "source": chosen.source, "language": chosen.language}
        try:
            reports = (from_bytes(sys.stdin.buffer.read(), **said),) if name == "-" else read(Path(name), **said)
        except ReportError as error:
            say(str(error))
            status[0] = FAILED
            continue
        for report in reports:
            if report.id in seen:
                say(f"“{name}” is a report already read; it is read once.")
                continue
            seen.add(report.id)
            for note in report.notes:
                say(f"{name}: {note}")
            yield report


def _print_line(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _utf8_streams() -> None:
    """Quotes are in any script, whatever the terminal's own encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
