"""What does the receiving organization make of each line?  Accepted, refused or undecided, with options and bars."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.model.codes import ReasonCode
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.equivalence import CreditExpression, Target
from pathways.model.record import LearnerRecord
from pathways.recognition.adjust import in_force, substituted
from pathways.recognition.apply import Bars, RuleApplier, reused_credit, title_of
from pathways.recognition.asked import Asked, asked_of
from pathways.recognition.exclusions import with_exclusions
from pathways.recognition.hints import chained_hints
from pathways.recognition.joint import joint_options
from pathways.recognition.lines import identity
from pathways.recognition.prior import prior_learning_options
from pathways.recognition.receiver import Receiver, receiver_of
from pathways.recognition.rules import RuleBook, policies_for
from pathways.recognition.targets import Bare
from pathways.recognition.types import Bar, Hint, Line, Option, Recognition, RecognitionResult

ELECTIVE = Target(kind="general_elective", credit=CreditExpression(how="converted"))
"""What a course that no rule speaks of counts as, where the policy grants so much."""

NOWHERE = "nowhere"
"""The receiving organization of a question that has none, such as a set of competencies."""


@dataclass(frozen=True, slots=True)
class Recognizer:
    """One question: this record, at this organization, toward this credential (or none), on this day."""

    receiver: Receiver
    credential: Credential | None
    as_of: dt.date

    def run(self, record: LearnerRecord) -> RecognitionResult:
        """Return the decision on every line, in the order of the lines' ids."""
        receiver = self.receiver
        asked = asked_of(receiver, record, self.as_of)
        lines = asked.lines
        bars: Bars = defaultdict(list)
        options, joint_bars = self._options(asked, bars)
        good, barred = divided(options)
        for option in barred:
            for name in option.uses:
                bars[name].extend(option.bars)
        good = with_exclusions(good, receiver.policies)
        by_line = by_use(good)
        decided = tuple([self._decide(line, by_line.get(line.attainment.id, ()), bars, joint_bars) for line in lines])
        decided = valued_as_twins(decided)
        if self.credential is not None and record.adjustments:
            decided = substituted(decided, in_force(record.adjustments, self.credential, self.as_of))
            good.extend(option for item in decided for option in item.options if option.place is not None)
        return RecognitionResult(receiver.id, self._system_id(), self.as_of, decided, tuple(good), asked.evidence)

    def _options(self, asked: Asked, bars: Bars) -> tuple[list[Option], Mapping[str, tuple[Bar, ...]]]:
        """Return every option of every kind, admissible or not, and what bars lines from joint coverage."""
        receiver = self.receiver
        catalog, judge, granter = receiver.catalog, receiver.judge, receiver.granter
        sound = asked.sound
        options = [*self._identities(asked), *RuleApplier(receiver, asked, self.credential).options(bars)]
        joint, joint_bars = joint_options(catalog, sound, judge, granter)
        options.extend(joint)
        options.extend(prior_learning_options(catalog, sound, judge, granter, bars))
        options.extend(self._unlisted_electives(sound, options, bars))
        return options, joint_bars

    def _identities(self, asked: Asked) -> Iterable[Option]:
        """Yield what needs no rule: the organization's own courses, and credentials that its requirements name."""
        for line in asked.sound:
            known = asked.own.get(line.attainment.id)
            if known is not None and known.items[0].course is not None:
                yield known
                continue
            bare = self._own(line.definition)
            if bare is not None:
                yield asked.own.setdefault(line.attainment.id, self._identity(line, bare))

    def _own(self, definition: object) -> Bare | None:
        receiver = self.receiver
        if isinstance(definition, Course):
            return receiver.granter.course(definition.id) if definition.organization == receiver.id else None
        if isinstance(definition, Credential) and receiver.names(definition, self.credential):
            return receiver.granter.credential(definition)
        return None

    def _identity(self, line: Line, bare: Bare) -> Option:
        judge, name, stated = self.receiver.judge, line.attainment.id, line.attainment.credit
        own = bare.course is not None and stated is not None and stated.system == self._system_id()
        item = self.receiver.granter.dress(bare, (line,), line.source, name, stated.amount if own and stated else None)
        found = judge.policy_bars(line, item.features, line.source)
        return Option(
            f"own/{item.id}",
            (name,),
            (item,),
            "own",
            line.source,
            certain=not found,
            pending=line.pending,
            bars=found,
            lapsing=judge.lapsing((line,), item.features, line.source),
            why=f"{item.label} was earned as such",
            reused=reused_credit((line,), (item,)),
        )

    def _system_id(self) -> str | None:
        system = self.receiver.granter.system
        return system.id if system else None

    def _decide(
        self, line: Line, mine: Sequence[Option], bars: Bars, joint_bars: Mapping[str, tuple[Bar, ...]]
    ) -> Recognition:
        options = tuple(mine)
        if options and not line.bars and any(option.certain for option in options):
            value = options[0].credit if len(options) == 1 else max([option.credit for option in options])
            return Recognition(line, "accepted", options, (), value)
        spoken = (each if isinstance(each, Bar) else each.bar(line.id) for each in bars.get(line.id, ()))
        found = _without_idle_doubts((*line.bars, *spoken, *joint_bars.get(line.id, ())))
        value, known = self._value(line, options, found)
        if line.bars:
            duplicate = any(bar.code in (ReasonCode.DUPLICATE, ReasonCode.SUPERSEDED) for bar in line.bars)
            return Recognition(line, "refused", (), found, value, known, duplicate)
        hints = self._hints(line)
        doubts = tuple(bar for option in options for bar in option.bars)
        if options or any(bar.undecided for bar in found):
            every = tuple(dict.fromkeys((*doubts, *found)))
            return Recognition(line, "undecided", options, every, value, known, hints=hints)
        if found:
            return Recognition(line, "refused", (), found, value, known, hints=hints)
        return self._unlisted(line, value, known, hints)

    def _hints(self, line: Line) -> tuple[Hint, ...]:
        if not isinstance(line.definition, Course):
            return ()
        return chained_hints(line, self.receiver.chains(line.definition.id))

    def _unlisted(self, line: Line, value: Fraction, known: bool, hints: tuple[Hint, ...]) -> Recognition:
        text = f"no rule of {self.receiver.id} speaks of {title_of(line)}"
        if self.receiver.policies.unlisted == "refused":
            return Recognition(line, "refused", (), (Bar(ReasonCode.NO_EQUIVALENCE, text),), value, known, hints=hints)
        bar = Bar(ReasonCode.NOT_EVALUATED, text, undecided=True)
        return Recognition(line, "undecided", (), (bar,), value, known, hints=hints)

    def _value(self, line: Line, options: tuple[Option, ...], bars: tuple[Bar, ...]) -> tuple[Fraction, bool]:
        """Return the candidate credit of the line: of its best option, of a barring rule, or its own converted."""
        if options:
            return max(option.credit for option in options), True
        for bar in bars:
            rule = self.receiver.catalog.equivalences.get(bar.rule or "")
            if rule is not None and rule.target.courses:
                courses = [self.receiver.catalog.courses.get(name) for name in rule.target.courses]
                return sum((c.credit for c in courses if c and c.credit), Fraction(0)), True
        sent, doubt = self.receiver.granter.sent_credit((line,))
        return (sent or Fraction(0)), not doubt

    def _unlisted_electives(self, lines: tuple[Line, ...], options: list[Option], bars: Bars) -> Iterable[Option]:
        """Yield a general elective for each course that no rule speaks of, where the policy grants one."""
        if self.receiver.policies.unlisted != "general_elective":
            return
        spoken = {name for option in options for name in option.uses} | _spoken_of(bars)
        judge = self.receiver.judge
        for line in lines:
            if line.id in spoken or not isinstance(line.definition, Course):
                continue
            items, doubts = self.receiver.granter.grant(ELECTIVE, (line,), line.source, line.id)
            found = (*doubts, *judge.policy_bars(line, items[0].features, line.source))
            yield Option(
                id=f"unlisted/{line.id}",
                uses=(line.id,),
                items=items,
                rule="unlisted",
                source_kind=line.source,
                certain=not found,
                pending=line.pending,
                bars=found,
                lapsing=judge.lapsing((line,), items[0].features, line.source),
                why=f"{title_of(line)} has no rule; the policy grants a general elective",
                reused=reused_credit((line,), items),
            )


