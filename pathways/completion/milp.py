"""How is the problem written as an integer program, and how is its answer read back?

A node variable says "this requirement is wanted and met"; the root is.  Exactly one branch of an *any* and exactly
``n`` of an *at least* are wanted, so nothing is applied where it is not needed.
"""

from __future__ import annotations

from collections import defaultdict

from pathways.completion.competencies import Formula, shows
from pathways.completion.encode_rules import rows_for_rules
from pathways.completion.encoded import Place, Shared, negated, times
from pathways.completion.patterns import share
from pathways.completion.preferences import at, preferences
from pathways.completion.problem import Allocation, Applied, Problem, Unit
from pathways.completion.rowmodel import RowModel, Terms, add
from pathways.completion.solver import Solved, solve
from pathways.completion.weights import COST, ITEMS, OUTSIDE, floors
from pathways.model.requirement import AtLeast


class Encoding:
    """The integer program of a problem and the meaning of its variables.

    ``slack`` lets leaves stay unmet at a price above all others; it is used only where the plain program is infeasible.
    ``model`` may hold other rows already: those of a plan, say.
    """

    def __init__(
        self, problem: Problem, *, slack: bool, floor: int | None = None, model: RowModel | None = None
    ) -> None:
        self.problem = problem
        known = None if floor is None else floors(floor)
        self.floor = known if known and known[0] == 0 else None
        self.slack = slack
        self.model = RowModel() if model is None else model
        self.number: dict[Place, int] = {}
        self.amount: dict[Place, int] = {}
        self.block: dict[Place, int] = {}
        self.wanted = [self.model.variable() for _ in problem.program.nodes]
        self.inner: list[Terms] = [{variable: 1} for variable in self.wanted]
        self.missing: dict[int, int] = {}
        self.unspread: dict[int, int] = {}
        self.assumed: dict[int, int] = {}
        self.used: dict[int, Terms] = {}
        self.standing: dict[int, Terms] = {}
        self.counted: list[tuple[int, Terms, bool]] = []
        self.shared: dict[int, Shared] = {}
        self.patterns: dict[object, tuple[tuple[int, ...], ...] | None] = {}
        self.reached: dict[int, int] = {}
        self.places = problem.by_leaf()
        self._units()
        self._leaves()
        self._nodes()
        self._learning()
        self._rules()
        self._objectives()

    def _units(self) -> None:
        """Make the variables of every unit and see that no copy is applied twice, unless a sharing rule allows it."""
        for unit in self.problem.units:
            for leaf, amount in zip(unit.leaves, unit.amounts, strict=True):
                if self.problem.program.leaves[leaf].consumes:
                    self.number[unit.index, leaf] = self.model.variable(unit.count)
                    if self._by_credit(leaf):
                        self.amount[unit.index, leaf] = self.model.variable(amount * unit.count)
            for node in unit.blocks:
                self.block[unit.index, node] = self.model.variable()
            self.used[unit.index] = self._once(unit)
        for (_, node), variable in self.block.items():
            self.inner[node][variable] = -1
            self.model.row(self.inner[node], low=0)

    def _by_credit(self, leaf: int) -> bool:
        return self.problem.program.leaves[leaf].kind == "credits"

    def _once(self, unit: Unit) -> Terms:
        """Return the number of copies in use as a sum, after limiting it to the copies there are."""
        mine = [self.number[unit.index, leaf] for leaf in unit.leaves if (unit.index, leaf) in self.number]
        mine += [self.block[unit.index, node] for node in unit.blocks]
        self.standing[unit.index] = dict.fromkeys(mine, 1)
        if self.problem.sharable(unit):
            shared = self.shared[unit.index] = share(self, unit)
            blocks = (self.block[unit.index, node] for node in unit.blocks)
            self.standing[unit.index] = {**shared.copies, **dict.fromkeys(blocks, 1)}
        self.model.row(self.standing[unit.index], high=unit.count)
        if not unit.shows:
            return self.standing[unit.index]
        taken = self.model.variable(unit.count)
        self.model.row({taken: 1, **negated(self.standing[unit.index])}, low=0)
        return {taken: 1}

    def _leaves(self) -> None:
        for index, leaf in enumerate(self.problem.program.leaves):
            mine = self.inner[leaf.node]
            if leaf.node in self.problem.optional and not leaf.consumes:
                continue
            if leaf.kind == "competency":
                self._competency(index, mine)
            elif leaf.kind == "used":
                continue
            elif leaf.kind in ("after_transfer", "statement"):
                self.assumed[index] = self.model.variable()
                self.model.row({self.assumed[index]: 1, **negated(mine)}, low=0)
            else:
                self._consuming(index, mine)

    def _consuming(self, index: int, mine: Terms) -> None:
        """Ask for the need and stop at the cap; nothing is applied where the leaf is not wanted, or met by a block."""
        need, cap = self.problem.needs[index], max(self.problem.caps[index], self.problem.needs[index])
        brought: Terms = {}
        for unit, amount in self.places[index]:
            number = self.number[unit, index]
            if self._by_credit(index):
                share = self.amount[unit, index]
                self.model.row({share: 1, number: -amount}, high=0)
                self.model.row({share: 1, number: -1}, low=0)
                brought[share] = 1
            else:
                brought[number] = 1
        self.model.row({**brought, **times(mine, -cap)}, high=0)
        asked = self.problem.program.leaves[index].node not in self.problem.optional
        if asked and not self.problem.program.is_loose(index):
            self.model.row({**self._with_slack(index, brought, need), **times(mine, -need)}, low=0)

    def _with_slack(self, index: int, brought: Terms, need: int) -> Terms:
        if not self.slack:
            return brought
        self.missing[index] = self.model.variable(max(need, 1))
        return {**brought, self.missing[index]: 1}

    def _competency(self, index: int, mine: Terms) -> None:
        held = self._formula(self.problem.formulas[index])
        self.model.row({**self._with_slack(index, {held: 1}, 1), **negated(mine)}, low=0)

    def _formula(self, formula: Formula) -> int:
        """Return a variable that is 1 only if the formula is true of what is held or taken."""
        true = self.model.variable()
        if any(shows(item, formula.names, formula.level) for item in self.problem.held):
            return true
        support: Terms = {}
        for unit in self.problem.units:
            if any(shows(item, formula.names, formula.level) for item in unit.shows):
                for variable in self.used[unit.index]:
                    add(support, variable)
        for need, parts in formula.groups:
            enough = self.model.variable()
            self.model.row({**dict.fromkeys([self._formula(p) for p in parts], 1), enough: -need}, low=0)
            support[enough] = 1
        self.model.row({**support, true: -1}, low=0)
        return true

    def _nodes(self) -> None:
        self._root()
        for index, node in enumerate(self.problem.program.nodes):
            if node.leaf is None and index not in self.problem.optional:
                self._group(index)
            elif node.leaf is None:
                self._optional(index)

    def _root(self) -> None:
        """Ask that the whole be wanted."""
        self.model.row({self.wanted[self.problem.program.root]: 1}, low=1)

    def _optional(self, index: int) -> None:
        """Let learning stand below a waived group in as many branches as the group would pursue; ask for none."""
        node, mine = self.problem.program.nodes[index], self.inner[index]
        children = {self.wanted[child]: 1 for child in node.children}
        for child in children:
            self.model.row({child: 1, **negated(mine)}, high=0)
        most = self._pursued(index)
        if most is not None:
            self.model.row({**children, **times(mine, -most)}, high=0)

    def _pursued(self, index: int) -> int | None:
        """Return how many children of a group are pursued; None where all are, or where the group counts."""
        node = self.problem.program.nodes[index]
        if not isinstance(node.requirement, AtLeast):
            return 1 if node.kind == "any" else None
        return int(-(-node.requirement.n // 1)) if node.requirement.counting == "requirements" else None

    def _group(self, index: int) -> None:
        """Tie a group to its children; a block that fills the group stands in for all of them."""
        node = self.problem.program.nodes[index]
        mine, requirement = self.inner[index], node.requirement
        if isinstance(requirement, AtLeast) and requirement.counting != "requirements":
            self._counting(index, requirement, mine)
            return
        children = {self.wanted[child]: 1 for child in node.children}
        if node.kind == "all":
            for child in children:
                self.model.row({child: 1, **negated(mine)}, low=0, high=0)
            return
        need = self._pursued(index) or 0
        more = index in self.problem.program.counted
        self.model.row({**children, **times(mine, -need)}, low=0, high=None if more else 0)
        for child in children if more else ():
            self.model.row({child: 1, **negated(mine)}, high=0)

    def _counting(self, index: int, node: AtLeast, mine: Terms) -> None:
        """Count items or credit_limit over the children; each child contributes nothing or at least ``each`` items."""
        total: Terms = {}
        contributing: Terms = {}
        for child in self.problem.program.nodes[index].children:
            self.model.row({self.wanted[child]: 1, **negated(mine)}, high=0)
            items, brought = self._brought(child)
            part = self.model.variable()
            most = sum(c * self.model.upper[v] for v, c in items.items())
            self.model.row({**items, part: -max(most, 1)}, high=0)
            self.model.row({**items, part: -max(node.each or 1, 1)}, low=0)
            contributing[part] = 1
            for variable, coefficient in (items if node.counting == "items" else brought).items():
                add(total, variable, coefficient)
        need = int(-(-node.n // 1) if node.counting == "items" else node.n * self.problem.scale)
        self.model.row({**self._group_slack(index, total, need), **times(mine, -need)}, low=0)
        if node.distinct is not None and node.distinct.min is not None:
            least = node.distinct.min
            self.model.row({**self._spread_slack(index, contributing, least), **times(mine, -least)}, low=0)
        if node.distinct is not None and node.distinct.max is not None:
            self.model.row(contributing, high=node.distinct.max)
        self.counted.append((index, total, node.counting == "items"))

    def _spread_slack(self, index: int, contributing: Terms, least: int) -> Terms:
        if not self.slack or not least:
            return contributing
        self.unspread[index] = self.model.variable(least)
        return {**contributing, self.unspread[index]: 1}

    def _group_slack(self, index: int, total: Terms, need: int) -> Terms:
        if not self.slack or not need:
            return total
        self.missing[-1 - index] = self.model.variable(need)
        return {**total, self.missing[-1 - index]: 1}

    def _brought(self, node: int) -> tuple[Terms, Terms]:
        """Return (number of items, amount of credit) applied to the leaves below a node, as sums."""
        items: Terms = {}
        credit: Terms = {}
        for leaf in self.problem.program.nodes[node].leaves:
            for unit, amount in self.places[leaf]:
                if (unit, leaf) in self.number:
                    add(items, self.number[unit, leaf])
                    share = self.amount.get((unit, leaf))
                    add(credit, self.number[unit, leaf] if share is None else share, amount if share is None else 1)
        return items, credit

    def _learning(self) -> None:
        """See that each attainment is used once, unless its choices share it, and each course counts once."""
        for users in self.problem.users().values():
            keys: dict[str, list[int]] = defaultdict(list)
            for choice in users:
                keys[self.problem.choices[choice].share or f"\x00{choice}"].append(choice)
            if len(keys) > 1:
                self._alternatives(list(keys.values()))
        same: dict[str, list[int]] = defaultdict(list)
        for unit in self.problem.units:
            if unit.course is not None:
                same[unit.course].append(unit.index)
        for units in same.values():
            if len(units) > 1:
                self.model.row({v: c for unit in units for v, c in self.used[unit].items()}, high=1)

    def _alternatives(self, groups: list[list[int]]) -> None:
        gates: Terms = {}
        for group in groups:
            gate = self.model.variable()
            gates[gate] = 1
            for choice in group:
                for unit in self.problem.choices[choice].units:
                    self.model.row({**self.used[unit], gate: -1}, high=0)
        self.model.row(gates, high=1)

    def _rules(self) -> None:
        rows_for_rules(self)

    def _objectives(self) -> None:
        outside: Terms = dict.fromkeys(self.assumed.values(), 1)
        lacking = (*self.missing.values(), *self.unspread.values())
        outside.update(dict.fromkeys(lacking, len(self.assumed) + 1))
        self.model.minimise(outside, at(self, OUTSIDE))
        cost: Terms = {}
        items: Terms = {}
        for unit in self.problem.units:
            if not unit.owned:
                for variable, coefficient in self.used[unit.index].items():
                    add(cost, variable, unit.cost * coefficient)
                    add(items, variable, coefficient)
        self.model.minimise(cost, at(self, COST))
        self.model.minimise(items, at(self, ITEMS))
        preferences(self)

    def read(self, solved: Solved) -> Allocation:
        """Return the allocation that a solution stands for."""
        value = solved.values
        applied: list[Applied] = []
        for unit, leaf in sorted(self.number):
            var = self.number[unit, leaf]
            if value[var] and (self.problem.units[unit].owned or unit not in self.shared):
                applied.append(Applied(unit, leaf, value[var], self._brings(unit, leaf, value)))
        for unit, shared in self.shared.items():
            applied.extend(() if self.problem.units[unit].owned else shared.read(value))
        for (unit, node), var in sorted(self.block.items()):
            if value[var]:
                applied.append(Applied(unit, None, 1, self.problem.units[unit].credit, node))
        below = self.problem.optional - self.problem.fixed
        copies = ((u, sum(value[v] * c for v, c in self.used[u.index].items())) for u in self.problem.units)
        bought = [(unit.index, number) for unit, number in copies if number and not unit.owned]
        return Allocation(
            applied=tuple(applied),
            bought=tuple(bought),
            chosen=frozenset(i for i, var in enumerate(self.wanted) if value[var]) - below,
            impossible=tuple(sorted(self._lacking(value))),
            cost=sum(self.problem.units[unit].cost * number for unit, number in bought),
            items=sum(number for _, number in bought),
            method="milp",
        )

    def _lacking(self, value: tuple[int, ...]) -> set[int]:
        """Return what nothing on offer fills: leaves by number, groups by the number below nought of their node."""
        found = {leaf for leaf, variable in self.missing.items() if value[variable]}
        return found | {-1 - node for node, variable in self.unspread.items() if value[variable]}

    def _brings(self, unit: int, leaf: int, value: tuple[int, ...]) -> int:
        share = self.amount.get((unit, leaf))
        if share is not None:
            return value[share]
        amounts = dict(zip(self.problem.units[unit].leaves, self.problem.units[unit].amounts, strict=True))
        return amounts[leaf] * value[self.number[unit, leaf]]


def complete_by_program(problem: Problem, floor: int | None = None) -> Allocation:
    """Return the proven cheapest completion; where some leaf can never be met, the completion of all the others.

    ``floor`` is a weight that no completion goes below.
    """
    for slack in (False, True):
        encoding = Encoding(problem, slack=slack, floor=floor)
        solved = solve(encoding.model)
        if solved is not None:
            return encoding.read(solved)
    return Allocation((), (), frozenset(), tuple(range(len(problem.needs))), 0, 0, "milp")
