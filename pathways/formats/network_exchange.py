"""What does this one address answer?  One question over TLS, to an address that was looked at before it was called.

The name is resolved here, every address that it stands for is checked, and the connection goes to a checked one: who
answers for the name differently a moment later gains nothing.  The certificate has to be that of the name.  All of it,
from the name to the last byte, has to end by one deadline.

Source: RFC 9110 and 9112 (HTTP); RFC 6125 (whose certificate).
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException, HTTPResponse
from typing import IO, Final

_HEADERS: Final = 128 * 1024
"""Bytes that may come besides the body: headers, and how it is divided into chunks."""
_CHUNK: Final = 64 * 1024
_ADDRESSES: Final = 4
"""How many addresses of one name are tried."""

Lookup = Callable[[str, int], Sequence[str]]
"""From a name and a port to every address that it stands for."""


class Silence(StrEnum):
    """Why nothing is known of what stands at an address."""

    ADDRESS_REFUSED = "the address is not one that may be asked"
    PRIVATE_ADDRESS = "the name leads into somebody's own network"
    NAME_UNKNOWN = "the name is not known"
    NOT_REACHED = "nobody answered there"
    CERTIFICATE_WRONG = "the certificate is not that of the name"
    ANSWER_DAMAGED = "the answer could not be read"
    ANSWER_REFUSED = "the address answered that it has nothing"
    CONTENT_REFUSED = "the answer is not of a type that is read"
    TOO_LARGE = "the answer is too large"
    TOO_SLOW = "the answer took too long"
    LEADS_ELSEWHERE = "the address leads to another host"
    TOO_MANY_REDIRECTS = "the address leads from one to the next"
    TOO_MANY_REQUESTS = "as much was asked as may be asked in one run"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why an address has no answer, and what that rests on."""

    why: Silence
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.why}: {self.detail}" if self.detail else str(self.why)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an address answered: the status, where it sends on to, the type of the body, the body."""

    status: int
    location: str | None
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked: host, port, and the path with the query."""

    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Ways:
    """By what an exchange is made; tests put others in their place.

    ``clock`` counts seconds and never goes back; ``is_open`` says whether an address may be called.
    """

    lookup: Lookup
    is_open: Callable[[str], bool]
    tls: ssl.SSLContext
    clock: Callable[[], float]


class _TooMuch(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """More came than is taken."""


def system_lookup(host: str, port: int) -> tuple[str, ...]:
    """Return every address that the system knows for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def system_tls() -> ssl.SSLContext:
    """Return how certificates are checked: by the system's own list, for the name, TLS 1.2 or later, no key log."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_default_certs()
    return context


def exchange(target: Target, ways: Ways, *, deadline: float, most: int) -> Answered | Unanswered:
    """Return what the target answers until ``deadline`` (on the clock) in at most ``most`` bytes, or why nothing."""
    addresses = _checked(target, ways, deadline)
    if isinstance(addresses, Unanswered):
        return addresses
    last = Unanswered(Silence.NOT_REACHED, target.host)
    for address in addresses[:_ADDRESSES]:
        try:
            with _connected(address, target, ways, deadline) as channel:
                return _asked(target, _Timed(channel, ways.clock, deadline, most + _HEADERS), most)
        except _TooMuch:
            return Unanswered(Silence.TOO_LARGE, f"more than {most:,} bytes")
        except TimeoutError:
            return Unanswered(Silence.TOO_SLOW, target.host)
        except ssl.SSLCertVerificationError as error:
            return Unanswered(Silence.CERTIFICATE_WRONG, error.verify_message)
        except HTTPException as error:
            return Unanswered(Silence.ANSWER_DAMAGED, type(error).__name__)
        except (OSError, ValueError) as error:
            last = Unanswered(Silence.NOT_REACHED, f"{target.host} ({type(error).__name__})")
    return last


def _checked(target: Target, ways: Ways, deadline: float) -> tuple[str, ...] | Unanswered:
    """Return the addresses of the name where all of them lie in the open."""
    found = _resolved(target, ways, deadline)
    if isinstance(found, Unanswered):
        return found
    closed = next((address for address in found if not ways.is_open(address)), None)
    if closed is not None:
        return Unanswered(Silence.PRIVATE_ADDRESS, f"{target.host} is {closed}")
    return found or Unanswered(Silence.NAME_UNKNOWN, target.host)


def _resolved(target: Target, ways: Ways, deadline: float) -> tuple[str, ...] | Unanswered:
    """Return what the name stands for; asked on a thread of its own, as that question knows no deadline."""
    found: list[tuple[str, ...]] = []

    def look() -> None:
        try:
            found.append(tuple(ways.lookup(target.host, target.port)))
        except (OSError, UnicodeError):
            found.append(())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - ways.clock()))
    return found[0] if found else Unanswered(Silence.TOO_SLOW, f"the name {target.host}")


def _connected(address: str, target: Target, ways: Ways, deadline: float) -> ssl.SSLSocket:
    plain = socket.create_connection((address, target.port), timeout=_left(ways.clock, deadline))
    try:
        plain.settimeout(_left(ways.clock, deadline))
        return ways.tls.wrap_socket(plain, server_hostname=target.host)
    except BaseException:
        plain.close()
        raise


def _left(clock: Callable[[], float], deadline: float) -> float:
    left = deadline - clock()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed(io.RawIOBase):
    """The bytes that come, until the deadline and in bounds; it is all that the reader of HTTP gets of a connection."""

    def __init__(self, channel: ssl.SSLSocket, clock: Callable[[], float], deadline: float, most: int) -> None:
        super().__init__()
        self._channel, self._clock, self._deadline, self._most = channel, clock, deadline, most

    def makefile(self, _mode: str) -> IO[bytes]:
        """Return itself as what a response reads from."""
        return io.BufferedReader(self, _CHUNK)

    def send(self, data: bytes) -> None:
        """Send all of it before the deadline."""
        self._channel.settimeout(_left(self._clock, self._deadline))
        self._channel.sendall(data)

    def readable(self) -> bool:
        """Return True: this is what it is for."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer with what has come and return how much."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        self._channel.settimeout(_left(self._clock, self._deadline))
        count = self._channel.recv_into(view)
        self._most -= count
        if self._most < 0:
            raise _TooMuch
        return count


def _asked(target: Target, timed: _Timed, most: int) -> Answered | Unanswered:
    port = "" if target.port == 443 else f":{target.port}"
    lines = (
        f"GET {target.path} HTTP/1.1",
        f"Host: {target.host}{port}",
        "Accept: application/json, application/*;q=0.9, text/plain;q=0.5",
        "Accept-Encoding: identity",
        "User-Agent: pathways-planner",
        "Connection: close",
    )
    timed.send(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
    response = HTTPResponse(timed, method="GET")  # type: ignore[arg-type]
    try:
        response.begin()
        return _read(response, most)
    finally:
        response.close()


def _read(response: HTTPResponse, most: int) -> Answered | Unanswered:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    location = response.headers.get("Location")
    if response.status != 200:
        return Answered(response.status, location, kind, b"")
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        return Unanswered(Silence.CONTENT_REFUSED, "it is compressed")
    if response.length is not None and response.length > most:
        raise _TooMuch
    body = bytearray()
    while piece := response.read(min(_CHUNK, most + 1 - len(body))):
        body += piece
        if len(body) > most:
            raise _TooMuch
    if response.length:
        return Unanswered(Silence.ANSWER_DAMAGED, "it broke off")
    return Answered(response.status, location, kind, bytes(body))
