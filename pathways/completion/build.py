"""How does a record become a problem?  Its options on the ground of a program: eligibility, amounts, choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import lcm
from typing import Final

from pathways.completion.candidates import Shelf
from pathways.completion.ground import credential_name, ground_for, level_of
from pathways.completion.problem import Choice, Problem, Rule, Unit, below
from pathways.completion.program import Gate
from pathways.completion.rule_weights import Named
from pathways.model.record import Adjustment
from pathways.recognition import grades
from pathways.recognition.dates import older_than
from pathways.recognition.exclusions import Limit
from pathways.recognition.types import Evidence, Item, Option, RecognitionResult

Reading = frozenset[str]
"""What is taken as true besides what is certain and completed: ``completed`` (what is in progress), ``possible``."""

NOW: Reading = frozenset()
IF_COMPLETED: Reading = frozenset({"completed"})
IF_POSSIBLE: Reading = frozenset({"possible"})
IF_ALL: Reading = frozenset({"completed", "possible"})


@dataclass(frozen=True)
class Inputs:
    """What a problem is built from."""

    shelf: Shelf
    recognition: RecognitionResult
    adjustments: tuple[Adjustment, ...]
    limits: tuple[Limit, ...]

    def options(self, reading: Reading) -> tuple[Option, ...]:
        """Return the options that count in a reading."""
        return tuple(
            option
            for option in self.recognition.options
            if (option.certain or "possible" in reading) and (not option.pending or "completed" in reading)
        )

    def evidence(self, reading: Reading) -> tuple[Evidence, ...]:
        """Return the evidence that counts in a reading: assessed, or possibly assessed."""
        return tuple(
            item
            for item in self.recognition.evidence
            if item.assessed
            and (item.certain or "possible" in reading)
            and (not item.pending or "completed" in reading)
        )


MOST_KEPT: Final = 20_000
"""Different things whose places are remembered for one program."""


def build(inputs: Inputs, reading: Reading, *, owned: bool = True) -> Problem:
    """Return the problem of one reading; ``owned=False`` gives the problem of the empty record.

    Raises PathwaysError P001 where credit comes in parts too fine to be added exactly.
    """
    builder = _Builder(inputs, reading, owned)
    return builder.problem()


def surely_short(inputs: Inputs, reading: Reading) -> bool:
    """Return whether a place that must be filled is one that nothing of the record admits; builds no more for it."""
    return _Builder(inputs, reading, owned=True).surely_short()


class _Builder:
    def __init__(self, inputs: Inputs, reading: Reading, owned: bool) -> None:
        self.inputs = inputs
        self.shelf = inputs.shelf
        self.program = inputs.shelf.program
        self.reading = reading
        self.options = inputs.options(reading) if owned else ()
        self.evidence = inputs.evidence(reading) if owned else ()
        self.adjustments = inputs.adjustments if owned else ()
        finest = lcm(1, *{item.credit.denominator for option in self.options for item in option.items})
        self.ground = ground_for(self.shelf, inputs.limits, finest)
        self.units: list[Unit] = list(self.ground.units)
        self.choices: list[Choice] = []

    def problem(self) -> Problem:
        ground = self.ground
        self._own()
        self._set_apart({unit.course for unit in self.units[len(ground.units) :] if unit.course is not None})
        needs, caps = ground.bounds
        return Problem(
            program=self.program,
            scale=ground.scale,
            cost_scale=ground.cost_scale,
            units=tuple(self.units),
            choices=tuple(self.choices),
            rules=self._rules(),
            needs=needs,
            caps=caps,
            formulas=self.shelf.formulas,
            held=frozenset((item.competency, item.level) for item in self.evidence),
            fixed=self._fixed(),
            sharing=ground.sharing,
            prefer_resident=ground.prefer_resident,
            prefer_grades=ground.prefer_grades,
            as_of=self.shelf.as_of,
            ground=ground,
        )

    def surely_short(self) -> bool:
        """Return whether a place that must be filled is one that no option of the reading may stand at."""
        self._own()
        owned = self.units[len(self.ground.units) :]
        if any(unit.blocks for unit in owned):
            return False
        open_to = {leaf for unit in owned for leaf in unit.leaves}
        lacking = [i for i in self.program.mandatory if self.ground.bounds[0][i] > 0 and i not in open_to]
        leaves, optional = self.program.leaves, below(self.program, self._fixed()) if lacking else frozenset()
        return any(leaves[index].node not in optional for index in lacking)

    def _rules(self) -> tuple[Rule, ...]:
        """Return the rules over what is applied; who holds the award has nothing left to show."""
        if self._held:
            return ()
        return tuple(
            rule
            for rule in self.ground.rules
            if not isinstance(rule.weight, Named) or any(map(rule.weight, self.units))
        )

    @cached_property
    def _held(self) -> bool:
        """Return whether the award itself is on the record."""
        return any(item.credential == self.program.credential.key for o in self.options for item in o.items)

    def _own(self) -> None:
        """Add the units of every option that some leaf admits, with the choices that give them."""
        for option in self.options:
            first = len(self.units)
            for item in option.items:
                self._add(option, item)
            if len(self.units) > first:
                indexes = tuple(range(first, len(self.units)))
                self.choices.append(Choice(option.id, option.uses, option.share, indexes))

    def _set_apart(self, owned: set[str]) -> None:
        """Let what is also owned stand by itself, so that it is not taken beside what is owned."""
        apart: dict[int, set[str]] = defaultdict(set)
        for name in owned:
            index = self.ground.home.get(name)
            if index is not None and self.units[index].count > 1:
                apart[index].add(name)
        for index, names in sorted(apart.items()):
            rest, alone = self.ground.without(index, frozenset(names))
            self.units[index] = replace(self.units[index], count=0) if rest is None else rest
            for candidate in alone:
                self.units.append(self.ground.unit(len(self.units), (candidate,)))

    def _add(self, option: Option, item: Item) -> None:
        """Add the unit of an item, if any leaf or block admits it."""
        places, blocks = self._places(option, item), self._blocks(item)
        if not places and not blocks:
            return
        ground = self.ground
        unit = Unit(
            index=len(self.units),
            names=(item.id,),
            leaves=places,
            amounts=tuple([ground.amount(i, item.credit) for i in places]),
            credit=ground.whole(item.credit),
            option=len(self.choices),
            course=item.course or (None if item.credential is None else credential_name(item.credential)),
            source=option.source_kind.value,
            level=level_of(item.features),
            points=item.points,
            pending=option.pending,
            lapses=option.lapses if option.lapsing else None,
            blocks=blocks,
            marks=ground.marks(item.features),
            reused=ground.whole(min(option.reused, item.credit)) if option.reused else 0,
            served=self._serves(option),
        )
        self.units.append(unit)

    def _serves(self, option: Option) -> frozenset[str]:
        """Return the awards that the lines behind an option have already served."""
        if not self._served:
            return frozenset()
        return frozenset().union(*(self._served.get(name, ()) for name in option.uses))

    @cached_property
    def _served(self) -> Mapping[str, frozenset[str]]:
        """Return the awards that each line has already served, by id and by key."""
        return {
            line.line.id: frozenset(
                name for use in line.line.attainment.used for name in (use.credential, use.credential.partition("@")[0])
            )
            for line in self.inputs.recognition.lines
            if line.line.attainment.used
        }

    def _places(self, option: Option, item: Item) -> tuple[int, ...]:
        """Return the leaves that admit an item; a substitution stands at the first leaf of the path approved for it."""
        if option.place is not None:
            return self.program.leaves_under(option.place)[:1]
        gates, admitted = self.ground.gates, self._admitted(item)
        if not gates or gates.keys().isdisjoint(admitted):
            return admitted
        return tuple(i for i in admitted if all(self._passes(gate, option, item) for gate in gates.get(i, ())))

    def _admitted(self, item: Item) -> tuple[int, ...]:
        """Return the leaves whose name or filter admits an item, whatever its grade and age."""
        key = (item.features, item.course, item.credential is None, item.block is None, bool(item.credit))
        known = self.ground.admitted.get(key)
        if known is None:
            if len(self.ground.admitted) > MOST_KEPT:
                self.ground.admitted.clear()
            known = self.ground.admitted[key] = tuple(sorted(self._search(item)))
        return known

    def _search(self, item: Item) -> set[int]:
        ground, features = self.ground, item.features
        courses = features.courses if item.course is None else features.courses | {item.course}
        found = {leaf for course in courses for leaf in ground.named.get(("course", course), ())}
        if item.credential is not None:
            found.update(leaf for name in features.credentials for leaf in ground.named.get(("credential", name), ()))
        for index, is_admitted in ground.shelf.pools if item.block is None else ():
            if (item.credit or self.program.leaves[index].kind == "courses") and is_admitted(features):
                found.add(index)
        return found

    def _blocks(self, item: Item) -> tuple[int, ...]:
        if item.block is None:
            return ()
        name, _, path = item.block.partition("#")
        credential = self.program.credential
        known = self.program.by_path.get(path)
        return (known,) if known is not None and name in (credential.id, credential.key) else ()

    def _passes(self, gate: Gate, option: Option, item: Item) -> bool:
        if option.pending:
            return True
        doubtful = "possible" in self.reading
        if gate.min_grade is not None:
            scales = self.shelf.catalog.grade_scales
            enough = grades.at_least(item.grade, item.grade_scale, gate.min_grade, scales)
            if not (doubtful if enough is None else enough):
                return False
        if gate.max_age_years is not None:
            years = gate.max_age_years
            return all(doubtful if day is None else not older_than(day, years, on) for day, on in item.days)
        return True

    def _fixed(self) -> frozenset[int]:
        """Return the nodes that hold without learning: waived, the award itself held, open conditions in hope."""
        waived = {c.path for c in self.adjustments if c.kind == "waiver"}
        fixed = {index for path, index in self.program.by_path.items() if path in waived} if waived else set()
        if "possible" in self.reading:
            fixed |= {leaf.node for leaf in self.program.leaves if leaf.kind == "statement"}
        if self._held:
            fixed.add(self.program.root)
        return frozenset(fixed)
