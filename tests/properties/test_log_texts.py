"""Whatever is read as a checkpoint or receipt would be written byte for byte the same; all else is refused by code."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pathways.errors import BadgeError
from pathways.verification.checkpoint import read_checkpoint
from pathways.verification.entries import read_opening
from pathways.verification.notes import read_key, read_note
from pathways.verification.receipt import Receipt, read_receipt
from tests.unit.verification.signers import key, sealed, tree

RECEIPT = str(Receipt(2, tree(5).inclusion(2), sealed(5), b"extra")).encode()
CHECKPOINT = str(sealed(5)).encode()
PIECES = st.sampled_from(
    [
        b"",
        b"\n",
        b"\n\n",
        b" ",
        b"+",
        b"=",
        b"0",
        b"\xe2\x80\x94 ",
        b"\0",
        b"\xff",
        b"A" * 44,
        b"index 3\n",
        b"\xc2\xa0",
    ]
)


@st.composite
def changed(draw: st.DrawFn, whole: bytes) -> bytes:
    """Return some bytes with a few places cut out, doubled or replaced."""
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(0, len(whole)))
        end = draw(st.integers(begin, min(len(whole), begin + 50)))
        middle = draw(PIECES | st.just(whole[begin:end] * 2) | st.binary(max_size=4))
        whole = whole[:begin] + middle + whole[end:]
    return whole


def same_or_refused(read: Callable[[bytes], object], data: bytes, code: str = "B001") -> None:
    assert _answer(read, data) in (data, code)


def _answer(read: Callable[[bytes], object], data: bytes) -> bytes | str:
    """Return what was read as it would be written, or the code of the refusal."""
    try:
        return str(read(data)).encode()
    except BadgeError as error:
        return error.code


@given(changed(CHECKPOINT))
def test_checkpoints(data: bytes) -> None:
    same_or_refused(read_checkpoint, data)
    same_or_refused(read_note, data)


@given(changed(RECEIPT))
def test_receipts(data: bytes) -> None:
    same_or_refused(read_receipt, data)


@given(changed(str(key().verifier).encode()))
def test_keys(data: bytes) -> None:
    same_or_refused(lambda text: read_key(text.decode("utf-8", "surrogateescape")), data, "B002")


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_anything(data: bytes) -> None:
    same_or_refused(read_checkpoint, data)
    same_or_refused(read_receipt, data)
    assert _answer(read_opening, data) == "B003"
