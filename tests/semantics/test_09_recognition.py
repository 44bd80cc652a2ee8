"""§9: what a receiving university makes of learning."""

from __future__ import annotations

from typing import Any

import pytest

from tests.semantics.bulletin import agreement, as_course, ask, course, line, policy, rule, small_credential

C1, C2 = {"course": "u1"}, {"course": "u2"}
TWO = (course("u1"), course("u2"), course("s1"), course("s2"), course("s3"))
S1, S2, S3 = {"course": "s1"}, {"course": "s2"}, {"course": "s3"}
ANYTHING = {"kind": ["course", "elective"]}


def test_9_1_a_rule_is_not_read_backwards() -> None:
    offered = (*TWO, rule("e", C1, {"kind": "course", "courses": ["s1"]}, receiving="S"))
    assert ask(C1, offered, [line(1, "s1")]).status == "unsatisfied"


@pytest.mark.parametrize(("sources", "lines", "met"), [
    ({"all": [S1, S2]}, ["s1", "s2"], True),
    ({"all": [S1, S2]}, ["s1"], False),
    ({"any": [S1, S2]}, ["s2"], True),
    ({"choose": 2, "of": [S1, S2, S3]}, ["s1", "s3"], True),
    ({"choose": 2, "of": [S1, S2, S3]}, ["s3"], False),
    ({"all": [{"any": [S1, S2]}, S3]}, ["s2", "s3"], True),
])  # fmt: skip
def test_9_1_and_or_choose(sources: dict[str, Any], lines: list[str], met: bool) -> None:
    offered = (*TWO, rule("e", sources, as_course("u1")))
    held = [line(number, name) for number, name in enumerate(lines, 1)]
    assert (ask(C1, offered, held).status == "satisfied") == met


@pytest.mark.parametrize(("target", "code"), [
    ("none_here", "NO_EQUIVALENCE"),
    ("only_at_receiver", "ONLY_AT_RECEIVER"),
    ("denied", "DENIED"),
    ("not_evaluated", "NOT_EVALUATED"),
])  # fmt: skip
def test_9_2_four_kinds_of_no(target: str, code: str) -> None:
    answer = ask(C1, (*TWO, rule("e", S1, {"kind": target})), [line(1, "s1")])
    assert answer.line("n1").codes == (code,)
    assert answer.line("n1").decision == ("undecided" if code == "NOT_EVALUATED" else "refused")


@pytest.mark.parametrize(("unlisted", "decision"), [
    ("undecided", "undecided"), ("refused", "refused"), ("general_elective", "accepted"),
])  # fmt: skip
def test_9_2_what_no_rule_speaks_of(unlisted: str, decision: str) -> None:
    answer = ask({"credits": 3, "from": ANYTHING}, (*TWO, policy(unlisted=unlisted)), [line(1, "s1")])
    assert answer.line("n1").decision == decision


def test_9_2_a_block_meets_what_it_names_whole() -> None:
    asked = {"all": [{"id": "core", "all": [C1, C2]}, {"id": "pool", "credits": 9, "from": ANYTHING}]}
    blocks = [
        rule(f"e{number}", sources, {"kind": "block", "block": f"P#root/{name}"})
        for number, sources, name in ((1, S1, "core"), (2, S2, "pool"))
    ]
    assert ask(asked, (*TWO, *blocks), [line(1, "s1"), line(2, "s2")]).status == "satisfied"


def test_9_2_areas_are_alternatives() -> None:
    asked = {"all": [{"id": name, "courses": 1, "from": {"attribute": [name]}} for name in ("arts", "science")]}
    area = {"kind": "area", "areas": ["arts", "science"], "credit": {"how": "fixed", "amount": 3}}
    offered = (*TWO, rule("e1", S1, area), rule("e2", S2, {**area, "areas": ["arts"]}))
    assert ask(asked, offered, [line(1, "s1"), line(2, "s2")]).status == "satisfied"
    assert ask(asked, offered, [line(1, "s1")]).impossible


def test_9_3_the_audit_picks_the_option_that_serves_the_target() -> None:
    elective = {"kind": "general_elective", "credit": {"how": "fixed", "amount": 4}}
    offered = (*TWO, rule("e1", S1, elective, priority=0), rule("e2", S1, as_course("u1"), priority=1))
    assert ask(C1, offered, [line(1, "s1")]).status == "satisfied"
    assert ask({"credits": 4, "from": {"kind": ["elective"]}}, offered, [line(1, "s1")]).status == "satisfied"


