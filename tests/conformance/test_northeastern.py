"""Does our engine meet as many sections of Northeastern's majors as can be met, in all 633 judged cases?"""

from __future__ import annotations

from collections import Counter
from functools import cache

from pathways.catalog.lint import lint
from pathways.model.requirement import children_of
from tests.peers.cases import Case, answers, differing
from tests.peers.northeastern import all_programs, cases, judged, met, requirement, sections
from tests.support import needs_shared

pytestmark = needs_shared


@cache
def everything() -> tuple[Case, ...]:
    return tuple(cases())


def test_every_case_reaches_the_known_optimum() -> None:
    """No case differs, so no further computation is needed to say who is right."""
    found = {case.name: (met(case, answer), answer.allocation.impossible) for case, answer in answers(everything())}
    assert len(found) == 633
    assert [case.name for case in everything() if found[case.name] != (case.expected, ())] == []


def test_the_order_of_the_record_changes_nothing() -> None:
    sample = everything()[::5]
    assert len(sample) == 127
    assert differing(sample, seed=1) == []


def test_every_structure_is_translated() -> None:
    """What asks for nothing, or only for enough parts that ask for nothing, holds; the peer answers "no" there."""
    asked = {case.credential.id: case.credential.requirement for case in everything()}
    programs = {(audit["major"], audit["concentration_index"]) for audit in judged()}
    kept = sum(len(children_of(root)) for root in asked.values() if root is not None)
    every = [part for key in programs for part in sections(*key)]
    empty = [part for part in every if not part["requirements"]]
    hollow = [part for part in every if part["requirements"] and requirement(part, frozenset()) is None]
    assert len(programs) == len(asked) == 216
    assert (kept, len(empty), len(hollow), len(every)) == (2295, 289, 6, 2590)


def test_the_catalogue_of_all_majors_has_no_error() -> None:
    counted = Counter(finding.severity for finding in lint(all_programs()))
    assert counted["error"] == 0
