"""What is the answer to a planning question?  The best plan, told; or why there is none and what would help.

No plan is told that the checker has not replayed; a fault there is our bug.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pathways.completion.check import Replay
from pathways.errors import InternalError
from pathways.model.plan_documents import ClashEntry, FrontEntry, PlanDocument, RelaxationEntry, WholeEntry
from pathways.planning.conditions import Condition
from pathways.planning.conflict import Conflicts, conflicts_of
from pathways.planning.front import front_of
from pathways.planning.plan import Objective, Plan, PlanStatus
from pathways.planning.planner import Planner
from pathways.planning.question import Question
from pathways.planning.relax import claim_of, relaxations
from pathways.planning.repeats import whole_of
from pathways.planning.search import Effort
from pathways.planning.stops import with_stops
from pathways.planning.task import Task, task_for
from pathways.planning.telling import Teller, head, title_of_goals
from pathways.planning.timeline import Examine
from pathways.reasons import Reason

MOST_WAYS_OUT: Final = 4

UNSURE: Final = "within the effort it could not be told whether fewer of these conditions clash too"

USUAL: Final = Effort(nodes=2_000)
"""How much of each search tree is looked through where nothing else is asked for: the same on every machine."""


@dataclass(frozen=True)
class Request:
    """What is asked besides the question: objectives in order, how many plans, and how much effort."""

    wanted: tuple[Objective, ...] = ("time", "cost")
    pareto: bool = False
    best: int = 1
    whole: bool = False
    effort: Effort = USUAL


def answer(question: Question, request: Request, examine: Examine) -> PlanDocument:
    """Return the plan document of a question; ``examine`` audits a record against a credential.

    Raises InternalError X001 where a plan does not pass the checker.
    """
    if request.pareto or "stop" in request.wanted:
        question = with_stops(question)
    task = task_for(question)
    planner = Planner(task, request.wanted, request.effort)
    outcome = planner.best()
    if outcome.plan is None:
        timed_out = outcome.status is PlanStatus.TIMED_OUT
        return _unknown(question) if timed_out else _impossible(question, task, request)
    checked(question, outcome.plan)
    teller = Teller(question, task, outcome, outcome.plan, examine)
    document = teller.document()
    others = _others(teller, planner, request)
    whole = _whole(teller, request) if request.whole else None
    return document.model_copy(update={"others": others, "whole": whole})


def _whole(teller: Teller, request: Request) -> WholeEntry:
    goals = teller.question.goals
    now = [teller.examine(teller.question.record, goal).progress for goal in goals]
    covered = sum(now, Fraction(0)) / len(now) if now else Fraction(0)
    return whole_of(teller.question, teller.task, teller.plan, request.effort, covered)


def _others(teller: Teller, planner: Planner, request: Request) -> tuple[FrontEntry, ...]:
    """Return the front, or the next best plans, where these are asked for; each is checked too."""
    found: list[tuple[Plan, int | None, bool]] = []
    if request.pareto:
        found = [(point.plan, point.stop, point.proven) for point in front_of(teller.task, request.effort)]
        found = found or [(teller.plan, None, False)]
    elif request.best > 1:
        plans = planner.others(request.best)
        found = [(plan, None, all(score.proven for score in plan.scores)) for plan in plans]
    for plan, _, _ in found:
        checked(teller.question, plan)
    return tuple(teller.other(plan, stop, proven=proven) for plan, stop, proven in found)


def _unknown(question: Question) -> PlanDocument:
    words = "no plan was found within the effort, and none was ruled out"
    return PlanDocument(**head(question), status="timed_out", reason=Reason(words).data())


def _impossible(question: Question, task: Task, request: Request) -> PlanDocument:
    """Return the document of a task that provably has no plan: what clashes, and what would help."""
    conflicts = conflicts_of(task, request.effort)
    clashes, ways = _told(conflicts)
    entries = tuple(
        RelaxationEntry(
            change=tuple(c.words for c in way.conditions),
            words=way.words,
            finish=way.plan.finish,
            cost=way.plan.cost,
            checked=way.checked,
        )
        for way in relaxations(question, ways, request.wanted, request.effort)
    )
    because = [Reason(entry.words, evidence=entry.parts) for entry in clashes]
    because += [Reason(f"what would help: {entry.words}") for entry in entries]
    words = f"no plan reaches {title_of_goals(question)}: these conditions cannot hold together"
    return PlanDocument(
        **head(question),
        status="infeasible_proven",
        conflict=clashes,
        relaxations=entries,
        assumptions=(UNSURE,) if conflicts.unsure else (),
        reason=Reason(words, because=tuple(because)).data(),
    )


def _told(conflicts: Conflicts) -> tuple[tuple[ClashEntry, ...], tuple[tuple[Condition, ...], ...]]:
    """Return what clashes, and the ways out of it."""
    found = conflicts.minimal()
    entries = tuple(
        ClashEntry(
            kind=c.condition.kind,
            words=c.condition.words,
            yours=c.condition.yours,
            parts=tuple(part.words for part in c.parts),
        )
        for c in found
    )
    return entries, conflicts.ways_out(MOST_WAYS_OUT)


def checked(question: Question, plan: Plan) -> None:
    """Raise InternalError X001 unless the checker finds no fault in a plan."""
    faults = Replay(question.catalog, question.book, claim_of(question, plan)).faults()
    if faults:
        raise InternalError("X001", f"a plan fails its check: {faults[0]} ({len(faults)} faults)")
