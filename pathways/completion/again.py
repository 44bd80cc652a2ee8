"""Is something taken again whose credit is recognised already?  A plan's line beside what the record alone gives.

Source: semantics 7: a course whose credit is already recognised is not taken again.
"""

from __future__ import annotations

from pathways.completion.problem import Problem, Unit


def taken_again(alone: Problem, planned: Problem, name: str) -> bool:
    """Return whether all that a planned attainment may give is given by the record alone.

    ``alone`` and ``planned`` are the problems of one credential without and with the plan.  What serves only together
    with other learning, is admitted at more places or by a better grade, or shows competencies, is not taken again.
    """
    mine = [choice for choice in planned.choices if name in choice.uses]
    if not mine or any(choice.uses != (name,) for choice in mine):
        return False
    if planned.formulas and planned.held != alone.held:
        return False
    return all(_given(alone, planned.units[unit]) for choice in mine for unit in choice.units)


def _given(alone: Problem, wanted: Unit) -> bool:
    """Return whether lines of the record give the same course at all the same places, and can give nothing else."""
    users = alone.users()
    for unit in alone.units:
        same = unit.option is not None and unit.course is not None and unit.course == wanted.course
        if not same or not set(wanted.leaves) <= set(unit.leaves):
            continue
        lines = alone.choices[unit.option or 0].uses
        if all(_gives(alone, choice, unit.course or "") for line in lines for choice in users[line]):
            return True
    return False


def _gives(alone: Problem, choice: int, course: str) -> bool:
    return any(alone.units[unit].course == course for unit in alone.choices[choice].units)
