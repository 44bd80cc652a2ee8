"""What does it cost to climb credential by credential?  A ladder, with what carries over at each step and what dies.

The learner of a ladder completes its first credential from nothing, then each next one from what still counts.  What
died at one step is gone at all later ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.catalog.naming import named_in
from pathways.design.carry import Carry, percent
from pathways.design.holder import (
    ZERO,
    Examine,
    Holder,
    Part,
    award_part,
    holder_of,
    hours_of,
    nobody,
    rank,
    record_of,
    unit_of,
)
from pathways.design.stacking import Stacker, held, holder_words
from pathways.errors import QuestionError
from pathways.graph.compile import Graph
from pathways.model.credential import Credential
from pathways.model.design_documents import CarryEntry, DeadEnd, LadderDocument, PenaltyEntry, RungEntry, ThroughEntry
from pathways.model.exact import format_exact
from pathways.reasons import Reason

MOST_RUNGS: Final = 4
MOST_NEXT: Final = 3
MOST_LADDERS: Final = 5
LEAST_SHARE: Final = Fraction(1, 2)
"""A step is natural where at least this share of the lower credential carries over."""


@dataclass(frozen=True)
class Ladder:
    """A sequence of credentials that one learner climbs from the first to the last."""

    catalog: Catalog
    graph: Graph
    examine: Examine
    as_of: dt.date
    rungs: tuple[Credential, ...]

    @cached_property
    def first(self) -> Holder:
        """Return the holder of the first credential."""
        return holder_of(self.catalog, self.rungs[0], self.examine, self.as_of)

    @cached_property
    def steps(self) -> tuple[Carry, ...]:
        """Return the audit of each step: what the learner has toward the next credential."""
        found: list[Carry] = []
        parts = self.first.parts
        for number, goal in enumerate(self.rungs[1:], 1):
            found.append(self._step(number, parts, goal))
            parts = tuple(found[-1].onward(number))
        return tuple(found)

    def _step(self, number: int, parts: tuple[Part, ...], goal: Credential) -> Carry:
        """Return what carries over: of the parts, or of the award below as one thing where more of it carries."""
        below = self.rungs[number - 1]
        whole = self._carry(below, parts, goal)
        direct = goal.key in self.graph.stacks_into(below.key) or bool(self.graph.rules_from(below.key))
        if below.requirement is None or not direct:
            return whole
        award = self._carry(below, (self._as_award(below, parts),), goal, award=True)
        return award if award.counts and award.carried > whole.carried else whole

    def _as_award(self, below: Credential, parts: tuple[Part, ...]) -> Part:
        """Return all parts as the one award that they made."""
        origins: dict[int, Fraction] = {}
        for part in parts:
            for rung, amount in part.origins.items():
                origins[rung] = origins.get(rung, ZERO) + amount
        here = sum((part.here for part in parts), ZERO)
        hours = hours_of(part.thing for part in parts)
        award = below.model_copy(update={"hours": hours}) if below.hours is None else below
        return replace(award_part(award, unit_of(self.catalog, below)), here=here, amount=here, origins=origins)

    def _carry(self, below: Credential, parts: tuple[Part, ...], goal: Credential, *, award: bool = False) -> Carry:
        examination = self.examine(record_of(self.catalog, parts, self.as_of), goal)
        return Carry(
            self.catalog, below, unit_of(self.catalog, below), parts, examination, "award" if award else "parts"
        )

    @cached_property
    def taken(self) -> tuple[tuple[Part, ...], ...]:
        """Return what is taken for each rung."""
        later = (tuple(carry.onward(number)) for number, carry in enumerate(self.steps, 1))
        return (self.first.parts, *(_new(parts, number) for number, parts in enumerate(later, 1)))

    @cached_property
    def earned(self) -> tuple[Fraction, ...]:
        """Return what is earned for each rung, in its own unit."""
        return (self.first.amount, *(carry.examination.reading().shortfall for carry in self.steps))

    @cached_property
    def unit(self) -> str | None:
        """Return the one unit of all rungs; None where they differ."""
        names = {unit_of(self.catalog, credential).name for credential in self.rungs}
        return names.pop() if len(names) == 1 else None

    @cached_property
    def alone(self) -> Fraction | None:
        """Return what the top takes from nothing, or the credit it states where not all is on offer; None without."""
        top = self.rungs[-1]
        if self._top_on_offer:
            return self.examine(nobody(), top).empty.shortfall
        return top.credit if top.measure == "credit" else None

    @cached_property
    def _top_on_offer(self) -> bool:
        return not self.examine(nobody(), self.rungs[-1]).empty.allocation.impossible

    @cached_property
    def dead_ends(self) -> tuple[DeadEnd, ...]:
        """Return what dies at each step, in order."""
        return tuple(dead for number, carry in enumerate(self.steps) for dead in self._dead(number, carry))

    def _dead(self, number: int, carry: Carry) -> Iterator[DeadEnd]:
        below = self.rungs[number]
        standing = None if below.requirement is None else self.examine(nobody(), below)
        return carry.dead(standing)

    @cached_property
    def complete(self) -> bool:
        """Return whether every rung can be completed with what is on offer."""
        return not self.first.impossible and not any(
            carry.examination.reading().allocation.impossible for carry in self.steps
        )

    @property
    def penalty(self) -> PenaltyEntry | None:
        """Return what the ladder costs beyond its top alone; None where units differ, or nobody can say."""
        if self.unit is None or self.alone is None or not self.complete:
            return None
        more = sum(self.earned) - self.alone
        amount, saving = max(ZERO, Fraction(more)), max(ZERO, Fraction(-more))
        share = amount / self.alone if self.alone else ZERO
        hours = _summed(dead.hours for dead in self.dead_ends)
        return PenaltyEntry(
            unit=self.unit,
            amount=amount,
            share=share,
            hours=hours,
            saving=saving,
            words=self._penalty_words(amount, saving, share, hours),
        )

    def _penalty_words(self, amount: Fraction, saving: Fraction, share: Fraction, hours: Fraction | None) -> str:
        unit = unit_of(self.catalog, self.rungs[-1])
        if saving:
            return f"The ladder takes {unit.told(saving)} less than going straight to the top."
        if not amount:
            return f"The ladder takes no {unit.words} more than going straight to the top."
        work = "" if hours is None else f"; {format_exact(hours)} hours of work stop counting on the way"
        return f"The ladder takes {unit.told(amount)} more than going straight to the top ({percent(share)}){work}."

    def through(self) -> Iterator[ThroughEntry]:
        """Yield what of each rung still counts in each later one, through all between them."""
        for lower in range(len(self.rungs) - 1):
            whole = self._whole(lower)
            for upper in range(lower + 1, len(self.rungs)):
                carried = self._still(lower, upper)
                yield ThroughEntry(
                    smaller=self.rungs[lower].key,
                    larger=self.rungs[upper].key,
                    unit=unit_of(self.catalog, self.rungs[lower]).name,
                    brought=whole,
                    carried=carried,
                    share=carried / whole if whole else ZERO,
                )

    def _whole(self, rung: int) -> Fraction:
        """Return all that stands in a rung when it is complete: what was kept and what was taken, in its unit."""
        return self.first.amount if rung == 0 else sum((part.here for part in self._standing(rung)), ZERO)

    def _standing(self, rung: int) -> tuple[Part, ...]:
        return self.first.parts if rung == 0 else tuple(self.steps[rung - 1].onward(rung))

    def _still(self, lower: int, upper: int) -> Fraction:
        """Return how much of all that stood in the lower rung still counts in the upper one, in the lower's unit."""
        parts = tuple(replace(part, origins={lower: part.here}) for part in self._standing(lower))
        for number in range(lower + 1, upper + 1):
            carry = self.steps[number - 1]
            if carry.way == "award":
                parts = (replace(self._as_award(self.rungs[number - 1], parts), here=carry.parts[0].here),)
            parts = tuple(replace(carry, parts=parts).onward(number))
        return sum((part.origins.get(lower, ZERO) for part in parts), ZERO)

    def document(self) -> LadderDocument:
        """Return ``pathways/ladder/1``."""
        steps = tuple(self._entry(number, carry) for number, carry in enumerate(self.steps))
        penalty, top = self.penalty, self.rungs[-1]
        through = tuple(self.through())
        return LadderDocument(
            schema_name="pathways/ladder/1",
            as_of=self.as_of,
            catalog=self.catalog.digest,
            title=" - ".join(credential.title for credential in self.rungs),
            rungs=tuple(self._rung(number) for number in range(len(self.rungs))),
            steps=steps,
            through=through,
            unit=self.unit,
            earned=None if self.unit is None else Fraction(sum(self.earned)),
            alone=self.alone,
            penalty=penalty,
            dead_ends=self.dead_ends,
            complete=self.complete,
            notes=tuple(self._notes()),
            reason=Reason(
                penalty.words if penalty else f"The ladder to {top.title} is told step by step",
                because=tuple(Reason(step.reason["statement"], because=self._lost(step)) for step in steps),
            ).data(),
        )

    def _lost(self, step: CarryEntry) -> tuple[Reason, ...]:
        return tuple(
            Reason(f"{dead.title}: {format_exact(dead.amount)} end: {dead.words}", dead.code, dead.stood_at)
            for dead in step.dies
        )

    def _entry(self, number: int, carry: Carry) -> CarryEntry:
        below = self.rungs[number]
        named = named_in(carry.larger.requirement).credentials
        admitted = carry.larger.key in self.graph.stacks_into(below.key)
        standing = None if below.requirement is None else self.examine(nobody(), below)
        return carry.entry(
            carry.how(named=below.key in named or below.id in named, admitted=admitted), standing=standing
        )

    def _rung(self, number: int) -> RungEntry:
        credential, taken = self.rungs[number], self.taken[number]
        unit = unit_of(self.catalog, credential)
        required = self.examine(nobody(), credential).empty.shortfall if credential.requirement else self.first.amount
        stated = credential.credit if unit.measure == "credit" else None
        return RungEntry(
            credential=credential.key,
            title=credential.title,
            kind=credential.kind.value,
            organization=credential.organization,
            unit=unit.name,
            required=required if stated is None else stated,
            earned=self.earned[number],
            items=len(taken),
            hours=hours_of(part.thing for part in taken),
            parts=tuple(held(part) for part in taken),
        )

    def _notes(self) -> Iterator[str]:
        yield holder_words(self.first)
        if self.unit is None:
            yield "The credentials count in different units, which are not added; see each step."
        if not self.complete:
            yield "Not every rung can be completed with what is on offer, so its cost is not told as a whole."
        if not self._top_on_offer:
            yield "From nothing the top cannot be completed with what is on offer; the credit that it states is taken."
        lost = sum((dead.amount for dead in self.dead_ends), ZERO)
        penalty = self.penalty
        if penalty is not None and lost != penalty.amount - penalty.saving:
            yield (
                f"{format_exact(lost)} {self.unit} die on the way; the difference to the penalty is credit that counts "
                "for more or less above than it was earned for"
            )


