"""The sample reports that an empty store opens with.

Reading them takes a while, so their claims are kept beside them (`prepare`), stamped with the program and the data that
read them. When the stamp no longer fits, they are read anew: what is shown is always what this program reads.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from geo.errors import ReportError
from geo.gazetteer import Gazetteer, open_gazetteer
from geo.model import Claim, Report
from geo.origins import group
from geo.reports import read
from geo.store import Store
from geo.store.adding import read_claims

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "reports"
_FIRST_READERS = ("reports", "claims", "origins")
_TABLES = ("data/words/**/*", "data/gazetteer/*")
_IMPORT = re.compile(r"^\s*from geo(?:\.(\w+))?[\w.]* import (?:\(([\w,\s]+)\)|([\w, ]+))", re.MULTILINE)

Progress = Callable[[int, int], None]


class _Prepared(msgspec.Struct):
    stamp: str
    claims: tuple[Claim, ...]


def reports() -> tuple[Report, ...]:
    """The sample reports, oldest first by their names. Raises ReportError when the project's files are damaged."""
    found = sorted(path for path in FOLDER.glob("*") if path.suffix in (".md", ".txt", ".html"))
    if not found:
        raise ReportError("The sample reports are missing from data/reports, so the store stays empty; add a report.")
    return tuple(report for path in found for report in read(path))


def ensure(store: Store, gazetteer: Gazetteer | None = None, *, progress: Progress | None = None) -> int:
    """Fills an empty store with the sample reports, all or none of them, and returns how many went in.

    A store that holds anything is left alone. `progress(done, all)` after each report that has to be read.
    """
    if store.count()[0]:
        return 0
    wanted = reports()
    claims = _prepared(wanted)
    if claims is None:
        claims = _read(wanted, gazetteer, progress)
    own = {report.id: tuple(claim for claim in claims if claim.report_id == report.id) for report in wanted}
    return store.add_many((report, own[report.id]) for report in wanted)


def prepare(gazetteer: Gazetteer | None = None, *, progress: Progress | None = None) -> Path:
    """Reads the sample reports anew and keeps their claims beside them. Same program, same bytes."""
    wanted = reports()
    kept = _Prepared(_stamp(wanted), _read(wanted, gazetteer, progress))
    path = FOLDER / "prepared.json.gz"
    path.write_bytes(gzip.compress(msgspec.json.encode(kept), mtime=0))
    return path


def _read(wanted: tuple[Report, ...], gazetteer: Gazetteer | None, progress: Progress | None) -> tuple[Claim, ...]:
    gazetteer = gazetteer or open_gazetteer()
    claims: list[Claim] = []
    for done, report in enumerate(wanted, 1):
        claims += read_claims(report, gazetteer)
        if progress:
            progress(done, len(wanted))
    return group(claims, wanted)


def _prepared(wanted: tuple[Report, ...]) -> tuple[Claim, ...] | None:
    try:
        packed = gzip.decompress((FOLDER / "prepared.json.gz").read_bytes())
        kept = msgspec.json.decode(packed, type=_Prepared)
    except (OSError, EOFError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return kept.claims if kept.stamp == _stamp(wanted) else None


def _stamp(wanted: tuple[Report, ...]) -> str:
    """A hash of everything that takes part in reading: reports, program, word lists, gazetteer."""
    mark = hashlib.sha256("".join(report.id for report in wanted).encode())
    for path in _reading_files():
        mark.update(path.relative_to(ROOT).as_posix().encode())
        mark.update(path.read_bytes())
    return mark.hexdigest()[:16]


def _reading_files() -> Iterator[Path]:
    """The parts of the program that extraction imports, one through the other, and all tables; not page, not store."""
    seen: set[str] = set()
    wanted = list(_FIRST_READERS)
    while wanted:
        if (name := wanted.pop()) in seen:
            continue
        seen.add(name)
        for path in _part(name):
            for module, several, one_line in _IMPORT.findall(path.read_text(encoding="utf-8")):
                named = [word.split()[0] for word in (several or one_line).split(",") if word.strip()]
                wanted += [module] if module else named
    for name in sorted(seen):
        yield from _part(name)
    for pattern in _TABLES:
        yield from sorted(path for path in ROOT.glob(pattern) if path.is_file())


def _part(name: str) -> list[Path]:
    """The files of a part of `geo`: one module, or a package of them; none for what is no part."""
    module = ROOT / "geo" / f"{name}.py"
    return [module] if module.is_file() else sorted((ROOT / "geo" / name).rglob("*.py"))
