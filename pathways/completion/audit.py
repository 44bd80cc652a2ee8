"""How far does this record go toward this credential?  The cheapest completion, read in three ways.

Source: semantics 6, 7 and 8.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Literal

from pathways.catalog.collection import Catalog
from pathways.completion.bounds import complete_by_bound
from pathways.completion.build import (
    IF_ALL,
    IF_COMPLETED,
    IF_POSSIBLE,
    NOW,
    Inputs,
    Reading,
    build,
    surely_short,
)
from pathways.completion.candidates import Measure, Shelf, Stock
from pathways.completion.milp import complete_by_program
from pathways.completion.naming import named_in_order
from pathways.completion.problem import Allocation, Problem
from pathways.completion.program import Program, compile_program
from pathways.completion.verify import verify
from pathways.model.credential import Credential, Overlays, ReuseCap
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord
from pathways.recognition.adjust import in_force
from pathways.recognition.exclusions import limits
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import Policies, RuleBook, policies_for
from pathways.recognition.types import RecognitionResult

Status = Literal["satisfied", "unsatisfied", "undecided"]


@dataclass(frozen=True)
class Completion:
    """One reading of a record: the problem and its proven cheapest completion."""

    problem: Problem
    allocation: Allocation

    @property
    def shortfall(self) -> Fraction:
        """Return the least additional amount of the measure."""
        return Fraction(self.allocation.cost, self.problem.cost_scale)

    @cached_property
    def conditions(self) -> tuple[int, ...]:
        """Return the leaves that are wanted and stay conditions in words."""
        return self._wanted("statement")

    @property
    def after_transfer(self) -> tuple[int, ...]:
        """Return the leaves that are wanted and can be met only after transfer."""
        return self._wanted("after_transfer")

    def _wanted(self, kind: str) -> tuple[int, ...]:
        leaves = self.problem.program.leaves
        whole = self.problem.fixed | {use.node for use in self.allocation.applied if use.node is not None}
        return tuple(
            index
            for index, leaf in enumerate(leaves)
            if leaf.kind == kind and leaf.node in self.allocation.chosen and leaf.node not in whole
        )

    @cached_property
    def met(self) -> bool:
        """Return whether nothing is missing and no condition is open."""
        nothing_taken = not self.allocation.cost and not self.allocation.items
        return nothing_taken and not self.allocation.impossible and not self.conditions

    @cached_property
    def applied_credit(self) -> Fraction:
        """Return the credit of owned learning that is applied, each item once."""
        amounts: dict[int, int] = {}
        for use in self.allocation.applied:
            if self.problem.units[use.unit].owned:
                amounts[use.unit] = max(amounts.get(use.unit, 0), use.amount)
        return Fraction(sum(amounts.values()), self.problem.scale)

    @property
    def applied_items(self) -> int:
        """Return how many owned items are applied."""
        return len({u.unit for u in self.allocation.applied if self.problem.units[u.unit].owned})


def complete(problem: Problem, *, exact_only: bool = False) -> Allocation:
    """Return the proven cheapest completion: by a bound that meets an allocation, else by the integer program.

    Every answer passes an exact check of all rules (InternalError X001 where it does not).
    """
    found = None if exact_only else complete_by_bound(problem)
    if found is None:
        found = complete_by_program(problem)
    if found.method == "milp":
        found = named_in_order(problem, found)
    verify(problem, found)
    return found


@dataclass(frozen=True)
class Examination:
    """Everything known about one record and one credential on one day; readings are solved when asked for."""

    catalog: Catalog
    record: LearnerRecord
    credential: Credential
    as_of: dt.date
    policies: Policies
    inputs: Inputs
    book: RuleBook
    known_empty: Completion | None = None
    _readings: dict[tuple[Reading, bool], Completion] = field(default_factory=dict)

    @property
    def program(self) -> Program:
        """Return the compiled requirement tree."""
        return self.inputs.shelf.program

    @property
    def recognition(self) -> RecognitionResult:
        """Return the decisions on the lines."""
        return self.inputs.recognition

    def reading(self, which: Reading = NOW, *, owned: bool = True) -> Completion:
        """Return a reading, solved once; a reading that adds nothing is the same as the plain one."""
        which = which & self._mattering if owned else NOW
        owned = owned or self._nothing_owned
        key = (which, owned)
        if key not in self._readings:
            problem = build(self.inputs, which, owned=owned)
            self._readings[key] = self._solved(problem) or Completion(problem, complete(problem))
        return self._readings[key]

    def _solved(self, problem: Problem) -> Completion | None:
        """Return the completion of an equal problem, where another reading has solved it."""
        return next((known for known in self._readings.values() if known.problem == problem), None)

    @cached_property
    def _nothing_owned(self) -> bool:
        """Return whether the record gives nothing, so that the plain reading is that of the empty record."""
        inputs = self.inputs
        return not (inputs.options(NOW) or inputs.evidence(NOW) or inputs.adjustments)

    @cached_property
    def _mattering(self) -> Reading:
        """Return the words that change what counts or may change what holds."""
        result = self.inputs.recognition
        pending = any(o.pending for o in result.options) or any(e.pending for e in result.evidence)
        doubtful = any(not o.certain for o in result.options) or any(not e.certain for e in result.evidence)
        doubtful = doubtful or any(leaf.gates or leaf.kind == "statement" for leaf in self.program.leaves)
        return frozenset({word for word, matters in (("completed", pending), ("possible", doubtful)) if matters})

    @property
    def empty(self) -> Completion:
        """Return the completion of the empty record; it depends on the program alone, so it may be kept."""
        return self.known_empty or self.reading(owned=False)

    @cached_property
    def status(self) -> Status:
        """Return whether the requirements hold now."""
        return self._status(NOW, IF_POSSIBLE)

    @cached_property
    def if_completed(self) -> Status:
        """Return whether they would hold if what is in progress were completed."""
        return self._status(IF_COMPLETED, IF_ALL)

    def _status(self, sure: Reading, hopeful: Reading) -> Status:
        if self.reading(sure).met:
            return "satisfied"
        if self._surely_short(hopeful):
            return "unsatisfied"
        best = self.reading(hopeful)
        missing = best.allocation.cost or best.allocation.items or best.allocation.impossible
        return "unsatisfied" if missing else "undecided"

    def _surely_short(self, hopeful: Reading) -> bool:
        """Return whether a place that must be filled is one that nothing of the record admits, whatever is hoped."""
        which = hopeful & self._mattering
        return (which, True) not in self._readings and surely_short(self.inputs, which)

    @property
    def progress(self) -> Fraction:
        """Return 1 - shortfall / shortfall of the empty record."""
        whole = self.empty.shortfall
        now = self.reading()
        if not whole:
            return Fraction(1) if now.met else Fraction(0)
        return min(max(Fraction(0), 1 - now.shortfall / whole), self._possible_part(now))

    def _possible_part(self, now: Completion) -> Fraction:
        """Return the greatest progress that may be claimed: less than all where something can never be met."""
        gaps = len(now.allocation.impossible)
        if not gaps:
            return Fraction(1)
        places = sum(leaf.node in now.allocation.chosen for leaf in self.program.leaves)
        return Fraction(max(0, places - gaps), max(1, places))

    def without(self, attainments: Iterable[str]) -> Completion:
        """Return the plain reading without some attainments."""
        gone = set(attainments)
        options = tuple(o for o in self.recognition.options if gone.isdisjoint(o.uses))
        evidence = tuple(e for e in self.recognition.evidence if e.attainment not in gone)
        inputs = replace(self.inputs, recognition=replace(self.recognition, options=options, evidence=evidence))
        problem = build(inputs, NOW)
        return Completion(problem, complete(problem))


def examine(
    catalog: Catalog,
    book: RuleBook,
    record: LearnerRecord,
    credential: Credential,
    *,
    as_of: dt.date,
    measure: Measure | None = None,
    shelf: Shelf | None = None,
) -> Examination:
    """Return the examination of a record against a credential; ``shelf`` may be kept from an earlier one.

    Raises QuestionError U003 where the credential states no requirement.
    """
    policies = policies_for(catalog, credential.organization, credential, as_of)
    if shelf is None:
        shelf = shelf_for(catalog, credential, policies, as_of=as_of, measure=measure)
    recognition = recognize(
        catalog, book, record, receiving=credential.organization, credential=credential, as_of=as_of
    )
    inputs = Inputs(shelf, recognition, in_force(record.adjustments, credential, as_of), limits(policies))
    return Examination(catalog, record, credential, as_of, policies, inputs, book)


def shelf_for(
    catalog: Catalog,
    credential: Credential,
    policies: Policies,
    *,
    as_of: dt.date,
    measure: Measure | None = None,
    everywhere: bool = False,
    stock: Stock | None = None,
) -> Shelf:
    """Return the compiled program with everything that may be taken toward it."""
    overlays = tuple((_overlays(policy), str(policy.source)) for policy in policies.all)
    program = compile_program(credential, overlays)
    return Shelf(catalog, program, measure or credential.measure, as_of, everywhere, stock)


def _overlays(policy: RecognitionPolicy) -> Overlays:
    """Return the rules of a policy over what is applied, its cap on reuse among them."""
    reuse = policy.reuse
    if reuse.mode != "capped":
        return policy.rules
    cap = ReuseCap(credits=reuse.credits, share=reuse.share, source=reuse.source)
    return policy.rules.model_copy(update={"reuse": (*policy.rules.reuse, cap)})
