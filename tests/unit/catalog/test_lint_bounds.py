"""Bounds that leave nothing between them are errors with their path; sound bounds are silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.catalog.small import SOURCE, credential, findings_with, rule, told

COURSE = {"id": "x", "organization": "north", "code": "X", "title": "X"}
POLICY = {"id": "p", "organization": "north", "source": SOURCE}
NEVER = {"from": "2026-09-01", "until": "2026-09-01"}


def pool(**source: Any) -> dict[str, Any]:
    return credential({"courses": 0, "from": source})


def steps(*grades: str) -> list[dict[str, Any]]:
    return [{"grade": grade, "rank": number} for number, grade in enumerate(grades)]


CONTRADICTIONS: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "credit_systems",
        {"id": "x", "title": "X", "source": SOURCE, "hours_per_credit": {"min": 30, "max": 25}},
        "C005",
        "hours_per_credit",
    ),
    ("grade_scales", {"id": "x", "title": "X", "min": 100, "max": 0}, "C005", "min"),
    ("grade_scales", {"id": "x", "title": "X", "min": 50, "max": 100, "passing": 40}, "C005", "passing"),
    ("grade_scales", {"id": "x", "title": "X", "min": 0, "max": 100, "passing": 101}, "C005", "passing"),
    ("grade_scales", {"id": "x", "title": "X", "steps": steps("A", "B", "a")}, "C001", "steps[2].grade"),
    ("level_frameworks", {"id": "x", "title": "X", "min": 9, "max": 8, "source": SOURCE}, "C005", "min"),
    (
        "level_frameworks",
        {
            "id": "x",
            "title": "X",
            "min": 1,
            "max": 4,
            "source": SOURCE,
            "maps": [{"to": "levels", "source": SOURCE, "pairs": [{"rank": 5, "equals": 8}]}],
        },
        "C005",
        "maps[0].pairs[0].rank",
    ),
    (
        "level_frameworks",
        {
            "id": "x",
            "title": "X",
            "min": 1,
            "max": 4,
            "source": SOURCE,
            "maps": [{"to": "levels", "source": SOURCE, "pairs": [{"rank": 4, "equals": 9}]}],
        },
        "C005",
        "maps[0].pairs[0].equals",
    ),
    (
        "frameworks",
        {"id": "x", "title": "X", "source": SOURCE, "competencies": [{"id": "k", "title": "K", "held_when": 1}]},
        "C004",
        "competencies[0].held_when",
    ),
    ("courses", {**COURSE, "credit": 4, "credit_max": 3}, "C005", "credit_max"),
    ("courses", {**COURSE, "level": 9}, "C005", "level"),
    ("courses", {**COURSE, "outcomes": [{"competency": "math", "level": 4}]}, "C005", "outcomes[0].level"),
    ("credentials", credential(level=0), "C005", "level"),
    ("credentials", credential(competencies=[{"competency": "math", "level": 4}]), "C005", "competencies[0].level"),
    ("credentials", pool(number={"min": 300, "max": 299}), "C005", "requirement.from.number"),
    ("credentials", pool(all=[{"level": {"min": 3, "max": 2}}]), "C005", "requirement.from.all[0].level"),
    ("credentials", credential({"credits": 6, "up_to": 3}), "C005", "requirement.up_to"),
    ("credentials", credential({"courses": 2, "up_to": 1}), "C005", "requirement.up_to"),
    (
        "credentials",
        credential({"at_least": 1, "of": [{"course": "n1"}], "counting": "items", "distinct": {"min": 1, "max": 0}}),
        "C005",
        "requirement.distinct",
    ),
    (
        "equivalences",
        rule(to={"kind": "general_elective", "credit": {"how": "range", "amount": 4, "max": 3}}),
        "C005",
        "to.credit.max",
    ),
    (
        "equivalences",
        rule(**{"from": {"course": "s1", "min_grade": {"grade": "80"}, "max_grade": {"grade": "79"}}}),
        "C005",
        "from.max_grade",
    ),
    (
        "equivalences",
        rule(
            **{
                "from": {
                    "course": "n2",
                    "min_grade": {"grade": "B", "scale": "letters"},
                    "max_grade": {"grade": "c", "scale": "letters"},
                }
            }
        ),
        "C005",
        "from.max_grade",
    ),
    ("policies", {**POLICY, "reuse": {"mode": "capped"}}, "C005", "reuse"),
    (
        "policies",
        {**POLICY, "exclusions": [{"id": "e", "courses": ["n1", "n2"], "residual": {"MATH 1": 2}}]},
        "C005",
        'exclusions[0].residual["MATH 1"]',
    ),
    (
        "policies",
        {**POLICY, "max_ages": [{"years": 5, "applies_to": {"number": {"min": 2, "max": 1}}}]},
        "C005",
        "max_ages[0].applies_to.number",
    ),
    ("terms", {"id": "x", "title": "X", "begin": "2026-09-01", "end": "2026-08-31"}, "C006", "end"),
    ("organizations", {"id": "x", "title": "X", "kind": "other", "valid": NEVER}, "C006", "valid"),
    ("courses", {**COURSE, "valid": NEVER}, "C006", "valid"),
    (
        "courses",
        {**COURSE, "aliases": [{"code": "Y", "reason": "formerly", "valid": NEVER}]},
        "C006",
        "aliases[0].valid",
    ),
    ("credentials", credential(valid=NEVER), "C006", "valid"),
    ("equivalences", rule(valid=NEVER), "C006", "valid"),
    ("equivalences", rule(editions=NEVER), "C006", "editions"),
    ("equivalences", rule(**{"from": {"any": [{"course": "s1", "taken": NEVER}]}}), "C006", "from.any[0].taken"),
    ("policies", {**POLICY, "valid": NEVER}, "C006", "valid"),
    ("offerings", {"id": "x", "organization": "north", "course": "n1", "valid": NEVER}, "C006", "valid"),
]


@pytest.mark.parametrize(("section", "document", "code", "path"), CONTRADICTIONS, ids=lambda value: str(value)[:60])
def test_each_contradiction_is_one_error(section: str, document: dict[str, Any], code: str, path: str) -> None:
    found = findings_with(**{section: [document]})
    assert told(found) == [("error", code, f"{section.replace('_', '-')}/{document['id']}", path)]


SOUND: list[tuple[str, dict[str, Any]]] = [
    ("credit_systems", {"id": "x", "title": "X", "source": SOURCE, "hours_per_credit": {"min": 25, "max": 25}}),
    ("grade_scales", {"id": "x", "title": "X", "min": 0, "max": 100, "passing": 100}),
    ("courses", {**COURSE, "credit": 3, "credit_max": 3, "level": 8}),
    ("courses", {**COURSE, "level": 8, "level_framework": "levels"}),
    ("credentials", pool(number={"min": 300, "max": 300})),
    ("credentials", pool(number={"min": 300})),
    ("equivalences", rule(**{"from": {"course": "s1", "min_grade": {"grade": "80"}, "max_grade": {"grade": "80"}}})),
    ("equivalences", rule(**{"from": {"course": "s1", "min_grade": {"grade": "A"}, "max_grade": {"grade": "79"}}})),
    (
        "equivalences",
        rule(
            **{
                "from": {
                    "course": "s1",
                    "min_grade": {"grade": "80"},
                    "max_grade": {"grade": "C", "scale": "letters"},
                }
            }
        ),
    ),
    (
        "equivalences",
        rule(**{"from": {"occupation": "clerk", "min_grade": {"grade": "80"}, "max_grade": {"grade": "79"}}}),
    ),
    ("policies", {**POLICY, "reuse": {"mode": "capped", "share": "0.5"}}),
    ("terms", {"id": "x", "title": "X", "begin": "2026-09-01", "end": "2026-09-01"}),
    ("courses", {**COURSE, "valid": {"from": "2026-09-01", "until": "2026-09-02"}}),
    ("courses", {**COURSE, "valid": {"until": "2026-09-02"}}),
]


@pytest.mark.parametrize(("section", "document"), SOUND, ids=lambda value: str(value)[:60])
def test_bounds_that_touch_are_sound(section: str, document: dict[str, Any]) -> None:
    assert findings_with(**{section: [document]}) == []


def test_says_both_bounds() -> None:
    (found,) = findings_with(credentials=[credential({"all": [{"credits": "6", "up_to": "4.5"}]})])
    assert found.message == (
        "contradictory bounds: credential 'dip' applies up to less than it needs: 6 is above 4.5 at root/1"
    )
