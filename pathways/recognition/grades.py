"""Is this grade good enough?  Compared only inside one published scale; anything else stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pathways.model.credit import GradeScale
from pathways.model.exact import parse_exact
from pathways.model.requirement import GradeMinimum

Scales = Mapping[str, GradeScale]


def rank(grade: str, scale: GradeScale) -> Fraction | None:
    """Return the place of ``grade`` in its scale, higher is better; None where the scale does not know it."""
    wanted = grade.strip().casefold()
    for step in scale.steps:
        if step.grade.casefold() == wanted:
            return step.rank
    if scale.min is None and scale.max is None:
        return None
    try:
        value = parse_exact(grade)
    except ValueError:
        return None
    if (scale.min is not None and value < scale.min) or (scale.max is not None and value > scale.max):
        return None
    return -value if scale.lower_is_better else value


def points(grade: str | None, scale: GradeScale | None) -> Fraction | None:
    """Return the grade points of ``grade``, or None where the scale gives none."""
    if grade is None or scale is None:
        return None
    wanted = grade.strip().casefold()
    named = [step.points for step in scale.steps if step.grade.casefold() == wanted]
    return named[0] if named else None


def at_least(
    grade: str | None, scale_id: str | None, minimum: GradeMinimum, scales: Scales, default: str | None = None
) -> bool | None:
    """Return whether ``grade`` reaches ``minimum``; None where that cannot be known.

    ``scale_id`` is the scale of the grade, ``default`` the one of the minimum where it names none.
    """
    ours = scale_id or minimum.scale or default
    theirs = minimum.scale or ours
    if grade is None or ours is None or ours != theirs or ours not in scales:
        return None
    scale = scales[ours]
    have, need = rank(grade, scale), rank(minimum.grade, scale)
    return None if have is None or need is None else have >= need
