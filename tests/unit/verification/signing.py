"""Tokens for tests: signed correctly, and wrong in exactly what a test asks for."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pathways.model.check_codes import Step
from pathways.model.verification_documents import CheckEntry, VerificationDocument
from pathways.verification.encoding import to_base58, to_base64url
from pathways.verification.keys import Snapshot

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
ISSUER = "https://college.example.edu/issuers/7"
KEY_SET = "https://college.example.edu/.well-known/jwks.json"

Json = dict[str, Any]


@cache
def edwards() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@cache
def elliptic() -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(20_261_122, ec.SECP256R1())


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, bits)


def number(value: int, size: int | None = None) -> str:
    return to_base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def raw(key: ed25519.Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def did_key(key: ed25519.Ed25519PrivateKey | None = None) -> str:
    return "did:key:z" + to_base58(b"\xed\x01" + raw(key or edwards()))


def jwk(algorithm: str, *, bits: int = 2048) -> Json:
    """Return the public key with which :func:`sign` signs."""
    match algorithm:
        case "EdDSA":
            return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(raw(edwards()))}
        case "ES256":
            point = elliptic().public_key().public_numbers()
            return {"kty": "EC", "crv": "P-256", "x": number(point.x, 32), "y": number(point.y, 32)}
        case _:
            numbers = rsa_key(bits).public_key().public_numbers()
            return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}


def signature(algorithm: str, message: bytes, bits: int) -> bytes:
    match algorithm:
        case "EdDSA":
            return edwards().sign(message)
        case "ES256":
            r, s = decode_dss_signature(elliptic().sign(message, ec.ECDSA(hashes.SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        case _:
            return rsa_key(bits).sign(message, padding.PKCS1v15(), hashes.SHA256())


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return to_base64url(data)


def sign(header: Json, claims: Json | bytes, *, algorithm: str = "EdDSA", bits: int = 2048) -> str:
    """Return a compact JWS; ``algorithm`` is how it is really signed, whatever the header says."""
    head = f"{part(header)}.{part(claims)}"
    return f"{head}.{to_base64url(signature(algorithm, head.encode(), bits))}"


def credential(**changes: Any) -> Json:
    """Return an Open Badge 3.0; a change of None takes the member away."""
    whole: Json = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:2f4c3c1e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": did_key(), "type": ["Profile"], "name": "Invented College"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://college.example.edu/achievements/net-1",
                "type": ["Achievement"],
                "name": "Networking I",
                "description": "Plans and runs a small network.",
                "criteria": {"narrative": "A network that runs for a week."},
            },
        },
    }
    return without_none({**whole, **changes})


def claims_of(body: Mapping[str, Any], **changes: Any) -> Json:
    """Return the claims of the token of a badge, with its members beside them."""
    issuer = body.get("issuer")
    claims = {
        **body,
        "iss": issuer["id"] if isinstance(issuer, dict) else issuer,
        "sub": body["credentialSubject"].get("id"),
        "nbf": int(dt.datetime.fromisoformat(str(body["validFrom"]).replace("Z", "+00:00")).timestamp()),
        "jti": body.get("id"),
    }
    return without_none({**claims, **changes})


def without_none(value: Json) -> Json:
    return {key: inner for key, inner in value.items() if inner is not None}


def good_token(header: Json | None = None, **changes: Any) -> str:
    """Return a token that is right in everything, but for the changes of its claims and members of its header."""
    whole = without_none({"alg": "EdDSA", "typ": "JWT", "kid": f"{did_key()}#{did_key()[8:]}", **(header or {})})
    return sign(whole, claims_of(credential(), **changes))


def snapshot(url: str, body: Json) -> Snapshot:
    return Snapshot(url, json.dumps(body).encode(), dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


def at(document: VerificationDocument, step: Step) -> CheckEntry:
    """Return the check of one step."""
    return next(one for one in document.checks if one.step is step)


def codes(document: VerificationDocument) -> Json:
    """Return code by step, those left unchecked or not applicable aside."""
    return {
        one.step.value: one.code.value for one in document.checks if one.code not in ("NOT_CHECKED", "NOT_APPLICABLE")
    }
