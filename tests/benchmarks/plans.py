"""How fast is a plan found, proven and explained, and how much memory does it want?

``python -m tests.benchmarks plans --sizes S M L XL``.  Processor time of one core, from the question on.  Each size in
a process of its own: several seeds; the first plan, time and cost proven, the plan put in order, and the smallest
conflict where the deadline is a term too early.  The same cases in a plain model of another tool must have the same
optima, or this fails.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Final, TypeVar

from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.completion.check import Replay
from pathways.formats.native import load_record, open_catalog
from pathways.planning.conflict import conflicts_of
from pathways.planning.planner import Planner
from pathways.planning.question import Question
from pathways.planning.relax import claim_of
from pathways.planning.search import Answer, Effort
from pathways.planning.task import replaced, task_for
from pathways.recognition.rules import RuleBook
from tests.benchmarks.plan_cases import AS_OF, NOBODY, SIZES, Case, as_catalog, last_day, wishes
from tests.support import REPO, SHARED

Result = TypeVar("Result")

SEEDS: Final = {"S": 5, "M": 5, "L": 5, "XL": 3}
DAY: Final = dt.date(2026, 9, 1)
PATIENCE: Final = 20.0
"""Seconds by the clock for one conflict; what is not told by then is counted as not told."""
PEERED: Final = ("S", "M", "L", "XL")
"""The sizes that the other tool solves too."""


HEAD: Final = (
    "size",
    "cases, without a plan",
    "task and rows s",
    "first plan s",
    "proof s",
    "put in order s",
    "check s",
    "smallest conflict s",
    "MB",
    "another tool s",
)
AGREED: Final = (
    "agreements",
    "record",
    "proven and checked",
    "nothing to do",
    "task and rows s",
    "solve s",
    "check s",
    "all: p50 s",
    "p95 s",
    "most s",
)


def heading(names: Sequence[str]) -> Iterator[str]:
    """Yield the first two lines of a table."""
    yield f"| {' | '.join(names)} |"
    yield "|" + "---|" * len(names)


def tables(wanted: Sequence[str]) -> Iterator[str]:
    """Yield the tables line by line: the named sizes, what to stack next on the sample, and real agreements."""
    yield from heading(HEAD)
    for name in wanted:
        said = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.plans", name], cwd=REPO, stdout=subprocess.PIPE, check=True
        )
        yield _row(name, json.loads(said.stdout))
    yield from steps()
    yield from agreements()


def _row(name: str, found: dict[str, Any]) -> str:
    names = ("made", "first", "proof", "order", "check", "conflict")
    shown = " | ".join(spread(found[part]) for part in names)
    cases = f"{found['cases']}, {found['without']}"
    return f"| {name} | {cases} | {shown} | {found['megabytes']:.0f} | {spread(found['peer'])} |"


def spread(seconds: Sequence[float]) -> str:
    """Return median and most of some times, and how many there are."""
    if not seconds:
        return "-"
    return f"{statistics.median(seconds):.2f} (most {max(seconds):.2f}, {len(seconds)})"


# -- the named sizes --


def work(name: str) -> dict[str, Any]:
    """Return what a size takes: seconds of each part by seed, the most memory in MB before the other tool is loaded."""
    found: dict[str, Any] = {part: [] for part in ("first", "made", "proof", "order", "check", "conflict", "peer")}
    cases = [SIZES[name](seed) for seed in range(SEEDS[name])]
    _measured(SIZES["S"](0), {part: [] for part in found})
    answers = [_measured(case, found) for case in cases]
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    found["cases"], found["without"] = len(cases), answers.count(None)
    if name in PEERED:
        _compared(cases, answers, found)
    return found


Found = tuple[dt.date, Fraction] | None


def _measured(case: Case, found: dict[str, list[float]]) -> Found:
    """Return the last day and the cost of the best plan, and write down what each part took."""
    question = asked(case, as_catalog(case))
    made, task = timed(lambda: task_for(question))
    rows, planner = timed(lambda: Planner(task))
    watch = Watch(planner)
    order, outcome = timed(planner.best)
    found["made"].append(made + rows)
    found["first"] += [made + rows + watch.moments[0]] if outcome.plan else []
    found["proof"].append(made + rows + watch.last)
    found["order"].append(made + rows + order)
    late = question
    if outcome.plan is not None:
        plan = outcome.plan
        check, faults = timed(lambda: Replay(question.catalog, question.book, claim_of(question, plan)).faults())
        found["check"].append(check)
        if faults or not all(score.proven for score in plan.scores):
            raise AssertionError(f"{case.name}: {faults}")
        late = replaced(question, deadline=(plan.finish or AS_OF) - dt.timedelta(days=1))
    found["conflict"] += _explained(late)
    return None if outcome.plan is None or outcome.plan.finish is None else (outcome.plan.finish, outcome.plan.cost)


def _explained(question: Question) -> list[float]:
    """Return the seconds to the smallest conflict; nothing where patience does not suffice to tell."""
    seconds, clashes = timed(lambda: conflicts_of(task_for(question), Effort(seconds=PATIENCE)).minimal())
    return [seconds] if clashes else []


class Watch:
    """Sees when a planner's searches answer: the first plan, and the last proof before the plan is put in order."""

    def __init__(self, planner: Planner) -> None:
        self.moments: list[float] = []
        self.last = 0.0
        self._start = time.process_time()
        self._best = planner.search.best
        planner.search.best = self.best  # type: ignore[method-assign]

    def best(self, *asked: Any, **more: Any) -> Answer:
        """Answer as the search does."""
        answer = self._best(*asked, **more)
        self.last = time.process_time() - self._start
        if answer.values is not None:
            self.moments.append(self.last)
        return answer


