"""What does each line come to?  Recognised, applied and in excess with the cause; totals that add up.

Source: semantics 9: totals are always apart; a joint group counts once, on its first line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from pathways.completion.audit import Completion
from pathways.completion.problem import Allocation, Applied, Problem, Rule, Unit
from pathways.completion.verify import rule_value
from pathways.model.codes import ReasonCode
from pathways.model.documents import Totals
from pathways.recognition.types import Option, Recognition, RecognitionResult

ZERO: Final = Fraction(0)


def exact_sum(amounts: Iterable[Fraction]) -> Fraction:
    """Return the sum of exact amounts; those of one denominator are added as whole numbers.

    >>> exact_sum([Fraction(3), Fraction(4), Fraction(1, 2), Fraction(1, 2)])
    Fraction(8, 1)
    """
    parts: dict[int, int] = {}
    for amount in amounts:
        parts[amount.denominator] = parts.get(amount.denominator, 0) + amount.numerator
    return sum((Fraction(part, denominator) for denominator, part in parts.items()), ZERO)


@dataclass(frozen=True, slots=True)
class LineResult:
    """What one line comes to: its option in use (or its best), credit, places, and why some of it is in excess."""

    recognition: Recognition
    option: Option | None
    recognized: Fraction
    applied: Fraction
    paths: tuple[str, ...]
    cause: ReasonCode | None = None
    because: str = ""


def line_results(result: RecognitionResult, completion: Completion | None) -> tuple[LineResult, ...]:
    """Return what every line comes to; without a completion nothing is applied."""
    in_use = _in_use(result, completion) if completion else {}
    uses = _uses(completion) if completion else {}
    taken = {name: option for option in in_use.values() for name in option.uses}
    counted: dict[str, list[Option]] = defaultdict(list)
    for option in in_use.values():
        _count(option, counted)
    found: list[LineResult] = []
    for line in result.lines:
        if line.decision != "accepted":
            found.append(LineResult(line, None, _value(line), ZERO, ()))
            continue
        mine = counted[line.line.id]
        if not mine:
            spare = _spare([option for option in line.options if option.certain], taken)
            if spare is not None:
                _count(spare, counted)
                taken.update(dict.fromkeys(spare.uses, spare))
        found.append(_accepted(line, mine, completion, uses, taken))
    return tuple(found)


def _count(option: Option, counted: dict[str, list[Option]]) -> None:
    for name in dict.fromkeys(option.uses):
        counted[name].append(option)


def _uses(completion: Completion) -> dict[str, list[tuple[int, Applied]]]:
    """Return the uses of each option, numbered in the order of the allocation."""
    problem = completion.problem
    found: dict[str, list[tuple[int, Applied]]] = defaultdict(list)
    for number, use in enumerate(completion.allocation.applied):
        option = problem.units[use.unit].option
        if option is not None:
            found[problem.choices[option].id].append((number, use))
    return dict(found)


def _value(line: Recognition) -> Fraction:
    """Return the candidate credit of a line that is not accepted; nothing where its group was counted already."""
    groups = [option for option in line.options if len(option.uses) > 1]
    if groups and line.line.id != groups[0].uses[0] and line.options[0] in groups:
        return ZERO
    return line.value


def _in_use(result: RecognitionResult, completion: Completion) -> dict[str, Option]:
    by_id = {option.id: option for option in result.options}
    problem = completion.problem
    active = {problem.units[use.unit].option for use in completion.allocation.applied} - {None}
    names = [problem.choices[index or 0].id for index in sorted(i for i in active if i is not None)]
    return {name: by_id[name] for name in names if name in by_id}


def _spare(options: list[Option], taken: Mapping[str, Option]) -> Option | None:
    """Return the option that a line in excess would be recognised by: the most credit, then by id."""
    free = [
        option
        for option in options
        if all(name not in taken or (option.share and taken[name].share == option.share) for name in option.uses)
    ]
    if len(free) < 2:
        return free[0] if free else None
    return min(free, key=lambda option: (-_credit(option), option.id))


def _credit(option: Option) -> Fraction:
    return option.items[0].credit if len(option.items) == 1 else option.credit


def _accepted(
    line: Recognition,
    mine: list[Option],
    completion: Completion | None,
    uses: Mapping[str, list[tuple[int, Applied]]],
    taken: Mapping[str, Option],
) -> LineResult:
    first = [option for option in mine if option.uses[0] == line.line.id]
    recognized = exact_sum(_credit(option) for option in first)
    applied, paths = _applied(mine, first, completion, uses)
    option = mine[0] if mine else None
    plain = LineResult(line, option, max(recognized, applied), applied, paths)
    if mine and (completion is None or (applied >= recognized and paths)):
        return plain
    cause, because = _cause(line, mine, completion, applied, taken)
    return replace(plain, cause=cause, because=because)


def _applied(
    mine: list[Option],
    first: list[Option],
    completion: Completion | None,
    uses: Mapping[str, list[tuple[int, Applied]]],
) -> tuple[Fraction, tuple[str, ...]]:
    numbered = sorted({pair for option in mine for pair in uses.get(option.id, ())}, key=lambda pair: pair[0])
    if completion is None or not numbered:
        return ZERO, ()
    problem = completion.problem
    leading = {pair for option in first for pair in uses.get(option.id, ())}
    best: dict[int, int] = {}
    for _, use in leading:
        best[use.unit] = max(best.get(use.unit, 0), use.amount)
    paths = (_path(problem, use) for _, use in numbered)
    return Fraction(sum(best.values()), problem.scale), tuple(dict.fromkeys(paths))


def _path(problem: Problem, use: Applied) -> str:
    node = problem.program.leaves[use.leaf].node if use.leaf is not None else use.node
    return problem.program.nodes[node or 0].path


def _cause(
    line: Recognition,
    mine: list[Option],
    completion: Completion | None,
    applied: Fraction,
    taken: Mapping[str, Option],
) -> tuple[ReasonCode | None, str]:
    """Return why a line that is accepted is not applied, or not whole."""
    if not mine:
        users = sorted({taken[n].rule for o in line.options for n in o.uses if n in taken and n != line.line.id})
        return ReasonCode.ALREADY_USED, f"what it would be recognised with serves {', '.join(users)}"
    if completion is None:
        return None, ""
    if applied:
        return ReasonCode.NO_SLOT, "only part of its credit was needed"
    if line.line.pending:
        return None, "in progress: it counts once it is completed"
    problem = completion.problem
    mine_ids = {option.id for option in line.options}
    for choice in problem.choices:
        for index in choice.units if choice.id in mine_ids else ():
            rule = blocking(completion, problem.units[index])
            if rule is not None:
                return ReasonCode(rule.code), rule.words
    return ReasonCode.NO_SLOT, "no requirement of this credential has room for it"


def blocking(completion: Completion, unit: Unit) -> Rule | None:
    """Return the rule that keeps a unit from a place that is open or filled by what is taken; None if none does."""
    problem, allocation = completion.problem, completion.allocation
    for changed in _instead(completion, unit):
        for rule in problem.rules:
            if _broken(problem, changed, rule) and not _broken(problem, allocation, rule):
                return rule
    return None


def _broken(problem: Problem, allocation: Allocation, rule: Rule) -> bool:
    if rule.node is not None and rule.node not in allocation.chosen:
        return False
    value = rule_value(problem, allocation, rule)
    return value < rule.bound if rule.sense == ">=" else value > rule.bound


def _instead(completion: Completion, unit: Unit) -> Iterable[Allocation]:
    """Yield the allocation with the unit at each wanted place that learning of the learner's own does not fill."""
    problem, allocation = completion.problem, completion.allocation
    nodes = problem.program.nodes
    for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
        uses = [use for use in allocation.applied if use.leaf == leaf]
        bought = [use for use in uses if not problem.units[use.unit].owned]
        if problem.program.leaves[leaf].node in allocation.chosen and (bought or not uses):
            kept = (use for use in allocation.applied if use not in bought[:1])
            rest = (_one_less(use) for use in bought[:1] if use.number > 1)
            yield replace(allocation, applied=(*kept, *rest, Applied(unit.index, leaf, 1, amount)))
    for node in unit.blocks:
        if node in allocation.chosen:
            kept = (use for use in allocation.applied if use.leaf not in nodes[node].leaves)
            yield replace(allocation, applied=(*kept, Applied(unit.index, None, 1, unit.credit, node)))


def _one_less(use: Applied) -> Applied:
    return replace(use, number=use.number - 1, amount=use.amount - use.amount // use.number)


def _aside(line: LineResult) -> bool:
    """Return whether a line is attempted only: a duplicate, or not completed yet."""
    return line.recognition.duplicate or line.recognition.line.pending


def totals_of(lines: tuple[LineResult, ...]) -> Totals:
    """Return the totals of all lines; duplicates and what is in progress are attempted, not evaluable."""
    parts: dict[str, list[Fraction]] = defaultdict(list)
    for line in lines:
        parts["aside" if _aside(line) else line.recognition.decision].append(line.recognized)
    aside = exact_sum(parts["aside"])
    sums = {decision: exact_sum(parts[decision]) for decision in ("accepted", "refused", "undecided")}
    applied = exact_sum(line.applied for line in lines)
    evaluable = exact_sum(sums.values())
    return Totals(
        attempted=evaluable + aside,
        evaluable=evaluable,
        accepted=sums["accepted"],
        applied=applied,
        excess=sums["accepted"] - applied,
        refused=sums["refused"],
        undecided=sums["undecided"],
    )
