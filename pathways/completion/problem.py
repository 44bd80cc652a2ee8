"""What exactly is to be decided?  Units that may be applied, where, at what cost, and the rules that bind them.

One small type behind audit, gap and plan.  Amounts are whole numbers in units of 1/``scale`` credit, costs in units of
1/``cost_scale`` of the measure, so that every sum is exact.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from pathways.completion.competencies import Formula, Held
from pathways.completion.program import Program

if TYPE_CHECKING:
    from pathways.completion.ground import Ground


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that may be applied: an owned item (cost 0, count 1) or up to ``count`` equal candidates.

    ``leaves`` are the places that admit it and ``amounts`` what it brings there; ``option`` is the choice that gives
    it (None for candidates).  ``course`` is the course or credential that it is: of equal ones only one counts.
    ``points`` are grade points, None if it has none; ``marks`` the filters of rules (by number) that
    admit it; ``served`` the awards (id and key) that the learning has already served.
    """

    index: int
    names: tuple[str, ...]
    leaves: tuple[int, ...]
    amounts: tuple[int, ...]
    credit: int
    cost: int = 0
    option: int | None = None
    count: int = 1
    course: str | None = None
    source: str = ""
    level: int | None = None
    points: Fraction | None = None
    pending: bool = False
    lapses: dt.date | None = None
    blocks: tuple[int, ...] = ()
    shows: frozenset[Held] = frozenset()
    marks: frozenset[int] = frozenset()
    reused: int = 0
    served: frozenset[str] = frozenset()

    @property
    def owned(self) -> bool:
        """Return whether the learner has it already."""
        return self.option is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """A recognition option inside the problem: the attainments it uses and the units it gives."""

    id: str
    uses: tuple[str, ...]
    share: str | None
    units: tuple[int, ...]


Sense = Literal[">=", "<="]


class Weight(Protocol):
    """What one unit weighs in a rule; equal rules have equal weights."""

    @property
    def plain(self) -> bool:
        """Return whether every unit weighs 0 or 1."""

    def __call__(self, unit: Unit) -> int | Fraction:
        """Return the weight of a unit."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A linear rule over what is applied: sum of weight x (amount or number) compared with ``bound``.

    ``weigh`` says what is summed: the ``amount`` applied or the number of ``items`` (each applied unit once).
    ``weight`` gives each unit's weight; ``leaves`` limits the places (None: all); ``node`` is the requirement that
    must be wanted for the rule to bind (None: always).
    """

    code: str
    words: str
    weigh: Literal["amount", "items"]
    weight: Weight
    sense: Sense
    bound: int
    leaves: frozenset[int] | None = None
    node: int | None = None
    source: str = ""


class Sharing(NamedTuple):
    """A sharing rule: the leaves under each requirement that it names, with its limits.

    ``mark`` numbers the filter of the learning that it speaks of (None: of all).
    """

    items: int | None
    credit: int | None
    split: bool
    groups: tuple[frozenset[int], ...]
    mark: int | None = None

    @property
    def limited(self) -> bool:
        """Return whether it says how much may be shared."""
        return self.items is not None or self.credit is not None or self.split

    def speaks_of(self, unit: Unit) -> bool:
        """Return whether it says anything of a unit."""
        return self.mark is None or self.mark in unit.marks


