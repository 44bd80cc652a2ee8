"""Which public key is it?  Ed25519, P-256, P-384 and RSA from multikeys and JSON Web Keys; never a private one.

Source: RFC 7517, 7518 and 8037 (JWK); W3C Controlled Identifiers 1.0 section 2.2 (Multikey); the multicodec table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base64url, from_multibase, split_multicodec
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.strict import Json


class KeyType(StrEnum):
    """The types of key that are accepted."""

    ED25519 = "Ed25519"
    P256 = "P-256"
    P384 = "P-384"
    RSA = "RSA"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as its bare bytes: Ed25519 its 32, a curve its point (SEC 1, either form), RSA modulus and exponent.

    ``algorithm`` is the one signature algorithm that a JSON Web Key allows itself to be used with, where it says so.
    """

    type: KeyType
    point: bytes = b""
    modulus: int = 0
    exponent: int = 0
    algorithm: str | None = None

    def same_as(self, other: PublicKey) -> bool:
        """Return whether both are one key, however each was written."""
        return self._identity() == other._identity()

    def _identity(self) -> tuple[object, ...]:
        point = self.point
        if self.type in (KeyType.P256, KeyType.P384) and point[:1] == b"\x04":
            half = len(point) // 2
            point = bytes([2 + (point[-1] & 1)]) + point[1 : half + 1]
        return self.type, point, self.modulus, self.exponent


_CODECS: Final = MappingProxyType(
    {
        # code of the multicodec table: type, bytes of the key
        0xED: (KeyType.ED25519, 32),
        0x1200: (KeyType.P256, 33),
        0x1201: (KeyType.P384, 49),
    }
)
_PRIVATE_CODECS: Final = frozenset({0x1300, 0x1301, 0x1305, 0x1306, 0x1307})
_OTHER_CODECS: Final = frozenset({0xE7, 0xEB, 0xEC, 0x1202, 0x1203, 0x1205})
_OTHER_CURVES: Final = ("secp256k1", "P-521", "Ed448")
_CURVES: Final = MappingProxyType({"P-256": (KeyType.P256, 32), "P-384": (KeyType.P384, 48)})
_PRIVATE_MEMBERS: Final = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")


def from_multikey(text: str) -> PublicKey | Refusal:
    """Return the key of a multibase text, as in did:key and ``publicKeyMultibase``.

    >>> from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2").type.value
    'Ed25519'
    """
    data = from_multibase(text)
    split = None if data is None else split_multicodec(data)
    if split is None:
        return refusal(CheckCode.KEY_MALFORMED, key=text)
    code, key = split
    if code in _PRIVATE_CODECS:
        return refusal(CheckCode.KEY_PRIVATE, multicodec=hex(code))
    if code in _OTHER_CODECS:
        return refusal(CheckCode.KEY_TYPE_UNSUPPORTED, multicodec=hex(code))
    known = _CODECS.get(code)
    if known is None or len(key) != known[1] or (known[0] is not KeyType.ED25519 and key[0] not in (2, 3)):
        return refusal(CheckCode.KEY_MALFORMED, key=text)
    return PublicKey(known[0], key)


def from_jwk(jwk: Json, *, limits: Limits = LIMITS) -> PublicKey | Refusal:
    """Return the key of a JSON Web Key; one with private members is refused, as is one not meant for signatures."""
    private = next((name for name in _PRIVATE_MEMBERS if name in jwk), None)
    if private is not None:
        return refusal(CheckCode.KEY_PRIVATE, member=private)
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        return refusal(CheckCode.ALGORITHM_NOT_FOR_KEY, use=jwk.get("use", ""), key_ops=operations)
    algorithm = jwk.get("alg")
    if algorithm is not None and not isinstance(algorithm, str):
        return refusal(CheckCode.KEY_MALFORMED, alg=algorithm)
    match jwk.get("kty"), jwk.get("crv"):
        case "OKP", "Ed25519":
            return _edwards(jwk, algorithm)
        case "EC", str(curve) if curve in _CURVES:
            return _elliptic(jwk, curve, algorithm)
        case "RSA", _:
            return _rsa(jwk, algorithm, limits)
        case (("EC" | "OKP" as kind), curve) if curve in _OTHER_CURVES:
            return refusal(CheckCode.KEY_TYPE_UNSUPPORTED, kty=kind, crv=curve)
        case kind, curve:
            return refusal(CheckCode.KEY_MALFORMED, kty=kind, crv=curve or "")


def _edwards(jwk: Json, algorithm: str | None) -> PublicKey | Refusal:
    x = _bytes(jwk.get("x"), 32)
    return refusal(CheckCode.KEY_MALFORMED, member="x") if x is None else PublicKey(KeyType.ED25519, x, 0, 0, algorithm)


def _elliptic(jwk: Json, curve: str, algorithm: str | None) -> PublicKey | Refusal:
    kind, size = _CURVES[curve]
    x, y = _bytes(jwk.get("x"), size), _bytes(jwk.get("y"), size)
    if x is None or y is None:
        return refusal(CheckCode.KEY_MALFORMED, member="x" if x is None else "y")
    return PublicKey(kind, b"\x04" + x + y, algorithm=algorithm)


def _rsa(jwk: Json, algorithm: str | None, limits: Limits) -> PublicKey | Refusal:
    n, e = _bytes(jwk.get("n"), None), _bytes(jwk.get("e"), None)
    if n is None or e is None or len(e) > 8:
        return refusal(CheckCode.KEY_MALFORMED, member="n" if n is None else "e")
    modulus, exponent = int.from_bytes(n, "big"), int.from_bytes(e, "big")
    return rsa_of(modulus, exponent, algorithm=algorithm, limits=limits)


def rsa_of(
    modulus: int, exponent: int, *, algorithm: str | None = None, limits: Limits = LIMITS
) -> PublicKey | Refusal:
    """Return the RSA key of two numbers, or why it is none that is accepted."""
    bits = modulus.bit_length()
    if not limits.rsa_least <= bits <= limits.rsa_most:
        return refusal(CheckCode.KEY_TOO_SHORT, bits=bits, least=limits.rsa_least, most=limits.rsa_most)
    if exponent < 65_537 or exponent > 0xFFFF_FFFF or not exponent & 1 or not modulus & 1:
        return refusal(CheckCode.KEY_MALFORMED, exponent=exponent)
    return PublicKey(KeyType.RSA, modulus=modulus, exponent=exponent, algorithm=algorithm)


def _bytes(value: Any, size: int | None) -> bytes | None:
    """Return the bytes of a member: of exactly ``size``, or of any length up to that of the longest RSA key."""
    if not isinstance(value, str) or not value or len(value) > 2_048:
        return None
    data = from_base64url(value)
    return data if data is not None and size in (None, len(data)) else None
