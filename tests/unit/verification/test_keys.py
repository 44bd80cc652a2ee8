"""A key is found by its name, once, and belongs to who lists it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.check_codes import CheckCode
from pathways.verification.addresses import askable
from pathways.verification.checks import Refusal
from pathways.verification.encoding import from_base58, from_base64url, from_multibase, to_base58, to_base64url
from pathways.verification.keys import FoundKey, Snapshots, answers_for, find_key, keys_of
from pathways.verification.publickey import KeyType, PublicKey, from_jwk, from_multikey
from tests.unit.verification.signing import ISSUER, KEY_SET, did_key, edwards, jwk, raw, snapshot

pytestmark = pytest.mark.usefixtures("no_request", "bounded")
NOTHING = Snapshots()
MULTIKEY = did_key()[8:]


def code_of(found: object) -> str:
    assert isinstance(found, Refusal)
    return found.code.value


@given(st.binary(max_size=100))
def test_encodings_go_there_and_back(data: bytes) -> None:
    assert from_base58(to_base58(data)) == data
    assert from_base64url(to_base64url(data)) == data


@pytest.mark.parametrize("text", ["AQAB=", "AQ AB", "AQ+B", "A", "AR", "AQA\n", "é"])
def test_base64url_has_one_spelling(text: str) -> None:
    assert from_base64url(text) is None


@pytest.mark.badge_row(12)
def test_a_proof_value_of_200_000_signs_is_refused_by_its_length() -> None:
    assert from_base58("z" * 200_000) is None
    assert from_multibase("z" + "2" * 200_000) is None
    assert from_multibase("u" + "A" * 200_000) is None
    assert code_of(find_key("did:key:z" + "6" * 200_000, NOTHING)) == "KEY_NAME_NOT_A_URI"


KEYS: list[tuple[str, str, str]] = [
    # the first two bytes are the code of the table: what is behind them is 32, 33 or 49 bytes
    ("Ed25519, a byte short", "ed01" + "11" * 31, "KEY_MALFORMED"),
    ("P-256, not compressed", "8024" + "04" + "11" * 32, "KEY_MALFORMED"),
    ("a code that does not exist", "9fdd7f" + "11" * 32, "KEY_MALFORMED"),
    ("secp256k1", "e701" + "02" + "11" * 32, "KEY_TYPE_UNSUPPORTED"),
    ("a private key", "8026" + "11" * 32, "KEY_PRIVATE"),
    ("nothing", "", "KEY_MALFORMED"),
]


@pytest.mark.badge_row(25)
@pytest.mark.parametrize(("data", "code"), [row[1:] for row in KEYS], ids=[row[0] for row in KEYS])
def test_a_multikey_that_is_none(data: str, code: str) -> None:
    assert code_of(from_multikey("z" + to_base58(bytes.fromhex(data)))) == code


def test_a_multikey_in_another_base_is_the_same_key_and_others_are_refused() -> None:
    data = b"\xed\x01" + raw(edwards())
    assert from_multikey("u" + to_base64url(data)) == from_multikey(MULTIKEY)
    assert code_of(from_multikey("f" + data.hex())) == "KEY_MALFORMED"


def test_p256_and_p384_by_their_codes() -> None:
    for code, size, kind in (("8024", 32, KeyType.P256), ("8124", 48, KeyType.P384)):
        found = from_multikey("z" + to_base58(bytes.fromhex(code + "02" + "11" * size)))
        assert isinstance(found, PublicKey)
        assert found.type is kind


@pytest.mark.badge_row(21)
@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_no_private_member_is_taken(member: str) -> None:
    assert code_of(from_jwk({**jwk("RS256"), member: "AA"})) == "KEY_PRIVATE"


JWKS: list[tuple[str, dict[str, Any], str]] = [
    ("RSA of 1024 bits", {"kty": "RSA", "n": to_base64url(b"\xff" * 128), "e": "AQAB"}, "KEY_TOO_SHORT"),
    ("RSA of 2047 bits", {"kty": "RSA", "n": to_base64url(b"\x7f" + b"\xff" * 255), "e": "AQAB"}, "KEY_TOO_SHORT"),
    (
        "RSA of 2048 bits behind zeros",
        {"kty": "RSA", "n": to_base64url(bytes(129) + b"\xff" * 127), "e": "AQAB"},
        "KEY_TOO_SHORT",
    ),
    ("RSA of 12,000 bits", {"kty": "RSA", "n": to_base64url(b"\xff" * 1500), "e": "AQAB"}, "KEY_TOO_SHORT"),
    ("RSA with exponent 1", {"kty": "RSA", "n": to_base64url(b"\xff" * 256), "e": "AQ"}, "KEY_MALFORMED"),
    ("RSA, even", {"kty": "RSA", "n": to_base64url(b"\xff" * 255 + b"\xfe"), "e": "AQAB"}, "KEY_MALFORMED"),
    ("RSA without e", {"kty": "RSA", "n": to_base64url(b"\xff" * 256)}, "KEY_MALFORMED"),
    ("EC without y", {"kty": "EC", "crv": "P-256", "x": to_base64url(bytes(32))}, "KEY_MALFORMED"),
    ("EC of others", {"kty": "EC", "crv": "secp256k1"}, "KEY_TYPE_UNSUPPORTED"),
    ("EC of nobody", {"kty": "EC", "crv": ["P-256"]}, "KEY_MALFORMED"),
    ("only for encryption", {**jwk("EdDSA"), "key_ops": ["encrypt"]}, "ALGORITHM_NOT_FOR_KEY"),
    ("not for anything", {**jwk("EdDSA"), "key_ops": "verify"}, "ALGORITHM_NOT_FOR_KEY"),
    ("no type", {"x": "AA"}, "KEY_MALFORMED"),
]


@pytest.mark.parametrize(("key", "code"), [row[1:] for row in JWKS], ids=[row[0] for row in JWKS])
def test_a_web_key_that_is_refused(key: dict[str, Any], code: str) -> None:
    assert code_of(from_jwk(key)) == code


def test_one_key_in_two_spellings_is_one_key() -> None:
    whole = from_jwk(jwk("ES256"))
    assert isinstance(whole, PublicKey)
    short = PublicKey(KeyType.P256, bytes([2 + (whole.point[-1] & 1)]) + whole.point[1:33])
    other = PublicKey(KeyType.P256, bytes([3 - (whole.point[-1] & 1)]) + whole.point[1:33])
    assert whole.same_as(short)
    assert not whole.same_as(other)


def test_did_key_and_did_jwk_hold_their_key() -> None:
    did_jwk = "did:jwk:" + to_base64url(json.dumps(jwk("EdDSA")).encode())
    for name in (did_key(), f"{did_key()}#{MULTIKEY}", did_jwk, f"{did_jwk}#0"):
        found = find_key(name, NOTHING)
        assert isinstance(found, FoundKey)
        assert found.key.point == raw(edwards())
        assert found.owner == name.partition("#")[0]
    assert code_of(find_key(f"{did_jwk}#1", NOTHING)) == "KEY_NOT_IN_DOCUMENT"


DID = "did:web:college.example.edu"
DID_URL = "https://college.example.edu/.well-known/did.json"
METHOD = {"id": f"{DID}#1", "type": "Multikey", "controller": DID, "publicKeyMultibase": MULTIKEY}
DOCUMENT = {"id": DID, "verificationMethod": [METHOD], "assertionMethod": [f"{DID}#1"]}


def found_in(document: dict[str, Any], name: str = f"{DID}#1", url: str = DID_URL) -> str:
    found = find_key(name, Snapshots([snapshot(url, document)]))
    return "found" if isinstance(found, FoundKey) else code_of(found)


def test_did_web_is_looked_up_and_nowhere_else() -> None:
    assert found_in(DOCUMENT) == "found"
    assert code_of(find_key(f"{DID}#1", NOTHING)) == "KEY_NOT_RESOLVED"


DOCUMENTS: list[tuple[str, dict[str, Any], str]] = [
    ("of another id", {**DOCUMENT, "id": "did:web:evil.example.org"}, "KEY_DOCUMENT_MALFORMED"),
    ("without the key", {**DOCUMENT, "verificationMethod": []}, "KEY_NOT_IN_DOCUMENT"),
    ("key not for statements", {**DOCUMENT, "assertionMethod": []}, "KEY_NOT_IN_DOCUMENT"),
    (
        "key of another controller",
        {**DOCUMENT, "verificationMethod": [{**METHOD, "controller": "did:web:evil.example.org"}]},
        "KEY_NOT_IN_DOCUMENT",
    ),
    (
        "two keys of one name",
        {
            **DOCUMENT,
            "verificationMethod": [METHOD, {**METHOD, "publicKeyMultibase": "", "publicKeyJwk": jwk("ES256")}],
        },
        "KEY_NOT_IN_DOCUMENT",
    ),
    (
        "a private key beside it",
        {**DOCUMENT, "verificationMethod": [{**METHOD, "privateKeyMultibase": "z1"}]},
        "KEY_PRIVATE",
    ),
    ("written in place", {"id": DID, "assertionMethod": [METHOD]}, "found"),
    (
        "by relative name",
        {**DOCUMENT, "verificationMethod": [{**METHOD, "id": "#1"}], "assertionMethod": ["#1"]},
        "found",
    ),
]


@pytest.mark.parametrize(("document", "code"), [row[1:] for row in DOCUMENTS], ids=[row[0] for row in DOCUMENTS])
def test_a_controller_document(document: dict[str, Any], code: str) -> None:
    assert found_in(document) == code


@pytest.mark.badge_row(1)
def test_a_key_in_the_fragment_of_an_https_address_is_not_taken() -> None:
    name = f"{ISSUER}#{MULTIKEY}"
    assert code_of(find_key(name, NOTHING)) == "KEY_NOT_RESOLVED"
    assert found_in({"id": ISSUER, "assertionMethod": []}, name, ISSUER) == "KEY_NOT_IN_DOCUMENT"


def test_key_sets() -> None:
    several = {"keys": [{**jwk("EdDSA"), "kid": "a"}, {**jwk("ES256"), "kid": "b"}]}
    assert found_in(several, f"{KEY_SET}#b", KEY_SET) == "found"
    assert found_in(several, KEY_SET, KEY_SET) == "KEY_NOT_IN_DOCUMENT"
    assert found_in({"keys": [jwk("EdDSA")]}, KEY_SET, KEY_SET) == "found"
    assert found_in({"keys": [{**jwk("EdDSA"), "d": "AA"}]}, KEY_SET, KEY_SET) == "KEY_PRIVATE"
    listed = keys_of(ISSUER, Snapshots([snapshot(KEY_SET, several)]))
    assert isinstance(listed, tuple)
    assert len({key.type for key in listed}) == 2
    assert code_of(keys_of(ISSUER, Snapshots([snapshot(KEY_SET, {**several, "iss": "https://o.example.edu"})])))


def test_what_a_document_says_of_its_controller_is_not_enough() -> None:
    evil = "https://evil.example.org/keys/1"
    method = {"id": f"{evil}#1", "controller": ISSUER, "publicKeyMultibase": MULTIKEY}
    document = {"id": evil, "controller": ISSUER, "verificationMethod": [method], "assertionMethod": [f"{evil}#1"]}
    assert found_in(document, f"{evil}#1", evil) == "KEY_NOT_IN_DOCUMENT"
    own = {**document, "verificationMethod": [{**method, "controller": evil}]}
    known = Snapshots([snapshot(evil, own), snapshot(KEY_SET, {"keys": [jwk("ES256")]})])
    found = find_key(f"{evil}#1", known)
    assert isinstance(found, FoundKey)
    refused = answers_for(ISSUER, found, known)
    assert refused is not None
    assert refused.code is CheckCode.KEY_NOT_OF_ISSUER


@pytest.mark.badge_row(7)
@pytest.mark.badge_row(21)
@pytest.mark.parametrize(
    "url",
    [
        "http://example.edu/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest",
        "https://localhost/",
        "https://printer/",
        "https://printer.local/",
        "https://a.internal/",
        "https://example.edu:8443/",
        "https://example.edu@evil.org/",
        "https://user:pass@example.edu/",
        "https://example.edu\\@evil.org/",
        "https://example.edu/a b",
        "https://example.edu/\n",
        "https://exämple.edu/",
        "https://" + "a." * 200 + "edu/",
        "https://example.edu/" + "a" * 3_000,
        "file:///etc/passwd",
        "//example.edu/",
        "",
    ],
)
def test_addresses_that_are_never_asked(url: str) -> None:
    refused = askable(url)
    assert refused is not None
    assert refused.code is CheckCode.KEY_ADDRESS_REFUSED


@pytest.mark.parametrize(
    "did", ["did:web:", "did:web:127.0.0.1", "did:web:a.edu%2F..", "did:web:a.edu:..", "did:web:a.edu::b"]
)
def test_a_did_web_leads_nowhere_else(did: str) -> None:
    assert code_of(find_key(did, NOTHING)) in ("KEY_ADDRESS_REFUSED", "KEY_NAME_NOT_A_URI")


def test_addresses_that_may_be_asked() -> None:
    for url in ("https://example.edu", "https://EXAMPLE.edu:443/a?b#c", "https://xn--exmple-cua.example.edu/~u"):
        assert askable(url) is None
