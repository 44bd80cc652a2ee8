"""What do ASSIST agreements say?  Courses, rules and the preparation for each major, with a report of what was lost.

Source: public articulation agreements of assist.org (California colleges and universities).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pathways.formats.assist_courses import CourseBook, organization_id
from pathways.formats.assist_keys import tally_keys
from pathways.formats.assist_parse import parse_agreements
from pathways.formats.assist_raw import Agreement, Institution
from pathways.formats.assist_read import Document, read_documents
from pathways.formats.assist_rules import RuleBook
from pathways.formats.assist_tree import Preparation, preparation
from pathways.formats.loss import LossReport, Tally
from pathways.model.base import Noun, Source, Validity
from pathways.model.credential import Credential, CredentialKind
from pathways.model.credit import ConversionFactor, CreditSystem, GradeScale, GradeStep, HoursRange
from pathways.model.equivalence import ArticulationAgreement
from pathways.model.organization import Organization, OrganizationKind
from pathways.model.policy import ConversionRule, RecognitionPolicy

SITE = "https://assist.org"
EACH_RULE = (
    "Every receiving course is articulated by itself, and one sending course stands in several articulations "
    "(MATH 7 and 8 for one course, MATH 8 for the next), so one course may serve in each rule that names it"
)
_KINDS = {
    "CCC": OrganizationKind.COMMUNITY_COLLEGE,
    "UC": OrganizationKind.UNIVERSITY,
    "CSU": OrganizationKind.UNIVERSITY,
    "AICCU": OrganizationKind.UNIVERSITY,
}
Names = dict[tuple[str, ...], str]
"""The credential ids by sender, receiver, year and major."""

_SYSTEMS = {"Semester": "us-semester", "Quarter": "us-quarter"}
_TWO_THIRDS = Source(
    title="Indiana Wesleyan University catalog: a quarter credit is two thirds of a semester credit",
    url="https://www.indwes.edu",
)
_LETTERS = ("A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F")
_POINTS = ("4.0", "4.0", "3.7", "3.3", "3.0", "2.7", "2.3", "2.0", "1.7", "1.3", "1.0", "0.7", "0")


@dataclass(frozen=True, slots=True)
class AssistImport:
    """What was read, ready for a catalogue, and what became of everything the files said."""

    things: tuple[Noun, ...]
    report: LossReport


def read_assist(paths: Path | Iterable[Path]) -> AssistImport:
    """Return the nouns of all agreements in the files: organizations, courses, rules, preparations, policies.

    ``paths`` are ``.json`` files, folders of them, or ``.jsonl`` or ``.jsonl.gz`` files with one agreement a line; the
    parts that ASSIST writes as JSON inside strings may be decoded or not.  The same input gives the same nouns in any
    order of files.  Raises FormatError with all findings: F001, F002, F004, F005, F008, F012, F007 (not an agreement).
    """
    documents = read_documents(paths)
    tally = Tally("ASSIST agreements")
    agreements = _latest(_sorted(parse_agreements(documents)), tally)
    _count_documents(documents, agreements, tally)
    book = _courses(agreements, tally)
    names = _credential_ids(agreements)
    pairs: dict[tuple[str, str, str], list[Agreement]] = defaultdict(list)
    for agreement in agreements:
        pairs[_agreement_key(agreement)].append(agreement)
    things: list[Noun] = [*_frame(agreements), *book.courses(_catalog_source())]
    for group in pairs.values():
        things.extend(_between(group, book, names, tally))
    return AssistImport(tuple(things), tally.report())


def _sorted(agreements: Sequence[Agreement]) -> tuple[Agreement, ...]:
    return tuple(
        sorted(agreements, key=lambda a: (*_agreement_key(a), a.name, a.type, a.published, a.file, a.line or 0))
    )


def _latest(agreements: Sequence[Agreement], tally: Tally) -> tuple[Agreement, ...]:
    """Return the agreements without those of which a later publication is there too."""
    kept: dict[tuple[str, ...], Agreement] = {}
    for agreement in agreements:
        key = (*_agreement_key(agreement), agreement.type, agreement.name)
        if key in kept:
            place = f"{agreement.name}, {kept[key].published}"
            tally.lost("agreement published again", "only the latest publication is read", place)
        kept[key] = agreement
    return tuple(kept.values())


def _agreement_key(agreement: Agreement) -> tuple[str, str, str]:
    return organization_id(agreement.sender), organization_id(agreement.receiver), agreement.year


def _count_documents(documents: Sequence[Document], agreements: Sequence[Agreement], tally: Tally) -> None:
    for document in documents:
        tally_keys(document.value, tally)
    for agreement in agreements:
        tally.represented(f"agreement: {agreement.type}", "rules, and for a major its preparation", agreement.name)
        tally.represented("title", "the title of a group, or a heading of the page", count=len(agreement.titles))
        tally.noted("general text", "not stored, only pointed to", agreement.name, len(agreement.texts))


def _courses(agreements: Sequence[Agreement], tally: Tally) -> CourseBook:
    book = CourseBook(tally)
    for agreement in agreements:
        cells = [c.receiver for g in agreement.groups for s in g.sections for row in s.rows for c in row.cells]
        for receiver in [*cells, *(articulation.receiver for articulation in agreement.articulations)]:
            for course in receiver.courses:
                book.add(agreement.receiver, course, receiver.same)
            tally.represented("cross-listed course", "another code of one course", count=len(receiver.same))
            tally.represented(
                "transfer pathway", "a tag of the course", count=sum(len(c.pathways) for c in receiver.courses)
            )
        for articulation in agreement.articulations:
            for course in articulation.sending.denied:
                book.add(agreement.sender, course)
            for course, same in (entry for group in articulation.sending.groups for entry in group.courses):
                book.add(agreement.sender, course, same)
                tally.represented("cross-listed course", "another code of one course", count=len(same))
    book.settle()
    return book


def _credential_ids(agreements: Sequence[Agreement]) -> Names:
    """Return the id of the credential of each major: its receiver and name, with the sender where there are several."""
    senders = {organization_id(agreement.sender) for agreement in agreements}
    names: Names = {}
    taken: Counter[tuple[str, str]] = Counter()
    for agreement in (agreement for agreement in agreements if agreement.is_major):
        sender, receiver, year = _agreement_key(agreement)
        name = f"{receiver}:{slug(agreement.name)}" + (f":{sender}" if len(senders) > 1 else "")
        taken[name, year] += 1
        number = taken[name, year]
        names[sender, receiver, year, agreement.name] = name if number == 1 else f"{name}-{number}"
    return names


def slug(name: str) -> str:
    """Return a name as part of an id.

    >>> slug("CSE: Computer Science B.S.")
    'cse-computer-science-b-s'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:150]


