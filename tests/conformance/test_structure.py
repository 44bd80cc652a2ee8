"""The form of every shared credential: the verdict of its source, and ours, with who is right where they differ.

The inputs of the W3C suite are not yet issued: the suite lets the implementation put its own issuer in before they
become credentials.  So each is asked as it lies and with an issuer put in, as the suite does.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import pytest

from pathways.model.check_codes import CheckCode, Outcome
from pathways.model.verification_documents import Kind, ProfileName
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Check
from pathways.verification.kinds import classify, credential_of_token
from pathways.verification.presentation import presentation_of
from pathways.verification.structure.check import check_structure
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared

pytestmark = needs_shared
BADGES = SHARED / "data" / "badges"
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
ISSUER = "did:example:issuer"

Json = dict[str, Any]


@cache
def opened(name: str) -> Carried:
    found = open_carrier((BADGES / name).read_bytes())
    assert isinstance(found, Carried)
    return found


def held(name: str) -> Json:
    carried = opened(name)
    if classify(carried).kind is Kind.PRESENTATION:
        return presentation_of(carried)
    return carried.value if carried.header is None else credential_of_token(carried.value)


def issued(credential: Json) -> Json:
    """Return a credential with an issuer put in, where it names none."""
    issuer = credential.get("issuer", ISSUER)
    if isinstance(issuer, dict) and "id" not in issuer:
        issuer = {**issuer, "id": ISSUER}
    return {**credential, "issuer": issuer}


def asked(name: str, *, profile: ProfileName = "strict", with_issuer: bool = False) -> Check:
    kind = classify(opened(name))
    value = held(name)
    if with_issuer and kind.kind is not Kind.PRESENTATION:
        value = issued(value)
    return check_structure(value, kind, Terms(now=NOW, profile=profile))


def told(one: Check) -> tuple[str, str]:
    return one.code.value, dict(one.evidence).get("path", "")


def inputs(ending: str) -> list[str]:
    names = [path.relative_to(BADGES).as_posix() for path in sorted((BADGES / "vcdm2").rglob("*.json"))]
    return [name for name in names if name.removesuffix(".json").endswith(ending)]


# what the W3C suite wants refused, with an issuer put in where the input names none: code and place
REFUSED: dict[str, tuple[str, str]] = {
    "credential-context-combo4-fail": ("MEMBER_WRONG", "@context/1"),
    "credential-evidence-missing-type-fail": ("MEMBER_MISSING", "evidence/type"),
    "credential-id-multi-fail": ("MEMBER_WRONG", "id"),
    "credential-id-not-url-fail": ("MEMBER_WRONG", "id"),
    "credential-id-subject-multi-fail": ("MEMBER_WRONG", "credentialSubject/id"),
    "credential-issuer-null-fail": ("MEMBER_MISSING", "issuer"),
    "credential-issuer-object-id-no-url-fail": ("MEMBER_WRONG", "issuer/id"),
    "credential-missing-base-context-fail-or-inject": ("CONTEXT_WRONG", "@context/0"),
    "credential-no-context-fail-or-inject": ("MEMBER_MISSING", "@context"),
    "credential-no-issuer-fail": ("MEMBER_MISSING", "credentialSubject"),  # its subject says nothing either
    "credential-no-type-fail": ("MEMBER_MISSING", "type"),
    "credential-proof-missing-type-fail": ("MEMBER_MISSING", "proof/type"),
    "credential-redef-type2-fail": ("CONTEXT_WRONG", "@context/2/ExampleVerifiableCredential"),
    "credential-refresh-no-type-fail": ("MEMBER_MISSING", "refreshService/type"),
    "credential-schema-no-type-fail": ("MEMBER_MISSING", "credentialSchema/type"),
    "credential-schema-non-url-id-fail": ("MEMBER_WRONG", "credentialSchema/id"),
    "credential-status-missing-type-fail": ("MEMBER_MISSING", "credentialStatus/type"),
    "credential-status-multiple-id-fail": ("MEMBER_WRONG", "credentialStatus/id"),
    "credential-status-type-nonurl-fail": ("MEMBER_WRONG", "credentialStatus/type"),
    "credential-subject-no-claims-fail": ("MEMBER_MISSING", "credentialSubject"),
    "credential-termsofuse-missing-type-fail": ("MEMBER_MISSING", "termsOfUse/type"),
    "credential-termsofuse-no-type-fail": ("MEMBER_MISSING", "termsOfUse/type"),
    "credential-type-mapped-nonurl-fail": ("CONTEXT_WRONG", "@context/1/ExampleTestCredential"),
    "credential-type-unmapped-fail": ("TYPE_WRONG", "type"),
    "credential-validUntil-validFrom-fail": ("MEMBER_WRONG", "validFrom"),  # the suite fills the dates in; as it lies
    "credential-validfrom-invalid-fail": ("MEMBER_WRONG", "validFrom"),
    "credential-validuntil-invalid-fail": ("MEMBER_WRONG", "validUntil"),
    "names-and-descriptions/credential-name-extra-prop-en-fail": ("MEMBER_WRONG", "name"),
    "names-and-descriptions/issuer-name-extra-prop-en-fail": ("MEMBER_WRONG", "issuer/name"),
    "presentation-context-order-fail": ("CONTEXT_WRONG", "@context/0"),
    "presentation-holder-fail": ("MEMBER_WRONG", "holder"),
    "presentation-holder-object-fail": ("MEMBER_WRONG", "holder/id"),
    "presentation-missing-base-context-fail": ("CONTEXT_WRONG", "@context/0"),
    "presentation-no-context-fail-or-inject": ("MEMBER_MISSING", "@context"),
    "presentation-vc-as-string-fail": ("MEMBER_WRONG", "verifiableCredential/0"),
    "presentation-vc-missing-required-type-fail": ("MEMBER_MISSING", "verifiableCredential/0/type"),
}
# what it wants taken and we do not call right: a schema of a kind that nobody defines cannot be asked
UNKNOWN = {"credential-schema-type-ok", "credential-schemas-ok"}


def test_the_table_has_every_input_that_the_suite_wants_refused() -> None:
    names = {name.removeprefix("vcdm2/").removesuffix(".json") for name in (*inputs("-fail"), *inputs("-inject"))}
    assert names == set(REFUSED)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_the_w3c_suite_refuses_is_refused_by_its_place(name: str) -> None:
    one = asked(f"vcdm2/{name}.json", with_issuer=True)
    assert told(one) == REFUSED[name]
    assert one.outcome is Outcome.FAIL


def test_what_the_w3c_suite_takes_is_not_refused() -> None:
    names = inputs("-ok")
    assert len(names) > 30
    outcomes = {name.removeprefix("vcdm2/").removesuffix(".json"): asked(name, with_issuer=True) for name in names}
    unknown = {name for name, one in outcomes.items() if one.outcome is not Outcome.PASS}
    assert unknown == UNKNOWN
    assert {outcomes[name].code for name in UNKNOWN} == {CheckCode.SCHEMA_UNSUPPORTED}


def test_as_they_lie_the_credentials_of_the_suite_lack_an_issuer() -> None:
    """Section 4.7 demands an issuer; the suite's inputs get one only when they are issued.  Both are right."""
    refused = [one for name in inputs("-ok") if (one := asked(name)).outcome is Outcome.FAIL]
    assert len(refused) > 30
    assert {told(one) for one in refused} == {("MEMBER_MISSING", "issuer"), ("MEMBER_MISSING", "issuer/id")}


