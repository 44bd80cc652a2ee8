"""Can a requirement find what it asks for among what others use?  Codes C004, C005 and C014."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from pathways.catalog.lint_capacity import EVERYTHING, Room
from pathways.catalog.lint_known import Known, note
from pathways.catalog.lint_nodes import Parts, Placed, Tree
from pathways.catalog.lint_supply import Supply, is_closed
from pathways.catalog.names import did_you_mean
from pathways.errors import Finding, Severity
from pathways.model.exact import format_exact
from pathways.model.requirement import UsedLeaf, named_path


def of_used(known: Known, supply: Supply, tree: Tree, rooms: Mapping[Parts, Room]) -> Iterator[Finding]:
    """Yield what is wrong with each requirement of a tree that looks at what others use."""
    for item in tree.nodes:
        node = item.node
        if not isinstance(node, UsedLeaf):
            continue
        if tree.role != "requirement":
            words = f"looks at what requirements use, but nothing is applied in a {tree.role}, at {item.path}"
            yield note("C004", tree.section, tree.key, words, (*item.parts, "used"))
            continue
        paths = [placed.path for placed in tree.nodes]
        inside = named_path(paths, node.within or "root")
        if inside is None:
            words = f"looks at what {node.within!r} uses, which is none of its requirements, at {item.path}"
            hint = did_you_mean(node.within or "", paths)
            yield note("C014", tree.section, tree.key, words, (*item.parts, "within"), hint=hint)
            continue
        place = next(placed for placed in tree.nodes if placed.path == inside)
        shared = bool(known.catalog.credentials[tree.key].sharing)
        yield from _of_supply(supply, tree, item, node)
        yield from _of_room(tree, item, node, rooms[place.parts], shared=shared)
        yield from _of_caps(tree, item, node, inside)


def _of_supply(supply: Supply, tree: Tree, item: Placed, node: UsedLeaf) -> Iterator[Finding]:
    """Yield a finding where the whole catalogue has too little of it."""
    by_credit = node.counting == "credits"
    system = supply.system(tree.organization)
    if by_credit:
        credit, _ = supply.reaches(node.source, system, credit=node.n)
        most = node.n if credit is None else credit
    else:
        most = Fraction(supply.reaches(node.source, system, items=-(-node.n // 1))[1])
    if most < node.n:
        words = f"looks for {_text(node.n)} {node.counting} of a kind of which this catalog has {_text(most)},"
        closed = is_closed(node.source)
        words += f" at {item.path}" if closed else f" the rest only by recognition, at {item.path}"
        severity: Severity = "error" if closed else "warning"
        yield note("C004", tree.section, tree.key, words, (*item.parts, "used"), severity=severity)


def _of_room(tree: Tree, item: Placed, node: UsedLeaf, room: Room, *, shared: bool) -> Iterator[Finding]:
    """Yield a finding where so much can never be applied; what is shared counts with its whole credit."""
    most = room.items if node.counting == "items" else None if shared else room.credit
    if most is not None and node.n > most:
        words = f"looks for {_text(node.n)} {node.counting} where at most {_text(most)} can be used, at {item.path}"
        yield note("C004", tree.section, tree.key, words, (*item.parts, "used"))


def _of_caps(tree: Tree, item: Placed, node: UsedLeaf, inside: str) -> Iterator[Finding]:
    """Yield a finding for each cap, at the place that is looked at or above it, that allows less than is asked."""
    for placed in tree.nodes:
        if not f"{inside}/".startswith(f"{placed.path}/"):
            continue
        for cap in placed.node.caps:
            allowed = cap.credits if node.counting == "credits" else None if cap.items is None else Fraction(cap.items)
            if cap.source in (EVERYTHING, node.source) and allowed is not None and allowed < node.n:
                asked = f"{_text(node.n)} such {node.counting}"
                words = f"looks for {asked}, which {placed.path} caps at {_text(allowed)}, at {item.path}"
                yield note("C005", tree.section, tree.key, words, (*item.parts, "used"))


def _text(value: Fraction) -> str:
    return format_exact(value)
