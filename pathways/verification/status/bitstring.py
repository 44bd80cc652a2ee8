"""How is a list of statuses written as text?  One number of few bits for each badge, packed, base64url; and back.

The first is at the left-most bit.  A list holds 131,072 places at least, so that a place tells little about a learner.
Inflating stops at a bound: a megabyte of zeros can stand for a gigabyte.

Source: W3C Bitstring Status List v1.0, sections 2.2 and 3; StatusList2021 (the same without the multibase prefix);
RFC 1952 (gzip).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from pathways.errors import QuestionError
from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base64url, to_base64url
from pathways.verification.limits import LIMITS, Limits

LEAST: Final = 131_072
"""How many places a list has at least."""
WIDEST: Final = 8
"""How many bits a status may take here."""
_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
"""Of gzip: deflated, no name, no time, packed as well as can be, by no system in particular."""


class Bits:
    """A list of statuses of ``width`` bits each, all zero at first.

    >>> bits = Bits()
    >>> bits.set(23)
    >>> bits.get(23), bits.get(22), len(bits)
    (1, 0, 131072)
    """

    __slots__ = ("_data", "width")

    def __init__(self, count: int = LEAST, *, width: int = 1) -> None:
        """Make room for ``count`` statuses.  Raises QuestionError U003 below 131,072 or for a width beyond 1 to 8."""
        if count < LEAST or not 1 <= width <= WIDEST:
            hint = f"Make a list of {LEAST} or more places of 1 to {WIDEST} bits."
            raise QuestionError("U003", f"no list of {count} statuses of {width} bits can be made", hint=hint)
        self.width = width
        self._data = bytearray((count * width + 7) // 8)

    @classmethod
    def of_bytes(cls, data: bytes, *, width: int = 1) -> Bits:
        """Return the list that the bytes are, however short it is."""
        made = cls(width=width)
        made._data = bytearray(data)
        return made

    def __len__(self) -> int:
        """Return how many statuses there are."""
        return len(self._data) * 8 // self.width

    def __bytes__(self) -> bytes:
        """Return the list unpacked."""
        return bytes(self._data)

    def get(self, index: int) -> int:
        """Return the status at a place.  Raises QuestionError U003 outside the list."""
        bits = (self._bit(place) for place in self._places(index))
        value = 0
        for bit in bits:
            value = value << 1 | bit
        return value

    def set(self, index: int, value: int = 1) -> None:
        """Write the status at a place.  Raises QuestionError U003 outside the list, or for too large a value."""
        if not 0 <= value < 1 << self.width:
            raise QuestionError("U003", f"status {value} does not fit into {self.width} bits", hint="Use a wider list.")
        for shift, place in enumerate(reversed(self._places(index))):
            mask = 0x80 >> place % 8
            old = self._data[place // 8]
            self._data[place // 8] = old | mask if value >> shift & 1 else old & ~mask

    def ones(self) -> Iterable[int]:
        """Yield the places whose status is not zero, in order."""
        return (index for index in range(len(self)) if self.get(index))

    def _bit(self, place: int) -> int:
        return self._data[place // 8] >> 7 - place % 8 & 1

    def _places(self, index: int) -> range:
        if not 0 <= index < len(self):
            raise QuestionError("U003", f"place {index} is outside a list of {len(self)}", hint="Places begin at 0.")
        return range(index * self.width, (index + 1) * self.width)


def encode_bits(bits: Bits) -> str:
    """Return the list as it stands in a status list credential; the same text for the same list.

    >>> encode_bits(Bits())[:6]
    'uH4sIA'
    """
    data = bytes(bits)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return "u" + to_base64url(_HEAD + packed + tail)


def decode_bits(
    text: object, *, width: int = 1, multibase: bool = True, least: int = LEAST, limits: Limits = LIMITS
) -> Bits | Refusal:
    """Return the list that a text stands for, or why it is none.

    ``multibase`` False lets the ``u`` be missing; ``least`` is how many places there have to be.
    """
    if not isinstance(text, str):
        return refusal(CheckCode.STATUS_LIST_MALFORMED, error="the list is no text")
    packed = _packed(text, multibase=multibase)
    if packed is None:
        return refusal(CheckCode.STATUS_LIST_MALFORMED, error="the list is not base64url", begins=text[:8])
    data = inflated(packed, limits.status_list, window=31)
    if isinstance(data, Refusal):
        return data
    found = Bits.of_bytes(data, width=width)
    if len(found) < least:
        return refusal(CheckCode.STATUS_LIST_TOO_SHORT, places=len(found), least=least)
    return found


def _packed(text: str, *, multibase: bool) -> bytes | None:
    if text.startswith("u"):
        return from_base64url(text[1:])
    if multibase:
        return None
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    return from_base64url(plain)


def inflated(packed: bytes, most: int, *, window: int) -> bytes | Refusal:
    """Return what was packed, once and with nothing after it, never more than ``most`` bytes.

    ``window`` is that of zlib: 31 for gzip, 15 for zlib itself.
    """
    inflater = zlib.decompressobj(window)
    try:
        data = inflater.decompress(packed, most + 1)
    except zlib.error as error:
        return refusal(CheckCode.STATUS_LIST_MALFORMED, error=error)
    if len(data) > most:
        return refusal(CheckCode.STATUS_LIST_TOO_LARGE, packed=len(packed), allowed=most)
    if not inflater.eof or inflater.unused_data:
        return refusal(CheckCode.STATUS_LIST_MALFORMED, error="it ends too early, or goes on behind its end")
    return data
