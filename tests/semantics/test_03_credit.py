"""§3: credit is exact, converted as the receiver says, rounded once; absent is not zero."""

from __future__ import annotations

import pytest

from tests.semantics.bulletin import as_course, ask, course, line, policy, rule

ANYTHING = {"kind": ["course", "elective"]}
ELECTIVE = {"kind": "general_elective", "credit": {"how": "converted"}}


def test_3_1_thirds_add_up_to_a_whole() -> None:
    three = [course("u1", "8/3"), course("u2", "8/3"), course("u3", "8/3")]
    answer = ask({"credits": 8, "from": ANYTHING}, three, [line(1, "u1"), line(2, "u2"), line(3, "u3")])
    assert answer.status == "satisfied"
    assert answer.applied == "8"


def test_3_1_a_third_short_is_short() -> None:
    two = [course("u1", "8/3"), course("u2", "8/3"), course("u3", "1/3")]
    answer = ask({"credits": "16/3", "from": ANYTHING}, two, [line(1, "u1"), line(3, "u3")])
    assert answer.short == ("8/3", 1)


def test_3_2_credit_converts_by_share_of_a_year() -> None:
    offered = [course("t1", 6), rule("e", {"course": "t1"}, ELECTIVE), policy(conversion={"convention": "year_share"})]
    assert ask({"credits": 3, "from": ANYTHING}, offered, [line(1, "t1")]).status == "satisfied"
    assert ask({"credits": 4, "from": ANYTHING}, offered, [line(1, "t1")]).applied == "3"


def test_3_2_a_published_factor_wins() -> None:
    factor = {"from_system": "ects", "to_system": "unit", "factor": "0.75", "source": {"title": "an agreement"}}
    decided = policy(conversion={"convention": "year_share", "factors": [factor]})
    offered = [course("t1", 4), rule("e", {"course": "t1"}, ELECTIVE), decided]
    assert ask({"credits": 4, "from": ANYTHING}, offered, [line(1, "t1")]).applied == "3"


def test_3_2_a_factor_holds_in_its_own_direction_only() -> None:
    factor = {"from_system": "unit", "to_system": "ects", "factor": 10, "source": {"title": "an agreement"}}
    decided = policy(conversion={"convention": "year_share", "factors": [factor]})
    offered = [course("t1", 4), rule("e", {"course": "t1"}, ELECTIVE), decided]
    assert ask({"credits": 4, "from": ANYTHING}, offered, [line(1, "t1")]).applied == "2"


@pytest.mark.parametrize(("mode", "applied"), [("half_up", "3"), ("half_even", "2"), ("down", "2"), ("up", "3")])
def test_3_4_rounding_happens_once_at_the_end(mode: str, applied: str) -> None:
    """Two courses of 2.5 make 5, and half of that is 2.5; rounded one by one they would never make 2."""
    decided = policy(conversion={"convention": "year_share", "rounding": {"mode": mode}})
    target = {"kind": "general_elective", "credit": {"how": "converted", "factor": "0.5"}}
    both = rule("e", {"all": [{"course": "t1"}, {"course": "t2"}]}, target)
    offered = [course("t1", 5), course("t2", 5), both, decided]
    answer = ask({"credits": 9, "from": ANYTHING}, offered, [line(1, "t1"), line(2, "t2")])
    assert answer.applied == applied


def test_3_5_credit_that_nobody_converts_is_undecided() -> None:
    answer = ask(
        {"credits": 2, "from": ANYTHING}, [course("t1", 4), rule("e", {"course": "t1"}, ELECTIVE)], [line(1, "t1")]
    )
    assert answer.line("n1").decision == "undecided"
    assert answer.line("n1").codes == ("UNIT_UNDECIDED",)


def test_3_5_a_grade_that_nobody_states_is_undecided_where_a_rule_asks_for_one() -> None:
    graded = rule("e", {"course": "s1", "min_grade": {"grade": "C"}}, as_course("u1"))
    answer = ask({"course": "u1"}, [course("s1"), course("u1"), graded], [line(1, "s1", None)])
    assert answer.status == "undecided"
    assert answer.line("n1").codes == ("INDIVIDUAL_ASSESSMENT",)


def test_3_5_a_grade_that_nobody_states_is_not_asked_where_no_rule_does() -> None:
    plain = rule("e", {"course": "s1"}, as_course("u1"))
    answer = ask({"course": "u1"}, [course("s1"), course("u1"), plain], [line(1, "s1", None)])
    assert answer.status == "satisfied"


def test_3_5_a_date_that_nobody_states_is_undecided_where_age_matters() -> None:
    offered = [
        course("s1"),
        course("u1"),
        rule("e", {"course": "s1"}, as_course("u1")),
        policy(max_ages=[{"years": 5}]),
    ]
    assert ask({"course": "u1"}, offered, [line(1, "s1", completed=None)]).status == "undecided"


def test_3_5_a_grade_band_does_not_speak_for_an_unknown_grade() -> None:
    low = rule("e", {"course": "s1", "max_grade": {"grade": "C"}}, as_course("u1"))
    offered = [course("s1"), course("u1"), low]
    assert ask({"course": "u1"}, offered, [line(1, "s1", "C")]).status == "satisfied"
    assert ask({"course": "u1"}, offered, [line(1, "s1", None)]).status == "undecided"
