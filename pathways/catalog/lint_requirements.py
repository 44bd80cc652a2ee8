"""Can every requirement be met by somebody?  Codes C001, C004, C005 in trees and C008 over them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pathways.catalog.lint_capacity import EVERYTHING, Room, room_of
from pathways.catalog.lint_known import Known, note
from pathways.catalog.lint_nodes import Parts, Placed, Tree
from pathways.catalog.lint_supply import Supply, is_closed
from pathways.catalog.lint_used import of_used
from pathways.errors import Finding, Severity
from pathways.model.credential import Credential, SourceKind
from pathways.model.credit import grade_rank
from pathways.model.exact import format_exact
from pathways.model.requirement import AtLeast, CoursePool, CreditPool, children_of

_ALL_SOURCES = frozenset(SourceKind)


def unsatisfiable(known: Known) -> Iterator[Finding]:
    """Yield a finding for every node that nobody could meet, and for every overlay that the tree cannot hold."""
    supply = Supply(known.catalog)
    for tree in known.trees:
        yield from _ambiguous_paths(tree)
        rooms = room_of(tree, supply) if tree.role == "requirement" or any(map(_has_bounds, tree.nodes)) else {}
        yield from of_used(known, supply, tree, rooms)
        for item in tree.nodes:
            if _has_bounds(item):
                yield from _of_node(known, tree, item, rooms[item.parts])
            yield from _of_pool(supply, tree, item)
            yield from _at_level(known, supply, tree, item)
            yield from _of_grades(known, tree, item)
        if tree.role == "requirement":
            root = tree.nodes[0].parts
            yield from _overlays(known, supply, tree, rooms[root])


def _has_bounds(item: Placed) -> bool:
    return isinstance(item.node, AtLeast) or bool(item.node.caps)


def _told(tree: Tree, code: str, item: Placed, words: str, *rest: str | int, severity: Severity = "error") -> Finding:
    return note(code, tree.section, tree.key, f"{words} at {item.path}", (*item.parts, *rest), severity=severity)


def _ambiguous_paths(tree: Tree) -> Iterator[Finding]:
    seen: set[str] = set()
    for item in tree.nodes:
        if item.path in seen:
            yield _told(tree, "C001", item, "has two requirements with one path", "id")
        seen.add(item.path)


def _of_node(known: Known, tree: Tree, item: Placed, room: Room) -> Iterator[Finding]:
    node = item.node
    if isinstance(node, AtLeast):
        yield from _of_at_least(tree, item, node, room)
    shared = tree.section == "credentials" and bool(known.catalog.credentials[tree.key].sharing)
    for place, cap in enumerate(node.caps):
        needs = _needs(item, room, everything=cap.source == EVERYTHING, shared=shared)
        own = isinstance(node, CreditPool | CoursePool) and cap.source == node.source
        if cap.source != EVERYTHING and not own:
            continue
        if cap.credits is not None and cap.credits < needs[0]:
            words = f"caps at {_text(cap.credits)} credits what must bring {_text(needs[0])}"
            yield _told(tree, "C005", item, words, "caps", place)
        if cap.items is not None and cap.items < needs[1]:
            words = f"caps at {cap.items} items what must bring {_text(needs[1])}"
            yield _told(tree, "C005", item, words, "caps", place)


def _needs(item: Placed, room: Room, *, everything: bool, shared: bool) -> tuple[Fraction, Fraction]:
    """Return the least credit and items of a node; shared learning counts twice, so sums say nothing then."""
    if shared and children_of(item.node) and everything:
        return Fraction(0), Fraction(0)
    return room.least_credit, room.least_items


def _of_at_least(tree: Tree, item: Placed, node: AtLeast, room: Room) -> Iterator[Finding]:
    number = len(node.children)
    most = {"requirements": Fraction(number), "items": room.items, "credits": room.credit}[node.counting]
    if most is not None and node.n > most:
        words = f"asks for {_text(node.n)} {node.counting}, of at most {_text(most)},"
        yield _told(tree, "C004", item, words, "at_least")
    if node.distinct is not None and node.distinct.min is not None and node.distinct.min > number:
        words = f"asks for {node.distinct.min} contributing children of {number}"
        yield _told(tree, "C004", item, words, "distinct")


def _of_pool(supply: Supply, tree: Tree, item: Placed) -> Iterator[Finding]:
    node = item.node
    system = supply.system(tree.organization)
    severity: Severity = "error"
    if isinstance(node, CreditPool):
        credit, _ = supply.reaches(node.source, system, credit=node.n)
        if credit is None or credit >= node.n:
            return
        words = f"needs {_text(node.n)} credits from a pool that admits {_text(credit)} in this catalog,"
        key = "credits"
    elif isinstance(node, CoursePool):
        _, number = supply.reaches(node.source, system, items=node.n)
        if number >= node.n:
            return
        words = f"needs {node.n} items from a pool that admits {number} in this catalog,"
        key = "courses"
    else:
        return
    if not is_closed(node.source):
        severity = "warning"
        words += " the rest only by recognition,"
    yield _told(tree, "C004", item, words, key, severity=severity)


def _at_level(known: Known, supply: Supply, tree: Tree, item: Placed) -> Iterator[Finding]:
    minimum = item.node.level_minimum
    if minimum is None:
        return
    yield from _level_exists(known, tree, minimum.level, (*item.parts, "level_minimum"), "C004")
    room = room_of(tree, supply, minimum.level)[item.parts]
    if room.credit is not None and minimum.credits > room.credit:
        most = f"of at most {_text(room.credit)},"
        words = f"needs {_text(minimum.credits)} credits at level {_text(minimum.level)}, {most}"
        yield _told(tree, "C004", item, words, "level_minimum")


def _level_exists(known: Known, tree: Tree, level: Fraction, parts: Parts, code: str) -> Iterator[Finding]:
    bounds = known.levels(None, tree.organization)
    if bounds is not None and level > bounds[1]:
        words = f"needs learning at level {_text(level)}, above the highest level {_text(bounds[1])}"
        yield note(code, tree.section, tree.key, words, parts)


def _of_grades(known: Known, tree: Tree, item: Placed) -> Iterator[Finding]:
    yield from _reachable_average(known, tree, item.node.min_gpa, (*item.parts, "min_gpa"), "C004")
    minimum = item.node.min_grade
    if minimum is None:
        return
    scale = known.grade_scale(minimum.scale, tree.organization)
    if scale is not None and grade_rank(scale, minimum.grade) is None:
        words = f"asks for the grade {minimum.grade!r}, which the scale {scale.id!r} does not have,"
        yield _told(tree, "C013", item, words, "min_grade", severity="warning")


def _reachable_average(
    known: Known, tree: Tree, average: Fraction | None, parts: Parts, code: str
) -> Iterator[Finding]:
    scale = known.grade_scale(None, tree.organization)
    points = [step.points for step in scale.steps if step.points is not None] if scale else []
    if average is not None and points and average > max(points):
        words = f"asks for a grade-point average of {_text(average)}, above the highest, {_text(max(points))}"
        yield note(code, tree.section, tree.key, words, parts)


def _overlays(known: Known, supply: Supply, tree: Tree, room: Room) -> Iterator[Finding]:
    credential = known.catalog.credentials[tree.key]
    rules = credential.rules
    yield from _too_much(tree, rules.total_credits, room.credit, "credits in total", ("rules", "total_credits"))
    for place, minimum in enumerate(rules.levels):
        parts: Parts = ("rules", "levels", place)
        yield from _level_exists(known, tree, minimum.level, parts, "C008")
        root = tree.nodes[0].parts
        most = room_of(tree, supply, minimum.level)[root].credit
        yield from _too_much(tree, minimum.credits, most, f"credits at level {_text(minimum.level)}", parts)
    yield from _reachable_average(known, tree, rules.min_gpa, ("rules", "min_gpa"), "C008")
    yield from _of_residency(tree, credential, room)


def _too_much(tree: Tree, asked: Fraction | None, most: Fraction | None, what: str, parts: Parts) -> Iterator[Finding]:
    if asked is not None and most is not None and asked > most:
        words = f"asks for {_text(asked)} {what}, but its requirement can hold at most {_text(most)}"
        yield note("C008", tree.section, tree.key, words, parts)


def _of_residency(tree: Tree, credential: Credential, room: Room) -> Iterator[Finding]:
    caps = [cap for cap in credential.rules.caps if SourceKind.RESIDENT in cap.sources]
    for place, rule in enumerate(credential.rules.residency):
        parts: Parts = ("rules", "residency", place)
        yield from _too_much(tree, rule.credits, room.credit, "credits in residence", parts)
        courses = None if rule.courses is None else Fraction(rule.courses)
        yield from _too_much(tree, courses, room.items, "items in residence", parts)
        for cap in caps:
            pairs = ((rule.credits, cap.credits), (rule.share, cap.share), (rule.courses, cap.items))
            if any(least is not None and most is not None and least > most for least, most in pairs):
                yield note("C008", tree.section, tree.key, "asks for more residence than its own cap allows", parts)
    for place, cap in enumerate(credential.rules.caps):
        total, most = credential.rules.total_credits, cap.credits
        if frozenset(cap.sources) == _ALL_SOURCES and None not in (most, total) and most < total:  # type: ignore[operator]
            words = f"caps learning from every source at {_text(most)} credits, but asks for {_text(total)}"  # type: ignore[arg-type]
            yield note("C008", tree.section, tree.key, words, ("rules", "caps", place))


def _text(value: Fraction) -> str:
    return format_exact(value)
