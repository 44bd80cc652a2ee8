"""What does a desk save, and does it come to what was published?  Whole real sets, decided again from nothing.

Every published answer of a receiver is taken away; learners are drawn with a fixed seed from the courses it had
answered for; an advisor who knows decides pair by pair in the order of the queue.  Suggestions are asked before
anything is decided there, and when every second pair of the queue is.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pathways.advising import Desk
from pathways.batch.job import Job
from pathways.batch.run import Run, Target
from pathways.catalog.collection import Catalog, collect, normal_code
from pathways.formats.assist import read_assist
from pathways.formats.record_pieces import open_pieces
from pathways.formats.table import read_table, slug
from pathways.model.base import Noun
from pathways.model.batch_documents import Asked
from pathways.model.course import Course
from pathways.model.decision import Decision
from pathways.model.desk_documents import TurnedEntry
from pathways.model.record import LearnerRecord
from pathways.store.decisions import open_decisions
from tests.real_desk import RealDesk
from tests.support import REPO
from tests.training.wisconsin import FOLDER, HELD_RECEIVERS, rows
from tests.whole_assist import AGREEMENTS

MAP: Final = REPO / "tests" / "conformance" / "maps" / "wisconsin.yaml"
LEARNERS: Final = 200
EACH: Final = 8
PROBED: Final = 200
KEPT: Final = 500
HEAD: Final = (
    "receiver",
    "courses there",
    "pairs published",
    "lines of 200 learners",
    "decisions for them",
    "queue",
    "with suggestions",
    "asked",
    "first right, among five: nothing decided here",
    "every second pair decided",
    "stand as published",
    "left to a person",
    "stand otherwise",
    "kept a second",
    "batch: records a second",
)


@dataclass(frozen=True)
class Work:
    """What was done at one receiver."""

    desk: RealDesk
    people: tuple[LearnerRecord, ...]

    def row(self) -> tuple[str, ...]:
        """Return the figures."""
        desk, people = self.desk, self.people
        assert desk.before.digest
        start = time.process_time()
        waits = desk.queue(people, ask=False)
        plain = time.process_time() - start
        suggested = desk.queue(people)
        asked = time.process_time() - start - plain
        names = [group.pair.learning.course or "" for group in suggested.groups]
        made = [desk.decision(name) for name in names]
        probed = names[1::2][:PROBED]
        before, after = desk.hits(probed), desk.hits(probed, made[::2])
        turned = [one for one in desk.against_what_was_published(people, made).turned if _otherwise(one)]
        asked_back = sum(one.after.decision == "undecided" for one in turned)
        lines = sum(len(one.attainments) for one in people)
        courses = sum(course.organization == desk.receiver for course in desk.whole.courses.values())
        return (
            desk.whole.organizations[desk.receiver].title,
            f"{courses:,}",
            f"{len(desk.published):,}",
            f"{lines:,}",
            f"{len(waits.groups):,}",
            f"{plain:.1f} s",
            f"{asked:.1f} s",
            str(before[2]),
            _shares(before),
            _shares(after),
            f"{lines - len(turned):,}",
            f"{asked_back:,}",
            f"{len(turned) - asked_back:,}",
            f"{_kept(made[:KEPT]):.0f}",
            f"{_batch(desk, people, made):.0f}",
        )


def _otherwise(line: TurnedEntry) -> bool:
    """Return whether a line counts otherwise, or is left to a person."""
    before, after = line.before, line.after
    return (before.decision, before.recognized_as) != (after.decision, after.recognized_as) or bool(after.codes)


def _shares(hits: tuple[int, int, int]) -> str:
    first, among, count = hits
    return f"{first / count:.2f}, {among / count:.2f}"


def _kept(made: list[Decision]) -> float:
    """Return how many decisions a second are kept, each on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_decisions(Path(folder) / "desk.db")
        start = time.perf_counter()
        for each in made:
            store.decide(each)
        return len(made) / (time.perf_counter() - start)


