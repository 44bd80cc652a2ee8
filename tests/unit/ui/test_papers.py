"""A paper says what it was given, letter by letter, as HTML and as PDF, and the same paper is the same bytes."""

from __future__ import annotations

import datetime as dt
import io
from html.parser import HTMLParser

from pypdf import PdfReader

from pathways.papers.paper import Facts, Heading, Items, Paper, Paragraph, Table, clean, to_html
from pathways.papers.pdf import to_pdf

LACKING = "\ufffd"
HOSTILE = '<script>alert("1")</script> **bold** =1+1 & \u202egnp.exe'
PAPER = Paper(
    "Passport of Łucja Şahin",
    dt.date(2026, 9, 1),
    (
        Paragraph(HOSTILE, strong=True),
        Facts((("Name", "Γιώργος Привет"),)),
        Heading("What is held", 3),
        Table("Lines", ("What", "Where"), ((HOSTILE, "Lakeside"), ("two", "✓ verified")), (2, 1)),
        Items(("first", "second")),
    ),
    footer="As of 1 Sept 2026",
)


class _Page(HTMLParser):
    """What a reader of the page meets: tags in order, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_a_page_shows_markup_as_text_and_loads_nothing() -> None:
    page = _Page(to_html(PAPER, "fr"))
    names = [name for name, _ in page.tags]
    assert '<script>alert("1")</script> **bold** =1+1 & gnp.exe' in page.text
    assert not {"script", "img", "link", "iframe"} & set(names)
    assert ("html", {"lang": "fr"}) in page.tags
    assert [name for name in names if name in ("h1", "h2", "h3")] == ["h1", "h3"]
    heads = [given.get("scope") for name, given in page.tags if name == "th"]
    assert heads == ["col", "col", "row", "row"]
    assert not [given for _, given in page.tags if "src" in given or "href" in given]


def test_a_pdf_holds_every_word_in_letters_beyond_latin() -> None:
    pdf = to_pdf(PAPER, "fr")
    (page,) = pages_of(pdf)
    for words in ("Passport of Łucja Şahin", "Γιώργος Привет", "✓ verified", "second", "As of 1 Sept 2026 1 / 1"):
        assert words in page
    assert '<script>alert("1")</script> **bold** =1+1 & gnp.exe' in page
    assert "cannot be printed" not in page
    assert str(PdfReader(io.BytesIO(pdf)).root_object["/Lang"]) == "fr"


def test_letters_that_cannot_be_printed_are_said_to_be_missing_never_shown_as_others() -> None:
    names = ("山田太郎", "عمر", "דוד", "अनिता")
    blocks = tuple(Paragraph(f"{number}: {name}.") for number, name in enumerate(names))
    paper = Paper("Names", dt.date(2026, 9, 1), blocks, letters="Es fehlen Zeichen.")
    (page,) = pages_of(to_pdf(paper))
    marks = [f"{number}: {LACKING * len(clean(name))}." for number, name in enumerate(names)]
    assert page.startswith(" ".join(["Names Es fehlen Zeichen.", *marks]))
    assert all(name in to_html(paper, "en") for name in names)


def test_the_same_paper_is_the_same_bytes_and_another_day_is_another_file() -> None:
    later = Paper(PAPER.title, dt.date(2026, 9, 2), PAPER.blocks, PAPER.footer)
    first = to_pdf(PAPER)
    assert first == to_pdf(PAPER)
    assert to_html(PAPER, "en") == to_html(PAPER, "en")
    assert first != to_pdf(later)
    assert to_html(PAPER, "en") != to_html(later, "en")


def test_a_table_runs_over_pages_and_a_cell_without_end_is_cut() -> None:
    rows = tuple((f"line {number}", "x" * (5_000 if number == 7 else 5)) for number in range(90))
    pages = pages_of(to_pdf(Paper("Long", dt.date(2026, 9, 1), (Table("Lines", ("What", "Where"), rows),))))
    assert len(pages) > 2
    assert all("What Where" in page for page in pages)
    assert all(f"line {number} " in " ".join(pages) for number in range(90))
    assert "x…" in pages[0].replace(" ", "") + pages[1].replace(" ", "")


NASTY = ("", "\ud800", "a\x00b", "\u200d" * 50, "\U0001f600" * 40, "W" * 900, " ".join(["ab"] * 300))


def test_no_text_breaks_a_paper() -> None:
    blocks = [
        block
        for text in NASTY
        for block in (
            Heading(text),
            Paragraph(text),
            Items((text,)),
            Facts(((text, text),)),
            Table(text, (text,) * 8, ((text,) * 8,)),
        )
    ]
    paper = Paper(NASTY[5], dt.date(2026, 9, 1), tuple(blocks), NASTY[5])
    assert len(pages_of(to_pdf(paper))) > 3
    assert to_html(paper, "en").encode()


def test_an_empty_table_and_no_facts_are_papers_too() -> None:
    empty = Paper("Nothing yet", dt.date(2026, 9, 1), (Table("Lines", ("What",), ()), Facts(())))
    (page,) = pages_of(to_pdf(empty))
    assert page.startswith("Nothing yet")
