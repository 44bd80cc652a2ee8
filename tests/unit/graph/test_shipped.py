"""The shipped sample compiles whole: nothing named in it is lost, and nothing runs in a circle."""

from __future__ import annotations

import pytest

from pathways.catalog.collection import Catalog
from pathways.catalog.naming import named_in
from pathways.formats.native import open_catalog
from pathways.graph.compile import Graph, compile_graph
from pathways.graph.kernels import find_cycle, strong_components
from pathways.model.equivalence import source_items
from pathways.resources import sample_catalog


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return open_catalog(sample_catalog())


@pytest.fixture(scope="module")
def graph(catalog: Catalog) -> Graph:
    return compile_graph(catalog)


def test_nothing_counts_toward_itself_by_detours(graph: Graph) -> None:
    assert find_cycle(graph.forward("counts_toward")) == ()
    assert find_cycle(graph.forward("prerequisite_of")) == ()
    assert set(strong_components(graph.forward("stacks_into")).tolist()) == set(range(len(graph)))


def test_every_named_course_counts_where_it_is_named(catalog: Catalog, graph: Graph) -> None:
    for credential in catalog.credentials.values():
        leaves = [course for course in named_in(credential.requirement).courses if course in catalog.courses]
        for course in leaves:
            owners = {link.id for link in graph.leads_to(course) if link.how in ("counts_toward", "admitted_by")}
            assert credential.key in owners, f"{course} is named in {credential.key}"


def test_every_rule_is_found_from_each_of_its_sources(catalog: Catalog, graph: Graph) -> None:
    for rule in catalog.equivalences.values():
        for item in source_items(rule.sources):
            name = item.course or item.credential or item.occupation or item.competency or ""
            if graph.nodes.resolve(name):
                assert rule.id in graph.rules_from(name)
