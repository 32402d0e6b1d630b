"""The store, each test on a SQLite file and on a real PostgreSQL."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from made import DONBAS, KHARTOUM, POKROVSK, SUDZHA, claim, report

from geo.errors import StoreError
from geo.filters import Filter
from geo.store import Store, open_default, schema
from geo.store.judgements import Judgement, standing

HERE = Path(__file__).parent


def test_what_goes_in_comes_out(store):
    said = report("Сили Кіма — 11 000 у Курській області.", title="Звіт", url="https://example.org/1")
    claims = (claim(said, 1, place=SUDZHA, relays=("CNN", "TASS")), claim(said, 2, place=None, claimant=None))
    assert store.add(said, claims)
    assert store.reports() == (said,)
    assert set(store.claims()) == set(claims)
    assert store.claims_by_id([claims[1].id, "nobody", claims[0].id]) == (claims[1], claims[0])
    assert store.footprints() == {"f-p-2": claims[0].places[0].footprint}


def test_the_same_report_twice_changes_nothing(store):
    said = report()
    assert store.add(said, [claim(said)])
    before = store.version(), store.count()
    assert not store.add(said, [claim(said), claim(said, 2)])
    assert (store.version(), store.count()) == before


def test_a_report_whose_claims_fail_is_wholly_out(store):
    said = report()
    stranger = claim(report("Another text."))
    with pytest.raises(StoreError):
        store.add(said, [claim(said), stranger])
    assert store.count() == (0, 0)
    assert store.version() == 0


def test_every_write_raises_the_version(store):
    said = report()
    versions = [store.version()]
    store.add(said, [claim(said)])
    versions.append(store.version())
    store.judge(Judgement(claim(said).id, "Ann", verdict="accepted"))
    versions.append(store.version())
    assert versions == sorted(set(versions))


def test_a_second_process_sees_what_the_first_has_written(opened):
    first, second = opened(), opened()
    said = report()
    first.add(said, [claim(said)])
    assert second.count() == (1, 1)
    assert second.version() == first.version()


def test_migrated_tables_have_the_columns_we_write(store):
    with store.tables() as (_, rows):
        assert {table: list(rows(table, *columns)) for table, columns in schema.COLUMNS.items() if table != "meta"} == {
            table: [] for table in schema.COLUMNS if table != "meta"
        }


def test_opening_again_migrates_nothing(opened):
    said = report()
    opened().add(said, [claim(said)])
    assert opened().reports() == (said,)


@pytest.mark.parametrize("step", range(1, len(schema.STEPS)))
def test_a_filled_store_of_every_earlier_schema_is_brought_up_to_date(opened, monkeypatch, step):
    every = schema.STEPS
    said = report()
    monkeypatch.setattr("geo.store.STEPS", every[:step])
    monkeypatch.setattr("geo.store.writing.note", lambda *_: None)  # the programs of these schemas kept no audit
    old = opened()
    old.add(said, [claim(said)])
    old.judge(Judgement(claim(said).id, "Ann", verdict="accepted"))
    monkeypatch.setattr("geo.store.STEPS", every)
    new = opened()
    assert new.claims() == (claim(said),)
    assert len(new.judgements()) == 1
    monkeypatch.setattr("geo.store.STEPS", every[:step])
    with pytest.raises(StoreError, match="newer version"):
        opened()


def test_a_store_of_a_newer_program_is_left_alone(opened):
    store = opened()
    with store._write() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '999' WHERE key = 'schema'")
    with pytest.raises(StoreError, match="newer version"):
        opened()


def test_many_writers_lose_nothing(opened):
    reports = [report(f"Report {number}. Troops are in Kursk.") for number in range(24)]
    stores = [opened() for _ in range(4)]

    def add(numbers):
        for number in numbers:
            said = reports[number % len(reports)]
            stores[number % 4].add(said, [claim(said, n, place=place) for n, place in enumerate((SUDZHA, DONBAS))])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, [range(start, 48, 4) for start in range(4)]))
    assert stores[0].count() == (24, 48)
    assert stores[0].version() == 24


def test_judgements_stand_beside_the_claim_and_can_be_taken_back(store):
    said = report()
    store.add(said, [claim(said)])
    name = claim(said).id
    first = store.judge(Judgement(name, "Ann", verdict="accepted", grade="B", credibility=2))
    wrong = store.judge(Judgement(name, "Bo", verdict="rejected", note="other place"))
    store.judge(Judgement(name, "Bo", undoes=wrong))
    store.judge(Judgement(name, "Ann", field="low", value="12000"))
    held = standing(store.judgements())[name]
    assert (held.verdict, held.grade, held.credibility) == ("accepted", "B", 2)
    assert dict(held.corrections) == {"low": "12000"}
    assert store.claims() == (claim(said),)
    assert [judgement.person for judgement in store.judgements(name)] == ["Ann", "Bo", "Bo", "Ann"]
    assert store.judgements(name)[0].id == first


def test_the_second_of_two_judges_is_told(store):
    said = report()
    store.add(said, [claim(said)])
    name = claim(said).id
    store.judge(Judgement(name, "Ann", verdict="accepted"), seen=0)
    with pytest.raises(StoreError, match="in the meantime"):
        store.judge(Judgement(name, "Bo", verdict="rejected"), seen=0)
    assert len(store.judgements()) == 1


def test_a_judgement_of_an_unknown_claim_is_refused(store):
    with pytest.raises(StoreError, match="not in the store"):
        store.judge(Judgement("nobody", "Ann", verdict="accepted"))


def test_a_page_read_again_replaces_its_earlier_version_and_keeps_it(store):
    page = {"url": "https://example.org/live", "title": "As it happens"}
    old = report("Ten are there.", published=date(2024, 11, 10), **page)
    new = report("Twelve are there.", published=date(2024, 11, 12), **page)
    store.add(new, [claim(new)])
    store.add(old, [claim(old)])
    assert store.claim_ids() == {claim(new).id}
    assert store.claim_ids(Filter(as_of=date(2024, 11, 11))) == {claim(old).id}
    assert store.claim_ids(Filter(as_of=date(2030, 1, 1))) == store.claim_ids()
    assert store.count() == (2, 2)


def test_two_reports_that_only_share_an_address_are_both_shown(store):
    for url in ("https://example.org/", "https://example.org/channel"):
        for text in ("Ten are there.", "Nobody is here."):
            said = report(text, url=url, source=url)
            store.add(said, [claim(said)])
    assert len(store.claim_ids()) == 4


def test_what_was_recorded_later_is_not_shown_as_of_earlier(opened):
    days = iter([datetime(2024, 11, 15, 8, tzinfo=UTC), datetime(2024, 11, 20, 8, tzinfo=UTC)])
    store = opened(clock=lambda: next(days))
    first, second = report("One."), report("Two.")
    store.add(first, [claim(first)])
    store.add(second, [claim(second)])
    assert store.claim_ids(Filter(recorded_by=date(2024, 11, 15))) == {claim(first).id}
    assert len(store.claim_ids(Filter(recorded_by=date(2024, 11, 20)))) == 2


def test_search_ignores_case_accents_and_apostrophes_in_every_script(store):
    said = report("Бої під Куп’янськом і в Орлі; São Tomé, 50% of it.")
    store.add(said, [claim(said, place=KHARTOUM)])
    for words in ("КУПЯНСЬКОМ", "бої  під", "sao tome", '"50% of"', "khartoum", "Example", "“орлі; são”"):
        assert store.claim_ids(Filter(text=words)), words
    for words in ("50_", "купянськом berlin", '"tome sao"'):
        assert not store.claim_ids(Filter(text=words)), words


def test_hostile_words_stay_words(store):
    said = report("Robert'); DROP TABLE claims;-- {{7*7}} =1+1 <img onerror=x>")
    store.add(said, [claim(said, claimant="x' OR '1'='1", relays=("%", "\\"))])
    assert store.claims(Filter(claimant=("x' OR '1'='1",)))
    assert not store.claims(Filter(claimant=("' OR 1=1 --",)))
    assert store.claims(Filter(relay=("%",)))
    assert not store.claims(Filter(relay=("_",)))
    assert store.count() == (1, 1)


def test_origins_are_written_beside_the_claim(store):
    said = report()
    store.add(said, [claim(said)])
    store.set_origins({claim(said).id: ("o-1", "same utterance")})
    (found,) = store.claims()
    assert (found.origin, found.origin_basis) == ("o-1", "same utterance")


def test_a_new_report_may_change_the_origin_of_an_older_claim(store):
    old, new = report("Old."), report("New.")
    store.add(old, [claim(old)])
    assert store.add(new, [claim(new, origin="o-2")], origins={claim(old).id: ("o-2", "same utterance")})
    assert {one.origin for one in store.claims()} == {"o-2"}
    assert not store.add(new, [], origins={claim(old).id: ("o-3", "same utterance")})
    assert {one.origin for one in store.claims()} == {"o-2"}


def test_a_whole_store_checks_clean_and_a_wrong_quote_is_found(store):
    said = report()
    store.add(said, [claim(said, place=POKROVSK)])
    assert store.check() == ()
    with store._write() as connection:
        connection.exec_driver_sql("UPDATE claims SET starts = 3")
    assert "does not quote" in store.check()[0]


# ------------------------------------------------------------------------------------------------ files


def test_a_locked_store_says_so(tmp_path):
    path = tmp_path / "store.db"
    Store(path).close()
    busy = sqlite3.connect(path, isolation_level=None)
    busy.execute("BEGIN EXCLUSIVE")
    waiting = Store(path, wait=0.1)
    said = report()
    with pytest.raises(StoreError, match="in use by another program"):
        waiting.add(said, [])
    busy.execute("ROLLBACK")
    assert waiting.add(said, [])
    waiting.close()
    busy.close()


def test_a_read_only_store_can_be_read_and_says_so_when_written(tmp_path):
    path = tmp_path / "store.db"
    said = report()
    store = Store(path)
    store.add(said, [claim(said)])
    store.close()
    frozen = Store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert frozen.count() == (1, 1)
    with pytest.raises(StoreError, match="read-only"):
        frozen.judge(Judgement(claim(said).id, "Ann", verdict="accepted"))
    frozen.close()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.db", b"Dear store, " * 400, "not a store"),
        ("torn.db", None, "damaged"),
    ],
)
def test_a_damaged_store_is_one_sentence(tmp_path, name, content, sentence):
    path = tmp_path / name
    if content is None:
        store = Store(path)
        store.add(said := report("A long text. " * 3000), [claim(said, number) for number in range(50)])
        store.close()
        whole = bytearray(path.read_bytes())
        whole[4096:-4096] = b"\xab" * (len(whole) - 8192)
        content = bytes(whole)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=sentence) as caught:
        Store(path).check()
    assert "\n" not in str(caught.value)


def test_a_missing_store_is_not_made_by_looking(tmp_path):
    with pytest.raises(StoreError, match="no store at"):
        Store(tmp_path / "none.db", create=False)
    with pytest.raises(StoreError, match="folder"):
        Store(tmp_path / "nowhere" / "store.db")
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["mysql://host/x", "postgresql://[", "://"])
def test_an_address_that_makes_no_sense_is_one_sentence(url):
    with pytest.raises(StoreError):
        Store(url)


def test_a_database_server_that_does_not_answer_is_one_sentence(tmp_path):
    with pytest.raises(StoreError, match="does not answer"):
        Store(f"postgresql://postgres@/x?host={tmp_path}")


def test_the_default_store_is_made_with_its_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("GEO_STORE", str(tmp_path / "new" / "store.db"))
    store = open_default()
    assert store.count() == (0, 0)
    store.close()


KILLED = """
import sys
sys.path.insert(0, sys.argv[2])
from made import claim, report
from geo.store import Store
store = Store(sys.argv[1])
print("open", flush=True)
number = 0
while True:
    said = report(f"Report {number}. " + "Troops are in Kursk. " * 200)
    store.add(said, [claim(said, n) for n in range(40)])
    number += 1
