"""What does the receiving organization make of each line?  Accepted, refused or undecided, with options and bars."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.graph.admits import credential_features
from pathways.model.codes import ReasonCode
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.equivalence import CreditExpression, Target
from pathways.model.record import LearnerRecord
from pathways.recognition.adjust import in_force, substituted
from pathways.recognition.apply import Bars, RuleApplier, reused_credit, title_of
from pathways.recognition.checks import Judge
from pathways.recognition.evidence import evidence_of
from pathways.recognition.exclusions import with_exclusions
from pathways.recognition.hints import chained_hints
from pathways.recognition.joint import joint_options
from pathways.recognition.lines import identity, read_lines, with_duplicates
from pathways.recognition.prior import prior_learning_options
from pathways.recognition.rules import RuleBook, policies_for
from pathways.recognition.targets import Granter
from pathways.recognition.types import Bar, Hint, Line, Option, Recognition, RecognitionResult

NOWHERE = "nowhere"
"""The receiving organization of a question that has none, such as a set of competencies."""


@dataclass(frozen=True, slots=True)
class Recognizer:
    """One question: this record, at this organization, toward this credential (or none), on this day."""

    catalog: Catalog
    book: RuleBook
    receiving: str
    credential: Credential | None
    as_of: dt.date
    judge: Judge
    granter: Granter

    def run(self, record: LearnerRecord) -> RecognitionResult:
        """Return the decision on every line, in the order of the lines' ids."""
        policies = self.judge.policies
        repeats = policies.all[0].repeats if policies.all else "best"
        lines = with_duplicates(read_lines(self.catalog, record, self.receiving, self.as_of), repeats, self.catalog)
        sound = tuple(line for line in lines if not line.bars)
        bars: Bars = defaultdict(list)
        options = [*self._identities(sound), *self._applier().options(lines, bars)]
        joint, joint_bars = joint_options(self.catalog, sound, self.judge, self.granter)
        options.extend(joint)
        options.extend(prior_learning_options(self.catalog, sound, self.judge, self.granter, bars))
        options.extend(self._unlisted_electives(sound, options, bars))
        good, barred = divided(options)
        for option in barred:
            for name in option.uses:
                bars[name].extend(option.bars)
        good = with_exclusions(good, policies)
        decided = valued_as_twins(tuple(self._decide(line, good, bars, joint_bars) for line in lines))
        if self.credential is not None:
            decided = substituted(decided, in_force(record.adjustments, self.credential, self.as_of))
        good.extend(option for item in decided for option in item.options if option.place is not None)
        evidence = evidence_of(self.catalog, lines, self.judge, self.book)
        system = self.granter.system
        return RecognitionResult(
            self.receiving, system.id if system else None, self.as_of, decided, tuple(good), evidence
        )

    def _identities(self, lines: tuple[Line, ...]) -> Iterable[Option]:
        """Yield what needs no rule: the organization's own courses, and credentials that its requirements name."""
        for line in lines:
            definition = line.definition
            if isinstance(definition, Course) and definition.organization == self.receiving:
                yield self._identity(line, definition)
            if isinstance(definition, Credential) and self._named(definition):
                yield self._identity(line, definition)

    def _named(self, credential: Credential) -> bool:
        if credential.organization == self.receiving:
            return True
        known = credential_features(self.catalog, credential).component_of
        if self.credential is not None:
            return not known.isdisjoint({self.credential.id, self.credential.key})
        own = (item for item in self.catalog.credentials.values() if item.organization == self.receiving)
        return any(item.id in known for item in own)

    def _identity(self, line: Line, definition: Course | Credential) -> Option:
        if isinstance(definition, Course):
            bare = self.granter.course_item(line.id, definition.id)
            if line.attainment.credit is not None and line.attainment.credit.system == self._system_id():
                bare = replace(bare, credit=line.attainment.credit.amount)
        else:
            bare = self.granter.credential_item(line.id, definition)
        item = self.granter.dress(bare, (line,), line.source)
        found = tuple(self.judge.policy_bars(line, item.features, line.source))
        return Option(
            id=f"own/{item.id}",
            uses=(line.id,),
            items=(item,),
            rule="own",
            source_kind=line.source,
            certain=not found,
            pending=line.pending,
            bars=found,
            lapsing=self.judge.lapsing((line,), item.features, line.source),
            why=f"{item.label} was earned as such",
            reused=reused_credit((line,), (item,)),
        )

    def _system_id(self) -> str | None:
        system = self.granter.system
        return system.id if system else None

    def _decide(
        self, line: Line, options: list[Option], bars: Bars, joint_bars: Mapping[str, tuple[Bar, ...]]
    ) -> Recognition:
        mine = tuple(option for option in options if line.id in option.uses)
        found = tuple(dict.fromkeys((*line.bars, *bars.get(line.id, ()), *joint_bars.get(line.id, ()))))
        value, known = self._value(line, mine, found)
        duplicate = any(bar.code in (ReasonCode.DUPLICATE, ReasonCode.SUPERSEDED) for bar in line.bars)
        if line.bars:
            return Recognition(line, "refused", (), found, value, known, duplicate)
        if any(option.certain for option in mine):
            return Recognition(line, "accepted", mine, (), value, known)
        hints = chained_hints(self.catalog, self.book, line, self.receiving)
        doubts = tuple(bar for option in mine for bar in option.bars)
        if mine or any(bar.undecided for bar in found):
            return Recognition(
                line, "undecided", mine, tuple(dict.fromkeys((*doubts, *found))), value, known, hints=hints
            )
        if found:
            return Recognition(line, "refused", (), found, value, known, hints=hints)
        return self._unlisted(line, value, known, hints)

    def _unlisted(self, line: Line, value: Fraction, known: bool, hints: tuple[Hint, ...]) -> Recognition:
        text = f"no rule of {self.receiving} speaks of {title_of(line)}"
        if self._unlisted_mode() == "refused":
            return Recognition(line, "refused", (), (Bar(ReasonCode.NO_EQUIVALENCE, text),), value, known, hints=hints)
        bar = Bar(ReasonCode.NOT_EVALUATED, text, undecided=True)
        return Recognition(line, "undecided", (), (bar,), value, known, hints=hints)

    def _value(self, line: Line, options: tuple[Option, ...], bars: tuple[Bar, ...]) -> tuple[Fraction, bool]:
        """Return the candidate credit of the line: of its best option, of a barring rule, or its own converted."""
        if options:
            return max(option.credit for option in options), True
        for bar in bars:
            rule = self.catalog.equivalences.get(bar.rule or "")
            if rule is not None and rule.target.courses:
                courses = [self.catalog.courses.get(name) for name in rule.target.courses]
                return sum((c.credit for c in courses if c and c.credit), Fraction(0)), True
        sent, doubt = self.granter.sent_credit((line,))
        return (sent or Fraction(0)), not doubt

    def _applier(self) -> RuleApplier:
        return RuleApplier(
            self.catalog, self.book, self.receiving, self.credential, self.as_of, self.judge, self.granter
        )

    def _unlisted_mode(self) -> str:
        modes = (policy.unlisted for policy in self.judge.policies.all)
        return next((mode for mode in modes if mode != "undecided"), "undecided")

    def _unlisted_electives(self, lines: tuple[Line, ...], options: list[Option], bars: Bars) -> Iterable[Option]:
        """Yield a general elective for each course that no rule speaks of, where the policy grants one."""
        if self._unlisted_mode() != "general_elective":
            return
        spoken = {name for option in options for name in option.uses} | {name for name, found in bars.items() if found}
        target = Target(kind="general_elective", credit=CreditExpression(how="converted"))
        for line in lines:
            if line.id in spoken or not isinstance(line.definition, Course):
                continue
            items, doubts = self.granter.grant(target, (line,), line.source, line.id)
            found = (*doubts, *self.judge.policy_bars(line, items[0].features, line.source))
            yield Option(
                id=f"unlisted/{line.id}",
                uses=(line.id,),
                items=items,
                rule="unlisted",
                source_kind=line.source,
                certain=not found,
                pending=line.pending,
                bars=found,
                lapsing=self.judge.lapsing((line,), items[0].features, line.source),
                why=f"{title_of(line)} has no rule; the policy grants a general elective",
                reused=reused_credit((line,), items),
            )


