"""Which course comes before which?  Prerequisites of a catalogue as arrows between courses, and what they measure.

Metrics of curricula know arrows only, requirements know alternatives.  Two readings keep the truth between them:

``every``
    an arrow from every course that a prerequisite names or its pools list, as if all were asked for; blocking and delay
    of whatever a learner chooses among these are at most this.
``needed``
    an arrow only from courses that are part of every way of meeting the prerequisite; blocking and delay are at least
    this.  ``all`` needs what any part needs, ``any`` what each part needs, ``at least n of`` what more than all but
    ``n`` of its parts need; pools, credentials, competencies and conditions in words name no course that is needed.

Centrality is a count of paths, which more arrows may raise or lower; it belongs to its reading.
A corequisite comes before its course too, except where two courses are taken together because each asks for the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pathways.catalog.collection import Catalog
from pathways.catalog.naming import named_in
from pathways.design.metrics import Metrics, circle_error, measure
from pathways.errors import CatalogError
from pathways.graph.csr import Csr
from pathways.graph.kernels import find_cycle, strong_components
from pathways.graph.trees import post_order
from pathways.model.course import Course
from pathways.model.requirement import AllOf, AnyOf, AtLeast, CourseLeaf, Requirement

Reading = Literal["every", "needed"]


@dataclass(frozen=True, slots=True)
class Curriculum:
    """Courses in order of their ids, the arrows between them by place in that order, and what they measure."""

    courses: tuple[str, ...]
    arrows: Csr
    metrics: Metrics


def curriculum(catalog: Catalog, courses: Iterable[str] | None = None, *, reading: Reading = "every") -> Curriculum:
    """Return what the prerequisites and corequisites among the courses (ids; by default all) measure.

    What they ask for outside these courses is left out.  Raises UnknownIdError U001 for a course that the catalog does
    not contain, CatalogError C003 where a course is its own prerequisite, with one circle as ids.
    """
    names = tuple(sorted(set(catalog.courses if courses is None else courses)))
    for name in names:
        if name not in catalog.courses:
            raise catalog.unknown("courses", name)
    place = {name: number for number, name in enumerate(names)}
    asked = [(place[name], catalog.courses[name]) for name in names]
    before = _csr(_pairs(asked, place, "prerequisite", reading), len(names))
    beside = _csr(_pairs(asked, place, "corequisite", reading), len(names))
    arrows = _together(before, beside)
    try:
        return Curriculum(names, arrows, measure(arrows))
    except CatalogError:
        circle = find_cycle(arrows)
        raise circle_error(names[node] for node in (*circle, circle[0])) from None


def _pairs(
    asked: Iterable[tuple[int, Course]],
    place: dict[str, int],
    slot: Literal["prerequisite", "corequisite"],
    reading: Reading,
) -> Iterator[tuple[int, int]]:
    for number, course in asked:
        root: Requirement | None = getattr(course, slot)
        for name in named_courses(root, reading) if root is not None else ():
            if name in place:
                yield place[name], number


def named_courses(root: Requirement, reading: Reading) -> tuple[str, ...]:
    """Return the ids of the courses that come before whatever asks for this, in order.

    >>> from pathways.model.requirement import AllOf
    >>> tree = AllOf.model_validate({"all": [{"course": "a"}, {"any": [{"course": "b"}, {"course": "c"}]}]})
    >>> named_courses(tree, "every"), named_courses(tree, "needed")
    (('a', 'b', 'c'), ('a',))
    """
    return tuple(sorted(set(named_in(root).courses) if reading == "every" else _needed(root)))


def _needed(root: Requirement) -> frozenset[str]:
    """Return the courses that are part of every way of meeting the requirement (no recursion)."""
    open_parts: list[frozenset[str]] = []
    for row in post_order(root):
        kept = len(open_parts) - row.children
        parts = open_parts[kept:]
        open_parts[kept:] = [_needed_here(row.node, parts)]
    return open_parts[0]


def _needed_here(node: Requirement, parts: list[frozenset[str]]) -> frozenset[str]:
    match node:
        case CourseLeaf(course=name):
            return frozenset((name,))
        case AllOf():
            must_hold = len(parts)
        case AnyOf():
            must_hold = 1
        case AtLeast(counting="requirements"):
            must_hold = min(-(-node.n.numerator // node.n.denominator), len(parts))
        case _:
            return frozenset()
    spared = len(parts) - must_hold
    times = Counter(name for part in parts for name in part)
    return frozenset(name for name, number in times.items() if number > spared)


def _csr(pairs: Iterable[tuple[int, int]], size: int) -> Csr:
    ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return Csr.from_pairs(ends[:, 0], ends[:, 1], size)


def _together(before: Csr, beside: Csr) -> Csr:
    """Return both relations as one, without corequisites that lie on a circle: such courses are taken together."""
    tails, heads = before.pairs()
    others = beside.pairs()
    whole = Csr.from_pairs(np.concatenate([tails, others[0]]), np.concatenate([heads, others[1]]), before.size)
    group = strong_components(whole)
    kept = group[others[0]] != group[others[1]]
    return Csr.from_pairs(
        np.concatenate([tails, others[0][kept]]), np.concatenate([heads, others[1][kept]]), before.size
    )
