"""What does a goal ask for, and where does each part stand?  Its requirement tree as things and arrows.

States are read from the examination behind the audit: what is applied, what its cheapest completion takes, what may be
begun with what is recognised.  Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pathways.catalog.naming import named_in
from pathways.completion.audit import Examination
from pathways.completion.build import IF_COMPLETED
from pathways.completion.program import Leaf, ProgramNode
from pathways.completion.state import State
from pathways.completion.statuses import Standing, evidence_for, node_title, standings, taken_names
from pathways.completion.totals import LineResult, line_results
from pathways.design.map_sketch import Sketch, Spot, spot_of
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.equivalence import source_items
from pathways.model.map_documents import MapEdgeState, MapRelation, MapState
from pathways.model.requirement import CourseLeaf
from pathways.recognition.rules import Rule, in_words, names_of

RANK: Final = {"goal": 0, "needed": 1, "counted": 2, "onward": 3, "held": 4, "elsewhere": 6, "possible": 7}
"""What stays longest where a map is bounded."""

FEW: Final = 3
"""So many ways to fill one open place, and so many rules into one course, are shown; the others are counted."""

StateAt = Callable[[str], State]
"""What the record is worth at an organization."""


@dataclass
class GoalMap:
    """One goal on its way onto the map; ``places`` says which thing stands for each path of its tree."""

    sketch: Sketch
    examination: Examination
    state_at: StateAt
    goal_id: str
    places: dict[str, str] = field(default_factory=dict)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Return where every requirement stands."""
        return standings(self.examination)

    @cached_property
    def lines(self) -> tuple[LineResult, ...]:
        """Return what each line comes to now."""
        return line_results(self.examination.recognition, self.examination.reading())

    @cached_property
    def later(self) -> dict[str, tuple[str, ...]]:
        """Return the places that each pending line would take if it were completed."""
        if not any(line.line.pending for line in self.examination.recognition.lines):
            return {}
        then = line_results(self.examination.recognition, self.examination.reading(IF_COMPLETED))
        return {r.recognition.line.id: r.paths for r in then if r.recognition.line.pending and r.paths}

    def draw(self) -> None:
        """Draw the goal, what it requires, and what fills it or would."""
        nodes = self.examination.program.nodes
        if not nodes:
            return
        stack: list[tuple[int, str]] = [(len(nodes) - 1, self.goal_id)]
        while stack:
            index, owner = stack.pop()
            inside = self._place(index, owner)
            self.places[nodes[index].path] = inside
            stack.extend((child, inside) for child in reversed(nodes[index].children))

    def _place(self, index: int, owner: str) -> str:
        """Put one requirement on the map and return what stands for it; a group of all stands for nothing itself."""
        node = self.examination.program.nodes[index]
        if node.kind == "all":
            return owner
        leaf = None if node.leaf is None else self.examination.program.leaves[node.leaf]
        named = leaf is not None and leaf.ref is not None and node.kind in ("course", "credential", "competency")
        spot = self._named(node, leaf, index) if leaf is not None and named else self._asked(node, index)
        name = self.sketch.put(spot)
        self._join_owner(node, index, name, owner)
        if leaf is not None:
            self._fill(node, leaf, index, name)
        return name

    def _join_owner(self, node: ProgramNode, index: int, name: str, owner: str) -> None:
        """Draw the arrow from a requirement to the choice or the credential that it is a part of."""
        title, whole = self.sketch.spots[name].title, self.sketch.spots[owner]
        chosen = whole.kind == "requirement"
        relation: MapRelation = "fills" if chosen else "stacks_into" if node.kind == "credential" else "required_by"
        words = f"{title} can stand for {whole.title}" if chosen else f"{title} is required for {whole.title}"
        met: MapEdgeState = "used" if self.standings[index].status == "satisfied" else "open"
        by = f"{self.examination.credential.key}#{node.path}"
        self.sketch.join(name, owner, relation, words, by=by, state=met)

    def _rank(self, index: int) -> int:
        return RANK["needed"] if self.standings[index].needed else RANK["possible"]

    def _named(self, node: ProgramNode, leaf: Leaf, index: int) -> Spot:
        """Return the one thing that a leaf names."""
        thing = self.sketch.look(leaf.ref or "")
        if node.kind == "credential" and isinstance(thing, Credential) and "@" not in (leaf.ref or ""):
            thing = self.sketch.catalog.credential(leaf.ref or "", self.examination.as_of)
        state = self._state(index, thing)
        return spot_of(thing, leaf.ref or node.path, state, self._why(index, state), self._rank(index))

    def _asked(self, node: ProgramNode, index: int) -> Spot:
        """Return a choice, a pool or a condition as a thing of its own."""
        state = self._state(index, None)
        name = f"{self.examination.credential.key}#{node.path}"
        title = node_title(self.examination, node)
        above = None if node.requirement.title else self._above.get(index)
        title = f"{above}: {title}" if above else title
        return Spot(name, title, "requirement", self._rank(index), state, self._why(index, state))

    @cached_property
    def _above(self) -> dict[int, str]:
        """Return the nearest title above each requirement, the root's left aside."""
        nodes, found = self.examination.program.nodes, dict[int, str]()
        for index in range(len(nodes) - 2, -1, -1):
            title = nodes[index].requirement.title or found.get(index)
            found.update({child: title for child in nodes[index].children if title})
        return found

    def _state(self, index: int, thing: object) -> MapState:
        standing, path = self.standings[index], self.examination.program.nodes[index].path
        if standing.status == "satisfied":
            return "counted"
        if any(place == path or place.startswith(f"{path}/") for paths in self.later.values() for place in paths):
            return "in_progress"
        if not standing.needed:
            return "possible"
        if isinstance(thing, Course | Credential) and standing.taken:
            return self.open_state(thing)
        return "missing"

    def open_state(self, thing: Course | Credential) -> MapState:
        """Return whether what is still to be taken may be begun now, with all that must be taken beside it."""
        beside = named_in(thing.corequisite if isinstance(thing, Course) else None).courses
        others = (self.sketch.catalog.courses.get(name) for name in beside)
        ready = self._may_begin(thing) and all(
            other is None or self._has(other) or self._may_begin(other) for other in others
        )
        return "next" if ready else "missing"

    def _may_begin(self, thing: Course | Credential) -> bool:
        before = thing.prerequisite
        return before is None or self.state_at(thing.organization).holds(before)

    def _has(self, course: Course) -> bool:
        return bool(self.state_at(course.organization).named(CourseLeaf(course=course.id)))

    def _why(self, index: int, state: MapState) -> str:
        node, standing = self.examination.program.nodes[index], self.standings[index]
        asked = f"{self.examination.credential.title} asks for it"
        if self.sketch.stateless:
            return asked
        by = ", ".join(self._titles(standing.applied))
        return {
            "counted": f"{asked}, and it is met" + (f" by {by}" if by else ""),
            "in_progress": f"{asked}; it is met once what is in progress is completed",
            "next": f"{asked}; it can be begun now",
            "missing": f"{asked}; it is not there yet" + (f", though {by} counts toward it" if by else ""),
            "possible": f"{self.examination.credential.title} lets it be chosen",
        }.get(state, f"{asked} ({node.path})")

    def _titles(self, lines: tuple[str, ...]) -> list[str]:
        return [self.sketch.spots[i].title for i in (self.line_ids.get(name, "") for name in lines) if i]

    @cached_property
    def line_ids(self) -> dict[str, str]:
        """Return which thing on the map each line of the record is."""
        return {name: spot.id for spot in self.sketch.spots.values() for name in spot.attainments}

    def _fill(self, node: ProgramNode, leaf: Leaf, index: int, place: str) -> None:
        """Draw what would fill an open place: what the cheapest way takes, some others, what counts by a rule."""
        standing = self.standings[index]
        if node.kind == "competency":
            self._shown(index, leaf, place)
        if standing.status == "satisfied":
            return
        if node.kind == "course" and standing.needed:
            self._elsewhere(leaf, place)
        taken = taken_names(self.examination.reading(), standing.taken)
        if node.kind == "competency":
            taken = tuple(name for name in self._bought if name in self._candidates.get(node.leaf or 0, ()))
        for name in dict.fromkeys(taken):
            self._filler(name, place, node, leaf, taken=True)
        others = [name for name in self._candidates.get(node.leaf or 0, ()) if name not in taken and name != place]
        if node.kind in ("credits", "courses", "competency") and standing.needed:
            for name in others[:FEW]:
                self._filler(name, place, node, leaf, taken=False)
            if others[FEW:]:
                self.sketch.unnamed[place] = len(others) - FEW

    @cached_property
    def _bought(self) -> tuple[str, ...]:
        """Return everything that the cheapest completion takes."""
        now = self.examination.reading()
        return taken_names(now, tuple(now.allocation.bought))

    @cached_property
    def _candidates(self) -> dict[int, list[str]]:
        """Return what each leaf admits, in the order of the audit."""
        found: dict[int, list[str]] = {}
        for candidate in self.examination.inputs.shelf.candidates:
            for leaf in candidate.leaves:
                found.setdefault(leaf, []).append(candidate.id)
        return found

    def _filler(self, name: str, place: str, node: ProgramNode, leaf: Leaf, *, taken: bool) -> None:
        thing = self.sketch.look(name)
        if name == place or not isinstance(thing, Course | Credential):
            return
        title = self.sketch.spots[place].title
        if leaf.kind == "competency" and not taken and not self._shows(thing, leaf):
            return
        state: MapState = self.open_state(thing) if taken else "possible"
        why = f"the cheapest way takes it for {title}" if taken else f"it may be taken for {title}"
        found = self.sketch.thing(name, state, why, RANK["needed"] if taken else RANK["possible"])
        relation: MapRelation = "shows" if leaf.kind == "competency" else "fills"
        words = f"{self.sketch.spots[found].title} would {'show' if relation == 'shows' else 'fill'} {title}"
        self.sketch.join(found, place, relation, words, by=node.path, state="open")

    def _shows(self, thing: Course | Credential, leaf: Leaf) -> bool:
        shown: tuple[CompetencyLevel, ...] = thing.outcomes if isinstance(thing, Course) else thing.competencies
        return any(outcome.competency == leaf.ref for outcome in shown)

    def _shown(self, index: int, leaf: Leaf, place: str) -> None:
        """Draw the lines whose assessed evidence shows a competency."""
        node = self.examination.program.nodes[index]
        if self.standings[index].status != "satisfied":
            return
        title = self.sketch.spots[place].title
        pending = {r.line.id for r in self.examination.recognition.lines if r.line.pending}
        for line in evidence_for(self.examination, node.leaf or 0):
            held = self.line_ids.get(line)
            if held is None:
                continue
            words = f"{self.sketch.spots[held].title} shows {title}"
            self.sketch.join(held, place, "shows", words, by=leaf.ref, state="pending" if line in pending else "used")
            if line not in pending:
                spot = self.sketch.spots[held]
                self.sketch.put(Spot(held, spot.title, spot.kind, RANK["counted"], "counted", f"it shows {title}"))

    def _elsewhere(self, leaf: Leaf, place: str) -> None:
        """Draw what an agreement lets count as a course that is missing."""
        day, credential = self.examination.as_of, self.examination.credential
        rules = [r for r in self.examination.book.into_course(leaf.ref or "") if r.in_scope(credential)]
        for rule in [rule for rule in rules if rule.valid.holds_on(day)][:FEW]:
            words = f"{self.sketch.spots[place].title} is given for {self._sources(rule)}"
            for item in source_items(rule.equivalence.sources):
                name = item.course or item.credential
                if name is not None and self.sketch.look(name) is not None:
                    why = f"{words} ({rule.source})" if rule.source else words
                    found = self.sketch.thing(name, "elsewhere", why, RANK["elsewhere"])
                    self.sketch.join(found, place, "counts_as", words, by=rule.id, state="open")

    def _sources(self, rule: Rule) -> str:
        """Return what a rule asks for, with titles in place of ids."""
        words = in_words(rule.equivalence.sources)
        for name in sorted({n for item in source_items(rule.equivalence.sources) for n in names_of(item)}, key=len):
            thing = self.sketch.look(name)
            title = spot_of(thing, name, None, "", 0).title
            words = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", title.replace("\\", ""), words)
        return words
