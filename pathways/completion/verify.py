"""Does an allocation really meet every rule?  Checked exactly, without the encoding that found it.

An answer that fails here is our bug and is never shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from pathways.completion.competencies import Held, holds
from pathways.completion.problem import Allocation, Applied, Problem, Rule, Sharing
from pathways.errors import InternalError
from pathways.model.requirement import AtLeast


def verify(problem: Problem, allocation: Allocation) -> None:
    """Raise InternalError X001 unless the allocation meets the requirements, uses nothing twice and obeys all rules.

    Where something can never be met (``impossible``), the requirement tree and lower bounds are not asked for.
    """
    found = faults(problem, allocation)
    if found:
        raise InternalError("X001", f"an allocation fails its check: {found[0]} ({len(found)} faults)")


def faults(problem: Problem, allocation: Allocation) -> list[str]:
    """Return in words everything that is wrong with an allocation; empty if nothing is."""
    found = [*_uses(problem, allocation), *_learning(problem, allocation), *_rules(problem, allocation)]
    return found if allocation.impossible else found + _tree(problem, allocation)


def _uses(problem: Problem, allocation: Allocation) -> list[str]:
    """Check admissions, copies, amounts and sharing."""
    found = []
    copies: dict[int, int] = defaultdict(int)
    for (index, copy), uses in things(problem, allocation.applied).items():
        unit = problem.units[index]
        copies[index] += 1 if copy else sum(use.number for use in uses)
        for use in uses:
            if use.leaf is not None and use.leaf not in unit.leaves:
                found.append(f"{unit.names[:1]} is not admitted at leaf {use.leaf}")
            elif use.leaf is not None and use.amount > unit.amounts[unit.leaves.index(use.leaf)] * use.number:
                found.append(f"{unit.names[:1]} brings more than it has")
        if copy and any(use.number > 1 for use in uses):
            found.append(f"{unit.names[:1]} is applied more often than there are copies")
        if copy and not all(_may(problem, index, one, other) for one, other in combinations(uses, 2)):
            found.append(f"{unit.names[:1]} is applied twice without a sharing rule")
    bought = dict(allocation.bought)
    for index, number in copies.items():
        limit = 1 if problem.units[index].owned else bought.get(index, 0)
        if number > limit or limit > problem.units[index].count:
            found.append(f"{problem.units[index].names[:1]} is applied more often than there are copies")
    return found + _overfull(problem, allocation)


def _overfull(problem: Problem, allocation: Allocation) -> list[str]:
    """Check that no place holds more than it takes."""
    items, credit = totals(problem, allocation)
    found = []
    for index in items:
        leaf, most = problem.program.leaves[index], max(problem.caps[index], problem.needs[index])
        if (credit[index] if leaf.kind == "credits" else items[index]) > most:
            found.append(f"{problem.program.nodes[leaf.node].path} holds more than it takes")
    return found


def _may(problem: Problem, unit: int, one: Applied, other: Applied) -> bool:
    if one.leaf is None or other.leaf is None:
        return False
    return problem.may_share(problem.units[unit], one.leaf, other.leaf)


def things(problem: Problem, uses: Iterable[Applied]) -> dict[tuple[int, int], list[Applied]]:
    """Return the uses of each thing by (unit, copy): what is owned is one copy; copy 0 are copies of one place each."""
    found: dict[tuple[int, int], list[Applied]] = defaultdict(list)
    for use in uses:
        found[use.unit, 1 if problem.units[use.unit].owned else use.copy].append(use)
    return found


def _learning(problem: Problem, allocation: Allocation) -> list[str]:
    """Check that each attainment serves one choice (or one sharing set), and each course counts once."""
    active = {problem.units[use.unit].option for use in allocation.applied}
    keys: dict[str, set[str]] = defaultdict(set)
    for index in active - {None}:
        choice = problem.choices[index or 0]
        for name in choice.uses:
            keys[name].add(choice.share or f"\x00{choice.id}")
    found = [f"{name} is used by several rules" for name, used in keys.items() if len(used) > 1]
    courses: dict[str, set[int]] = defaultdict(set)
    for index in {use.unit for use in allocation.applied} | {unit for unit, _ in allocation.bought}:
        course = problem.units[index].course
        if course is not None:
            courses[course].add(index)
    return found + [f"{course} counts twice" for course, units in courses.items() if len(units) > 1]


def _rules(problem: Problem, allocation: Allocation) -> list[str]:
    found = [
        f"{rule.words}: {value} against {rule.bound}"
        for rule, value in broken_rules(problem, allocation)
        if rule.sense == "<=" or not allocation.impossible
    ]
    for sharing in problem.sharing:
        found.extend(_shared(problem, allocation, sharing))
    return found


def broken_rules(problem: Problem, allocation: Allocation) -> Iterator[tuple[Rule, int | Fraction]]:
    """Yield each rule that an allocation breaks, with the value of its left side."""
    whole = problem.optional | {use.node for use in allocation.applied if use.node is not None}
    for rule in problem.rules:
        if rule.node is not None and (rule.node not in allocation.chosen or rule.node in whole):
            continue
        value = rule_value(problem, allocation, rule)
        if value < rule.bound if rule.sense == ">=" else value > rule.bound:
            yield rule, value


def rule_value(problem: Problem, allocation: Allocation, rule: Rule) -> int | Fraction:
    """Return the left side of a rule at an allocation; what is shared counts once."""
    units, leaves, by_amount = problem.units, rule.leaves, rule.weigh == "amount"
    seen: set[tuple[int, int]] = set()
    shared: set[tuple[int, int]] = set()
    inside: list[tuple[tuple[int, int], int | Fraction, int]] = []
    total: int | Fraction = 0
    for use in allocation.applied:
        if leaves is not None and use.leaf not in leaves:
            continue
        unit = units[use.unit]
        weight = rule.weight(unit)
        copy = 1 if unit.owned else use.copy
        if weight and copy:
            thing = (use.unit, copy)
            (shared if thing in seen else seen).add(thing)
            inside.append((thing, weight, use.amount if by_amount else use.number))
        elif weight:
            total += weight * (use.amount if by_amount else use.number)
    for thing, weight, brought in inside:
        if thing not in shared:
            total += weight * brought
    for index, _ in shared:
        total += rule.weight(units[index]) * (units[index].credit if by_amount else 1)
    return total


def _shared(problem: Problem, allocation: Allocation, rule: Sharing) -> list[str]:
    """Check the limits of one sharing rule."""
    twice, weight = 0, 0
    found = []
    for (unit, copy), uses in things(problem, allocation.applied).items():
        touched = [[u for u in uses if u.leaf in group] for group in rule.groups if copy]
        if not rule.speaks_of(problem.units[unit]) or sum(bool(inside) for inside in touched) < 2:
            continue
        twice += 1
        weight += problem.units[unit].credit
        if rule.split and sum(u.amount for inside in touched for u in inside) > problem.units[unit].credit:
            found.append(f"{problem.units[unit].names[:1]} is divided into more than it has")
    if (rule.items is not None and twice > rule.items) or (rule.credit is not None and weight > rule.credit):
        found.append("more is shared than the sharing rule allows")
    return found


def _tree(problem: Problem, allocation: Allocation) -> list[str]:
    """Check that the root is chosen, that what is chosen holds by what is applied and taken; nothing else is used."""
    shown: set[Held] = set(problem.held)
    for unit, _ in allocation.bought:
        shown |= problem.units[unit].shows
    met: list[bool] = []
    items, credit = totals(problem, allocation)
    blocks = {use.node for use in allocation.applied if use.node is not None}
    short = _short(problem, allocation)
    for index, node in enumerate(problem.program.nodes):
        if index in problem.fixed or index in blocks:
            met.append(True)
        elif node.leaf is not None:
            met.append(index not in short and _leaf(problem, node.leaf, items, credit, frozenset(shown)))
        else:
            met.append(group_holds(problem, index, met, items, credit))
    program = problem.program
    loose = {leaf.node for number, leaf in enumerate(program.leaves) if program.is_loose(number)}
    unmet = [i for i, holding in enumerate(met) if not holding and i in allocation.chosen and i not in loose]
    found = [f"{program.nodes[index].path} does not hold" for index in unmet]
    if program.root not in allocation.chosen:
        found.append("the requirements are not chosen")
    places = {program.leaves[use.leaf].node for use in allocation.applied if use.leaf is not None}
    idle = places - allocation.chosen - problem.optional
    return found + [f"{program.nodes[index].path} is used for nothing" for index in idle]


def _short(problem: Problem, allocation: Allocation) -> frozenset[int]:
    """Return the requirements that find too little among what others use."""
    looking = {node for node, _ in problem.program.used}
    found = {rule.node: rule for rule in problem.rules if rule.node in looking} if looking else {}
    return frozenset(node for node in looking & found.keys() if _lacks(problem, allocation, found[node]))


def _lacks(problem: Problem, allocation: Allocation, rule: Rule) -> bool:
    return rule_value(problem, allocation, rule) < rule.bound


def totals(problem: Problem, allocation: Allocation, *, owned: bool = False) -> tuple[dict[int, int], dict[int, int]]:
    """Return (number of items, amount of credit) applied at each leaf; ``owned`` leaves out what is to be taken."""
    items: dict[int, int] = defaultdict(int)
    credit: dict[int, int] = defaultdict(int)
    for use in allocation.applied:
        if use.leaf is not None and (not owned or problem.units[use.unit].owned):
            items[use.leaf] += use.number
            credit[use.leaf] += use.amount
    return items, credit


def _leaf(problem: Problem, index: int, items: dict[int, int], credit: dict[int, int], shown: frozenset[Held]) -> bool:
    leaf = problem.program.leaves[index]
    if leaf.kind == "competency":
        return holds(problem.formulas[index], shown)
    if leaf.kind in ("used", "after_transfer", "statement"):
        return True
    have = credit.get(index, 0) if leaf.kind == "credits" else items.get(index, 0)
    return have >= problem.needs[index]


def group_holds(
    problem: Problem, index: int, met: list[bool], items: Mapping[int, int], credit: Mapping[int, int]
) -> bool:
    """Return whether a group holds by its children (``met``) or, where it counts, by what is applied below it."""
    node = problem.program.nodes[index]
    good = sum(met[child] for child in node.children)
    requirement = node.requirement
    if not isinstance(requirement, AtLeast):
        return good == len(node.children) if node.kind == "all" else good >= 1
    if requirement.counting == "requirements":
        return good >= requirement.n
    per_child = [problem.program.nodes[child].leaves for child in node.children]
    counts = [sum(items.get(leaf, 0) for leaf in leaves) for leaves in per_child]
    measure = items if requirement.counting == "items" else credit
    total = sum(measure.get(leaf, 0) for leaves in per_child for leaf in leaves)
    need = requirement.n * (1 if requirement.counting == "items" else problem.scale)
    contributing = [count for count in counts if count]
    bounds = requirement.distinct
    enough = bounds is None or bounds.min is None or len(contributing) >= bounds.min
    few = bounds is None or bounds.max is None or len(contributing) <= bounds.max
    each = all(count >= (requirement.each or 1) for count in contributing)
    return total >= need and enough and few and each
