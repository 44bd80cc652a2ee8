"""§5: the requirement algebra."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.model.course import Course
from tests.semantics.bulletin import ask, course, framework, line, policy, rule

THREE = (course("u1"), course("u2"), course("u3"))
C1, C2, C3 = {"course": "u1"}, {"course": "u2"}, {"course": "u3"}
ANY_COURSE = {"kind": ["course"]}


def waiver(path: str) -> dict[str, Any]:
    words = {"reason": "a reason", "approved_by": "the dean", "date": "2026-08-01"}
    return {"id": "w", "kind": "waiver", "credential": "P", "path": path, **words}


def substitution(path: str, attainment: str) -> dict[str, Any]:
    return {**waiver(path), "kind": "substitution", "attainment": attainment}


def test_5_2_one_branch_of_any_is_pursued() -> None:
    either = {"any": [{"all": [C1, C2]}, C3]}
    answer = ask(either, THREE, [line(1, "u1")])
    assert answer.short == ("3", 1)
    assert answer.document.totals.applied == 3, "either way one is missing; what is there is used"


def test_5_2_nothing_is_applied_below_a_branch_that_is_not_pursued() -> None:
    either = {"any": [{"all": [C1, C2]}, C3]}
    answer = ask(either, THREE, [line(1, "u1"), line(3, "u3")])
    assert answer.status == "satisfied"
    assert answer.line("n1").credit_applied == 0
    assert answer.line("n1").codes == ("NO_SLOT",)


def test_5_2_exactly_n_requirements_are_pursued() -> None:
    answer = ask({"at_least": 2, "of": [C1, C2, C3]}, THREE, [line(n, f"u{n}") for n in (1, 2, 3)])
    assert answer.status == "satisfied"
    assert answer.applied == "6"


def test_5_3_counting_items_its_leaves_need_not_hold_one_by_one() -> None:
    pools = [{"courses": 2, "from": {"course": ["u1", "u2"]}}, {"courses": 2, "from": {"course": ["u3", "u4"]}}]
    offered = (*THREE, course("u4"))
    asked = {"at_least": 2, "counting": "items", "of": pools}
    assert ask(asked, offered, [line(1, "u1"), line(3, "u3")]).status == "satisfied"


def test_5_3_a_group_below_it_contributes_only_if_it_holds() -> None:
    asked = {"at_least": 2, "counting": "items", "of": [{"all": [C1, C2]}, C3]}
    answer = ask(asked, THREE, [line(1, "u1"), line(3, "u3")])
    assert answer.short == ("3", 1)
    assert ask(asked, THREE, [line(1, "u1"), line(2, "u2")]).status == "satisfied"


def test_5_3_more_than_one_branch_may_contribute() -> None:
    asked = {"at_least": 2, "counting": "items", "of": [{"any": [C1, C2]}, C3]}
    assert ask(asked, THREE, [line(1, "u1"), line(2, "u2")]).status == "satisfied"


def test_5_3_distinct_bounds_how_many_children_contribute() -> None:
    pools = [{"courses": 1, "up_to": 2, "from": {"course": ["u1", "u2"]}}, C3]
    asked = {"at_least": 2, "counting": "items", "of": pools, "distinct": {"min": 2}}
    assert ask(asked, THREE, [line(1, "u1"), line(2, "u2")]).short == ("3", 1)
    assert ask(asked, THREE, [line(1, "u1"), line(3, "u3")]).status == "satisfied"


def test_5_3_each_says_how_many_items_a_contributing_child_brings() -> None:
    pools = [{"courses": 1, "up_to": 2, "from": {"course": ["u1", "u2"]}}, C3]
    asked = {"at_least": 2, "counting": "items", "of": pools, "each": 2}
    assert ask(asked, THREE, [line(1, "u1"), line(3, "u3")]).short == ("3", 1)
    assert ask(asked, THREE, [line(1, "u1"), line(2, "u2")]).status == "satisfied"


@pytest.mark.parametrize(("grade", "status"), [("B", "satisfied"), ("C", "unsatisfied"), (None, "undecided")])
def test_5_4_a_least_grade_binds_every_item_below(grade: str | None, status: str) -> None:
    asked = {"min_grade": {"grade": "B"}, "all": [{"all": [C1]}]}
    assert ask(asked, THREE, [line(1, "u1", grade)]).status == status


def test_5_4_age_is_measured_on_the_day_of_lodging() -> None:
    asked = {"max_age_years": 5, "course": "u1"}
    old = line(1, "u1", completed="2020-01-10")
    assert ask(asked, THREE, [old]).status == "unsatisfied"
    assert ask(asked, THREE, [{**old, "lodged": "2025-01-10"}]).status == "satisfied", (
        "exactly five years are not older"
    )
    assert ask(asked, THREE, [{**old, "lodged": "2025-01-11"}]).status == "unsatisfied"


def test_5_4_a_cap_binds_the_sum_below_its_node() -> None:
    capped = {"credits": 6, "from": ANY_COURSE, "caps": [{"credits": 3, "from": {"subject": ["A"]}}]}
    offered = (course("u1", subject="A"), course("u2", subject="A"), course("u3", subject="B"))
    answer = ask(capped, offered, [line(1, "u1"), line(2, "u2")])
    assert answer.short == ("3", 1)
    assert answer.applied == "3"


def test_5_4_the_average_is_weighted_by_credit_and_exact_in_thirds() -> None:
    """C+ is 7/3 points; with B (3) for as much credit the average is 8/3, neither more nor less."""
    asked = {"all": [C1, C2]}
    lines = [line(1, "u1", "C+"), line(2, "u2", "B")]
    assert ask({**asked, "min_gpa": "8/3"}, THREE, lines).status == "satisfied"
    assert ask({**asked, "min_gpa": "2.667"}, THREE, lines).status == "unsatisfied"


def test_5_4_what_has_no_grade_points_is_left_out_of_the_average() -> None:
    asked = {"all": [C1, C2], "min_gpa": 3}
    assert ask(asked, THREE, [line(1, "u1", "B"), line(2, "u2", None)]).status == "satisfied"


def test_5_5_an_unknown_level_satisfies_no_range() -> None:
    asked = {"courses": 1, "from": {"level": {"min": 0}}}
    assert ask(asked, [course("u1")], [line(1, "u1")]).status == "unsatisfied"
    assert ask(asked, [course("u1", level=1)], [line(1, "u1")]).status == "satisfied"


def test_5_6_a_statement_is_open_until_an_adjustment_decides_it() -> None:
    asked = {"all": [C1, {"statement": "an interview"}]}
    assert ask(asked, THREE, [line(1, "u1")]).status == "undecided"
    assert ask(asked, THREE, []).status == "unsatisfied"
    assert ask(asked, THREE, [line(1, "u1")], adjustments=[waiver("root/2")]).status == "satisfied"


def test_5_6_after_transfer_asks_for_nothing_before() -> None:
    asked = {"all": [C1, {"after_transfer": "a seminar"}]}
    answer = ask(asked, THREE, [line(1, "u1")])
    assert answer.status == "satisfied"
    assert answer.document.after_transfer == ("root/2: a seminar",)


def test_5_6_no_condition_is_taken_as_met_where_learning_will_do() -> None:
    asked = {"any": [{"statement": "an interview"}, C1]}
    assert ask(asked, THREE, [line(1, "u1")]).status == "satisfied"


def test_5_7_total_credit_residency_and_caps_bind_the_whole() -> None:
    asked = {"credits": 6, "up_to": 9, "from": ANY_COURSE}
    away = (course("s1"), rule("e", {"course": "s1"}, {"kind": "course", "courses": ["u1"]}))
    lines = [line(1, "s1"), line(2, "u2")]
    assert ask(asked, (*THREE, *away), lines).status == "satisfied"
    assert ask(asked, (*THREE, *away), lines, rules={"total_credits": 9}).short == ("3", 1)
    assert ask(asked, (*THREE, *away), lines, rules={"residency": [{"courses": 2}]}).short == ("3", 1)
    capped = {"caps": [{"sources": ["transfer"], "credits": 2}]}
    assert ask(asked, (*THREE, *away), lines, rules=capped).short == ("3", 1)


def test_5_7_a_policy_binds_beside_the_credential() -> None:
    offered = (*THREE, policy(rules={"residency": [{"courses": 2}]}))
    asked = {"courses": 1, "up_to": 2, "from": ANY_COURSE}
    assert ask(asked, THREE, [line(1, "u1")]).status == "satisfied"
    assert ask(asked, offered, [line(1, "u1")]).short == ("3", 1)


def test_5_7_a_share_is_of_the_total_asked_for_else_of_the_credit() -> None:
    asked = {"credits": 3, "up_to": 9, "from": ANY_COURSE}
    half = {"residency": [{"share": "0.5"}]}
    assert ask(asked, THREE, [line(1, "u1")], rules=half, credit=12).short == ("3", 1)
    assert ask(asked, THREE, [line(1, "u1")], rules={**half, "total_credits": 3}, credit=12).status == "satisfied"


def test_5_8_a_waiver_makes_a_node_hold_with_everything_below_and_its_modifiers() -> None:
    asked = {"all": [C1, {"credits": 3, "from": ANY_COURSE, "level_minimum": {"credits": 3, "level": 9}}]}
    answer = ask(asked, THREE, [line(1, "u1")], adjustments=[waiver("root/2")])
    assert answer.status == "satisfied"
    assert ask(asked, THREE, [line(1, "u1")]).impossible


def test_5_8_a_waiver_grants_no_credit_and_makes_nothing_impossible() -> None:
    asked: dict[str, object] = {"rules": {"total_credits": 6}}
    lines, waived = [line(1, "u1")], [waiver("root/2")]
    tree = {"all": [C1, {"any": [C2, {"course": "u3"}]}]}
    assert ask(tree, THREE, lines, adjustments=waived, **asked).short == ("3", 1)
    assert ask(tree, THREE, [*lines, line(2, "u2")], adjustments=waived, **asked).status == "satisfied"
    both = ask(tree, THREE, [*lines, line(2, "u2"), line(3, "u3")], adjustments=waived, **asked)
    assert both.applied == "6"


def test_5_8_a_substitution_stands_at_its_place_and_is_used_once() -> None:
    offered = (*THREE, course("s9"))
    asked = {"all": [C1, C2]}
    answer = ask(asked, offered, [line(1, "u1"), line(9, "s9")], adjustments=[substitution("root/2", "n9")])
    assert answer.status == "satisfied"
    assert answer.line("n9").applied_to == ("root/2",)
    assert ask(asked, offered, [line(9, "s9")], adjustments=[substitution("root/2", "n9")]).short == ("3", 1)


def test_5_9_a_tree_that_asks_too_much_is_answered_with_its_path() -> None:
    answer = ask({"all": [C1, {"courses": 5, "from": {"subject": ["NONE"]}}]}, THREE, [line(1, "u1")])
    assert answer.document.impossible == ("root/2",)


def test_5_1_competency_leaves_look_and_use_nothing_up() -> None:
    skilled = course("u1", outcomes=[{"competency": "k", "level": 2}])
    asked = {"all": [C1, {"competency": "k", "level": 2}, {"competency": "k"}]}
    assert ask(asked, [skilled, framework({"id": "k"})], [line(1, "u1")]).status == "satisfied"


def tagged(*names: str, **more: Any) -> list[Course]:
    return [course(name, tags=["x"], **more) for name in names]


def test_5_9_used_looks_at_what_is_applied_and_uses_nothing_up() -> None:
    asked = {"all": [{"courses": 2, "from": ANY_COURSE}, {"used": 1, "from": {"tag": ["x"]}}]}
    offered = [*THREE, *tagged("u4")]
    assert ask(asked, offered, [line(1, "u1"), line(2, "u4")]).status == "satisfied"
    answer = ask(asked, offered, [line(1, "u1"), line(2, "u2")])
    assert (answer.status, answer.short) == ("unsatisfied", ("3", 1))
    assert [(entry.path, entry.taken) for entry in answer.document.missing] == [("root/1", ("u4",)), ("root/2", ())]


def test_5_9_what_is_not_applied_is_not_used() -> None:
    """Course u4 is on the record, and no requirement has room for it."""
    asked = {"all": [C1, {"used": 1, "from": {"tag": ["x"]}}]}
    answer = ask(asked, [*THREE, *tagged("u4")], [line(1, "u1"), line(2, "u4")])
    assert answer.document.impossible == ("root/2",)


def test_5_9_used_looks_below_one_requirement_by_path_or_id() -> None:
    pool = {"courses": 1, "from": ANY_COURSE}
    tree = [{"id": "a", **pool}, {"id": "b", **pool}]
    offered = [course("u1"), *tagged("u4")]
    lines = [line(1, "u1"), line(2, "u4")]
    for within in ("a", "root/b"):
        answer = ask({"all": [*tree, {"used": 1, "from": {"tag": ["x"]}, "within": within}]}, offered, lines)
        assert answer.status == "satisfied"
        assert answer.line("n2").applied_to == (f"root/{within[-1]}",)
    both = [{"used": 1, "from": {"tag": ["x"]}, "within": name} for name in ("a", "b")]
    assert ask({"all": [*tree, *both]}, offered, lines).impossible


def test_5_9_credit_is_counted_as_it_is_applied() -> None:
    asked = {"all": [{"credits": 5, "from": ANY_COURSE}, {"used": 4, "counting": "credits", "from": {"tag": ["x"]}}]}
    offered = [*THREE, *tagged("u4", "u5")]
    assert ask(asked, offered, [line(1, "u1"), line(2, "u4")]).short == ("3", 1)
    assert ask(asked, offered, [line(1, "u1"), line(2, "u4"), line(3, "u5")]).status == "satisfied"


def test_5_9_several_kinds_are_a_group_of_looks() -> None:
    """Two subjects of three: any of the looks may be the one that finds nothing."""
    offered = [course(f"u{number}", subject=subject) for number, subject in enumerate("AAAB", 1)]
    kinds = [{"used": 1, "from": {"subject": [subject]}} for subject in "ABC"]
    asked = {"all": [{"courses": 2, "from": ANY_COURSE}, {"at_least": 2, "of": kinds}]}
    assert ask(asked, offered, [line(1, "u1"), line(2, "u2")]).short == ("3", 1)
    assert ask(asked, offered, [line(1, "u1"), line(2, "u4")]).status == "satisfied"


def test_5_9_a_look_may_be_waived_and_is_in_no_count() -> None:
    asked = {"all": [C1, {"used": 2}]}
    assert ask(asked, THREE, [line(1, "u1")], adjustments=[waiver("root/2")]).status == "satisfied"
    counted = {"at_least": 1, "counting": "items", "of": [C1, {"used": 2}]}
    assert ask(counted, THREE, [line(1, "u1")]).status == "satisfied"


def test_5_9_a_shared_item_is_used_once() -> None:
    pools = [{"id": name, "courses": 1, "from": ANY_COURSE} for name in "ab"]
    sharing = [{"between": ["a", "b"]}]
    asked = {"all": [*pools, {"used": 1}]}
    assert ask(asked, THREE, [line(1, "u1")], sharing=sharing).status == "satisfied"
    assert ask({"all": [*pools, {"used": 2}]}, THREE, [line(1, "u1")], sharing=sharing).short == ("3", 1)
