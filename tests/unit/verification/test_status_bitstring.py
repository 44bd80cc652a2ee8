"""A list of statuses is text that every reader unpacks to the same places, and that can exhaust nobody."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openvc.status import bitstring as other

from pathways.errors import QuestionError
from pathways.verification.checks import Refusal
from pathways.verification.encoding import to_base64url
from pathways.verification.limits import LIMITS
from pathways.verification.status.bitstring import LEAST, Bits, decode_bits, encode_bits
from tests.support import SHARED, needs_shared

PLACES = st.sets(st.integers(0, LEAST - 1), max_size=20)


def packed(data: bytes) -> str:
    return "u" + to_base64url(gzip.compress(data, mtime=0))


def code(found: Bits | Refusal) -> str:
    assert isinstance(found, Refusal), found
    return found.code.value


def read(text: str, *, width: int = 1) -> Bits:
    found = decode_bits(text, width=width)
    assert isinstance(found, Bits), found
    return found


@given(PLACES)
def test_another_library_reads_what_is_written_here(places: set[int]) -> None:
    bits = Bits()
    for place in places:
        bits.set(place)
    theirs = other.decode_bitstring(encode_bits(bits))
    assert bytes(theirs) == bytes(bits)
    assert all(other.get_status_bit(theirs, place) for place in places)
    assert sum(byte.bit_count() for byte in theirs) == len(places)


@given(PLACES)
def test_what_another_library_writes_is_read_here(places: set[int]) -> None:
    theirs = other.new_bitstring(LEAST)
    for place in places:
        other.set_status_bit(theirs, place, True)
    found = read(other.encode_bitstring(bytes(theirs)))
    assert all(found.get(place) == 1 for place in places)
    assert sum(byte.bit_count() for byte in bytes(found)) == len(places)


@given(st.integers(1, 8), st.dictionaries(st.integers(0, 300), st.integers(0, 255), max_size=20))
def test_wider_places_keep_their_numbers_and_no_neighbours(width: int, written: dict[int, int]) -> None:
    bits, plain = Bits(width=width), [0] * 301
    for place, value in written.items():
        bits.set(place, value % (1 << width))
        plain[place] = value % (1 << width)
    whole = "".join(f"{value:0{width}b}" for value in plain)
    assert [bits.get(place) for place in range(301)] == plain
    assert "".join(f"{byte:08b}" for byte in bytes(bits)).startswith(whole)
    assert bytes(read(encode_bits(bits), width=width)) == bytes(bits)


def test_the_first_place_is_the_leftmost_bit() -> None:
    bits = Bits()
    bits.set(0)
    bits.set(9)
    assert bytes(bits)[:2] == b"\x80\x40"
    bits.set(0, 0)
    assert bytes(bits)[:2] == b"\x00\x40"
    assert list(bits.ones()) == [9]


def test_the_same_list_is_the_same_text_without_a_time_in_it() -> None:
    assert encode_bits(Bits()) == encode_bits(Bits())
    assert encode_bits(Bits())[1:14] == "H4sIAAAAAAAC_"


@pytest.mark.parametrize("place", [-1, LEAST])
def test_outside_the_list_is_a_question_without_an_answer(place: int) -> None:
    with pytest.raises(QuestionError) as caught:
        Bits().get(place)
    assert caught.value.code == "U003"
    with pytest.raises(QuestionError):
        Bits().set(place)


@pytest.mark.parametrize(("count", "width"), [(LEAST - 1, 1), (LEAST, 0), (LEAST, 9)])
def test_no_list_is_made_that_tells_who_is_meant(count: int, width: int) -> None:
    with pytest.raises(QuestionError):
        Bits(count, width=width)


def test_a_value_that_is_too_large_is_not_written() -> None:
    with pytest.raises(QuestionError):
        Bits(width=2).set(0, 4)


@needs_shared
def test_the_example_of_the_recommendation_is_all_zeros() -> None:
    text = (SHARED / "data/badges/status/w3c-rec-example3-encodedList.txt").read_text().strip()
    assert bytes(read(text)) == bytes(16_384)


@pytest.mark.badge_row(14)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (packed(bytes(16_383)), "STATUS_LIST_TOO_SHORT"),
        (packed(b""), "STATUS_LIST_TOO_SHORT"),
        (packed(bytes(16_384))[1:], "STATUS_LIST_MALFORMED"),
        ("z" + packed(bytes(16_384))[1:], "STATUS_LIST_MALFORMED"),
        (packed(bytes(16_384)) + "==", "STATUS_LIST_MALFORMED"),
        (packed(bytes(16_384))[:-8], "STATUS_LIST_MALFORMED"),
        ("u" + to_base64url(gzip.compress(bytes(16_384), mtime=0) + b"more"), "STATUS_LIST_MALFORMED"),
        ("u" + to_base64url(gzip.compress(bytes(16_384), mtime=0) * 2), "STATUS_LIST_MALFORMED"),
        ("u" + to_base64url(zlib.compress(bytes(16_384))), "STATUS_LIST_MALFORMED"),
        ("u" + to_base64url(bytes(16_384)), "STATUS_LIST_MALFORMED"),
        ("u", "STATUS_LIST_MALFORMED"),
        ("", "STATUS_LIST_MALFORMED"),
        (["u"], "STATUS_LIST_MALFORMED"),
        (None, "STATUS_LIST_MALFORMED"),
    ],
)
def test_what_is_no_list_is_refused(text: object, expected: str) -> None:
    assert code(decode_bits(text)) == expected


def test_a_changed_bit_is_noticed_by_the_sum_behind_it() -> None:
    data = bytearray(gzip.compress(bytes(16_384), mtime=0))
    data[-8] ^= 1
    assert code(decode_bits("u" + to_base64url(bytes(data)))) == "STATUS_LIST_MALFORMED"


def test_a_list_with_two_bits_a_place_needs_twice_the_room() -> None:
    assert code(decode_bits(packed(bytes(16_384)), width=2)) == "STATUS_LIST_TOO_SHORT"
    assert len(read(packed(bytes(32_768)), width=2)) == LEAST


@pytest.mark.parametrize("ending", ["", "=", "=="])
def test_the_older_way_without_prefix_is_read_where_it_may_be(ending: str) -> None:
    bits = Bits()
    bits.set(5)
    old = encode_bits(bits)[1:] + ending
    assert code(decode_bits(old)) == "STATUS_LIST_MALFORMED"
    found = decode_bits(old, multibase=False)
    assert isinstance(found, Bits)
    assert found.get(5) == 1


@pytest.mark.badge_row(13)
@pytest.mark.usefixtures("bounded")
def test_a_megabyte_that_stands_for_a_gigabyte_stops_at_the_bound() -> None:
    text = bomb()
    assert len(text) < 1_500_000
    tracemalloc.start()
    found = decode_bits(text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code(found) == "STATUS_LIST_TOO_LARGE"
    assert most < 8 * LIMITS.status_list


def bomb() -> str:
    """Return a list of a gigabyte of zeros, made of one packed megabyte that stands there a thousand times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    head = gzip.compress(b"", mtime=0)[:10]
    return "u" + to_base64url(head + block * 1024 + b"\x03\x00" + bytes(8))


def test_the_largest_list_that_is_read_is_read() -> None:
    assert len(read(packed(bytes(LIMITS.status_list)))) == LIMITS.status_list * 8
    assert code(decode_bits(packed(bytes(LIMITS.status_list + 1)))) == "STATUS_LIST_TOO_LARGE"
