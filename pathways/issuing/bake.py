"""How does a badge travel inside a picture?  Put into a PNG or an SVG once, in the place of any that was there.

Nothing else of the picture changes.  A picture that our own reader would refuse is not baked into.

Source: Open Badges 3.0, "PNG" and "SVG" baking; PNG (third edition) sections 5.3 and 11.3.3.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from pathways.model.check_codes import CheckCode
from pathways.verification.carrier import form_of
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.png import KEYWORDS, SIGNATURE, badge_of_png
from pathways.verification.svg import ELEMENTS, badge_of_svg

_NO_BADGE: Final = frozenset({CheckCode.CARRIER_HAS_NO_BADGE, CheckCode.CARRIER_HAS_SEVERAL_BADGES})
_TEXTS: Final = frozenset({b"tEXt", b"iTXt", b"zTXt"})
_NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"


def bake(picture: bytes, badge: str, *, limits: Limits = LIMITS) -> bytes | Refusal:
    """Return the picture with the badge (JSON, or a compact token) inside, in the place of any badge that it held.

    Whether it is a PNG or an SVG is told by its bytes; what it returns is read back before it is handed out.
    """
    kind = form_of(picture).value
    if kind == "png":
        baked, read = _into_png(picture, badge, limits), badge_of_png
    elif kind == "svg":
        baked, read = _into_svg(picture, badge, limits), badge_of_svg
    else:
        return refusal(CheckCode.CARRIER_UNSUPPORTED, picture=kind, supported="PNG, SVG")
    if isinstance(baked, Refusal):
        return baked
    found = read(baked, limits=limits)
    return found if isinstance(found, Refusal) else baked


def _into_png(picture: bytes, badge: str, limits: Limits) -> bytes | Refusal:
    chunks: list[bytes] = []
    for chunk in _chunks(picture):
        if isinstance(chunk, Refusal):
            return chunk
        chunks.append(chunk)
        if len(chunks) > limits.png_chunks:
            return refusal(CheckCode.CARRIER_TOO_LARGE, chunks=limits.png_chunks)
    if chunks[0][4:8] != b"IHDR":
        return refusal(CheckCode.CARRIER_DAMAGED, chunk="IHDR", error="not the first")
    text = b"openbadgecredential\0\0\0\0\0" + badge.encode("utf-8")
    kept = [chunk for chunk in chunks[1:] if not _holds_badge(chunk)]
    return b"".join((SIGNATURE, chunks[0], _chunk(b"iTXt", text), *kept))


def _chunks(picture: bytes) -> Iterator[bytes | Refusal]:
    """Yield the chunks of a picture up to its end, each whole; a refusal is the last thing yielded."""
    place = len(SIGNATURE)
    while True:
        end = place + 12 + int.from_bytes(picture[place : place + 4], "big")
        kind = picture[place + 4 : place + 8]
        if end > len(picture) or zlib.crc32(picture[place + 4 : end - 4]) != int.from_bytes(
            picture[end - 4 : end], "big"
        ):
            yield refusal(CheckCode.CARRIER_DAMAGED, chunk=kind.decode("latin-1"), byte=place)
            return
        yield picture[place:end]
        if kind == b"IEND":
            return
        place = end


def _holds_badge(chunk: bytes) -> bool:
    return chunk[4:8] in _TEXTS and chunk[8:].partition(b"\0")[0] in KEYWORDS


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


class _Places:
    """Finds where the first tag ends and where badges stand, in bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.root: tuple[int, int] | None = None
        self.badges: list[tuple[int, int]] = []
        self._open: list[int] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.Parse(data, True)

    def _begin(self, name: str, _attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        if self.root is None:
            self.root = start, _tag_end(self.data, start)
        self._open.append(start if name in ELEMENTS else -1)

    def _end(self, _name: str) -> None:
        start = self._open.pop()
        if start >= 0:
            first = _tag_end(self.data, start)
            alone = self.data[first - 2 : first] == b"/>"
            self.badges.append((start, first if alone else _tag_end(self.data, self._parser.CurrentByteIndex)))


def _tag_end(data: bytes, start: int) -> int:
    """Return the place behind a tag; what stands in quotation marks does not end it."""
    quote = 0
    for place in range(start, len(data)):
        sign = data[place]
        if quote:
            quote = 0 if sign == quote else quote
        elif sign in b"\"'":
            quote = sign
        elif sign == 0x3E:
            return place + 1
    return len(data)


def _into_svg(picture: bytes, badge: str, limits: Limits) -> bytes | Refusal:
    looked = badge_of_svg(picture, limits=limits)
    if isinstance(looked, Refusal) and looked.code not in _NO_BADGE:
        return looked
    try:
        picture.decode("utf-8")
        places = _Places(picture)
    except (UnicodeDecodeError, expat.ExpatError) as error:
        return refusal(CheckCode.CARRIER_DAMAGED, error=error, supported="UTF-8")
    for start, end in sorted(places.badges, reverse=True):
        picture = picture[:start] + picture[end:]
    start, end = places.root or (0, 0)
    tag = picture[start:end]
    inside = _element(badge).encode("utf-8")
    if tag.endswith(b"/>"):
        name = tag[1:-2].split(None, 1)[0]
        return picture[:start] + tag[:-2] + b">" + inside + b"</" + name + b">" + picture[end:]
    return picture[:end] + inside + picture[end:]


def _element(badge: str) -> str:
    """Return the element that holds a badge: a token in its attribute, JSON as its text."""
    begin = f'<openbadges:credential xmlns:openbadges="{_NAMESPACE}"'
    if not badge.lstrip().startswith("{"):
        return f"{begin} verify={quoteattr(badge)}/>"
    safe = badge.replace("]]>", "]]\\u003e").replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    return f"{begin}><![CDATA[{safe}]]></openbadges:credential>"