def test_9_4_what_is_missing_beside_it_is_said() -> None:
    answer = ask(C1, (*TWO, rule("e", {"all": [S1, S2]}, as_course("u1"))), [line(1, "s1")])
    assert answer.line("n1").decision == "refused"
    assert "s2" in (answer.line("n1").cure or "")


@pytest.mark.parametrize(("grade", "applied"), [("B", "3"), ("C", "1"), ("D", "0")])
def test_9_5_grade_bands(grade: str, applied: str) -> None:
    low = {"kind": "general_elective", "credit": {"how": "fixed", "amount": 1}}
    bands = (
        rule("e1", {**S1, "min_grade": {"grade": "B"}}, as_course("u1")),
        rule("e2", {**S1, "min_grade": {"grade": "C"}, "max_grade": {"grade": "C"}}, low),
    )
    assert ask({"credits": 3, "from": ANYTHING}, (*TWO, *bands), [line(1, "s1", grade)]).applied == applied


@pytest.mark.parametrize(("day", "status"), [
    ("2024-08-31", "unsatisfied"),
    ("2024-09-01", "satisfied"),
    ("2025-08-31", "satisfied"),
    ("2025-09-01", "unsatisfied"),
])  # fmt: skip
def test_9_5_dates_are_of_when_it_was_completed(day: str, status: str) -> None:
    dated = rule("e", S1, as_course("u1"), valid={"from": "2024-09-01", "last_day": "2025-08-31"})
    assert ask(C1, (*TWO, dated), [line(1, "s1", completed=day)]).status == status


@pytest.mark.parametrize(("status", "decision"), [
    ("agreed", "accepted"), ("proposed", "undecided"), ("expired", "refused"), ("withdrawn", "refused"),
])  # fmt: skip
def test_9_5_status(status: str, decision: str) -> None:
    answer = ask(C1, (*TWO, rule("e", S1, as_course("u1"), status=status)), [line(1, "s1")])
    assert answer.line("n1").decision == decision


@pytest.mark.parametrize(("bounds", "grade", "decision"), [
    ({"valid": {"last_day": "2025-06-01"}}, "B", "refused"),
    ({"valid": {"last_day": "2025-05-31"}}, "B", "undecided"),
    ({"valid": {"from": "2025-06-02"}}, "B", "undecided"),
    ({"agreement": "old"}, "B", "undecided"),
    ({"max_age_years": 2}, "B", "refused"),
    ({"max_age_years": 1}, "B", "undecided"),
    ({"from": {**S1, "min_grade": {"grade": "B", "scale": "letters"}}}, "B", "refused"),
    ({"from": {**S1, "min_grade": {"grade": "B", "scale": "letters"}}}, "C", "undecided"),
    ({"from": {**S1, "min_hours": 100}}, "B", "refused"),
    ({"from": {**S1, "min_hours": 101}}, "B", "undecided"),
    ({"status": "expired"}, "B", "undecided"),
    ({"status": "withdrawn"}, "B", "undecided"),
])  # fmt: skip
def test_9_5_a_no_is_silent_where_it_does_not_hold(bounds: dict[str, Any], grade: str, decision: str) -> None:
    offered = [*TWO, agreement(id="old", valid={"last_day": "2024-12-31"})]
    no, brought = rule("no", S1, {"kind": "denied"}, **bounds), [line(1, "s1", grade, hours=100)]
    answer = ask(C1, [*offered, no], brought)
    assert answer.line("n1").decision == decision
    assert answer.line("n1").codes == (("DENIED",) if decision == "refused" else ("NOT_EVALUATED",))
    granted = ask({"credits": 3, "from": ANYTHING}, [*offered, no, policy(unlisted="general_elective")], brought)
    assert granted.line("n1").decision == ("refused" if decision == "refused" else "accepted")


