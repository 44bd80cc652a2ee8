"""A row says what the full document says: the same figures, the same missing things, the first reason among its own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from pathways.advising import Desk
from pathways.catalog.collection import Catalog
from pathways.completion.build import IF_ALL, IF_COMPLETED, IF_POSSIBLE, NOW, Reading, build, surely_short
from pathways.completion.compare import goals
from pathways.completion.problem import Problem
from pathways.completion.report import audit_document
from pathways.completion.summary import audit_row, recognition_row
from pathways.formats.native import load_record, open_catalog
from pathways.formats.record_many import load_records
from pathways.model.batch_documents import BatchRow, LineCounts
from pathways.model.credential import Credential
from pathways.model.documents import LineEntry
from pathways.model.equivalence import Equivalence
from pathways.model.record import AttainmentStatus, LearnerRecord
from pathways.recognition.recognize import recognize
from tests.benchmarks.applicants import write_applicants
from tests.support import REPO

DAY = dt.date(2026, 9, 1)
SAMPLE = REPO / "data" / "sample"


@cache
def desk() -> Desk:
    return Desk(open_catalog(SAMPLE / "catalog"))


def asked(folder: Path) -> Iterator[tuple[LearnerRecord, Credential]]:
    """Yield the sample's learners toward everything, and made-up ones toward a different goal each."""
    wanted = goals(desk().catalog, None, DAY)
    for path in sorted((SAMPLE / "records").glob("*.yaml"))[::5]:
        record = load_record(path)
        yield from ((record, goal) for goal in wanted)
    made = load_records(write_applicants(folder / "made.csv", desk().catalog, 30, seed=3)).records
    yield from ((record, wanted[number % len(wanted)]) for number, record in enumerate(made))


def is_aside(record: LearnerRecord, line: LineEntry) -> bool:
    status = next(each.status for each in record.attainments if each.id == line.attainment)
    pending = status in (AttainmentStatus.IN_PROGRESS, AttainmentStatus.PLANNED)
    return pending or not {"DUPLICATE", "SUPERSEDED"}.isdisjoint(line.codes)


def counted(record: LearnerRecord, lines: tuple[LineEntry, ...]) -> LineCounts:
    """Return how the lines of a document stand, counted again from what it says of each."""
    found = Counter("aside" if is_aside(record, line) else line.decision for line in lines)
    placed = [line for line in lines if line.applied_to and line.decision == "accepted" and not is_aside(record, line)]
    return LineCounts(
        all=len(lines),
        accepted=found["accepted"],
        applied=len(placed),
        excess=found["accepted"] - len(placed),
        refused=found["refused"],
        undecided=found["undecided"],
        aside=found["aside"],
    )


def test_a_row_is_the_summary_of_the_full_document(tmp_path: Path) -> None:
    kinds: Counter[str] = Counter()
    for record, goal in asked(tmp_path):
        examination = desk().examine(record, goal, as_of=DAY)
        row, document = audit_row(examination), audit_document(examination)
        assert (row.status, row.progress, row.totals) == (document.status, document.progress, document.totals)
        credit = document.credit
        assert (row.system, row.shortfall, row.items_missing) == (credit.system, credit.shortfall, credit.items_missing)
        assert row.missing == tuple(entry.title or entry.path for entry in document.missing)
        assert row.lines == counted(record, document.lines)
        assert row.open_lines == tuple(line.attainment for line in document.lines if line.decision == "undecided")
        codes = Counter(code for line in document.lines for code in line.codes)
        assert dict(row.codes) == codes
        if row.kind == "fine":
            assert row.reason == document.reason["statement"]
        elif row.open_lines:
            assert row.reason in {_first(line.reason) for line in document.lines}
        kinds[row.kind] += 1
    assert kinds["fine"] > 10
    assert kinds["undecided"] > 30


