"""What does one more thing cost at least, toward each requirement of a catalogue?

Source: semantics 7: what is taken in addition is in the catalogue, whole, with its own credit; dates are not looked at,
since fewer things on offer can only cost more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, lcm, prod

import numpy as np

from pathways.catalog.collection import Catalog
from pathways.graph.compile import Graph
from pathways.graph.csr import Ids
from pathways.graph.demand import BY_CREDIT, COURSE, CREDENTIAL, Demand, Offer, demand
from pathways.graph.forest import Amounts
from pathways.graph.trees import OPS, SLOTS, Trees
from pathways.model.credential import Credential
from pathways.model.filter import Filter
from pathways.model.requirement import Requirement, child_paths

_OPEN = 1 << 50


def catalog_demand(graph: Graph, catalog: Catalog) -> Demand:
    """Return what every credential of the catalogue asks at least of somebody who brings nothing."""
    names = [graph.nodes.name(node) for node in graph.nodes.span("credential")]
    awarding = [catalog.credentials[name].organization for name in names]
    organizations = tuple(sorted(set(awarding)))
    place = {name: number for number, name in enumerate(organizations)}
    pricing = _Pricing(graph, catalog)
    return demand(
        graph.trees,
        pricing.offer(),
        first=graph.nodes.span("credential").start,
        organization=np.array([place[name] for name in awarding], dtype=np.int32),
        organizations=organizations,
        order=sorted_places(graph.trees.references),
        total=[pricing.total(catalog.credentials[name]) for name in names],
    )


def sorted_places(names: Iterable[str]) -> Ids:
    """Return the places of the names by ascending name."""
    known = list(names)
    return np.array(sorted(range(len(known)), key=known.__getitem__), dtype=np.int32)


@dataclass(frozen=True)
class _Pricing:
    """The prices of one catalogue, in whole numbers of 1/``scale`` of each credential's measure."""

    graph: Graph
    catalog: Catalog

    @property
    def trees(self) -> Trees:
        return self.graph.trees

    @cached_property
    def scale(self) -> int:
        """Return the least whole number that makes every amount of credit whole."""
        amounts = [course.credit for course in self.catalog.courses.values()]
        amounts += [credential.credit for credential in self.catalog.credentials.values()]
        amounts += [credential.rules.total_credits for credential in self.catalog.credentials.values()]
        return lcm(1, *(amount.denominator for amount in (*amounts, *self.trees.needs) if amount is not None))

    def offer(self) -> Offer:
        """Return the price of one more thing at every node."""
        size = len(self.trees)
        item, credit = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        by_item, divisor = np.zeros(size, dtype=np.bool_), np.ones(size, dtype=np.int16)
        for tree in np.flatnonzero(self.trees.slot == SLOTS.index("requirement")).tolist():
            nodes = slice(int(self.trees.starts[tree]), int(self.trees.starts[tree + 1]))
            owner = self.catalog.credentials[self.graph.nodes.name(int(self.trees.owner[tree]))]
            if owner.measure == "credit":
                credit[nodes] = 1
                item[nodes] = self._items(owner, nodes)
            elif owner.measure in ("items", "blocks"):
                by_item[nodes] = True
                item[nodes] = self.scale
            if owner.sharing:
                divisor[nodes] = _divisors(owner, nodes.stop - nodes.start)
        return Offer(self.scale, self._needs(), item, credit, by_item, divisor)

    def total(self, credential: Credential) -> int:
        """Return the credit that a credential asks in all, where credit is its measure."""
        asked = credential.rules.total_credits
        counts = credential.measure == "credit" and credential.requirement is not None
        return int(asked * self.scale) if counts and asked is not None else 0

    def _needs(self) -> Amounts:
        """Return what each node asks for: a number of children or items, or scaled credit."""
        trees = self.trees
        whole = np.array([ceil(need) for need in trees.needs] or [0], dtype=np.int64)
        exact = np.array([int(need * self.scale) for need in trees.needs] or [0], dtype=np.int64)
        by_credit = np.isin(trees.op, BY_CREDIT)
        asked = np.where(by_credit, exact[trees.need], whole[trees.need])
        return np.where(trees.need < 0, 0, asked)

    def _items(self, owner: Credential, nodes: slice) -> list[int]:
        """Return the least credit of one thing that each node of a credential's tree admits, scaled."""
        op, payload = self.trees.op[nodes].tolist(), self.trees.payload[nodes].tolist()
        wide = self._speaks_of_credentials(op, payload)
        found = []
        for kind, place in zip(op, payload, strict=True):
            if kind == COURSE:
                found.append(self._named("course", self.trees.references[place]))
            elif kind == CREDENTIAL:
                found.append(self._named("credential", self.trees.references[place]))
            elif OPS[kind] in ("credits", "courses"):
                found.append(self._least(place, owner.organization, wide=wide))
            else:
                found.append(0)
        return found

    def _speaks_of_credentials(self, op: list[int], payload: list[int]) -> bool:
        """Return whether credentials may be on offer toward a tree, and not courses alone."""
        if any(OPS[kind] in ("credential", "competency") for kind in op):
            return True
        pools = (
            self.trees.filters[p] for kind, p in zip(op, payload, strict=True) if OPS[kind] in ("credits", "courses")
        )
        return any(_names_credentials(source) for source in pools)

    def _named(self, kind: str, reference: str) -> int:
        if kind == "course":
            course = self.catalog.courses.get(reference)
            return self._scaled([course.credit if course else None])
        nodes = self.graph.nodes.editions(reference)
        return self._scaled([self.catalog.credentials[self.graph.nodes.name(node)].credit for node in nodes])

    def _scaled(self, amounts: Iterable[Fraction | None]) -> int:
        known = [int(amount * self.scale) for amount in amounts if amount is not None]
        return min(known, default=0)

    def _least(self, place: int, organization: str, *, wide: bool) -> int:
        """Return the least credit of what a pool of an organization admits; 0 where that is nothing."""
        courses, credentials = self._admitted[place]
        least = min(courses.get(organization, _OPEN), credentials if wide else _OPEN)
        return 0 if least == _OPEN else least

    @cached_property
    def _admitted(self) -> list[tuple[dict[str, int], int]]:
        return [self._least_of(source) for source in self.trees.filters]

    def _least_of(self, source: Filter) -> tuple[dict[str, int], int]:
        """Return the least credit of the courses that a filter admits, by organization, and of its credentials."""
        admitted = np.flatnonzero(self.graph.pools.marks.columns.admitted(source)).tolist()
        courses: defaultdict[str, int] = defaultdict(lambda: _OPEN)
        credentials = _OPEN
        for thing in admitted:
            organization, amount, is_course = self._things[thing]
            if amount is None:
                continue
            if is_course:
                courses[organization] = min(courses[organization], amount)
            else:
                credentials = min(credentials, amount)
        return dict(courses), credentials

    @cached_property
    def _things(self) -> list[tuple[str, int | None, bool]]:
        courses, credentials = self.catalog.courses.values(), self.catalog.credentials.values()
        return [
            *((course.organization, self._whole(course.credit), True) for course in courses),
            *((credential.organization, self._whole(credential.credit), False) for credential in credentials),
        ]

    def _whole(self, amount: Fraction | None) -> int | None:
        return None if amount is None else int(amount * self.scale)