def _new(parts: tuple[Part, ...], rung: int) -> tuple[Part, ...]:
    """Return the parts that were taken for a rung, not kept from below it."""
    return tuple(part for part in parts if len(part.served) == 1 and set(part.origins) == {rung})


def _summed(amounts: Iterator[Fraction | None]) -> Fraction | None:
    known = list(amounts)
    return None if None in known else sum((amount for amount in known if amount is not None), ZERO)


def ladder_of(stacker: Stacker, rungs: Sequence[Credential]) -> LadderDocument:
    """Return ``pathways/ladder/1`` for credentials from the lowest to the top.

    Raises QuestionError U003 for fewer than two credentials, one that comes twice, or one above the first that states
    no requirement.
    """
    if len(rungs) < 2:
        raise QuestionError("U003", "a ladder needs two credentials or more", hint="Name the smaller one first.")
    if len({credential.id for credential in rungs}) < len(rungs):
        raise QuestionError("U003", "a ladder names a credential twice", hint="Name each credential once.")
    return Ladder(stacker.catalog, stacker.graph, stacker.examine, stacker.as_of, tuple(rungs)).document()


def natural_ladders(stacker: Stacker, credential: Credential) -> tuple[tuple[str, ...], ...]:
    """Return ladders upward from a credential, as keys: the longest first, then those that carry the most.

    Each step goes to a higher kind of credential, the nearest kinds first, and carries at least half.
    """
    chains: list[tuple[Fraction, tuple[str, ...]]] = []
    open_chains: list[tuple[Fraction, tuple[Credential, ...]]] = [(Fraction(1), (credential,))]
    while open_chains:
        share, chain = open_chains.pop()
        onward = _next(stacker, chain)
        if len(chain) > 1 and not onward:
            chains.append((share, tuple(item.key for item in chain)))
        open_chains.extend((share * part, (*chain, goal)) for part, goal in onward)
    ranked = sorted(chains, key=lambda chain: (-len(chain[1]), -chain[0], chain[1]))
    whole: list[tuple[str, ...]] = []
    for _, names in ranked:
        if not any(_within(names, other) for other in whole):
            whole.append(names)
    return tuple(whole[:MOST_LADDERS])


def _next(stacker: Stacker, chain: tuple[Credential, ...]) -> list[tuple[Fraction, Credential]]:
    """Return the next rungs of a chain, each with the share that carries over."""
    if len(chain) >= MOST_RUNGS:
        return []
    here = chain[-1]
    higher = [
        c for c in stacker.of(here).larger if c.share >= LEAST_SHARE and _is_above(stacker.catalog, here, c.larger)
    ]
    ranked = sorted(higher, key=lambda carry: (rank(carry.larger), -carry.share, carry.larger.key))
    return [(carry.share, carry.larger) for carry in ranked[:MOST_NEXT]]


def _is_above(catalog: Catalog, lower: Credential, upper: Credential) -> bool:
    """Return whether the kind of one stands above the other's and, in one framework of levels, its level not below."""
    homes = (catalog.organizations.get(item.organization) for item in (lower, upper))
    one_framework = len({home.level_framework if home is not None else None for home in homes}) == 1
    falls = lower.level is not None and upper.level is not None and upper.level < lower.level
    return rank(upper) > rank(lower) and not (one_framework and falls)


def _within(chain: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether all rungs of a chain come in another one, in the same order."""
    rest = iter(other)
    return all(key in rest for key in chain)
