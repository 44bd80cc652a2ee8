"""What must be seen is never issued as something to hide, and only its holder shows a token."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from pathways.errors import BadgeError
from pathways.model.badge_documents import Standing, TrustPolicy
from pathways.model.base import Source
from pathways.model.check_codes import Step
from pathways.model.issuers import IssuedAward, Issuer, IssuerRegistry
from pathways.verification.attainment import standing_of
from pathways.verification.award import Award, Recipient, Target, award_of_claims
from pathways.verification.limits import LIMITS
from pathways.verification.sdjwt.awarded import claims_of_award, hidden_by_default
from pathways.verification.sdjwt.issue import Hiding, issue_sd_jwt
from pathways.verification.sdjwt.parts import SdJwt, read_sd_jwt
from pathways.verification.sdjwt.present import Occasion, choices, present, preview
from tests.unit.verification.sdjwts import AUDIENCE, COLLEGE, ISSUER, LEARNER, NONCE, VCT, asked, outcome
from tests.unit.verification.signing import NOW, at, jwk

CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "vct": VCT,
    "iat": 1_767_225_600,
    "nbf": 1_767_225_600,
    "exp": 1_798_761_600,
    "status": {"status_list": {"idx": 1, "uri": "https://college.example.edu/l"}},
    "sub": "did:example:ada",
    "achievement": {"id": "urn:a", "name": "A", "alignment": [{"targetUrl": "https://a.org/1"}]},
    "result": [{"value": "A"}, {"value": "B"}],
}


def salts() -> Callable[[], bytes]:
    numbers = itertools.count()
    return lambda: next(numbers).to_bytes(16, "big")


def issued(*places: str, claims: dict[str, Any] | None = None, **hiding: Any) -> str:
    return issue_sd_jwt(
        CLAIMS if claims is None else claims,
        key=COLLEGE,
        kid="k1",
        hiding=Hiding(places, hiding.pop("salts", salts()), **hiding),
        holder=jwk("EdDSA"),
    )


def parts(token: str) -> SdJwt:
    found = read_sd_jwt(token)
    assert isinstance(found, SdJwt)
    return found


@pytest.mark.badge_row(29)
@pytest.mark.parametrize(
    "place",
    [
        *("/iss", "/vct", "/iat", "/nbf", "/exp", "/status", "/status/status_list", "/cnf", "/cnf/jwk"),
        *("/achievement", "/achievement/id", "/absent", "/result/2", "", "sub", "/result/-"),
    ],
)
def test_what_must_be_seen_or_is_not_there_is_not_hidden(place: str) -> None:
    with pytest.raises(BadgeError, match="B004"):
        issued(place)


MODEL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2027-01-01T00:00:00Z",
    "credentialStatus": {"id": "https://college.example.edu/l#1"},
    "credentialSubject": {"id": "did:example:ada", "achievement": {"id": "urn:a", "name": "A"}},
}


@pytest.mark.badge_row(29)
@pytest.mark.parametrize(
    "place",
    [
        *("/@context/0", "/type/1", "/issuer", "/issuer/id", "/validFrom", "/validUntil", "/credentialStatus/id"),
        *("/credentialSubject", "/credentialSubject/achievement", "/credentialSubject/achievement/id"),
    ],
)
def test_a_credential_of_the_data_model_shows_the_same(place: str) -> None:
    with pytest.raises(BadgeError, match="B004"):
        issued(place, claims=MODEL)
    found = asked(present(issued("/credentialSubject/id", claims=MODEL), keep=()), audience=None, nonce=None)
    assert at(found, Step.PROOF_JWT).code == "PROOF_HOLDS"
    assert at(found, Step.TIME).code == "IN_TIME"
    assert (found.says.achievement, found.says.issuer) == ("urn:a", ISSUER)


@pytest.mark.parametrize(
    "changes",
    [{"iss": "https://other.example.edu"}, {"jti": "urn:other"}, {"exp": 1}, {"nbf": 1}, {"sub": "did:example:eve"}],
)
def test_claims_beside_a_credential_of_the_data_model_say_the_same(changes: dict[str, Any]) -> None:
    token = issued("/credentialSubject/achievement/name", claims={**MODEL, "id": "urn:1", **changes})
    assert outcome(token, Step.PROOF_JWT).code == "CLAIM_DIFFERS"


def test_a_token_does_not_name_another_issuer_beside_the_one_who_signs() -> None:
    whole = {**CLAIMS, "issuer": {"id": "https://victim.example.edu"}, "credentialSubject": {"id": "x"}}
    for claims in (whole, {**whole, "@context": ["https://www.w3.org/ns/credentials/v2"]}):
        assert asked(issued(claims=claims)).says.issuer == ISSUER


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": None},
        {"vct": None},
        {"vct": 7},
        {"_sd": []},
        {"_sd_alg": "sha-256"},
        {"achievement": {"id": "urn:a", "...": 1}},
        {"cnf": {}},
        {"x": float("nan")},
    ],
)
def test_claims_that_cannot_be_a_token_are_refused(changes: dict[str, Any]) -> None:
    whole = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    with pytest.raises(BadgeError, match="B004"):
        issued("/sub", claims=whole)


@pytest.mark.parametrize("source", [lambda: b"short", lambda: bytes(16)])
def test_salts_are_long_and_each_is_used_once(source: Callable[[], bytes]) -> None:
    with pytest.raises(BadgeError, match="B004"):
        issued("/sub", "/result", salts=source)


def test_more_than_a_reader_takes_is_not_issued() -> None:
    many = {f"c{number}": number for number in range(LIMITS.disclosures + 1)}
    with pytest.raises(BadgeError, match="B004"):
        issued(*(f"/{name}" for name in many), claims={**CLAIMS, **many})


def test_what_is_hidden_leaves_no_trace_and_decoys_look_the_same() -> None:
    token = issued("/sub", "/result/1", "/achievement/name", decoys=3)
    payload = parts(token).token.claims
    assert "did:example:ada" not in str(payload)
    assert payload["achievement"].keys() == {"id", "alignment", "_sd"}
    assert [len(payload["_sd"]), len(payload["achievement"]["_sd"]), len(payload["result"])] == [4, 4, 2]
    assert payload["_sd"] == sorted(payload["_sd"])
    assert len({len(digest) for digest in payload["_sd"]}) == 1
    assert issued("/sub", "/result/1", "/achievement/name", decoys=3).split("~")[1:] == token.split("~")[1:]


@pytest.mark.parametrize("name", ["sha-256", "sha-384", "sha-512", "sha3-256"])
def test_a_holder_shows_a_part_under_every_hash(name: str) -> None:
    token = issued("/sub", "/result", "/result/0", hash_name=name)
    handed = present(token, keep=["/result/0"], occasion=Occasion(LEARNER, AUDIENCE, NONCE, NOW))
    found = asked(handed)
    assert at(found, Step.PROOF_JWT).code == "PROOF_HOLDS"
    assert at(found, Step.RECIPIENT).code == "BINDING_HOLDS"
    assert preview(token, keep=["/result/0"])["result"] == [{"value": "A"}, {"value": "B"}]
    assert preview(token, keep=["/result"])["result"] == [{"value": "B"}]
    assert preview(token, keep=[]).keys() == {*CLAIMS, "cnf"} - {"sub", "result"}


def test_a_token_is_shown_by_its_holder_only() -> None:
    token = issued("/sub")
    with pytest.raises(BadgeError, match="B004"):
        present(token, keep=[], occasion=Occasion(COLLEGE, AUDIENCE, NONCE, NOW))
    with pytest.raises(BadgeError, match="B004"):
        present(token, keep=["/exp"])
    with pytest.raises(BadgeError, match="B004"):
        present(token + "x~", keep=[])
    shown = present(token, keep=[])
    assert choices(token) == ("/sub",)
    assert choices(shown) == ()
    with pytest.raises(BadgeError, match="B004"):
        present(shown, keep=["/sub"])


def test_showing_again_makes_a_proof_of_its_own() -> None:
    first = present(issued("/sub", "/result"), keep=["/sub"], occasion=Occasion(LEARNER, AUDIENCE, NONCE, NOW))
    later = Occasion(LEARNER, "https://other.example.com", "n2", NOW + dt.timedelta(seconds=5))
    again = present(first, keep=[], occasion=later)
    assert outcome(again, Step.RECIPIENT, audience="https://other.example.com", nonce="n2").code == "BINDING_HOLDS"
    assert outcome(again, Step.RECIPIENT).code == "BINDING_NOT_FOR_US"


def test_an_award_comes_back_from_its_claims() -> None:
    award = Award(
        id="urn:uuid:1",
        issuer=ISSUER,
        issuer_name="Invented College",
        achievement="urn:a",
        name="Networking",
        code="NET-1",
        kind="Certificate",
        creator="https://other.example.edu",
        credits="4.5",
        results=("A",),
        alignments=(Target("https://a.org/1", "1", "One", "Frame"), Target(code="2")),
        recipients=(Recipient("id", "did:example:ada"), Recipient("emailAddress", "sha256$00", hashed=True, salt="s")),
        begins=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        ends=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    )
    claims = claims_of_award(award, vct=VCT)
    assert award_of_claims(claims) == award
    assert hidden_by_default(claims) == ("/sub", "/identifier", "/result", "/creditsEarned")
    token = issued(*hidden_by_default(claims), claims=claims)
    assert asked(token).says.code == "NET-1"
    assert asked(token).says.credits == "4.5"
    assert asked(present(token, keep=[])).says.credits is None
    assert award_of_claims(preview(token, keep=["/sub"])).recipients == (Recipient("id", "did:example:ada"),)
    assert award_of_claims(claims_of_award(Award(issuer=ISSUER), vct=VCT)) == Award(issuer=ISSUER)


def college() -> IssuerRegistry:
    award = IssuedAward(achievement="urn:a")
    issuer = Issuer(id="c", title="C", identifiers=(ISSUER,), awards=(award,), source=Source(title="ours"))
    return IssuerRegistry(title="Ours", issuers=(issuer,))


def test_what_an_institution_issues_and_its_holder_shows_is_proven() -> None:
    award = Award(
        issuer=ISSUER,
        achievement="urn:a",
        name="Networking",
        recipients=(Recipient("id", "did:example:ada"),),
        begins=NOW - dt.timedelta(days=1),
    )
    claims = claims_of_award(award, vct=VCT)
    token = issued(*hidden_by_default(claims), claims=claims)
    handed = present(token, keep=[], occasion=Occasion(LEARNER, AUDIENCE, NONCE, NOW))
    found = asked(handed, registry=college())
    assert standing_of(found.checks, TrustPolicy()) == (Standing.PROVEN, ())
    stolen = asked(present(token, keep=[]), registry=college())
    assert standing_of(stolen.checks, TrustPolicy())[0] is Standing.REFUSED
    unasked = asked(handed, registry=college(), audience=None, nonce=None)
    assert standing_of(unasked.checks, TrustPolicy())[0] is Standing.CLAIM
