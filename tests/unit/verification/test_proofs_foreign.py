"""Another implementation takes the proofs made here, those made there hold here, and tampered ones in neither.

Two differences are known, and the vectors of the Recommendations say who is right.  openvc names blank nodes by SHA-256
for every key (of P-384 it is SHA-384), so only documents without them are compared there.  Of proofs over JSON it signs
the contexts of the document as if the proof named them, and does not write them into the proof.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest
from openvc.errors import OpenvcError
from openvc.keys import Ed25519SigningKey, P256SigningKey, P384SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite

from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.publickey import KeyType
from pathways.verification.terms import Terms
from tests.unit.verification.proving import SUITES, curve_key, multikey, proved
from tests.unit.verification.signing import NOW, edwards

pytestmark = pytest.mark.usefixtures("no_request")
Json = dict[str, Any]
THEIRS: dict[str, Any] = {
    "eddsa-rdfc-2022": DataIntegrityProofSuite,
    "eddsa-jcs-2022": EddsaJcsProofSuite,
    "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
    "ecdsa-jcs-2019": EcdsaJcsProofSuite,
}
BOTH = [(suite, kind) for suite, kind in SUITES if suite in THEIRS]


def plain(kind: KeyType) -> Json:
    """Return a credential of the base vocabulary, with blank nodes only where both sides name them alike."""
    subjects: list[Json] = [{"name": "Ærlig Łúka"}, {"name": "two lines\nand a tab\t", "description": "\U0001f600"}]
    for place, subject in enumerate(subjects if kind is KeyType.P384 else ()):
        subject["id"] = f"urn:uuid:2f4c3c1e-0000-4000-8000-00000000000{place}"
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:2f4c3c1e-0000-4000-8000-00000000000c",
        "type": ["VerifiableCredential"],
        "issuer": f"did:key:{multikey(kind)}",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subjects,
        "credentialSchema": {"type": "JsonSchema", "id": "https://example.edu/schema"},
    }


def their_key(kind: KeyType) -> Any:
    if kind is KeyType.ED25519:
        return Ed25519SigningKey(edwards(), kid="#1")
    return (P256SigningKey if kind is KeyType.P256 else P384SigningKey)(curve_key(kind), kid="#1")


def told(document: Json) -> list[str]:
    return [one.code.value for one in check_embedded(document, Terms(now=NOW))]


@pytest.mark.parametrize(("suite", "kind"), BOTH)
def test_what_is_signed_here_holds_there(suite: str, kind: KeyType) -> None:
    good = proved(plain(kind), suite, kind)
    assert THEIRS[suite]().verify(good, now=NOW).issuer == f"did:key:{multikey(kind)}"
    bad = copy.deepcopy(good)
    bad["credentialSubject"][0]["name"] = "Another"
    with pytest.raises(OpenvcError):
        THEIRS[suite]().verify(bad, now=NOW)


def made_there(suite: str, kind: KeyType) -> Json:
    method = f"did:key:{multikey(kind)}#{multikey(kind)}"
    key = their_key(kind)
    found = THEIRS[suite]().add_proof(plain(kind), signing_key=key, verification_method=method, created=NOW)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("suite", "kind"), BOTH)
def test_what_is_signed_there_holds_here(suite: str, kind: KeyType) -> None:
    signed = made_there(suite, kind)
    if "jcs" in suite:
        assert told(signed)[0] == "SIGNATURE_WRONG"
        signed["proof"]["@context"] = signed["@context"]
    assert told(signed)[::2] == ["PROOF_INSIDE_HOLDS", "KEY_OF_ISSUER"]
    signed["credentialSubject"][1]["description"] = "\U0001f601"
    assert told(signed)[0] == "SIGNATURE_WRONG"


def in_parts() -> Json:
    """Return a credential with an end and a status; all of it has names, since there blank ones are written out."""
    status = {"id": "https://college.example.edu/status/1#7", "type": "BitstringStatusListEntry"}
    return {
        **plain(KeyType.P256),
        "credentialSubject": {"id": "did:example:learner", "name": "Ærlig Łúka", "description": "\U0001f600"},
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialStatus": {
            **status,
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": "https://college.example.edu/status/1",
        },
    }


DERIVED: list[tuple[list[str], list[str], str]] = [
    # what may not be hidden, what is shown, what is said of the rest
    (["/issuer", "/credentialStatus", "/validUntil"], ["/credentialSubject/name"], "SHOWN_IS_SIGNED"),
    (["/issuer", "/credentialStatus", "/validUntil"], [], "SHOWN_IS_SIGNED"),
    (["/issuer", "/credentialStatus"], ["/validUntil", "/credentialSubject/description"], "SHOWN_IS_SIGNED"),
    (["/issuer", "/credentialStatus"], ["/credentialSubject/name"], "MAY_BE_HIDDEN"),
    (["/issuer", "/validUntil"], ["/credentialSubject/name"], "MAY_BE_HIDDEN"),
    (["/issuer", "/validUntil"], ["/credentialStatus"], "MAY_BE_HIDDEN"),
    (["/issuer"], ["/credentialSubject"], "MAY_BE_HIDDEN"),
]


@pytest.mark.badge_row(29)
@pytest.mark.parametrize(("mandatory", "chosen", "covered"), DERIVED)
def test_what_is_derived_there_is_checked_here(mandatory: list[str], chosen: list[str], covered: str) -> None:
    suite, method = EcdsaSdProofSuite(), f"did:key:{multikey(KeyType.P256)}#{multikey(KeyType.P256)}"
    whole = suite.add_base_proof(
        in_parts(),
        signing_key=their_key(KeyType.P256),
        verification_method=method,
        mandatory_pointers=mandatory,
        created=NOW,
    )
    shown = suite.derive_proof(whole, selective_pointers=chosen)
    assert told(shown) == ["PROOF_INSIDE_HOLDS", covered, "KEY_OF_ISSUER"]
    assert told({**shown, "issuer": f"did:key:{multikey()}"})[0] == "SIGNATURE_WRONG"
    assert told({**shown, "name": "added"})[0] == "SIGNATURE_WRONG"
