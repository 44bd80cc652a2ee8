"""How is a paper written as PDF?  On A4 pages, in a font that comes along, with the same bytes for the same paper."""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final, assert_never

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from pathways.papers.paper import Block, Facts, Heading, Items, Paper, Paragraph, Table, cleaned

FONTS: Final = Path(__file__).with_name("fonts")
FAMILY: Final = "DejaVu"
UNKNOWN: Final = "\ufffd"
LONGEST: Final = 240
"""Letters of one cell of a table; a row must fit on a page, so what is longer ends with an ellipsis."""

_MARGIN: Final = 18.0
_SIZES: Final = {1: 18.0, 2: 13.0, 3: 11.0}
_TEXT: Final = 10.0
_SMALL: Final = 8.5
_ASIDE: Final = 42.0


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """Return what both faces of the font can show."""
    first, second = (_face(FONTS / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
    return first & second


def _face(path: Path) -> frozenset[int]:
    with import_module("fontTools.ttLib").TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def can_print(letter: str) -> bool:
    """Return whether a letter comes out right: the font has it, and it is not of a script written from the right."""
    return ord(letter) in _letters() and unicodedata.bidirectional(letter) not in ("R", "AL", "AN")


def printable(text: str) -> str:
    """Return the text with a mark for every letter that would not come out right."""
    return "".join(letter if can_print(letter) else UNKNOWN for letter in text)


class _Sheet(FPDF):
    """A4 pages with a footer and the number of each page."""

    def __init__(self, footer: str) -> None:
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self._words = footer

    def footer(self) -> None:
        """Write the end of a page."""
        self.set_y(-_MARGIN + 4)
        self.set_font(FAMILY, size=7.5)
        said = self._words if len(self._words) <= 110 else f"{self._words[:109]}…"
        self.cell(0, 4, f"{said}   {self.page_no()} / {{nb}}".strip(), align="L")


class _Writer:
    """Writes the blocks of one paper, one below the other."""

    def __init__(self, footer: str) -> None:
        self.sheet = _Sheet(printable(footer))

    def heading(self, text: str, level: int) -> None:
        self.sheet.ln(2.0 if level == 1 else 4.0)
        self.sheet.set_font(FAMILY, "B", _SIZES[level])
        needed = 3 * _SIZES[level]
        if self.sheet.will_page_break(needed):
            self.sheet.add_page()
        self.sheet.start_section(printable(text)[:200] or "-", level=level - 1, strict=False)
        self.lines(text, _SIZES[level] * 0.5)
        self.sheet.ln(1.0)

    def lines(self, text: str, height: float = 5.0, indent: float = 0.0) -> None:
        self.sheet.set_x(self.sheet.l_margin + indent)
        self.sheet.multi_cell(0, height, printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def text(self, text: str, *, bold: bool = False, indent: float = 0.0) -> None:
        self.sheet.set_font(FAMILY, "B" if bold else "", _TEXT)
        self.lines(text, indent=indent)

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                self.heading(block.text, block.level)
            case Paragraph():
                self.text(block.text, bold=block.strong)
                self.sheet.ln(1.5)
            case Items():
                for text in block.texts:
                    self.text(f"• {text}", indent=4.0)
                self.sheet.ln(1.5)
            case Facts():
                for name, said in block.pairs:
                    self.fact(name, said)
                self.sheet.ln(1.5)
            case Table():
                self.text(block.caption, bold=True)
                self.table(block)
            case _:
                assert_never(block)

    def fact(self, name: str, said: str) -> None:
        """Write a word, and beside it what it is here."""
        self.sheet.set_font(FAMILY, "B", _TEXT)
        if self.sheet.get_string_width(printable(name)) > _ASIDE - 2:
            self.text(name, bold=True)
        else:
            self.sheet.cell(_ASIDE, 5.0, printable(name))
        self.sheet.set_font(FAMILY, "", _TEXT)
        self.lines(said, indent=_ASIDE)

    def table(self, table: Table) -> None:
        if not table.rows:
            return
        most = min(LONGEST, 6 * LONGEST // len(table.columns))
        rows = [tuple(_shortened(printable(cell), most) for cell in row) for row in (table.columns, *table.rows)]
        widths = table.widths if len(table.widths) == len(table.columns) else (1,) * len(table.columns)
        self.sheet.set_font(FAMILY, size=_SMALL)
        self.sheet.set_line_width(0.1)
        with self.sheet.table(
            rows=rows,
            col_widths=widths,
            headings_style=FontFace(emphasis="BOLD"),
            borders_layout="HORIZONTAL_LINES",
            text_align="LEFT",
            line_height=4.4,
            v_align="TOP",
            padding=(0.8, 1.5, 0.8, 0),
        ):
            pass
        self.sheet.ln(2.0)


def _shortened(cell: str, most: int) -> str:
    return cell if len(cell) <= most else f"{cell[: most - 1]}…"


def to_pdf(paper: Paper, language: str = "en") -> bytes:
    """Return the paper as a PDF of A4 pages; takes about a second, so ask for it in a worker.

    Letters that the font lacks stand as \N{REPLACEMENT CHARACTER}, and ``paper.letters`` says so at the top.
    """
    return _written(cleaned(paper), language)


def _written(paper: Paper, language: str) -> bytes:
    writer = _Writer(paper.footer)
    sheet = writer.sheet
    _set_up(sheet, paper, language)
    try:
        sheet.add_page()
        writer.heading(paper.title, 1)
        if any(printable(text) != text for text in _texts(paper)):
            writer.text(paper.letters, bold=True)
        for block in paper.blocks:
            writer.block(block)
        return bytes(sheet.output())
    finally:
        for font in sheet.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


def _set_up(sheet: FPDF, paper: Paper, language: str) -> None:
    """Name the document, and lay out its font and margins."""
    sheet.set_creation_date(dt.datetime.combine(paper.day, dt.time(), dt.UTC))
    sheet.set_title(paper.title)
    sheet.set_lang(language)
    sheet.set_producer("Pathways")
    sheet.set_margin(_MARGIN)
    sheet.set_auto_page_break(True, _MARGIN)
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        sheet.add_font(FAMILY, style, FONTS / name)


def _texts(paper: Paper) -> list[str]:
    found = [paper.title, paper.footer]
    for block in paper.blocks:
        match block:
            case Heading() | Paragraph():
                found.append(block.text)
            case Items():
                found += block.texts
            case Facts():
                found += [word for pair in block.pairs for word in pair]
            case Table():
                found += [block.caption, *block.columns, *(cell for row in block.rows for cell in row)]
            case _:
                assert_never(block)
    return found
