"""Which rules do the articulations state?  Each distinct one once: its AND and OR, dates, scope and conditions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from pathways.formats.assist_courses import CourseBook
from pathways.formats.assist_raw import Agreement, Articulation, CourseGroup, RawCourse, Receiver, Sending, Span
from pathways.formats.assist_words import meaning
from pathways.formats.loss import Tally
from pathways.model.base import Validity
from pathways.model.equivalence import (
    AllSources,
    AnySource,
    Condition,
    Equivalence,
    Scope,
    SourceExpression,
    SourceItem,
    Target,
    TargetKind,
)
from pathways.model.requirement import GradeMinimum

LETTER = GradeMinimum(grade="D-", scale="us-letter")
"""What "for a letter grade" asks: any passing letter; P has no place on the scale, so it stays undecided."""

NOBODY = AnySource(parts=())
REASONS: Final[Mapping[str, TargetKind]] = MappingProxyType(
    {
        "No Course Articulated": "none_here",
        "This course must be taken at the university after transfer": "only_at_receiver",
    }
)
"""Why nothing is articulated; any other reason is read as not evaluated."""

_LONGEST = 180
_UNSAFE = re.compile(r"[\s@#]+")
UNCLEAR = "The agreement does not say how its AND and OR belong together"
OVERRIDDEN = "The agreement overrides this articulation in its template, in a form that is not encoded"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one articulation says, without where it stands; equal rules are one."""

    sources: SourceExpression
    target: Target
    conditions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def receives(self) -> tuple[str, ...]:
        """Return what the rule is about: receiving courses or areas."""
        return self.target.courses or self.target.areas


@dataclass(slots=True)
class RuleBook:
    """The rules of all agreements between two institutions in one year."""

    book: CourseBook
    tally: Tally
    _named_in: dict[Rule, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _asked_in: dict[tuple[str, ...], dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, agreement: Agreement, credential: str | None) -> None:
        """Take the articulations of one agreement; ``credential`` is the id of the major that it prepares for."""
        name = credential or ""
        for articulation in agreement.articulations:
            for rule in self.rules_of(agreement, articulation):
                self._named_in[rule][name] = None
                self._asked_in[rule.receives][name] = None
        for group in agreement.groups:
            for section in group.sections:
                for cell in (cell for row in section.rows for cell in row.cells):
                    self._asked_in[self.received(agreement, cell.receiver)][name] = None

    def received(self, agreement: Agreement, receiver: Receiver) -> tuple[str, ...]:
        """Return the ids of the receiving courses, or the name of the area."""
        ids = tuple(self.book.course_id(agreement.receiver, course) for course in receiver.courses)
        return ids or (receiver.name,)

    def rules_of(self, agreement: Agreement, articulation: Articulation) -> tuple[Rule, ...]:
        """Return the rules of one articulation: what counts (or why nothing does), and what is denied."""
        sending = articulation.sending
        self._count(articulation)
        rules = [self._denial(agreement, articulation, course) for course in sending.denied]
        if sending.groups or sending.reason is not None:
            rules.append(self._award(agreement, articulation))
        return tuple(rules)

    def _award(self, agreement: Agreement, articulation: Articulation) -> Rule:
        sending = articulation.sending
        texts = dict.fromkeys((*articulation.texts, *sending.texts, *(x for g in sending.groups for x in g.texts)))
        letter = any(meaning(text) == "letter grade" for text in texts)
        conditions = [text for text in texts if meaning(text) in ("condition", "one course")]
        notes = [text for text in texts if meaning(text) == "note"]
        sources: SourceExpression = NOBODY
        if sending.groups:
            sources, clear = self._expression(agreement, sending, letter=letter)
            conditions += [] if clear else [UNCLEAR]
        else:
            conditions, notes = [], notes + conditions
        conditions += [OVERRIDDEN] if articulation.overrides else []
        conditions += (
            [f"It counts as one of: {articulation.receiver.name}"] if _is_choice(articulation.receiver) else []
        )
        notes += [sending.reason] if sending.reason is not None and sending.reason not in REASONS else []
        target = self._target(agreement, articulation.receiver, _kind(sending, articulation.receiver))
        return Rule(sources, target, tuple(conditions), tuple(notes))

    def _target(self, agreement: Agreement, receiver: Receiver, kind: TargetKind) -> Target:
        received = self.received(agreement, receiver)
        if receiver.courses:
            return Target(kind=kind, courses=received[:1] if kind == "course" else received)
        return Target(kind=kind, areas=received)

    def _denial(self, agreement: Agreement, articulation: Articulation, course: RawCourse) -> Rule:
        self.tally.represented("denied course", "a rule that denies it", course.code)
        source = self._item(agreement, course, letter=False)
        return Rule(source, self._target(agreement, articulation.receiver, "denied"))

    def _expression(self, agreement: Agreement, sending: Sending, *, letter: bool) -> tuple[SourceExpression, bool]:
        parts = [self._group(agreement, group, letter=letter) for group in sending.groups]
        return joined(parts, sending.spans)

    def _group(self, agreement: Agreement, group: CourseGroup, *, letter: bool) -> SourceExpression:
        items = tuple(self._item(agreement, course, letter=letter) for course, _ in group.courses)
        return combined(group.joined, items)

    def _item(self, agreement: Agreement, course: RawCourse, *, letter: bool) -> SourceItem:
        return SourceItem(
            course=self.book.course_id(agreement.sender, course),
            taken=self.book.version(agreement.sender, course).valid,
            min_grade=LETTER if letter else None,
        )

    def _count(self, articulation: Articulation) -> None:
        sending, name = articulation.sending, articulation.receiver.name
        self.tally.represented("articulation", "a rule (equal ones are stored once)", name)
        self.tally.represented(f"articulation: {articulation.receiver.kind}", "the target of a rule", name)
        if sending.reason is not None:
            self.tally.represented(f"no articulation: {sending.reason}", "a rule that nothing will do", name)
        for group in sending.groups:
            self.tally.represented("course group", "a part of the rule's source expression")
            self.tally.represented("sending course", "a source of the rule", count=len(group.courses))
        for span in sending.spans:
            self.tally.represented(f"group conjunction: {span.operator}", "the tree of the source expression", name)
        if articulation.overrides:
            self.tally.lost("template override", "an unencoded condition blocks the rule", name, articulation.overrides)
        for text in dict.fromkeys((*articulation.texts, *sending.texts, *(x for g in sending.groups for x in g.texts))):
            self._count_text(text, name)

    def _count_text(self, text: str, name: str) -> None:
        kind = f"words on a rule: {text}"
        match meaning(text):
            case "letter grade":
                self.tally.represented(kind, "a least grade on the letter scale", name)
            case "note":
                self.tally.noted(kind, "the note of the rule", name)
            case _:
                self.tally.noted(kind, "a condition that blocks automatic award", name)

    def equivalences(self, agreement_id: str, editions: Validity) -> tuple[Equivalence, ...]:
        """Return every distinct rule, ordered by what it is about."""
        found: list[Equivalence] = []
        counts: dict[str, int] = defaultdict(int)
        for rule, named in sorted(self._named_in.items(), key=lambda entry: _order(entry[0])):
            name = f"{agreement_id}:{'+'.join(_bare(part) for part in rule.receives)}"[:_LONGEST]
            counts[name] += 1
            found.append(
                Equivalence(
                    id=name if counts[name] == 1 else f"{name}.{counts[name]}",
                    agreement=agreement_id,
                    sources=rule.sources,
                    target=rule.target,
                    editions=editions,
                    scope=self._scope(rule, named),
                    conditions=tuple(Condition(text=text) for text in rule.conditions),
                    note="; ".join((*rule.notes, f"Stated in {len(named)} agreement{'s' if len(named) > 1 else ''}")),
                )
            )
        return tuple(found)

    def _scope(self, rule: Rule, named: Iterable[str]) -> Scope | None:
        """Return None (the institution) where every agreement that names the receiver says the same."""
        programs = tuple(sorted(name for name in named if name))
        if not programs or set(named) == set(self._asked_in[rule.receives]):
            return None
        return Scope(kind="program", credentials=programs)


def _kind(sending: Sending, receiver: Receiver) -> TargetKind:
    if sending.reason is not None:
        return REASONS.get(sending.reason, "not_evaluated")
    if not receiver.courses:
        return "area"
    return "course" if len(receiver.courses) == 1 or _is_choice(receiver) else "courses"


def _is_choice(receiver: Receiver) -> bool:
    return receiver.joined == "Or" and len(receiver.courses) > 1


def _bare(received: str) -> str:
    return _UNSAFE.sub("-", received.partition(":")[2] or received)


def _order(rule: Rule) -> tuple[object, ...]:
    return (rule.receives, rule.target.kind, rule.sources.model_dump_json(by_alias=True))


def combined(operator: str, parts: Sequence[SourceExpression]) -> SourceExpression:
    """Return the parts joined by ``And`` or ``Or``; one part stands for itself, equal operators flow together."""
    if len(parts) == 1:
        return parts[0]
    same = AllSources if operator == "And" else AnySource
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, same) else (part,)))
    return AllSources(parts=flat) if operator == "And" else AnySource(parts=flat)


