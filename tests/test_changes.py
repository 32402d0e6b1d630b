"""What changed since a day: a later version corrects and withdraws, people correct, and the rest is new."""

import json
from datetime import UTC, date, datetime

import pytest
from made import KURSK, SUDZHA, claim, report

from geo.__main__ import main
from geo.changes import ChangeKind, Clock, changes
from geo.filters import Filter
from geo.snapshot import build
from geo.store import Store
from geo.store.judgements import Judgement
from geo.store.judging import judge

PAGE = "https://example.org/page"
SINCE = date(2024, 11, 12)
FIRST = "Floods killed 22 people in Sudzha. The army reached Sudzha. Some 3,000 people fled."
LATER = "Floods killed 32 people in Sudzha. Some 3,000 people fled."


class Places:
    """The gazetteer as corrections ask it."""

    @staticmethod
    def find(place_id):
        return KURSK if place_id == KURSK.id else None


def said(text, words, number, *, day, low=None, kind="presence", claimant="Ministry"):
    """A claim about these words of a version of the page."""
    one = report(text, url=PAGE, title="Flood", published=date(2024, 11, day))
    start = text.index(words)
    amount = (low, low, "persons", "killed") if low else None
    return claim(
        one, number, start=start, end=start + len(words), quantity=amount, kind=kind, place=SUDZHA, claimant=claimant
    )


@pytest.fixture
def store(tmp_path):
    """A page and its later version, and another report."""
    made = Store(tmp_path / "store.db", clock=lambda: datetime(2024, 11, 16, 9, tzinfo=UTC))
    first = report(FIRST, url=PAGE, title="Flood", published=date(2024, 11, 10))
    later = report(LATER, url=PAGE, title="Flood", published=date(2024, 11, 14))
    other = report("Another report.", source="Wire", published=date(2024, 11, 15))
    made.add(
        first,
        [
            said(FIRST, "Floods killed 22 people", 0, day=10, low=22, kind="civilian_harm"),
            said(FIRST, "The army reached Sudzha", 1, day=10, kind="movement", claimant="Army"),
            said(FIRST, "Some 3,000 people fled", 2, day=10, low=3000),
        ],
    )
    made.add(
        later,
        [
            said(LATER, "Floods killed 32 people", 0, day=14, low=32, kind="civilian_harm"),
            said(LATER, "Some 3,000 people fled", 1, day=14, low=3000),
        ],
    )
    made.add(other, [claim(other, place=KURSK)])
    yield made
    made.close()


def told(store, **options):
    found = changes(store, build(store), **{"since": SINCE} | options)
    return {kind: [one for one in found.told if one.kind is kind] for kind in ChangeKind}, found


def test_a_later_version_corrects_withdraws_and_leaves_alone(store):
    found, whole = told(store)
    (corrected,) = found[ChangeKind.CORRECTED]
    assert corrected.before.quantity.low == 22
    assert corrected.claim.quantity.low == 32
    assert any("22" in words and "32" in words for words in corrected.what)
    assert [one.claim.citation.as_written for one in found[ChangeKind.WITHDRAWN]] == ["The army reached Sudzha"]
    assert [one.claim.citation.as_written for one in found[ChangeKind.NEW]] == ["Another report."]
    assert whole.sentence.endswith("1 claims are new, 1 corrected, 1 withdrawn.")


def test_nothing_has_changed_since_the_last_day(store):
    found, _ = told(store, since=date(2024, 11, 15))
    assert not any(found.values())


def test_until_a_day_only_what_was_known_then_counts(store):
    found, _ = told(store, until=date(2024, 11, 14))
    assert not found[ChangeKind.NEW]
    assert len(found[ChangeKind.CORRECTED]) == 1


def test_by_our_own_recording_everything_came_on_one_day(store):
    found, _ = told(store, clock=Clock.RECORDING)
    assert len(found[ChangeKind.NEW]) == 3
    assert not found[ChangeKind.CORRECTED]
    assert not any(told(store, clock=Clock.RECORDING, since=date(2024, 11, 16))[0].values())


def test_a_filter_narrows_what_is_told(store):
    found, _ = told(store, chosen=Filter(place=(KURSK.id,), source=("Wire",)))
    assert [len(found[kind]) for kind in ChangeKind] == [1, 0, 0]


def test_a_person_s_correction_is_a_change_with_name_and_both_values(store):
    name = next(one.id for one in store.claims(Filter(source=("Wire",))))
    judge(store, Judgement(name, "Ann", field="first", value="2024-11-01"), Places())
    found, _ = told(store)
    corrected = [one for one in found[ChangeKind.CORRECTED] if one.by]
    assert [(one.by, one.claim.id, one.on) for one in corrected] == [("Ann", name, date(2024, 11, 16))]
    assert "1 Nov 2024" in corrected[0].what[0]


def test_the_command_line_prints_them(store, tmp_path, capsys):
    address = str(tmp_path / "store.db")
    assert main(["changes", "--since", "2024-11-12", "--store", address, "--format", "jsonl"]) == 0
    out = capsys.readouterr()
    rows = [json.loads(line) for line in out.out.splitlines()]
    assert sorted(row["change"] for row in rows) == ["corrected", "new", "withdrawn"]
    assert "1 corrected, 1 withdrawn" in out.err
    assert main(["changes", "--since", "yesterday-ish", "--store", address]) == 2
