"""The first page leads everybody to their first task; the glossary explains every word that is used."""

from __future__ import annotations

import pytest

from pathways.ui import router
from pathways.ui.glossary import GLOSSARY, TITLES
from pathways.ui.pages import start
from tests.e2e.ui.conftest import SHIELDED, Open


def test_the_first_answer_stands_there_without_a_click(open_page: Open) -> None:
    page = open_page()
    assert not page.exception
    assert [item.value for item in page.subheader][:3] == ["I am learning", "I advise learners", "I design programs"]
    assert any("Amara Osei has 21 of 60 credits" in item.value for item in page.markdown)


def test_every_word_of_the_glossary_has_its_title_and_stands_on_its_page(open_page: Open) -> None:
    assert list(TITLES) == list(GLOSSARY)
    page = open_page("words")
    assert not page.exception
    assert len(page.table[0].value) == len(GLOSSARY)


def test_our_own_bug_is_told_in_plain_words(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(visit: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(router, "shielded", SHIELDED)
    monkeypatch.setattr(start, "show", broken)
    page = open_page()
    assert not page.exception
    assert "our mistake" in page.error[0].value
    assert "secret" not in page.error[0].value
