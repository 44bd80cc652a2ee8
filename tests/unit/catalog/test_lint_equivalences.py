"""Rules that answer differently about one source are told; those that differ in scope, time or grade are not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pathways.catalog.collection import collect
from pathways.catalog.lint_equivalences import rules
from pathways.catalog.lint_known import Known
from pathways.model.equivalence import Equivalence
from tests.unit.catalog.small import SOURCE, credential, findings_with, rule, told

ELECTIVE = {"kind": "general_elective"}


def pair(**second: Any) -> list[dict[str, Any]]:
    return [rule(id="r1"), rule(**{"id": "r2", "to": ELECTIVE, **second})]


def grade(least: str | None = None, most: str | None = None, scale: str | None = None) -> dict[str, Any]:
    bounds = {
        key: {"grade": value, "scale": scale} for key, value in (("min_grade", least), ("max_grade", most)) if value
    }
    return {"course": "s1", **bounds}


def test_two_answers_to_one_question_are_ambiguous() -> None:
    found = findings_with(equivalences=pair())
    assert told(found) == [("warning", "E001", "equivalences/r2", "to")]
    assert found[0].message == ("ambiguous rules: equivalence 'r2' and 'r1' both speak of 's1' and answer differently")


def test_the_source_does_not_say_whether_it_is_one_award() -> None:
    found = findings_with(equivalences=pair(award_unclear=True))
    assert told(found) == [("warning", "E002", "equivalences/r2", "award_unclear")]


OPTIONS: list[tuple[str, list[dict[str, Any]]]] = [
    ("the same answer", pair(to=rule()["to"])),
    ("another priority", pair(priority=1)),
    ("one award", [rule(id="r1", award="w"), rule(id="r2", award="w", to=ELECTIVE)]),
    ("not agreed", pair(status="proposed")),
    ("another source", pair(**{"from": {"course": "s2"}})),
    ("two sources", pair(**{"from": {"all": [{"course": "s1"}, {"course": "s2"}]}})),
    (
        "another time",
        [rule(id="r1", valid={"until": "2025-01-01"}), rule(id="r2", to=ELECTIVE, valid={"from": "2025-01-01"})],
    ),
    (
        "other editions",
        [rule(id="r1", editions={"until": "2025-01-01"}), rule(id="r2", to=ELECTIVE, editions={"from": "2025-01-01"})],
    ),
    ("another scope", pair(scope={"kind": "general_education"})),
    (
        "other programs",
        [
            rule(id="r1", scope={"kind": "program", "credentials": ["dip"]}),
            rule(id="r2", to=ELECTIVE, scope={"kind": "program", "credentials": ["other"]}),
        ],
    ),
    (
        "bands of grades",
        [rule(id="r1", **{"from": grade("60")}), rule(id="r2", to=ELECTIVE, **{"from": grade("50", "59")})],
    ),
    (
        "taken at other times",
        [
            rule(id="r1", **{"from": {"course": "s1", "taken": {"until": "2020-01-01"}}}),
            rule(id="r2", to=ELECTIVE, **{"from": {"course": "s1", "taken": {"from": "2020-01-01"}}}),
        ],
    ),
]


@pytest.mark.parametrize(("name", "equivalences"), OPTIONS, ids=lambda value: value if isinstance(value, str) else "")
def test_options_are_not_ambiguous(name: str, equivalences: list[dict[str, Any]]) -> None:
    other = credential(id="other")
    assert findings_with(equivalences=equivalences, credentials=[credential(), other]) == []


CLASHES: list[tuple[str, list[dict[str, Any]]]] = [
    ("different awards", [rule(id="r1", award="v"), rule(id="r2", award="w", to=ELECTIVE)]),
    ("different credit", [rule(id="r1"), rule(id="r2", to={**rule()["to"], "credit": {"how": "zero"}})]),
    (
        "one day in common",
        [rule(id="r1", valid={"until": "2025-01-02"}), rule(id="r2", to=ELECTIVE, valid={"from": "2025-01-01"})],
    ),
    (
        "grades that touch",
        [rule(id="r1", **{"from": grade("60")}), rule(id="r2", to=ELECTIVE, **{"from": grade("50", "60")})],
    ),
    (
        "grades on two scales",
        [rule(id="r1", **{"from": grade("60")}), rule(id="r2", to=ELECTIVE, **{"from": grade(None, "C", "letters")})],
    ),
    ("a no and a yes", [rule(id="r1"), rule(id="r2", to={"kind": "denied"})]),
]


@pytest.mark.parametrize(("name", "equivalences"), CLASHES, ids=lambda value: value if isinstance(value, str) else "")
def test_what_could_hold_for_one_learner_is_ambiguous(name: str, equivalences: list[dict[str, Any]]) -> None:
    assert told(findings_with(equivalences=equivalences)) == [("warning", "E001", "equivalences/r2", "to")]


def test_scope_and_status_come_from_the_agreement() -> None:
    expired = {
        "id": "old",
        "sending": ["south"],
        "receiving": "north",
        "title": "Old",
        "source": SOURCE,
        "status": "expired",
    }
    assert findings_with(agreements=[expired], equivalences=pair(agreement="old")) == []
    dated = {**expired, "id": "dated", "status": "agreed", "valid": {"until": "2020-01-01"}}
    assert findings_with(agreements=[dated], equivalences=pair(agreement="dated", valid=None)) != []
    newer = [rule(id="r1", valid={"from": "2020-01-01"}), rule(id="r2", agreement="dated", to=ELECTIVE)]
    assert findings_with(agreements=[dated], equivalences=newer) == []


def test_sets_in_which_learning_serves_in_each_rule_are_not_ambiguous() -> None:
    each = {
        "id": "each",
        "sending": ["south"],
        "receiving": "north",
        "title": "E",
        "source": SOURCE,
        "sources_used": "each_rule",
    }
    both = [rule(id="r1", agreement="each"), rule(id="r2", agreement="each", to={"kind": "course", "courses": ["n2"]})]
    assert findings_with(agreements=[each], equivalences=both) == []
    other = [rule(id="r1"), rule(id="r2", agreement="each", to={"kind": "course", "courses": ["n2"]})]
    assert [item.code for item in findings_with(agreements=[each], equivalences=other)] == ["E001"]


FORMS: list[tuple[dict[str, Any], tuple[str, str, str | None]]] = [
    (rule(agreement=None, source=SOURCE), ("error", "E004", "receiving")),
    (rule(receiving="south"), ("error", "E004", "receiving")),
    (rule(to={"kind": "course", "courses": ["s2"]}), ("warning", "E004", "to.courses[0]")),
    (rule(**{"from": {"choose": 3, "of": [{"course": "s1"}, {"course": "s2"}]}}), ("error", "C004", "from.choose")),
    (
        rule(**{"from": {"all": [{"course": "s1"}, {"any": [{"choose": 2, "of": [{"course": "s2"}]}]}]}}),
        ("error", "C004", "from.all[1].any[0].choose"),
    ),
]


@pytest.mark.parametrize(("document", "expected"), FORMS, ids=str)
def test_malformed_rules(document: dict[str, Any], expected: tuple[str, str, str | None]) -> None:
    found = findings_with(equivalences=[document])
    severity, code, path = expected
    assert (severity, code, "equivalences/r", path) in told(found)
    assert {item.code for item in found} == {code}


def test_an_agreement_with_oneself_deserves_a_look() -> None:
    own = {"id": "own", "sending": ["north", "south"], "receiving": "north", "title": "Own", "source": SOURCE}
    assert told(findings_with(agreements=[own])) == [("hint", "E004", "agreements/own", "receiving")]


def test_conditions_in_words_are_counted() -> None:
    worded = [
        rule(id="r1", conditions=[{"text": "a"}, {"text": "b", "encoded": True}]),
        rule(id="r2", **{"from": {"course": "s2"}}, conditions=[{"text": "c"}]),
        rule(
            id="r3",
            agreement=None,
            receiving="north",
            source=SOURCE,
            to=ELECTIVE,
            conditions=[{"text": "d"}],
            priority=5,
        ),
    ]
    tree = {"all": [{"statement": "two years at sea"}, {"course": "n1"}]}
    found = findings_with(equivalences=worded, credentials=[credential(tree)])
    assert told(found) == [
        ("hint", "E003", "credentials/dip", None),
        ("hint", "E003", "agreements/deal", None),
        ("hint", "E003", "equivalences/r3", None),
    ]
    assert "has 2 conditions in words" in found[1].message


def test_seventy_two_thousand_rules_are_compared_quickly() -> None:
    """Grouped by source; the bound is generous (a quadratic comparison would take hours)."""
    template = Equivalence.model_validate(rule(agreement=None, receiving="north", source=SOURCE))
    many = [
        template.model_copy(
            update={"id": f"e{number}", "sources": template.sources.model_copy(update={"course": f"c{number % 9_000}"})}
        )
        for number in range(72_000)
    ]
    known = Known(collect(many))
    started = time.process_time()
    assert list(rules(known)) == []
    assert time.process_time() - started < 10
