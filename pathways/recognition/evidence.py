"""Which competencies does the record show, and are they assessed or only claimed?

Source: semantics 4: a competency counts as held only when assessed; evidence is not used up.
"""

from __future__ import annotations

from collections.abc import Iterable

from pathways.catalog.collection import Catalog
from pathways.graph.admits import Features
from pathways.model.codes import ReasonCode
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.recognition.checks import Judge
from pathways.recognition.rules import RuleBook
from pathways.recognition.types import Evidence, Line


def evidence_of(catalog: Catalog, lines: tuple[Line, ...], judge: Judge, book: RuleBook) -> tuple[Evidence, ...]:
    """Return what each line shows, sorted by competency, level and line; refused lines show nothing but claims."""
    found = [item for line in lines for item in _of_line(line, judge, book)]
    return tuple(sorted(set(found), key=lambda e: (e.competency, e.level or 0, e.attainment, e.assessed)))


def _of_line(line: Line, judge: Judge, book: RuleBook) -> Iterable[Evidence]:
    hard = [bar for bar in line.bars if bar.code is not ReasonCode.NOT_ASSESSED]
    if hard:
        return
    bars = tuple(judge.policy_bars(line, Features(), line.source))
    sound = not any(not bar.undecided for bar in bars)
    certain = not bars
    for shown in (*line.attainment.competencies, *_defined(line), *_granted(line, judge, book)):
        yield Evidence(
            competency=shown.competency,
            level=shown.level,
            attainment=line.id,
            assessed=line.assessed is not False and sound,
            certain=certain and line.assessed is True,
            pending=line.pending,
            lapses=judge.lapses(line, Features(), line.source),
        )


def _defined(line: Line) -> tuple[CompetencyLevel, ...]:
    """Return what completing the definition shows, unless the record states its own competencies."""
    if line.attainment.competencies:
        return ()
    match line.definition:
        case Course():
            return line.definition.outcomes
        case Credential():
            return line.definition.competencies
        case _:
            return ()


def _granted(line: Line, judge: Judge, book: RuleBook) -> Iterable[CompetencyLevel]:
    """Yield the competencies that an agreed rule of the receiving organization grants for the line."""
    if line.definition is None:
        return
    for rule in book.from_source(line.definition.id):
        if (
            rule.receiving == judge.receiving
            and rule.status == "agreed"
            and rule.equivalence.target.kind == "competency"
        ):
            yield from (CompetencyLevel(competency=name) for name in rule.equivalence.target.competencies)
