"""Nothing is asked unless a port is opened, and what is opened asks the open internet only, within bounds."""

from __future__ import annotations

import datetime as dt
import ipaddress
import itertools
import json
import random
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pathways.formats.evidence import open_bundle, pack, replay
from pathways.formats.network import GuardedNetwork, open_ways, target_of
from pathways.formats.network_addresses import is_public
from pathways.formats.network_exchange import Silence, Target, Ways, system_tls
from pathways.model.check_codes import Step
from pathways.verification.examine import examine
from pathways.verification.limits import Limits
from pathways.verification.terms import Terms
from tests.unit.formats.loopback import NAME, Answer, Server, client_context, server_context, serving, whole
from tests.unit.verification.signing import ISSUER, at, good_token, jwk

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
HERE = "127.0.0.1"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(tmp_path_factory.mktemp("tls"), NAME)


@pytest.fixture
def serve(certificate: ssl.SSLContext) -> Iterator[Callable[[Answer], Server]]:
    begun: list[Any] = []

    def begin(answer: Answer) -> Server:
        manager = serving(certificate, answer)
        begun.append(manager)
        server: Server = manager.__enter__()
        return server

    yield begin
    for manager in begun:
        manager.__exit__(None, None, None)


def to_here(_host: str, _port: int) -> Sequence[str]:
    return (HERE,)


def ways(**changes: Any) -> Ways:
    made = open_ways(lookup=to_here, is_open=lambda address: address == HERE, tls=client_context())
    return Ways(**{**{name: getattr(made, name) for name in ("lookup", "is_open", "tls", "clock")}, **changes})


def network(server: Server, *, limits: Limits | None = None, **changes: Any) -> GuardedNetwork:
    ports = frozenset({server.port})
    return GuardedNetwork(now=lambda: NOW, ports=ports, ways=ways(**changes), limits=limits or Limits())


def url(server: Server, path: str = "/keys") -> str:
    return f"https://{NAME}:{server.port}{path}"


def steps(by: float) -> Callable[[], float]:
    """Return a clock that goes on by so many seconds whenever it is looked at."""
    numbers = itertools.count()
    return lambda: next(numbers) * by


def test_what_stands_at_an_address_comes_dated_and_each_address_is_asked_once(serve: Any) -> None:
    server = serve(whole(b'{"keys": []}', "Set-Cookie: a=b"))
    port = network(server)
    found = [port.snapshot(url(server)) for _ in range(3)]
    assert found[0] is not None
    assert (found[0].body, found[0].retrieved, found[0].url) == (b'{"keys": []}', NOW, url(server))
    assert found[1] is found[0]
    assert port.told(url(server)) == ""
    assert len(server.requests) == 1
    port.snapshot(url(server, "/other"))
    assert b"cookie" not in server.requests[1].lower()
    lines = server.requests[0].decode().split("\r\n")
    assert lines[0] == "GET /keys HTTP/1.1"
    assert f"Host: {NAME}:{server.port}" in lines
    assert "Accept-Encoding: identity" in lines


