"""Blockcerts: the hash, the way to the root, the transaction, and whoever made it."""

from __future__ import annotations

import hashlib
from typing import Any

import cbor2
import pytest

from pathways.model.anchors import NO_ANCHORS
from pathways.model.check_codes import Outcome, Step
from pathways.model.issuers import IssuerRegistry
from pathways.verification.blockcerts.receipt import receipt_2019
from pathways.verification.checks import Refusal
from pathways.verification.encoding import to_base58
from tests.unit.verification.assertions import PROFILE, changed
from tests.unit.verification.certificates import (
    LIST,
    SENDER,
    TRANSACTION,
    Json,
    anchors,
    asked,
    batch,
    certificate_2,
    certificate_3,
    hashed,
    profile,
    proof_value,
    unsigned_2,
    unsigned_3,
)
from tests.unit.verification.proving import multikey, proved
from tests.unit.verification.signing import at, codes

BOTH = pytest.mark.parametrize("made", [certificate_2, certificate_3], ids=["version 2", "version 3"])


@BOTH
def test_a_certificate_is_genuine_where_receipt_transaction_and_sender_are(made: Any) -> None:
    document = asked(made())
    found = codes(document)
    assert (found["structure"], found["proof_embedded"]) == ("STRUCTURE_HOLDS", "ANCHOR_HOLDS")
    assert (found["data_loss"], found["key"]) == ("NOTHING_DROPPED", "SENDER_OF_ISSUER")
    assert Outcome.FAIL not in {one.outcome for one in document.checks}


@BOTH
def test_a_receipt_alone_does_not_say_that_anything_was_written_down(made: Any) -> None:
    document = asked(made(), NO_ANCHORS)
    assert codes(document)["proof_embedded"] == "ANCHOR_NOT_CHECKED"
    assert codes(document)["key"] == "SENDER_UNKNOWN"
    assert {at(document, step).outcome for step in (Step.PROOF_EMBEDDED, Step.KEY)} == {Outcome.UNKNOWN}


@pytest.mark.badge_row(32)
@pytest.mark.parametrize(
    ("certificate", "path", "value"),
    [
        (certificate_2(), "badge/name", "Networking II"),
        (certificate_2(), "recipient/identity", "eve@learner.example"),
        (certificate_2(), "issuedOn", "2025-01-01T00:00:00+00:00"),
        (certificate_3(), "credentialSubject/claim/name", "Networking II"),
        (certificate_3(), "credentialSubject/id", "did:example:eve"),
        (certificate_3(), "validFrom", "2025-01-01T00:00:00Z"),
        (certificate_3(), "issuer", "https://other.example.edu/issuer"),
    ],
)
def test_what_was_changed_is_not_what_was_anchored(certificate: Json, path: str, value: str) -> None:
    forged = changed(certificate, path, value)
    assert codes(asked(forged, anchors(certificate)))["proof_embedded"] == "MERKLE_HASH_DIFFERS"


@pytest.mark.badge_row(4)
@BOTH
def test_a_term_that_means_nothing_is_not_anchored(made: Any) -> None:
    right = made()
    found = codes(asked({**right, "headline": "Master of Arts"}, anchors(right)))
    assert (found["proof_embedded"], found["data_loss"]) == ("TERM_DROPPED", "TERM_DROPPED")


def bad_path(certificate: Json, kind: str) -> Json:
    target = hashed({name: value for name, value in certificate.items() if name not in ("proof", "signature")})
    path, root = batch(target)
    other = hashlib.sha256(b"other").digest()
    if kind == "a neighbour":
        path[0] = (path[0][0], other)
    elif kind == "a side":
        path[0] = ("left" if path[0][0] == "right" else "right", path[0][1])
    elif kind == "too short":
        path = path[:-1]
    else:
        root = other
    if "proof" in certificate:
        return changed(certificate, "proof/proofValue", proof_value(target, path, root))
    steps = [{side: value.hex()} for side, value in path]
    return changed(changed(certificate, "signature/proof", steps), "signature/merkleRoot", root.hex())


