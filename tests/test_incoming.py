"""Reports on their way in: read first, saved when a person says so, broken ones told."""

import pytest
from test_fetching import here, running

from geo.gazetteer import open_gazetteer
from geo.incoming import (
    MOST_AT_ONCE,
    Incoming,
    State,
    from_address,
    from_file,
    from_text,
    once,
    read,
    save,
    title,
    told,
)
from geo.reports import MAX_BYTES
from geo.reports import from_text as report_from_text
from geo.store import Store

WORDS = "Some {n} troops are in Kursk Oblast, the ministry said on 14 November 2024."


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "store.db")
    yield made
    made.close()


def test_nothing_is_saved_by_reading_and_one_report_by_saving(store):
    (one,) = from_text(WORDS.format(n=300), source="Example Wire")
    found = read(one, store, open_gazetteer())
    assert (found.state, store.count()) == (State.FOUND, (0, 0))
    assert found.claims
    done = save(found, store)
    assert (done.state, store.count()[0]) == (State.ADDED, 1)
    assert set(store.claims()) == set(found.claims)


def test_of_forty_files_three_broken_ones_are_told_and_the_rest_is_saved(store):
    files = [(f"{n:02}.txt", WORDS.format(n=300 + n).encode()) for n in range(37)]
    files += [("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(500)), ("empty.md", b"  "), ("page.html", b"<html></html>")]
    given = once(one for name, content in files for one in from_file(name, content))
    done = [save(read(one, store, open_gazetteer()), store) for one in given]
    assert store.count()[0] == 37
    assert "37 reports added" in told(done)
    assert told(done).endswith("3 could not be read.")
    broken = {one.name: one.words for one in done if one.state is State.BROKEN}
    assert set(broken) == {"picture.txt", "empty.md", "page.html"}
    assert all(words.endswith(".") and "\n" not in words for words in broken.values())


def test_a_file_of_sixty_megabytes_is_one_sentence():
    (one,) = from_file("huge.txt", b"x" * 60_000_000)
    assert one.state is State.BROKEN
    assert f"60 MB, the limit is {MAX_BYTES / 1e6:.0f} MB" in one.words


def test_the_same_report_given_twice_or_stored_before_is_told(store):
    gazetteer = open_gazetteer()
    given = once([*from_text(WORDS.format(n=1)), *from_file("again.txt", WORDS.format(n=1).encode())])
    assert [one.state for one in given] == [State.WAITING, State.TWICE]
    save(read(given[0], store, gazetteer), store)
    later = read(from_text(WORDS.format(n=1))[0], store, gazetteer)
    assert later.state is State.KNOWN
    assert save(later, store) is later
    assert "1 in the store already" in told([later])


def test_two_who_save_the_same_report_at_once_have_it_once(store):
    found = read(from_text(WORDS.format(n=1))[0], store, open_gazetteer())
    assert [save(found, store).state, save(found, store).state] == [State.ADDED, State.KNOWN]


def test_more_than_a_page_can_read_is_told_in_one_sentence():
    report = report_from_text("Nothing.")
    from dataclasses import replace

    given = once(Incoming("x", State.WAITING, replace(report, id=str(n))) for n in range(MOST_AT_ONCE + 7))
    assert len(given) == MOST_AT_ONCE + 1
    assert "7 were left out" in given[-1].words


def test_a_page_from_the_network_keeps_its_address_and_its_site(store):
    with running() as site:
        (one,) = from_address(f"  {site}/good ", limits=here(seconds=5))
        (bad,) = from_address(f"{site}/silent", limits=here(seconds=0.5))
    assert one.report.url == f"{site}/good"
    assert one.report.source == "press.invalid"
    assert one.report.retrieved is not None
    assert "troops" in one.report.text
    assert title(one) == "press.invalid"
    assert read(one, store, open_gazetteer()).claims
    assert bad.state is State.BROKEN
    assert "did not answer" in bad.words


def test_an_address_inside_our_own_network_is_refused():
    (one,) = from_address("http://127.0.0.1:1/")
    assert "not on the public internet" in one.words
