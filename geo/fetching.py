"""A page from the network, for a person who asked for it: the only door through which this program calls out.

An address may come from a stranger, and the server that hosts the page may stand beside machines that trust it. So
only http and https; every address a name stands for must be public (RFC 6890, by `ipaddress`), the connection goes to
the very address that was looked at, and a redirect is looked at again. Time and size have limits that a slow or
swollen answer cannot pass. Whatever goes wrong is a FetchError with one plain sentence.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from geo import __version__
from geo.errors import FetchError

MAX_BYTES = 10_000_000
"""Of one answer, as received and as unpacked."""
SECONDS = 20.0
"""For the whole of one fetch, redirects included."""
REDIRECTS = 5

_AGENT = f"reported-positions/{__version__}"
_MOVED = (301, 302, 303, 307, 308)
_ONCE = 65_536

Resolve = Callable[[str, int], list[str]]
"""Host and port → the IP addresses it stands for, as text."""
Allowed = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """What was found: `url` after redirects, `headers` with names in lower case, `content` unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def media_type(self) -> str:
        """`text/html`, without parameters; empty when the server did not say."""
        return _said_type(self.headers).get_content_type() if "content-type" in self.headers else ""

    @property
    def charset(self) -> str | None:
        """The encoding that the server named."""
        return _said_type(self.headers).get_content_charset()

    @property
    def name(self) -> str:
        """A file name for the readers of reports: the last part of the path, with the ending of its media type."""
        last = urlsplit(self.url).path.rstrip("/").rpartition("/")[2] or "page"
        kind = self.media_type
        if kind in ("text/html", "application/xhtml+xml") and not last.lower().endswith((".html", ".htm", ".xhtml")):
            return f"{last}.html"
        return last


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much; `allowed` and `resolve` are parameters so that a test can fetch from its own machine."""

    seconds: float = SECONDS
    max_bytes: int = MAX_BYTES
    redirects: int = REDIRECTS
    allowed: Allowed = field(default_factory=lambda: is_public)
    resolve: Resolve = field(default_factory=lambda: _resolve)


def fetch(url: str, *, headers: Mapping[str, str] | None = None, limits: Limits | None = None) -> Page:
    """The page at an address. With `If-None-Match` or `If-Modified-Since` in `headers` a 304 is an answer too.

    Raises FetchError.
    """
    limits = limits or Limits()
    clock = _Clock(limits.seconds)
    wanted = _parsed(url)
    for _ in range(limits.redirects + 1):
        page = _answer(wanted, headers or {}, limits, clock)
        if page.status not in _MOVED:
            return _accepted(page, wanted)
        wanted = _parsed(urljoin(page.url, page.headers.get("location", "")))
    raise FetchError(f"{_named(wanted)} sends us from page to page without end, so it was left. Nothing was changed.")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not private, loopback, link-local, shared or reserved."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(known, ipaddress.IPv6Address):
        inner = known.ipv4_mapped or known.sixtofour or (known.teredo or (None, None))[1]
        if known in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if known.is_site_local:
            return False
    return known.is_global and not known.is_multicast and not known.is_reserved


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64: the last 32 bits are an IPv4 address


class _Clock:
    """The time that is left of one fetch."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self._end = seconds, time.monotonic() + seconds

    def left(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


# ------------------------------------------------------------------------------------------------ where to


def _parsed(url: str) -> SplitResult:
    shown = _short(url)
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise FetchError(f"“{shown}” is not an address of a page; copy it from the browser.") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise FetchError(f"“{shown}” is not a page of the web; an address begins with https:// or http://.")
    if parts.username is not None or parts.password is not None:
        raise FetchError("The address carries a name or password, so it was not opened; leave them out.")
    if not parts.hostname or port == 0:
        raise FetchError(f"“{shown}” names no site; copy the whole address from the browser.")
    return parts


def _addresses(wanted: SplitResult, limits: Limits, clock: _Clock) -> list[str]:
    """The addresses that a site stands for, all of them public; a site with one private address is refused."""
    host = wanted.hostname or ""
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode()
        found = _in_time(lambda: limits.resolve(ascii_host, _port(wanted)), clock)
    except (OSError, UnicodeError) as error:
        if isinstance(error, TimeoutError):
            raise
        raise FetchError(
            f"{_named(wanted)} was not found; check the address and that there is a network. Nothing was changed."
        ) from None
    if not found or not all(map(limits.allowed, found)):
        raise FetchError(
            f"{_named(wanted)} is not on the public internet, so it was not opened. Save the page and drop the file."
        )
    return found


def _resolve(host: str, port: int) -> list[str]:
    return list(dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def _in_time(ask: Callable[[], list[str]], clock: _Clock) -> list[str]:
    """What `ask` finds; the system's own look-up of names knows no time limit, so it waits in a thread of its own."""
    asked: Future[list[str]] = Future()

    def look() -> None:
        try:
            asked.set_result(ask())
        except (OSError, UnicodeError) as error:
            asked.set_exception(error)

    threading.Thread(target=look, daemon=True).start()
    return asked.result(timeout=clock.left())


def _port(wanted: SplitResult) -> int:
    return wanted.port or (443 if wanted.scheme.lower() == "https" else 80)


# ------------------------------------------------------------------------------------------------ there and back


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at before, whatever the name has come to stand for since."""

    def __init__(self, wanted: SplitResult, addresses: list[str], clock: _Clock) -> None:
        super().__init__(wanted.hostname or "", _port(wanted))
        self._wanted, self._addresses, self._clock = wanted, addresses, clock
        self._plain: socket.socket | None = None
        self._answers: list[http.client.HTTPResponse] = []
        self.response_class = self._answering  # type: ignore[assignment]

    def _answering(self, sock: socket.socket, *more: Any, **named: Any) -> http.client.HTTPResponse:
        """Remembers the answer: one that broke off half way would keep its socket open."""
        self._answers.append(http.client.HTTPResponse(sock, *more, **named))
        return self._answers[-1]

    def end(self) -> None:
        """Closes the connection and its answers; `close` alone is what http.client calls once the head is read."""
        self.close()
        for answer in self._answers:
            answer.close()

    def connect(self) -> None:
        refused: OSError | None = None
        for address in self._addresses:
            try:
                self._plain = self.sock = socket.create_connection((address, self.port), timeout=self._clock.left())
            except OSError as error:
                refused = error
                continue
            if self._wanted.scheme.lower() == "https":
                self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
                self._plain = self.sock
            return
        raise refused or OSError("no address")

    def cut(self) -> None:
        """Ends the connection from another thread; `close` would leave a reader waiting."""
        if self._plain is not None:
            with suppress(OSError):  # it is closed already
                self._plain.shutdown(socket.SHUT_RDWR)


def _answer(wanted: SplitResult, headers: Mapping[str, str], limits: Limits, clock: _Clock) -> Page:
    """One request and its answer, within the time that is left."""
    try:
        addresses = _addresses(wanted, limits, clock)
        connection = _Pinned(wanted, addresses, clock)
        with _cut_off(connection, clock) as late:
            try:
                connection.request("GET", _path(wanted), headers=_said(headers))
                answer = connection.getresponse()
                told = {name.lower(): value for name, value in answer.getheaders()}
                moved = answer.status in _MOVED or answer.status == 304
                content = b"" if moved else _unpacked(answer, told, limits.max_bytes, wanted)
            except (OSError, http.client.HTTPException):
                if late.is_set():
                    raise TimeoutError from None
                raise
        return Page(wanted.geturl(), answer.status, told, content)
    except TimeoutError:
        raise FetchError(
            f"{_named(wanted)} did not answer within {clock.seconds:g} seconds; try again later. Nothing was changed."
        ) from None
    except ssl.SSLError:
        raise FetchError(f"{_named(wanted)} has no valid certificate, so it was not opened.") from None
    except (OSError, http.client.HTTPException, ValueError, UnicodeError, zlib.error):
        raise FetchError(
            f"{_named(wanted)} gave no answer that can be read; try again later, or save the page and drop the file. "
            "Nothing was changed."
        ) from None


@contextmanager
def _cut_off(connection: _Pinned, clock: _Clock) -> Iterator[threading.Event]:
    """Shuts the connection when the time is over: a server that sends a byte a second never trips a time limit."""
    late = threading.Event()

    def cut() -> None:
        late.set()
        connection.cut()

    timer = threading.Timer(clock.left(), cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
        if late.is_set():
            raise TimeoutError
    finally:
        timer.cancel()
        connection.end()


def _path(wanted: SplitResult) -> str:
    path, query = (quote(part, safe="/%:@!$&'()*+,;=~-._?[]") for part in (wanted.path, wanted.query))
    return (path or "/") + (f"?{query}" if query else "")


def _said(headers: Mapping[str, str]) -> dict[str, str]:
    return {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close", **headers}


def _unpacked(answer: http.client.HTTPResponse, told: Mapping[str, str], most: int, wanted: SplitResult) -> bytes:
    """The body, unpacked a piece at a time, so that a small answer cannot swell beyond the limit."""
    packed = told.get("content-encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise ValueError(packed)
    opened = zlib.decompressobj(wbits=47) if "gzip" in packed else None
    parts: list[bytes] = []
    received = kept = 0
    while piece := answer.read1(_ONCE):
        received += len(piece)
        if opened is not None:
            piece = opened.decompress(piece, most - kept + 1)
        kept += len(piece)
        if received > most or kept > most:
            raise FetchError(
                f"{_named(wanted)} sends more than {most / 1e6:g} MB, the limit for one page, so it was left. "
                "Nothing was changed."
            )
        parts.append(piece)
    if answer.length or (opened is not None and received and not opened.eof):
        raise http.client.IncompleteRead(b"")
    return b"".join(parts)


def _accepted(page: Page, wanted: SplitResult) -> Page:
    if page.status == 304 or 200 <= page.status < 300:
        return page
    meaning = {
        401: "asks for a sign-in",
        403: "does not let us in",
        404: "has no such page",
        410: "has taken this page away",
        429: "asks us to come back later",
    }.get(page.status, "answered with an error" if page.status >= 500 else "did not give the page")
    raise FetchError(f"{_named(wanted)} {meaning} ({page.status}). Nothing was changed.")


def _said_type(headers: Mapping[str, str]) -> Message:
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    return message


def _named(wanted: SplitResult) -> str:
    return f"“{_short(wanted.hostname or '')}”"


def _short(words: str) -> str:
    """A stranger's words inside our sentence: short and printable."""
    return "".join(sign if sign.isprintable() else "�" for sign in words.strip()[:80])
