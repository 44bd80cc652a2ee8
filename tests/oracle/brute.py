"""What is the cheapest completion?  Found by going through everything that can be applied, and every place for it.

For each way in which the tree can hold, things are placed one after another in every admissible way; what leads to the
same situation is kept once, at its best price.  There is no relaxation and no solver here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import NamedTuple

from pathways.model.filter import Filter
from pathways.model.requirement import AtLeast, CourseLeaf, CoursePool, CreditPool, Requirement, children_of
from tests.oracle.competence import held
from tests.oracle.gates import passes
from tests.oracle.laws import laws_of, overlays
from tests.oracle.things import Question, Shown, Thing, fits, takeable_things, takes
from tests.oracle.trees import Plan, Ways

TOO_MANY = 20_000
"""Situations side by side; beyond this many the oracle gives up (TooLargeError) instead of running for minutes."""


class TooLargeError(Exception):
    """The question is too large to go through."""


class Answer(NamedTuple):
    """Conditions taken as met, least additional measure, least number of items, most completed credit applied."""

    assumed: int
    cost: Fraction
    items: int
    credit: Fraction


class Spot(NamedTuple):
    """A leaf of a plan: at least ``need`` and at most ``cap``, in items or in units of credit."""

    path: str
    node: Requirement
    need: int
    cap: int
    by_credit: bool
    counted: bool


class Move(NamedTuple):
    """One way to apply a thing: (spot, units) pairs, or a block; what it adds to each law."""

    places: tuple[tuple[int, int], ...]
    block: str | None
    laws: tuple[int | Fraction, ...]


class Agreed(NamedTuple):
    """A sharing rule: the spots under each requirement that it names, its limits, of which learning it speaks."""

    groups: tuple[frozenset[int], ...]
    items: int | None
    credit: Fraction | None
    split: bool
    admitting: Filter


Situation = tuple[tuple[tuple[int, int], ...], tuple[int | Fraction, ...], frozenset[tuple[str, ...]]]
"""(items, units) at each spot, the sum of each law, and what can not be used any more."""

Score = tuple[Fraction, int, int]
"""Cost, number of items, minus the units of completed credit."""


def least(question: Question, owned: Iterable[Thing], shown: frozenset[Shown] = frozenset()) -> Answer | None:
    """Return the cheapest completion with what is owned and shown, or None where nothing completes it."""
    things = [*owned, *takeable_things(question)]
    names = (question.credential.id, question.credential.key)
    waived = {
        change.path
        for change in question.record.adjustments
        if change.kind == "waiver" and change.credential in names and change.date <= question.as_of
    }
    requirement = question.credential.requirement
    assert requirement is not None
    best: Answer | None = None
    ways = Ways(frozenset(waived), _blocks(question, things), question.hopeful)
    plans = set(ways.of(requirement))
    for plan in sorted(plans, key=lambda plan: plan.assumed):
        if best is not None and plan.assumed > best.assumed:
            break
        found = _Search(question, plan, things, shown).run(best)
        if found is not None and (best is None or _order(found) < _order(best)):
            best = found
    return best


def _order(answer: Answer) -> tuple[int, Fraction, int, Fraction]:
    return (answer.assumed, answer.cost, answer.items, -answer.credit)


def _blocks(question: Question, things: list[Thing]) -> frozenset[str]:
    names = (question.credential.id, question.credential.key)
    targets = [thing.block.partition("#") for thing in things if thing.block is not None]
    return frozenset(path for name, _, path in targets if name in names)


def unit_of(question: Question, things: list[Thing]) -> int:
    """Return how many units one credit has, so that every amount that is named is whole."""
    amounts = [thing.credit for thing in things]
    for _, node in question.nodes:
        if isinstance(node, CreditPool):
            amounts += [node.n, node.n if node.up_to is None else node.up_to]
        if isinstance(node, AtLeast):
            amounts.append(node.n)
    amounts += [rules.total_credits for rules in overlays(question) if rules.total_credits is not None]
    return lcm(1, *(amount.denominator for amount in amounts))


class _Search:
    """Goes through one plan."""

    def __init__(self, question: Question, plan: Plan, things: list[Thing], shown: frozenset[Shown]):
        self.question = question
        self.plan = plan
        self.shown = shown
        self.unit = unit_of(question, things)
        self.nodes = dict(question.nodes)
        self.spots = [self._spot(path) for path in sorted(plan.full | plan.loose)]
        self.laws = laws_of(question, plan, [spot.path for spot in self.spots], self.unit)
        self.sharing = self._sharing()
        self.things = [(thing, moves) for thing in things if (moves := self._moves(thing)) or self._useful(thing)]

    def _useful(self, thing: Thing) -> bool:
        return bool(not thing.owned and thing.shows and self.plan.competencies)

    def _spot(self, path: str) -> Spot:
        node = self.nodes[path]
        counted = any(path.startswith(group + "/") for group in self.plan.counted)
        need, cap = 1, 1
        if isinstance(node, CreditPool):
            need = int(node.n * self.unit)
            cap = need if node.up_to is None else int(node.up_to * self.unit)
        elif isinstance(node, CoursePool):
            need, cap = node.n, node.n if node.up_to is None else node.up_to
        need = 0 if path in self.plan.loose else need
        return Spot(path, node, need, max(need, cap), isinstance(node, CreditPool), counted)

    def _sharing(self) -> list[Agreed]:
        """Return the sharing rules over the spots of the plan."""
        found = []
        for rule in self.question.credential.sharing:
            groups = tuple(
                frozenset(i for i, spot in enumerate(self.spots) if (spot.path + "/").startswith(path + "/"))
                for path in rule.between
            )
            found.append(Agreed(groups, rule.max_items, rule.max_credits, rule.split, rule.admitting))
        return found

    def _together(self, thing: Thing, one: int, other: int) -> bool:
        """Return whether the thing may stand at both spots."""
        return any(
            one in mine and other in theirs
            for rule in self.sharing
            if fits(rule.admitting, thing.facts)
            for mine, theirs in ((a, b) for a in rule.groups for b in rule.groups if a is not b)
        )

    def _moves(self, thing: Thing) -> list[Move]:
        if thing.block is not None:
            path = thing.block.partition("#")[2]
            whole = int(thing.credit * self.unit)
            return [self._move(thing, (), path, whole)] if path in self.plan.blocks else []
        open_to = [index for index, spot in enumerate(self.spots) if self._admits(spot, thing)]
        moves = []
        for size in (1, 2, 3) if self.sharing else (1,):
            for group in combinations(open_to, size):
                if all(self._together(thing, *pair) for pair in combinations(group, 2)):
                    moves += [self._move(thing, places, None, 0) for places in self._amounts(thing, group)]
        return [move for move in moves if self._divides(thing, move)]

    def _admits(self, spot: Spot, thing: Thing) -> bool:
        """Return whether a thing may stand there; an approved substitution stands at its first leaf, whatever it is."""
        if thing.place is not None:
            below = (path for path, node in self.question.nodes if not children_of(node))
            first = next((path for path in below if (path + "/").startswith(thing.place + "/")), None)
            return spot.path == first
        return takes(self.question, spot.node, thing) and passes(self.question, spot.path, thing)

    def _amounts(self, thing: Thing, group: tuple[int, ...]) -> Iterator[tuple[tuple[int, int], ...]]:
        if not group:
            yield ()
            return
        spot, node = group[0], self.spots[group[0]].node
        most = int(thing.credit * self.unit)
        amounts: Iterable[int] = (most,)
        if isinstance(node, CourseLeaf):
            known = self.question.catalog.courses[node.course].credit
            amounts = (most if known is None else min(most, int(known * self.unit)),)
        elif self.spots[spot].by_credit:
            amounts = range(1, min(most, self.spots[spot].cap) + 1)
        for rest in self._amounts(thing, group[1:]):
            for amount in amounts:
                yield ((spot, amount), *rest)

    def _divides(self, thing: Thing, move: Move) -> bool:
        """Return whether a sharing rule that divides credit is kept."""
        for rule in self.sharing:
            inside = [amount for spot, amount in move.places if any(spot in group for group in rule.groups)]
            if rule.split and self._shares(rule, thing, move) and sum(inside) > thing.credit * self.unit:
                return False
        return True

    def _shares(self, rule: Agreed, thing: Thing, move: Move) -> bool:
        """Return whether a rule speaks of the thing, and the thing stands at two of the requirements that it names."""
        touched = sum(any(spot in group for spot, _ in move.places) for group in rule.groups)
        return touched > 1 and fits(rule.admitting, thing.facts)

    def _move(self, thing: Thing, places: tuple[tuple[int, int], ...], block: str | None, whole: int) -> Move:
        """Return the move; what stands in two places counts once over the whole, with its whole credit."""
        bare = Move(places, block, ())
        amount = whole if block else sum(amount for _, amount in places)
        if len(places) > 1:
            amount = int(thing.credit * self.unit)
        sums = [law.adds(thing, places, amount) for law in self.laws]
        for rule in self.sharing:
            shared = self._shares(rule, thing, bare)
            sums.append(int(shared and rule.items is not None))
            sums.append(int(thing.credit * self.unit) if shared and rule.credit is not None else 0)
        return Move(places, block, tuple(sums))

    def run(self, best: Answer | None) -> Answer | None:
        """Return the cheapest completion by this plan that is better than ``best``."""
        self._look_ahead()
        start: Situation = (((0, 0),) * len(self.spots), (0,) * self._sums(), frozenset())
        now: dict[Situation, Score] = {start: (Fraction(0), 0, 0)}
        for index, (thing, moves) in enumerate(self.things):
            following: dict[Situation, Score] = {}
            for situation, score in now.items():
                for after, more in self._after(situation, score, thing, moves):
                    dearer = best is not None and (self.plan.assumed, *more[:2]) > best[:3]
                    if dearer or self._hopeless(after, index + 1):
                        continue
                    if after not in following or more < following[after]:
                        following[after] = more
                if len(following) > TOO_MANY:
                    raise TooLargeError
            now = following
        done = [score for situation, score in now.items() if self._complete(situation)]
        if not done:
            return None
        cost, items, credit = min(done)
        return Answer(self.plan.assumed, cost, items, Fraction(-credit, self.unit))

    def _sums(self) -> int:
        return len(self.laws) + 2 * len(self.sharing)

    def _after(
        self, situation: Situation, score: Score, thing: Thing, moves: list[Move]
    ) -> Iterator[tuple[Situation, Score]]:
        """Yield what can follow: the thing is left out, applied somewhere, or taken only for what it shows."""
        fills, sums, marks = situation
        yield situation, score
        mine = _marks(thing)
        if any(_clash(mark, other) for mark in mine for other in marks):
            return
        cost, items, credit = score
        paid = (cost + thing.cost, items + (not thing.owned), credit)
        if not thing.owned and self.plan.competencies:
            mine |= {("shows", *map(str, pair)) for pair in thing.shows}
        left = marks | mine
        if self._useful(thing):
            yield (fills, sums, left), paid
        for move in moves:
            if move.block is not None and ("block", move.block) in marks:
                continue
            filled = self._filled(fills, move)
            if filled is None:
                continue
            added = tuple(self._clipped(law, a + b) for law, (a, b) in enumerate(zip(sums, move.laws, strict=True)))
            gained = sum(amount for _, amount in move.places) or (int(thing.credit * self.unit) if move.block else 0)
            gained = gained if thing.owned and not thing.pending else 0
            block = {("block", move.block)} if move.block is not None else frozenset()
            yield (filled, added, left | block), (*paid[:2], credit - gained)

    def _filled(self, fills: tuple[tuple[int, int], ...], move: Move) -> tuple[tuple[int, int], ...] | None:
        after = list(fills)
        for index, units in move.places:
            spot = self.spots[index]
            items, amount = after[index][0] + 1, after[index][1] + units
            if (amount if spot.by_credit else items) > spot.cap:
                return None
            keep = (not spot.by_credit or spot.counted, spot.by_credit or spot.counted)
            after[index] = (items if keep[0] else 0, amount if keep[1] else 0)
        return tuple(after)

    def _clipped(self, law: int, value: int | Fraction) -> int | Fraction:
        """Return the sum, no higher than anybody asks where it can only grow."""
        if law < len(self.laws) and self.laws[law].grows:
            return min(value, -(-self.laws[law].bound.numerator // self.laws[law].bound.denominator))
        return value

    def _look_ahead(self) -> None:
        """Work out what the things from each place on can still bring,"""
        count = len(self.things)
        self.supply = [[0] * len(self.spots) for _ in range(count + 1)]
        self.gain: list[list[int | Fraction]] = [[0] * len(self.laws) for _ in range(count + 1)]
        for index in range(count - 1, -1, -1):
            _, moves = self.things[index]
            for spot, known in enumerate(self.spots):
                brings = [units if known.by_credit else 1 for move in moves for i, units in move.places if i == spot]
                self.supply[index][spot] = self.supply[index + 1][spot] + max(brings, default=0)
            for law in range(len(self.laws)):
                more = max((move.laws[law] for move in moves), default=0)
                self.gain[index][law] = self.gain[index + 1][law] + max(more, 0)

    def _hopeless(self, situation: Situation, index: int) -> bool:
        """Return whether no later thing can repair it."""
        fills, sums, _ = situation
        for spot, (items, units), supply in zip(self.spots, fills, self.supply[index], strict=True):
            if (units if spot.by_credit else items) + supply < spot.need:
                return True
        for law, total, gain in zip(self.laws, sums, self.gain[index], strict=False):
            if law.least and not law.optional and total + gain < law.bound:
                return True
            if not law.least and law.monotone and total > law.bound:
                return True
        for number, (_, items_most, credit, _, _) in enumerate(self.sharing):
            shared, weight = sums[len(self.laws) + 2 * number : len(self.laws) + 2 * number + 2]
            if (items_most is not None and shared > items_most) or (credit is not None and weight > credit * self.unit):
                return True
        return False

    def _complete(self, situation: Situation) -> bool:
        fills, sums, marks = situation
        if self._hopeless(situation, len(self.things)):
            return False
        if any(("block", path) not in marks for path in self.plan.blocks):
            return False
        by_path = {spot.path: fill for spot, fill in zip(self.spots, fills, strict=True)}
        if not all(law.holds(total, by_path) for law, total in zip(self.laws, sums, strict=False)):
            return False
        if not all(self._counts(path, by_path) for path in self.plan.counted):
            return False
        taken = {(mark[1], None if mark[2] == "None" else int(mark[2])) for mark in marks if mark[0] == "shows"}
        return all(held(self.question.catalog, self.nodes[path], self.shown | taken) for path in self.plan.competencies)

    def _counts(self, path: str, fills: dict[str, tuple[int, int]]) -> bool:
        """Return whether enough is counted in a group, from as many children as it asks."""
        node = self.nodes[path]
        assert isinstance(node, AtLeast)
        below = [name for name in self.nodes if name.rpartition("/")[0] == path]
        parts = [[fill for name, fill in fills.items() if (name + "/").startswith(child + "/")] for child in below]
        items = [sum(fill[0] for fill in part) for part in parts]
        units = [sum(fill[1] for fill in part) for part in parts]
        total = Fraction(sum(items)) if node.counting == "items" else Fraction(sum(units), self.unit)
        contributing = [number for number in items if number]
        bounds = node.distinct
        if bounds is not None and bounds.min is not None and len(contributing) < bounds.min:
            return False
        if bounds is not None and bounds.max is not None and len(contributing) > bounds.max:
            return False
        return total >= node.n and all(number >= (node.each or 1) for number in contributing)


def _marks(thing: Thing) -> frozenset[tuple[str, ...]]:
    used: list[tuple[str, ...]] = [("used", name, thing.tag) for name in thing.uses]
    return frozenset(used + ([("same", *thing.same)] if thing.same else []))


def _clash(mark: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two marks can not stand together: one attainment under two tags, one course twice."""
    if mark[:2] == other[:2] and mark[0] == "used":
        return mark[2] != other[2]
    return mark[0] == "same" and mark == other
