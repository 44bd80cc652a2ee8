"""Presentations: what is inside, and whether the one who presents is the holder, here and now."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import VerificationDocument
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshots
from pathways.verification.limits import LIMITS
from pathways.verification.presentation import check_presentation, holder_of
from pathways.verification.terms import Holder, Terms
from tests.unit.verification.proving import badge, controller, options, proof, proved
from tests.unit.verification.signing import NOW, at, claims_of, did_key, good_token, sign, snapshot, without_none

Json = dict[str, Any]
V2 = "https://www.w3.org/ns/credentials/v2"
NONCE, READER = "n-8f3c", "https://registrar.example.edu"
ASKED = Terms(now=NOW, nonce=NONCE, audience=READER)
HOLDER = did_key()
HEADER = {"alg": "EdDSA", "typ": "JWT", "kid": f"{HOLDER}#{HOLDER[8:]}"}


def own(**changes: Any) -> Json:
    """Return a signed badge that was awarded to the holder."""
    body = badge(**changes)
    return proved({**body, "credentialSubject": {**body["credentialSubject"], "id": HOLDER}})


def presentation(*inner: Any, **changes: Any) -> Json:
    """Return a presentation that nobody signed; a change of None takes the member away."""
    whole = {
        "@context": [V2],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER,
        "verifiableCredential": list(inner),
    }
    return without_none({**whole, **changes})


def signed(body: Json, **changes: Any) -> Json:
    """Return the presentation with a proof that answers what is asked, but for the changes of its options."""
    chosen = {"proofPurpose": "authentication", "challenge": NONCE, "domain": READER, **changes}
    return {**body, "proof": proof(body, options(**chosen))}


def as_token(body: Json, **changes: Any) -> str:
    claims = {"vp": body, "iss": HOLDER, "aud": READER, "nonce": NONCE, **changes}
    return sign(HEADER, without_none(claims))


def told(what: Json | str, terms: Terms = ASKED) -> VerificationDocument:
    return examine((what if isinstance(what, str) else json.dumps(what)).encode(), terms)


def by_step(document: VerificationDocument) -> dict[Step, CheckCode]:
    return {one.step: one.code for one in document.checks}


def inner(document: VerificationDocument, place: int = 0) -> dict[Step, CheckCode]:
    return {one.step: one.code for one in document.contains[place].checks}


def proven(what: Json | str, terms: Terms = ASKED) -> str | None:
    carried = open_carrier((what if isinstance(what, str) else json.dumps(what)).encode())
    assert isinstance(carried, Carried)
    return holder_of(carried, check_presentation(carried, terms), terms)


def test_a_signed_presentation_that_answers_shows_whose_its_credentials_are() -> None:
    document = told(signed(presentation(own())))
    codes = by_step(document)
    assert codes[Step.STRUCTURE] is CheckCode.STRUCTURE_HOLDS
    assert codes[Step.PROOF_EMBEDDED] is CheckCode.PROOF_INSIDE_HOLDS
    assert codes[Step.DATA_LOSS] is CheckCode.NOTHING_DROPPED
    assert codes[Step.KEY] is CheckCode.KEY_OF_HOLDER
    assert codes[Step.NESTED] is CheckCode.NESTED_HOLD
    assert [one.path for one in document.contains] == ["verifiableCredential/0"]
    assert inner(document)[Step.RECIPIENT] is CheckCode.RECIPIENT_PROVEN


def test_a_token_does_the_same() -> None:
    document = told(as_token(presentation(own())))
    codes = by_step(document)
    assert codes[Step.PROOF_JWT] is CheckCode.PRESENTATION_ANSWERS
    assert codes[Step.KEY] is CheckCode.KEY_OF_HOLDER
    assert codes[Step.TIME] is CheckCode.NOT_APPLICABLE
    assert inner(document)[Step.RECIPIENT] is CheckCode.RECIPIENT_PROVEN


def test_a_token_may_be_the_presentation_itself() -> None:
    body = {**presentation(own()), "aud": [READER, "https://other.example"], "nonce": NONCE}
    assert proven(sign({**HEADER, "typ": "vp+jwt"}, body)) == HOLDER


TOKENS: list[tuple[str, Json, CheckCode, Step]] = [
    ("another question", {"nonce": "n-1"}, CheckCode.PROOF_CHALLENGE_WRONG, Step.PROOF_JWT),
    ("no question", {"nonce": None}, CheckCode.PROOF_CHALLENGE_WRONG, Step.PROOF_JWT),
    ("another reader", {"aud": "https://other.example"}, CheckCode.PROOF_DOMAIN_WRONG, Step.PROOF_JWT),
    ("readers without us", {"aud": ["https://other.example"]}, CheckCode.PROOF_DOMAIN_WRONG, Step.PROOF_JWT),
    ("another holder", {"iss": "did:example:other"}, CheckCode.HOLDER_DIFFERS, Step.PROOF_JWT),
    ("a holder beside", {"holder": HOLDER}, CheckCode.PRESENTATION_MALFORMED, Step.PROOF_JWT),
    ("credentials beside", {"verifiableCredential": []}, CheckCode.PRESENTATION_MALFORMED, Step.PROOF_JWT),
    ("over", {"exp": 1_700_000_000}, CheckCode.EXPIRED, Step.TIME),
    ("not begun", {"nbf": 1_900_000_000}, CheckCode.NOT_YET_VALID, Step.TIME),
    ("a date that is none", {"exp": "soon"}, CheckCode.DATE_MALFORMED, Step.TIME),
]


@pytest.mark.badge_row(34)
@pytest.mark.parametrize(("why", "changes", "code", "step"), TOKENS, ids=[row[0] for row in TOKENS])
def test_a_token_that_is_wrong_in_one_thing_proves_nobody(why: str, changes: Json, code: CheckCode, step: Step) -> None:
    token = as_token(presentation(own()), **changes)
    document = told(token)
    assert by_step(document)[step] is code
    assert at(document, step).outcome is Outcome.FAIL
    assert proven(token) is None
    assert inner(document)[Step.RECIPIENT] is CheckCode.RECIPIENT_NOT_ASKED


EMBEDDED: list[tuple[str, Json, CheckCode]] = [
    ("another question", {"challenge": "n-1"}, CheckCode.PROOF_CHALLENGE_WRONG),
    ("no question", {"challenge": None}, CheckCode.PROOF_CHALLENGE_WRONG),
    ("another reader", {"domain": "https://other.example"}, CheckCode.PROOF_DOMAIN_WRONG),
    ("made as a statement", {"proofPurpose": "assertionMethod"}, CheckCode.PROOF_PURPOSE_WRONG),
    ("made later", {"created": "2027-01-01T00:00:00Z"}, CheckCode.PROOF_NOT_MADE_YET),
]


@pytest.mark.badge_row(34)
@pytest.mark.parametrize(("why", "changes", "code"), EMBEDDED, ids=[row[0] for row in EMBEDDED])
def test_a_proof_that_is_wrong_in_one_thing_proves_nobody(why: str, changes: Json, code: CheckCode) -> None:
    body = signed(presentation(own()), **changes)
    document = told(body)
    assert by_step(document)[Step.PROOF_EMBEDDED] is code
    assert proven(body) is None
    assert inner(document)[Step.RECIPIENT] is CheckCode.RECIPIENT_NOT_ASKED


@pytest.mark.badge_row(34)
@pytest.mark.parametrize("terms", [Terms(now=NOW), Terms(now=NOW, audience=READER), Terms(now=NOW, nonce="")])
def test_where_nothing_was_asked_nobody_is_proven(terms: Terms) -> None:
    """A presentation without a question may have been seen, kept and handed in again by anybody."""
    quiet = as_token(presentation(own()), nonce="" if terms.nonce == "" else None)
    assert by_step(told(quiet, terms))[Step.PROOF_JWT] is CheckCode.PRESENTATION_SIGNED
    assert proven(quiet, terms) is None
    assert inner(told(quiet, terms))[Step.RECIPIENT] is CheckCode.RECIPIENT_NOT_ASKED
    if terms.nonce is None:
        assert proven(signed(presentation(own())), terms) is None


@pytest.mark.badge_row(34)
def test_a_key_that_is_not_the_holders_proves_nobody() -> None:
    for other in ("did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj", "https://learner.example/me"):
        token, body = as_token(presentation(own(), holder=other), iss=other), signed(presentation(own(), holder=other))
        assert by_step(told(token))[Step.KEY] in {CheckCode.KEY_NOT_OF_HOLDER, CheckCode.KEY_NOT_RESOLVED}
        assert by_step(told(body))[Step.KEY] in {CheckCode.KEY_NOT_OF_HOLDER, CheckCode.KEY_NOT_RESOLVED}
        assert proven(token) is None
        assert proven(body) is None


def test_a_presentation_that_names_no_holder_proves_nobody() -> None:
    body = signed(presentation(own(), holder=None))
    assert by_step(told(body))[Step.KEY] is CheckCode.HOLDER_MISSING
    assert proven(body) is None
    assert proven(as_token(presentation(own(), holder=None), iss=None)) is None
    assert proven(as_token(presentation(own(), holder=None))) == HOLDER  # the token names them


def test_a_key_for_statements_alone_does_not_present() -> None:
    """A holder's document may list a key for statements and not for showing who they are."""
    owner = "did:web:learner.example"
    known = controller(owner)
    terms = replace(ASKED, resolver=Snapshots([known]))
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{owner}#1"}
    token = sign(header, {"vp": presentation(own(), holder=owner), "aud": READER, "nonce": NONCE})
    assert proven(token, terms) is None
    document = {**_body(known.body), "authentication": [f"{owner}#1"]}
    assert proven(token, replace(terms, resolver=Snapshots([snapshot(known.url, document)]))) == owner


