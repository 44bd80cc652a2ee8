"""Several proofs of one document: one that holds is enough, and a link of a chain holds only over what it builds on."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.model.check_codes import Outcome
from pathways.verification.encoding import to_base58
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.publickey import KeyType
from pathways.verification.terms import Terms
from tests.unit.verification.proving import badge, multikey, options, proof, proved
from tests.unit.verification.signing import NOW

pytestmark = pytest.mark.usefixtures("no_request", "bounded")
Json = dict[str, Any]
GOOD = ["PROOF_INSIDE_HOLDS", "NOTHING_DROPPED", "KEY_OF_ISSUER"]


def told(document: Json) -> list[str]:
    return [one.code.value for one in check_embedded(document, Terms(now=NOW))]


def evidence(document: Json) -> dict[str, str]:
    return dict(check_embedded(document, Terms(now=NOW))[0].evidence)


def several(*more: Json, bare: Json | None = None) -> Json:
    whole = badge() if bare is None else bare
    return {**whole, "proof": [*more]}


def test_one_proof_that_holds_is_enough_and_the_others_are_told() -> None:
    good = proved()["proof"]
    bad = {**good, "proofValue": "z" + to_base58(bytes(64))}
    strange = {"type": "SomeProofType", "proofPurpose": "assertionMethod"}
    for proofs in ([bad, strange, good], [good, bad, strange], [strange, good, bad]):
        assert told(several(*proofs)) == GOOD
    assert evidence(several(bad, strange, good))["proofs"] == (
        "1 SIGNATURE_WRONG, 2 SUITE_UNSUPPORTED, 3 PROOF_INSIDE_HOLDS"
    )


def test_what_may_be_genuine_is_not_told_to_be_forged() -> None:
    good = proved()["proof"]
    bad = {**good, "proofValue": "z" + to_base58(bytes(64))}
    strange = {"type": "SomeProofType", "proofPurpose": "assertionMethod"}
    assert told(several(bad, strange))[0] == "SUITE_UNSUPPORTED"
    assert told(several(bad, bad))[0] == "SIGNATURE_WRONG"


def test_the_key_is_that_of_the_proof_that_holds() -> None:
    """A stranger signs well, and the issuer's name stands on a proof that is not one: nothing adds up to genuine."""
    bare = badge()
    stranger = proof(bare, options("ecdsa-rdfc-2019", KeyType.P256), KeyType.P256)
    forged = {**options(), "proofValue": stranger["proofValue"]}
    for proofs in ([stranger, forged], [forged, stranger]):
        assert told(several(*proofs, bare=bare)) == ["PROOF_INSIDE_HOLDS", "NOTHING_DROPPED", "KEY_NOT_OF_ISSUER"]


def test_a_set_of_both_canonical_forms_holds() -> None:
    bare = badge()
    graph = proof(bare, options())
    over_json = proof(bare, options("eddsa-jcs-2022", **{"@context": bare["@context"]}))
    assert told(several(graph, over_json, bare=bare)) == GOOD
    assert evidence(several(graph, over_json, bare=bare))["proofs"] == "1 PROOF_INSIDE_HOLDS, 2 PROOF_INSIDE_HOLDS"


def chain(suite: str = "eddsa-rdfc-2022") -> tuple[Json, Json, Json]:
    """Return a badge, the proof of its issuer, and that of a witness which builds on it."""
    bare = badge()
    own = {"@context": bare["@context"]} if "jcs" in suite else {}
    first = proof(bare, options(suite, id="urn:uuid:2f4c3c1e-0000-4000-8000-0000000000f1", **own))
    witness = options(
        suite.replace("eddsa", "ecdsa").replace("2022", "2019"), KeyType.P256, previousProof=first["id"], **own
    )
    return bare, first, proof({**bare, "proof": [first]}, witness, KeyType.P256)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_link_of_a_chain_signs_what_it_builds_on(suite: str) -> None:
    bare, first, second = chain(suite)
    both = {**bare, "proof": [first, second]}
    assert told(both)[::2] == ["PROOF_INSIDE_HOLDS", "KEY_OF_ISSUER"]
    assert evidence(both)["proofs"] == "1 PROOF_INSIDE_HOLDS, 2 PROOF_INSIDE_HOLDS"
    other = proof(bare, {**first, "created": "2026-02-02T00:00:00Z"})
    swapped = {**bare, "proof": [other, second]}
    assert evidence(swapped)["proofs"] == "1 PROOF_INSIDE_HOLDS, 2 SIGNATURE_WRONG"


