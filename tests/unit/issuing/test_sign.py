"""What is signed passes our own examination under the strict profile, and any change of it does not."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from pathways.errors import InternalError
from pathways.issuing.examined import examined
from pathways.issuing.issuer import IssuerMethod, key_entry, key_name, known_by_itself, published, rotated
from pathways.issuing.recipient import by_mail
from pathways.issuing.sign import as_token, with_proof
from pathways.issuing.status import PLACES, list_address, list_credential
from pathways.model.check_codes import Outcome, Step
from pathways.verification.checks import Refusal
from pathways.verification.encoding import from_base64url, to_base64url
from pathways.verification.examine import examine
from pathways.verification.publickey import KeyType
from pathways.verification.status.bitstring import Bits, decode_bits
from pathways.verification.terms import Terms
from tests.unit.issuing.making import ID, NOW, PSEUDONYM, SALT, draft, keys_of, profile, secret, terms

SUITES = [
    (KeyType.ED25519, "eddsa-rdfc-2022"),
    (KeyType.ED25519, "eddsa-jcs-2022"),
    (KeyType.P256, "ecdsa-rdfc-2019"),
    (KeyType.P256, "ecdsa-jcs-2019"),
]
METHODS: list[IssuerMethod] = ["key", "web", "https"]


def proven(kind: KeyType, suite: str, method: IssuerMethod = "web") -> bytes:
    owner = profile(method, kind)
    name = keys_of(owner, kind)[0].name
    made = with_proof(draft(owner).document, secret(kind), name=name, created=NOW, suite=suite)
    assert isinstance(made, dict), made
    return json.dumps(made).encode()


def token(kind: KeyType = KeyType.ED25519, method: IssuerMethod = "web", ends: dt.datetime | None = None) -> str:
    owner = profile(method, kind)
    made = as_token(draft(owner, ends=ends).document, secret(kind), name=keys_of(owner, kind)[0].name)
    assert isinstance(made, str), made
    return made


def outcome(data: bytes, method: IssuerMethod, kind: KeyType, step: Step) -> Outcome:
    owner = profile(method, kind)
    terms = Terms(now=NOW, resolver=known_by_itself(published(owner, keys_of(owner, kind)), NOW))
    return next(entry.outcome for entry in examine(data, terms).checks if entry.step is step)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("kind", "suite"), SUITES)
def test_a_proof_inside_passes_and_a_change_does_not(kind: KeyType, suite: str, method: IssuerMethod) -> None:
    owner = profile(method, kind)
    documents = published(owner, keys_of(owner, kind))
    data = proven(kind, suite, method)
    examined(data, documents, NOW)
    for old, new in ((b"Data Support", b"Data SupporT"), (b'"creditsEarned": 16', b'"creditsEarned": 17')):
        changed = data.replace(old, new)
        assert changed != data
        assert outcome(changed, method, kind, Step.PROOF_EMBEDDED) is Outcome.FAIL
        with pytest.raises(InternalError, match="proof_embedded FAIL"):
            examined(changed, documents, NOW)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", [KeyType.ED25519, KeyType.P256, KeyType.RSA])
def test_a_token_passes_and_a_change_does_not(kind: KeyType, method: IssuerMethod) -> None:
    if method == "key" and kind is KeyType.RSA:
        pytest.skip("RSA has no did:key here")
    owner = profile(method, kind)
    documents = published(owner, keys_of(owner, kind))
    text = token(kind, method)
    examined(text.encode(), documents, NOW)
    head, body, signature = text.split(".")
    changed = to_base64url((from_base64url(body) or b"").replace(b"Data Support", b"Data SupporT"))
    with pytest.raises(InternalError, match="proof_jwt FAIL SIGNATURE_WRONG"):
        examined(f"{head}.{changed}.{signature}".encode(), documents, NOW)


def test_a_token_claims_what_open_badges_asks_for() -> None:
    head, body, _ = (from_base64url(part) or b"" for part in token(ends=NOW + dt.timedelta(days=1)).split("."))
    owner = profile()
    assert json.loads(head) == {"alg": "EdDSA", "kid": f"{owner.id}#key-1", "typ": "JWT"}
    claims = json.loads(body)
    begins = int(NOW.timestamp())
    said = {name: claims[name] for name in ("iss", "sub", "jti", "nbf", "exp")}
    assert said == {"iss": owner.id, "sub": PSEUDONYM, "jti": ID, "nbf": begins, "exp": begins + 86_400}


def test_what_cannot_be_signed_says_why() -> None:
    owner = profile("https", KeyType.RSA)
    document = draft(owner).document
    refused = with_proof(document, secret(KeyType.RSA), name="x", created=NOW)
    assert isinstance(refused, Refusal)
    assert refused.code.value == "ALGORITHM_NOT_FOR_KEY"
    nobody = {
        **document,
        "credentialSubject": {**document["credentialSubject"], **by_mail("a@b.c", salt=SALT).as_json()},
    }
    del nobody["credentialSubject"]["id"]
    missing = as_token(nobody, secret(), name="x")
    assert isinstance(missing, Refusal)
    assert missing.evidence == (("missing", "sub"),)
    undefined = with_proof({**document, "nonsense": "x"}, secret(), name="x", created=NOW)
    assert isinstance(undefined, Refusal), "a term that no context defines would not be signed"


def test_a_badge_under_a_key_that_was_replaced_still_holds_and_under_a_lost_one_does_not() -> None:
    data = proven(KeyType.ED25519, "eddsa-rdfc-2022")
    owner = profile()
    first = keys_of(owner)
    later = NOW + dt.timedelta(days=30)
    second = key_entry(key_name(owner, secret(number=1).public, 2), secret(number=1).public, later)
    examined(data, published(owner, rotated(first, second)), later)
    with pytest.raises(InternalError, match="key"):
        examined(data, published(owner, rotated(first, second, lost=[first[0].name])), later)


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_a_status_list_is_signed_says_which_places_no_longer_hold_and_is_believed(form: str) -> None:
    owner = profile()
    [key] = keys_of(owner)
    address = list_address(owner, "revocation", 1, form=form)  # type: ignore[arg-type]
    times = (NOW, NOW + dt.timedelta(days=30))
    document = list_credential(owner, "revocation", address, places=[23, PLACES - 1], times=times)
    bits = decode_bits(document["credentialSubject"]["encodedList"])
    assert isinstance(bits, Bits)
    assert (len(bits), list(bits.ones())) == (131_072, [23, PLACES - 1])
    assert _status_of(23, form, document, key.name) is Outcome.FAIL
    assert _status_of(24, form, document, key.name) is Outcome.PASS


def _status_of(place: int, form: str, document: dict[str, Any], name: str) -> Outcome:
    """Return what a badge with a place hears of its status, when the list stands at its address."""
    owner = profile()
    made = (
        as_token(document, secret(), name=name)
        if form == "jwt"
        else with_proof(document, secret(), name=name, created=NOW)
    )
    assert not isinstance(made, Refusal), made
    body = made.encode() if isinstance(made, str) else json.dumps(made).encode()
    badge = draft(owner).document
    badge["credentialStatus"] = {
        **(terms(owner, place=place).status or {}),
        "id": f"{document['id']}#{place}",
        "statusListCredential": document["id"],
    }
    signed = with_proof(badge, secret(), name=name, created=NOW)
    web = {**published(owner, keys_of(owner)), document["id"]: body}
    found = examine(json.dumps(signed).encode(), Terms(now=NOW, resolver=known_by_itself(web, NOW)))
    return next(entry.outcome for entry in found.checks if entry.step is Step.STATUS)
