"""Credentials inside a badge or a learner record: each with its own verdict, and what they do to the outer one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import Kind, VerificationDocument
from pathways.verification.examine import examine
from pathways.verification.limits import LIMITS
from pathways.verification.nested import Association, associations_of, nested_in
from pathways.verification.terms import Holder, Terms
from tests.unit.verification.proving import badge, proved
from tests.unit.verification.signing import NOW, at, claims_of, credential, did_key, sign, without_none

Json = dict[str, Any]
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
HEADER = {"alg": "EdDSA", "typ": "JWT", "kid": f"{did_key()}#{did_key()[8:]}"}


def endorsement(**changes: Any) -> Json:
    """Return an endorsement that is not signed; a change of None takes the member away."""
    subject = {"id": "urn:uuid:2f4c3c1e-0000-4000-8000-00000000000a", "type": ["EndorsementSubject"]}
    kind = ["VerifiableCredential", "EndorsementCredential"]
    whole = badge(type=kind, name="Endorsement", credentialSubject=subject, id="urn:uuid:e1")
    return without_none({**whole, **changes})


def token(body: Json) -> str:
    return sign(HEADER, claims_of(body))


def record(*inner: Any, **changes: Any) -> Json:
    """Return a learner record that is not signed."""
    subject = {"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": list(inner)}
    kind = ["VerifiableCredential", "ClrCredential"]
    whole = badge(type=kind, name="Transcript", credentialSubject=subject, id="urn:uuid:c1")
    return without_none({**whole, "@context": [V2, CLR, OB], **changes})


def told(body: Json | str, terms: Terms | None = None) -> VerificationDocument:
    text = body if isinstance(body, str) else token(body)
    return examine(text.encode(), terms or Terms(now=NOW))


def nested(document: VerificationDocument) -> tuple[str, dict[str, str]]:
    one = at(document, Step.NESTED)
    return one.code.value, {entry.name: entry.value for entry in one.evidence}


def test_where_nothing_is_inside_the_step_does_not_apply() -> None:
    assert at(told(credential()), Step.NESTED).outcome is Outcome.NOT_APPLICABLE


def test_an_endorsement_that_holds_is_told_by_its_place_with_checks_of_its_own() -> None:
    document = told(badge(endorsement=[proved(endorsement())]))
    code, evidence = nested(document)
    assert (code, evidence["hold"], evidence["credentials"]) == ("NESTED_HOLD", "1", "1")
    (inner,) = document.contains
    assert (inner.path, inner.kind) == ("endorsement/0", Kind.ENDORSEMENT)
    by_step = {one.step: one.code for one in inner.checks}
    assert by_step[Step.PROOF_EMBEDDED] is CheckCode.PROOF_INSIDE_HOLDS
    assert by_step[Step.KEY] is CheckCode.KEY_OF_ISSUER
    assert by_step[Step.RECIPIENT] is CheckCode.NOT_APPLICABLE


def with_endorsement_at(place: str, one: Any) -> Json:
    body = badge()
    achievement = body["credentialSubject"]["achievement"]
    creator = {"id": "did:example:college", "type": ["Profile"], "parentOrg": {"id": "urn:o", "type": ["Profile"]}}
    achievement["creator"] = creator
    holders = {
        "": body,
        "issuer/": body["issuer"],
        "credentialSubject/achievement/": achievement,
        "credentialSubject/achievement/creator/": creator,
        "credentialSubject/achievement/creator/parentOrg/": creator["parentOrg"],
    }
    holder, _, name = place.rpartition("/")
    holders[f"{holder}/" if holder else ""][name] = one
    return body


PLACES = ["", "issuer/", "credentialSubject/achievement/", "credentialSubject/achievement/creator/",
          "credentialSubject/achievement/creator/parentOrg/"]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_endorsements_are_found_wherever_they_may_stand(place: str) -> None:
    written = told(with_endorsement_at(f"{place}endorsement", [proved(endorsement())]))
    assert [one.path for one in written.contains] == [f"{place}endorsement/0"]
    assert nested(written)[0] == "NESTED_HOLD"
    as_token = told(with_endorsement_at(f"{place}endorsementJwt", [token(endorsement())]))
    assert [one.path for one in as_token.contains] == [f"{place}endorsementJwt/0"]
    assert nested(as_token)[0] == "NESTED_HOLD"


BAD: list[tuple[str, Json, str]] = [
    ("expired", {"validUntil": "2026-02-01T00:00:00Z"}, "endorsement/0: time EXPIRED"),
    ("nobody's", {"issuer": {"id": "https://other.example/", "type": ["Profile"]}}, "key KEY_NOT_RESOLVED"),
    ("of another form", {"name": None}, "endorsement/0: structure MEMBER_MISSING"),
]


@pytest.mark.parametrize(("why", "changes", "first"), BAD, ids=[row[0] for row in BAD])
def test_an_endorsement_that_does_not_hold_is_named(why: str, changes: Json, first: str) -> None:
    code, evidence = nested(told(badge(endorsement=[proved(endorsement()), proved(endorsement(**changes))])))
    assert first.replace("/0", "/1") in evidence["first"]
    assert code == ("NESTED_UNKNOWN" if why == "nobody's" else "NESTED_FAILED")
    assert evidence["hold"] == "1"


def test_a_changed_endorsement_fails_and_the_outer_proof_still_holds() -> None:
    inner = proved(endorsement())
    inner["credentialSubject"]["endorsementComment"] = "changed"
    document = told(badge(endorsement=[inner]))
    assert at(document, Step.PROOF_JWT).outcome is Outcome.PASS
    assert nested(document)[1]["first"] == "endorsement/0: proof_embedded SIGNATURE_WRONG"


def test_what_is_no_token_is_refused_as_one() -> None:
    document = told(with_endorsement_at("endorsementJwt", ['{"type": "EndorsementCredential"}', 7, "a.b.c~d"]))
    assert nested(document)[1]["fail"] == "3"
    assert [one.checks[0].outcome for one in document.contains] == [Outcome.FAIL] * 3


def test_an_endorsement_is_never_the_holders_own_award() -> None:
    subject = {"id": "did:example:learner", "type": ["EndorsementSubject"]}
    terms = Terms(now=NOW, holder=Holder(ids=("did:example:learner",)))
    document = told(badge(endorsement=[proved(endorsement(credentialSubject=subject))]), terms)
    assert at(document, Step.RECIPIENT).code is CheckCode.RECIPIENT_IS_HOLDER
    steps = {one.step: one.outcome for one in document.contains[0].checks}
    assert steps[Step.RECIPIENT] is Outcome.NOT_APPLICABLE


def test_each_credential_of_a_learner_record_is_examined_and_those_inside_it() -> None:
    endorsed = proved(badge(endorsement=[proved(endorsement())], id="urn:uuid:b1"))
    document = told(record(endorsed, proved(badge(id="urn:uuid:b2"))))
    root = "credentialSubject/verifiableCredential"
    assert [one.path for one in document.contains] == [f"{root}/0", f"{root}/0/endorsement/0", f"{root}/1"]
    assert nested(document)[1] == {"credentials": "2", "hold": "2", "fail": "0", "unknown": "0"}
    assert document.contains[0].says.name == "Networking II"


def test_what_fails_deep_inside_reaches_the_outermost() -> None:
    rotten = endorsement(validUntil="2026-02-01T00:00:00Z")
    document = told(record(proved(badge(endorsement=[proved(rotten)]))))
    assert nested(document) == (
        "NESTED_FAILED",
        {
            "credentials": "1",
            "hold": "0",
            "fail": "1",
            "unknown": "0",
            "first": "credentialSubject/verifiableCredential/0: nested NESTED_FAILED",
        },
    )


def test_tokens_and_envelopes_inside_a_learner_record_are_opened() -> None:
    envelope = {
        "@context": V2,
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt," + token(badge(id="urn:uuid:b3")),
    }
    document = told(record(envelope, token(badge(id="urn:uuid:b4"))))
    assert nested(document)[1]["hold"] == "2"
    assert at(document, Step.STRUCTURE).code is CheckCode.MEMBER_WRONG  # the standard wants no plain tokens there
    assert at(told(record(envelope)), Step.STRUCTURE).outcome is Outcome.PASS


def test_what_is_not_verified_here_makes_the_step_unknown() -> None:
    code, evidence = nested(told(record({"type": "Clr"}, proved(badge()))))
    assert (code, evidence["hold"]) == ("NESTED_UNKNOWN", "1")
    assert evidence["first"] == "credentialSubject/verifiableCredential/0: structure KIND_UNSUPPORTED"


def test_more_than_the_bound_are_not_examined_and_the_step_is_unknown() -> None:
    terms = Terms(now=NOW, limits=replace(LIMITS, nested=2))
    document = told(record(*[proved(badge(id=f"urn:uuid:{n}")) for n in range(3)]), terms)
    assert nested(document)[0] == "NESTED_TOO_MANY"
    assert len(document.contains) == 2


def test_what_is_inside_shares_what_the_bound_leaves_over() -> None:
    endorsed = proved(badge(endorsement=[proved(endorsement()), proved(endorsement(id="urn:uuid:e2"))]))
    for bound, code in ((6, "NESTED_HOLD"), (5, "NESTED_TOO_MANY")):
        terms = Terms(now=NOW, limits=replace(LIMITS, nested=bound))
        document = told(record(endorsed, endorsed), terms)
        inner = {one.path: {each.step: each.code.value for each in one.checks} for one in document.contains}
        assert inner["credentialSubject/verifiableCredential/0"][Step.NESTED] == code


def test_deeper_than_the_bound_is_not_examined() -> None:
    inner = record(proved(badge()))
    for _ in range(5):
        inner = record(proved(inner, "eddsa-jcs-2022"))
    document = told(inner)
    deepest = document.contains[-1]
    assert deepest.path.count("verifiableCredential") == LIMITS.nested_depth
    assert {one.step: one.code for one in deepest.checks}[Step.NESTED] is CheckCode.NESTED_TOO_DEEP
    assert nested(document)[0] == "NESTED_UNKNOWN"


@pytest.mark.usefixtures("no_request", "bounded")
def test_tokens_inside_tokens_do_not_multiply() -> None:
    """Each level holds as many as it may; in all there are not more than the bound."""
    body = record(*[token(badge(id=f"urn:uuid:{n}")) for n in range(12)])
    for _ in range(2):
        body = record(*[token(body)] * 3)
    terms = Terms(now=NOW, limits=replace(LIMITS, nested=20))
    assert 3 <= len(told(body, terms).contains) <= 20


def test_a_context_is_not_searched_for_credentials() -> None:
    found = nested_in({"@context": [{"endorsement": {"@id": "urn:e"}}]}, Terms(now=NOW))
    assert found == ()


def test_how_achievements_stand_to_each_other_is_kept() -> None:
    one = {"type": "Association", "associationType": "precedes", "sourceId": "urn:a", "targetId": "urn:b"}
    body = {"credentialSubject": {"association": [one, {**one, "targetId": 7}, "x"]}}
    assert associations_of(body) == (Association("precedes", "urn:a", "urn:b"),)
    assert associations_of({"credentialSubject": {"association": one}}) == (Association("precedes", "urn:a", "urn:b"),)
    assert associations_of({}) == ()


def test_many_inner_ones_share_the_work_of_naming_what_has_no_name() -> None:
    same = [{"type": ["Alignment"], "targetName": "a", "targetUrl": "https://college.example.edu/"}] * 7
    hard = proved(badge())
    hard["credentialSubject"]["result"] = [{"type": ["Result"], "alignment": list(same)} for _ in range(3)]
    for copies, steps in ((1, LIMITS.canonical_work), (20, LIMITS.canonical_work // 20), (100, 500)):
        document = examine(json.dumps(record(*[hard] * copies)).encode(), Terms(now=NOW))
        losses = [check for one in document.contains for check in one.checks if check.step is Step.DATA_LOSS]
        assert {check.code for check in losses} == {CheckCode.WORK_TOO_MUCH}
        assert {each.value for check in losses for each in check.evidence if each.name == "steps"} == {str(steps)}
