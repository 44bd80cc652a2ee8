"""What contradicts itself is refused where it is written: rules, credentials, policies, records (§1, §9)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from pathways.formats.yamlio import parse_yaml
from pathways.model.base import Noun
from pathways.model.credential import Credential, Residency, SourceCap
from pathways.model.documents import CreditFigures, LinkEntry, MissingEntry
from pathways.model.equivalence import CreditExpression, Equivalence, SourceItem, Target, source_items
from pathways.model.record import Adjustment, Attainment, Goal, LearnerRecord

RULE = "id: r, from: {course: a}, to: {kind: course, courses: [b]}"
APPROVED = "reason: R, approved_by: A, date: 2026-01-01"


@pytest.mark.parametrize(("noun", "text"), [
    (SourceItem, "{}"),
    (SourceItem, "{course: a, credential: b}"),
    (CreditExpression, "{how: fixed}"),
    (CreditExpression, "{how: catalogue, amount: 3}"),
    (CreditExpression, "{how: range, amount: 3}"),
    (CreditExpression, "{how: fixed, amount: 3, max: 4}"),
    (Target, "{kind: course}"),
    (Target, "{kind: course, courses: [a, b]}"),
    (Target, "{kind: courses, courses: [a]}"),
    (Target, "{kind: subject_elective}"),
    (Target, "{kind: area}"),
    (Target, "{kind: block, block: degree}"),
    (Target, "{kind: competency}"),
    (Target, "{kind: maybe}"),
    (Equivalence, "{id: r, from: {any: []}, to: {kind: course, courses: [b]}}"),
    (Equivalence, "{id: r, from: {choose: 0, of: [{course: a}]}, to: {kind: denied}}"),
    (Equivalence, f"{{{RULE}, coverage: 1.2}}"),
    (Residency, "{}"),
    (Residency, "{credits: 3, share: 1/4}"),
    (SourceCap, "{sources: [transfer]}"),
    (SourceCap, "{sources: [], credits: 3}"),
    (SourceCap, "{sources: [transfer], share: 2}"),
    (Attainment, "{id: L}"),
    (Attainment, "{id: L, course: a, credential: b}"),
    (Attainment, "{id: L, course: a, started: 2026-01-02, completed: 2026-01-01}"),
    (Attainment, "{id: L, course: a, status: finished}"),
    (Adjustment, f"{{id: w, kind: waiver, credential: c, path: root, attainment: L, {APPROVED}}}"),
    (Adjustment, f"{{id: w, kind: substitution, credential: c, path: root, {APPROVED}}}"),
    (Adjustment, "{id: w, kind: waiver, credential: c, path: root, date: 2026-01-01}"),
    (Goal, "{}"),
    (Goal, "{credential: a, occupation: b}"),
    (LearnerRecord, "{learner: {id: x}, attainments: [{id: L, course: a}, {id: L, course: b}]}"),
])  # fmt: skip
def test_refused(noun: type[Noun], text: str) -> None:
    with pytest.raises(ValidationError):
        noun.model_validate(parse_yaml(text).value)


@pytest.mark.parametrize(("noun", "text"), [
    (Equivalence, "{id: r, from: {any: []}, to: {kind: only_at_receiver}}"),
    (Equivalence, f"{{{RULE}, coverage: 3/4}}"),
    (Target, "{kind: none_here}"),
    (CreditExpression, "{how: range, amount: 3, max: 4}"),
    (Attainment, "{id: L, competencies: [{competency: a}]}"),
    (Goal, "{competencies: [{competency: a, level: 2}]}"),
])  # fmt: skip
def test_accepted(noun: type[Noun], text: str) -> None:
    assert isinstance(noun.model_validate(parse_yaml(text).value), noun)


def test_a_rule_names_its_sources_in_document_order() -> None:
    text = "{id: r, from: {all: [{course: a}, {any: [{course: b}, {credential: c}]}]}, to: {kind: denied}}"
    rule = Equivalence.model_validate(parse_yaml(text).value)
    assert [item.course or item.credential for item in source_items(rule.sources)] == ["a", "b", "c"]
    assert rule.target.is_no


def test_a_credential_is_named_with_its_edition() -> None:
    facts = {"id": "x", "organization": "o", "kind": "badge", "title": "X"}
    assert Credential.model_validate(facts).key == "x"
    assert Credential.model_validate({**facts, "edition": "2026"}).key == "x@2026"
    with pytest.raises(ValidationError):
        Credential.model_validate({**facts, "edition": "2026 A"})


def test_documents_write_exact_amounts_as_text() -> None:
    figures = CreditFigures(
        system="c", required=Fraction(60), applied=Fraction(8, 3), in_progress=Fraction(0), shortfall=Fraction(1, 2),
        items_missing=1,
    )  # fmt: skip
    written = figures.model_dump(mode="json")
    assert (written["required"], written["applied"], written["shortfall"]) == ("60", "8/3", "0.5")
    assert CreditFigures.model_validate(written) == figures


@pytest.mark.parametrize("noun", [LinkEntry, MissingEntry])
def test_documents_are_closed(noun: type[Noun]) -> None:
    assert noun.model_json_schema()["additionalProperties"] is False
