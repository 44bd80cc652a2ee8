"""Several small credentials jointly give a course: thresholds, minimal sets, and what is said when they do not (§9)."""

from __future__ import annotations

import datetime as dt

import pytest

from pathways.model.documents import LineEntry
from tests.unit.recognition.small import audited, recognized, statements, the_line

POLICY = "policies: [{{id: pol, organization: b, joint: {{{rule}}}, source: {{title: Policy}}}}]"
ONE = "{id: B1, credential: badge-1, completed: 2025-01-01}"  # two of the four outcomes of b3, 20 hours
TWO = "{id: B2, credential: badge-2, completed: 2025-01-01}"  # the third, 21 hours
THREE = "{id: B3, credential: badge-3, completed: 2025-01-01}"  # the fourth, 5 hours
ALL = f"[{ONE}, {TWO}, {THREE}]"


def options(rule: str, lines: str = ALL) -> dict[str, tuple[str, ...]]:
    """Return the joint options of every line by their id, with what they use."""
    answer = recognized(POLICY.format(rule=rule), lines)
    return {option.id: option.uses for line in answer.lines for option in line.options}


def line(rule: str, lines: str, name: str = "B1") -> LineEntry:
    return the_line(recognized(POLICY.format(rule=rule), lines), name)


def test_a_share_equal_to_the_threshold_is_enough_and_only_minimal_sets_count() -> None:
    assert options("coverage: '0.75'") == {
        "pol/joint/B1+B2>b3": ("B1", "B2"),
        "pol/joint/B1+B3>b3": ("B1", "B3"),
    }


def test_a_single_one_that_is_enough_leaves_no_larger_set() -> None:
    assert options("coverage: '0.5'") == {
        "pol/joint/B1>b3": ("B1",),
        "pol/joint/B2+B3>b3": ("B2", "B3"),
    }


def test_hours_bind_beside_the_outcomes() -> None:
    assert options("coverage: '0.75', hours: '0.9'") == {"pol/joint/B1+B2>b3": ("B1", "B2")}  # 41 of 40.5 hours
    assert options("coverage: '0.75', hours: 1") == {"pol/joint/B1+B2+B3>b3": ("B1", "B2", "B3")}  # 46 of 45


def test_hours_that_nobody_states_are_not_enough() -> None:
    shown = "competencies: [{competency: one, level: 2}]"
    unknown = f"{{id: B1, title: Own, completed: 2025-01-01, assessed: 'true', {shown}}}"
    rule = "coverage: '0.25', hours: '0.1'"
    assert line(rule, f"[{unknown}]").codes == ("HOURS_TOO_FEW",)
    assert "unknown of at least 4.5 hours" in statements(line(rule, f"[{unknown}]").reason)[1]
    assert line("coverage: '0.25'", f"[{unknown}]").decision == "accepted"


def test_the_published_list_binds() -> None:
    assert options("coverage: '0.75', credentials: [badge-1, badge-2]") == {"pol/joint/B1+B2>b3": ("B1", "B2")}
    answer = recognized(POLICY.format(rule="coverage: '0.75', credentials: [badge-1, badge-2]"), ALL)
    assert the_line(answer, "B3").codes == ("NOT_EVALUATED",)


def test_the_courses_that_may_be_given_are_listed() -> None:
    assert options("coverage: '0.75', courses: [b1]") == {}


def test_more_parts_than_the_policy_allows_is_said() -> None:
    bar = line("coverage: 1, max_parts: 2", ALL)
    assert bar.codes == ("COVERAGE_TOO_LOW",)
    assert "but only with more than 2 parts" in statements(bar.reason)[1]


def test_what_is_missing_is_the_cure() -> None:
    short = line("coverage: '0.75'", f"[{ONE}]")
    assert short.decision == "refused"
    assert short.differences == ("outcomes",)
    assert short.cure == "add a credential that covers three, four"
    assert "B1: 2 of 4 outcomes of B 3 = 50 %; at least 75 % is needed" in statements(short.reason)


@pytest.mark.parametrize(
    ("level", "decision"), [("3", "accepted"), ("2", "accepted"), ("1", "refused"), ("~", "refused")]
)
def test_an_outcome_counts_at_its_level(level: str, decision: str) -> None:
    shown = f"[{{competency: one, level: {level}}}, {{competency: two, level: 2}}]"
    own = f"[{{id: B1, title: Own, completed: 2025-01-01, assessed: 'true', competencies: {shown}}}]"
    assert line("coverage: '0.5'", own).decision == decision


def test_what_was_never_assessed_takes_no_part() -> None:
    attended = "{id: W, credential: webinar, completed: 2025-01-01}"
    answer = recognized(POLICY.format(rule="coverage: '0.25'"), f"[{attended}]")
    assert the_line(answer, "W").codes == ("NOT_ASSESSED",)


def test_prior_learning_takes_no_part() -> None:
    prior = "{id: W, title: Work, route: prior_learning, assessed: 'true', completed: 2025-01-01, competencies: [%s]}"
    answer = recognized(POLICY.format(rule="coverage: '0.25'"), f"[{prior % '{competency: one, level: 3}'}]")
    assert the_line(answer, "W").options == ()


def test_an_expired_part_takes_the_group_with_it() -> None:
    expiring = "{id: B2, credential: badge-2, completed: 2025-01-01, valid: {last_day: 2026-12-31}}"
    rule = POLICY.format(rule="coverage: '0.75'")
    before = recognized(rule, f"[{ONE}, {expiring}]")
    after = recognized(rule, f"[{ONE}, {expiring}]", as_of=dt.date(2027, 1, 1))
    assert [entry.decision for entry in before.lines] == ["accepted", "accepted"]
    assert [entry.codes for entry in after.lines] == [("COVERAGE_TOO_LOW",), ("EXPIRED",)]


def test_a_policy_bars_each_part() -> None:
    rules = "joint: {coverage: '0.75'}, max_ages: [{years: 1}]"
    rule = f"policies: [{{id: pol, organization: b, {rules}, source: {{title: P}}}}]"
    answer = recognized(rule, f"[{ONE}, {TWO.replace('2025-01-01', '2026-08-01')}]")
    assert [entry.decision for entry in answer.lines] == ["refused", "refused"]
    assert "TOO_OLD" in the_line(answer, "B1").codes


def test_the_credit_of_a_group_stands_once_on_its_first_line() -> None:
    world = (
        POLICY.format(rule="coverage: '0.75'")
        + """
credentials:
  - id: goal
    organization: b
    kind: certificate
    title: Goal
    credit: 3
    requirement: {all: [{course: b3, id: three}]}
    source: {title: S}
"""
    )
    answer = audited(world, ALL)
    assert answer.status == "satisfied"
    assert [entry.credit_recognized for entry in answer.lines] == [3, 0, 0]
    assert [entry.credit_applied for entry in answer.lines] == [3, 0, 0]
    assert [answer.totals.attempted, answer.totals.accepted, answer.totals.applied] == [3, 3, 3]
    assert the_line(answer, "B3").codes == ("ALREADY_USED",)


def test_without_a_rule_for_it_badges_are_not_evaluated() -> None:
    assert the_line(recognized("", f"[{ONE}]"), "B1").codes == ("NOT_EVALUATED",)
