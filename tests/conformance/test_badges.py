"""Every shared badge file is told what it is, and those with a verdict that can be given here get it.

``badge_kinds.csv`` is the table: what each file is by its provenance, looked through by hand.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import ProfileName
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Refusal
from pathways.verification.claims import issuer_of
from pathways.verification.examine import examine
from pathways.verification.keys import FoundKey, Snapshots, answers_for, find_key
from pathways.verification.presentation import presented
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.signing import NOW, at, codes, snapshot

pytestmark = needs_shared
BADGES = SHARED / "data" / "badges"
TABLE = Path(__file__).with_name("badge_kinds.csv")


@cache
def rows() -> dict[str, tuple[str, str, str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["file"]: (row["carrier"], row["kind"], row["version"], row["read"]) for row in csv.DictReader(file)}


def told(name: str) -> tuple[str, str, str, str]:
    document = examine((BADGES / name).read_bytes(), Terms(now=NOW))
    read = at(document, Step.CARRIER).code
    return document.carrier.value, document.kind.value, document.version or "", read.value


def test_the_table_has_every_file_and_no_other() -> None:
    assert set(rows()) == {path.relative_to(BADGES).as_posix() for path in BADGES.rglob("*") if path.is_file()}


def test_every_file_is_told_what_it_is() -> None:
    found = {name: told(name) for name in rows()}
    assert found == rows()


def asked(name: str, profile: ProfileName = "strict", resolver: Snapshots | None = None) -> dict[str, Any]:
    data = (BADGES / name).read_bytes()
    return codes(examine(data, Terms(now=NOW, profile=profile, resolver=resolver or Snapshots())))


VERDICTS: list[tuple[str, str, str]] = [
    ("ob3/simple.jwt", "proof_jwt", "KEY_MISSING"),
    ("ob3/simple.json", "time", "IN_TIME"),
    ("ob3/simple-err-expired.json", "time", "EXPIRED"),
    ("ob3/simple-err-issued.json", "time", "NOT_YET_VALID"),
    ("dcc/v1__v1Expired.json", "time", "EXPIRED"),
    ("dcc/v2__v2Expired.json", "time", "EXPIRED"),
    ("dcc/v2__v2NoStatus.json", "time", "IN_TIME"),
    ("ob2/basic-assertion-expired.json", "time", "EXPIRED"),
    ("ob2/basic-assertion.json", "time", "IN_TIME"),
    ("blockcerts/v3/mocknet-vc-v2-validFrom-not-yet-valid.json", "time", "NOT_YET_VALID"),
    ("blockcerts/v3/mocknet-vc-v2-validUntil-expired.json", "time", "EXPIRED"),
    ("vcdm2/credential-validUntil-validFrom-fail.json", "time", "DATE_MALFORMED"),
    ("vcdm2/credential-validfrom-invalid-fail.json", "time", "DATE_MALFORMED"),
    ("vcdm2/credential-validuntil-invalid-fail.json", "time", "DATE_MALFORMED"),
    ("vcdm2/credential-validuntil-tz-ok.json", "time", "EXPIRED"),
    ("vcdm2/credential-validfrom-tz-ok.json", "time", "IN_TIME"),
    ("vcdm2/credential-validfrom-far-future-ok.json", "time", "NOT_YET_VALID"),
]


@pytest.mark.parametrize(("name", "step", "code"), VERDICTS, ids=[row[0] for row in VERDICTS])
def test_verdicts_that_are_known(name: str, step: str, code: str) -> None:
    assert asked(name)[step] == code


@pytest.mark.parametrize("name", ["ob3/simple-jwt.png", "ob3/simple-jwt.svg"])
def test_the_official_tokens_lack_a_claim_and_bring_their_own_key(name: str) -> None:
    strict, open_ = asked(name), asked(name, "interoperable")
    assert strict["proof_jwt"] == "CLAIM_MISSING"
    assert open_["proof_jwt"] == "PROOF_HOLDS_CLAIMS_MISSING"
    assert open_["key"] == strict["key"] == "KEY_NOT_RESOLVED"


def test_an_official_token_is_the_issuers_once_its_key_set_lists_the_key() -> None:
    carried = open_carrier((BADGES / "ob3/simple-jwt.svg").read_bytes())
    assert isinstance(carried, Carried)
    header = carried.header or {}
    known = Snapshots([snapshot("https://1edtech.edu/.well-known/jwks.json", {"keys": [header["jwk"]]})])
    assert asked("ob3/simple-jwt.svg", "interoperable", known)["key"] == "KEY_OF_ISSUER"


def test_nothing_shared_passes_proof_and_key_by_itself() -> None:
    """None of the shared tokens can be shown to be its issuer's without the issuer's key set."""
    for name in rows():
        document = examine((BADGES / name).read_bytes(), Terms(now=NOW, profile="interoperable"))
        assert {at(document, Step.PROOF_JWT).outcome, at(document, Step.KEY).outcome} != {Outcome.PASS}


METHODS: list[tuple[str, str]] = [
    # what is asked here is only the key of a proof inside JSON
    ("ob3/simple.json", "KEY_NOT_RESOLVED"),
    ("ob3/simple-err-proof-method.json", "KEY_NOT_RESOLVED"),
    ("ob3/simple-err-proof-method-no-scheme.json", "KEY_NAME_NOT_A_URI"),
    ("ob3/simple-did-key-method.json", "found"),
    ("w3c-di/eddsa-rdfc-2022/signedDataInt.json", "found"),
    ("w3c-di/ecdsa-rdfc-2019-p256/signedECDSAP256.json", "found"),
]


@pytest.mark.parametrize(("name", "code"), METHODS, ids=[row[0] for row in METHODS])
def test_the_keys_of_proofs_are_found_where_they_hold_themselves(name: str, code: str) -> None:
    carried = open_carrier((BADGES / name).read_bytes())
    assert isinstance(carried, Carried)
    proof = carried.value["proof"]
    first = proof[0] if isinstance(proof, list) else proof
    found = find_key(first["verificationMethod"], Snapshots())
    assert (found.code.value if isinstance(found, Refusal) else "found") == code


def test_a_did_key_does_not_speak_for_the_https_issuer_of_a_vector() -> None:
    carried = open_carrier((BADGES / "w3c-di/eddsa-rdfc-2022/signedDataInt.json").read_bytes())
    assert isinstance(carried, Carried)
    found = find_key(carried.value["proof"]["verificationMethod"], Snapshots())
    assert isinstance(found, FoundKey)
    issuer = issuer_of(carried.value)
    assert issuer is not None
    assert answers_for(issuer, found, Snapshots()) is not None


def test_an_envelope_of_the_shared_presentation_is_opened() -> None:
    carried = open_carrier((BADGES / "vcdm2/presentation-enveloped-vc-ok.json").read_bytes())
    assert isinstance(carried, Carried)
    inner = presented(carried.value)
    assert [one.form.value for one in inner if isinstance(one, Carried)] == ["jwt"]
    plain = open_carrier((BADGES / "vcdm2/presentation-vc-as-string-fail.json").read_bytes())
    assert isinstance(plain, Carried)
    assert not [one for one in presented(plain.value) if isinstance(one, Carried)]
