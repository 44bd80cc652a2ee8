"""What does it count for?  Names for the places of a plan: the goal, and the requirement that a thing stands at."""

from __future__ import annotations

from collections.abc import Iterator

from pathways.cli.opening import Case
from pathways.completion.statuses import node_title
from pathways.model.plan_documents import PlanItem


class Places:
    """Turns ``goal#path`` into words; a place that nothing is known about stays as it is."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: dict[str, tuple[str, dict[str, str]]] = {}

    def told(self, item: PlanItem) -> Iterator[str]:
        """Yield each place of a thing in words: the goal, and the part of it where that says more than the thing."""
        for place in item.counts_for:
            goal, _, path = place.partition("#")
            title, nodes = self._of(goal)
            mine, above = nodes.get(path, ""), nodes.get(path.rpartition("/")[0], "")
            part = above if mine in ("", item.title) else mine
            yield f"{title}: {part}" if part else title

    def _of(self, goal: str) -> tuple[str, dict[str, str]]:
        if goal not in self._known:
            self._known[goal] = self._read(goal)
        return self._known[goal]

    def _read(self, goal: str) -> tuple[str, dict[str, str]]:
        case = self._case
        if not case.desk.catalog.editions(goal):
            occupation = case.desk.catalog.occupations.get(goal)
            return (occupation.title if occupation else goal), {}
        credential = case.desk.goal(case.record, goal, case.as_of)
        found = case.desk.examine(case.record, credential, as_of=case.as_of)
        parts = {node.path: node_title(found, node) for node in found.program.nodes if node.path != "root"}
        return credential.title, parts
