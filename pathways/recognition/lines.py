"""What is each line of the record an instance of, and what is wrong with it whoever receives it?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.graph.admits import Features, course_features, credential_features, with_broader
from pathways.model.codes import ReasonCode
from pathways.model.competency import Occupation
from pathways.model.course import AssessmentMethod, Course
from pathways.model.credential import Credential, CredentialKind, SourceKind
from pathways.model.credit import grade_rank
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord, Route, Verification
from pathways.recognition.checks import grade_scale_of
from pathways.recognition.memory import Memory
from pathways.recognition.types import Bar, Line

Definition = Course | Credential | Occupation | None

_OF_AN_ORGANIZATION = (Course, Credential)

_PRIOR_ROUTES = (Route.PRIOR_LEARNING, Route.VOLUNTEERING, Route.TEACHING)
DEGREES = (
    CredentialKind.CERTIFICATE,
    CredentialKind.DIPLOMA,
    CredentialKind.ASSOCIATE,
    CredentialKind.BACHELOR,
    CredentialKind.MASTER,
    CredentialKind.DOCTORATE,
)
"""What is no small credential."""


Looks = Memory[tuple[str, str | None, SourceKind], Features]
"""What filters see of a definition, by its key, where it is from and how it was earned."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the lines of one record for one receiving organization on one day."""

    catalog: Catalog
    receiving: str
    as_of: dt.date
    looks: Looks = field(default_factory=Memory)

    def read(self, attainment: Attainment) -> Line:
        """Return the line with its definition, source kind and its own bars."""
        definition = self.definition(attainment)
        organization = attainment.organization
        if organization is None and isinstance(definition, _OF_AN_ORGANIZATION):
            organization = definition.organization
        source = self._source_kind(attainment, definition, organization)
        line = Line(
            attainment,
            definition,
            organization,
            self._features(attainment, definition, organization, source),
            source,
            attainment.lodged or self.as_of,
            _assessed(attainment, definition),
        )
        bars = own_bars(line)
        return replace(line, bars=tuple(bars)) if bars else line

    def definition(self, attainment: Attainment) -> Definition:
        """Return the course, credential or occupation that the line names; None where the catalogue has none."""
        if attainment.course:
            return self.catalog.courses.get(attainment.course) or self._by_code(attainment, attainment.course)
        if attainment.credential:
            name = attainment.credential.partition("@")[0]
            known = self.catalog.editions(name)
            return self.catalog.credential(attainment.credential, attainment.completed) if known else None
        if attainment.occupation:
            return self.catalog.occupations.get(attainment.occupation)
        return self._by_code(attainment, attainment.code) if attainment.code else None

    def _by_code(self, attainment: Attainment, code: str) -> Course | None:
        if attainment.organization is None:
            return None
        found = self.catalog.courses_by_code(attainment.organization, code, attainment.completed)
        return self.catalog.courses[found[0]] if len(found) == 1 else None

    def _source_kind(self, attainment: Attainment, definition: Definition, organization: str | None) -> SourceKind:
        if attainment.route is not Route.COURSE and attainment.route in _PRIOR_ROUTES:
            return SourceKind.PRIOR_LEARNING
        if isinstance(definition, Occupation) or attainment.route is Route.WORK:
            return SourceKind.WORK
        if isinstance(definition, Credential) and definition.kind is CredentialKind.EXAM:
            return SourceKind.EXAM
        if organization == self.receiving:
            return SourceKind.RESIDENT
        if isinstance(definition, Credential) and definition.kind not in DEGREES:
            return SourceKind.BADGE
        return SourceKind.TRANSFER

    def _features(
        self, attainment: Attainment, definition: Definition, organization: str | None, source: SourceKind
    ) -> Features:
        if definition is None or attainment.competencies:
            return self._look(attainment, definition, organization, source)
        name = definition.key if isinstance(definition, Credential) else definition.id
        key = (f"{type(definition).__name__} {name}", organization, source)
        return self.looks.get(key) or self.looks.keep(key, self._look(attainment, definition, organization, source))

    def _look(
        self, attainment: Attainment, definition: Definition, organization: str | None, source: SourceKind
    ) -> Features:
        if isinstance(definition, Course):
            found = course_features(self.catalog, definition, source=source.value)
        elif isinstance(definition, Credential):
            found = credential_features(self.catalog, definition, source=source.value)
        else:
            found = Features(organization=organization, source=source.value)
        claimed = with_broader(self.catalog, attainment.competencies)
        return replace(found, competencies=found.competencies | claimed, organization=organization)


def _assessed(attainment: Attainment, definition: Definition) -> bool | None:
    if attainment.assessed is not None:
        return attainment.assessed
    if isinstance(definition, Course):
        return not definition.assessment or set(definition.assessment) != {AssessmentMethod.ATTENDANCE}
    if isinstance(definition, Credential):
        if definition.kind is CredentialKind.ATTENDANCE:
            return False
        methods = set(definition.assessment)
        if definition.kind in DEGREES or attainment.grade is not None:
            return True
        return bool(methods - {AssessmentMethod.ATTENDANCE, AssessmentMethod.LECTURE}) if methods else None
    return True if attainment.grade is not None else None


