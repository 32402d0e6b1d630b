"""The command line on real reports: answers on standard output, the rest on standard error, an honest exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.__main__ import main
from geo.store import Store, samples

ROOT = Path(__file__).resolve().parent.parent
TEXT = """The governor said on Tuesday that about 300 soldiers had entered Sudzha, in Kursk Oblast.

The ministry of defence denied it. "Nobody has crossed the border," a spokesman told reporters in Moscow.
"""


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """Runs a line of words in a folder with one report, and gives status, answer and the rest."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GEO_STORE", str(tmp_path / "store.db"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    Path("report.txt").write_text(TEXT, encoding="utf-8")

    def run(*words):
        status = main(words)
        answer = capsys.readouterr()
        return status, answer.out, answer.err

    return run


def test_extract_prints_the_contract_in_text_order_and_nothing_else(told):
    status, out, _ = told("extract", "report.txt", "--published", "2024-11-14", "--source", "Example Wire")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert rows
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)
    assert {(row["source"], row["published"]) for row in rows} == {("Example Wire", "2024-11-14")}
    for row in rows:
        assert TEXT[row["start"] : row["end"]] == row["quote"]
        for place in row["places"]:
            assert TEXT[place["start"] : place["end"]] == place["text"]


def test_geoparse_prints_each_toponym_with_its_decision(told):
    status, out, _ = told("geoparse", "report.txt")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    named = {row["text"]: row for row in rows}
    assert named["Sudzha"]["country"] == "RU"
    assert all(TEXT[row["start"] : row["end"]] == row["text"] for row in rows)
    fields = {"start", "end", "text", "name", "id", "lat", "lon", "country", "admin1", "where_prec"}
    assert all(set(row) == fields | {"toponym_class", "reasons"} for row in rows)
    assert all((row["lat"] is None) == (row["name"] is None) for row in rows)


def test_the_answer_is_all_that_a_pipe_gets():
    done = subprocess.run(
        [sys.executable, "-m", "geo", "extract", "-", "--published", "2024-11-14"],
        input=TEXT.encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
        env={"PATH": "", "PYTHONIOENCODING": "ascii", "PYTHONWARNINGS": "error"},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert all(json.loads(line)["quote"] in TEXT for line in done.stdout.decode().splitlines())
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["extract", "none.txt"], "There is no file"),
        (["extract", "."], "is a folder"),
        (["extract", "report.txt", "--published", "yesterday"], "is not a date"),
        (["extract", "report.txt", "--language", "English!"], "no language code"),
        (["geoparse", "none.txt"], "There is no file"),
        (["list", "claims", "--filter", "colour=red"], "no filter “colour”"),
        (["list", "claims", "--store", "mysql://x/y"], "SQLite file or a PostgreSQL"),
        (["export", "view.docx"], "names no export format"),
        (["export", "nowhere/view.csv"], "cannot be written"),
        (["gazetteer", "search", "Sudzha", "--near", "here"], "latitude,longitude"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_two(told, words, sentence):
    status, out, err = told(*words)
    assert status == 2
    assert out == ""
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_a_line_that_makes_no_sense_is_one_sentence(told, capsys):
    for words in ([], ["fly"], ["extract"], ["list", "people"], ["extract", "report.txt", "--colour"]):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert stopped.value.code == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_of_several_files_the_readable_ones_are_read(told):
    Path("copy.txt").write_text(TEXT, encoding="utf-8")
    Path("broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    status, out, err = told("extract", "broken.txt", "report.txt", "copy.txt", "--published", "2024-11-14")
    assert status == 2
    assert len({json.loads(line)["report"] for line in out.splitlines()}) == 1
    assert "a picture" in err
    assert "read once" in err


def test_add_list_export_check(told):
    status, _, err = told("add", "report.txt", "--published", "2024-11-14", "--source", "Example Wire")
    assert status == 0
    assert "1 new reports" in err
    assert "0 new reports" in told("add", "report.txt", "--published", "2024-11-14", "--source", "Example Wire")[2]
    status, out, _ = told("list", "reports", "--format", "jsonl")
    (one,) = map(json.loads, out.splitlines())
    assert (status, one["source"], one["published"]) == (0, "Example Wire", "2024-11-14")
    status, out, err = told("list", "claims", "--format", "jsonl")
    assert len(out.splitlines()) == one["claims"] > 0
    assert "from 1 report" in err
    assert told("list", "claims", "--filter", "text=nothing+like+it")[1] == ""
    assert told("export", "view.csv")[0] == 0
    assert len(Path("view.csv").read_text(encoding="utf-8-sig").splitlines()) == one["claims"] + 1
    status, out, _ = told("check")
    assert status == 0
    assert "1 reports" in out
    assert "0 problems" in out


def test_lines_for_people_steer_no_terminal(told):
    Path("report.txt").write_text(TEXT.replace("about 300", "about \x1b[31m\u202e300"), encoding="utf-8")
    told("add", "report.txt", "--published", "2024-11-14")
    out = told("list", "claims")[1]
    assert out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_check_says_what_is_wrong_with_status_one(told):
    told("add", "report.txt", "--published", "2024-11-14")
    store = Store("store.db")
    with store._write() as connection:
        connection.exec_driver_sql("UPDATE claims SET starts = starts + 1")
    store.close()
    status, out, _ = told("check")
    assert status == 1
    assert "does not quote" in out


def test_gazetteer_search_gives_reasons(told):
    status, out, _ = told("gazetteer", "search", "Sudzha", "--country", "RU", "--format", "jsonl")
    first = json.loads(out.splitlines()[0])
    assert (status, first["name"], first["country"]) == (0, "Sudzha", "RU")
    assert first["reasons"]
    assert "knows no place" in told("gazetteer", "search", "Xqzvwkj")[2]


def test_an_empty_store_gets_the_samples_and_a_filled_one_does_not(told, tmp_path, monkeypatch):
    folder = tmp_path / "samples"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.md").write_text(f"---\nsource: Wire {number}\npublished: 2024-11-14\n---\n{TEXT}")
    monkeypatch.setattr(samples, "FOLDER", folder)
    assert "2 sample reports added" in told("add")[2]
    assert "has reports already" in told("add")[2]
    first = set(told("list", "claims", "--format", "jsonl")[1].splitlines())
    samples.prepare()
    assert {one.name for one in folder.iterdir()} == {"0.md", "1.md", "prepared.json.gz"}
    monkeypatch.setenv("GEO_STORE", str(tmp_path / "second.db"))
    _, _, err = told("add")
    assert "sample reports read" not in err
    assert set(told("list", "claims", "--format", "jsonl")[1].splitlines()) == first
    (folder / "1.md").unlink()
    monkeypatch.setenv("GEO_STORE", str(tmp_path / "third.db"))
    assert "1/1 sample reports read" in told("add")[2]


def test_the_stamp_of_the_samples_covers_every_module_that_reads():
    code = "import sys, geo.claims, geo.origins, geo.reports; print(*(m for m in sys.modules if m.startswith('geo.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    stamped = {path.relative_to(ROOT).parts[1].removesuffix(".py") for path in samples._reading_files()}
    assert {name.split(".")[1] for name in loaded.split()} <= stamped


def test_missing_samples_are_one_sentence(told, tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "FOLDER", tmp_path / "nothing")
    status, _, err = told("add")
    assert status == 2
    assert "sample reports are missing" in err


def test_every_sample_report_can_be_read():
    found = samples.reports()
    assert len(found) >= 14
    assert all(one.source and one.published and one.title for one in found)
    assert len({one.id for one in found}) == len(found)