def _names_credentials(source: Filter) -> bool:
    named = bool(source.credential or source.component_of) or any(kind != "course" for kind in source.kind)
    return named or any(_names_credentials(part) for part in (*source.all, *source.any))


def _divisors(owner: Credential, size: int) -> list[int]:
    """Return for each node in post-order at how many places one thing may stand that stands at this node.

    Sharing rules name requirements; nodes outside all of them stand alone.  Where the requirements of one rule overlap,
    no small number is known.
    """
    paths = _paths(owner.requirement) if owner.requirement is not None else []
    named = [{_full(path, paths) for path in rule.between} for rule in owner.sharing]
    groups = prod(len(rule.between) for rule in owner.sharing)
    overlap = any(_overlaps(rule) for rule in named)
    most = min(size if overlap else groups, 30_000)
    every = {path for rule in named for path in rule}
    inside = [any(path == top or path.startswith(f"{top}/") for top in every) for path in paths]
    return [most if shared else 1 for shared in inside]


def _full(path: str, paths: list[str]) -> str:
    """Return the whole path of a requirement that a rule may also name by its last part."""
    if path in paths:
        return path
    return next((known for known in paths if known.rsplit("/", 1)[-1] == path), path)


def _overlaps(tops: set[str]) -> bool:
    return any(one != other and f"{one}/".startswith(f"{other}/") for one in tops for other in tops)


def _paths(root: Requirement) -> list[str]:
    found: list[str] = []
    stack = [("root", root)]
    while stack:
        path, node = stack.pop()
        found.append(path)
        stack.extend(child_paths(node, path))
    return found[::-1]
