"""What does an institution tell a learner?  Each line with its decision, on what it rests, and what would cure it.

A refusal names a substantial difference only where the rule that refuses is one, or says which; what concerns papers,
dates or a second use is said to be procedural; where somebody refused and named nothing, that is said.  Source: Lisbon
Recognition Convention, article IV and explanatory report: differences of level, workload, quality, profile, outcomes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.completion.totals import LineResult, line_results
from pathways.errors import QuestionError
from pathways.model.base import Source
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.decision import Decision
from pathways.model.letter_documents import (
    TWICE,
    UNNAMED,
    Basis,
    CountedEntry,
    LetterDocument,
    Letterhead,
    LetterLine,
    ReasonEntry,
    Verdict,
)
from pathways.model.record import Attainment, LearnerRecord
from pathways.planning.cures import Doctor, Question, called
from pathways.recognition.receiver import receiver_of
from pathways.recognition.recognize import recognize
from pathways.recognition.rules import RuleBook, policies_for
from pathways.recognition.types import Bar, Hint, Item, Line

_DECIDED: Final = re.compile(r"decided by (?P<by>.+) on (?P<on>\d{4}-\d\d-\d\d)$")
"""How an exported decision says who made it."""

_WORD: Final = re.compile(r"[A-Za-z0-9_.:@-]*[A-Za-z0-9]")
"""What may be an id inside a sentence."""

NOBODY: Final[Mapping[str, Decision]] = MappingProxyType({})


@dataclass(frozen=True)
class Case:
    """What a letter is about: one record at one institution, toward a credential or none, on a day.

    ``decisions`` are those of people that stand, by id; in ``catalog`` they are rules already.  ``line`` names the one
    line that the letter is about (None: all).
    """

    catalog: Catalog
    book: RuleBook
    record: LearnerRecord
    receiving: str
    as_of: dt.date
    credential: Credential | None = None
    line: str | None = None
    decisions: Mapping[str, Decision] = field(default_factory=lambda: NOBODY)
    letterhead: Letterhead | None = None

    @cached_property
    def question(self) -> Question:
        """Return the same as what cures are looked for in."""
        policies = policies_for(self.catalog, self.receiving, self.credential, self.as_of)
        return Question(self.catalog, self.book, self.record, self.receiving, self.credential, policies, self.as_of)

    @cached_property
    def results(self) -> tuple[LineResult, ...]:
        """Return what every line comes to at the institution."""
        found = recognize(
            self.catalog,
            self.book,
            self.record,
            receiving=self.receiving,
            credential=self.credential,
            as_of=self.as_of,
        )
        return line_results(found, None)


def letter(case: Case) -> LetterDocument:
    """Return ``pathways/letter/1``.

    Raises UnknownIdError U001 for an organization that the catalogue does not contain, QuestionError U003 for a line
    that the record does not contain.
    """
    home = case.catalog.organization(case.receiving)
    names = [item.id for item in case.record.attainments]
    if case.line is not None and case.line not in names:
        raise QuestionError("U003", f"the record has no line {case.line!r}", hint=f"It has: {', '.join(names[:20])}.")
    order = {name: place for place, name in enumerate(names)}
    chosen = [each for each in case.results if case.line in (None, each.recognition.line.id)]
    system = case.catalog.credit_systems.get(home.credit_system or "")
    policies = case.question.policies.all
    fees = [(str(fee.kind), fee.price) for policy in policies for fee in policy.fees]
    lines = tuple(_line(case, each) for each in sorted(chosen, key=lambda one: order[one.recognition.line.id]))
    return LetterDocument(
        schema_name="pathways/letter/1",
        as_of=case.as_of,
        catalog=case.catalog.digest,
        learner=case.record.learner.id,
        name=case.record.learner.name,
        organization=home.id,
        title=home.title,
        invented=home.invented,
        credential=case.credential.key if case.credential else None,
        program=case.credential.title if case.credential else None,
        system=home.credit_system,
        system_title=system.title if system else None,
        lines=lines,
        names=_names(case.catalog, lines),
        letterhead=case.letterhead,
        decision_days=next((policy.decision_days for policy in policies if policy.decision_days is not None), None),
        fees=tuple(dict.fromkeys(fees)),
    )


def _names(catalog: Catalog, lines: Iterable[LetterLine]) -> dict[str, str]:
    """Return what people call the courses, credentials and organizations whose ids stand in a reason."""
    words = (found[0] for line in lines for reason in line.reasons for found in _WORD.finditer(reason.statement))
    called = {word: _called(catalog, word) for word in words}
    return {word: name for word, name in sorted(called.items()) if name is not None}


def _called(catalog: Catalog, word: str) -> str | None:
    course = catalog.courses.get(word)
    if course is not None:
        return course.full_title
    for edition in catalog.editions(word.partition("@")[0])[-1:]:
        return edition.title
    home = catalog.organizations.get(word)
    return home.title if home else None


def _line(case: Case, result: LineResult) -> LetterLine:
    line, option = result.recognition.line, result.option
    brought = _brought(case, line)
    verdict = _verdict(case, result, brought)
    accepted = option is not None and result.recognition.decision == "accepted"
    items = option.items if option is not None and accepted else ()
    maker, day = _maker(case, option.rule if option is not None and accepted else None)
    open_or_refused = verdict in ("open", "refused")
    twice = any(bar.code in TWICE for bar in result.recognition.bars)
    return LetterLine(
        attainment=line.id,
        title=title_of_line(line),
        organization=_where(case.catalog, line),
        grade=line.attainment.grade,
        completed=line.attainment.completed,
        verdict=verdict,
        counts_as=tuple(_counted(case.catalog, item) for item in items),
        credit=result.recognized if verdict in ("accepted", "partial") else Fraction(0),
        brought=brought,
        together=tuple(name for name in option.uses if name != line.id) if option is not None and accepted else (),
        why=option.why if option is not None and accepted else "",
        rule=option.rule if option is not None and accepted else None,
        source=option.source if option is not None and accepted else None,
        by=maker,
        on=day,
        reasons=_reasons(case, result, verdict),
        cures=Doctor(case.question, line, result.recognition).cures() if open_or_refused and not twice else (),
        worth_asking=tuple(_hint(case.catalog, hint) for hint in result.recognition.hints) if open_or_refused else (),
    )


def _verdict(case: Case, result: LineResult, brought: Fraction | None) -> Verdict:
    """Return what became of a line; what is accepted with less credit than it brought is accepted in part."""
    match result.recognition.decision:
        case "refused":
            return "refused"
        case "undecided":
            return "open"
    option = result.option
    if result.recognition.line.pending:
        return "coming"
    if option is None:
        return "accepted"
    made = case.decisions.get(option.rule)
    if made is not None:
        return "partial" if made.verdict == "partial" else "accepted"
    less = brought is not None and len(option.uses) == 1 and option.credit < brought
    return "partial" if less else "accepted"


def _brought(case: Case, line: Line) -> Fraction | None:
    """Return the credit of a line in the institution's own system; None where nobody states how it converts."""
    receiver = receiver_of(case.catalog, case.book, case.receiving, case.question.policies)
    credit, doubts = receiver.granter.sent_credit((line,))
    return None if doubts else credit


