"""What stacks into this credential, and how?  Read from the graph: names, pools, shared courses and rules.

It says what is written; how much of it counts is for an audit to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pathways.catalog.collection import Catalog
from pathways.catalog.naming import named_in
from pathways.design.holder import rank, unit_of
from pathways.graph.compile import Graph
from pathways.graph.trees import OPS
from pathways.model.credential import Credential
from pathways.model.design_documents import BelowEntry, How
from pathways.model.equivalence import source_items
from pathways.recognition.rules import names_of, resolve

Found = tuple[str, How, str | None]
"""A credential, how it counts, and through which course or rule."""


def below_entries(catalog: Catalog, graph: Graph, credential: Credential) -> tuple[BelowEntry, ...]:
    """Return what stacks into a credential: what its tree names first, then the most things in common, then by id."""
    how: defaultdict[str, dict[How, None]] = defaultdict(dict)
    through: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for name, way, by in _found(catalog, graph, credential):
        if name.partition("@")[0] != credential.id and _is_smaller(catalog, name, way, credential):
            how[name][way] = None
            through[name].update({by: None} if by else {})
    order = sorted(how, key=lambda name: ("names_it" not in how[name], -len(through[name]), name))
    return tuple(_entry(catalog.credentials[name], tuple(how[name]), tuple(through[name])) for name in order)


def _is_smaller(catalog: Catalog, name: str, how: How, credential: Credential) -> bool:
    """Return whether something is the smaller one: what is named or counts as a whole is; else by credit or hours."""
    if how in ("names_it", "pool_admits_it", "counts_by_rule"):
        return True
    other = catalog.credentials[name]
    one, two = unit_of(catalog, other), unit_of(catalog, credential)
    if one == two and other.credit is not None and credential.credit is not None:
        return other.credit < credential.credit
    if other.hours is not None and credential.hours is not None:
        return other.hours < credential.hours
    return rank(other) < rank(credential)


def _entry(thing: Credential, how: tuple[How, ...], through: tuple[str, ...]) -> BelowEntry:
    return BelowEntry(
        credential=thing.key,
        title=thing.title,
        kind=thing.kind.value,
        organization=thing.organization,
        how=how,
        through=through,
    )


def _found(catalog: Catalog, graph: Graph, credential: Credential) -> Iterator[Found]:
    named = named_in(credential.requirement)
    for reference in named.credentials:
        yield from ((key, "names_it", None) for key in _keys(catalog, reference))
    yield from _admitted(graph, credential)
    for course in named.courses:
        if course in catalog.courses:
            yield from ((name, "parts_count", course) for name in _naming(graph, course))
            yield from _by_rule(catalog, graph, credential, graph.rules_to(course))
    blocks = (rule for rule in graph.rules_to(credential.key) if _is_block_of(catalog, rule, credential))
    yield from _by_rule(catalog, graph, credential, blocks)


def _keys(catalog: Catalog, reference: str) -> Iterator[str]:
    for item in catalog.editions(reference.partition("@")[0]):
        if reference in (item.id, item.key):
            yield item.key


def _admitted(graph: Graph, credential: Credential) -> Iterator[Found]:
    """Yield the credentials that a pool of the tree admits."""
    owner = graph.nodes.find("credential", credential.key)
    awards = graph.nodes.span("credential")
    for node in () if owner is None else graph.trees.find(owner):
        if OPS[int(graph.trees.op[node])] in ("credits", "courses"):
            for member in graph.pools.members(node).tolist():
                if member in awards:
                    yield graph.nodes.name(member), "pool_admits_it", None


def _naming(graph: Graph, course: str) -> Iterator[str]:
    """Yield the credentials whose tree names a course."""
    for link in graph.needed_by(course):
        if link.how == "counts_toward" and link.kind == "credential":
            yield link.id


def _by_rule(catalog: Catalog, graph: Graph, credential: Credential, rules: Iterable[str]) -> Iterator[Found]:
    """Yield the credentials that agreed rules turn into something here, and those whose courses they turn."""
    for name in rules:
        rule = resolve(catalog, catalog.equivalences[name])
        if rule.equivalence.target.is_no or rule.status != "agreed" or not rule.in_scope(credential):
            continue
        for source in (each for item in source_items(rule.equivalence.sources) for each in names_of(item)):
            if source in catalog.courses:
                yield from ((other, "parts_count_by_rule", name) for other in _naming(graph, source))
            else:
                yield from ((key, "counts_by_rule", name) for key in _keys(catalog, source))


def _is_block_of(catalog: Catalog, rule: str, credential: Credential) -> bool:
    block = catalog.equivalences[rule].target.block or ""
    return block.partition("#")[0] in (credential.id, credential.key)