def test_a_link_whose_foundation_is_gone_does_not_hold() -> None:
    bare, first, second = chain()
    assert told({**bare, "proof": second})[0] == "PROOF_CHAIN_BROKEN"
    twice = {**bare, "proof": [first, first, second]}
    assert evidence(twice)["proofs"] == "1 PROOF_INSIDE_HOLDS, 2 PROOF_INSIDE_HOLDS, 3 PROOF_CHAIN_BROKEN"


def test_a_link_over_one_that_does_not_hold_does_not_hold_either() -> None:
    bare = badge()
    forged = {
        **options(id="urn:uuid:2f4c3c1e-0000-4000-8000-0000000000f1"),
        "proofValue": "z" + to_base58(b"\x07" * 64),
    }
    top = proof({**bare, "proof": [forged]}, options("eddsa-rdfc-2022", previousProof=forged["id"]))
    found = told({**bare, "proof": [forged, top]})
    assert found[0] in ("SIGNATURE_WRONG", "PROOF_CHAIN_BROKEN")
    assert evidence({**bare, "proof": [forged, top]})["proofs"] == "1 SIGNATURE_WRONG, 2 PROOF_CHAIN_BROKEN"


def test_a_link_over_one_that_cannot_be_checked_is_left_open() -> None:
    bare = badge()
    strange = {**options(id="urn:uuid:2f4c3c1e-0000-4000-8000-0000000000f1"), "cryptosuite": "bbs-2023"}
    strange["proofValue"] = "z" + to_base58(b"\x07" * 64)
    top = proof({**bare, "proof": [strange]}, options("eddsa-rdfc-2022", previousProof=strange["id"]))
    assert evidence({**bare, "proof": [strange, top]})["proofs"] == "1 SUITE_UNSUPPORTED, 2 SUITE_UNSUPPORTED"


CIRCLES: list[tuple[str, list[Json]]] = [
    ("on itself", [{"id": "urn:a", "previousProof": "urn:a"}]),
    ("of two", [{"id": "urn:a", "previousProof": "urn:b"}, {"id": "urn:b", "previousProof": ["urn:a"]}]),
    (
        "of three",
        [
            {"id": "urn:a", "previousProof": "urn:b"},
            {"id": "urn:b", "previousProof": "urn:c"},
            {"id": "urn:c", "previousProof": "urn:a"},
        ],
    ),
    ("into a circle", [{"id": "urn:a", "previousProof": "urn:b"}, {"id": "urn:b", "previousProof": "urn:b"}]),
]


@pytest.mark.parametrize("links", [row[1] for row in CIRCLES], ids=[row[0] for row in CIRCLES])
def test_a_chain_in_a_circle_is_refused(links: list[Json]) -> None:
    good = proved()["proof"]
    document = {**badge(), "proof": [{**good, **link} for link in links]}
    found = check_embedded(document, Terms(now=NOW))[0]
    assert found.outcome is Outcome.FAIL
    assert "PROOF_CHAIN_BROKEN" in (found.code, *dict(found.evidence).get("proofs", "").split())


@pytest.mark.parametrize("previous", [7, [], [7], {"id": "urn:a"}, None, ["urn:a", "urn:a"]])
def test_a_chain_that_names_nothing_is_malformed(previous: Any) -> None:
    good = proved()["proof"]
    document = {**badge(), "proof": [{**good, "id": "urn:a"}, {**good, "previousProof": previous}]}
    assert "2 PROOF_MALFORMED" in evidence(document)["proofs"]


def test_the_forms_of_a_chain_cost_no_more_together_than_one_alone() -> None:
    names = [f"urn:uuid:2f4c3c1e-0000-4000-8000-00000000000{place}" for place in range(5)]
    value = {"proofValue": "z" + to_base58(b"\x07" * 64)}
    links = [{"id": name, **({"previousProof": names[:place]} if place else {})} for place, name in enumerate(names)]
    bare = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": f"did:key:{multikey()}",
        "credentialSubject": [{"name": "x"} for _ in range(1_000)],
    }
    assert told({**bare, "proof": [{**options(), **value, **link} for link in links]})[0] in (
        "SIGNATURE_WRONG",
        "WORK_TOO_MUCH",
    )
    assert told({**bare, "proof": {**options(), **value}})[0] == "SIGNATURE_WRONG"
