"""Are all minimal sets found, the lightest first; is a list that is cut its beginning?  Against going through all."""

from __future__ import annotations

from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.matching.covers import BITS, Enough, Goal, Pieces, covers, greatest, most_goals


def drawn(seed: int, goals: int | None = None) -> tuple[Pieces, Enough]:
    """Return a few pieces and what is asked of them: goals of one atom, and goals of several narrower ones."""
    dice = Random(seed)  # noqa: S311 - chance, not secrets
    count, atoms = dice.randint(0, 7), goals or dice.randint(1, 5)
    shows = np.array([dice.random() < 0.35 for _ in range(count * atoms)], dtype=bool).reshape(count, atoms)
    wanted = [Goal(atom) for atom in range(atoms)]
    if dice.random() < 0.5:
        wanted.append(Goal(0, ((2, tuple(Goal(dice.randrange(atoms)) for _ in range(3))),)))
    known = np.array([dice.random() < 0.85 for _ in range(count)], dtype=bool)
    amounts = np.array([dice.randint(0, 6) * 10 if each else 0 for each in known], dtype=np.int64)
    apart = {0: frozenset({1}), 1: frozenset({0})} if count > 1 and dice.random() < 0.3 else {}
    asked = Enough(dice.randint(1, len(wanted)), dice.choice([0, 0, 30, 60, 90]), dice.randint(1, 4), 1_000)
    return Pieces(tuple(wanted), shows, amounts, known, apart), asked


def gone_through(pieces: Pieces, asked: Enough) -> list[tuple[int, ...]]:
    """Return every minimal set by looking at every set: none of its parts, of any size, is enough."""
    found = []
    for size in range(1, asked.parts + 1):
        layer = []
        for members in combinations(range(len(pieces.shows)), size):
            parts = [part for less in range(1, size) for part in combinations(members, less)]
            clash = any(one in pieces.apart.get(other, ()) for one in members for other in members)
            if not clash and pieces.enough(members, asked) and not any(pieces.enough(part, asked) for part in parts):
                unstated = sum(not pieces.known[one] for one in members)
                layer.append((unstated, sum(int(pieces.amounts[one]) for one in members), members))
        found += [members for _, _, members in sorted(layer)]
    return found


@given(st.integers(0, 2**32))
@settings(max_examples=80)
def test_every_minimal_set_is_found_the_lightest_first(seed: int) -> None:
    pieces, asked = drawn(seed)
    found = covers(pieces, asked)
    assert list(found.sets) == gone_through(pieces, asked)
    assert found.cut is None


@given(st.integers(0, 2**32), st.integers(1, 4), st.integers(1, 8_000))
@settings(max_examples=60)
def test_a_list_that_is_cut_says_so_and_is_the_beginning_of_the_whole(seed: int, most: int, looks: int) -> None:
    pieces, asked = drawn(seed)
    whole = gone_through(pieces, asked)
    few = covers(pieces, Enough(asked.goals, asked.amount, asked.parts, most))
    assert list(few.sets) == whole[:most]
    assert few.cut == ("number" if len(whole) > most else None)
    short = covers(pieces, Enough(asked.goals, asked.amount, asked.parts, 1_000, looks))
    assert list(short.sets) == whole[: len(short.sets)]
    assert short.cut == "work" or len(short.sets) == len(whole)


@given(st.integers(0, 2**32))
@settings(max_examples=60)
def test_the_bounds_that_guide_the_search_are_never_too_strict(seed: int) -> None:
    pieces, asked = drawn(seed)
    sizes = range(1, asked.parts + 1)
    every = [members for size in sizes for members in combinations(range(len(pieces.shows)), size)]
    free = [m for m in every if not any(one in pieces.apart.get(two, ()) for one in m for two in m)]
    goals = Enough(asked.goals, 0, asked.parts, 1)
    brought = [sum(int(pieces.amounts[one]) for one in m) for m in free if pieces.enough(m, goals)]
    assert (greatest(pieces, goals).amount, greatest(pieces, goals).cut) == (max(brought, default=None), None)
    assert most_goals(pieces, asked.parts) >= max((sum(pieces.which(m)) for m in every), default=0)


def test_more_goals_than_the_tables_know_are_found_too() -> None:
    found = 0
    for seed in range(20):
        pieces, asked = drawn(seed, goals=BITS + 3)
        asked = Enough(7 + seed % 3, asked.amount, 4, 1_000)
        assert list(covers(pieces, asked).sets) == gone_through(pieces, asked)
        found += len(covers(pieces, asked).sets)
    assert found > 10


def test_amounts_too_large_for_the_machine_stay_exact() -> None:
    big = 10**30
    pieces = Pieces(
        (Goal(0), Goal(1)),
        np.array([[True, False], [False, True], [False, True]]),
        np.array([big, big + 1, big], dtype=object),
        np.ones(3, dtype=bool),
    )
    assert covers(pieces, Enough(2, 2 * big)).sets == ((0, 2), (0, 1))
    assert covers(pieces, Enough(2, 2 * big + 1)).sets == ((0, 1),)


@pytest.mark.parametrize("amount", [0, 100])
def test_what_nobody_offers_has_no_sets(amount: int) -> None:
    none = Pieces((Goal(0),), np.zeros((0, 1), dtype=bool), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))
    assert covers(none, Enough(1, amount)).sets == ()
    assert most_goals(none, 4) == 0
