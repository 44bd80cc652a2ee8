"""What needs no rule, and what happens where no rule speaks (§8, §9)."""

from __future__ import annotations

import pytest

from pathways.model.documents import LineEntry
from tests.unit.recognition.small import audited, recognized, the_line

WORLD = """
credentials:
  - {id: own, organization: b, kind: certificate, title: Own certificate, credit: 6, source: {title: S}}
  - {id: foreign, organization: a, kind: certificate, title: Foreign certificate, credit: 6, source: {title: S}}
  - {id: goal, organization: b, kind: diploma, title: Goal, credit: 12, source: {title: S},
     requirement: {all: [{credential: own, id: own}, {credential: foreign, id: foreign}]}}
"""


def line(text: str, more: str = WORLD) -> LineEntry:
    return the_line(recognized(more, f"[{{id: L, completed: 2025-01-01, {text}}}]"))


def test_the_organizations_own_courses_count_as_themselves() -> None:
    found = line("course: b1")
    assert (found.decision, found.by, found.recognized_as) == ("accepted", "own", ("B 1",))
    assert str(found.credit_recognized) == "3"


def test_the_credit_on_the_transcript_counts() -> None:
    assert str(line("course: b1, credit: {amount: 4, system: us}").credit_recognized) == "4"
    assert str(line("course: b1, credit: {amount: 4, system: ects}").credit_recognized) == "3"


def test_credentials_count_as_themselves_where_they_are_own_or_named() -> None:
    assert (line("credential: own").decision, line("credential: own").by) == ("accepted", "own")
    assert line("credential: foreign").decision == "accepted"  # the goal of B names it
    assert line("credential: badge-1").codes == ("NOT_EVALUATED",)


def test_a_badge_carries_no_credit_by_itself() -> None:
    world = "credentials: [{id: mine, organization: b, kind: badge, title: Mine, credit: 3, source: {title: S}}]"
    assert str(line("credential: mine, assessed: 'true'", world).credit_recognized) == "0"


def test_a_held_award_satisfies_its_own_goal() -> None:
    answer = audited(WORLD, "[{id: G, credential: goal, completed: 2025-01-01}]")
    assert answer.status == "satisfied"
    assert any("the award itself is on the record" in note for note in answer.notes)


@pytest.mark.parametrize(("mode", "decision", "codes"), [
    ("undecided", "undecided", ("NOT_EVALUATED",)),
    ("refused", "refused", ("NO_EQUIVALENCE",)),
    ("general_elective", "accepted", ()),
])  # fmt: skip
def test_where_no_rule_speaks_the_policy_does(mode: str, decision: str, codes: tuple[str, ...]) -> None:
    policy = f"policies: [{{id: pol, organization: b, unlisted: {mode}, source: {{title: P}}}}]"
    found = line("course: a1", policy)
    assert (found.decision, found.codes) == (decision, codes)
    assert str(found.credit_recognized) == ("3" if mode == "general_elective" else "0")


def test_an_unlisted_elective_is_not_given_where_a_rule_has_spoken() -> None:
    spoken = """
    policies: [{id: pol, organization: b, unlisted: general_elective, source: {title: P}}]
    equivalences:
      - {id: no, receiving: b, from: {course: a1}, to: {kind: denied}, source: {title: S}}
      - {id: pair, receiving: b, from: {all: [{course: a2}, {course: a3}]}, to: {kind: course, courses: [b1]},
         source: {title: S}}
    """
    assert line("course: a1", spoken).codes == ("DENIED",)
    assert line("course: a2", spoken).codes == ("NO_EQUIVALENCE",)


def test_in_progress_is_accepted_only_if_completed() -> None:
    goal = """
    credentials: [{id: g, organization: b, kind: certificate, title: G, requirement: {course: b1}, source: {title: S}}]
    """
    answer = audited(goal, "[{id: L, course: b1, status: in_progress}]", "g")
    assert (answer.status, answer.if_completed) == ("unsatisfied", "satisfied")
    assert str(answer.credit.in_progress) == "3"


def test_the_record_is_read_by_its_ids_not_by_its_order() -> None:
    one, two = "{id: A, course: b1, completed: 2025-01-01}", "{id: B, course: a1, completed: 2025-01-01}"
    assert recognized("", f"[{one}, {two}]").to_json() == recognized("", f"[{two}, {one}]").to_json()
