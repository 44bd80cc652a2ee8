"""What does each line come to?  Recognised, applied and in excess with the cause; totals that add up.

Source: semantics 9: totals are always apart; a joint group counts once, on its first line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from operator import itemgetter
from typing import Final, NamedTuple

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
    several = tuple(amounts)
    if len(several) < 2:
        return several[0] if several else ZERO
    parts: dict[int, int] = {}
    for amount in several:
        parts[amount.denominator] = parts.get(amount.denominator, 0) + amount.numerator
    return sum((Fraction(part, denominator) for denominator, part in parts.items()), ZERO)


class LineResult(NamedTuple):
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
    ledger = _Ledger(result, completion)
    return tuple([ledger.entry(line) for line in result.lines])


class _Ledger:
    """What is counted where: the options in use first; for each line in excess, as it is met, the best that is left."""

    def __init__(self, result: RecognitionResult, completion: Completion | None) -> None:
        self.completion = completion
        self.uses = _uses(completion) if completion else {}
        self.taken: dict[str, Option] = {}
        self.counted: dict[str, list[Option]] = {}
        for option in _in_use(result, completion) if completion else ():
            self._count(option)

    def _count(self, option: Option) -> None:
        for name in option.uses if len(option.uses) == 1 else dict.fromkeys(option.uses):
            self.counted.setdefault(name, []).append(option)
            self.taken[name] = option

    def entry(self, line: Recognition) -> LineResult:
        """Return what one line comes to; asked once for each line, in their order."""
        if line.decision != "accepted":
            return LineResult(line, None, _value(line), ZERO, ())
        mine = self.counted.get(line.line.attainment.id)
        if mine is None:
            spare = _spare(line.options, self.taken)
            if spare is None:
                return LineResult(line, None, ZERO, ZERO, (), ReasonCode.ALREADY_USED, self._users(line))
            self._count(spare)
            mine = [spare]
        return self._counted_entry(line, mine)

    def _counted_entry(self, line: Recognition, mine: list[Option]) -> LineResult:
        first = [option for option in mine if option.uses[0] == line.line.attainment.id]
        recognized = _credit(first[0]) if len(first) == 1 else exact_sum(_credit(option) for option in first)
        applied, paths = self._applied(mine, first)
        whole = not recognized or (bool(applied) and applied >= recognized)
        if self.completion is None or (whole and paths):
            return LineResult(line, mine[0], applied if whole else recognized, applied, paths)
        cause, because = self._cause(line, self.completion, applied)
        return LineResult(line, mine[0], applied if whole else recognized, applied, paths, cause, because)

    def _applied(self, mine: list[Option], first: list[Option]) -> tuple[Fraction, tuple[str, ...]]:
        """Return the credit that is applied, each unit once, and the places in the order of the allocation."""
        if self.completion is None or not any(option.id in self.uses for option in mine):
            return ZERO, ()
        numbered = {pair for option in mine for pair in self.uses.get(option.id, ())}
        problem = self.completion.problem
        best: dict[int, int] = {}
        for use in {use for option in first for _, use in self.uses.get(option.id, ())}:
            best[use.unit] = max(best.get(use.unit, 0), use.amount)
        paths = [_path(problem, use) for _, use in sorted(numbered, key=itemgetter(0))]
        return Fraction(sum(best.values()), problem.scale), tuple(dict.fromkeys(paths))

    def _users(self, line: Recognition) -> str:
        taken, own = self.taken, line.line.id
        users = sorted({taken[n].rule for o in line.options for n in o.uses if n in taken and n != own})
        return f"what it would be recognised with serves {', '.join(users)}"

    def _cause(self, line: Recognition, completion: Completion, applied: Fraction) -> tuple[ReasonCode | None, str]:
        """Return why a line that is counted is not applied, or not whole."""
        if applied:
            return ReasonCode.NO_SLOT, "only part of its credit was needed"
        if line.line.pending:
            return None, "in progress: it counts once it is completed"
        problem = completion.problem
        ways = [index for option in line.options for index in self._choices.get(option.id, ())]
        for way in sorted(ways) if ways else ():
            for index in problem.choices[way].units:
                rule = blocking(completion, problem.units[index])
                if rule is not None:
                    return ReasonCode(rule.code), rule.words
        return ReasonCode.NO_SLOT, "no requirement of this credential has room for it"

    @cached_property
    def _choices(self) -> dict[str, list[int]]:
        """Return the numbers of the choices by the id of their option."""
        found: dict[str, list[int]] = defaultdict(list)
        for index, choice in enumerate(self.completion.problem.choices if self.completion else ()):
            found[choice.id].append(index)
        return dict(found)


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


def _in_use(result: RecognitionResult, completion: Completion) -> list[Option]:
    """Return the options that are applied, in the order of the problem."""
    problem = completion.problem
    active = {problem.units[use.unit].option for use in completion.allocation.applied} - {None}
    if not active:
        return []
    by_id = {option.id: option for option in result.options}
    names = dict.fromkeys(problem.choices[index].id for index in sorted(i for i in active if i is not None))
    return [by_id[name] for name in names if name in by_id]


def _spare(options: Iterable[Option], taken: Mapping[str, Option]) -> Option | None:
    """Return the certain option that a line in excess would be recognised by: the most credit, then by id."""
    free = [option for option in options if option.certain and _is_free(option, taken)]
    if len(free) < 2:
        return free[0] if free else None
    return min(free, key=lambda option: (-_credit(option), option.id))


def _is_free(option: Option, taken: Mapping[str, Option]) -> bool:
    users = [taken[name] for name in option.uses if name in taken]
    return not users or (option.share is not None and all(user.share == option.share for user in users))


def _credit(option: Option) -> Fraction:
    return option.items[0].credit if len(option.items) == 1 else option.credit


def _path(problem: Problem, use: Applied) -> str:
    node = problem.program.leaves[use.leaf].node if use.leaf is not None else use.node
    return problem.program.nodes[node or 0].path


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


def is_aside(line: LineResult) -> bool:
    """Return whether a line is attempted only: a duplicate, or not completed yet."""
    return line.recognition.duplicate or line.recognition.line.pending


def totals_of(lines: tuple[LineResult, ...]) -> Totals:
    """Return the totals of all lines; duplicates and what is in progress are attempted, not evaluable."""
    parts: dict[str, list[Fraction]] = defaultdict(list)
    for line in lines:
        parts["aside" if is_aside(line) else line.recognition.decision].append(line.recognized)
    aside = exact_sum(parts["aside"])
    sums = {decision: exact_sum(parts[decision]) for decision in ("accepted", "refused", "undecided")}
    applied = exact_sum([line.applied for line in lines if line.applied is not ZERO])
    evaluable = exact_sum(sums.values())
    return Totals.made(
        attempted=evaluable + aside,
        evaluable=evaluable,
        accepted=sums["accepted"],
        applied=applied,
        excess=sums["accepted"] - applied,
        refused=sums["refused"],
        undecided=sums["undecided"],
    )
