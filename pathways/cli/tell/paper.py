"""What does an answer look like?  Lines, tables and trees that wrap and never cut; colour only on a terminal."""

from __future__ import annotations

import os
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import compress
from typing import Literal, Protocol, TextIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pathways.errors import FormatError

WIDTH = 100
"""Columns where no terminal says how many it has (``COLUMNS`` may)."""

GOOD, BAD, OPEN, QUIET = "green", "red", "yellow", "dim"


class Printable(Protocol):
    """A document that can be printed for programs."""

    def to_json(self) -> str:
        """Return the document as JSON."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, the side to which its cells lean, and its share of room that is short."""

    heading: str
    justify: Literal["left", "right"] = "left"
    weight: int = 1


NOTHING = "-"
"""A cell that says that there is nothing to say."""

Cell = str | Text
Row = Sequence[Cell]


class Paper:
    """Where an answer is written; it reaches the stream at once, with :meth:`send`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._written = StringIO()
        terminal = stream.isatty() or None
        self._console = Console(
            file=self._written,
            force_terminal=terminal,
            width=_width(stream),
            highlight=False,
            markup=False,
            emoji=False,
        )

    def line(self, words: Cell = "", style: str = "") -> None:
        """Write one paragraph, wrapped; without words an empty line."""
        self._console.print(_text(words, style))

    def unwrapped(self, words: Cell) -> None:
        """Write one line as it is, however long: what people search for and copy, such as places in files."""
        if self._console.is_terminal:
            self._console.print(_text(words), soft_wrap=True)
        else:
            self._written.write(f"{_text(words).plain}\n")

    def heading(self, words: str) -> None:
        """Write an empty line and a heading."""
        self.line()
        self.line(words, "bold")

    def hanging(self, mark: Cell, words: Cell, depth: int = 0) -> None:
        """Write a mark and a paragraph beside it, indented by ``depth`` columns; further lines keep the indent."""
        beside = _text(mark)
        grid = Table.grid(padding=0)
        grid.add_column(width=depth + beside.cell_len + 1, no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(" " * depth) + beside, _text(words))
        self._console.print(grid)

    def table(self, columns: Sequence[Column], rows: Iterable[Row]) -> None:
        """Write a table; cells wrap, and a word too long for its column is broken, never cut.

        A column in which every cell is a dash is left out.
        """
        cells = [[_text(cell) for cell in row] for row in rows]
        told = [any(row[place].plain != NOTHING for row in cells) for place in range(len(columns))]
        columns = list(compress(columns, told))
        cells = [list(compress(row, told)) for row in cells]
        widths = share(self._console.width, columns, cells)
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
        for column, width in zip(columns, widths, strict=True):
            table.add_column(Text(column.heading), justify=column.justify, overflow="fold", width=width)
        for row in cells:
            table.add_row(*(fitted(cell, width) for cell, width in zip(row, widths, strict=True)))
        self._console.print(table)

    def send(self) -> None:
        """Write everything to the stream.  Raises FormatError F010 where it cannot be written."""
        text = self._written.getvalue()
        if not self._console.is_terminal:
            text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
        put(text, self._stream)


GAP = 2
"""Columns between two cells."""


def share(width: int, columns: Sequence[Column], rows: Sequence[Sequence[Text]]) -> list[int]:
    """Return a width for each column: what it needs, or where there is not room for all, less for the widest."""
    cells = ((Text(column.heading), *(row[place] for row in rows)) for place, column in enumerate(columns))
    needs = [max(longest(cell) for cell in column) for column in cells]
    room = width - GAP * (len(columns) - 1)
    level = max(needs, default=1)
    while level > 1 and sum(_narrow(columns, needs, level)) > room:
        level -= 1
    return _narrow(columns, needs, level)


def _narrow(columns: Sequence[Column], needs: Sequence[int], level: int) -> list[int]:
    return [max(1, min(need, level * column.weight)) for column, need in zip(columns, needs, strict=True)]


def longest(cell: Text) -> int:
    """Return the width of the longest line of a cell."""
    return max((cell_len(line) for line in cell.plain.split("\n")), default=0)


def fitted(cell: Text, width: int) -> Text:
    """Return a cell whose words break at spaces and hyphens; only a piece that is still too long is broken inside."""
    words = cell.plain
    if cell.spans or cell_len(words) != len(words) or len(words) <= width:
        return cell
    lines = [textwrap.wrap(line, width, break_on_hyphens=True) or [""] for line in words.split("\n")]
    return Text("\n".join(part for group in lines for part in group), style=cell.style, overflow="fold")


def _width(stream: TextIO) -> int | None:
    """Return the width for a stream that is no terminal; None leaves it to the terminal."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    return None if stream.isatty() else WIDTH


def _text(words: Cell, style: str = "") -> Text:
    return words if isinstance(words, Text) else Text(plain(words), style=style, overflow="fold")


def plain(words: str) -> str:
    """Return words without what could steer a terminal or reverse its letters: such characters are shown as codes.

    >>> plain("Caf\\u00e9 \\x1b[31mred")
    'Café \\\\x1b[31mred'
    """
    if words.isprintable():
        return words
    return "".join(_shown(letter) for letter in words)


def _shown(letter: str) -> str:
    if letter in "\n\t" or letter.isprintable():
        return letter
    if unicodedata.category(letter) == "Zs":
        return " "
    return letter.encode("unicode_escape").decode("ascii")


def put(text: str, stream: TextIO) -> None:
    """Write text to a stream and flush it.  Raises FormatError F010 where it cannot be written."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FormatError("F010", f"cannot write the answer: {reason}", hint="Is the disk full?") from None


def give(document: Printable, tell: Callable[[Paper], None], *, json: bool) -> None:
    """Print the answer: the document for programs, or what ``tell`` makes of it for people."""
    if json:
        put(document.to_json() + "\n", sys.stdout)
        return
    paper = Paper(sys.stdout)
    tell(paper)
    paper.send()
