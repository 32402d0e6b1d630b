"""A claim as the rows of the store: the columns that filters ask for, and the whole claim as JSON beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from geo.aspects import fold, identification, named_claimant, narrowest, question
from geo.model import Claim, Footprint, Report

Row = tuple[Any, ...]
Key = TypeVar("Key", str, int)
# in the rows below `_value_` stands for `value`: the property costs more than the rest of the row

_encode = msgspec.json.Encoder().encode
_claim_of = msgspec.json.Decoder(Claim).decode
_footprint_of = msgspec.json.Decoder(Footprint).decode


def listed(words: tuple[str, ...]) -> str:
    """Several values in one column, each between line breaks; nothing for none."""
    return "\n" + "\n".join(" ".join(word.split()) for word in words) + "\n" if words else ""


def unlisted(column: str) -> tuple[str, ...]:
    """The values of a column written by `listed`."""
    return tuple(column[1:-1].split("\n")) if column else ()


def report_row(report: Report, recorded: datetime) -> Row:
    """In the order of `schema.COLUMNS["reports"]`."""
    return (
        report.id,
        report.source,
        report.title,
        report.url,
        report.language,
        report.published.isoformat() if report.published else None,
        moment(report.retrieved) if report.retrieved else None,
        moment(recorded),
        None,
        None,
        "\n".join(report.notes),
        report.text,
    )


def report_of(row: Any) -> Report:
    """The report in a row of the reports table."""
    return Report(
        id=row.id,
        text=row.text,
        source=row.source,
        title=row.title,
        url=row.url,
        published=date.fromisoformat(row.published) if row.published else None,
        retrieved=datetime.fromisoformat(row.retrieved) if row.retrieved else None,
        language=row.language,
        notes=tuple(row.notes.split("\n")) if row.notes else (),
    )


def claim_row(claim: Claim, report: Report, number: int) -> Row:
    """In the order of `schema.COLUMNS["claims"]`; `number` is the claim's own in its store."""
    attribution, when, quantity = claim.attribution, claim.when, claim.quantity
    claimant = named_claimant(attribution.claimant)
    return (
        number,
        claim.id,
        claim.report_id,
        claim.citation.start,
        claim.citation.end,
        claim.claim_type._value_,
        attribution.quote_kind._value_,
        claimant.name if claimant else None,
        identification(claim)._value_,
        claimant.country if claimant else None,
        listed(tuple(relay.name for relay in attribution.relays)),
        claim.subject.name if claim.subject else None,
        listed(claim.subject_countries),
        listed(claim.object_countries),
        quantity.measure if quantity else None,
        quantity.unit if quantity else None,
        quantity.low if quantity else None,
        quantity.high if quantity else None,
        when.first.isoformat() if when and when.first else None,
        when.last.isoformat() if when and when.last else None,
        when.date_prec if when else None,
        claim.modality.mode._value_,
        claim.modality.factuality,
        narrowest(claim),
        int(claim.drawn),
        claim.not_drawn_because,
        claim.origin,
        claim.origin_basis,
        question(claim),
        searchable(claim, report),
    )


def body_row(claim: Claim, number: int) -> Row:
    """In the order of `schema.COLUMNS["bodies"]`: the whole claim."""
    return number, _encode(claim)


def amended_row(claim: Claim | None, number: int) -> Row:
    """In the order of `schema.COLUMNS["amended"]`: the claim as people have left it, None when it is shown no more."""
    return number, int(claim is None), _encode(claim) if claim is not None else None


def place_rows(claim: Claim, number: int) -> list[Row]:
    """In the order of `schema.COLUMNS["claim_places"]`; only places that are somewhere."""
    rows: list[Row] = []
    for rank, place in enumerate(claim.places):
        known, ground = place.place, place.footprint
        if known is None and ground is None:
            continue
        at = ground if ground is not None and ground.lat is not None else known
        rows.append(
            (
                number,
                rank,
                place.role._value_,
                known.id if known else None,
                known.name if known else ground.label if ground else None,
                known.kind.value if known else None,
                known.country if known else None,
                known.admin1_id if known else None,
                known.admin1 if known else None,
                ground.id if ground else None,
                at.lat if at else None,
                at.lon if at else None,
            )
        )
    return rows


def footprint_row(footprint: Footprint) -> Row:
    """In the order of `schema.COLUMNS["footprints"]`."""
    return (
        footprint.id,
        footprint.shape._value_,
        footprint.label,
        footprint.lat,
        footprint.lon,
        footprint.where_prec,
        _encode(footprint),
    )


def claim_of(body: bytes, *, origin: str, origin_basis: str) -> Claim:
    """The claim in a row's body; its origin is the row's own, since other reports may have joined it since."""
    claim = _claim_of(bytes(body))
    if (claim.origin, claim.origin_basis) == (origin, origin_basis):
        return claim
    return replace(claim, origin=origin, origin_basis=origin_basis)


def footprint_of(body: bytes) -> Footprint:
    """The footprint in a row's body."""
    return _footprint_of(bytes(body))


def searchable(claim: Claim, report: Report) -> str:
    """Everything a reader may search a claim by, folded."""
    attribution = claim.attribution
    words = [claim.citation.as_written, report.source, report.title]
    words += [party.name for party in (attribution.claimant, *attribution.relays) if party]
    words += [actor.name for actor in (claim.subject, claim.object) if actor]
    for place in claim.places:
        words.append(place.span.as_written)
        if place.place:
            words += (place.place.name, place.place.admin1)
    return fold.__wrapped__(" | ".join(dict.fromkeys(filter(None, words))))


def versions_of_one_page(one: Report, other: Report) -> bool:
    """Same address with a path of its own, and the same title or half of the lines: a page read again after a change.

    The address alone does not tell: posts of one channel and reports that name their outlet's front page share it.
    """
    parts = urlsplit(one.url or "")
    if one.url != other.url or not (parts.path.strip("/") or parts.query):
        return False
    if one.title is not None and one.title == other.title:
        return True
    lines, others = ({line.strip() for line in report.text.splitlines()} - {""} for report in (one, other))
    return len(lines & others) * 2 >= min(len(lines), len(others))


def misquoted(report_id: str, text: str, rows: Iterable[Any]) -> list[str]:
    """A sentence for each (start, end, body) whose claim does not quote the report's text there."""
    return [
        f"A claim of report {report_id} does not quote its text at {start}–{end}."
        for start, end, body in rows
        if claim_of(body, origin="", origin_basis="").citation.as_written != text[start:end]
    ]


def batches(
    reports: Iterable[tuple[Report, Iterable[Claim]]], size: int
) -> Iterator[list[tuple[Report, tuple[Claim, ...]]]]:
    """Whole reports in portions of about so many claims."""
    batch: list[tuple[Report, tuple[Claim, ...]]] = []
    weight = 0
    for report, claims in reports:
        batch.append((report, tuple(claims)))
        weight += len(batch[-1][1]) + 1
        if weight >= size:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def portions(ids: Iterable[Key], size: int = 500) -> Iterator[tuple[Key, ...]]:
    """Ids in portions that a statement may carry."""
    ids = tuple(ids)
    return (ids[start : start + size] for start in range(0, len(ids), size))


def moment(clock: datetime) -> str:
    """A moment as the store writes it: ISO 8601, UTC, microseconds, sortable as text."""
    return clock.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
