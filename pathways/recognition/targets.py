"""What does a rule give?  The items at the receiving side and their credit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.errors import CreditError
from pathways.graph.admits import Features, course_features, credential_features
from pathways.model.codes import ReasonCode
from pathways.model.course import Course
from pathways.model.credential import Credential, CredentialKind, SourceKind
from pathways.model.credit import Credit, CreditSystem, Rounding
from pathways.model.equivalence import CreditExpression, Target
from pathways.recognition import grades
from pathways.recognition.checks import grade_scale_of
from pathways.recognition.convert import convert, from_instructional_hours, rounded
from pathways.recognition.rules import Policies
from pathways.recognition.types import Bar, Item, Line

NO_CREDIT_BY_ITSELF = frozenset(
    {CredentialKind.BADGE, CredentialKind.ATTENDANCE, CredentialKind.ONLINE_CERTIFICATE, CredentialKind.EXAM}
)

NOT_YET = Rounding(mode="exact", step=Fraction(0))
"""Leaves an amount as it is, so that it can be rounded once at the end."""


@dataclass(frozen=True, slots=True)
class Granter:
    """Builds items of one receiving organization."""

    catalog: Catalog
    receiving: str
    policies: Policies

    @property
    def system(self) -> CreditSystem | None:
        """Return the receiving credit system, None where the organization states none."""
        organization = self.catalog.organizations.get(self.receiving)
        return self.catalog.credit_systems.get(organization.credit_system or "") if organization else None

    def sent_credit(
        self, lines: tuple[Line, ...], factor: Fraction | None = None
    ) -> tuple[Fraction | None, tuple[Bar, ...]]:
        """Return the lines' own credit together, times ``factor``, in the receiving system; or None and why not.

        What had to be converted is rounded once, at the end.
        """
        total, bars = Fraction(0), []
        for line in lines:
            amount, bar = self._one(line)
            if bar is not None:
                bars.append(bar)
            total += amount or 0
        if bars:
            return None, tuple(bars)
        total *= factor if factor is not None else 1
        return self._rounded(total) if any(self._foreign(line) for line in lines) else (total, ())

    def _foreign(self, line: Line) -> bool:
        """Return whether the line's own credit is not in the receiving system."""
        credit = own_credit(self.catalog, line)
        return credit is None or self.system is None or credit.system != self.system.id

    def _rounded(self, total: Fraction) -> tuple[Fraction | None, tuple[Bar, ...]]:
        rule, system = self.policies.conversion, self.system
        rounding = (rule.rounding if rule else None) or (system.rounding if system else None)
        try:
            return (total if rounding is None else rounded(total, rounding)), ()
        except CreditError as error:
            return None, (Bar(ReasonCode.UNIT_UNDECIDED, error.findings[0].message, undecided=True),)

    def _one(self, line: Line) -> tuple[Fraction | None, Bar | None]:
        """Return the line's own credit in the receiving system, not rounded yet."""
        credit = own_credit(self.catalog, line)
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
        rule = self.policies.conversion
        exact = rule.model_copy(update={"rounding": NOT_YET}) if rule else None
        done = convert(credit, system, exact, self.catalog.credit_systems)
        return (done.amount, done.how) if done else (None, f"no policy says what {credit} is in {system.id}")

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
        self, target: Target, lines: tuple[Line, ...], source: SourceKind, name: str
    ) -> tuple[tuple[Item, ...], tuple[Bar, ...]]:
        """Return the items that ``target`` gives for ``lines``, and bars where their credit stays unknown."""
        items = [self.dress(item, lines, source) for item in self._bare(target, lines, name)]
        expression = target.credit
        sent, bars = self.sent_credit(lines, expression.factor if expression.how == "converted" else None)
        catalogue = [item.credit for item in items]
        unknown = _needs_sent(expression, items, self.catalog) and sent is None
        amounts = _amounts(expression, catalogue, [bool(item.course) for item in items], sent)
        credited = tuple(replace(item, credit=amount) for item, amount in zip(items, amounts, strict=True))
        return credited, (bars if unknown else ())

    def _bare(self, target: Target, lines: tuple[Line, ...], name: str) -> list[Item]:
        match target.kind:
            case "course" | "courses":
                return [self.course_item(name, course) for course in target.courses]
            case "subject_elective" | "general_elective":
                subject = target.subject or "any subject"
                return [self._elective(name, f"elective in {subject}", target)]
            case "area":
                return [self._elective(name, "area " + " or ".join(target.areas), target)]
            case "block":
                block = target.block or ""
                return [Item(f"{name}>{block}", f"block {block}", Features(), Fraction(0), block=block)]
            case _:
                return []

    def course_item(self, name: str, course_id: str) -> Item:
        """Return the item for a receiving course, with its catalogue credit (0 where the catalogue has none)."""
        course = self.catalog.courses.get(course_id)
        if course is None:
            return Item(
                f"{name}>{course_id}", course_id, Features(courses=frozenset({course_id})), Fraction(0), course_id
            )
        features = course_features(self.catalog, course)
        return Item(f"{name}>{course_id}", course.code, features, course.credit or Fraction(0), course_id)

    def credential_item(self, name: str, credential: Credential) -> Item:
        """Return the item for a credential that is held; its credit only where it is in the receiving system."""
        features = credential_features(self.catalog, credential)
        credit = Fraction(0)
        if credential.credit is not None and credential.kind not in NO_CREDIT_BY_ITSELF:
            credit = credential.credit
            home = self.catalog.organizations.get(credential.organization)
            system = self.system
            if system is not None and home is not None and home.credit_system not in (None, system.id):
                amount = Credit(amount=credential.credit, system=str(home.credit_system))
                exact = self._worth(amount, system)[0]
                credit = (self._rounded(exact)[0] if exact is not None else None) or Fraction(0)
        return Item(f"{name}>{credential.key}", credential.title, features, credit, credential=credential.key)

    def _elective(self, name: str, label: str, target: Target) -> Item:
        features = Features(
            subject=target.subject,
            level=target.level,
            organization=self.receiving,
            kinds=frozenset({"elective", "credit"}),
            attributes=frozenset(target.areas),
        )
        return Item(f"{name}>{label.replace(' ', '-')}", label, features, Fraction(0))

    def dress(self, item: Item, lines: tuple[Line, ...], source: SourceKind) -> Item:
        """Return the item with what the learner brought: source kind, tags and competencies, grade, date."""
        first = lines[0]
        tags = frozenset(tag for line in lines for tag in line.features.tags)
        features = replace(item.features, source=source.value, tags=item.features.tags | tags)
        scale = grade_scale_of(self.catalog, first)
        grade = first.attainment.grade if len(lines) == 1 else None
        known = self.catalog.grade_scales.get(scale or "")
        return replace(
            item,
            features=features,
            grade=grade,
            grade_scale=scale,
            points=grades.points(grade, known),
            days=tuple((line.attainment.completed, line.reference_day) for line in lines),
        )


def _needs_sent(expression: CreditExpression, items: list[Item], catalog: Catalog) -> bool:
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


def _amounts(
    expression: CreditExpression, catalogue: list[Fraction], is_course: list[bool], sent: Fraction | None
) -> list[Fraction]:
    if not catalogue:
        return []
    zero = Fraction(0)
    match expression.how:
        case "zero":
            return [zero] * len(catalogue)
        case "catalogue":
            return [
                amount if known and amount else (sent or zero)
                for amount, known in zip(catalogue, is_course, strict=True)
            ]
        case "fixed":
            return _spread(expression.amount or zero, catalogue)
        case "converted":
            return _spread(sent or zero, catalogue)
        case "range":
            low, high = expression.amount or zero, expression.max or zero
            return _spread(min(max(sent if sent is not None else low, low), high), catalogue)


def _spread(total: Fraction, catalogue: list[Fraction]) -> list[Fraction]:
    """Return ``total`` divided among the items by their catalogue credit in order; the last takes the rest."""
    shares: list[Fraction] = []
    for amount in catalogue[:-1]:
        share = min(amount, total)
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
