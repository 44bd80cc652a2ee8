"""How is one leaf filled best, as if nothing else wanted the same learning?  Closed forms, no search.

A leaf that asks for items takes the lightest owned units; one that asks for credit takes all that fits.  What is then
still missing is taken in addition, at least cost.  A choice among single things is filled like one leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from pathways.completion.cover import cheapest_cover
from pathways.completion.problem import Problem, Unit
from pathways.completion.weights import COUNTED, DONE, PENDING, Weights, taken

MOST_STATES: Final = 20_000
"""Partial sums side by side; beyond this many the integer program decides."""


class Own(NamedTuple):
    """An owned unit, the amount that it brings and the leaf at which it stands."""

    unit: Unit
    amount: int
    leaf: int


class Offer(NamedTuple):
    """So many equal things that may be taken for a leaf: what each brings and costs."""

    amount: int
    cost: int
    copies: int
    leaf: int


class Fill(NamedTuple):
    """What stands at one place: its weight, owned units, how many of each offer are taken, how much is missing."""

    weight: int
    own: tuple[Own, ...]
    taken: tuple[tuple[Offer, int], ...]
    missing: int


NOTHING = Fill(0, (), (), 0)


@dataclass(frozen=True, slots=True)
class Place:
    """One leaf, or a group that asks for so many or so much, with all that may stand there; offers by their cost.

    What a ``counted`` place holds beyond its need stays whole and is of no use.  ``once`` are the leaves of a
    group where one thing alone may stand.
    """

    node: int
    leaves: tuple[int, ...]
    need: int
    cap: int
    by_credit: bool
    counted: bool
    owned: tuple[Own, ...]
    offers: tuple[Offer, ...]
    bundles: tuple[tuple[int, ...], ...] = ()
    once: frozenset[int] = frozenset()

    @property
    def hollow(self) -> bool:
        """Return whether nobody can fill some bundle whole, so that another way may leave less missing."""
        here = {own.leaf for own in self.owned} | {offer.leaf for offer in self.offers}
        return any(here.isdisjoint(bundle) for bundle in self.bundles)

    def whole(self, fill: Fill) -> bool:
        """Return whether every bundle is filled whole or not at all; what is missing might break one open."""
        if not self.bundles or fill.missing:
            return not self.bundles
        used = self.pursued(fill)
        return all(used.isdisjoint(bundle) or used.issuperset(bundle) for bundle in self.bundles)

    def left_open(self, fill: Fill) -> tuple[int, ...]:
        """Return what a fill leaves missing: leaves, or -1 - node for a group that counts."""
        if not fill.missing:
            return ()
        if self.counted:
            return (-1 - self.node,)
        used = self.pursued(fill) if len(self.leaves) > 1 else frozenset[int]()
        return tuple(leaf for leaf in self.leaves if leaf not in used)[: fill.missing]

    def pursued(self, fill: Fill) -> frozenset[int]:
        """Return the leaves at which something stands or is taken."""
        return frozenset((*(own.leaf for own in fill.own), *(offer.leaf for offer, _ in fill.taken)))


def places(problem: Problem) -> dict[int, Place]:
    """Return every leaf that uses learning up as a place, and every group that is filled like one, by node."""
    others: list[dict[tuple[int, int], int]] = [{} for _ in problem.needs]
    for unit in problem.units:
        for leaf, amount in zip(unit.leaves, unit.amounts, strict=True) if not unit.owned else ():
            offers, kind = others[leaf], (unit.cost, amount)
            offers[kind] = offers.get(kind, 0) + unit.count
    owned = owned_by_leaf(problem)
    found: dict[int, Place] = {}
    for index, place in enumerate(problem.program.leaves):
        if place.consumes:
            kinds = sorted(others[index].items())
            offered = tuple(Offer(amount, cost, count, index) for (cost, amount), count in kinds if count)
            need, by_credit = problem.needs[index], place.kind == "credits"
            cap, counts = max(problem.caps[index], need), problem.program.is_loose(index)
            mine = tuple(owned.get(index, ()))
            found[place.node] = Place(place.node, (index,), need, cap, by_credit, counts, mine, offered)
    for node in problem.program.pooled:
        together = pool(problem, node, found)
        if together is not None:
            found[node] = together
    return found


def owned_by_leaf(problem: Problem) -> dict[int, list[Own]]:
    """Return the owned units that may stand at each leaf."""
    found: dict[int, list[Own]] = {}
    for unit in problem.units:
        if unit.owned:
            for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
                found.setdefault(leaf, []).append(Own(unit, amount, leaf))
    return found


def pool(problem: Problem, node: int, found: dict[int, Place]) -> Place | None:
    """Return a group as one place; None where a thing fits twice, or more fits below than may stand there."""
    pooled = problem.program.pooled[node]
    nodes = [problem.program.leaves[leaf].node for leaf in pooled.leaves]
    if node in problem.optional or not problem.optional.isdisjoint(nodes):
        return None
    parts = [_usable(found, problem, leaf, pooled.bundles) for leaf in pooled.leaves]
    once = [part for part in parts if part.cap == 1 and not part.by_credit]
    open_to_all = frozenset(part.leaves[0] for part in once if part.offers and not _names(problem, part))
    owned = _each_once(parts, open_to_all)
    by_credit = pooled.counting == "credits"
    need = int(pooled.number * problem.scale) if by_credit else -(-pooled.number.numerator // pooled.number.denominator)
    if owned is None or not all(_roomy(part, need, by_credit) for part in parts):
        return None
    if by_credit and any(own.leaf in open_to_all for own in owned):
        return None
    offers = [offer for part in parts for offer in _limited(part)]
    return Place(
        node,
        tuple(leaf for part in parts for leaf in part.leaves),
        need,
        need,
        by_credit,
        pooled.counting != "requirements",
        owned,
        tuple(sorted(offers, key=lambda offer: (offer.cost, offer.leaf, offer.amount))),
        pooled.bundles,
        frozenset(part.leaves[0] for part in once),
    )


def _names(problem: Problem, part: Place) -> bool:
    """Return whether a leaf names one course, so that what is owned there is all that could be taken there."""
    return problem.program.leaves[part.leaves[0]].kind == "course"


def _usable(found: dict[int, Place], problem: Problem, leaf: int, bundles: Sequence[tuple[int, ...]]) -> Place:
    """Return a leaf of a group; empty where it belongs to a bundle that nobody can fill whole."""
    nodes = problem.program.leaves
    mine = next((bundle for bundle in bundles if leaf in bundle), ())
    parts = (found[nodes[one].node] for one in mine)
    place = found[nodes[leaf].node]
    return place if all(part.owned or part.offers for part in parts) else replace(place, owned=(), offers=())


def _each_once(parts: list[Place], open_to_all: frozenset[int]) -> tuple[Own, ...] | None:
    """Return what is owned, each unit at one leaf: what fits a single thing and a pool stands at the single thing.

    None where a unit fits two single things, or brings different amounts, or keeps something else from being taken.
    """
    found: dict[int, Own] = {}
    for part in sorted(parts, key=lambda part: part.by_credit or part.cap > 1):
        for own in part.owned:
            known = found.setdefault(own.unit.index, own)
            single = part.cap == 1 and not part.by_credit
            apart = single or known.amount != own.amount or known.leaf in open_to_all
            if known is not own and apart:
                return None
    return tuple(found.values())


def _limited(part: Place) -> Sequence[Offer]:
    """Return what may be taken at a leaf of a group: one thing where it is a single thing."""
    if part.cap == 1 and not part.by_credit:
        return [offer._replace(copies=1) for offer in part.offers[:1]]
    return part.offers


def _roomy(part: Place, need: int, by_credit: bool) -> bool:
    """Return whether a leaf of a group never holds more than it may, whatever is chosen."""
    if part.cap == 1 and not part.by_credit:
        return _alike(part) and (not by_credit or len(part.offers) < 2)
    if part.by_credit:
        return part.cap >= max(need, sum(own.amount for own in part.owned))
    things = len(part.owned) + sum(offer.copies for offer in part.offers)
    return part.cap >= (things if by_credit else min(things, need))


def _alike(part: Place) -> bool:
    """Return whether at most one of the owned units may stand at a leaf: they are all the same course."""
    if len(part.owned) < 2:
        return True
    courses = {own.unit.course for own in part.owned}
    return len(courses) == 1 and None not in courses


def fill(weights: Weights, place: Place) -> Fill | None:
    """Return the lightest way to fill a place; None where that is not settled by a closed form."""
    found = _fill_credit(weights, place) if place.by_credit else _fill_items(weights, place)
    return None if found is not None and found.missing and place.hollow else found


def weigh(weights: Weights, place: Place, own: Own) -> int:
    """Return the weight of an owned unit at a place, as long as it is needed there."""
    weight = weights.of_units[own.unit.index]
    if not place.counted:
        return weight + weights.brought(own.unit, own.amount)
    counts = own.amount if place.by_credit else weights.problem.scale
    weight += weights.brought(own.unit, counts)
    return weight if own.unit.pending else weight - (own.amount << COUNTED)


Taking = tuple[int, tuple[tuple[Offer, int], ...], int]
"""(weight, how many of each offer, how many or how much is missing)."""


def take_items(weights: Weights, offers: Sequence[Offer], number: int) -> Taking:
    """Return the cheapest way to take a number of items."""
    cost, chosen, left = 0, [], number
    for offer in offers:
        if not left:
            break
        part = min(left, offer.copies)
        chosen.append((offer, part))
        cost += part * offer.cost
        left -= part
    return taken(cost, number - left) + weights.missing(left), tuple(chosen), left


def take_credit(weights: Weights, offers: Sequence[Offer], amount: int) -> Taking | None:
    """Return the cheapest way to take an amount of credit; None where the table of amounts would be too large."""
    if amount <= 0:
        return 0, (), 0
    useful = tuple(offer for offer in offers if offer.amount)
    reach = min(amount, sum(offer.amount * offer.copies for offer in useful))
    kinds = tuple((o.amount, o.cost, min(o.copies, -(-reach // o.amount))) for o in useful)
    found = cheapest_cover(kinds, reach) if kinds else (0, 0, ())
    if found is None:
        return None
    cost, items, numbers = found
    chosen = tuple((offer, number) for offer, number in zip(useful, numbers, strict=False) if number)
    return taken(cost, items) + weights.missing(amount - reach), chosen, amount - reach


def _fill_items(weights: Weights, place: Place) -> Fill:
    """Try every number of owned units, the lightest first; items still needed are taken, the cheapest first."""
    ranked = sorted((weigh(weights, place, own), own.unit.index, own) for own in place.owned)
    weight, offers, missing = take_items(weights, place.offers, place.need)
    best = Fill(weight, (), offers, missing)
    total, mine = 0, []
    for number, (weight, _, own) in enumerate(ranked[: place.cap], 1):
        total += weight
        mine.append(own)
        more, offers, missing = take_items(weights, _beside(place, mine), max(0, place.need - number))
        if total + more < best.weight:
            best = Fill(total + more, tuple(mine), offers, missing)
    return best


def _beside(place: Place, own: Sequence[Own]) -> Sequence[Offer]:
    """Return what may still be taken beside owned units: nothing more where one thing alone may stand."""
    used = place.once & {one.leaf for one in own}
    return [offer for offer in place.offers if offer.leaf not in used] if used else place.offers


def _fill_credit(weights: Weights, place: Place) -> Fill | None:
    done = [own for own in place.owned if own.amount and not own.unit.pending]
    coming = [own for own in place.owned if own.amount and own.unit.pending]
    have = sum(own.amount for own in done)
    chosen = _within(weights, place, done, place.cap) if have > place.cap else done
    if chosen is None:
        return None
    rest = place.cap - have
    if rest > 0 and coming:
        more = _within(weights, place, coming, rest) if sum(own.amount for own in coming) > rest else coming
        if more is None:
            return None
        chosen = [*chosen, *more]
    return with_these(weights, place, chosen)


def with_these(weights: Weights, place: Place, chosen: Iterable[Own]) -> Fill | None:
    """Return the fill in which just these owned units stand; None where the table of amounts would be too large."""
    own = trimmed(chosen, place.cap) if place.by_credit and not place.counted else tuple(chosen)
    weight = sum(weigh(weights, place, one) for one in own) + _wasted(place, own)
    if place.by_credit:
        found = take_credit(weights, place.offers, place.need - sum(one.amount for one in own))
    else:
        found = take_items(weights, _beside(place, own), max(0, place.need - len(own)))
    return None if found is None else Fill(weight + found[0], own, found[1], found[2])


def _wasted(place: Place, own: tuple[Own, ...]) -> int:
    """Return what is taken back for credit beyond the need of a group that counts it."""
    if not (place.counted and place.by_credit):
        return 0
    done = sum(one.amount for one in own if not one.unit.pending)
    coming = sum(one.amount for one in own if one.unit.pending)
    room = max(0, place.need - done)
    return (max(0, done - place.need) << DONE) + (max(0, coming - room) << PENDING)


def trimmed(own: Iterable[Own], cap: int) -> tuple[Own, ...]:
    """Return the units with their amounts cut to what the place takes; completed before in progress, then in order."""
    found = []
    for one in sorted(own, key=lambda one: (one.unit.pending, one.unit.index)):
        part = min(one.amount, cap)
        cap -= part
        if part:
            found.append(one if part == one.amount else one._replace(amount=part))
    return tuple(found)


def _within(weights: Weights, place: Place, own: list[Own], cap: int) -> list[Own] | None:
    """Return the fewest, then lightest, units that reach an amount which all of them together exceed."""
    number, total = 0, 0
    for amount in sorted((one.amount for one in own), reverse=True):
        if total >= cap:
            break
        number, total = number + 1, total + amount
    ranked = sorted(own, key=lambda one: (_beyond(weights, place, one), one.unit.index))
    if sum(one.amount for one in ranked[:number]) >= cap:
        return ranked[:number]
    return _lightest(weights, place, ranked, cap, number)


def _beyond(weights: Weights, place: Place, one: Own) -> int:
    """Return what a unit weighs where enough credit is there in any case."""
    weight = weights.of_units[one.unit.index]
    return weight - (one.amount << COUNTED) if place.counted and not one.unit.pending else weight


def _lightest(weights: Weights, place: Place, own: list[Own], cap: int, number: int) -> list[Own] | None:
    """Return the lightest set of ``number`` units that reaches ``cap``, by a table over (how many, how much)."""
    table: dict[tuple[int, int], tuple[int, tuple[Own, ...]]] = {(0, 0): (0, ())}
    for one in own:
        weight = _beyond(weights, place, one)
        for (many, much), (so_far, chosen) in list(table.items()):
            if many == number:
                continue
            key = (many + 1, min(cap, much + one.amount))
            if key not in table or so_far + weight < table[key][0]:
                table[key] = (so_far + weight, (*chosen, one))
        if len(table) > MOST_STATES:
            return None
    return list(table[number, cap][1])
