"""The verbs of the command line that keep and look up: add, list, export, check, gazetteer, samples."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import ExportError, ReportError

if TYPE_CHECKING:
    from geo.filters import Filter
    from geo.model import Claim, Report
    from geo.snapshot.columns import Snapshot
    from geo.snapshot.view import View
    from geo.store import Store

DONE, WRONG, FAILED = 0, 1, 2


def say(sentence: str) -> None:
    """One line to standard error: progress, notes, errors."""
    print(sentence, file=sys.stderr, flush=True)


def line(words: str) -> None:
    """One line of the answer."""
    sys.stdout.write(words + "\n")


def row(fields: dict[str, Any]) -> None:
    """One JSON object as a line of the answer."""
    line(json.dumps(fields, ensure_ascii=False))


def read_all(chosen: argparse.Namespace, status: list[int]) -> Iterator[Report]:
    """Each report once, in the order of the files; a file that cannot be read sets the status and says a sentence."""
    from geo.reports import parse_day, read, read_bytes

    day = parse_day(chosen.published) if chosen.published else None
    seen: set[str] = set()
    for name in chosen.files:
        said = {"published": day, "source": chosen.source, "language": chosen.language}
        try:
            reports = read_bytes(sys.stdin.buffer.read(), **said) if name == "-" else read(Path(name), **said)
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


# ------------------------------------------------------------------------------------------------ store


def add(chosen: argparse.Namespace) -> int:
    """Adds files, or the sample reports to an empty store."""
    from geo.gazetteer import open_gazetteer
    from geo.store import open_default
    from geo.store.adding import add as add_report

    store = open_default(chosen.store)
    if not chosen.files:
        return _add_samples(store)
    status = [DONE]
    done = new = claims = 0
    for report in read_all(chosen, status):
        added = add_report(store, report, open_gazetteer())
        done, new = done + 1, new + added.new
        claims += len(added.claims) if added.new else 0
        title = report.title or report.source or report.id
        say(f"{done}/{len(chosen.files)} {title}: {len(added.claims)} claims{'' if added.new else ', already there'}")
    say(f"{new} new reports with {claims} claims; {done - new} were there already.")
    return status[0]


def _add_samples(store: Store) -> int:
    from geo.store import samples

    added = samples.ensure(store, progress=lambda done, every: say(f"{done}/{every} sample reports read"))
    say(f"{added} sample reports added." if added else "The store has reports already; name files to add more.")
    return DONE


def list_reports(chosen: argparse.Namespace) -> int:
    """Prints the reports of the store."""
    from geo.snapshot.view import View
    from geo.store import open_default

    with closing(open_default(chosen.store)) as store:
        snapshot = _known(store, wanted := _filter(chosen))
    view = View(snapshot, wanted)
    counts = dict(view.facet("report"))
    shown = [one for one in snapshot.reports if one.id in counts or not view.chosen.active]
    for one in sorted(shown, key=lambda one: (str(one.published or ""), one.id), reverse=True):
        published = one.published.isoformat() if one.published else None
        fields = {"id": one.id, "published": published, "source": one.source, "title": one.title}
        _listed(chosen, fields | {"language": one.language, "claims": counts.get(one.id, 0)})
    return DONE


def list_claims(chosen: argparse.Namespace) -> int:
    """Prints claims in reading order, as lines or by the output contract."""
    from geo.exports import to_contract
    from geo.filters.sentence import sentence
    from geo.snapshot.view import View
    from geo.store import open_default

    with closing(open_default(chosen.store)) as store:
        view = View(_known(store, wanted := _filter(chosen)), wanted)
        claims, reports = _said(view, view.ids(0, chosen.limit))
    for claim in claims:
        fields = to_contract(claim, reports[claim.report_id])
        if chosen.format == "jsonl":
            row(fields)
            continue
        places = ", ".join(place["name"] or place["text"] for place in fields["places"]) or "–"
        when = fields["edtf"] or "–"
        line("\t".join((fields["claim_type"], fields["claimant"] or "–", places, when, _plain(fields["quote"]))))
    say(sentence(view))
    return DONE


def export(chosen: argparse.Namespace) -> int:
    """Writes the claims of a filter to a file."""
    from geo.exports import export as write
    from geo.exports import format_of
    from geo.exports.about import about
    from geo.filters.sentence import sentence
    from geo.snapshot.view import View
    from geo.store import open_default
    from geo.trust.redaction import leaving

    kind = chosen.format or ("jsonl" if chosen.file == "-" else format_of(chosen.file))
    with closing(open_default(chosen.store)) as store:
        view = View(_known(store, wanted := _filter(chosen)), wanted)
        claims, reports = _said(view, view.ids())
    claims, reports, left = leaving(claims, reports, redact=chosen.redact)
    said = about(claims, shown=left.words(sentence(view)), filters=left.query(view.chosen.to_query()))
    content = write(kind, claims, reports, said)
    if chosen.file == "-":
        sys.stdout.buffer.write(content)
    else:
        _save(Path(chosen.file), content)
        say(f"{len(claims)} claims written to “{chosen.file}”. {said.citation}")
    return DONE


def check(chosen: argparse.Namespace) -> int:
    """Looks for damage in the store and the gazetteer."""
    from geo.gazetteer.importing import check as check_gazetteer
    from geo.store import open_default

    store = open_default(chosen.store)
    reports, claims = store.count()
    found = store.check()
    for problem in found:
        line(problem)
    line(f"Store: {reports} reports, {claims} claims, version {store.version()}, {len(found)} problems.")
    for words in check_gazetteer():
        line(words)
    return WRONG if found else DONE


def prepare_samples(chosen: argparse.Namespace) -> int:
    """Reads the sample reports anew and keeps their claims."""
    from geo.store import samples

    path = samples.prepare(progress=lambda done, every: say(f"{done}/{every} sample reports read"))
    say(f"Kept in {path.relative_to(samples.ROOT).as_posix()}.")
    return DONE


def _known(store: Store, wanted: Filter) -> Snapshot:
    """The store as it is now, or as it was recorded by the day that the filter asks for."""
    from geo.gazetteer import open_gazetteer
    from geo.snapshot import as_recorded, build

    present, day = build(store), wanted.recorded_by
    return as_recorded(store, present, day, open_gazetteer().find) if day else present


def _said(view: View, ids: tuple[str, ...]) -> tuple[tuple[Claim, ...], Mapping[str, Report]]:
    """These claims as they stand in the view, in the order asked for, with their reports."""
    assert view.snapshot.said is not None
    return view.snapshot.said(ids)


def _filter(chosen: argparse.Namespace) -> Filter:
    from geo.filters import from_query

    return from_query(chosen.filter or "")


def _listed(chosen: argparse.Namespace, fields: dict[str, Any]) -> None:
    if chosen.format == "jsonl":
        row(fields)
    else:
        line("\t".join("–" if value is None else _plain(str(value)) for value in fields.values()))


def _plain(words: str) -> str:
    """Words of a report on a terminal: one line, nothing that steers it."""
    from geo.phrases import visible

    return visible(" ".join(words.split()))


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(f"“{path}” cannot be written ({error.strerror}); choose another place.") from error


# ------------------------------------------------------------------------------------------------ gazetteer


def gazetteer_build(chosen: argparse.Namespace) -> int:
    """Builds the gazetteer from its pinned packages."""
    from geo.gazetteer.build import build
    from geo.words import ROOT

    folder = build(chosen.work, base_map=ROOT / "static" / "basemap.geojson", progress=say)
    say(f"Built in {folder.name}.")
    return DONE


def gazetteer_search(chosen: argparse.Namespace) -> int:
    """Prints what a name may mean, with reasons."""
    from geo.gazetteer import open_gazetteer

    near = None
    if chosen.near:
        lat, _, lon = chosen.near.partition(",")
        try:
            near = float(lat), float(lon)
        except ValueError:
            raise ReportError("--near wants latitude,longitude in degrees, for example 51.7,36.2.") from None
    name = " ".join(chosen.name)
    options = {"language": chosen.language, "near": near, "country": chosen.country, "limit": chosen.limit}
    found = open_gazetteer().search(name, **options)
    for candidate in found:
        place = candidate.place
        fields = {
            "id": place.id,
            "name": place.name,
            "kind": place.kind.value,
            "lat": place.lat,
            "lon": place.lon,
            "country": place.country,
            "admin1": place.admin1,
            "population": place.population,
        }
        if chosen.format == "jsonl":
            row(fields | {"reasons": list(candidate.reasons)})
        else:
            words = "\t".join("–" if value is None else str(value) for value in fields.values())
            line(f"{words}\t{'; '.join(candidate.reasons)}")
    if not found:
        say(f"The gazetteer knows no place called “{_plain(name)}”.")
    return DONE


def gazetteer_import(chosen: argparse.Namespace) -> int:
    """Adds a user's own places: GeoNames dumps and layers."""
    from geo.gazetteer.importing import import_dump

    said = {"date": chosen.date, "source": chosen.source, "licence": chosen.licence}
    for words in import_dump(chosen.files, **said):
        line(words)
    return DONE


def gazetteer_check(chosen: argparse.Namespace) -> int:
    """Prints what the gazetteer's files hold and whether they are whole."""
    from geo.gazetteer.importing import check as check_gazetteer

    for words in check_gazetteer():
        line(words)
    return DONE
