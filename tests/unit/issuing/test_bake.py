"""A badge goes into a picture once and comes out as it went in; everything else of the picture stays."""

from __future__ import annotations

import json
import zlib
from xml.dom import minidom

import pytest

from pathways.issuing.bake import bake
from pathways.issuing.pictures import plain_png, plain_svg
from pathways.model.verification_documents import CarrierForm
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Refusal
from pathways.verification.png import SIGNATURE
from tests.support import SHARED, needs_shared

BADGE = json.dumps(
    {"type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "Données ]]> <b> & 'x'"}, ensure_ascii=False
)
TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln"  # noqa: S105 - a badge, not a password
SVG = b'<?xml version="1.0"?>\n<!-- a > in a comment --><svg xmlns="http://www.w3.org/2000/svg" a="1>2"><g/></svg>'


def carried(picture: bytes | Refusal) -> Carried:
    assert isinstance(picture, bytes), picture
    found = open_carrier(picture)
    assert isinstance(found, Carried), found
    return found


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


@pytest.mark.parametrize(
    "picture", [plain_png(), plain_svg("Data & <Ethics>", "Uni"), SVG, b'<svg xmlns="http://www.w3.org/2000/svg"/>']
)
@pytest.mark.parametrize("badge", [BADGE, TOKEN])
def test_what_was_baked_comes_out_and_baking_again_replaces_it(picture: bytes, badge: str) -> None:
    first = bake(picture, badge)
    found = carried(first)
    assert found.form is (CarrierForm.JWT if badge == TOKEN else CarrierForm.JSON)
    assert found.text == badge if badge == TOKEN else found.value == json.loads(badge)
    assert isinstance(first, bytes)
    other = json.dumps({"type": "OpenBadgeCredential", "id": "urn:other"})
    again = carried(bake(first, other))
    assert again.value == json.loads(other)
    assert bake(first, badge) == first, "the same badge into the same picture: the same bytes"


def test_the_badge_is_the_second_chunk_and_not_compressed() -> None:
    baked = bake(plain_png(), BADGE)
    assert isinstance(baked, bytes)
    place = len(SIGNATURE) + 25
    assert baked[place + 4 : place + 8] == b"iTXt"
    assert baked[place + 8 : place + 8 + 24] == b"openbadgecredential\0\0\0\0\0"
    assert baked.replace(chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + BADGE.encode()), b"") == plain_png()


def test_older_badges_leave_a_picture_and_other_texts_stay() -> None:
    plain = plain_png()
    head, rest = plain[: len(SIGNATURE) + 25], plain[len(SIGNATURE) + 25 :]
    title = chunk(b"tEXt", b"Title\0My seal")
    old = chunk(b"tEXt", b"openbadges\0https://old.example/1") + chunk(b"zTXt", b"openbadges\0\0x")
    baked = bake(head + old + title + rest, BADGE)
    assert isinstance(baked, bytes)
    assert title in baked
    assert b"openbadges\0" not in baked
    assert carried(baked).value == json.loads(BADGE)


def test_several_badges_in_a_drawing_become_one() -> None:
    twice = SVG.replace(
        b"<g/>",
        b'<o:assertion xmlns:o="http://openbadges.org" verify="x.y.z"/>'
        b'<b:credential xmlns:b="https://purl.imsglobal.org/ob/v3p0"><![CDATA[{"a":">"}]]></b:credential><g/>',
    )
    baked = bake(twice, TOKEN)
    assert isinstance(baked, bytes)
    assert carried(baked).text == TOKEN
    assert bake(SVG, TOKEN) == baked


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"%PDF-1.7", "CARRIER_UNSUPPORTED"),
        (b"{}", "CARRIER_UNSUPPORTED"),
        (plain_png()[:-20], "CARRIER_DAMAGED"),
        (plain_png().replace(b"PLTE", b"PLTF"), "CARRIER_DAMAGED"),
        (SIGNATURE + chunk(b"IEND", b""), "CARRIER_DAMAGED"),
        (SVG.replace(b"</svg>", b""), "CARRIER_DAMAGED"),
        (SVG.decode().encode("utf-16"), "CARRIER_UNSUPPORTED"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "XML_UNSAFE"),
    ],
)
def test_a_picture_that_we_would_not_read_is_not_baked_into(picture: bytes, code: str) -> None:
    refused = bake(picture, BADGE)
    assert isinstance(refused, Refusal)
    assert refused.code.value == code


def test_the_plain_pictures_are_what_they_say() -> None:
    drawn = minidom.parseString(plain_svg("Data & <Ethics> in a very long title indeed that goes on", "Uni"))  # noqa: S318 - our own
    assert drawn.documentElement is not None
    assert drawn.documentElement.getAttribute("aria-label").startswith("Data & <Ethics>")
    plain = plain_png()
    place, pixels = len(SIGNATURE), b""
    while plain[place + 4 : place + 8] != b"IEND":
        length = int.from_bytes(plain[place : place + 4], "big")
        if plain[place + 4 : place + 8] == b"IDAT":
            pixels = zlib.decompress(plain[place + 8 : place + 8 + length])
        place += 12 + length
    assert len(pixels) == 240 * 241
    assert set(pixels) == {0, 1, 2}


@needs_shared
@pytest.mark.parametrize("name", ["simple-json.png", "simple-jwt.png", "simple-json.svg", "simple-jwt.svg"])
def test_the_official_pictures_take_another_badge(name: str) -> None:
    picture = (SHARED / "data" / "badges" / "ob3" / name).read_bytes()
    assert carried(bake(picture, BADGE)).value == json.loads(BADGE)
    assert carried(bake(picture, TOKEN)).text == TOKEN


def test_a_foreign_baker_reads_what_we_baked() -> None:
    from openbadgeslib.ob3 import OB3Verifier

    png, svg = bake(plain_png(), TOKEN), bake(plain_svg("A", "B"), TOKEN)
    assert isinstance(png, bytes)
    assert isinstance(svg, bytes)
    assert OB3Verifier.extract_token_from_png(png) == TOKEN
    assert OB3Verifier.extract_token_from_svg(svg) == TOKEN
