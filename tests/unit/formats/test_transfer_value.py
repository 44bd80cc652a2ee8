"""What was accepted travels as CTDL; what was not is counted, never lost in silence."""

from __future__ import annotations

import json
from typing import Any

from pathways.formats.transfer_value import CONTEXT, transfer_values
from tests.unit.matching.deciding import decision, offered

CTDL = {
    *("ctid", "name", "description", "ownedBy", "lifeCycleStatusType", "identifier", "transferValue"),
    *("transferValueFrom", "transferValueFor", "requires", "startDate", "endDate", "supersedes", "subjectWebpage"),
}
"""Properties of a TransferValueProfile in the Registry Assistant's model."""


def profiles(*made: Any) -> list[dict[str, Any]]:
    graph = transfer_values(made, offered()).document["@graph"]
    return [node for node in graph if node["@type"] == "ceterms:TransferValueProfile"]


def test_an_accepted_course_is_a_profile_from_one_course_for_another() -> None:
    made = decision("a1", valid={"from": "2025-01-01", "until": "2027-01-01"}, conditions={"min_grade": {"grade": "C"}})
    document = transfer_values([made], offered()).document
    assert document["@context"] == CONTEXT
    (profile,) = profiles(made)
    assert {name.removeprefix("ceterms:") for name in profile if not name.startswith("@")} <= CTDL
    nodes = {node["@id"]: node for node in document["@graph"]}
    (sent,), (given,) = profile["ceterms:transferValueFrom"], profile["ceterms:transferValueFor"]
    assert (nodes[sent]["ceterms:codedNotation"], nodes[given]["ceterms:codedNotation"]) == ("A1", "B1")
    (value,) = profile["ceterms:transferValue"]
    assert value["schema:value"] == 3, "the credit of the receiving course"
    assert (profile["ceterms:startDate"], profile["ceterms:endDate"]) == ("2025-01-01", "2026-12-31")
    assert profile["ceterms:requires"][0]["ceterms:condition"] == {"en": ["Minimum grade C"]}
    assert profile["ceterms:ctid"].startswith("ce-")


def test_credit_that_depends_on_the_learner_has_no_number() -> None:
    made = decision("a1", given={"kind": "subject_elective", "subject": "ART"})
    (value,) = profiles(made)[0]["ceterms:transferValue"]
    assert "schema:value" not in value
    assert value["ceterms:subject"][0]["ceterms:targetNodeName"] == {"en": "ART"}


def test_refusals_are_counted_as_lost_and_a_second_export_is_the_same() -> None:
    made = [decision("a1"), decision("a2", "refuse"), decision("a3", "ask")]
    values = transfer_values(made, offered())
    assert values.report.count("decision that accepts", "represented") == 1
    assert values.report.count("decision that refuses or asks", "not represented") == 2
    assert json.dumps(values.document) == json.dumps(transfer_values(reversed(made), offered()).document)


def test_what_supersedes_points_to_what_it_superseded() -> None:
    first = decision("a1")
    second = decision("a1", by="Bo", supersedes=first.id)
    assert profiles(second)[0]["ceterms:supersedes"] == profiles(first)[0]["@id"]


def test_every_kind_of_learning_is_a_node_of_its_own() -> None:
    kinds: list[dict[str, Any]] = [
        {"credential": "badge"},
        {"occupation": "beekeeper"},
        {"competency": "k1", "level": 2},
        {"organization": "a", "code": "ZZ 9"},
    ]
    made = [decision(learning) for learning in kinds]
    graph = transfer_values(made, offered()).document["@graph"]
    points = {profile["ceterms:transferValueFrom"][0] for profile in profiles(*made)}
    types = sorted(node["@type"] for node in graph if node["@id"] in points)
    assert types == ["ceasn:Competency", "ceterms:Course", "ceterms:Credential", "ceterms:Occupation"]
