"""Can this decision be right in this catalogue?  What never could be is refused; names not defined here are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.catalog.names import did_you_mean
from pathways.errors import Finding, QuestionError, finding
from pathways.matching.decided import unknown_learning
from pathways.model.credit import GradeScale, grade_rank
from pathways.model.decision import Decision
from pathways.model.exact import format_exact
from pathways.model.requirement import GradeMinimum

DECISION: Final = "decision-"
"""With this the id of a decision begins."""


def check_sound(decision: Decision, catalog: Catalog) -> tuple[Finding, ...]:
    """Return warnings: what the decision names as brought, and the catalogue does not define.

    A record may name what another catalogue defines, so this is no error.  Raises UnknownIdError U001 for a course that
    would be given, or a rule that would no longer hold, and QuestionError U003 for a course of another organization or
    a grade of no scale.
    """
    _own(decision, catalog)
    if decision.conditions.min_grade is not None:
        _graded(decision.conditions.min_grade, catalog)
    for name in decision.instead_of:
        if name.startswith(DECISION):
            hint = "Say with --supersedes which decision you saw standing."
            raise QuestionError("U003", f"{name} is a decision, not a rule of the catalogue", hint=hint)
        if name not in catalog.equivalences:
            raise catalog.unknown("equivalences", name)
    return tuple(_undefined(decision, catalog))


def _own(decision: Decision, catalog: Catalog) -> None:
    home = decision.pair.receiving
    for name in (*(decision.given.courses if decision.given else ()), *decision.examined):
        owner = catalog.course(name).organization
        if owner != home:
            told = f"{name} is a course of {owner}, not of {home}"
            raise QuestionError("U003", told, hint=f"Who decides gives, and compares with, courses of {home}.")


def _graded(minimum: GradeMinimum, catalog: Catalog) -> None:
    known = catalog.grade_scales
    if minimum.scale is not None and minimum.scale not in known:
        hint = f"It has {', '.join(known) or 'none'}."
        raise QuestionError("U003", f"the catalogue has no grade scale {minimum.scale[:80]!r}", hint=hint)
    scales = [known[minimum.scale]] if minimum.scale is not None else known.values()
    if all(grade_rank(scale, minimum.grade) is None for scale in scales):
        where = f"the grade scale {minimum.scale!r}" if minimum.scale else "no grade scale of the catalogue"
        told = f"{where} {'has no' if minimum.scale else 'has a'} grade {minimum.grade[:80]!r}"
        why = "No grade could ever be compared with it."
        hint = f"Grades are such as {', '.join(each for scale in scales for each in _grades(scale)) or 'none'}."
        raise QuestionError("U003", told, why=why, hint=hint)


def _grades(scale: GradeScale) -> Iterable[str]:
    """Yield some grades of a scale: its first steps, or the least and the greatest number."""
    ends = (format_exact(end) for end in (scale.min, scale.max) if end is not None)
    return (*(step.grade for step in scale.steps[:3]), *ends)


def _undefined(decision: Decision, catalog: Catalog) -> Iterable[Finding]:
    for learning in (*decision.pair.whole, *decision.conditions.beside):
        for section, name in unknown_learning(catalog, learning):
            known = catalog.section(section)
            told = f"nobody in this catalogue defines {learning.key!r}"
            hint = did_you_mean(name, known)
            found = finding("U001", told, hint=f"{hint} The decision is kept: a record may name it so.")
            yield replace(found, severity="warning", why="Only a record that names it exactly so is cleared.")
