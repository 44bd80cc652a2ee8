"""Does anything need itself?  Code C003, over credentials, prerequisites and broader competencies.

A circle from which an alternative leads out is a warning; one without a way out can never be earned and is an error.
Everything is iterative: chains may be tens of thousands long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pathways.catalog.lint_known import Known, note
from pathways.catalog.lint_nodes import Placed, Tree
from pathways.errors import Finding, Severity
from pathways.model.requirement import AllOf, AnyOf, AtLeast, CourseLeaf, CredentialLeaf

Name = tuple[str, str]
"""Section and key."""


def cycles(known: Known) -> Iterator[Finding]:
    """Yield one finding for each circle of requirements or broader competencies."""
    needs = _Needs(known)
    blocked = needs.blocked()
    for group in components({name: needs.edges[name] & blocked for name in blocked}):
        yield _told(needs, group, needs.edges, "error")
    for group in components(needs.edges):
        if blocked.isdisjoint(group):
            yield _told(needs, group, needs.edges, "warning")
    yield from _broader(known)


def _told(needs: _Needs, group: frozenset[Name], edges: Mapping[Name, frozenset[Name]], severity: Severity) -> Finding:
    circle = shortest_circle(group, edges)
    shown = " -> ".join(key for _, key in circle)
    section, key = circle[0]
    role = needs.role(circle[0], circle[1])
    words = f"needs itself: {shown}"
    hint = "Remove one of these requirements."
    if severity == "warning":
        words = f"may need itself: {shown}, though another alternative leads out"
        hint = "Check that the alternative is meant."
    return note("C003", section, key, words, role, hint=hint, severity=severity)


@dataclass
class _Needs:
    """Which definition needs which, and whether it could be earned."""

    known: Known
    trees: dict[Name, list[Tree]] = field(default_factory=dict)
    edges: dict[Name, frozenset[Name]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for tree in self.known.trees:
            if tree.role != "corequisite":
                self.trees.setdefault((tree.section, tree.key), []).append(tree)
        for name, trees in self.trees.items():
            targets = (target for tree in trees for item in tree.nodes for target in self.targets(item))
            self.edges[name] = frozenset(target for target in targets if target in self.trees)
        self.edges = {name: targets for name, targets in self.edges.items() if targets}
        kept = frozenset(self.edges)
        self.edges = {name: targets & kept for name, targets in self.edges.items()}

    def targets(self, item: Placed) -> tuple[Name, ...]:
        """Return what a leaf names; a credential without its edition stands for every edition."""
        match item.node:
            case CourseLeaf(course=name):
                return (("courses", name),)
            case CredentialLeaf(credential=name) if "@" in name:
                return (("credentials", name),)
            case CredentialLeaf(credential=name):
                return tuple(("credentials", edition.key) for edition in self.known.catalog.editions(name))
            case _:
                return ()

    def role(self, name: Name, target: Name) -> tuple[str | int, ...]:
        """Return the path in the document of the leaf by which one definition names the other."""
        for tree in self.trees[name]:
            for item in tree.nodes:
                if target in self.targets(item):
                    return item.parts
        return ()

    def blocked(self) -> frozenset[Name]:
        """Return the definitions that nobody could earn because each way leads back to them."""
        blocked: set[Name] = set()
        for group in components(self.edges):
            blocked.update(self._blocked_in(group, blocked))
        return frozenset(blocked)

    def _blocked_in(self, group: frozenset[Name], before: set[Name]) -> set[Name]:
        """Return those of one circle that stay out of reach when everything that can be earned is earned."""
        waiting = set(group)
        users: dict[Name, set[Name]] = {name: set() for name in group}
        for name in group:
            for target in self.edges[name] & group:
                users[target].add(name)
        ready = sorted(group)
        while ready:
            name = ready.pop()
            if name in waiting and all(self._can_hold(tree, (waiting, before)) for tree in self.trees[name]):
                waiting.discard(name)
                ready.extend(sorted(users[name] & waiting))
        return waiting

    def _can_hold(self, tree: Tree, out_of_reach: tuple[set[Name], ...]) -> bool:
        held: dict[tuple[str | int, ...], list[bool]] = {}
        result = True
        for item in reversed(tree.nodes):
            inner = held.pop(item.parts, [])
            result = _holds(item, inner) if inner else self._leaf_holds(item, out_of_reach)
            held.setdefault(item.parts[:-2], []).append(result)
        return result

    def _leaf_holds(self, item: Placed, out_of_reach: tuple[set[Name], ...]) -> bool:
        targets = self.targets(item)
        return not targets or any(all(target not in group for group in out_of_reach) for target in targets)


def _holds(item: Placed, inner: list[bool]) -> bool:
    match item.node:
        case AllOf():
            return all(inner)
        case AnyOf():
            return any(inner)
        case AtLeast(counting="requirements"):
            needed = len(inner) if item.node.n > len(inner) else item.node.n
            return sum(inner) >= needed
        case _:
            return any(inner)


def _broader(known: Known) -> Iterator[Finding]:
    parents: dict[Name, frozenset[Name]] = {}
    for name, competency in known.catalog.competencies.items():
        if competency.broader is not None and competency.broader in known.catalog.competencies:
            parents["competencies", name] = frozenset({("competencies", competency.broader)})
    edges = {name: targets & parents.keys() for name, targets in parents.items()}
    for group in components({name: frozenset(targets) for name, targets in edges.items()}):
        circle = shortest_circle(group, parents)
        key = circle[0][1]
        framework = known.catalog.framework_of[key]
        place = [item.id for item in known.catalog.frameworks[framework].competencies].index(key)
        words = "has a competency that is broader than itself: " + " -> ".join(name for _, name in circle)
        yield note("C003", "frameworks", framework, words, ("competencies", place, "broader"))


def components(edges: Mapping[Name, frozenset[Name]]) -> tuple[frozenset[Name], ...]:
    """Return the groups that lie on circles, those that others need first (Tarjan 1972, without recursion).

    >>> a, b, c = ("x", "a"), ("x", "b"), ("x", "c")
    >>> [sorted(group) for group in components({a: frozenset({b}), b: frozenset({a}), c: frozenset({a})})]
    [[('x', 'a'), ('x', 'b')]]
    """
    search = _Search(edges)
    for name in sorted(edges):
        search.begin(name)
    return tuple(group for group in search.groups if len(group) > 1 or any(name in edges[name] for name in group))


@dataclass
class _Search:
    edges: Mapping[Name, frozenset[Name]]
    order: dict[Name, int] = field(default_factory=dict)
    low: dict[Name, int] = field(default_factory=dict)
    open: dict[Name, None] = field(default_factory=dict)
    groups: list[frozenset[Name]] = field(default_factory=list)

    def begin(self, root: Name) -> None:
        if root in self.order:
            return
        trail: list[tuple[Name, Iterator[Name]]] = [self._enter(root)]
        while trail:
            name, rest = trail[-1]
            target = next(rest, None)
            if target is None:
                trail.pop()
                self._leave(name, [parent for parent, _ in trail[-1:]])
            elif target not in self.order:
                trail.append(self._enter(target))
            elif target in self.open:
                self.low[name] = min(self.low[name], self.order[target])

    def _enter(self, name: Name) -> tuple[Name, Iterator[Name]]:
        self.order[name] = self.low[name] = len(self.order)
        self.open[name] = None
        return name, iter(sorted(self.edges.get(name, ())))

    def _leave(self, name: Name, parent: Iterable[Name]) -> None:
        for outer in parent:
            self.low[outer] = min(self.low[outer], self.low[name])
        if self.low[name] == self.order[name]:
            group: set[Name] = set()
            while name not in group:
                group.add(self.open.popitem()[0])
            self.groups.append(frozenset(group))


def shortest_circle(group: frozenset[Name], edges: Mapping[Name, frozenset[Name]]) -> tuple[Name, ...]:
    """Return a shortest circle through the first name of the group, beginning and ending there.

    >>> a, b = ("x", "a"), ("x", "b")
    >>> [key for _, key in shortest_circle(frozenset({a, b}), {a: frozenset({b}), b: frozenset({a})})]
    ['a', 'b', 'a']
    """
    start = min(group)
    before: dict[Name, Name] = {}
    frontier = [start]
    while frontier:
        following: list[Name] = []
        for name in frontier:
            for target in sorted(edges.get(name, ())):
                if target == start:
                    return _trail(start, name, before)
                if target in group and target not in before:
                    before[target] = name
                    following.append(target)
        frontier = following
    return (start, start)


def _trail(start: Name, last: Name, before: Mapping[Name, Name]) -> tuple[Name, ...]:
    trail = [start, last]
    while trail[-1] != start:
        trail.append(before[trail[-1]])
    if last == start:
        return (start, start)
    return tuple(reversed(trail))
