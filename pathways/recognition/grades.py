"""Is this grade good enough?  Compared only inside one published scale; anything else stays unknown."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pathways.model.credit import GradeScale, grade_rank
from pathways.model.requirement import GradeMinimum

Scales = Mapping[str, GradeScale]


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
    have, need = grade_rank(scale, grade), grade_rank(scale, minimum.grade)
    if have is None or need is None or have[0] != need[0]:
        return None
    return have[1] >= need[1]
