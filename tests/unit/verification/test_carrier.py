"""What carries a badge is read within bounds, and what is hostile is refused with its reason."""

from __future__ import annotations

import json
import struct
import zlib

import pytest

from pathways.model.verification_documents import CarrierForm
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Refusal
from tests.unit.verification.signing import credential, good_token

pytestmark = pytest.mark.usefixtures("no_request", "bounded")

BADGE = json.dumps(credential()).encode()
KEYWORD = b"openbadgecredential"


def chunk(kind: bytes, data: bytes, *, crc: int | None = None, length: int | None = None) -> bytes:
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data) if length is None else length) + kind + data + struct.pack(">I", crc)


def text(data: bytes, *, keyword: bytes = KEYWORD, flag: int = 0) -> bytes:
    return keyword + b"\0" + bytes([flag, 0]) + b"en\0\0" + data


def png(*chunks: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def svg(inner: bytes, *, head: bytes = b"", space: bytes = b"https://purl.imsglobal.org/ob/v3p0") -> bytes:
    return head + b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="' + space + b'">' + inner + b"</svg>"


def element(body: bytes, *, verify: bytes = b"") -> bytes:
    attribute = b' verify="' + verify + b'"' if verify else b""
    return b"<openbadges:credential" + attribute + b"><![CDATA[" + body + b"]]></openbadges:credential>"


OLD = b"http://openbadges.org"
HOSTED = b'<openbadges:assertion verify="https://example.org/a.json"/>'
PUBLIC = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
LAUGH = (
    b"<!DOCTYPE svg ["
    + b'<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]>"
)

READ: list[tuple[str, bytes, CarrierForm, CarrierForm]] = [
    ("JSON", BADGE, CarrierForm.JSON, CarrierForm.JSON),
    ("JSON with a mark of its encoding", b"\xef\xbb\xbf" + BADGE, CarrierForm.JSON, CarrierForm.JSON),
    ("token", good_token().encode() + b"\n", CarrierForm.JWT, CarrierForm.JWT),
    ("SD-JWT", good_token().encode() + b"~WyJhIl0~", CarrierForm.SD_JWT, CarrierForm.SD_JWT),
    ("PNG, JSON", png(chunk(b"iTXt", text(BADGE))), CarrierForm.PNG, CarrierForm.JSON),
    ("PNG, token", png(chunk(b"iTXt", text(good_token().encode()))), CarrierForm.PNG, CarrierForm.JWT),
    (
        "PNG of 2.0, address",
        png(chunk(b"tEXt", b"openbadges\0https://example.org/a.json")),
        CarrierForm.PNG,
        CarrierForm.URL,
    ),
    ("PNG of 2.0", png(chunk(b"iTXt", text(BADGE, keyword=b"openbadges"))), CarrierForm.PNG, CarrierForm.JSON),
    ("SVG, JSON", svg(element(BADGE)), CarrierForm.SVG, CarrierForm.JSON),
    ("SVG, token", svg(element(b"", verify=good_token().encode())), CarrierForm.SVG, CarrierForm.JWT),
    ("SVG of 2.0, address", svg(HOSTED, space=OLD), CarrierForm.SVG, CarrierForm.URL),
    ("SVG with the public type", svg(element(BADGE), head=PUBLIC), CarrierForm.SVG, CarrierForm.JSON),
]


@pytest.mark.parametrize(("data", "carrier", "form"), [row[1:] for row in READ], ids=[row[0] for row in READ])
def test_a_badge_is_found(data: bytes, carrier: CarrierForm, form: CarrierForm) -> None:
    found = open_carrier(data)
    assert isinstance(found, Carried)
    assert (found.carrier, found.form) == (carrier, form)


def test_what_is_found_in_a_picture_is_what_was_put_there() -> None:
    for data in (png(chunk(b"iTXt", text(BADGE))), svg(element(BADGE))):
        found = open_carrier(data)
        assert isinstance(found, Carried)
        assert found.value == credential()


REFUSED: list[tuple[str, bytes, str]] = [
    ("PNG without a badge", png(), "CARRIER_HAS_NO_BADGE"),
    ("PNG with two", png(chunk(b"iTXt", text(BADGE)), chunk(b"iTXt", text(BADGE))), "CARRIER_HAS_SEVERAL_BADGES"),
    (
        "PNG with one of each version",
        png(chunk(b"iTXt", text(BADGE)), chunk(b"tEXt", b"openbadges\0{}")),
        "CARRIER_HAS_SEVERAL_BADGES",
    ),
    ("PNG, compressed", png(chunk(b"iTXt", text(zlib.compress(bytes(1_000_000)), flag=1))), "CARRIER_COMPRESSED"),
    ("PNG, zTXt", png(chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(bytes(1_000)))), "CARRIER_COMPRESSED"),
    ("PNG, the new keyword as tEXt", png(chunk(b"tEXt", KEYWORD + b"\0" + BADGE)), "CARRIER_HAS_NO_BADGE"),
    ("PNG, wrong checksum", png(chunk(b"iTXt", text(BADGE), crc=1)), "CARRIER_DAMAGED"),
    ("PNG, a chunk of 4 GB", png(chunk(b"iTXt", text(BADGE), length=0xFFFFFFFF)), "CARRIER_DAMAGED"),
    ("PNG, cut off", png(chunk(b"iTXt", text(BADGE)))[:-13], "CARRIER_DAMAGED"),
    ("PNG, iTXt without its parts", png(chunk(b"iTXt", KEYWORD + b"\0\0\0en")), "CARRIER_DAMAGED"),
    ("PNG, iTXt without anything", png(chunk(b"iTXt", KEYWORD + b"\0")), "CARRIER_DAMAGED"),
    ("PNG, a badge of 3 MB", png(chunk(b"iTXt", text(b" " * 3_000_000))), "CARRIER_TOO_LARGE"),
    ("PNG of 30,000 chunks", png(*[chunk(b"tEXt", b"a\0b")] * 30_000), "CARRIER_TOO_LARGE"),
    ("PNG of another thing", png(chunk(b"iTXt", text(b"hello"))), "CARRIER_UNSUPPORTED"),
    ("SVG without a badge", svg(b"<rect/>"), "CARRIER_HAS_NO_BADGE"),
    ("SVG with an empty badge", svg(element(b" ")), "CARRIER_HAS_NO_BADGE"),
    ("SVG with two", svg(element(BADGE) * 2), "CARRIER_HAS_SEVERAL_BADGES"),
    ("SVG, one in another", svg(element(b"]]>" + element(BADGE) + b"<![CDATA[")), "CARRIER_HAS_SEVERAL_BADGES"),
    ("SVG, attribute and text", svg(element(BADGE, verify=good_token().encode())), "CARRIER_HAS_SEVERAL_BADGES"),
    ("SVG, a billion laughs", svg(b"&a11;" + element(BADGE), head=LAUGH), "XML_UNSAFE"),
    (
        "SVG, an entity",
        svg(element(BADGE), head=b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "XML_UNSAFE",
    ),
    (
        "SVG, a type elsewhere",
        svg(element(BADGE), head=b'<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">'),
        "XML_UNSAFE",
    ),
    (
        "SVG, the public type with entities",
        svg(element(BADGE), head=PUBLIC[:-1] + b'[<!ENTITY x "y">]>'),
        "XML_UNSAFE",
    ),
    ("SVG, an unknown entity under the public type", svg(b"&x;" + element(BADGE), head=PUBLIC), "XML_UNSAFE"),
    ("SVG, an unknown entity", svg(b"&x;" + element(BADGE)), "CARRIER_DAMAGED"),
    ("SVG, not closed", svg(element(BADGE))[:-3], "CARRIER_DAMAGED"),
    (
        "SVG, an unknown encoding",
        svg(element(BADGE), head=b'<?xml version="1.0" encoding="x-none"?>'),
        "CARRIER_DAMAGED",
    ),
    ("SVG, 100,000 deep", svg(b"<g>" * 100_000), "CARRIER_TOO_LARGE"),
    ("SVG of 60,000 elements", svg(b"<g/>" * 60_000), "CARRIER_TOO_LARGE"),
    (
        "SVG of 300,000 attributes",
        b"<svg " + b" ".join(b'a%d="x"' % n for n in range(300_000)) + b"></svg>",
        "CARRIER_HAS_NO_BADGE",
    ),
    ("SVG of 5 MB", svg(b" " * 5_000_000), "CARRIER_TOO_LARGE"),
    ("a PDF", b"%PDF-1.7 ...", "CARRIER_UNSUPPORTED"),
    ("an encrypted token", b"eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d", "CARRIER_UNSUPPORTED"),
    ("nothing", b"", "CARRIER_UNSUPPORTED"),
    ("noise", bytes(range(256)) * 10, "CARRIER_UNSUPPORTED"),
    ("17 MB", b"{" + b" " * 17_000_000, "CARRIER_TOO_LARGE"),
    ("an address by itself", b"https://example.org/a.json", "CARRIER_UNSUPPORTED"),
    ("a token with a bad part", b"eyJhb.eyJi.AA", "JWT_MALFORMED"),
    ("a token whose claims are a list", b"e30.W10.AA", "JSON_MALFORMED"),
]


@pytest.mark.badge_row(33)
@pytest.mark.parametrize(("data", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_hostile_or_something_else_is_refused(data: bytes, code: str) -> None:
    found = open_carrier(data)
    assert isinstance(found, Refusal)
    assert found.code == code
