"""Every shared file with a proof inside gets its known verdict: alone, and once its issuer's document is at hand.

The samples of 1EdTech name their key in the fragment of an address; whether the issuer lists it cannot be known from
the file.  So each is asked twice: with nothing known, and with a document at that address that lists that key.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import CarrierForm, Kind
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.kinds import VERIFIED_KINDS, classify
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.signing import NOW, at, snapshot

pytestmark = needs_shared
BADGES = SHARED / "data" / "badges"
STEPS = (Step.PROOF_EMBEDDED, Step.DATA_LOSS, Step.KEY)
ELSEWHERE = frozenset({Kind.PRESENTATION, Kind.BLOCKCERTS_2, Kind.BLOCKCERTS_3, Kind.OPEN_BADGE_2})
"""Kinds whose proofs are asked for in tests of their own."""

GOOD = "PROOF_INSIDE_HOLDS NOTHING_DROPPED KEY_OF_ISSUER"
OPEN = "KEY_NOT_RESOLVED NOTHING_DROPPED KEY_NOT_RESOLVED"
UNSIGNED = "PROOF_MISSING NOT_CHECKED NOT_CHECKED"
DROPPED = ("KEY_NOT_RESOLVED TERM_DROPPED KEY_NOT_RESOLVED", "TERM_DROPPED TERM_DROPPED KEY_OF_ISSUER")
STRANGE = "CONTEXT_NOT_PINNED CONTEXT_NOT_PINNED"

VERDICTS: dict[str, tuple[str, str]] = {
    # file: with nothing known, with the issuer's document at hand
    "ob3/simple.json": (OPEN, GOOD),
    "ob3/simple_v1.json": (OPEN, GOOD),
    "ob3/simple-json.png": (OPEN, GOOD),
    "ob3/simple-json.svg": (OPEN, GOOD),
    "ob3/simple-context-version.json": (OPEN, GOOD),
    "ob3/simple-multiple-proofs.json": (OPEN, GOOD),
    "ob3/simple-err-expired.json": (OPEN, GOOD),
    "ob3/simple-err-issued.json": (OPEN, GOOD),
    "ob3/complete.json": (OPEN, GOOD),
    "ob3/endorsement-valid.json": (OPEN, GOOD),
    "ob3/guide-vector-signed.json": (OPEN, GOOD),
    "clr/simple.json": (OPEN, GOOD),
    "status/credential-status-revoked.json": (OPEN, GOOD),
    "status/testlist.json": (OPEN, GOOD),
    "dcc/eddsaAndEd25519__v2__v2DoubleSigWithValidStatus.json": (GOOD, GOOD),
    "dcc/eddsa__v2__v2EddsaWithValidStatus.json": (GOOD, GOOD),
    "dcc/status-e5WK8CbZ1GjycuPombrj.json": (GOOD, GOOD),
    "dcc/v1__v1Expired.json": (GOOD, GOOD),
    "dcc/v1__v1NoStatus.json": (GOOD, GOOD),
    "dcc/v1__v1OBv3SpecExample.json": (GOOD, GOOD),
    "dcc/v1__v1WithValidStatus.json": (GOOD, GOOD),
    "dcc/v2__v2Expired.json": (GOOD, GOOD),
    "dcc/v2__v2NoStatus.json": (GOOD, GOOD),
    "dcc/v2__v2OBv3SpecExample.json": (GOOD, GOOD),
    "dcc/v2__v2SimpleIssuerId.json": (GOOD, GOOD),
    "dcc/v2__v2WithValidStatus.json": (GOOD, GOOD),
    # nobody can look up an urn: whose key it is cannot be shown, now or ever
    "ob3/simple-did-key-method.json": ("PROOF_INSIDE_HOLDS NOTHING_DROPPED KEY_ADDRESS_REFUSED",) * 2,
    "clr/simple_v1.json": ("KEY_METHOD_UNKNOWN NOTHING_DROPPED KEY_METHOD_UNKNOWN",) * 2,
    # wrong in what their names say
    "ob3/simple-noproof.json": (UNSIGNED, UNSIGNED),
    "clr/simple-noproof.json": (UNSIGNED, UNSIGNED),
    "ob3/simple-err-proof-value.json": (OPEN, "SIGNATURE_WRONG NOTHING_DROPPED KEY_OF_ISSUER"),
    "ob3/simple-err-proof-method.json": (OPEN, "KEY_MALFORMED NOTHING_DROPPED KEY_MALFORMED"),
    "ob3/simple-err-proof-method-no-scheme.json": ("KEY_NAME_NOT_A_URI ID_NOT_ABSOLUTE KEY_NAME_NOT_A_URI",) * 2,
    "ob3/simple-err-issuer.json": (OPEN, "PROOF_INSIDE_HOLDS NOTHING_DROPPED ISSUER_MISSING"),
    "ob3/simple-err-context.json": (
        "KEY_NOT_RESOLVED CONTEXT_MISSING KEY_NOT_RESOLVED",
        "CONTEXT_MISSING CONTEXT_MISSING KEY_NOT_RESOLVED",
    ),
    "ob3/simple-err-type.json": DROPPED,
    "ob3/simple-err-evidence-type.json": DROPPED,
    "ob3/simple-err-credential-subject-type.json": DROPPED,
    "ob3/simple-err-credential-subject-identifier-type.json": DROPPED,
    # vocabularies that are not pinned; the proofs of these are checked to the byte with the vectors
    "w3c-di/Ed25519Signature2020/signedEdSig.json": (f"{STRANGE} KEY_NOT_RESOLVED",) * 2,
    "w3c-di/eddsa-rdfc-2022/signedDataInt.json": (f"{STRANGE} KEY_NOT_RESOLVED",) * 2,
    "w3c-di/ecdsa-rdfc-2019-p256/signedECDSAP256.json": (f"{STRANGE} KEY_NOT_RESOLVED",) * 2,
    "w3c-di/eddsa-rdfc-2022/employ/signedDataInt.json": (f"{STRANGE} KEY_NOT_OF_ISSUER",) * 2,
    "w3c-di/ecdsa-rdfc-2019-p256/employ/signedECDSAP256.json": (f"{STRANGE} KEY_NOT_OF_ISSUER",) * 2,
    # suites that are not checked here
    "w3c-di/ecdsa-sd-2023-prc/addSignedSDBase.json": ("SUITE_UNSUPPORTED NOT_CHECKED NOT_CHECKED",) * 2,
    "w3c-di/ecdsa-sd-2023-prc/derivedRevealDocument.json": (f"{STRANGE} KEY_NOT_OF_ISSUER",) * 2,
    "blockcerts/blockcerts-status-list-2021.json": ("SUITE_UNSUPPORTED NOT_CHECKED NOT_CHECKED",) * 2,
    # a proof that is not one
    "vcdm2/credential-proof-missing-type-fail.json": ("PROOF_MALFORMED NOT_CHECKED NOT_CHECKED",) * 2,
    "vcdm2/credential-proof-ok.json": ("KEY_MISSING NOT_CHECKED NOT_CHECKED",) * 2,
}


def proofs(document: Any) -> list[dict[str, Any]]:
    found = document.get("proof", [])
    return [proof for proof in (found if isinstance(found, list) else [found]) if isinstance(proof, dict)]


@cache
def opened() -> dict[str, Carried]:
    """Return every shared file that is read as JSON with a proof that is checked here."""
    found = {}
    for path in sorted(BADGES.rglob("*.*")):
        carried = open_carrier(path.read_bytes()) if path.suffix in (".json", ".png", ".svg") else None
        if isinstance(carried, Carried) and carried.form is CarrierForm.JSON:
            kind = classify(carried).kind
            if kind in VERIFIED_KINDS - ELSEWHERE and proofs(carried.value):
                found[path.relative_to(BADGES).as_posix()] = carried
    return found


def listed(document: Any) -> list[Snapshot]:
    """Return what would stand at the addresses of the keys if their issuers listed them."""
    found = []
    for proof in proofs(document):
        owner, mark, key = str(proof.get("verificationMethod", "")).partition("#")
        if mark and owner.startswith("https:"):
            name = proof["verificationMethod"]
            method = {"id": name, "type": "Multikey", "controller": owner, "publicKeyMultibase": key}
            found.append(snapshot(owner, {"id": owner, "verificationMethod": [method], "assertionMethod": [name]}))
    return found


def told(name: str, *known: Snapshot) -> str:
    document = examine((BADGES / name).read_bytes(), Terms(now=NOW, resolver=Snapshots(known)))
    return " ".join(at(document, step).code for step in STEPS)


def test_the_table_has_every_file_with_a_proof() -> None:
    unsigned = {name for name, (alone, _) in VERDICTS.items() if alone == UNSIGNED}
    assert opened().keys() | unsigned == VERDICTS.keys()


@pytest.mark.badge_row(25)
@pytest.mark.badge_row(26)
@pytest.mark.badge_row(27)
@pytest.mark.parametrize("name", VERDICTS)
def test_a_shared_file_gets_its_verdict(name: str) -> None:
    alone, with_issuer = VERDICTS[name]
    known = listed(opened()[name].value) if name in opened() else []
    assert told(name) == alone
    assert told(name, *known) == with_issuer


@pytest.mark.badge_row(1)
@pytest.mark.badge_row(3)
def test_nothing_passes_by_itself_whose_key_does_not_hold_itself() -> None:
    for name, carried in opened().items():
        document = examine((BADGES / name).read_bytes(), Terms(now=NOW))
        if {at(document, step).outcome for step in STEPS} == {Outcome.PASS}:
            assert all(proof["verificationMethod"].startswith("did:key:") for proof in proofs(carried.value)), name