@pytest.mark.badge_row(36)
@pytest.mark.parametrize("end", ["expires", "revoked"])
def test_a_key_that_is_out_of_use_does_not_answer_by_writing_an_earlier_day(end: str) -> None:
    owner = "did:web:learner.example"
    ended: Json = {end: "2026-06-01T00:00:00Z"}
    known = controller(owner, **ended)
    listed = {**_body(known.body), "authentication": [f"{owner}#1"]}
    terms = replace(ASKED, resolver=Snapshots([snapshot(known.url, listed)]))
    header = {"alg": "EdDSA", "typ": "JWT", "kid": f"{owner}#1"}
    claims = {"vp": presentation(own(), holder=owner), "aud": READER, "nonce": NONCE, "iat": 1_769_904_000}
    assert proven(sign(header, claims), terms) is None
    body = signed(presentation(own(), holder=owner), verificationMethod=f"{owner}#1", created="2026-02-01T00:00:00Z")
    assert proven(body, terms) is None
    fresh = replace(
        ASKED, resolver=Snapshots([snapshot(known.url, {**listed, "verificationMethod": [_open(listed, end)]})])
    )
    assert proven(body, fresh) == proven(sign(header, claims), fresh) == owner


def _open(document: Json, end: str) -> Json:
    """Return the one key of a document without its end."""
    return {name: value for name, value in document["verificationMethod"][0].items() if name != end}


