"""Which competencies does the record show, and are they assessed or only claimed?

Source: semantics 4: a competency counts as held only when assessed; evidence is not used up.
"""

from __future__ import annotations

from collections.abc import Iterable

from pathways.model.codes import ReasonCode
from pathways.model.competency import CompetencyLevel, Occupation
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.recognition.receiver import Receiver
from pathways.recognition.targets import NOTHING
from pathways.recognition.types import Evidence, Line


def evidence_of(lines: tuple[Line, ...], receiver: Receiver) -> tuple[Evidence, ...]:
    """Return what each line shows, sorted by competency, level and line; refused lines show nothing but claims."""
    found = [item for line in lines for item in _of_line(line, receiver)]
    found.sort(key=lambda e: (e.competency, e.level or 0, e.attainment, e.assessed))
    return tuple(found)


def _of_line(line: Line, receiver: Receiver) -> Iterable[Evidence]:
    granted = receiver.shown(line.definition.id) if line.definition is not None else ()
    shown = (*line.attainment.competencies, *_defined(line), *granted)
    if not shown or any(bar.code is not ReasonCode.NOT_ASSESSED for bar in line.bars):
        return
    judge = receiver.judge
    bars = judge.policy_bars(line, NOTHING, line.source)
    sound = all(bar.undecided for bar in bars)
    lapses = judge.lapses(line, NOTHING, line.source)
    for competency, level in dict.fromkeys([(item.competency, item.level) for item in shown]):
        yield Evidence(
            competency=competency,
            level=level,
            attainment=line.id,
            assessed=line.assessed is not False and sound,
            certain=not bars and line.assessed is True,
            pending=line.pending,
            lapses=lapses,
        )


def _defined(line: Line) -> tuple[CompetencyLevel, ...]:
    """Return what completing the definition shows, unless the record states its own competencies."""
    return () if line.attainment.competencies else of_definition(line.definition)


def of_definition(definition: Course | Credential | Occupation | None) -> tuple[CompetencyLevel, ...]:
    """Return what completing a course or credential shows."""
    match definition:
        case Course():
            return definition.outcomes
        case Credential():
            return definition.competencies
        case _:
            return ()
