"""Does every preparation of 176 real agreements get a plan that is proven best and passes the checker?

Terms, prices and loads are assumed, prerequisites read from the catalogues (:mod:`tests.peers.assist_terms`); the
objective is time, then cost.  A sample of the majors by default, all of them in the profile ``long``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

import pytest
from hypothesis import settings

from pathways.completion.check import Replay
from pathways.planning.conflict import conflicts_of
from pathways.planning.plan import Outcome, PlanStatus
from pathways.planning.planner import Planner
from pathways.planning.question import Question
from pathways.planning.relax import claim_of
from pathways.planning.task import task_for
from pathways.recognition.rules import RuleBook
from tests.peers.assist_terms import COLLEGE, RECORDS, START, WISHES, planned, readings, record
from tests.peers.smc_prerequisites import names, read_prerequisite
from tests.support import needs_shared

pytestmark = needs_shared

ONE_IN = 28
LAST = "2024-2025"
IMPOSSIBLE = f"ucsd:music-b-a@{LAST}"
"""Proven impossible under what is assumed here: nothing on offer gives MUS 2CK."""


@cache
def book() -> RuleBook:
    return RuleBook(planned().catalog)


def majors() -> list[str]:
    every = [
        goal.key
        for goal in planned().catalog.credentials.values()
        if goal.requirement is not None and goal.key != IMPOSSIBLE
    ]
    return every if settings.get_current_profile_name() == "long" else every[9::ONE_IN]


def question(major: str, name: str) -> Question:
    catalog = planned().catalog
    goal = catalog.credential(major)
    return Question(catalog, book(), record(name, goal), (goal,), START, WISHES)


@cache
def outcome(major: str, name: str) -> Outcome:
    return Planner(task_for(question(major, name))).best()


# -- every major, every record --


def test_ten_agreements_require_nothing_so_there_is_nothing_to_plan() -> None:
    goals = planned().catalog.credentials.values()
    assert (len(goals), sum(goal.requirement is None for goal in goals)) == (176, 10)


@pytest.mark.parametrize("name", RECORDS)
def test_every_plan_is_proven_best_and_passes_the_checker(name: str) -> None:
    wrong = {}
    for major in majors():
        found = outcome(major, name)
        asked = question(major, name)
        faults = Replay(asked.catalog, asked.book, claim_of(asked, found.plan)).faults() if found.plan else ("no plan",)
        if found.status is not PlanStatus.OPTIMAL or faults:
            wrong[major] = (found.status, faults)
    assert wrong == {}


def test_what_is_known_already_never_makes_it_later_and_somewhere_sooner() -> None:
    pairs = [(finish(major, name), finish(major, "empty")) for major in majors() for name in RECORDS]
    assert [pair for pair in pairs if pair[0] > pair[1]] == []
    assert any(with_record < without for with_record, without in pairs)


def finish(major: str, name: str) -> dt.date:
    plan = outcome(major, name).plan
    assert plan is not None
    return plan.finish or START


# -- read by hand --


def test_electrical_engineering_takes_as_many_terms_as_its_longest_chain() -> None:
    """MATH 2, then 7, then 8: no order is shorter."""
    plan = outcome(f"ucsd:ece-electrical-engineering-b-s@{LAST}", "empty").plan
    assert plan is not None
    when = {step.thing.removeprefix("smcc:"): step.slot.term for step in plan.steps}
    chain = [when[code] for code in ("MATH-2", "MATH-7", "MATH-8")]
    assert chain == ["spring-2025", "fall-2025", "spring-2026"]
    assert when["PHYSCS-21"] in ("spring-2026", "fall-2025")
    assert max(Counter(step.slot.term for step in plan.steps if step.loads).values()) <= 4


def test_without_the_university_a_course_that_nobody_articulates_is_the_conflict() -> None:
    """ECON 5 is asked for, and no course of Santa Monica gives it."""
    catalog = planned(university=False).catalog
    goal = catalog.credential(f"ucsd:economics-b-s@{LAST}")
    task = task_for(Question(catalog, RuleBook(catalog), record("empty", goal), (goal,), START, WISHES))
    assert Planner(task).best().status is PlanStatus.INFEASIBLE_PROVEN
    clashes = conflicts_of(task).minimal()
    assert [clash.condition.kind for clash in clashes] == ["requirement"]
    assert "ECON 5 " in clashes[0].condition.words


# -- how prerequisites are read --


def test_how_many_texts_are_read() -> None:
    """39 are words only (admission, an audition), 13 name courses beside words, 7 lose an alternative in words."""
    counted = Counter(reading.kind for reading in readings("prerequisites").values())
    assert counted == {"whole": 116, "in words": 39, "in words, in part": 13, "without an alternative in words": 7}
    own = {course.code for course in planned().catalog.courses.values() if course.organization == COLLEGE}
    mine = Counter(reading.kind for code, reading in readings("prerequisites").items() if code in own)
    assert mine == {"whole": 41, "without an alternative in words": 2, "in words": 1}


def test_only_few_courses_are_added_to_carry_the_prerequisites() -> None:
    added = sorted(name.removeprefix("smcc:") for name in planned().added)
    assert added[:6] == ["ANATMY-1", "CHEM-19", "CS-56", "CS-87A", "ENGL-C1000", "MATH-2"]
    assert added[6:] == ["MATH-3", "MATH-4", "MUSIC-6", "MUSIC-7", "MUSIC-8"]


READ = {
    "MATH 2 or (MATH 3 and 4).": ["MATH 2", "MATH 3", "MATH 4"],
    "CHEM 19 (preferred) or CHEM 10 or eligibility for CHEM 11; and ANATMY 1.": ["CHEM 19", "CHEM 10", "ANATMY 1"],
    "PSYC C1000 (formerly PSYCH 1).": ["PSYC C1000"],
    "HEALTH 985 and HEALTH 986. After completion of HEALTH 985 students are eligible.": ["HEALTH 985", "HEALTH 986"],
    "MUSIC 94; and one of the following: MUSIC 40, 42.": ["MUSIC 94", "MUSIC 40", "MUSIC 42"],
    "MATH 31 or eligibility for STAT C1000 and MATH 54C.": ["MATH 31"],
}


@pytest.mark.parametrize("text", READ)
def test_a_text_names_what_must_come_before(text: str) -> None:
    assert names(read_prerequisite(text).before) == READ[text]


def test_or_binds_what_stands_before_it_and_then_and_goes_on() -> None:
    found = read_prerequisite("MATH 2 or (MATH 3 and MATH 4) and CHEM 11.").before
    both = {"all": [{"course": "MATH 3"}, {"course": "MATH 4"}]}
    assert found == {"all": [{"any": [{"course": "MATH 2"}, both]}, {"course": "CHEM 11"}]}
