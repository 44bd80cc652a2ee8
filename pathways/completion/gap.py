"""What is missing for this goal, and what closes it most cheaply?  A credential, an occupation, or competencies."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from pathways.completion.audit import Examination
from pathways.completion.candidates import Candidate
from pathways.completion.competencies import holds
from pathways.completion.competition import competition_entries, competition_reasons
from pathways.completion.lapses import at_risk, lapse_days, within
from pathways.completion.statuses import evidence_for, missing_entries, node_title
from pathways.model.competency import CompetencyLevel, Occupation
from pathways.model.credential import Credential, CredentialKind, Measure
from pathways.model.documents import (
    AtRisk,
    ClosingEntry,
    CompetencyEntry,
    CompetitionEntry,
    GapDocument,
    MissingEntry,
    Proof,
    Status,
)
from pathways.model.exact import format_exact
from pathways.model.requirement import AllOf, CompetencyLeaf
from pathways.reasons import Reason
from pathways.recognition.recognize import NOWHERE


def competency_goal(
    name: str, title: str, wanted: tuple[CompetencyLevel, ...], measure: Measure = "items"
) -> Credential:
    """Return a set of competencies as something that can be examined: all of them, from any provider."""
    leaves = tuple(CompetencyLeaf(competency=item.competency, level=item.level) for item in wanted)
    return Credential(
        id=name,
        organization=NOWHERE,
        kind=CredentialKind.OTHER,
        title=title,
        measure=measure,
        requirement=AllOf(children=leaves),
    )


def essential(occupation: Occupation) -> tuple[CompetencyLevel, ...]:
    """Return what an occupation cannot do without."""
    return tuple(item for item in occupation.competencies if item.importance == "essential")


def gap_document(examination: Examination, goal: str) -> GapDocument:
    """Return ``pathways/gap/1`` for an examination."""
    now = examination.reading()
    closings = tuple(_closing(examination, unit, number) for unit, number in now.allocation.bought)
    competencies = competency_entries(examination)
    competing = competition_entries(examination)
    missing = missing_entries(examination)
    nodes, leaves = examination.program.nodes, examination.program.leaves
    blocked = [nodes[leaves[i].node].path for i in now.allocation.impossible if i >= 0]
    return GapDocument(
        schema_name="pathways/gap/1",
        as_of=examination.as_of,
        catalog=examination.catalog.digest,
        learner=examination.record.learner.id,
        goal=goal,
        title=examination.credential.title,
        status=examination.status,
        coverage=coverage(examination, competencies),
        measure=examination.inputs.shelf.measure,
        shortfall=now.shortfall,
        missing=missing,
        competition=competing,
        competencies=competencies,
        cheapest=tuple(entry for group in closings for entry in group),
        not_closable=tuple(blocked),
        at_risk=at_risk(examination),
        lapsing=lapsing(examination),
        proof=Proof(method=now.allocation.method, optimal=now.allocation.optimal),
        reason=gap_reason(examination, missing, competencies, competing).data(),
    )


def coverage(examination: Examination, competencies: tuple[CompetencyEntry, ...]) -> Fraction:
    """Return the share that is there: of competencies for a competency goal, else the progress."""
    if examination.credential.organization != NOWHERE:
        return examination.progress
    if not competencies:
        return Fraction(1)
    return Fraction(sum(entry.status == "satisfied" for entry in competencies), len(competencies))


def _closing(examination: Examination, unit: int, number: int) -> tuple[ClosingEntry, ...]:
    by_id = {candidate.id: candidate for candidate in examination.inputs.shelf.candidates}
    names = examination.reading().problem.units[unit].names[:number]
    return tuple(_entry(examination, by_id[name]) for name in names)


def _entry(examination: Examination, candidate: Candidate) -> ClosingEntry:
    shelf, nodes, leaves = examination.inputs.shelf, examination.program.nodes, examination.program.leaves
    catalog = examination.catalog
    thing = catalog.courses.get(candidate.id) or catalog.credentials.get(candidate.id)
    price = shelf.prices.get(candidate.id.partition("@")[0])
    return ClosingEntry(
        id=candidate.id,
        title=candidate.title,
        organization=candidate.organization,
        closes=tuple(nodes[leaves[leaf].node].path for leaf in candidate.leaves),
        credit=thing.credit if thing else None,
        hours=thing.hours if thing else None,
        price=None if price is None else f"{format_exact(price)} {shelf.currency}",
    )


def competency_entries(examination: Examination) -> tuple[CompetencyEntry, ...]:
    """Return every competency that the goal names: held by what, only claimed, or missing; with the level shown."""
    problem = examination.reading().problem
    found: list[CompetencyEntry] = []
    for index, leaf in enumerate(examination.program.leaves):
        if leaf.kind != "competency" or leaf.ref is None:
            continue
        formula = problem.formulas[index]
        held = holds(formula, problem.held)
        mine = [e for e in examination.recognition.evidence if e.competency in formula.names]
        levels = [e.level for e in mine if e.assessed and e.level is not None]
        doubtful = any(e.assessed and not e.certain for e in mine)
        status: Status = "satisfied" if held else "undecided" if doubtful else "unsatisfied"
        found.append(
            CompetencyEntry(
                competency=leaf.ref,
                title=node_title(examination, examination.program.nodes[leaf.node]),
                level=leaf.level,
                status=status,
                by=evidence_for(examination, index) if held else (),
                claimed_by=tuple(sorted({e.attainment for e in mine if not (e.assessed and e.certain)})),
                shown_level=max(levels, default=None),
            )
        )
    return tuple(found)


def lapsing(examination: Examination, months: int = 12) -> tuple[AtRisk, ...]:
    """Return every line that lapses within ``months`` whether or not this goal uses it."""
    days = within(lapse_days(examination.recognition), examination.as_of, months)
    values = {line.line.id: line.value for line in examination.recognition.lines}
    one_day = dt.timedelta(days=1)
    return tuple(
        AtRisk(attainment=name, lapses=day - one_day, credit=values[name], advice="lodge or renew it before that day")
        for name, day in days
    )


def gap_reason(
    examination: Examination,
    missing: tuple[MissingEntry, ...],
    competencies: tuple[CompetencyEntry, ...],
    competing: tuple[CompetitionEntry, ...] = (),
) -> Reason:
    """Return why the goal is not reached, and by what the cheapest completion closes it."""
    now = examination.reading()
    parts = [Reason(f"{e.path}: {e.need}", path=e.path) for e in missing]
    parts += [Reason(f"{e.title}: held by {', '.join(e.by)}", evidence=e.by) for e in competencies if e.by]
    parts += competition_reasons(competing)
    amount = f"{format_exact(now.shortfall)} {examination.inputs.shelf.measure}"
    words = f"{examination.credential.title}: at least {amount} in {now.allocation.items} items are missing"
    if now.met:
        words = f"{examination.credential.title}: nothing is missing"
    return Reason(words, because=tuple(parts))