@pytest.mark.parametrize("name", ["issuer-mismatch", "no-holder"])
def test_a_credential_that_a_holder_states_of_themselves_has_a_right_form(name: str) -> None:
    """That it is nobody's proven statement, its missing proof says, not its form."""
    assert asked(f"vcdm2/presentation-self-asserted-vc-{name}.json").outcome is Outcome.PASS


OTHERS: dict[str, tuple[str, str]] = {
    "ob3/complete.json": ("STRUCTURE_HOLDS", ""),
    "ob3/endorsement-valid.json": ("STRUCTURE_HOLDS", ""),
    "ob3/guide-vector-signed.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple_v1.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-context-version.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-did-key-method.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-multiple-proofs.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-json.png": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-json.svg": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-jwt.png": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-jwt.svg": ("STRUCTURE_HOLDS", ""),
    # wrong in their proof or their time, not in their form
    "ob3/simple-err-expired.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-err-proof-method.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-err-proof-method-no-scheme.json": ("STRUCTURE_HOLDS", ""),
    "ob3/simple-err-proof-value.json": ("STRUCTURE_HOLDS", ""),
    # wrong in their form, as their names say
    "ob3/simple-err-context.json": ("CONTEXT_WRONG", "@context/0"),
    "ob3/simple-err-credential-subject-identifier-type.json": ("TYPE_WRONG", "credentialSubject/identifier/0/type"),
    "ob3/simple-err-credential-subject-type.json": ("TYPE_WRONG", "credentialSubject/type"),
    "ob3/simple-err-evidence-type.json": ("TYPE_WRONG", "evidence/1/type"),
    "ob3/simple-err-issuer.json": ("MEMBER_MISSING", "issuer"),
    "ob3/simple-err-type.json": ("TYPE_WRONG", "type"),
    # older samples, meant to show something else; the schema of 1EdTech demands the achievement as well
    "ob3/simple-err-issued.json": ("MEMBER_MISSING", "credentialSubject/achievement"),
    "ob3/simple-noproof.json": ("MEMBER_MISSING", "credentialSubject/achievement"),
    # contexts of drafts, which the specifications do not allow
    "ob3/simple.jwt": ("CONTEXT_WRONG", "@context/1"),
    "clr/simple-noproof.json": ("CONTEXT_WRONG", "@context/1"),
    "clr/simple.json": ("STRUCTURE_HOLDS", ""),
    "clr/simple_v1.json": ("STRUCTURE_HOLDS", ""),
    "dcc/v1__v1OBv3SpecExample.json": ("STRUCTURE_HOLDS", ""),
    "dcc/v2__v2OBv3SpecExample.json": ("STRUCTURE_HOLDS", ""),
    "dcc/v2__v2SimpleIssuerId.json": ("STRUCTURE_HOLDS", ""),
    "dcc/v2__v2Expired.json": ("STRUCTURE_HOLDS", ""),
    "dcc/v2__v2NoStatus.json": ("STRUCTURE_HOLDS", ""),
    "dcc/status-e5WK8CbZ1GjycuPombrj.json": ("STRUCTURE_HOLDS", ""),
    # badges that name nobody as recipient, or a picture by its address alone: their signatures are good, their form is
    # not that of Open Badges 3.0 (its schema refuses the picture, its text the subject); the interoperable profile
    # takes both and says so
    "dcc/eddsaAndEd25519__v2__v2DoubleSigWithValidStatus.json": ("MEMBER_MISSING", "credentialSubject/id"),
    "dcc/eddsa__v2__v2EddsaWithValidStatus.json": ("MEMBER_MISSING", "credentialSubject/id"),
    "dcc/v1__v1Expired.json": ("MEMBER_WRONG", "issuer/image"),
    "dcc/v1__v1NoStatus.json": ("MEMBER_WRONG", "issuer/image"),
    "dcc/v1__v1WithValidStatus.json": ("MEMBER_MISSING", "credentialSubject/id"),
    "dcc/v2__v2WithValidStatus.json": ("MEMBER_MISSING", "credentialSubject/id"),
    "status/credential-status-revoked.json": ("STRUCTURE_HOLDS", ""),
    "status/testlist.json": ("STRUCTURE_HOLDS", ""),
}


