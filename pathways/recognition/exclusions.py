"""Is credit given for both of two overlapping courses?  Residual credit becomes a second option; the limit itself is
kept for the audit, because which course counts depends on the target.

Source: semantics 9: exclusions apply after equivalence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from pathways.model.equivalence import Exclusion
from pathways.recognition.rules import Policies
from pathways.recognition.types import Item, Option

RESIDUAL = "residual"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``max_courses`` items, or ``max_credits`` credit, over the receiving courses named."""

    id: str
    courses: frozenset[str]
    max_courses: int | None
    max_credits: Fraction | None
    source: str


def limits(policies: Policies) -> tuple[Limit, ...]:
    """Return the exclusion limits of the policies, by id; a group without a bound allows one course."""
    found = [(group, policy) for policy in policies.all for group in policy.exclusions]
    return tuple(
        Limit(
            group.id,
            frozenset(group.courses),
            1 if group.max_courses is None and group.max_credits is None else group.max_courses,
            group.max_credits,
            str(group.source or policy.source),
        )
        for group, policy in sorted(found, key=lambda pair: pair[0].id)
    )


def with_exclusions(options: list[Option], policies: Policies) -> list[Option]:
    """Return the options, each followed by its variant with residual credit where an exclusion grants one."""
    groups = [group for policy in policies.all for group in policy.exclusions if group.residual]
    if not groups:
        return sorted(options, key=_by_id)
    found: list[Option] = []
    for option in options:
        found.append(option)
        found.extend(_residual(option, group) for group in groups if _concerned(option, group))
    return sorted(found, key=_by_id)


def _by_id(option: Option) -> str:
    return option.id


def _concerned(option: Option, group: Exclusion) -> bool:
    return any(item.course in group.residual for item in option.items)


def _residual(option: Option, group: Exclusion) -> Option:
    items = tuple(_reduced(item, group) for item in option.items)
    words = f"{option.why}, with the credit that is left beside an overlapping course ({group.id})"
    return replace(option, id=f"{option.id}/{RESIDUAL}", items=items, why=words)


def _reduced(item: Item, group: Exclusion) -> Item:
    if item.course not in group.residual:
        return item
    features = replace(item.features, courses=frozenset())
    credit = min(item.credit, group.residual[item.course])
    return replace(item, id=f"{item.id}/{RESIDUAL}", credit=credit, course=None, features=features)
