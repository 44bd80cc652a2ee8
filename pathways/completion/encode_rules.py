"""How do the rules over what is applied become rows?  Totals, caps, levels, averages, exclusions and sharing limits."""

from __future__ import annotations

from itertools import combinations

from pathways.completion.encoded import RULE_GAP, Encoded, negated
from pathways.completion.problem import Rule, Unit
from pathways.completion.rowmodel import Terms, add


def rows_for_rules(encoding: Encoded) -> None:
    """Add the rows of every rule and of every sharing limit."""
    for rule in encoding.problem.rules:
        terms = _summed(encoding, rule)
        if rule.sense == "<=":
            encoding.model.row(terms, high=rule.bound)
            continue
        if encoding.slack:
            gap = encoding.model.variable(max(rule.bound, 1) * 1000)
            encoding.missing[RULE_GAP - len(encoding.missing)] = gap
            add(terms, gap)
        if rule.node is not None:
            add(terms, encoding.wanted[rule.node], -rule.bound)
        encoding.model.row(terms, low=rule.bound if rule.node is None else 0)
    for items, credit_limit, split, groups in encoding.problem.sharing:
        _sharing(encoding, items, credit_limit, split, groups)


def _summed(encoding: Encoded, rule: Rule) -> Terms:
    """Return the left side of a rule; a shared unit counts once."""
    terms: Terms = {}
    for unit in encoding.problem.units:
        weight = rule.per_unit[unit.index]
        if not weight:
            continue
        if rule.weigh == "items" and rule.leaves is None:
            for variable, coefficient in encoding.standing[unit.index].items():
                add(terms, variable, weight * coefficient)
        else:
            _places_of(encoding, rule, unit, weight, terms)
    return terms


def _places_of(encoding: Encoded, rule: Rule, unit: Unit, weight: int, terms: Terms) -> None:
    if encoding.problem.sharable(unit) and rule.leaves is None and rule.weigh == "amount":
        for variable, coefficient in encoding.standing[unit.index].items():
            add(terms, variable, weight * unit.credit * coefficient)
        return
    for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
        if (unit.index, leaf) not in encoding.number or (rule.leaves is not None and leaf not in rule.leaves):
            continue
        share = encoding.amount.get((unit.index, leaf))
        if rule.weigh == "items":
            add(terms, encoding.number[unit.index, leaf], weight)
        elif share is not None:
            add(terms, share, weight)
        else:
            add(terms, encoding.number[unit.index, leaf], weight * amount)
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
            parts = {
                encoding.amount[unit.index, leaf]
                for places in inside
                for leaf in places
                if (unit.index, leaf) in encoding.amount
            }
            encoding.model.row(
                {**dict.fromkeys(parts, 1), **{v: -c * unit.credit for v, c in encoding.standing[unit.index].items()}},
                high=0,
            )
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