def test_proxies_of_the_environment_are_not_used(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server = serve(whole(b"{}"))
    assert network(server).snapshot(url(server)) is not None


@pytest.mark.badge_row(21)
@pytest.mark.parametrize(
    "address",
    [
        "http://keys.college.example.edu/keys",
        "ftp://keys.college.example.edu/keys",
        "file:///etc/passwd",
        "https://user:secret@keys.college.example.edu/",
        "https://keys.college.example.edu:8443/",
        "https://keys.college.example.edu:0/",
        "https://keys.college.example.edu:x/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://localhost/",
        "https://printer.local/",
        "https://vault.internal/",
        "https://169.254.169.254/latest/meta-data/",
        "https://keys.college.example.edu\\@evil.example.com/",
        "https://keys.college.example.edu/a b",
        "https://keys.college.example.edu/a\r\nHost: evil.example.com",
        "https://kéys.example.edu/",
        "https:///keys",
        "keys",
        "",
    ],
)
def test_an_address_that_may_not_be_asked_is_not_even_resolved(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", _never)
    port = GuardedNetwork(now=lambda: NOW, ways=ways(lookup=_never))
    assert port.snapshot(address) is None
    assert port.told(address).startswith(Silence.ADDRESS_REFUSED)


def _never(*_arguments: Any, **_names: Any) -> Any:
    raise AssertionError("something was asked")


PRIVATE = [
    *("0.0.0.1", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.16.0.1"),
    *("172.31.255.255", "192.168.1.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::10.0.0.1"),
    *("64:ff9b::a9fe:a9fe", "64:ff9b:1::8.8.8.8", "2002:7f00:1::", "2002:808:808::1", "2001::1", "2001:db8::1"),
    *("fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "3fff::1", "5f00::1"),
    *("not an address", "", "127.1", "0x7f000001", "2130706433"),
]


@pytest.mark.badge_row(7)
@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_not_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", _never)
    for answers in ((address,), ("93.184.215.14", address), (address, "2606:2800:21f:cb07::1")):
        port = GuardedNetwork(now=lambda: NOW, ways=ways(lookup=lambda _h, _p, found=answers: found, is_open=is_public))
        assert port.snapshot("https://rebound.example.org/") is None
        assert port.told("https://rebound.example.org/").startswith(Silence.PRIVATE_ADDRESS)


def test_no_address_is_called_open_that_the_language_calls_closed() -> None:
    source = random.Random(20_261_122)  # noqa: S311
    for _ in range(3_000):
        four = ipaddress.IPv4Address(source.getrandbits(32))
        six = ipaddress.IPv6Address(source.getrandbits(125) | 1 << 125)
        for one in (four, six):
            if is_public(str(one)):
                assert one.is_global, one
                assert not one.is_multicast, one
    for open_one in ("8.8.8.8", "93.184.215.14", "2606:4700:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"):
        assert is_public(open_one)


def test_the_connection_goes_to_the_address_that_was_checked(serve: Any) -> None:
    server, answers = serve(whole(b"{}")), iter([("127.0.0.1",), ("10.0.0.1",), ("10.0.0.1",)])
    port = network(server, lookup=lambda _host, _port: next(answers))
    assert port.snapshot(url(server)) is not None
    assert next(answers) == ("10.0.0.1",)


def test_a_name_without_an_address_and_one_that_is_not_reached() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror

    closed = socket.create_server((HERE, 0))
    number = closed.getsockname()[1]
    closed.close()
    for changes, why in (
        ({"lookup": unknown}, Silence.NAME_UNKNOWN),
        ({"lookup": lambda _h, _p: ()}, Silence.NAME_UNKNOWN),
        ({}, Silence.NOT_REACHED),
    ):
        port = GuardedNetwork(now=lambda: NOW, ports=frozenset({number}), ways=ways(**changes))
        assert port.snapshot(f"https://{NAME}:{number}/") is None
        assert port.told(f"https://{NAME}:{number}/").startswith(why)


def test_the_certificate_has_to_be_that_of_the_name(tmp_path: Path) -> None:
    contexts = (
        server_context(tmp_path, "other.college.example.edu"),
        server_context(tmp_path, NAME, dt.datetime(2021, 1, 1, tzinfo=dt.UTC)),
    )
    for context in contexts:
        with serving(context, whole(b"{}")) as server:
            port = network(server)
            assert port.snapshot(url(server)) is None
            assert port.told(url(server)).startswith(Silence.CERTIFICATE_WRONG)


def test_a_certificate_of_an_authority_that_nobody_knows_is_refused(serve: Any) -> None:
    server = serve(whole(b"{}"))
    port = network(server, tls=system_tls())
    assert port.snapshot(url(server)) is None
    assert port.told(url(server)).startswith(Silence.CERTIFICATE_WRONG)


def moved(to: str, status: str = "302 Found") -> Answer:
    return whole(b"", f"Location: {to}", status=status)


def test_a_redirect_is_followed_and_the_snapshot_keeps_the_name_that_was_asked(serve: Any) -> None:
    def answer(channel: ssl.SSLSocket, request: bytes) -> None:
        here = request.split()[1].decode()
        (whole(b'{"a": 1}') if here == "/there" else moved("/there"))(channel, request)

    server = serve(answer)
    found = network(server).snapshot(url(server))
    assert found is not None
    assert (found.url, found.body) == (url(server), b'{"a": 1}')


@pytest.mark.badge_row(21)
@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://keys.college.example.edu/keys", Silence.ADDRESS_REFUSED),
        ("//169.254.169.254/latest", Silence.LEADS_ELSEWHERE),
        ("https://evil.example.com/keys", Silence.LEADS_ELSEWHERE),
        ("https://user@keys.college.example.edu/", Silence.ADDRESS_REFUSED),
        ("file:///etc/passwd", Silence.ADDRESS_REFUSED),
        ("https://[::1", Silence.ADDRESS_REFUSED),
        ("/inside", Silence.PRIVATE_ADDRESS),
        ("https://{host}:8443/", Silence.ADDRESS_REFUSED),
        ("/keys", Silence.TOO_MANY_REDIRECTS),
    ],
)
def test_every_redirect_is_looked_at_anew(serve: Any, to: str, why: Silence) -> None:
    def answer(channel: ssl.SSLSocket, request: bytes) -> None:
        moved(to.format(host=NAME))(channel, request)

    server = serve(answer)
    later = ("10.0.0.1",) if why is Silence.PRIVATE_ADDRESS else (HERE,)
    answers = itertools.chain([(HERE,)], itertools.repeat(later))
    port = network(server, lookup=lambda _host, _port: next(answers))
    assert port.snapshot(url(server)) is None
    assert port.told(url(server)).startswith(why)
    assert len(server.requests) == (4 if why is Silence.TOO_MANY_REDIRECTS else 1)


def flood(*headers: str) -> Answer:
    def answer(channel: ssl.SSLSocket, _request: bytes) -> None:
        channel.sendall("\r\n".join(("HTTP/1.1 200 OK", *headers)).encode() + b"\r\n\r\n")
        for _ in range(160):
            channel.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n" if headers else b"x" * 65_536)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        flood(),
        flood("Transfer-Encoding: chunked"),
        whole(b"x" * 10_000_000),
        lambda channel, _: [channel.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 10_000) for _ in range(40)],
    ],
    ids=["no end", "chunks", "10 MB", "go on"],
)
def test_an_answer_that_is_too_large_is_not_read_to_its_end(serve: Any, answer: Answer) -> None:
    server = serve(answer)
    port = network(server)
    assert port.snapshot(url(server)) is None
    assert port.told(url(server)).startswith(Silence.TOO_LARGE)


