"""How fast is an audit, by which path, and a state's table of rules?"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pathways.advising import Desk
from pathways.catalog.collection import Catalog, collect
from pathways.completion.audit import Examination, complete
from pathways.completion.bounds import complete_by_bound
from pathways.completion.build import NOW, build
from pathways.completion.compare import goals
from pathways.completion.milp import complete_by_program
from pathways.completion.problem import Problem
from pathways.completion.report import audit_document
from pathways.formats.assist import read_assist
from pathways.formats.native import load_record, open_catalog
from pathways.formats.table import read_table
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from tests.benchmarks import degree as made_degree

REPO = Path(__file__).resolve().parents[2]
SHARED = REPO.parent / "shared" / "data" / "transfer"
AUDITS = REPO.parent / "shared" / "data" / "audit"
DAY = dt.date(2026, 9, 1)
ROUNDS = 3


class Question(NamedTuple):
    """One record toward one credential, asked at one desk."""

    desk: Desk
    record: LearnerRecord
    credential: Credential
    day: dt.date

    def examine(self) -> Examination:
        """Return the examination."""
        return self.desk.examine(self.record, self.credential, as_of=self.day)


class Case(NamedTuple):
    """One record against one credential of one size."""

    size: str
    examination: Examination
    problem: Problem


def sample() -> Iterator[Question]:
    """Yield the eight sample learners against every credential of the sample that states requirements."""
    desk = Desk(open_catalog(REPO / "data" / "sample" / "catalog"))
    records = [load_record(path) for path in sorted((REPO / "data" / "sample" / "records").glob("*.yaml"))]
    yield from questions(desk, records, DAY)


def assist() -> Iterator[Question]:
    """Yield three records of real Santa Monica courses (0, 10 and all courses) against the 176 agreements."""
    source = SHARED / "assist_smc_ucsd_agreements.jsonl.gz"
    if not source.exists():
        return
    desk = Desk(collect(read_assist([source]).things))
    sent = sorted(course.id for course in desk.catalog.courses.values() if course.organization != "ucsd")
    records = [transcript(sent[:: max(1, len(sent) // count)][:count]) for count in (10, 25, len(sent))]
    yield from questions(desk, records, dt.date(2025, 1, 15))


def transcript(courses: Iterable[str]) -> LearnerRecord:
    """Return a record of completed courses, graded B."""
    lines = [{"id": f"L{i}", "course": c, "completed": "2024-12-15", "grade": "B"} for i, c in enumerate(courses)]
    return LearnerRecord.model_validate({"learner": {"id": "benchmark"}, "attainments": lines})


def degree() -> Iterator[Question]:
    """Yield 20 learners of 45 courses against one degree of several programs with sharing limits and caps."""
    desk = Desk(made_degree.catalog())
    yield from questions(desk, list(made_degree.learners(desk.catalog)), DAY)


def stolaf() -> Iterator[Question]:
    """Yield the judged audits of St. Olaf under the file's own objective."""
    yield from _judged("stolaf_cases")


def northeastern() -> Iterator[Question]:
    """Yield the judged audits of Northeastern's majors under the file's own objective."""
    yield from _judged("northeastern")


def _judged(module: str) -> Iterator[Question]:
    if not AUDITS.exists():
        return
    adapter = import_module(f"tests.peers.{module}")
    desk: Desk | None = None
    for case in adapter.cases():
        if desk is None or desk.catalog is not case.catalog:
            desk = Desk(case.catalog)
        yield Question(desk, case.record, case.credential, DAY)


def questions(desk: Desk, records: list[LearnerRecord], day: dt.date) -> Iterator[Question]:
    """Yield a question for every record and goal."""
    for record in records:
        for goal in goals(desk.catalog, None, day):
            yield Question(desk, record, goal, day)


SETS: Final[Mapping[str, Callable[[], Iterator[Question]]]] = MappingProxyType(
    {
        "sample": sample,
        "ASSIST, 176 majors": assist,
        "St. Olaf": stolaf,
        "Northeastern": northeastern,
        "120-credit degree": degree,
    }
)
"""The sets of questions by name; none where the shared data is absent."""


