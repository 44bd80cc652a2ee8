"""Extra learning never harms: one line more never makes a met requirement unmet, never raises a shortfall.

Left out, as the law does: lines of a course or credential that is on the record already (repeats).
"""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from pathways.completion.audit import Completion, Examination
from pathways.completion.build import IF_ALL, IF_COMPLETED, IF_POSSIBLE, NOW
from pathways.model.course import Course
from pathways.model.record import Attainment, LearnerRecord
from tests.dice import Dice
from tests.strategies import Case, cases, examined, line_fields
from tests.support import central

READINGS = (NOW, IF_COMPLETED, IF_POSSIBLE, IF_ALL)
RANKS = {"unsatisfied": 0, "undecided": 1, "satisfied": 2}


@st.composite
def cases_with_one_line_more(draw: st.DrawFn) -> tuple[Case, LearnerRecord]:
    """A question, and the same record with a further line of something that is not on it."""
    case = draw(cases())
    taken = {line.course or line.credential for line in case.record.attainments}
    courses = [t.id for t in case.things if isinstance(t, Course) and t.id not in taken]
    assume(courses)
    line = Attainment.model_validate({**line_fields(Dice(draw), 9, courses, ()), "status": "completed"})
    lines = (*case.record.attainments, line)
    return case, case.record.model_copy(update={"attainments": lines})


def lack(completion: Completion) -> tuple[bool, int, object, int]:
    """Return how far a completion is from nothing missing: possible at all, conditions, measure, items."""
    found = completion.allocation
    assumed = len(completion.conditions) + len(completion.after_transfer)
    return (bool(found.impossible), assumed, completion.shortfall, found.items)


def no_worse(one: Completion, other: Completion) -> bool:
    """Return whether one completion lacks no more than another; nothing is comparable where both can not be."""
    if one.allocation.impossible and other.allocation.impossible:
        return True
    return lack(one) <= lack(other)


@central(one_in=4)
@given(cases_with_one_line_more())
def test_one_line_more_never_harms(asked: tuple[Case, LearnerRecord]) -> None:
    case, more = asked
    before, after = examined(case), examined(case.with_record(more))
    for reading in READINGS:
        assert no_worse(after.reading(reading), before.reading(reading))
    assert RANKS[after.status] >= RANKS[before.status]
    assert RANKS[after.if_completed] >= RANKS[before.if_completed]


@central(one_in=8)
@given(cases())
def test_hope_and_completion_never_lower_a_reading(case: Case) -> None:
    examination = examined(case)
    now, completed, possible, every = (examination.reading(reading) for reading in READINGS)
    assert no_worse(completed, now)
    assert no_worse(possible, now)
    assert no_worse(every, completed)
    assert no_worse(every, possible)
    assert RANKS[examination.if_completed] >= RANKS[examination.status]


@given(cases())
def test_a_record_lacks_no_more_than_the_empty_one(case: Case) -> None:
    examination = examined(case)
    assert no_worse(examination.reading(), examination.empty)
    assert 0 <= examination.progress <= 1
    if examination.reading().met:
        assert examination.progress == 1
        assert examination.status == "satisfied"


@given(cases(), st.integers(0, 4))
def test_leaving_a_line_out_is_the_same_as_never_having_had_it(case: Case, number: int) -> None:
    lines = case.record.attainments
    assume(lines)
    left = lines[number % len(lines)]
    assume(all((line.course, line.credential) != (left.course, left.credential) for line in lines if line != left))
    rest = case.record.model_copy(update={"attainments": tuple(line for line in lines if line != left)})
    without, never = _without(examined(case), left.id), examined(case.with_record(rest)).reading()
    assert no_worse(without, never)
    assert no_worse(never, without)


def _without(examination: Examination, name: str) -> Completion:
    return examination.without([name])
