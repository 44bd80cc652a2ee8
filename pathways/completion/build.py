"""How do recognition options and candidates become a problem?  Eligibility, amounts, merged candidates, rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Final

from pathways.completion.candidates import Candidate, Shelf
from pathways.completion.competencies import Held
from pathways.completion.problem import Choice, Problem, Rule, Unit
from pathways.completion.program import Gate, Leaf
from pathways.completion.rules import problem_rules
from pathways.graph.admits import Features, admits
from pathways.model.record import Adjustment
from pathways.model.requirement import AtLeast
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


MOST_SHARED: Final = 5
"""Equal candidates are one unit as long as few sets of places can be served at once."""


def build(inputs: Inputs, reading: Reading, *, owned: bool = True) -> Problem:
    """Return the problem of one reading; ``owned=False`` gives the problem of the empty record."""
    builder = _Builder(inputs, reading, owned)
    return builder.problem()


class _Builder:
    def __init__(self, inputs: Inputs, reading: Reading, owned: bool) -> None:
        self.inputs = inputs
        self.shelf = inputs.shelf
        self.program = inputs.shelf.program
        self.reading = reading
        self.options = inputs.options(reading) if owned else ()
        self.evidence = inputs.evidence(reading) if owned else ()
        self.adjustments = inputs.adjustments if owned else ()
        self.scale = self._scale()
        self.units: list[Unit] = []
        self.choices: list[Choice] = []
        self.items: list[Item | None] = []

    def _scale(self) -> int:
        """Return the least whole number that makes every amount of credit in the problem whole."""
        amounts = [item.credit for option in self.options for item in option.items]
        amounts += [c.credit for c in self.shelf.candidates]
        amounts += [value for leaf in self.program.leaves for value in (leaf.need, leaf.cap)]
        amounts += [node.requirement.n for node in self.program.nodes if isinstance(node.requirement, AtLeast)]
        amounts += [rule.total_credits for rule, _ in self.program.overlays if rule.total_credits]
        return lcm(1, *(amount.denominator for amount in amounts))

    def problem(self) -> Problem:
        self._own()
        self._take()
        needs, caps = self._bounds()
        rules = self._rules()
        overlays = [rule for rule, _ in self.program.overlays]
        return Problem(
            program=self.program,
            scale=self.scale,
            cost_scale=self._cost_scale,
            units=tuple(self.units),
            choices=tuple(self.choices),
            rules=rules,
            needs=needs,
            caps=caps,
            formulas=self.shelf.formulas,
            held=frozenset((item.competency, item.level) for item in self.evidence),
            fixed=self._fixed(),
            sharing=tuple(
                (rule.max_items, _scaled(rule.max_credits, self.scale), rule.split, groups)
                for rule, groups in self.program.sharing
            ),
            prefer_resident=any(rule.residency for rule in overlays),
            prefer_grades=any(rule.min_gpa is not None for rule in overlays) or self._node_gpa(),
            as_of=self.shelf.as_of,
        )

    def _rules(self) -> tuple[Rule, ...]:
        """Return the rules over what is applied; who holds the award has nothing left to show."""
        if self._held:
            return ()
        return problem_rules(self.program, tuple(self.units), self.scale, self.inputs.limits)

    @cached_property
    def _held(self) -> bool:
        """Return whether the award itself is on the record."""
        return any(item.credential == self.program.credential.key for o in self.options for item in o.items)

    def _node_gpa(self) -> bool:
        return any(node.requirement.min_gpa is not None for node in self.program.nodes)

    def _own(self) -> None:
        """Add the units of every option that some leaf admits."""
        for option in self.options:
            units = [self._owned_unit(option, item) for item in option.items]
            self._choose(option.id, option.uses, option.share, [unit for unit in units if unit is not None])

    def _choose(self, name: str, uses: tuple[str, ...], share: str | None, units: list[Unit]) -> None:
        if not units:
            return
        first = len(self.units)
        for offset, unit in enumerate(units):
            self.units.append(replace(unit, index=first + offset, option=len(self.choices)))
        self.choices.append(Choice(name, uses, share, tuple(range(first, first + len(units)))))

    def _owned_unit(self, option: Option, item: Item) -> Unit | None:
        places = self._places(option, item)
        blocks = self._blocks(item)
        if not places and not blocks:
            return None
        return Unit(
            index=0,
            names=(item.id,),
            leaves=places,
            amounts=tuple(self._amount(self.program.leaves[i], item.credit) for i in places),
            credit=self._int(item.credit),
            option=0,
            course=item.course or _identity(item.credential),
            source=option.source_kind.value,
            level=_level(item.features.level),
            points=item.points,
            pending=option.pending,
            lapses=option.lapses,
            blocks=blocks,
            marks=self._marks(item.features),
            reused=self._int(min(option.reused, item.credit)),
            served=frozenset().union(*(self._served.get(name, ()) for name in option.uses)),
        )

    @cached_property
    def _served(self) -> Mapping[str, frozenset[str]]:
        """Return the awards that each line has already served, by id and by key."""
        return {
            line.line.id: frozenset(
                name for use in line.line.attainment.used for name in (use.credential, use.credential.partition("@")[0])
            )
            for line in self.inputs.recognition.lines
        }

    def _places(self, option: Option, item: Item) -> tuple[int, ...]:
        """Return the leaves that admit an item; a substitution stands at the first leaf of the path approved for it."""
        if option.place is not None:
            return self.program.leaves_under(option.place)[:1]
        return tuple(i for i, leaf in enumerate(self.program.leaves) if self._admits(leaf, option, item))

    def _blocks(self, item: Item) -> tuple[int, ...]:
        if item.block is None:
            return ()
        name, _, path = item.block.partition("#")
        credential = self.program.credential
        known = self.program.by_path.get(path)
        return (known,) if known is not None and name in (credential.id, credential.key) else ()

    def _admits(self, leaf: Leaf, option: Option, item: Item) -> bool:
        match leaf.kind:
            case "course":
                fits = leaf.ref == item.course or leaf.ref in item.features.courses
            case "credential":
                fits = item.credential is not None and leaf.ref in item.features.credentials
            case "credits":
                fits = item.credit > 0 and item.block is None and admits(leaf.source, item.features)
            case "courses":
                fits = item.block is None and admits(leaf.source, item.features)
            case _:
                return False
        return fits and all(self._passes(gate, option, item) for gate in leaf.gates)

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

    def _amount(self, leaf: Leaf, credit: Fraction) -> int:
        """Return what an item brings to a leaf: whole in pools, at most the named thing's own credit elsewhere."""
        if leaf.kind in ("course", "credential"):
            known = self._named_credit.get((leaf.kind, leaf.ref or ""))
            return self._int(credit if known is None else min(credit, known))
        return self._int(credit)

    @cached_property
    def _named_credit(self) -> Mapping[tuple[str, str], Fraction | None]:
        catalog = self.shelf.catalog
        found: dict[tuple[str, str], Fraction | None] = {}
        for leaf in self.program.leaves:
            course = catalog.courses.get(leaf.ref or "") if leaf.kind == "course" else None
            if course is not None:
                found["course", course.id] = course.credit
        return found

    def _fixed(self) -> frozenset[int]:
        """Return the nodes that hold without learning: waived, the award itself held, open conditions in hope."""
        waived = {c.path for c in self.adjustments if c.kind == "waiver"}
        fixed = {index for index, node in enumerate(self.program.nodes) if node.path in waived}
        if "possible" in self.reading:
            fixed |= {leaf.node for leaf in self.program.leaves if leaf.kind == "statement"}
        if self._held:
            fixed.add(self.program.root)
        return frozenset(fixed)

    def _take(self) -> None:
        """Add what may be taken: equal candidates as one unit; those that are also owned, and shared ones, apart."""
        owned = {unit.course for unit in self.units if unit.course}
        groups: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
        for candidate in self.shelf.candidates:
            name = candidate.id if candidate.kind == "course" else _identity(candidate.id)
            alone = name in owned or self._excluded(candidate) or self._sharable(candidate)
            apart = candidate.id if alone else ""
            key = (
                apart,
                candidate.leaves,
                candidate.credit,
                candidate.cost,
                candidate.features.level,
                candidate.features.source,
                self._relevant(candidate),
                self._marks(candidate.features),
            )
            groups[key].append(candidate)
        for group in groups.values():
            self.units.append(self._candidate_unit(group))

    def _sharable(self, candidate: Candidate) -> bool:
        """Return whether it may be shared among so many places that each such candidate is a unit of its own."""
        places = set(candidate.leaves)
        for rule, groups in self.program.sharing:
            touched = sum(bool(places & group) for group in groups)
            if touched >= 2 and (len(places) > MOST_SHARED or (rule.split and touched > 2)):
                return True
        return False

    def _excluded(self, candidate: Candidate) -> bool:
        return any(candidate.id in limit.courses for limit in self.inputs.limits)

    def _marks(self, features: Features) -> frozenset[int]:
        return frozenset(i for i, (_, cap) in enumerate(self.program.caps) if admits(cap.source, features))

    def _relevant(self, candidate: Candidate) -> frozenset[Held]:
        return candidate.shows if self.shelf.formulas else frozenset()

    def _candidate_unit(self, group: list[Candidate]) -> Unit:
        first = group[0]
        scales = self.shelf.catalog.grade_scales
        home = self.shelf.catalog.organizations.get(self.program.credential.organization)
        scale = scales.get((home.grade_scale or "") if home else "")
        best = max((step.points for step in scale.steps if step.points is not None), default=None) if scale else None
        return Unit(
            index=len(self.units),
            names=tuple(candidate.id for candidate in group),
            leaves=first.leaves,
            amounts=tuple(self._amount(self.program.leaves[i], first.credit) for i in first.leaves),
            credit=self._int(first.credit),
            cost=int(first.cost * self._cost_scale),
            count=len(group),
            course=None if len(group) > 1 else first.id if first.kind == "course" else _identity(first.id),
            source=str(first.features.source),
            level=_level(first.features.level),
            points=best,
            shows=self._relevant(first),
            marks=self._marks(first.features),
        )

    @cached_property
    def _cost_scale(self) -> int:
        return lcm(1, *(candidate.cost.denominator for candidate in self.shelf.candidates))

    def _bounds(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        pairs = [
            (int(leaf.need), int(leaf.cap)) if leaf.kind != "credits" else (self._int(leaf.need), self._int(leaf.cap))
            for leaf in self.program.leaves
        ]
        return tuple(need for need, _ in pairs), tuple(cap for _, cap in pairs)

    def _int(self, amount: Fraction) -> int:
        return int(amount * self.scale)


def _identity(credential: str | None) -> str | None:
    """Return what makes two units the same credential, apart from any course of that name."""
    return None if credential is None else f"credential {credential}"


def _scaled(amount: Fraction | None, scale: int) -> int | None:
    return None if amount is None else int(amount * scale)


def _level(level: Fraction | None) -> int | None:
    return None if level is None else int(level * 100)
