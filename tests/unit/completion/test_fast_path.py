"""The smallest questions at which a path once went wrong: both must come to what is worked out here (§6, §7)."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.completion import ground, patterns
from pathways.completion.audit import complete, examine
from pathways.completion.build import NOW, build
from pathways.completion.milp import complete_by_program
from pathways.completion.problem import Allocation, Problem
from pathways.recognition.rules import RuleBook
from tests.unit.recognition.small import AS_OF, record, world

GOAL = """
courses:
  - {{id: old, organization: b, code: OLD, title: Old, credit: 3, valid: {{until: 2020-01-01}}}}
  - {{id: older, organization: b, code: OLDER, title: Older, credit: 3, valid: {{until: 2020-01-01}}}}
  - {{id: oldest, organization: b, code: OLDEST, title: Oldest, credit: 3, valid: {{until: 2020-01-01}}}}
{rules}
credentials:
  - {{id: goal, organization: b, kind: certificate, title: Goal, credit: 6, source: {{title: S}}, requirement: {tree}}}
"""
BLOCK = """
equivalences:
  - {id: e, from: {course: a1}, receiving: b, to: {kind: block, block: 'goal#root/1/1'}, source: {title: S}}
"""
WAIVER = {"id": "w", "kind": "waiver", "credential": "goal", "path": "root/1", "reason": "served"}
ONE_BY_ONE = ((ground, "MOST_SHARED"), (patterns, "MOST_PATTERNS"))


def problem(tree: str, course: str | None = None, rules: str = "", **more: Any) -> Problem:
    catalog = world(GOAL.format(tree=tree, rules=rules))
    lines = f"[{{id: L, course: {course}, grade: A, completed: 2025-01-01}}]" if course else "[]"
    book, goal = RuleBook(catalog), catalog.credentials["goal"]
    return build(examine(catalog, book, record(lines, **more), goal, as_of=AS_OF).inputs, NOW)


def told(asked: Problem, found: Allocation) -> tuple[list[str], list[str], list[str]]:
    """Return by name what is applied, what is taken, and the paths that nothing can meet."""
    units, program = asked.units, asked.program
    mine = {units[use.unit].names[0] for use in found.applied if units[use.unit].owned}
    taken = [units[unit].names[0] for unit, _ in found.bought]
    open_ = [program.nodes[program.leaves[leaf].node].path if leaf >= 0 else "a group" for leaf in found.impossible]
    return sorted(mine), sorted(taken), open_


def test_a_block_below_a_choice_of_courses_fills_it() -> None:
    asked = problem("{all: [{any: [{course: b1}, {course: b2}]}, {course: b3}]}", "a1", BLOCK)
    assert complete(asked).items == complete_by_program(asked).items == 1


def test_a_block_stands_below_what_is_waived() -> None:
    tree = "{all: [{all: [{all: [{course: b1}, {course: b2}]}, {course: b2}]}, {course: b3}]}"
    waiver = {**WAIVER, "approved_by": "the dean", "date": "2026-01-01"}
    asked = problem(tree, "a1", BLOCK, adjustments=[waiver])
    assert [bool(found.applied) for found in (complete(asked), complete_by_program(asked))] == [True, True]


def test_what_nothing_shows_is_named_in_a_contested_part() -> None:
    nobody = "{competency: four, level: 3}"
    branches = f"{{any: [{{all: [{{course: b1}}, {nobody}]}}, {{all: [{{course: b2}}, {nobody}]}}]}}"
    asked = problem(f"{{all: [{branches}, {{credits: 3, from: {{course: [b1, b2]}}}}]}}", "b1")
    mine, taken, missing = told(asked, complete(asked))
    assert (mine, taken) == (["L>b1"], ["b2"])
    assert missing in (["root/1/1/2"], ["root/1/2/2"])


def test_less_is_missing_in_a_bundle_that_nobody_can_fill_than_in_two_courses_that_nobody_offers() -> None:
    bundle = "{at_least: 6, counting: credits, of: [{all: [{course: b1}, {course: old}]}, {course: b2}]}"
    asked = problem(f"{{any: [{bundle}, {{all: [{{course: older}}, {{course: oldest}}]}}]}}")
    assert told(asked, complete(asked)) == ([], ["b1", "b2"], ["root/1/1/2"])


def test_naming_keeps_what_shows_a_competency_where_something_else_is_on_offer_nowhere() -> None:
    """Course b3 shows the competency and fills the pool; b2 comes before it and shows nothing."""
    tree = "{all: [{competency: one}, {courses: 1, from: {course: [b2, b3]}}, {course: old}]}"
    asked = problem(tree)
    assert told(asked, complete(asked)) == ([], ["b3"], ["root/3"])


def test_what_may_be_shared_elsewhere_may_stand_where_nothing_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ONE_BY_ONE:
        monkeypatch.setattr(module, name, 0)
    pool = "{credits: 6, from: {kind: [course]}}"
    asked = problem(f"{{all: [{pool}, {pool}, {{course: b1}}]}}, sharing: [{{between: [root/1, root/2]}}]", "b1")
    assert told(asked, complete_by_program(asked)) == (["L>b1"], ["b2", "b3"], [])
