"""Are 159 real programs of one college said in our algebra, and does every audit reach the optimum that is known?"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache

import pytest

from pathways.catalog.lint import lint
from pathways.completion.audit import complete
from pathways.completion.problem import Problem
from tests.peers.cases import Asker, Case, shuffled
from tests.peers.stolaf import program
from tests.peers.stolaf_cases import ANYONE, Known, cases, learner, specification, specifications, whole
from tests.peers.stolaf_cases import case as question
from tests.peers.stolaf_parts import Aim
from tests.support import needs_shared

pytestmark = needs_shared

IN_WORDS = {
    "contract": {"phil_contract"},
    "department": {
        "Area of Specialty",
        "Capstone",
        "Choose a Track",
        "Content Area Major is required",
        "Dance Companies",
        "Digital Portfolio",
        "Experiential",
        "Experiential Learning",
        "Internship / Work Experience",
        "Interdisciplinary Reflection",
        "Juried Show #1",
        "Juried Show #2",
        "Leadership Experience",
        "Not Specified",
        "Portfolio",
        "Productions",
        "Senior Project",
    },
    "examination": {"Keyboard Level I", "Keyboard Level II", "Keyboard Level III", "Keyboard Level IV"},
    "music": {"performances", "recitals attended"},
    "taken": {"average grade"},
}
"""The rules that no transcript can answer, by who answers them.

``taken`` is an average over everything taken, failed courses too: ours is over what is applied.
"""

AT_WHAT_IS_USED = {"160", "410", "420", "570", "810", "852", "889"}
"""Areas with a lower bound over what other requirements use."""

BETWEEN_POOLS = ("course MUSIC 267",)
"""The mark of a course that may count in two pools which admit others too; a fifth file names one it lacks."""


@cache
def asked() -> tuple[Case, ...]:
    return tuple(cases())


@cache
def read_whole() -> tuple[Case, ...]:
    return tuple(whole())


@cache
def problem_of(name: str) -> Problem:
    case = next(case for case in asked() if case.name == name)
    return case_problem(case)


def case_problem(case: Case) -> Problem:
    return Asker(case.catalog, case.credential).problem(case.record)


def known(case: Case) -> Known:
    assert isinstance(case.expected, Known)
    return case.expected


def test_every_audit_reaches_the_optimum_of_the_files_own_objective() -> None:
    found = {}
    for case in asked():
        problem = problem_of(case.name)
        allocation = complete(problem)
        assert not allocation.impossible
        hours = Fraction(allocation.cost, problem.cost_scale)
        found[case.name] = (known(case).program.leaves, round(float(known(case).program.progress(hours)), 4))
    expected = {case.name: (known(case).leaves, known(case).optimum) for case in asked() if known(case).leaves}
    assert {name: found[name] for name in expected} == expected
    plain = [case for case in asked() if known(case).leaves and not known(case).unmodelled]
    assert (len(found), len(expected), len(plain)) == (159, 144, 114)


def test_every_specification_is_read_whole_and_what_no_transcript_answers_is_named() -> None:
    assert [case.name for case in read_whole()] == specifications()
    assert len(specifications()) == 159
    words: dict[str, set[str]] = {}
    for case in read_whole():
        for text in known(case).program.in_words:
            kind, _, name = text.partition(": ")
            words.setdefault(kind, set()).add(name)
    assert words == IN_WORDS
    looking = [case.name.split("/")[1].removesuffix(".yaml") for case in read_whole() if known(case).program.looks]
    assert (set(looking), len(looking)) == (AT_WHAT_IS_USED, 18)


@pytest.mark.parametrize(("on_campus", "short"), [(0, 2), (1, 1), (2, 0), (6, 0)])
def test_two_of_six_electives_are_earned_on_campus_whoever_takes_them(on_campus: int, short: int) -> None:
    student = learner(ANYONE)
    good = [row for row in student["courses"] if row["grade_code"] in ("A", "B") and row["credits"] == "1.00"][:6]
    rows = [
        {**row, "attributes": ["asian_elective"], "flag_stolaf": number < on_campus} for number, row in enumerate(good)
    ]
    mine = {**student, "courses": rows}
    asked = program("810", specification("2019-20/810.yaml"), mine, Aim.WHOLE)
    found = complete(case_problem(question("810", asked, mine, Known(asked, None, None, ()), in_progress_counts=False)))
    assert (found.cost, found.impossible) == (short, ())


def test_a_course_may_count_in_two_pools_that_admit_others_too() -> None:
    sharing = {case.name: [rule.admitting.tag for rule in case.credential.sharing] for case in read_whole()}
    assert {name.split("/")[1] for name, tags in sharing.items() if BETWEEN_POOLS in tags} == {"455.yaml"}
    assert sum(BETWEEN_POOLS in tags for tags in sharing.values()) == 4


def test_no_specification_becomes_a_catalogue_with_errors() -> None:
    found = Counter(f.code for case in read_whole()[::9] for f in lint(case.catalog) if f.severity == "error")
    assert not found


def test_every_specification_is_audited_to_a_proven_end() -> None:
    for case in read_whole():
        allocation = complete(case_problem(case))
        assert allocation.optimal
        assert not allocation.impossible


def test_the_order_of_the_rows_changes_nothing() -> None:
    for number, case in enumerate(asked()[::3]):
        asker, straight = Asker(case.catalog, case.credential), problem_of(case.name)
        mixed = [asker.problem(shuffled(case.record, seed)) for seed in (1, 2)]
        assert mixed == [straight, straight]
        if number % 4 == 0:
            assert complete(mixed[0]) == complete(straight)
