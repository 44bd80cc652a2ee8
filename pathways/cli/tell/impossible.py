"""Why is there no plan, and what would help?  The few conditions that clash, and the smallest changes that work."""

from __future__ import annotations

from pathways.cli.tell.paper import Paper
from pathways.cli.tell.words import sentence
from pathways.model.exact import format_exact
from pathways.model.plan_documents import ClashEntry, PlanDocument, RelaxationEntry

KINDS = {
    "requirement": "it is required",
    "rule": "a rule of the goal",
    "prerequisite": "it comes before",
    "corequisite": "it goes with",
    "offering": "when it is offered",
    "held": "it is held already",
    "capacity": "places",
}


FEW = 4


def tell_impossible(paper: Paper, plan: PlanDocument, *, everything: bool) -> None:
    """Write the conflict and the ways out of it; of a condition of many parts only some, unless all is asked for."""
    most = None if everything else FEW
    paper.heading("These cannot all hold together")
    for entry in plan.conflict:
        paper.hanging("-", _clash(entry))
        shown = entry.parts if most is None or len(entry.parts) <= most + 1 else entry.parts[:most]
        for part in shown:
            paper.hanging("-", sentence(part), depth=2)
        if len(shown) < len(entry.parts):
            paper.hanging("-", f"and {len(entry.parts) - len(shown)} more (--why shows all).", depth=2)
    if not plan.conflict:
        paper.line("Which of the conditions clash was not found out within the effort allowed.")
    paper.heading("What would help")
    for way in plan.relaxations:
        paper.hanging("-", _way(way))
    if not plan.relaxations:
        paper.line("No single change that a learner can make, or an institution usually grants, was found.")


def _clash(entry: ClashEntry) -> str:
    whose = "your own condition" if entry.yours else KINDS.get(entry.kind, entry.kind)
    return f"{sentence(entry.words)} ({whose})"


def _way(way: RelaxationEntry) -> str:
    then = [f"done by {way.finish}"] if way.finish else []
    then += [f"{format_exact(way.cost)} in all"] if way.cost is not None else []
    shown = "shown to work" if way.checked else "not checked"
    return f"{sentence(way.words)} Then {', '.join([*then, shown])}."
