"""Which key does a PEM text hold?  A SubjectPublicKeyInfo of RSA, P-256, P-384 or Ed25519, in DER and nothing else.

Source: RFC 7468 section 13 (PUBLIC KEY); RFC 5280 section 4.1; RFC 3279, RFC 5480 and RFC 8410 for the keys inside.
"""

from __future__ import annotations

import base64
import binascii
import re
from types import MappingProxyType
from typing import Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.publickey import KeyType, PublicKey, rsa_of

_PEM: Final = re.compile(
    r"\s*-----BEGIN (?P<kind>[A-Z ]{1,40})-----\s+(?P<body>[A-Za-z0-9+/=\s]{1,12000})-----END (?P=kind)-----\s*\Z"
)
_SEQUENCE, _INTEGER, _BITS, _NULL, _OID = 0x30, 0x02, 0x03, 0x05, 0x06
_RSA: Final = bytes.fromhex("2a864886f70d010101")
_CURVED: Final = bytes.fromhex("2a8648ce3d0201")
_EDWARDS: Final = bytes.fromhex("2b6570")
_CURVES: Final = MappingProxyType(
    {bytes.fromhex("2a8648ce3d030107"): (KeyType.P256, 32), bytes.fromhex("2b81040022"): (KeyType.P384, 48)}
)


class _DerError(Exception):
    """The bytes are not the DER that is expected; seen inside this module only."""


def from_pem(text: str, *, limits: Limits = LIMITS) -> PublicKey | Refusal:
    """Return the key of a PEM text; a private one is refused as published."""
    match = _PEM.match(text) if len(text) <= limits.jwt_header else None
    if match is None:
        return refusal(CheckCode.KEY_MALFORMED, error="not PEM")
    if "PRIVATE" in match["kind"]:
        return refusal(CheckCode.KEY_PRIVATE, pem=match["kind"])
    if match["kind"] != "PUBLIC KEY":
        return refusal(CheckCode.KEY_TYPE_UNSUPPORTED, pem=match["kind"])
    try:
        return _of_info(base64.b64decode("".join(match["body"].split()), validate=True), limits)
    except (_DerError, binascii.Error):
        return refusal(CheckCode.KEY_MALFORMED, error="not a key in DER")


def _of_info(data: bytes, limits: Limits) -> PublicKey | Refusal:
    whole = _only(data, _SEQUENCE)
    algorithm, rest = _next(whole, _SEQUENCE)
    bits = _only(rest, _BITS)
    oid, parameters = _next(algorithm, _OID)
    if bits[:1] != b"\0":
        raise _DerError
    if oid == _RSA:
        return _rsa(bits[1:], parameters, limits)
    if oid == _CURVED:
        return _elliptic(bits[1:], _only(parameters, _OID))
    if oid == _EDWARDS and not parameters and len(bits) == 33:
        return PublicKey(KeyType.ED25519, bits[1:])
    return refusal(CheckCode.KEY_TYPE_UNSUPPORTED, oid=oid.hex())


def _rsa(data: bytes, parameters: bytes, limits: Limits) -> PublicKey | Refusal:
    if _only(parameters, _NULL):
        raise _DerError
    modulus, rest = _next(_only(data, _SEQUENCE), _INTEGER)
    return rsa_of(_natural(modulus), _natural(_only(rest, _INTEGER)), limits=limits)


def _elliptic(point: bytes, curve: bytes) -> PublicKey | Refusal:
    if curve not in _CURVES:
        return refusal(CheckCode.KEY_TYPE_UNSUPPORTED, curve=curve.hex())
    kind, size = _CURVES[curve]
    if (len(point), point[:1]) not in ((2 * size + 1, b"\4"), (size + 1, b"\2"), (size + 1, b"\3")):
        raise _DerError
    return PublicKey(kind, point)


def _natural(data: bytes) -> int:
    if not data or data[0] & 0x80 or (len(data) > 1 and data[0] == 0 and not data[1] & 0x80):
        raise _DerError
    return int.from_bytes(data, "big")


def _only(data: bytes, tag: int) -> bytes:
    """Return what is inside the one element that the bytes are."""
    inside, rest = _next(data, tag)
    if rest:
        raise _DerError
    return inside


def _next(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return what is inside the first element and what follows it; lengths as short as can be, as DER wants them."""
    if len(data) < 2 or data[0] != tag:
        raise _DerError
    size, start = data[1], 2
    if size & 0x80:
        count = size & 0x7F
        size, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
        if not 1 <= count <= 2 or size < 0x80 or (count == 2 and size < 0x100):
            raise _DerError
    if len(data) < start + size:
        raise _DerError
    return data[start : start + size], data[start + size :]
