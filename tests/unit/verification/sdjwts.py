"""Selectively disclosed tokens for tests, put together by hand: right, or wrong in exactly what a test asks for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519

from pathways.model.check_codes import Step
from pathways.model.verification_documents import CheckEntry, VerificationDocument
from pathways.verification.encoding import to_base64url
from pathways.verification.examine import examine
from pathways.verification.keys import Resolver, Snapshots
from pathways.verification.publickey import PublicKey, from_jwk
from pathways.verification.terms import Terms
from tests.unit.verification.signing import NOW, at, jwk, part, raw, sign, signature, snapshot

Json = dict[str, Any]

ISSUER = "https://college.example.edu/issuers/7"
METADATA = "https://college.example.edu/.well-known/jwt-vc-issuer/issuers/7"
VCT = "https://college.example.edu/types/award"
AUDIENCE = "https://employer.example.com"
NONCE = "n-20261122"


@dataclass(frozen=True)
class Held:
    """A key as whoever issues or holds has it."""

    algorithm: str

    @property
    def public(self) -> PublicKey:
        found = from_jwk(jwk(self.algorithm))
        assert isinstance(found, PublicKey)
        return found

    def sign(self, message: bytes) -> bytes:
        return signature(self.algorithm, message, 2048)


COLLEGE, LEARNER = Held("ES256"), Held("EdDSA")


@cache
def stranger() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def known() -> Snapshots:
    return Snapshots([snapshot(METADATA, {"issuer": ISSUER, "jwks": {"keys": [{**jwk("ES256"), "kid": "k1"}]}})])


def shown(*parts: Any) -> str:
    """Return a disclosure."""
    return to_base64url(json.dumps(parts).encode())


def hashed(text: str) -> str:
    return to_base64url(hashlib.sha256(text.encode()).digest())


SALT = "c2FsdHNhbHRzYWx0c2FsdA"
NAME = shown(SALT, "given_name", "Ada")
MAIL = shown("b3RoZXJvdGhlcm90aGVy", "email", "ada@example.org")


def claims(**changes: Any) -> Json:
    """Return what the college signs: a name and an address that may be hidden; a change of None takes a claim away."""
    whole: Json = {
        "iss": ISSUER,
        "vct": VCT,
        "nbf": 1_767_225_600,
        "exp": 1_798_761_600,
        "achievement": {"id": "https://college.example.edu/a/1", "name": "Networking", "humanCode": "NET-1"},
        "cnf": {"jwk": jwk("EdDSA")},
        "_sd": [hashed(NAME), hashed(MAIL)],
        "_sd_alg": "sha-256",
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def made(body: Json, *disclosures: str, header: Json | None = None) -> str:
    """Return a token signed by the college."""
    head = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": "k1", **(header or {})}
    head = {name: value for name, value in head.items() if value is not None}
    return "~".join((sign(head, body, algorithm="ES256"), *disclosures, ""))


def bound(
    token: str, *, header: Json | None = None, key: ed25519.Ed25519PrivateKey | None = None, **changes: Any
) -> str:
    """Return the token with the proof of the learner, changed as asked."""
    body = {"iat": int(NOW.timestamp()), "aud": AUDIENCE, "nonce": NONCE, "sd_hash": hashed(token), **changes}
    body = {name: value for name, value in body.items() if value is not None}
    head = {"alg": "EdDSA", "typ": "kb+jwt", **(header or {})}
    if key is None:
        return token + sign(head, body)
    text = f"{part(head)}.{part(body)}"
    return f"{token}{text}.{to_base64url(key.sign(text.encode()))}"


def asked(token: str, *, resolver: Resolver | None = None, **terms: Any) -> VerificationDocument:
    whole = {"audience": AUDIENCE, "nonce": NONCE, **terms}
    return examine(token.encode(), Terms(now=NOW, resolver=known() if resolver is None else resolver, **whole))


def outcome(token: str, step: Step, **terms: Any) -> CheckEntry:
    return at(asked(token, **terms), step)


def thumb(key: ed25519.Ed25519PrivateKey) -> Json:
    return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(raw(key))}