def _between(agreements: Sequence[Agreement], book: CourseBook, names: Names, tally: Tally) -> Iterator[Noun]:
    """Yield what two institutions agreed for one year: credentials, the agreement, its rules."""
    first = agreements[0]
    rules = RuleBook(book, tally)
    for agreement in agreements:
        name = names.get((*_agreement_key(agreement), agreement.name)) if agreement.is_major else None
        rules.add(agreement, name)
        if name is not None:
            yield _credential(agreement, name, preparation(agreement, book, tally))
    agreed = "-".join(_agreement_key(first))
    yield ArticulationAgreement(
        id=agreed,
        sending=(organization_id(first.sender),),
        receiving=organization_id(first.receiver),
        title=f"{first.sender.name} to {first.receiver.name}, {first.year}",
        sources_used="each_rule",
        note=f"{EACH_RULE}. The dates of a rule's courses, not the year of the agreement, bound when they were taken",
        source=_source(first),
    )
    equivalences = rules.equivalences(agreed, _year(first))
    tally.represented("rule", "a distinct rule, stored once", count=len(equivalences))
    yield from equivalences


def _year(agreement: Agreement) -> Validity:
    return Validity(begin=agreement.begin, until=agreement.end)


def _source(agreement: Agreement, clause: str | None = None) -> Source:
    title = f"ASSIST agreement, {agreement.sender.name} to {agreement.receiver.name}, {agreement.year}"
    published = f"Published {agreement.published}" if agreement.published and clause else None
    return Source(title=title, url=SITE, clause=clause, note=published)


