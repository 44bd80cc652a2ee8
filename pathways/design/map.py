"""How does what I have lead to where I want to go, and what lies beyond?  The map of a record and its goals.

Source: semantics 16.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pathways.completion.audit import Examination
from pathways.completion.state import State, state_of
from pathways.design.map_goal import RANK, GoalMap
from pathways.design.map_lines import join_lines, put_lines
from pathways.design.map_onward import draw_inside, draw_onward, share_of, state_of_goal
from pathways.design.map_sketch import Arrow, Sketch, Spot, edge_of, node_of
from pathways.graph.compile import Graph
from pathways.model.credential import Credential
from pathways.model.map_documents import LeftOutEntry, MapDocument, MapEdgeState
from pathways.model.record import LearnerRecord
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook

Examine = Callable[[Credential], Examination]


@dataclass(frozen=True)
class MapQuestion:
    """A record (its own goals left aside), the goals, the day, and who examines; ``explored`` where it is nobody's."""

    graph: Graph
    book: RuleBook
    record: LearnerRecord
    goals: tuple[Credential, ...]
    as_of: dt.date
    examine: Examine
    explored: bool = False

    def document(self, most: int) -> MapDocument:
        """Return the map with at most so many things, those that matter least left out and counted."""
        sketch, onward = self._drawn()
        kept = _kept(sketch, most)
        arrows = [a for _, a in sorted(sketch.arrows.items()) if a.tail in kept and a.head in kept]
        layers = columns(kept, arrows)
        order = sorted(kept.values(), key=lambda spot: (layers[spot.id], spot.rank, spot.id))
        titles = " and ".join(goal.title for goal in self.goals)
        return MapDocument(
            schema_name="pathways/map/1",
            as_of=self.as_of,
            catalog=self.book.catalog.digest,
            learner=None if self.explored else self.record.learner.id,
            goals=tuple(goal.key for goal in self.goals),
            title=titles,
            layers=max(layers.values(), default=-1) + 1,
            nodes=tuple(node_of(spot, layers[spot.id], self.book.catalog) for spot in order),
            edges=tuple(map(edge_of, arrows)),
            left_out=tuple(_left_out(sketch, kept, onward)),
        )

    def _drawn(self) -> tuple[Sketch, int]:
        """Return everything that belongs on the map, and how many steps beyond the goals do not."""
        sketch = Sketch(self.book.catalog, self.explored)
        found = [self.examine(goal) for goal in self.goals]
        if found:
            put_lines(sketch, found[0].recognition.lines)
        for examination in found:
            self._put_goal(sketch, examination)
        for examination in found:
            goal = GoalMap(sketch, examination, self._state_at, examination.credential.key)
            goal.draw()
            join_lines(goal)
        onward = 0
        for goal_found in found:
            credential = goal_found.credential
            if credential.key in self.book.catalog.credentials:
                draw_inside(sketch, self.graph, credential, self.examine, self._held)
                onward += draw_onward(sketch, self.graph, self.book, credential, goal_found)
        self._prerequisites(sketch)
        return sketch, onward

    def _put_goal(self, sketch: Sketch, found: Examination) -> None:
        credential = found.credential
        state, why = state_of_goal(found, credential.id in self._held)
        if self.explored:
            why = f"{credential.title} is what was asked about"
        name = sketch.thing(credential.key, state, why, RANK["goal"])
        spot = sketch.spots[name]
        spot.goal, spot.title = True, credential.title
        spot.progress = None if self.explored else share_of(found)

    @cached_property
    def _held(self) -> frozenset[str]:
        """Return the credentials that the record holds, by id."""
        lines = (a for a in self.record.attainments if a.credential and a.status.value == "completed")
        return frozenset((line.credential or "").partition("@")[0] for line in lines)

    @cached_property
    def _states(self) -> dict[str, State]:
        return {}

    def _state_at(self, organization: str) -> State:
        """Return what the record is worth at an organization, asked once."""
        if organization not in self._states:
            catalog = self.book.catalog
            result = recognize(catalog, self.book, self.record, receiving=organization, as_of=self.as_of)
            self._states[organization] = state_of(catalog, result)
        return self._states[organization]

    def _prerequisites(self, sketch: Sketch) -> None:
        """Draw what must come before, or beside, what is not there yet, among what is on the map."""
        for name, spot in tuple(sketch.spots.items()):
            for relation, head in self._after(name) if spot.kind in ("course", "credential") else ():
                other = sketch.spots.get(head)
                if other is not None and other.state not in ("counted", "held", "elsewhere"):
                    there: MapEdgeState = "used" if spot.state in ("counted", "held") else "open"
                    words = {"prerequisite": "comes before", "corequisite": "is taken before or together with"}[
                        relation
                    ]
                    sketch.join(name, head, relation, f"{spot.title} {words} {other.title}", state=there)

    def _after(self, name: str) -> list[tuple[Literal["corequisite", "prerequisite"], str]]:
        """Return what names a thing as its prerequisite or corequisite."""
        own, found = self.graph.nodes.resolve(name), set[tuple[Literal["corequisite", "prerequisite"], str]]()
        for node in own:
            before, beside = self.graph.forward("prerequisite_of"), self.graph.forward("corequisite_of")
            found |= {("prerequisite", self.graph.nodes.name(head)) for head in before.neighbors(node).tolist()}
            found |= {("corequisite", self.graph.nodes.name(head)) for head in beside.neighbors(node).tolist()}
        return sorted(found)


