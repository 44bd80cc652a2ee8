"""What does a rule give?  The items at the receiving side and their credit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from pathways.catalog.collection import Catalog
from pathways.errors import CreditError
from pathways.graph.admits import Features, course_features, credential_features
from pathways.model.codes import ReasonCode
from pathways.model.course import Course
from pathways.model.credential import Credential, CredentialKind, SourceKind
from pathways.model.credit import Credit, CreditSystem, Rounding
from pathways.model.equivalence import CreditExpression, Target
from pathways.model.policy import ConversionRule
from pathways.recognition import grades
from pathways.recognition.checks import grade_scale_of
from pathways.recognition.convert import convert, from_instructional_hours, rounded
from pathways.recognition.memory import Memory
from pathways.recognition.rules import Policies
from pathways.recognition.types import Bar, Item, Line

NO_CREDIT_BY_ITSELF = frozenset(
    {CredentialKind.BADGE, CredentialKind.ATTENDANCE, CredentialKind.ONLINE_CERTIFICATE, CredentialKind.EXAM}
)

ZERO = Fraction(0)


def competencies_in(course: Course) -> frozenset[str]:
    """Return the competencies among the outcomes of a course."""
    return frozenset(want.competency for want in course.outcomes)


NOTHING = Features()
"""Of what nothing is known."""

NOT_YET = Rounding(mode="exact", step=Fraction(0))
"""Leaves an amount as it is, so that it can be rounded once at the end."""


@dataclass(frozen=True, slots=True)
class Bare:
    """What the receiving side gives, before anyone brings anything for it; ``suffix`` ends the id of its items."""

    suffix: str
    label: str
    features: Features
    credit: Fraction
    course: str | None = None
    credential: str | None = None
    block: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a target gives; ``amounts`` is None where the credit depends on what is sent."""

    target: Target
    bare: tuple[Bare, ...]
    amounts: tuple[Fraction, ...] | None
    needs_sent: bool


Sent = tuple[Fraction | None, tuple[Bar, ...]]
"""Credit in the receiving system; or None and why it is not known."""