def _catalog_source() -> Source:
    return Source(title="ASSIST, course lists of its agreements", url=SITE)


def _credential(agreement: Agreement, name: str, asked: Preparation) -> Credential:
    words = [f"Preparation for {agreement.name} at {agreement.receiver.name}, from {agreement.sender.name}"]
    if asked.recommended:
        words.append(f"Recommended, not required: {', '.join(asked.recommended)}")
    if asked.requirement is None:
        words.append("The agreement requires no course")
    words.extend(asked.notes)
    words.append(f"{len(agreement.texts)} general texts of the agreement are not stored; read them at {SITE}")
    return Credential(
        id=name,
        edition=slug(agreement.year),
        organization=organization_id(agreement.receiver),
        kind=CredentialKind.MAJOR_PREPARATION,
        title=agreement.name,
        measure="credit",
        requirement=asked.requirement,
        sharing=asked.sharing,
        description=". ".join(words) + ".",
        valid=_year(agreement),
        source=_source(agreement, agreement.name),
    )


def _frame(agreements: Sequence[Agreement]) -> Iterator[Noun]:
    """Yield what every agreement rests on: systems, grades, organizations, policies of the receivers."""
    places = {organization_id(place): place for a in agreements for place in (a.sender, a.receiver)}
    receivers = {organization_id(a.receiver): a.receiver for a in agreements}
    yield from credit_systems()
    yield letter_scale()
    for name, place in sorted(places.items()):
        yield Organization(
            id=name,
            title=place.name,
            kind=_KINDS.get(place.category.strip(), OrganizationKind.OTHER),
            jurisdiction="US-CA",
            credit_system=_SYSTEMS[place.term_type],
            grade_scale="us-letter",
            source=Source(title="ASSIST, institutions", url=SITE),
        )
    for name, place in sorted(receivers.items()):
        yield _policy(name, place)


def credit_systems() -> tuple[CreditSystem, ...]:
    """Return the two credit systems of the agreements; a quarter credit is two thirds of a semester credit."""
    semester = Source(
        title="William Woods University catalog; Crowder College (definition of the credit hour)",
        note="At least one hour of class and two of study a week for about fifteen weeks; 30 credits a full-time year",
    )
    return (
        _system("us-semester", "US semester credit", hours=45, contact=15, year=30, source=semester),
        _system("us-quarter", "US quarter credit", hours=30, contact=10, year=45, source=_TWO_THIRDS),
    )


def _system(name: str, title: str, *, hours: int, contact: int, year: int, source: Source) -> CreditSystem:
    return CreditSystem(
        id=name,
        title=title,
        jurisdiction="US",
        hours_per_credit=HoursRange(min=Fraction(hours), max=Fraction(hours)),
        instructional_hours=Fraction(contact),
        full_time_year=Fraction(year),
        source=source,
    )


def letter_scale() -> GradeScale:
    """Return the letters in order; P and CR have no place among them: a rule that asks for a letter stays undecided."""
    steps = zip(_LETTERS, reversed(range(len(_LETTERS))), _POINTS, strict=True)
    return GradeScale(
        id="us-letter",
        title="US letter grades",
        steps=tuple(GradeStep.model_validate({"grade": g, "rank": r, "points": p}) for g, r, p in steps),
        source=Source(title="The customary order of US letter grades with four-point averages"),
    )


def _policy(name: str, place: Institution) -> RecognitionPolicy:
    other, rate = ("us-quarter", Fraction(2, 3)) if place.term_type == "Semester" else ("us-semester", Fraction(3, 2))
    ours = _SYSTEMS[place.term_type]
    factor = ConversionFactor(from_system=other, to_system=ours, factor=rate, source=_TWO_THIRDS)
    return RecognitionPolicy(
        id=f"{name}:recognition",
        organization=name,
        conversion=ConversionRule(convention="year_share", factors=(factor,), source=_TWO_THIRDS),
        source=Source(title=f"ASSIST agreements with {place.name}", url=SITE),
    )
