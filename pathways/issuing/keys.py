"""With which key does an institution sign?  Made here, kept by its owner, never shown.

The secret half signs and says nothing else: it has no text form but the one that its file holds.  The public half is
written as JSON Web Key and as multikey.

Source: RFC 8032, 7517, 7518 and 8037; W3C Controlled Identifiers 1.0 section 2.2; RFC 7914 (scrypt).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NoReturn

from pathways.errors import BadgeError, NotAvailableError, QuestionError, finding
from pathways.verification.encoding import to_base58, to_base64url
from pathways.verification.notes import SigningKey, signing_key
from pathways.verification.publickey import KeyType, PublicKey
from pathways.verification.strict import Json

ALGORITHM_OF: Final = MappingProxyType(
    {KeyType.ED25519: "EdDSA", KeyType.P256: "ES256", KeyType.RSA: "RS256"},
)
"""How tokens name the signatures of each type of key that is made here."""
RSA_BITS: Final = 3_072
LONGEST: Final = 16 * 1024
"""Bytes of the longest key file that is read."""

_FORMAT: Final = "pathways-key/1"
_SCRYPT: Final = MappingProxyType({"n": 2**15, "r": 8, "p": 1})
_CODEC: Final = MappingProxyType({KeyType.ED25519: b"\xed\x01", KeyType.P256: b"\x80\x24"})


@dataclass(frozen=True, slots=True)
class SecretKey:
    """The secret half of a key: it signs, and never shows itself."""

    public: PublicKey
    _handle: Any = field(repr=False, compare=False)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message, written as tokens and proofs write it."""
        return _signed(self._handle, self.public.type, message)


def make_key(kind: KeyType = KeyType.ED25519) -> SecretKey:
    """Return a new key of a type, from the system's own randomness.

    Raises QuestionError U003 for a type that is not made here, NotAvailableError X002 without the extra ``badges``.
    """
    _library()
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    makers: dict[KeyType, Callable[[], Any]] = {
        KeyType.ED25519: ed25519.Ed25519PrivateKey.generate,
        KeyType.P256: lambda: ec.generate_private_key(ec.SECP256R1()),
        KeyType.RSA: lambda: rsa.generate_private_key(65_537, RSA_BITS),
    }
    if kind not in makers:
        message = f"keys of type {kind.value} are not made here; {', '.join(key.value for key in makers)} are"
        raise QuestionError("U003", message, findings=[finding("U003", message)])
    return _held(makers[kind]())


def write_key(key: SecretKey, *, passphrase: str | None = None, salt: bytes = b"") -> bytes:
    """Return the bytes of a key file: PKCS #8 as it stands, or sealed under a passphrase.

    A sealed one is made with scrypt and AES-256-GCM; ``salt`` are 28 random bytes, used once (16 for scrypt, 12 for the
    seal).  Raises QuestionError U003 for an empty passphrase or another length of salt.
    """
    from cryptography.hazmat.primitives import serialization

    plain = serialization.NoEncryption()
    if passphrase is None:
        coding = serialization.Encoding.PEM
        return _bytes(key._handle.private_bytes(coding, serialization.PrivateFormat.PKCS8, plain))
    if not passphrase or len(salt) != 28:
        message = "a key is sealed under a passphrase that is not empty, with 28 random bytes"
        raise QuestionError("U003", message, findings=[finding("U003", message)])
    data = key._handle.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    head = {"format": _FORMAT, "kdf": "scrypt", **_SCRYPT, "cipher": "AES-256-GCM", "salt": _text(salt)}
    sealed = _cipher(passphrase, salt[:16]).encrypt(salt[16:], data, _canonical(head))
    return json.dumps({**head, "sealed": _text(sealed)}, indent=2).encode() + b"\n"


def read_key(data: bytes, *, passphrase: str | None = None) -> SecretKey:
    """Return the key that a key file holds.

    Raises BadgeError B002 where it holds none, is sealed and no passphrase is given, or where the passphrase is
    another; NotAvailableError X002 without the extra ``badges``.
    """
    _library()
    from cryptography.hazmat.primitives import serialization

    if len(data) > LONGEST:
        _malformed(f"a key file of {len(data):,} bytes is not read")
    try:
        if data.lstrip().startswith(b"{"):
            return _held(serialization.load_der_private_key(_opened(data, passphrase), None))
        return _held(serialization.load_pem_private_key(data, None))
    except (ValueError, TypeError) as error:
        _malformed(f"the file holds no key that signs here ({type(error).__name__})")


def log_key(key: SecretKey, origin: str) -> SigningKey:
    """Return an Ed25519 key as the one that signs the checkpoints of a log.

    Raises QuestionError U003 for another type, BadgeError B002 where the origin is no name.
    """
    if key.public.type is not KeyType.ED25519:
        message = "a log is signed with a key of type Ed25519"
        raise QuestionError("U003", message, findings=[finding("U003", message)])
    return signing_key(origin, _bytes(key._handle.private_bytes_raw()))