def asked(case: Case, catalog: Catalog) -> Question:
    """Return the question of a case: every award at once, the smaller ones first."""
    goals = tuple(catalog.credential(award.id) for award in case.awards)
    return Question(catalog, RuleBook(catalog), NOBODY, goals, AS_OF, wishes(case))


def timed(run: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds of the processor, and what came out."""
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def _compared(cases: Iterable[Case], answers: Iterable[Found], found: dict[str, list[float]]) -> None:
    """Solve the same cases with the other tool.  Raises AssertionError where the optima differ."""
    from tests.benchmarks.plan_peer import best_of

    for case, ours in zip(cases, answers, strict=True):
        theirs = best_of(case)
        same = None if theirs.terms is None else (last_day(theirs.terms - 1), Fraction(theirs.cost or 0))
        if same != ours:
            raise AssertionError(f"{case.name}: {ours} against {same}")
        found["peer"].append(theirs.seconds)


# -- what to stack next --


def steps() -> Iterator[str]:
    """Yield what the first steps of the sample's learners take, toward their goals and toward none."""
    desk = Desk(open_catalog(REPO / "data" / "sample" / "catalog"))
    records = [load_record(path) for path in sorted((REPO / "data" / "sample" / "records").glob("*.yaml"))]
    named: list[float] = []
    free: list[float] = []
    for record in records:
        goals = [goal.credential for goal in record.goals if goal.credential]
        if goals:
            named.append(timed(partial(desk.next, record, goals, as_of=DAY))[0])
        free.append(timed(partial(desk.next, record, as_of=DAY))[0])
    yield "\n| next, sample | learners | s |\n|---|---|---|"
    yield f"| toward the goals of the record | {len(named)} | {spread(named)} |"
    yield f"| no goal named | {len(free)} | {spread(free)} |"


# -- real agreements --


def agreements() -> Iterator[str]:
    """Yield what plans toward every agreement take, for an empty and three partial records; all of them checked."""
    if not SHARED.is_dir():
        yield "\nreal agreements: not measured, the shared data is absent"
        return
    from tests.peers.assist_terms import RECORDS, START, WISHES, planned, record

    catalog = planned().catalog
    book = RuleBook(catalog)
    goals = [goal for goal in catalog.credentials.values() if goal.requirement is not None]
    yield ""
    yield from heading(AGREED)
    for name in RECORDS:
        found = [_agreed(Question(catalog, book, record(name, goal), (goal,), START, WISHES)) for goal in goals]
        yield _agreed_row(name, found)


def _agreed(question: Question) -> tuple[str, float, float, float]:
    """Return how it ended, and the seconds to lay it out, to solve and to check."""
    made, planner = timed(lambda: Planner(task_for(question)))
    solved, outcome = timed(planner.best)
    plan = outcome.plan
    if plan is None:
        return str(outcome.status), made, solved, 0.0
    check, faults = timed(lambda: Replay(question.catalog, question.book, claim_of(question, plan)).faults())
    if faults:
        raise AssertionError(f"{question.goals[0].key}: {faults}")
    return ("nothing" if not plan.steps else str(outcome.status)), made, solved, check


def _agreed_row(name: str, found: Sequence[tuple[str, float, float, float]]) -> str:
    counted = Counter(status for status, *_ in found)
    parts = " | ".join(f"{statistics.median(times):.2f}" for times in list(zip(*found, strict=True))[1:])
    whole = sorted(sum(times) for _, *times in found)
    shown = " | ".join(f"{whole[min(len(whole) - 1, int(len(whole) * part))]:.2f}" for part in (0.5, 0.95, 1))
    return f"| {len(found)} | {name} | {counted['optimal']} | {counted['nothing']} | {parts} | {shown} |"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(sys.argv[1])))
