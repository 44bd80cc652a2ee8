"""The bound over the graph is never above what the audit finds missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, event, given

from pathways.completion.audit import Examination
from pathways.completion.build import NOW
from pathways.graph.bounds import Holding, optimistic
from pathways.graph.compile import compile_graph
from pathways.graph.prices import catalog_demand
from pathways.recognition.types import Option
from tests.drawn_rules import LARGE
from tests.strategies import Case, cases, examined
from tests.support import central


def holdings(found: Examination) -> Iterator[Holding]:
    """Yield what recognition gave, as the bound takes it."""
    for option in found.inputs.options(NOW):
        for item in option.items:
            if item.block is None and option.place is None:
                courses = item.features.courses | ({item.course} if item.course else frozenset())
                features = replace(item.features, courses=courses)
                yield Holding(found.recognition.receiving, features, item.credit, option.uses[0], way_of(option))


def way_of(option: Option) -> str:
    return f"\x00{option.id}" if option.share is None else option.share


def spoken_for(found: Examination) -> bool:
    """Return whether more than learning speaks for the credential."""
    items = [(option, item) for option in found.inputs.options(NOW) for item in option.items]
    placed = any(option.place is not None or item.block is not None for option, item in items)
    held = any(item.credential == found.credential.key for _, item in items)
    return placed or held or bool(found.inputs.adjustments)


def bound_of(case: Case, found: Examination) -> Fraction:
    graph = compile_graph(case.catalog)
    demand = catalog_demand(graph, case.catalog)
    (node,) = graph.find(found.credential.key)
    lower = optimistic(demand, tuple(holdings(found)), relieved=[node] if spoken_for(found) else ())
    return Fraction(int(lower[node - demand.first]), demand.scale)


@central(one_in=10)
@given(cases(LARGE))
def test_the_bound_is_never_above_the_shortfall(case: Case) -> None:
    found = examined(case)
    assume(not found.reading(owned=False).allocation.impossible)
    bound, exact = bound_of(case, found), found.reading().shortfall
    event("tight" if bound == exact else "below")
    assert bound <= exact


@given(cases(LARGE))
def test_the_bound_of_the_empty_record_is_never_above_its_shortfall(case: Case) -> None:
    found = examined(case)
    empty = found.reading(owned=False)
    assume(not empty.allocation.impossible)
    graph = compile_graph(case.catalog)
    demand = catalog_demand(graph, case.catalog)
    (node,) = graph.find(found.credential.key)
    assert Fraction(int(demand.empty[node - demand.first]), demand.scale) <= empty.shortfall
