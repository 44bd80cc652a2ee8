"""How do the rules over what is applied become rows?  Totals, caps, levels, averages, exclusions and sharing limits."""

from __future__ import annotations

from math import lcm

from pathways.completion.encoded import RULE_GAP, Encoded, times
from pathways.completion.problem import Rule, Sharing, Unit
from pathways.completion.rowmodel import Terms, add


def rows_for_rules(encoding: Encoded) -> None:
    """Add the rows of every rule and of every sharing limit."""
    for rule in encoding.problem.rules:
        row_for_rule(encoding, rule)
    for sharing in encoding.problem.sharing:
        row_for_sharing(encoding, sharing)


def _key(encoding: Encoded, rule: Rule) -> int:
    """Return the name of what a rule lacks: the leaf that asks for it, else a number of its own."""
    program = encoding.problem.program
    leaf = None if rule.node is None else program.nodes[rule.node].leaf
    looks = leaf is not None and program.leaves[leaf].kind == "used"
    return leaf if leaf is not None and looks else RULE_GAP - len(encoding.missing)


def row_for_rule(encoding: Encoded, rule: Rule) -> None:
    """Add the row of one rule; a rule inside a requirement that need not hold has none."""
    if rule.node in encoding.problem.optional:
        return
    terms, whole = _summed(encoding, rule)
    bound = rule.bound * whole
    if rule.sense == "<=":
        encoding.model.row(terms, high=bound)
        return
    if encoding.slack:
        gap = encoding.model.variable(max(bound, 1) * 1000)
        encoding.missing[_key(encoding, rule)] = gap
        add(terms, gap)
    if rule.node is not None:
        terms = {**terms, **times(encoding.inner[rule.node], -bound)}
    encoding.model.row(terms, low=bound if rule.node is None else 0)


def _at(encoding: Encoded, unit: Unit, inside: frozenset[int] | None = None) -> tuple[Terms, Terms]:
    """Return the number of copies and the amount of a unit at its leaves (or those inside), as sums."""
    numbers: Terms = {}
    brought: Terms = {}
    for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
        place = (unit.index, leaf)
        if place in encoding.number and (inside is None or leaf in inside):
            numbers[encoding.number[place]] = 1
            share = encoding.amount.get(place)
            brought[encoding.number[place] if share is None else share] = amount if share is None else 1
    return numbers, brought


def _summed(encoding: Encoded, rule: Rule) -> tuple[Terms, int]:
    """Return the left side of a rule and by what it is multiplied to be whole; a shared unit counts once."""
    terms: Terms = {}
    weights = [rule.weight(unit) for unit in encoding.problem.units]
    whole = lcm(*(weight.denominator for weight in weights))
    for unit in encoding.problem.units:
        weight = int(weights[unit.index] * whole)
        if not weight:
            continue
        shared = encoding.shared.get(unit.index)
        if rule.weigh == "items" and rule.leaves is None:
            _weigh(terms, encoding.standing[unit.index], weight)
        elif shared is None:
            _places_of(encoding, rule, unit, weight, terms)
        else:
            inside = frozenset(unit.leaves) if rule.leaves is None else rule.leaves & frozenset(unit.leaves)
            _weigh(terms, shared.serving(inside) if rule.weigh == "items" else shared.credit(inside), weight)
            _blocks_of(encoding, rule, unit, weight, terms)
    return terms, whole


def _weigh(terms: Terms, more: Terms, weight: int) -> None:
    for variable, coefficient in more.items():
        add(terms, variable, weight * coefficient)


def _places_of(encoding: Encoded, rule: Rule, unit: Unit, weight: int, terms: Terms) -> None:
    numbers, brought = _at(encoding, unit, rule.leaves)
    _weigh(terms, numbers if rule.weigh == "items" else brought, weight)
    _blocks_of(encoding, rule, unit, weight, terms)


def _blocks_of(encoding: Encoded, rule: Rule, unit: Unit, weight: int, terms: Terms) -> None:
    for node in unit.blocks:
        if rule.leaves is None:
            add(terms, encoding.block[unit.index, node], weight * (1 if rule.weigh == "items" else unit.credit))


def row_for_sharing(encoding: Encoded, rule: Sharing) -> None:
    """Limit what is used at two of the named requirements; divide the credit where the rule says so."""
    doubled: Terms = {}
    weighed: Terms = {}
    for index, shared in encoding.shared.items():
        unit = encoding.problem.units[index]
        twice = shared.twice(rule.groups) if rule.speaks_of(unit) else {}
        if not twice:
            continue
        if rule.split:
            inside = frozenset(leaf for leaf in unit.leaves if any(leaf in group for group in rule.groups))
            _, brought = _at(encoding, unit, inside)
            encoding.model.row({**brought, **times(encoding.standing[unit.index], -unit.credit)}, high=0)
        doubled.update(twice)
        weighed.update(times(twice, unit.credit))
    if rule.items is not None:
        encoding.model.row(doubled, high=rule.items)
    if rule.credit is not None:
        encoding.model.row(weighed, high=rule.credit)
