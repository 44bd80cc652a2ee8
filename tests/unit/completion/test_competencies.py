"""When is an ability held?  Assessed, at its level, by exact alignment or enough narrower ones; never used up (§4)."""

from __future__ import annotations

import pytest

from pathways.catalog.collection import collect
from pathways.completion.competencies import CompetencyRules, holds
from pathways.model.competency import Framework
from pathways.model.documents import AuditDocument
from tests.unit.recognition.small import audited

WORLD = """
frameworks:
  - id: tree
    title: Tree
    levels: 3
    competencies:
      - {id: every, title: Every, held_when: all}
      - {id: some, title: Some, held_when: 2}
      - {id: bare, title: Bare}
      - {id: e1, title: E one, broader: every}
      - {id: e2, title: E two, broader: every}
      - {id: s1, title: S one, broader: some}
      - {id: s2, title: S two, broader: some}
      - {id: s3, title: S three, broader: some, alignments: [{kind: exact, target: other}]}
      - {id: n1, title: N one, broader: bare}
      - {id: other, title: Other, alignments: [{kind: broader, target: every}]}
    source: {title: S}
courses:
  - {id: teaches, organization: b, code: T 1, title: Teaches, credit: 3, outcomes: [{competency: e1, level: 2}]}
credentials:
  - {id: goal, organization: b, kind: licence, title: Goal, measure: items, source: {title: S},
     requirement: {all: [{competency: WANTED}]}}
"""


def status(wanted: str, *shown: str, more: str = "assessed: 'true'") -> str:
    return audit(wanted, *shown, more=more).status


def audit(wanted: str, *shown: str, more: str = "assessed: 'true'") -> AuditDocument:
    listed = ", ".join(f"{{competency: {item}}}" for item in shown)
    world = WORLD.replace("{competency: WANTED}", f"{{competency: {wanted}}}")
    lines = f"[{{id: L, title: Evidence, completed: 2025-01-01, competencies: [{listed}], {more}}}]" if shown else "[]"
    return audited(world, lines)


@pytest.mark.parametrize(("wanted", "shown", "expected"), [
    ("e1", ("e1",), "satisfied"),
    ("e1, level: 2", ("e1, level: 2",), "satisfied"),
    ("e1, level: 2", ("e1, level: 3",), "satisfied"),
    ("e1, level: 2", ("e1, level: 1",), "unsatisfied"),
    ("e1, level: 2", ("e1",), "unsatisfied"),
    ("every", ("e1", "e2"), "satisfied"),
    ("every", ("e1",), "unsatisfied"),
    ("every, level: 2", ("e1, level: 2", "e2, level: 1"), "unsatisfied"),
    ("every, level: 2", ("e1, level: 2", "e2, level: 3"), "satisfied"),
    ("some", ("s1", "s2"), "satisfied"),
    ("some", ("s1",), "unsatisfied"),
    ("some", ("s1", "other"), "satisfied"),  # other is exactly s3
    ("other", ("s3",), "satisfied"),  # in both directions
    ("bare", ("n1",), "unsatisfied"),  # its framework says nothing about narrower ones
    ("every", ("other",), "unsatisfied"),  # a broader alignment is information
    ("e1", ("every",), "unsatisfied"),  # holding the broader one shows none of the narrower
])  # fmt: skip
def test_held(wanted: str, shown: tuple[str, ...], expected: str) -> None:
    assert status(wanted, *shown) == expected


def test_a_framework_that_circles_is_cut_where_it_returns() -> None:
    circle = {
        "id": "round",
        "title": "Round",
        "competencies": [
            {"id": "one", "title": "One", "broader": "two", "held_when": "all"},
            {"id": "two", "title": "Two", "broader": "one", "held_when": "all"},
        ],
        "source": {"title": "S"},
    }
    formula = CompetencyRules(collect([Framework.model_validate(circle)])).formula("one", None)
    assert holds(formula, frozenset({("one", None)}))
    assert not holds(formula, frozenset({("three", None)}))


def test_a_course_shows_its_outcomes() -> None:
    world = WORLD.replace("{competency: WANTED}", "{competency: e1, level: 2}")
    assert audited(world, "[{id: L, course: teaches, completed: 2025-01-01}]").status == "satisfied"
    assert audited(world, "[{id: L, course: teaches, status: failed}]").status == "unsatisfied"
    pending = audited(world, "[{id: L, course: teaches, status: in_progress}]")
    assert (pending.status, pending.if_completed) == ("unsatisfied", "satisfied")


@pytest.mark.parametrize(("more", "expected"), [
    ("assessed: 'false'", "unsatisfied"),
    ("grade: ~", "undecided"),
    ("assessed: 'true', status: revoked", "unsatisfied"),
    ("assessed: 'true', valid: {last_day: 2026-08-31}", "unsatisfied"),
])  # fmt: skip
def test_claimed_expired_and_revoked_evidence(more: str, expected: str) -> None:
    assert status("e1", "e1", more=more) == expected


def test_abilities_are_not_used_up() -> None:
    world = WORLD.replace("all: [{competency: WANTED}]", "all: [{competency: e1}, {competency: e1}, {course: teaches}]")
    answer = audited(world, "[{id: L, course: teaches, completed: 2025-01-01}]")
    assert answer.status == "satisfied"


def test_the_cheapest_way_to_an_ability_is_named() -> None:
    answer = audit("e1")
    assert [(entry.path, entry.options) for entry in answer.missing] == [("root/1", ("teaches",))]