def own_bars(line: Line) -> list[Bar]:
    """Return what bars the line whoever receives it: not completed, revoked, expired, never assessed, not genuine."""
    attainment = line.attainment
    status = attainment.status
    bars: list[Bar] = []
    if status is AttainmentStatus.FAILED or status is AttainmentStatus.WITHDRAWN:
        words = f"{attainment.id} was {attainment.status.value}, not completed"
        bars.append(Bar(ReasonCode.GRADE_BELOW_MIN, words, cure="retake it"))
    if status is AttainmentStatus.REVOKED:
        bars.append(Bar(ReasonCode.REVOKED, f"the issuer of {attainment.id} has revoked it"))
    if attainment.verification is Verification.FAILED:
        bars.append(Bar(ReasonCode.NOT_VERIFIED, f"verification of {attainment.id} failed"))
    elif attainment.badge is not None and attainment.verification is not Verification.VERIFIED:
        bars.append(Bar(ReasonCode.NOT_VERIFIED, f"{attainment.id} is a claim: its badge is not verified"))
    if attainment.valid and attainment.valid.until and attainment.valid.until <= line.reference_day:
        bars.append(Bar(ReasonCode.EXPIRED, f"{attainment.id} was valid to {attainment.valid.last_day}"))
    if line.assessed is False:
        bars.append(Bar(ReasonCode.NOT_ASSESSED, f"{attainment.id} was attended, not assessed"))
    if isinstance(line.definition, Credential):
        bars.extend(_after_its_end(line))
    return bars


def _after_its_end(line: Line) -> Iterable[Bar]:
    """Yield a bar where a credential was earned when it could no longer be earned.

    The dates of a credential with requirements speak of entry: whoever entered in time may finish later.
    """
    definition, attainment = line.definition, line.attainment
    if not isinstance(definition, Credential) or definition.requirement is not None:
        return
    day, until = attainment.started or attainment.completed, definition.valid.until
    if day is not None and until is not None and until <= day:
        text = (
            f"earned {attainment.completed or day}; {definition.title} could be earned to {definition.valid.last_day}"
        )
        yield Bar(ReasonCode.OUTSIDE_AGREEMENT, text, source=str(definition.source) if definition.source else None)


def identity(line: Line) -> tuple[str, str] | None:
    """Return what makes two lines the same learning: the course or credential behind them."""
    if isinstance(line.definition, Course):
        return ("course", line.definition.id)
    if isinstance(line.definition, Credential):
        return ("credential", line.definition.key)
    return None


def with_duplicates(lines: tuple[Line, ...], repeats: str, catalog: Catalog) -> tuple[Line, ...]:
    """Return the lines with DUPLICATE on all but the best (latest, first) of equal ones, SUPERSEDED on replaced."""
    replaced = {line.attainment.replaces: line.id for line in lines if line.attainment.replaces}
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        key = identity(line)
        if key is not None and not line.bars:
            groups[key].append(line)
    dropped: dict[str, Bar] = {}
    for group in groups.values():
        if len(group) == 1:
            continue
        keep = _kept(group, repeats, catalog)
        for line in group:
            if line.id != keep.id:
                words = f"{line.id} is the same learning as {keep.id}, which counts"
                dropped[line.id] = Bar(ReasonCode.DUPLICATE, words)
    for old, new in replaced.items():
        if old is not None:
            dropped[old] = Bar(ReasonCode.SUPERSEDED, f"{new} replaces {old}")
    if not dropped:
        return lines
    return tuple(replace(line, bars=(*line.bars, dropped[line.id])) if line.id in dropped else line for line in lines)


def _kept(group: list[Line], repeats: str, catalog: Catalog) -> Line:
    def order(line: Line) -> tuple[bool, Fraction, dt.date, str]:
        day = line.attainment.completed or dt.date.min
        grade = _rank(line, catalog)
        if repeats == "best":
            return (not line.pending, grade, day, line.id)
        sign = 1 if repeats == "latest" else -1
        return (not line.pending, Fraction(sign * day.toordinal()), day, line.id)

    return max(group, key=order)


def _rank(line: Line, catalog: Catalog) -> Fraction:
    scale = catalog.grade_scales.get(grade_scale_of(catalog, line) or "")
    if scale is None or line.attainment.grade is None:
        return Fraction(-1_000_000)
    known = grade_rank(scale, line.attainment.grade)
    return Fraction(-1_000_000) if known is None else known[1]


def read_lines(
    catalog: Catalog, record: LearnerRecord, receiving: str, as_of: dt.date, looks: Looks | None = None
) -> tuple[Line, ...]:
    """Return the lines of a record in the order of their ids (so that the order of the file does not matter).

    ``looks`` may be kept from earlier questions about the same catalogue.
    """
    reader = Reader(catalog, receiving, as_of, Memory() if looks is None else looks)
    return tuple([reader.read(attainment) for attainment in sorted(record.attainments, key=_by_id)])


def _by_id(attainment: Attainment) -> str:
    return attainment.id
