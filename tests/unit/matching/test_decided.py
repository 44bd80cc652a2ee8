"""A decision is a rule that recognition uses like any other; what stands follows from what happened, in order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.catalog.lint import lint
from pathways.matching.decided import equivalence_of, fragment_of, standing, with_decisions
from pathways.model.codes import NONE_HERE, WORDS
from pathways.model.course import Course
from pathways.model.decision import OF_A_PAIR, OPEN, Decision, Learning, Withdrawal
from pathways.model.documents import LineEntry
from tests.unit.matching.deciding import DAY, NOW, SENT, brings, decision, offered, rule


def line_of(*made: Decision, **more: Any) -> LineEntry:
    """Return how the line of somebody who completed a1 stands at b."""
    record = more.pop("record", brings("ana", "a1"))
    catalog = with_decisions(more.pop("catalog", offered()), made)
    (line,) = Desk(catalog).recognize(record, "b", as_of=DAY).lines
    return line


def test_without_a_decision_nothing_is_decided() -> None:
    assert (line_of().decision, line_of().codes) == ("undecided", ("NOT_EVALUATED",))
    assert with_decisions(offered(), ()).equivalences == {}


def test_what_is_accepted_counts_with_its_credit_by_its_source() -> None:
    target = {"kind": "subject_elective", "subject": "ART", "credit": {"how": "fixed", "amount": "2.5"}}
    made = decision("a1", given=target)
    line = line_of(made)
    assert (line.decision, line.by, line.recognized_as) == ("accepted", made.id, ("elective in ART",))
    assert line.credit_recognized == made.given.credit.amount if made.given else False
    assert line.options[0].source == "Book"


@pytest.mark.parametrize("code", sorted(OF_A_PAIR - OPEN))
def test_a_refusal_says_its_reason_and_the_difference_it_rests_on(code: str) -> None:
    line = line_of(decision("a1", "refuse", code=code, words="no laboratory"))
    assert (line.decision, line.codes) == ("refused", (code,))
    usual = NONE_HERE if code == "NO_EQUIVALENCE" else WORDS[code].difference  # type: ignore[index]
    assert line.differences == ((usual,) if usual else ())
    told = line_of(decision("a1", "refuse", code=code, difference="workload", words="no laboratory"))
    assert told.differences == ("workload",)
    assert "no laboratory" in str(told.reason)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("NO_EQUIVALENCE", "none_here"),
        ("ONLY_AT_RECEIVER", "only_at_receiver"),
        ("DENIED", "denied"),
        ("HOURS_TOO_FEW", "denied"),
    ],
)
def test_a_refusal_is_one_of_the_published_kinds_of_no(code: str, kind: str) -> None:
    made = equivalence_of(decision("a1", "refuse", code=code, examined=["b1"]), offered())
    assert (made.target.kind, made.target.courses, made.code) == (kind, ("b1",), code)


@pytest.mark.parametrize("code", sorted(OPEN))
def test_a_question_leaves_the_line_undecided(code: str) -> None:
    line = line_of(decision("a1", "ask", code=code, words="send the syllabus"))
    assert (line.decision, line.codes) == ("undecided", (code,))


def test_conditions_bind() -> None:
    beside = decision("a1", conditions={"beside": [{"course": "a2"}]})
    assert line_of(beside).decision == "refused"
    both = Desk(with_decisions(offered(), [beside])).recognize(brings("ana", "a1", "a2"), "b", as_of=DAY)
    assert {line.decision for line in both.lines} == {"accepted"}
    assert line_of(decision("a1", conditions={"words": ["portfolio"]})).codes == ("INDIVIDUAL_ASSESSMENT",)
    assert line_of(decision("a1", conditions={"min_hours": 40})).decision == "undecided"
    aged = decision("a1", conditions={"max_age_years": 1})
    assert line_of(aged).codes == ("TOO_OLD",)


def test_validity_speaks_of_when_it_was_learned() -> None:
    late = decision("a1", valid={"from": "2025-06-02"})
    assert line_of(late).codes == ("OUTSIDE_AGREEMENT",)
    assert line_of(decision("a1", valid={"from": "2025-06-01"})).decision == "accepted"


def test_a_decision_for_one_program_speaks_of_no_other() -> None:
    made = decision("a1", credentials=["b-diploma"])
    assert line_of(made).codes == ("NOT_EVALUATED",)
    assert equivalence_of(made, offered()).scope.credentials == ("b-diploma",)  # type: ignore[union-attr]


def test_kinds_of_prior_learning_are_decided_too() -> None:
    record = brings("ana", w={"occupation": "beekeeper", "route": "work"})
    elective = {"kind": "general_elective", "credit": {"how": "fixed", "amount": 3}}
    made = decision({"occupation": "beekeeper"}, given=elective)
    assert line_of(made, record=record).decision == "accepted"
    assert fragment_of(offered(), [made]).undefined == ("beekeeper",)


def test_a_decision_against_a_rule_that_still_holds_is_ambiguous_never_silent() -> None:
    catalog = offered(rule("r", "a1", {"kind": "course", "courses": ["b2"]}))
    assert line_of(decision("a1"), catalog=catalog).codes == ("AMBIGUOUS_RULES",)
    instead = decision("a1", instead_of=["r"])
    assert line_of(instead, catalog=catalog).by == instead.id
    assert fragment_of(catalog, [instead]).without == ("r",)


def test_the_fragment_is_a_sound_part_of_the_catalogue() -> None:
    made = [decision("a1"), decision("a2", "refuse"), decision({"organization": "a", "code": "ZZ 9"}, title="Bees")]
    catalog = with_decisions(offered(), made)
    assert [each.render() for each in lint(catalog) if each.severity == "error"] == []
    (course,) = [each for each in catalog.courses.values() if each.id not in offered().courses]
    assert (course.id, course.code, course.title) == ("a-ZZ-9", "ZZ 9", "Bees")


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "accept", "given": None},
        {"verdict": "accept", "given": {"kind": "denied"}},
        {"verdict": "accept", "code": "LEVEL_TOO_LOW"},
        {"verdict": "refuse", "code": None},
        {"verdict": "refuse", "code": "DUPLICATE"},
        {"verdict": "refuse", "code": "NOT_EVALUATED"},
        {"verdict": "refuse", "given": {"kind": "course", "courses": ["b1"]}},
        {"verdict": "refuse", "conditions": {"words": ["x"]}},
        {"verdict": "ask", "code": "LEVEL_TOO_LOW"},
        {"verdict": "partial", "code": None},
        {"conditions": {"beside": [{"course": "a1"}]}},
        {"valid": {"from": "2026-01-01", "until": "2026-01-01"}},
        {"by": "Ana\nBo"},
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    verdict = wrong.pop("verdict", "accept")
    with pytest.raises(ValidationError):
        decision("a1", verdict, **wrong)


def test_equal_decisions_have_one_name_and_others_another() -> None:
    made = decision("a1")
    assert made.id == decision("a1").id == Decision.model_validate_json(made.model_dump_json(by_alias=True)).id
    assert made.id != decision("a1", by="Bo").id


EVENTS = st.lists(
    st.tuples(st.sampled_from(sorted(SENT)), st.sampled_from(["accept", "refuse", "withdraw"])), max_size=12
)


def happened(drawn: list[tuple[str, str]]) -> list[Decision | Withdrawal]:
    """Return what happened: each decision later than the one before, withdrawals of what stands."""
    events: list[Decision | Withdrawal] = []
    for number, (course, what) in enumerate(drawn):
        now = {each.pair.learning.course: each for each in standing(events)}.get(course)
        if what != "withdraw":
            events.append(decision(course, what, words=f"{number}", supersedes=now.id if now else None))
        elif now is not None:
            events.append(Withdrawal(decision=now.id, because="wrong", by="Bo", at=NOW))
    return events


@given(EVENTS)
def test_what_stands_is_the_last_of_each_pair_unless_withdrawn(drawn: list[tuple[str, str]]) -> None:
    last = dict(drawn)
    found = {str(each.pair.learning.course): each.verdict for each in standing(happened(drawn))}
    assert found == {course: what for course, what in last.items() if what != "withdraw"}


@given(EVENTS, st.randoms())
def test_the_order_between_pairs_does_not_matter(drawn: list[tuple[str, str]], dice: Any) -> None:
    events = happened(drawn)
    pairs = {each.id: each.pair.key for each in events if isinstance(each, Decision)}
    rows: dict[str, list[Decision | Withdrawal]] = {}
    for event in events:
        rows.setdefault(pairs[event.id if isinstance(event, Decision) else event.decision], []).append(event)
    mixed: list[Decision | Withdrawal] = []
    while any(rows.values()):
        mixed.append(rows[dice.choice([key for key, row in rows.items() if row])].pop(0))
    assert standing(mixed) == standing(events)
    assert fragment_of(offered(), standing(mixed)) == fragment_of(offered(), standing(events))


CODES = st.text("AB1 2.-#+数", min_size=1, max_size=6).filter(lambda text: bool(text.strip()))


@given(st.lists(st.tuples(st.sampled_from(("a", "a-b", "a-2")), CODES), min_size=2, max_size=8))
@example([("b", "C# 101"), ("b", "C++ 101")])
@example([("b", "数学1"), ("b", "物理1")])
@example([("a", "CS 101"), ("a", "CS-101"), ("a-2", "CS"), ("a", "2 CS"), ("a", "X" * 90 + "1"), ("a", "X" * 90 + "2")])
def test_no_two_codes_become_one_course(named: list[tuple[str, str]]) -> None:
    things = [Learning(organization=place, code=code) for place, code in named]
    kept = {each.key: each for each in things}
    made = [decision({"organization": each.organization, "code": each.code}) for each in kept.values()]
    courses = [thing for thing in fragment_of(Catalog(), made).things if isinstance(thing, Course)]
    assert len({one.id for one in courses}) == len(kept)
