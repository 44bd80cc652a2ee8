"""What can a learner show to others?  A passport: what is verified, what is claimed, each line with all that is known.

A line is said to be verified only where the record says so; the paper says, too, that it proves nothing by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.language.words import Say, amount, msg
from pathways.model.badge_documents import PassportLine
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import Credit
from pathways.model.documents import AuditDocument, LineEntry
from pathways.model.record import Attainment, AttainmentStatus, LearnerRecord
from pathways.papers.paper import LETTERS, Block, Facts, Heading, Items, Paper, Paragraph, Table
from pathways.ui.names import Names, learner_name
from pathways.ui.own import STATES, state_of

DECISIONS: Final = {
    "accepted": msg("✓ accepted"),
    "refused": msg("✗ refused"),
    "undecided": msg("? undecided"),
}
MANY: Final = 12
"""So many abilities of one line are named; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a passport is made of: a record and what of it is shown, on a day, with the names that people use.

    ``lines`` are the ids of the lines that are shown; ``proven`` says of those that rest on a proven badge who issued
    it and when it was examined.  ``audit`` is the decision toward a goal, where it is to be told;
    ``invented`` says that the catalogue is the sample, whose institutions do not exist.
    """

    record: LearnerRecord
    catalog: Catalog
    names: Names
    day: dt.date
    lines: Collection[str]
    audit: AuditDocument | None = None
    decided: Mapping[str, LineEntry] = field(default_factory=dict)
    invented: bool = False
    proven: Mapping[str, PassportLine] = field(default_factory=dict)

    @property
    def chosen(self) -> tuple[Attainment, ...]:
        """Return the lines that are shown, in the order of the record."""
        return tuple(line for line in self.record.attainments if line.id in self.lines)


def passport(shown: Shown, say: Say) -> Paper:
    """Return the passport as a paper, to be written as HTML or PDF."""
    name = learner_name(shown.record)
    return Paper(
        title=say("Learning passport of {name}", name=name),
        day=shown.day,
        blocks=tuple(_blocks(shown, say)),
        footer=say("{name}, as of {day}. No proof by itself.", name=name, day=say.day(shown.day)),
        letters=say(LETTERS),
    )


def picked(record: LearnerRecord, lines: Collection[str]) -> LearnerRecord:
    """Return the record with the chosen lines only, and without what speaks of others: the passport as data."""
    kept = tuple(line for line in record.attainments if line.id in lines)
    told = tuple(
        line.model_copy(update={"replaces": None}) if line.replaces and line.replaces not in lines else line
        for line in kept
    )
    adjustments = tuple(item for item in record.adjustments if item.attainment is None or item.attainment in lines)
    return record.model_copy(update={"attainments": told, "adjustments": adjustments})


def _blocks(shown: Shown, say: Say) -> Iterator[Block]:
    lines = shown.chosen
    checked = [line for line in lines if state_of(line) == "verified"]
    others = [line for line in lines if state_of(line) != "verified"]
    yield Facts(
        (
            (say("Name"), learner_name(shown.record)),
            (say("As of"), say.day(shown.day)),
            (say("Lines"), say.many("{n} line", "{n} lines", len(lines))),
            (say("Of these verified"), say.number(len(checked))),
        )
    )
    yield Paragraph(
        say(
            "Verified means: the record says that somebody checked it. This paper proves nothing by itself; ask the "
            "institution that is named. Everything else is a claim of the learner."
        )
    )
    if any(line.id in shown.proven for line in lines):
        yield Paragraph(
            say(
                "Where a badge is named, the badge itself proves the line. It travels with the passport with proofs, "
                "and anybody can examine it."
            )
        )
    if shown.invented:
        yield Paragraph(say("The institutions in this passport are invented: it comes from a sample."), strong=True)
    if not lines:
        yield Paragraph(say("No line is shown."))
        return
    yield Heading(say("All lines"))
    yield _overview(shown, say)
    for title, some in ((say("Verified"), checked), (say("Claims, not verified"), others)):
        if some:
            yield Heading(title)
            for line in some:
                yield Heading(shown.names.line(line), 3)
                yield Facts(tuple(facts(shown, line, say)))
    if shown.audit is not None:
        yield from _toward(shown, shown.audit, say)


def _overview(shown: Shown, say: Say) -> Table:
    columns = (say("Line"), say("Where"), say("When"), say("Credit"), say("Verification"))
    rows = tuple(
        (
            shown.names.line(line),
            shown.names.where(line),
            say.day(line.completed),
            credit_words(shown, line, say),
            state_words(shown, line, say),
        )
        for line in shown.chosen
    )
    return Table(say("All lines of this passport"), columns, rows, (4, 3, 2, 3, 3))


def facts(shown: Shown, line: Attainment, say: Say) -> Iterator[tuple[str, str]]:
    """Yield all that is known about one line, each with its word; what is not known is left out."""
    names = shown.names
    found = [
        (say("Verification"), state_words(shown, line, say)),
        (say("Where"), names.where(line)),
        (say("Completed on"), say.day(line.completed)),
        (say("State"), say(STATUS_WORDS[line.status])),
        (say("Credit"), credit_words(shown, line, say)),
        (say("Level"), level_words(shown, line, say)),
        (say("Hours of work"), say.number(line.hours) if line.hours is not None else ""),
        (say("Grade"), line.grade or ""),
        (say("Valid until"), say.day(line.valid.last_day) if line.valid else ""),
        (say("Abilities"), ability_words(shown, line, say)),
        (say("Proof"), "; ".join(line.evidence)),
        (say("Note"), line.note or ""),
    ]
    yield from ((word, said) for word, said in found if said)


def state_words(shown: Shown, line: Attainment, say: Say) -> str:
    """Return whether a line was checked: proven by whose badge and when, else what the record says."""
    rests = shown.proven.get(line.id)
    if rests is None or rests.checked is None or state_of(line) != "verified":
        return say(STATES[state_of(line)])
    by, day = rests.issuer_name or rests.issuer or "", say.day(rests.checked.date())
    return say("✓ proven by a badge of {issuer}, examined on {day}", issuer=by, day=day)


STATUS_WORDS: Final = {
    "completed": msg("completed"),
    "in_progress": msg("in progress"),
    "planned": msg("planned"),
    "failed": msg("failed"),
    "withdrawn": msg("withdrawn"),
    "revoked": msg("revoked"),
}


def defined(shown: Shown, line: Attainment) -> Course | Credential | None:
    """Return what the catalogue knows of the course or credential of a line."""
    course = shown.catalog.courses.get(line.course or "")
    if course is None and line.code and line.organization:
        known = shown.catalog.courses_by_code(line.organization, line.code, line.completed)
        course = shown.catalog.courses[known[0]] if len(known) == 1 else None
    return course or (shown.names.credential(line.credential) if line.credential else None)


def credit_words(shown: Shown, line: Attainment, say: Say) -> str:
    """Return how much a line carries and in which system: as the record says, else as the catalogue does."""
    thing = defined(shown, line)
    home = shown.catalog.organizations.get(thing.organization) if thing else None
    credit = line.credit
    if credit is None and thing is not None and thing.credit is not None and home and home.credit_system:
        credit = Credit(amount=thing.credit, system=home.credit_system)
    if credit is None:
        return ""
    words, system = amount(say, credit.amount, credit.system), shown.names.system(credit.system)
    return say("{amount} ({system})", amount=words, system=system)


def level_words(shown: Shown, line: Attainment, say: Say) -> str:
    """Return the level of what was learned with its framework, where the catalogue knows it."""
    thing = defined(shown, line)
    if thing is None or thing.level is None:
        return ""
    home = shown.catalog.organizations.get(thing.organization)
    named = thing.level_framework if isinstance(thing, Course) else None
    framework = shown.catalog.level_frameworks.get(named or (home.level_framework if home else None) or "")
    level = say.number(thing.level)
    return say("{level} ({framework})", level=level, framework=framework.title) if framework else level


def ability_words(shown: Shown, line: Attainment, say: Say) -> str:
    """Return what a holder is able to do: as the record says, else what the catalogue says it is assessed on.

    What is not completed shows nothing that the record does not say itself.
    """
    thing = defined(shown, line) if line.status is AttainmentStatus.COMPLETED else None
    of_thing = () if thing is None else thing.outcomes if isinstance(thing, Course) else thing.competencies
    said = []
    for item in line.competencies or of_thing:
        title = shown.names.thing(item.competency)
        level = "" if item.level is None else say(" (level {n})", n=str(item.level))
        said.append(f"{title}{level}")
    return say.listed(said, most=MANY)


def _toward(shown: Shown, audit: AuditDocument, say: Say) -> Iterator[Block]:
    """Say what the lines count for toward a goal."""
    titles = _titles(audit)
    home = shown.names.organization(audit.organization)
    yield Heading(say("What it may count for"))
    yield Paragraph(
        say(
            "Toward {goal}, {institution}, by the rules published for {day}. The institution decides.",
            goal=audit.title,
            institution=home,
            day=say.day(audit.as_of),
        )
    )
    rows = []
    for line in shown.chosen:
        entry = shown.decided.get(line.id)
        if entry is not None:
            fills = say.listed(say.engine(titles.get(path, path)) for path in entry.applied_to)
            rows.append(
                (shown.names.line(line), say(DECISIONS[entry.decision]), say.number(entry.credit_recognized), fills)
            )
    columns = (say("Line"), say("Decision"), say("Credit recognized"), say("Fills"))
    yield Table(say("What each line counts for"), columns, tuple(rows), (4, 2, 2, 4))
    claims = [line for line in shown.chosen if state_of(line) != "verified"]
    if claims:
        yield Items((say("Lines that are claims count only once the institution has seen proof of them."),))


def _titles(audit: AuditDocument) -> dict[str, str]:
    waiting, found = [audit.requirements], {}
    while waiting:
        entry = waiting.pop()
        found[entry.path] = entry.title
        waiting += entry.children
    return found


def decided_by(audit: AuditDocument | None) -> dict[str, LineEntry]:
    """Return by line what was decided."""
    return {line.attainment: line for line in audit.lines} if audit is not None else {}