def test_9_5_where_nobody_knows_whether_a_no_holds_a_person_looks() -> None:
    no = rule("no", S1, {"kind": "denied"}, valid={"last_day": "2024-12-31"})
    entry = ask(C1, (*TWO, no), [line(1, "s1", completed=None)]).line("n1")
    assert (entry.decision, entry.codes) == ("undecided", ("INDIVIDUAL_ASSESSMENT",))
    other = rule("yes", S1, as_course("u1"), priority=1)
    assert ask(C1, (*TWO, no, other), [line(1, "s1", completed=None)]).line("n1").decision == "accepted"
    refused = rule("another", S1, {"kind": "denied"})
    entry = ask(C1, (*TWO, no, refused), [line(1, "s1", completed=None)]).line("n1")
    assert (entry.decision, entry.codes) == ("refused", ("DENIED",))


def test_9_5_a_no_about_several_together_says_nothing_of_each() -> None:
    no = rule("no", {"all": [S1, S2]}, {"kind": "denied"})
    both = [line(1, "s1"), line(2, "s2")]
    pool = {"credits": 6, "from": ANYTHING}
    granted = (*TWO, no, policy(unlisted="general_elective"))
    assert [ask(pool, granted, both[:count]).applied for count in (1, 2)] == ["3", "6"]
    alone, together = (ask(pool, (*TWO, no), both[:count]).line("n1") for count in (1, 2))
    assert (alone.decision, together.decision, together.codes) == ("undecided", "refused", ("DENIED",))


def test_9_5_scope() -> None:
    elsewhere = rule("e", S1, as_course("u1"), scope={"kind": "program", "credentials": ["Q"]})
    here = rule("e", S1, as_course("u1"), scope={"kind": "program", "credentials": ["P"]})
    assert ask(C1, (*TWO, elsewhere), [line(1, "s1")]).status == "unsatisfied"
    assert ask(C1, (*TWO, here), [line(1, "s1")]).status == "satisfied"


def test_9_6_what_a_rule_does_not_say_it_inherits() -> None:
    silent = rule("e", S1, as_course("u1"), receiving=None, agreement="G")
    assert ask(C1, (*TWO, silent, agreement()), [line(1, "s1")]).status == "satisfied"
    assert ask(C1, (*TWO, silent, agreement(status="withdrawn")), [line(1, "s1")]).status == "unsatisfied"


def test_9_7_a_condition_in_words_blocks_automatic_award() -> None:
    words = rule("e", S1, as_course("u1"), conditions=[{"text": "with consent"}])
    known = rule("e", S1, as_course("u1"), conditions=[{"text": "at least C", "encoded": True}])
    assert ask(C1, (*TWO, words), [line(1, "s1")]).line("n1").codes == ("INDIVIDUAL_ASSESSMENT",)
    assert ask(C1, (*TWO, known), [line(1, "s1")]).status == "satisfied"


def test_9_8_rows_of_one_award_are_given_together() -> None:
    rows = tuple(rule(f"e{n}", S1, as_course(f"u{n}"), award="both") for n in (1, 2))
    assert ask({"all": [C1, C2]}, (*TWO, *rows), [line(1, "s1")]).status == "satisfied"


def test_9_8_rules_of_equal_rank_that_differ_are_ambiguous() -> None:
    rows = tuple(rule(f"e{n}", S1, as_course(f"u{n}")) for n in (1, 2))
    answer = ask(C1, (*TWO, *rows), [line(1, "s1")])
    assert answer.status == "undecided"
    assert answer.line("n1").codes == ("AMBIGUOUS_RULES",)


def test_9_9_credit_of_a_range_is_the_senders_inside_it() -> None:
    credit = {"how": "range", "amount": 2, "max": 4}
    target = {"kind": "general_elective", "credit": credit}
    for sent, applied in (("1", "2"), ("3", "3"), ("5", "4")):
        offered = (course("s1", sent), rule("e", S1, target))
        assert ask({"credits": 9, "from": ANYTHING}, offered, [line(1, "s1")]).applied == applied


def test_9_9_several_courses_share_a_total_in_their_order() -> None:
    target = {**as_course("u1", "u2"), "credit": {"how": "fixed", "amount": 4}}
    answer = ask({"all": [C1, C2]}, (*TWO, rule("e", S1, target)), [line(1, "s1")])
    assert answer.applied == "4"


def test_9_12_all_rules_report_and_none_hides_another() -> None:
    strict = policy(min_grades=[{"minimum": {"grade": "B"}}], max_ages=[{"years": 1}], excluded_kinds=["course"])
    answer = ask(C1, (*TWO, rule("e", S1, as_course("u1")), strict), [line(1, "s1", "D", completed="2020-01-01")])
    assert set(answer.line("n1").codes) == {"GRADE_BELOW_MIN", "TOO_OLD", "EXCLUDED_KIND"}


