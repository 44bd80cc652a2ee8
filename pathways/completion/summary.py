"""What does one record of many come to?  The figures of its document in one row, without the whole document."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pathways.completion.audit import Examination
from pathways.completion.report import measured_in, stands_as, verdict
from pathways.completion.statuses import missing_titles
from pathways.completion.totals import LineResult, is_aside, line_results, totals_of
from pathways.model.batch_documents import BatchRow, Kind, LineCounts
from pathways.model.codes import ReasonCode
from pathways.model.documents import Status, Totals
from pathways.recognition.types import RecognitionResult


def audit_row(examination: Examination) -> BatchRow:
    """Return the row of an examination: what :func:`pathways.completion.report.audit_document` says, in brief."""
    lines = line_results(examination.recognition, examination.reading())
    now = examination.reading()
    status = examination.status
    return _row(
        examination.record.learner,
        lines,
        totals_of(lines),
        status,
        verdict(examination),
        progress=examination.progress,
        system=measured_in(examination),
        shortfall=now.shortfall,
        items_missing=now.allocation.items,
        missing=missing_titles(examination),
    )


def recognition_row(result: RecognitionResult, learner: Any) -> BatchRow:
    """Return the row of what an organization makes of a record: nothing is applied."""
    lines = line_results(result, None)
    accepted = sum(line.recognition.decision == "accepted" for line in lines if not is_aside(line))
    words = f"{accepted} of {len(lines)} lines accepted"
    return _row(learner, lines, totals_of(lines), None, words, system=result.system)


def _row(
    learner: Any,
    lines: tuple[LineResult, ...],
    totals: Totals,
    status: Status | None,
    words: str,
    **known: Any,
) -> BatchRow:
    codes = Counter(code for line in lines for code in _codes(line))
    open_lines = tuple([line.recognition.line.id for line in lines if line.recognition.decision == "undecided"])
    kind: Kind = "undecided" if open_lines or status == "undecided" else "fine"
    if ReasonCode.AMBIGUOUS_RULES.value in codes:
        kind = "ambiguous"
    values = {
        "learner": learner.id,
        "name": learner.name,
        "kind": kind,
        "status": status,
        "progress": None,
        "system": None,
        "shortfall": None,
        "items_missing": None,
        "missing": (),
        "lines": _counts(lines),
        "totals": totals,
        "open_lines": open_lines,
        "codes": tuple(sorted(codes.items(), key=lambda item: (-item[1], item[0]))),
        "reason": _reason(lines, kind) or words,
        "findings": (),
        "document": None,
    }
    return BatchRow.made(**{**values, **known})


def _codes(line: LineResult) -> tuple[str, ...]:
    return (*line.recognition.codes, line.cause.value) if line.cause else line.recognition.codes


def _counts(lines: tuple[LineResult, ...]) -> LineCounts:
    """Return how many lines stand how; what lies aside is counted there and nowhere else."""
    found = Counter("aside" if is_aside(line) else line.recognition.decision for line in lines)
    applied = sum(bool(line.paths) and line.recognition.decision == "accepted" and not is_aside(line) for line in lines)
    return LineCounts.made(
        all=len(lines),
        accepted=found["accepted"],
        applied=applied,
        excess=found["accepted"] - applied,
        refused=found["refused"],
        undecided=found["undecided"],
        aside=found["aside"],
    )


def _reason(lines: tuple[LineResult, ...], kind: Kind) -> str:
    """Return why somebody has to look: the first line that rules disagree about, or that nobody has decided."""
    if kind == "fine":
        return ""
    ambiguous = ReasonCode.AMBIGUOUS_RULES.value
    open_ones = [line for line in lines if line.recognition.decision == "undecided"]
    disputed = [line for line in lines if ambiguous in line.recognition.codes] if kind == "ambiguous" else []
    for line in (*disputed, *open_ones):
        bars = sorted(line.recognition.bars, key=lambda bar: bar.code != ambiguous)
        return ": ".join([stands_as(line), *(bar.statement for bar in bars[:1])])
    return ""
