"""The first page leads everybody to their first task; the glossary explains every word that is used."""

from __future__ import annotations

from pathways.ui.glossary import GLOSSARY, TITLES
from tests.e2e.ui.conftest import Open


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
