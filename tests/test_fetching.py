"""Fetching a page: from a server on this machine that misbehaves in every way we know of."""

import gzip
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from geo.errors import FetchError
from geo.fetching import Limits, fetch, is_public

TEXT = b"<html><body><p>Some 300 troops are in Kursk Oblast, the ministry said.</p></body></html>"
SIZE = 200_000
BOMB = gzip.compress(bytes(SIZE * 40))


class Misbehaving(BaseHTTPRequestHandler):
    """Each path is one way to answer."""

    def log_message(self, *words):
        pass

    def do_GET(self):
        name = urlsplit(self.path).path.strip("/").replace("-", "_")
        try:
            getattr(self, f"a_{name}")()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def told(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def a_good(self):
        self.told(TEXT, ETag='"one"')

    def a_packed(self):
        self.told(gzip.compress(TEXT), Content_Encoding="gzip")

    def a_bomb(self):
        self.told(BOMB, Content_Encoding="gzip")

    def a_large(self):
        self.told(b"x" * (SIZE + 1))

    def a_endless(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 10_000)

    def a_dripping(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def a_dripping_head(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X-Slow: 1")
            time.sleep(0.05)

    def a_silent(self):
        time.sleep(5)

    def a_half(self):
        self.told(b"half", Content_Length="4000")

    def a_half_packed(self):
        self.told(gzip.compress(TEXT * 50)[:-20], Content_Encoding="gzip")

    def a_odd_packing(self):
        self.told(b"???", Content_Encoding="compress")

    def a_no_web(self):
        self.wfile.write(b"220 mail.example ESMTP\r\n")

    def a_moved(self):
        self.told(b"", 302, Location="/good")

    def a_circle(self):
        self.told(b"", 302, Location="/circle")

    def a_to_file(self):
        self.told(b"", 302, Location="file:///etc/passwd")

    def a_to_metadata(self):
        self.told(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def a_missing(self):
        self.told(b"nothing", 404)

    def a_broken(self):
        self.told(b"trouble", 503)

    def a_asked(self):
        if self.headers.get("If-None-Match") == '"one"':
            self.told(b"", 304)
        else:
            self.told(self.headers.get("Host", "").encode())


class Quiet(ThreadingHTTPServer):
    """A visitor who hangs up is no error here."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


@contextmanager
def running():
    server = Quiet(("127.0.0.1", 0), Misbehaving)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://press.invalid:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def site():
    with running() as address:
        yield address


def here(**more) -> Limits:
    """Names lead to this machine, and only this machine is allowed: the check itself stays in force."""
    kept = {
        "seconds": 1.0,
        "max_bytes": SIZE,
        "allowed": lambda address: address == "127.0.0.1",
        "resolve": lambda host, port: [host] if host[0].isdigit() else ["127.0.0.1"],
    }
    return Limits(**kept | more)


def test_a_page_is_fetched_with_its_kind_and_its_name(site):
    page = fetch(f"{site}/good", limits=here())
    assert (page.content, page.media_type, page.charset, page.name) == (TEXT, "text/html", "utf-8", "good.html")


def test_a_packed_page_is_unpacked(site):
    assert fetch(f"{site}/packed", limits=here()).content == TEXT


def test_a_redirect_is_followed_and_the_last_address_is_told(site):
    page = fetch(f"{site}/moved", limits=here())
    assert page.url == f"{site}/good"


def test_the_site_is_asked_by_its_name_although_the_connection_goes_to_an_address(site):
    assert fetch(f"{site}/asked", limits=here()).content.decode() == site.removeprefix("http://")


def test_a_page_that_has_not_changed_is_an_answer(site):
    page = fetch(f"{site}/asked", headers={"If-None-Match": '"one"'}, limits=here())
    assert (page.status, page.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("bomb", "more than 0.2 MB"),
        ("large", "more than 0.2 MB"),
        ("endless", "more than 0.2 MB"),
        ("dripping", "within 1 seconds"),
        ("dripping-head", "within 1 seconds"),
        ("silent", "within 1 seconds"),
        ("half", "no answer that can be read"),
        ("half-packed", "no answer that can be read"),
        ("odd-packing", "no answer that can be read"),
        ("no-web", "no answer that can be read"),
        ("circle", "from page to page"),
        ("to-file", "not a page of the web"),
        ("to-metadata", "not on the public internet"),
        ("missing", "has no such page"),
        ("broken", "answered with an error"),
    ],
)
def test_a_site_that_misbehaves_is_answered_by_one_sentence_in_time(site, path, words):
    begun = time.monotonic()
    with pytest.raises(FetchError, match=words) as told:
        fetch(f"{site}/{path}", limits=here())
    assert time.monotonic() - begun < 4
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://press.invalid/x", "not a page of the web"),
        ("file:///etc/passwd", "not a page of the web"),
        ("javascript:alert(1)", "not a page of the web"),
        ("/etc/passwd", "not a page of the web"),
        ("http://", "names no site"),
        ("http://press.invalid:99999/", "not an address"),
        ("http://[::1", "not an address"),
        ("https://ann:secret@press.invalid/", "name or password"),
        ("http://press.invalid:0/", "names no site"),
    ],
)
def test_what_is_no_web_address_is_not_opened(url, words):
    with pytest.raises(FetchError, match=words):
        fetch(url, limits=here())


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.8/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0.0.0.0/",
    ],
)
def test_nothing_of_this_machine_or_its_network_is_opened(url):
    with pytest.raises(FetchError, match=r"not on the public internet|was not found"):
        fetch(url, limits=Limits(seconds=3))


def test_a_name_with_one_private_address_among_public_ones_is_not_opened():
    limits = Limits(seconds=1, resolve=lambda host, port: ["93.184.215.14", "10.0.0.8"])
    with pytest.raises(FetchError, match="not on the public internet"):
        fetch("http://press.invalid/", limits=limits)


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind(site):
    asked = []

    def changing(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.8"]

    assert fetch(f"{site}/good", limits=here(resolve=changing)).content == TEXT
    assert asked == ["press.invalid"]


def test_a_name_that_nobody_knows_is_a_sentence():
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(FetchError, match="was not found"):
        fetch("https://press.invalid/", limits=Limits(resolve=unknown))


def test_a_look_up_that_hangs_is_left_in_time():
    def hanging(host: str, port: int) -> list[str]:
        time.sleep(3)
        return []

    with pytest.raises(FetchError, match="did not answer within"):
        fetch("https://press.invalid/", limits=Limits(seconds=0.3, resolve=hanging))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::6810:84e5", True),
        ("127.0.0.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("no address", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public