@pytest.mark.badge_row(32)
@BOTH
@pytest.mark.parametrize("kind", ["a neighbour", "a side", "too short", "the root"])
def test_a_receipt_that_does_not_lead_to_its_root_is_refused(made: Any, kind: str) -> None:
    right = made()
    assert codes(asked(bad_path(right, kind), anchors(right)))["proof_embedded"] == "MERKLE_PATH_WRONG"


@pytest.mark.badge_row(32)
@BOTH
def test_a_transaction_that_holds_something_else_refutes(made: Any) -> None:
    right = made()
    found = codes(asked(right, anchors(right, root="0" * 64)))
    assert found["proof_embedded"] == "ANCHOR_DIFFERS"


@BOTH
def test_a_record_of_another_transaction_says_nothing(made: Any) -> None:
    right = made()
    for changes in ({"transaction": "cd" * 32}, {"chain": "ethereum:mainnet"}, {"time": "2027-01-01T00:00:00Z"}):
        assert codes(asked(right, anchors(right, **changes)))["proof_embedded"] == "ANCHOR_NOT_CHECKED"


KEYS: list[tuple[str, Json, str]] = [
    ("in use", {"created": "2025-01-01T00:00:00Z"}, "SENDER_OF_ISSUER"),
    ("revoked later", {"created": "2025-01-01T00:00:00Z", "revoked": "2026-06-01T00:00:00Z"}, "SENDER_OF_ISSUER"),
    ("revoked before", {"created": "2025-01-01T00:00:00Z", "revoked": "2026-01-31T00:00:00Z"}, "KEY_NO_LONGER_VALID"),
    ("revoked then", {"revoked": "2026-02-01T12:00:00Z"}, "KEY_NO_LONGER_VALID"),
    ("expired before", {"expires": "2026-01-31T00:00:00Z"}, "KEY_NO_LONGER_VALID"),
    ("made later", {"created": "2026-03-01T00:00:00Z"}, "KEY_NOT_YET_VALID"),
    ("a date that is none", {"created": "long ago"}, "DOCUMENT_MALFORMED"),
    ("another key", {"id": "ecdsa-koblitz-pubkey:1BitcoinEaterAddressDontSendf59kuE"}, "SENDER_NOT_OF_ISSUER"),
]


@pytest.mark.badge_row(32)
@pytest.mark.badge_row(36)
@BOTH
@pytest.mark.parametrize(("entry", "code"), [row[1:] for row in KEYS], ids=[row[0] for row in KEYS])
def test_the_issuer_lists_the_sender_as_in_use_at_that_time(made: Any, entry: Json, code: str) -> None:
    listed = {"id": f"ecdsa-koblitz-pubkey:{SENDER}", **entry}
    assert codes(asked(made(), issuer=profile(listed)))["key"] == code


def test_a_key_that_was_renewed_counts_in_each_of_its_times() -> None:
    first = {"id": f"ecdsa-koblitz-pubkey:{SENDER}", "revoked": "2025-06-01T00:00:00Z"}
    second = {"id": f"ecdsa-koblitz-pubkey:{SENDER}", "created": "2026-01-15T00:00:00Z"}
    assert codes(asked(certificate_3(), issuer=profile(first, second)))["key"] == "SENDER_OF_ISSUER"


@pytest.mark.badge_row(36)
def test_the_list_of_issuers_says_when_the_key_was_in_use() -> None:
    def registry(**window: str) -> IssuerRegistry:
        key = {"key": SENDER, **window}
        source = {"title": "invented", "retrieved": "2026-11-01"}
        whole = {"id": "c", "title": "College", "identifiers": [PROFILE], "keys": [key], "source": source}
        return IssuerRegistry.model_validate({"title": "ours", "issuers": [whole]})

    right = certificate_3()
    assert codes(asked(right, registry=registry(begins="2026-01-01T00:00:00Z")))["key"] == "SENDER_OF_ISSUER"
    assert codes(asked(right, registry=registry(begins="2026-03-01T00:00:00Z")))["key"] == "KEY_NOT_YET_VALID"
    assert codes(asked(right, registry=registry(ends="2026-01-01T00:00:00Z")))["key"] == "KEY_NO_LONGER_VALID"


