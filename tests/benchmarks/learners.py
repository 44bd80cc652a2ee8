"""What do made-up learners bring?  Courses of one organization, and what the rules make of them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from pathways.graph.admits import Features
from pathways.graph.bounds import Holding
from pathways.graph.csr import Ids
from tests.benchmarks.drawn_parts import SCALE, SUBJECTS, Numbers
from tests.benchmarks.synthetic import Synthetic

COURSES = 40


def taken(made: Synthetic, rng: np.random.Generator, count: int = COURSES) -> Numbers:
    """Return the places of courses that one learner has taken, all at one organization, ascending."""
    owners = made.parts.organization
    home = owners[rng.integers(0, owners.size)]
    low, high = np.searchsorted(owners, (home, home + 1))
    return np.sort(rng.permutation(np.arange(low, high))[:count])


def holdings(made: Synthetic, courses: Numbers) -> Iterator[Holding]:
    """Yield what the courses count as: themselves at home, elsewhere what any rule says of them alone."""
    graph, parts = made.compiled.graph, made.parts
    first, rules = graph.nodes.span("course").start, graph.nodes.span("equivalence").start
    for course in courses.tolist():
        home = f"o{parts.organization[course]:04}"
        features = replace(graph.pools.marks.features(course), source="resident")
        yield Holding(home, features, Fraction(int(parts.credit[course]), SCALE), f"L{course}", "own")
        for rule in (graph.forward("rule_sources").neighbors(course + first) - rules).tolist():
            if parts.sources[rule] == 1:
                yield from _by_rule(made, course, rule, graph.forward("rule_targets").neighbors(rule + rules) - first)


def _by_rule(made: Synthetic, course: int, rule: int, targets: Ids) -> Iterator[Holding]:
    parts, marks = made.parts, made.compiled.graph.pools.marks
    receiving = f"o{parts.receiving[rule]:04}"
    for target in targets.tolist():
        features = replace(marks.features(target), source="transfer")
        yield Holding(receiving, features, Fraction(int(parts.credit[target]), SCALE), f"L{course}", f"e{rule}")
    if not targets.size:
        elective = Features(
            subject=f"S{parts.subject[course] % SUBJECTS:03}",
            level=Fraction(1),
            organization=receiving,
            kinds=frozenset({"elective"}),
            source="transfer",
        )
        yield Holding(receiving, elective, Fraction(int(parts.credit[course]), SCALE), f"L{course}", f"e{rule}")
