"""What do the rows of a rule table say?  Courses, electives, areas and refusals, with a report of what was lost."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pathways.formats.collector import paused_collector
from pathways.formats.loss import LossReport, Tally
from pathways.formats.table_map import TableMap, load_map
from pathways.formats.table_rows import Row, credit_of, read_rows
from pathways.model.base import Noun
from pathways.model.course import Course
from pathways.model.credit import LevelFramework
from pathways.model.equivalence import (
    ArticulationAgreement,
    Condition,
    CreditExpression,
    Equivalence,
    SourceItem,
    Target,
)
from pathways.model.exact import parse_exact
from pathways.model.organization import Organization, OrganizationKind

NO_DEGREE_CREDIT = "no-degree-credit"
"""The attribute of a rule that refuses credit toward a degree; other refusals have none."""

_UNSAFE = re.compile(r"[\s@#]+")
_DIGITS = re.compile(r"\d+")
_ZERO = CreditExpression(how="zero")
_CONFER = Condition(text="Individual assessment: confer with the receiving department")


@dataclass(frozen=True, slots=True)
class TableImport:
    """What was read, ready for a catalogue, and what became of everything the table said."""

    things: tuple[Noun, ...]
    report: LossReport


def read_table(path: Path, column_map: Path | TableMap) -> TableImport:
    """Return the nouns of a table with one rule a row: organizations, courses, agreements, rules.

    ``path`` is a CSV file (``.csv`` or ``.csv.gz``), ``column_map`` a map or the file that holds one.  A code that
    several rows answer differently is marked ``award_unclear``: the table does not say whether they are one award or
    alternatives.  Raises FormatError with all findings: F001, F003 (the map), F004, F005, F006 (the table).
    """
    table = column_map if isinstance(column_map, TableMap) else load_map(column_map)
    with paused_collector():
        rows = read_rows(path, table)
        reader = _Reader(table, Tally(f"table {path.name}"))
        return TableImport(tuple(reader.things(rows)), reader.tally.report())


def slug(name: str) -> str:
    """Return a name as an id.

    >>> slug("Blackhawk Tech. College")
    'blackhawk-tech-college'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:100] or "organization"


