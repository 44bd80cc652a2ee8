"""Is each requirement met, not met, or undecided?  Kleene logic over the tree, and what each node still needs.

Source: semantics 8.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from pathways.completion.audit import Completion, Examination, Status
from pathways.completion.build import IF_POSSIBLE
from pathways.completion.candidates import Candidate
from pathways.completion.competencies import holds, supporters
from pathways.completion.program import ProgramNode
from pathways.completion.rules import words_of_used
from pathways.completion.verify import group_holds, rule_value, totals
from pathways.model.documents import MissingEntry, RequirementEntry
from pathways.model.exact import format_exact
from pathways.model.requirement import AtLeast, UsedLeaf
from pathways.recognition.rules import in_words

MOST_OPTIONS = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a node stands: its status, the attainments applied in it, what is taken in it, whether it is needed."""

    status: Status
    applied: tuple[str, ...]
    taken: tuple[tuple[int, int], ...]
    needed: bool


def standings(examination: Examination) -> tuple[Standing, ...]:
    """Return the standing of every node, in post-order."""
    now, hopeful = examination.reading(), examination.reading(IF_POSSIBLE)
    sure = _met(now)
    maybe = sure if hopeful is now else _met(hopeful)
    applied, taken = _applied(now), _taken(now)
    found: list[Standing] = []
    for index in range(len(examination.program.nodes)):
        status: Status = "satisfied" if sure[index] else "undecided" if maybe[index] else "unsatisfied"
        names, counts = tuple(sorted(applied[index])), tuple(sorted(taken[index].items()))
        found.append(Standing(status, names, counts, index in now.allocation.chosen))
    return tuple(found)


def _met(completion: Completion) -> list[bool]:
    """Return for each node whether what is owned meets it, as far as it is applied there."""
    problem = completion.problem
    items, credit = totals(problem, completion.allocation, owned=True)
    blocks = {use.node for use in completion.allocation.applied if use.node is not None}
    short = _short(completion)
    met: list[bool] = []
    for index, node in enumerate(problem.program.nodes):
        if index in problem.fixed or index in blocks:
            met.append(True)
        elif node.leaf is not None:
            met.append(index not in short and _leaf_met(completion, node.leaf, items, credit))
        else:
            met.append(index not in short and group_holds(problem, index, met, items, credit))
    return met


def _short(completion: Completion) -> frozenset[int]:
    """Return the nodes whose rules ask for more than is owned; the rules over everything belong to the root."""
    problem, allocation = completion.problem, completion.allocation
    if not problem.rules:
        return frozenset()
    owned = replace(allocation, applied=tuple(u for u in allocation.applied if problem.units[u.unit].owned))
    return frozenset(
        problem.program.root if rule.node is None else rule.node
        for rule in problem.rules
        if rule.sense == ">=" and rule_value(problem, owned, rule) < rule.bound
    )


def _leaf_met(completion: Completion, index: int, items: Mapping[int, int], credit: Mapping[int, int]) -> bool:
    problem = completion.problem
    leaf = problem.program.leaves[index]
    if leaf.kind == "competency":
        return holds(problem.formulas[index], problem.held)
    if leaf.kind == "statement":
        return False
    if leaf.kind in ("used", "after_transfer"):
        return True
    have = credit.get(index, 0) if leaf.kind == "credits" else items.get(index, 0)
    return have >= problem.needs[index]


def _applied(completion: Completion) -> list[set[str]]:
    """Return the attainments applied at or below each node (competencies: those that show them)."""
    problem = completion.problem
    nodes, leaves = problem.program.nodes, problem.program.leaves
    found: list[set[str]] = [set() for _ in nodes]
    for use in completion.allocation.applied:
        option, place = problem.units[use.unit].option, use.node if use.leaf is None else leaves[use.leaf].node
        if option is not None and place is not None:
            found[place].update(problem.choices[option].uses)
    for index, node in enumerate(nodes):
        found[index].update(*(found[child] for child in node.children))
    return found


