"""Does a desk come to what a university published?  Import, suggestions, queue, decisions kept, what they taught.

On the Wisconsin rules of technical colleges at a university that no weight has seen; learners have a fixed seed.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pathways.catalog.collection import collect
from pathways.formats.table import read_table
from pathways.store.decisions import open_decisions
from tests.conformance.test_wisconsin import MAP, TABLE
from tests.real_desk import RealDesk, mornings
from tests.support import needs_shared
from tests.training.wisconsin import HELD_RECEIVERS

pytestmark = needs_shared

RECEIVER = "UW-Superior"
ROWS = 697
PEOPLE = 60


@cache
def lines() -> tuple[str, ...]:
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as stream:
        head = stream.readline()
        return (head, *(line for line in stream if f" Tech. College,{RECEIVER}," in line))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> RealDesk:
    """Return the university, with its rules about technical colleges read and taken away."""
    file: Path = tmp_path_factory.mktemp("desk") / "rules.csv"
    file.write_text("".join(lines()), "utf-8")
    assert RECEIVER in HELD_RECEIVERS
    return RealDesk(collect(read_table(file, MAP).things), "uw-superior")


def test_each_pair_decided_as_published_settles_its_lines_as_published(desk: RealDesk, tmp_path: Path) -> None:
    rows = [row for row in csv.DictReader(lines()) if row["to"] == RECEIVER]
    assert (len(rows), sum(map(len, desk.published.values()))) == (ROWS, ROWS)
    people = desk.learners(PEOPLE, 4)
    waits = desk.queue(people, ask=False)
    brought = Counter(line.course or "" for one in people for line in one.attainments)
    assert {group.pair.learning.course: len(group.lines) for group in waits.groups} == brought
    kept = open_decisions(tmp_path / "desk.db")
    for course in next(mornings(waits, 12)):
        kept.decide(desk.decision(course))
    made = kept.standing()
    settled = {each.pair.learning.course for each in made if each.verdict != "ask"}
    left = desk.queue(people, made, ask=False)
    assert {group.pair.learning.course for group in left.groups} == brought.keys() - {
        each.pair.learning.course for each in made
    }
    assert left.undecided == waits.undecided - sum(brought[course or ""] for course in settled)
    every = [desk.decision(course) for course in brought]
    asked = {each.pair.learning.course for each in every if each.verdict == "ask"}
    turned = desk.against_what_was_published(people, every).turned
    assert {line.after.decision for line in turned} <= {"undecided"}
    assert len(turned) <= sum(brought[course or ""] for course in asked)


def test_what_was_decided_for_others_makes_suggestions_better(desk: RealDesk) -> None:
    courses = [name for name in desk.published if desk.clear(name)]
    asked = set(random.Random(5).sample(courses, 60))  # noqa: S311 -- the same every time, and no secret
    taught = [desk.decision(name) for name in courses if name not in asked]
    before, after = desk.hits(sorted(asked)), desk.hits(sorted(asked), taught)
    assert before[2] == after[2] == len(asked)
    assert after[0] >= before[0] + 6, "decisions about others teach"
    assert after[1] > before[1]
