"""A desk that has answered before says the same bytes as one that is asked for the first time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from random import Random
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from pathways.advising import Desk
from pathways.catalog.collection import collect
from pathways.model.base import Noun, Validity
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import Attainment, LearnerRecord
from pathways.recognition import memory
from tests.strategies import AS_OF, Case, cases

Question = tuple[LearnerRecord, str | None, dt.date]

DAYS = (AS_OF, dt.date(2023, 6, 1), dt.date(2035, 1, 1))
CHANGE = dt.date(2024, 1, 1)


def world(case: Case) -> Iterator[Noun]:
    """Yield the things of the case; another goal; the policy as it was before a change of rules."""
    yield from case.things
    yield case.credential
    yield case.credential.model_copy(update={"id": "Q"})
    for thing in case.things:
        if isinstance(thing, RecognitionPolicy):
            old = {"id": "old", "valid": Validity(until=CHANGE), "repeats": "first", "unlisted": "refused"}
            yield thing.model_copy(update=old)


def records(case: Case) -> Iterator[LearnerRecord]:
    """Yield the record; the same lines with other grades; other lines of the same names."""
    lines = case.record.attainments
    yield case.record
    yield case.record.model_copy(update={"attainments": tuple(map(_graded, lines))})
    names = [line.id for line in reversed(lines)]
    swapped = tuple(line.model_copy(update={"id": name}) for line, name in zip(lines, names, strict=True))
    yield case.record.model_copy(update={"attainments": swapped})


def _graded(line: Attainment) -> Attainment:
    return line.model_copy(update={"grade": "D" if line.grade in ("A", "B") else "A", "lodged": None})


def questions(case: Case) -> list[Question]:
    """Return every record toward each goal, and none, on every day."""
    return list(product(records(case), ("P", "Q", None), DAYS))


def answer(desk: Desk, question: Question) -> str:
    """Return what the desk makes of the record."""
    record, goal, day = question
    return desk.recognize(record, "U", as_of=day, goal=goal).model_dump_json()


@given(cases(), st.randoms(use_true_random=False), st.sampled_from((memory.MOST, 2)))
def test_a_warm_desk_answers_as_a_cold_one(case: Case, random: Random, most: int) -> None:
    things, asked = tuple(world(case)), random.sample(questions(case), 9)
    warm = Desk(collect(things))
    with patch.object(memory, "MOST", most):
        said = [answer(warm, question) for question in asked]
    assert said == [answer(Desk(collect(things)), question) for question in asked]


@given(cases(), st.randoms(use_true_random=False))
def test_its_audits_are_those_of_a_cold_one(case: Case, random: Random) -> None:
    things = tuple(world(case))
    (record, goal, day), *others = random.sample(questions(case), 2)
    warm = Desk(collect(things))
    for other in others:
        answer(warm, other)
    said = warm.audit(record, goal or "P", as_of=day)
    first = Desk(collect(things)).audit(record, goal or "P", as_of=day)
    assert said.model_dump_json() == first.model_dump_json()
