"""May this thing stand at this leaf?  Least grades and greatest ages of the leaf and of everything above it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from pathways.model.requirement import Node
from tests.oracle.things import Question, Thing


def passes(question: Question, path: str, thing: Thing) -> bool:
    """Return whether every gate on the way from the root to the leaf lets the thing through.

    What is taken gets the best grade today; what is in progress has no grade yet; what is unknown passes in hope only.
    """
    if not thing.owned or thing.pending:
        return True
    above = [node for name, node in question.nodes if (path + "/").startswith(name + "/")]
    return all(_good(question, node, thing) and _young(question, node, thing) for node in above)


def _good(question: Question, node: Node, thing: Thing) -> bool:
    if node.min_grade is None:
        return True
    grade, scale_name = thing.grade
    scale = question.catalog.grade_scales.get(scale_name or "")
    if scale is None or grade is None or node.min_grade.scale not in (None, scale_name):
        return question.hopeful
    order = {step.grade: step.rank for step in scale.steps}
    if grade not in order or node.min_grade.grade not in order:
        return question.hopeful
    return order[grade] >= order[node.min_grade.grade]


def _young(question: Question, node: Node, thing: Thing) -> bool:
    if node.max_age_years is None:
        return True
    return all(
        question.hopeful if done is None else years_later(done, node.max_age_years) >= reference
        for done, reference in thing.days
    )


def years_later(day: dt.date, years: Fraction) -> dt.date:
    """Return the same day some years later (whole months; the last day of a shorter month)."""
    months = day.year * 12 + day.month - 1 + int(years * 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(months // 12, months % 12 + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)
