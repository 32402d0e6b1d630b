"""How rows are written: whole rows that are not there yet, and claims as people have changed them.

All of it runs inside a transaction of the store. What a person changes is a row of `judgements`; the columns that
filters ask for and the claim that is shown (`amended`) follow from all such rows; the machine's stays in `bodies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sql

from geo.errors import StoreError
from geo.model import Claim, Report
from geo.store.judgements import Judgement
from geo.store.rows import Row, amended_row, body_row, claim_row, footprint_row, moment, place_rows, report_of
from geo.store.schema import COLUMNS, insert_of

TABLES = {name: sql.table(name, *(sql.column(column) for column in columns)) for name, columns in COLUMNS.items()}
_C, _J = TABLES["claims"], TABLES["judgements"]


def insert(connection: sql.Connection, table: str, rows: list[Row]) -> int:
    """Writes rows that are not there yet and returns how many were new, where the driver counts them."""
    if not rows:
        return 0
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    return connection.exec_driver_sql(insert_of(table, mark), rows).rowcount


def insert_claims(connection: sql.Connection, lines: Sequence[tuple[int, Claim, Any]]) -> None:
    """Claims with their numbers and reports: their grounds, columns, bodies and places."""
    insert_grounds(connection, (claim for _, claim, _ in lines))
    insert(connection, "claims", [claim_row(claim, report, number) for number, claim, report in lines])
    insert(connection, "bodies", [body_row(claim, number) for number, claim, _ in lines])
    insert(connection, "claim_places", [row for number, claim, _ in lines for row in place_rows(claim, number)])


def insert_grounds(connection: sql.Connection, claims: Iterable[Claim]) -> None:
    """The footprints of these claims."""
    grounds = {p.footprint.id: p.footprint for claim in claims for p in claim.places if p.footprint}
    insert(connection, "footprints", [footprint_row(ground) for ground in grounds.values()])
    insert(connection, "footprint_places", [(g.id, part) for g in grounds.values() for part in g.place_ids])


def note(connection: sql.Connection, person: str, act: str, reports: Sequence[Report], now: datetime) -> None:
    """Writes down who did what to reports, for the audit: one row, however many there are."""
    alone = reports[0] if len(reports) == 1 else None
    words = (alone.title or alone.source or "") if alone else f"{len(reports):,}"
    row = {"at": moment(now), "person": person, "act": act, "subject": alone.id if alone else "", "words": words}
    connection.execute(sql.insert(TABLES["acts"]).values(row))


def last_number(connection: sql.Connection) -> int:
    """The number of the newest claim, 0 without one."""
    return int(connection.execute(sql.select(sql.func.coalesce(sql.func.max(_C.c.number), 0))).scalar_one())


# ------------------------------------------------------------------------------------------------ judgements


def judged(connection: sql.Connection, claim_id: str) -> tuple[Judgement, ...]:
    """The judgements of a claim in the order they were made."""
    rows = connection.execute(sql.select(_J).where(_J.c.claim_id == claim_id).order_by(_J.c.id))
    return tuple(judgement_of(row) for row in rows)


def judgement_of(row: Any) -> Judgement:
    """The judgement in a row."""
    return Judgement(**row._asdict() | {"at": datetime.fromisoformat(row.at)})


def append(connection: sql.Connection, judgement: Judgement, now: datetime) -> int:
    """Writes one judgement and returns its id."""
    row = {name: getattr(judgement, name) for name in COLUMNS["judgements"][1:]}
    row["at"] = moment(judgement.at or now)
    return int(connection.execute(sql.insert(_J).values(row).returning(_J.c.id)).scalar_one())


def amend(
    connection: sql.Connection,
    rows: Sequence[Judgement],
    shown: Mapping[str, Claim | None],
    *,
    made: Claim | None,
    basis: Mapping[str, int],
    now: datetime,
) -> tuple[int, ...]:
    """See `Store.amend`."""
    for name, newest in basis.items():
        found = connection.execute(sql.select(sql.func.max(_J.c.id)).where(_J.c.claim_id == name)).scalar()
        if (found or 0) != newest:
            return ()
    if made is not None:
        report = report_of(_row(connection, "reports", made.report_id))
        insert_claims(connection, [(last_number(connection) + 1, made, report)])
    written = tuple(append(connection, row, now) for row in rows)
    for name, claim in shown.items():
        show(connection, name, claim)
    return written


def show(connection: sql.Connection, claim_id: str, shown: Claim | None) -> None:
    """From now on this claim is shown and filtered by as `shown`; None: it is not shown."""
    held = _row(connection, "claims", claim_id)
    if shown is not None:
        report = report_of(_row(connection, "reports", held.report_id))
        row = dict(zip(COLUMNS["claims"], claim_row(shown, report, held.number), strict=True))
        row |= {"id": held.id, "origin": held.origin, "origin_basis": held.origin_basis}
    else:
        row = {"question": ""}
    connection.execute(sql.update(_C).where(_C.c.number == held.number).values(row))
    for table in ("claim_places", "amended") if shown is not None else ("amended",):
        connection.execute(sql.delete(TABLES[table]).where(TABLES[table].c.number == held.number))
    insert(connection, "amended", [amended_row(shown, held.number)])
    if shown is not None:
        insert_grounds(connection, [shown])
        insert(connection, "claim_places", place_rows(shown, held.number))


def _row(connection: sql.Connection, table: str, name: str) -> Any:
    found = connection.execute(sql.select(TABLES[table]).where(TABLES[table].c.id == name)).first()
    if found is None:
        raise StoreError("This claim is not in the store, so the judgement was not saved.")
    return found
