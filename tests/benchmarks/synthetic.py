"""What does the catalogue of a college, a state or a nation look like as a graph?  Made up, alike every time.

Nobody's data: sizes and shapes follow what is published (about 1.85 million credentials, 10 million rules of which
half give electives and one in twenty joins several courses, subjects by Zipf's law, few hubs, awards that stack thirty
deep).
Everything is drawn as arrays from one seed, since ten million objects would not fit into a machine.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pathways.graph.compile import assemble
from pathways.graph.csr import ragged
from pathways.graph.nodes import KINDS, NodeTable
from pathways.graph.packing import Compiled
from pathways.graph.relations import RELATIONS, Relation
from pathways.graph.trees import OPS, Trees
from tests.benchmarks.drawn_parts import (
    LAYERS,
    Numbers,
    Parts,
    Size,
    course_names,
    credential_names,
    draw,
    joined,
    plain_names,
    zipf,
)
from tests.benchmarks.drawn_trees import demand_of, pools_of, trees_of


@dataclass(frozen=True)
class Synthetic:
    """One made-up catalogue: what the graph holds, and what only rules know."""

    size: Size

    @cached_property
    def rng(self) -> np.random.Generator:
        """Return the one source of chance; parts are drawn in a fixed order."""
        return np.random.default_rng(self.size.seed)

    @cached_property
    def parts(self) -> Parts:
        """Return everything that is drawn by chance."""
        return draw(self.size, self.rng)

    @cached_property
    def compiled(self) -> Compiled:
        """Return the graph with what is asked at least."""
        self.timed()
        return self.compiled

    def timed(self) -> dict[str, float]:
        """Draw and compile; return the seconds of each step."""
        clock = [time.perf_counter()]
        nodes = _nodes(self.size, self.parts)
        trees = trees_of(self.size, self.parts, self.rng)
        pools = pools_of(self.size, self.parts, nodes, trees)
        pairs = _pairs(self.size, self.parts, trees, self.rng)
        clock.append(time.perf_counter())
        graph = assemble(nodes, pairs, trees, pools)
        for relation in RELATIONS:
            graph.backward(relation)
        clock.append(time.perf_counter())
        self.__dict__["compiled"] = Compiled(graph, demand_of(self.size, self.parts, graph))
        clock.append(time.perf_counter())
        drawn, assembled, asked = np.diff(clock).tolist()
        return {"draw": drawn, "compile": assembled + asked, "demand": asked}

    @classmethod
    def over(cls, size: Size, compiled: Compiled) -> Synthetic:
        """Return the same catalogue with a graph that was opened, instead of compiling it again."""
        found = cls(size)
        found.__dict__["compiled"] = compiled
        return found


def _nodes(size: Size, parts: Parts) -> NodeTable:
    blocks = [
        plain_names("m", size.competencies, 5),
        course_names(parts),
        credential_names(parts),
        plain_names("e", size.equivalences, 8),
        plain_names("p", size.occupations, 4),
        plain_names("o", size.organizations, 4),
    ]
    starts = np.zeros(len(KINDS) + 1, dtype=np.int64)
    np.cumsum([len(block) for block in blocks], out=starts[1:])
    return NodeTable(joined(blocks), starts)


# -- arrows ----------------------------------------------------------------------------------------------------------


def _pairs(size: Size, parts: Parts, trees: Trees, rng: np.random.Generator) -> dict[Relation, Numbers]:
    course = size.competencies
    credential = course + size.courses
    rule = credential + size.credentials
    occupation = rule + size.equivalences
    organization = occupation + size.occupations
    owners = trees.owners().astype(np.int64)
    named = np.isin(trees.op, (OPS.index("course"), OPS.index("credential")))
    toward = np.stack([trees.payload[named].astype(np.int64) + course, owners[named]])
    rules = rule + np.arange(size.equivalences)
    granted = parts.target >= 0
    shown = np.flatnonzero(rng.random(size.courses) < 0.5)
    skills = rng.choice(size.competencies, (2, shown.size), p=zipf(size.competencies))
    earlier = _earlier(parts, rng)
    return {
        "broader": np.stack([np.arange(1, size.competencies), np.arange(1, size.competencies) // 8]),
        "asks": np.stack(
            [
                occupation + np.repeat(np.arange(size.occupations), 5),
                rng.integers(0, size.competencies, 5 * size.occupations),
            ]
        ),
        "counts_toward": toward,
        "stacks_into": toward[:, toward[0] >= credential],
        "evidences": np.stack([course + np.tile(shown, 2), skills.ravel()]),
        "offers": np.stack(
            [
                organization + np.concatenate([parts.organization, parts.awarding]),
                course + np.arange(size.courses + size.credentials),
            ]
        ),
        "prerequisite_of": course + np.stack([earlier, earlier + 1]),
        "qualifies_for": np.stack(
            [
                credential + np.arange(0, size.credentials, 5),
                occupation + np.arange(0, size.credentials, 5) % 997 % size.occupations,
            ]
        ),
        "rule_sources": np.stack([course + ragged(parts.source, parts.sources), np.repeat(rules, parts.sources)]),
        "rule_targets": np.stack(
            [
                np.repeat(rules[granted], parts.targets[granted]),
                course + ragged(parts.target[granted], parts.targets[granted]),
            ]
        ),
    }


def _earlier(parts: Parts, rng: np.random.Generator) -> Numbers:
    """Return the courses that the next one of their subject asks for; chains stay short of thirty."""
    here, there = slice(None, -1), slice(1, None)
    same = (parts.organization[here] == parts.organization[there]) & (parts.subject[here] == parts.subject[there])
    place = np.arange(same.size)
    return np.flatnonzero(same & (place % LAYERS > 0) & (rng.random(same.size) < 0.4))
