"""§7: the least that is missing, what may be taken, and which of equals is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.semantics.bulletin import as_course, ask, course, line, policy, rule, small_credential

ANY_COURSE = {"kind": ["course"]}
C1, C2, C3 = {"course": "u1"}, {"course": "u2"}, {"course": "u3"}


def test_7_1_the_least_measure_then_the_fewest_items() -> None:
    offered = [course("u1", 1), course("u2", 1), course("u3", 2), course("u4", 4)]
    assert ask({"credits": 2, "from": ANY_COURSE}, offered).short == ("2", 1)
    assert ask({"credits": 3, "from": ANY_COURSE}, offered).short == ("3", 2)


def test_7_1_no_greedy_choice_of_branch() -> None:
    """The branch that is further along is not the one that is cheaper to finish."""
    asked = {"any": [{"all": [C1, C2, C3]}, {"course": "u4"}]}
    offered = [course(f"u{n}") for n in (1, 2, 3)] + [course("u4", 4)]
    assert ask(asked, offered, [line(1, "u1")]).short == ("4", 1)
    assert ask(asked, offered, [line(1, "u1"), line(2, "u2")]).short == ("3", 1)


@pytest.mark.parametrize(("measure", "short"), [("credit", "1"), ("hours", "30"), ("items", "1"), ("blocks", "1")])
def test_7_1_in_the_measure_of_the_credential(measure: str, short: str) -> None:
    offered = [course("u1", 1, hours=90), course("u2", 5, hours=30)]
    assert ask({"courses": 1, "from": ANY_COURSE}, offered, measure=measure).short == (short, 1)


def test_7_2_what_may_be_taken_is_at_home_in_force_and_whole() -> None:
    away, gone = course("s1", 1), course("u1", 1, valid={"until": "2026-09-01"})
    assert ask({"credits": 1, "from": ANY_COURSE}, [away, gone, course("u2", 4)]).short == ("4", 1)
    last_day = course("u1", 1, valid={"last_day": "2026-09-01"})
    assert ask({"credits": 1, "from": ANY_COURSE}, [away, last_day, course("u2", 4)]).short == ("1", 1)


def test_7_2_and_at_the_best_grade() -> None:
    asked = {"all": [C1, {**C2, "min_grade": {"grade": "A"}}], "min_gpa": 3}
    offered = [course("u1"), course("u2")]
    assert ask(asked, offered, [line(1, "u1", "C")]).short == ("3", 1)


def test_7_2_a_leaf_may_name_something_elsewhere() -> None:
    asked = {"all": [{"credential": "m1"}, {"course": "s1"}]}
    assert ask(asked, [small_credential("m1", credit=2), course("s1")]).short == ("5", 2)


def test_7_2_what_nobody_states_the_measure_of_is_listed_not_counted() -> None:
    answer = ask({"all": [C1, C2]}, [course("u1", None), course("u2")])
    assert answer.impossible
    assert any("u1" in note for note in answer.document.notes)


def test_7_3_progress() -> None:
    offered = [course("u1"), course("u2", 1)]
    assert ask({"all": [C1, C2]}, offered).examination.progress == 0
    assert ask({"all": [C1, C2]}, offered, [line(1, "u1")]).examination.progress == Fraction(3, 4)
    assert ask({"all": [C1, C2]}, offered, [line(1, "u1"), line(2, "u2")]).examination.progress == 1


def test_7_3_progress_is_less_than_one_while_something_is_impossible() -> None:
    answer = ask({"all": [C1, {"course": "none"}]}, [course("u1")], [line(1, "u1")])
    assert answer.examination.progress < 1


def test_7_4_completed_is_preferred_to_in_progress() -> None:
    offered = [course("u1"), course("u2")]
    lines = [line(1, "u1", None, status="in_progress", completed=None), line(2, "u2")]
    answer = ask({"courses": 1, "from": ANY_COURSE}, offered, lines)
    then = answer.examination.reading(frozenset({"completed"}))
    assert [then.problem.units[use.unit].names for use in then.allocation.applied] == [("n2>u2",)]


def test_7_4_resident_is_preferred_where_a_residency_is_asked() -> None:
    sent = rule("e", {"course": "s1"}, as_course("u1"))
    offered = [course("u1"), course("u2"), course("s1"), sent]
    lines = [line(1, "s1"), line(2, "u2")]
    answer = ask({"courses": 1, "from": ANY_COURSE}, offered, lines, rules={"residency": [{"credits": 1}]})
    assert answer.line("n2").applied_to == ("root",)


def test_7_4_what_lapses_first_is_preferred() -> None:
    offered = [course("u1"), course("u2"), course("s1"), course("s2"), policy(max_ages=[{"years": 5}])]
    offered += [rule("e1", {"course": "s1"}, as_course("u1")), rule("e2", {"course": "s2"}, as_course("u2"))]
    lines = [line(1, "s1", completed="2025-06-01"), line(2, "s2", completed="2022-06-01")]
    answer = ask({"courses": 1, "from": ANY_COURSE}, offered, lines)
    assert answer.line("n2").applied_to == ("root",)


def test_7_4_higher_grades_are_preferred_where_an_average_is_asked() -> None:
    offered = [course("u1"), course("u2")]
    lines = [line(1, "u1", "B"), line(2, "u2", "A")]
    asked = {"courses": 1, "from": ANY_COURSE, "min_gpa": 2}
    assert ask(asked, offered, lines).line("n2").applied_to == ("root",)


def test_7_4_then_ids_in_order_whatever_the_order_of_the_file() -> None:
    offered = [course("u1"), course("u2")]
    lines = [line(2, "u2"), line(1, "u1")]
    asked = {"courses": 1, "from": ANY_COURSE}
    documents = {ask(asked, offered, order).document.model_dump_json() for order in (lines, lines[::-1])}
    assert len(documents) == 1
    assert ask(asked, offered, lines).line("n1").applied_to == ("root",)


def test_7_5_what_is_on_offer_nowhere_is_named_and_the_rest_is_completed() -> None:
    answer = ask({"all": [C1, {"id": "lost", "course": "none"}, C2]}, [course("u1"), course("u2")], [line(1, "u1")])
    assert answer.document.impossible == ("root/lost",)
    assert answer.short == ("3", 1)
    assert answer.status == "unsatisfied"
