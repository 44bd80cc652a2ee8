"""How are bytes written as text in keys and tokens?  base64url, base58btc, multibase and multicodec, strictly.

One spelling for each value: padding, white space, unused bits and other alphabets are refused.

Source: RFC 4648 section 5, RFC 7515 appendix C; the multibase and multicodec tables; the base58 alphabet of Bitcoin.
"""

from __future__ import annotations

import base64
import re
from typing import Final

from pathways.verification.limits import LIMITS

_URL_SAFE: Final = re.compile(r"[A-Za-z0-9_-]*\Z")
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGIT: Final = {sign: place for place, sign in enumerate(_ALPHABET)}


def from_base64url(text: str) -> bytes | None:
    """Return the bytes, or None where the text is not canonical base64url without padding.

    >>> from_base64url("AQAB"), from_base64url("AQAB=="), from_base64url("AR")
    (b'\\x01\\x00\\x01', None, None)
    """
    if not _URL_SAFE.match(text) or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if to_base64url(data) == text else None


def to_base64url(data: bytes) -> str:
    """Return the bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base58(text: str, *, longest: int = LIMITS.base58) -> bytes | None:
    """Return the bytes, or None where the text is not base58btc or longer than ``longest`` characters.

    Decoding costs the square of the length, so the length is asked first.

    >>> from_base58("111"), from_base58("Cn8eVZg"), from_base58("0")
    (b'\\x00\\x00\\x00', b'hello', None)
    """
    if len(text) > longest:
        return None
    number = 0
    for sign in text:
        digit = _DIGIT.get(sign)
        if digit is None:
            return None
        number = number * 58 + digit
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base58(data: bytes) -> str:
    """Return the bytes as base58btc.

    >>> to_base58(b"hello")
    'Cn8eVZg'
    """
    number = int.from_bytes(data, "big")
    signs = []
    while number:
        number, digit = divmod(number, 58)
        signs.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(signs))


def from_multibase(text: str) -> bytes | None:
    """Return the bytes of a multibase text in base58btc (``z``) or base64url (``u``), else None."""
    match text[:1]:
        case "z":
            return from_base58(text[1:])
        case "u" if len(text) <= LIMITS.base58:
            return from_base64url(text[1:])
        case _:
            return None


def split_multicodec(data: bytes) -> tuple[int, bytes] | None:
    """Return the multicodec number and what follows it, or None where no number of one or two bytes leads.

    >>> split_multicodec(b"\\xed\\x01" + b"k")
    (237, b'k')
    """
    if len(data) >= 1 and data[0] < 0x80:
        return data[0], data[1:]
    if len(data) >= 2 and 0 < data[1] < 0x80:
        return data[0] & 0x7F | data[1] << 7, data[2:]
    return None
