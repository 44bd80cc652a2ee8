"""Does a signature fit?  Ed25519, ECDSA and RSA by the package ``cryptography``, which the extra ``badges`` installs.

Source: RFC 8032; RFC 7518 sections 3.3 and 3.4 (a signature of a curve is r and s, each as long as the curve).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from pathways.errors import NotAvailableError
from pathways.verification.publickey import KeyType, PublicKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHMS: Final = MappingProxyType(
    {"EdDSA": KeyType.ED25519, "ES256": KeyType.P256, "RS256": KeyType.RSA},
)
"""The algorithms of tokens that are accepted, spelled so, each with its one type of key."""


def fits(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Return whether the key made the signature over the message; a curve key of P-384 hashes by SHA-384.

    Raises NotAvailableError X002 without the extra ``badges``.
    """
    exceptions = _library()
    try:
        match key.type:
            case KeyType.ED25519:
                _check_edwards(key, message, signature)
            case KeyType.RSA:
                _check_rsa(key, message, signature)
            case _:
                return _elliptic_fits(key, message, signature)
    except (exceptions.InvalidSignature, ValueError):
        return False
    return True


def readable(key: PublicKey) -> bool:
    """Return whether a key is one: a point on its curve.  Raises NotAvailableError X002 without the extra."""
    _library()
    try:
        if key.type in (KeyType.P256, KeyType.P384):
            _curve_key(key)
    except ValueError:
        return False
    return True


def _library() -> Any:
    try:
        from cryptography import exceptions
    except ImportError:
        message = "signatures cannot be checked without the package cryptography"
        hint = "Install it with: pip install 'pathways-planner[badges]'"
        raise NotAvailableError("X002", message, hint=hint) from None
    return exceptions


def _check_edwards(key: PublicKey, message: bytes, signature: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    Ed25519PublicKey.from_public_bytes(key.point).verify(signature, message)


def _check_rsa(key: PublicKey, message: bytes, signature: bytes) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    if len(signature) != (key.modulus.bit_length() + 7) // 8:
        raise ValueError("length")
    public = rsa.RSAPublicNumbers(key.exponent, key.modulus).public_key()
    public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


def _elliptic_fits(key: PublicKey, message: bytes, signature: bytes) -> bool:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    size = 32 if key.type is KeyType.P256 else 48
    if len(signature) != 2 * size:
        return False
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    digest = hashes.SHA256() if key.type is KeyType.P256 else hashes.SHA384()
    _curve_key(key).verify(encode_dss_signature(r, s), message, ec.ECDSA(digest))
    return True


def _curve_key(key: PublicKey) -> ec.EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    curve = ec.SECP256R1() if key.type is KeyType.P256 else ec.SECP384R1()
    return ec.EllipticCurvePublicKey.from_encoded_point(curve, key.point)
