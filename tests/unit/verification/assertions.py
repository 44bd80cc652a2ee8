"""Open Badges 2.0 for tests: right in everything, and wrong in exactly what a test asks for."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pathways.model.verification_documents import VerificationDocument
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.terms import Terms
from tests.unit.verification.signing import NOW, rsa_key, sign, without_none

HOME = "https://college.example.edu"
BADGE, PROFILE, KEY = f"{HOME}/badges/1", f"{HOME}/issuer", f"{HOME}/keys/1"
HERE, LIST = f"{HOME}/assertions/7", f"{HOME}/revoked"

Json = dict[str, Any]


def assertion(**changes: Any) -> Json:
    """Return a hosted assertion; a change of None takes the member away."""
    whole = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": HERE,
        "recipient": {"type": "email", "hashed": False, "identity": "ada@learner.example"},
        "badge": BADGE,
        "issuedOn": "2026-01-01T00:00:00Z",
        "verification": {"type": "hosted"},
    }
    return without_none({**whole, **changes})


def badge(**changes: Any) -> Json:
    whole = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
        "id": BADGE,
        "name": "Networking I",
        "description": "Plans and runs a small network.",
        "image": f"{HOME}/badges/1.png",
        "criteria": {"narrative": "A network that runs for a week."},
        "issuer": PROFILE,
    }
    return without_none({**whole, **changes})


def profile(**changes: Any) -> Json:
    whole = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Issuer",
        "id": PROFILE,
        "name": "Invented College",
        "url": HOME,
        "email": "badges@college.example.edu",
    }
    return without_none({**whole, **changes})


def pem(key: Any = None) -> str:
    public = (key or rsa_key(2048)).public_key()
    return str(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


def key_document(**changes: Any) -> Json:
    whole = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "CryptographicKey",
        "id": KEY,
        "owner": PROFILE,
        "publicKeyPem": pem(),
    }
    return without_none({**whole, **changes})


def signed(header: Json | None = None, *, bits: int = 2048, algorithm: str = "RS256", **changes: Any) -> bytes:
    """Return a signed assertion as the compact token that is handed in."""
    whole = assertion(verification={"type": "signed", "creator": KEY})
    body = without_none({**whole, **changes})
    return sign(header or {"alg": "RS256"}, body, algorithm=algorithm, bits=bits).encode()


def documents(**changes: Any) -> dict[str, Json | None]:
    """Return what stands where; a change names one by its part: ``assertion``, ``badge``, ``profile``, ``key``."""
    known: dict[str, Json | None] = {
        HERE: assertion(),
        BADGE: badge(),
        PROFILE: profile(publicKey=KEY),
        KEY: key_document(),
    }
    places = {"assertion": HERE, "badge": BADGE, "profile": PROFILE, "key": KEY}
    for part, value in changes.items():
        known[places[part]] = value
    return known


def asked(data: bytes | Json, known: Mapping[str, Json | None] | None = None, **terms: Any) -> VerificationDocument:
    """Return the answer about a badge; ``known`` is what stands where, as the day before it is asked."""
    held = documents() if known is None else known
    taken = terms.pop("retrieved", NOW)
    port = Snapshots(Snapshot(url, json.dumps(body).encode(), taken) for url, body in held.items() if body is not None)
    whole = data if isinstance(data, bytes) else json.dumps(data).encode()
    return examine(whole, Terms(**{"now": NOW, "resolver": port, **terms}))


def changed(value: Json, path: str, new: Any) -> Json:
    """Return a copy with one member changed; ``path`` parts names by slashes, and None takes the member away."""
    found = copy.deepcopy(value)
    *outer, last = path.split("/")
    place = found
    for name in outer:
        place = place[name]
    if new is None:
        del place[last]
    else:
        place[last] = new
    return found