def drip(channel: ssl.SSLSocket, _request: bytes) -> None:
    for _ in range(400):
        channel.sendall(b"H")


def late(channel: ssl.SSLSocket, _request: bytes) -> None:
    channel.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n")
    for _ in range(400):
        channel.sendall(b"{")


@pytest.mark.parametrize("answer", [drip, late])
def test_an_answer_that_comes_byte_by_byte_ends_at_the_deadline(serve: Any, answer: Answer) -> None:
    server = serve(answer)
    port = network(server, clock=steps(0.5))
    assert port.snapshot(url(server)) is None
    assert port.told(url(server)).startswith(Silence.TOO_SLOW)


def test_a_name_that_is_never_resolved_ends_at_the_deadline() -> None:
    done = threading.Event()

    def never(_host: str, _port: int) -> Sequence[str]:
        done.wait(10)
        return ()

    port = GuardedNetwork(now=lambda: NOW, ways=ways(lookup=never, clock=steps(20)))
    assert port.snapshot("https://slow.example.org/") is None
    assert port.told("https://slow.example.org/").startswith(Silence.TOO_SLOW)
    done.set()


def said(*headers: str) -> Answer:
    """Return what answers with two bytes under these headers alone."""
    lines = "\r\n".join(("HTTP/1.1 200 OK", *headers))
    return lambda channel, _: channel.sendall(lines.encode() + b"\r\n\r\n{}")


ANSWERS: list[tuple[str, Answer, Silence]] = [
    ("none", whole(b"", status="404 Not Found"), Silence.ANSWER_REFUSED),
    ("partial", whole(b"{}", status="206 Partial Content"), Silence.ANSWER_REFUSED),
    ("redirect without place", whole(b"", status="302 Found"), Silence.ANSWER_REFUSED),
    ("compressed", whole(b"\x1f\x8b", "Content-Encoding: gzip"), Silence.CONTENT_REFUSED),
    ("not HTTP", lambda channel, _: channel.sendall(b"SSH-2.0-x\r\n\r\n"), Silence.ANSWER_DAMAGED),
    ("nothing", lambda _channel, _: None, Silence.ANSWER_DAMAGED),
    (
        "cut",
        lambda channel, _: channel.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"),
        Silence.ANSWER_DAMAGED,
    ),
    ("a page", said("Content-Length: 2", "Content-Type: text/html"), Silence.CONTENT_REFUSED),
    ("long line", lambda channel, _: channel.sendall(b"HTTP/1.1 200 " + b"x" * 70_000), Silence.ANSWER_DAMAGED),
]