@dataclass(slots=True)
class _Reader:
    table: TableMap
    tally: Tally
    organizations: dict[str, str] = field(default_factory=dict)
    items: dict[tuple[str, str], SourceItem] = field(default_factory=dict)
    credits: dict[str, CreditExpression] = field(default_factory=dict)
    targets: dict[tuple[str, ...], Target] = field(default_factory=dict)
    notes: dict[tuple[str, ...], tuple[str | None, tuple[Condition, ...]]] = field(default_factory=dict)

    def things(self, rows: Sequence[Row]) -> Iterator[Noun]:
        """Yield everything the rows name."""
        self._name_organizations(rows)
        yield self.table.credit_system
        yield from self._framework()
        yield from self._organizations()
        yield from self._courses(rows)
        yield from self._agreements(rows)
        unclear = self._unclear(rows)
        for row in rows:
            yield self._rule(row, row.key in unclear)

    def _name_organizations(self, rows: Sequence[Row]) -> None:
        taken: Counter[str] = Counter()
        for name in sorted({name for row in rows for name in (row.sender, row.receiver)}):
            taken[slug(name)] += 1
            number = taken[slug(name)]
            self.organizations[name] = slug(name) if number == 1 else f"{slug(name)}-{number}"

    def _framework(self) -> Iterator[Noun]:
        levels = self.table.levels
        if levels is not None:
            ranks = levels.ranks.values()
            yield LevelFramework(
                id=levels.framework, title=levels.title, min=min(ranks), max=max(ranks), source=levels.source
            )

    def _organizations(self) -> Iterator[Noun]:
        for name, place in self.organizations.items():
            kinds = (kind for text, kind in self.table.organizations.items() if text in name)
            self.tally.represented("organization", "an organization", name)
            yield Organization(
                id=place,
                title=name,
                kind=next(kinds, OrganizationKind.OTHER),
                jurisdiction=self.table.jurisdiction,
                credit_system=self.table.credit_system.id,
                level_framework=self.table.levels.framework if self.table.levels else None,
                source=self.table.source,
            )

    def _courses(self, rows: Sequence[Row]) -> Iterator[Noun]:
        """Yield every course that a row names, under the title that most rows give it."""
        titles: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        levels: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            titles[row.sender, row.source_code][row.source_title] += 1
            if row.meaning == "course":
                titles[row.receiver, row.target_code][row.target_title] += 1
                levels[row.receiver, row.target_code].add(row.level)
        for (place, code), counted in sorted(titles.items()):
            title = min(counted, key=lambda text: (-counted[text], text)) or code
            said = levels.get((place, code), set())
            self.tally.represented("course", "a course; its own credit is not in the table")
            if len(counted) > 1:
                self.tally.noted("course with several titles", "the most frequent is kept", f"{place} {code}")
            yield self._course(place, code, title, next(iter(said)) if len(said) == 1 else "")

    def _course(self, place: str, code: str, title: str, level: str) -> Course:
        subject, number = _split(code)
        return Course(
            id=self._course_id(place, code),
            organization=self.organizations[place],
            code=code,
            title=title,
            subject=subject,
            number=parse_exact(number) if number else None,
            level=self.table.levels.ranks.get(level) if self.table.levels else None,
            source=self.table.source,
        )

    def _course_id(self, place: str, code: str) -> str:
        return f"{self.organizations[place]}:{_UNSAFE.sub('-', code)}"

    def _agreements(self, rows: Sequence[Row]) -> Iterator[Noun]:
        for sender, receiver in sorted({(row.sender, row.receiver) for row in rows}):
            self.tally.represented("pair of institutions", "an agreement")
            yield ArticulationAgreement(
                id=self._agreement_id(sender, receiver),
                sending=(self.organizations[sender],),
                receiving=self.organizations[receiver],
                title=f"{sender} to {receiver}",
                source=self.table.source,
            )

    def _agreement_id(self, sender: str, receiver: str) -> str:
        return f"{self.table.id}:{self.organizations[sender]}-{self.organizations[receiver]}"

    def _unclear(self, rows: Iterable[Row]) -> frozenset[tuple[str, str, str]]:
        """Return the sending codes whose rows answer differently, and count how."""
        keys: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            keys[row.key].append(row)
        unclear = {key for key, group in keys.items() if len({_answer(row) for row in group}) > 1}
        for key, group in keys.items():
            self._count_key(key, group, unclear=key in unclear)
        return frozenset(unclear)

    def _count_key(self, key: tuple[str, str, str], group: Sequence[Row], *, unclear: bool) -> None:
        name = " / ".join(key)
        meanings = {row.meaning for row in group}
        courses = {row.target_code for row in group if row.meaning == "course"}
        how = "marked unclear: the table does not say whether this is one award"
        if unclear:
            self.tally.represented("code with several answers", how, name)
        if len({row.target_code for row in group}) > 1:
            self.tally.represented("code with several targets", how, name)
        if {"course", "elective"} <= meanings:
            self.tally.represented("code answered with a course and an elective", how, name)
        if len(courses) > 1:
            self.tally.represented("code answered with two courses or more", how, name)
        if len({_answer(row) for row in group}) < len(group):
            self.tally.noted("code with the same answer twice", "both rows are kept", name)

    def _rule(self, row: Row, unclear: bool) -> Equivalence:
        meaning = row.meaning
        self.tally.represented(f"rule: {meaning}", _FORMS[meaning])
        note, conditions = self._words(row)
        return Equivalence(
            id=_UNSAFE.sub("-", row.rule),
            agreement=self._agreement_id(row.sender, row.receiver),
            sources=self._item(row),
            target=self._target(row),
            attributes=(*row.attributes, NO_DEGREE_CREDIT) if meaning == "no_credit" else row.attributes,
            conditions=(_CONFER, *conditions) if meaning == "individual" else conditions,
            award_unclear=unclear,
            note=note,
        )

    def _item(self, row: Row) -> SourceItem:
        key = (row.sender, row.source_code)
        known = self.items.get(key)
        if known is None:
            known = self.items[key] = SourceItem(course=self._course_id(*key))
        return known

    def _target(self, row: Row) -> Target:
        key = (row.receiver, row.target_code, row.meaning, row.credit, row.level)
        known = self.targets.get(key)
        if known is None:
            known = self.targets[key] = self._new_target(row)
        return known

    def _new_target(self, row: Row) -> Target:
        rank = self.table.levels.ranks.get(row.level) if self.table.levels else None
        match row.meaning:
            case "course":
                course = self._course_id(row.receiver, row.target_code)
                return Target(kind="course", courses=(course,), level=rank, credit=self._credit(row))
            case "elective":
                return self._elective(row, self.table.elective)
            case "individual":
                return self._elective(row, self.table.individual)
            case "area":
                return Target(kind="area", areas=(row.target_code,), level=rank, credit=self._credit(row))
            case "no_credit" | "denied":
                return Target(kind="denied", credit=_ZERO)

    def _credit(self, row: Row) -> CreditExpression:
        known = self.credits.get(row.credit)
        if known is None:
            known = self.credits[row.credit] = credit_of(row.credit)
        return known

    def _elective(self, row: Row, ending: str) -> Target:
        rank = self.table.levels.ranks.get(row.level) if self.table.levels else None
        subject = row.target_code.removesuffix(ending).strip()
        if subject in ("", self.table.anywhere):
            return Target(kind="general_elective", level=rank, credit=self._credit(row))
        return Target(kind="subject_elective", subject=subject, level=rank, credit=self._credit(row))

    def _words(self, row: Row) -> tuple[str | None, tuple[Condition, ...]]:
        """Return the note and the conditions that footnotes and unknown levels of a row become."""
        self._count_words(row)
        key = (row.level, *row.footnotes)
        known = self.notes.get(key)
        if known is None:
            blocking = [code for code in row.footnotes if code in self.table.blocking]
            other = [code for code in row.footnotes if code not in self.table.blocking]
            words = [f"Footnotes of the table, not encoded: {', '.join(other)}"] if other else []
            words += [f"Level {row.level} in the table"] if self._is_foreign(row.level) else []
            conditions = tuple(Condition(text=f"Footnote {code}: individual assessment") for code in blocking)
            known = self.notes[key] = ("; ".join(words) or None, conditions)
        return known

    def _is_foreign(self, level: str) -> bool:
        return bool(level) and (self.table.levels is None or level not in self.table.levels.ranks)

    def _count_words(self, row: Row) -> None:
        for code in row.footnotes:
            if code in self.table.blocking:
                self.tally.noted("footnote that asks for individual assessment", "blocks automatic award", code)
            else:
                self.tally.noted("footnote without a legend", "kept in the note, does not block", code)
        if row.attributes:
            self.tally.represented("attribute", "an attribute of the rule", row.attributes[0], len(row.attributes))
        if self._is_foreign(row.level):
            self.tally.noted("level that the map does not rank", "kept in the note", row.level)
        elif row.level:
            self.tally.represented(f"level {row.level}", "the level of the target")
        if row.meaning in ("no_credit", "denied") and row.credit not in ("", "0"):
            self.tally.lost("credit beside a refusal", "nothing counts toward a degree, so no credit is kept")


_FORMS: Mapping[str, str] = {
    "course": "a rule to the course",
    "elective": "a rule to an elective in the subject, or anywhere",
    "area": "a rule to the area",
    "individual": "a rule to an elective, blocked until somebody assesses it",
    "no_credit": f"a rule that denies credit, marked {NO_DEGREE_CREDIT}",
    "denied": "a rule that denies credit",
}


def _answer(row: Row) -> tuple[object, ...]:
    """Return what a row awards, without the words around it."""
    return row.meaning, row.target_code, row.credit, row.level, row.attributes, row.footnotes


def _split(code: str) -> tuple[str | None, str | None]:
    """Return the subject and the numeric part of a code; the number is the last word that has digits.

    >>> _split("COMMSK (801) 136"), _split("MATH 20A"), _split("GEN EL")
    (('COMMSK (801)', '136'), ('MATH', '20'), (None, None))
    """
    subject, _, number = code.rpartition(" ")
    digits = _DIGITS.search(number)
    return (subject or None, digits[0]) if digits else (None, None)
