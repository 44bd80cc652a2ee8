"""What becomes of each line of the record?  The decision, the credit, where it counts, or why not and the cure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rich.text import Text

from pathways.cli.tell.names import Names
from pathways.cli.tell.paper import BAD, GOOD, OPEN, Cell, Column, Paper, plain
from pathways.cli.tell.reasons import statements
from pathways.cli.tell.words import listed, sentence
from pathways.model.documents import LineEntry, OptionEntry, RequirementEntry, Totals
from pathways.model.exact import format_exact

STYLES = {"accepted": GOOD, "refused": BAD, "undecided": OPEN}
COLUMNS = (
    Column("Line"),
    Column("What"),
    Column("Decision"),
    Column("Recog-\nnized", "right"),
    Column("Ap-\nplied", "right"),
    Column("Counts as; or why not, and what to do", weight=2),
)
UNAPPLIED = (*COLUMNS[:4], COLUMNS[5])


def tell_lines(paper: Paper, lines: tuple[LineEntry, ...], names: Names, requirements: RequirementEntry) -> None:
    """Write the lines of an audit, in the order of the document."""
    titles = dict(_titles(requirements))
    paper.table(
        COLUMNS,
        (
            (
                line.attainment,
                names.line(line.attainment),
                decision(line),
                credit(line),
                "-" if line.credit_applied is None else format_exact(line.credit_applied),
                " ".join(_words(line, titles)),
            )
            for line in sorted(lines, key=natural)
        ),
    )


def natural(line: LineEntry) -> tuple[tuple[int, str], ...]:
    """Return the key that puts N2 before N10."""
    parts = re.split(r"(\d+)", line.attainment)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def tell_decisions(paper: Paper, lines: tuple[LineEntry, ...], names: Names) -> None:
    """Write the lines of a recognition: nothing is applied yet, so every option is told."""
    paper.table(
        UNAPPLIED,
        (
            (line.attainment, names.line(line.attainment), decision(line), credit(line), " ".join(_options(line)))
            for line in sorted(lines, key=natural)
        ),
    )


def decision(line: LineEntry) -> Text:
    """Return the decision as a word, coloured where there is colour."""
    return Text(line.decision, style=STYLES[line.decision])


def credit(line: LineEntry) -> str:
    """Return the credit that is recognized, or a dash."""
    return format_exact(line.credit_recognized) if line.decision == "accepted" else "-"


def _titles(entry: RequirementEntry) -> Iterator[tuple[str, str]]:
    yield entry.path, entry.title
    for child in entry.children:
        yield from _titles(child)


def _words(line: LineEntry, titles: Mapping[str, str]) -> Iterator[str]:
    if line.decision == "accepted":
        yield sentence(_counts_as(line, titles))
    yield from _why_not(line)


def _counts_as(line: LineEntry, titles: Mapping[str, str]) -> str:
    """Return what a line counts as and where; a place that says both is said once."""
    what = ", ".join(line.recognized_as)
    places = [titles.get(path, path) for path in line.applied_to]
    if what and any(what in place for place in places):
        what = ""
    said = " for ".join(word for word in (what, ", ".join(places)) if word) or "Accepted"
    return said + _together(line)


def _together(line: LineEntry) -> str:
    option = in_use(line)
    others = [name for name in option.uses if name != line.attainment] if option else []
    if not others:
        return ""
    counted = "" if line.credit_recognized or not option or not option.credit else f"; counted at {option.uses[0]}"
    return f", together with {listed(others)}{counted}"


def in_use(line: LineEntry) -> OptionEntry | None:
    """Return the option by which an accepted line is recognized."""
    fitting = [
        option for option in line.options if (option.rule, option.recognized_as) == (line.by, line.recognized_as)
    ]
    told = [option for option in fitting if option.why in str(line.reason["statement"])]
    return next(iter(told or fitting), None)


def _why_not(line: LineEntry) -> Iterator[str]:
    reasons = statements(line.reason)
    if reasons:
        yield sentence("; ".join(dict.fromkeys(reasons)))
    if line.cure:
        yield f"To do: {sentence(line.cure)}" if not line.cure.startswith("nothing") else sentence(line.cure)


def _options(line: LineEntry) -> Iterator[str]:
    for number, option in enumerate(line.options):
        others = [name for name in option.uses if name != line.attainment]
        beside = f", together with {listed(others)}" if others else ""
        doubt = "" if option.certain else ", if that is decided"
        said = f"{', '.join(option.recognized_as)} ({format_exact(option.credit)}){beside}{doubt}"
        yield sentence(f"or {said}" if number else said)
    yield from _why_not(line)
    if line.differences:
        yield f"Substantial difference: {listed(line.differences)}."


def tell_hints(paper: Paper, lines: tuple[LineEntry, ...]) -> None:
    """Write what chains of rules suggest and nobody has decided; it is never granted."""
    found = [(line, hint) for line in lines for hint in line.hints]
    if not found:
        return
    paper.heading("Worth asking about (a chain of other rules suggests it; it is not granted)")
    for line, hint in found:
        most = "" if hint.at_most is None else f", at most {format_exact(hint.at_most)}"
        paper.hanging("-", f"{line.attainment}: {plain(hint.target)}{most}, by way of {listed(hint.witnesses)}")


def tell_totals(paper: Paper, totals: Totals, system: str, *, applied: bool) -> None:
    """Write the totals as sentences; they always add up."""
    if not totals.attempted:
        paper.line("No line carries credit here.")
        return
    said = {name: format_exact(getattr(totals, name)) for name in type(totals).model_fields}
    words: list[Cell] = [
        f"Of {said['evaluable']} credits that can be evaluated ({system}), {said['accepted']} are accepted, "
        f"{said['refused']} refused and {said['undecided']} undecided."
    ]
    if applied:
        words.append(f"Of the accepted, {said['applied']} are applied here and {said['excess']} are in excess.")
    if totals.attempted != totals.evaluable:
        twice = format_exact(totals.attempted - totals.evaluable)
        words.append(f"The record shows {said['attempted']} in all: {twice} are there twice and count once.")
    paper.line(" ".join(str(word) for word in words))
