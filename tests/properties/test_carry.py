"""Whatever the rules: no more is carried than was brought, and what is applied is the audit's own figure."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from pathways.advising import Desk
from pathways.catalog.collection import collect
from pathways.completion.report import audit_document
from pathways.design.carry import Carry
from pathways.design.holder import holder_of, record_of
from pathways.design.treediff import changes
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.requirement import AllOf, Requirement, children_of, walk
from tests.dice import Dice
from tests.drawn_trees import Trees
from tests.semantics.bulletin import as_course, course, rule
from tests.strategies import AS_OF, WORLD, Case, cases


@st.composite
def steps(draw: st.DrawFn) -> tuple[Case, Credential]:
    """A larger credential with its rules, and a smaller one of a college: all of some courses, or so many of them."""
    case = draw(cases())
    dice = Dice(draw)
    away = [thing.id for thing in case.things if isinstance(thing, Course) and thing.organization != "U"]
    named = away[: 1 + dice.upto(len(away) - 1)]
    leaves: list[dict[str, Any]] = [{"course": name} for name in named]
    tree = {"all": leaves} if dice.chance(2) else {"at_least": "1", "of": leaves}
    small = {"id": "small", "organization": "S", "kind": "certificate", "title": "Small", "requirement": tree}
    measure = dice.pick(("credit", "items"))
    return case, Credential.model_validate({**small, "measure": measure})


def carried(case: Case, small: Credential) -> Carry:
    desk = Desk(collect((*case.things, case.credential, small)))
    ask = partial(desk.examine, as_of=AS_OF)
    holder = holder_of(desk.catalog, small, ask, AS_OF)
    record = record_of(desk.catalog, holder.parts, AS_OF)
    return Carry(desk.catalog, small, holder.unit, holder.parts, ask(record, case.credential))


@given(steps())
def test_what_is_carried_what_dies_and_what_goes_on_add_up(asked: tuple[Case, Credential]) -> None:
    carry = carried(*asked)
    assume(carry.parts)
    told = carry.entry(())
    assert 0 <= told.carried <= told.brought == sum(part.amount for part in carry.parts)
    assert told.carried + sum(dead.amount for dead in told.dies) == told.brought
    assert all(0 <= line.carried <= line.brought for line in told.lines)
    assert sum(line.carried for line in told.lines) == told.carried
    as_audited(carry)
    goes_on(carry)


def as_audited(carry: Carry) -> None:
    """What is applied is the audit's own figure; where credit is one for one it is what is carried."""
    told, audit = carry.entry(()), audit_document(carry.examination)
    assert (told.applied, told.recognized) == (audit.totals.applied, audit.totals.accepted)
    assert (told.remaining, told.status) == (audit.credit.shortfall, audit.status)
    one_for_one = all(line.recognized in (0, line.brought) for line in told.lines)
    together = any(len(option.uses) > 1 for option in carry.examination.recognition.options)
    if carry.unit == carry.larger_unit and carry.unit.measure == "credit" and one_for_one and not together:
        assert told.carried == told.applied


def goes_on(carry: Carry) -> None:
    """What is taken for the next rung is what is missing there, and no more is kept than was brought."""
    now = carry.examination.reading()
    if now.allocation.impossible or carry.unit != carry.larger_unit or carry.unit.measure != "credit":
        return
    onward = tuple(carry.onward(1))
    new = [part for part in onward if part.served == (carry.larger.key,)]
    assert sum(part.amount for part in new) == now.shortfall
    assert sum(part.here for part in onward if part not in new) == carry.carried


@given(st.sets(st.integers(1, 5)), st.integers(1, 3))
def test_the_worst_and_the_best_case_are_those_of_all_ways(ruled: set[int], number: int) -> None:
    """So many of five courses make the smaller award; the larger one counts two of those that have a rule, at most."""
    sent, home = [f"s{n}" for n in range(1, 6)], [f"u{n}" for n in range(1, 6)]
    rules = [rule(f"r{n}", {"course": f"s{n}"}, as_course(f"u{n}")) for n in sorted(ruled)]
    small = award("small", {"courses": number, "from": {"course": sent}}, organization="S")
    large = award("large", {"courses": 2, "from": {"course": home}}, {"course": "u9"})
    offered = [*map(course, (*sent, *home)), course("u9", 12)]
    into = Desk(collect((*WORLD, *offered, *rules, small, large))).stacking("small", as_of=AS_OF).into
    taken = set(range(1, number + 1))
    assert [entry.larger for entry in into] == (["large"] if ruled & taken else [])
    for entry in into:
        every = [3 * min(2, len(ruled & set(way))) for way in combinations(range(1, 6), number)]
        found = entry.cases
        assert found is not None
        assert [found.ways, found.worst, found.best] == [len(every), min(every), max(every)]
        assert entry.carried == Fraction(3 * min(2, len(ruled & taken)))


def award(name: str, *parts: dict[str, Any], organization: str = "U") -> Credential:
    fields = {"id": name, "organization": organization, "kind": "certificate", "title": name}
    return Credential.model_validate({**fields, "requirement": {"all": parts}})


# -- trees --


@st.composite
def trees(draw: st.DrawFn) -> Requirement:
    """A drawn requirement tree."""
    tree = Trees(Dice(draw), ("u1", "u2", "u3"), (), False, 6).whole()
    return AllOf.model_validate({"all": [tree]})


def leaves(root: Requirement) -> Counter[str]:
    told = (node for _, node in walk(root) if not children_of(node))
    return Counter(type(node).__name__ + node.model_dump_json(exclude={"id", "title", "note"}) for node in told)


@given(trees())
def test_a_tree_is_not_different_from_itself(root: Requirement) -> None:
    assert changes(root, root) == ()


@given(trees(), trees())
def test_where_nothing_is_told_the_leaves_are_the_same(one: Requirement, other: Requirement) -> None:
    told = changes(one, other)
    if not told:
        assert leaves(one) == leaves(other)
    if leaves(one) != leaves(other):
        assert {change.what for change in told} & {"added", "removed", "changed"}


@given(trees(), trees())
def test_every_change_names_places_that_are_there(one: Requirement, other: Requirement) -> None:
    before, after = dict(walk(one)), dict(walk(other))
    for change in changes(one, other):
        assert (change.before is None) == (change.what == "added")
        assert (change.after is None) == (change.what == "removed")
        assert change.before is None or before[change.before.path] is change.before.node
        assert change.after is None or after[change.after.path] is change.after.node
