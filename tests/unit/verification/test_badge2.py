"""Open Badges 2.0: what stands at its own address, from where its issuer awards, and who signed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from pathways.model.check_codes import Outcome, Step
from pathways.model.issuers import IssuerRegistry
from pathways.verification.keys import Snapshot
from tests.unit.verification.assertions import (
    BADGE,
    HERE,
    HOME,
    KEY,
    LIST,
    PROFILE,
    Json,
    asked,
    assertion,
    badge,
    changed,
    documents,
    key_document,
    pem,
    profile,
    signed,
)
from tests.unit.verification.signing import NOW, at, codes, rsa_key
from tests.unit.verification.test_carrier import chunk, png, text

ELSEWHERE = "https://attacker.example/assertions/7"


def outcomes(document: Any) -> dict[str, str]:
    return {one.step.value: one.outcome.value for one in document.checks}


def baked(badge_text: str) -> bytes:
    return png(chunk(b"iTXt", text(badge_text.encode(), keyword=b"openbadges")))


def test_a_hosted_badge_is_genuine_where_it_stands_and_its_issuer_awards() -> None:
    document = asked(assertion())
    found = codes(document)
    assert found["structure"] == "STRUCTURE_HOLDS"
    assert found["proof_embedded"] == "HOSTED_THERE"
    assert found["key"] == "HOST_OF_ISSUER"
    assert found["status"] == "STATUS_GOOD"
    assert "FAIL" not in outcomes(document).values()
    assert (document.says.name, document.says.issuer_name) == ("Networking I", "Invented College")
    assert [one.url for one in document.resolved] == [HERE, BADGE, PROFILE]


@pytest.mark.parametrize("where", [HERE, BADGE, PROFILE])
def test_what_is_not_at_hand_is_not_known_and_never_wrong(where: str) -> None:
    document = asked(assertion(), {**documents(), where: None})
    assert "FAIL" not in outcomes(document).values()
    proven = [at(document, step).outcome for step in (Step.PROOF_EMBEDDED, Step.KEY)]
    assert Outcome.UNKNOWN in proven


@pytest.mark.badge_row(31)
@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("recipient/identity", "eve@learner.example"),
        ("issuedOn", "2026-01-02T00:00:00Z"),
        ("badge", f"{HOME}/badges/2"),
        ("expires", "2030-01-01T00:00:00Z"),
        ("recipient/hashed", 0),
    ],
)
def test_what_was_changed_after_it_was_fetched_is_not_what_stands_there(path: str, value: Any) -> None:
    assert codes(asked(changed(assertion(), path, value)))["proof_embedded"] == "HOSTED_DIFFERS"


@pytest.mark.badge_row(31)
def test_a_badge_that_calls_itself_by_another_address_is_not_the_one_it_came_from() -> None:
    copied = f"{HOME}/copies/9"
    document = asked(baked(copied), {**documents(), copied: assertion()})
    assert codes(document)["proof_embedded"] == "HOSTED_ELSEWHERE"
    assert codes(asked(baked(HERE)))["proof_embedded"] == "HOSTED_THERE"


def test_a_picture_with_an_address_is_read_as_what_stands_there() -> None:
    document = asked(baked(HERE))
    assert document.carrier.value == "png"
    assert document.says.name == "Networking I"
    assert codes(document)["time"] == "IN_TIME"
    nothing = asked(baked(HERE), {})
    assert codes(nothing)["proof_embedded"] == "DOCUMENT_NOT_AT_HAND"
    assert "FAIL" not in outcomes(nothing).values()


def test_an_older_badge_at_the_address_of_a_picture_is_named_as_not_verified() -> None:
    older = {"uid": "1", "badge": BADGE, "recipient": {}, "issuedOn": "2013-11-05", "verify": {"type": "hosted"}}
    found = codes(asked(baked(HERE), documents(assertion=older)))
    assert found["structure"] == "KIND_UNSUPPORTED"
    assert "proof_embedded" not in found


SCOPES: list[tuple[str, Json | None, str, bool]] = [
    ("its issuer's host", None, HERE, True),
    ("another host", None, ELSEWHERE, False),
    ("a host that begins alike", None, "https://college.example.edu.attacker.example/7", False),
    ("allowed origin", {"allowedOrigins": "badges.example.org"}, "https://badges.example.org/7", True),
    ("one of several", {"allowedOrigins": ["a.example", "badges.example.org"]}, "https://badges.example.org/7", True),
    ("not among origins", {"allowedOrigins": ["badges.example.org"]}, HERE, False),
    ("a part of an origin", {"allowedOrigins": "badges.example.org"}, "https://x.badges.example.org/7", False),
    ("no origins", {"allowedOrigins": []}, HERE, False),
    ("starts so", {"startsWith": f"{HOME}/assertions/"}, HERE, True),
    ("one of several starts", {"startsWith": ["https://a.example/", f"{HOME}/a"]}, HERE, True),
    ("starts otherwise", {"startsWith": f"{HOME}/official/"}, HERE, False),
    ("a start without an end", {"startsWith": HOME}, "https://college.example.edu.attacker.example/7", False),
    ("a start with a step up", {"startsWith": f"{HOME}/official/"}, f"{HOME}/official/../uploads/7", False),
    ("a start with a hidden step", {"startsWith": f"{HOME}/official/"}, f"{HOME}/official/%2E%2e/uploads/7", False),
    ("both, one not", {"allowedOrigins": "college.example.edu", "startsWith": f"{HOME}/b/"}, HERE, False),
    ("a start that is no text", {"startsWith": [7]}, HERE, False),
]


@pytest.mark.badge_row(31)
@pytest.mark.parametrize(("scope", "place", "allowed"), [row[1:] for row in SCOPES], ids=[row[0] for row in SCOPES])
def test_an_issuer_says_from_where_it_awards(scope: Json | None, place: str, allowed: bool) -> None:
    handed_in = assertion(id=place)
    known = {**documents(profile=profile(verification=scope)), place: handed_in}
    assert codes(asked(handed_in, known))["key"] == ("HOST_OF_ISSUER" if allowed else "HOST_NOT_OF_ISSUER")


@pytest.mark.badge_row(31)
def test_what_a_badge_writes_of_its_issuer_allows_nothing() -> None:
    own = profile(verification={"allowedOrigins": "attacker.example"})
    forged = assertion(id=ELSEWHERE, badge=badge(issuer=own))
    found = codes(asked(forged, {**documents(), ELSEWHERE: forged}))
    assert found["proof_embedded"] == "HOSTED_THERE"
    assert found["key"] == "HOST_NOT_OF_ISSUER"


def test_a_definition_may_be_written_into_the_badge() -> None:
    whole = assertion(badge=badge(id="urn:uuid:1"))
    document = asked(whole, documents(assertion=whole, badge=None))
    assert codes(document)["key"] == "HOST_OF_ISSUER"
    assert document.says.name == "Networking I"


def test_a_document_that_was_moved_counts_where_it_says_that_it_stands() -> None:
    moved, old = assertion(badge=f"{HOME}/old/1"), f"{HOME}/old/1"
    known = {**documents(assertion=moved), old: badge()}
    assert codes(asked(moved, known))["structure"] == "STRUCTURE_HOLDS"
    twice = {**known, BADGE: badge(id=f"{HOME}/third")}
    assert codes(asked(moved, twice))["structure"] == "DOCUMENT_ELSEWHERE"
    nowhere = {**known, old: badge(id="urn:uuid:1")}
    assert codes(asked(moved, nowhere))["structure"] == "DOCUMENT_WITHOUT_ADDRESS"


@pytest.mark.parametrize("part", ["assertion", "badge", "profile"])
def test_what_came_unprotected_may_have_been_changed_on_its_way(part: str) -> None:
    plain = "http://college.example.edu/x"
    whole = assertion(id=plain) if part == "assertion" else assertion(badge=plain) if part == "badge" else assertion()
    known = {**documents(assertion=whole, badge=badge(issuer=plain if part == "profile" else PROFILE)), plain: whole}
    known[plain] = {"assertion": whole, "badge": badge(id=plain), "profile": profile(id=plain)}[part]
    strict, open_ = asked(whole, known), asked(whole, known, profile="interoperable")
    assert "DOCUMENT_UNPROTECTED" in codes(strict).values()
    assert "FAIL" not in outcomes(strict).values()
    assert codes(open_)["proof_embedded"] == "HOSTED_THERE"
    assert codes(open_)["key"] == "HOST_OF_ISSUER"


@pytest.mark.parametrize("url", ["https://127.0.0.1/7", "http://169.254.169.254/7", "https://intern.local/7"])
def test_addresses_inside_somebodys_network_are_not_asked(url: str, no_request: None) -> None:
    found = codes(asked(assertion(id=url), {url: assertion(id=url)}))
    assert found["proof_embedded"] == "DOCUMENT_ADDRESS_REFUSED"


def test_a_badge_without_an_address_stands_nowhere() -> None:
    assert codes(asked(assertion(id="urn:uuid:1")))["proof_embedded"] == "HOSTED_WITHOUT_ADDRESS"


@pytest.mark.badge_row(31)
@pytest.mark.badge_row(16)
def test_a_hosted_badge_is_revoked_where_it_stands() -> None:
    gone = {"@context": "https://w3id.org/openbadges/v2", "id": HERE, "revoked": True, "revocationReason": "withdrawn"}
    document = asked(assertion(), documents(assertion=gone))
    assert codes(document)["status"] == "STATUS_REVOKED"
    assert codes(document)["proof_embedded"] == "HOSTED_DIFFERS"
    assert "withdrawn" in [one.value for one in at(document, Step.STATUS).evidence]


def test_what_stood_there_long_ago_says_nothing_of_today() -> None:
    old = asked(assertion(), retrieved=NOW - dt.timedelta(days=400))
    assert codes(old)["status"] == "STATUS_STALE"


def test_a_signed_badge_is_signed_by_a_key_that_its_issuer_lists() -> None:
    document = asked(signed())
    found = codes(document)
    assert (found["structure"], found["proof_jwt"], found["key"]) == ("STRUCTURE_HOLDS", "PROOF_HOLDS", "KEY_OF_ISSUER")
    assert found["status"] == "NO_STATUS"
    assert document.says.name == "Networking I"
    inside = documents(profile=profile(publicKey=[key_document()]), key=None)
    assert codes(asked(signed(), inside))["key"] == "KEY_OF_ISSUER"
    unnamed = signed(verification={"type": "SignedBadge"})
    assert codes(asked(unnamed))["key"] == "KEY_OF_ISSUER"


def test_a_key_and_a_profile_that_were_moved_stay_the_issuers() -> None:
    old_key, old_profile = f"{HOME}/old/key", f"{HOME}/old/issuer"
    token = signed(verification={"type": "signed", "creator": old_key}, badge=badge(issuer=old_profile))
    known = documents(profile=profile(publicKey=old_key), key=key_document(owner=old_profile))
    moved = {**known, old_key: key_document(), old_profile: profile()}
    assert codes(asked(token, moved))["key"] == "KEY_OF_ISSUER"


def test_what_says_over_plain_http_that_it_was_moved_may_have_been_changed_on_its_way() -> None:
    plain = "http://college.example.edu/issuer"
    other = "https://attacker.example/issuer"
    forged = assertion(id=ELSEWHERE, badge=badge(issuer=plain))
    known = {**documents(), ELSEWHERE: forged, plain: profile(id=other), other: profile(id=other)}
    assert codes(asked(forged, known))["key"] == "DOCUMENT_UNPROTECTED"


def test_a_key_that_a_badge_brings_along_is_not_its_issuers() -> None:
    own = {"id": KEY, "owner": PROFILE, "publicKeyPem": pem(rsa_key(2048))}
    token = signed(verification={"type": "signed", "creator": own})
    assert codes(asked(token, documents(key=None)))["proof_jwt"] == "DOCUMENT_NOT_AT_HAND"
    assert codes(asked(token, documents(key=key_document(publicKeyPem=other_key()))))["proof_jwt"] == "SIGNATURE_WRONG"


def test_members_of_other_kinds_say_nothing_in_a_badge() -> None:
    for member in ({"credentialSubject": {"achievement": {"name": "Master"}}}, {"vct": "x", "achievement": {}}):
        whole = assertion(**member)
        assert asked(whole, documents(assertion=whole)).says.name == "Networking I"


def test_an_answer_from_another_address_is_none() -> None:
    class Astray:
        def snapshot(self, url: str) -> Snapshot:
            return Snapshot(f"{url}?moved", json.dumps(documents()[url]).encode(), NOW)

    found = codes(asked(assertion(), resolver=Astray()))
    assert found["proof_embedded"] == found["key"] == "DOCUMENT_NOT_AT_HAND"


def test_a_key_written_into_the_profile_needs_no_name() -> None:
    inside = key_document(id=None, owner=None)
    token = signed(verification={"type": "signed"})
    assert codes(asked(token, documents(profile=profile(publicKey=inside))))["key"] == "KEY_OF_ISSUER"


def other_key() -> str:
    return pem(rsa.generate_private_key(65_537, 2048))


WRONG: list[tuple[str, dict[str, Any], dict[str, Any], str, str]] = [
    ("another key", {}, {"key": key_document(publicKeyPem="other")}, "proof_jwt", "SIGNATURE_WRONG"),
    ("key not listed", {}, {"profile": profile()}, "key", "KEY_NOT_OF_ISSUER"),
    ("another is listed", {}, {"profile": profile(publicKey=f"{HOME}/keys/2")}, "key", "KEY_NOT_OF_ISSUER"),
    ("another owns it", {}, {"key": key_document(owner="https://a.example/i")}, "key", "KEY_NOT_OF_ISSUER"),
    ("not at hand", {}, {"key": None}, "proof_jwt", "DOCUMENT_NOT_AT_HAND"),
    ("profile not at hand", {}, {"profile": None}, "key", "DOCUMENT_NOT_AT_HAND"),
    ("no PEM", {}, {"key": key_document(publicKeyPem=None)}, "proof_jwt", "KEY_MALFORMED"),
    ("no key at all", {"verification": {"type": "signed"}}, {"profile": profile()}, "proof_jwt", "KEY_MISSING"),
    ("says hosted", {"verification": {"type": "hosted"}}, {}, "proof_jwt", "BADGE2_VERIFIED_OTHERWISE"),
    ("another way", {"verification": {"type": "Notary"}}, {}, "proof_jwt", "SUITE_UNSUPPORTED"),
    ("holds a credential too", {"vc": {"type": "Assertion", "badge": BADGE}}, {}, "proof_jwt", "CLAIMS_AMBIGUOUS"),
    ("HS256", {"header": {"alg": "HS256"}}, {}, "proof_jwt", "ALGORITHM_NOT_ALLOWED"),
    ("none", {"header": {"alg": "none"}}, {}, "proof_jwt", "ALGORITHM_NOT_ALLOWED"),
    ("signed by a curve", {"algorithm": "ES256", "header": {"alg": "ES256"}}, {}, "proof_jwt", "ALGORITHM_NOT_FOR_KEY"),
]


@pytest.mark.badge_row(31)
@pytest.mark.parametrize(("token", "places", "step", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_signed_badges_that_are_wrong_in_one_thing(
    token: dict[str, Any], places: dict[str, Any], step: str, code: str
) -> None:
    key = places.get("key")
    if key is not None and key.get("publicKeyPem") == "other":
        places = {"key": key_document(publicKeyPem=other_key())}
    assert codes(asked(signed(**token), documents(**places)))[step] == code


@pytest.mark.badge_row(31)
def test_a_signed_badge_that_was_changed_is_not_what_was_signed() -> None:
    head, _, signature = signed().split(b".")
    _, other, _ = signed(recipient={"type": "email", "identity": "eve@learner.example"}).split(b".")
    assert codes(asked(b".".join((head, other, signature))))["proof_jwt"] == "SIGNATURE_WRONG"


def test_a_json_that_says_it_is_signed_has_no_signature() -> None:
    whole = assertion(verification={"type": "signed", "creator": KEY})
    assert codes(asked(whole))["proof_embedded"] == "BADGE2_VERIFIED_OTHERWISE"


LISTS: list[tuple[str, Any, str]] = [
    ("by id", [{"id": HERE, "revocationReason": "error"}], "STATUS_REVOKED"),
    ("by bare id", [HERE], "STATUS_REVOKED"),
    ("by uid", [{"uid": "a1"}], "STATUS_REVOKED"),
    ("another", [{"id": f"{HOME}/assertions/8"}, {"uid": "a2"}], "STATUS_GOOD"),
    ("none", [], "STATUS_GOOD"),
]


@pytest.mark.badge_row(31)
@pytest.mark.badge_row(16)
@pytest.mark.parametrize(("entries", "code"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_a_signed_badge_is_revoked_by_the_list_of_its_issuer(entries: Any, code: str) -> None:
    known = documents(profile=profile(publicKey=KEY, revocationList=LIST))
    known[LIST] = {"id": LIST, "type": "RevocationList", "revokedAssertions": entries}
    assert codes(asked(signed(uid="a1"), known))["status"] == code
    assert codes(asked(signed(uid="a1"), {**known, LIST: None}))["status"] == "STATUS_NOT_AT_HAND"


def test_an_old_list_says_who_was_revoked_and_not_who_was_not() -> None:
    known = documents(profile=profile(publicKey=KEY, revocationList=LIST))
    old = NOW - dt.timedelta(days=30)
    known[LIST] = {"id": LIST, "type": "RevocationList", "revokedAssertions": [HERE]}
    assert codes(asked(signed(), known, retrieved=old))["status"] == "STATUS_REVOKED"
    known[LIST] = {"id": LIST, "type": "RevocationList", "revokedAssertions": []}
    assert codes(asked(signed(), known, retrieved=old))["status"] == "STATUS_STALE"


def test_endorsements_are_named_and_not_verified() -> None:
    whole = assertion(endorsement=[f"{HOME}/endorsements/1"])
    document = asked(whole, documents(assertion=whole))
    assert codes(document)["nested"] == "NESTED_UNKNOWN"
    assert at(document, Step.NESTED).outcome is Outcome.UNKNOWN


@pytest.mark.badge_row(34)
def test_a_hashed_recipient_is_read_from_the_badge() -> None:
    from pathways.verification.terms import Holder

    mine, other = Holder(emails=("ada@learner.example",)), Holder(emails=("eve@learner.example",))
    assert at(asked(assertion(), holder=mine), Step.RECIPIENT).outcome is not Outcome.FAIL
    assert at(asked(assertion(), holder=other), Step.RECIPIENT).outcome is Outcome.FAIL


@pytest.mark.badge_row(36)
def test_the_list_of_issuers_says_when_a_key_was_in_use() -> None:
    def registry(**window: str) -> IssuerRegistry:
        key = {"key": KEY, **window}
        source = {"title": "invented", "retrieved": "2026-11-01"}
        whole = {
            "id": "college",
            "title": "Invented College",
            "identifiers": [PROFILE],
            "keys": [key],
            "source": source,
        }
        return IssuerRegistry.model_validate({"title": "ours", "issuers": [whole]})

    token = signed()
    assert codes(asked(token, registry=registry(begins="2025-01-01T00:00:00Z")))["key"] == "KEY_OF_ISSUER"
    assert codes(asked(token, registry=registry(begins="2026-06-01T00:00:00Z")))["key"] == "KEY_NOT_YET_VALID"
    assert codes(asked(token, registry=registry(ends="2025-06-01T00:00:00Z")))["key"] == "KEY_NO_LONGER_VALID"