def test_the_profile_comes_from_the_issuers_own_address() -> None:
    right = certificate_2()
    assert codes(asked(right, issuer={}))["key"] == "DOCUMENT_NOT_AT_HAND"
    own = unsigned_2()
    own["badge"]["issuer"]["publicKey"] = f"ecdsa-koblitz-pubkey:{SENDER}"
    found = codes(asked(certificate_2(own), issuer=profile({"id": "ecdsa-koblitz-pubkey:1Other"})))
    assert found["key"] == "SENDER_NOT_OF_ISSUER"
    without = {name: value for name, value in profile().items() if name != "publicKey"}
    assert codes(asked(right, issuer=without))["key"] == "KEY_NOT_RESOLVED"


def test_the_address_that_a_certificate_names_made_the_transaction() -> None:
    other = "1BitcoinEaterAddressDontSendf59kuE"
    right = certificate_2()
    found = codes(asked(right, anchors(right, sender=other), issuer=profile({"id": f"ecdsa-koblitz-pubkey:{other}"})))
    assert found["key"] == "SENDER_NOT_OF_ISSUER"


def test_a_did_as_issuer_is_not_looked_up_for_addresses() -> None:
    right = certificate_3(unsigned_3(issuer="did:ion:abc"))
    assert codes(asked(right))["key"] == "KEY_METHOD_UNSUPPORTED"


TESTS: list[tuple[str, tuple[int, ...], str]] = [
    ("no chain at all", (-1,), "mocknet:mocknet"),
    ("Bitcoin for tests", (0, 3), "bitcoin:testnet"),
    ("Ethereum for tests", (1, 11_155_111), "ethereum:sepolia"),
    ("a chain for tests of Base", (3, 84_532), "base:sepolia"),
]


@pytest.mark.parametrize(("code", "name"), [row[1:] for row in TESTS], ids=[row[0] for row in TESTS])
def test_what_was_anchored_for_a_test_is_not_anchored(code: tuple[int, ...], name: str) -> None:
    right = certificate_3(chain=code)
    records = anchors(right, chain=name)
    strict, open_ = asked(right, records), asked(right, records, profile="interoperable")
    assert codes(strict)["proof_embedded"] == "ANCHOR_ON_TEST_CHAIN"
    expected = "ANCHOR_ON_TEST_CHAIN" if code == (-1,) else "ANCHOR_HOLDS_ON_TEST_NETWORK"
    assert codes(open_)["proof_embedded"] == expected
    if code == (-1,):
        assert codes(open_)["key"] == "SENDER_UNKNOWN"


@pytest.mark.parametrize("name", ["mockchain", "bitcoinRegtest"])
@pytest.mark.parametrize("chain", ["bitcoin:mainnet", "bitcoin:regtest", "mocknet:mocknet"])
def test_no_record_makes_a_chain_of_ones_own_a_real_one(name: str, chain: str) -> None:
    place = [{"sourceId": TRANSACTION, "type": "BTCOpReturn", "chain": name}]
    right = certificate_2(anchors=place)
    document = asked(right, anchors(right, chain=chain), profile="interoperable")
    assert (codes(document)["proof_embedded"], codes(document)["key"]) == ("ANCHOR_ON_TEST_CHAIN", "SENDER_UNKNOWN")
    assert at(document, Step.PROOF_EMBEDDED).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("name", ["dogecoinMainnet", 7, "bitcoin"])
def test_a_chain_that_is_not_known_is_not_checked(name: Any) -> None:
    right = certificate_2(anchors=[{"sourceId": TRANSACTION, "type": "BTCOpReturn", "chain": name}])
    assert codes(asked(right))["proof_embedded"] == "ANCHOR_NOT_CHECKED"


def test_receipts_from_before_chains_had_names_are_told_by_the_address() -> None:
    right = certificate_2(anchors=[{"sourceId": TRANSACTION, "type": "BTCOpReturn"}])
    assert codes(asked(right))["proof_embedded"] == "ANCHOR_HOLDS"


MALFORMED: list[tuple[str, Any]] = [
    ("no text", 7),
    ("empty", ""),
    ("another base", "uAAAA"),
    ("not base58", "z0OIl"),
    ("not CBOR", "z" + to_base58(b"\xff\xff")),
    ("no receipt", "z" + to_base58(cbor2.dumps(["a"]))),
    ("a map", "z" + to_base58(cbor2.dumps({0: b"a"}))),
    ("two roots", "z" + to_base58(cbor2.dumps([[0, b""], [0, b""], [1, b""], [2, []], [3, []]]))),
    ("too long", "z" + "2" * 200_000),
]


