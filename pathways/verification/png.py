"""Where in a PNG picture is the badge?  One text chunk, not compressed, its checksum right.

Source: PNG (W3C Recommendation, third edition) sections 5.3 and 11.3.3; Open Badges 3.0, "PNG" baking: iTXt with
the keyword ``openbadgecredential``; Open Badges 2.0 baking: iTXt or tEXt with the keyword ``openbadges``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
KEYWORDS: Final = (b"openbadgecredential", b"openbadges")
_TEXTS: Final = frozenset({b"tEXt", b"iTXt", b"zTXt"})


class _Chunk(NamedTuple):
    kind: bytes
    data: bytes
    crc: int


def badge_of_png(data: bytes, *, limits: Limits = LIMITS) -> tuple[str, bytes] | Refusal:
    """Return the keyword and the bytes of the one badge in the picture, or why there is none.

    Nothing is inflated and no pixel is read.
    """
    found: list[tuple[str, bytes]] = []
    for chunk in _chunks(data, limits):
        if isinstance(chunk, Refusal):
            return chunk
        keyword = _keyword(chunk)
        if keyword is None:
            continue
        text = _text(chunk, keyword, limits)
        if isinstance(text, Refusal):
            return text
        found.append((keyword.decode("ascii"), text))
    if len(found) > 1:
        return refusal(CheckCode.CARRIER_HAS_SEVERAL_BADGES, found=len(found))
    return found[0] if found else refusal(CheckCode.CARRIER_HAS_NO_BADGE)


def _chunks(data: bytes, limits: Limits) -> Iterator[_Chunk | Refusal]:
    """Yield the chunks up to IEND; a refusal is the last thing yielded."""
    place = len(SIGNATURE)
    for _ in range(limits.png_chunks):
        length = int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        end = place + 8 + length
        if end + 4 > len(data):
            yield refusal(CheckCode.CARRIER_DAMAGED, chunk=kind.decode("latin-1"), byte=place)
            return
        if kind == b"IEND":
            return
        body = data[place + 8 : end] if kind in _TEXTS else b""
        yield _Chunk(kind, body, int.from_bytes(data[end : end + 4], "big"))
        place = end + 4
    yield refusal(CheckCode.CARRIER_TOO_LARGE, chunks=limits.png_chunks)


def _keyword(chunk: _Chunk) -> bytes | None:
    keyword = chunk.data.partition(b"\0")[0] if chunk.kind in _TEXTS and b"\0" in chunk.data[:80] else None
    return keyword if keyword in KEYWORDS else None


def _text(chunk: _Chunk, keyword: bytes, limits: Limits) -> bytes | Refusal:
    if len(chunk.data) > limits.badge:
        return refusal(CheckCode.CARRIER_TOO_LARGE, size=len(chunk.data), allowed=limits.badge)
    if zlib.crc32(chunk.data, zlib.crc32(chunk.kind)) != chunk.crc:
        return refusal(CheckCode.CARRIER_DAMAGED, chunk=chunk.kind.decode("ascii"), error="checksum")
    rest = chunk.data[len(keyword) + 1 :]
    match chunk.kind:
        case b"tEXt":
            return rest if keyword == b"openbadges" else refusal(CheckCode.CARRIER_HAS_NO_BADGE, chunk="tEXt")
        case b"iTXt":
            return _international(rest)
        case _:
            return refusal(CheckCode.CARRIER_COMPRESSED, chunk="zTXt")


def _international(rest: bytes) -> bytes | Refusal:
    """Return the text behind compression flag, compression method, language and translated keyword."""
    if len(rest) < 4:
        return refusal(CheckCode.CARRIER_DAMAGED, chunk="iTXt")
    if rest[0] != 0:
        return refusal(CheckCode.CARRIER_COMPRESSED, chunk="iTXt")
    parts = rest[2:].split(b"\0", 2)
    return parts[2] if len(parts) == 3 else refusal(CheckCode.CARRIER_DAMAGED, chunk="iTXt")
