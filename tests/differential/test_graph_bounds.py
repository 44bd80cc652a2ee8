"""The bound over the graph is never above what the audit finds missing."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, event, given

from pathways.completion.audit import Examination
from pathways.graph.bounds import optimistic
from pathways.graph.compile import compile_graph
from pathways.graph.prices import catalog_demand
from tests.drawn_rules import LARGE
from tests.holdings import holdings, spoken_for
from tests.strategies import Case, cases, examined
from tests.support import central


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