@pytest.mark.badge_row(27)
@pytest.mark.parametrize("name", sorted(OTHERS))
def test_the_form_of_badges_and_learner_records(name: str) -> None:
    assert told(asked(name)) == OTHERS[name]


def test_the_table_has_every_badge_of_the_sources() -> None:
    found = set()
    for folder in ("ob3", "clr", "dcc"):
        for path in (BADGES / folder).iterdir():
            if path.suffix != ".txt":
                found.add(path.relative_to(BADGES).as_posix())
    assert found <= OTHERS.keys()


def test_the_interoperable_profile_takes_what_the_wallets_of_dcc_make_and_says_so() -> None:
    gaps = {name: asked(name, profile="interoperable") for name in OTHERS if name.startswith("dcc/")}
    assert {one.outcome for one in gaps.values()} == {Outcome.PASS}
    left = {name: dict(one.evidence)["gaps"] for name, one in gaps.items() if one.code is CheckCode.STRUCTURE_HAS_GAPS}
    assert len(left) == 6
    assert left["dcc/v1__v1Expired.json"] == "issuer/image, credentialSubject/id"
    assert left["dcc/v2__v2WithValidStatus.json"] == "credentialSubject/id"


def test_the_interoperable_profile_takes_nothing_else_more() -> None:
    for name, expected in OTHERS.items():
        if not name.startswith("dcc/"):
            assert told(asked(name, profile="interoperable")) == expected


def test_the_other_credentials_of_the_shared_files_have_the_form_of_the_data_models() -> None:
    names = [path.relative_to(BADGES).as_posix() for path in sorted((BADGES / "w3c-di").rglob("signed*.json"))]
    names += [path.relative_to(BADGES).as_posix() for path in sorted((BADGES / "blockcerts/v3").glob("*.json"))]
    found = {name: asked(name).code for name in names}
    assert len(found) > 10
    odd = {name for name, code in found.items() if code is not CheckCode.STRUCTURE_HOLDS}
    # its schema is at an address that nobody was asked for
    assert odd == {"blockcerts/v3/mocknet-vc-v2-credential-schema-invalid.json"}
    assert {found[name] for name in odd} == {CheckCode.SCHEMA_NOT_AT_HAND}