def _reasons(case: Case, result: LineResult, verdict: Verdict) -> tuple[ReasonEntry, ...]:
    """Return why a line does not count, or not wholly."""
    if verdict == "partial" and result.option is not None:
        made = case.decisions.get(result.option.rule)
        return () if made is None or made.code is None else (_of_a_decision(made),)
    return tuple(_reason(case, bar) for bar in result.recognition.bars)


def _of_a_decision(made: Decision) -> ReasonEntry:
    code = made.code or ReasonCode.DENIED
    named = made.difference or WORDS[code].difference
    return ReasonEntry.model_validate(
        {
            "code": code,
            "statement": made.words or made.in_words,
            "basis": "substantial" if named else "unnamed" if code in UNNAMED else "procedural",
            "difference": named,
            "rule": made.id,
            "source": str(made.source),
            "url": made.source.url,
            "by": made.by,
            "on": made.at.date(),
        }
    )


def _reason(case: Case, bar: Bar) -> ReasonEntry:
    made = case.decisions.get(bar.rule or "")
    maker, day = _maker(case, bar.rule)
    source = next((each for each in _sources(case.catalog, bar.rule) if str(each) == bar.source), None)
    return ReasonEntry.model_validate(
        {
            "code": bar.code,
            "statement": made.words if made is not None and made.words else bar.statement,
            "basis": _basis(bar),
            "difference": bar.difference,
            "rule": bar.rule,
            "source": bar.source,
            "url": source.url if source else None,
            "by": maker,
            "on": day,
        }
    )


def _basis(bar: Bar) -> Basis:
    if bar.difference is not None:
        return "substantial"
    if bar.code is ReasonCode.NO_EQUIVALENCE and bar.cure is not None:
        return "incomplete"
    return "unnamed" if bar.code in UNNAMED else "procedural"


def _maker(case: Case, rule: str | None) -> tuple[str | None, dt.date | None]:
    """Return who decided and when, where a person did: as the store says, else as an exported decision says."""
    made = case.decisions.get(rule or "")
    if made is not None:
        return made.by, made.at.date()
    for source in _sources(case.catalog, rule):
        found = _DECIDED.search(source.note or "")
        if found:
            return found["by"], dt.date.fromisoformat(found["on"])
    return None, None


def _sources(catalog: Catalog, rule: str | None) -> Iterable[Source]:
    """Yield the sources of a rule, its agreement, or a policy and the rules in it."""
    known = catalog.equivalences.get(rule or "")
    if known is not None:
        agreement = catalog.agreements.get(known.agreement or "")
        yield from (source for source in (known.source, agreement.source if agreement else None) if source)
    policy = catalog.policies.get(rule or "")
    if policy is not None:
        parts = (*policy.min_grades, *policy.max_ages, policy.joint, policy.prior_learning, policy.reuse)
        yield from (part.source for part in parts if part is not None and part.source is not None)
        yield policy.source


def title_of_line(line: Line) -> str:
    """Return what people call a line: code and title of a course, the title of anything else."""
    thing = line.definition
    if isinstance(thing, Course):
        called = thing.title if thing.title != thing.code else line.attainment.title
        return " ".join(dict.fromkeys(word for word in (thing.code, called) if word))
    if thing is not None:
        return thing.title
    return _plainly(line.attainment)


def _plainly(found: Attainment) -> str:
    return " ".join(word for word in (found.code, found.title) if word) or found.id


def _where(catalog: Catalog, line: Line) -> str | None:
    home = catalog.organizations.get(line.organization or "")
    return home.title if home else line.organization


def _counted(catalog: Catalog, item: Item) -> CountedEntry:
    return CountedEntry(title=called(catalog, item), credit=item.credit)


def _hint(catalog: Catalog, hint: Hint) -> str:
    course = catalog.courses.get(hint.target)
    return course.full_title if course else hint.target