@pytest.mark.badge_row(12)
@pytest.mark.parametrize("value", [row[1] for row in MALFORMED], ids=[row[0] for row in MALFORMED])
def test_a_receipt_that_cannot_be_read_is_refused(value: Any, bounded: None) -> None:
    assert codes(asked(certificate_3(proofValue=value), NO_ANCHORS))["proof_embedded"] == "MERKLE_PROOF_MALFORMED"


def test_a_way_has_at_most_64_steps() -> None:
    target = hashed(unsigned_3())
    for steps, refused in ((64, False), (65, True)):
        path = [("left", bytes(32))] * steps
        found = receipt_2019(proof_value(target, path, bytes(32)))
        assert isinstance(found, Refusal) is refused
    long = certificate_2(proof=[{"left": "00" * 32}] * 65)
    assert codes(asked(long, NO_ANCHORS))["proof_embedded"] == "MERKLE_PROOF_MALFORMED"


@pytest.mark.parametrize(
    "signature",
    [{"proof": [{"up": "00" * 32}]}, {"proof": [{"left": "00"}]}, {"proof": {}}, {"targetHash": "x"}, {"anchors": "a"}],
)
def test_a_receipt_of_version_2_that_cannot_be_read_is_refused(signature: Json) -> None:
    assert codes(asked(certificate_2(**signature), NO_ANCHORS))["proof_embedded"] == "MERKLE_PROOF_MALFORMED"


@pytest.mark.badge_row(26)
def test_without_a_receipt_nothing_is_anchored() -> None:
    assert codes(asked(unsigned_2(), NO_ANCHORS))["proof_embedded"] == "PROOF_MISSING"
    assert codes(asked(unsigned_3(), NO_ANCHORS))["proof_embedded"] == "PROOF_MISSING"


@pytest.mark.badge_row(24)
def test_a_receipt_for_another_purpose_is_refused() -> None:
    right = certificate_3(proofPurpose="authentication")
    assert codes(asked(right))["proof_embedded"] == "PROOF_PURPOSE_WRONG"


def test_one_good_proof_of_several_is_enough() -> None:
    right = certificate_3()
    unknown = {"type": "Ed25519Signature1999", "proofPurpose": "assertionMethod", "proofValue": "z2"}
    assert codes(asked({**right, "proof": [unknown, right["proof"]]}))["proof_embedded"] == "ANCHOR_HOLDS"
    many = {**right, "proof": [right["proof"]] * 6}
    assert codes(asked(many))["proof_embedded"] == "PROOFS_TOO_MANY"


def test_a_certificate_may_be_signed_like_any_credential_instead_or_besides() -> None:
    bare = unsigned_3(issuer=f"did:key:{multikey()}")
    signed = proved(bare)
    found = codes(asked(signed, NO_ANCHORS))
    assert (found["proof_embedded"], found["key"]) == ("PROOF_INSIDE_HOLDS", "KEY_OF_ISSUER")
    both = {**bare, "proof": [certificate_3(bare)["proof"], signed["proof"]]}
    assert codes(asked(both, NO_ANCHORS))["proof_embedded"] == "PROOF_INSIDE_HOLDS"
    forged = changed(both, "credentialSubject/claim/name", "Networking II")
    assert at(asked(forged, NO_ANCHORS), Step.PROOF_EMBEDDED).outcome is Outcome.FAIL


REVOKED: list[tuple[list[Any], str]] = [
    ([{"id": "urn:uuid:5b1f0c3e-0000-4000-8000-000000000002", "revocationReason": "error"}], "STATUS_REVOKED"),
    ([{"id": "urn:uuid:5b1f0c3e-0000-4000-8000-000000000001"}], "STATUS_REVOKED"),
    ([{"id": "urn:uuid:5b1f0c3e-0000-4000-8000-000000000009"}], "STATUS_GOOD"),
]