def cases(size: str) -> Iterator[Case]:
    """Yield a case for every question of a set."""
    for question in SETS[size]():
        examination = question.examine()
        yield Case(size, examination, build(examination.inputs, NOW))


def timed(run: Callable[[], Any]) -> float:
    """Return the least seconds of several runs."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def whole(case: Case) -> float:
    """Return the seconds for recognition, audit and the whole document with its reasons."""
    old = case.examination

    def run() -> None:
        desk = DESKS.setdefault(id(old.catalog), Desk(old.catalog))
        audit_document(desk.examine(old.record, old.credential, as_of=old.as_of))

    return timed(run)


DESKS: dict[int, Desk] = {}


def row(name: str, seconds: list[float], extra: str = "") -> str:
    """Return one line of the table."""
    if not seconds:
        return f"| {name} | 0 | - | - | - | - | - | {extra} |"
    ordered = sorted(seconds)
    shown = [ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1e3 for part in (0.5, 0.95, 0.99, 1)]
    rate = len(ordered) / sum(ordered)
    return f"| {name} | {len(ordered)} | " + " | ".join(f"{one:.2f}" for one in shown) + f" | {rate:,.0f} | {extra} |"


def audits(found: list[Case]) -> Iterator[str]:
    """Yield the lines for one size: the fast path, the program alone on some, the whole completion, the document."""
    size = found[0].size
    alone = partial(complete_by_bound, alone=True)
    sure = [case for case in found if alone(case.problem) is not None]
    share = f"{len(sure)} of {len(found)} certified ({len(sure) / len(found):.0%})"
    yield row(f"{size}: fast path, where it certifies", each(alone, sure), share)
    yield row(
        f"{size}: integer program alone, on 30 of the same", each(complete_by_program, sure[:: len(sure) // 30 + 1])
    )
    yield row(f"{size}: completion, exact, checked", each(complete, found))
    some = found[:: max(1, len(found) // 120)]
    yield row(f"{size}: build and completion", [timed(partial(built, case)) for case in some])
    yield row(f"{size}: recognition, audit, document, reasons", [whole(case) for case in some])


def built(case: Case) -> None:
    """Lay a record on its program and complete it."""
    complete(build(case.examination.inputs, NOW))


def each(solve: Callable[[Problem], Any], found: list[Case]) -> list[float]:
    """Return the seconds of one path for each case."""
    return [timed(partial(solve, case.problem)) for case in found]


def rule_table() -> Iterator[str]:
    """Yield the line for the state-wide rule table: reading it, and finding one course's rules."""
    source = SHARED / "wisconsin_tis_rules.csv.gz"
    column_map = REPO / "tests" / "conformance" / "maps" / "wisconsin.yaml"
    if not source.exists() or not column_map.exists():
        return
    start = time.perf_counter()
    catalog: Catalog = collect(read_table(source, column_map).things)
    seconds = time.perf_counter() - start
    desk = Desk(catalog)
    names = list(catalog.courses)[::37]
    desk.book.from_source(names[0])
    looked = [timed(partial(desk.book.from_source, name)) for name in names]
    count = len(catalog.equivalences)
    yield f"| {count:,} rules read, {len(catalog.courses):,} courses | {seconds:.1f} s |"
    yield f"| rules of one course, median of {len(names)} | {statistics.median(looked) * 1e6:.1f} us |"


def tables() -> Iterator[str]:
    """Yield the tables line by line; milliseconds, the least of several rounds."""
    yield "| what | cases | p50 | p95 | p99 | max | per second | note |"
    yield "|---|---|---|---|---|---|---|---|"
    for size in SETS:
        found = list(cases(size))
        if not found:
            yield f"| {size} | not measured: the shared data is absent | | | | | | |"
            continue
        yield from audits(found)
    yield "\n| rule table | |\n|---|---|"
    yield from rule_table()
