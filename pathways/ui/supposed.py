"""What if?  A record and a question with something changed, and what turns by it; nothing of it is ever kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.language.words import Say, amount
from pathways.model.documents import AuditDocument, LineEntry, RecognitionDocument, RequirementEntry
from pathways.model.record import Adjustment, Attainment, LearnerRecord, Verification

NAME: Final = "what-if"
"""How the ids of what is only supposed begin."""

Answered = AuditDocument | RecognitionDocument


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is changed: things taken in addition, with their grade; and requirements that are set aside, by path."""

    things: tuple[str, ...] = ()
    grade: str | None = None
    waived: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is changed."""
        return bool(self.things or self.waived)


def supposed_record(
    record: LearnerRecord, supposed: Supposed, catalog: Catalog, goal: str | None, day: dt.date
) -> LearnerRecord:
    """Return a copy of a record with what is supposed; the record itself stays as it is."""
    taken = {item.id for item in record.attainments}
    more = [
        _attainment(name, _free(f"{NAME}-{number}", taken), supposed.grade, catalog, day)
        for number, name in enumerate(supposed.things, 1)
    ]
    waivers = [_waiver(path, number, goal, day) for number, path in enumerate(supposed.waived, 1) if goal]
    return record.model_copy(
        update={
            "attainments": (*record.attainments, *more),
            "adjustments": (*record.adjustments, *waivers),
        }
    )


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "x"
    return name


def _attainment(name: str, line: str, grade: str | None, catalog: Catalog, day: dt.date) -> Attainment:
    kind = {"course": name} if name in catalog.courses else {"credential": name}
    return Attainment(
        id=line,
        grade=grade or None,
        completed=day,
        lodged=day,
        assessed=True,
        verification=Verification.VERIFIED,
        **kind,
    )


def _waiver(path: str, number: int, goal: str, day: dt.date) -> Adjustment:
    return Adjustment(
        id=f"{NAME}-{number}",
        kind="waiver",
        credential=goal.partition("@")[0],
        path=path,
        reason="supposed, nobody has approved it",
        approved_by="nobody",
        date=day,
    )


def requirement_paths(entry: RequirementEntry, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield path and indented title of every requirement that is not met, below the whole."""
    for child in entry.children:
        if child.status != "satisfied":
            yield child.path, f"{'· ' * depth}{child.title}"
        yield from requirement_paths(child, depth + 1)


@dataclass(frozen=True, slots=True)
class Turned:
    """One thing before and after, in words."""

    what: str
    before: str
    after: str


def figures_of(found: Answered, say: Say) -> dict[str, str]:
    """Return the figures of an answer in words, each under its name."""
    totals = found.totals
    said = {
        say("Attempted"): say.number(totals.attempted),
        say("Accepted"): say.number(totals.accepted),
        say("Refused"): say.number(totals.refused),
        say("Undecided"): say.number(totals.undecided),
    }
    if isinstance(found, AuditDocument):
        credit = found.credit
        said |= {
            say("Applied"): say.number(totals.applied),
            say("Excess"): say.number(totals.excess),
            say("Required"): amount(say, credit.required, credit.system),
            say("Missing"): amount(say, credit.shortfall, credit.system),
            say("Items missing"): say.number(credit.items_missing),
            say("Progress"): say.percent(found.progress),
        }
    return said


def turned_figures(before: Answered, after: Answered, say: Say) -> list[Turned]:
    """Return every figure before and after; what only one of the two has stands alone."""
    first, second = figures_of(before, say), figures_of(after, say)
    return [Turned(name, first.get(name, ""), second.get(name, "")) for name in dict.fromkeys([*first, *second])]


def turned_lines(
    before: Sequence[LineEntry], after: Sequence[LineEntry], names: Mapping[str, str], say: Say
) -> list[Turned]:
    """Return the lines that are decided otherwise, count as something else, or fill something else."""
    known = {line.attainment: line for line in before}
    found = []
    for line in after:
        first = known.get(line.attainment)
        said = (_line(first, say) if first else say("not there"), _line(line, say))
        if first is None or _key(first) != _key(line):
            found.append(Turned(names.get(line.attainment, line.title), *said))
    return found


def _key(line: LineEntry) -> tuple[object, ...]:
    return line.decision, line.recognized_as, line.credit_recognized, line.credit_applied or Fraction(0)


def _line(line: LineEntry, say: Say) -> str:
    if line.decision == "refused":
        return say("refused")
    if line.decision == "undecided":
        return say("undecided")
    what = say.listed(say.engine(item) for item in line.recognized_as)
    said = {"what": what, "credit": say.number(line.credit_recognized)}
    if line.credit_applied is None:
        return say("accepted as {what}: {credit}", **said)
    return say("accepted as {what}: {credit}, of it {used} used", used=say.number(line.credit_applied), **said)


def turned_requirements(before: RequirementEntry, after: RequirementEntry, words: Mapping[str, str]) -> list[Turned]:
    """Return the requirements that stand otherwise; ``words`` says what each status means."""
    first = dict(_standings(before))
    return [
        Turned(title, words[first[path][1]], words[status])
        for path, (title, status) in _standings(after)
        if path in first and first[path][1] != status
    ]


def _standings(entry: RequirementEntry) -> Iterator[tuple[str, tuple[str, str]]]:
    yield entry.path, (entry.title, entry.status)
    for child in entry.children:
        yield from _standings(child)


def turned_missing(before: AuditDocument, after: AuditDocument) -> tuple[list[str], list[str]]:
    """Return what is no longer missing, and what is missing now and was not before, by title."""
    first = {entry.path: entry.title or entry.path for entry in before.missing}
    second = {entry.path: entry.title or entry.path for entry in after.missing}
    gone = [title for path, title in first.items() if path not in second]
    come = [title for path, title in second.items() if path not in first]
    return gone, come