def _without_idle_doubts(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """Return each bar once; where another rule refuses, whether a *no* holds as well decides nothing."""
    refused = any(not bar.undecided for bar in bars)
    return tuple(dict.fromkeys(bar for bar in bars if not (refused and bar.may_refuse)))


def _spoken_of(bars: Bars) -> set[str]:
    """Return the lines of which a rule says something; what it refuses to several together it leaves to each alone."""
    return {
        name for name, found in bars.items() if any(not isinstance(each, Bar) or not each.of_a_set for each in found)
    }


def by_use(options: list[Option]) -> Mapping[str, list[Option]]:
    """Return the options by each line that they use, in their order."""
    found: dict[str, list[Option]] = defaultdict(list)
    for option in options:
        for name in option.uses:
            found[name].append(option)
    return found


def valued_as_twins(decided: tuple[Recognition, ...]) -> tuple[Recognition, ...]:
    """Return the decisions, each duplicate with the candidate credit of the line that counts in its place."""
    if not any(item.duplicate for item in decided):
        return decided
    values = {identity(item.line): item.value for item in decided if not item.line.bars}
    return tuple(
        replace(item, value=values.get(identity(item.line), item.value)) if item.duplicate else item for item in decided
    )


def divided(options: list[Option]) -> tuple[list[Option], list[Option]]:
    """Return (admissible, barred): an option with a refusing bar is barred, one with doubts only stays possible."""
    good: list[Option] = []
    barred: list[Option] = []
    for option in options:
        fine = not option.bars or all(bar.undecided for bar in option.bars)
        (good if fine else barred).append(option)
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
    return Recognizer(receiver_of(catalog, book, receiving, policies), credential, as_of).run(record)
