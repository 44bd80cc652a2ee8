"""Filling one place, and dividing learning among several, say what going through everything says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from hypothesis import event, given
from hypothesis import strategies as st

from pathways.completion.assign import assign
from pathways.completion.cover import Kind, cheapest_cover
from pathways.completion.every import divided
from pathways.completion.fills import Own, Place, fill, places
from pathways.completion.problem import Problem, Unit
from pathways.completion.weights import COUNTED, DONE, PENDING, Weights, taken
from tests.dice import Dice
from tests.support import central
from tests.unit.completion.made import made, offer, own

Use = tuple[Own, ...]
"""What stands at one place."""

NAMES = "abcde"


# -- going through everything ------------------------------------------------------------------------------------


def parts_of(place: Place, one: Own) -> Iterable[int]:
    """Return how much of a unit may stand at a place: any part in a pool of credit, else all of it."""
    return range(1, one.amount + 1) if place.by_credit and not place.counted else (one.amount,)


def ways_at(place: Place, owned: Sequence[Own]) -> Iterator[Use]:
    """Yield everything that may stand at a place, each unit whole, in part or not at all."""
    for parts in product(*((0, *parts_of(place, one)) for one in owned)):
        used = tuple(one._replace(amount=part) for one, part in zip(owned, parts, strict=True) if part)
        if room_for(place, used):
            yield used


def room_for(place: Place, used: Use) -> bool:
    if place.counted:
        return True
    return (sum(one.amount for one in used) if place.by_credit else len(used)) <= place.cap


def weight_of(weights: Weights, place: Place, used: Use) -> int:
    """Return what a place weighs with these units, what is still needed taken or missing."""
    uses = sum(weights.of_units[one.unit.index] for one in used)
    return uses - credit(weights, place, used) + least_taken(weights, place, used)


def credit(weights: Weights, place: Place, used: Use) -> int:
    """Return the credit applied; in a group that counts no more than it asks for, completed before in progress."""
    done = [one.amount for one in used if not one.unit.pending]
    coming = [one.amount for one in used if one.unit.pending]
    if not place.counted:
        return (sum(done) << DONE) + (sum(coming) << PENDING)
    reached = [sum(part) if place.by_credit else len(part) for part in (done, coming)]
    first = min(place.need, reached[0])
    second = min(place.need - first, reached[1])
    each = 1 if place.by_credit else weights.problem.scale
    return (each * first << DONE) + (each * second << PENDING) + (sum(done) << COUNTED)


def least_taken(weights: Weights, place: Place, used: Use) -> int:
    have = sum(one.amount for one in used) if place.by_credit else len(used)
    best: int | None = None
    for numbers in product(*(range(kind.copies + 1) for kind in place.offers)):
        brought = sum(n * (k.amount if place.by_credit else 1) for n, k in zip(numbers, place.offers, strict=True))
        cost = sum(number * kind.cost for number, kind in zip(numbers, place.offers, strict=True))
        weight = taken(cost, sum(numbers)) + weights.missing(max(0, place.need - have - brought))
        best = weight if best is None else min(best, weight)
    return best or 0


def least_of_all(weights: Weights, wanted: Sequence[Place], rows: Sequence[Sequence[Unit]]) -> int:
    """Return the least weight over every assignment of rows to places or to none."""
    best: int | None = None
    for chosen in product(
        *([None, *(one for place in wanted for one in place.owned if one.unit in row)] for row in rows)
    ):
        here = [[one for one in chosen if one is not None and one.leaf in place.leaves] for place in wanted]
        weight = sum(
            min(weight_of(weights, place, used) for used in ways_at(place, mine))
            for place, mine in zip(wanted, here, strict=True)
        )
        best = weight if best is None else min(best, weight)
    assert best is not None
    return best


# -- what is drawn -----------------------------------------------------------------------------------------------


@st.composite
def problems(draw: st.DrawFn, *, most: int, alternatives: bool = False) -> Problem:
    """Return a problem of some places and few small units."""
    dice = Dice(draw)
    parts = 1 if most == 1 else 2 + dice.upto(most - 2)
    trees = [dice.pick(TREES) for _ in range(parts)]
    amounts = dice.pick(((3,), (1, 2), (1, 2, 3)))
    units = []
    for name in NAMES[: 1 + dice.upto(4 if most == 1 else 3)]:
        places = dict.fromkeys(sorted(dice.some(range(parts), parts, 1)), dice.pick(amounts))
        known = dice.pick(NAMES) if alternatives and dice.chance(3) else name
        source = dice.pick(("transfer", "resident"))
        units.append(own(known, places, pending=dice.chance(4), source=source))
    for number in range(dice.upto(2)):
        places = dict.fromkeys(range(parts), 1 + dice.upto(2))
        units.append(offer(f"x{number}", places, cost=dice.upto(4), count=1 + dice.upto(1)))
    return made({"all": trees}, *units, prefer_resident=dice.chance(2))


TREES: tuple[dict[str, object], ...] = (
    {"credits": 4, "from": {}},
    {"credits": 3, "from": {}, "up_to": 5},
    {"courses": 2, "from": {}},
    {"course": "u"},
    {"courses": 1, "from": {}, "up_to": 2},
    {"at_least": 4, "counting": "credits", "of": [{"credits": 30, "from": {}}]},
    {"at_least": 2, "counting": "items", "of": [{"courses": 0, "from": {}, "up_to": 9}]},
)


def wanted_of(problem: Problem) -> list[Place]:
    """Return the places below the root, a group that counts as one."""
    known = places(problem)
    return [known[child] for child in problem.program.nodes[problem.program.root].children]


@central(one_in=5)
@given(problems(most=1))
def test_one_place_is_filled_as_well_as_can_be(problem: Problem) -> None:
    weights = Weights(problem)
    (place,) = wanted_of(problem)
    found = fill(weights, place)
    assert found is not None
    assert found.weight == min(weight_of(weights, place, used) for used in ways_at(place, place.owned))
    assert room_for(place, found.own)
    assert found.weight == weight_of(weights, place, found.own)


@central(one_in=6)
@given(problems(most=3, alternatives=True))
def test_an_assignment_never_weighs_more_than_the_best_and_says_when_it_is(problem: Problem) -> None:
    weights, wanted = Weights(problem), wanted_of(problem)
    names = sorted({unit.names for unit in problem.units if unit.owned})
    rows = [[unit for unit in problem.units if unit.owned and unit.names == name] for name in names]
    found = assign(weights, wanted, rows)
    if found is None:
        event("no model")
        return
    best = least_of_all(weights, wanted, rows)
    assert found.weight <= best
    event("a bound alone" if found.fills is None else "proven")
    if found.fills is not None:
        assert found.weight == best == sum(one.weight for one in found.fills)
        used = [one.unit.names for one in (own for part in found.fills for own in part.own)]
        assert len(used) == len(set(used))


@central(one_in=6)
@given(problems(most=3, alternatives=True))
def test_weighing_every_way_to_divide_finds_the_lightest(problem: Problem) -> None:
    weights, wanted = Weights(problem), wanted_of(problem)
    names = sorted({unit.names for unit in problem.units if unit.owned})
    rows = [[unit for unit in problem.units if unit.owned and unit.names == name] for name in names]
    found = divided(weights, wanted, rows)
    assert found is not None
    assert sum(one.weight for one in found) == least_of_all(weights, wanted, rows)
    used = [own.unit.names for part in found for own in part.own]
    assert len(used) == len(set(used))
    for place, one in zip(wanted, found, strict=True):
        assert room_for(place, one.own)
        assert one.weight == weight_of(weights, place, one.own)


kinds = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 6), st.integers(0, 3)), max_size=4)


@given(kinds, st.integers(0, 14))
def test_a_need_is_covered_at_least_cost_with_the_fewest_things(offered: list[Kind], need: int) -> None:
    best = min(
        (
            (sum(n * cost for n, (_, cost, _) in zip(numbers, offered, strict=True)), sum(numbers))
            for numbers in product(*(range(count + 1) for _, _, count in offered))
            if sum(n * amount for n, (amount, _, _) in zip(numbers, offered, strict=True)) >= need
        ),
        default=None,
    )
    found = cheapest_cover(tuple(offered), need)
    assert (None if found is None else found[:2]) == best
    if found is not None:
        brought = sum(number * amount for number, (amount, _, _) in zip(found[2], offered, strict=True))
        assert brought >= need
        assert all(number <= count for number, (_, _, count) in zip(found[2], offered, strict=True))
