"""How sure a plan is, is said plainly: proven, not proven, not found out."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from pathways.language.words import Say
from pathways.model.documents import RequirementEntry
from pathways.model.plan_documents import ObjectiveEntry, PlanDocument, PlanTotals
from pathways.ui.pages.plan_told import _parts, proof

EN = Say("en")


def plan(status: str, **more: Any) -> PlanDocument:
    return PlanDocument.model_validate(
        {
            "schema": "pathways/plan/1",
            "as_of": "2026-09-01",
            "catalog": "0",
            "learner": "ana",
            "goals": ["diploma"],
            "title": "Diploma",
            "status": status,
            "reason": {"statement": "told"},
            **more,
        }
    )


TOTALS = PlanTotals(
    terms=1,
    finish=dt.date(2027, 4, 23),
    cost=Fraction(9),
    due=Fraction(0),
    currency="CAD",
    credit=Fraction(3),
    items=1,
)


def objectives(*proven: bool) -> tuple[ObjectiveEntry, ...]:
    names = ("time", "cost")
    return tuple(
        ObjectiveEntry(objective=name, value="1", bound="1" if sure else "0", proven=sure)
        for name, sure in zip(names, proven, strict=True)
    )


def test_what_is_proven_is_said_objective_by_objective() -> None:
    found = plan("optimal", totals=TOTALS, objectives=objectives(True, True), checked=True)
    assert proof(EN, found) == (
        "Proven: nothing is done sooner; of those, nothing costs less. Checked by replaying it step by step."
    )


def test_what_is_not_proven_is_not_said_to_be() -> None:
    found = plan("feasible", totals=TOTALS, objectives=objectives(True, False), checked=True)
    assert proof(EN, found) == (
        "Proven: nothing is done sooner. Not proven best in everything: a better plan may exist. "
        "Checked by replaying it step by step."
    )


def test_where_nothing_was_found_neither_yes_nor_no_is_claimed() -> None:
    assert proof(EN, plan("timed_out")) == "Nothing is proven: neither that there is a plan nor that there is none."


def test_a_conflict_that_may_not_be_the_smallest_is_said_to_be_so() -> None:
    unsure = "within the effort it could not be told whether fewer of these conditions clash too"
    clash = {"kind": "load", "words": "at most 2 courses a term", "yours": True}
    assert proof(EN, plan("infeasible_proven", conflict=[clash])) == (
        "Proven: without any one of these conditions there would be a plan."
    )
    assert proof(EN, plan("infeasible_proven", conflict=[clash], assumptions=[unsure])) == (
        f"Proven. {unsure[:1].upper()}{unsure[1:]}."
    )


def test_a_place_is_told_by_its_goal_and_the_group_it_stands_in() -> None:
    leaf = RequirementEntry(path="root/0/1", kind="course", title="MAT 1 Algebra", status="unsatisfied")
    group = RequirementEntry(path="root/0", kind="all", title="Core", status="unsatisfied", children=(leaf,))
    root = RequirementEntry(path="root", kind="all", title="Two of these", status="unsatisfied", children=(group,))
    assert dict(_parts(root, "Diploma")) == {
        "root": "Diploma",
        "root/0": "Diploma: Core",
        "root/0/1": "Diploma: Core",
    }
