"""Does every cure hold?  Each that a letter names is put on the record by hand and recognised; a little less fails.

Nothing of the search for cures is used here: a step is read as a learner would read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache

import pytest

from pathways.catalog.collection import Catalog
from pathways.formats.native import load_record, open_catalog
from pathways.model.exact import parse_exact
from pathways.model.letter_documents import CureEntry, CureStep, LetterLine
from pathways.model.record import Attainment, LearnerRecord, Route, Verification
from pathways.planning.letter import Case, letter
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook
from pathways.resources import data_root, sample_catalog

DAY = dt.date(2026, 9, 1)
LEARNERS = ("career-changer", "employee", "high-school-leaver", "refugee-partial-papers")
PLACES = ("lakeside", "prairie-state")
NEW = "new"


@cache
def book() -> RuleBook:
    """Return the rules of the sample."""
    return RuleBook(open_catalog(sample_catalog()))


@cache
def record_of(name: str) -> LearnerRecord:
    """Return a sample record."""
    return load_record(data_root() / "sample" / "records" / f"{name}.yaml")


@cache
def cured() -> tuple[tuple[str, str, LetterLine], ...]:
    """Return every line of the sample's learners for which a letter names a cure, with the learner and the place."""
    letters = {
        (name, at): letter(Case(book().catalog, book(), record_of(name), at, DAY)) for name in LEARNERS for at in PLACES
    }
    return tuple((*whose, line) for whose, found in letters.items() for line in found.lines if line.cures)


def shown(line: Attainment, step: CureStep, *, less: bool) -> Attainment:
    """Return a line as a paper shows it; ``less`` is a little less than the letter says."""
    least = step.at_least
    match step.fact:
        case "grade":
            return line.model_copy(update={"grade": None if less else least})
        case "completed":
            day = dt.date.fromisoformat(least) if least else dt.date(1990, 1, 1)
            return line.model_copy(update={"completed": day - dt.timedelta(days=1) if less else day})
        case "hours":
            hours = parse_exact(least or "0")
            return line.model_copy(update={"hours": hours - 1 if less else hours})
        case "verified":
            return line.model_copy(update={"verification": None if less else Verification.VERIFIED})
        case _:
            return line.model_copy(update={"assessed": None if less else True})


def taken(catalog: Catalog, step: CureStep, number: int) -> Attainment:
    """Return what the learner has after a step that is something to take."""
    course = step.thing in catalog.courses
    home = catalog.organizations[str(step.organization)]
    best = "A" if home.grade_scale == "us-letters" else "100" if home.grade_scale == "percent" else None
    return Attainment(
        id=f"{NEW}-{number}",
        course=step.thing if course else None,
        credential=None if course else step.thing,
        organization=step.organization,
        route=Route.PRIOR_LEARNING if step.kind == "exam" else Route.COURSE,
        grade=step.at_least if step.kind == "again" else best,
        completed=step.ends or DAY,
        lodged=step.ends or DAY,
        assessed=True,
        verification=Verification.VERIFIED,
    )


def accepted(record: LearnerRecord, lines: Iterable[Attainment], at: str) -> set[str]:
    """Return the lines that are accepted."""
    whole = record.model_copy(update={"attainments": tuple(lines)})
    found = recognize(book().catalog, book(), whole, receiving=at, credential=None, as_of=DAY)
    return {each.line.id for each in found.lines if each.decision == "accepted"}


def holds(name: str, at: str, line: LetterLine, cure: CureEntry, *, less: bool = False) -> bool:
    """Return whether the line counts after the cure, or what takes its place does."""
    record = record_of(name)
    mine = next(each for each in record.attainments if each.id == line.attainment)
    papers = [step for step in cure.steps if step.kind == "document"]
    for step in papers:
        mine = shown(mine, step, less=less)
    added = [taken(book().catalog, step, n) for n, step in enumerate(cure.steps) if step.kind != "document"]
    others = [each for each in record.attainments if each.id != line.attainment]
    wanted = line.attainment if cure.kind in ("document", "beside") else f"{NEW}-0"
    return wanted in accepted(record, [*others, mine, *([] if less else added)], at)


def test_every_cure_makes_the_line_count_and_a_little_less_does_not() -> None:
    found = [(name, at, line, cure) for name, at, line in cured() for cure in line.cures]
    assert {cure.kind for _, _, _, cure in found} == {"document", "again", "exam", "beside", "instead"}
    for name, at, line, cure in found:
        said = f"{name} at {at}, {line.attainment}: {cure.kind}"
        assert holds(name, at, line, cure), said
        assert not holds(name, at, line, cure, less=True), said


def test_cures_come_by_price_and_papers_cost_nothing() -> None:
    for name, at, line in cured():
        prices = [
            (cure.kind != "document", cure.price is None, cure.price.amount if cure.price else 0) for cure in line.cures
        ]
        assert prices == sorted(prices), f"{name} at {at}, {line.attainment}"


@pytest.mark.parametrize("grade", ["81", "82"])
def test_a_retake_needs_the_grade_that_is_named(grade: str) -> None:
    record = record_of("career-changer")
    step = CureStep(kind="again", thing="northgate-COMP115", organization="northgate", at_least=grade)
    lines = [*record.attainments, taken(book().catalog, step, 0)]
    assert (f"{NEW}-0" in accepted(record, lines, "lakeside")) is (grade == "82")
