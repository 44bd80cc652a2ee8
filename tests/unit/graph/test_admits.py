"""A filter admits what all its given parts describe, and never what is unknown."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from pathways.catalog.collection import Catalog, collect
from pathways.graph.admits import Features, admits, course_features, credential_features
from pathways.graph.columns import Columns
from pathways.model.base import Source
from pathways.model.competency import Competency, CompetencyLevel, Framework
from pathways.model.course import CodeAlias, Course
from pathways.model.credential import Credential, CredentialKind
from pathways.model.filter import Filter

MATH = Features(
    subject="MATH",
    codes=frozenset({"MATH 210", "stat  210"}),
    number=Fraction(210),
    level=Fraction(5),
    organization="north",
    kinds=frozenset({"course"}),
    tags=frozenset({"evening"}),
    attributes=frozenset({"quantitative"}),
    competencies=frozenset({"calculus", "mathematics"}),
    courses=frozenset({"north-math-210"}),
    component_of=frozenset({"cyber", "cyber@2026"}),
    source="transfer",
)

FITTING: tuple[dict[str, Any], ...] = (
    {},
    {"subject": ["physics", "math"]},
    {"code": ["STAT 210"]},
    {"code": ["math  210"]},
    {"number": {"min": 210, "max": 210}},
    {"level": {"min": 5}},
    {"level": {"max": 5}},
    {"organization": ["north"]},
    {"kind": ["course"]},
    {"tag": ["evening", "online"]},
    {"attribute": ["quantitative"]},
    {"competency": ["mathematics"]},
    {"course": ["north-math-210"]},
    {"component_of": ["cyber"]},
    {"component_of": ["cyber@2026"]},
    {"source": ["transfer"]},
    {"subject": ["MATH"], "organization": ["north"]},
    {"all": [{"subject": ["MATH"]}, {"number": {"min": 200}}]},
    {"any": [{"subject": ["ART"]}, {"number": {"min": 200}}]},
    {"not": {"subject": ["ART"]}},
)
FAILING: tuple[dict[str, Any], ...] = (
    {"subject": ["ART"]},
    {"code": ["MATH 211"]},
    {"number": {"min": 211}},
    {"number": {"max": 209}},
    {"level": {"min": "5.5"}},
    {"organization": ["South"]},
    {"kind": ["elective"]},
    {"tag": ["Evening"]},
    {"attribute": ["arts"]},
    {"competency": ["algebra"]},
    {"course": ["other"]},
    {"credential": ["cyber"]},
    {"component_of": ["cyber@2025"]},
    {"source": ["resident"]},
    {"subject": ["MATH"], "organization": ["south"]},
    {"all": [{"subject": ["MATH"]}, {"number": {"min": 300}}]},
    {"any": [{"subject": ["ART"]}, {"number": {"min": 300}}]},
    {"not": {"subject": ["MATH"]}},
    {"not": {}},
)


@pytest.mark.parametrize("document", FITTING, ids=str)
def test_admits_what_it_describes(document: dict[str, Any]) -> None:
    assert admits(Filter.model_validate(document), MATH)


@pytest.mark.parametrize("document", FAILING, ids=str)
def test_refuses_everything_else(document: dict[str, Any]) -> None:
    assert not admits(Filter.model_validate(document), MATH)


@pytest.mark.parametrize("document", [*FITTING, *FAILING], ids=str)
def test_columns_draw_the_same_line(document: dict[str, Any]) -> None:
    wanted = Filter.model_validate(document)
    assert Columns.of([MATH, Features()]).admitted(wanted).tolist() == [
        admits(wanted, MATH),
        admits(wanted, Features()),
    ]


@pytest.mark.parametrize("part", ["number", "level"])
@pytest.mark.parametrize("bounds", [{}, {"min": 0}, {"max": 999}])
def test_unknown_satisfies_no_range(part: str, bounds: dict[str, int]) -> None:
    assert not admits(Filter.model_validate({part: bounds}), Features())


def test_nothing_known_is_admitted_only_by_the_empty_filter() -> None:
    assert admits(Filter(), Features())
    assert not any(admits(Filter.model_validate(document), Features()) for document in FITTING[1:-1])


def test_a_bare_credential_id_means_every_edition() -> None:
    held = Features(credentials=frozenset({"cert@2026"}))
    assert admits(Filter(credential=("cert",)), held)
    assert admits(Filter(credential=("cert@2026",)), held)
    assert not admits(Filter(credential=("cert@2025",)), held)


SOURCE = Source(title="Calendar")


def _catalog() -> Catalog:
    competencies = (
        Competency(id="mathematics", title="Mathematics"),
        Competency(id="calculus", title="Calculus", broader="mathematics"),
        Competency(id="limits", title="Limits", broader="calculus"),
        Competency(id="egg", title="Egg", broader="hen"),
        Competency(id="hen", title="Hen", broader="egg"),
    )
    tree = {
        "all": [
            {"course": "m1"},
            {"credential": "block"},
            {"courses": 1, "from": {"any": [{"course": ["m2"]}, {"not": {"course": ["m3"]}}]}},
        ]
    }
    return collect(
        [
            Framework(id="f", title="F", competencies=competencies, source=SOURCE),
            Course(
                id="m1",
                organization="north",
                code="MATH 1",
                title="Limits",
                outcomes=(CompetencyLevel(competency="limits"), CompetencyLevel(competency="unlisted")),
                aliases=(
                    CodeAlias.model_validate({"code": "MA 1", "reason": "formerly", "valid": {"until": "2020-01-01"}}),
                ),
            ),
            Course(id="m2", organization="north", code="MATH 2", title="Two"),
            Course(id="m3", organization="north", code="MATH 3", title="Three"),
            Credential(id="block", edition="1", organization="north", kind=CredentialKind.SKILL_BLOCK, title="Block"),
            Credential.model_validate(
                {
                    "id": "dip",
                    "edition": "2026",
                    "organization": "north",
                    "kind": "diploma",
                    "title": "Diploma",
                    "requirement": tree,
                }
            ),
        ]
    )


def test_a_course_with_a_narrower_competency_matches_the_broader() -> None:
    catalog = _catalog()
    features = course_features(catalog, catalog.course("m1"))
    assert features.competencies == {"limits", "calculus", "mathematics", "unlisted"}


def test_a_framework_that_runs_in_a_circle_does_not_hang() -> None:
    course = Course(id="x", organization="north", code="X", title="X", outcomes=(CompetencyLevel(competency="egg"),))
    assert course_features(_catalog(), course).competencies == {"egg", "hen"}


def test_components_are_leaves_and_what_pools_list() -> None:
    catalog = _catalog()
    component = {name: course_features(catalog, catalog.course(name)).component_of for name in ("m1", "m2", "m3")}
    assert component == {"m1": {"dip", "dip@2026"}, "m2": {"dip", "dip@2026"}, "m3": frozenset()}


def test_a_credential_is_known_with_and_without_its_edition() -> None:
    catalog = _catalog()
    features = credential_features(catalog, catalog.credential("block"), source="badge")
    assert features.credentials == {"block", "block@1"}
    assert features.component_of == {"dip", "dip@2026"}
    assert features.kinds == {"credential", "skill_block"}
    assert features.source == "badge"


def test_former_codes_count_only_on_their_days() -> None:
    catalog = _catalog()
    course = catalog.course("m1")
    assert course_features(catalog, course).codes == {"MATH 1", "MA 1"}
    assert course_features(catalog, course, on=dt.date(2019, 12, 31)).codes == {"MATH 1", "MA 1"}
    assert course_features(catalog, course, on=dt.date(2020, 1, 1)).codes == {"MATH 1"}