def _batch(desk: RealDesk, people: tuple[LearnerRecord, ...], made: list[Decision]) -> float:
    """Return how many records a second are told in a batch under the decisions, from one table to the other.

    Raises AssertionError where the batch does not count the lines as recognition does.
    """
    asked = Asked(at=desk.receiver, as_of=desk.day)
    under = Desk(desk.before, made)
    assert under.catalog.digest
    told = (under.recognize(one, desk.receiver, as_of=desk.day) for one in people)
    counted = Counter(line.decision for one in told for line in one.lines)
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder) / "records.csv"
        with records.open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerow(("learner", "id", "course", "completed"))
            rows.writerows((one.learner.id, it.id, it.course, it.completed) for one in people for it in one.attainments)
        (Path(folder) / "out").mkdir()
        job = Job(str(Path(folder) / "catalog"), desk.before.digest, asked, tuple(made))
        start = time.process_time()
        found = Run(job, under, open_pieces(records), Target(Path(folder) / "out" / "rows.csv")).document()
        seconds = time.process_time() - start
    assert found.kinds["bad"] == 0
    assert (found.lines.accepted, found.lines.refused, found.lines.undecided) == tuple(
        counted[kind] for kind in ("accepted", "refused", "undecided")
    )
    return len(people) / seconds


def tables() -> Iterator[str]:
    """Yield the lines of the table as they are measured."""
    yield f"| {' | '.join(HEAD)} |"
    yield "|" + "---|" * len(HEAD)
    state = wisconsin()
    for name in HELD_RECEIVERS:
        desk = RealDesk(state, slug(name))
        yield f"| {' | '.join(Work(desk, desk.learners(LEARNERS, EACH)).row())} |"
    agreements = assist()
    edition = min(rule.editions.begin for rule in agreements.equivalences.values() if rule.editions.begin)
    desk = RealDesk(agreements, "ucsd", day=edition)
    yield f"| {' | '.join(Work(desk, desk.learners(LEARNERS, EACH)).row())} |"


def wisconsin() -> Catalog:
    """Return the rules of the state with every listed course of its institutions."""
    things = read_table(FOLDER / "wisconsin_tis_rules.csv.gz", MAP).things
    listed = (
        (slug(row["institution"]), row["code"], row["title"] or row["tis_title"], row["description"], "")
        for row in rows("wisconsin_catalog.csv.gz")
    )
    return with_courses(things, listed)


def assist() -> Catalog:
    """Return the agreements of two institutions with every listed course of both, and its description."""
    return with_courses(read_assist(AGREEMENTS).things, _of_two())


def _of_two() -> Iterator[tuple[str, str, str, str, str]]:
    for row in rows("smc_catalog.csv.gz"):
        yield "smcc", row["code"], row["title"], row["description"], row["units"]
    with gzip.open(FOLDER / "ucsd_catalog.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            yield "ucsd", item["code"], item["title"], item["description"] or "", item["units"] or ""


def with_courses(things: tuple[Noun, ...], listed: Iterator[tuple[str, str, str, str, str]]) -> Catalog:
    """Return a catalogue with the listed courses: place, code, title, description, credit."""
    known = {(one.organization, normal_code(one.code)): one for one in things if isinstance(one, Course)}
    added: dict[str, Course] = {}
    for number, (place, code, title, description, units) in enumerate(listed):
        found = known.get((place, normal_code(code)))
        amount = re.match(r"\d+(\.\d+)?", units)
        stated = {"title": title.strip() or code, "description": description or None}
        if found is not None:
            added[found.id] = found.model_copy(update=stated)
            continue
        fields = {"id": f"{place}:listed-{number}", "organization": place, "code": code.strip(), **stated}
        made = Course.model_validate({**fields, "credit": amount[0] if amount else None})
        added[made.id] = made
    rest = [one for one in things if not (isinstance(one, Course) and one.id in added)]
    return collect([*rest, *added.values()])
