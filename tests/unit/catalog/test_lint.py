"""Lint as a whole: everything at once, in a stable order, with paths that can be read back; and records."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import collect
from pathways.catalog.lint import lint, lint_record
from pathways.catalog.lint_nodes import placed
from pathways.catalog.lint_paths import path_parts, path_text
from pathways.model.record import LearnerRecord
from pathways.model.requirement import CourseLeaf, walk
from tests.unit.catalog.small import catalog_with, credential, rule, told

WRONG: dict[str, list[dict[str, Any]]] = {
    "courses": [
        {"id": "x", "organization": "nowhere", "code": "X", "title": "X", "level": 9, "prerequisite": {"course": "x"}},
    ],
    "credentials": [
        credential(
            {"all": [{"course": "no"}, {"at_least": 2, "of": [{"course": "n1"}]}]},
            valid={"from": "2026-01-01", "until": "2025-01-01"},
        ),
        credential({"credits": 9, "up_to": 3, "from": {"course": ["n1"]}}, id="second", edition="1"),
    ],
    "equivalences": [rule(id="r1"), rule(id="r2", to={"kind": "denied"})],
}


def test_everything_is_told_at_once_in_order() -> None:
    catalog = catalog_with(**WRONG)
    found = told(list(lint(catalog)))
    assert found == [
        ("error", "C002", "courses/x", "organization"),
        ("error", "C003", "courses/x", "prerequisite"),
        ("error", "C002", "credentials/dip", "requirement.all[0].course"),
        ("error", "C004", "credentials/dip", "requirement.all[1].at_least"),
        ("error", "C006", "credentials/dip", "valid"),
        ("error", "C004", "credentials/second@1", "requirement.credits"),
        ("error", "C005", "credentials/second@1", "requirement.up_to"),
        ("warning", "E001", "equivalences/r2", "to"),
    ]


def test_order_of_input_does_not_matter() -> None:
    catalog = catalog_with(**WRONG)
    things = [
        thing
        for section in ("organizations", "courses", "credentials", "equivalences", "agreements", "frameworks")
        for thing in catalog.section(section).values()
    ]
    expected = lint(collect(things))
    assert lint(collect(reversed(things))) == expected
    assert lint(collect(things[7:] + things[:7])) == expected


def test_an_empty_catalogue_is_clean() -> None:
    assert lint(collect([])) == ()


PARTS = st.lists(st.integers(0, 99) | st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=5)


@given(PARTS)
def test_paths_are_read_back_as_written(parts: list[str | int]) -> None:
    assert path_parts(path_text(parts)) == tuple(parts)


def test_placed_nodes_are_those_of_the_walk() -> None:
    (tree,) = [item.requirement for item in catalog_with(credentials=[WRONG["credentials"][0]]).credentials.values()]
    assert tree is not None
    assert [(item.path, item.node) for item in placed(tree, "requirement")] == list(walk(tree))
    assert placed(CourseLeaf(course="c"), "prerequisite")[0].parts == ("prerequisite",)


def test_a_record_is_held_against_the_catalogue() -> None:
    catalog = catalog_with(credentials=[credential({"all": [{"id": "core", "course": "n1"}]}, edition="1")])
    adjustment = {"id": "a", "credential": "dip", "reason": "r", "approved_by": "dean", "date": dt.date(2026, 1, 1)}
    record = LearnerRecord.model_validate(
        {
            "learner": {"id": "ada"},
            "attainments": [
                {"id": "L1", "course": "n1", "credit": {"amount": 3, "system": "us"}, "grade_scale": "letters"},
                {
                    "id": "L2",
                    "course": "n11",
                    "credit": {"amount": 3, "system": "eu"},
                    "competencies": [{"competency": "x"}],
                },
                {"id": "L3", "organization": "west", "code": "W 1"},
            ],
            "goals": [
                {"credential": "dip@1"},
                {"credential": "dip@2"},
                {"occupation": "clark"},
                {"competencies": [{"competency": "maths"}]},
            ],
            "adjustments": [
                {**adjustment, "kind": "waiver", "path": "root/core"},
                {**adjustment, "kind": "waiver", "path": "root/1"},
                {**adjustment, "kind": "substitution", "path": "root", "attainment": "L9"},
            ],
        }
    )
    found = lint_record(record, catalog)
    assert [(item.code, item.where.path) for item in found] == [
        ("R001", "attainments[1].course"),
        ("R001", "attainments[1].credit.system"),
        ("R001", "attainments[1].competencies[0].competency"),
        ("R001", "attainments[2].organization"),
        ("R001", "goals[1].credential"),
        ("R001", "goals[2].occupation"),
        ("R001", "goals[3].competencies[0].competency"),
        ("C014", "adjustments[1].path"),
        ("R001", "adjustments[2].attainment"),
    ]
    assert {item.severity for item in found} == {"warning"}
    assert found[0].hint == "Did you mean 'n1'?"
