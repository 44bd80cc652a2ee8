"""What would each activity count as?  Every thing on offer, recognised as if it had been completed.

The receiving organizations judge planned learning by the same rules as the learner's own: transfer, caps, ages, joint
coverage and exclusions are those of recognition, not a copy of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.completion.audit import shelf_for
from pathways.completion.build import IF_COMPLETED, Inputs, build
from pathways.completion.candidates import OwnedOnly
from pathways.completion.competencies import Held
from pathways.completion.problem import Problem
from pathways.completion.state import State, state_of
from pathways.completion.steps import PLANNED, attained
from pathways.model.credential import Credential
from pathways.model.record import LearnerRecord
from pathways.planning.offers import Activity, in_variants
from pathways.recognition.adjust import in_force
from pathways.recognition.exclusions import limits
from pathways.recognition.lines import identity
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook, policies_for
from pathways.recognition.types import Line, Option, RecognitionResult


@dataclass(frozen=True, eq=False)
class Aim:
    """A credential to be reached (``required``) or held on the way, with everything that may be applied to it.

    ``shown`` is what planned activities show of competencies; ``lines`` every line by its name; ``repeated`` for each
    planned line those of the record that are the same learning and count no more.
    """

    credential: Credential
    required: bool
    problem: Problem
    shown: tuple[tuple[str, Held], ...]
    lines: Mapping[str, Line]
    repeated: Mapping[str, tuple[str, ...]]

    @cached_property
    def useful(self) -> frozenset[str]:
        """Return the planned attainments that may be applied to it or show what it asks for."""
        used = (name for choice in self.problem.choices for name in choice.uses)
        return frozenset(name for name in (*used, *(name for name, _ in self.shown)) if name.startswith(PLANNED))


@dataclass(frozen=True)
class Prospects:
    """One record, and what everything on offer would add to it."""

    catalog: Catalog
    book: RuleBook
    record: LearnerRecord
    as_of: dt.date
    activities: tuple[Activity, ...]

    @cached_property
    def batches(self) -> tuple[tuple[Activity, ...], ...]:
        """Return the activities in groups in which nothing is offered twice.

        What is held already stands apart: beside its repetition it would be a duplicate, and could serve nothing
        together with what is new.
        """
        found: dict[tuple[bool, int], list[Activity]] = defaultdict(list)
        met: dict[tuple[str, bool], int] = defaultdict(int)
        for activity in self.activities:
            key = (activity.thing, activity.is_course)
            found[key in self._owned, met[key]].append(activity)
            met[key] += 1
        return tuple(tuple(group) for _, group in sorted(found.items()))

    @cached_property
    def _owned(self) -> frozenset[tuple[str, bool]]:
        """Return what is on the record and stands by itself: neither failed nor lapsed."""
        lines = [] if not self.activities else self._recognize(self.record, self.activities[0].organization, None).lines
        known = (identity(entry.line) for entry in lines if not entry.line.bars)
        return frozenset((name[1], name[0] == "course") for name in known if name is not None)

    def recognized(self, receiving: str, credential: Credential | None) -> tuple[RecognitionResult, RecognitionResult]:
        """Return what the organization makes of the record alone, and of the record with all that is planned."""
        key = (receiving, credential.key if credential else "", credential.organization if credential else "")
        if key not in self._known:
            alone = self._recognize(self.record, receiving, credential)
            parts = [self._with(batch, receiving, credential) for batch in self.batches]
            self._known[key] = alone, _joined(alone, parts)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[str, str, str], tuple[RecognitionResult, RecognitionResult]]:
        return {}

    def _with(self, batch: Sequence[Activity], receiving: str, credential: Credential | None) -> RecognitionResult:
        added = tuple(attained(activity.step(activity.ways[0]), self.catalog) for activity in batch)
        record = self.record.model_copy(update={"attainments": (*self.record.attainments, *added)})
        return self._recognize(record, receiving, credential)

    def _recognize(self, record: LearnerRecord, receiving: str, credential: Credential | None) -> RecognitionResult:
        return recognize(self.catalog, self.book, record, receiving=receiving, credential=credential, as_of=self.as_of)

    def aim(self, credential: Credential, *, required: bool) -> Aim:
        """Return everything that may be applied to a credential."""
        policies = policies_for(self.catalog, credential.organization, credential, self.as_of)
        shelf = shelf_for(self.catalog, credential, policies, as_of=self.as_of)
        bare = OwnedOnly(self.catalog, shelf.program, shelf.measure, self.as_of)
        alone, both = self.recognized(credential.organization, credential)
        evidence = [e for e in both.evidence if e.assessed and e.certain and e.attainment.startswith(PLANNED)]
        options = tuple(o for o in both.options if not (_is_planned(o) and _gives(o, credential)))
        known = replace(both, options=options, evidence=alone.evidence)
        adjustments = in_force(self.record.adjustments, credential, self.as_of)
        problem = build(Inputs(bare, known, adjustments, limits(policies)), IF_COMPLETED)
        shown = tuple((e.attainment, (e.competency, e.level)) for e in evidence) if problem.formulas else ()
        lines = {line.line.id: line.line for line in both.lines}
        return Aim(credential, required, problem, shown, lines, _repeated(lines.values()))

    def state(self, organization: str) -> State:
        """Return what everything, owned and planned, is worth at an organization."""
        if organization not in self._states:
            self._states[organization] = state_of(self.catalog, self.recognized(organization, None)[1])
        return self._states[organization]

    @cached_property
    def _states(self) -> dict[str, State]:
        return {}


def _joined(alone: RecognitionResult, parts: Sequence[RecognitionResult]) -> RecognitionResult:
    """Return one result: what is owned as it stands alone, what is planned from each part."""
    options = list(alone.options)
    lines = list(alone.lines)
    evidence = list(alone.evidence)
    for part in parts:
        options.extend(option for option in part.options if _is_planned(option))
        lines.extend(line for line in part.lines if line.line.id.startswith(PLANNED))
        evidence.extend(item for item in part.evidence if item.attainment.startswith(PLANNED))
    return replace(alone, options=tuple(options), lines=tuple(lines), evidence=tuple(evidence))


def _repeated(lines: Iterable[Line]) -> Mapping[str, tuple[str, ...]]:
    """Return for each planned line that counts the sound lines of the record that are the same learning."""
    sound: dict[tuple[str, str] | None, list[Line]] = defaultdict(list)
    for line in lines:
        if not line.bars and identity(line) is not None:
            sound[identity(line)].append(line)
    found = {}
    for group in sound.values():
        owned = tuple(line.id for line in group if not line.id.startswith(PLANNED))
        found.update({line.id: owned for line in group if owned and line.id.startswith(PLANNED)})
    return found


def _gives(option: Option, credential: Credential) -> bool:
    """Return whether an option is the award itself."""
    return any(item.credential == credential.key for item in option.items)


def _is_planned(option: Option) -> bool:
    return option.certain and any(name.startswith(PLANNED) for name in option.uses)


def by_date(activities: Iterable[Activity], book: RuleBook) -> tuple[Activity, ...]:
    """Return the activities, split at the days on which a rule that speaks of them begins or ends."""
    found: list[Activity] = []
    for activity in activities:
        names = {activity.thing, activity.thing.partition("@")[0]}
        rules = [rule for name in names for rule in book.from_source(name)]
        days = (day for rule in rules for day in (rule.valid.begin, rule.valid.until) if day is not None)
        found.extend(in_variants(activity, days))
    return tuple(found)
