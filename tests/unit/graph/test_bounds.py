"""What could be missing at least, worked out by hand; and the audit never finds less."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import pytest

from pathways.catalog.collection import Catalog
from pathways.graph.bounds import Holding, optimistic
from pathways.graph.compile import compile_graph
from pathways.graph.marks import things
from pathways.graph.prices import catalog_demand
from pathways.model.base import Noun
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from tests.holdings import holdings
from tests.strategies import WORLD, Case, examined

A = {"subject": ["A"]}
COURSES = {"a1": "3", "a2": "3", "a3": "4", "a4": "1.5", "b1": "3", "b2": "5"}


def _world(tree: dict[str, Any], **fields: Any) -> Case:
    documents = [
        {"id": name, "organization": "U", "code": name, "title": name, "subject": name[0].upper(), "credit": credit}
        for name, credit in COURSES.items()
    ]
    about = {"organization": "U", "kind": "certificate", "assessment": ["test"]}
    small = Credential.model_validate({"id": "m", "title": "m", "credit": "1", **about})
    goal = Credential.model_validate({"id": "P", "title": "P", "requirement": tree, **about, **fields})
    nouns: list[Noun] = [*WORLD, *map(Course.model_validate, documents), small]
    return Case(tuple(nouns), _record(()), goal)


def _record(names: Iterable[str]) -> LearnerRecord:
    lines = [{"id": f"L{name}", "credential" if name == "m" else "course": name} for name in names]
    done = [{**line, "status": "completed", "completed": "2025-05-30", "grade": "B"} for line in lines]
    return LearnerRecord.model_validate({"learner": {"id": "L"}, "attainments": done})


def _bound(catalog: Catalog, held: Iterable[Holding], **options: Any) -> Fraction:
    graph = compile_graph(catalog)
    demand = catalog_demand(graph, catalog)
    (node,) = graph.find("P")
    return Fraction(int(optimistic(demand, tuple(held), **options)[node - demand.first]), demand.scale)


def _pool(credits_asked: str, **more: Any) -> dict[str, Any]:
    return {"credits": credits_asked, "from": A, **more}


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, ...], str]] = {
    # name: (tree, fields of the credential, what is held, the bound)
    "a named course costs its credit": ({"all": [{"course": "a3"}, {"course": "a1"}]}, {}, ("a1",), "4"),
    "any takes the cheapest": ({"any": [{"course": "a3"}, {"course": "a4"}]}, {}, (), "1.5"),
    "any takes what is held": ({"any": [{"course": "a3"}, {"course": "a4"}]}, {}, ("a3",), "0"),
    "at least takes the cheapest": (
        {"at_least": 2, "of": [{"course": "a3"}, {"course": "a4"}, {"course": "b2"}]},
        {},
        (),
        "5.5",
    ),
    "a pool lacks what is not there": (_pool("9"), {}, (), "9"),
    "what a pool admits is added up": (_pool("9"), {}, ("a1", "a2"), "3"),
    "a pool does not use what it does not admit": (_pool("9"), {}, ("a1", "b2"), "6"),
    "a pool of courses counts things": ({"courses": 2, "from": {"subject": ["B"]}}, {}, ("b1",), "3"),
    "small awards may fill a pool that speaks of them": (
        {"courses": 2, "from": {"kind": ["course", "certificate"]}},
        {},
        (),
        "2",
    ),
    "small awards do not fill a pool that does not": ({"courses": 2, "from": {"kind": ["course"]}}, {}, (), "3"),
    "an award is held": ({"all": [{"credential": "m"}, {"course": "a1"}]}, {}, ("m",), "3"),
    "credit is counted over leaves": (
        {"at_least": 6, "counting": "credits", "of": [{"course": "a1"}, {"course": "a2"}, {"course": "b2"}]},
        {},
        ("a1",),
        "3",
    ),
    "items are counted over leaves": (
        {"at_least": 2, "counting": "items", "of": [{"course": "a1"}, {"course": "a3"}, {"course": "b2"}]},
        {},
        (),
        "6",
    ),
    "in items": ({"all": [{"course": "a1"}, _pool("9"), {"courses": 2, "from": A}]}, {"measure": "items"}, (), "4"),
    "in hours nothing is said": ({"course": "a1"}, {"measure": "hours"}, (), "0"),
    "competencies say nothing": ({"all": [{"competency": "k"}, {"course": "a1"}]}, {}, (), "3"),
    "conditions say nothing": ({"all": [{"statement": "an interview"}, {"course": "a1"}]}, {}, (), "3"),
    "shared requirements answer for half": (
        {"all": [{"id": "one", **_pool("4")}, {"id": "two", **_pool("4")}]},
        {"sharing": [{"between": ["root/one", "root/two"]}]},
        (),
        "4",
    ),
    "credit in all": ({"course": "a1"}, {"rules": {"total_credits": "6"}}, (), "6"),
    "credit in all, some held": (
        {"all": [{"course": "a1"}, _pool("3")]},
        {"rules": {"total_credits": "9"}},
        ("a1",),
        "6",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_by_hand(name: str) -> None:
    tree, fields, held, bound = CASES[name]
    case = _world(tree, **fields)
    case = case.with_record(_record(held))
    found = examined(case)
    assert _bound(case.catalog, holdings(found)) == Fraction(bound)
    if not found.reading(owned=False).allocation.impossible:
        assert Fraction(bound) <= found.reading().shortfall


def test_what_another_organization_recognises_does_not_count_here() -> None:
    case = _world(_pool("9"))
    marks = compile_graph(case.catalog).pools.marks
    elsewhere = Holding("S", marks.features(0), Fraction(3), "L1")
    here = Holding("U", marks.features(0), Fraction(3), "L1")
    assert _bound(case.catalog, [elsewhere]) == 9
    assert _bound(case.catalog, [here]) == 6
    assert len(things(compile_graph(case.catalog).nodes)) == len(COURSES) + 2


def test_ways_exclude_each_other_and_things_in_one_way_add_up() -> None:
    case = _world(_pool("9"))
    marks = compile_graph(case.catalog).pools.marks

    def held(line: str, way: str, amount: int) -> Holding:
        return Holding("U", marks.features(0), Fraction(amount), line, way)

    assert _bound(case.catalog, [held("L1", "x", 3), held("L1", "y", 4)]) == 5
    assert _bound(case.catalog, [held("L1", "x", 3), held("L1", "x", 4)]) == 2
    assert _bound(case.catalog, [held("L1", "x", 3), held("L2", "x", 4)]) == 2
    assert _bound(case.catalog, [held("L1", "x", 3)], relieved=compile_graph(case.catalog).find("P")) == 0


def test_an_amount_finer_than_the_scale_is_never_rounded_against_the_learner() -> None:
    case = _world(_pool("9"))
    marks = compile_graph(case.catalog).pools.marks
    assert _bound(case.catalog, [Holding("U", marks.features(0), Fraction(10, 3), "L1")]) == Fraction("5.5")
