"""Watching feeds and folders: politely, each report once, whatever the other side does."""

import gzip
import os
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from geo.__main__ import main
from geo.errors import ReportError
from geo.feeds import Feed, Folder, Settings, look, read_settings, watch
from geo.feeds.remembered import load
from geo.fetching import Limits
from geo.gazetteer import open_gazetteer
from geo.store import Store

ENTRY = """<item><title>Report {n}</title><link>https://news.example/{n}</link>
<pubDate>Fri, 15 Nov 2024 10:00:00 GMT</pubDate>
<description>Some {n} troops are in Kursk Oblast, the ministry said on Friday.</description></item>"""


def feed_of(*numbers: int) -> bytes:
    entries = "".join(ENTRY.format(n=number) for number in numbers)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Example</title>{entries}</channel></rss>'.encode()


class Server(BaseHTTPRequestHandler):
    """Answers as `answers` says; keeps what was asked."""

    answers: ClassVar[dict] = {}
    asked: ClassVar[list] = []

    def log_message(self, *words):
        pass

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        answer = self.answers[self.path.strip("/")]
        try:
            answer(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def told(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "application/rss+xml", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(answers):
    Server.answers, Server.asked = answers, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


HERE = Limits(seconds=2.0, max_bytes=200_000, allowed=lambda address: address == "127.0.0.1")


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "store.db")
    yield opened
    opened.close()


def watching(tmp_path, *sources, pause=60.0) -> Settings:
    feeds = tuple(one for one in sources if isinstance(one, Feed))
    folders = tuple(one for one in sources if isinstance(one, Folder))
    return Settings(feeds, folders, pause, tmp_path / "feeds.seen.json")


def once(settings, store, *, again=True, limits=HERE):
    """One look; `again` makes every source due."""
    if again and settings.memory.exists():
        from geo.feeds.remembered import save

        memory = load(settings.memory)
        for one in memory.sources.values():
            one.due = 0.0
        save(settings.memory, memory)
    return [told.words for told in look(settings, store, open_gazetteer(), limits=limits)]


def test_each_report_once_and_only_what_has_changed_is_asked_for(tmp_path, store):
    numbers = [1, 2]

    def rss(server):
        mark = f'"{numbers}"'
        if server.headers.get("If-None-Match") == mark:
            server.told(b"", 304)
        else:
            server.told(feed_of(*numbers), ETag=mark, Last_Modified="Fri, 15 Nov 2024 10:00:00 GMT")

    with serving({"rss.xml": rss}) as address:
        settings = watching(tmp_path, Feed(f"{address}rss.xml", source="Example Wire"))
        assert len(once(settings, store)) == 2
        assert once(settings, store) == []
        assert Server.asked[-1][1]["If-None-Match"] == '"[1, 2]"'
        assert Server.asked[-1][1]["If-Modified-Since"] == "Fri, 15 Nov 2024 10:00:00 GMT"
        numbers.append(3)
        assert len(once(settings, store)) == 1
        asked = len(Server.asked)
        assert once(settings, store, again=False) == []
        assert len(Server.asked) == asked  # it is not due yet
    assert store.count()[0] == 3
    assert {one.source for one in store.reports()} == {"Example Wire"}


def endless(server):
    server.send_response(200)
    server.end_headers()
    while True:
        server.wfile.write(b"x" * 10_000)


def dripping(server):
    server.send_response(200)
    server.send_header("Content-Length", "100000")
    server.end_headers()
    for _ in range(40):
        server.wfile.write(b"x")
        time.sleep(0.1)


def away(server, where):
    server.send_response(302)
    server.send_header("Location", where)
    server.send_header("Content-Length", "0")
    server.end_headers()


MISBEHAVING = {
    "endless": endless,
    "dripping": dripping,
    "bomb": lambda server: server.told(gzip.compress(bytes(8_000_000)), Content_Encoding="gzip"),
    "private": lambda server: away(server, "http://10.0.0.1/secret"),
    "metadata": lambda server: away(server, "http://169.254.169.254/latest"),
    "file": lambda server: away(server, "file:///etc/passwd"),
    "round": lambda server: away(server, "/round"),
    "error": lambda server: server.told(b"oops", 500),
    "gone": lambda server: server.told(b"", 404),
    "picture": lambda server: server.told(b"\x89PNG\r\n\x1a\n" + bytes(200), Content_Type="image/png"),
    "empty": lambda server: server.told(b""),
    "laughs": lambda server: server.told(
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]><rss><channel><item><description>&j;</description></item></channel></rss>"
    ),
}


@pytest.mark.parametrize("name", sorted(MISBEHAVING))
def test_a_server_that_misbehaves_gets_one_sentence_and_a_longer_wait(tmp_path, store, name):
    with serving(MISBEHAVING | {"good.xml": lambda server: server.told(feed_of(1))}) as address:
        settings = watching(tmp_path, Feed(address + name), Feed(f"{address}good.xml"))
        told = once(settings, store)
        assert len(told) == 2
        assert told[0].rstrip().endswith("minutes.")
        assert "Traceback" not in told[0]
        assert store.count()[0] == 1  # the other feed is none the worse for it
        first = load(settings.memory).of(address + name).due
        once(settings, store)
        assert load(settings.memory).of(address + name).failures == 2
        assert load(settings.memory).of(address + name).due > first + 60


