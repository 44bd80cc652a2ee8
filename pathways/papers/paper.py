"""What is a printed document made of?  Headings, sentences, facts and tables; written as HTML or as PDF.

A paper is plain values, all words: it may go to another process and be a key.  What stands in it is shown letter by
letter, never read as markup.  The same paper gives the same bytes; the day in it is given, no clock is read.

>>> paper = Paper("Letter", dt.date(2026, 9, 1), (Heading("Result"), Paragraph("3 of 4 <b>credits</b>")))
>>> "<p dir='auto'>3 of 4 &lt;b&gt;credits&lt;/b&gt;</p>" in to_html(paper, "en")
True
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final, assert_never

from pathways.language.words import msg

LETTERS: Final = msg(
    "Some letters cannot be printed in this PDF; each is shown as \ufffd. "
    "The web page (HTML) of this document shows them."
)
"""What a PDF says at its top where its font lacks a letter; give it translated as ``Paper.letters``."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the title: of level 2, or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences; ``strong`` ones are set apart."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """Sentences as a list."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a word and what it is here, such as name, day, institution."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under named columns; ``caption`` says what the table holds, ``widths`` are shares of the page."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


Block = Heading | Paragraph | Items | Facts | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: its title, its day, and what it says; ``footer`` stands at the end of every page."""

    title: str
    day: dt.date
    blocks: tuple[Block, ...]
    footer: str = ""
    letters: str = LETTERS


def clean(text: str) -> str:
    """Return text in composed letters on one line, without what controls a screen or turns the direction of reading.

    >>> clean("a\\x00b\\u202e c\\n d") == "ab c d" and clean("e\\u0301") == "\\u00e9"
    True
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(letter for letter in composed if letter in _JOINERS or unicodedata.category(letter) not in _UNSEEN)


_JOINERS: Final = "\u200c\u200d"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})


def cleaned(paper: Paper) -> Paper:
    """Return the paper with every word of it clean."""
    blocks = tuple(_clean_block(block) for block in paper.blocks)
    return Paper(clean(paper.title), paper.day, blocks, clean(paper.footer), clean(paper.letters))


def _clean_block(block: Block) -> Block:
    match block:
        case Heading():
            return Heading(clean(block.text), 3 if block.level > 2 else 2)
        case Paragraph():
            return Paragraph(clean(block.text), block.strong)
        case Items():
            return Items(tuple(map(clean, block.texts)))
        case Facts():
            return Facts(tuple((clean(name), clean(said)) for name, said in block.pairs))
        case Table():
            rows = tuple(tuple(map(clean, row)) for row in block.rows)
            return Table(clean(block.caption), tuple(map(clean, block.columns)), rows, block.widths)
        case _:
            assert_never(block)


_STYLE: Final = Path(__file__).with_name("paper.css")


def to_html(paper: Paper, language: str) -> str:
    """Return a whole web page in ``language``: nothing in it is fetched or run, and it prints well."""
    clear = cleaned(paper)
    style = _STYLE.read_text(encoding="utf-8")
    body = "\n".join(_html_block(block) for block in clear.blocks)
    footer = f"\n<footer><p dir='auto'>{escape(clear.footer)}</p></footer>" if clear.footer else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="date" content="{clear.day.isoformat()}">\n'
        f"<title>{escape(clear.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<h1 dir='auto'>{escape(clear.title)}</h1>\n{body}\n</main>{footer}\n</body>\n</html>\n"
    )


def _html_block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level} dir='auto'>{escape(block.text)}</h{block.level}>"
        case Paragraph():
            text = escape(block.text)
            return f"<p dir='auto'><strong>{text}</strong></p>" if block.strong else f"<p dir='auto'>{text}</p>"
        case Items():
            items = "".join(f"<li dir='auto'>{escape(text)}</li>\n" for text in block.texts)
            return f"<ul>\n{items}</ul>"
        case Facts():
            pairs = (f"<div><dt>{escape(a)}</dt><dd dir='auto'>{escape(b)}</dd></div>\n" for a, b in block.pairs)
            return f"<dl>\n{''.join(pairs)}</dl>"
        case Table():
            return _html_table(block)
        case _:
            assert_never(block)


def _html_table(table: Table) -> str:
    """Return a table; on a narrow screen each row is a card, so every part says its role, and every cell its column."""
    head = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in table.columns)
    body = "\n".join(_html_row(table.columns, row) for row in table.rows)
    return (
        f'<table role="table">\n<caption>{escape(table.caption)}</caption>\n'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{body}\n</tbody>\n</table>'
    )


def _html_row(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    first = "".join(f"<th scope='row' role='rowheader' dir='auto'>{escape(cell)}</th>" for cell in row[:1])
    rest = "".join(
        f"<td role='cell' dir='auto' data-column='{escape(name)}'>{escape(cell)}</td>"
        for name, cell in zip(columns[1:], row[1:], strict=False)
    )
    return f"<tr role='row'>{first}{rest}</tr>"
