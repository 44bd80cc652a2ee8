"""Every shared Blockcerts file gets its known verdict, with the shared profiles and the shared record of transactions.

The record names what was written down, who sent it and when; chain and transaction stand in each receipt.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from pathways.model.anchors import NO_ANCHORS, Anchor, Anchors
from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import VerificationDocument
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.signing import NOW, at, codes

pytestmark = needs_shared
FILES = SHARED / "data" / "badges" / "blockcerts"
MAIN = "https://blockcerts.learningmachine.com/issuer/5a4fe9931f607f0f3452a65e.json"
SAMPLES = "https://www.blockcerts.org/samples/3.0/issuer-blockcerts.json"
WHERE = {
    "v2/mainnet-valid-2.0.json": (
        "bitcoin:mainnet",
        "2378076e8e140012814e98a2b2cb1af07ec760b239c1d6d93ba54d658a010ecd",
    ),
    "v2/mainnet-invalid-merkle-receipt-2.0.json": (
        "bitcoin:testnet",
        "d75b7a5bdb3d5244b753e6b84e987267cfa4ffa7a532a2ed49ad3848be1d82f8",
    ),
    "v3/ethereum-sepolia-v3.json": (
        "ethereum:sepolia",
        "1f615470024000c3ab532ed74c5a60b8f6c2feb6489a67be20f103831996f9ab",
    ),
}


@cache
def records() -> Anchors:
    """Return the shared record of transactions, written in our own way."""
    shared: dict[str, dict[str, str]] = json.loads((FILES / "anchors.json").read_text(encoding="utf-8"))
    assert shared.keys() == WHERE.keys()
    return Anchors(
        anchors=tuple(
            Anchor.model_validate(
                {
                    "chain": WHERE[name][0],
                    "transaction": WHERE[name][1],
                    "root": one["remoteHash"],
                    "sender": one["issuingAddress"],
                    "time": one["time"],
                    "source": one["from"],
                }
            )
            for name, one in shared.items()
        )
    )


def asked(name: str, anchors: Anchors | None = None, **terms: Any) -> VerificationDocument:
    profiles = {MAIN: "issuer-profile-mainnet-example.json", SAMPLES: "issuer-blockcerts.json"}
    port = Snapshots(Snapshot(url, (FILES / file).read_bytes(), NOW) for url, file in profiles.items())
    whole = {"now": NOW, "resolver": port, "anchors": records() if anchors is None else anchors, **terms}
    return examine((FILES / name).read_bytes(), Terms(**whole))


MOCK = ("ANCHOR_ON_TEST_CHAIN", "SENDER_UNKNOWN", "IN_TIME")
VERDICTS: list[tuple[str, str, str, str]] = [
    # file, proof, key, time
    ("v2/mainnet-valid-2.0.json", "ANCHOR_HOLDS", "SENDER_OF_ISSUER", "IN_TIME"),
    ("v2/ethereum-tampered-2.0.json", "MERKLE_HASH_DIFFERS", "SENDER_UNKNOWN", "IN_TIME"),
    ("v2/mainnet-invalid-merkle-receipt-2.0.json", "MERKLE_PATH_WRONG", "DOCUMENT_NOT_AT_HAND", "IN_TIME"),
    ("v3/ethereum-sepolia-v3.json", "ANCHOR_ON_TEST_CHAIN", "SENDER_OF_ISSUER", "IN_TIME"),
    ("v3/cert-rl-status-list-2021.json", "ANCHOR_NOT_CHECKED", "SENDER_UNKNOWN", "IN_TIME"),
    ("v3/mocknet-vc-v2-validFrom-valid.json", *MOCK),
    ("v3/mocknet-vc-v2-data-integrity-proof.json", *MOCK),
    ("v3/mocknet-vc-v2-credential-schema-invalid.json", *MOCK),
    ("v3/mocknet-vc-v2-validFrom-not-yet-valid.json", *MOCK[:2], "NOT_YET_VALID"),
    ("v3/mocknet-vc-v2-validUntil-expired.json", *MOCK[:2], "EXPIRED"),
]
PRESENTED: list[tuple[str, str]] = [
    ("v3/mocknet-verifiable-presentation.json", "ANCHOR_ON_TEST_CHAIN"),
    ("v3/mocknet-verifiable-presentation-tampered.json", "MERKLE_HASH_DIFFERS"),
]


@pytest.mark.badge_row(32)
@pytest.mark.parametrize(("name", "proof", "key", "time"), VERDICTS, ids=[row[0] for row in VERDICTS])
def test_every_certificate_gets_its_verdict(name: str, proof: str, key: str, time: str) -> None:
    found = codes(asked(name))
    assert (found["proof_embedded"], found["key"], found["time"]) == (proof, key, time)
    assert found["data_loss"] == "NOTHING_DROPPED"


@pytest.mark.badge_row(32)
@pytest.mark.parametrize(("name", "proof"), PRESENTED, ids=[row[0] for row in PRESENTED])
def test_presentations_are_told_by_their_own_receipt_too(name: str, proof: str) -> None:
    document = asked(name)
    assert codes(document)["proof_embedded"] == proof
    assert [one.checks[3].code.value for one in document.contains] == ["ANCHOR_ON_TEST_CHAIN"] * 2


def test_the_tables_have_every_certificate() -> None:
    files = {path.relative_to(FILES).as_posix() for path in FILES.glob("v*/*.json")}
    assert files == {row[0] for row in VERDICTS} | {row[0] for row in PRESENTED}


@pytest.mark.parametrize("name", [row[0] for row in VERDICTS])
def test_without_a_record_nothing_is_anchored(name: str) -> None:
    document = asked(name, NO_ANCHORS)
    assert at(document, Step.PROOF_EMBEDDED).outcome is not Outcome.PASS
    assert at(document, Step.KEY).outcome is Outcome.UNKNOWN


def test_a_public_network_for_tests_passes_only_where_that_is_let_pass() -> None:
    document = asked("v3/ethereum-sepolia-v3.json", profile="interoperable")
    assert codes(document)["proof_embedded"] == "ANCHOR_HOLDS_ON_TEST_NETWORK"


def test_what_certificates_say_is_read() -> None:
    says = asked("v2/mainnet-valid-2.0.json").says
    assert (says.name, says.issuer_name) == ("Certified Security Expert", "Learning Machine")
    assert says.issuer == MAIN


def test_the_sender_was_listed_before_the_transaction() -> None:
    """Asked of the same record at an earlier time, the issuer's profile did not list the sender yet."""
    one = records().anchors[0]
    assert one.chain == "bitcoin:mainnet"
    earlier = Anchors(anchors=(one.model_copy(update={"time": one.time.replace(day=1)}),))
    assert codes(asked("v2/mainnet-valid-2.0.json", earlier))["key"] == "KEY_NOT_YET_VALID"