@dataclass(slots=True)
class _Piece:
    begin: int
    end: int
    operator: str
    expression: SourceExpression


def joined(parts: Sequence[SourceExpression], spans: Sequence[Span]) -> tuple[SourceExpression, bool]:
    """Return the tree that the spans make of the groups, and whether they say it without doubt.

    Narrower spans bind first, then AND before OR.  Where spans of different operators cross, or groups stay unjoined,
    the reading is not certain.

    >>> a, b, c = (SourceItem(course=name) for name in "abc")
    >>> tree, clear = joined((a, b, c), (Span("Or", 0, 2), Span("And", 1, 2)))
    >>> tree.model_dump(by_alias=True, exclude_defaults=True), clear
    ({'any': ({'course': 'a'}, {'all': ({'course': 'b'}, {'course': 'c'})})}, True)
    """
    pieces = [_Piece(place, place, "", part) for place, part in enumerate(parts)]
    clear = True
    for span in sorted(spans, key=lambda span: (span.end - span.begin, span.operator, span.begin)):
        touched = [piece for piece in pieces if piece.begin <= span.end and span.begin <= piece.end]
        crossing = [piece for piece in touched if piece.begin < span.begin or piece.end > span.end]
        clear = clear and all(piece.operator == span.operator for piece in crossing)
        if len(touched) > 1:
            union = combined(span.operator, [piece.expression for piece in touched])
            merged = _Piece(touched[0].begin, touched[-1].end, span.operator, union)
            pieces = sorted([p for p in pieces if p not in touched] + [merged], key=lambda piece: piece.begin)
    if len(pieces) > 1:
        return combined("And", [piece.expression for piece in pieces]), False
    return pieces[0].expression, clear
