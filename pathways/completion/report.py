"""How is an audit told?  The document with every line, every requirement and the reason tree."""

from __future__ import annotations

from fractions import Fraction

from pathways.catalog.collection import Catalog
from pathways.completion.audit import Completion, Examination
from pathways.completion.build import IF_COMPLETED
from pathways.completion.competition import competition_entries, competition_reasons
from pathways.completion.lapses import at_risk
from pathways.completion.overlays import rule_reasons
from pathways.completion.statuses import missing_entries, requirement_entries, standings
from pathways.completion.totals import ZERO, LineResult, line_results, totals_of
from pathways.model.codes import WORDS
from pathways.model.documents import (
    AdjustmentEntry,
    AuditDocument,
    CompetitionEntry,
    CreditFigures,
    HintEntry,
    LineEntry,
    OptionEntry,
    Proof,
    RecognitionDocument,
    RequirementEntry,
)
from pathways.model.exact import format_exact
from pathways.reasons import Reason
from pathways.recognition.apply import title_of
from pathways.recognition.types import Hint, Option, RecognitionResult


def audit_document(examination: Examination) -> AuditDocument:
    """Return ``pathways/audit/1`` for an examination."""
    now = examination.reading()
    lines = line_results(examination.recognition, now)
    told = tuple(line_reason(line) for line in lines)
    known = standings(examination)
    tree = requirement_entries(examination, known)
    competing = competition_entries(examination)
    nodes = examination.program.nodes
    leaves = examination.program.leaves
    credential = examination.credential
    return AuditDocument(
        schema_name="pathways/audit/1",
        as_of=examination.as_of,
        catalog=examination.catalog.digest,
        learner=examination.record.learner.id,
        credential=credential.id,
        title=credential.title,
        edition=credential.edition,
        organization=credential.organization,
        status=examination.status,
        if_completed=examination.if_completed,
        progress=examination.progress,
        credit=figures(examination),
        totals=totals_of(lines),
        lines=tuple(line_entry(line, reason) for line, reason in zip(lines, told, strict=True)),
        requirements=tree,
        missing=missing_entries(examination, known),
        competition=competing,
        impossible=tuple(_impossible(examination, now)),
        after_transfer=tuple(f"{nodes[leaves[i].node].path}: {leaves[i].ref}" for i in now.after_transfer),
        conditions=tuple(f"{nodes[leaves[i].node].path}: {leaves[i].ref}" for i in now.conditions),
        adjustments=_adjustments(examination),
        at_risk=at_risk(examination),
        proof=Proof(method=now.allocation.method, optimal=now.allocation.optimal),
        reason=audit_reason(examination, told, tree, competing).data(),
        notes=tuple(_notes(examination)),
    )


def _adjustments(examination: Examination) -> tuple[AdjustmentEntry, ...]:
    """Return the waivers and substitutions in force."""
    told = set(AdjustmentEntry.model_fields)
    return tuple(
        AdjustmentEntry.model_validate(adjustment.model_dump(include=told))
        for adjustment in examination.inputs.adjustments
    )


def _impossible(examination: Examination, now: Completion) -> list[str]:
    """Return what can never be met with what the catalogue offers, in words."""
    found = []
    for index in now.allocation.impossible:
        if index >= 0:
            found.append(examination.program.nodes[examination.program.leaves[index].node].path)
        elif index > -1_000_000:
            found.append(examination.program.nodes[-1 - index].path)
        else:
            found.append("the rules over the whole credential")
    return list(dict.fromkeys(found))


def _notes(examination: Examination) -> list[str]:
    notes = []
    if examination.credential.closed_to_entry:
        notes.append(f"{examination.credential.title} is closed to new entry")
    if examination.program.root in examination.reading().problem.fixed:
        notes.append("the award itself is on the record, or its requirements are waived as a whole")
    until = examination.credential.valid.last_day
    if until is not None and until < examination.as_of:
        notes.append(f"this edition ended on {until}")
    uncosted = examination.inputs.shelf.uncosted
    if uncosted:
        notes.append(
            "these are not on offer, or what they cost in the measure is not stated, so they cannot be taken: "
            + ", ".join(uncosted[:8])
        )
    return notes


def figures(examination: Examination) -> CreditFigures:
    """Return the figures in the credential's measure."""
    now, then = examination.reading(), examination.reading(IF_COMPLETED)
    measure = examination.inputs.shelf.measure
    required = examination.credential.credit if measure == "credit" else None
    return CreditFigures(
        system=measured_in(examination),
        required=examination.empty.shortfall if required is None else required,
        applied=applied_in(examination, now),
        in_progress=max(Fraction(0), applied_in(examination, then) - applied_in(examination, now)),
        shortfall=now.shortfall,
        items_missing=now.allocation.items,
    )


def measured_in(examination: Examination) -> str:
    """Return in what it is measured how far it goes: the credit system, else the measure."""
    measure = examination.inputs.shelf.measure
    system = examination.recognition.system if measure == "credit" else None
    return system or measure


def applied_in(examination: Examination, completion: Completion) -> Fraction:
    """Return what is applied, in the measure: credit as credit, blocks and items as a number, hours as saved."""
    measure = examination.inputs.shelf.measure
    if measure == "credit":
        return completion.applied_credit
    if measure in ("blocks", "items"):
        return Fraction(completion.applied_items)
    return max(Fraction(0), examination.empty.shortfall - completion.shortfall)


