"""What is missing for a goal, and what closes it most cheaply, in the measure that is asked for (§7)."""

from __future__ import annotations

import pytest

from pathways.advising import Desk
from pathways.completion.candidates import Measure
from pathways.errors import UnknownIdError
from pathways.model.competency import CompetencyLevel
from pathways.model.documents import GapDocument
from tests.unit.recognition.small import AS_OF, record, world

WORLD = """
occupations:
  - id: analyst
    title: Analyst
    competencies: [{competency: one}, {competency: two}, {competency: three, importance: optional}]
    source: {title: S}
credentials:
  - {id: both, organization: p, kind: badge, title: Both, hours: 30, source: {title: S}, assessment: [test],
     competencies: [{competency: one}, {competency: two}]}
  - {id: only-one, organization: p, kind: badge, title: Only one, hours: 10, competencies: [{competency: one}],
     assessment: [test], source: {title: S}}
  - {id: only-two, organization: p, kind: badge, title: Only two, hours: 10, competencies: [{competency: two}],
     assessment: [test], source: {title: S}}
  - {id: goal, organization: b, kind: certificate, title: Goal, credit: 6, source: {title: S},
     requirement: {all: [{course: b1}, {course: b2}]}}
  - {id: never, organization: b, kind: certificate, title: Never, credit: 3, source: {title: S},
     requirement: {all: [{course: b1}, {competency: four, level: 3}]}}
offerings:
  - {id: o1, credential: both, organization: p, price: {amount: 100, currency: USD}}
  - {id: o2, credential: only-one, organization: p, price: {amount: 70, currency: USD}}
  - {id: o2b, credential: only-one, organization: p, price: {amount: 60, currency: USD},
     fees: {amount: 5, currency: USD}}
  - {id: o3, credential: only-two, organization: p, price: {amount: 20, currency: USD}}
  - {id: o4, credential: only-two, organization: p, price: {amount: 1, currency: EUR}}
  - {id: o5, credential: only-one, organization: p, kind: challenge_exam, price: {amount: 1, currency: USD}}
  - {id: o6, credential: only-one, organization: p, price: {amount: 2, currency: USD}, valid: {until: 2026-01-01}}
"""
DESK = Desk(world(WORLD))


def gap(goal: str, lines: str = "[]", measure: Measure | None = None) -> GapDocument:
    return DESK.gap(record(lines), goal, as_of=AS_OF, measure=measure)


def test_the_cheapest_in_money_takes_the_least_price_of_the_day_with_its_fees() -> None:
    found = gap("analyst")
    assert found.measure == "money"
    assert str(found.shortfall) == "85"  # 65 and 20, not 100 for both
    assert [(entry.id, entry.price) for entry in found.cheapest] == [("only-one", "65 USD"), ("only-two", "20 USD")]


@pytest.mark.parametrize(("measure", "shortfall", "taken"), [
    ("hours", "20", ["badge-1"]),  # as many hours as only-one with only-two, and one thing fewer
    ("items", "1", ["b3"]),  # a course of B shows both, and more
])  # fmt: skip
def test_another_measure_another_answer(measure: Measure, shortfall: str, taken: list[str]) -> None:
    found = gap("analyst", measure=measure)
    assert (str(found.shortfall), [entry.id for entry in found.cheapest]) == (shortfall, taken)


def test_what_is_only_attended_closes_nothing() -> None:
    assert "webinar" not in {name for entry in gap("analyst", measure="hours").missing for name in entry.options}


def test_what_is_held_is_not_bought_again() -> None:
    found = gap("analyst", "[{id: L, credential: only-two, completed: 2025-01-01, assessed: 'true'}]")
    assert (str(found.shortfall), str(found.coverage)) == ("65", "1/2")
    by = {entry.competency: (entry.status, entry.by) for entry in found.competencies}
    assert by == {"one": ("unsatisfied", ()), "two": ("satisfied", ("L",))}  # three is optional


def test_what_is_only_claimed_is_shown_apart() -> None:
    claimed = "[{id: W, title: Work, route: work, assessed: 'false', competencies: [{competency: one}]}]"
    (one, _) = gap("analyst", claimed).competencies
    assert (one.status, one.by, one.claimed_by) == ("unsatisfied", (), ("W",))


def test_a_set_of_abilities_is_a_goal_too() -> None:
    wanted = (CompetencyLevel(competency="one"), CompetencyLevel(competency="three"))
    found = DESK.competency_gap(record("[]"), wanted, "mine", "Mine", as_of=AS_OF)
    assert found.measure == "items"  # nobody prices what shows three
    assert [entry.id for entry in found.cheapest] == ["b3"]


def test_an_ability_that_no_framework_contains_is_no_question() -> None:
    with pytest.raises(UnknownIdError) as error:
        DESK.competency_gap(record("[]"), (CompetencyLevel(competency="on"),), "mine", "Mine", as_of=AS_OF)
    assert error.value.code == "U001"
    assert "one" in error.value.hint


def test_a_credential_is_closed_in_its_own_measure() -> None:
    found = gap("goal", "[{id: L, course: b1, completed: 2025-01-01}]")
    assert (found.measure, str(found.shortfall), str(found.coverage)) == ("credit", "3", "1/2")
    assert [entry.id for entry in found.cheapest] == ["b2"]
    assert found.not_closable == ()


def test_what_nothing_on_offer_closes_is_named() -> None:
    found = gap("never")
    assert found.not_closable == ("root/2",)
    assert [entry.id for entry in found.cheapest] == ["b1"]


def test_awards_already_earned_are_told_on_the_way() -> None:
    lines = "[{id: L, course: b1, completed: 2025-01-01}, {id: M, course: b2, completed: 2025-01-01}]"
    assert gap("never", lines).unclaimed == ("goal",)
    held = lines[:-1] + ", {id: G, credential: goal, completed: 2025-02-01}]"
    assert gap("never", held).unclaimed == ()


def test_an_unknown_goal_has_a_near_miss() -> None:
    with pytest.raises(UnknownIdError) as error:
        gap("analist")
    assert "analyst" in error.value.hint
