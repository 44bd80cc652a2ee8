"""A snapshot that was changed, cut or forged is refused, or it still says exactly what was written."""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import StoreError
from pathways.graph.packing import Compiled, packed
from pathways.store.layout import HEAD
from pathways.store.snapshot import open_snapshot, snapshot_path, verify_snapshot, write_snapshot
from tests.properties.test_fuzz_readers import DESK, SEARCH

DIGEST = "0" * 64


@cache
def sound() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        return write_snapshot(Compiled(DESK.graph), Path(name), DIGEST).read_bytes()


def refused(data: bytes) -> bool:
    """Return whether the file is refused; one that is not must say what was written."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        snapshot_path(folder, DIGEST).write_bytes(data)
        try:
            verify_snapshot(folder, DIGEST)
            found = packed(open_snapshot(folder, DIGEST).compiled)
        except StoreError:
            return True
    written = packed(Compiled(DESK.graph))
    assert found.keys() == written.keys()
    assert all(np.array_equal(found[key], written[key]) for key in written)
    return False


def test_what_was_not_touched_is_opened() -> None:
    assert not refused(sound())


@SEARCH
@given(st.lists(st.tuples(st.integers(0), st.integers(1, 255)), min_size=1, max_size=4))
def test_flipped_bits(flips: list[tuple[int, int]]) -> None:
    data = bytearray(sound())
    for place, bits in flips:
        data[place % len(data)] ^= bits
    refused(bytes(data))


@SEARCH
@given(st.integers(0), st.integers(0), st.binary(max_size=8))
def test_cut_and_joined(begin: int, end: int, between: bytes) -> None:
    data = sound()
    begin, end = sorted((begin % (len(data) + 1), end % (len(data) + 1)))
    changed = data[:begin] + between + data[end:]
    assert refused(changed) or changed == data or len(changed) == len(data)


NUMBERS: st.SearchStrategy[Any] = st.sampled_from(
    [0, 1, -1, 7, 4096, HEAD, 2**31, 2**63, -(2**63), 2**80, 1.5, None, "x", [], True]
)


@SEARCH
@given(st.data())
def test_a_forged_head(data: st.DataObject) -> None:
    """The head says something else and carries the right checksum of it."""
    found = bytearray(sound())
    length = int.from_bytes(found[12:16], "little")
    about: dict[str, Any] = json.loads(found[48 : 48 + length])
    match data.draw(st.sampled_from(("row", "key", "drop", "swap"))):
        case "row":
            row = data.draw(st.sampled_from(about["arrays"]))
            row[data.draw(st.integers(0, len(row) - 1))] = data.draw(
                NUMBERS | st.sampled_from(["|i1", "<i8", "O", "<f8"])
            )
        case "key":
            about[data.draw(st.sampled_from(sorted(about)))] = data.draw(NUMBERS)
        case "drop":
            about["arrays"].pop(data.draw(st.integers(0, len(about["arrays"]) - 1)))
        case _:
            one, two = (data.draw(st.sampled_from(about["arrays"])) for _ in range(2))
            one[1:], two[1:] = two[1:], one[1:]
    body = json.dumps(about, separators=(",", ":")).encode()
    start = bytes(found[:12]) + len(body).to_bytes(4, "little")
    head = (start + hashlib.sha256(start + body).digest() + body).ljust(HEAD, b"\0")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        snapshot_path(folder, DIGEST).write_bytes(head + bytes(found[HEAD:]))
        with suppress(StoreError):
            open_snapshot(folder, DIGEST)
            verify_snapshot(folder, DIGEST)
