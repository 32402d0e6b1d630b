"""Origins inside the store: what new claims join, and what a judgement of an analyst joins or splits.

Only claims that share a key with a new one are read, so that a report costs the same in a store of any size. All of it
runs inside the transaction that writes, so that two writers at once cannot miss each other's claims.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sql

from geo.aspects import named_claimant
from geo.model import Claim, Report
from geo.origins import COPIES, asked, group, keys, regroup
from geo.origins.marks import compatible, mark
from geo.origins.utterances import RECORD
from geo.store.judgements import ORIGIN, Judgement, origin_verdicts
from geo.store.rows import claim_of, portions
from geo.store.schema import insert_of

Origins = Mapping[str, tuple[str, str]]
Members = dict[str, tuple[Claim, Report]]

_CLAIMS = """SELECT c.number, c.id, b.body, c.origin, c.origin_basis, r.id, r.source, r.published
    FROM claims c JOIN bodies b ON b.number = c.number JOIN reports r ON r.id = c.report_id WHERE {condition}"""
_KEYS_AT_ONCE = 400


def grouped(connection: sql.Connection) -> int:
    """The number of the newest claim whose origin has been looked for."""
    return int(connection.execute(sql.text("SELECT value FROM meta WHERE key = 'grouped'")).scalar() or 0)


def join_new(connection: sql.Connection, most: int) -> None:
    """Finds the origins of the first `most` claims that wait for it, and files them for the next."""
    condition = "c.number > :after AND c.origin_basis <> :record ORDER BY c.number LIMIT :most"
    found = _read(connection, condition, {"after": grouped(connection), "most": most, "record": RECORD})
    new = _known(found)
    near = {name: pair for name, pair in _near(connection, new).items() if name not in new}
    apart = origin_verdicts(_verdicts(connection)).apart
    reports = {report.id: report for _, report in (*near.values(), *new.values())}
    after = regroup(_claims(new), _claims(near), reports, apart=apart)
    rename = "UPDATE claims SET origin = :new WHERE origin = :old"
    if after.renamed:
        connection.execute(sql.text(rename), [{"old": old, "new": name} for old, name in after.renamed.items()])
    set_origins(connection, {**after.changed} | _changed(_claims(new), after.claims))
    rows = [(key, row[0], sign) for row in found for sign in [mark(*new[row[1]])] for key in keys(*new[row[1]])]
    if rows:
        holder = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(insert_of("origin_keys", holder), sorted(rows))
    last = (
        found[-1][0]
        if found and len(found) == most
        else connection.execute(sql.text("SELECT MAX(number) FROM claims")).scalar()
    )
    done = "UPDATE meta SET value = :last WHERE key = 'grouped'"
    connection.execute(sql.text(done), {"last": str(last or 0)})


def rejoin(connection: sql.Connection, claim_id: str) -> None:
    """Groups anew what a judgement about this claim may have joined or parted."""
    judged = _verdicts(connection)
    touched = {claim_id} | {one.value for one in judged if one.claim_id == claim_id and one.value}
    touched |= {one.claim_id for one in judged if one.value == claim_id}
    members = _whole(connection, _known(_read_in(connection, "c.id", touched)))
    # who is nobody's may have been joined here by hand, and may fall back to the one whose words it copies
    nobodys = {name: pair for name, pair in members.items() if named_claimant(pair[0].attribution.claimant) is None}
    members |= _whole(connection, nobodys)
    reports = {report.id: report for _, report in members.values()}
    after = group(_claims(members), reports, verdicts=origin_verdicts(judged))
    set_origins(connection, _changed(_claims(members), after))


def _whole(connection: sql.Connection, seeds: Members) -> Members:
    """These claims, and all members of every origin that they or what is near them belong to."""
    origins = {claim.origin for claim, _ in (*seeds.values(), *_near(connection, seeds).values())} - {""}
    return seeds | _known(_read_in(connection, "c.origin", origins))


def set_origins(connection: sql.Connection, origins: Origins) -> None:
    """Writes claim id → (origin, basis)."""
    changed = [{"id": name, "origin": origin, "basis": basis} for name, (origin, basis) in origins.items()]
    if changed:
        change = "UPDATE claims SET origin = :origin, origin_basis = :basis WHERE id = :id"
        connection.execute(sql.text(change), changed)


def _near(connection: sql.Connection, claims: Members) -> Members:
    """The filed claims that may have an utterance in common with one of these: by key, then by mark."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for claim, report in claims.values():
        sign = mark(claim, report)
        for key in asked(claim, report):
            wanted[key].append(sign)
    numbers: set[int] = set()
    for part in portions(sorted(wanted), _KEYS_AT_ONCE):
        query = sql.text("SELECT key, number, mark FROM origin_keys WHERE key IN :keys")
        for key, number, sign in connection.execute(query.bindparams(sql.bindparam("keys", part, expanding=True))):
            if number not in numbers and (key >= COPIES or any(compatible(sign, other) for other in wanted[key])):
                numbers.add(number)
    return _known(_read_in(connection, "c.number", numbers))


def _read_in(connection: sql.Connection, column: str, values: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for part in portions(sorted(values), _KEYS_AT_ONCE):
        query = sql.text(_CLAIMS.format(condition=f"{column} IN :values"))
        found += connection.execute(query.bindparams(sql.bindparam("values", part, expanding=True))).all()
    return found


def _read(connection: sql.Connection, condition: str, values: Mapping[str, Any]) -> list[Any]:
    return list(connection.execute(sql.text(_CLAIMS.format(condition=condition)), dict(values)).all())


def _known(rows: Iterable[Any]) -> Members:
    """Claims by id, each with its report; its text is not needed."""
    reports: dict[str, Report] = {}
    found: Members = {}
    for _, name, body, origin, basis, report_id, source, published in rows:
        if report_id not in reports:
            day = date.fromisoformat(published) if published else None
            reports[report_id] = Report(report_id, "", source, published=day)
        found[name] = claim_of(body, origin=origin, origin_basis=basis), reports[report_id]
    return found


def _claims(members: Members) -> tuple[Claim, ...]:
    return tuple(claim for claim, _ in members.values())


def _changed(before: Iterable[Claim], after: Iterable[Claim]) -> dict[str, tuple[str, str]]:
    return {
        one.id: (one.origin, one.origin_basis)
        for was, one in zip(before, after, strict=True)
        if (was.origin, was.origin_basis) != (one.origin, one.origin_basis)
    }


def _verdicts(connection: sql.Connection) -> tuple[Judgement, ...]:
    """What analysts have joined and split, and what they took back, in their order."""
    query = (
        "SELECT id, claim_id, person, at, field, value, undoes FROM judgements WHERE field = :f OR undoes IS NOT NULL"
    )
    rows = connection.execute(sql.text(f"{query} ORDER BY id"), {"f": ORIGIN}).all()
    return tuple(
        Judgement(row.claim_id, row.person, field=row.field, value=row.value, undoes=row.undoes, id=row.id)
        for row in rows
    )
