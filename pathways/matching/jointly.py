"""Which sets of learning cover a course only together?  From a record, or from what other institutions offer.

A set is a suggestion and grants nothing: only a recorded decision makes a rule (semantics 9).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.errors import QuestionError
from pathways.matching.covers import LOOKS, Enough, covers, greatest, most_goals
from pathways.matching.joint_told import Answered, Found, document_of
from pathways.matching.parts import Outcome, Piece, Showing, outcomes_of, shown_by
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.joint_documents import JointAsked, JointSuggestionsDocument, Measure
from pathways.model.record import Attainment, AttainmentStatus, Learner, LearnerRecord
from pathways.recognition.checks import hours_of
from pathways.recognition.lines import DEGREES, read_lines, with_duplicates
from pathways.recognition.receiver import Receiver, receiver_of
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook, policies_for
from pathways.recognition.types import Line, RecognitionResult

COVERAGE: Final = Fraction(3, 4)
AMOUNT: Final = Fraction(9, 10)
"""What is asked where neither the receiver's policy nor the question says: shares of outcomes and of hours."""
PARTS: Final = 4
LARGEST: Final = 8
MOST: Final = 100
NEAR: Final = 3


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked for: the receiving course, on which day, thresholds (None: the policy's, else ours), how many sets.

    ``amount`` is a share of the hours of the course (of its credit where it states no hours); ``parts`` the most
    members of a set, at most 8; ``most`` the most sets, at most 100; ``texts`` whether words may be compared where
    stated outcomes give no set.
    """

    course: str
    as_of: dt.date
    coverage: Fraction | None = None
    amount: Fraction | None = None
    parts: int | None = None
    most: int = 10
    texts: bool = True


@dataclass(frozen=True)
class JointSuggester:
    """Answers for one catalogue; what an institution offers is read once for each receiver and day."""

    catalog: Catalog

    @cached_property
    def _book(self) -> RuleBook:
        return RuleBook(self.catalog)

    @cached_property
    def _offers(self) -> dict[tuple[tuple[str, ...], str, dt.date], tuple[Line, ...]]:
        return {}

    def from_record(self, record: LearnerRecord, sought: Sought) -> JointSuggestionsDocument:
        """Return which lines of a record jointly cover a course, and what the nearest ones lack.

        Raises UnknownIdError U001 (no such course), QuestionError U003 (a limit or a share that makes no sense).
        """
        course = self._course(sought)
        result = recognize(self.catalog, self._book, record, receiving=course.organization, as_of=sought.as_of)
        receiver = self._receiver(course, sought)
        lines = [one.line for one in result.lines if not _failed(one.line) and not _own(one.line, course.organization)]
        asking = _Asking(self.catalog, receiver, course, sought, result)
        return document_of(asking.found(lines), learner=record.learner.id)

    def from_senders(self, senders: Iterable[str], sought: Sought) -> JointSuggestionsDocument:
        """Return which courses and small credentials that others offer jointly cover a course.

        Raises UnknownIdError U001 (no such course or organization), QuestionError U003 (a limit or a share that makes
        no sense, or a sender that is the receiver).
        """
        course, names = self._course(sought), tuple(dict.fromkeys(senders))
        for name in names:
            self.catalog.organization(name)
        if course.organization in names:
            raise QuestionError(
                "U003", f"{course.id!r} is of {course.organization!r} itself", hint="Ask about another."
            )
        asking = _Asking(self.catalog, self._receiver(course, sought), course, sought)
        return document_of(asking.found(self._lines(names, course.organization, sought.as_of)), senders=names)

    def _course(self, sought: Sought) -> Course:
        shares = [share for share in (sought.coverage, sought.amount) if share is not None]
        if any(not 0 <= share <= 1 for share in shares) or sought.coverage == 0:
            raise QuestionError("U003", "a share lies between 0 and 1", hint="Three quarters are 0.75.")
        if not 1 <= (sought.parts or PARTS) <= LARGEST or not 1 <= sought.most <= MOST:
            told = f"at most {sought.parts} together, {sought.most} sets were asked for"
            raise QuestionError("U003", told, hint=f"Ask for 1 to {LARGEST} together and 1 to {MOST} sets.")
        return self.catalog.course(sought.course)

    def _receiver(self, course: Course, sought: Sought) -> Receiver:
        policies = policies_for(self.catalog, course.organization, None, sought.as_of)
        return receiver_of(self.catalog, self._book, course.organization, policies)

    def _lines(self, senders: tuple[str, ...], receiving: str, on: dt.date) -> tuple[Line, ...]:
        key = (senders, receiving, on)
        if key not in self._offers:
            courses = dict.fromkeys(_courses(self.catalog, senders, on))
            offered = [Attainment(id=name, course=name) for name in courses]
            for one in _credentials(self.catalog, senders, on):
                name = f"{one.id} (credential)" if one.id in courses else one.id
                offered.append(Attainment(id=name, credential=one.key))
            record = LearnerRecord(learner=Learner(id="anybody"), attainments=tuple(offered))
            read = read_lines(self.catalog, record, receiving, on)
            self._offers[key] = with_duplicates(read, "best", self.catalog)
        return self._offers[key]


def _courses(catalog: Catalog, senders: tuple[str, ...], on: dt.date) -> Iterable[str]:
    for course in catalog.courses.values():
        if course.organization in senders and course.valid.holds_on(on):
            yield course.id


def _credentials(catalog: Catalog, senders: tuple[str, ...], on: dt.date) -> Iterable[Credential]:
    """Yield the small credentials that can be earned on the day, each in its newest edition."""
    newest: dict[str, Credential] = {}
    for credential in catalog.credentials.values():
        if credential.organization in senders and credential.kind not in DEGREES and credential.valid.holds_on(on):
            newest[credential.id] = catalog.credential(credential.id, on)
    yield from newest.values()


def _failed(line: Line) -> bool:
    return line.attainment.status in (AttainmentStatus.FAILED, AttainmentStatus.WITHDRAWN)


def _own(line: Line, receiving: str) -> bool:
    """Return whether the line is a course of the receiver itself, which counts as what it is."""
    return isinstance(line.definition, Course) and line.definition.organization == receiving


@dataclass(frozen=True)
class _Asking:
    """One question: what is asked of a set, and which lines may be in it."""

    catalog: Catalog
    receiver: Receiver
    course: Course
    sought: Sought
    result: RecognitionResult | None = None

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        return outcomes_of(self.catalog, self.course)

    @cached_property
    def asked(self) -> JointAsked:
        joint = self.receiver.policies.joint
        rule = joint[0] if joint and (not joint[0].courses or self.course.id in joint[0].courses) else None
        theirs = rule is not None and None in (self.sought.coverage, self.sought.amount, self.sought.parts)
        coverage = self.sought.coverage or (rule.coverage if rule else COVERAGE)
        share = self.sought.amount if self.sought.amount is not None else rule.hours if rule else AMOUNT
        measure, whole = _measured(self.course)
        return JointAsked(
            outcomes=len(self.outcomes),
            needed=max(1, math.ceil(coverage * len(self.outcomes))),
            coverage=coverage,
            measure=measure,
            of_course=whole,
            amount=None if whole is None or share is None else whole * share,
            max_parts=self.sought.parts or (rule.max_parts if rule else PARTS),
            most=self.sought.most,
            policy=joint[1].id if joint and theirs else None,
        )

    def found(self, lines: Iterable[Line]) -> Found:
        """Return what was found among these lines."""
        by_text = not self.course.outcomes
        showing = Showing(self.catalog, self.outcomes, by_text)
        read = [Piece(line, shown_by(line, self.receiver), self._amount(line)) for line in lines]
        known = Answered(self.catalog, self.receiver, self.course, self.sought.as_of, self.result)
        found = self._searched(showing, read, known)
        if found.covers.sets or known.met:
            return found
        if self.sought.texts and not by_text and found.covers.cut is None:
            again = self._searched(Showing(self.catalog, self.outcomes, by_text=True), read, known)
            if again.covers.sets:
                return again
        return self._with_nearest(found)

    def _searched(self, showing: Showing, read: Iterable[Piece], known: Answered) -> Found:
        helpful = sorted((piece for piece in read if showing.helps(piece)), key=lambda piece: piece.id)
        barred = {piece.id: known.bars(piece.line) for piece in helpful}
        parts = tuple(piece for piece in helpful if not barred[piece.id])
        left_out = tuple((piece, barred[piece.id]) for piece in helpful if barred[piece.id])
        asked = self.asked
        amounts = [piece.amount for piece in parts if piece.amount is not None]
        scale = math.lcm(*(amount.denominator for amount in (*amounts, asked.amount or Fraction(0))))
        pieces = showing.pieces(parts, scale, apart(self.catalog, parts))
        enough = Enough(asked.needed, int((asked.amount or 0) * scale), asked.max_parts, asked.most)
        sets = covers(pieces, enough, lambda members: known.spoken(tuple(parts[one].line for one in members)) is None)
        return Found(self.course, asked, showing, parts, pieces, scale, sets, known, left_out)

    def _with_nearest(self, found: Found) -> Found:
        """Return what was found with the sets that lack fewest outcomes, then least of the amount."""
        asked, pieces, looks, sure = self.asked, found.pieces, LOOKS // 2, True
        for goals in range(min(asked.needed, most_goals(pieces, asked.max_parts)), 0, -1):
            best = greatest(pieces, Enough(goals, 0, asked.max_parts, NEAR, looks))
            looks, sure = looks - best.looks, sure and best.cut is None
            if best.amount is not None:
                amount = min(best.amount, int((asked.amount or 0) * found.scale))
                near = covers(pieces, Enough(goals, amount, asked.max_parts, NEAR, looks), found.unanswered)
                looks, sure = looks - near.looks, sure and near.cut != "work"
                if near.sets:
                    return replace(found, nearest=near, nearest_sure=sure)
            if looks < 0:
                break
        return found

    def _amount(self, line: Line) -> Fraction | None:
        """Return how much a line brings, in the measure of the course: contact hours where the course states these."""
        if self.asked.measure == "credit":
            return self.receiver.granter.sent_credit((line,))[0]
        definition = line.definition
        if isinstance(definition, Course) and line.attainment.hours is None and self.course.instructional_hours:
            return definition.instructional_hours
        return hours_of(line)


def _measured(course: Course) -> tuple[Measure | None, Fraction | None]:
    hours = course.instructional_hours or course.hours
    if hours is not None:
        return "hours", hours
    return ("credit", course.credit) if course.credit is not None else (None, None)


def apart(catalog: Catalog, parts: tuple[Piece, ...]) -> Mapping[int, frozenset[int]]:
    """Return for each piece those that are a part of it or of which it is a part: their hours are the same hours."""
    places: dict[str, int] = {}
    for place, piece in enumerate(parts):
        for name in _names(piece.line):
            places.setdefault(name, place)
    found: dict[int, set[int]] = {}
    for place, piece in enumerate(parts):
        for name in _above(catalog, _names(piece.line)):
            other = places.get(name)
            if other is not None and other != place:
                found.setdefault(place, set()).add(other)
                found.setdefault(other, set()).add(place)
    return {place: frozenset(others) for place, others in found.items()}


def _names(line: Line) -> tuple[str, ...]:
    match line.definition:
        case Credential() as credential:
            return (credential.id, credential.key)
        case Course() as course:
            return (course.id,)
        case _:
            return ()


def _above(catalog: Catalog, names: tuple[str, ...]) -> set[str]:
    seen: set[str] = set()
    stack = list(names)
    while stack:
        for name in catalog.components.get(stack.pop(), ()):
            if name not in seen:
                seen.add(name)
                stack.append(name)
    return seen
