"""Trees that nobody could meet, and overlays that their tree cannot hold, are errors; nothing sound is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.lint_supply import Supply, judge
from pathways.graph.admits import admits, course_features, credential_features
from pathways.model.filter import Filter
from tests.unit.catalog.small import BASE, catalog_with, credential, findings_with, told

N1, N2, N3 = {"course": "n1"}, {"course": "n2"}, {"course": "n3"}
ALL = {"all": [N1, N2, N3]}

MATH = {"subject": ["MATH"]}
MATH_ONCE = {"items": 1, "from": MATH}

IMPOSSIBLE: list[tuple[dict[str, Any], str, str]] = [
    (credential({"at_least": 3, "of": [N1, N2]}), "C004", "requirement.at_least"),
    (credential({"at_least": 3, "of": [N1, N2], "counting": "items"}), "C004", "requirement.at_least"),
    (credential({"at_least": "6.5", "of": [N1, N2], "counting": "credits"}), "C004", "requirement.at_least"),
    (
        credential({"at_least": 1, "of": [N1, N2], "counting": "items", "distinct": {"min": 3}}),
        "C004",
        "requirement.distinct",
    ),
    (credential({"credits": 7, "from": {"course": ["n1", "n2"]}}), "C004", "requirement.credits"),
    (credential({"courses": 3, "from": {"course": ["n1", "n2", "n2"]}}), "C004", "requirement.courses"),
    (credential({"courses": 3, "from": {"code": ["math 1", "MATH  2"]}}), "C004", "requirement.courses"),
    (credential({"courses": 1, "from": {"course": ["n1"], "subject": ["ART"]}}), "C004", "requirement.courses"),
    (
        credential({"courses": 1, "from": {"all": [{"course": ["n1"]}, {"not": {"course": ["n1"]}}]}}),
        "C004",
        "requirement.courses",
    ),
    (
        credential({"all": [N1, N2], "level_minimum": {"credits": 4, "level": 2}}),
        "C004",
        "requirement.level_minimum",
    ),
    (credential({"all": [N1], "level_minimum": {"credits": 0, "level": 9}}), "C004", "requirement.level_minimum"),
    (credential({"all": [N1], "min_gpa": "4.1"}), "C004", "requirement.min_gpa"),
    (credential({"all": [N1, N2], "caps": [{"credits": 5, "from": {}}]}), "C005", "requirement.caps[0]"),
    (credential({"all": [N1, N2], "caps": [{"items": 1, "from": {}}]}), "C005", "requirement.caps[0]"),
    (
        credential(
            {"credits": 6, "from": {"subject": ["MATH"]}, "caps": [{"credits": 3, "from": {"subject": ["MATH"]}}]}
        ),
        "C005",
        "requirement.caps[0]",
    ),
    (credential({"any": [{"id": "core", **N1}, {"id": "core", **N2}]}), "C001", "requirement.any[1].id"),
    (credential(ALL, rules={"total_credits": 10}), "C008", "rules.total_credits"),
    (
        credential(
            {"all": [N1, {"credits": 3, "up_to": 6, "from": {"subject": ["MATH"]}}]}, rules={"total_credits": 10}
        ),
        "C008",
        "rules.total_credits",
    ),
    (credential(ALL, rules={"levels": [{"credits": 4, "level": 5}]}), "C008", "rules.levels[0]"),
    (credential(ALL, rules={"levels": [{"credits": 0, "level": 9}]}), "C008", "rules.levels[0]"),
    (credential(ALL, rules={"residency": [{"credits": 10}]}), "C008", "rules.residency[0]"),
    (credential(ALL, rules={"residency": [{"courses": 4}]}), "C008", "rules.residency[0]"),
    (
        credential(ALL, rules={"residency": [{"share": "0.5"}], "caps": [{"sources": ["resident"], "share": "0.4"}]}),
        "C008",
        "rules.residency[0]",
    ),
    (
        credential(
            {"credits": 60},
            rules={
                "total_credits": 60,
                "caps": [
                    {
                        "sources": ["resident", "transfer", "prior_learning", "exam", "badge", "work"],
                        "credits": 30,
                    }
                ],
            },
        ),
        "C008",
        "rules.caps[0]",
    ),
    (credential(ALL, rules={"min_gpa": 5}), "C008", "rules.min_gpa"),
    (credential({"all": [N1, N2, {"used": 3}]}), "C004", "requirement.all[2].used"),
    (credential({"all": [N1, N2, {"used": "6.5", "counting": "credits"}]}), "C004", "requirement.all[2].used"),
    (
        credential({"all": [{"id": "a", "any": [N1, N2]}, N3, {"used": 3, "within": "a"}]}),
        "C004",
        "requirement.all[2].used",
    ),
    (credential({"all": [ALL, {"used": 2, "from": {"course": ["n1"]}}]}), "C004", "requirement.all[1].used"),
    (credential({"all": [ALL, {"used": 1, "within": "core"}]}), "C014", "requirement.all[1].within"),
    (credential({"all": [ALL, {"used": 1, "within": "2"}]}), "C014", "requirement.all[1].within"),
    (
        credential({"all": [{**ALL, "id": "a", "caps": [MATH_ONCE]}, {"used": 2, "from": MATH, "within": "a"}]}),
        "C005",
        "requirement.all[1].used",
    ),
    (credential({"all": [ALL, {"used": 2, "from": MATH}], "caps": [MATH_ONCE]}), "C005", "requirement.all[1].used"),
    (
        credential(ALL, prerequisite={"all": [N1, {"used": 1}]}),
        "C004",
        "prerequisite.all[1].used",
    ),
    (
        credential(ALL, sharing=[{"between": ["root/1", "root/2"], "from": {"level": {"min": 3, "max": 2}}}]),
        "C005",
        "sharing[0].from.level",
    ),
    (
        credential(ALL, sharing=[{"between": ["root/1", "root/2"], "from": {"kind": ["cours"]}}]),
        "C002",
        "sharing[0].from.kind[0]",
    ),
    (
        credential(ALL, sharing=[{"between": ["root/1", "root/2"], "from": {"course": ["n9"]}}]),
        "C002",
        "sharing[0].from.course[0]",
    ),
]


@pytest.mark.parametrize(("document", "code", "path"), IMPOSSIBLE, ids=lambda value: str(value)[:70])
def test_what_nobody_can_meet_is_one_error(document: dict[str, Any], code: str, path: str) -> None:
    found = [item for item in findings_with(credentials=[document]) if item.severity == "error"]
    assert told(found) == [("error", code, "credentials/dip", path)]


UNKNOWN_CREDIT = {"id": "free", "organization": "north", "code": "F", "title": "F", "subject": "FREE"}
SOUND: list[dict[str, Any]] = [
    credential({"all": [N1, N2, {"used": 2, "from": MATH}, {"used": "5.5", "counting": "credits", "within": "root"}]}),
    credential({"all": [{**ALL, "id": "core", "caps": [MATH_ONCE]}, N1, {"used": 1, "from": MATH, "within": "core"}]}),
    credential({"all": [{"id": "a", **N1}, {"id": "b", **N2}]}, sharing=[{"between": ["a", "root/b"], "from": MATH}]),
    credential({"at_least": 2, "of": [N1, N2]}),
    credential({"at_least": 2, "of": [N1, N2], "counting": "items"}),
    credential({"at_least": 6, "of": [N1, N2], "counting": "credits"}),
    credential({"at_least": 60, "of": [{"courses": 1, "from": {"subject": ["MATH"]}}], "counting": "credits"}),
    credential({"credits": 6, "from": {"course": ["n1", "n2"]}}),
    credential({"credits": 60, "from": {"course": ["free"]}}),
    credential({"courses": 2, "from": {"code": ["MATH 1", "MATH 2"]}}),
    credential({"all": [N1, N2], "level_minimum": {"credits": 3, "level": 2}}),
    credential({"all": [N1, N2], "min_gpa": 4}),
    credential({"all": [N1, N2], "caps": [{"credits": 6, "from": {}}]}),
    credential({"all": [N1, N2], "caps": [{"credits": 1, "from": {"source": ["transfer"]}}]}),
    credential({"any": [N1, N2], "caps": [{"credits": 3, "from": {}}]}),
    credential({"at_least": 1, "of": [N1, ALL], "caps": [{"items": 1, "from": {}}]}),
    credential(ALL, rules={"total_credits": 9, "levels": [{"credits": 3, "level": 5}], "residency": [{"credits": 9}]}),
    credential({"all": [ALL, {"statement": "and more"}]}, rules={"total_credits": 100}),
    credential({"all": [ALL, {"course": "free"}]}, rules={"total_credits": 100}),
    credential(
        {"all": [{"id": "a", **N1}, {"id": "b", **N1}], "caps": [{"credits": 3, "from": {}}]},
        sharing=[{"between": ["root/a", "root/b"]}],
    ),
]


@pytest.mark.parametrize("document", SOUND, ids=lambda value: str(value["requirement"])[:70])
def test_what_can_be_met_or_is_unknown_is_silent(document: dict[str, Any]) -> None:
    assert [
        item for item in findings_with(credentials=[document], courses=[UNKNOWN_CREDIT]) if item.code != "E003"
    ] == []


def test_a_pool_that_recognition_may_fill_is_only_a_warning() -> None:
    found = findings_with(credentials=[credential({"all": [{"credits": 30, "from": {"subject": ["MATH"]}}]})])
    assert told(found) == [("warning", "C004", "credentials/dip", "requirement.all[0].credits")]
    assert "needs 30 credits from a pool that admits 6 in this catalog" in found[0].message


def test_credit_in_another_system_is_not_summed() -> None:
    organization = {"id": "paris", "title": "Paris", "kind": "university", "credit_system": "ects"}
    course = {"id": "p1", "organization": "paris", "code": "P 1", "title": "P", "credit": 6}
    document = credential({"credits": 60, "from": {"course": ["n1", "p1"]}})
    assert findings_with(organizations=[organization], courses=[course], credentials=[document]) == []


def test_a_credential_inside_holds_its_own_credit() -> None:
    block = {"id": "block", "organization": "north", "kind": "skill_block", "title": "B", "credit": 12}
    outer = credential({"all": [{"credential": "block"}]}, rules={"total_credits": 13})
    assert told(findings_with(credentials=[block, outer])) == [
        ("error", "C008", "credentials/dip", "rules.total_credits")
    ]
    assert findings_with(credentials=[block, credential(outer["requirement"], rules={"total_credits": 12})]) == []


def test_a_grade_that_the_scale_lacks_is_a_warning() -> None:
    found = findings_with(credentials=[credential({"course": "n1", "min_grade": {"grade": "60"}})])
    assert told(found) == [("warning", "C013", "credentials/dip", "requirement.min_grade")]


NAMES = st.sampled_from(
    ["n1", "s1", "dip", "dip@1", "MATH", "art", "MATH 2", "north", "course", "credential", "diploma", "math"]
)
LISTS = st.lists(NAMES, max_size=2)
BOUNDS = st.none() | st.fixed_dictionaries({"min": st.integers(0, 6), "max": st.integers(0, 6)})
LISTED = ("subject", "code", "organization", "kind", "tag", "competency", "course", "credential", "component_of")
ATOMS = st.fixed_dictionaries({}, optional={**dict.fromkeys(LISTED, LISTS), "level": BOUNDS, "number": BOUNDS})
FILTERS = st.recursive(
    ATOMS,
    lambda inner: st.fixed_dictionaries(
        {}, optional={"all": st.lists(inner, max_size=2), "any": st.lists(inner, max_size=2), "not": inner}
    ),
    max_leaves=4,
)


@given(FILTERS)
def test_a_filter_means_here_what_it_means_in_an_audit(document: dict[str, Any]) -> None:
    """Without ``source`` both readings are exact, and equal to the one that audits use."""
    wanted = Filter.model_validate(document)
    catalog = catalog_with(
        courses=[{**BASE["courses"][0], "id": "n9", "number": 4, "outcomes": [{"competency": "algebra"}]}],
        credentials=[credential({"all": [N1]}, edition="1", level=4, competencies=[{"competency": "algebra"}])],
    )
    supply = Supply(catalog)
    courses = [course_features(catalog, course) for course in catalog.courses.values()]
    features = [*courses, *(credential_features(catalog, item) for item in catalog.credentials.values())]
    expected = [admits(wanted, feature) for feature in features]
    assert [judge(wanted, item) for item in supply.items] == [(answer, answer) for answer in expected]
    assert [item.name for item in supply.admitted(wanted)] == [
        item.name for item, answer in zip(supply.items, expected, strict=True) if answer
    ]


def test_how_something_was_earned_is_never_sure() -> None:
    (item, *_) = Supply(catalog_with()).items
    assert judge(Filter.model_validate({"source": ["transfer"]}), item) == (False, True)
    assert judge(Filter.model_validate({"not": {"source": ["transfer"]}}), item) == (False, True)
    assert judge(Filter.model_validate({"not": {"not": {"source": ["transfer"]}}}), item) == (False, True)
    assert judge(Filter.model_validate({"any": [{"source": ["exam"]}, {}]}), item) == (True, True)
