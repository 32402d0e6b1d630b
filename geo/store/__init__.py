"""Reports, claims and judgements ↔ an SQL database: a SQLite file, or PostgreSQL by its address. The only SQL.

Ids are hashes of content, so adding the same bytes twice changes nothing. A report goes in wholly or not at all.
Judgements are only ever appended. Every write raises the version, which snapshots and caches are keyed by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from geo.errors import StoreError
from geo.filters import Filter
from geo.model import Claim, Footprint, Report
from geo.origins.disagreement import contested
from geo.store import joining, views, writing
from geo.store.connecting import address_of, engine_of, plain_errors
from geo.store.home import default_store
from geo.store.judgements import ORIGIN, EditConflict, Judgement, overtaking
from geo.store.migrating import is_current, migrate
from geo.store.rows import (
    Row,
    batches,
    claim_of,
    footprint_of,
    misquoted,
    moment,
    portions,
    report_of,
    report_row,
    versions_of_one_page,
)
from geo.store.schema import STEPS
from geo.store.views import SavedView
from geo.store.where import select
from geo.store.writing import TABLES as _TABLES

Origins = Mapping[str, tuple[str, str]]
BATCH_CLAIMS = 20_000
"""Claims in one transaction of a bulk load; each report is still wholly in or out."""

_R, _C, _B, _J, _A = (_TABLES[name] for name in ("reports", "claims", "bodies", "judgements", "amended"))
_JOINED = _C.join(_B, _B.c.number == _C.c.number).outerjoin(_A, _A.c.number == _C.c.number)
_SHOWN = sql.func.coalesce(_A.c.body, _B.c.body)


class Store:
    """One database of reports and claims. Safe to share between threads; open one a process.

    `person` signs what is no judgement (reports added); empty for the command line.
    """

    person = ""

    def __init__(
        self,
        url: str | Path,
        *,
        wait: float = 10.0,
        create: bool = True,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Opens the store and brings its tables up to date. `wait`: seconds to wait for another writer.

        Raises StoreError when it is missing (and not to be made), locked, read-only, damaged or from a newer program.
        """
        self.url = address_of(url)
        self._clock, self._name = clock, self.url.database or "the store"
        if self.url.get_backend_name() == "sqlite" and not self.url.query and not (file := Path(self._name)).exists():
            if not create:
                raise StoreError(f"There is no store at “{file}”; check the path or add a report to make one.")
            if not file.parent.is_dir():
                raise StoreError(f"The folder of the store “{file}” does not exist; make it or choose another path.")
        self._file: Path | None = None
        self._engine = self._readers = engine_of(self.url, wait)
        if self._engine.dialect.name == "postgresql":
            self._readers = self._engine.execution_options(isolation_level="REPEATABLE READ")
        try:
            with plain_errors(self._name):
                self._migrate()
        except StoreError:
            self._engine.dispose()
            raise
        if (
            self.url.get_backend_name() == "sqlite"
            and not self.url.query
            and self.url.database not in (None, ":memory:")
        ):
            self._file = Path(self._name)

    def close(self) -> None:
        """Lets go of all connections."""
        self._engine.dispose()

    def add(self, report: Report, claims: Iterable[Claim], *, origins: Origins | None = None) -> bool:
        """Adds a report with its claims in one transaction. False, and nothing changed, when it is there already.

        `origins` are those of older claims that the new ones change: claim id → (origin, basis).
        """
        return self._add_batch([(report, tuple(claims))], origins or {}) == 1

    def add_grouped(self, report: Report, claims: Iterable[Claim]) -> bool:
        """Adds a report and finds the origins of its claims among all that is stored, in one transaction."""
        self.group_new()
        return self._add_batch([(report, tuple(claims))], {}, grouped=True) == 1

    def group_new(self) -> None:
        """Finds the origins of claims that have been added without looking at what was stored."""
        while self._waiting():
            with self._write() as connection:
                joining.join_new(connection, BATCH_CLAIMS)

    def add_many(
        self,
        reports: Iterable[tuple[Report, Iterable[Claim]]],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Adds many reports in few transactions; returns how many were new. `progress(reports, claims)` after each."""
        added = total = 0
        for batch in batches(reports, BATCH_CLAIMS):
            added, total = added + self._add_batch(batch, {}), total + sum(len(claims) for _, claims in batch)
            if progress:
                progress(added, total)
        return added

    def judge(self, judgement: Judgement, *, seen: int | None = None) -> int:
        """Appends a judgement and returns its id; corrections go through `judging`, which shows the claim corrected.

        One of the field `ORIGIN` joins the claim to that of its value, or splits it off, and groups anew.
        `seen` is the newest judgement of this claim that the person knew (0: none). When somebody has answered the same
        question since, nothing is written and EditConflict holds their answer; with None nothing is compared.
        """
        joins = self._joins(judgement)
        with self._write("version", *(["contents"] if joins else [])) as connection:
            if theirs := overtaking(writing.judged(connection, judgement.claim_id), [judgement], seen):
                raise EditConflict(theirs)
            if not connection.execute(sql.select(_C.c.id).where(_C.c.id == judgement.claim_id)).first():
                raise StoreError("This claim is not in the store, so the judgement was not saved.")
            made = writing.append(connection, judgement, self._clock())
            if joins:
                joining.rejoin(connection, judgement.claim_id)
            return made

    def amend(
        self,
        rows: Sequence[Judgement],
        shown: Mapping[str, Claim | None],
        *,
        basis: Mapping[str, int],
        made: Claim | None = None,
    ) -> tuple[int, ...]:
        """Appends rows that belong together, with the claims as shown from now on (None: no more) and one made by hand.

        `basis` is the newest judgement that each of the claims was computed from. When there is a newer one, nothing is
        written and nothing is returned: compute again.
        """
        with self._write() as connection:
            written = writing.amend(connection, rows, shown, made=made, basis=basis, now=self._clock())
            if not written:
                connection.rollback()
            return written

    def now(self) -> datetime:
        """The moment that the store's clock shows."""
        return self._clock()

    def set_origins(self, origins: Origins) -> None:
        """Writes claim id → (origin, basis) beside claims that are there."""
        if origins:
            with self._write() as connection:
                joining.set_origins(connection, origins)

    def version(self) -> int:
        """Rises with every write, by whatever process."""
        with self._read() as connection:
            return self._stamp(connection, "version")

    def count(self) -> tuple[int, int]:
        """How many reports and claims there are."""
        with self._read() as connection:
            reports = connection.execute(sql.select(sql.func.count()).select_from(_R)).scalar_one()
            return int(reports), int(connection.execute(sql.select(sql.func.count()).select_from(_C)).scalar_one())

    def has_report(self, report_id: str) -> bool:
        """Whether these bytes have been added before."""
        with self._read() as connection:
            return bool(connection.execute(sql.select(_R.c.id).where(_R.c.id == report_id)).first())

    def reports(self, ids: Iterable[str] | None = None) -> tuple[Report, ...]:
        """Reports with their text: these, or all, newest publication first."""
        order = (_R.c.published.is_(None), _R.c.published.desc(), _R.c.id)
        query = sql.select(_R).order_by(*order)
        with self._read() as connection:
            if ids is None:
                return tuple(map(report_of, connection.execute(query)))
            found = [row for part in portions(ids) for row in connection.execute(query.where(_R.c.id.in_(part)))]
        return tuple(map(report_of, found))

    def claims(self, filter: Filter | None = None) -> tuple[Claim, ...]:
        """The claims that a filter shows, by report (newest first) and then in text order."""
        chosen = filter or Filter()
        order = "ORDER BY r.published IS NULL, r.published DESC, r.id, c.starts, c.ends, c.id"
        with self._read() as connection:
            rows = connection.execute(*_filtered("COALESCE(a.body, b.body), c.origin, c.origin_basis", chosen, order))
            found = tuple(claim_of(body, origin=origin, origin_basis=basis) for body, origin, basis in rows)
        wanted = self._contested(chosen) if chosen.contested else ()
        return tuple(one for one in found if one.id in wanted) if chosen.contested else found

    def claim_ids(self, filter: Filter | None = None) -> set[str]:
        """The ids of the claims that a filter shows."""
        with self._read() as connection:
            found = set(connection.execute(*_filtered("c.id", filter or Filter())).scalars())
        return found & self._contested(filter) if filter and filter.contested else found

    def _contested(self, chosen: Filter) -> frozenset[str]:
        every = self.claims(Filter(as_of=chosen.as_of, recorded_by=chosen.recorded_by))
        return contested(every, {report.id: report for report in self.reports({one.report_id for one in every})})

    def claims_by_id(self, ids: Iterable[str], *, as_read: bool = False) -> tuple[Claim, ...]:
        """These claims, in the order asked for; unknown ids are left out. `as_read`: before people changed them."""
        ids = tuple(ids)
        body = _B.c.body if as_read else _SHOWN
        query = sql.select(_C.c.id, body, _C.c.origin, _C.c.origin_basis).select_from(_JOINED)
        with self._read() as connection:
            rows = (row for part in portions(ids) for row in connection.execute(query.where(_C.c.id.in_(part))))
            found = {name: claim_of(body, origin=origin, origin_basis=basis) for name, body, origin, basis in rows}
        return tuple(found[name] for name in ids if name in found)

    def footprints(self, ids: Iterable[str] | None = None) -> dict[str, Footprint]:
        """Footprints by id: these, or all."""
        table = _TABLES["footprints"]
        query = sql.select(table.c.id, table.c.body)
        with self._read() as connection:
            parts = [query] if ids is None else [query.where(table.c.id.in_(part)) for part in portions(ids)]
            return {name: footprint_of(body) for part in parts for name, body in connection.execute(part)}

    def judgements(self, claim_id: str | None = None) -> tuple[Judgement, ...]:
        """All judgements in the order they were made, of one claim or of all."""
        query = sql.select(_J).order_by(_J.c.id)
        if claim_id is not None:
            query = query.where(_J.c.claim_id == claim_id)
        with self._read() as connection:
            return tuple(map(writing.judgement_of, connection.execute(query)))

    def views(self) -> tuple[SavedView, ...]:
        """The views that people keep, by name."""
        with self._read() as connection:
            return views.every(connection)

    def keep_view(self, view: SavedView, *, instead_of: str | None = None) -> None:
        """Keeps a view by its name; `instead_of`: the name it had before. Raises StoreError when the name is taken."""
        with self._write("views") as connection:
            views.keep(connection, view, self._clock(), instead_of=instead_of)

    def drop_view(self, name: str) -> None:
        """Deletes a view. Raises StoreError when it is gone already."""
        with self._write("views") as connection:
            views.drop(connection, name)

    @contextmanager
    def tables(self) -> Iterator[tuple[tuple[int, int], Callable[..., Iterator[Row]]]]:
        """One consistent moment: (version, version of reports and claims), and `rows(table, *columns)` to stream."""
        with self._read() as connection:

            def rows(table: str, *columns: str) -> Iterator[Row]:
                chosen = _TABLES[table]
                query = sql.select(*(chosen.c[name] for name in columns))
                found = connection.execution_options(yield_per=20_000).execute(query)
                for part in found.partitions():
                    yield from map(tuple, part)

            yield (self._stamp(connection, "version"), self._stamp(connection, "contents")), rows

    def check(self) -> tuple[str, ...]:
        """What is wrong with the store, one sentence each; empty when all is well."""
        found: list[str] = []
        with self._read() as connection:
            if connection.dialect.name == "sqlite":
                state = connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars().all()
                found += [f"The database file is damaged: {line}." for line in state if line != "ok"]
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                found += [f"{len(broken)} rows point at something that is not there."] if broken else []
            for report_id, text in connection.execute(sql.select(_R.c.id, _R.c.text)):
                query = sql.select(_C.c.starts, _C.c.ends, _SHOWN).select_from(_JOINED)
                rows = connection.execute(query.where(_C.c.report_id == report_id))
                found += misquoted(report_id, text, rows)
        return tuple(found)

    def _waiting(self) -> bool:
        with self._read() as connection:
            newest = connection.execute(sql.select(sql.func.max(_C.c.number))).scalar()
            return (newest or 0) > joining.grouped(connection)

    def _add_batch(
        self, batch: list[tuple[Report, tuple[Claim, ...]]], origins: Origins, *, grouped: bool = False
    ) -> int:
        recorded = self._clock()
        with self._write() as connection:
            new = []
            for report, claims in batch:
                if writing.insert(connection, "reports", [report_row(report, recorded)]):
                    new.append((report, claims))
                    self._supersede(connection, report, recorded)
            if not new:
                connection.rollback()
                return 0
            writing.note(connection, self.person, "added", [report for report, _ in new], recorded)
            pairs = {claim.id: (claim, report) for report, claims in new for claim in claims}.values()
            after = writing.last_number(connection) + 1
            lines = [(number, claim, report) for number, (claim, report) in enumerate(pairs, after)]
            writing.insert_claims(connection, lines)
            joining.set_origins(connection, origins)
            if grouped:
                joining.join_new(connection, len(lines))
        return len(new)

    def _joins(self, judgement: Judgement) -> bool:
        """Whether origins may change; claims that wait to be grouped come first then."""
        if judgement.field != ORIGIN and judgement.undoes is None:
            return False
        with self._read() as connection:
            undone = connection.execute(sql.select(_J.c.field).where(_J.c.id == judgement.undoes)).scalar()
            if judgement.field != ORIGIN != undone:
                return False
            if (
                judgement.value
                and not connection.execute(sql.select(_C.c.id).where(_C.c.id == judgement.value)).first()
            ):
                raise StoreError("The claim to join is not in the store, so nothing was saved; pick another one.")
        self.group_new()
        return True

    def _supersede(self, connection: sql.Connection, report: Report, recorded: datetime) -> None:
        """Of two versions of one page the one published later replaces the other, which is kept."""
        if report.url is None:
            return
        same = sql.select(_R).where(_R.c.url == report.url, _R.c.id != report.id, _R.c.superseded_by.is_(None))
        for other in map(report_of, connection.execute(same).all()):
            if versions_of_one_page(report, other):
                old, new = sorted((other, report), key=lambda one: one.published or date.min)
                connection.execute(
                    sql.update(_R).where(_R.c.id == old.id).values(superseded=moment(recorded), superseded_by=new.id)
                )

    def _stamp(self, connection: sql.Connection, name: str) -> int:
        meta = _TABLES["meta"]
        return int(connection.execute(sql.select(meta.c.value).where(meta.c.key == name)).scalar_one())

    def _still_there(self) -> None:
        """A deleted file would be read, and written in vain, for as long as it is open."""
        if self._file is not None and not self._file.exists():
            raise StoreError(
                f"The store “{self._name}” is not there any more: its file was moved or deleted. Nothing else was "
                "changed; put it back, or start the program again to begin a new one."
            )

    @contextmanager
    def _read(self) -> Iterator[sql.Connection]:
        self._still_there()
        with plain_errors(self._name), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def _write(self, *stamps: str) -> Iterator[sql.Connection]:
        """A transaction that raises the stamps first: their rows are the queue in which writers wait for each other."""
        self._still_there()
        with plain_errors(self._name), self._engine.connect().execution_options(writes=True) as connection:
            raised = "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = :key"
            for key in stamps or ("version", "contents"):
                connection.execute(sql.text(raised), {"key": key})
            yield connection
            connection.commit()

    def _migrate(self) -> None:
        with self._read() as connection:
            if is_current(connection, STEPS, self._name):
                return
        with self._engine.connect().execution_options(writes=True) as connection:
            migrate(connection, STEPS, self._name)
            connection.commit()


def _filtered(columns: str, chosen: Filter, order: str = "") -> tuple[sql.TextClause, dict[str, Any]]:
    statement, parameters = select(columns, chosen, order)
    return sql.text(statement), parameters


def open_default(url: str | None = None) -> Store:
    """The store of this user, made when it is not there yet. Raises StoreError."""
    chosen = url or default_store()
    if "://" not in chosen:
        with plain_errors(chosen):
            Path(chosen).expanduser().parent.mkdir(parents=True, exist_ok=True)
    return Store(chosen)