"""


TWO = """
import sys
sys.path.insert(0, sys.argv[2])
from made import claim, report
from geo.store.judgements import Judgement
from geo.store import Store
store = Store(sys.argv[1])
new = 0
for number in range(40):
    said = report(f"Report {number}.")
    new += store.add(said, [claim(said, n) for n in range(5)])
    store.judge(Judgement(claim(said, 0).id, sys.argv[3], verdict="accepted"))
print(new)
"""


def test_two_processes_at_once_lose_nothing(address):
    words = [sys.executable, "-c", TWO, address, str(HERE)]
    children = [subprocess.Popen([*words, name], stdout=subprocess.PIPE, cwd=HERE.parent) for name in ("Ann", "Bo")]
    added = [int(child.communicate()[0]) for child in children]
    assert [child.returncode for child in children] == [0, 0]
    store = Store(address)
    assert sum(added) == 40
    assert store.count() == (40, 200)
    assert len(store.judgements()) == 80
    assert store.version() == 120
    assert store.check() == ()
    store.close()


def test_killed_while_adding_each_report_is_wholly_in_or_wholly_out(tmp_path):
    path = tmp_path / "store.db"
    for run in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path), str(HERE)], stdout=subprocess.PIPE, cwd=HERE.parent
        )
        assert child.stdout.readline() == b"open\n"
        time.sleep(0.02 + 0.03 * run)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        store = Store(path)
        reports, claims = store.count()
        assert claims == 40 * reports
        assert store.check() == ()
        store.close()
    assert reports > 0


def test_a_store_whose_file_is_deleted_while_it_is_open_is_told(tmp_path):
    said = report()
    store = Store(tmp_path / "store.db")
    store.add(said, [claim(said)])
    for file in tmp_path.iterdir():
        file.unlink()
    with pytest.raises(StoreError, match="not there any more"):
        store.claims()
    with pytest.raises(StoreError, match="not there any more"):
        store.judge(Judgement(claim(said).id, "Ann", verdict="accepted"))
    store.close()
