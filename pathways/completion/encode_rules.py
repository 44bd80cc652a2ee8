"""How do the rules over what is applied become rows?  Totals, caps, levels, averages, exclusions and sharing limits."""

from __future__ import annotations

from itertools import combinations

from pathways.completion.encoded import RULE_GAP, Encoded, negated, times
from pathways.completion.problem import Rule, Unit
from pathways.completion.rowmodel import Terms, add


def rows_for_rules(encoding: Encoded) -> None:
    """Add the rows of every rule and of every sharing limit."""
    once = {unit.index: _once(encoding, unit) for unit in encoding.problem.units if encoding.problem.sharable(unit)}
    for rule in encoding.problem.rules:
        if rule.node in encoding.problem.optional:
            continue
        terms = _summed(encoding, rule, once)
        if rule.sense == "<=":
            encoding.model.row(terms, high=rule.bound)
            continue
        if encoding.slack:
            gap = encoding.model.variable(max(rule.bound, 1) * 1000)
            encoding.missing[RULE_GAP - len(encoding.missing)] = gap
            add(terms, gap)
        if rule.node is not None:
            terms = {**terms, **times(encoding.inner[rule.node], -rule.bound)}
        encoding.model.row(terms, low=rule.bound if rule.node is None else 0)
    for items, credit_limit, split, groups in encoding.problem.sharing:
        _sharing(encoding, items, credit_limit, split, groups)


def _once(encoding: Encoded, unit: Unit) -> int:
    """Return the amount that a sharable unit counts over the whole.

    All its credit where it stands at two places; else what it brings to the one.
    """
    model, standing = encoding.model, encoding.standing[unit.index]
    numbers, brought = _at(encoding, unit)
    most = sum(unit.amounts)
    amount, twice = model.variable(max(unit.credit, most)), model.variable()
    model.row({**numbers, **negated(standing), twice: -1}, low=0)
    model.row({**numbers, **negated(standing), twice: 1 - len(numbers)}, high=0)
    model.row({amount: 1, **negated(brought), twice: most}, low=0)
    model.row({amount: 1, **negated(brought), twice: -unit.credit}, high=0)
    model.row({amount: 1, twice: -unit.credit}, low=0)
    model.row({amount: 1, twice: most}, high=unit.credit + most)
    return amount


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


def _summed(encoding: Encoded, rule: Rule, once: dict[int, int]) -> Terms:
    """Return the left side of a rule; a shared unit counts once."""
    terms: Terms = {}
    for unit in encoding.problem.units:
        weight = rule.per_unit[unit.index]
        if not weight:
            continue
        if rule.weigh == "items" and rule.leaves is None:
            for variable, coefficient in encoding.standing[unit.index].items():
                add(terms, variable, weight * coefficient)
        elif unit.index in once and rule.leaves is None:
            add(terms, once[unit.index], weight)
        else:
            _places_of(encoding, rule, unit, weight, terms)
    return terms


def _places_of(encoding: Encoded, rule: Rule, unit: Unit, weight: int, terms: Terms) -> None:
    numbers, brought = _at(encoding, unit, rule.leaves)
    for variable, coefficient in (numbers if rule.weigh == "items" else brought).items():
        add(terms, variable, weight * coefficient)
    for node in unit.blocks:
        if rule.leaves is None:
            add(terms, encoding.block[unit.index, node], weight * (1 if rule.weigh == "items" else unit.credit))


def _sharing(
    encoding: Encoded, items: int | None, credit_limit: int | None, split: bool, groups: tuple[frozenset[int], ...]
) -> None:
    """Limit what is used at two of the named requirements; divide the credit where the rule says so."""
    doubled: Terms = {}
    weighed: Terms = {}
    for unit in encoding.problem.units:
        inside = [
            [leaf for leaf in unit.leaves if leaf in group and (unit.index, leaf) in encoding.number]
            for group in groups
        ]
        if sum(bool(places) for places in inside) < 2:
            continue
        if split:
            _, brought = _at(encoding, unit, frozenset(leaf for places in inside for leaf in places))
            encoding.model.row({**brought, **times(encoding.standing[unit.index], -unit.credit)}, high=0)
        if items is None and credit_limit is None:
            continue
        twice = encoding.model.variable(unit.count)
        present = [_present(encoding, unit, places) for places in inside if places]
        for one, other in combinations(present, 2):
            encoding.model.row({one: 1, other: 1, twice: -1, **negated(encoding.standing[unit.index])}, high=0)
        doubled[twice], weighed[twice] = 1, unit.credit
    if items is not None:
        encoding.model.row(doubled, high=items)
    if credit_limit is not None:
        encoding.model.row(weighed, high=credit_limit)


def _present(encoding: Encoded, unit: Unit, places: list[int]) -> int:
    present = encoding.model.variable(unit.count)
    for leaf in places:
        encoding.model.row({present: 1, encoding.number[unit.index, leaf]: -1}, low=0)
    return present
