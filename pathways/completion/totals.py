"""What does each line come to?  Recognised, applied and in excess with the cause; totals that add up.

Source: semantics 9: totals are always apart; a joint group counts once, on its first line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from pathways.completion.audit import Completion
from pathways.completion.problem import Allocation, Applied, Choice, Problem, Rule, Unit
from pathways.completion.verify import rule_value
from pathways.model.codes import ReasonCode
from pathways.model.documents import Totals
from pathways.recognition.types import Option, Recognition, RecognitionResult


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
    counted: dict[str, Option] = dict(in_use)
    taken = {name: option for option in in_use.values() for name in option.uses}
    found: list[LineResult] = []
    for line in result.lines:
        if line.decision != "accepted":
            found.append(LineResult(line, None, _value(line, counted, taken), Fraction(0), ()))
            continue
        options = [option for option in line.options if option.certain]
        mine = [option for option in counted.values() if line.line.id in option.uses]
        if not mine:
            spare = _spare(options, taken)
            if spare is not None:
                counted[spare.id] = spare
                taken.update(dict.fromkeys(spare.uses, spare))
                mine = [spare]
        found.append(_accepted(line, mine, completion, taken))
    return tuple(found)


def _value(line: Recognition, counted: Mapping[str, Option], taken: Mapping[str, Option]) -> Fraction:
    """Return the candidate credit of a line that is not accepted; nothing where its group was counted already."""
    groups = [option for option in line.options if len(option.uses) > 1]
    if groups and line.line.id != groups[0].uses[0] and line.options[0] in groups:
        return Fraction(0)
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
    return min(free, key=lambda option: (-option.credit, option.id), default=None)


def _accepted(
    line: Recognition, mine: list[Option], completion: Completion | None, taken: Mapping[str, Option]
) -> LineResult:
    first = [option for option in mine if option.uses[0] == line.line.id]
    recognized = sum((option.credit for option in first), Fraction(0))
    applied, paths = _applied(mine, first, completion)
    option = mine[0] if mine else None
    plain = LineResult(line, option, max(recognized, applied), applied, paths)
    if mine and (completion is None or (applied >= recognized and paths)):
        return plain
    cause, because = _cause(line, mine, completion, applied, taken)
    return replace(plain, cause=cause, because=because)


def _applied(
    mine: list[Option], first: list[Option], completion: Completion | None
) -> tuple[Fraction, tuple[str, ...]]:
    if completion is None:
        return Fraction(0), ()
    problem = completion.problem
    ids, leading = {option.id for option in mine}, {option.id for option in first}
    best: dict[int, int] = {}
    paths: list[str] = []
    for use in completion.allocation.applied:
        choice = _choice(problem, use)
        if choice is None or choice.id not in ids:
            continue
        paths.append(_path(problem, use))
        if choice.id in leading:
            best[use.unit] = max(best.get(use.unit, 0), use.amount)
    return Fraction(sum(best.values()), problem.scale), tuple(dict.fromkeys(paths))


def _choice(problem: Problem, use: Applied) -> Choice | None:
    index = problem.units[use.unit].option
    return None if index is None else problem.choices[index]


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
    zero = Fraction(0)
    aside = sum((line.recognized for line in lines if _aside(line)), zero)
    sums = {
        decision: sum(
            (line.recognized for line in lines if line.recognition.decision == decision and not _aside(line)),
            zero,
        )
        for decision in ("accepted", "refused", "undecided")
    }
    applied = sum((line.applied for line in lines), zero)
    evaluable = sum(sums.values(), zero)
    return Totals(
        attempted=evaluable + aside,
        evaluable=evaluable,
        accepted=sums["accepted"],
        applied=applied,
        excess=sums["accepted"] - applied,
        refused=sums["refused"],
        undecided=sums["undecided"],
    )
