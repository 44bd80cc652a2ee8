"""What lies on the way to a goal, and what does it lead to?  Smaller credentials inside it, larger ones beyond it.

Asked of the compiled graph a step at a time: work grows with what is next to the goal, never with the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from pathways.completion.audit import Examination
from pathways.completion.gap import competency_entries, coverage
from pathways.design.map_goal import RANK
from pathways.design.map_sketch import Sketch
from pathways.graph.compile import Graph
from pathways.model.credential import Credential
from pathways.model.map_documents import MapRelation, MapState
from pathways.recognition.rules import RuleBook

MOST_ONWARD: Final = 4
"""So many things that a credential leads to are shown, and so many smaller ones inside a goal."""

Examine = Callable[[Credential], Examination]


class Step(NamedTuple):
    """One step on from a credential."""

    name: str
    relation: MapRelation
    by: str | None
    words: str


def share_of(found: Examination) -> Fraction:
    """Return how much of a goal is done: of a credential its progress, of abilities the share that is shown."""
    return coverage(found, competency_entries(found))


def state_of_goal(found: Examination, held: bool) -> tuple[MapState, str]:
    """Return where a credential stands as a whole, with its words."""
    share = share_of(found)
    title = found.credential.title
    if held:
        return "held", f"{title} is on the record"
    if found.status == "satisfied":
        return "counted", f"everything that {title} requires is met"
    if share > 0 or found.if_completed == "satisfied":
        return "in_progress", f"{int(share * 100)} % of {title} is done"
    return "missing", f"nothing counts toward {title} yet"


def draw_onward(sketch: Sketch, graph: Graph, book: RuleBook, goal: Credential, found: Examination) -> int:
    """Draw two steps on from a goal; return how many next steps are left out."""
    left = 0
    frontier = [goal]
    for hop in range(2):
        reached: list[Credential] = []
        for credential in frontier:
            steps = list(dict.fromkeys(_steps(graph, book, credential, found)))
            left += max(0, len(steps) - MOST_ONWARD)
            reached += list(_draw(sketch, credential, steps[:MOST_ONWARD], RANK["onward"] + 2 * hop))
        frontier = reached
    return left


def _draw(sketch: Sketch, credential: Credential, steps: list[Step], rank: int) -> Iterator[Credential]:
    for step in steps:
        known = step.name in sketch.spots
        name = sketch.thing(step.name, "possible", step.words, rank)
        sketch.join(credential.key, name, step.relation, step.words, by=step.by, state="open")
        thing = sketch.look(step.name)
        if isinstance(thing, Credential) and not known:
            yield thing


def _steps(graph: Graph, book: RuleBook, credential: Credential, found: Examination) -> Iterator[Step]:
    """Yield what a credential leads to on the day: what requires it, what a rule gives for it, the occupation."""
    catalog = book.catalog

    def in_force(name: str) -> bool:
        other = catalog.credentials[name]
        current = catalog.credential(other.id, found.as_of).key == name and other.valid.holds_on(found.as_of)
        return current and other.id != credential.id

    for name in filter(in_force, graph.stacks_into(credential.key)):
        title = catalog.credentials[name].title
        yield Step(name, "stacks_into", None, f"{credential.title} stacks into {title}")
    for rule_id in graph.rules_from(credential.key):
        rule = book.resolve(rule_id)
        name = (rule.equivalence.target.block or "").partition("#")[0]
        if not name or not catalog.editions(name.partition("@")[0]) or rule.status != "agreed":
            continue
        other = catalog.credential(name, found.as_of)
        if rule.valid.holds_on(found.as_of) and other.valid.holds_on(found.as_of):
            yield Step(
                other.key,
                "counts_toward",
                rule_id,
                f"{credential.title} counts as a part of {other.title} ({rule.source})",
            )
    if credential.occupation and credential.occupation in catalog.occupations:
        title = catalog.occupations[credential.occupation].title
        yield Step(credential.occupation, "leads_to", None, f"{credential.title} qualifies for {title}")


def draw_inside(
    sketch: Sketch, graph: Graph, goal: Credential, examine: Examine, held: frozenset[str]
) -> tuple[Examination, ...]:
    """Draw the smaller credentials whose named courses all count toward a goal too; return what was examined."""
    found: list[Examination] = []
    for credential, courses in _inside(sketch, graph, goal)[:MOST_ONWARD]:
        examination = examine(credential)
        state, why = state_of_goal(examination, credential.id in held)
        name = sketch.thing(credential.key, state, why, RANK["onward"])
        if not sketch.stateless and sketch.spots[name].progress is None:
            sketch.spots[name].progress = examination.progress
        for course in courses:
            met = sketch.spots[course].state in ("counted", None)
            words = f"{sketch.spots[course].title} is required for {credential.title}"
            sketch.join(course, name, "required_by", words, by=credential.key, state="used" if met else "open")
        words = f"every course of {credential.title} counts again in {goal.title}"
        sketch.join(name, goal.key, "carries_into", words, state="open")
        found.append(examination)
    return tuple(found)


def _inside(sketch: Sketch, graph: Graph, goal: Credential) -> list[tuple[Credential, tuple[str, ...]]]:
    """Return credentials that name two courses or more and only such as the goal names too, the largest first."""
    counts = graph.forward("counts_toward")
    own = set(graph.backward("counts_toward").neighbors(graph.find(goal.key)[0]).tolist())
    if goal.key not in sketch.catalog.credentials:
        return []
    shared: Counter[int] = Counter(owner for part in own for owner in counts.neighbors(part).tolist())
    found: list[tuple[Credential, tuple[str, ...]]] = []
    for owner, number in shared.items():
        parts = graph.backward("counts_toward").neighbors(owner).tolist()
        credential = sketch.catalog.credentials[graph.nodes.name(owner)]
        names = tuple(name for name in map(graph.nodes.name, parts) if name in sketch.spots)
        if 2 <= number < len(own) and number == len(parts) == len(names) and credential.id != goal.id:
            found.append((credential, names))
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0].key))
