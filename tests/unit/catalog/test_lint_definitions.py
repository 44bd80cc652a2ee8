"""Editions, sources, profiles, paths and dead ends of single definitions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.lint_definitions import overlap
from pathways.model.base import Validity
from tests.unit.catalog.small import SOURCE, credential, findings_with, rule, told

BADGE = {"id": "bdg", "organization": "north", "kind": "badge", "title": "Badge"}
N1, N2 = {"course": "n1"}, {"course": "n2"}


def edition(name: str, **valid: str) -> dict[str, Any]:
    return credential(edition=name, valid=valid)


def test_overlapping_editions_are_told_once_each() -> None:
    first, second = edition("1", until="2025-01-01"), edition("2", **{"from": "2024-09-01"})
    third, fourth = edition("3", **{"from": "2026-01-01"}), edition("0", until="2020-01-01")
    found = findings_with(
        credentials=[second, third, {**first, "valid": {"from": "2020-01-01", "until": "2025-01-01"}}, fourth]
    )
    assert told(found) == [
        ("error", "C007", "credentials/dip@2", "valid"),
        ("error", "C007", "credentials/dip@3", "valid"),
    ]
    assert found[0].hint == "Give 'dip@1' an 'until' on the day on which 'dip@2' begins."


def test_editions_that_follow_each_other_are_sound() -> None:
    first, second = edition("1", until="2025-01-01"), edition("2", **{"from": "2025-01-01"})
    assert findings_with(credentials=[first, second]) == []


def test_a_rule_without_source_is_a_warning() -> None:
    bare = credential({"course": "n1"})
    del bare["source"]
    assert told(findings_with(credentials=[bare])) == [("warning", "C010", "credentials/dip", None)]
    unsourced = rule(agreement=None, receiving="north")
    assert told(findings_with(equivalences=[unsourced])) == [("warning", "C010", "equivalences/r", None)]
    assert findings_with(equivalences=[rule()]) == []
    assert findings_with(equivalences=[{**unsourced, "source": SOURCE}]) == []


@pytest.mark.parametrize(("weeks", "codes"), [("0.5", ["C011"]), (1, []), (52, []), (53, ["C011"])])
def test_a_micro_credential_takes_one_week_to_a_year(weeks: Any, codes: list[str]) -> None:
    micro = {**BADGE, "kind": "micro_credential", "weeks": weeks}
    found = [item for item in findings_with(credentials=[micro]) if item.code != "C009"]
    assert [item.code for item in found] == codes
    longer = {**BADGE, "kind": "diploma", "weeks": weeks}
    assert findings_with(credentials=[longer]) == []


def test_superseding_something_unknown_is_a_warning() -> None:
    found = findings_with(credentials=[credential(edition="2", supersedes="1")])
    assert told(found) == [("warning", "C002", "credentials/dip@2", "supersedes")]
    older = credential(edition="1", valid={"until": "2025-01-01"})
    newer = {"edition": "2", "valid": {"from": "2025-01-01"}}
    for name in ("1", "dip@1", "dip"):
        assert findings_with(credentials=[older, credential(**newer, supersedes=name)]) == []


def test_sharing_names_requirements() -> None:
    tree = {"all": [{"id": "core", "all": [N1]}, N2]}
    sound = credential(tree, sharing=[{"between": ["root/core", "root/2", "root/core/1"]}])
    assert findings_with(credentials=[sound]) == []
    by_id = credential(tree, sharing=[{"between": ["core", "root/2"]}])
    assert findings_with(credentials=[by_id]) == []
    wrong = credential(tree, sharing=[{"between": ["root/core", "root/1"]}])
    assert told(findings_with(credentials=[wrong])) == [("error", "C014", "credentials/dip", "sharing[0].between[1]")]


@pytest.mark.parametrize(
    ("block", "codes"), [("dip#root/1", []), ("dip@1#root", []), ("dip#root/2", ["C014"]), ("dip@2#root", ["C002"])]
)
def test_a_block_names_a_requirement(block: str, codes: list[str]) -> None:
    target = {"kind": "block", "block": block}
    found = findings_with(credentials=[credential({"all": [N1]}, edition="1")], equivalences=[rule(to=target)])
    assert [(item.code, item.where.path) for item in found] == [(code, "to.block") for code in codes]


def test_a_rate_into_another_system_is_the_wrong_one() -> None:
    factors = [{"from_system": "ects", "to_system": "us", "factor": "0.5", "source": SOURCE}]
    policy = {"id": "p", "organization": "north", "source": SOURCE}
    assert findings_with(policies=[{**policy, "conversion": {"convention": "hours", "factors": factors}}]) == []
    turned = [{**factors[0], "from_system": "us", "to_system": "ects"}]
    found = findings_with(policies=[{**policy, "conversion": {"convention": "hours", "factors": turned}}])
    assert told(found) == [("error", "C012", "policies/p", "conversion.factors[0].to_system")]


def test_one_competency_in_two_frameworks_is_a_duplicate() -> None:
    again = {"id": "more", "title": "More", "source": SOURCE, "competencies": [{"id": "math", "title": "M"}]}
    assert told(findings_with(frameworks=[again])) == [("error", "C001", "frameworks/more", "competencies[0].id")]


def outer(requirement: dict[str, Any]) -> dict[str, Any]:
    return credential(requirement, id="outer")


LEADS_ON: list[dict[str, Any]] = [
    {"credentials": [BADGE, outer({"credential": "bdg"})]},
    {"credentials": [BADGE, outer({"courses": 0, "from": {"credential": ["bdg"]}})]},
    {"credentials": [BADGE, outer({"courses": 0, "from": {"kind": ["badge"]}})]},
    {"credentials": [BADGE], "equivalences": [rule(**{"from": {"credential": "bdg"}})]},
    {
        "credentials": [BADGE],
        "policies": [{"id": "p", "organization": "north", "source": SOURCE, "joint": {"coverage": 1}}],
    },
    {"credentials": [{**BADGE, "requirement": {"all": [N1]}, "source": SOURCE}, outer({"all": [N1]})]},
    {"credentials": [{**BADGE, "competencies": [{"competency": "math"}]}, outer({"competency": "math"})]},
    {"credentials": [{**BADGE, "kind": "diploma"}]},
]


@pytest.mark.parametrize("sections", LEADS_ON, ids=str)
def test_what_is_named_somewhere_leads_on(sections: dict[str, Any]) -> None:
    assert findings_with(**sections) == []


DEAD_ENDS: list[dict[str, Any]] = [
    {"credentials": [BADGE]},
    {"credentials": [{**BADGE, "requirement": {"all": [N1]}, "source": SOURCE}, outer({"all": [N2]})]},
    {"credentials": [BADGE, outer({"courses": 0, "from": {"kind": ["course"]}})]},
    {
        "credentials": [BADGE],
        "policies": [
            {"id": "p", "organization": "north", "source": SOURCE, "joint": {"coverage": 1, "credentials": ["bdg2"]}}
        ],
    },
]


@pytest.mark.parametrize("sections", DEAD_ENDS, ids=str)
def test_a_small_credential_that_nothing_names_is_a_dead_end(sections: dict[str, Any]) -> None:
    found = [item for item in findings_with(**sections) if item.code != "C002"]
    assert told(found) == [("hint", "C009", "credentials/bdg", None)]


DAYS = st.none() | st.dates()
PERIODS = st.builds(Validity, begin=DAYS, until=DAYS)


@given(PERIODS, PERIODS, st.dates())
def test_a_day_in_both_periods_proves_that_they_overlap(first: Validity, second: Validity, day: Any) -> None:
    assert overlap(first, second) == overlap(second, first)
    if first.holds_on(day) and second.holds_on(day):
        assert overlap(first, second)
    starts = [begin for begin in (first.begin, second.begin) if begin is not None]
    if overlap(first, second) and starts:
        assert first.holds_on(max(starts))
        assert second.holds_on(max(starts))
