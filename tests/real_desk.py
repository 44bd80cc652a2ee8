"""A desk at a real institution: what it published is taken away, and decided again pair by pair by one who knows.

Learners are made up (drawn with a fixed seed) from real courses; the published answers are the truth.  Nothing of the
data is kept in the project.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pathways.catalog.collection import Catalog
from pathways.matching.decided import with_decisions
from pathways.matching.foresight import Foresight
from pathways.matching.queue import Wanted, queue
from pathways.matching.reading import answers
from pathways.matching.replay import Under, replay
from pathways.matching.suggest import Suggester
from pathways.model.base import ALWAYS
from pathways.model.decision import Decision, Learning, Pair
from pathways.model.desk_documents import QueueDocument, QueueSuggestion, ReplayDocument
from pathways.model.equivalence import Equivalence, SourceItem, Target, source_items
from pathways.model.record import Attainment, LearnerRecord
from pathways.model.suggestion_documents import SuggestionEntry
from pathways.recognition.rules import RuleBook

DAY = dt.date(2020, 1, 15)
ADVISOR = "An advisor"


@dataclass(frozen=True)
class RealDesk:
    """One receiver whose answers about courses of ``senders`` (of all others where none is named) are unknown.

    Courses that it names together with others stay as they are.
    """

    whole: Catalog
    receiver: str
    senders: frozenset[str] = field(default=frozenset())
    day: dt.date = DAY

    @property
    def now(self) -> dt.datetime:
        """Return when it is decided."""
        return dt.datetime.combine(self.day, dt.time(12), tzinfo=dt.UTC)

    @cached_property
    def published(self) -> Mapping[str, tuple[Equivalence, ...]]:
        """Return by course the rules that were taken away."""
        found: dict[str, list[Equivalence]] = defaultdict(list)
        book, joint = RuleBook(self.whole), set[str]()
        for name, rule in self.whole.equivalences.items():
            if book.resolve(name).receiving != self.receiver:
                continue
            if isinstance(rule.sources, SourceItem):
                found[rule.sources.course or ""].append(rule)
            else:
                joint.update(item.course or "" for item in source_items(rule.sources))
        return {name: tuple(found[name]) for name in sorted(found) if name not in joint and self._of_these(name)}

    def _of_these(self, course: str) -> bool:
        known = self.whole.courses.get(course)
        return known is not None and (not self.senders or known.organization in self.senders)

    @cached_property
    def before(self) -> Catalog:
        """Return the catalogue in which nothing of that has been decided."""
        gone = {rule.id for rules in self.published.values() for rule in rules}
        left = {name: rule for name, rule in self.whole.equivalences.items() if name not in gone}
        return replace(self.whole, equivalences=MappingProxyType(left))

    def clear(self, course: str) -> bool:
        """Return whether the receiver has published one plain answer about the course, or several that go together."""
        rules = self.published[course]
        shared = len(rules) == 1 or all(rule.agreement and self._shares(rule.agreement) for rule in rules)
        plain = (not rule.award_unclear and not rule.conditions and answers(rule.target) for rule in rules)
        return shared and all(plain)

    def _shares(self, agreement: str) -> bool:
        return self.whole.agreements[agreement].sources_used == "each_rule"

    def learners(self, count: int, each: int, *, seed: int = 7) -> tuple[LearnerRecord, ...]:
        """Return made-up learners, each with courses of one sender that the receiver has answered for."""
        chance = random.Random(seed)  # noqa: S311 -- the same every time, and no secret
        by_sender: dict[str, list[str]] = defaultdict(list)
        for name in self.published:
            by_sender[self.whole.courses[name].organization].append(name)
        senders = sorted(by_sender)
        return tuple(
            _learner(f"learner-{number:05}", _drawn(by_sender[chance.choice(senders)], each, chance), self.day)
            for number in range(count)
        )

    def decision(self, course: str) -> Decision:
        """Return what the advisor decides: as published, or a question where that is not one plain answer."""
        rules = self.published[course]
        pair = Pair(learning=Learning(course=course), receiving=self.receiver)
        said: dict[str, Any] = {"pair": pair, "source": {"title": "What was published"}, "by": ADVISOR, "at": self.now}
        if not self.clear(course):
            return Decision.model_validate({**said, "verdict": "ask", "code": "INDIVIDUAL_ASSESSMENT"})
        if rules[0].target.is_no:
            return Decision.model_validate({**said, "verdict": "refuse", "code": "DENIED"})
        given = rules[0].target
        if len(rules) > 1:
            given = Target(kind="courses", courses=tuple(name for rule in rules for name in rule.target.courses))
        taken = getattr(rules[0].sources, "taken", ALWAYS)
        return Decision.model_validate({**said, "verdict": "accept", "given": given, "valid": taken})

    def queue(
        self, records: Iterable[LearnerRecord], decisions: Sequence[Decision] = (), *, ask: bool = True
    ) -> QueueDocument:
        """Return what waits, with suggestions (or without, where nobody is to be asked)."""
        wanted = Wanted((self.receiver,), self.day, tuple(decisions))
        if ask:
            suggester = Suggester(with_decisions(self.before, decisions))
            wanted = replace(wanted, suggesting=Foresight(suggester, self.day))
        return queue(self.before, records, wanted)

    def against_what_was_published(
        self, records: Sequence[LearnerRecord], decisions: Sequence[Decision]
    ) -> ReplayDocument:
        """Return the lines that stand otherwise under the decisions than under what was published."""
        before, after = Under(self.whole, self.day), Under(self.before, self.day, tuple(decisions))
        return replay(records, (self.receiver,), before, after)

    def right(self, course: str, entry: SuggestionEntry | QueueSuggestion) -> bool:
        """Return whether a suggestion is what was published."""
        given = {answer for rule in self.published[course] for answer in answers(rule.target)}
        return any(
            (entry.kind == "course" and (kind, value) == ("course", entry.course))
            or (entry.kind == "subject_elective" and (kind, value) == ("elective", entry.subject))
            or (entry.kind == "general_elective" and (kind, value) == ("elective", ""))
            or (entry.kind == "no_equivalent" and kind == "none")
            for kind, value in given
        )

    def hits(self, courses: Iterable[str], decisions: Sequence[Decision] = (), *, k: int = 5) -> tuple[int, int, int]:
        """Return of how many plain answers the first suggestion is right, or one of ``k``, and how many they are."""
        seen = Suggester(with_decisions(self.before, decisions))
        first = among = count = 0
        for course in courses:
            if not self.clear(course):
                continue
            listed = seen.suggest(course, at=self.receiver, as_of=self.day, k=k).suggestions
            found = [self.right(course, entry) for entry in listed]
            first, among, count = first + found[0], among + any(found), count + 1
        return first, among, count


def _drawn(courses: Sequence[str], count: int, chance: random.Random) -> list[str]:
    return sorted(chance.sample(courses, min(count, len(courses))))


def _learner(name: str, courses: Iterable[str], day: dt.date) -> LearnerRecord:
    lines = [Attainment(id=f"L{number:02}", course=course, completed=day) for number, course in enumerate(courses, 1)]
    return LearnerRecord.model_validate({"learner": {"id": name}, "attainments": lines})


def mornings(document: QueueDocument, size: int) -> Iterator[tuple[str, ...]]:
    """Yield the courses of the queue in its order, so many at a time."""
    names = [group.pair.learning.course or "" for group in document.groups]
    for start in range(0, len(names), size):
        yield tuple(names[start : start + size])