def test_what_a_desk_remembers_of_others_changes_no_byte(tmp_path: Path) -> None:
    wanted = goals(desk().catalog, None, DAY)
    records = load_records(write_applicants(tmp_path / "made.csv", desk().catalog, 32, seed=11, awry=0)).records
    pairs = [(record, wanted[number % len(wanted)]) for number, record in enumerate(records)]
    for record, goal in reversed(pairs):
        audit_row(desk().examine(record, goal, as_of=DAY))
    for record, goal in pairs[::4]:
        assert told(desk(), record, goal) == told(Desk(desk().catalog), record, goal)


def told(who: Desk, record: LearnerRecord, goal: Credential) -> tuple[BatchRow, str]:
    """Return the row and the full document."""
    examination = who.examine(record, goal, as_of=DAY)
    return audit_row(examination), audit_document(examination).to_json()


@pytest.mark.parametrize("reading", [NOW, IF_COMPLETED, IF_POSSIBLE, IF_ALL])
def test_whether_it_is_surely_short_is_seen_without_the_whole_problem(reading: Reading, tmp_path: Path) -> None:
    seen: Counter[bool] = Counter()
    for record, goal in asked(tmp_path):
        inputs = desk().examine(record, goal, as_of=DAY).inputs
        short = surely_short(inputs, reading)
        assert short == _lacks_something(build(inputs, reading)), (record.learner.id, goal.key)
        seen[short] += 1
    assert min(seen[True], seen[False]) > 10


def _lacks_something(problem: Problem) -> bool:
    """Return whether a place that must be filled is one that nothing owned stands at, by the whole problem."""
    owned = [unit for unit in problem.units if unit.owned]
    open_to = {leaf for unit in owned for leaf in unit.leaves}
    places = (index for index in problem.program.mandatory if problem.needs[index] > 0 and index not in open_to)
    lacking = any(problem.program.leaves[index].node not in problem.optional for index in places)
    return lacking and not any(unit.blocks for unit in owned)


def _first(reason: dict[str, Any]) -> str:
    return ": ".join([reason["statement"], *(each["statement"] for each in reason.get("because", ())[:1])])


def test_where_no_goal_is_asked_a_row_is_the_summary_of_what_is_recognised(tmp_path: Path) -> None:
    made = load_records(write_applicants(tmp_path / "made.csv", desk().catalog, 12, seed=4, awry=0)).records
    for record in made:
        result = recognize(desk().catalog, desk().book, record, receiving="lakeside", as_of=DAY)
        row = recognition_row(result, record.learner)
        document = desk().recognize(record, "lakeside", as_of=DAY)
        assert (row.totals, row.system, row.status) == (document.totals, document.system, None)
        assert row.lines == counted(record, document.lines)


@pytest.mark.parametrize("kind", ["undecided", "ambiguous"])
def test_who_has_to_look_reads_why(kind: str) -> None:
    lines = [{"id": "A", "course": "northgate-FREN100", "grade": "80", "completed": "2025-04-25"}]
    record = LearnerRecord.model_validate({"learner": {"id": "x"}, "attainments": lines})
    catalog = desk().catalog
    if kind == "ambiguous":
        rule = catalog.equivalences["ng-lk-comm101"]
        other = rule.model_copy(update={"id": "other", "target": catalog.equivalences["ng-lk-math110"].target})
        catalog = _with(other)
        record = record.model_copy(
            update={"attainments": (record.attainments[0].model_copy(update={"course": "northgate-COMM101"}),)}
        )
    goal = catalog.credential("lakeside-diploma-data-analytics", DAY)
    row = audit_row(Desk(catalog).examine(record, goal, as_of=DAY))
    assert row.kind == kind
    assert row.reason.startswith("A ")
    assert ("equal rank" in row.reason) == (kind == "ambiguous")


def _with(rule: Equivalence) -> Catalog:
    catalog = desk().catalog
    return replace(catalog, equivalences=MappingProxyType({**catalog.equivalences, rule.id: rule}))


def test_a_row_survives_being_written(tmp_path: Path) -> None:
    record = load_record(SAMPLE / "records" / "career-changer.yaml")
    goal = desk().catalog.credential("lakeside-diploma-data-analytics", DAY)
    row = audit_row(desk().examine(record, goal, as_of=DAY))
    assert BatchRow.model_validate_json(row.model_dump_json(by_alias=True, exclude_defaults=True)) == row
