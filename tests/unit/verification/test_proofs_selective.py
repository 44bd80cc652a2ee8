"""What a holder shows of a credential is signed statement by statement; what may be hidden is open."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pathways.model.check_codes import Outcome
from pathways.verification.checks import Refusal
from pathways.verification.encoding import from_base58, from_base64url, to_base64url
from pathways.verification.keys import Snapshots
from pathways.verification.proofs.canonical import canonical_form
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.proofs.selective import Derived, Shown, read_derived, shown_of
from pathways.verification.proofs.suites import signing_input
from pathways.verification.publickey import KeyType
from pathways.verification.terms import Terms
from tests.conformance.test_w3c_vectors import VECTORS, load, reading
from tests.support import needs_shared
from tests.unit.verification.proving import badge, curve_key, options, signed
from tests.unit.verification.signing import NOW

pytestmark = [pytest.mark.usefixtures("no_request", "bounded"), pytest.mark.badge_row(29)]
Json = dict[str, Any]
GOOD = ["PROOF_INSIDE_HOLDS", "SHOWN_IS_SIGNED", "KEY_OF_ISSUER"]
CREDENTIALS = "<https://www.w3.org/2018/credentials#{}>"
STATUS = {
    "id": "https://college.example.edu/status/1#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://college.example.edu/status/1",
}


def told(document: Json) -> list[str]:
    return [one.code.value for one in check_embedded(document, Terms(now=NOW))]


def raw(value: str) -> bytes:
    data = from_base58(value[1:])
    assert data is not None
    return data


def own_key() -> ec.EllipticCurvePrivateKey:
    return curve_key(KeyType.P256)


def derived(
    bare: Json,
    mandatory: tuple[str, ...] = ("issuer", "credentialStatus"),
    *,
    apart: Json | None = None,
    **changes: Any,
) -> Json:
    """Return a document shown in part: what names a ``mandatory`` term may not be hidden, the rest is signed apart.

    ``changes`` replace parts of the value of the proof; ``apart`` is another document whose statements are signed.
    """
    chosen = options("ecdsa-sd-2023", KeyType.P256)
    form, config = canonical_form(apart or bare), canonical_form({**chosen, "@context": bare["@context"]})
    assert isinstance(form, str)
    assert isinstance(config, str)
    labels = {int(place): hashlib.sha256(place.encode()).digest() for place in set(re.findall(r"_:c14n(\d+)", form))}
    lines = sorted(
        re.sub(r"_:c14n(\d+)", lambda match: "_:u" + to_base64url(labels[int(match[1])]), line) + "\n"
        for line in form.splitlines()
    )
    kept = [place for place, line in enumerate(lines) if any(CREDENTIALS.format(term) in line for term in mandatory)]
    rest = [line for place, line in enumerate(lines) if place not in kept]
    point = own_key().public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    together = hashlib.sha256("".join(lines[place] for place in kept).encode()).digest()
    message = hashlib.sha256(config.encode()).digest() + b"\x80\x24" + point + together
    value: Json = {
        "base": raw(signed(KeyType.P256, message)),
        "key": b"\x80\x24" + point,
        "signatures": [raw(signed(KeyType.P256, line.encode())) for line in rest],
        "labels": labels,
        "mandatory": kept,
    }
    return {**bare, "proof": {**chosen, "proofValue": sealed([*{**value, **changes}.values()])}}


def sealed(value: Any, head: bytes = b"\xd9\x5d\x01") -> str:
    return "u" + to_base64url(head + cbor2.dumps(value))


def shown(**changes: Any) -> Json:
    evidence = [{"type": ["Evidence"], "narrative": "A drawing"}, {"type": ["Evidence"], "narrative": "A talk"}]
    return badge(KeyType.P256, **{"credentialStatus": STATUS, "evidence": evidence, **changes})


@pytest.mark.parametrize("member", ["validUntil", "credentialStatus"])
def test_an_end_or_a_status_that_is_not_shown_may_be_hidden(member: str) -> None:
    assert told(derived(shown())) == GOOD
    found = check_embedded(derived(shown(**{member: None})), Terms(now=NOW))
    assert [one.code.value for one in found] == ["PROOF_INSIDE_HOLDS", "MAY_BE_HIDDEN", "KEY_OF_ISSUER"]
    assert found[1].outcome is Outcome.UNKNOWN
    assert dict(found[1].evidence)["members"] == member


def test_a_status_that_could_have_been_hidden_may_have_a_hidden_neighbour() -> None:
    assert told(derived(shown(), ("issuer",)))[1] == "MAY_BE_HIDDEN"
    assert told(derived(shown(id=None)))[1] == "SHOWN_IS_SIGNED"


def test_every_statement_has_to_be_signed() -> None:
    good = derived(shown())
    for bad in (
        {**good, "name": "a name that nobody signed"},
        {name: value for name, value in good.items() if name != "validFrom"},
        {**good, "validUntil": "2031-01-01T00:00:00Z"},
        {**good, "credentialStatus": {**STATUS, "statusListIndex": "8"}},
        {**good, "proof": {**good["proof"], "created": "2026-02-02T00:00:00Z"}},
    ):
        assert told(bad)[0] == "SIGNATURE_WRONG"
    moved = copy.deepcopy(good)
    moved["issuer"]["name"] = "Another College"
    assert told(moved)[0] == "SIGNATURE_WRONG"


def test_a_statement_signed_for_another_credential_does_not_count() -> None:
    other = shown(id="urn:uuid:2f4c3c1e-0000-4000-8000-0000000000ff")
    assert told(derived(shown(), apart=other))[0] == "SIGNATURE_WRONG"


def parts_of(document: Json) -> list[Any]:
    data = from_base64url(document["proof"]["proofValue"][1:])
    assert data is not None
    found = cbor2.loads(data[3:])
    assert isinstance(found, list)
    return found


def with_value(document: Json, value: str) -> list[str]:
    return told({**document, "proof": {**document["proof"], "proofValue": value}})


def test_the_value_of_a_derived_proof_is_read_strictly() -> None:
    good = derived(shown())
    base, key, signatures, labels, mandatory = parts_of(good)
    wrong: list[Any] = [
        [],
        7,
        {},
        [base, key, signatures, labels],
        [base, key, signatures, labels, mandatory, 1],
        [base[:-1], key, signatures, labels, mandatory],
        [base, key[:-1], signatures, labels, mandatory],
        [base, b"\xed\x01" + key[2:], signatures, labels, mandatory],
        [base, key[:2] + b"\x05" + key[3:], signatures, labels, mandatory],
        [base, key, [*signatures[:-1], b"x"], labels, mandatory],
        [base, key, [*signatures[:-1], "x"], labels, mandatory],
        [base, key, signatures, {**labels, 99: b"x"}, mandatory],
        [base, key, signatures, {**labels, "c14n9": bytes(32)}, mandatory],
        [base, key, signatures, {**labels, 98: bytes(32), 99: bytes(32)}, mandatory],
        [base, key, signatures, labels, [*mandatory, mandatory[0]]],
        [base, key, signatures, labels, [-1]],
        [base, key, [signatures[0]] * 2_000, labels, mandatory],
        [base, key, signatures, labels, [[[[[[[]]]]]]]],
    ]
    for value in wrong:
        assert with_value(good, sealed(value))[0] == "PROOF_VALUE_MALFORMED", value
    whole = sealed(parts_of(good))
    assert with_value(good, whole)[0] == "PROOF_INSIDE_HOLDS"
    assert with_value(good, whole + "AA")[0] == "PROOF_VALUE_MALFORMED"
    assert with_value(good, sealed(parts_of(good), b"\xd9\x5d\x09"))[0] == "PROOF_VALUE_MALFORMED"
    assert with_value(good, "u")[0] == "PROOF_VALUE_MALFORMED"
    assert with_value(good, "u" + to_base64url(b"\xd9\x5d\x01\x9b" + b"\xff" * 8))[0] == "PROOF_VALUE_MALFORMED"
    assert with_value(good, "u" + "A" * 2_000_000)[0] == "PROOF_VALUE_MALFORMED"
    assert with_value(good, sealed([], b"\xd9\x5d\x00"))[0] == "SUITE_UNSUPPORTED"


def test_parts_that_belong_to_another_proof_do_not_hold() -> None:
    good = derived(shown())
    base, key, signatures, labels, mandatory = parts_of(good)
    first, *rest = mandatory
    another = next(place for place in range(99) if place not in mandatory)
    names = sorted(labels)
    turned = {**labels, names[0]: labels[names[-1]], names[-1]: labels[names[0]]}
    for value in (
        [base, key, signatures[::-1], labels, mandatory],
        [base, key, signatures[:-1], labels, mandatory],
        [base, key, signatures, turned, mandatory],
        [base, key, signatures, {}, mandatory],
        [base, key, signatures, labels, [another, *rest]],
        [base, key, signatures, labels, [*rest, 10_000]],
        [base, key, [], labels, list(range(len(mandatory) + len(signatures)))],
        [signatures[0], key, signatures, labels, mandatory],
    ):
        assert with_value(good, sealed(value))[0] == "SIGNATURE_WRONG"
    assert first in mandatory


@needs_shared
def test_the_w3c_vector_to_the_byte() -> None:
    at = VECTORS / "ecdsa-sd-2023-prc"
    document = load(at / "derivedRevealDocument.json")
    proof = document.pop("proof")
    found = read_derived(proof["proofValue"])
    wanted = load(at / "verifyDerivedProofValue.json")
    assert isinstance(found, Derived)
    assert found.base.hex() == wanted["baseSignature"]
    assert found.key == raw(wanted["publicKey"])
    assert [one.hex() for one in found.signatures] == wanted["signatures"]
    assert [[*pair] for pair in found.labels.items()] == wanted["labelMap"]
    assert sorted(found.mandatory) == wanted["mandatoryIndexes"]
    lines = json.loads((at / "verifyNQuads.json").read_text(encoding="utf-8"))
    hashed = load(at / "verifyCreateVerifyData.json")
    form, config = canonical_form(document, reading=reading()), {**proof, "@context": document["@context"]}
    del config["proofValue"]
    stated = canonical_form(config, reading=reading())
    assert isinstance(form, str)
    assert isinstance(stated, str)
    assert hashlib.sha256(stated.encode()).hexdigest() == hashed["proofHash"]
    said = shown_of(form.encode(), found)
    assert isinstance(said, Shown)
    assert sorted((*said.mandatory, *said.apart)) == lines
    assert list(said.apart) == hashed["nonMandatory"]
    assert said.mandatory_hash.hex() == hashed["mandatoryHash"]


@needs_shared
def test_the_w3c_vector_holds_and_its_base_is_not_for_showing() -> None:
    at = VECTORS / "ecdsa-sd-2023-prc"

    def asked(document: Json) -> list[str]:
        terms = Terms(now=NOW, resolver=Snapshots())
        return [one.code.value for one in check_embedded(document, terms, reading=reading())]

    document = load(at / "derivedRevealDocument.json")
    assert asked(document) == ["PROOF_INSIDE_HOLDS", "MAY_BE_HIDDEN", "KEY_NOT_OF_ISSUER"]
    document["credentialSubject"]["birthCountry"] = "Utopia"
    assert asked(document)[0] == "SIGNATURE_WRONG"
    assert asked(load(at / "addSignedSDBase.json"))[0] == "SUITE_UNSUPPORTED"


def test_a_proof_in_parts_is_not_made_here() -> None:
    found = signing_input(shown(), options("ecdsa-sd-2023", KeyType.P256), key=KeyType.P256)
    assert isinstance(found, Refusal)
