"""Who may award what is on the list of whoever decides; its silence is an open question, never a refusal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from pathways.model.base import Source, Validity
from pathways.model.check_codes import Outcome, Step
from pathways.model.issuers import IssuedAward, Issuer, IssuerRegistry
from pathways.verification.award import Award, Target
from pathways.verification.checks import Check
from pathways.verification.examine import examine
from pathways.verification.issuers import award_in_registry, check_issuer
from pathways.verification.terms import Terms
from tests.unit.verification.signing import NOW, at, did_key, good_token

COLLEGE = "https://college.example.edu"
ALIAS = "did:web:college.example.edu"
ON = dt.date(2026, 5, 1)
BADGE = Award(issuer=COLLEGE, achievement="https://college.example.edu/a/1", code="C-1", name="Networking")
NETWORKING = IssuedAward(achievement=BADGE.achievement, credential="NET")


def days(begin: str | None = None, until: str | None = None) -> Validity:
    return Validity.model_validate({"from": begin, "until": until})


def issuer(**changes: Any) -> Issuer:
    whole = {
        "id": "college",
        "title": "College",
        "identifiers": (COLLEGE, ALIAS),
        "awards": (NETWORKING,),
        "source": Source(title="invented"),
    }
    return Issuer.model_validate({**whole, **changes})


def asked(award: Award = BADGE, *, on: dt.date = ON, receiving: str | None = None, **changes: Any) -> Check:
    registry = IssuerRegistry(title="ours", issuers=(issuer(**changes),))
    return check_issuer(award, Terms(now=NOW, registry=registry), on=on, receiving=receiving)


def test_without_a_list_nothing_is_said() -> None:
    found = check_issuer(BADGE, Terms(now=NOW), on=ON)
    assert (found.code, found.outcome) == ("ISSUER_LIST_MISSING", Outcome.UNKNOWN)


@pytest.mark.parametrize("name", [COLLEGE, ALIAS])
def test_a_listed_issuer_with_a_listed_award(name: str) -> None:
    found = asked(replace(BADGE, issuer=name))
    assert (found.code, found.outcome) == ("ISSUER_RECOGNIZED", Outcome.PASS)
    assert dict(found.evidence)["award"] == "NET"


@pytest.mark.parametrize("name", [None, COLLEGE + "/", COLLEGE.upper(), "did:web:college.example.edu:other"])
def test_who_is_not_listed_is_for_somebody_to_decide(name: str | None) -> None:
    found = asked(replace(BADGE, issuer=name))
    assert (found.code, found.outcome) == ("ISSUER_NOT_LISTED", Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("window", "code"),
    [
        (days("2026-05-01", "2026-05-02"), "ISSUER_RECOGNIZED"),
        (days("2026-05-02"), "ISSUER_NOT_LISTED_THEN"),
        (days(None, "2026-05-01"), "ISSUER_NOT_LISTED_THEN"),
    ],
)
def test_an_issuer_is_listed_for_its_time(window: Validity, code: str) -> None:
    assert asked(valid=window).code == code


def test_outside_the_time_that_the_list_states_is_a_refusal_with_its_days() -> None:
    found = asked(valid=days("2020-01-01", "2026-05-01"))
    assert found.outcome is Outcome.FAIL
    assert dict(found.evidence)["last_day"] == "2026-04-30"
    award = asked(awards=(NETWORKING.model_copy(update={"valid": days(None, "2026-05-01")}),))
    assert (award.code, award.outcome) == ("AWARD_NOT_LISTED_THEN", Outcome.FAIL)


def test_an_award_that_is_not_listed_is_for_somebody_to_decide() -> None:
    found = asked(replace(BADGE, achievement="https://college.example.edu/a/2"))
    assert (found.code, found.outcome) == ("AWARD_NOT_LISTED", Outcome.UNKNOWN)
    assert asked(awards=()).code == "AWARD_NOT_LISTED"


def test_an_organization_may_award_whatever_the_catalogue_says() -> None:
    found = asked(awards=(), scope="organization", organization="college")
    assert (found.code, "catalog" in dict(found.evidence)["scope"]) == ("ISSUER_RECOGNIZED", True)
    over = NETWORKING.model_copy(update={"valid": days(None, "2026-01-01")})
    assert asked(awards=(over,), scope="organization", organization="college").code == "ISSUER_RECOGNIZED"


BY_CODE = IssuedAward(code="C-1", credential="NET")


@pytest.mark.badge_row(35)
@pytest.mark.parametrize("scope", ["listed", "organization"])
def test_what_somebody_else_defined_is_for_somebody_to_decide(scope: str) -> None:
    other = replace(BADGE, creator="https://vendor.example.com")
    found = asked(other, awards=(BY_CODE,), scope=scope, organization="college")
    assert (found.code, found.outcome) == ("ISSUER_OUTSIDE_SCOPE", Outcome.UNKNOWN)
    assert dict(found.evidence)["creator"] == "https://vendor.example.com"


@pytest.mark.parametrize(
    ("creator", "changes"),
    [
        (COLLEGE, {"awards": (BY_CODE,)}),
        (ALIAS, {"awards": (BY_CODE,)}),
        (None, {"awards": (BY_CODE,)}),
        ("https://vendor.example.com", {"awards": (BY_CODE,), "creators": ("https://vendor.example.com",)}),
        ("https://vendor.example.com", {"awards": (NETWORKING,)}),
    ],
)
def test_what_is_its_own_or_is_named_may_be_awarded(creator: str | None, changes: dict[str, Any]) -> None:
    assert asked(replace(BADGE, creator=creator), **changes).code == "ISSUER_RECOGNIZED"


def test_who_recognizes_an_issuer_is_told_and_asked() -> None:
    found = asked(recognized_by=("lakeside", "northgate"))
    assert dict(found.evidence)["recognized_by"] == "lakeside, northgate"
    assert asked(recognized_by=("lakeside",), receiving="lakeside").code == "ISSUER_RECOGNIZED"
    assert asked(receiving="meridian").code == "ISSUER_RECOGNIZED"
    other = asked(recognized_by=("lakeside",), receiving="meridian")
    assert (other.code, other.outcome) == ("ISSUER_NOT_LISTED_FOR_YOU", Outcome.UNKNOWN)


FRAMEWORK = "https://framework.example.org/n/7"
ALIGNED = replace(BADGE, achievement="urn:x", code=None, alignments=(Target(url=FRAMEWORK, code="N7"),))


@pytest.mark.parametrize(
    ("award", "name"),
    [
        (BADGE, "BY-ID"),
        (replace(BADGE, achievement="urn:x"), "BY-CODE"),
        (ALIGNED, "BY-ALIGNMENT"),
        (replace(ALIGNED, alignments=(Target(code=FRAMEWORK),)), "BY-ALIGNMENT"),
        (replace(ALIGNED, alignments=()), None),
        (Award(issuer=COLLEGE), None),
    ],
)
def test_an_award_is_found_by_id_then_code_then_alignment(award: Award, name: str | None) -> None:
    listed = (
        IssuedAward(alignment=FRAMEWORK, credential="BY-ALIGNMENT"),
        IssuedAward(code="C-1", credential="BY-CODE"),
        IssuedAward(achievement=BADGE.achievement, credential="BY-ID"),
    )
    found = award_in_registry(award, issuer(awards=listed))
    assert (found and found.credential) == name


def test_what_leads_to_two_things_leads_to_none() -> None:
    two = (IssuedAward(code="C-1", credential="A"), IssuedAward(code="C-1", course="A"))
    assert award_in_registry(BADGE, issuer(awards=two)) is None
    twice = (IssuedAward(code="C-1", credential="A"), IssuedAward(code="C-1", credential="A"))
    assert award_in_registry(BADGE, issuer(awards=twice)) is twice[0]


def test_what_an_award_is_may_change_with_time() -> None:
    old = IssuedAward(code="C-1", credential="OLD", valid=days(None, "2026-01-01"))
    new = IssuedAward(code="C-1", credential="NEW", valid=days("2026-01-01"))
    both = issuer(awards=(old, new))
    assert award_in_registry(BADGE, both) is None
    assert award_in_registry(BADGE, both, on=dt.date(2025, 12, 31)) == old
    assert award_in_registry(BADGE, both, on=dt.date(2026, 1, 1)) == new
    assert dict(asked(awards=(old, new)).evidence)["award"] == "NEW"


def test_it_is_a_step_of_the_examination_as_of_the_day_of_awarding() -> None:
    one = issuer(
        identifiers=(did_key(),),
        scope="organization",
        organization="c",
        awards=(),
        valid=days("2026-01-01", "2026-01-02"),
    )
    terms = Terms(now=NOW, registry=IssuerRegistry(title="ours", issuers=(one,)))
    assert at(examine(good_token().encode(), terms), Step.RECOGNIZED_ISSUER).code == "ISSUER_RECOGNIZED"
