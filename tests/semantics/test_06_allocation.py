"""§6: what is applied where, once."""

from __future__ import annotations

from typing import Any

from tests.semantics.bulletin import agreement, as_course, ask, course, line, policy, rule, small_credential

THREE = (course("u1"), course("u2"), course("u3"))
C1, C2, C3 = {"course": "u1"}, {"course": "u2"}, {"course": "u3"}
ANY_COURSE = {"kind": ["course"]}
A = {"id": "a", "courses": 1, "from": {"course": ["u1"]}}
B = {"id": "b", "courses": 1, "from": {"course": ["u1", "u2"]}}


def two_rules(**more: Any) -> tuple[Any, ...]:
    first = rule("e1", {"course": "s1"}, as_course("u1"), priority=1, **more)
    return (*THREE, course("s1"), first, rule("e2", {"course": "s1"}, as_course("u2"), priority=2, **more))


def test_6_1_an_attainment_serves_one_option() -> None:
    assert ask({"all": [C1, C2]}, two_rules(), [line(1, "s1")]).short == ("3", 1)


def test_6_1_unless_an_agreement_articulates_every_course_by_itself() -> None:
    each = (*two_rules(agreement="G"), agreement(sources_used="each_rule"))
    assert ask({"all": [C1, C2]}, each, [line(1, "s1")]).status == "satisfied"


def test_6_1_two_courses_together_are_both_used_up() -> None:
    together = rule("e1", {"all": [{"course": "s1"}, {"course": "s2"}]}, as_course("u1"))
    alone = rule("e2", {"course": "s2"}, as_course("u2"))
    offered = (*THREE, course("s1"), course("s2"), together, alone)
    assert ask({"all": [C1, C2]}, offered, [line(1, "s1"), line(2, "s2")]).short == ("3", 1)


def test_6_2_the_scarce_place_is_served_first() -> None:
    """First come, first served would put u1 where u2 could stand too."""
    answer = ask({"all": [B, A]}, THREE, [line(1, "u1"), line(2, "u2")])
    assert answer.status == "satisfied"
    assert answer.line("n1").applied_to == ("root/a",)


def test_6_2_a_sharing_rule_names_requirements_that_use_the_same_item() -> None:
    asked = {"all": [A, B]}
    assert ask(asked, THREE, [line(1, "u1")]).short == ("3", 1)
    shared = ask(asked, THREE, [line(1, "u1")], sharing=[{"between": ["root/a", "root/b"]}])
    assert shared.status == "satisfied"
    assert shared.applied == "3"


def test_6_2_a_sharing_rule_may_limit_how_much_is_shared() -> None:
    asked = {"all": [A, B]}
    none_at_all = [{"between": ["root/a", "root/b"], "max_credits": 2}]
    assert ask(asked, THREE, [line(1, "u1")], sharing=none_at_all).short == ("3", 1)


def test_6_2_or_let_credit_be_divided_but_not_into_more_than_there_is() -> None:
    def asked(second: int) -> dict[str, Any]:
        pools = [{"id": name, "credits": need, "from": ANY_COURSE} for name, need in (("a", 2), ("b", second))]
        return {"all": pools}

    divided = [{"between": ["root/a", "root/b"], "split": True}]
    assert ask(asked(1), [course("u1")], [line(1, "u1")], sharing=divided).status == "satisfied"
    assert ask(asked(2), [course("u1")], [line(1, "u1")], sharing=divided).impossible
    assert ask(asked(2), THREE, [line(1, "u1")], sharing=divided).short == ("3", 1)


def test_6_3_what_is_applied_is_capped_at_the_need_and_the_rest_is_excess() -> None:
    answer = ask({"credits": 2, "from": ANY_COURSE}, THREE, [line(1, "u1")])
    assert answer.applied == "2"
    assert answer.document.totals.excess == 1


def test_6_3_a_course_leaf_takes_at_most_its_own_credit() -> None:
    sent = {"kind": "course", "courses": ["u1"], "credit": {"how": "fixed", "amount": 5}}
    offered = (*THREE, course("s1"), rule("e", {"course": "s1"}, sent))
    assert ask(C1, offered, [line(1, "s1")]).applied == "3"


def test_6_4_a_course_counts_once_however_it_came() -> None:
    offered = (*THREE, course("s1"), rule("e", {"course": "s1"}, as_course("u1")))
    twice = ask({"credits": 6, "from": {"course": ["u1"]}}, offered, [line(1, "u1"), line(2, "s1")])
    assert twice.impossible
    both = ask({"courses": 2, "from": ANY_COURSE}, offered, [line(1, "u1"), line(2, "s1")])
    assert both.short == ("3", 1)