def to_multikey(key: PublicKey) -> str | None:
    """Return a key as multikey (``z6Mk...``), None where it has no such form here (RSA).

    >>> to_multikey(PublicKey(KeyType.ED25519, bytes(32)))[:4]
    'z6Mk'
    """
    codec = _CODEC.get(key.type)
    if codec is None:
        return None
    point = key.point
    if key.type is KeyType.P256 and point[:1] == b"\x04":
        point = bytes([2 + (point[-1] & 1)]) + point[1:33]
    return "z" + to_base58(codec + point)


def to_jwk(key: PublicKey, **more: str) -> Json:
    """Return a key as JSON Web Key, with further members such as ``kid``.

    A point that is written short is completed, which raises NotAvailableError X002 without the extra ``badges``.
    """
    found: Json
    if key.type is KeyType.ED25519:
        found = {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(key.point)}
    elif key.type is KeyType.RSA:
        found = {"kty": "RSA", "n": _number(key.modulus), "e": _number(key.exponent)}
    else:
        point = _whole_point(key)
        half = (len(point) - 1) // 2
        x, y = point[1 : half + 1], point[half + 1 :]
        found = {"kty": "EC", "crv": key.type.value, "x": to_base64url(x), "y": to_base64url(y)}
    return {**found, **more}


def _whole_point(key: PublicKey) -> bytes:
    if key.point[:1] == b"\x04":
        return key.point
    _library()
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    curve = ec.SECP256R1() if key.type is KeyType.P256 else ec.SECP384R1()
    whole = ec.EllipticCurvePublicKey.from_encoded_point(curve, key.point)
    return whole.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _signed(handle: Any, kind: KeyType, message: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    match kind:
        case KeyType.ED25519:
            return _bytes(handle.sign(message))
        case KeyType.RSA:
            return _bytes(handle.sign(message, padding.PKCS1v15(), hashes.SHA256()))
        case _:
            r, s = decode_dss_signature(handle.sign(message, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _held(handle: Any) -> SecretKey:
    """Return a key of the library in our hands; raises ValueError for a type or size that does not sign here."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    public = handle.public_key()
    raw, points = serialization.Encoding.Raw, serialization.Encoding.X962
    if isinstance(handle, ed25519.Ed25519PrivateKey):
        return SecretKey(PublicKey(KeyType.ED25519, public.public_bytes(raw, serialization.PublicFormat.Raw)), handle)
    if isinstance(handle, ec.EllipticCurvePrivateKey) and isinstance(handle.curve, ec.SECP256R1):
        point = public.public_bytes(points, serialization.PublicFormat.UncompressedPoint)
        return SecretKey(PublicKey(KeyType.P256, point), handle)
    if isinstance(handle, rsa.RSAPrivateKey) and handle.key_size >= 2_048:
        numbers = public.public_numbers()
        return SecretKey(PublicKey(KeyType.RSA, modulus=numbers.n, exponent=numbers.e), handle)
    raise ValueError("another type of key")


def _opened(data: bytes, passphrase: str | None) -> bytes:
    """Return what is sealed in a key file."""
    from cryptography.exceptions import InvalidTag

    found = json.loads(data)
    head = {"format": _FORMAT, "kdf": "scrypt", **_SCRYPT, "cipher": "AES-256-GCM", "salt": found.get("salt")}
    if {**head, "sealed": found.get("sealed")} != found:
        _malformed("it is not written as sealed key files are")
    if not passphrase:
        _malformed("the key is sealed; its passphrase is needed")
    salt = base64.b64decode(str(found["salt"]), validate=True)
    try:
        sealed = base64.b64decode(str(found["sealed"]), validate=True)
        return _bytes(_cipher(passphrase, salt[:16]).decrypt(salt[16:], sealed, _canonical(head)))
    except (InvalidTag, binascii.Error, ValueError):
        _malformed("the passphrase is another, or the file was changed")


def _cipher(passphrase: str, salt: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    secret = passphrase.encode("utf-8", errors="surrogatepass")
    derived = hashlib.scrypt(secret, salt=salt, dklen=32, maxmem=64 * 1024 * 1024, **_SCRYPT)
    return AESGCM(derived)


def _canonical(head: Json) -> bytes:
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _number(value: int) -> str:
    return to_base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _bytes(data: Any) -> bytes:
    return bytes(data)


def _library() -> None:
    try:
        import cryptography  # noqa: F401 - only whether it is there
    except ImportError:
        message = "badges cannot be signed without the package cryptography"
        hint = "Install it with: pip install 'pathways-planner[badges]'"
        raise NotAvailableError("X002", message, hint=hint) from None


def _malformed(message: str) -> NoReturn:
    raise BadgeError("B002", message, findings=[finding("B002", message)])
