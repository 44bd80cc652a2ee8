"""What does each row of a rule table say?  Rows of text, checked column by column, with every misfit told at once."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from pathways.errors import Finding, Where
from pathways.formats.invalid import near
from pathways.formats.packed import Bounded, bounded_lines
from pathways.formats.problems import brief, problem, refusal, refusals, shown
from pathways.formats.table_map import Columns, Meaning, TableMap
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.equivalence import CreditExpression
from pathways.model.exact import format_exact, parse_exact

_NEEDED = ("sender", "receiver", "source_code", "target_code", "kind")
_NAMES = ("sender", "receiver", "source_code", "target_code", "rule")
_LONGEST = 90
_MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One row in the map's own words; ``line`` counts from 1, the header is line 1.

    ``credit`` is a checked amount or range in its shortest form (``3``, ``1-3``, ``0``), empty where none is stated.
    """

    line: int
    rule: str
    sender: str
    receiver: str
    source_code: str
    source_title: str
    target_code: str
    target_title: str
    meaning: Meaning
    credit: str
    level: str
    attributes: tuple[str, ...]
    footnotes: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what the row is about: sender, receiver and sending code."""
        return self.sender, self.receiver, self.source_code


def read_rows(path: Path, table: TableMap) -> tuple[Row, ...]:
    """Return the rows of a CSV file (packed with gzip if its name ends in ``.gz``) in order.

    Raises FormatError F001 (not there), F004 (not UTF-8), F005 (too large), F006 with up to 200 findings.
    """
    check_file(path)
    with _opened(path) as stream:
        reader = csv.reader(bounded_lines(stream, path, Limits().line_bytes), strict=True)
        try:
            header = next(reader, None)
            if not header:
                raise refusal("F006", "the table is empty", where=Where(shown(path)))
            return _Rows(path, table, _places(path, table.columns, header)).read(reader, len(header))
        except csv.Error as error:
            raise refusal("F006", str(error), where=Where(shown(path), reader.line_num)) from None


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open("rb") as raw:
            binary = io.BufferedReader(Bounded(raw, path))
            yield io.TextIOWrapper(binary, encoding="utf-8-sig", errors="strict", newline="")
    except UnicodeDecodeError as error:
        hint = "Save the file with the encoding UTF-8."
        raise refusal(
            "F004", f"byte {error.object[error.start]:#04x} is not UTF-8", where=Where(shown(path)), hint=hint
        ) from None
    except (OSError, EOFError, zlib.error) as error:
        raise refusal("F002", f"it cannot be read ({error})", where=Where(shown(path))) from None


def _places(path: Path, columns: Columns, header: Sequence[str]) -> dict[str, int]:
    """Return the place of each mapped column."""
    titles = [title.strip() for title in header]
    wanted = {field: title for field, title in columns.model_dump().items() if title is not None}
    where = Where(shown(path), 1)
    findings = [
        problem("F006", f"there is no column {title!r}", where=where, hint=near(title, titles))
        for title in wanted.values()
        if title not in titles
    ]
    twice = {title for title in wanted.values() if titles.count(title) > 1}
    findings.extend(problem("F006", f"two columns are called {title!r}", where=where) for title in sorted(twice))
    if findings:
        raise refusals(findings)
    return {field: titles.index(title) for field, title in wanted.items()}


class _Rows:
    """Reads rows; values that repeat (credits, footnotes) are checked once and shared."""

    def __init__(self, path: Path, table: TableMap, places: dict[str, int]) -> None:
        self.path = path
        self.table = table
        self.places = places
        self.findings: list[Finding] = []
        self.credits: dict[str, str] = {"": ""}
        self.lists: dict[str, tuple[str, ...]] = {"": ()}
        # a column that the map leaves out is read from an empty cell put behind each row
        self.order = tuple(places.get(name, -1) for name in Columns.model_fields)

    def read(self, reader: Iterator[list[str]], width: int) -> tuple[Row, ...]:
        rows: list[Row] = []
        seen: dict[str, int] = {}
        for number, cells in enumerate(reader, 2):
            line = getattr(reader, "line_num", number)
            row = self._row(cells, line, width) if cells else None
            if row is not None:
                if row.rule in seen:
                    self._tell(line, f"the rule {row.rule!r} stands in line {seen[row.rule]} too")
                seen[row.rule] = line
                rows.append(row)
            if len(self.findings) >= _MOST_FINDINGS:
                break
        if self.findings:
            raise refusals(self.findings)
        return tuple(rows)

    def _row(self, cells: list[str], line: int, width: int) -> Row | None:
        before = len(self.findings)
        if len(cells) != width:
            self._tell(line, f"the row has {len(cells)} cells, the header {width}")
            return None
        cells.append("")
        said = {name: _clean(cells[place]) for name, place in zip(Columns.model_fields, self.order, strict=True)}
        for name in _NEEDED:
            if not said[name]:
                self._tell(line, f"the column {getattr(self.table.columns, name)!r} is empty")
        for name in _NAMES:
            if len(said[name]) > _LONGEST or not said[name].isprintable():
                self._tell(
                    line, f"the column {getattr(self.table.columns, name)!r} is too long, or not text for a name"
                )
        meaning = self.table.kinds.get(said["kind"])
        if said["kind"] and meaning is None:
            self._tell(
                line, f"the kind {brief(said['kind'])} is not in the map", near(said["kind"], list(self.table.kinds))
            )
        credit = self._credit(said["credits"], line)
        if meaning is None or len(self.findings) > before:
            return None
        return Row(
            line=line,
            rule=said["rule"] or f"{self.table.id}-{line}",
            sender=said["sender"],
            receiver=said["receiver"],
            source_code=said["source_code"],
            source_title=said["source_title"],
            target_code=said["target_code"],
            target_title=said["target_title"],
            meaning=meaning,
            credit=credit,
            level=said["level"],
            attributes=self._list(said["attributes"]),
            footnotes=self._list(said["footnotes"]),
        )

    def _credit(self, text: str, line: int) -> str:
        known = self.credits.get(text)
        if known is None:
            try:
                known = self.credits[text] = shortest_credit(text)
            except ValueError as error:
                self._tell(line, f"credits {brief(text)}: {error}", "Write 3, 4.5, or a range such as 1-3.")
                return ""
        return known

    def _list(self, text: str) -> tuple[str, ...]:
        known = self.lists.get(text)
        if known is None:
            known = self.lists[text] = tuple(part for part in (piece.strip() for piece in text.split(",")) if part)
        return known

    def _tell(self, line: int, message: str, hint: str = "") -> None:
        self.findings.append(problem("F006", message, where=Where(shown(self.path), line), hint=hint))


def _clean(cell: str) -> str:
    text = cell.strip()
    return " ".join(text.split()) if "  " in text or "\t" in text or "\n" in text else text


def shortest_credit(text: str) -> str:
    """Return an amount or a range in its shortest form; raises ValueError.

    >>> shortest_credit("3.00"), shortest_credit("1.00-3.00"), shortest_credit("2-2")
    ('3', '1-3', '2')
    """
    low, dash, high = (part.strip() for part in text.partition("-"))
    least = parse_exact(low)
    most = parse_exact(high) if dash else least
    if most < least:
        raise ValueError("the range runs backwards")
    return format_exact(least) if most == least else f"{format_exact(least)}-{format_exact(most)}"


def credit_of(text: str) -> CreditExpression:
    """Return what a credit in its shortest form says.

    >>> credit_of("1-3").max, credit_of("0").how, credit_of("").how
    (Fraction(3, 1), 'zero', 'catalogue')
    """
    low, _, high = text.partition("-")
    if high:
        return CreditExpression(how="range", amount=parse_exact(low), max=parse_exact(high))
    if low in ("", "0"):
        return CreditExpression(how="zero") if low else CreditExpression()
    return CreditExpression(how="fixed", amount=parse_exact(low))
