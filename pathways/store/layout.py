"""Where does each array lie in a snapshot, and is it still what was written?

A snapshot is one file: a head of fixed size (magic, length and checksum of what follows, a description in JSON), then
the arrays, each at the start of a page, then the checksum of every block of every array.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAGIC: Final = b"PWGRAPH\n"
VERSION: Final = 1
PAGE: Final = 4096
HEAD: Final = 16 * PAGE
BLOCK: Final = 64 * 1024
SAMPLED: Final = 4
"""How many blocks of a long array are looked at when a snapshot is opened: the first, the last, some between."""

DTYPES: Final = ("|b1", "|i1", "|u1", "<i2", "<i4", "<i8")
CHECKSUMS: Final = "checksums"


@dataclass(frozen=True, slots=True)
class Place:
    """One array in the file: what it is, where it begins, which block checksums are its own."""

    name: str
    dtype: str
    size: int
    begin: int
    block: int

    @property
    def bytes(self) -> int:
        """Return how many bytes it takes."""
        return self.size * np.dtype(self.dtype).itemsize

    @property
    def blocks(self) -> int:
        """Return in how many blocks it is checked."""
        return -(-self.bytes // BLOCK)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole file: its places in order, the digest of the catalogue, and its size in bytes."""

    digest: str
    places: tuple[Place, ...]
    size: int
    checksum: int = 0

    @property
    def sums(self) -> Place:
        """Return the place of the block checksums."""
        return self.places[-1]


def plan(arrays: Mapping[str, Array], digest: str) -> Plan:
    """Return where the arrays will lie, by name."""
    shapes = [(name, array.dtype.newbyteorder("<").str, array.size) for name, array in sorted(arrays.items())]
    return _laid_out(digest, shapes)


def _laid_out(digest: str, shapes: Iterable[tuple[str, str, int]], checksum: int = 0) -> Plan:
    """Return the only way in which arrays of these names, types and sizes lie in a file, and their checksums behind."""
    places: list[Place] = []
    begin, block = HEAD, 0
    for name, dtype, size in shapes:
        places.append(Place(name, dtype, size, begin, block))
        begin, block = _next_page(begin + places[-1].bytes), block + places[-1].blocks
    places.append(Place(CHECKSUMS, "<i8", block, begin, 0))
    return Plan(digest, tuple(places), begin + places[-1].bytes, checksum)


def _next_page(place: int) -> int:
    return -(-place // PAGE) * PAGE


def head(plan: Plan) -> bytes:
    """Return the first bytes of the file."""
    rows = [[place.name, place.dtype, place.size, place.begin, place.block] for place in plan.places]
    about = {"digest": plan.digest, "size": plan.size, "checksum": plan.checksum, "block": BLOCK, "arrays": rows}
    body = json.dumps(about, separators=(",", ":")).encode()
    found = MAGIC + VERSION.to_bytes(4, "little") + len(body).to_bytes(4, "little")
    return (found + hashlib.sha256(found + body).digest() + body).ljust(HEAD, b"\0")


def version_of(start: bytes) -> int:
    """Return the version of the format; raises ValueError where it is no snapshot at all."""
    if start[:8] != MAGIC or len(start) < HEAD:
        raise ValueError("it does not begin as a snapshot does")
    return int.from_bytes(start[8:12], "little")


def read_head(start: bytes) -> Plan:
    """Return the plan that a head describes; raises ValueError where its checksum does not fit."""
    length = int.from_bytes(start[12:16], "little")
    body = start[48 : 48 + length]
    if (
        length > HEAD - 48
        or hashlib.sha256(start[:16] + body).digest() != start[16:48]
        or any(start[48 + length : HEAD])
    ):
        raise ValueError("the checksum of its head does not fit")
    about = json.loads(body)
    found = Plan(about["digest"], tuple(Place(*row) for row in about["arrays"]), about["size"], about["checksum"])
    shapes = [(place.name, place.dtype, place.size) for place in found.places[:-1]]
    if (
        about["block"] != BLOCK
        or not all(map(_can_be, shapes))
        or found != _laid_out(found.digest, shapes, found.checksum)
    ):
        raise ValueError("its head describes arrays that cannot be there")
    return found


def _can_be(shape: tuple[Any, Any, Any]) -> bool:
    name, dtype, size = shape
    return isinstance(name, str) and dtype in DTYPES and type(size) is int and size >= 0


def checksums(chunks: Iterable[memoryview]) -> Iterator[int]:
    """Yield the checksum of each block."""
    return (zlib.crc32(chunk) for chunk in chunks)


def blocks(data: memoryview) -> Iterator[memoryview]:
    """Yield the blocks of some bytes; the last may be shorter."""
    return (data[start : start + BLOCK] for start in range(0, len(data), BLOCK))


def arrays_in(data: memoryview, plan: Plan) -> dict[str, Array]:
    """Return the arrays of a file as views of its bytes."""
    return {
        place.name: np.frombuffer(data, dtype=place.dtype, count=place.size, offset=place.begin)
        for place in plan.places
        if place.name != CHECKSUMS
    }


def damaged_blocks(data: memoryview, plan: Plan, *, every: bool) -> Iterator[str]:
    """Yield what is wrong with the bytes of each array, in blocks: all of them, or the ends and some between."""
    own = plan.sums
    written = np.frombuffer(data, dtype=own.dtype, count=own.size, offset=own.begin)
    if zlib.crc32(written.tobytes()) != plan.checksum:
        yield "the list of checksums is damaged"
        return
    for place in plan.places[:-1]:
        whole = data[place.begin : place.begin + place.bytes]
        for number in range(place.blocks) if every else _some(place.blocks):
            block = whole[number * BLOCK : (number + 1) * BLOCK]
            if zlib.crc32(block) != written[place.block + number]:
                yield f"array {place.name!r} is damaged near byte {place.begin + number * BLOCK}"
                break


def _some(count: int) -> Iterable[int]:
    """Return the first, the last and evenly spread places between."""
    if count <= SAMPLED:
        return range(count)
    return [number * (count - 1) // (SAMPLED - 1) for number in range(SAMPLED)]