def test_6_4_a_credential_counts_once_too() -> None:
    asked = {"courses": 2, "from": {"kind": ["micro_credential"], "component_of": ["P"]}}
    named = {"any": [asked, {"all": [{"credential": "m1"}, {"credential": "m2"}]}]}
    offered = [small_credential("m1", credit=2), small_credential("m2", credit=2)]
    held = {"id": "n1", "credential": "m1", "completed": "2025-06-01"}
    assert ask(named, offered, [held]).short == ("2", 1)


def test_6_5_overlays_look_at_what_is_applied_only() -> None:
    """A second course in residence is on the record, but no requirement has room for it."""
    answer = ask(C1, THREE, [line(1, "u1"), line(2, "u2")], rules={"residency": [{"courses": 2}]})
    assert answer.impossible


def test_6_5_a_shared_item_counts_once() -> None:
    sharing = [{"between": ["root/a", "root/b"]}]
    answer = ask({"all": [A, B]}, THREE, [line(1, "u1")], sharing=sharing, rules={"total_credits": 6})
    assert answer.short == ("3", 1)


def test_6_6_more_learning_never_harms() -> None:
    """Electives beyond a cap, a second way to a course, a poor grade where an average is asked: all may be left out."""
    elective = {"kind": "general_elective", "credit": {"how": "fixed", "amount": 3}}
    rules_there = (rule("e1", {"course": "s1"}, elective), rule("e2", {"course": "s2"}, as_course("u1")))
    offered = (*THREE, course("s1"), course("s2"), *rules_there)
    asked = {"credits": 3, "up_to": 9, "from": {"kind": ["course", "elective"]}}
    rules = {"min_gpa": 3, "caps": [{"sources": ["transfer"], "credits": 0}]}
    assert ask(asked, offered, [line(1, "u1")], rules=rules).status == "satisfied"
    more = [line(1, "u1"), line(2, "s1"), line(3, "s2", "D"), line(4, "u2", "D")]
    assert ask(asked, offered, more, rules=rules).status == "satisfied"


def test_6_6_an_exclusion_reads_what_is_applied() -> None:
    offered = (*THREE, policy(exclusions=[{"id": "x", "courses": ["u1", "u2"]}]))
    answer = ask({"courses": 1, "from": ANY_COURSE}, offered, [line(1, "u1"), line(2, "u2")])
    assert answer.status == "satisfied"
    assert ask({"all": [C1, C2]}, offered, [line(1, "u1"), line(2, "u2")]).impossible


def test_6_5_inside_a_requirement_a_shared_item_counts_once_too() -> None:
    pool = {"courses": 1, "from": {"tag": ["x"]}}
    asked = {"all": [{"id": "a", **pool}, {"id": "b", **pool}]}
    rule: dict[str, object] = {"sharing": [{"between": ["root/a", "root/b"]}]}
    offered = [course("u1", level=3, tags=["x"])]
    lines = [line(1, "u1")]
    assert ask(asked, offered, lines, **rule).status == "satisfied"
    assert ask({**asked, "caps": [{"items": 1, "from": {"tag": ["x"]}}]}, offered, lines, **rule).status == "satisfied"
    deeper = {**asked, "level_minimum": {"credits": 6, "level": 3}}
    assert ask(deeper, offered, lines, **rule).status == "unsatisfied"
    assert ask({**deeper, "level_minimum": {"credits": 3, "level": 3}}, offered, lines, **rule).status == "satisfied"


def test_6_2_a_sharing_rule_with_a_filter_speaks_of_no_other_learning() -> None:
    pools = [{"id": name, "courses": 1, "from": ANY_COURSE} for name in "ab"]
    sharing = [{"between": ["a", "b"], "from": {"course": ["u1"]}}]
    assert ask({"all": pools}, THREE, [line(1, "u1")], sharing=sharing).status == "satisfied"
    assert ask({"all": pools}, THREE, [line(1, "u2")], sharing=sharing).short == ("3", 1)
    limited = [*sharing, {"between": ["a", "b"], "from": {"course": ["u1"]}, "max_items": 0}]
    assert ask({"all": pools}, THREE, [line(1, "u1")], sharing=limited).short == ("3", 1)
    elsewhere = [*sharing, {"between": ["a", "b"], "from": {"course": ["u2"]}, "max_items": 0}]
    assert ask({"all": pools}, THREE, [line(1, "u1")], sharing=elsewhere).status == "satisfied"