@dataclass(frozen=True)
class Granter:
    """Builds items of one receiving organization; what does not depend on the line is worked out once."""

    catalog: Catalog
    receiving: str
    policies: Policies
    _given: Memory[int, Given] = field(default_factory=Memory)
    _courses: Memory[str, Bare] = field(default_factory=Memory)
    _credentials: Memory[str, Bare] = field(default_factory=Memory)
    _sent: Memory[tuple[object, ...], tuple[Fraction | None, Bar | None, bool]] = field(default_factory=Memory)
    _worn: Memory[tuple[object, ...], tuple[Features, Features]] = field(default_factory=Memory)
    _points: Memory[tuple[str | None, str | None], Fraction | None] = field(default_factory=Memory)

    @cached_property
    def system(self) -> CreditSystem | None:
        """Return the receiving credit system, None where the organization states none."""
        organization = self.catalog.organizations.get(self.receiving)
        return self.catalog.credit_systems.get(organization.credit_system or "") if organization else None

    @cached_property
    def with_outcomes(self) -> tuple[tuple[Course, frozenset[str]], ...]:
        """Return the receiver's courses that state outcomes, each with their competencies."""
        courses = self.catalog.courses.values()
        mine = (course for course in courses if course.organization == self.receiving and course.outcomes)
        return tuple((course, competencies_in(course)) for course in mine)

    def sent_credit(
        self, lines: tuple[Line, ...], factor: Fraction | None = None
    ) -> tuple[Fraction | None, tuple[Bar, ...]]:
        """Return the lines' own credit together, times ``factor``, in the receiving system; or None and why not.

        What had to be converted is rounded once, at the end.
        """
        total, bars, foreign = ZERO, [], False
        for line in lines:
            amount, bar, other = self._measured(line)
            if bar is not None:
                bars.append(bar)
            total = amount or ZERO if total is ZERO else total + (amount or ZERO)
            foreign = foreign or other
        if bars:
            return None, tuple(bars)
        total = total if factor is None else total * factor
        return self._rounded(total) if foreign else (total, ())

    def _measured(self, line: Line) -> tuple[Fraction | None, Bar | None, bool]:
        """Return the line's own credit in the receiving system, a bar if unknown, and whether it was converted."""
        stated, definition = line.attainment.credit, line.definition
        key: tuple[object, ...] = ()
        if stated is not None:
            key = (stated.system, stated.amount.numerator, stated.amount.denominator)
        elif isinstance(definition, Course | Credential):
            key = (type(definition), definition.id if isinstance(definition, Course) else definition.key)
        known = self._sent.get(key)
        if known is None:
            credit = own_credit(self.catalog, line)
            known = (*self._one(line, credit), credit is None or self.system is None or credit.system != self.system.id)
            return known if credit is None else self._sent.keep(key, known)
        return known

    def _rounded(self, total: Fraction) -> tuple[Fraction | None, tuple[Bar, ...]]:
        rule, system = self.policies.conversion, self.system
        rounding = (rule.rounding if rule else None) or (system.rounding if system else None)
        try:
            return (total if rounding is None else rounded(total, rounding)), ()
        except CreditError as error:
            return None, (Bar(ReasonCode.UNIT_UNDECIDED, error.findings[0].message, undecided=True),)

    def _one(self, line: Line, credit: Credit | None) -> tuple[Fraction | None, Bar | None]:
        """Return the line's own credit in the receiving system, not rounded yet."""
        system = self.system
        if credit is None:
            return self._by_hours(line, system)
        if system is None or credit.system not in self.catalog.credit_systems:
            text = f"credit system {credit.system!r} is not defined"
            return None, Bar(ReasonCode.UNKNOWN_CREDIT_SYSTEM, text, undecided=True)
        amount, why = self._worth(credit, system)
        return amount, None if amount is not None else Bar(ReasonCode.UNIT_UNDECIDED, why, undecided=True)

    def _worth(self, credit: Credit, system: CreditSystem) -> tuple[Fraction | None, str]:
        """Return the amount in the receiving system, not rounded yet, or None and why it cannot be known."""
        done = convert(credit, system, self._unrounded, self.catalog.credit_systems)
        return (done.amount, done.how) if done else (None, f"no policy says what {credit} is in {system.id}")

    @cached_property
    def _unrounded(self) -> ConversionRule | None:
        rule = self.policies.conversion
        return rule.model_copy(update={"rounding": NOT_YET}) if rule else None

    def _by_hours(self, line: Line, system: CreditSystem | None) -> tuple[Fraction | None, Bar | None]:
        rule = self.policies.conversion
        hours = line.attainment.hours
        taught = line.source not in (SourceKind.WORK, SourceKind.PRIOR_LEARNING)
        if hours is None or system is None or rule is None or rule.convention != "hours" or not taught:
            return None, Bar(ReasonCode.UNIT_UNDECIDED, f"the credit of {line.id} is not stated", undecided=True)
        try:
            return from_instructional_hours(hours, system, NOT_YET), None
        except CreditError as error:
            return None, Bar(ReasonCode.UNIT_UNDECIDED, error.findings[0].message, undecided=True)

    def grant(
        self, target: Target, lines: tuple[Line, ...], source: SourceKind, name: str, attributes: tuple[str, ...] = ()
    ) -> tuple[tuple[Item, ...], tuple[Bar, ...]]:
        """Return the items that ``target`` gives for ``lines``, and bars where their credit stays unknown.

        ``attributes`` are the general-education attributes that the rule carries over.
        """
        known = self._given.get(id(target))
        given = self._given.keep(id(target), self._give(target)) if known is None else known
        sent = self._by_what_is_sent(given, lines) if given.amounts is None else (given.amounts, ())
        amounts, bars = sent
        pairs = zip(given.bare, amounts, strict=True)
        return tuple([self.dress(bare, lines, source, name, amount, attributes) for bare, amount in pairs]), bars

    def _by_what_is_sent(self, given: Given, lines: tuple[Line, ...]) -> tuple[tuple[Fraction, ...], tuple[Bar, ...]]:
        expression = given.target.credit
        sent, bars = self.sent_credit(lines, expression.factor if expression.how == "converted" else None)
        return tuple(_amounts(expression, given.bare, sent)), (bars if given.needs_sent and sent is None else ())

    def _give(self, target: Target) -> Given:
        bare, how = tuple(self._bare(target)), target.credit.how
        depends = how in ("converted", "range") or (
            how == "catalogue" and any(not item.course or not item.credit for item in bare)
        )
        amounts = None if depends else tuple(_amounts(target.credit, bare, None))
        return Given(target, bare, amounts, _needs_sent(target.credit, bare, self.catalog))

    def _bare(self, target: Target) -> list[Bare]:
        match target.kind:
            case "course" | "courses":
                return [self.course(course) for course in target.courses]
            case "subject_elective" | "general_elective":
                subject = target.subject or "any subject"
                return [self._elective(f"elective in {subject}", target)]
            case "area":
                return [self._elective("area " + " or ".join(target.areas), target)]
            case "block":
                block = target.block or ""
                return [Bare(block, f"block {block}", NOTHING, ZERO, block=block)]
            case _:
                return []

    def course(self, course_id: str) -> Bare:
        """Return a receiving course, with its catalogue credit (0 where the catalogue has none)."""
        known = self._courses.get(course_id)
        return self._courses.keep(course_id, self._course(course_id)) if known is None else known

    def _course(self, course_id: str) -> Bare:
        course = self.catalog.courses.get(course_id)
        if course is None:
            return Bare(course_id, course_id, Features(courses=frozenset({course_id})), ZERO, course_id)
        features = course_features(self.catalog, course)
        return Bare(course_id, course.code, features, course.credit or ZERO, course_id)

    def credential(self, credential: Credential) -> Bare:
        """Return a credential that is held; its credit only where it is in the receiving system."""
        known = self._credentials.get(credential.key)
        return self._credentials.keep(credential.key, self._credential(credential)) if known is None else known

    def _credential(self, credential: Credential) -> Bare:
        features = credential_features(self.catalog, credential)
        credit = ZERO
        if credential.credit is not None and credential.kind not in NO_CREDIT_BY_ITSELF:
            credit = credential.credit
            home = self.catalog.organizations.get(credential.organization)
            system = self.system
            if system is not None and home is not None and home.credit_system not in (None, system.id):
                amount = Credit(amount=credential.credit, system=str(home.credit_system))
                exact = self._worth(amount, system)[0]
                credit = (self._rounded(exact)[0] if exact is not None else None) or ZERO
        return Bare(credential.key, credential.title, features, credit, credential=credential.key)

    def _elective(self, label: str, target: Target) -> Bare:
        features = Features(
            subject=target.subject,
            level=target.level,
            organization=self.receiving,
            kinds=frozenset({"elective", "credit"}),
            attributes=frozenset(target.areas),
        )
        return Bare(label.replace(" ", "-"), label, features, ZERO)

    def dress(
        self,
        bare: Bare,
        lines: tuple[Line, ...],
        source: SourceKind,
        name: str,
        credit: Fraction | None = None,
        attributes: tuple[str, ...] = (),
    ) -> Item:
        """Return the item with what the learner brought: source kind, tags and competencies, grade, date.

        ``credit`` is that of the catalogue unless given; ``attributes`` are those that a rule carries over.
        """
        first, single = lines[0], len(lines) == 1
        tags = first.features.tags if single else frozenset(tag for line in lines for tag in line.features.tags)
        scale = grade_scale_of(self.catalog, first)
        grade = first.attainment.grade if single else None
        days = [(line.attainment.completed, line.reference_day) for line in lines]
        return Item(
            f"{name}>{bare.suffix}",
            bare.label,
            self._wear(bare.features, source, tags, attributes),
            bare.credit if credit is None else credit,
            bare.course,
            bare.credential,
            bare.block,
            grade,
            scale,
            None if grade is None else self._worth_points(grade, scale),
            tuple(days),
        )

    def _wear(
        self, features: Features, source: SourceKind, tags: frozenset[str], attributes: tuple[str, ...]
    ) -> Features:
        key = (id(features), source, tags, attributes)
        known = self._worn.get(key)
        if known is None:
            carried = features.attributes | frozenset(attributes)
            worn = replace(features, source=source.value, tags=features.tags | tags, attributes=carried)
            known = self._worn.keep(key, (features, worn))
        return known[1]

    def _worth_points(self, grade: str, scale: str | None) -> Fraction | None:
        key = (grade, scale)
        if key not in self._points:
            return self._points.keep(key, grades.points(grade, self.catalog.grade_scales.get(scale or "")))
        return self._points[key]


