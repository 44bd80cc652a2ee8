"""The JSON of a badge has one reading."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.verification.checks import Refusal
from pathways.verification.limits import Limits
from pathways.verification.strict import read_json

SOON = pytest.mark.usefixtures("bounded")

REFUSED: list[tuple[str, bytes, str]] = [
    ("duplicate key", b'{"a": 1, "a": 2}', "JSON_DUPLICATE_KEY"),
    ("duplicate key, inside", b'{"x": [{"a": 1, "b": 2, "a": 1}]}', "JSON_DUPLICATE_KEY"),
    ("duplicate key, escaped", b'{"type": 1, "\\u0074ype": 2}', "JSON_DUPLICATE_KEY"),
    ("200,000 deep", b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", "JSON_TOO_LARGE"),
    ("90,000 deep", b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}", "JSON_TOO_DEEP"),
    ("65 deep", b'{"a":' * 65 + b"1" + b"}" * 65, "JSON_TOO_DEEP"),
    ("200,000 values", b'{"a": [' + b"1," * 200_000 + b"1]}", "JSON_TOO_LARGE"),
    ("3 MB", b'{"a": "' + b"x" * 3_000_000 + b'"}', "CARRIER_TOO_LARGE"),
    ("NaN", b'{"a": NaN}', "JSON_NUMBER_REFUSED"),
    ("Infinity", b'{"a": -Infinity}', "JSON_NUMBER_REFUSED"),
    ("beyond what floats hold", b'{"a": 1e999}', "JSON_NUMBER_REFUSED"),
    ("a million digits", b'{"a": ' + b"1" * 1_000_000 + b"}", "JSON_NUMBER_REFUSED"),
    ("a list", b"[]", "JSON_MALFORMED"),
    ("cut off", b'{"a": ', "JSON_MALFORMED"),
    ("two documents", b"{} {}", "JSON_MALFORMED"),
    ("not UTF-8", b'{"a": "\xff"}', "JSON_NOT_UTF8"),
    ("half a character", b'{"a": "\\ud800"}', "JSON_NOT_UTF8"),
    ("half a character in a key", b'{"\\udfff": 1}', "JSON_NOT_UTF8"),
]


@pytest.mark.badge_row(10)
@pytest.mark.badge_row(11)
@SOON
@pytest.mark.parametrize(("data", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_could_be_read_in_two_ways_is_refused(data: bytes, code: str) -> None:
    found = read_json(data)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_64_levels_are_read() -> None:
    assert isinstance(read_json(b'{"a":' * 64 + b"1" + b"}" * 64), dict)


def test_limits_are_taken_from_those_given() -> None:
    found = read_json(b'{"a": [1]}', limits=Limits(json_depth=1))
    assert isinstance(found, Refusal)
    assert found.code == "JSON_TOO_DEEP"


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), plain, max_size=5), st.booleans())
def test_what_any_writer_writes_is_read_as_it_was(value: dict[str, object], ascii_only: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8")) == value
