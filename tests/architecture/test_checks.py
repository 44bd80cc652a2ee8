"""Every check of a badge has one outcome and one sentence, is given somewhere, and stands on its page."""

from __future__ import annotations

import re

import pytest

from pathways.model.check_codes import CheckCode
from pathways.verification.meanings import MEANING
from tests.architecture.checks_page import PAGE, page
from tests.support import REPO

ROOM = REPO / "pathways"
USED = re.compile(r"CheckCode\.([A-Z0-9_]+)")


def test_every_code_has_its_meaning_and_no_sentence_stands_twice() -> None:
    assert set(MEANING) == set(CheckCode)
    sentences = [words for _, words in MEANING.values()]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("words", [words for _, words in MEANING.values()])
def test_a_meaning_is_a_sentence(words: str) -> None:
    assert words[0].isupper()
    assert words.endswith(".")


def test_every_code_is_given_somewhere_beside_the_table() -> None:
    table = {ROOM / "verification" / "meanings.py", ROOM / "model" / "check_codes.py"}
    given: set[str] = set()
    for path in ROOM.rglob("*.py"):
        if path not in table:
            given.update(USED.findall(path.read_text("utf-8")))
    assert {code.name for code in CheckCode} <= given


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.architecture.checks_page"


def test_every_row_of_the_list_of_inputs_to_refuse_is_a_test() -> None:
    """The rows are those of the shared list; each test that covers one is marked with its number."""
    mark = re.compile(r"badge_row\((\d+)\)")
    found = {int(n) for path in (REPO / "tests").rglob("test_*.py") for n in mark.findall(path.read_text("utf-8"))}
    assert set(range(1, 37)) <= found, f"no test for {sorted(set(range(1, 37)) - found)}"
