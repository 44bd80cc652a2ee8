"""The same question gives the same bytes, in whatever order its parts came, and however often it is asked."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pathways.completion.audit import Examination
from pathways.completion.report import audit_document
from tests.strategies import Case, cases, examined
from tests.support import central


def dump(examination: Examination) -> str:
    """Return the audit document with everything below it that has an order: options, allocation."""
    found = examination.reading().allocation
    options = [option.id for option in examination.recognition.options]
    chosen = sorted(found.chosen)
    return f"{audit_document(examination).model_dump_json()}\n{options}\n{found.applied}\n{found.bought}\n{chosen}"


@central()
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_the_catalogue_changes_nothing(case: Case, random: object) -> None:
    things, lines = list(case.things), list(case.record.attainments)
    random.shuffle(things)  # type: ignore[attr-defined]
    random.shuffle(lines)  # type: ignore[attr-defined]
    record = case.record.model_copy(update={"attainments": tuple(lines)})
    other = replace(case, things=tuple(things), record=record)
    assert dump(examined(other)) == dump(examined(case))


@given(cases())
def test_an_examination_asked_twice_gives_the_same_bytes(case: Case) -> None:
    first = examined(case)
    assert dump(first) == dump(first) == dump(examined(case))