def recognition_document(
    catalog: Catalog, result: RecognitionResult, learner: str, credential: str | None
) -> RecognitionDocument:
    """Return ``pathways/recognition/1``: nothing is applied, every option is shown."""
    lines = line_results(result, None)
    return RecognitionDocument(
        schema_name="pathways/recognition/1",
        as_of=result.as_of,
        catalog=catalog.digest,
        learner=learner,
        organization=result.receiving,
        credential=credential,
        system=result.system,
        totals=totals_of(lines),
        lines=tuple(line_entry(line) for line in lines),
    )


def line_entry(line: LineResult, reason: Reason | None = None) -> LineEntry:
    """Return the entry of one line with its reason."""
    recognition, option = line.recognition, line.option
    name = recognition.line.attainment.id
    return LineEntry.made(
        attainment=name,
        title=title_of(recognition.line).removeprefix(f"{name} ") or name,
        decision=recognition.decision,
        codes=(*recognition.codes, line.cause.value) if line.cause else recognition.codes,
        by=option.rule if option else None,
        recognized_as=_labels(option) if option else (),
        credit_recognized=line.recognized if recognition.decision == "accepted" else ZERO,
        credit_applied=line.applied,
        credit_attempted=line.recognized,
        applied_to=line.paths,
        differences=_differences(line) if recognition.decision == "refused" else (),
        cure=_cure(line),
        reason=(reason or line_reason(line)).data(),
        options=tuple([_option(option) for option in recognition.options]),
        hints=tuple([_hint(hint) for hint in recognition.hints]) if recognition.hints else (),
    )


def _labels(option: Option) -> tuple[str, ...]:
    return tuple([item.label for item in option.items])


def _differences(line: LineResult) -> tuple[str, ...]:
    """Return the substantial differences that a refusal rests on, in order of first mention."""
    found = (bar.difference for bar in line.recognition.bars)
    return tuple(dict.fromkeys(word for word in found if word))


def _hint(hint: Hint) -> HintEntry:
    return HintEntry(
        target=hint.target, witnesses=hint.witnesses, estimate=hint.estimate, at_most=hint.at_most, rules=hint.rules
    )


def _option(option: Option) -> OptionEntry:
    return OptionEntry.made(
        id=option.id,
        rule=option.rule,
        uses=option.uses,
        recognized_as=_labels(option),
        credit=option.items[0].credit if len(option.items) == 1 else option.credit,
        certain=option.certain,
        why=option.why,
        source=option.source,
    )


def _cure(line: LineResult) -> str | None:
    bars = line.recognition.bars
    if bars:
        return "; ".join(dict.fromkeys(bar.remedy for bar in bars))
    return WORDS[line.cause].cure if line.cause else None


def line_reason(line: LineResult) -> Reason:
    """Return why a line counts, or does not."""
    recognition = line.recognition
    name = title_of(recognition.line)
    if recognition.decision == "accepted":
        why = line.option.why if line.option else "a rule recognises it"
        places = f"; applied to {', '.join(line.paths)}" if line.paths else ""
        below = (Reason(line.because or WORDS[line.cause].meaning, code=line.cause.value),) if line.cause else ()
        source = line.option.source if line.option else None
        words = f"{name} is accepted: {why}{places}"
        return Reason(words, "ACCEPTED", evidence=recognition.line.attainment.evidence, source=source, because=below)
    bars = tuple(Reason(bar.statement, code=bar.code.value, source=bar.source) for bar in recognition.bars)
    return Reason(stands_as(line), recognition.decision.upper(), because=bars)


def stands_as(line: LineResult) -> str:
    """Return that a line is refused or undecided, in words."""
    return f"{title_of(line.recognition.line)} is {line.recognition.decision}"


def audit_reason(
    examination: Examination,
    lines: tuple[Reason, ...],
    tree: RequirementEntry,
    competing: tuple[CompetitionEntry, ...] = (),
) -> Reason:
    """Return the reason of the verdict: the requirements, the rules over them, what competes, then the lines."""
    proof = {
        "bound": "a lower bound equals what was found, so nothing cheaper exists",
        "milp": "an integer program proved that nothing cheaper exists",
    }[examination.reading().allocation.method]
    rules = rule_reasons(examination)
    parts = (
        requirement_reason(tree),
        *((Reason("Rules over what is applied", because=rules),) if rules else ()),
        *competition_reasons(competing),
        Reason("Lines", because=lines),
        Reason(proof),
    )
    return Reason(verdict(examination), source=str(examination.credential.source or "") or None, because=parts)


def verdict(examination: Examination) -> str:
    """Return the verdict in one sentence."""
    now, measure = examination.reading(), examination.inputs.shelf.measure
    unit = examination.recognition.system if measure == "credit" else measure
    words = {
        "satisfied": "every requirement holds",
        "unsatisfied": f"{format_exact(now.shortfall)} {unit} ({now.allocation.items} items) are missing",
        "undecided": "it depends on what has not been decided",
    }[examination.status]
    return f"{examination.credential.title}: {examination.status}, {words}"


def requirement_reason(entry: RequirementEntry) -> Reason:
    """Return why a requirement stands as it does."""
    by = f" by {', '.join(entry.applied)}" if entry.applied else ""
    words = f"{entry.title}: {entry.status}{by if not entry.children else ''}"
    if entry.note:
        words += f" ({entry.note})"
    children = tuple(requirement_reason(child) for child in entry.children if child.needed)
    return Reason(words, path=entry.path, evidence=entry.applied, because=children)
