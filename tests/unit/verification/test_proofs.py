"""A proof inside a document holds or is refused with its reason; each document is wrong in exactly one thing."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.verification.checks import Check
from pathways.verification.encoding import to_base58, to_base64url
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshots
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.proofs.options import Wanted
from pathways.verification.publickey import KeyType
from pathways.verification.terms import Terms
from tests.unit.verification.proving import SUITES, badge, controller, multikey, options, proof, proved
from tests.unit.verification.signing import ISSUER, KEY_SET, NOW, codes, jwk, snapshot

pytestmark = pytest.mark.usefixtures("no_request", "bounded")
Json = dict[str, Any]
GOOD = ["PROOF_INSIDE_HOLDS", "NOTHING_DROPPED", "KEY_OF_ISSUER"]


def told(document: Json, **terms: Any) -> list[str]:
    return [one.code.value for one in check_embedded(document, Terms(now=NOW, **terms))]


def outcomes(document: Json) -> set[Outcome]:
    return {one.outcome for one in check_embedded(document, Terms(now=NOW))}


def known(*snapshots: Any) -> Snapshots:
    return Snapshots(snapshots)


@pytest.mark.parametrize(("suite", "kind"), SUITES)
def test_every_suite_holds_over_what_it_signed_and_nothing_else(suite: str, kind: KeyType) -> None:
    good = proved(None, suite, kind)
    covered = "SIGNED_AS_WRITTEN" if "jcs" in suite else "NOTHING_DROPPED"
    assert told(good) == ["PROOF_INSIDE_HOLDS", covered, "KEY_OF_ISSUER"]
    assert told({**good, "name": "another"})[0] == "SIGNATURE_WRONG"
    assert told({**good, "proof": {**good["proof"], "created": "2026-02-01T00:00:01Z"}})[0] == "SIGNATURE_WRONG"


def test_the_whole_examination_says_the_same() -> None:
    found = codes(examine(json.dumps(proved()).encode(), Terms(now=NOW)))
    assert [found[step] for step in ("proof_embedded", "data_loss", "key")] == GOOD
    assert found["time"] == "IN_TIME"


OPTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("for another purpose", {"proofPurpose": "authentication"}, "PROOF_PURPOSE_WRONG"),
    ("for no purpose", {"proofPurpose": None}, "PROOF_MALFORMED"),
    ("run out", {"expires": "2026-11-22T11:59:59Z"}, "PROOF_EXPIRED"),
    ("not run out", {"expires": "2026-11-22T12:00:01Z"}, "PROOF_INSIDE_HOLDS"),
    ("made tomorrow", {"created": "2026-11-23T00:00:00Z"}, "PROOF_NOT_MADE_YET"),
    ("made without a time zone", {"created": "2026-02-01T00:00:00"}, "DATE_MALFORMED"),
    ("made at no time", {"created": None}, "PROOF_INSIDE_HOLDS"),
    ("for somebody else to read", {"domain": "https://other.example.edu"}, "PROOF_INSIDE_HOLDS"),
]


@pytest.mark.badge_row(24)
@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in OPTIONS], ids=[row[0] for row in OPTIONS])
def test_options_that_are_signed_and_wrong(changes: dict[str, Any], code: str) -> None:
    assert told(proved(**changes))[0] == code


AFTER: list[tuple[str, dict[str, Any], str]] = [
    # written over a proof that held: none of these can be signed as they stand
    ("an unknown suite", {"cryptosuite": "xyz-2031"}, "SUITE_UNSUPPORTED"),
    ("the draft of the suite", {"cryptosuite": "eddsa-2022"}, "SUITE_UNSUPPORTED"),
    ("a suite that is not built", {"cryptosuite": "bbs-2023"}, "SUITE_UNSUPPORTED"),
    ("a value of another suite", {"cryptosuite": "ecdsa-sd-2023"}, "PROOF_VALUE_MALFORMED"),
    ("no suite", {"cryptosuite": None}, "PROOF_MALFORMED"),
    ("a suite that is no text", {"cryptosuite": ["eddsa-rdfc-2022"]}, "PROOF_MALFORMED"),
    ("another type", {"type": "SomeProofType"}, "SUITE_UNSUPPORTED"),
    ("no type", {"type": None}, "PROOF_MALFORMED"),
    ("two types", {"type": ["DataIntegrityProof"]}, "PROOF_MALFORMED"),
    ("a suite of other keys", {"cryptosuite": "ecdsa-rdfc-2019"}, "ALGORITHM_NOT_FOR_KEY"),
    ("the same key by JSON", {"cryptosuite": "eddsa-jcs-2022"}, "SIGNATURE_WRONG"),
    ("no value", {"proofValue": None}, "PROOF_VALUE_MALFORMED"),
    ("a value that is no text", {"proofValue": 7}, "PROOF_VALUE_MALFORMED"),
    ("a value in no base", {"proofValue": "0OIl"}, "PROOF_VALUE_MALFORMED"),
    ("a value of garbage", {"proofValue": "z0OIl"}, "PROOF_VALUE_MALFORMED"),
    ("a value of three bytes", {"proofValue": "z" + to_base58(b"abc")}, "PROOF_VALUE_MALFORMED"),
    ("a value in another base", {"proofValue": "u" + to_base64url(bytes(64))}, "PROOF_VALUE_MALFORMED"),
    ("a signature of zeros", {"proofValue": "z" + to_base58(bytes(64))}, "SIGNATURE_WRONG"),
    ("a signature of the size of P-384", {"proofValue": "z" + to_base58(b"\x01" * 96)}, "SIGNATURE_WRONG"),
    ("no key", {"verificationMethod": None}, "KEY_MISSING"),
    ("a key in place", {"verificationMethod": {"publicKeyMultibase": multikey()}}, "KEY_MISSING"),
    ("a key without a scheme", {"verificationMethod": multikey()}, "KEY_NAME_NOT_A_URI"),
    ("a key of an unknown scheme", {"verificationMethod": "gopher://key"}, "KEY_METHOD_UNKNOWN"),
    ("a key of an unknown method", {"verificationMethod": "did:nobody:key"}, "KEY_METHOD_UNKNOWN"),
    ("a key of a method elsewhere", {"verificationMethod": "did:ebsi:key"}, "KEY_METHOD_UNSUPPORTED"),
    ("a key that is cut off", {"verificationMethod": f"did:key:{multikey()[:-4]}"}, "KEY_MALFORMED"),
    ("a key at an address inside", {"verificationMethod": "https://127.0.0.1/#1"}, "KEY_ADDRESS_REFUSED"),
    ("another name in the key", {"verificationMethod": f"did:key:{multikey()}#other"}, "KEY_NOT_IN_DOCUMENT"),
    ("a term of nobody", {"colour": "red"}, "TERM_DROPPED"),
]


@pytest.mark.badge_row(24)
@pytest.mark.badge_row(25)
@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER])
def test_a_proof_that_cannot_be_what_it_says(changes: dict[str, Any], code: str) -> None:
    good = proved()
    changed = {**good["proof"], **changes}
    assert told({**good, "proof": {name: value for name, value in changed.items() if value is not None}})[0] == code


@pytest.mark.badge_row(12)
@pytest.mark.parametrize("sign", ["z", "2", "1"])
def test_a_value_of_200_000_signs_is_refused_by_its_length(sign: str) -> None:
    good = proved()
    found = check_embedded({**good, "proof": {**good["proof"], "proofValue": "z" + sign * 200_000}}, Terms(now=NOW))
    assert found[0].code is CheckCode.PROOF_VALUE_MALFORMED
    assert all(len(value) <= 200 for _, value in found[0].evidence)


@pytest.mark.badge_row(26)
@pytest.mark.parametrize(("value", "code"), [(..., "PROOF_MISSING"), ([], "PROOF_MISSING"), (None, "PROOF_MALFORMED")])
def test_a_document_without_a_proof(value: Any, code: str) -> None:
    bare = badge() if value is ... else {**badge(), "proof": value}
    assert told(bare) == [code, "NOT_CHECKED", "NOT_CHECKED"]


@pytest.mark.parametrize("value", ["text", 7, {}, [{}], ["text"], [[]]])
def test_a_proof_that_is_no_object(value: Any) -> None:
    assert told({**badge(), "proof": value})[0] == "PROOF_MALFORMED"


def test_more_proofs_than_a_few_are_not_looked_at() -> None:
    good = proved()
    assert told({**good, "proof": [good["proof"]] * 6})[0] == "PROOFS_TOO_MANY"
    assert told({**good, "proof": [good["proof"]] * 5}) == GOOD


def test_an_elliptic_signature_stands_for_its_own_curve_only() -> None:
    small, large = proved(None, "ecdsa-rdfc-2019", KeyType.P256), proved(None, "ecdsa-rdfc-2019", KeyType.P384)
    swapped = {**small, "proof": {**small["proof"], "proofValue": large["proof"]["proofValue"]}}
    assert told(swapped)[0] == "SIGNATURE_WRONG"


def test_a_json_web_key_is_used_only_for_the_algorithm_that_it_names() -> None:
    owner, bare = "did:web:college.example.edu", badge(issuer="did:web:college.example.edu")
    document = proved(bare, verificationMethod=f"{owner}#1")
    for algorithm, code in ((None, "PROOF_INSIDE_HOLDS"), ("EdDSA", "PROOF_INSIDE_HOLDS"), ("ES256", None)):
        key = jwk("EdDSA") if algorithm is None else {**jwk("EdDSA"), "alg": algorithm}
        at = controller(owner, publicKeyMultibase=None, publicKeyJwk=key)
        assert told(document, resolver=known(at))[0] == (code or "ALGORITHM_NOT_FOR_KEY")


# whose key


@pytest.mark.badge_row(1)
def test_a_key_in_the_fragment_of_an_https_issuer_is_not_taken_from_there() -> None:
    document = proved(badge(issuer=ISSUER), verificationMethod=f"{ISSUER}#{multikey()}")
    assert told(document) == ["KEY_NOT_RESOLVED", "NOTHING_DROPPED", "KEY_NOT_RESOLVED"]
    assert told(document, resolver=known(controller(ISSUER, f"#{multikey()}"))) == GOOD
    other = controller(ISSUER, "#another")
    assert told(document, resolver=known(other))[::2] == ["KEY_NOT_IN_DOCUMENT", "KEY_NOT_IN_DOCUMENT"]


@pytest.mark.badge_row(3)
def test_a_did_key_under_an_https_issuer_is_not_the_issuers_until_it_lists_it() -> None:
    document = proved(badge(issuer=ISSUER))
    assert told(document) == ["PROOF_INSIDE_HOLDS", "NOTHING_DROPPED", "KEY_NOT_RESOLVED"]
    listed = known(snapshot(KEY_SET, {"keys": [jwk("ES256"), jwk("EdDSA")]}))
    assert told(document, resolver=listed) == GOOD
    without = known(snapshot(KEY_SET, {"keys": [jwk("ES256")]}))
    assert told(document, resolver=without)[2] == "KEY_NOT_OF_ISSUER"


@pytest.mark.badge_row(3)
def test_a_good_proof_of_somebody_else_is_not_the_issuers() -> None:
    document = proved(badge(issuer=f"did:key:{multikey(KeyType.P256)}"))
    assert told(document) == ["PROOF_INSIDE_HOLDS", "NOTHING_DROPPED", "KEY_NOT_OF_ISSUER"]


@pytest.mark.badge_row(27)
def test_a_good_proof_without_an_issuer_is_nobodys() -> None:
    assert told(proved(badge(issuer=None))) == ["PROOF_INSIDE_HOLDS", "NOTHING_DROPPED", "ISSUER_MISSING"]


def test_a_key_for_other_purposes_signs_no_statement() -> None:
    owner = "did:web:college.example.edu"
    document = proved(badge(issuer=owner), verificationMethod=f"{owner}#1")
    at = controller(owner)
    assert told(document, resolver=known(at)) == GOOD
    body = {**json.loads(at.body), "authentication": [f"{owner}#1"], "assertionMethod": []}
    assert told(document, resolver=known(snapshot(at.url, body)))[0] == "KEY_NOT_IN_DOCUMENT"


# data loss


@pytest.mark.badge_row(4)
def test_a_term_that_means_nothing_is_refused_though_the_signature_would_hold() -> None:
    document = {**proved(), "gradePointAverage": "4.0"}
    assert told(document)[:2] == ["TERM_DROPPED", "TERM_DROPPED"]


@pytest.mark.badge_row(4)
def test_a_term_that_means_nothing_is_signed_by_a_proof_over_json() -> None:
    document = proved({**badge(), "gradePointAverage": "4.0"}, "eddsa-jcs-2022")
    assert told(document) == ["PROOF_INSIDE_HOLDS", "SIGNED_AS_WRITTEN", "KEY_OF_ISSUER"]
    assert told({**document, "gradePointAverage": "4.1"})[0] == "SIGNATURE_WRONG"


@pytest.mark.badge_row(5)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("added", ["https://w3id.org/security/v2", {"name": "https://schema.org/headline"}])
def test_a_context_added_after_signing_is_refused(suite: str, added: Any) -> None:
    document = proved(None, suite)
    found = check_embedded({**document, "@context": [*document["@context"], added]}, Terms(now=NOW))
    assert not all(one.outcome is Outcome.PASS for one in found)
    if "jcs" in suite:
        assert found[0].code is CheckCode.CONTEXT_NOT_SIGNED


@pytest.mark.badge_row(5)
def test_another_version_of_a_context_is_another_document() -> None:
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        document = proved(None, suite)
        first, badges = document["@context"]
        for version in ("3.0.1", "3.0.2", "3.0.9"):
            assert outcomes({**document, "@context": [first, badges.replace("3.0.3", version)]}) != {Outcome.PASS}


@pytest.mark.badge_row(5)
def test_a_known_vocabulary_that_no_term_needs_is_signed_over_json_only() -> None:
    """What a proof over a graph signs are the statements, and they are the same."""
    for suite, code in (("eddsa-rdfc-2022", "PROOF_INSIDE_HOLDS"), ("eddsa-jcs-2022", "CONTEXT_NOT_SIGNED")):
        document = proved(None, suite)
        more = [*document["@context"], "https://w3id.org/security/data-integrity/v2"]
        assert told({**document, "@context": more})[0] == code


def test_a_proof_over_json_without_contexts_of_its_own_signs_those_of_the_document() -> None:
    document = proved(None, "ecdsa-jcs-2019", KeyType.P256, **{"@context": None})
    assert told(document) == ["PROOF_INSIDE_HOLDS", "SIGNED_AS_WRITTEN", "KEY_OF_ISSUER"]
    assert told({**document, "@context": document["@context"][:1]})[0] == "SIGNATURE_WRONG"


def test_a_context_of_the_proof_that_is_not_that_of_the_document_is_refused() -> None:
    good = proved()
    same = {**good["proof"], "@context": good["@context"]}
    assert told({**good, "proof": same}) == GOOD
    other = {**good["proof"], "@context": good["@context"][:1]}
    assert told({**good, "proof": other})[0] == "CONTEXT_NOT_SIGNED"


@pytest.mark.badge_row(6)
def test_a_vocabulary_that_is_not_pinned_leaves_it_open() -> None:
    good = proved()
    found = told({**good, "@context": [*good["@context"], "https://example.org/terms"]})
    assert found[:2] == ["CONTEXT_NOT_PINNED", "CONTEXT_NOT_PINNED"]


# presentations


def presentation(**changes: Any) -> Json:
    whole = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": f"did:key:{multikey()}",
    }
    chosen = {"proofPurpose": "authentication", "challenge": "c-1", "domain": "https://reader.example.edu", **changes}
    return {**whole, "proof": proof(whole, options(**chosen))}


ASKED = Wanted("authentication", "holder", challenge="c-1", domain="https://reader.example.edu")


def shown(document: Json, wanted: Wanted = ASKED) -> list[str]:
    return [one.code.value for one in check_embedded(document, Terms(now=NOW), wanted=wanted)]


def test_a_presentation_is_proven_for_who_asked() -> None:
    assert shown(presentation()) == ["PROOF_INSIDE_HOLDS", "NOTHING_DROPPED", "KEY_OF_HOLDER"]
    assert shown(presentation(domain=["https://x.example.edu", ASKED.domain]))[0] == "PROOF_INSIDE_HOLDS"
    assert shown(presentation(challenge="c-2"))[0] == "PROOF_CHALLENGE_WRONG"
    assert shown(presentation(challenge=None))[0] == "PROOF_CHALLENGE_WRONG"
    assert shown(presentation(domain="https://other.example.edu"))[0] == "PROOF_DOMAIN_WRONG"
    assert shown(presentation(domain=None))[0] == "PROOF_DOMAIN_WRONG"
    assert shown(presentation(proofPurpose="assertionMethod"))[0] == "PROOF_PURPOSE_WRONG"
    good = presentation()
    assert shown({**good, "holder": f"did:key:{multikey(KeyType.P256)}"})[0] == "SIGNATURE_WRONG"


def test_a_holder_shows_itself_by_a_key_for_that() -> None:
    owner = "did:web:learner.example.edu"
    whole = {**presentation(), "holder": owner}
    del whole["proof"]
    chosen = options(
        proofPurpose="authentication", verificationMethod=f"{owner}#1", challenge="c-1", domain=ASKED.domain
    )
    document = {**whole, "proof": proof(whole, chosen)}
    statements = controller(owner)
    body = json.loads(statements.body)
    showing = snapshot(statements.url, {**body, "assertionMethod": [], "authentication": body["assertionMethod"]})
    for at, code in ((statements, "KEY_NOT_IN_DOCUMENT"), (showing, "PROOF_INSIDE_HOLDS")):
        found = check_embedded(document, Terms(now=NOW, resolver=known(at)), wanted=ASKED)
        assert found[0].code == code


def test_a_presentation_of_somebody_else_and_of_nobody() -> None:
    whole = {**presentation(), "holder": f"did:key:{multikey(KeyType.P256)}"}
    del whole["proof"]
    chosen = options(proofPurpose="authentication", challenge="c-1", domain="https://reader.example.edu")
    assert shown({**whole, "proof": proof(whole, chosen)})[2] == "KEY_NOT_OF_HOLDER"
    del whole["holder"]
    assert shown({**whole, "proof": proof(whole, chosen)})[2] == "HOLDER_MISSING"


def test_the_answers_come_in_the_order_of_their_steps() -> None:
    found = check_embedded(proved(), Terms(now=NOW))
    assert [one.step for one in found] == [Step.PROOF_EMBEDDED, Step.DATA_LOSS, Step.KEY]
    assert all(isinstance(one, Check) for one in found)
    assert NOW.tzinfo is dt.UTC