def _body(data: bytes) -> Json:
    found: Json = json.loads(data)
    return found


@pytest.mark.badge_row(34)
def test_a_badge_of_another_is_not_the_presenters() -> None:
    document = told(signed(presentation(proved(badge()))))
    assert by_step(document)[Step.KEY] is CheckCode.KEY_OF_HOLDER
    assert inner(document)[Step.RECIPIENT] is CheckCode.RECIPIENT_IS_ANOTHER


def test_what_is_known_of_the_holder_stays_known_inside() -> None:
    terms = replace(ASKED, holder=Holder(ids=("did:example:learner",)))
    document = told(signed(presentation(proved(badge()), own(id="urn:uuid:b2"))), terms)
    assert [inner(document, place)[Step.RECIPIENT].value for place in (0, 1)] == [
        "RECIPIENT_IS_HOLDER",
        "RECIPIENT_PROVEN",
    ]


def test_what_nobody_signed_is_open_and_what_is_inside_is_asked_for_itself() -> None:
    document = told(presentation(own(), good_token()))
    assert by_step(document)[Step.PROOF_EMBEDDED] is CheckCode.PRESENTATION_UNSIGNED
    assert by_step(document)[Step.STRUCTURE] is CheckCode.MEMBER_WRONG  # no plain tokens in this data model
    assert inner(document)[Step.PROOF_EMBEDDED] is CheckCode.PROOF_INSIDE_HOLDS
    assert inner(document)[Step.RECIPIENT] is CheckCode.RECIPIENT_NOT_ASKED
    assert at(document, Step.NESTED).outcome is Outcome.FAIL


