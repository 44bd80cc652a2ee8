"""What is the cheapest way to fill a need with whole things?  A small exact table over amounts.

Each thing brings an amount at a cost; a need of ``need`` is to be reached or passed at least cost, then with the fewest
things.
"""

from __future__ import annotations

from functools import lru_cache

Kind = tuple[int, int, int]
"""(amount, cost, how many there are)."""
Cover = tuple[int, int, tuple[int, ...]]
"""(cost, number of things, how many of each kind)."""

MOST_STATES = 20_000


@lru_cache(maxsize=4096)
def cheapest_cover(kinds: tuple[Kind, ...], need: int) -> Cover | None:
    """Return the cheapest cover of ``need``, then the one with the fewest things; None if there is none (or too large).

    >>> cheapest_cover(((4, 4, 3), (3, 3, 2)), 7)
    (7, 2, (1, 1))
    """
    if need <= 0:
        return (0, 0, (0,) * len(kinds))
    if len(kinds) == 1:
        return _single(kinds[0], need)
    if need > MOST_STATES:
        return None
    best: list[tuple[int, int, tuple[int, ...]] | None] = [None] * (need + 1)
    best[0] = (0, 0, ())
    for amount, cost, count in kinds:
        best = _with_kind(best, amount, cost, count)
    return best[need]


def _single(kind: Kind, need: int) -> Cover | None:
    amount, cost, count = kind
    number = -(-need // amount) if amount else count + 1
    return (cost * number, number, (number,)) if number <= count else None


def _with_kind(
    best: list[tuple[int, int, tuple[int, ...]] | None], amount: int, cost: int, count: int
) -> list[tuple[int, int, tuple[int, ...]] | None]:
    """Return the table with one more kind: for every amount reached, the best way to reach it."""
    need = len(best) - 1
    most = min(count, -(-need // amount)) if amount else 0
    found: list[tuple[int, int, tuple[int, ...]] | None] = [None] * (need + 1)
    for reached, way in enumerate(best):
        if way is None:
            continue
        for number in range(most + 1):
            total = min(need, reached + amount * number)
            better = (way[0] + cost * number, way[1] + number, (*way[2], number))
            current = found[total]
            if current is None or better < current:
                found[total] = better
            if total == need:
                break
    return found
