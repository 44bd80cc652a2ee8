"""Validation errors in plain words: one a place, with the path in the document and what to do."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from pathways.formats.invalid import near, problems_of
from pathways.formats.shape import place_of
from pathways.model.base import Money
from pathways.model.competency import Competency
from pathways.model.course import Offering
from pathways.model.credential import Credential
from pathways.model.equivalence import Equivalence
from pathways.model.organization import Organization
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord

CREDENTIAL = {"id": "k", "organization": "o", "kind": "badge", "title": "K"}
RULE = {"id": "e", "to": {"kind": "denied"}}
POLICY = {"id": "p", "organization": "o", "source": {"title": "S"}}


def deep(levels: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"course": "c"}
    for _ in range(levels):
        tree = {"all": [tree]}
    return tree


CASES: list[tuple[type[BaseModel], Any, list[tuple[str, str, str]]]] = [
    # model, document, [code, path, words]
    (
        Competency,
        {"id": "k", "title": "K", "held_when": "most"},
        [
            ("F003", "held_when", "expected 'all', found 'most'; or: expected a whole number, found 'most'"),
        ],
    ),
    (Competency, {"id": "k", "title": None}, [("F003", "title", "expected text, found nothing (null)")]),
    (Competency, {"id": "", "title": "K"}, [("F003", "id", "it may not be empty")]),
    (Competency, {"id": "k" * 201, "title": "K"}, [("F003", "id", "expected at most 200 characters, found 201")]),
    (Competency, {"id": "\ud800", "title": "K"}, [("F003", "id", "expected text in UTF-8, found '\\ud800'")]),
    (Competency, {"id": "k", "title": ["a"]}, [("F003", "title", "expected text, found a list")]),
    (Competency, [], [("F003", "", "expected a mapping, found a list")]),
    (
        Competency,
        {"id": "k", "title": "K", "held_when": "0"},
        [
            ("F003", "held_when", "expected 'all', found '0'; or: expected at least 1, found '0'"),
        ],
    ),
    (
        Organization,
        {"id": "o", "title": "O", "kind": "college", "invented": "maybe"},
        [
            ("F003", "invented", "expected true or false, found 'maybe'"),
        ],
    ),
    (
        Money,
        {"amount": "1", "currency": "dollars"},
        [
            ("F003", "currency", "expected three capital letters, such as CAD, found 'dollars'"),
        ],
    ),
    (
        Offering,
        {"id": "x", "organization": "o", "capacity": "1.5", "terms": {"a": 1}},
        [
            ("F003", "terms", "expected a list, found a mapping"),
            ("F003", "capacity", "expected a whole number, found '1.5'"),
        ],
    ),
    (
        Offering,
        {"id": "x", "organization": "o", "capacity": "9" * 5000},
        [
            ("F003", "capacity", f"expected a whole number of ordinary size, found '{'9' * 39}…'"),
        ],
    ),
    (Credential, {**CREDENTIAL, "requirement": []}, [("F003", "requirement", "expected a requirement, found a list")]),
    (
        Credential,
        {**CREDENTIAL, "requirement": {"all": [{"at_least": "some", "of": [{"courses": "20000"}]}]}},
        [
            (
                "K001",
                "requirement.all.0.at_least",
                "'some' is not an exact amount; write a number such as '3', '4.5' or '8/3'",
            ),
            ("F003", "requirement.all.0.of.0.courses", "expected at most 10000, found '20000'"),
        ],
    ),
    (
        Credential,
        {**CREDENTIAL, "requirement": {"any": []}},
        [
            ("F003", "requirement.any", "expected at least 1 entry, found none"),
        ],
    ),
    (
        Credential,
        {**CREDENTIAL, "requirement": {"course": "c", "id": "1st"}},
        [
            (
                "F003",
                "requirement.id",
                "expected letters, digits, '_', '.' and '-', beginning with a letter, found '1st'",
            ),
        ],
    ),
    (
        Credential,
        {**CREDENTIAL, "requirement": {"course": "c", "caps": [{"items": "1"}]}},
        [
            ("F003", "requirement.caps.0.from", "'from' is missing"),
        ],
    ),
    (
        Credential,
        {**CREDENTIAL, "sharing": [{"between": ["root/1"]}]},
        [
            ("F003", "sharing.0.between", "expected at least 2 entries, found 1"),
        ],
    ),
    (
        Credential,
        {**CREDENTIAL, "rules": {"residency": [{"share": "1", "credits": "1"}]}},
        [
            ("F003", "rules.residency.0", "residency gives exactly one of credits, courses, share"),
        ],
    ),
    (
        Equivalence,
        {**RULE, "from": {"all": [{"choose": "x", "of": [{"course": "a", "min_grade": {}}]}]}},
        [
            ("F003", "from.all.0.choose", "expected a whole number, found 'x'"),
            ("F003", "from.all.0.of.0.min_grade.grade", "'grade' is missing"),
        ],
    ),
    (
        Equivalence,
        {**RULE, "from": {"any": ["a", "b"]}},
        [
            ("F003", "from.any.0", "expected a mapping, found 'a'"),
            ("F003", "from.any.1", "expected a mapping, found 'b'"),
        ],
    ),
    (
        RecognitionPolicy,
        {**POLICY, "exclusions": [{"id": "e", "courses": ["a", "b"], "residual": {"a b": "x"}}]},
        [
            (
                "K001",
                "exclusions.0.residual.a b",
                "'x' is not an exact amount; write a number such as '3', '4.5' or '8/3'",
            ),
        ],
    ),
    (LearnerRecord, {"learner": {}}, [("F003", "learner.id", "'id' is missing")]),
]


@pytest.mark.parametrize(("model", "document", "expected"), CASES, ids=lambda value: str(value)[:50])
def test_says(model: type[BaseModel], document: Any, expected: list[tuple[str, str, str]]) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(document)
    found = problems_of(caught.value, model, document)
    assert [(item.code, ".".join(map(str, item.parts)), item.message) for item in found] == expected


def test_too_deep_for_the_models_is_told_and_not_a_crash() -> None:
    document = {**CREDENTIAL, "requirement": deep(1_000)}
    with pytest.raises(ValidationError) as caught:
        Credential.model_validate(document)
    assert {item.code for item in problems_of(caught.value, Credential, document)} == {"F005"}


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("min_grad", "Did you mean 'min-grade'?"),
        ("MIN-GRADE", "Did you mean 'min-grade'?"),
        ("colour", "Known here: id, min-grade."),
    ],
)
def test_near(word: str, hint: str) -> None:
    assert near(word, ["id", "min-grade"]) == hint
    assert near(word, []) == ""


HINTS: list[tuple[dict[str, Any], str]] = [
    ({"tags": "evening"}, "Write a list of one: [evening]."),
    ({"tags": {"a": "b"}}, "Begin the entry with a dash."),
    ({"requirement": {"cours": "c"}}, "Did you mean 'course'?"),
    ({"requirement": {"course": "c", "credential": "k"}}, "Put them under 'all' or 'any' as separate entries."),
    ({"measure": "credits"}, "Did you mean 'credit'?"),
    ({"kind": "xyz"}, ""),
]


@pytest.mark.parametrize(("change", "hint"), HINTS, ids=str)
def test_hints(change: dict[str, Any], hint: str) -> None:
    document = {**CREDENTIAL, **change}
    with pytest.raises(ValidationError) as caught:
        Credential.model_validate(document)
    (found,) = problems_of(caught.value, Credential, document)
    assert found.hint == hint


def test_a_place_outside_the_model_ends_where_the_document_does() -> None:
    place = place_of(Credential, {"requirement": {"all": "x"}}, ("requirement", "all", "all", 3, "course", "course"))
    assert place.parts == ("requirement", "all", 3, "course")
    assert place.value is None
    assert place_of(Credential, {}, ("nowhere", 1)).parts == ("nowhere",)
