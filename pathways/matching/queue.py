"""What is still to be decided?  Undecided lines of many records, equal ones together, the most credit first.

Source: semantics 9: nobody's suggestion is a decision; one decision is made for everybody who brings the same.
Asked for a program, it sets apart what could fill none of its requirements.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.errors import QuestionError
from pathways.matching.decided import settled, with_decisions
from pathways.matching.fitting import Fitting, likely_targets, targets_of
from pathways.model.codes import ReasonCode
from pathways.model.competency import Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.decision import Decision, Learning, Pair
from pathways.model.desk_documents import QueueDocument, QueueGroup, QueueLine, QueueSuggestion
from pathways.model.record import LearnerRecord
from pathways.model.suggestion_documents import SuggestionsDocument
from pathways.recognition.apply import title_of
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook
from pathways.recognition.types import Bar, Line, Recognition

FOR_EVERYBODY: Final = frozenset({ReasonCode.NOT_EVALUATED, ReasonCode.AMBIGUOUS_RULES})
"""What is open for all who bring the same; other doubts are about one record, unless their rule asks for a person."""

Certainty = Callable[[Pair], float | Fraction | None]
"""How likely the best suggestion for a pair is right, None where nobody has looked."""

Suggesting = Callable[[Pair, str], SuggestionsDocument | None]
"""What is suggested for a pair, with what people call it; None where nothing can be."""


def nobody_looked(_pair: Pair) -> None:
    """Return None: no suggestion was made for the pair."""


def nobody_suggests(_pair: Pair, _title: str) -> None:
    """Return None: nobody was asked for suggestions."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the queue is asked for: at which organizations, on which day, with which decisions already made.

    ``minutes`` is what one decision takes, where somebody has measured it.  ``suggesting`` is asked once for each pair,
    and says how sure its best answer is; ``certainty`` speaks where it says nothing.  With a ``goal`` the queue is that
    of one program, at the organization that awards it.
    """

    receiving: tuple[str, ...]
    as_of: dt.date
    decisions: tuple[Decision, ...] = ()
    certainty: Certainty = nobody_looked
    minutes: Fraction | None = None
    suggesting: Suggesting = nobody_suggests
    goal: Credential | None = None


@dataclass(slots=True)
class _Group:
    pair: Pair
    title: str
    lines: list[tuple[str, Recognition]] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """What was met on the way through the records."""

    records: int = 0
    undecided: int = 0
    groups: dict[str, _Group] = field(default_factory=dict)
    alone: list[QueueLine] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)


def queue(catalog: Catalog, records: Iterable[LearnerRecord], wanted: Wanted) -> QueueDocument:
    """Return ``pathways/queue/1``: undecided lines by what is brought and where, those of most credit first.

    Raises UnknownIdError U001 where the catalogue has no such organization, QuestionError U003 where it does not award
    the goal.
    """
    if wanted.goal is not None and wanted.receiving != (wanted.goal.organization,):
        told = f"{wanted.goal.id!r} is awarded by {wanted.goal.organization!r}"
        raise QuestionError("U003", told, hint="Ask there, or leave out the goal.")
    working = with_decisions(catalog, wanted.decisions)
    book, found = RuleBook(working), _Found()
    for record in records:
        found.records += 1
        for receiving in wanted.receiving:
            result = recognize(working, book, record, receiving=receiving, credential=wanted.goal, as_of=wanted.as_of)
            for line in result.lines:
                if line.decision == "undecided":
                    _sort_in(found, record.learner.id, receiving, line, working)
    return _document(catalog, book, found, wanted)


def _sort_in(found: _Found, learner: str, receiving: str, line: Recognition, working: Catalog) -> None:
    found.undecided += 1
    if not _asked(line, working):
        found.others.update({bar.code.value for bar in line.bars if bar.undecided})
        return
    learning = learning_of(line.line)
    if learning is None:
        found.alone.append(_entry(learner, line))
        return
    pair = Pair(learning=learning, receiving=receiving)
    group = found.groups.setdefault(pair.key, _Group(pair, title_of_line(line.line)))
    group.lines.append((learner, line))


def _asked(line: Recognition, working: Catalog) -> list[Bar]:
    """Return what leaves the line open for everybody who brings the same."""
    return [bar for bar in line.bars if bar.undecided and (bar.code in FOR_EVERYBODY or _by_a_person(bar, working))]


def _by_a_person(bar: Bar, working: Catalog) -> bool:
    """Return whether the rule itself asks for a person: a condition in words, or a question that was not answered."""
    rule = working.equivalences.get(bar.rule or "")
    if rule is None or bar.code is not ReasonCode.INDIVIDUAL_ASSESSMENT:
        return False
    return rule.target.is_no or any(not condition.encoded for condition in rule.conditions)


def learning_of(line: Line) -> Learning | None:
    """Return what a rule would have to name so that it speaks of the line; None where no rule can."""
    definition, attainment = line.definition, line.attainment
    match definition:
        case Course():
            return Learning(course=definition.id)
        case Credential():
            return Learning(credential=definition.key)
        case Occupation():
            return Learning(occupation=definition.id)
        case _:
            pass
    if attainment.course or attainment.credential or attainment.occupation:
        return Learning(course=attainment.course, credential=attainment.credential, occupation=attainment.occupation)
    if attainment.organization and attainment.code:
        return Learning(organization=attainment.organization, code=" ".join(attainment.code.split()))
    return None


def title_of_line(line: Line) -> str:
    """Return what people call the line."""
    definition = line.definition
    if isinstance(definition, Course):
        return definition.full_title
    said = (line.attainment.code, line.attainment.title) if definition is None else (definition.title,)
    return " ".join(word for word in said if word) or title_of(line)


def _entry(learner: str, line: Recognition) -> QueueLine:
    return QueueLine(
        learner=learner,
        attainment=line.line.id,
        title=title_of_line(line.line),
        credit=line.value if line.value_known else None,
    )


def _document(catalog: Catalog, book: RuleBook, found: _Found, wanted: Wanted) -> QueueDocument:
    decided = _standing(book.catalog, wanted)
    fitting = None if wanted.goal is None else Fitting(book, wanted.goal, wanted.as_of)
    made = [
        _group(group, wanted, decided.get(key) or _of_a_set(group, wanted, book.catalog), book.catalog, fitting)
        for key, group in found.groups.items()
    ]
    groups = sorted(made, key=_order)
    waits = {each.id for each in wanted.decisions if each.verdict == "ask" or each.conditions.words}
    open_now = tuple(group for group in groups if group.standing not in waits)
    still = tuple(group for group in open_now if fitting is None or group.fills)
    spared = sum(len(group.lines) for group in still) - len(still)
    return QueueDocument(
        schema_name="pathways/queue/1",
        as_of=wanted.as_of,
        catalog=catalog.digest,
        receiving=wanted.receiving,
        goal=wanted.goal.key if wanted.goal else None,
        records=found.records,
        undecided=found.undecided,
        groups=still,
        waiting=tuple(group for group in groups if group.standing in waits),
        not_for_goal=tuple(group for group in open_now if fitting is not None and not group.fills),
        alone=tuple(sorted(found.alone, key=lambda each: (each.learner, each.attainment))),
        of_the_record=dict(sorted(found.others.items())),
        minutes_saved=None if wanted.minutes is None else wanted.minutes * spared,
    )


def _standing(working: Catalog, wanted: Wanted) -> dict[str, Decision]:
    """Return the decisions that stand by the key that their lines have in the queue; those for the goal go before."""
    names = {wanted.goal.id, wanted.goal.key} if wanted.goal else set()
    ordered = sorted(wanted.decisions, key=lambda each: bool(each.pair.credentials))
    fitting = (each for each in ordered if not each.pair.credentials or names.intersection(each.pair.credentials))
    return {settled(working, each.pair.model_copy(update={"credentials": ()})).key: each for each in fitting}


def _of_a_set(group: _Group, wanted: Wanted, working: Catalog) -> Decision | None:
    """Return the decision about a set that alone leaves every line of a group open."""
    opened = {bar.rule for _, line in group.lines for bar in _asked(line, working)}
    return next((each for each in wanted.decisions if each.pair.together and opened == {each.id}), None)


def _group(
    group: _Group, wanted: Wanted, decision: Decision | None, working: Catalog, fitting: Fitting | None
) -> QueueGroup:
    ordered = sorted(group.lines, key=lambda each: (each[0], each[1].line.id))
    lines = [line for _, line in ordered]
    pair = group.pair if decision is None or decision.pair.together else decision.pair
    ours = [bar for line in lines for bar in _asked(line, working)]
    rules = tuple(sorted({bar.rule for bar in ours if bar.rule}))
    seen = wanted.suggesting(group.pair, min(line.line.attainment.title or "" for line in lines))
    likely = _likeliest(seen)
    sure = wanted.certainty(pair) if likely is None else likely.probability
    return QueueGroup(
        key=pair.key,
        pair=pair,
        title=min(title_of_line(line.line) for line in lines),
        learners=len({learner for learner, _ in ordered}),
        lines=tuple(_entry(learner, line) for learner, line in ordered),
        credit_at_stake=sum((line.value for line in lines if line.value_known), Fraction(0)),
        credit_unknown=sum(not line.value_known for line in lines),
        certainty=None if sure is None else Fraction(str(sure)),
        suggestion=likely,
        fills=() if fitting is None else _fills(fitting, rules, seen, lines[0].line),
        codes=tuple(sorted({bar.code.value for bar in ours})),
        rules=rules,
        beside=sum(any(bar.undecided and bar not in ours for bar in line.bars) for line in lines),
        standing=None if decision is None else decision.id,
    )


def _likeliest(found: SuggestionsDocument | None) -> QueueSuggestion | None:
    if found is None or not found.suggestions:
        return None
    first = found.suggestions[0]
    named = {"kind": first.kind, "course": first.course, "subject": first.subject, "title": first.title}
    return QueueSuggestion(**named, probability=first.probability, cold=found.cold, model=found.model)


def _fills(fitting: Fitting, rules: tuple[str, ...], found: SuggestionsDocument | None, line: Line) -> tuple[str, ...]:
    """Return the requirements of the goal that could take the line; ``*`` where nothing says what it may count as."""
    targets = targets_of(fitting.book.catalog, rules)
    if found is not None:
        targets += likely_targets(found)
    return fitting.fills(targets, line) if targets or found is not None else ("*",)


def _order(group: QueueGroup) -> tuple[Fraction, Fraction, int, str]:
    """Return where a group stands, as ``RANKING`` says."""
    sure = Fraction(-1) if group.certainty is None else group.certainty
    return (-group.credit_at_stake, -sure, -group.learners, group.key)
