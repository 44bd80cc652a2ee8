"""Prior learning gives a course when enough outcomes are shown and assessed; hours of work give nothing (§3, §9)."""

from __future__ import annotations

import pytest

from pathways.model.documents import LineEntry
from tests.unit.recognition.small import audited, recognized, statements, the_line

WORLD = """
policies: [{id: pol, organization: b, prior_learning: {coverage: '0.75'}, source: {title: Policy}}]
courses:
  - {id: b4, organization: b, code: B 4, title: Fourth at B, credit: 3, outcomes: [{competency: one, level: 1}]}
credentials:
  - {id: goal, organization: b, kind: certificate, title: Goal, credit: 6,
     requirement: {all: [{course: b3, id: three}, {course: b4, id: four}]}, source: {title: S}}
  - {id: capped, organization: b, kind: certificate, title: Capped, credit: 6,
     requirement: {all: [{course: b3, id: three}, {course: b4, id: four}]},
     rules: {caps: [{sources: [prior_learning], share: '0.5'}]}, source: {title: S}}
"""
THREE = "{competency: one, level: 2}, {competency: two, level: 2}, {competency: three, level: 1}"


def work(shown: str, more: str = "assessed: 'true'") -> str:
    facts = "id: W, title: Work, route: prior_learning, completed: 2025-01-01, hours: 2000"
    return f"[{{{facts}, competencies: [{shown}], {more}}}]"


def line(shown: str, more: str = "assessed: 'true'", world: str = WORLD) -> LineEntry:
    return the_line(recognized(world, work(shown, more)), "W")


def test_enough_outcomes_give_the_course_as_prior_learning() -> None:
    found = line(THREE)
    assert found.decision == "accepted"
    assert "W shows 3 of 4 outcomes of B 3" in statements(found.reason)[0]


def test_one_piece_of_prior_learning_may_give_several_courses() -> None:
    answer = audited(WORLD, work(THREE))
    assert answer.status == "satisfied"
    assert the_line(answer, "W").applied_to == ("root/three", "root/four")
    assert [answer.totals.accepted, answer.totals.applied] == [6, 6]


def test_a_cap_on_prior_learning_binds() -> None:
    answer = audited(WORLD, work(THREE), "capped")
    assert answer.status == "unsatisfied"
    assert [answer.credit.applied, answer.credit.shortfall] == [3, 3]


def test_too_few_outcomes_are_refused_on_outcomes() -> None:
    found = line("{competency: two, level: 2}")
    assert (found.decision, found.codes, found.differences) == ("refused", ("COVERAGE_TOO_LOW",), ("outcomes",))


@pytest.mark.parametrize(("more", "decision", "code"), [
    ("assessed: 'false'", "refused", "NOT_ASSESSED"),
    ("grade: ~", "undecided", "INDIVIDUAL_ASSESSMENT"),
])  # fmt: skip
def test_claimed_is_not_assessed_and_unknown_is_asked(more: str, decision: str, code: str) -> None:
    found = line(THREE, more)
    assert found.decision == decision
    assert code in found.codes


def test_only_the_courses_on_the_list() -> None:
    world = WORLD.replace("coverage: '0.75'}", "coverage: '0.75', courses: [b4]}")
    assert {option.recognized_as for option in line(THREE, world=world).options} == {("B 4",)}


def test_without_a_policy_for_it_nothing_is_decided() -> None:
    assert line(THREE, world="").codes == ("NOT_EVALUATED",)


def test_hours_of_work_are_never_converted_into_credit() -> None:
    world = """
    equivalences:
      - {id: r, receiving: b, from: {competency: one}, to: {kind: general_elective}, source: {title: Book}}
    policies: [{id: pol, organization: b, conversion: {convention: hours}, source: {title: Policy}}]
    """
    found = line("{competency: one, level: 2}", world=world)
    assert (found.decision, found.codes) == ("undecided", ("UNIT_UNDECIDED",))


def test_an_occupation_may_be_worth_credit_by_agreement() -> None:
    world = """
    occupations: [{id: medic, title: Medic, competencies: [{competency: one}], source: {title: S}}]
    equivalences:
      - id: r
        receiving: b
        from: {occupation: medic}
        to: {kind: subject_elective, subject: HEALTH, credit: {how: fixed, amount: 6}}
        source: {title: Guide}
    """
    found = the_line(recognized(world, "[{id: L, occupation: medic, completed: 2025-01-01, assessed: 'true'}]"))
    assert (found.decision, found.recognized_as) == ("accepted", ("elective in HEALTH",))
    assert found.credit_recognized == 6
