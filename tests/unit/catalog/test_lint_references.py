"""Every reference names something, and the finding says which one does not and what was meant."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.catalog.lint import lint
from tests.unit.catalog.small import SOURCE, catalog_with, credential, findings_with, rule, told

COURSE = {"id": "x", "organization": "north", "code": "X", "title": "X"}
POLICY = {"id": "p", "organization": "north", "source": SOURCE}
OFFERING = {"id": "of", "organization": "north"}
SYSTEM = {"title": "T", "source": SOURCE}

CASES: list[tuple[str, dict[str, Any], str, str]] = [
    # section, noun with one dangling name, code, path
    ("organizations", {"id": "x", "title": "X", "kind": "other", "credit_system": "uss"}, "K003", "credit_system"),
    ("organizations", {"id": "x", "title": "X", "kind": "other", "grade_scale": "no"}, "C013", "grade_scale"),
    ("organizations", {"id": "x", "title": "X", "kind": "other", "level_framework": "no"}, "C013", "level_framework"),
    (
        "level_frameworks",
        {
            "id": "x",
            "title": "X",
            "min": 1,
            "max": 2,
            "source": SOURCE,
            "maps": [{"to": "no", "pairs": [], "source": SOURCE}],
        },
        "C013",
        "maps[0].to",
    ),
    (
        "frameworks",
        {"id": "x", "title": "X", "source": SOURCE, "competencies": [{"id": "k", "title": "K", "broader": "no"}]},
        "C002",
        "competencies[0].broader",
    ),
    (
        "occupations",
        {"id": "x", "title": "X", "source": SOURCE, "competencies": [{"competency": "maths"}]},
        "C002",
        "competencies[0].competency",
    ),
    ("courses", {**COURSE, "organization": "nort"}, "C002", "organization"),
    ("courses", {**COURSE, "level_framework": "no"}, "C013", "level_framework"),
    ("courses", {**COURSE, "outcomes": [{"competency": "maths"}]}, "C002", "outcomes[0].competency"),
    ("courses", {**COURSE, "prerequisite": {"course": "no"}}, "C002", "prerequisite.course"),
    ("courses", {**COURSE, "corequisite": {"any": [{"course": "no"}]}}, "C002", "corequisite.any[0].course"),
    ("credentials", credential(organization="no"), "C002", "organization"),
    ("credentials", credential(occupation="no"), "C002", "occupation"),
    ("credentials", credential(competencies=[{"competency": "no"}]), "C002", "competencies[0].competency"),
    (
        "credentials",
        credential(rules={"reuse": [{"credits": 1, "awards": ["no"]}]}),
        "C002",
        "rules.reuse[0].awards[0]",
    ),
    ("credentials", credential({"all": [{"credential": "no"}]}), "C002", "requirement.all[0].credential"),
    ("credentials", credential({"competency": "no"}), "C002", "requirement.competency"),
    (
        "credentials",
        credential({"course": "n1", "min_grade": {"grade": "A", "scale": "no"}}),
        "C013",
        "requirement.min_grade.scale",
    ),
    ("credentials", credential({"courses": 0, "from": {"course": ["n1", "no"]}}), "C002", "requirement.from.course[1]"),
    (
        "credentials",
        credential({"courses": 0, "from": {"any": [{}, {"not": {"organization": ["no"]}}]}}),
        "C002",
        "requirement.from.any[1].not.organization[0]",
    ),
    (
        "credentials",
        credential({"courses": 0, "from": {"component_of": ["no"]}}),
        "C002",
        "requirement.from.component_of[0]",
    ),
    ("credentials", credential({"courses": 0, "from": {"kind": ["badgee"]}}), "C002", "requirement.from.kind[0]"),
    ("credentials", credential({"courses": 0, "from": {"source": ["abroad"]}}), "C002", "requirement.from.source[0]"),
    (
        "credentials",
        credential({"course": "n1", "caps": [{"items": 1, "from": {"competency": ["no"]}}]}),
        "C002",
        "requirement.caps[0].from.competency[0]",
    ),
    (
        "agreements",
        {"id": "x", "sending": ["south", "no"], "receiving": "north", "title": "X", "source": SOURCE},
        "C002",
        "sending[1]",
    ),
    (
        "agreements",
        {"id": "x", "sending": ["south"], "receiving": "no", "title": "X", "source": SOURCE},
        "C002",
        "receiving",
    ),
    (
        "agreements",
        {
            "id": "x",
            "sending": ["south"],
            "receiving": "north",
            "title": "X",
            "source": SOURCE,
            "scope": {"kind": "program", "credentials": ["no"]},
        },
        "C002",
        "scope.credentials[0]",
    ),
    ("equivalences", rule(agreement="no"), "C002", "agreement"),
    ("equivalences", rule(agreement=None, receiving="no", source=SOURCE), "C002", "receiving"),
    ("equivalences", rule(**{"from": {"course": "no"}}), "C002", "from.course"),
    (
        "equivalences",
        rule(**{"from": {"all": [{"course": "s1"}, {"occupation": "no"}]}}),
        "C002",
        "from.all[1].occupation",
    ),
    ("equivalences", rule(**{"from": {"any": [{"competency": "no"}]}}), "C002", "from.any[0].competency"),
    ("equivalences", rule(**{"from": {"choose": 1, "of": [{"credential": "no"}]}}), "C002", "from.of[0].credential"),
    ("equivalences", rule(**{"from": {"course": "s1", "same_as": ["no"]}}), "C002", "from.same_as[0]"),
    (
        "equivalences",
        rule(**{"from": {"course": "s1", "max_grade": {"grade": "A", "scale": "no"}}}),
        "C013",
        "from.max_grade.scale",
    ),
    ("equivalences", rule(to={"kind": "courses", "courses": ["n1", "no"]}), "C002", "to.courses[1]"),
    ("equivalences", rule(to={"kind": "competency", "competencies": ["no"]}), "C002", "to.competencies[0]"),
    ("equivalences", rule(to={"kind": "block", "block": "no#root"}), "C002", "to.block"),
    ("equivalences", rule(scope={"kind": "program", "credentials": ["no"]}), "C002", "scope.credentials[0]"),
    ("policies", {**POLICY, "organization": "no"}, "C002", "organization"),
    ("policies", {**POLICY, "credentials": ["no"]}, "C002", "credentials[0]"),
    (
        "policies",
        {**POLICY, "min_grades": [{"minimum": {"grade": "A", "scale": "no"}}]},
        "C013",
        "min_grades[0].minimum.scale",
    ),
    (
        "policies",
        {**POLICY, "max_ages": [{"years": 5, "applies_to": {"course": ["no"]}}]},
        "C002",
        "max_ages[0].applies_to.course[0]",
    ),
    (
        "policies",
        {**POLICY, "max_ages": [{"years": 5, "applies_to": {"kind": ["no"]}}]},
        "C002",
        "max_ages[0].applies_to.kind[0]",
    ),
    ("policies", {**POLICY, "excluded_kinds": ["badge", "batch"]}, "C002", "excluded_kinds[1]"),
    (
        "policies",
        {
            **POLICY,
            "conversion": {
                "convention": "hours",
                "factors": [{"from_system": "no", "to_system": "us", "factor": 1, "source": SOURCE}],
            },
        },
        "K003",
        "conversion.factors[0].from_system",
    ),
    ("policies", {**POLICY, "joint": {"coverage": 1, "credentials": ["no"]}}, "C002", "joint.credentials[0]"),
    ("policies", {**POLICY, "joint": {"coverage": 1, "courses": ["no"]}}, "C002", "joint.courses[0]"),
    ("policies", {**POLICY, "prior_learning": {"coverage": 1, "courses": ["no"]}}, "C002", "prior_learning.courses[0]"),
    ("policies", {**POLICY, "exclusions": [{"id": "e", "courses": ["n1", "no"]}]}, "C002", "exclusions[0].courses[1]"),
    ("policies", {**POLICY, "rules": {"reuse": [{"awards": ["no"]}]}}, "C002", "rules.reuse[0].awards[0]"),
    (
        "terms",
        {"id": "x", "organization": "no", "title": "X", "begin": "2026-01-01", "end": "2026-02-01"},
        "C002",
        "organization",
    ),
    ("offerings", {**OFFERING, "organization": "no"}, "C002", "organization"),
    ("offerings", {**OFFERING, "course": "no"}, "C002", "course"),
    ("offerings", {**OFFERING, "credential": "no"}, "C002", "credential"),
    ("offerings", {**OFFERING, "terms": ["fall", "no"]}, "C002", "terms[1]"),
]


@pytest.mark.parametrize(("section", "document", "code", "path"), CASES, ids=lambda value: str(value)[:60])
def test_each_dangling_reference_is_one_error(section: str, document: dict[str, Any], code: str, path: str) -> None:
    found = [item for item in findings_with(**{section: [document]}) if item.severity == "error"]
    assert told(found) == [("error", code, f"{section.replace('_', '-')}/{document['id']}", path)]
    assert found[0].hint


def test_the_small_catalogue_is_clean() -> None:
    assert findings_with() == []
    assert findings_with(credentials=[credential({"course": "n1"})], equivalences=[rule()]) == []


def test_says_what_was_meant_and_where_in_the_tree() -> None:
    (found,) = findings_with(credentials=[credential({"all": [{"course": "n1"}, {"course": "N3"}]})])
    assert found.message == (
        "dangling reference: credential 'dip' names the course 'N3' at root/2, which this catalog does not contain"
    )
    assert found.hint == "Did you mean 'n3'?"


def test_a_bare_credential_id_means_any_edition() -> None:
    sound = [credential(edition="2026"), {**credential({"credential": "dip"}), "id": "top"}]
    assert findings_with(credentials=sound) == []
    wrong = [credential(edition="2026"), {**credential({"credential": "dip@2025"}), "id": "top"}]
    assert told(findings_with(credentials=wrong)) == [("error", "C002", "credentials/top", "requirement.credential")]


def test_alignments_to_other_places_are_no_error() -> None:
    competency = {
        "id": "k",
        "title": "K",
        "alignments": [
            {"kind": "exact", "target": "https://example.org/k"},
            {"kind": "exact", "target": "math"},
            {"kind": "broader", "target": "mathe"},
        ],
    }
    found = findings_with(frameworks=[{"id": "x", "title": "X", "source": SOURCE, "competencies": [competency]}])
    assert told(found) == [("warning", "C002", "frameworks/x", "competencies[0].alignments[2].target")]


def test_what_could_not_be_read_is_assumed_to_be_there() -> None:
    catalog = catalog_with(courses=[{**COURSE, "prerequisite": {"course": "broken"}}])
    assert [item.code for item in lint(catalog)] == ["C002"]
    assert lint(catalog, assume=frozenset({"broken"})) == ()


def test_many_misses_in_a_long_section_stay_quick() -> None:
    courses = [{**COURSE, "id": f"long-{number}", "code": f"L {number}"} for number in range(600)]
    pool = {"courses": 0, "from": {"course": [f"lomg-{number}" for number in range(300)]}}
    found = findings_with(courses=courses, credentials=[credential(pool)])
    assert len(found) == 300
    assert found[1].hint == "Did you mean 'long-1'?"
    assert {item.hint for item in found[-60:]} != {found[1].hint}
    assert sum(item.hint == "Check the spelling." for item in found) == 100