@pytest.mark.parametrize(("answer", "why"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_why_nothing_is_known_is_kept(serve: Any, answer: Answer, why: Silence) -> None:
    server = serve(answer)
    port = network(server)
    assert port.snapshot(url(server)) is None
    assert port.told(url(server)).startswith(why)


def test_one_run_asks_so_many_times_and_no_more(serve: Any) -> None:
    server = serve(whole(b"{}"))
    port = network(server, limits=Limits(requests=3))
    found = [port.snapshot(url(server, f"/{number}")) for number in range(5)]
    assert [one is not None for one in found] == [True, True, True, False, False]
    assert port.told(url(server, "/4")).startswith(Silence.TOO_MANY_REQUESTS)
    assert len(server.requests) == 3


@pytest.mark.badge_row(7)
@pytest.mark.badge_row(21)
def test_nothing_is_asked_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _never)
    monkeypatch.setattr(socket, "getaddrinfo", _never)
    token = good_token({"kid": "https://169.254.169.254/keys"}, iss=ISSUER)
    for data in (
        token.encode(),
        b'{"@context": "http://127.0.0.1/c", "type": "VerifiableCredential", "issuer": "https://a.org"}',
    ):
        assert examine(data, Terms(now=NOW)).resolved == ()


@pytest.fixture
def to_port(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let what is asked of port 443 reach a server that may not listen there."""
    connect = socket.create_connection

    def begin(port: int) -> None:
        def instead(address: tuple[str, int], timeout: float) -> socket.socket:
            assert address == (HERE, 443)
            return connect((HERE, port), timeout=timeout)

        monkeypatch.setattr(socket, "create_connection", instead)

    return begin


def test_keys_come_through_the_port_and_the_answer_is_repeated_without_it(serve: Any, to_port: Any) -> None:
    issuer, key_set = f"https://{NAME}/7", f"https://{NAME}/.well-known/jwks.json"

    def answer(channel: ssl.SSLSocket, request: bytes) -> None:
        found = request.split()[1] == b"/.well-known/jwks.json"
        keys = json.dumps({"keys": [{**jwk("EdDSA"), "kid": f"{key_set}#k"}]}).encode()
        (whole(keys) if found else whole(b"", status="404 Not Found"))(channel, request)

    server = serve(answer)
    to_port(server.port)
    token = good_token({"kid": f"{key_set}#k"}, iss=issuer, issuer=issuer).encode()
    port = GuardedNetwork(now=lambda: NOW, ways=ways())
    bundle = open_bundle(pack(token, Terms(now=NOW, resolver=port)))
    assert at(bundle.document, Step.KEY).code == "KEY_OF_ISSUER"
    assert [one.url for one in bundle.document.resolved] == [key_set]
    assert len(server.requests) == 1
    assert replay(bundle) == bundle.document


def test_why_the_port_has_no_answer_stands_in_the_answer(serve: Any, to_port: Any) -> None:
    server = serve(whole(b"", status="404 Not Found"))
    to_port(server.port)
    token = good_token({"kid": f"did:web:{NAME}#k"}, iss=f"did:web:{NAME}", issuer=f"did:web:{NAME}").encode()
    found = examine(token, Terms(now=NOW, resolver=GuardedNetwork(now=lambda: NOW, ways=ways())))
    evidence = {one.name: one.value for one in at(found, Step.KEY).evidence}
    assert at(found, Step.KEY).code == "KEY_NOT_RESOLVED"
    assert evidence["because"] == "the address answered that it has nothing: 404"
    assert server.requests[0].startswith(b"GET /.well-known/did.json ")


def test_the_system_is_asked_for_names_and_its_own_certificates() -> None:
    context = system_tls()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert getattr(context, "keylog_filename", None) is None
    assert target_of("https://example.edu") == Target("example.edu", 443, "/")
    assert target_of("https:example.edu/keys") is None
