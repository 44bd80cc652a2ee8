"""Blockcerts certificates for tests: hashed, put into a tree and anchored by us, and wrong in exactly one thing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import cbor2

from pathways.model.anchors import Anchor, Anchors
from pathways.model.verification_documents import VerificationDocument
from pathways.verification.encoding import to_base58
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.proofs.canonical import canonical_form
from pathways.verification.terms import Terms
from tests.unit.verification.assertions import HOME, PROFILE, badge
from tests.unit.verification.assertions import profile as profile_2
from tests.unit.verification.signing import NOW, without_none

SENDER = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
TRANSACTION = "ab" * 32
TIME = "2026-02-01T12:00:00Z"
LIST = f"{HOME}/revoked"
MAINNET = (0, 1)
"""How a receipt names the chain of Bitcoin and its main network."""

Json = dict[str, Any]
Path = list[tuple[str, bytes]]


def way(leaves: Sequence[bytes], place: int) -> tuple[Path, bytes]:
    """Return the neighbours on the way from a leaf to the root, and the root; an odd one goes up as it is."""
    path: Path = []
    level = list(leaves)
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(("left" if beside < place else "right", level[beside]))
        pairs = [level[first : first + 2] for first in range(0, len(level), 2)]
        level = [hashlib.sha256(pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0] for pair in pairs]
        place //= 2
    return path, level[0]


def hashed(document: Json) -> bytes:
    lines = canonical_form(document)
    assert isinstance(lines, str), lines
    return hashlib.sha256(lines.encode()).digest()


def batch(target: bytes, count: int = 5, place: int = 2) -> tuple[Path, bytes]:
    """Return the way of a certificate that was anchored with others, and the root."""
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(count)]
    leaves[place] = target
    return way(leaves, place)


def wrapped(value: bytes | str) -> bytes:
    """Return a value as receipts hold it: CBOR inside a string of bytes."""
    return cbor2.dumps(value.hex() if isinstance(value, bytes) else value)


def proof_value(target: bytes, path: Path, root: bytes, chain: tuple[int, ...] = MAINNET) -> str:
    steps = [[0 if side == "left" else 1, wrapped(value)] for side, value in path]
    anchor = [[0, chain[0]], *([[1, chain[1]]] if len(chain) > 1 else []), [2, wrapped(TRANSACTION)]]
    return "z" + to_base58(cbor2.dumps([[0, wrapped(root)], [1, wrapped(target)], [2, [anchor]], [3, steps]]))


def unsigned_3(**changes: Any) -> Json:
    whole = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/blockcerts/v3.2"],
        "id": "urn:uuid:5b1f0c3e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "BlockcertsCredential"],
        "issuer": PROFILE,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:learner", "claim": {"name": "Networking I"}},
    }
    return without_none({**whole, **changes})


def certificate_3(document: Json | None = None, *, chain: tuple[int, ...] = MAINNET, **proof: Any) -> Json:
    """Return a certificate of version 3; ``proof`` changes members of its proof."""
    bare = document or unsigned_3()
    target = hashed(bare)
    made = {
        "type": "DataIntegrityProof",
        "cryptosuite": "merkle-proof-2019",
        "proofPurpose": "assertionMethod",
        "created": TIME,
        "verificationMethod": f"{PROFILE}#key-1",
        "proofValue": proof_value(target, *batch(target), chain),
    }
    return {**bare, "proof": without_none({**made, **proof})}


def unsigned_2(**changes: Any) -> Json:
    whole = {
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "type": "Assertion",
        "id": "urn:uuid:5b1f0c3e-0000-4000-8000-000000000002",
        "recipient": {"type": "email", "hashed": False, "identity": "ada@learner.example"},
        "badge": {**badge(id="urn:uuid:5b1f0c3e-0000-4000-8000-000000000003"), "issuer": profile_2(publicKey=None)},
        "issuedOn": "2026-01-01T00:00:00+00:00",
        "verification": {
            "type": ["MerkleProofVerification2017", "Extension"],
            "publicKey": f"ecdsa-koblitz-pubkey:{SENDER}",
        },
    }
    whole["badge"] = {name: value for name, value in whole["badge"].items() if name != "@context"}  # type: ignore[attr-defined]
    issuer = whole["badge"]["issuer"]  # type: ignore[index]
    whole["badge"]["issuer"] = {name: value for name, value in issuer.items() if name != "@context"}  # type: ignore[index]
    return without_none({**whole, **changes})


def certificate_2(document: Json | None = None, **signature: Any) -> Json:
    bare = document or unsigned_2()
    target = hashed(bare)
    path, root = batch(target)
    made = {
        "type": ["MerkleProof2017", "Extension"],
        "merkleRoot": root.hex(),
        "targetHash": target.hex(),
        "proof": [{side: value.hex()} for side, value in path],
        "anchors": [{"sourceId": TRANSACTION, "type": "BTCOpReturn", "chain": "bitcoinMainnet"}],
    }
    return {**bare, "signature": without_none({**made, **signature})}


def root_of(certificate: Json) -> str:
    """Return the root of a right certificate, as its transaction holds it."""
    bare = {name: value for name, value in certificate.items() if name not in ("proof", "signature")}
    return batch(hashed(bare))[1].hex()


def anchors(certificate: Json, **changes: Any) -> Anchors:
    """Return the record of the transaction, right but for the changes."""
    record = {
        "chain": "bitcoin:mainnet",
        "transaction": TRANSACTION,
        "root": root_of(certificate),
        "sender": SENDER,
        "time": TIME,
        "source": "made for a test",
    }
    return Anchors(anchors=(Anchor.model_validate({**record, **changes}),))


def profile(*keys: Json, **changes: Any) -> Json:
    """Return the issuer's profile; without keys it lists the sender since 2025."""
    listed = keys or ({"id": f"ecdsa-koblitz-pubkey:{SENDER}", "created": "2025-01-01T00:00:00Z"},)
    return profile_2(publicKey=list(listed), **changes)


def asked(
    certificate: Json, records: Anchors | None = None, issuer: Json | None = None, **terms: Any
) -> VerificationDocument:
    """Return the answer about a certificate, by default with the right record and the right profile."""
    known = {PROFILE: profile() if issuer is None else issuer, **terms.pop("known", {})}
    port = Snapshots(Snapshot(url, json.dumps(body).encode(), NOW) for url, body in known.items() if body)
    held = anchors(certificate) if records is None else records
    whole = {"now": NOW, "resolver": port, "anchors": held, **terms}
    return examine(json.dumps(certificate).encode(), Terms(**whole))
