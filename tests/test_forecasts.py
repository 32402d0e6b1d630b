"""Forecasts come due when their last day has passed; only a person says whether they happened."""

from datetime import date
from types import SimpleNamespace

import pytest
from made import claim, report

from geo.__main__ import main
from geo.claims import extract
from geo.forecasts import State, foretold, ledgers
from geo.gazetteer import open_gazetteer
from geo.reports import from_text
from geo.snapshot import build
from geo.snapshot.view import View
from geo.store import Store
from geo.store.judgements import OUTCOME, Judgement, outcomes

SAID = date(2024, 11, 15)
HORIZON = date(2024, 11, 22)


def foreseen(number=0, *, last=HORIZON, claimant="Ivan Petrenko", source="Wire", origin=""):
    one = report(f"It will happen, {number}.", source=source, published=SAID)
    return claim(one, number, mode="forecast", kind="forecast", last=last, claimant=claimant, origin=origin)


def read(*claims, today, judged=None):
    lines = {one.report_id: SimpleNamespace(id=one.report_id, source="Wire", published=SAID) for one in claims}
    return ledgers(claims, lines, judged or {}, today=today)


@pytest.mark.parametrize(
    ("last", "today", "state"),
    [
        (HORIZON, HORIZON, State.OPEN),
        (HORIZON, date(2024, 11, 23), State.DUE),
        (None, date(2030, 1, 1), State.NO_HORIZON),
        (date(2023, 12, 31), date(2030, 1, 1), State.NO_HORIZON),
        (SAID, date(2030, 1, 1), State.NO_HORIZON),
    ],
)
def test_a_forecast_is_due_when_its_last_day_has_passed(last, today, state):
    (ledger,) = read(foreseen(last=last), today=today)
    assert [one.state for one in ledger.forecasts] == [state]


@pytest.mark.parametrize(("words", "days"), [("in the coming days", 7), ("in the coming weeks", 28)])
def test_the_horizon_is_what_the_words_give(words, days):
    said = from_text(f"Russian troops will attack Sudzha {words}, Syrskyi said.", published=SAID, source="Wire")
    found = extract(said, open_gazetteer())
    (ledger,) = ledgers(found, {said.id: SimpleNamespace(source="Wire", published=SAID)}, {}, today=SAID)
    assert [(one.due - SAID).days for one in ledger.forecasts] == [days]


def test_renderings_of_one_utterance_are_one_forecast():
    (ledger,) = read(foreseen(1, origin="o"), foreseen(2, origin="o"), today=SAID)
    (one,) = ledger.forecasts
    assert len(one.claims) == 2


def test_claimants_with_most_due_come_first_and_the_reports_themselves_last():
    found = read(
        foreseen(1, claimant="A", last=None),
        foreseen(2, claimant=None),
        foreseen(3, claimant="B"),
        today=date(2025, 1, 1),
    )
    assert [ledger.claimant for ledger in found] == ["B", "A", ""]


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store.db")
    one, other = report("It will happen.", published=SAID), report("It is so.", published=SAID, source="B")
    made.add(one, [claim(one, mode="forecast", kind="forecast", last=HORIZON)])
    made.add(other, [claim(other)])
    yield made
    made.close()


def test_an_analyst_s_word_is_a_row_and_can_be_taken_back(store):
    (name,) = foretold(View(build(store)))
    row = store.judge(Judgement(name, "Ann", field=OUTCOME, value="did_not"))
    found = outcomes(store.judgements())
    assert (found[name].person, found[name].value) == ("Ann", "did_not")
    lines = {line.id: line for line in build(store).reports}
    (ledger,) = ledgers(store.claims_by_id([name]), lines, found, today=date(2025, 1, 1))
    assert ledger.forecasts[0].state is State.DID_NOT
    store.judge(Judgement(name, "Ann", undoes=row))
    assert outcomes(store.judgements()) == {}


def test_the_command_line_prints_the_ledger_and_keeps_an_outcome(store, tmp_path, capsys):
    address = str(tmp_path / "store.db")
    assert main(["forecasts", "--today", "2024-12-01", "--store", address]) == 0
    out = capsys.readouterr()
    name, state, due, claim_id, quote = out.out.rstrip("\n").split("\t")
    assert (name, state, due, quote) == ("Ivan Petrenko", "due", "2024-11-22", "It will happen.")
    assert "1 due and not judged" in out.err
    marked = ["forecasts", "--store", address, "--mark", claim_id, "--outcome", "happened"]
    assert main(marked) == 2
    assert main([*marked, "--person", "Ann Lee"]) == 0
    assert "\thappened\t" in capsys.readouterr().out
    assert store.judgements()[-1].person == "Ann Lee"
