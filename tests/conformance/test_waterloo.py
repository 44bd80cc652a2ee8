"""Are Waterloo's programs and specializations completed with the fewest courses, each course counted once?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any

import pytest

from pathways.catalog.lint import lint
from tests.peers.cases import Case, answers, campus, differing, least, transcript
from tests.peers.exact import Least, Var
from tests.peers.waterloo import HOME, SOURCE, cases, course, is_flat, options, programs, split, trees, words
from tests.support import needs_shared

pytestmark = needs_shared

Raw = dict[str, Any]


@cache
def everything() -> tuple[Case, ...]:
    return tuple(cases())


def test_every_program_is_translated_and_what_only_words_say_is_counted() -> None:
    assert Counter("/" in name for name in programs()) == {False: 126, True: 178}
    assert [case.credential.id for case in everything()] == list(programs())
    said = words(programs())
    assert (len(said), sum(map(len, said.values()))) == (108, 161)
    pool = [text for texts in said.values() for text in texts if text.startswith("excluding")]
    assert pool == ["excluding courses cross-listed with a CO course"]


def test_every_program_is_completed_with_the_fewest_courses() -> None:
    """Beyond what words describe: a condition in words costs nothing and stays open."""
    said = words(programs())
    for case, answer in answers(everything()[::4]):
        assert (case.name, least(answer)) == (case.name, _fewest(case))
        assert bool(answer.conditions) == (case.credential.id in said)


@pytest.mark.parametrize(
    ("name", "barred"),
    [
        ("h-computer-science-bmath", ["actsc221", "co353", "co380", "co480"]),
        ("earth-sciences-geology-specialization", ["cs100", "math103", "math104", "math124"]),
    ],
)
def test_what_a_program_excludes_does_not_count_in_its_pools(name: str, barred: list[str]) -> None:
    """Only these two of the ten programs that exclude something have a pool that would admit it."""
    (case,) = (case for case in everything() if case.credential.id == name)
    offered = [*case.catalog.courses.values(), *map(course, barred)]
    catalog = campus(HOME, offered, [case.credential], SOURCE)
    nobody, someone = (case._replace(catalog=catalog, record=transcript(name, taken)) for taken in ([], barred))
    (_, without), (_, having) = answers([nobody, someone])
    assert least(having) == least(without) == _fewest(someone)
    assert having.applied_items == 0


def test_the_order_of_the_record_changes_nothing() -> None:
    assert differing(everything()[1::8], seed=3, solved=3) == []


def test_every_catalogue_is_without_error() -> None:
    for case in everything()[::2]:
        errors = [finding.render() for finding in lint(case.catalog) if finding.severity == "error"]
        assert (case.name, errors) == (case.name, [])


def _fewest(case: Case) -> int | None:
    """Return the fewest courses still to be taken, by the second solver, straight from the file."""
    solver = Least({line.id for line in case.record.attainments}, dict.fromkeys(case.catalog.courses, 1), once=True)
    name = case.credential.id
    parts = [_met(solver, tree, frozenset()) for tree in trees(name)]
    parts += [
        solver.group(map(solver.course, item["approvedCourses"]), round(item["unitRequirement"] * 2))
        for item in programs()[name].get("electives", ())
        if {"unitRequirement", "approvedCourses"} <= set(item)
    ]
    return solver.least(solver.group(parts, len(parts)))


def _met(solver: Least, node: Raw, barred: frozenset[str], *, picked: bool = False) -> Var:
    match node["kind"]:
        case "courses":
            return _courses(solver, node["courses"], len(set(node["courses"])), barred)
        case "pick" if is_flat(node):
            return _courses(solver, options(node), max(node.get("selectMin", 0), int(picked)), barred)
        case "pick":
            parts = [_met(solver, child, barred, picked=True) for child in node["children"]]
            return solver.group(parts, max(node.get("selectMin", 0), int(picked)))
        case "subjectPool":
            admitted = [name for name in solver.price if _admitted(node, name)]
            return _courses(solver, admitted, node["selectCount"], barred)
        case "excluded":
            return solver.group([], 0)
    inner = barred.union(*(part["courses"] for part in node["children"] if part["kind"] == "excluded"))
    return solver.group([_met(solver, child, inner) for child in node["children"]], len(node["children"]))


def _courses(solver: Least, names: Collection[str], need: int, barred: frozenset[str]) -> Var:
    return solver.group([solver.course(name) for name in sorted(set(names) - barred)], need)


def _admitted(node: Raw, name: str) -> bool:
    subject, number = split(name)
    level = number // 100 * 100
    return subject.upper() in node["subjectCodes"] and node.get("minLevel", 0) <= level <= node.get("maxLevel", 1000)
