"""Keys in PEM: what the package ``cryptography`` writes is read, and nothing is read that it would not."""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
)
from hypothesis import given
from hypothesis import strategies as st

from pathways.verification.badge2.pem import from_pem
from pathways.verification.checks import Refusal
from pathways.verification.publickey import KeyType, PublicKey
from tests.unit.verification.assertions import pem
from tests.unit.verification.signing import edwards, elliptic, rsa_key


@cache
def der(kind: str) -> bytes:
    keys: dict[str, Any] = {
        "RSA": rsa_key(2048),
        "P-256": elliptic(),
        "P-384": ec.derive_private_key(7, ec.SECP384R1()),
        "Ed25519": edwards(),
    }
    data: bytes = keys[kind].public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return data


def armored(data: bytes, label: str = "PUBLIC KEY") -> str:
    return f"-----BEGIN {label}-----\n{base64.encodebytes(data).decode()}-----END {label}-----\n"


@pytest.mark.parametrize("kind", ["RSA", "P-256", "P-384", "Ed25519"])
def test_keys_of_every_type_are_read_as_the_library_wrote_them(kind: str) -> None:
    key = from_pem(armored(der(kind)))
    assert isinstance(key, PublicKey)
    assert key.type is KeyType(kind)
    loaded: Any = load_der_public_key(der(kind))
    if kind == "RSA":
        numbers = loaded.public_numbers()
        assert (key.modulus, key.exponent) == (numbers.n, numbers.e)
    else:
        form = PublicFormat.Raw if kind == "Ed25519" else PublicFormat.UncompressedPoint
        encoding = Encoding.Raw if kind == "Ed25519" else Encoding.X962
        assert key.point == loaded.public_bytes(encoding, form)


def private() -> str:
    return edwards().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def weak() -> str:
    return pem(rsa_key(1024))


REFUSED: list[tuple[str, Any, str]] = [
    ("no PEM", lambda: "key", "KEY_MALFORMED"),
    ("private", private, "KEY_PRIVATE"),
    ("RSA-1024", weak, "KEY_TOO_SHORT"),
    ("another curve", lambda: pem(ec.derive_private_key(7, ec.SECP256K1())), "KEY_TYPE_UNSUPPORTED"),
    ("Ed448", lambda: pem(ed448.Ed448PrivateKey.generate()), "KEY_TYPE_UNSUPPORTED"),
    ("certificate", lambda: armored(der("RSA"), "CERTIFICATE"), "KEY_TYPE_UNSUPPORTED"),
    ("two ends", lambda: armored(der("RSA")).replace("END PUBLIC", "END OTHER"), "KEY_MALFORMED"),
    ("cut off", lambda: armored(der("RSA")[:-1]), "KEY_MALFORMED"),
    ("something behind", lambda: armored(der("P-256") + b"\0"), "KEY_MALFORMED"),
    ("bits left over", lambda: armored(der("Ed25519").replace(b"\x03\x21\x00", b"\x03\x21\x01")), "KEY_MALFORMED"),
    ("not base64", lambda: armored(der("RSA")).replace("MII", "M=I", 1), "KEY_MALFORMED"),
    ("two keys", lambda: armored(der("RSA")) * 2, "KEY_MALFORMED"),
    ("without end", lambda: "-----BEGIN PUBLIC KEY-----\n" + "A" * 100_000, "KEY_MALFORMED"),
]


@pytest.mark.badge_row(20)
@pytest.mark.parametrize(("made", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_key_that_may_be_used_is_refused(made: Any, code: str) -> None:
    found = from_pem(made())
    assert isinstance(found, Refusal)
    assert found.code.value == code


@given(st.sampled_from(["RSA", "P-256", "P-384", "Ed25519"]), st.data())
def test_nothing_is_read_that_the_library_would_not_read(kind: str, data: st.DataObject) -> None:
    """Bytes are changed near the front, where the structure is; what is still read is read alike by both."""
    whole = bytearray(der(kind))
    place = data.draw(st.integers(0, min(len(whole), 40) - 1))
    whole[place] = data.draw(st.integers(0, 255))
    found = from_pem(armored(bytes(whole)))
    if isinstance(found, Refusal) or found.type in (KeyType.P256, KeyType.P384):
        return
    loaded: Any = load_der_public_key(bytes(whole))
    if isinstance(loaded, ed25519.Ed25519PublicKey):
        assert loaded.public_bytes_raw() == found.point
    else:
        assert (loaded.public_numbers().n, loaded.public_numbers().e) == (found.modulus, found.exponent)
