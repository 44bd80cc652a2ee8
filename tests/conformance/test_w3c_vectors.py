"""The vectors of the W3C suites, to the byte: canonical forms, hashes, what is signed, the signature in hex and base58.

Those that are shared are read; of further ones (P-384, proofs over JSON, a chain of proofs) what they come to stands
here, over the unsigned documents that are shared.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.checks import Check
from pathways.verification.encoding import from_base58, to_base58
from pathways.verification.keys import FoundKey, Snapshots, find_key
from pathways.verification.proofs.allowed import Reading
from pathways.verification.proofs.contexts import Context, Term
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.proofs.suites import Signed, signed_parts
from pathways.verification.publickey import PublicKey, from_multikey
from pathways.verification.signature import fits
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.signing import NOW, snapshot

pytestmark = needs_shared
BADGES = SHARED / "data" / "badges"
VECTORS = BADGES / "w3c-di"
Json = dict[str, Any]

SHARED_VECTORS: list[tuple[str, str]] = [
    ("eddsa-rdfc-2022", "DataInt"),
    ("eddsa-rdfc-2022/employ", "DataInt"),
    ("Ed25519Signature2020", "EdSig"),
    ("ecdsa-rdfc-2019-p256", "ECDSAP256"),
    ("ecdsa-rdfc-2019-p256/employ", "ECDSAP256"),
]
EDWARDS = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
P256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
P384 = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"


def load(path: Path) -> Json:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


@cache
def reading() -> Reading:
    """Return that the two vocabularies of the vectors are taken, which nobody but a test should."""
    citizenship = load(BADGES / "contexts" / "citizenship-v4rc1.json")["@context"]
    return Reading(
        extra={
            "https://www.w3.org/ns/credentials/examples/v2": Context(
                vocab="https://www.w3.org/ns/credentials/examples#"
            ),
            "https://w3id.org/citizenship/v4rc1": table(citizenship),
        }
    )


def table(said: Json) -> Context:
    terms = {name: term(value) for name, value in said.items() if not name.startswith("@")}
    return Context(terms, said.get("@protected", False), said.get("@vocab"))


def term(said: str | Json) -> Term:
    if isinstance(said, str):
        return Term(said)
    inner = said.get("@context")
    return Term(said["@id"], said.get("@type"), said.get("@container"), None if inner is None else table(inner))


def parts(document: Json, options: Json, key: PublicKey) -> Signed:
    found = signed_parts(document, options, key=key.type, reading=reading())
    assert isinstance(found, Signed), found
    return found


@pytest.mark.parametrize(("folder", "name"), SHARED_VECTORS)
def test_a_shared_vector_at_every_level(folder: str, name: str) -> None:
    at = VECTORS / folder

    def text(part: str) -> str:
        return (at / f"{part}{name}.txt").read_text(encoding="utf-8")

    whole = load(at / f"signed{name}.json")
    proof = whole.pop("proof")
    found = find_key(proof["verificationMethod"], Snapshots())
    assert isinstance(found, FoundKey)
    signed = parts(whole, proof, found.key)
    assert signed.document.decode() == text("canonDoc")
    assert signed.options.decode() == text("proofCanon")
    assert signed.document_hash.hex() == text("docHash")
    assert signed.options_hash.hex() == text("proofHash")
    assert signed.message.hex() == text("combinedHash")
    assert parts(whole, load(at / f"proofConfig{name}.json"), found.key) == signed
    signature = bytes.fromhex(text("sigHex"))
    assert "z" + to_base58(signature) == text("sigBTC58") == proof["proofValue"]
    assert fits(found.key, signed.message, signature)
    assert not fits(found.key, signed.document_hash + signed.options_hash, signature)


def test_the_vector_of_the_open_badges_guide() -> None:
    whole = load(BADGES / "ob3" / "guide-vector-signed.json")
    proof = whole.pop("proof")
    key = from_multikey(proof["verificationMethod"].partition("#")[2])
    assert isinstance(key, PublicKey)
    signed = parts(whole, proof, key)
    for part, name in ((signed.document, "document"), (signed.options, "proof")):
        assert part.decode().strip() == (BADGES / "ob3" / f"guide-vector-{name}-canon.txt").read_text().strip()
    assert fits(key, signed.message, from_base58(proof["proofValue"][1:]) or b"")


def options(suite: str, key: str, **more: Any) -> Json:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{key}#{key}",
        "proofPurpose": "assertionMethod",
        **more,
    }


FURTHER: list[tuple[str, str, str, str]] = [
    # suite, key, what is signed, signature: published beside the Recommendations of the suites
    (
        "ecdsa-rdfc-2019",
        P384,
        "e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92eaad7be6449ca565e165031567f5c7cbc1"
        "8bf6e01df72c5b62f91b685231915ac4b8c58ea95f002c6b8f6bfafa1b251df476b56b8e01518e317dab099d3ecbff96",
        "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQeqgH8hhjc"
        "g8gZDFJC1b9FsR5ggNmDBqHv",
    ),
    (
        "ecdsa-jcs-2019",
        P256,
        "9c4b552d65fcb106b6b27ec2436d8ae81b319afc7aeaab7964b2938cd120cec3"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19",
        "zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz",
    ),
    (
        "ecdsa-jcs-2019",
        P384,
        "bb8fd231f3f5441c089210bb991ca21910ecb2c62e82111f9d4de1ac0db3e6f2fc5dbe33cffc3a08ec1165b7b3a8bedd"
        "3e0be671cc1881035d463158c80921973dab3534d4f8dfacf4ff2725a4115eb718e49d66de0e90e7365cd6062abf2259",
        "zR3krc7pt9Dpn1PY2u8HWPePggtzAG2SuH2ZGNrzw8Ku3QrFLWgDTjS5mCWy65ShixJEtpMwfviAFfh5xTgd5FGN1sSbpPJ5djqSZQLqQkY8"
        "KLBPNswuqKtq3bS8f9vEHm8w",
    ),
    (
        "eddsa-jcs-2022",
        EDWARDS,
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19",
        "",
    ),
]


@pytest.mark.parametrize(
    ("suite", "name", "message", "value"), FURTHER, ids=[f"{row[0]} {row[1][:4]}" for row in FURTHER]
)
def test_a_further_vector_over_the_shared_document(suite: str, name: str, message: str, value: str) -> None:
    document = load(VECTORS / "unsigned.json")
    key = from_multikey(name)
    assert isinstance(key, PublicKey)
    more = {"@context": document["@context"]} if suite == "eddsa-jcs-2022" else {}
    signed = parts(document, options(suite, name, **more), key)
    assert signed.message.hex() == message
    if value:
        assert fits(key, signed.message, from_base58(value[1:]) or b"")


def test_what_a_key_of_p_384_signs_has_blank_nodes_named_by_its_own_digest() -> None:
    """With blank nodes the names differ by digest, which a canonical form by SHA-256 gets wrong."""
    document = load(VECTORS / "employmentAuth.json")
    document["description"] = "Example Country Employment Authorization Document."
    key = from_multikey(P384)
    assert isinstance(key, PublicKey)
    signed = parts(document, options("ecdsa-rdfc-2019", P384), key)
    assert signed.message.hex() == (
        "e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92eaad7be6449ca565e165031567f5c7cbc1"
        "ffa6b1172d137cd8aa141154c1ed9c6e092edb18fb524b1626df8c08cbc755b9f617481313061c19f00acce59ab23704"
    )


def test_a_p_384_signature_does_not_hold_over_the_names_by_sha_256() -> None:
    document = load(VECTORS / "employmentAuth.json")
    curve, edwards = from_multikey(P384), from_multikey(EDWARDS)
    assert isinstance(curve, PublicKey)
    assert isinstance(edwards, PublicKey)
    by_384 = parts(document, options("ecdsa-rdfc-2019", P384), curve).document
    by_256 = parts(document, options("eddsa-rdfc-2022", EDWARDS), edwards).document
    assert by_384 != by_256
    assert hashlib.sha384(by_384).digest() != hashlib.sha384(by_256).digest()


CHAIN: list[tuple[str, str, str, list[str] | None, str]] = [
    # of the vector of a chain in the EdDSA suites: id, key, created, what it builds on, value
    (
        "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544",
        "https://vc.example/issuers/56781#z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7",
        "2023-02-24T23:36:38Z",
        None,
        "z5KTX5yikM4eUukZW9qh66LGT3KZEUCACGpWcT2t4Yd54NMoFRchGmH4778omyNFAD3weSt6sNk5fuaMQmhhzNmEC",
    ),
    (
        "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54",
        "https://vc.example/issuers/56782#z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E",
        "2023-02-24T23:36:38Z",
        None,
        "z5KXNyXDcm822dHS37tmS6Xc7FFNo8c73AfeqmfHoywPxnXWNjWKYK3VQzt3CMUoK9uAqsboVHKJXxuYwbdnfxZeA",
    ),
    (
        "urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23",
        "https://vc.example/issuers/56783#z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1",
        "2023-02-26T22:06:38Z",
        ["urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544", "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54"],
        "z2hcFbMaj3BJufikuLZQ36gAXVT9J3ZiwB9rqN3j7VdqyT1GaQPbMTaF1Q2gn7h75ZcJ6JpV9pvNoDumvcjtmSRAV",
    ),
]


def chained(*changes: tuple[int, str, Any]) -> Json:
    proofs = []
    for name, method, created, previous, value in CHAIN:
        proof = options(
            "eddsa-rdfc-2022", EDWARDS, id=name, created=created, verificationMethod=method, proofValue=value
        )
        proofs.append(proof if previous is None else {**proof, "previousProof": previous})
    for place, member, value in changes:
        proofs[place][member] = value
    return {**load(VECTORS / "unsigned.json"), "proof": proofs}


def answers(document: Json) -> dict[Step, Check]:
    known = []
    for _, method, *_ in CHAIN:
        owner, _, key = method.partition("#")
        listed = {"id": method, "type": "Multikey", "controller": owner, "publicKeyMultibase": key}
        known.append(snapshot(owner, {"id": owner, "verificationMethod": [listed], "assertionMethod": [method]}))
    found = check_embedded(document, Terms(now=NOW, resolver=Snapshots(known)), reading=reading())
    return {one.step: one for one in found}


def test_the_vector_of_a_chain_holds_link_by_link() -> None:
    found = answers(chained())[Step.PROOF_EMBEDDED]
    assert found.code is CheckCode.PROOF_INSIDE_HOLDS
    assert dict(found.evidence)["proofs"] == "1 PROOF_INSIDE_HOLDS, 2 PROOF_INSIDE_HOLDS, 3 PROOF_INSIDE_HOLDS"


def test_a_link_of_the_chain_does_not_hold_without_the_one_before_it() -> None:
    other = CHAIN[1][4]
    broken = answers(chained((0, "proofValue", other)))[Step.PROOF_EMBEDDED]
    assert dict(broken.evidence)["proofs"] == "1 SIGNATURE_WRONG, 2 PROOF_INSIDE_HOLDS, 3 SIGNATURE_WRONG"
