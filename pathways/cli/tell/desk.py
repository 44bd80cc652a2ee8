"""How is the desk's work told?  What waits, what was decided, what would turn."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

from pathways.cli.tell.paper import NOTHING, Column, Paper
from pathways.cli.tell.words import count, listed, percent
from pathways.matching.decided import Fragment
from pathways.model.base import ALWAYS, Validity
from pathways.model.decision import in_brief
from pathways.model.desk_documents import (
    DecisionsDocument,
    QueueDocument,
    QueueGroup,
    QueueSuggestion,
    ReplayDocument,
    Side,
)
from pathways.model.exact import format_exact

_OPEN: Final = MappingProxyType(
    {"NOT_EVALUATED": "no rule", "INDIVIDUAL_ASSESSMENT": "condition", "AMBIGUOUS_RULES": "rules differ"}
)


def tell_queue(paper: Paper, document: QueueDocument) -> None:
    """Write what is to be decided, the most credit first."""
    lines = sum(len(group.lines) for group in document.groups)
    told = f"{count(len(document.groups), 'decision')} would settle {count(lines, 'line')}"
    toward = f" toward {document.goal}" if document.goal else ""
    paper.line(f"{told} of {count(document.records, 'record')} at {', '.join(document.receiving)}{toward}.", "bold")
    _groups(paper, document.groups)
    if document.waiting:
        paper.heading("Asked already, or left to a person each time")
        _groups(paper, document.waiting)
    if document.not_for_goal:
        paper.heading("Likely to serve nothing in this program")
        _groups(paper, document.not_for_goal)
    if document.alone:
        paper.heading("Lines that no rule can name: each by itself")
        for line in document.alone:
            paper.hanging("-", f"{line.learner}, {line.attainment}: {line.title}")
    if document.of_the_record:
        paper.heading("Undecided for what a record lacks")
        for code, number in document.of_the_record.items():
            paper.hanging("-", f"{code}: {number}")
    _end(paper, document)


def _end(paper: Paper, document: QueueDocument) -> None:
    paper.line()
    if document.groups:
        paper.line(f"In order of: {'; '.join(document.ranking)}.")
    if any(group.suggestion for group in document.groups):
        cold = " (?: judged by title and code alone)" if _cold(document.groups) else ""
        paper.line(f"What is likely grants nothing{cold}; why it is likely: pathways suggest PAIR.")
    saved = document.minutes_saved
    more = f" Deciding pairs, not lines, saves {format_exact(saved)} minutes." if saved is not None else ""
    paper.line(f"As of {document.as_of}.{more} For programs: --json.")


def _cold(groups: tuple[QueueGroup, ...]) -> bool:
    return any(group.suggestion is not None and group.suggestion.cold for group in groups)


def _groups(paper: Paper, groups: tuple[QueueGroup, ...]) -> None:
    columns = (
        Column("Pair", weight=3),
        Column("What", weight=2),
        Column("Learners", "right"),
        Column("Credit", "right"),
        Column("Likely", weight=2),
        Column("Sure", "right"),
        Column("Could fill", weight=2),
        Column("Open because"),
    )
    rows = [
        (
            group.key,
            group.title,
            str(group.learners),
            _credit(group),
            NOTHING if group.suggestion is None else _likely(group.suggestion),
            NOTHING if group.certainty is None else percent(group.certainty),
            _fills(group),
            _open(group),
        )
        for group in groups
    ]
    if rows:
        paper.table(columns, rows)


def _likely(seen: QueueSuggestion) -> str:
    said = "no equivalent" if seen.kind == "no_equivalent" else seen.title
    return f"{said} ?" if seen.cold else said


def _fills(group: QueueGroup) -> str:
    if group.fills == ("*",):
        return "anything"
    return listed([path.removeprefix("root/") for path in group.fills], 2) or NOTHING


def _open(group: QueueGroup) -> str:
    because = ", ".join(_OPEN.get(code, code) for code in group.codes)
    return f"{because}; {group.standing} does not hold for it" if group.standing else because


def _credit(group: QueueGroup) -> str:
    unknown = f" + {group.credit_unknown} unknown" if group.credit_unknown else ""
    return f"{format_exact(group.credit_at_stake)}{unknown}"


def tell_decisions(paper: Paper, document: DecisionsDocument, *, everything: bool) -> None:
    """Write what was decided, in order."""
    now = set(document.standing)
    paper.line(f"{count(len(now), 'decision')} {'stands' if len(now) == 1 else 'stand'}.", "bold")
    last = {entry.id: entry.number for entry in document.entries if entry.decision is not None}
    for entry in document.entries:
        stands = entry.id in now and last.get(entry.id) == entry.number
        if entry.decision is not None and (stands or everything):
            gone = "" if stands else " [no longer]"
            paper.hanging(f"{entry.number}.", f"{entry.id}{gone}: {in_brief(entry.decision)}")
            made = entry.decision
            said = (made.in_words, made.conditions.in_words, _when(made.valid), f"Source: {made.source}")
            paper.hanging("", ". ".join(part for part in said if part), 3)
        if entry.withdrawal is not None and everything:
            gone = f"withdrawn by {entry.withdrawal.by}: {entry.withdrawal.because}"
            paper.hanging(f"{entry.number}.", f"{entry.id} {gone}")
    if document.head:
        paper.line()
        paper.line(f"Digest of the last row: {document.head}")


def _when(valid: Validity) -> str:
    if valid == ALWAYS:
        return ""
    return f"for learning completed from {valid.begin or 'any day'} to {valid.last_day or 'any day'}"


def tell_replay(paper: Paper, document: ReplayDocument) -> None:
    """Write which lines turn, and why."""
    told = f"{len(document.turned)} of {count(document.lines, 'line')} would stand otherwise"
    paper.line(f"{told} ({count(document.records, 'record')}, {', '.join(document.receiving)}).", "bold")
    for each in document.turned:
        paper.line()
        place = f" at {each.receiving}" if len(document.receiving) > 1 else ""
        paper.line(f"{each.learner}, {each.title}{place}: {_side(each.before)} -> {_side(each.after)}")
        for words in each.before.because:
            paper.hanging("before:", words, 2)
        for words in each.after.because:
            paper.hanging("then:", words, 2)


def _side(side: Side) -> str:
    given = f" as {', '.join(side.recognized_as)}, credit {format_exact(side.credit)}" if side.recognized_as else ""
    codes = f" ({', '.join(side.codes)})" if side.codes else ""
    return f"{side.decision}{given}{codes}"


def tell_export(fragment: Fragment, out: Path, report: str | None) -> str:
    """Return what was written, and what is left to do by hand."""
    told = [f"{count(len(fragment.things), 'thing')} written to {out}."]
    if fragment.without:
        told.append(f"These rules no longer hold; take them out of the catalogue: {', '.join(fragment.without)}")
    if fragment.undefined:
        told.append(f"Nobody defines these yet: {', '.join(fragment.undefined)}")
    return "\n".join([*told, *([report] if report else [])]) + "\n"