def _taken(completion: Completion) -> list[dict[int, int]]:
    """Return how many of each unit are taken at or below each node."""
    nodes, leaves = completion.problem.program.nodes, completion.problem.program.leaves
    found: list[dict[int, int]] = [{} for _ in nodes]
    for use in completion.allocation.applied:
        if use.leaf is not None and not completion.problem.units[use.unit].owned:
            counts = found[leaves[use.leaf].node]
            counts[use.unit] = counts.get(use.unit, 0) + use.number
    for index, node in enumerate(nodes):
        for child in node.children:
            for unit, number in found[child].items():
                found[index][unit] = found[index].get(unit, 0) + number
    return found


def requirement_entries(examination: Examination, known: tuple[Standing, ...] = ()) -> RequirementEntry:
    """Return the requirement tree with the standing of every node; ``known`` may say where each stands."""
    found: list[RequirementEntry] = []
    completion = examination.reading()
    known = known or standings(examination)
    for index, (node, standing) in enumerate(zip(examination.program.nodes, known, strict=True)):
        cost = sum([completion.problem.units[u].cost * n for u, n in standing.taken])
        found.append(
            RequirementEntry.made(
                path=node.path,
                kind=node.kind,
                title=node_title(examination, node),
                status=standing.status,
                needed=standing.needed,
                applied=standing.applied,
                shortfall=Fraction(cost, completion.problem.cost_scale) if standing.needed else None,
                note=_note(examination, node, index),
                children=tuple([found[child] for child in node.children]),
            )
        )
    return found[-1]


def _note(examination: Examination, node: ProgramNode, index: int) -> str | None:
    if index in examination.reading().problem.fixed:
        return "waived" if node.kind != "after_transfer" else None
    if node.kind == "after_transfer":
        return "only after transfer: outside the goal before transfer"
    if node.kind == "statement":
        return "a condition in words: somebody has to decide it"
    return node.requirement.note


def node_title(examination: Examination, node: ProgramNode) -> str:
    """Return what people call a requirement: its title, or words made from what it asks for."""
    if node.requirement.title:
        return node.requirement.title
    catalog = examination.catalog
    leaf = None if node.leaf is None else examination.program.leaves[node.leaf]
    if leaf is None:
        count = len(node.children)
        if isinstance(node.requirement, AtLeast):
            what = {"requirements": f"of {count}", "items": "courses", "credits": "credits"}[node.requirement.counting]
            return f"At least {format_exact(node.requirement.n)} {what}"
        return f"All of {count}" if node.kind == "all" else f"One of {count}"
    match leaf.kind:
        case "course":
            course = catalog.courses.get(leaf.ref or "")
            return course.full_title if course else str(leaf.ref)
        case "credential":
            known = catalog.editions((leaf.ref or "").partition("@")[0])
            return known[-1].title if known else str(leaf.ref)
        case "competency":
            competency = catalog.competencies.get(leaf.ref or "")
            level = f" at level {leaf.level}" if leaf.level else ""
            return f"{competency.title if competency else leaf.ref}{level}"
        case "credits":
            return f"{format_exact(leaf.need)} credits of choice"
        case "courses":
            return f"{format_exact(leaf.need)} {'course' if leaf.need == 1 else 'courses'} of choice"
        case "used" if isinstance(node.requirement, UsedLeaf):
            return words_of_used(node.requirement).capitalize()
        case _:
            return str(leaf.ref)


def missing_entries(examination: Examination, known: tuple[Standing, ...] = ()) -> tuple[MissingEntry, ...]:
    """Return every leaf that the cheapest completion still has to fill, in document order, with what would fill it."""
    completion = examination.reading()
    problem = completion.problem
    by_leaf = _by_leaf(examination)
    held = {problem.units[use.unit].course for use in completion.allocation.applied if problem.units[use.unit].owned}
    found: list[MissingEntry] = []
    for index, standing in enumerate(known or standings(examination)):
        node = problem.program.nodes[index]
        impossible = node.leaf is not None and node.leaf in completion.allocation.impossible
        looks = node.kind in ("competency", "used") and standing.needed and standing.status != "satisfied"
        if node.leaf is None or not (standing.taken or impossible or looks):
            continue
        ids = [c.id for c in by_leaf[node.leaf] if c.id not in held]
        found.append(
            MissingEntry.made(
                path=node.path,
                title=node_title(examination, node),
                need="cannot be completed here: " + node_title(examination, node)
                if impossible
                else _need(completion, node, standing),
                options=tuple(ids[:MOST_OPTIONS]),
                options_in_all=len(ids) if len(ids) > MOST_OPTIONS else None,
                taken=taken_names(completion, standing.taken),
                elsewhere=elsewhere(examination, node.leaf),
            )
        )
    return tuple(found)


