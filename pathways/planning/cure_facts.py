"""Which papers would make a line count?  The least that each has to show, found by asking recognition again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from pathways.catalog.collection import Catalog
from pathways.model.credit import Credit, grade_rank
from pathways.model.equivalence import source_items
from pathways.model.exact import format_exact
from pathways.model.letter_documents import CureStep, Fact
from pathways.model.record import Attainment, Verification
from pathways.recognition.checks import grade_scale_of, hours_of
from pathways.recognition.rules import Policies, Rule
from pathways.recognition.types import Line

EARLIEST: Final = dt.date(1950, 1, 1)
MANY_HOURS: Final = 10_000

Accepts = Callable[[Attainment], bool]
"""Says whether a line counts when it is as given."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact that a paper would show: the best that it could say, and what of it has to be changed on the line."""

    fact: Fact
    change: Mapping[str, Any]


def documents(line: Line, grades: tuple[str, ...], day: dt.date, system: str | None) -> tuple[Shown, ...]:
    """Return the facts that nobody has stated about a line and that a paper may show, at their best."""
    attainment = line.attainment
    found: list[Shown] = []
    if attainment.grade is None and grades:
        found.append(Shown("grade", {"grade": grades[-1]}))
    if attainment.completed is None and not line.pending:
        found.append(Shown("completed", {"completed": day}))
    if line.assessed is None:
        found.append(Shown("assessed", {"assessed": True}))
    if attainment.verification is not Verification.VERIFIED:
        found.append(Shown("verified", {"verification": Verification.VERIFIED}))
    if hours_of(line) is None:
        found.append(Shown("hours", {"hours": Fraction(MANY_HOURS)}))
    if system is not None and attainment.credit is None and getattr(line.definition, "credit", None) is None:
        found.append(Shown("credit", {"credit": Credit(amount=Fraction(1), system=system)}))
    return tuple(found)


def fewest(attainment: Attainment, shown: tuple[Shown, ...], accepts: Accepts) -> tuple[Shown, ...] | None:
    """Return the fewest facts with which a line counts; None where it does not count with all of them."""
    if not shown or not accepts(changed(attainment, shown)):
        return None
    sizes = (combinations(shown, size) for size in range(1, len(shown) + 1))
    return next(group for groups in sizes for group in groups if accepts(changed(attainment, group)))


def changed(attainment: Attainment, shown: Iterable[Shown]) -> Attainment:
    """Return the line as it is when papers have shown these facts."""
    return attainment.model_copy(update={name: value for each in shown for name, value in each.change.items()})


def least(
    attainment: Attainment, group: tuple[Shown, ...], grades: tuple[str, ...], accepts: Accepts
) -> tuple[tuple[Shown, ...], tuple[CureStep, ...]]:
    """Return the facts with the least that each has to show beside the others, and the steps in words."""
    kept, steps = list(group), []
    for place, one in enumerate(group):
        rest = (*kept[:place], *kept[place + 1 :])

        def fine(change: Mapping[str, Any], rest: tuple[Shown, ...] = rest, fact: Fact = one.fact) -> bool:
            return accepts(changed(attainment, (*rest, Shown(fact, change))))

        change, words = _least(one, grades, fine)
        kept[place] = Shown(one.fact, change)
        steps.append(CureStep(kind="document", fact=one.fact, at_least=words))
    return tuple(kept), tuple(steps)


def _least(
    one: Shown, grades: tuple[str, ...], fine: Callable[[Mapping[str, Any]], bool]
) -> tuple[Mapping[str, Any], str | None]:
    match one.fact:
        case "grade":
            grade = next(grade for grade in grades if fine({"grade": grade}))
            return {"grade": grade}, grade
        case "completed":
            best: dt.date = one.change["completed"]
            day = EARLIEST + dt.timedelta(
                days=_smallest((best - EARLIEST).days, lambda n: fine({"completed": EARLIEST + dt.timedelta(days=n)}))
            )
            return {"completed": day}, None if day == EARLIEST else day.isoformat()
        case "hours":
            hours = _smallest(MANY_HOURS, lambda n: fine({"hours": Fraction(n)}))
            return {"hours": Fraction(hours)}, format_exact(Fraction(hours))
        case _:
            return one.change, None


def _smallest(most: int, fine: Callable[[int], bool]) -> int:
    """Return the smallest number that will do, given that ``most`` does and that more is never worse."""
    low, high = -1, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if fine(middle) else (middle, high)
    return high


def useful_grades(catalog: Catalog, line: Line, policies: Policies, rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the grades that any rule asks of such a line as a minimum, the lowest first.

    Only grades of the line's own scale: no grade is ever compared with that of another.
    """
    name = grade_scale_of(catalog, line)
    asked = [rule.minimum for policy in policies.all for rule in policy.min_grades]
    asked += [item.min_grade for rule in rules for item in source_items(rule.equivalence.sources) if item.min_grade]
    return in_order(catalog, name, (minimum.grade for minimum in asked if minimum.scale in (None, name)))


def in_order(catalog: Catalog, scale: str | None, grades: Iterable[str]) -> tuple[str, ...]:
    """Return grades from the lowest to the highest; those that the scale does not have are left out."""
    known = catalog.grade_scales.get(scale or "")
    ranks = {grade: grade_rank(known, grade) for grade in grades} if known else {}
    found = {grade: rank for grade, rank in ranks.items() if rank is not None}
    return tuple(sorted(found, key=lambda grade: (found[grade], grade)))
