"""Does a learner record speak of things that the catalogue contains?  Codes R001 and C014."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pathways.catalog.collection import Catalog
from pathways.catalog.lint_definitions import paths_of
from pathways.catalog.lint_known import Known, noun
from pathways.catalog.lint_nodes import Parts
from pathways.catalog.lint_paths import path_text
from pathways.catalog.names import did_you_mean
from pathways.errors import Finding, Where, finding
from pathways.model.record import Adjustment, Attainment, Goal, LearnerRecord

Reference = tuple[str, str | None, Parts]


def lint_record(record: LearnerRecord, catalog: Catalog) -> tuple[Finding, ...]:
    """Return what a record names and the catalogue does not contain, in document order.

    All are warnings: learning from outside stays on the record, undecided.  ``subject`` is the learner's id.
    """
    known = Known(catalog)
    found: list[Finding] = []
    for number, attainment in enumerate(record.attainments):
        for reference in _of_attainment(attainment, ("attainments", number)):
            found.extend(_unknown(known, record, reference))
    for number, goal in enumerate(record.goals):
        for reference in _of_goal(goal, ("goals", number)):
            found.extend(_unknown(known, record, reference))
    lines = frozenset(attainment.id for attainment in record.attainments)
    for number, adjustment in enumerate(record.adjustments):
        found.extend(_of_adjustment(known, record, adjustment, ("adjustments", number), lines))
    return tuple(found)


def _unknown(known: Known, record: LearnerRecord, reference: Reference) -> Iterator[Finding]:
    section, name, parts = reference
    if name is not None and not known.has(section, name):
        words = f"the {noun(section)} {name!r} is not in this catalog"
        yield _note("R001", record, words, parts, known.hint(section, name))


def _note(code: str, record: LearnerRecord, words: str, parts: Parts, hint: str) -> Finding:
    bare = finding(code, words, subject=record.learner.id, hint=hint, severity="warning")
    return replace(bare, where=Where(path=path_text(parts)))


def _of_attainment(line: Attainment, parts: Parts) -> Iterator[Reference]:
    yield "courses", line.course, (*parts, "course")
    yield "credentials", line.credential, (*parts, "credential")
    yield "occupations", line.occupation, (*parts, "occupation")
    yield "organizations", line.organization, (*parts, "organization")
    yield "grade-scales", line.grade_scale, (*parts, "grade_scale")
    if line.credit is not None:
        yield "credit-systems", line.credit.system, (*parts, "credit", "system")
    for place, item in enumerate(line.competencies):
        yield "competencies", item.competency, (*parts, "competencies", place, "competency")


def _of_goal(goal: Goal, parts: Parts) -> Iterator[Reference]:
    yield "credentials", goal.credential, (*parts, "credential")
    yield "occupations", goal.occupation, (*parts, "occupation")
    for place, item in enumerate(goal.competencies):
        yield "competencies", item.competency, (*parts, "competencies", place, "competency")


def _of_adjustment(
    known: Known, record: LearnerRecord, adjustment: Adjustment, parts: Parts, lines: frozenset[str]
) -> Iterator[Finding]:
    yield from _unknown(known, record, ("credentials", adjustment.credential, (*parts, "credential")))
    name, _, edition = adjustment.credential.partition("@")
    editions = [item for item in known.catalog.editions(name) if not edition or item.edition == edition]
    paths = [path for item in editions for path in paths_of(item)]
    if editions and adjustment.path not in paths:
        place = f"{adjustment.path!r}, no requirement of {adjustment.credential!r}"
        words = f"the adjustment {adjustment.id!r} names {place}"
        yield _note("C014", record, words, (*parts, "path"), did_you_mean(adjustment.path, paths))
    if adjustment.attainment is not None and adjustment.attainment not in lines:
        words = f"the adjustment {adjustment.id!r} puts in {adjustment.attainment!r}, no line of this record"
        yield _note("R001", record, words, (*parts, "attainment"), did_you_mean(adjustment.attainment, lines))
