"""The same question gives the same bytes, in whatever order its parts came, and however often it is asked."""

from __future__ import annotations

from dataclasses import replace
from random import Random

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


def decided(examination: Examination) -> str:
    """Return what is decided and applied, without the document that is made of it."""
    found = examination.reading().allocation
    decisions = [(line.line.id, line.decision, line.codes) for line in examination.recognition.lines]
    options = [option.id for option in examination.recognition.options]
    return f"{decisions}\n{options}\n{found.applied}\n{found.bought}\n{sorted(found.chosen)}\n{found.cost}"


def shuffled(case: Case, random: Random) -> Case:
    """Return the same question with its lines and its catalogue in another order."""
    things, lines = list(case.things), list(case.record.attainments)
    random.shuffle(things)
    random.shuffle(lines)
    record = case.record.model_copy(update={"attainments": tuple(lines)})
    return replace(case, things=tuple(things), record=record)


@central(one_in=4)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_the_catalogue_changes_nothing(case: Case, random: Random) -> None:
    assert decided(examined(shuffled(case, random))) == decided(examined(case))


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_changes_no_byte_of_the_document(case: Case, random: Random) -> None:
    assert dump(examined(shuffled(case, random))) == dump(examined(case))


@given(cases())
def test_an_examination_asked_twice_gives_the_same_bytes(case: Case) -> None:
    first = examined(case)
    assert dump(first) == dump(first) == dump(examined(case))
