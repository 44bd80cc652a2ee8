"""A token is genuine when its header, key, signature and claims all are; each here is wrong in exactly one thing."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from pathways.errors import NotAvailableError
from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import ProfileName, VerificationDocument
from pathways.verification.encoding import to_base64url
from pathways.verification.examine import examine
from pathways.verification.keys import Resolver, Snapshots
from pathways.verification.terms import Terms
from tests.unit.verification.signing import (
    ISSUER,
    KEY_SET,
    NOW,
    at,
    claims_of,
    credential,
    did_key,
    good_token,
    jwk,
    part,
    sign,
    signature,
    snapshot,
)

pytestmark = pytest.mark.usefixtures("no_request")
NOTHING = Snapshots()
GOOD = {"carrier": "CARRIER_READ", "proof_jwt": "PROOF_HOLDS", "key": "KEY_OF_ISSUER", "time": "IN_TIME"}


STEPS = ("carrier", "proof_jwt", "key", "time")


def codes(document: VerificationDocument) -> dict[str, str]:
    """Return code by step, of those that every token goes through and those that were carried out."""
    answered = {one.step.value: one.code.value for one in document.checks if one.step.value in STEPS}
    return {step: code for step, code in answered.items() if code not in ("NOT_CHECKED", "NOT_APPLICABLE")}


def asked(token: str, *, profile: ProfileName = "strict", resolver: Resolver = NOTHING) -> dict[str, Any]:
    return codes(examine(token.encode(), Terms(now=NOW, profile=profile, resolver=resolver)))


@pytest.mark.parametrize("profile", ["strict", "interoperable"])
def test_a_token_that_is_right_in_everything(profile: ProfileName) -> None:
    assert asked(good_token(), profile=profile) == GOOD


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "RS256"])
def test_each_algorithm_with_a_key_that_the_issuer_lists(algorithm: str) -> None:
    body = credential(issuer={"id": ISSUER, "type": ["Profile"]})
    token = sign({"alg": algorithm, "jwk": jwk(algorithm)}, claims_of(body), algorithm=algorithm)
    listed = Snapshots([snapshot(KEY_SET, {"keys": [jwk(algorithm)]})])
    document = examine(token.encode(), Terms(now=NOW, resolver=listed))
    assert codes(document) == GOOD
    assert [one.url for one in document.resolved] == [KEY_SET]


def test_the_credential_may_stand_in_vc() -> None:
    body = credential()
    outer = {name: value for name, value in claims_of(body).items() if name in ("iss", "sub", "nbf", "jti")}
    assert asked(sign({"alg": "EdDSA", "kid": did_key()}, {**outer, "vc": body})) == GOOD


@pytest.mark.badge_row(2)
def test_a_key_brought_along_is_nobodys_until_the_issuer_lists_it() -> None:
    body = credential(issuer=ISSUER)
    token = sign({"alg": "EdDSA", "jwk": jwk("EdDSA")}, claims_of(body))
    unlisted = Snapshots([snapshot(KEY_SET, {"keys": [jwk("ES256")]})])
    assert asked(token)["proof_jwt"] == "PROOF_HOLDS"
    assert asked(token)["key"] == "KEY_NOT_RESOLVED"
    assert asked(token, resolver=unlisted)["key"] == "KEY_NOT_OF_ISSUER"


@pytest.mark.badge_row(3)
def test_a_did_key_does_not_speak_for_an_https_issuer() -> None:
    token = sign({"alg": "EdDSA", "kid": did_key()}, claims_of(credential(issuer=ISSUER)))
    listed = Snapshots([snapshot(KEY_SET, {"keys": [jwk("ES256")]})])
    assert asked(token, resolver=listed)["key"] == "KEY_NOT_OF_ISSUER"
    assert asked(token)["key"] == "KEY_NOT_RESOLVED"


KID = f"{did_key()}#{did_key()[8:]}"
HEADERS: list[tuple[str, dict[str, Any], str]] = [
    ("alg none", {"alg": "none"}, "ALGORITHM_NOT_ALLOWED"),
    ("alg None", {"alg": "None"}, "ALGORITHM_NOT_ALLOWED"),
    ("alg HS256", {"alg": "HS256"}, "ALGORITHM_NOT_ALLOWED"),
    ("alg in lower case", {"alg": "eddsa"}, "ALGORITHM_NOT_ALLOWED"),
    ("alg es256 in lower case", {"alg": "es256"}, "ALGORITHM_NOT_ALLOWED"),
    ("alg is a list", {"alg": ["EdDSA"]}, "ALGORITHM_NOT_ALLOWED"),
    ("no alg", {"alg": None}, "ALGORITHM_MISSING"),
    ("alg of others", {"alg": "ES384"}, "ALGORITHM_UNSUPPORTED"),
    ("alg for another key", {"alg": "ES256"}, "ALGORITHM_NOT_FOR_KEY"),
    ("crit", {"crit": ["exp"]}, "JWT_CRITICAL_EXTENSION"),
    ("crit is empty", {"crit": []}, "JWT_CRITICAL_EXTENSION"),
    ("b64 false", {"b64": False}, "JWT_UNENCODED_PAYLOAD"),
    ("b64 false and crit", {"b64": False, "crit": ["b64"]}, "JWT_CRITICAL_EXTENSION"),
    ("jku", {"jku": "https://evil.example.org/keys"}, "JWT_HEADER_NOT_ALLOWED"),
    ("x5u", {"x5u": "https://evil.example.org/keys"}, "JWT_HEADER_NOT_ALLOWED"),
    ("zip", {"zip": "DEF"}, "JWT_HEADER_NOT_ALLOWED"),
    ("typ of something else", {"typ": "at+jwt"}, "JWT_HEADER_NOT_ALLOWED"),
    ("no key", {"kid": None}, "KEY_MISSING"),
    ("kid is a number", {"kid": 7}, "KEY_NAME_NOT_A_URI"),
    ("kid without scheme", {"kid": "key-1"}, "KEY_NAME_NOT_A_URI"),
    ("kid at http", {"kid": "http://college.example.edu/k"}, "KEY_ADDRESS_REFUSED"),
    ("kid at a loopback address", {"kid": "https://127.0.0.1/k"}, "KEY_ADDRESS_REFUSED"),
    ("kid at the machine's own data", {"kid": "https://169.254.169.254/k"}, "KEY_ADDRESS_REFUSED"),
    ("kid at localhost", {"kid": "https://localhost/k"}, "KEY_ADDRESS_REFUSED"),
    ("kid in a file", {"kid": "file:///etc/passwd"}, "KEY_METHOD_UNKNOWN"),
    ("kid by an unknown method", {"kid": "did:nosuch:1"}, "KEY_METHOD_UNKNOWN"),
    ("kid by a method of others", {"kid": "did:ebsi:1"}, "KEY_METHOD_UNSUPPORTED"),
    ("kid not at hand", {"kid": "https://college.example.edu/k"}, "KEY_NOT_RESOLVED"),
    ("kid with a fragment of its own", {"kid": f"{did_key()}#z6MkOther"}, "KEY_NOT_IN_DOCUMENT"),
    ("kid garbage", {"kid": "did:key:zzzz"}, "KEY_MALFORMED"),
    ("jwk is a text", {"kid": None, "jwk": "key"}, "KEY_MALFORMED"),
    ("jwk with its private part", {"kid": None, "jwk": {**jwk("EdDSA"), "d": "AAAA"}}, "KEY_PRIVATE"),
    ("jwk for a secret", {"kid": None, "jwk": {"kty": "oct", "k": "AAAA"}}, "KEY_PRIVATE"),
    ("jwk for encryption", {"kid": None, "jwk": {**jwk("EdDSA"), "use": "enc"}}, "ALGORITHM_NOT_FOR_KEY"),
    ("jwk for another algorithm", {"kid": None, "jwk": {**jwk("EdDSA"), "alg": "ES256"}}, "ALGORITHM_NOT_FOR_KEY"),
    ("jwk is another key than kid", {"jwk": jwk("ES256")}, "KEY_NOT_IN_DOCUMENT"),
    ("header too large", {"x": "y" * 20_000}, "JWT_HEADER_TOO_LARGE"),
]


@pytest.mark.badge_row(18)
@pytest.mark.badge_row(19)
@pytest.mark.badge_row(21)
@pytest.mark.badge_row(23)
@pytest.mark.parametrize(("change", "code"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_a_header_that_is_wrong_in_one_thing(change: dict[str, Any], code: str) -> None:
    for profile in ("strict", "interoperable"):
        document = examine(good_token(change).encode(), Terms(now=NOW, profile=profile))
        assert at(document, Step.PROOF_JWT).code == code
        assert at(document, Step.PROOF_JWT).outcome is not Outcome.PASS


def test_a_header_may_name_more_only_where_profiles_let_it() -> None:
    token = good_token({"iat": 1})
    assert asked(token)["proof_jwt"] == "JWT_HEADER_NOT_ALLOWED"
    assert asked(token, profile="interoperable")["proof_jwt"] == "PROOF_HOLDS"


def test_a_public_key_is_no_secret() -> None:
    import hashlib
    import hmac

    head = f"{part({'alg': 'HS256', 'jwk': jwk('RS256')})}.{part(claims_of(credential()))}"
    secret = jwk("RS256")["n"].encode()
    mac = to_base64url(hmac.new(secret, head.encode(), hashlib.sha256).digest())
    assert asked(f"{head}.{mac}")["proof_jwt"] == "ALGORITHM_NOT_ALLOWED"


@pytest.mark.badge_row(20)
def test_a_short_rsa_key_is_refused_though_its_signature_fits() -> None:
    token = sign(
        {"alg": "RS256", "jwk": jwk("RS256", bits=1024)}, claims_of(credential()), algorithm="RS256", bits=1024
    )
    assert asked(token)["proof_jwt"] == "KEY_TOO_SHORT"


def test_a_point_that_is_not_on_the_curve_is_no_key() -> None:
    wrong = {**jwk("ES256"), "y": jwk("ES256")["x"]}
    token = sign({"alg": "ES256", "jwk": wrong}, claims_of(credential()), algorithm="ES256")
    assert asked(token)["proof_jwt"] == "KEY_MALFORMED"


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "RS256"])
def test_any_change_of_what_was_signed_is_found(algorithm: str) -> None:
    body = credential(issuer=ISSUER)
    token = sign({"alg": algorithm, "jwk": jwk(algorithm)}, claims_of(body), algorithm=algorithm)
    head, payload, signed = token.split(".")
    other = part(claims_of(credential(issuer=ISSUER, name="Doctor of Everything")))
    last = "A" if signed[5] != "A" else "B"
    for wrong in (f"{head}.{other}.{signed}", f"{head}.{payload}.{signed[:5]}{last}{signed[6:]}", f"{head}.{payload}."):
        assert asked(wrong)["proof_jwt"] == "SIGNATURE_WRONG"


def test_no_sign_of_a_token_can_be_another() -> None:
    token = good_token()
    for place, sign_ in enumerate(token):
        other = token[:place] + ("A" if sign_ != "A" else "B") + token[place + 1 :]
        document = examine(other.encode(), Terms(now=NOW, profile="interoperable"))
        assert at(document, Step.PROOF_JWT).outcome is not Outcome.PASS, place


def test_a_curve_signature_in_the_other_form_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    head = f"{part({'alg': 'ES256', 'jwk': jwk('ES256')})}.{part(claims_of(credential()))}"
    plain = signature("ES256", head.encode(), 0)
    der = encode_dss_signature(int.from_bytes(plain[:32], "big"), int.from_bytes(plain[32:], "big"))
    assert asked(f"{head}.{to_base64url(der)}")["proof_jwt"] == "SIGNATURE_WRONG"


CLAIMS: list[tuple[str, dict[str, Any], str]] = [
    ("iss differs", {"iss": "did:example:other"}, "CLAIM_DIFFERS"),
    ("sub differs", {"sub": "did:example:other"}, "CLAIM_DIFFERS"),
    ("jti differs", {"jti": "urn:uuid:other"}, "CLAIM_DIFFERS"),
    ("nbf differs", {"nbf": 1}, "CLAIM_DIFFERS"),
    ("nbf is a text", {"nbf": "2026-01-01T00:00:00Z"}, "CLAIM_DIFFERS"),
    ("nbf is true", {"nbf": True}, "CLAIM_DIFFERS"),
    ("exp differs", {"validUntil": "2027-01-01T00:00:00Z", "exp": 1_900_000_000}, "CLAIM_DIFFERS"),
    ("iss missing", {"iss": None}, "CLAIM_MISSING"),
    ("two credentials", {"vc": credential()}, "CLAIMS_AMBIGUOUS"),
    (
        "two ends",
        {
            **dict.fromkeys(("@context", "type", "id", "issuer", "validFrom", "credentialSubject")),
            "vc": credential(),
            "validUntil": "2020-01-01T00:00:00Z",
        },
        "CLAIMS_AMBIGUOUS",
    ),
    ("vc is a text", {"vc": "credential"}, "CLAIMS_AMBIGUOUS"),
]


@pytest.mark.badge_row(22)
@pytest.mark.parametrize(("change", "code"), [row[1:] for row in CLAIMS], ids=[row[0] for row in CLAIMS])
def test_a_claim_that_is_wrong_is_wrong_under_every_profile(change: dict[str, Any], code: str) -> None:
    for profile in ("strict", "interoperable"):
        assert asked(good_token(**change), profile=profile)["proof_jwt"] == code


@pytest.mark.badge_row(22)
@pytest.mark.parametrize("name", ["sub", "nbf", "jti"])
def test_a_claim_that_is_missing_is_told(name: str) -> None:
    token = good_token(**{name: None})
    assert asked(token)["proof_jwt"] == "CLAIM_MISSING"
    document = examine(token.encode(), Terms(now=NOW, profile="interoperable"))
    proof = at(document, Step.PROOF_JWT)
    assert (proof.outcome, proof.code) == (Outcome.PASS, "PROOF_HOLDS_CLAIMS_MISSING")
    assert ("missing", name) in {(one.name, one.value) for one in proof.evidence}


@pytest.mark.badge_row(17)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"exp": 1_700_000_000}, "EXPIRED"),
        ({"exp": 1_900_000_000}, "IN_TIME"),
        ({"exp": "soon"}, "DATE_MALFORMED"),
        ({"validUntil": "2026-06-01T00:00:00Z"}, "EXPIRED"),
        ({"validUntil": "2027-06-01"}, "DATE_MALFORMED"),
        ({"validUntil": "2025-06-01T00:00:00Z"}, "DATE_MALFORMED"),
    ],
)
def test_time_is_asked_of_the_token_and_of_the_credential(change: dict[str, Any], code: str) -> None:
    assert asked(good_token(**change))["time"] == code


def test_without_the_package_signatures_are_not_available_and_the_rest_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(NotAvailableError) as caught:
        examine(good_token().encode(), Terms(now=NOW))
    assert caught.value.code == "X002"
    assert "pathways-planner[badges]" in caught.value.hint
    assert codes(examine(b'{"type": ["VerifiableCredential", "OpenBadgeCredential"]}', Terms(now=NOW))) == {
        "carrier": "CARRIER_READ",
        "time": "NO_DATES",
    }
