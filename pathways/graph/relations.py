"""Which thing points to which?  Every edge of a catalogue, by relation, as pairs of dense ids.

Arrows point the way learning flows: from the part to the whole, from the earlier to the later, from the source of a
rule to its target.  What the catalogue does not contain has no node and no edge; ``lint`` reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, TypeVar

from pathways.catalog.collection import Catalog
from pathways.catalog.naming import Named, named_in, named_in_node
from pathways.graph.admits import Features, admits, course_features, credential_features
from pathways.graph.nodes import KINDS, NodeKind, NodeTable
from pathways.graph.trees import Slot, Tree
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.equivalence import SourceItem, Target, source_items
from pathways.model.requirement import CoursePool, CreditPool, Requirement, walk

Relation = Literal[
    "aligned",
    "asks",
    "broader",
    "corequisite_of",
    "counts_toward",
    "evidences",
    "offers",
    "prerequisite_of",
    "qualifies_for",
    "rule_sources",
    "rule_targets",
    "stacks_into",
]
RELATIONS: Final[tuple[Relation, ...]] = (
    "aligned",  # competency -> competency of another framework
    "asks",  # occupation -> competency
    "broader",  # competency -> its broader one
    "corequisite_of",  # course or credential -> what must be taken with it
    "counts_toward",  # course or credential -> credential whose tree names it
    "evidences",  # course or credential -> competency
    "offers",  # organization -> course or credential
    "prerequisite_of",  # course or credential -> what it is a prerequisite of
    "qualifies_for",  # credential -> occupation
    "rule_sources",  # course, credential, occupation or competency -> equivalence
    "rule_targets",  # equivalence -> course, credential (block) or competency
    "stacks_into",  # credential -> credential: the part of counts_toward between credentials
)

Pair = tuple[int, int]
ThingT = TypeVar("ThingT")


def node_table(catalog: Catalog) -> NodeTable:
    """Return the numbering of everything in the catalogue that can stand at an end of an arrow."""
    sections: dict[NodeKind, Iterable[str]] = {
        "competency": catalog.competencies,
        "course": catalog.courses,
        "credential": catalog.credentials,
        "equivalence": catalog.equivalences,
        "occupation": catalog.occupations,
        "organization": catalog.organizations,
    }
    return NodeTable.of({kind: sections[kind] for kind in KINDS})


def requirement_trees(catalog: Catalog, nodes: NodeTable) -> Iterator[Tree]:
    """Yield every requirement, prerequisite and corequisite of the catalogue with its owner."""
    for node, thing in _learnable(catalog, nodes):
        slots: tuple[tuple[Slot, Requirement | None], ...] = (
            ("requirement", thing.requirement if isinstance(thing, Credential) else None),
            ("prerequisite", thing.prerequisite),
            ("corequisite", thing.corequisite if isinstance(thing, Course) else None),
        )
        yield from (Tree(node, slot, root) for slot, root in slots if root is not None)


def _learnable(catalog: Catalog, nodes: NodeTable) -> Iterator[tuple[int, Course | Credential]]:
    yield from _things(nodes, "course", catalog.courses)
    yield from _things(nodes, "credential", catalog.credentials)


def _things(nodes: NodeTable, kind: NodeKind, index: Mapping[str, ThingT]) -> Iterator[tuple[int, ThingT]]:
    yield from ((node, index[nodes.name(node)]) for node in nodes.span(kind))


def relation_pairs(catalog: Catalog, nodes: NodeTable) -> dict[Relation, list[Pair]]:
    """Return the edges of every relation."""
    found: dict[Relation, list[Pair]] = {relation: [] for relation in RELATIONS}
    for collect in (_competency_edges, _learning_edges, _tree_edges, _rule_edges, _offering_edges):
        for relation, tail, head in collect(catalog, nodes):
            found[relation].append((tail, head))
    credentials = nodes.span("credential")
    found["stacks_into"] = [pair for pair in found["counts_toward"] if pair[0] in credentials]
    return found


Edges = Iterator[tuple[Relation, int, int]]


def _competency_edges(catalog: Catalog, nodes: NodeTable) -> Edges:
    for node, item in _things(nodes, "competency", catalog.competencies):
        for broader in nodes.named("competency", item.broader):
            yield "broader", node, broader
        for alignment in item.alignments:
            for other in nodes.named("competency", alignment.target):
                yield "aligned", node, other
    for node, occupation in _things(nodes, "occupation", catalog.occupations):
        for asked in occupation.competencies:
            for competency in nodes.named("competency", asked.competency):
                yield "asks", node, competency


def _learning_edges(catalog: Catalog, nodes: NodeTable) -> Edges:
    for node, thing in _learnable(catalog, nodes):
        for outcome in thing.outcomes if isinstance(thing, Course) else thing.competencies:
            for competency in nodes.named("competency", outcome.competency):
                yield "evidences", node, competency
        for awarding in nodes.named("organization", thing.organization):
            yield "offers", awarding, node
        for occupation in nodes.named("occupation", getattr(thing, "occupation", None)):
            yield "qualifies_for", node, occupation


def _tree_edges(catalog: Catalog, nodes: NodeTable) -> Edges:
    for owner, thing in _learnable(catalog, nodes):
        parts = _counting(catalog, nodes, thing) if isinstance(thing, Credential) else ()
        yield from (("counts_toward", part, owner) for part in parts)
        beside = thing.corequisite if isinstance(thing, Course) else None
        yield from (("corequisite_of", part, owner) for part in _all_named(nodes, named_in(beside)))
        before = _all_named(nodes, named_in(thing.prerequisite))
        yield from (("prerequisite_of", part, owner) for part in before)


def _all_named(nodes: NodeTable, named: Named) -> Iterator[int]:
    for reference in named.courses:
        yield from nodes.named("course", reference)
    for reference in named.credentials:
        yield from nodes.named("credential", reference)


def _counting(catalog: Catalog, nodes: NodeTable, credential: Credential) -> Iterator[int]:
    """Yield what the tree of a credential names, except what a pool lists and then does not admit."""
    for _, node in () if credential.requirement is None else walk(credential.requirement):
        for part in _all_named(nodes, named_in_node(node)):
            if not isinstance(node, CreditPool | CoursePool) or admits(
                node.source, features_of(catalog, nodes, part, credential.organization)
            ):
                yield part


def features_of(catalog: Catalog, nodes: NodeTable, node: int, receiving: str) -> Features:
    """Return what a filter of the receiving organization can see of a course or credential node."""
    name = nodes.name(node)
    if nodes.kind(node) == "course":
        course = catalog.courses[name]
        return course_features(catalog, course, source=_source(course, receiving))
    credential = catalog.credentials[name]
    return credential_features(catalog, credential, source=_source(credential, receiving))


def _source(thing: Course | Credential, receiving: str) -> str:
    return "resident" if thing.organization == receiving else "transfer"


def _rule_edges(catalog: Catalog, nodes: NodeTable) -> Edges:
    for rule, equivalence in _things(nodes, "equivalence", catalog.equivalences):
        for item in source_items(equivalence.sources):
            for kind, reference in _source_names(item):
                yield from (("rule_sources", node, rule) for node in nodes.named(kind, reference))
        for kind, reference in _target_names(equivalence.target):
            yield from (("rule_targets", rule, node) for node in nodes.named(kind, reference))


def _source_names(item: SourceItem) -> Iterator[tuple[NodeKind, str | None]]:
    yield "course", item.course
    yield "credential", item.credential
    yield "occupation", item.occupation
    yield "competency", item.competency
    for variant in item.same_as:
        yield "course", variant
        yield "credential", variant


def _target_names(target: Target) -> Iterator[tuple[NodeKind, str]]:
    yield from (("course", reference) for reference in target.courses)
    yield from (("competency", reference) for reference in target.competencies)
    if target.block is not None:
        yield "credential", target.block.partition("#")[0]


def _offering_edges(catalog: Catalog, nodes: NodeTable) -> Edges:
    for offering in catalog.offerings.values():
        for organization in nodes.named("organization", offering.organization):
            offered = nodes.named("course", offering.course) + nodes.named("credential", offering.credential)
            yield from (("offers", organization, node) for node in offered)
