"""How much does each course hold up?  Blocking, delay, structural complexity and centrality of arrows between courses.

Everything is counted in whole numbers of any size.  Paths are counted, never listed: delay and centrality take one pass
over the arrows in each direction, blocking one pass with a bit for each course.

Source: G. Heileman, C. Abdallah, A. Slim, M. Hickman, Curricular Analytics: A Framework for Quantifying the Impact of
Curricular Reforms and Pedagogical Innovations, arXiv 1811.09676 (2018).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pathways.errors import CatalogError, Finding, finding
from pathways.graph.csr import Csr
from pathways.graph.kernels import find_cycle, topological_order

Neighbors = Sequence[Sequence[int]]
"""For each node the nodes next to it, in one direction."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """What each node holds up, as tuples with one whole number for each node.

    ``blocking`` is how many nodes cannot be reached before it; ``delay`` how many nodes the longest path through it
    has; ``complexity`` their sum; ``centrality`` the sum of the lengths, in nodes, of all paths from a source to a sink
    that pass through it and neither begin nor end there.  ``paths`` is the number of such paths of two nodes or more.
    """

    blocking: tuple[int, ...]
    delay: tuple[int, ...]
    centrality: tuple[int, ...]
    paths: int

    @property
    def complexity(self) -> tuple[int, ...]:
        """Return blocking and delay together, for each node."""
        return tuple(map(sum, zip(self.blocking, self.delay, strict=True)))

    @property
    def structural_complexity(self) -> int:
        """Return the structural complexity of the whole: the sum over its nodes."""
        return sum(self.blocking) + sum(self.delay)


def measure(arrows: Csr) -> Metrics:
    """Return the metrics of a graph whose arrows point from what comes earlier to what needs it.

    Raises CatalogError C003 where something needs itself, with one circle as node ids.

    >>> found = measure(Csr.from_pairs([0, 1, 0], [1, 2, 3], 4))
    >>> found.blocking, found.delay, found.centrality, found.structural_complexity
    ((3, 1, 0, 0), (3, 3, 3, 2), (0, 3, 0, 0), 15)
    """
    order: list[int] = topological_order(arrows).tolist()
    if len(order) != arrows.size:
        circle = find_cycle(arrows)
        raise circle_error(str(node) for node in (*circle, circle[0]))
    later = _neighbors(arrows)
    earlier = _neighbors(arrows.reverse)
    before = [_Paths.none()] * arrows.size
    after = [_Paths.none()] * arrows.size
    for node in order:
        before[node] = _Paths.through(before[other] for other in earlier[node])
    for node in reversed(order):
        after[node] = _Paths.through(after[other] for other in later[node])
    return Metrics(
        blocking=_blocking(order, later),
        delay=tuple(one.longest + two.longest - 1 for one, two in zip(before, after, strict=True)),
        centrality=tuple(
            one.joined(two) if earlier[node] and later[node] else 0
            for node, (one, two) in enumerate(zip(before, after, strict=True))
        ),
        paths=sum(before[node].number for node in order if earlier[node] and not later[node]),
    )


def circle_error(names: Iterable[str]) -> CatalogError:
    """Return the error C003 for a circle that is named from its beginning to its beginning."""
    told: Finding = finding("C003", " -> ".join(names), hint="Remove one of these prerequisites.")
    return CatalogError(told.code, told.message, findings=(told,))


@dataclass(frozen=True, slots=True)
class _Paths:
    """All paths from the ends of a graph to one node: how many, how long together and the longest, in nodes."""

    number: int
    length: int
    longest: int

    @classmethod
    def none(cls) -> _Paths:
        return cls(0, 0, 0)

    @classmethod
    def through(cls, parts: Iterable[_Paths]) -> _Paths:
        """Return the paths that go one step further than the parts; where there are none, one path begins."""
        number = length = longest = 0
        for part in parts:
            number += part.number
            length += part.length + part.number
            longest = max(longest, part.longest)
        return cls(number or 1, length or 1, longest + 1)

    def joined(self, other: _Paths) -> int:
        """Return the length of all paths that come as one and go on as the other; their common node counts once."""
        return self.length * other.number + self.number * other.length - self.number * other.number


def _neighbors(arrows: Csr) -> Neighbors:
    return [arrows.neighbors(node).tolist() for node in range(arrows.size)]


def _blocking(order: Sequence[int], later: Neighbors) -> tuple[int, ...]:
    """Return the number of nodes behind each node.

    What is behind a node is a number with one bit for each node of its own part of the graph, forgotten as soon as all
    that lead there have seen it.
    """
    bits = _places(later)
    waiting = [0] * len(order)
    for node in order:
        for other in later[node]:
            waiting[other] += 1
    behind: dict[int, int] = {}
    found = [0] * len(order)
    for node in reversed(order):
        reached = 0
        for other in later[node]:
            reached |= behind[other] | 1 << bits[other]
            waiting[other] -= 1
            if not waiting[other]:
                del behind[other]
        behind[node] = reached
        found[node] = reached.bit_count()
    return tuple(found)


def _places(later: Neighbors) -> Sequence[int]:
    """Return for each node its place among those to which it is connected, so that numbers stay short."""
    part = list(range(len(later)))

    def root(node: int) -> int:
        while part[node] != node:
            part[node] = node = part[part[node]]
        return node

    for node, others in enumerate(later):
        for other in others:
            part[root(node)] = root(other)
    sizes: dict[int, int] = {}
    places: list[int] = []
    for node in range(len(later)):
        top = root(node)
        places.append(sizes.get(top, 0))
        sizes[top] = places[-1] + 1
    return places
