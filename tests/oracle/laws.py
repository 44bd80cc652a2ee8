"""Which rules lie over what is applied?  Each as one weight per thing, summed and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from pathways.model.credential import Overlays, Residency, ReuseCap
from pathways.model.filter import Filter
from pathways.model.policy import RecognitionPolicy
from pathways.model.requirement import Node, UsedLeaf
from tests.oracle.things import Question, Thing, fits
from tests.oracle.trees import Plan

Weight = Callable[[Thing], int | Fraction]


@dataclass(frozen=True)
class Law:
    """Sum of weight x (items or units of credit) over ``spots`` (None: all and blocks), compared with ``bound``.

    ``least`` says whether the bound is below or above.  ``optional`` laws belong to a leaf that may stay empty.
    """

    weight: Weight
    by_credit: bool
    least: bool
    bound: Fraction
    spots: frozenset[int] | None = None
    optional: str | None = None
    monotone: bool = True

    @property
    def grows(self) -> bool:
        """Return whether the sum can only grow and more than the bound is of no interest."""
        return self.least and self.monotone

    def adds(self, thing: Thing, places: tuple[tuple[int, int], ...], amount: int) -> int | Fraction:
        """Return what one move of a thing adds; what stands at several places counts once, with its whole credit."""
        weight = self.weight(thing)
        if self.spots is None:
            return weight * (amount if self.by_credit else 1)
        inside = [units for spot, units in places if spot in self.spots]
        if len(inside) > 1:
            return weight * (amount if self.by_credit else 1)
        return weight * (sum(inside) if self.by_credit else len(inside))

    def holds(self, total: int | Fraction, fills: dict[str, tuple[int, int]]) -> bool:
        """Return whether the sum keeps the bound."""
        if self.optional is not None and fills[self.optional] == (0, 0):
            return True
        return total >= self.bound if self.least else total <= self.bound


def policies(question: Question) -> list[RecognitionPolicy]:
    """Return the receiving policies in force."""
    names = (question.credential.id, question.credential.key)
    return [
        policy
        for policy in question.catalog.policies.values()
        if policy.organization == question.credential.organization
        and policy.valid.holds_on(question.as_of)
        and (not policy.credentials or any(name in policy.credentials for name in names))
    ]


def overlays(question: Question) -> list[Overlays]:
    """Return the rules over the whole: the credential's own and those of the policies."""
    found = [question.credential.rules]
    for policy in policies(question):
        reuse = policy.reuse
        capped = (ReuseCap(credits=reuse.credits, share=reuse.share),) if reuse.mode == "capped" else ()
        found.append(policy.rules.model_copy(update={"reuse": (*policy.rules.reuse, *capped)}))
    return found


def laws_of(question: Question, plan: Plan, spots: list[str], unit: int) -> list[Law]:
    """Return every law that binds a plan, in units of credit."""
    found = [law for rules in overlays(question) for law in _over_the_whole(question, rules, unit)]
    for path, node in question.nodes:
        if path in plan.binding:
            below = frozenset(i for i, spot in enumerate(spots) if (spot + "/").startswith(path + "/"))
            found.extend(_inside(node, below, unit, path if path in plan.loose else None))
            if isinstance(node, UsedLeaf):
                found.append(_used(node, spots, unit))
    found.extend(_exclusions(question, unit))
    return found


def _over_the_whole(question: Question, rules: Overlays, unit: int) -> Iterator[Law]:
    base = rules.total_credits or question.credential.credit or Fraction(0)
    if rules.total_credits is not None:
        yield Law(lambda thing: 1, True, True, rules.total_credits * unit)
    for here in rules.residency:
        yield _residency(here, base, unit)
    for cap in rules.caps:
        kinds = frozenset(kind.value for kind in cap.sources)
        if cap.items is not None:
            yield Law(_from(kinds), False, False, Fraction(cap.items))
        else:
            yield Law(_from(kinds), True, False, _amount(cap.credits, cap.share, base) * unit)
    for level in rules.levels:
        yield Law(_at(level.level), True, True, level.credits * unit)
    for reuse in rules.reuse:
        yield Law(_served(reuse.awards), True, False, _amount(reuse.credits, reuse.share, base) * unit)
    if rules.min_gpa is not None:
        yield Law(_above(rules.min_gpa), True, True, Fraction(0), monotone=False)


def _residency(here: Residency, base: Fraction, unit: int) -> Law:
    if here.courses is not None:
        return Law(_resident, False, True, Fraction(here.courses))
    if here.share is not None and here.of == "courses":
        return Law(_share(here.share), False, True, Fraction(0), monotone=False)
    return Law(_resident, True, True, _amount(here.credits, here.share, base) * unit)


def _amount(credits_named: Fraction | None, share: Fraction | None, base: Fraction) -> Fraction:
    return credits_named if credits_named is not None else (share or Fraction(0)) * base


def _inside(node: Node, below: frozenset[int], unit: int, optional: str | None) -> Iterator[Law]:
    for cap in node.caps:
        if cap.credits is not None:
            yield Law(_like(cap.source), True, False, cap.credits * unit, below, optional)
        if cap.items is not None:
            yield Law(_like(cap.source), False, False, Fraction(cap.items), below, optional)
    if node.level_minimum is not None:
        least = node.level_minimum
        yield Law(_at(least.level), True, True, least.credits * unit, below, optional)
    if node.min_gpa is not None:
        yield Law(_above(node.min_gpa), True, True, Fraction(0), below, optional, monotone=False)


def _used(node: UsedLeaf, spots: list[str], unit: int) -> Law:
    """Return the law that so much of a kind stands anywhere, or at or below one place."""
    looked = None
    if node.within is not None:
        looked = frozenset(i for i, spot in enumerate(spots) if (spot + "/").startswith(node.within + "/"))
    by_credit = node.counting == "credits"
    return Law(_like(node.source), by_credit, True, node.n * (unit if by_credit else 1), looked)


def _exclusions(question: Question, unit: int) -> Iterator[Law]:
    for policy in policies(question):
        for group in policy.exclusions:
            named = frozenset(group.courses)
            most = 1 if group.max_courses is None and group.max_credits is None else group.max_courses
            if most is not None:
                yield Law(_named(named), False, False, Fraction(most))
            if group.max_credits is not None:
                yield Law(_named(named), True, False, group.max_credits * unit)


def _resident(thing: Thing) -> int:
    return int(thing.facts.source == "resident")


def _share(share: Fraction) -> Weight:
    return lambda thing: share.denominator * _resident(thing) - share.numerator


def _from(kinds: frozenset[str]) -> Weight:
    return lambda thing: int(thing.facts.source in kinds)


def _served(awards: tuple[str, ...]) -> Weight:
    return lambda thing: int(bool(thing.served) and (not awards or not thing.served.isdisjoint(awards)))


def _at(level: Fraction) -> Weight:
    return lambda thing: int(thing.facts.level is not None and thing.facts.level >= level)


def _above(least: Fraction) -> Weight:
    """Weigh grade points above the least average; what has no points is left out."""
    return lambda thing: Fraction(0) if thing.points is None else thing.points - least


def _named(courses: frozenset[str]) -> Weight:
    return lambda thing: int(thing.same is not None and thing.same[0] == "course" and thing.same[1] in courses)


def _like(source: Filter) -> Weight:
    return lambda thing: int(fits(source, thing.facts))