def test_9_12_grade_rules_bind_resident_learning_only_where_they_name_it() -> None:
    strict = policy(min_grades=[{"minimum": {"grade": "B"}}])
    named = policy(min_grades=[{"minimum": {"grade": "B"}, "applies_to": {"source": ["resident"]}}])
    assert ask(C1, (*TWO, strict), [line(1, "u1", "C")]).status == "satisfied"
    assert ask(C1, (*TWO, named), [line(1, "u1", "C")]).status == "unsatisfied"


@pytest.mark.parametrize(("used", "mode", "decision"), [
    (1, "unlimited", "accepted"), (1, "once", "accepted"), (2, "once", "refused"), (1, "none", "refused"),
])  # fmt: skip
def test_9_13_reuse(used: int, mode: str, decision: str) -> None:
    served = [{"credential": f"award{number}"} for number in range(used)]
    offered = (*TWO, rule("e", S1, as_course("u1")), policy(reuse={"mode": mode}))
    assert ask(C1, offered, [line(1, "s1", used=served)]).line("n1").decision == decision


def test_9_13_a_use_that_states_no_credit_used_all_of_it() -> None:
    offered = (*TWO, rule("e", S1, as_course("u1")), policy(reuse={"mode": "capped", "credits": 2}))
    served = line(1, "s1", used=[{"credential": "award"}])
    assert ask(C1, offered, [served]).short == ("3", 1)
    assert ask(C1, offered, [line(1, "s1")]).status == "satisfied"


def test_9_14_residual_credit_is_a_second_option() -> None:
    both = policy(exclusions=[{"id": "x", "courses": ["u1", "u2"], "residual": {"u2": 1}}])
    asked = {"credits": 4, "from": ANYTHING}
    answer = ask(asked, (*TWO, both), [line(1, "u1"), line(2, "u2")])
    assert answer.status == "satisfied"
    assert answer.applied == "4"


@pytest.mark.parametrize(("repeats", "counts"), [("best", "n2"), ("latest", "n3"), ("first", "n1")])
def test_9_15_of_the_same_course_one_line_counts(repeats: str, counts: str) -> None:
    days = {1: ("C", "2021-01-01"), 2: ("A", "2022-01-01"), 3: ("B", "2023-01-01")}
    lines = [line(number, "u1", grade, completed=day) for number, (grade, day) in days.items()]
    answer = ask(C1, (*TWO, policy(repeats=repeats)), lines)
    assert answer.line(counts).decision == "accepted"
    assert [entry.codes for entry in answer.document.lines if entry.attainment != counts] == [("DUPLICATE",)] * 2


def test_9_17_totals_stay_apart_and_add_up() -> None:
    offered = (*TWO, rule("e1", S1, as_course("u1")), rule("e2", S2, {"kind": "denied"}))
    lines = [line(1, "s1"), line(2, "s2"), line(3, "s3"), line(4, "u2"), line(5, "u2", "C")]
    totals = ask(C1, offered, lines).document.totals
    assert [totals.accepted, totals.applied, totals.excess] == [6, 3, 3]
    assert [totals.refused, totals.undecided, totals.evaluable, totals.attempted] == [3, 3, 12, 15]


def test_9_18_every_refusal_names_the_cheapest_cure() -> None:
    graded = rule("e", {**S1, "min_grade": {"grade": "B"}}, as_course("u1"))
    entry = ask(C1, (*TWO, graded), [line(1, "s1", "C")]).line("n1")
    assert entry.codes == ("GRADE_BELOW_MIN",)
    assert entry.differences == ("quality",)
    assert "retake" in (entry.cure or "")


def test_1_4_a_badge_carries_no_credit_by_itself() -> None:
    badge = small_credential("m1", kind="badge", credit=3)
    held = {"id": "n1", "credential": "m1", "completed": "2025-06-01"}
    asked = {"all": [{"credential": "m1"}, {"credits": 3, "from": {"kind": ["course"]}}]}
    answer = ask(asked, (*TWO, badge), [held])
    assert answer.applied == "0"
    assert answer.short == ("3", 1)