def valued_as_twins(decided: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
    """Return the decisions, each duplicate with the candidate credit of the line that counts in its place."""
    values = {identity(item.line): item.value for item in decided if not item.line.bars}
    return tuple(
        replace(item, value=values.get(identity(item.line), item.value)) if item.duplicate else item for item in decided
    )


def divided(options: list[Option]) -> tuple[list[Option], list[Option]]:
    """Return (admissible, barred): an option with a refusing bar is barred, one with doubts only stays possible."""
    good = [option for option in options if all(bar.undecided for bar in option.bars)]
    barred = [option for option in options if not all(bar.undecided for bar in option.bars)]
    return good, barred


def recognize(
    catalog: Catalog,
    book: RuleBook,
    record: LearnerRecord,
    *,
    receiving: str,
    credential: Credential | None = None,
    as_of: dt.date,
) -> RecognitionResult:
    """Return what ``receiving`` makes of every line of ``record``, toward ``credential`` or at large, on ``as_of``.

    Raises UnknownIdError U001 where the catalogue has no such organization.
    """
    if receiving != NOWHERE:
        catalog.organization(receiving)
    policies = policies_for(catalog, receiving, credential, as_of)
    judge = Judge(catalog, policies, receiving)
    granter = Granter(catalog, receiving, policies)
    return Recognizer(catalog, book, receiving, credential, as_of, judge, granter).run(record)
