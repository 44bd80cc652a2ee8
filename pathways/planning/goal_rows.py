"""How does a goal become rows of a plan?  The audit's own integer program, fed by what is taken."""

from __future__ import annotations

from collections.abc import Mapping

from pathways.catalog.collection import Catalog
from pathways.completion.competencies import Formula, shows
from pathways.completion.encode_rules import row_for_rule, row_for_sharing
from pathways.completion.encoded import negated
from pathways.completion.milp import Encoding
from pathways.completion.rowmodel import Terms
from pathways.completion.steps import PLANNED
from pathways.planning.conditions import Condition, Rows
from pathways.planning.prospects import Aim


class GoalRows(Encoding):
    """The rows of one goal inside a plan; ``taken`` gives for each planned attainment the ways to take it, summed.

    ``award`` is 1 where the goal is reached; a required goal always is.
    """

    def __init__(self, rows: Rows, aim: Aim, taken: Mapping[str, Terms], catalog: Catalog) -> None:
        self.rows = rows
        self.catalog = catalog
        self.aim = aim
        self.taken = taken
        self.evidence: dict[str, int] = {}
        super().__init__(aim.problem, slack=False, model=rows.model)
        self._gate()
        self._repeats()

    @property
    def award(self) -> int:
        """Return the variable that is 1 where the goal is reached."""
        return self.wanted[self.problem.program.root]

    @property
    def is_held(self) -> bool:
        """Return whether the award is on the record already, or its requirements are waived as a whole."""
        return self.problem.program.root in self.problem.fixed

    def _root(self) -> None:
        if self.aim.required:
            super()._root()

    def _objectives(self) -> None:
        """Leave the objectives to the plan."""

    def _condition(self, node: int, what: str) -> Condition:
        goal = self.aim.credential
        path = self.problem.program.nodes[node].path
        return Condition("requirement", f"{goal.key}#{path}", f"{goal.title}: {what}")

    def _with_slack(self, index: int, brought: Terms, need: int) -> Terms:
        if not self.rows.explain or not self.aim.required:
            return brought
        node = self.problem.program.leaves[index].node
        return {**brought, self.rows.drop(self._condition(node, self._asks(node))): need}

    def _group_slack(self, index: int, total: Terms, need: int) -> Terms:
        if not self.rows.explain or not self.aim.required or not need:
            return total
        return {**total, self.rows.drop(self._condition(index, self._asks(index))): need}

    def _spread_slack(self, index: int, contributing: Terms, least: int) -> Terms:
        return self._group_slack(index, contributing, least)

    def _asks(self, node: int) -> str:
        """Return in words what a requirement asks for."""
        entry = self.problem.program.nodes[node]
        if entry.title:
            return entry.title
        leaf = None if entry.leaf is None else self.problem.program.leaves[entry.leaf]
        name = "" if leaf is None else leaf.ref or ""
        course = self.catalog.courses.get(name)
        return course.full_title if course else name or f"what {entry.path} asks for"

    def _rules(self) -> None:
        """Write the rules over what is applied, each under its own name."""
        goal = self.aim.credential
        for rule in self.problem.rules:
            before = len(self.model.rows)
            row_for_rule(self, rule)
            if len(self.model.rows) == before:
                continue
            if not self.aim.required:
                self._only_if_reached()
            else:
                where = "" if rule.node is None else self.problem.program.nodes[rule.node].path
                name = f"{goal.key}#{where} {rule.code}"
                self.rows.ease_last(Condition("rule", name, f"{goal.title}: {rule.words}"))
        for sharing in self.problem.sharing:
            row_for_sharing(self, sharing)

    def _only_if_reached(self) -> None:
        """Let the last row ask for something only where the goal is reached."""
        terms, low, high = self.model.rows.pop()
        if low is not None and low > 0:
            terms, low = {**terms, self.award: terms.get(self.award, 0) - low}, 0
        self.model.row(terms, low, high)

    def _formula(self, formula: Formula) -> int:
        """Return a variable that is 1 only if a formula is true of what is held or taken."""
        true = self.model.variable()
        if any(shows(item, formula.names, formula.level) for item in self.problem.held):
            return true
        support: Terms = {}
        for name in sorted({n for n, item in self.aim.shown if shows(item, formula.names, formula.level)}):
            support[self._shown(name)] = 1
        for need, parts in formula.groups:
            enough = self.model.variable()
            self.model.row({**dict.fromkeys([self._formula(p) for p in parts], 1), enough: -need}, low=0)
            support[enough] = 1
        self.model.row({**support, true: -1}, low=0)
        return true

    def _shown(self, name: str) -> int:
        """Return the variable that is 1 where what a planned attainment shows is looked at."""
        found = self.evidence.get(name)
        if found is None:
            found = self.evidence[name] = self.model.variable()
            self.model.row({found: 1, **negated(self.taken.get(name, {}))}, high=0)
        return found

    def _gate(self) -> None:
        """Let nothing be applied whose learning is not taken."""
        for choice in self.problem.choices:
            for name in choice.uses:
                if name.startswith(PLANNED):
                    taken = self.taken.get(name, {})
                    for unit in choice.units:
                        self.model.row({**self.used[unit], **_less(self.used[unit], taken)}, high=0)

    def _repeats(self) -> None:
        """Let nothing of the record be applied beside its own repetition."""
        for name, lines in self.aim.repeated.items():
            taken = self.taken.get(name, {})
            for choice in self.problem.choices:
                if taken and not set(lines).isdisjoint(choice.uses):
                    for unit in choice.units:
                        self.model.row({**self.used[unit], **taken}, high=1)

    def uses(self) -> Mapping[str, list[Terms]]:
        """Return for each attainment the sums that are 1 where what it gives is applied."""
        found: dict[str, list[Terms]] = {}
        for choice in self.problem.choices:
            for name in choice.uses:
                found.setdefault(name, []).extend(self.used[unit] for unit in choice.units)
        for name, variable in self.evidence.items():
            found.setdefault(name, []).append({variable: 1})
        return found


def _less(used: Terms, taken: Terms) -> Terms:
    """Return the negated ways; none of them is a variable of the goal itself."""
    return {variable: value for variable, value in negated(taken).items() if variable not in used}
