"""Which value do these bytes hold?  The part of CBOR that receipts are written in: numbers, bytes, texts and arrays.

Tags, maps, floats and items of open length are refused: a receipt has none, and a reader that takes them can be made to
work without end.

Source: RFC 8949, section 3 (major types 0 to 4).
"""

from __future__ import annotations

from typing import Final

Value = int | bytes | str | list["Value"]

_DEEPEST: Final = 8


def from_cbor(data: bytes) -> Value | None:
    """Return the one value that the bytes hold, or None where they are not that and nothing more.

    >>> from_cbor(bytes.fromhex("8203426869")), from_cbor(b"\\x82\\x03")
    ([3, b'hi'], None)
    """
    try:
        value, end = _item(data, 0, 0)
    except (IndexError, ValueError):
        return None
    return value if end == len(data) else None


def _item(data: bytes, start: int, depth: int) -> tuple[Value, int]:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    kind, number, place = _head(data, start)
    match kind:
        case 0:
            return number, place
        case 1:
            return -1 - number, place
        case 2:
            return _bytes(data, place, number), place + number
        case 3:
            return _bytes(data, place, number).decode("utf-8"), place + number
        case 4:
            return _array(data, place, number, depth)
        case _:
            raise ValueError("not read here")


def _head(data: bytes, start: int) -> tuple[int, int, int]:
    """Return the major type, its number, and where what follows begins."""
    kind, short = data[start] >> 5, data[start] & 0x1F
    if short < 24:
        return kind, short, start + 1
    if short > 27:
        raise ValueError("of open length")
    size = 1 << (short - 24)
    return kind, int.from_bytes(_bytes(data, start + 1, size), "big"), start + 1 + size


def _bytes(data: bytes, start: int, size: int) -> bytes:
    if start + size > len(data):
        raise ValueError("cut off")
    return data[start : start + size]


def _array(data: bytes, place: int, count: int, depth: int) -> tuple[Value, int]:
    if count > len(data) - place:
        raise ValueError("cut off")
    values: list[Value] = []
    for _ in range(count):
        value, place = _item(data, place, depth + 1)
        values.append(value)
    return values, place