def _kept(sketch: Sketch, most: int) -> Mapping[str, Spot]:
    """Return the things that stay: by rank, then as they were found."""
    order = sorted(enumerate(sketch.spots.values()), key=lambda pair: (pair[1].rank, pair[0]))
    return {spot.id: spot for _, spot in order[: max(most, 1)]}


def _left_out(sketch: Sketch, kept: Mapping[str, Spot], onward: int) -> Iterable[LeftOutEntry]:
    for place, number in sorted(sketch.unnamed.items()):
        if place in kept:
            words = f"{number} more that may be chosen for {kept[place].title}"
            yield LeftOutEntry(reason="options", number=number, words=words)
    if onward:
        yield LeftOutEntry(reason="onward", number=onward, words=f"{onward} more that these credentials lead to")
    gone = Counter(spot.state or spot.kind for spot in sketch.spots.values() if spot.id not in kept)
    if gone:
        said = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(gone.items()))
        number = sum(gone.values())
        yield LeftOutEntry(reason="bound", number=number, words=f"{number} things beyond the size of the map: {said}")


def columns(spots: Mapping[str, Spot], arrows: Iterable[Arrow]) -> dict[str, int]:
    """Return the column of each thing: one further than everything that leads to it, arrows of a circle left aside.

    What is not on the record and not elsewhere never stands in the first column, which is for what there is.
    """
    into: defaultdict[str, list[str]] = defaultdict(list)
    for arrow in arrows:
        into[arrow.head].append(arrow.tail)
    first = {s.id for s in spots.values() if s.attainments or s.state == "elsewhere"}
    least = 1 if first else 0
    starts = {name: 0 if name in first else least for name in spots}
    found: dict[str, int] = {}
    for name in sorted(spots):
        _settle(name, into, starts, found)
    return found


def _settle(name: str, into: Mapping[str, list[str]], least: Mapping[str, int], found: dict[str, int]) -> None:
    """Settle one thing after all that leads to it, without recursion; whoever is met while open is left aside."""
    stack, opened = [name], set[str]()
    while stack:
        here = stack[-1]
        waiting = [t for t in into.get(here, ()) if t not in found and t not in opened and t != here]
        opened.add(here)
        if waiting and here not in found:
            stack.append(min(waiting))
            continue
        stack.pop()
        before = [found[t] + 1 for t in into.get(here, ()) if t in found and t != here]
        found.setdefault(here, max([least[here], *before]))
