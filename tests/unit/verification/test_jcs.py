"""One value has one canonical spelling: numbers as ECMAScript writes them, names in the order of UTF-16."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pathways.verification.checks import Refusal
from pathways.verification.proofs.jcs import canonical_json
from tests.support import SHARED, central, needs_shared

VECTORS = SHARED / "data" / "badges" / "jcs"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def written(value: Any) -> bytes:
    found = canonical_json(value)
    assert isinstance(found, bytes)
    return found


def refused(value: Any) -> str:
    found = canonical_json(value)
    assert isinstance(found, Refusal)
    return found.code.value


@needs_shared
@pytest.mark.parametrize("name", ["arrays", "french", "unicode", "values"])
def test_the_vectors_of_the_rfc_to_the_byte(name: str) -> None:
    given_, wanted = ((VECTORS / way / f"{name}.json").read_bytes() for way in ("in", "out"))
    assert written(json.loads(given_)) == wanted.rstrip(b"\n")


NUMBERS: list[tuple[str, str]] = [
    # bits of the double and its text: RFC 8785, appendix B
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


@pytest.mark.parametrize(("bits", "text"), NUMBERS)
def test_a_double_is_written_as_ecmascript_writes_it(bits: str, text: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert written(value) == text.encode()


@central(one_in=4)
@given(JSON)
@example({"\U0001f600": 1, "\ufb33": 2, "\r": 3, "1": 4, "\x80": 5})
@example({"a": 1e21, "b": -1e-7, "c": 123456789012345680000.0})
def test_what_is_written_reads_back_and_is_written_the_same(value: Any) -> None:
    text = written(value)
    assert json.loads(text, parse_int=float) == value
    assert written(json.loads(text)) == text


@given(st.dictionaries(st.text(), st.integers(0, 9), min_size=2))
def test_names_stand_in_the_order_of_utf_16(value: dict[str, int]) -> None:
    names = list(json.loads(written(value)))
    assert names == sorted(names, key=lambda name: [*memoryview(name.encode("utf-16-le")).cast("H")])


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2**53 + 1, "JSON_NUMBER_REFUSED"),
        (-(2**53) - 1, "JSON_NUMBER_REFUSED"),
        (10**400, "JSON_NUMBER_REFUSED"),
        (10**21, "JSON_NUMBER_REFUSED"),
        (2**54 + 2, "JSON_NUMBER_REFUSED"),
        (float("nan"), "JSON_NUMBER_REFUSED"),
        (float("-inf"), "JSON_NUMBER_REFUSED"),
        ("\ud800", "JSON_NOT_UTF8"),
        ({"\udfff": 1}, "JSON_NOT_UTF8"),
        ({1: 2}, "JSON_MALFORMED"),
        ((1, 2), "JSON_MALFORMED"),
        (b"x", "JSON_MALFORMED"),
    ],
)
def test_what_is_not_i_json_is_refused(value: Any, code: str) -> None:
    assert refused({"inside": [value]}) == code


def test_a_value_too_deep_is_refused() -> None:
    deep: Any = 1
    for _ in range(65):
        deep = [deep]
    assert refused(deep) == "JSON_TOO_DEEP"
    assert written(deep[0]).count(b"[") == 64
