"""A *no* that does not hold for anybody on the record changes nothing, whatever else the rules say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from pathways.model.course import Course
from pathways.model.equivalence import Equivalence
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook
from tests.drawn_rules import Sizes
from tests.strategies import AS_OF, Case, cases

FEW = Sizes(leaves=1, small=False, skills=False, substitutions=False)
SILENT = ({"status": "expired"}, {"status": "withdrawn"}, {"valid": {"until": "1900-01-01"}})


def with_a_no(case: Case, **bounds: Any) -> Case:
    """Return the question with a refusal of the first course of others on the record, before all other rules."""
    away = [thing.id for thing in case.things if isinstance(thing, Course) and thing.organization != "U"]
    taken = [line.course for line in case.record.attainments if line.course in away]
    assume(taken)
    fields = {"id": "a-no", "receiving": "U", "priority": 99, "from": {"course": taken[0]}, "to": {"kind": "denied"}}
    return replace(case, things=(*case.things, Equivalence.model_validate({**fields, **bounds})))


def answer(case: Case) -> list[tuple[object, ...]]:
    """Return how every line stands, with its options, what bars it and its credit."""
    book = RuleBook(case.catalog)
    asked = {"receiving": "U", "credential": case.credential, "as_of": AS_OF}
    lines = recognize(case.catalog, book, case.record, **asked).lines  # type: ignore[arg-type]
    return [(each.line.id, each.decision, each.options, each.bars, each.value) for each in lines]


@given(cases(FEW), st.sampled_from(SILENT))
def test_a_no_that_does_not_hold_changes_nothing(case: Case, bounds: dict[str, Any]) -> None:
    known = [line for line in case.record.attainments if line.completed is not None]
    dated = case.with_record(case.record.model_copy(update={"attainments": tuple(known)}))
    assert answer(with_a_no(dated, **bounds)) == answer(dated)
