"""What is one question put to our engine with the rules of another?  A catalogue, a goal, a record, an answer."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pathways.catalog.collection import Catalog, collect
from pathways.completion.audit import Completion, Examination, complete, examine, shelf_for
from pathways.completion.build import NOW, build
from pathways.completion.problem import Problem
from pathways.model.base import Noun, Source
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, LevelFramework
from pathways.model.organization import Organization, OrganizationKind
from pathways.model.record import LearnerRecord
from pathways.recognition.rules import RuleBook, policies_for

DAY = dt.date(2026, 9, 1)
SYSTEM = "credit"


class Case(NamedTuple):
    """One record against one program of another engine; ``expected`` is what that engine's file says of it."""

    name: str
    catalog: Catalog
    credential: Credential
    record: LearnerRecord
    expected: Any


def campus(
    name: str,
    courses: Iterable[Course],
    credentials: Iterable[Credential],
    source: Source,
    *,
    top_level: int | None = None,
) -> Catalog:
    """Return a catalogue of one university with the courses and the programs; ``top_level`` ranks courses from 0."""
    framework = None if top_level is None else "levels"
    here = Organization(
        id=name, title=name, kind=OrganizationKind.UNIVERSITY, credit_system=SYSTEM, level_framework=framework
    )
    system = CreditSystem(id=SYSTEM, title="Credit of the file", source=source)
    things: list[Noun] = [here, system, *courses, *credentials]
    if framework is not None:
        ranks = {"id": framework, "title": "First digit of the code", "min": 0, "max": top_level, "source": source}
        things.append(LevelFramework.model_validate(ranks))
    return collect(things)


def transcript(learner: str, courses: Iterable[str], amounts: Mapping[str, str] | None = None) -> LearnerRecord:
    """Return a record of completed courses; a line is called after its course, so its order says nothing."""
    lines = [{"id": name, "course": name, "completed": "2026-05-15"} for name in courses]
    stated = amounts or {}
    for line in lines:
        if line["course"] in stated:
            line["credit"] = {"amount": stated[line["course"]], "system": SYSTEM}  # type: ignore[assignment]
    return LearnerRecord.model_validate({"learner": {"id": learner}, "attainments": lines})


def shuffled(record: LearnerRecord, seed: int) -> LearnerRecord:
    """Return the record with its lines in another order."""
    lines = list(record.attainments)
    random.Random(seed).shuffle(lines)  # noqa: S311 - a reproducible order, nothing secret
    return record.model_copy(update={"attainments": tuple(lines)})


class Asker:
    """Asks one credential of one catalogue again and again; what is compiled once is kept."""

    def __init__(self, catalog: Catalog, credential: Credential) -> None:
        self.catalog = catalog
        self.credential = credential
        self.book = RuleBook(catalog)
        policies = policies_for(catalog, credential.organization, credential, DAY)
        self.shelf = shelf_for(catalog, credential, policies, as_of=DAY)

    def examined(self, record: LearnerRecord) -> Examination:
        """Return the examination of a record."""
        return examine(self.catalog, self.book, record, self.credential, as_of=DAY, shelf=self.shelf)

    def problem(self, record: LearnerRecord) -> Problem:
        """Return what is to be decided for a record as it stands."""
        return build(self.examined(record).inputs, NOW)


def seeded(name: str, choices: Iterable[str], number: int) -> list[str]:
    """Return so many of the choices, drawn from a seed that is the name; the same each time, in no order."""
    pool = sorted(set(choices))
    return random.Random(name).sample(pool, min(number, len(pool)))  # noqa: S311 - reproducible, nothing secret


def askers(cases: Iterable[Case]) -> Iterator[tuple[Case, Asker]]:
    """Yield each case with who answers it; neighbours of one catalogue and credential share theirs."""
    known: Asker | None = None
    for case in cases:
        if known is None or known.catalog is not case.catalog or known.credential is not case.credential:
            known = Asker(case.catalog, case.credential)
        yield case, known


def answers(cases: Iterable[Case]) -> Iterator[tuple[Case, Completion]]:
    """Yield each case with our proven cheapest completion."""
    for case, asker in askers(cases):
        yield case, asker.examined(case.record).reading()


def least(completion: Completion) -> int | None:
    """Return the least still to be taken, in whole units; None where something can never be met."""
    if completion.shortfall.denominator != 1:
        raise AssertionError(completion.shortfall)
    return None if completion.allocation.impossible else int(completion.shortfall)


def differing(cases: Iterable[Case], seed: int, *, solved: int = 10) -> list[str]:
    """Return the cases whose question changes with the order of the lines, or, for the first few, whose answer does."""
    found = []
    for number, (case, asker) in enumerate(askers(cases)):
        straight, mixed = (asker.problem(record) for record in (case.record, shuffled(case.record, seed)))
        if straight != mixed or (number < solved and complete(straight) != complete(mixed)):
            found.append(case.name)
    return found
