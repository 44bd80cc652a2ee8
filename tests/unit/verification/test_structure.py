"""The form of a badge: signed correctly and wrong in exactly one thing, told by its place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import Kind
from pathways.verification.checks import Check
from pathways.verification.examine import examine
from pathways.verification.kinds import Classified, classify_json
from pathways.verification.meanings import MEANING
from pathways.verification.structure.check import check_structure
from pathways.verification.structure.values import EXPECTED, fits, is_address
from pathways.verification.terms import Terms
from tests.unit.verification.signing import NOW, at, claims_of, credential, did_key, sign, without_none

Json = dict[str, Any]
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
AWARDED = "credentialSubject/achievement"
HELD, LINKED = "credentialSubject/verifiableCredential", "credentialSubject/association/0"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def asked(body: Json, terms: Terms | None = None) -> Check:
    return check_structure(body, classify_json(body), terms or Terms(now=NOW))


def told(one: Check) -> tuple[str, str]:
    return one.code.value, dict(one.evidence).get("path", "")


def put(body: Json, path: str, value: Any) -> Json:
    """Return a copy with another value at a place; ``...`` takes the member away."""
    changed = copy.deepcopy(body)
    *before, last = path.split("/")
    part: Any = changed
    for name in before:
        part = part[int(name)] if isinstance(part, list) else part[name]
    if value is ...:
        del part[last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return changed


def test_a_badge_that_is_right_holds() -> None:
    assert asked(credential()).code is CheckCode.STRUCTURE_HOLDS


WRONG: list[tuple[str, Any, str, str]] = [
    # what is changed, to what, the code, the place
    ("issuer", ..., "MEMBER_MISSING", "issuer"),
    ("issuer", "", "MEMBER_WRONG", "issuer"),
    ("issuer/type", "Organization", "TYPE_WRONG", "issuer/type"),
    ("issuer/id", "issuers/7", "MEMBER_WRONG", "issuer/id"),
    ("type", ["VerifiableCredential", "DegreeCredential"], "TYPE_WRONG", "type"),
    ("type", "OpenBadgeCredential", "TYPE_WRONG", "type"),
    ("type", ["VerifiableCredential", "OpenBadgeCredential", 7], "MEMBER_WRONG", "type"),
    ("@context", [OB, V2], "CONTEXT_WRONG", "@context/0"),
    ("@context", [V2], "CONTEXT_WRONG", "@context/1"),
    ("@context", [V2, "https://example.org/other", OB], "CONTEXT_WRONG", "@context/1"),
    ("@context", [V2, OB.replace("https:", "http:")], "CONTEXT_WRONG", "@context/1"),
    ("id", ..., "MEMBER_MISSING", "id"),
    ("validFrom", ..., "MEMBER_MISSING", "validFrom"),
    ("validFrom", "2026-01-01T00:00:00", "MEMBER_WRONG", "validFrom"),
    ("credentialSubject", ..., "MEMBER_MISSING", "credentialSubject"),
    ("credentialSubject", [], "MEMBER_MISSING", "credentialSubject"),
    ("credentialSubject/id", ..., "MEMBER_MISSING", "credentialSubject/id"),
    ("credentialSubject/type", ..., "MEMBER_MISSING", "credentialSubject/type"),
    ("credentialSubject/achievement", ..., "MEMBER_MISSING", "credentialSubject/achievement"),
    ("credentialSubject/achievement/criteria", ..., "MEMBER_MISSING", "credentialSubject/achievement/criteria"),
    (f"{AWARDED}/achievementType", "Bagde", "MEMBER_WRONG", f"{AWARDED}/achievementType"),
    ("credentialSubject/achievement/tag", [1], "MEMBER_WRONG", "credentialSubject/achievement/tag/0"),
    ("credentialSubject/creditsEarned", "5", "MEMBER_WRONG", "credentialSubject/creditsEarned"),
    ("credentialSubject/creditsEarned", True, "MEMBER_WRONG", "credentialSubject/creditsEarned"),
    ("credentialStatus", {"id": "https://a.example/1"}, "MEMBER_MISSING", "credentialStatus/type"),
    ("credentialStatus", {"id": "lists/1", "type": "X"}, "MEMBER_WRONG", "credentialStatus/id"),
    ("refreshService", {"type": "1EdTechCredentialRefresh"}, "MEMBER_MISSING", "refreshService/id"),
    ("credentialSchema", [{"type": "JsonSchema"}], "MEMBER_MISSING", "credentialSchema/0/id"),
    ("termsOfUse", [{}], "MEMBER_MISSING", "termsOfUse/0/type"),
    ("evidence", [{"type": "Essay"}], "TYPE_WRONG", "evidence/0/type"),
    ("endorsement", [{"type": "EndorsementCredential"}], "TYPE_WRONG", "endorsement/0/type"),
    ("endorsementJwt", "not a token", "MEMBER_WRONG", "endorsementJwt"),
    ("proof", [{"proofValue": "z"}], "MEMBER_MISSING", "proof/0/type"),
]  # fmt: skip


@pytest.mark.badge_row(27)
@pytest.mark.badge_row(28)
@pytest.mark.parametrize(
    ("path", "value", "code", "place"), WRONG, ids=[f"{row[0]}-{row[3]}-{n}" for n, row in enumerate(WRONG)]
)
def test_a_badge_that_is_wrong_in_one_thing_is_refused_by_its_place(
    path: str, value: Any, code: str, place: str
) -> None:
    one = asked(put(credential(), path, value))
    assert told(one) == (code, place)
    assert one.outcome is Outcome.FAIL


@pytest.mark.badge_row(27)
@pytest.mark.parametrize("path", ["issuer/type", "credentialSubject/type", "@context/1"])
def test_a_signature_that_is_good_does_not_make_up_for_a_wrong_form(path: str) -> None:
    body = put(credential(), path, "https://example.org/other")
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{did_key()}#{did_key()[8:]}"}
    document = examine(sign(header, claims_of(body)).encode(), Terms(now=NOW))
    assert at(document, Step.PROOF_JWT).code is CheckCode.PROOF_HOLDS
    assert at(document, Step.STRUCTURE).outcome is Outcome.FAIL
    assert at(document, Step.STRUCTURE).evidence[0].value == path


@pytest.mark.badge_row(28)
@pytest.mark.parametrize(
    "wrong", ["badge-7", "/badges/7", "https:/a", "https ://a.example/", "urn:", "//a.example/7", ""]
)
def test_an_id_that_is_no_absolute_address_is_refused(wrong: str) -> None:
    for path in ("id", "credentialSubject/id", "credentialSubject/achievement/id", "issuer/id"):
        assert told(asked(put(credential(), path, wrong))) == ("MEMBER_WRONG", path)


def test_every_fault_is_named_and_the_first_gives_the_code() -> None:
    body = put(put(credential(), "validFrom", ...), "credentialSubject/achievement/name", 7)
    evidence = dict(asked(body).evidence)
    assert {evidence["path"], *evidence["more"].split(", ")} == {"validFrom", "credentialSubject/achievement/name"}


def test_a_badge_of_the_older_data_model_has_the_dates_of_that_model() -> None:
    old = without_none(
        {**credential(), "@context": [V1, OB], "validFrom": None, "issuanceDate": "2026-01-01T00:00:00Z"}
    )
    assert asked(old).code is CheckCode.STRUCTURE_HOLDS
    assert dict(asked(old).evidence)["model"] == "1.1"
    assert told(asked({**credential(), "@context": [V1, OB]})) == ("MEMBER_MISSING", "issuanceDate")


def test_an_identifier_stands_in_for_an_id() -> None:
    person = {"type": "IdentityObject", "hashed": False, "identityHash": "ada", "identityType": "ext:student-number"}
    body = put(put(credential(), "credentialSubject/id", ...), "credentialSubject/identifier", [person])
    assert asked(body).code is CheckCode.STRUCTURE_HOLDS
    closed = put(body, "credentialSubject/identifier/0/password", "x")
    assert told(asked(closed)) == ("MEMBER_NOT_ALLOWED", "credentialSubject/identifier/0/password")


def test_the_interoperable_profile_lets_two_gaps_be_and_no_third() -> None:
    gap = put(put(credential(), "credentialSubject/id", ...), "issuer/image", "https://college.example.edu/logo.png")
    loose = Terms(now=NOW, profile="interoperable")
    one = asked(gap, loose)
    assert (one.code, dict(one.evidence)["gaps"]) == (
        CheckCode.STRUCTURE_HAS_GAPS,
        "issuer/image, credentialSubject/id",
    )
    assert asked(gap).outcome is Outcome.FAIL
    assert told(asked(put(gap, "issuer/image", "logo.png"), loose)) == ("MEMBER_WRONG", "issuer/image")


def test_many_gaps_do_not_hide_a_fault() -> None:
    picture = "https://college.example.edu/logo.png"
    endorsers = [{"type": "Result", "value": "A"} for _ in range(3)]
    levels = [
        {
            "id": "urn:a",
            "type": "Profile",
            "image": picture,
            "parentOrg": {"id": "urn:b", "type": "Profile", "image": picture},
        }
    ]
    body = put(credential(), "credentialSubject/result", endorsers)
    for _ in range(30):
        levels.append({"id": "urn:a", "type": "Profile", "image": picture, "parentOrg": levels[-1]})
    body = put(body, "credentialSubject/source", {**levels[-1]})
    body = put(body, "validFrom", "yesterday")
    one = asked(body, Terms(now=NOW, profile="interoperable"))
    assert told(one) == ("MEMBER_WRONG", "validFrom")


def record(**changes: Any) -> Json:
    subject = {
        "id": "did:example:learner",
        "type": ["ClrSubject"],
        "verifiableCredential": [credential()],
        "association": [
            {"type": "Association", "associationType": "isParentOf", "sourceId": "urn:a", "targetId": "urn:b"}
        ],
    }
    whole = credential(type=["VerifiableCredential", "ClrCredential"], name="Transcript", credentialSubject=subject)
    return without_none({**whole, "@context": [V2, CLR, OB], **changes})


RECORDS: list[tuple[str, Any, str, str]] = [
    ("@context", [V2, OB, CLR], "CONTEXT_WRONG", "@context/1"),
    ("name", ..., "MEMBER_MISSING", "name"),
    ("issuer", "did:example:college", "MEMBER_WRONG", "issuer"),
    ("credentialSubject/verifiableCredential", [], "MEMBER_MISSING", "credentialSubject/verifiableCredential"),
    (f"{HELD}/0", "eyJ.eyJ.AA", "MEMBER_WRONG", f"{HELD}/0"),
    (f"{LINKED}/associationType", "isBetterThan", "MEMBER_WRONG", f"{LINKED}/associationType"),
    ("credentialSubject/association/0/targetId", ..., "MEMBER_MISSING", "credentialSubject/association/0/targetId"),
    ("credentialSubject/type", ["AchievementSubject"], "TYPE_WRONG", "credentialSubject/type"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "code", "place"), RECORDS)
def test_a_learner_record_that_is_wrong_in_one_thing_is_refused_by_its_place(
    path: str, value: Any, code: str, place: str
) -> None:
    assert asked(record()).code is CheckCode.STRUCTURE_HOLDS
    assert told(asked(put(record(), path, value))) == (code, place)


def test_a_schema_of_the_standard_is_answered_by_the_tables_and_any_other_is_not_at_hand() -> None:
    base = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
    known = {"id": base + "ob_v3p0_achievementcredential_schema.json", "type": "1EdTechJsonSchemaValidator2019"}
    other = {"id": "https://college.example.edu/schema.json", "type": "1EdTechJsonSchemaValidator2019"}
    assert asked(credential(credentialSchema=[known])).code is CheckCode.STRUCTURE_HOLDS
    assert asked(credential(credentialSchema=[known, other])).code is CheckCode.SCHEMA_NOT_AT_HAND
    odd = {**other, "type": "CollegeSchema"}
    assert asked(credential(credentialSchema=odd)).code is CheckCode.SCHEMA_UNSUPPORTED


def test_what_has_no_rules_here_is_not_checked() -> None:
    for kind in (Kind.OPEN_BADGE_2, Kind.BLOCKCERTS_2, Kind.OTHER):
        one = check_structure(credential(), Classified(kind), Terms(now=NOW))
        assert one.code is CheckCode.NOT_CHECKED


def test_no_text_is_an_address_by_having_a_colon() -> None:
    assert not any(is_address(text) for text in ("a b:c", "1a:b", "https://", "https:a", "urn:a\n"))
    assert all(is_address(text) for text in ("mailto:a@b.example", "did:web:a", "HTTPS://A/1"))
    assert not any(fits(kind, None) for kind in EXPECTED)


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
_NAMES = st.sampled_from(["@context", "type", "id", "issuer", "credentialSubject", "achievement", "proof", "image"])
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4), max_leaves=12
)


@given(
    value=_JSON, path=st.sampled_from(["issuer", "credentialSubject", "type", "@context", "proof", "credentialSchema"])
)
def test_nothing_that_is_handed_in_makes_the_check_fall_over(value: Any, path: str) -> None:
    one = asked({**credential(), path: value})
    assert one.code in MEANING
    assert all(len(text) <= 200 for _, text in one.evidence)
    json.dumps(one.entry().model_dump(mode="json"))