@pytest.mark.badge_row(16)
def test_the_profile_names_the_list_of_what_was_revoked() -> None:
    for place, made in ((0, certificate_2), (1, certificate_3)):
        for number, (entries, code) in enumerate(REVOKED):
            known = {LIST: {"id": LIST, "type": "RevocationList", "revokedAssertions": entries}}
            document = asked(made(), issuer=profile(revocationList=LIST), known=known)
            other = number < 2 and number != place
            assert codes(document)["status"] == ("STATUS_GOOD" if other else code)
        assert codes(asked(made(), issuer=profile(revocationList=LIST)))["status"] == "STATUS_NOT_AT_HAND"


def own_terms(certificate: Json, terms: Any) -> Json:
    return {**certificate, "@context": [*certificate["@context"], terms]}


def test_new_words_for_new_things_are_taken_and_anchored() -> None:
    terms = {"roomNumber": {"@id": "https://college.example.edu/terms/room", "@type": "https://schema.org/Text"}}
    right = certificate_2()
    plain = own_terms(right, terms)
    assert codes(asked(plain, anchors(right)))["proof_embedded"] == "ANCHOR_HOLDS"
    added = {**plain, "roomNumber": "7"}
    assert codes(asked(added, anchors(right)))["proof_embedded"] == "MERKLE_HASH_DIFFERS"


def test_a_second_word_for_a_description_hides_nothing() -> None:
    """Certificates of version 2 write what they look like under a word of their own for it."""
    terms = {"displayHtml": {"@id": "schema:description"}, "nonce": "https://college.example.edu/terms/nonce"}
    right = certificate_2()
    assert codes(asked(own_terms(right, terms), anchors(right)))["proof_embedded"] == "ANCHOR_HOLDS"


def test_a_profile_over_plain_http_may_have_been_changed_on_its_way() -> None:
    plain = "http://college.example.edu/issuer"
    right = certificate_3(unsigned_3(issuer=plain))
    known = {plain: profile(id=plain)}
    assert codes(asked(right, known=known))["key"] == "DOCUMENT_UNPROTECTED"
    assert codes(asked(right, known=known, profile="interoperable"))["key"] == "SENDER_OF_ISSUER"


HARM: list[tuple[str, Any]] = [
    ("a known word", {"name": "https://college.example.edu/terms/other"}),
    ("a known word that means nothing", {"expires": None}),
    ("a second word for a known thing", {"headline": "http://schema.org/name"}),
    ("a second word, shortened", {"headline": "schema:name"}),
    ("a second word for the end", {"until": {"@id": "sec:expiration"}}),
    ("a word of another kind of badge", {"credentialSubject": "https://college.example.edu/terms/other"}),
    ("every other word", {"@vocab": "https://college.example.edu/"}),
    ("another base", {"@base": "https://college.example.edu/"}),
    ("a keyword", {"kind": "@type"}),
    ("an own container", {"rooms": {"@id": "https://college.example.edu/terms/room", "@container": "@list"}}),
    ("inner words", {"rooms": {"@id": "https://college.example.edu/terms/room", "@context": {"name": "x:y"}}}),
    ("a prefix", {"x": {"@id": "https://college.example.edu/", "@prefix": True}}),
    ("no address", {"roomNumber": "room"}),
    ("too many", {f"w{number}": f"https://college.example.edu/{number}" for number in range(101)}),
]


@pytest.mark.badge_row(5)
@BOTH
@pytest.mark.parametrize("terms", [row[1] for row in HARM], ids=[row[0] for row in HARM])
def test_words_that_could_hide_what_is_said_are_not_taken(made: Any, terms: Json) -> None:
    right = made()
    document = asked(own_terms(right, terms), anchors(right))
    assert codes(document)["proof_embedded"] == codes(document)["data_loss"] == "CONTEXT_INLINE"
    assert at(document, Step.PROOF_EMBEDDED).outcome is Outcome.UNKNOWN


@pytest.mark.badge_row(5)
def test_a_name_cannot_be_moved_to_an_own_word_and_another_put_in_its_place() -> None:
    right = certificate_2()
    forged = own_terms(right, {"headline": "http://schema.org/name"})
    forged["badge"] = {**right["badge"], "headline": right["badge"]["name"], "name": None}
    forged["badge"]["name"] = "Master of Arts"
    assert codes(asked(forged, anchors(right)))["proof_embedded"] != "ANCHOR_HOLDS"
