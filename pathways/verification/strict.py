"""How is the JSON of a badge read so that nobody can read it differently?

No duplicate key, no NaN, no number without end, no half character, and bounds on size and depth.  Numbers stay
numbers, unlike in the catalogue's reader: a signature is over what they mean.
"""

from __future__ import annotations

import json
import math
from typing import Any

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits

Json = dict[str, Any]


class _RefusedSignal(Exception):  # noqa: N818 - a signal to ourselves, never seen outside
    """Carries a refusal out of the decoder's hooks."""

    def __init__(self, why: Refusal) -> None:
        super().__init__()
        self.why = why


def read_json(data: bytes | str, *, limits: Limits = LIMITS) -> Json | Refusal:
    """Return the one JSON object that the bytes are, or why it is refused.

    >>> read_json(b'{"id": "a", "id": "b"}').code.value
    'JSON_DUPLICATE_KEY'
    """
    text = _decoded(data, limits)
    if isinstance(text, Refusal):
        return text
    try:
        value = _decoder(limits).decode(text)
    except _RefusedSignal as signal:
        return signal.why
    except RecursionError:
        return refusal(CheckCode.JSON_TOO_DEEP, allowed=limits.json_depth)
    except ValueError as error:
        return refusal(CheckCode.JSON_MALFORMED, error=error)
    return _accepted(value, text, limits)


def _decoded(data: bytes | str, limits: Limits) -> str | Refusal:
    if len(data) > limits.badge:
        return refusal(CheckCode.CARRIER_TOO_LARGE, size=len(data), allowed=limits.badge)
    if isinstance(data, str):
        text = data
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            return refusal(CheckCode.JSON_NOT_UTF8, byte=error.start)
    crowd = text.count(",") + text.count("[") + text.count("{")
    if crowd > limits.json_values:
        return refusal(CheckCode.JSON_TOO_LARGE, values=crowd, allowed=limits.json_values)
    return text


def _decoder(limits: Limits) -> json.JSONDecoder:
    def unique(pairs: list[tuple[str, Any]]) -> Json:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise _RefusedSignal(refusal(CheckCode.JSON_DUPLICATE_KEY, key=twice))
        return found

    def number(text: str) -> float | int:
        digits = text.lstrip("-").isdigit()
        value = int(text) if digits and len(text) <= limits.json_number else float(text)
        if len(text) > limits.json_number or not math.isfinite(value):
            raise _RefusedSignal(refusal(CheckCode.JSON_NUMBER_REFUSED, number=text))
        return value

    def constant(text: str) -> Any:
        raise _RefusedSignal(refusal(CheckCode.JSON_NUMBER_REFUSED, number=text))

    return json.JSONDecoder(object_pairs_hook=unique, parse_int=number, parse_float=number, parse_constant=constant)


def _accepted(value: Any, text: str, limits: Limits) -> Json | Refusal:
    if not isinstance(value, dict):
        return refusal(CheckCode.JSON_MALFORMED, error="not an object")
    if _too_deep(value, limits.json_depth):
        return refusal(CheckCode.JSON_TOO_DEEP, allowed=limits.json_depth)
    if "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            return refusal(CheckCode.JSON_NOT_UTF8, error="half a character")
    return value


def _too_deep(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        inner = (part for outer in level for part in (outer.values() if isinstance(outer, dict) else outer))
        level = [part for part in inner if isinstance(part, dict | list)]
        if not level:
            return False
    return True
