"""Backup and restore by one command each: between both databases, at one moment, wholly or not at all."""

import gzip

import pytest
from made import KHARTOUM, SUDZHA, claim, report

from geo.__main__ import main
from geo.errors import StoreError
from geo.gazetteer import open_gazetteer
from geo.model import Report
from geo.store import Store
from geo.store.audit import acts
from geo.store.backup import Foot, backup, checked, restore
from geo.store.judgements import Judgement
from geo.store.judging import Hand, correct
from geo.store.schema import COLUMNS, STEPS
from geo.store.views import SavedView


@pytest.fixture
def filled(store) -> Store:
    for number in range(30):
        said = report(f"Some {number} troops are in Sudzha. Ünïcode «{number}» \u2028 and 'quotes'.")
        store.add_grouped(said, [claim(said, 0, place=SUDZHA), claim(said, 1, place=KHARTOUM)])
    one = store.claims()[0]
    store.judge(Judgement(one.id, "Ann", verdict="accepted", grade="B", credibility=2, note="line\nbreak"))
    correct(store, one.id, {"mode": "hedged"}, Hand("Bo"), open_gazetteer())
    store.keep_view(SavedView("Mine", "type=presence", "Ann"))
    return store


def plain(store: Store):
    return store.reports(), store.claims(), store.judgements(), store.views(), acts(store), store.version()


def test_a_restored_store_is_the_store_and_goes_on(filled, tmp_path):
    file = tmp_path / "copy.geo"
    copied = backup(filled, file)
    assert (copied.reports, copied.claims, copied.judgements) == (30, 60, 2)
    restore(file, tmp_path / "restored.db")
    restored = Store(tmp_path / "restored.db")
    assert plain(restored) == plain(filled)
    assert restored.check() == ()
    new = restored.judge(Judgement(restored.claims()[3].id, "Cy", verdict="unsure"))
    assert new > max(one.id for one in filled.judgements())
    restored.close()


def test_a_backup_of_a_laptop_fits_a_server(filled, tmp_path, postgresql):
    import psycopg

    file = tmp_path / "copy.geo"
    backup(filled, file)
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS restored")
        connection.execute("CREATE DATABASE restored")
    address = postgresql.replace("/postgres?", "/restored?")
    restore(file, address)
    restored = Store(address)
    assert plain(restored) == plain(filled)
    new = restored.judge(Judgement(restored.claims()[3].id, "Cy", verdict="unsure"))
    assert new > max(one.id for one in filled.judgements())
    restored.add(report("One more."), [])
    again = tmp_path / "again.geo"
    assert backup(restored, again).reports == 31
    with pytest.raises(StoreError, match="not empty"):
        restore(file, address)
    assert restored.count() == (31, 60)
    restored.close()


def test_a_backup_holds_one_moment_while_others_write(filled, tmp_path):
    file = tmp_path / "copy.geo"
    more = [report(f"Written while the copy is made, {number}.") for number in range(5)]

    def write(table: str, _: int) -> None:
        if table == "reports" and more:
            filled.add(more.pop(), [])

    assert backup(filled, file, progress=write).reports == 30
    assert filled.count()[0] == 31
    restore(file, tmp_path / "restored.db")


@pytest.mark.parametrize("step", range(1, len(STEPS)))
def test_a_backup_of_an_earlier_schema_is_brought_up_to_date(tmp_path, monkeypatch, step):
    """As a program of that time would have written it: its tables, its columns, its steps."""
    monkeypatch.setattr("geo.store.STEPS", STEPS[:step])
    monkeypatch.setattr("geo.store.writing.note", lambda *_: None)
    old = Store(tmp_path / "old.db")
    said = report()
    old.add(said, [claim(said)])
    with old._read() as connection:
        names = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
        there = {name: {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")} for name in names}
    tables = {
        name: tuple(one for one in columns if one in there[name]) for name, columns in COLUMNS.items() if name in names
    }
    monkeypatch.setattr("geo.store.backup.COLUMNS", tables)
    monkeypatch.setattr("geo.store.backup.STEPS", STEPS[:step])
    backup(old, tmp_path / "old.geo")
    old.close()
    monkeypatch.undo()
    restore(tmp_path / "old.geo", tmp_path / "new.db")
    new = Store(tmp_path / "new.db")
    assert new.claims() == (claim(said),)
    new.judge(Judgement(claim(said).id, "Ann", verdict="accepted"))
    new.close()


def broken(file, content: bytes):
    file.write_bytes(content)
    return file


def test_a_damaged_or_foreign_file_restores_nothing(filled, tmp_path):
    good = tmp_path / "good.geo"
    backup(filled, good)
    whole = good.read_bytes()
    lines = gzip.decompress(whole).splitlines(keepends=True)
    swapped = [lines[0], lines[2], lines[1], *lines[3:]]
    bad = {
        "cut": whole[: len(whole) // 2],
        "no foot": gzip.compress(b"".join(lines[:-1])),
        "changed": gzip.compress(b"".join(lines).replace(b"Sudzha", b"Rylsk!", 1)),
        "swapped": gzip.compress(b"".join(swapped)),
        "twice": gzip.compress(b"".join(lines) * 2),
        "empty": b"",
        "text": b"hello",
        "other gzip": gzip.compress(b"hello\n"),
        "bomb": gzip.compress(b"[" * 3_000_000),
        "other table": gzip.compress(lines[0].replace(b'"acts"', b'"sqlite_master"') + b"".join(lines[1:])),
        "other column": gzip.compress(lines[0].replace(b'"folded"', b'"folded) --"') + b"".join(lines[1:])),
    }
    target = tmp_path / "new.db"
    for name, content in bad.items():
        with pytest.raises(StoreError) as told:
            restore(broken(tmp_path / "bad.geo", content), target)
        assert str(told.value).endswith("."), name
        assert not target.exists(), name
    assert list(tmp_path.glob(".*")) == []
    with pytest.raises(StoreError, match="no file"):
        restore(tmp_path / "missing.geo", target)
    assert isinstance(checked(good), Foot)


def test_a_newer_backup_and_a_store_that_is_there_are_left_alone(filled, tmp_path, monkeypatch):
    file = tmp_path / "copy.geo"
    backup(filled, file)
    target = tmp_path / "there.db"
    target.write_bytes(b"mine")
    with pytest.raises(StoreError, match="already"):
        restore(file, target)
    assert target.read_bytes() == b"mine"
    monkeypatch.setattr("geo.store.backup.STEPS", STEPS[:-1])
    with pytest.raises(StoreError, match="newer version"):
        restore(file, tmp_path / "other.db")


def test_one_command_each(filled, tmp_path, capsys, address):
    file = str(tmp_path / "copy.geo")
    assert main(["backup", file, "--store", address]) == 0
    assert main(["restore", file, "--store", str(tmp_path / "restored.db")]) == 0
    assert "30 reports, 60 claims and 2 judgements" in capsys.readouterr().err
    assert main(["audit", "--person", "Ann", "--store", str(tmp_path / "restored.db")]) == 0
    assert "judged" in capsys.readouterr().out
    assert main(["restore", file, "--store", str(tmp_path / "restored.db")]) == 2
    assert main(["backup", str(tmp_path / "no" / "such" / "folder.geo"), "--store", address]) == 2
    assert isinstance(filled.reports()[0], Report)
