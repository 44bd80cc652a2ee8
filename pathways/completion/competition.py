"""Which requirements compete for the same learning?  Sets that ask for more than there is, whoever gets it.

From a requirement that stays open one goes to the learning that it admits, from there to the requirements that this
learning serves, and so on.  What is reached is closed: nothing in it can be served better without opening another.

Source: semantics 7; P. Hall, On representatives of subsets (1935).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.completion.audit import Completion, Examination
from pathways.completion.problem import Unit
from pathways.completion.statuses import node_title
from pathways.completion.totals import blocking
from pathways.model.documents import CompetitionEntry
from pathways.reasons import Reason
from pathways.recognition.apply import title_of

FEW: Final = 6
"""How many names of a kind are said in words; the lists hold all."""


@dataclass(frozen=True, slots=True)
class Competition:
    """Requirements (nodes, in document order) that ask for more than the learning (choices) that serves them gives.

    ``places`` is how many things they ask for together and ``still_open`` how many of these stay without, whichever
    way the learning is assigned; both None where credit is counted or one thing may serve several.
    """

    nodes: tuple[int, ...]
    choices: tuple[int, ...]
    places: int | None
    still_open: int | None


def competitions(completion: Completion) -> tuple[Competition, ...]:
    """Return every set of at least two requirements that compete; sets that overlap are told as one."""
    market = _Market(completion)
    found: list[set[int]] = []
    for start in market.starved:
        if any(start in nodes for nodes in found):
            continue
        reached = market.closed_from(start)
        if reached is not None and len(reached) > 1:
            apart = [nodes for nodes in found if nodes.isdisjoint(reached)]
            found = [*apart, reached.union(*(nodes for nodes in found if not nodes.isdisjoint(reached)))]
    told = (market.told(nodes) for nodes in sorted(found, key=min))
    return tuple(competition for competition in told if competition.choices)


class _Market:
    """Who admits what, and who has it, in one completion.  A place is a leaf, or a group that is filled like one."""

    def __init__(self, completion: Completion) -> None:
        self.completion = completion
        self.problem = completion.problem
        self.program = completion.problem.program
        self.uses = [use for use in completion.allocation.applied if self.problem.units[use.unit].owned]

    @cached_property
    def place_of(self) -> tuple[int | None, ...]:
        """Return for each leaf the node where it is counted; None where more than a number matters."""
        return tuple(self._place(leaf.node) for leaf in self.program.leaves)

    def _place(self, leaf: int) -> int | None:
        place: int | None = None if leaf in self.program.counted else leaf
        above = self.program.parents[leaf]
        while above is not None:
            pooled = self.program.pooled.get(above)
            if pooled is not None:
                place = None if pooled.bundles else above
            above = self.program.parents[above]
        return place

    @cached_property
    def where(self) -> dict[int, set[int | None]]:
        """Return the places that each applied unit serves; None is a place that cannot be compared."""
        found: dict[int, set[int | None]] = defaultdict(set)
        for use in self.uses:
            found[use.unit].add(None if use.leaf is None else self.place_of[use.leaf])
        return dict(found)

    @cached_property
    def admitted(self) -> dict[int, list[Unit]]:
        """Return the owned units that each place admits."""
        found: dict[int, list[Unit]] = defaultdict(list)
        for unit in self.problem.units:
            for place in {self.place_of[leaf] for leaf in unit.leaves} if unit.owned else ():
                if place is not None:
                    found[place].append(unit)
        return found

    @cached_property
    def holders(self) -> dict[str, set[int]]:
        """Return the applied units that use each attainment."""
        found: dict[str, set[int]] = defaultdict(set)
        for unit in self.where:
            for name in self.problem.choices[self.problem.units[unit].option or 0].uses:
                found[name].add(unit)
        return found

    @cached_property
    def courses(self) -> dict[str, int]:
        """Return the applied unit of each course: it counts once, whatever it was recognised from."""
        units = self.problem.units
        return {course: unit for unit in self.where if (course := units[unit].course) is not None}

    @cached_property
    def starved(self) -> tuple[int, ...]:
        """Return the wanted places that what is owned does not fill, in document order."""
        whole = {leaf for use in self.uses if use.node is not None for leaf in self.program.nodes[use.node].leaves}
        places = dict.fromkeys(
            place for leaf, place in enumerate(self.place_of) if place is not None and leaf not in whole
        )
        return tuple(place for place in places if self._wanted(place) and self._filled(place) < self.need(place))

    def _wanted(self, place: int) -> bool:
        leaf = self.program.nodes[place].leaf
        consumes = leaf is None or self.program.leaves[leaf].consumes
        return consumes and place in self.completion.allocation.chosen and place not in self.problem.optional

    def in_credit(self, place: int) -> bool:
        """Return whether a place counts credit, not things."""
        leaf = self.program.nodes[place].leaf
        if leaf is None:
            return self.program.pooled[place].counting == "credits"
        return self.program.leaves[leaf].kind == "credits"

    def need(self, place: int) -> int:
        """Return how much a place asks for: things, or scaled credit."""
        leaf = self.program.nodes[place].leaf
        if leaf is not None:
            return self.problem.needs[leaf]
        return int(self.program.pooled[place].number * (self.problem.scale if self.in_credit(place) else 1))

    def _filled(self, place: int) -> int:
        mine = [use for use in self.uses if use.leaf is not None and self.place_of[use.leaf] == place]
        return sum(use.amount if self.in_credit(place) else use.number for use in mine)

    def closed_from(self, start: int) -> set[int] | None:
        """Return the places reached from an open one; None where something else than competition keeps it open."""
        found, waiting = {start}, [start]
        while waiting:
            place = waiting.pop()
            for unit in self.admitted.get(place, ()):
                if place in self.where.get(unit.index, ()):
                    continue
                rivals = self._rivals(unit)
                if not rivals and blocking(self.completion, unit) is None:
                    return None
                for other in {other for rival in rivals for other in self.where[rival]} - found:
                    if other is None or not self._wanted(other):
                        return None
                    found.add(other)
                    waiting.append(other)
        return found

    def _rivals(self, unit: Unit) -> set[int]:
        """Return what is applied and would have to yield if a unit stood somewhere else."""
        if unit.index in self.where:
            return {unit.index}
        mine = self.problem.choices[unit.option or 0]
        found = {other for name in mine.uses for other in self.holders.get(name, ()) if self._excludes(unit, other)}
        if unit.course in self.courses:
            found.add(self.courses[unit.course or ""])
        return found

    def _excludes(self, unit: Unit, other: int) -> bool:
        """Return whether two units cannot be applied together, since they use the same learning."""
        mine, theirs = unit.option or 0, self.problem.units[other].option or 0
        share = self.problem.choices[mine].share
        return mine != theirs and (share is None or share != self.problem.choices[theirs].share)

    def told(self, nodes: set[int]) -> Competition:
        """Return the competition among a closed set of places."""
        units = [unit for unit, places in self.where.items() if not places.isdisjoint(nodes)]
        choices = tuple(sorted({self.problem.units[unit].option or 0 for unit in units}))
        places = sum(self.need(node) for node in nodes)
        plain = not any(self.in_credit(node) for node in nodes) and self._one_each(choices, nodes)
        counted = plain and len(choices) < places
        ordered = tuple(sorted(nodes))
        return Competition(ordered, choices, places if counted else None, places - len(choices) if counted else None)

    def _one_each(self, choices: Sequence[int], nodes: set[int]) -> bool:
        """Return whether each attainment can serve one place only, by whichever rule it is recognised."""
        names = {name for choice in choices for name in self.problem.choices[choice].uses}
        if len(names) != len(choices):
            return False
        ways = [choice for choice in self.problem.choices if not names.isdisjoint(choice.uses)]
        return all(choice.share is None and self._serves_one(choice.units, nodes) for choice in ways)

    def _serves_one(self, units: Iterable[int], nodes: set[int]) -> bool:
        inside = [u for u in map(self.problem.units.__getitem__, units) if self._places_of(u) & nodes]
        return len(inside) <= 1 and not any(self.problem.sharable(unit) for unit in inside)

    def _places_of(self, unit: Unit) -> set[int | None]:
        return {self.place_of[leaf] for leaf in unit.leaves}


def competition_entries(examination: Examination) -> tuple[CompetitionEntry, ...]:
    """Return which requirements compete for which attainments, in the plain reading."""
    now = examination.reading()
    if now.met:
        return ()
    return tuple(_entry(examination, competition) for competition in competitions(now))


def _entry(examination: Examination, competition: Competition) -> CompetitionEntry:
    nodes = [examination.program.nodes[index] for index in competition.nodes]
    uses = [examination.reading().problem.choices[index].uses for index in competition.choices]
    titles = tuple(node_title(examination, node) for node in nodes)
    return CompetitionEntry(
        paths=tuple(node.path for node in nodes),
        titles=titles,
        attainments=tuple(sorted({name for names in uses for name in names})),
        words=" ".join(_words(examination, competition, titles, sorted(uses))),
    )


def _words(
    examination: Examination, competition: Competition, titles: Sequence[str], uses: Sequence[Sequence[str]]
) -> Iterator[str]:
    lines = {line.line.id: line.line for line in examination.recognition.lines}
    noun = "course" if all(lines[name].attainment.course for names in uses for name in names) else "line"
    several = competition.places is not None and competition.places > len(titles)
    asked = f" with {competition.places} places" if several else ""
    yield f"{len(titles)} requirements{asked} compete for {_count(len(uses), noun)}:"
    joint = [" with ".join(title_of(lines[name]) for name in names) for names in uses]
    yield f"{_few(titles)} want {_few(joint)};"
    yield f"whichever way {'it is' if len(uses) == 1 else 'they are'} assigned,"
    left = competition.still_open
    if left is None:
        yield "not all of them are met"
    else:
        yield f"{_count(left, 'place') if several else left} {'stays' if left == 1 else 'stay'} open"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _few(names: Sequence[str]) -> str:
    shown = list(names) if len(names) <= FEW + 1 else [*names[:FEW], f"{len(names) - FEW} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def competition_reasons(entries: Iterable[CompetitionEntry]) -> tuple[Reason, ...]:
    """Return the reasons of what competes, under one heading; nothing where nothing does."""
    found = tuple(Reason(entry.words, code="COMPETITION", evidence=entry.attainments) for entry in entries)
    return (Reason("Requirements that compete", because=found),) if found else ()
