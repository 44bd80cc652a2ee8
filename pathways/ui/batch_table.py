"""How is a batch handed on?  As rows of words, as CSV, and as a workbook; exceptions first, codes explained."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pathways.language.words import Say, msg
from pathways.model.batch_documents import KINDS, BatchRow
from pathways.model.codes import WORDS, ReasonCode
from pathways.model.documents import FindingEntry
from pathways.ui.pieces import STANDINGS, harmless

TROUBLES: Final = {
    "bad": msg("cannot be read or answered"),
    "ambiguous": msg("two rules disagree"),
    "undecided": msg("not decided"),
}
TROUBLE_SIGNS: Final = {"bad": "✗", "ambiguous": "!", "undecided": "?", "fine": "✓"}
FEW: Final = 2
"""How many of many things a table on the page names."""

OPEN_LINES: Final = 6


def ordered(rows: Sequence[BatchRow]) -> list[BatchRow]:
    """Return the rows with the exceptions on top, the worst first; else in the order of the file."""
    return sorted(rows, key=lambda row: KINDS.index(row.kind))


def note(say: Say, row: BatchRow) -> str:
    """Return what somebody has to look at in a record, in words; empty where nobody has to."""
    match row.kind:
        case "bad":
            return "; ".join(_finding(say, item) for item in row.findings[:3])
        case "ambiguous":
            return say.engine(WORDS[ReasonCode.AMBIGUOUS_RULES].meaning)
        case "undecided":
            lines = list(row.open_lines)
            return (
                say("not decided: {lines}", lines=say.listed(lines, most=OPEN_LINES)) if lines else say("not decided")
            )
        case _:
            return ""


def _finding(say: Say, item: FindingEntry) -> str:
    """Return what is wrong, where, and what to do."""
    place = f"{item.file or ''}{f':{item.line}' if item.line else ''}"
    told = f"{say.engine(item.message)} ({place})" if place else say.engine(item.message)
    return f"{told}. {say.engine(item.hint)}" if item.hint else told


def shown_rows(say: Say, rows: Sequence[BatchRow], *, goal: bool) -> list[dict[str, str]]:
    """Return the rows in words, a few missing things named; notes stand with the exceptions."""
    return [
        {name: text for name, text in _plain(say, row, goal=goal, most=FEW).items() if name != say("Note")}
        for row in rows
    ]


def whole_rows(say: Say, rows: Sequence[BatchRow], *, goal: bool) -> list[dict[str, str]]:
    """Return the rows in words, with everything that is missing and every note."""
    return [_plain(say, row, goal=goal, most=None) for row in rows]


def exceptions(say: Say, rows: Sequence[BatchRow]) -> list[dict[str, str]]:
    """Return the rows that somebody has to look at: who, why, and how much hangs on it."""
    found = []
    for row in rows:
        whole = _plain(say, row, goal=False, most=FEW)
        names = [say("Learner"), say("Look at"), say("Note"), say("Accepted"), say("Refused"), say("Undecided")]
        found.append({name: whole[name] for name in names})
    return found


def _plain(say: Say, row: BatchRow, *, goal: bool, most: int | None) -> dict[str, str]:
    totals = row.totals
    figures = {
        say("Attempted"): totals.attempted if totals else None,
        say("Accepted"): totals.accepted if totals else None,
        **({say("Applied"): totals.applied if totals else None} if goal else {}),
        say("Refused"): totals.refused if totals else None,
        say("Undecided"): totals.undecided if totals else None,
    }
    standing = say(TROUBLES[row.kind]) if row.kind in TROUBLES else say("in order")
    said = {
        say("Learner"): f"{row.name} ({row.learner})" if row.name and row.name != row.learner else row.learner,
        say("Look at"): f"{TROUBLE_SIGNS[row.kind]} {standing}",
        **{name: "" if value is None else say.number(value) for name, value in figures.items()},
    }
    if goal:
        said[say("Progress")] = "" if row.progress is None else say.percent(row.progress)
        said[say("State")] = say(STANDINGS[row.status]) if row.status else ""
        said[say("Missing")] = say.listed(row.missing, most=most)
    told = [f"{say.engine(WORDS[ReasonCode(code)].meaning)} ({n})" for code, n in row.codes if code in WORDS]
    said[say("Reasons")] = say.listed(told, most=most)
    said[say("Note")] = note(say, row)
    return said


def workbook(title: str, rows: Sequence[Mapping[str, str]], about: Sequence[tuple[str, str]]) -> bytes:
    """Return rows as an Excel workbook, numbers as numbers; no cell is ever a formula.  Runs in a worker.

    ``about`` are the facts that stand on a second sheet, such as goal, day, catalogue.  Raises ImportError without
    openpyxl.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _sheet_name(title)
    heads = list(rows[0]) if rows else []
    _line(sheet, 1, heads)
    for number, row in enumerate(rows, 2):
        _line(sheet, number, list(row.values()))
    for column, head in enumerate(heads, 1):
        sheet.cell(1, column).font = Font(bold=True)
        longest = max((len(row[head]) for row in rows), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(len(head), longest) + 2)
        sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    if rows:
        sheet.auto_filter.ref = sheet.dimensions
    more = book.create_sheet("i")
    for number, pair in enumerate(about, 1):
        _line(more, number, list(pair))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(sheet: Any, number: int, cells: Sequence[str]) -> None:
    for column, text in enumerate(cells, 1):
        cell = sheet.cell(number, column)
        amount = _number(text)
        cell.value = _printable(harmless(text)) if amount is None else amount
        cell.data_type = "s" if amount is None else "n"


def _number(text: str) -> float | None:
    """Return a plain number of a cell; what is written with spaces, commas or fractions stays text."""
    digits = text.replace(".", "", 1)
    return float(text) if digits.isascii() and digits.isdecimal() and len(digits) < 15 else None


def _printable(text: str) -> str:
    """Return text without the control letters that a workbook may not hold, of a length that fits a cell."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")[:32_000]


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31].strip() or "1"
