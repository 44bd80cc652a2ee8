"""What must be had before something begins?  Prerequisites and corequisites as rows over time.

``at`` gives for an attainment the ways in which it is had in time, summed; None where it is on the record already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import lcm
from typing import assert_never

from pathways.completion.competencies import Formula, shows
from pathways.completion.encoded import negated, times
from pathways.completion.rowmodel import Terms, add
from pathways.completion.state import Pool, State, counts_credit
from pathways.model.requirement import (
    AfterTransfer,
    AllOf,
    AnyOf,
    AtLeast,
    CompetencyLeaf,
    CourseLeaf,
    CoursePool,
    CredentialLeaf,
    CreditPool,
    Requirement,
    Statement,
    UsedLeaf,
)
from pathways.planning.conditions import Condition, Rows

At = Callable[[str], Terms | None]

Held = Terms | bool
"""A sum that is at least 1 where something holds; or whether it holds whatever is planned."""


class Before:
    """Writes what must be had at one moment at one place."""

    def __init__(self, rows: Rows, state: State, at: At) -> None:
        self.rows = rows
        self.state = state
        self.at = at

    def ask(self, tree: Requirement, begun: Terms, condition: Condition) -> None:
        """Ask that a tree holds wherever ``begun`` is 1."""
        if isinstance(tree, AllOf):
            for child in tree.children:
                self.ask(child, begun, condition)
            return
        if isinstance(tree, CreditPool | CoursePool | UsedLeaf):
            self._ask_pool(tree, begun, condition)
            return
        held = self._held(tree)
        if held is True:
            return
        terms = {} if held is False else held
        self.rows.row(condition, _minus(terms, begun), low=0)

    def _ask_pool(self, leaf: Pool, begun: Terms, condition: Condition) -> None:
        total, sure, need = self._pool(leaf)
        missing = need - sure
        if missing > 0:
            self.rows.row(condition, _minus(total, times(begun, missing)), low=0)

    def _pool(self, leaf: Pool) -> tuple[Terms, int, int]:
        """Return (what is planned toward a pool as a sum, what is there, what is asked for), in whole numbers."""
        pooled = self.state.pooled(leaf)
        amounts = {uses: credit if counts_credit(leaf) else Fraction(items) for uses, (items, credit) in pooled.items()}
        scale = lcm(
            leaf.n.denominator if isinstance(leaf.n, Fraction) else 1, *(a.denominator for a in amounts.values())
        )
        total: Terms = {}
        sure = 0
        for uses, amount in amounts.items():
            held = self._together(uses)
            if held is True:
                sure += int(amount * scale)
            elif held is not False:
                for variable, coefficient in held.items():
                    add(total, variable, coefficient * int(amount * scale))
        return total, sure, int(leaf.n * scale)

    def _together(self, uses: Iterable[str]) -> Held:
        """Return a sum that is 1 where all of some attainments are had."""
        parts = [terms for terms in map(self.at, sorted(uses)) if terms is not None]
        if not parts:
            return True
        if any(not terms for terms in parts):
            return False
        return parts[0] if len(parts) == 1 else self._all(parts)

    def _all(self, parts: Iterable[Held]) -> Held:
        """Return a sum that is 1 only where every part holds."""
        waiting = [part for part in parts if part is not True]
        if any(part is False or not part for part in waiting):
            return False
        if len(waiting) < 2:
            return waiting[0] if waiting else True
        both = self.rows.model.variable()
        for part in waiting:
            assert_terms = part if isinstance(part, dict) else {}
            self.rows.model.row(_minus(assert_terms, {both: 1}), low=0)
        return {both: 1}

    def _any(self, parts: Iterable[Held]) -> Held:
        """Return a sum that is at least 1 where some part holds."""
        total: Terms = {}
        for part in parts:
            if part is True:
                return True
            for variable, coefficient in (part or {}).items():
                add(total, variable, coefficient)
        return total or False

    def _enough(self, need: int, parts: Iterable[Held]) -> Held:
        """Return a sum that is 1 only where so many parts hold."""
        parts = list(parts)
        sure = sum(part is True for part in parts)
        if sure >= need:
            return True
        open_parts = [part for part in parts if isinstance(part, dict) and part]
        if sure + len(open_parts) < need:
            return False
        model = self.rows.model
        each: Terms = {}
        for part in open_parts:
            one = model.variable()
            model.row(_minus(part, {one: 1}), low=0)
            each[one] = 1
        enough = model.variable()
        model.row({**each, enough: -(need - sure)}, low=0)
        return {enough: 1}

    def _held(self, tree: Requirement) -> Held:
        match tree:
            case AllOf():
                return self._all(self._held(child) for child in tree.children)
            case AnyOf():
                return self._any(self._held(child) for child in tree.children)
            case AtLeast():
                if tree.counting != "requirements":
                    return self._filled(self.state.group(tree))
                return self._enough(-(-tree.n.numerator // tree.n.denominator), map(self._held, tree.children))
            case CourseLeaf() | CredentialLeaf():
                return self._any(self._together(uses) for uses in self.state.named(tree))
            case CompetencyLeaf():
                return self._shown(self.state.rules.formula(tree.competency, tree.level))
            case CreditPool() | CoursePool() | UsedLeaf():
                return self._filled(tree)
            case AfterTransfer() | Statement():
                return True
            case _:
                assert_never(tree)

    def _filled(self, leaf: Pool) -> Held:
        total, sure, need = self._pool(leaf)
        if sure >= need:
            return True
        if not total:
            return False
        full = self.rows.model.variable()
        self.rows.model.row({**total, full: -(need - sure)}, low=0)
        return {full: 1}

    def _shown(self, formula: Formula) -> Held:
        own = (self._together((n,)) for n, item in self.state.evidence if shows(item, formula.names, formula.level))
        below = (self._enough(need, map(self._shown, parts)) for need, parts in formula.groups)
        return self._any((*own, *below))


def _minus(terms: Terms, less: Terms) -> Terms:
    found = dict(terms)
    for variable, coefficient in negated(less).items():
        add(found, variable, coefficient)
    return found
