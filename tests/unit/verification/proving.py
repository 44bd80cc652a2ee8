"""Documents with proofs inside, for tests: signed by any suite, and wrong in exactly what a test asks for."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pathways.verification.checks import Refusal
from pathways.verification.encoding import to_base58
from pathways.verification.keys import Snapshot
from pathways.verification.proofs.allowed import PLAIN, Reading
from pathways.verification.proofs.suites import signing_input
from pathways.verification.publickey import KeyType
from tests.unit.verification.signing import credential, edwards, raw, snapshot, without_none

Json = dict[str, Any]

SUITES: list[tuple[str, KeyType]] = [
    ("eddsa-rdfc-2022", KeyType.ED25519),
    ("eddsa-jcs-2022", KeyType.ED25519),
    ("ecdsa-rdfc-2019", KeyType.P256),
    ("ecdsa-rdfc-2019", KeyType.P384),
    ("ecdsa-jcs-2019", KeyType.P256),
    ("ecdsa-jcs-2019", KeyType.P384),
    ("Ed25519Signature2020", KeyType.ED25519),
]
_CURVES: dict[KeyType, tuple[ec.EllipticCurve, bytes, int, hashes.HashAlgorithm]] = {
    KeyType.P256: (ec.SECP256R1(), b"\x80\x24", 32, hashes.SHA256()),
    KeyType.P384: (ec.SECP384R1(), b"\x81\x24", 48, hashes.SHA384()),
}


@cache
def curve_key(kind: KeyType) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(20_261_122, _CURVES[kind][0])


@cache
def multikey(kind: KeyType = KeyType.ED25519) -> str:
    if kind is KeyType.ED25519:
        return "z" + to_base58(b"\xed\x01" + raw(edwards()))
    public = curve_key(kind).public_key()
    return "z" + to_base58(_CURVES[kind][1] + public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def signed(kind: KeyType, message: bytes) -> str:
    """Return the value of a proof over a message."""
    if kind is KeyType.ED25519:
        return "z" + to_base58(edwards().sign(message))
    _, _, size, digest = _CURVES[kind]
    r, s = decode_dss_signature(curve_key(kind).sign(message, ec.ECDSA(digest)))
    return "z" + to_base58(r.to_bytes(size, "big") + s.to_bytes(size, "big"))


def options(suite: str = "eddsa-rdfc-2022", kind: KeyType = KeyType.ED25519, **changes: Any) -> Json:
    """Return the options of a proof by a did:key; a change of None takes the member away."""
    old = suite == "Ed25519Signature2020"
    whole: Json = {
        "type": suite if old else "DataIntegrityProof",
        "cryptosuite": None if old else suite,
        "created": "2026-02-01T00:00:00Z",
        "verificationMethod": f"did:key:{multikey(kind)}#{multikey(kind)}",
        "proofPurpose": "assertionMethod",
    }
    return without_none({**whole, **changes})


def proof(document: Json, chosen: Json, kind: KeyType = KeyType.ED25519, *, reading: Reading = PLAIN) -> Json:
    """Return the options with the value of a proof over the document, which is as it is signed."""
    message = signing_input(document, chosen, key=kind, reading=reading)
    assert not isinstance(message, Refusal), message
    return {**chosen, "proofValue": signed(kind, message)}


def badge(kind: KeyType = KeyType.ED25519, **changes: Any) -> Json:
    """Return an Open Badge 3.0 of which every member is defined, not signed; its issuer is the key itself."""
    achievement = {
        "id": "urn:uuid:2f4c3c1e-0000-4000-8000-00000000000a",
        "type": ["Achievement"],
        "name": "Networking II",
        "description": "Subnets and routes",
        "criteria": {"narrative": "Passed the examination"},
    }
    whole = credential(
        issuer={"id": f"did:key:{multikey(kind)}", "type": ["Profile"], "name": "Invented College"},
        validUntil="2030-01-01T00:00:00Z",
        credentialSubject={"id": "did:example:learner", "type": ["AchievementSubject"], "achievement": achievement},
    )
    return without_none({**whole, **changes})


def in_contexts_of(suite: str, document: Json) -> Json:
    """Return the document with the vocabulary that the old suite needs."""
    if suite != "Ed25519Signature2020":
        return document
    return {**document, "@context": [*document["@context"], "https://w3id.org/security/suites/ed25519-2020/v1"]}


def proved(
    document: Json | None = None,
    suite: str = "eddsa-rdfc-2022",
    kind: KeyType = KeyType.ED25519,
    **changes: Any,
) -> Json:
    """Return a badge with one proof that is right in everything, but for the changes of its options."""
    bare = in_contexts_of(suite, badge(kind) if document is None else document)
    own = {"@context": bare["@context"]} if "jcs" in suite else {}
    return {**bare, "proof": proof(bare, options(suite, kind, **{**own, **changes}), kind)}


def controller(owner: str, name: str = "#1", kind: KeyType = KeyType.ED25519, **changes: Any) -> Snapshot:
    """Return what stands at an https address, or where a did:web leads: one key, for statements."""
    method = {"id": f"{owner}{name}", "type": "Multikey", "controller": owner, "publicKeyMultibase": multikey(kind)}
    method = without_none({**method, **changes})
    document = {"id": owner, "verificationMethod": [method], "assertionMethod": [method["id"]]}
    url = owner
    if owner.startswith("did:web:"):
        url = f"https://{owner.removeprefix('did:web:')}/.well-known/did.json"
    return snapshot(url, json.loads(json.dumps(document)))
