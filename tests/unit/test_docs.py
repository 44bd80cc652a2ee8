"""The pages that people rely on speak of what is there: paragraphs, codes, files and names."""

from __future__ import annotations

import re

import pytest

from pathways.model.codes import ReasonCode
from tests.support import PACKAGE, REPO

DOCS = REPO / "docs"
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py")))


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_the_law_book_has_its_sixteen_paragraphs() -> None:
    assert re.findall(r"^## (\d+)\. ", page("semantics.md"), re.MULTILINE) == [str(number) for number in range(1, 17)]


def test_the_articles_of_each_paragraph_are_counted() -> None:
    for paragraph in page("semantics.md").split("\n## ")[1:]:
        title, _, body = paragraph.partition("\n")
        numbers = [int(number) for number in re.findall(r"^(\d+)\. ", body, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1)), title


def test_the_law_book_names_every_reason_code() -> None:
    words = page("semantics.md")
    assert [code for code in ReasonCode if f"`{code}`" not in words] == []


@pytest.mark.parametrize("name", ["semantics.md", "glossary.md", "architecture.md"])
def test_what_is_written_as_code_exists(name: str) -> None:
    written = set(re.findall(r"`([A-Za-z_]\w*)`", page(name)))
    known = set(re.findall(r"\w+", SOURCE)) | {path.stem for path in PACKAGE.rglob("*") if path.is_dir()}
    known |= {path.name for path in (REPO / "tests").rglob("*") if path.is_dir()}
    assert sorted(written - known) == []


def test_every_file_of_the_engine_is_in_the_architecture() -> None:
    words = page("architecture.md")
    files = [path.name for room in ("recognition", "completion") for path in (PACKAGE / room).glob("[!_]*.py")]
    known = set(re.findall(r"`(?:\w+/)*(\w+\.py)`", words))
    missing = sorted(set(files) - known - {"types.py"})
    assert missing == []


def test_files_named_in_the_architecture_exist() -> None:
    named = set(re.findall(r"`((?:\w+/)*\w+\.py)`", page("architecture.md")))
    files = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    assert [
        name for name in sorted(named) if not any(file == name or file.endswith(f"/{name}") for file in files)
    ] == []


def test_the_glossary_is_in_order() -> None:
    words = re.findall(r"^\| ([^|]+) \| (?!in the code|-)", page("glossary.md"), re.MULTILINE)
    assert len(words) > 50
    assert words == sorted(words, key=str.casefold)
