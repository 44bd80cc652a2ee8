"""What is worth holding on the way?  Awards of the same organizations that lie within what serves the goals.

Asked of the audit: a credential is on the way when a record with everything that may be done would satisfy it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from pathways.completion.audit import examine
from pathways.completion.build import IF_COMPLETED
from pathways.completion.check import is_reached
from pathways.completion.steps import attained
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from pathways.planning.offers import Activity
from pathways.planning.question import Question
from pathways.planning.task import Task, names_in, task_for

MOST: Final = 6
"""So many awards on the way are planned for, the largest first."""


def with_stops(question: Question) -> Question:
    """Return the question with the awards that may be held on the way to its goals."""
    task = task_for(question)
    found = sorted(_on_the_way(task), key=lambda c: (-(c.credit or 0), c.key))
    return replace(question, hoped=tuple(found[:MOST]))


def _on_the_way(task: Task) -> Iterator[Credential]:
    question = task.question
    homes = {goal.organization for goal in question.goals}
    known = {goal.id for goal in question.goals}
    asked = frozenset(name for goal in question.goals for name in names_in(goal))
    everything = _record(task)
    for credential in question.catalog.credentials.values():
        if credential.organization not in homes or credential.id in known or not _within(credential, asked):
            continue
        if not credential.valid.holds_on(question.as_of) or credential.closed_to_entry:
            continue
        if not _reached(question, question.record, credential) and _reached(question, everything, credential):
            yield credential


def _within(credential: Credential, asked: frozenset[str]) -> bool:
    """Return whether at least half of what a credential names is named by the goals too."""
    named = set(names_in(credential))
    return bool(named) and 2 * len(named & asked) >= len(named)


def _record(task: Task) -> LearnerRecord:
    """Return the record with everything done that may be done, by its first way."""
    once: dict[tuple[str, bool], Activity] = {}
    for activity in task.activities:
        if activity.kind != "award":
            once.setdefault((activity.thing, activity.is_course), activity)
    steps = [activity.step(activity.ways[0]) for activity in once.values()]
    added = tuple(attained(step, task.question.catalog) for step in steps)
    record = task.question.record
    return record.model_copy(update={"attainments": (*record.attainments, *added)})


def _reached(question: Question, record: LearnerRecord, credential: Credential) -> bool:
    found = examine(question.catalog, question.book, record, credential, as_of=question.as_of)
    return is_reached(found.reading(IF_COMPLETED))
