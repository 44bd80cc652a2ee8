"""In which one way is a JSON value written down so that it can be signed?  Sorted, without white space, each number so.

Source: RFC 8785 (JSON Canonicalization Scheme); RFC 7493 (I-JSON); ECMA-262, Number::toString.
"""

from __future__ import annotations

import json
import math
from typing import Any

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_EXACT = 2**53
_FIXED_MOST = 21
_FIXED_LEAST = -6


class _RefusedSignal(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """Carries a refusal out of the depth."""

    def __init__(self, why: Refusal) -> None:
        super().__init__()
        self.why = why


def canonical_json(value: Any, *, limits: Limits = LIMITS) -> bytes | Refusal:
    """Return the bytes of a JSON value in canonical form, or why it is not I-JSON.

    A whole number beyond 2**53 is refused unless it is written as the double that it stands for: readers would differ
    on which number is signed.

    >>> canonical_json({"b": 1e21, "a": [0.5, True]})
    b'{"a":[0.5,true],"b":1e+21}'
    >>> canonical_json(2**53 + 1).code.value
    'JSON_NUMBER_REFUSED'
    """
    parts: list[str] = []
    try:
        _write(value, parts, limits.json_depth)
        return "".join(parts).encode("utf-8")
    except _RefusedSignal as signal:
        return signal.why
    except UnicodeEncodeError:
        return refusal(CheckCode.JSON_NOT_UTF8, error="half a character")


def _write(value: Any, parts: list[str], depth: int) -> None:
    match value:
        case None | bool():
            parts.append("null" if value is None else "true" if value else "false")
        case int() | float():
            parts.append(_number(value))
        case str():
            parts.append(_text(value))
        case list() | dict() if depth == 0:
            raise _RefusedSignal(refusal(CheckCode.JSON_TOO_DEEP))
        case list():
            _write_list(value, parts, depth - 1)
        case dict():
            _write_object(value, parts, depth - 1)
        case _:
            raise _RefusedSignal(refusal(CheckCode.JSON_MALFORMED, error=type(value).__name__))


def _write_list(value: list[Any], parts: list[str], depth: int) -> None:
    parts.append("[")
    for place, item in enumerate(value):
        if place:
            parts.append(",")
        _write(item, parts, depth)
    parts.append("]")


def _write_object(value: dict[Any, Any], parts: list[str], depth: int) -> None:
    if not all(isinstance(name, str) for name in value):
        raise _RefusedSignal(refusal(CheckCode.JSON_MALFORMED, error="a name that is no text"))
    parts.append("{")
    for place, name in enumerate(sorted(value, key=lambda name: name.encode("utf-16-be"))):
        if place:
            parts.append(",")
        parts.append(_text(name))
        parts.append(":")
        _write(value[name], parts, depth)
    parts.append("}")


def _text(text: str) -> str:
    """Return a text with what has to be escaped, and nothing else, escaped."""
    return _ENCODER.encode(text)


def _number(value: int | float) -> str:
    if isinstance(value, int):
        return _whole(value)
    if not math.isfinite(value):
        raise _RefusedSignal(refusal(CheckCode.JSON_NUMBER_REFUSED, number=value))
    return _double(value)


def _whole(value: int) -> str:
    if abs(value) <= _EXACT:
        return str(value)
    try:
        text = _double(float(value))
    except OverflowError:
        text = ""
    if text != str(value):
        raise _RefusedSignal(refusal(CheckCode.JSON_NUMBER_REFUSED, bits=value.bit_length()))
    return text


def _double(value: float) -> str:
    """Return a double as ECMAScript writes it: its fewest digits, an exponent outside 1e-7 < x < 1e21."""
    if value == 0:
        return "0"
    sign, digits, point = _digits(value)
    size = len(digits)
    if size <= point <= _FIXED_MOST:
        return f"{sign}{digits}{'0' * (point - size)}"
    if 0 < point <= _FIXED_MOST:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if _FIXED_LEAST < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if size > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"


def _digits(value: float) -> tuple[str, str, int]:
    """Return sign, the fewest digits that lead back to the number, and where the point stands before them."""
    whole, _, exponent = repr(abs(value)).partition("e")
    before, _, after = whole.partition(".")
    digits = before + ("" if after == "0" else after)
    point = len(before) + int(exponent or 0)
    bare = digits.lstrip("0")
    return "-" if value < 0 else "", bare.rstrip("0"), point - (len(digits) - len(bare))
