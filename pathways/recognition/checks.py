"""Which rules bar this learning here?  All of them report; none short-circuits the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.graph.admits import Features, admits
from pathways.model.base import Validity
from pathways.model.codes import ReasonCode
from pathways.model.credential import Credential, SourceKind
from pathways.model.equivalence import SourceItem
from pathways.model.exact import format_exact
from pathways.model.filter import Filter
from pathways.model.policy import AgeRule, GradeRule, RecognitionPolicy
from pathways.model.record import Verification
from pathways.model.requirement import GradeMinimum
from pathways.recognition import grades
from pathways.recognition.dates import add_months, age_in_years, older_than
from pathways.recognition.memory import Memory
from pathways.recognition.rules import Policies, Rule
from pathways.recognition.types import Bar, Line


@dataclass(frozen=True, slots=True)
class Binding:
    """Which rules of the policies bind one kind of learning: minimum grades by policy, ages in months."""

    grades: tuple[tuple[RecognitionPolicy, tuple[GradeRule, ...]], ...]
    ages: tuple[tuple[AgeRule, RecognitionPolicy, int], ...]


UNBOUND = Binding((), ())


@dataclass(frozen=True, slots=True)
class Judge:
    """Applies the receiving policies to lines on a day; what does not depend on the line is worked out once."""

    catalog: Catalog
    policies: Policies
    receiving: str
    _bindings: Memory[tuple[int, int, SourceKind], tuple[Features, Features, Binding]] = field(default_factory=Memory)
    _graded: Memory[tuple[object, ...], tuple[GradeMinimum, tuple[Bar, ...]]] = field(default_factory=Memory)
    _aged: Memory[tuple[object, ...], tuple[Binding, tuple[Bar, ...]]] = field(default_factory=Memory)

    def policy_bars(self, line: Line, target: Features, source: SourceKind) -> tuple[Bar, ...]:
        """Return every bar that the policies put on ``line`` as ``target`` (its features at the receiving side)."""
        policies = self.policies
        if not policies.all:
            return ()
        bars: list[Bar] = []
        if policies.excluding:
            bars.extend(self._kinds(line))
        if line.assessed is None or line.source is SourceKind.BADGE:
            bars.extend(self._genuine(line))
        if source is not SourceKind.RESIDENT:
            bars.extend(self._level(target))
            bars.extend(self._reuse(line))
        binding = self._binding(line.features, target, source)
        if binding.grades:
            bars.extend(self._grades(line, binding))
        if binding.ages:
            bars.extend(self._ages(line, binding))
        return tuple(bars)

    def _binding(self, line: Features, target: Features, source: SourceKind) -> Binding:
        if not self.policies.seeing:
            return UNBOUND
        key = (id(line), id(target), source)
        known = self._bindings.get(key)
        if known is None:
            known = self._bindings.keep(key, (line, target, self._bind(joined(line, target, source))))
        return known[2]

    def _bind(self, seen: Features) -> Binding:
        grading = (
            (p, tuple(rule for rule in p.min_grades if _applies(rule.applies_to, seen))) for p in self.policies.all
        )
        aging = ((rule, p) for rule, p in self.policies.ages if _applies(rule.applies_to, seen))
        return Binding(
            tuple((policy, rules) for policy, rules in grading if rules),
            tuple((rule, policy, int(rule.years * 12)) for rule, policy in aging),
        )

    def _kinds(self, line: Line) -> Iterable[Bar]:
        provider = self.catalog.organizations.get(line.organization or "")
        words = {line.attainment.route.value, *line.features.kinds, provider.kind.value if provider else ""}
        for policy in self.policies.excluding:
            for kind in sorted(words.intersection(policy.excluded_kinds)):
                text = f"{kind.replace('_', ' ')} is not recognised here"
                yield Bar(ReasonCode.EXCLUDED_KIND, text, rule=policy.id, source=str(policy.source))

    def _genuine(self, line: Line) -> Iterable[Bar]:
        for policy in self.policies.all:
            unverified = line.attainment.verification is not Verification.VERIFIED
            if policy.require_verified and unverified and line.source is SourceKind.BADGE:
                text = f"{line.id} is not verified, and badges count only when verified"
                yield Bar(ReasonCode.NOT_VERIFIED, text, rule=policy.id, source=str(policy.source))
            if policy.require_assessed and line.assessed is None:
                text = f"whether {line.id} was assessed is not stated"
                yield Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, undecided=True, rule=policy.id)

    def _level(self, target: Features) -> Iterable[Bar]:
        if target.level is None:
            return
        for policy in self.policies.all:
            if policy.min_level is not None and target.level < policy.min_level:
                text = f"level {format_exact(target.level)} is below {format_exact(policy.min_level)}"
                yield Bar(ReasonCode.LEVEL_TOO_LOW, text, rule=policy.id, source=str(policy.source))

    def _reuse(self, line: Line) -> Iterable[Bar]:
        if not line.attainment.used or self.policies.reuse is None:
            return
        rule, policy = self.policies.reuse
        first = min(line.attainment.used, key=lambda use: (use.date or dt.date.max, use.credential))
        limit = {"none": 0, "once": 1}.get(rule.mode)
        if limit is not None and len(line.attainment.used) > limit:
            text = f"{line.id} was first used for {first.credential}; reuse here: {rule.mode}"
            yield Bar(ReasonCode.ALREADY_USED, text, rule=policy.id, source=str(rule.source or policy.source))

    def _grades(self, line: Line, binding: Binding) -> Iterable[Bar]:
        """Yield grade bars; where a policy states minimums for several scales, the one for this grade's scale binds."""
        if line.pending:
            return
        have = grade_scale_of(self.catalog, line)
        for policy, rules in binding.grades:
            fitting = [rule for rule in rules if rule.minimum.scale in (None, have)]
            for rule in fitting or rules[:1]:
                yield from self.grade_bar(line, rule.minimum, policy.id, str(rule.source or policy.source))

    def _ages(self, line: Line, binding: Binding) -> Iterable[Bar]:
        """Return the bars of age; of two lines completed on one day they are the same."""
        completed = line.attainment.completed
        if completed is None:
            return _age_bars(line, binding)
        key = (completed, line.reference_day, id(binding))
        known = self._aged.get(key)
        if known is None:
            known = self._aged.keep(key, (binding, tuple(_age_bars(line, binding))))
        return known[1]

    def grade_bar(self, line: Line, minimum: GradeMinimum, rule: str | None, source: str | None) -> tuple[Bar, ...]:
        """Return a bar if the grade of the line is below ``minimum`` or cannot be compared with it."""
        have, grade = grade_scale_of(self.catalog, line), line.attainment.grade
        if grade is None:
            return tuple(self._grade_bar(grade, have, minimum, rule, source))
        key = (grade, have, id(minimum), rule, source)
        known = self._graded.get(key)
        if known is None:
            known = self._graded.keep(key, (minimum, tuple(self._grade_bar(grade, have, minimum, rule, source))))
        return known[1]

    def _grade_bar(
        self, grade: str | None, have: str | None, minimum: GradeMinimum, rule: str | None, source: str | None
    ) -> Iterable[Bar]:
        organization = self.catalog.organizations.get(self.receiving)
        default = organization.grade_scale if organization else None
        enough = grades.at_least(grade, have, minimum, self.catalog.grade_scales, default)
        if enough is False:
            text = f"grade {grade} is below {minimum.grade}"
            cure = f"retake it for {minimum.grade} or better, or pass a challenge exam"
            yield Bar(ReasonCode.GRADE_BELOW_MIN, text, rule=rule, source=source, cure=cure)
        if enough is None:
            text = f"grade {grade} cannot be compared with {minimum.grade}" if grade else "its grade is not stated"
            yield Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, undecided=True, rule=rule, source=source)

    def band_bar(self, line: Line, most: GradeMinimum, rule: str | None, source: str | None) -> Iterable[Bar]:
        """Yield a bar if it cannot be known whether a rule for grades up to ``most`` speaks of the line."""
        have, grade = grade_scale_of(self.catalog, line), line.attainment.grade
        if grades.at_least(grade, have, most, self.catalog.grade_scales) is None:
            state = f"grade {grade} cannot be compared with {most.grade}" if grade else "its grade is not stated"
            text = f"{state}, and the rule is for grades up to {most.grade}"
            yield Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, undecided=True, rule=rule, source=source)

    def lapsing(
        self, lines: Iterable[Line], target: Features, source: SourceKind, extra: Fraction | None = None
    ) -> tuple[tuple[str, dt.date], ...]:
        """Return (line, first day on which it no longer counts) for the lines that lapse unless lodged before."""
        days = [(line.id, self.lapses(line, target, source, extra)) for line in lines]
        return tuple([(name, day) for name, day in days if day is not None])

    def lapses(self, line: Line, target: Features, source: SourceKind, extra: Fraction | None = None) -> dt.date | None:
        """Return the first day on which the line no longer counts if it is not lodged before; None if never."""
        attainment = line.attainment
        if attainment.lodged is not None:
            return None
        days = [attainment.valid.until] if attainment.valid and attainment.valid.until else []
        if attainment.completed is not None:
            limits = [months for _, _, months in self._binding(line.features, target, source).ages]
            if extra is not None:
                limits.append(int(extra * 12))
            days.extend(add_months(attainment.completed, limit) + dt.timedelta(days=1) for limit in limits)
        return min(days, default=None)


