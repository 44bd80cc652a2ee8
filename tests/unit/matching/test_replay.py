"""Exactly the lines turn whose answer differs, each with what is said on one side only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.matching.decided import with_decisions
from pathways.matching.replay import Under, replay
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord
from tests.unit.matching.deciding import BOOK, DAY, SENT, brings, decision, offered, rule

COURSES = sorted(SENT)


def limited(years: int) -> Catalog:
    """Return a catalogue with an age limit, in which everything is accepted."""
    rules = [rule(name, name, {"kind": "course", "courses": ["b1"]}) for name in COURSES]
    ages = [{"years": years, "source": BOOK}]
    return offered(*rules, RecognitionPolicy(id="p", organization="b", max_ages=ages, source=BOOK))


def aged(learner: str, *years: int) -> LearnerRecord:
    lines = {
        f"{learner}{n}": {"course": f"a{n}", "completed": dt.date(2026 - age, 6, 1)} for n, age in enumerate(years, 1)
    }
    return brings(learner, **lines)


@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), max_size=3), st.integers(1, 8), st.integers(1, 8))
def test_another_age_limit_lists_exactly_the_lines_that_turn(brought: list[list[int]], one: int, two: int) -> None:
    people = [aged(f"p{number}-", *ages) for number, ages in enumerate(brought)]
    found = replay(people, ("b",), Under(limited(one), DAY), Under(limited(two), DAY))
    low, high = sorted((one, two))
    # completed on the first of June, asked in November: age in whole years is the difference of years, and some months
    wanted = {f"p{p}-{n}" for p, ages in enumerate(brought) for n, age in enumerate(ages, 1) if low <= age < high}
    assert {each.attainment for each in found.turned} == wanted
    sides = {(each.before.decision, each.after.decision) for each in found.turned}
    assert sides <= {("accepted", "refused") if one > two else ("refused", "accepted")}
    assert all(each.before.because and each.after.because for each in found.turned)


def test_nothing_turns_under_the_same_rules() -> None:
    found = replay([brings("ana", "a1", "a2")], ("b", "d"), Under(offered(), DAY), Under(offered(), DAY))
    assert (found.turned, found.lines, found.records) == ((), 4, 1)
    assert found.catalog == found.catalog_before


def test_what_decisions_changed_is_told_with_its_reason() -> None:
    made = (decision("a1"), decision("a2", "refuse", words="taught at school level"))
    found = replay([brings("ana", "a1", "a2", "a3")], ("b",), Under(offered(), DAY), Under(offered(), DAY, made))
    one, two = found.turned
    assert (one.attainment, one.before.decision, one.after.decision) == ("ana-a1", "undecided", "accepted")
    assert (one.after.recognized_as, int(one.after.credit)) == (("B1",), 3)
    assert (two.after.decision, two.after.codes) == ("refused", ("LEVEL_TOO_LOW",))
    assert two.after.because == ("its level is too low (substantial difference: level): taught at school level (Book)",)
    assert one.before.because == ("no rule of b speaks of ana-a1 A1",)


@given(st.sets(st.sampled_from(COURSES)), st.sets(st.sampled_from(COURSES)), st.sampled_from(["accept", "refuse"]))
def test_the_turned_are_those_whose_recognition_differs(one: set[str], two: set[str], verdict: str) -> None:
    before, after = ([decision(name, verdict) for name in sorted(names)] for names in (one, two))
    record = brings("ana", *COURSES)
    found = replay([record], ("b",), Under(offered(), DAY, tuple(before)), Under(offered(), DAY, tuple(after)))
    assert {each.attainment for each in found.turned} == {
        name for name, stood in _stands(record, before).items() if _stands(record, after)[name] != stood
    }


def _stands(record: LearnerRecord, made: list[Any]) -> dict[str, tuple[object, ...]]:
    lines = Desk(with_decisions(offered(), made)).recognize(record, "b", as_of=DAY).lines
    return {line.attainment: (line.decision, line.codes, line.credit_recognized) for line in lines}
