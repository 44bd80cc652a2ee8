"""Which competencies does the record show, and are they assessed or only claimed?

Source: semantics 4: a competency counts as held only when assessed; evidence is not used up.
"""

from __future__ import annotations

from collections.abc import Iterable

from pathways.model.codes import ReasonCode
from pathways.model.competency import CompetencyLevel
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.recognition.lines import Definition
from pathways.recognition.receiver import Ability, Receiver
from pathways.recognition.targets import NOTHING
from pathways.recognition.types import Evidence, Line


def evidence_of(lines: tuple[Line, ...], receiver: Receiver) -> tuple[Evidence, ...]:
    """Return what each line shows, sorted by competency, level and line; refused lines show nothing but claims."""
    found = [item for line in lines for item in _of_line(line, receiver)]
    found.sort(key=lambda e: (e.competency, e.level or 0, e.attainment, e.assessed))
    return tuple(found)


def _of_line(line: Line, receiver: Receiver) -> Iterable[Evidence]:
    shown = _shown(line, receiver)
    if not shown or any(bar.code is not ReasonCode.NOT_ASSESSED for bar in line.bars):
        return ()
    judge, name, pending = receiver.judge, line.id, line.pending
    bars = judge.policy_bars(line, NOTHING, line.source)
    assessed = line.assessed is not False and all(bar.undecided for bar in bars)
    certain = not bars and line.assessed is True
    lapses = judge.lapses(line, NOTHING, line.source)
    return [Evidence(competency, level, name, assessed, certain, pending, lapses) for competency, level in shown]


def _shown(line: Line, receiver: Receiver) -> tuple[Ability, ...]:
    """Return what a line shows, each once: what it states itself, else its definition, and what a rule grants."""
    definition = line.definition
    if line.attainment.competencies or definition is None:
        return _granted(line.attainment.competencies, definition, receiver)
    known = receiver.shows.get(id(definition))
    if known is None:
        found = _granted(of_definition(definition), definition, receiver)
        known = receiver.shows.keep(id(definition), (definition, found))
    return known[1]


def _granted(stated: tuple[CompetencyLevel, ...], definition: Definition, receiver: Receiver) -> tuple[Ability, ...]:
    granted = receiver.shown(definition.id) if definition is not None else ()
    return tuple(dict.fromkeys([(item.competency, item.level) for item in (*stated, *granted)]))


def of_definition(definition: Definition) -> tuple[CompetencyLevel, ...]:
    """Return what completing a course or credential shows."""
    match definition:
        case Course():
            return definition.outcomes
        case Credential():
            return definition.competencies
        case _:
            return ()