def _age_bars(line: Line, binding: Binding) -> Iterable[Bar]:
    completed, day = line.attainment.completed, line.reference_day
    for rule, policy, months in binding.ages:
        if completed is None or add_months(completed, months) < day:
            yield from age_bar(line, rule.years, policy.id, str(rule.source or policy.source))


def joined(line: Features, target: Features, source: SourceKind) -> Features:
    """Return what a policy filter sees: the receiving side's features with the marks of both sides."""
    return replace(
        target,
        tags=target.tags | line.tags,
        attributes=target.attributes | line.attributes,
        kinds=target.kinds | line.kinds,
        competencies=target.competencies | line.competencies,
        source=source.value,
    )


def _applies(wanted: Filter, seen: Features) -> bool:
    """Return whether a rule on grade or age binds: resident learning only where the filter names it."""
    if seen.source == SourceKind.RESIDENT.value and SourceKind.RESIDENT.value not in wanted.source:
        return False
    return admits(wanted, seen)


def age_bar(line: Line, years: Fraction, rule: str | None, source: str | None) -> Iterable[Bar]:
    """Yield a bar if the line is older than ``years`` on its reference day, or its date is unknown."""
    completed = line.attainment.completed
    if completed is None:
        if not line.pending:
            text = f"when {line.id} was completed is not stated, and age matters here"
            yield Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, undecided=True, rule=rule, source=source)
        return
    if older_than(completed, years, line.reference_day):
        age = age_in_years(completed, line.reference_day)
        text = f"completed {completed}, {age} years before {line.reference_day}; the limit is {format_exact(years)}"
        yield Bar(ReasonCode.TOO_OLD, text, rule=rule, source=source)


