"""How little could be missing for every credential?  A bound that is never too high, for all of them in one pass.

Every leaf may use everything held that it admits, as if nothing were used up, each piece of learning in the way that
suits that leaf best.  No audit can find less missing, as long as the credential can be completed at all: where nothing
on offer meets some requirement, an audit answers the rest, and the bound may be above that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

import numpy as np

from pathways.graph.admits import Features
from pathways.graph.columns import Columns
from pathways.graph.csr import Offsets
from pathways.graph.demand import BY_CREDIT, Demand
from pathways.graph.forest import COUNTING, NEVER, Amounts, Forest
from pathways.graph.names import places_of

Total = tuple[Fraction, int]
"""Credit and number of items."""

_ITEMS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Holding:
    """Something recognised at one organization that may be applied to its credentials.

    ``line`` is the piece of learning that it uses up and ``way`` how it is recognised: of one line, things in one way
    may be applied together, things in different ways exclude each other.  What uses up several lines names any one.
    """

    receiving: str
    features: Features
    credit: Fraction
    line: str
    way: str = ""


def optimistic(demand: Demand, held: Sequence[Holding], *, relieved: Iterable[int] = ()) -> Amounts:
    """Return for each credential a lower bound of its shortfall, shape (credentials,), in 1/``demand.scale``.

    ``relieved`` are credential nodes for which more than learning speaks (held already, a waiver, a substitution, a
    block): their bound is 0.  Work grows with the trees that the learning touches, not with the catalogue.
    """
    nodes, amounts = _touched(demand, held)
    found = demand.empty.astype(np.int64)
    if nodes.size:
        chosen = np.unique(demand.trees.trees_of(nodes))
        forest = Forest.of(demand.trees, demand.heights, chosen)
        brought = np.zeros(forest.nodes.size, dtype=np.int64)
        brought[np.searchsorted(forest.nodes, nodes)] = amounts
        roots = _roots(demand, forest, brought)
        owners = demand.trees.owner[chosen] - demand.first
        whole = demand.total[owners] - _all_credit(demand, held)[demand.organization[owners]]
        found[owners] = np.maximum(np.where(roots < NEVER, roots, 0), whole)
    for owner in relieved:
        found[owner - demand.first] = 0
    return found


def touched(demand: Demand, held: Sequence[Holding]) -> Offsets:
    """Return the places among the credentials, ascending, of those whose requirements admit anything held."""
    nodes, _ = _touched(demand, held)
    owners = np.unique(demand.trees.owner[demand.trees.trees_of(nodes)])
    return owners.astype(np.int64) - demand.first


def _roots(demand: Demand, forest: Forest, brought: Amounts) -> Amounts:
    """Return the bound of every root; a leaf's ``brought`` is in what it asks, credit and items packed into one."""
    credit, items = np.divmod(brought, _ITEMS)
    if demand.counts:
        counting = np.isin(demand.trees.op[forest.nodes], COUNTING)
        credit = np.where(counting, forest.below(credit), credit)
        items = np.where(counting, forest.below(items), items)
    by_credit = np.isin(demand.trees.op[forest.nodes], BY_CREDIT)
    return forest.least(demand.cost(forest.nodes, np.where(by_credit, credit, items)), demand.need[forest.nodes])


def _touched(demand: Demand, held: Sequence[Holding]) -> tuple[Offsets, Amounts]:
    """Return the leaves that admit anything held, ascending, and what they may use of it, packed."""
    nodes: list[Offsets] = []
    amounts: list[Amounts] = []
    known = {name: place for place, name in enumerate(demand.organizations)} if held else {}
    mine = [holding for holding in held if holding.receiving in known]
    homes = np.array([known[holding.receiving] for holding in mine], dtype=np.int64)
    for found, total in (*_by_name(demand, mine, homes), *_by_pool(demand, mine, homes)):
        nodes.append(found)
        amounts.append(np.full(found.size, ceil(total[0] * demand.scale) * _ITEMS + total[1], dtype=np.int64))
    if not nodes:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    every = np.concatenate(nodes)
    order = np.argsort(every, kind="stable")
    return every[order], np.concatenate(amounts)[order]


def _all_credit(demand: Demand, held: Sequence[Holding]) -> Amounts:
    """Return the most credit that each organization may apply in all, shape (organizations,)."""
    groups: defaultdict[str, list[Holding]] = defaultdict(list)
    for holding in held:
        groups[holding.receiving].append(holding)
    found = np.zeros(len(demand.organizations), dtype=np.int64)
    for place, name in enumerate(demand.organizations):
        if name in groups:
            found[place] = ceil(_best(groups[name])[0] * demand.scale)
    return found


def _by_name(demand: Demand, held: Sequence[Holding], homes: Offsets) -> Iterator[tuple[Offsets, Total]]:
    """Yield the leaves that name something held, at the organization that recognised it."""
    for kind in ("course", "credential"):
        groups: defaultdict[tuple[str, int], list[Holding]] = defaultdict(list)
        for holding, home in zip(held, homes.tolist(), strict=True):
            features = holding.features
            for name in features.courses if kind == "course" else features.credentials:
                groups[name, home].append(holding)
        for (name, home), group in groups.items():
            place = places_of(demand.trees.references, demand.order, name)
            if place is not None:
                nodes = demand.places[kind].neighbors(place).astype(np.int64)
                owners = demand.trees.owner[demand.trees.trees_of(nodes)] - demand.first
                yield nodes[demand.organization[owners] == home], _best(group)


def _by_pool(demand: Demand, held: Sequence[Holding], homes: Offsets) -> Iterator[tuple[Offsets, Total]]:
    """Yield the pools of each organization that admit something recognised there."""
    filters = demand.trees.filters
    size = max(len(filters), 1)
    ours = np.isin(demand.pairs // size, np.unique(homes))
    if not ours.any():
        return
    columns = Columns.of([holding.features for holding in held])
    rows = np.flatnonzero(ours)
    organizations, wanted = np.divmod(demand.pairs[rows], size)
    order = np.argsort(wanted, kind="stable")
    current, fitting = -1, np.zeros(0, dtype=np.int64)
    for row, organization, place in zip(rows[order], organizations[order], wanted[order].tolist(), strict=True):
        if place != current:
            current, fitting = place, np.flatnonzero(columns.admitted(filters[place]))
        group = fitting[homes[fitting] == organization]
        if group.size:
            yield demand.places["pool"].neighbors(int(row)).astype(np.int64), _best([held[i] for i in group.tolist()])


def _best(group: Sequence[Holding]) -> Total:
    """Return the most credit and the most items that a leaf may use, each line in its best way."""
    credit: defaultdict[str, defaultdict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    items: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for holding in group:
        credit[holding.line][holding.way] += holding.credit
        items[holding.line][holding.way] += 1
    most = sum((max(ways.values()) for ways in credit.values()), Fraction(0))
    return most, sum(max(ways.values()) for ways in items.values())
