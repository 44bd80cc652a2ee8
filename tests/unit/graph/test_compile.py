"""The compiled graph holds exactly the arrows that the catalogue states, under stable numbers."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from pathways.catalog.collection import SECTIONS, Catalog, collect
from pathways.errors import UnknownIdError
from pathways.graph.compile import Carry, Graph, Link, assemble, compile_graph
from pathways.graph.kernels import find_cycle
from pathways.graph.marks import CatalogMarks
from pathways.graph.nodes import KINDS, NodeTable
from pathways.graph.pools import Pools
from pathways.graph.relations import RELATIONS, Relation
from pathways.graph.trees import flatten
from pathways.model.base import Noun
from pathways.model.credential import Credential
from tests.unit.graph.sample import sample


@pytest.fixture(scope="module")
def graph() -> Graph:
    return compile_graph(sample())


def _arrows(graph: Graph, relation: Relation) -> set[tuple[str, str]]:
    tails, heads = graph.forward(relation).pairs()
    return {(graph.nodes.name(t), graph.nodes.name(h)) for t, h in zip(tails.tolist(), heads.tolist(), strict=True)}


ARROWS: dict[Relation, set[tuple[str, str]]] = {
    "aligned": {("computing", "ict")},
    "asks": {("technician", "networking")},
    "broader": {("networking", "computing")},
    "corequisite_of": {("n3", "n2")},
    "counts_toward": {
        ("n1", "micro@1"),
        ("n1", "micro@2"),
        ("micro@1", "certificate"),
        ("micro@2", "certificate"),
        ("s1", "diploma"),
        ("n3", "diploma"),
        ("n2", "diploma"),
        ("s1", "degree@2026"),
    },
    "evidences": {("n2", "networking"), ("micro@1", "networking"), ("micro@2", "networking")},
    "offers": {
        *(("north", name) for name in ("n1", "n2", "n3", "micro@1", "micro@2", "certificate", "diploma")),
        *(("south", name) for name in ("n1", "s1", "s9", "degree@2026")),
    },
    "prerequisite_of": {("n1", "n2"), ("micro@1", "n2"), ("micro@2", "n2")},
    "qualifies_for": {("certificate", "technician")},
    "rule_sources": {
        ("n1", "rule-both"),
        ("n2", "rule-both"),
        ("n3", "rule-both"),
        ("technician", "rule-both"),
        ("micro@2", "rule-block"),
        ("micro@1", "rule-no"),
        ("micro@2", "rule-no"),
        ("networking", "rule-skill"),
    },
    "rule_targets": {("rule-both", "s1"), ("rule-block", "degree@2026"), ("rule-skill", "ict")},
    "stacks_into": {("micro@1", "certificate"), ("micro@2", "certificate")},
}


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_arrow_that_is_stated_and_no_other(graph: Graph, relation: Relation) -> None:
    assert _arrows(graph, relation) == ARROWS[relation]


def test_numbers_are_sorted_by_kind_and_name(graph: Graph) -> None:
    keys = [(KINDS.index(graph.nodes.kind(node)), graph.nodes.name(node)) for node in range(len(graph))]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(graph) == 3 + 5 + 5 + 4 + 1 + 2


def test_the_same_content_in_another_order_is_the_same_arrays(graph: Graph) -> None:
    other = compile_graph(sample(backward=True))
    assert other.nodes.names == graph.nodes.names
    for relation in RELATIONS:
        for mine, theirs in zip(graph.forward(relation).pairs(), other.forward(relation).pairs(), strict=True):
            assert mine.tolist() == theirs.tolist()
    for name in ("owner", "op", "need", "payload", "parent", "children", "path"):
        assert getattr(graph.trees, name).tolist() == getattr(other.trees, name).tolist()


def test_backward_is_forward_turned_round(graph: Graph) -> None:
    for relation in RELATIONS:
        tails, heads = graph.backward(relation).pairs()
        turned = {(graph.nodes.name(h), graph.nodes.name(t)) for t, h in zip(tails, heads, strict=True)}
        assert turned == ARROWS[relation]


def test_what_a_pool_lists_but_does_not_admit_does_not_count() -> None:
    document: dict[str, Any] = {
        "id": "strict",
        "organization": "north",
        "kind": "diploma",
        "title": "Strict",
        "requirement": {
            "all": [
                {"courses": 1, "from": {"course": ["n1", "n2"], "number": {"min": 2}}},
                {"courses": 1, "from": {"course": ["s1", "n3"], "source": ["resident"]}},
            ]
        },
    }
    things = [*_things(sample()), _credential(document)]
    graph = compile_graph(collect(things))
    assert {tail for tail, head in _arrows(graph, "counts_toward") if head == "strict"} == {"n2", "n3"}


def _things(catalog: Catalog) -> list[Noun]:
    return [thing for name in SECTIONS for thing in catalog.section(name).values()]


def _credential(document: dict[str, Any]) -> Noun:
    return Credential.model_validate(document)


def test_stacks_into_is_by_name_and_through_pools_of_the_same_organization(graph: Graph) -> None:
    assert graph.stacks_into("micro@1") == ("certificate", "diploma")
    assert graph.stacks_into("micro") == ("certificate", "diploma")
    assert graph.stacks_into("certificate") == ()
    assert graph.stacks_into("n2") == (), "courses count toward, credentials stack"


def test_courses_of_a_credential_carry_into_others() -> None:
    short = {
        "id": "short",
        "edition": "1",
        "organization": "north",
        "kind": "certificate",
        "title": "Short",
        "requirement": {"all": [{"course": "n2"}, {"course": "n3"}, {"credential": "micro"}]},
    }
    graph = compile_graph(collect([*_things(sample()), _credential(short), _credential({**short, "edition": "2"})]))
    assert graph.carries_into("short@1") == (Carry("diploma", ("n2", "n3")), Carry("certificate", ("n2",)))
    assert graph.carries_into("short") == graph.carries_into("short@2")


def test_a_prerequisite_is_not_a_requirement_to_stack_into() -> None:
    advanced = {
        "id": "advanced",
        "organization": "north",
        "kind": "certificate",
        "title": "Advanced",
        "prerequisite": {
            "all": [{"credential": "certificate"}, {"courses": 1, "from": {"kind": ["micro_credential"]}}]
        },
        "requirement": {"course": "n2"},
    }
    graph = compile_graph(collect([*_things(sample()), _credential(advanced)]))
    assert graph.stacks_into("micro@1") == ("certificate", "diploma")
    assert Link("prerequisite_of", "credential", "advanced") in graph.needed_by("certificate")


def test_an_award_that_needs_itself_is_a_circle() -> None:
    circular = {
        "id": "loop",
        "organization": "o",
        "kind": "diploma",
        "title": "L",
        "requirement": {"credential": "loop"},
    }
    graph = compile_graph(collect([_credential(circular)]))
    assert find_cycle(graph.forward("counts_toward")) == graph.find("loop")


def test_a_free_pool_admits_neither_its_own_credential_nor_another_edition() -> None:
    things = [
        _credential(
            {"id": name, "edition": edition, "organization": "o", "kind": "diploma", "title": name, "requirement": pool}
        )
        for name, edition, pool in (("a", "1", {"credits": 3}), ("a", "2", {"credits": 3}), ("b", "", {"course": "x"}))
    ]
    graph = compile_graph(collect(things))
    assert graph.stacks_into("a@1") == ()
    assert graph.stacks_into("b") == ("a@1", "a@2")
    (pool,) = graph.trees.find(graph.find("a@1")[0])
    assert [graph.nodes.name(node) for node in graph.pools.members(pool)] == ["b"]


def test_members_of_a_pool(graph: Graph) -> None:
    def members(owner: str, path: str) -> list[str]:
        nodes = graph.trees.find(graph.find(owner)[0])
        pool = next(node for node in nodes if graph.trees.paths[graph.trees.path[node]] == path)
        return [graph.nodes.name(node) for node in graph.pools.members(pool)]

    assert members("certificate", "root/choice") == ["n2"]
    assert members("diploma", "root/1") == ["n3", "micro@1", "micro@2"]
    assert members("degree", "root/free") == ["s1", "s9"]


def test_members_and_admitting_are_one_relation(graph: Graph) -> None:
    pools = [node for node in range(len(graph.trees)) if graph.trees.op[node] in (8, 9)]
    owners = graph.trees.owners()
    by_member = {(int(thing), int(owners[pool])) for pool in pools for thing in graph.pools.members(pool)}
    things = [*graph.nodes.span("course"), *graph.nodes.span("credential")]
    assert by_member == {(thing, int(owner)) for thing in things for owner in graph.pools.admitting(thing)}


def test_rules_are_found_by_each_source_and_never_backwards(graph: Graph) -> None:
    assert graph.rules_from("n3") == ("rule-both",)
    assert graph.rules_from("micro") == ("rule-block", "rule-no")
    assert graph.rules_from("micro@1") == ("rule-no",)
    assert graph.rules_from("s1") == ()
    assert graph.rules_to("s1") == ("rule-both",)
    assert graph.rules_to("n1") == ()


def test_leads_to_names_every_next_step(graph: Graph) -> None:
    assert graph.leads_to("n2") == (
        Link("admitted_by", "credential", "certificate"),
        Link("counts_as", "course", "s1", by="rule-both"),
        Link("counts_toward", "credential", "diploma"),
        Link("evidences", "competency", "networking"),
    )


def test_needed_by_and_comes_from(graph: Graph) -> None:
    assert graph.needed_by("n1") == (
        Link("counts_toward", "credential", "micro@1"),
        Link("counts_toward", "credential", "micro@2"),
        Link("prerequisite_of", "course", "n2"),
    )
    assert graph.comes_from("s1") == (
        Link("counts_as", "course", "n1", by="rule-both"),
        Link("counts_as", "course", "n2", by="rule-both"),
        Link("counts_as", "course", "n3", by="rule-both"),
        Link("counts_as", "occupation", "technician", by="rule-both"),
    )


def test_an_unknown_name_is_a_bad_question_with_a_near_miss(graph: Graph) -> None:
    with pytest.raises(UnknownIdError) as caught:
        graph.rules_from("certificat")
    assert caught.value.code == "U001"
    assert "'certificate'" in caught.value.hint


def test_a_national_number_of_rules_is_answered_at_once() -> None:
    rules, courses = 72_000, 10_000
    nodes = NodeTable.of(
        {"course": (f"c{i:05}" for i in range(courses)), "equivalence": (f"e{i:05}" for i in range(rules))}
    )
    first = nodes.span("equivalence").start
    pairs = np.array([np.arange(rules) % courses, np.arange(rules) + first])
    trees = flatten(())
    graph = assemble(nodes, {"rule_sources": pairs}, trees, Pools(CatalogMarks(collect(()), nodes), nodes, trees))
    begin = time.perf_counter()
    for number in range(200):
        assert len(graph.rules_from(f"c{number:05}")) == 8
    assert (time.perf_counter() - begin) / 200 < 0.001


def test_a_near_miss_among_many_names_is_looked_for_beside_it() -> None:
    nodes = NodeTable.of({"course": (f"c{i:05}" for i in range(30_000)), "organization": ["c15"]})
    near = nodes.near("c1500", 120)
    assert {"c15", "c14999", "c15000", "c15001"} <= set(near)
    assert len(near) <= 120
    assert nodes.near("x", 30_001) is nodes.names