def component_bars(judge: Judge, rule: Rule, part: SourceItem, line: Line) -> Iterable[Bar]:
    """Yield the bars that a rule's own component puts on a line: grade, dates, hours, age."""
    if part.min_grade is not None and not line.pending:
        yield from judge.grade_bar(line, part.min_grade, rule.id, rule.source)
    if part.max_grade is not None and not line.pending:
        yield from judge.band_bar(line, part.max_grade, rule.id, rule.source)
    yield from _taken(line, part.taken, rule)
    yield from _taken(line, rule.valid, rule)
    if part.min_hours is not None:
        yield from _hours(line, part.min_hours, rule)
    if rule.equivalence.max_age_years is not None:
        yield from age_bar(line, rule.equivalence.max_age_years, rule.id, rule.source)


def _taken(line: Line, window: Validity, rule: Rule) -> Iterable[Bar]:
    if window.begin is None and window.until is None:
        return
    day = line.attainment.completed
    if day is None:
        if not line.pending:
            text = f"when {line.id} was completed is not stated, and the rule is dated"
            yield Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, undecided=True, rule=rule.id, source=rule.source)
    elif not window.holds_on(day):
        dates = f"from {window.begin or 'any day'} to {window.last_day or 'today'}"
        text = f"completed {day}; the rule holds for learning {dates}"
        yield Bar(ReasonCode.OUTSIDE_AGREEMENT, text, rule=rule.id, source=rule.source)


def _hours(line: Line, least: Fraction, rule: Rule) -> Iterable[Bar]:
    hours = hours_of(line)
    if hours is None:
        text = f"the hours of {line.id} are not stated, and the rule asks for {format_exact(least)}"
        yield Bar(ReasonCode.INDIVIDUAL_ASSESSMENT, text, undecided=True, rule=rule.id, source=rule.source)
    elif hours < least:
        text = f"{format_exact(hours)} hours are fewer than {format_exact(least)}"
        yield Bar(ReasonCode.HOURS_TOO_FEW, text, rule=rule.id, source=rule.source)


def hours_of(line: Line) -> Fraction | None:
    """Return the hours of the line: as recorded, else as defined."""
    if line.attainment.hours is not None:
        return line.attainment.hours
    definition = line.definition
    return None if definition is None else getattr(definition, "hours", None)


def grade_scale_of(catalog: Catalog, line: Line) -> str | None:
    """Return the scale of the line's grade: as recorded, else the awarding organization's."""
    if line.attainment.grade_scale:
        return line.attainment.grade_scale
    organization = catalog.organizations.get(line.organization or "")
    return organization.grade_scale if organization else None


def credential_in(line: Line) -> Credential | None:
    """Return the credential behind the line, if it is one."""
    return line.definition if isinstance(line.definition, Credential) else None
