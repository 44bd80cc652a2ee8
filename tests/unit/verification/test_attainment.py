"""What a badge counts for: by its checks, its match in the catalogue, and what else was handed in."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cache
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.formats.native import open_catalog
from pathways.model.badge_documents import BadgeEntry, FoundBy, Standing, TrustPolicy
from pathways.model.base import Source
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.issuers import IssuedAward, Issuer, IssuerRegistry
from pathways.model.record import AttainmentStatus, Learner, LearnerRecord, Verification
from pathways.model.verification_documents import (
    CarrierForm,
    CheckEntry,
    ContainedEntry,
    Kind,
    SaidEntry,
    VerificationDocument,
)
from pathways.resources import sample_catalog
from pathways.verification.attainment import attained, standing_of, with_badges

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
TODAY = NOW.date()
ISSUER = "did:web:lakeside.example.edu"


@cache
def catalog() -> Catalog:
    return open_catalog(sample_catalog())


@cache
def a_credential() -> Any:
    teaching = {one.organization for one in catalog().courses.values()}
    small = (one for one in catalog().credentials.values() if one.kind == "micro_credential" and not one.edition)
    return next(one for one in small if one.organization in teaching)


@cache
def a_course() -> Any:
    return next(one for one in catalog().courses.values() if one.organization == a_credential().organization)


def registry(**changes: Any) -> IssuerRegistry:
    said: dict[str, Any] = {
        "id": "lakeside",
        "title": "Lakeside",
        "identifiers": (ISSUER,),
        "organization": a_credential().organization,
        "scope": "organization",
        "source": Source(title="made up"),
    }
    return IssuerRegistry(title="ours", issuers=(Issuer(**(said | changes)),))


def checks(**outcomes: str) -> tuple[CheckEntry, ...]:
    """Return a check for each step that passes, but for those given."""
    ordinary = {
        "proof_embedded": "NOT_APPLICABLE",
        "status": "NOT_APPLICABLE",
        "refresh": "NOT_APPLICABLE",
        "nested": "NOT_APPLICABLE",
        "replacement": "NOT_APPLICABLE",
    }
    told = ordinary | outcomes
    return tuple(
        CheckEntry(step=step, outcome=Outcome(told.get(step.value, "PASS")), code=CheckCode.CARRIER_READ, words="")
        for step in Step
    )


def document(number: int = 1, *, kind: Kind = Kind.OPEN_BADGE_3, **more: Any) -> VerificationDocument:
    said = {
        "id": "urn:uuid:1",
        "name": "A badge",
        "issuer": ISSUER,
        "achievement": a_credential().id,
        "begins": dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC),
    }
    return VerificationDocument(
        as_of=NOW,
        profile="strict",
        sha256=f"{number:064x}",
        carrier=CarrierForm.JSON,
        kind=kind,
        claims_to_be="Open Badge 3.0",
        says=SaidEntry(**(said | more.pop("says", {}))),
        checks=more.pop("checks", checks()),
        **more,
    )


def only(one: VerificationDocument, **more: Any) -> BadgeEntry:
    (entry,) = attained([one], catalog(), as_of=TODAY, registry=more.pop("registry", registry()), **more).badges
    return entry


def test_a_proven_badge_is_the_credential_that_it_names() -> None:
    entry = only(document())
    assert entry.standing is Standing.PROVEN
    assert entry.match is not None
    assert (entry.match.credential, entry.match.by) == (a_credential().id, FoundBy.IDENTIFIER)
    line = entry.attainment
    assert line is not None
    assert line.credential == a_credential().id
    assert line.completed == dt.date(2026, 1, 31)
    assert line.verification is Verification.VERIFIED
    assert line.badge == f"{1:064x}"


NEEDED = [step for step in TrustPolicy().needs if step is not Step.PROOF_EMBEDDED]


@pytest.mark.parametrize("step", NEEDED)
@pytest.mark.parametrize(("outcome", "standing"), [("FAIL", Standing.REFUSED), ("UNKNOWN", Standing.CLAIM)])
def test_every_step_that_is_needed_can_keep_a_badge_from_counting(step: Step, outcome: str, standing: Standing) -> None:
    entry = only(document(checks=checks(**{step.value: outcome})))
    assert entry.standing is standing
    assert [one.step for one in entry.open_checks] == [step]
    assert entry.attainment is not None
    assert entry.attainment.verification is not Verification.VERIFIED


@pytest.mark.parametrize("step", [Step.NESTED, Step.REFRESH, Step.REPLACEMENT])
def test_a_forged_endorsement_takes_nothing_from_the_badge(step: Step) -> None:
    assert only(document(checks=checks(**{step.value: "FAIL"}))).standing is Standing.PROVEN


def test_a_badge_without_any_proof_is_a_claim() -> None:
    assert only(document(checks=checks(proof_jwt="NOT_APPLICABLE"))).standing is Standing.CLAIM


@pytest.mark.parametrize("step", TrustPolicy().proves)
def test_what_does_not_apply_proves_nothing(step: Step) -> None:
    assert only(document(checks=checks(**{step.value: "NOT_APPLICABLE"}))).standing is Standing.CLAIM


def test_a_policy_may_tolerate_an_open_question() -> None:
    told = tuple(
        one.model_copy(update={"code": CheckCode.NOT_CHECKED}) if one.step is Step.STATUS else one
        for one in checks(status="UNKNOWN")
    )
    assert standing_of(told, TrustPolicy())[0] is Standing.CLAIM
    assert standing_of(told, TrustPolicy(tolerates=(CheckCode.NOT_CHECKED,)))[0] is Standing.PROVEN


def test_a_claim_is_worth_nothing_in_an_audit_and_a_proven_badge_counts() -> None:
    desk = Desk(catalog())
    record = LearnerRecord(learner=Learner(id="ana"))
    at = a_credential().organization
    for told, counts in ((checks(), True), (checks(key="UNKNOWN"), False), (checks(time="FAIL"), False)):
        badges = attained([document(checks=told)], catalog(), as_of=TODAY, registry=registry())
        own = with_badges(record, badges)
        assert len(own.attainments) == 1
        (line,) = desk.recognize(own, at, as_of=TODAY).lines
        assert (line.decision == "accepted") is counts, told


def test_lines_from_badges_are_replaced_not_added() -> None:
    record = LearnerRecord(learner=Learner(id="ana"))
    first = with_badges(record, attained([document()], catalog(), as_of=TODAY, registry=registry()))
    revoked = attained([document(checks=checks(status="FAIL"))], catalog(), as_of=TODAY, registry=registry())
    again = with_badges(first, revoked)
    assert [line.verification for line in again.attainments] == [Verification.FAILED]
    assert with_badges(again, attained([], catalog(), as_of=TODAY)).attainments == ()


def test_a_revoked_badge_is_a_revoked_line() -> None:
    told = tuple(
        one.model_copy(update={"code": CheckCode.STATUS_REVOKED}) if one.step is Step.STATUS else one
        for one in checks(status="FAIL")
    )
    line = only(document(checks=told)).attainment
    assert line is not None
    assert line.status is AttainmentStatus.REVOKED


def lapsed(**outcomes: str) -> tuple[CheckEntry, ...]:
    """Return checks of a badge that has run out, and otherwise comes out so."""
    late = {"code": CheckCode.EXPIRED}
    return tuple(
        one.model_copy(update=late) if one.step is Step.TIME else one for one in checks(time="FAIL", **outcomes)
    )


@pytest.mark.parametrize("step", TrustPolicy().needs)
def test_an_expired_badge_of_which_anything_else_is_open_was_never_verified(step: Step) -> None:
    if step is Step.TIME:
        return
    line = only(document(checks=lapsed(**{step.value: "UNKNOWN"}))).attainment
    assert line is not None
    assert line.verification is Verification.FAILED


def test_an_expired_badge_that_counts_for_nothing_here_was_never_verified() -> None:
    nobody, elsewhere = IssuerRegistry(title="nobody"), registry(recognized_by=("somebody",))
    for more in ({"registry": nobody}, {"registry": elsewhere}):
        line = only(document(checks=lapsed()), **more).attainment
        assert line is not None
        assert line.verification is Verification.FAILED
    line = only(document(checks=lapsed(), says={"achievement": "urn:another"})).attainment
    assert line is not None
    assert line.verification is Verification.FAILED


@pytest.mark.parametrize("year", [1, 9999])
def test_a_badge_of_the_first_or_the_last_year_becomes_a_line_too(year: int) -> None:
    moment = dt.datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 23, 59, 59, tzinfo=dt.UTC)
    line = only(document(says={"begins": moment, "ends": moment})).attainment
    assert line is not None
    assert line.completed == moment.date()
    assert (line.valid is None) == (year == 9999)


def test_an_expired_badge_stays_what_it_was_and_is_told_to_have_lapsed() -> None:
    told = lapsed()
    ends = dt.datetime(2026, 6, 30, 23, 59, 59, tzinfo=dt.UTC)
    entry = only(document(checks=told, says={"ends": ends}))
    assert entry.standing is Standing.REFUSED
    line = entry.attainment
    assert line is not None
    assert line.verification is Verification.VERIFIED
    assert line.valid is not None
    assert line.valid.until == dt.date(2026, 7, 1)


def test_the_code_of_a_course_counts_only_at_its_own_college() -> None:
    code = {"achievement": "https://lakeside.example.edu/a/1", "code": a_course().code.lower()}
    entry = only(document(says=code))
    assert entry.match is not None
    assert (entry.match.course, entry.match.by) == (a_course().id, FoundBy.CODE)
    other = next(name for name in catalog().organizations if name != a_course().organization)
    stranger = only(document(says=code), registry=registry(organization=other))
    assert stranger.match is None
    assert stranger.standing is Standing.CLAIM


def test_an_issuer_cannot_award_what_is_anothers() -> None:
    other = next(one for one in catalog().credentials.values() if one.organization != a_credential().organization)
    assert only(document(says={"achievement": other.id})).match is None


def test_two_ways_that_lead_to_two_things_lead_to_none() -> None:
    says = {"achievement": a_credential().id, "code": a_course().code}
    assert only(document(says=says)).match is None


def test_the_registry_says_what_an_award_is() -> None:
    awards = (IssuedAward(achievement="https://lakeside.example.edu/a/1", credential=a_credential().id),)
    listed = registry(scope="listed", awards=awards)
    entry = only(document(says={"achievement": "https://lakeside.example.edu/a/1"}), registry=listed)
    assert entry.match is not None
    assert (entry.match.credential, entry.match.by) == (a_credential().id, FoundBy.REGISTRY)
    assert only(document(), registry=listed).match is None


def test_an_issuer_that_only_some_accept() -> None:
    some = registry(recognized_by=("university-of-elsewhere",))
    assert only(document(), registry=some).standing is Standing.CLAIM
    assert only(document(), registry=some, at="university-of-elsewhere").standing is Standing.PROVEN


def test_whoever_is_not_on_the_registry_proves_nothing() -> None:
    entry = only(document(), registry=None)
    assert entry.standing is Standing.CLAIM
    assert entry.match is not None


def test_the_newer_issue_counts_and_a_forged_newer_one_does_not() -> None:
    newer = {"begins": dt.datetime(2026, 2, 1, tzinfo=dt.UTC)}
    old, new = document(1), document(2, says=newer)
    forged = document(3, says={"begins": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}, checks=checks(proof_jwt="FAIL"))
    copy = document(4, says=newer, checks=checks(key="UNKNOWN"))
    wanted = {1: Standing.REPLACED, 2: Standing.PROVEN, 3: Standing.REFUSED, 4: Standing.DUPLICATE}
    for order in itertools.permutations([old, new, forged, copy]):
        found = attained(order, catalog(), as_of=TODAY, registry=registry()).badges
        assert {int(one.sha256, 16): one.standing for one in found} == wanted
        assert [one.attainment is not None for one in found] == [True, True, False, False]


def test_the_same_file_twice_is_one_badge() -> None:
    assert len(attained([document(), document()], catalog(), as_of=TODAY, registry=registry()).badges) == 1


def test_credentials_inside_a_record_count_and_endorsements_do_not() -> None:
    inner = document().says
    held = [
        ContainedEntry(
            path="verifiableCredential/0", kind=Kind.OPEN_BADGE_3, claims_to_be="", says=inner, checks=checks()
        ),
        ContainedEntry(path="endorsement/0", kind=Kind.ENDORSEMENT, claims_to_be="", says=inner, checks=checks()),
    ]
    (entry,) = attained(
        [document(kind=Kind.CLR_2, contains=tuple(held))], catalog(), as_of=TODAY, registry=registry()
    ).badges
    assert entry.path == "verifiableCredential/0"
    assert entry.attainment is not None
    assert entry.attainment.id == f"badge-{1:064x}"[:18] + "-0"
