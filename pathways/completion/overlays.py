"""How do the rules over what is applied stand?  Each total, residency, cap, level and average with what there is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pathways.completion.audit import Examination
from pathways.completion.problem import Allocation, Problem, Rule
from pathways.completion.verify import rule_value
from pathways.model.exact import format_exact
from pathways.reasons import Reason


def rule_reasons(examination: Examination) -> tuple[Reason, ...]:
    """Return how every rule that binds stands for what the learner has, in the order of the rules."""
    now = examination.reading()
    problem, allocation = now.problem, now.allocation
    owned = replace(allocation, applied=tuple(u for u in allocation.applied if problem.units[u.unit].owned))
    binding = (rule for rule in problem.rules if rule.node is None or rule.node in allocation.chosen)
    return tuple(_standing(problem, owned, rule) for rule in binding)


def _standing(problem: Problem, owned: Allocation, rule: Rule) -> Reason:
    value = rule_value(problem, owned, rule)
    short = rule.sense == ">=" and value < rule.bound
    words = "not yet" if short else "holds"
    if rule.weight.plain:
        scale = problem.scale if rule.weigh == "amount" else 1
        words = f"{format_exact(Fraction(value, scale))} so far"
        if short:
            words += f", {format_exact(Fraction(rule.bound - value, scale))} short"
    path = None if rule.node is None else problem.program.nodes[rule.node].path
    return Reason(f"{rule.words}: {words}", code=rule.code if short else None, path=path, source=rule.source or None)