@dataclass(frozen=True)
class Problem:
    """The cheapest completion of a record to a credential, as whole numbers.

    ``fixed`` are nodes that hold whatever is applied (waivers, conditions taken as met); ``held`` the evidence for
    competency leaves.  ``needs`` and ``caps`` are per leaf, in items or scaled credit.
    """

    program: Program
    scale: int
    cost_scale: int
    units: tuple[Unit, ...]
    choices: tuple[Choice, ...]
    rules: tuple[Rule, ...]
    needs: tuple[int, ...]
    caps: tuple[int, ...]
    formulas: dict[int, Formula]
    held: frozenset[Held]
    fixed: frozenset[int]
    sharing: tuple[Sharing, ...] = ()
    prefer_resident: bool = False
    prefer_grades: bool = False
    as_of: dt.date = field(default=dt.date.min)
    ground: Ground | None = field(default=None, compare=False, repr=False)

    @cached_property
    def optional(self) -> frozenset[int]:
        """Return the nodes that hold whatever is applied, with everything below them: there learning may stand."""
        return below(self.program, self.fixed)

    def users(self) -> dict[str, list[int]]:
        """Return the choices that use each attainment."""
        found: dict[str, list[int]] = {}
        for index, choice in enumerate(self.choices):
            for name in choice.uses:
                found.setdefault(name, []).append(index)
        return found

    def by_leaf(self) -> list[list[tuple[int, int]]]:
        """Return for each leaf the (unit, amount) pairs that it admits."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.needs]
        for unit in self.units:
            for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
                found[leaf].append((unit.index, amount))
        return found

    def sharable(self, unit: Unit) -> bool:
        """Return whether some sharing rule lets the unit stand at two of its leaves at once."""
        if not self.sharing:
            return False
        kind = self.shares_like(unit)
        if kind not in self._sharable:
            self._sharable[kind] = any(self.may_share(unit, *pair) for pair in combinations(unit.leaves, 2))
        return self._sharable[kind]

    def shares_like(self, unit: Unit) -> tuple[tuple[int, ...], frozenset[int]]:
        """Return what is alike for all units that may be shared among the same places."""
        return unit.leaves, unit.marks & self._marks

    def may_share(self, unit: Unit, one: int, other: int) -> bool:
        """Return whether the unit may be applied to both leaves at once."""
        return self._sharing_of(unit, one, other) is not None

    def shares_freely(self, unit: Unit, one: int, other: int) -> bool:
        """Return whether it may be applied to both leaves at once, any number of its kind with all their credit."""
        return self._sharing_of(unit, one, other) is True

    def _sharing_of(self, unit: Unit, one: int, other: int) -> bool | None:
        """Return True for sharing without limit, False for sharing within limits, None for none."""
        key = (min(one, other), max(one, other), unit.marks & self._marks)
        if key not in self._pairs:
            rules = [rule for rule in self.sharing if rule.speaks_of(unit) and _names(rule.groups, one, other)]
            self._pairs[key] = None if not rules else not any(rule.limited for rule in rules)
        return self._pairs[key]

    @cached_property
    def _marks(self) -> frozenset[int]:
        return frozenset(rule.mark for rule in self.sharing if rule.mark is not None)

    @cached_property
    def _sharable(self) -> dict[tuple[tuple[int, ...], frozenset[int]], bool]:
        return {}

    @cached_property
    def _pairs(self) -> dict[tuple[int, int, frozenset[int]], bool | None]:
        return {}


def _names(groups: tuple[frozenset[int], ...], one: int, other: int) -> bool:
    """Return whether two different requirements of a sharing rule name the two leaves."""
    mine = [i for i, group in enumerate(groups) if one in group]
    theirs = [i for i, group in enumerate(groups) if other in group]
    return any(i != j for i in mine for j in theirs)


@dataclass(frozen=True, slots=True)
class Applied:
    """One use: ``number`` copies of a unit at a leaf (or at a block node), bringing ``amount`` scaled credit.

    ``copy`` numbers, from 1, a copy that serves several places; 0 are copies that serve this place only.
    """

    unit: int
    leaf: int | None
    number: int
    amount: int
    node: int | None = None
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Allocation:
    """The cheapest completion: what is applied where, what is taken in addition, what can never be met.

    ``cost`` is scaled by the problem's cost scale; ``bought`` names candidates with their number.  ``chosen`` are the
    nodes that the completion satisfies.
    """

    applied: tuple[Applied, ...]
    bought: tuple[tuple[int, int], ...]
    chosen: frozenset[int]
    impossible: tuple[int, ...]
    cost: int
    items: int
    method: Literal["bound", "milp"]
    optimal: bool = True


def unit_name(unit: Unit) -> str:
    """Return the first name of a unit, for messages."""
    return unit.names[0] if unit.names else f"unit {unit.index}"


def below(program: Program, fixed: frozenset[int]) -> frozenset[int]:
    """Return the nodes that hold whatever is applied, with everything below them."""
    found: set[int] = set()
    for index in range(program.root, -1, -1) if fixed else ():
        if index in fixed or program.parents[index] in found:
            found.add(index)
    return frozenset(found)
