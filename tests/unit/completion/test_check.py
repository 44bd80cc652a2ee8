"""The checker: a plan that holds has no fault, and whatever is done to it is found and named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

import pytest

from pathways.catalog.collection import Catalog
from pathways.completion.check import Award, Claim
from pathways.completion.steps import Slot
from tests.unit.completion.claims import (
    CERTIFICATE,
    DIPLOMA,
    FALL,
    TRANSFERRED,
    WINTER,
    added,
    after,
    catalog,
    faults,
    good,
    moved,
    offered_otherwise,
    step,
    wishing,
    with_lines,
)

Change = Callable[[Claim], Claim]
STA, DAT, CAP = "section-lakeside-STA1001", "section-lakeside-DAT1400", "section-lakeside-CAP1900"
IN_THE_FALL = "from 2026-09-08 to 2026-12-18"
NOT_EARNED = f"{CERTIFICATE} is not earned on 2027-04-23"


def priced(claim: Claim, cost: str) -> Claim:
    return replace(claim, cost=Fraction(cost))


def awarded(claim: Claim, *awards: tuple[str, dt.date]) -> Claim:
    uses = (*TRANSFERRED, *(s.attainment for s in claim.steps))
    return replace(claim, awards=tuple(Award(name, day, uses) for name, day in awards))


def without(claim: Claim, thing: str) -> Claim:
    steps = tuple(s for s in claim.steps if s.thing != f"lakeside-{thing}")
    return replace(claim, steps=steps, cost=claim.cost - 410)


def by_assessment(claim: Claim) -> Claim:
    """Let STA1001 be assessed too: then only two courses of the certificate are taken in residence."""
    other = step("assessment-lakeside-STA1001", "2026-fall")
    steps = tuple(other if s.thing == other.thing else s for s in claim.steps)
    return replace(claim, steps=steps, cost=claim.cost - 410 + Fraction("148.86"))


def transferring(claim: Claim) -> Claim:
    """Take a course at Northgate besides and lodge it at Lakeside."""
    more = added(claim, step("section-northgate-ACCT100", "2027-winter"), fees=16)
    return replace(wishing(more, max_courses_per_term=3), lodged=(("plan:northgate-ACCT100", "lakeside"),))


CHANGES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "a term in which it is not offered": (
        lambda c: added(c, replace(step("section-northgate-ACCT100", "2027-winter"), slot=_slot("2027-spring"))),
        ("northgate-ACCT100: section-northgate-ACCT100 is not offered in 2027-spring",),
    ),
    "a term that there is not": (
        lambda c: after(c, "DAT1400", slot=replace(_slot("2027-winter"), term="2027-autumn")),
        (f"lakeside-DAT1400: {DAT} is not offered in 2027-autumn",),
    ),
    "no term at all": (
        lambda c: after(c, "DAT1400", slot=replace(_slot("2027-winter"), term=None)),
        (f"lakeside-DAT1400: {DAT} is not offered in None",),
    ),
    "a term of another college": (
        lambda c: moved(c, "STA1001", STA, "cascade-2026-autumn"),
        (f"lakeside-STA1001: {STA} is not offered in cascade-2026-autumn",),
    ),
    "together with its prerequisite": (
        lambda c: moved(c, "DAT1400", DAT, "2026-fall"),
        ("lakeside-DAT1400 begins on 2026-09-08 before its prerequisites are completed",),
    ),
    "without its corequisite": (
        lambda c: moved(c, "CAP1900", CAP, "2026-fall"),
        ("lakeside-CAP1900 begins on 2026-09-08 without its corequisites",),
    ),
    "another price": (
        lambda c: priced(after(c, "STA1001", price=Fraction(400)), "1496.86"),
        (f"lakeside-STA1001: {STA} costs 410, not 400",),
    ),
    "a price where nobody states one, and the other way round": (
        lambda c: priced(after(c, "STA1001", price=None), "1096.86"),
        (f"lakeside-STA1001: {STA} costs 410, not None",),
    ),
    "a fee left out": (lambda c: priced(c, "1378.86"), ("it costs 1506.86, not 1378.86",)),
    "a total that is too high": (lambda c: priced(c, "1507"), ("it costs 1506.86, not 1507",)),
    "the fee of a planned transfer left out": (
        lambda c: replace(transferring(c), cost=transferring(c).cost - 16),
        ("it costs 1927.86, not 1911.86",),
    ),
    "the fee of a transfer that is not lodged": (
        lambda c: replace(transferring(c), lodged=()),
        ("it costs 1911.86, not 1927.86",),
    ),
    "an award a term early": (
        lambda c: awarded(c, (CERTIFICATE, FALL)),
        (f"{CERTIFICATE} is not earned on 2026-12-18",),
    ),
    "an award a day early": (
        lambda c: awarded(c, (CERTIFICATE, dt.date(2027, 4, 22))),
        (f"{CERTIFICATE} is not earned on 2027-04-22",),
    ),
    "a goal that is not awarded": (
        lambda c: priced(awarded(c), "1378.86"),
        (f"{CERTIFICATE} is not reached",),
    ),
    "an award that is not earned": (
        lambda c: awarded(c, (CERTIFICATE, WINTER), (DIPLOMA, WINTER)),
        (f"{DIPLOMA} is not earned on 2027-04-23",),
    ),
    "one course too few": (lambda c: without(c, "CAP1900"), (NOT_EARNED,)),
    "one assessment too many": (by_assessment, (NOT_EARNED,)),
    "too many at a time": (
        lambda c: added(
            c, step("section-lakeside-DAT1500", "2026-fall"), step("section-lakeside-BUS1010", "2026-fall")
        ),
        ("on 2026-09-08 3 courses run at the same time",),
    ),
    "too many where one begins before the other has ended": (
        lambda c: wishing(added(c, step("section-lakeside-mc-sql", "2027-winter")), max_courses_per_term=2),
        ("on 2027-01-11 3 courses run at the same time",),
    ),
    "too much credit at a time": (
        lambda c: wishing(c, max_credits_per_term="5"),
        ("on 2027-01-11 6 credits run at the same time",),
    ),
    "too many hours a week": (
        lambda c: wishing(c, hours_per_week="18"),
        ("on 2027-01-11 the work comes to 1890/103 hours a week",),
    ),
    "a term in which nothing was to be done": (
        lambda c: wishing(c, blackout=["2026-fall"]),
        (
            "lakeside-DAT1010 by prior learning assessment: nothing was to be done in 2026-fall",
            "lakeside-STA1001: nothing was to be done in 2026-fall",
        ),
    ),
    "another mode": (
        lambda c: wishing(c, delivery=["online"]),
        (f"lakeside-CAP1900: {CAP} is delivered face_to_face",),
    ),
    "another place": (
        lambda c: wishing(c, places=["Northgate"]),
        (f"lakeside-CAP1900: {CAP} is held in Lakeside",),
    ),
    "another organization": (
        lambda c: wishing(replace(c, steps=c.steps[1:], cost=c.cost - Fraction("148.86")), organizations=["northgate"]),
        (
            f"lakeside-STA1001: {STA} is at lakeside",
            f"lakeside-CAP1900: {CAP} is at lakeside",
            f"lakeside-DAT1400: {DAT} is at lakeside",
            NOT_EARNED,
        ),
    ),
    "an offering that was to be avoided": (
        lambda c: wishing(c, avoid=[STA]),
        (f"lakeside-STA1001: {STA} was to be avoided",),
    ),
    "a course that was to be avoided": (
        lambda c: wishing(c, avoid=["lakeside-CAP1900"]),
        ("lakeside-CAP1900: lakeside-CAP1900 was to be avoided",),
    ),
    "a wish that is not met": (
        lambda c: wishing(c, take=["lakeside-DAT1500"]),
        ("lakeside-DAT1500 was to be taken and is not",),
    ),
    "taken twice": (
        lambda c: added(c, step("assessment-lakeside-STA1001", "2027-winter")),
        ("lakeside-STA1001 is done twice", NOT_EARNED),  # the later one counts, and that is not in residence
    ),
    "taken although it is recognised": (
        lambda c: added(without(c, "DAT1400"), step("section-lakeside-COM1000", "2026-fall"), step(DAT, "2027-winter")),
        ("lakeside-COM1000 is recognised already and is not taken again",),
    ),
    "over budget": (
        lambda c: wishing(c, budget={"amount": 1500, "currency": "CAD"}),
        ("it costs 1506.86, more than 1500",),
    ),
    "after the deadline": (
        lambda c: wishing(c, deadline="2027-04-22"),
        (
            "lakeside-CAP1900: it ends on 2027-04-23, after 2027-04-22",
            "lakeside-DAT1400: it ends on 2027-04-23, after 2027-04-22",
        ),
    ),
    "an offering that there is not": (
        lambda c: after(c, "STA1001", offering="section-lakeside-STA1002"),
        ("lakeside-STA1001: this catalog has no offering 'section-lakeside-STA1002'",),
    ),
    "no offering": (lambda c: after(c, "STA1001", offering=None), ("lakeside-STA1001 names no offering",)),
    "the offering of another course": (
        lambda c: after(c, "STA1001", offering="section-lakeside-DAT1500"),
        ("lakeside-STA1001: section-lakeside-DAT1500 is another thing or another kind of thing",),
    ),
    "a course passed off as an assessment": (
        lambda c: after(c, "CAP1900", kind="challenge_exam"),
        (f"lakeside-CAP1900: {CAP} is another thing or another kind of thing", NOT_EARNED),
    ),
    "days that are not those of the term": (
        lambda c: after(c, "STA1001", slot=Slot(dt.date(2026, 9, 9), FALL, "2026-fall")),
        (f"lakeside-STA1001: {STA} does not run from 2026-09-09 to 2026-12-18 in 2026-fall",),
    ),
    "weeks that are not those of the offering": (
        lambda c: added(c, step("section-lakeside-mc-sql", "2027-spring", slot=_slot("2027-spring"))),
        ("lakeside-mc-sql: section-lakeside-mc-sql does not run from 2027-05-10 to 2027-08-20 in 2027-spring",),
    ),
    "before the plan may begin": (
        lambda c: replace(c, start=dt.date(2026, 10, 1)),
        (
            f"lakeside-DAT1010 by prior learning assessment runs {IN_THE_FALL}, before the plan may begin",
            f"lakeside-STA1001 runs {IN_THE_FALL}, before the plan may begin",
        ),
    ),
    "a prerequisite that nobody has graded": (
        lambda c: with_lines(c, {"N2": {"grade": None}}),
        ("lakeside-STA1001 begins on 2026-09-08 before its prerequisites are completed", NOT_EARNED),
    ),
    "a prerequisite by badges that have lapsed": (
        lambda c: with_lines(c, {"B1": {"valid": {"last_day": "2026-08-31"}}, "B3": None}),
        ("lakeside-CAP1900 begins on 2027-01-11 before its prerequisites are completed", NOT_EARNED),
    ),
    "a prerequisite that was revoked": (
        lambda c: with_lines(c, {"N2": {"status": "revoked"}}),
        ("lakeside-STA1001 begins on 2026-09-08 before its prerequisites are completed", NOT_EARNED),
    ),
}


def _slot(term: str) -> Slot:
    known = catalog().terms[term]
    return Slot(known.begin, known.end, term)


def test_a_plan_that_holds_has_no_fault() -> None:
    assert faults(good()) == ()


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_done_to_a_plan_is_found(name: str) -> None:
    change, expected = CHANGES[name]
    assert faults(change(good())) == expected


def test_a_plan_that_pays_for_its_transfer_holds() -> None:
    assert faults(transferring(good())) == ()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"capacity": 0}, "has no place left"),
        ({"terms": ["2027-winter"]}, "is not offered in 2026-fall"),
        ({"valid": {"last_day": "2026-12-17"}}, "does not run from 2026-09-08 to 2026-12-18 in 2026-fall"),
        ({"valid": {"from": "2026-09-09"}}, "does not run from 2026-09-08 to 2026-12-18 in 2026-fall"),
        ({"weeks": "8"}, "does not run from 2026-09-08 to 2026-12-18 in 2026-fall"),
        ({"fees": {"amount": 12, "currency": "CAD"}}, "costs 422, not 410"),
    ],
)
def test_what_is_done_to_an_offering_is_found(changes: dict[str, object], fault: str) -> None:
    assert faults(good(), offered_otherwise(STA, **changes)) == (f"lakeside-STA1001: {STA} {fault}",)


def test_an_offering_with_a_place_left_is_no_fault() -> None:
    assert faults(good(), offered_otherwise(STA, capacity=1, terms=["2026-fall"])) == ()


def ending(course: str, last_day: str) -> Catalog:
    """Return the sample in which a course ends."""
    known = catalog().courses[course]
    data = {**known.model_dump(mode="json", by_alias=True, exclude_defaults=True), "valid": {"last_day": last_day}}
    courses = {**catalog().courses, course: type(known).model_validate(data)}
    return replace(catalog(), courses=MappingProxyType(courses))


def test_a_course_is_begun_while_there_is_one() -> None:
    assert faults(good(), ending("lakeside-STA1001", "2026-09-08")) == ()
    assert faults(good(), ending("lakeside-STA1001", "2026-09-07")) == (
        f"lakeside-STA1001: {STA} does not run from 2026-09-08 to 2026-12-18 in 2026-fall",
    )


def test_a_title_is_not_applied_for_before_it_is_earned() -> None:
    sitting = step("application-nbn-licence", "2026-fall")
    assert faults(added(good(), sitting)) == (f"nbn-licence is not earned by {sitting.slot.begin}",)


DIPLOMA_COURSES = ("DAT1500", "DAT1600", "DAT1700", "DAT1800", "DAT1810", "DAT1820", "BUS1010", "BUS1200", "COM1100")


def both(claim: Claim) -> Claim:
    """Go on to the diploma, with all nine further courses in the spring; each award rests on all that there is."""
    courses = tuple(step(f"section-lakeside-{name}", "2027-spring") for name in DIPLOMA_COURSES)
    longer = wishing(added(claim, *courses), max_courses_per_term=9)
    goals = tuple(catalog().credential(name) for name in (CERTIFICATE, DIPLOMA))
    done = {s.attainment for s in longer.steps}
    awards = (
        Award(CERTIFICATE, WINTER, claim.awards[0].uses),
        Award(DIPLOMA, courses[0].slot.end, (*TRANSFERRED, "N5", *sorted(done))),
    )
    return replace(longer, goals=goals, awards=awards)


def reusing(mode: str) -> Catalog:
    """Return the sample with another rule on learning that has served an award."""
    policy = catalog().policies["lakeside-policy"]
    data = {**policy.model_dump(mode="json", by_alias=True, exclude_defaults=True), "reuse": {"mode": mode}}
    policies = {**catalog().policies, policy.id: type(policy).model_validate(data)}
    return replace(catalog(), policies=MappingProxyType(policies))


def test_two_awards_share_learning_only_where_the_rules_allow_it() -> None:
    assert faults(both(good())) == ()
    assert faults(both(good()), reusing("none")) == (f"{DIPLOMA} is not earned on 2027-08-20",)


def test_each_award_rests_on_what_it_says_where_reuse_is_limited() -> None:
    plan = both(good())
    fewer = replace(plan.awards[0], uses=tuple(name for name in plan.awards[0].uses if name != "N2"))
    plan = replace(plan, awards=(fewer, plan.awards[1]))
    assert faults(plan) == ()
    assert f"{CERTIFICATE} is not earned on 2027-04-23" in faults(plan, reusing("none"))
