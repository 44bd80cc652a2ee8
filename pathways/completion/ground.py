"""What is a problem before anybody's record?  All that a program, its shelf and its policies say, worked out once."""

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
from pathways.completion.problem import Rule, Sharing, Unit
from pathways.completion.program import Gate, Program
from pathways.completion.rules import problem_rules
from pathways.errors import PathwaysError
from pathways.graph.admits import Features, Test, admitting
from pathways.model.filter import Filter
from pathways.model.requirement import AtLeast
from pathways.recognition.exclusions import Limit

MOST_SHARED: Final = 5
"""Equal candidates are one unit as long as few sets of places can be served at once."""

MOST_FINE: Final = 10**9
"""Parts of a credit beyond which sums would leave what the solver resolves exactly."""


@dataclass(frozen=True)
class Ground:
    """A program with everything that may be taken toward it, in whole numbers of 1/``scale`` credit."""

    shelf: Shelf
    limits: tuple[Limit, ...]
    scale: int

    @property
    def program(self) -> Program:
        """Return the compiled program."""
        return self.shelf.program

    @cached_property
    def cost_scale(self) -> int:
        """Return the least whole number that makes every cost whole."""
        return lcm(1, *(candidate.cost.denominator for candidate in self.shelf.candidates))

    @cached_property
    def groups(self) -> tuple[tuple[Candidate, ...], ...]:
        """Return what may be taken, equal candidates together."""
        found: dict[tuple[object, ...], list[Candidate]] = defaultdict(list)
        for candidate in self.shelf.candidates:
            key = (
                candidate.id if self._alone(candidate) else "",
                candidate.leaves,
                candidate.credit,
                candidate.cost,
                candidate.features.level,
                candidate.features.source,
                self._relevant(candidate),
                self.marks(candidate.features),
            )
            found[key].append(candidate)
        return tuple(tuple(group) for group in found.values())

    def _alone(self, candidate: Candidate) -> bool:
        """Return whether an exclusion names it, or it may be shared among so many places that it stands by itself."""
        if any(candidate.id in limit.courses for limit in self.limits):
            return True
        places = set(candidate.leaves)
        for rule, groups in self.program.sharing:
            touched = sum(bool(places & group) for group in groups)
            if touched >= 2 and (len(places) > MOST_SHARED or (rule.split and touched > 2)):
                return True
        return False

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Return one unit for each group of what may be taken."""
        return tuple(self.unit(index, group) for index, group in enumerate(self.groups))

    @cached_property
    def home(self) -> Mapping[str, int]:
        """Return the unit of each thing that may be taken, by what makes two things the same."""
        return {same_as(c): index for index, group in enumerate(self.groups) for c in group}

    def unit(self, index: int, group: tuple[Candidate, ...]) -> Unit:
        """Return the unit of a group of equal candidates."""
        first = group[0]
        return Unit(
            index=index,
            names=tuple(candidate.id for candidate in group),
            leaves=first.leaves,
            amounts=tuple(self.amount(i, first.credit) for i in first.leaves),
            credit=self.whole(first.credit),
            cost=int(first.cost * self.cost_scale),
            count=len(group),
            course=None if len(group) > 1 else same_as(first),
            source=str(first.features.source),
            level=level_of(first.features),
            points=self._best,
            shows=self._relevant(first),
            marks=self.marks(first.features),
        )

    def without(self, index: int, names: frozenset[str]) -> tuple[Unit | None, tuple[Candidate, ...]]:
        """Return a unit without some of its candidates (None where none is left), and those candidates."""
        group = self.groups[index]
        apart = tuple(candidate for candidate in group if same_as(candidate) in names)
        rest = tuple(candidate for candidate in group if candidate not in apart)
        return (replace(self.unit(index, rest), course=None) if rest else None), apart

    @cached_property
    def _best(self) -> Fraction | None:
        """Return the best grade points at home."""
        catalog = self.shelf.catalog
        home = catalog.organizations.get(self.program.credential.organization)
        scale = catalog.grade_scales.get((home.grade_scale or "") if home else "")
        return max((step.points for step in scale.steps if step.points is not None), default=None) if scale else None

    def _relevant(self, candidate: Candidate) -> frozenset[Held]:
        return candidate.shows if self.shelf.formulas else frozenset()

    def marks(self, features: Features) -> frozenset[int]:
        """Return the filters of rules that admit the features, by number."""
        return frozenset(number for number, is_admitted in enumerate(self._tests) if is_admitted(features))

    @cached_property
    def _tests(self) -> tuple[Test, ...]:
        return tuple(map(admitting, self.program.filters))

    @cached_property
    def bounds(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the need and the cap of every leaf."""
        pairs = [
            (self.whole(leaf.need), self.whole(leaf.cap)) if leaf.kind == "credits" else (int(leaf.need), int(leaf.cap))
            for leaf in self.program.leaves
        ]
        return tuple(need for need, _ in pairs), tuple(cap for _, cap in pairs)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return every rule over what is applied."""
        return problem_rules(self.program, self.scale, self.limits)

    @cached_property
    def sharing(self) -> tuple[Sharing, ...]:
        """Return every sharing rule in whole numbers."""
        program = self.program
        return tuple(
            Sharing(
                rule.max_items,
                None if rule.max_credits is None else self.whole(rule.max_credits),
                rule.split,
                groups,
                program.filters.index(rule.admitting) if rule.admitting != Filter() else None,
            )
            for rule, groups in program.sharing
        )

    @cached_property
    def prefer_resident(self) -> bool:
        """Return whether a residency is asked for."""
        return any(rule.residency for rule, _ in self.program.overlays)

    @cached_property
    def prefer_grades(self) -> bool:
        """Return whether a grade-point average is asked for."""
        whole = any(rule.min_gpa is not None for rule, _ in self.program.overlays)
        return whole or any(node.requirement.min_gpa is not None for node in self.program.nodes)

    def amount(self, leaf: int, credit: Fraction) -> int:
        """Return what a thing brings to a leaf: whole in pools, at most the named course's own credit elsewhere."""
        amount, most = self.whole(credit), self._most[leaf]
        return amount if most is None or amount <= most else most

    @cached_property
    def _most(self) -> tuple[int | None, ...]:
        """Return what one thing brings to each leaf at most; None where that is its own credit."""
        found: list[int | None] = []
        for leaf in self.program.leaves:
            course = self.shelf.catalog.courses.get(leaf.ref or "") if leaf.kind == "course" else None
            found.append(None if course is None or course.credit is None else self.whole(course.credit))
        return tuple(found)

    def whole(self, amount: Fraction) -> int:
        """Return an amount of credit in units of 1/scale."""
        return amount.numerator * self.scale // amount.denominator

    @cached_property
    def gates(self) -> Mapping[int, tuple[Gate, ...]]:
        """Return what an item must be at each leaf that has a least grade or a greatest age."""
        return {index: leaf.gates for index, leaf in enumerate(self.program.leaves) if leaf.gates}

    @cached_property
    def kept(self) -> dict[str, object]:
        """Return what the solution of an empty record leaves for all others."""
        return {}

    @cached_property
    def admitted(self) -> dict[tuple[object, ...], tuple[int, ...]]:
        """Return what is known of which leaves admit which features; it grows with use."""
        return {}

    @cached_property
    def named(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """Return the leaves that name one course or credential."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, leaf in enumerate(self.program.leaves):
            if leaf.kind in ("course", "credential") and leaf.ref is not None:
                found[leaf.kind, leaf.ref].append(index)
        return {key: tuple(leaves) for key, leaves in found.items()}


def ground_for(shelf: Shelf, limits: tuple[Limit, ...], scale: int) -> Ground:
    """Return the ground of a shelf, kept with it; ``scale`` is what a record needs at least.

    Raises PathwaysError P001 where credit comes in parts too fine to be added exactly by the solver.
    """
    scale = lcm(scale, _scale(shelf))
    if scale > MOST_FINE:
        raise PathwaysError(
            "P001",
            f"credit toward {shelf.program.credential.key!r} comes in parts of 1/{scale}",
            why="Sums in parts that fine leave what can be solved exactly.",
            hint="State credit in common fractions, or round it by the policy's rule.",
        )
    known = shelf.kept.get((limits, scale))
    if not isinstance(known, Ground):
        known = shelf.kept[limits, scale] = Ground(shelf, limits, scale)
    return known


def _scale(shelf: Shelf) -> int:
    """Return the least whole number that makes every amount of credit on the shelf and in the program whole."""
    known = shelf.kept.get("scale")
    if not isinstance(known, int):
        program = shelf.program
        amounts = [candidate.credit for candidate in shelf.candidates]
        amounts += [value for leaf in program.leaves for value in (leaf.need, leaf.cap)]
        amounts += [node.requirement.n for node in program.nodes if isinstance(node.requirement, AtLeast)]
        amounts += [rule.total_credits for rule, _ in program.overlays if rule.total_credits]
        known = shelf.kept["scale"] = lcm(1, *(amount.denominator for amount in amounts))
    return known


def same_as(candidate: Candidate) -> str:
    """Return what makes two things the same: the course, or the credential apart from any course of that name."""
    return candidate.id if candidate.kind == "course" else credential_name(candidate.id)


def credential_name(credential: str) -> str:
    """Return the name of a credential among courses."""
    return f"credential {credential}"


def level_of(features: Features) -> int | None:
    """Return the level times 100."""
    return None if features.level is None else int(features.level * 100)