def missing_titles(examination: Examination) -> tuple[str, ...]:
    """Return what :func:`missing_entries` tells, by title alone and without asking how every node stands."""
    completion = examination.reading()
    program, allocation = examination.program, completion.allocation
    wanted = {index for index, impossible in _leaf_nodes(completion) if impossible}
    for use in allocation.applied:
        if use.leaf is not None and not completion.problem.units[use.unit].owned:
            wanted.add(program.leaves[use.leaf].node)
    looks = [leaf.node for leaf in program.leaves if leaf.kind in ("competency", "used")]
    needed = [index for index in looks if index in allocation.chosen]
    wanted.update(_unmet(completion, needed) if needed else ())
    return tuple([_called(examination, index) for index in sorted(wanted)])


def _called(examination: Examination, index: int) -> str:
    """Return what a requirement is called, else its path; worked out once for a program."""
    titles = examination.inputs.shelf.titles
    known = titles.get(index)
    if known is None:
        node = examination.program.nodes[index]
        known = titles[index] = node_title(examination, node) or node.path
    return known


def _leaf_nodes(completion: Completion) -> list[tuple[int, bool]]:
    """Return the node of every leaf, and whether it can never be filled."""
    impossible = completion.allocation.impossible
    return [(leaf.node, index in impossible) for index, leaf in enumerate(completion.problem.program.leaves)]


def _unmet(completion: Completion, nodes: list[int]) -> list[int]:
    """Return which nodes of leaves that ask for no amount are not met."""
    problem = completion.problem
    whole = problem.fixed | {use.node for use in completion.allocation.applied if use.node is not None}
    short = _short(completion)
    return [
        index
        for index in nodes
        if index not in whole
        and (index in short or not _leaf_met(completion, problem.program.nodes[index].leaf or 0, {}, {}))
    ]


def _by_leaf(examination: Examination) -> dict[int, list[Candidate]]:
    """Return the candidates that each leaf admits."""
    found: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in examination.inputs.shelf.candidates:
        for leaf in candidate.leaves:
            found[leaf].append(candidate)
    return found


def elsewhere(examination: Examination, leaf: int) -> tuple[str, ...]:
    """Return what an agreement lets count as a named course, each with its rule; the learner may take that instead."""
    place = examination.program.leaves[leaf]
    if place.kind != "course" or place.ref is None:
        return ()
    rules = [rule for rule in examination.book.into_course(place.ref) if rule.in_scope(examination.credential)]
    return tuple(f"{in_words(rule.equivalence.sources)} ({rule.id})" for rule in rules[:MOST_OPTIONS])


def taken_names(completion: Completion, taken: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """Return one name for each copy that is to be taken; of equal candidates the first by id."""
    return tuple(name for unit, number in taken for name in completion.problem.units[unit].names[:number])


def _need(completion: Completion, node: ProgramNode, standing: Standing) -> str:
    problem = completion.problem
    kind = node.kind
    number = sum(n for _, n in standing.taken)
    if kind == "credits" and node.leaf is not None:
        have = sum(
            use.amount
            for use in completion.allocation.applied
            if use.leaf == node.leaf and problem.units[use.unit].owned
        )
        left = Fraction(problem.needs[node.leaf] - have, problem.scale)
        return f"{format_exact(max(left, Fraction(0)))} more credits"
    if isinstance(node.requirement, UsedLeaf):
        return words_of_used(node.requirement)
    if kind == "courses":
        return f"{number} more {'course' if number == 1 else 'courses'}"
    return {"course": "this course", "credential": "this credential", "competency": "this competency"}.get(kind, kind)


def evidence_for(examination: Examination, leaf: int) -> tuple[str, ...]:
    """Return the attainments whose assessed evidence supports a competency leaf."""
    problem = examination.reading().problem
    support = supporters(problem.formulas[leaf], problem.held)
    lines = {
        e.attainment for e in examination.recognition.evidence if e.assessed and (e.competency, e.level) in support
    }
    return tuple(sorted(lines))