def test_by_itself_it_opens_nothing_on_this_machine(tmp_path, store):
    with serving({"rss.xml": lambda server: server.told(feed_of(1))}) as address:
        told = once(watching(tmp_path, Feed(f"{address}rss.xml")), store, limits=Limits())
        assert "not on the public internet" in told[0]
        assert Server.asked == []


def test_a_source_that_failed_for_long_is_asked_once_a_day_and_comes_back(tmp_path, store):
    up = []
    answers = {"rss.xml": lambda server: server.told(feed_of(1)) if up else server.told(b"", 503)}
    with serving(answers) as address:
        settings = watching(tmp_path, Feed(f"{address}rss.xml"), pause=3600.0)
        for _ in range(8):
            once(settings, store)
        assert load(settings.memory).of(f"{address}rss.xml").due <= time.time() + 24 * 3600
        up.append(True)
        assert len(once(settings, store)) == 1
        assert load(settings.memory).of(f"{address}rss.xml").failures == 0


# ------------------------------------------------------------------------------------------------ folders


def dropped(folder, name, text="Some 300 troops are in Kursk Oblast, the ministry said."):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (time.time() - 60, time.time() - 60))
    return path


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_files_of_a_folder_are_read_once_and_again_when_they_change(tmp_path, store, inbox):
    settings = watching(tmp_path, Folder(inbox, source="Desk"))
    dropped(inbox, "a.txt")
    dropped(inbox, "b.txt")  # the same words under another name
    dropped(inbox, "c.txt", b"\x89PNG\r\n\x1a\n" + bytes(300))
    dropped(inbox, ".hidden", "secret")
    first = once(settings, store)
    assert store.count()[0] == 1
    assert len(first) == 2
    assert once(settings, store) == []
    dropped(inbox, "a.txt", "Some 500 troops are in Kursk Oblast, the ministry said.")
    assert len(once(settings, store)) == 1
    assert {one.source for one in store.reports()} == {"Desk"}


def test_a_file_that_is_still_written_waits(tmp_path, store, inbox):
    settings = watching(tmp_path, Folder(inbox))
    path = dropped(inbox, "a.txt")
    os.utime(path)
    assert once(settings, store) == []
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert len(once(settings, store)) == 1


def test_a_link_in_a_folder_leads_nowhere(tmp_path, store, inbox):
    outside = tmp_path / "outside.txt"
    outside.write_text("Some 300 troops are in Kursk Oblast.")
    (inbox / "link.txt").symlink_to(outside)
    assert once(watching(tmp_path, Folder(inbox)), store) == []


def test_a_folder_that_is_gone_and_a_memory_that_is_broken_stop_nothing(tmp_path, store, inbox):
    settings = watching(tmp_path, Folder(tmp_path / "nowhere"), Folder(inbox))
    dropped(inbox, "a.txt")
    told = once(settings, store)
    assert "cannot be read" in told[0]
    assert len(told) == 2
    settings.memory.write_bytes(b"{broken")
    assert len(once(settings, store, again=False)) == 1
    assert store.count()[0] == 1


def test_the_watch_waits_between_looks_and_ends_after_its_rounds(tmp_path, store, inbox):
    waits = []
    dropped(inbox, "a.txt")
    told = []
    watch(watching(tmp_path, Folder(inbox)), store, open_gazetteer(), told.append, sleep=waits.append, rounds=3)
    assert waits == [60.0, 60.0]
    assert len(told) == 1


# ------------------------------------------------------------------------------------------------ settings


def test_the_settings_of_the_help_are_understood(tmp_path, inbox, capsys):
    file = tmp_path / "feeds.toml"
    file.write_text('every_minutes = 30\n[[folder]]\npath = "inbox"\nsource = "Desk"\n')
    dropped(inbox, "a.txt")
    assert main(["watch", str(file), "--once", "--store", str(tmp_path / "s.db")]) == 0
    assert "claims" in capsys.readouterr().err
    settings = read_settings(file)
    assert settings.pause == 1800
    assert settings.folders == (replace(Folder(inbox), source="Desk"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[feed]\nurl = 'https://a.example'",
        "[[feed]]\nurl = 3",
        "[[feed]]\nsource = 'x'",
        "[[feed]]\nurl = 'https://a.example'\nevery = 3",
        "every_minutes = 0\n[[feed]]\nurl = 'https://a.example'",
        "every_minutes = true\n[[feed]]\nurl = 'https://a.example'",
        "every_minutes = nan\n[[feed]]\nurl = 'https://a.example'",
        "[[folder]]\nurl = 'x'",
        "not toml",
        "[[feed]]\nurl = ''",
        "x = " + "[" * 5000,
    ],
)
def test_settings_that_make_no_sense_are_told(tmp_path, text):
    file = tmp_path / "feeds.toml"
    file.write_text(text)
    with pytest.raises(ReportError) as told:
        read_settings(file)
    assert str(told.value).endswith(".")
