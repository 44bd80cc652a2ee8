"""How does a paper read without any form?  As text, for a mail or a screen reader; the same words, in lines of 78.

>>> from pathways.papers.paper import Heading, Paragraph
>>> import datetime as dt
>>> print(to_text(Paper("Letter", dt.date(2026, 9, 1), (Heading("Result"), Paragraph("It counts.")))), end="")
Letter
======
<BLANKLINE>
Result
------
<BLANKLINE>
It counts.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final, assert_never

from pathways.papers.paper import Block, Facts, Heading, Items, Paper, Paragraph, Table, cleaned

WIDTH: Final = 78


def to_text(paper: Paper) -> str:
    """Return a paper as text; tables are told row by row, each cell under its column."""
    clear = cleaned(paper)
    parts = [_underlined(clear.title, "="), *("\n".join(_lines(block)) for block in clear.blocks), clear.footer]
    return "\n\n".join(part for part in parts if part) + "\n"


def _underlined(text: str, mark: str) -> str:
    lines = textwrap.wrap(text, WIDTH) or [""]
    return "\n".join([*lines, mark * max(map(len, lines))])


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield _underlined(block.text, "-") if block.level == 2 else block.text
        case Paragraph():
            yield from textwrap.wrap(block.text, WIDTH)
        case Items():
            for text in block.texts:
                yield from textwrap.wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")
        case Facts():
            for name, said in block.pairs:
                yield from textwrap.wrap(f"{name}: {said}", WIDTH, subsequent_indent="  ")
        case Table():
            yield f"{block.caption}:"
            for row in block.rows:
                yield from _row(block.columns, row)
        case _:
            assert_never(block)


def _row(columns: tuple[str, ...], row: tuple[str, ...]) -> Iterator[str]:
    for number, (name, cell) in enumerate(zip(columns, row, strict=True)):
        begin = "- " if number == 0 else "  "
        if cell:
            yield from textwrap.wrap(f"{name}: {cell}", WIDTH, initial_indent=begin, subsequent_indent="    ")
