"""What does every requirement ask at least of somebody who brings nothing?  One number for each node, made once.

What is asked is measured as the credential says: in credit or in items.  Where that cannot be said without a search (in
hours, of a competency, of a condition in words) the number is 0, so that sums of it are never too high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pathways.graph.csr import Csr, Ids, Offsets
from pathways.graph.forest import AT_LEAST, COUNTING, NEVER, Amounts, Forest
from pathways.graph.trees import OPS, SLOTS, Trees

COURSE: Final = OPS.index("course")
CREDENTIAL: Final = OPS.index("credential")
CREDITS: Final = OPS.index("credits")
COURSES: Final = OPS.index("courses")
_NAMED: Final = (COURSE, CREDENTIAL)
_POOLS: Final = (CREDITS, COURSES)
BY_CREDIT: Final = (CREDITS, OPS.index("at_least_credits"))


@dataclass(frozen=True, eq=False)
class Demand:
    """What each node of all requirement trees lacks at least, in units of 1/``scale`` of the measure.

    A leaf (or a group that counts) lacks ``need`` minus what is held; each unit that is lacking costs ``unit``, and all
    of them together no more than one where ``flat``.  Where one thing may serve ``divisor`` places at once, a place
    answers for that part of its cost only.

    Attributes
    ----------
    scale : int
    first, size : the first credential node and how many there are
    organization : int32 of shape (size,), a place in ``organizations``, for each credential
    organizations : names, ascending
    need, unit : int64 of shape (nodes of the trees,)
    flat : bool of shape (nodes,)
    divisor : int16 of shape (nodes,)
    heights : int16 of shape (nodes,)
    order : int32 of shape (references,), the places of ``trees.references`` by ascending name
    total : int64 of shape (size,), the credit that must be applied in all; 0 where nothing is said, or another measure
    empty : int64 of shape (size,), what a credential asks at least of the empty record; 0 where it asks nothing
    """

    trees: Trees
    scale: int
    first: int
    size: int
    organization: Ids
    organizations: Sequence[str]
    need: Amounts
    unit: Amounts
    flat: NDArray[np.bool_]
    divisor: NDArray[np.int16]
    heights: NDArray[np.int16]
    order: Ids
    places: Mapping[str, Csr]
    pairs: Offsets
    total: Amounts
    empty: Amounts

    def cost(self, nodes: Offsets, held: Amounts) -> Amounts:
        """Return what nodes (m,) lack at least when ``held`` (m,) of it is there, shape (m,)."""
        lack = np.maximum(self.need[nodes] - held, 0)
        lack = np.where(self.flat[nodes], np.minimum(lack, 1), lack)
        found: Amounts = np.minimum(lack * self.unit[nodes] // self.divisor[nodes], NEVER)
        return found

    @cached_property
    def counts(self) -> bool:
        """Return whether any group counts items or credit over its leaves."""
        return bool(np.isin(self.trees.op, COUNTING).any())


def indexed(trees: Trees, organization: Ids, first: int) -> tuple[dict[str, Csr], Offsets]:
    """Return where what is held can matter: nodes by reference (courses, credentials) and pools by pair.

    A pair is an organization with a filter that one of its credentials uses, as ``organization * filters + filter``;
    ``pairs`` lists them ascending and ``places["pool"]`` has a row for each.
    """
    inside = np.repeat(trees.slot == SLOTS.index("requirement"), np.diff(trees.starts))
    rows = max(len(trees), len(trees.references), 1)
    found: dict[str, Csr] = {}
    for name, op in (("course", COURSE), ("credential", CREDENTIAL)):
        nodes = np.flatnonzero((trees.op == op) & inside)
        found[name] = Csr.from_pairs(trees.payload[nodes], nodes, rows)
    pools = np.flatnonzero(np.isin(trees.op, _POOLS) & inside)
    owners = trees.owner[trees.trees_of(pools)] - first
    keys = organization[owners].astype(np.int64) * max(len(trees.filters), 1) + trees.payload[pools]
    pairs, at = np.unique(keys, return_inverse=True)
    found["pool"] = Csr.from_pairs(at, pools, rows)
    return found, pairs


@dataclass(frozen=True, eq=False)
class Offer:
    """What one more thing costs at least, for each node, in units of 1/``scale`` of the measure.

    ``item`` is the least cost of one thing that a leaf admits (0 where nothing is known), ``credit`` that of one unit
    of credit (1, or 0 where credit costs nothing known), ``by_item`` says that every thing costs one unit whole.
    """

    scale: int
    needs: Amounts
    item: Amounts
    credit: Amounts
    by_item: NDArray[np.bool_]
    divisor: NDArray[np.int16]


def demand(
    trees: Trees,
    offer: Offer,
    *,
    first: int,
    organization: ArrayLike,
    organizations: Sequence[str],
    order: Ids,
    total: ArrayLike = 0,
) -> Demand:
    """Return the demand of trees whose prices are known; arrays alone, nothing here walks nouns.

    ``organization`` gives for each credential a place in ``organizations``; ``order`` sorts ``trees.references``;
    ``total`` is the credit asked in all by each, in 1/``offer.scale``.
    """
    awarding = np.asarray(organization, dtype=np.int32)
    every = Forest.of(trees, trees.heights(), np.arange(len(trees.starts) - 1))
    need, unit, divisor = _asked(every, offer)
    places, pairs = indexed(trees, awarding, first)
    bare = Demand(
        trees=trees,
        scale=offer.scale,
        first=first,
        size=int(awarding.size),
        organization=awarding,
        organizations=organizations,
        need=need,
        unit=unit,
        flat=np.isin(trees.op, BY_CREDIT) & offer.by_item,
        divisor=divisor,
        heights=every.heights,
        order=order,
        places=places,
        pairs=pairs,
        total=np.broadcast_to(np.asarray(total, dtype=np.int64), awarding.shape),
        empty=np.zeros(awarding.size, dtype=np.int64),
    )
    bare.empty[:] = np.maximum(_empty(bare, every), bare.total)
    return bare


def _asked(every: Forest, offer: Offer) -> tuple[Amounts, Amounts, NDArray[np.int16]]:
    """Return how much each node asks, what one more of it costs, and at how many places that may stand."""
    op = every.trees.op
    asks = np.isin(op, (*_NAMED, *_POOLS, *COUNTING))
    unit, divisor = _unit(every, offer)
    need = np.where(np.isin(op, _NAMED), 1, offer.needs)
    return np.where(asks | (op == AT_LEAST), need, 0), np.where(asks & (unit < NEVER), unit, 0), divisor


def _unit(every: Forest, offer: Offer) -> tuple[Amounts, NDArray[np.int16]]:
    """Return what one more of what is asked costs at each node, and at how many places it may stand."""
    op = every.trees.op
    counting = np.isin(op, COUNTING)
    item = np.where(np.isin(op, (*_NAMED, *_POOLS)), offer.item, NEVER)
    divisor = offer.divisor
    if counting.any():
        item = np.where(counting, every.least_below(item), item)
        divisor = _widest(every, divisor, counting)
    whole = np.where(offer.by_item, offer.scale, offer.credit)
    return np.where(np.isin(op, BY_CREDIT), whole, item), divisor


def _widest(every: Forest, divisor: NDArray[np.int16], counting: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Return for groups that count the largest divisor of their leaves; others keep theirs."""
    widest = -every.least_below(-divisor.astype(np.int64))
    return np.where(counting, widest, divisor).astype(np.int16)


def _empty(bare: Demand, every: Forest) -> Amounts:
    found = np.zeros(bare.size, dtype=np.int64)
    mine = np.flatnonzero(bare.trees.slot == SLOTS.index("requirement"))
    nothing = np.zeros(every.nodes.size, dtype=np.int64)
    roots = every.least(bare.cost(every.nodes, nothing), bare.need[every.nodes])
    found[bare.trees.owner[mine] - bare.first] = np.where(roots[mine] < NEVER, roots[mine], 0)
    return found