def _needs_sent(expression: CreditExpression, items: tuple[Bare, ...], catalog: Catalog) -> bool:
    if expression.how in ("converted", "range"):
        return True
    if expression.how != "catalogue":
        return False
    return any(
        (item.course is None and item.block is None) or (item.course and _uncredited(catalog.courses.get(item.course)))
        for item in items
    )


def _uncredited(course: Course | None) -> bool:
    return course is None or course.credit is None


def _amounts(expression: CreditExpression, items: tuple[Bare, ...], sent: Fraction | None) -> list[Fraction]:
    if not items:
        return []
    match expression.how:
        case "zero":
            return [ZERO] * len(items)
        case "catalogue":
            return [item.credit if item.course and item.credit else (sent or ZERO) for item in items]
        case "fixed":
            return _spread(expression.amount or ZERO, items)
        case "converted":
            return _spread(sent or ZERO, items)
        case "range":
            low, high = expression.amount or ZERO, expression.max or ZERO
            return _spread(min(max(sent if sent is not None else low, low), high), items)


def _spread(total: Fraction, items: tuple[Bare, ...]) -> list[Fraction]:
    """Return ``total`` divided among the items by their catalogue credit in order; the last takes the rest."""
    shares: list[Fraction] = []
    for item in items[:-1]:
        share = min(item.credit, total)
        shares.append(share)
        total -= share
    return [*shares, total]


def own_credit(catalog: Catalog, line: Line) -> Credit | None:
    """Return the credit that the line carries at home: as recorded, else as defined; None where nobody states it."""
    if line.attainment.credit is not None:
        return line.attainment.credit
    definition = line.definition
    if not isinstance(definition, Course | Credential) or definition.credit is None:
        return None
    if isinstance(definition, Credential) and definition.kind in NO_CREDIT_BY_ITSELF:
        return None
    home = catalog.organizations.get(definition.organization)
    if home is None or home.credit_system is None:
        return None
    return Credit(amount=definition.credit, system=home.credit_system)