def test_an_envelope_is_opened() -> None:
    body = badge()
    envelope = {
        "@context": V2,
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt," + sign(HEADER, claims_of(body)),
    }
    document = told(presentation(envelope))
    assert by_step(document)[Step.STRUCTURE] is CheckCode.STRUCTURE_HOLDS
    assert inner(document)[Step.PROOF_JWT] is CheckCode.PROOF_HOLDS


def test_an_envelope_may_be_handed_in_by_itself() -> None:
    token = as_token(presentation(own()))
    whole = {"@context": V2, "type": "EnvelopedVerifiablePresentation", "id": f"data:application/vp+jwt,{token}"}
    document = told(whole)
    assert document.carrier == "json"
    assert by_step(document)[Step.PROOF_JWT] is CheckCode.PRESENTATION_ANSWERS
    assert inner(document)[Step.RECIPIENT] is CheckCode.RECIPIENT_PROVEN
    for wrong in ("data:application/vp+jwt,{}", "data:text/plain," + token, token, 7):
        assert told({**whole, "id": wrong}).checks[0].code is CheckCode.CARRIER_UNSUPPORTED


def test_a_newer_issue_in_the_same_presentation_replaces_the_older() -> None:
    newer = own(validFrom="2026-06-01T00:00:00Z")
    document = told(signed(presentation(own(), newer)))
    assert [inner(document, place)[Step.REPLACEMENT].value for place in (0, 1)] == ["REPLACED", "NOT_REPLACED"]


def test_the_question_is_not_asked_of_what_is_inside() -> None:
    """A presentation inside a presentation answers nothing, and proves nobody."""
    document = told(signed(presentation(signed(presentation(own())))))
    assert inner(document)[Step.PROOF_EMBEDDED] is CheckCode.PROOF_INSIDE_HOLDS
    again = [one for one in document.contains if one.path.count("verifiableCredential") == 2]
    assert len(again) == 1
    other = told(presentation(signed(presentation(own()))))
    deepest = {one.step: one.code for one in other.contains[1].checks}
    assert deepest[Step.RECIPIENT] is CheckCode.RECIPIENT_NOT_ASKED


@pytest.mark.usefixtures("no_request", "bounded")
def test_more_credentials_than_are_presented_at_once_are_refused() -> None:
    document = told(presentation(*[{"type": ["VerifiableCredential"]}] * (LIMITS.presented + 1)))
    assert [one.checks[0].code for one in document.contains] == [CheckCode.CARRIER_TOO_LARGE]
    assert at(document, Step.NESTED).outcome is Outcome.FAIL


@pytest.mark.parametrize("presented", [7, "x", {"type": "VerifiablePresentation", "holder": 7}, [], None])
def test_a_token_whose_presentation_is_none_is_refused_and_nothing_falls_over(presented: Any) -> None:
    body = {"vp": presented, "type": "VerifiablePresentation", "nonce": NONCE, "aud": READER}
    document = examine(sign(HEADER, body).encode(), ASKED)
    assert at(document, Step.RECIPIENT).outcome is not Outcome.PASS


def test_asking_later_gives_the_same_answer_about_the_same_bytes() -> None:
    token = as_token(presentation(own()))
    later = replace(ASKED, now=NOW + dt.timedelta(days=1))
    assert by_step(told(token)) == by_step(told(token, later))
