"""The gap page says what the desk answers, in the visitor's language, and survives what makes no sense."""

from __future__ import annotations

import pytest

from tests.e2e.ui.conftest import Open


def test_it_opens_with_the_answer_in_a_sentence(open_page: Open) -> None:
    page = open_page("gap")
    assert not page.exception
    assert page.title[0].value == "How far am I?"
    words = [item.value for item in page.markdown]
    assert (
        "Amara Osei has 21 of 60 credits toward Diploma in Data Analytics, Lakeside College. "
        "Still missing: 39 credits, in 13 courses."
    ) in words
    assert [metric.value for metric in page.metric] == ["35\u00a0%", "60", "21", "0", "39"]


def test_the_address_says_who_and_what(open_page: Open) -> None:
    page = open_page("gap", who="prior-learning-candidate", goal="aubrac-title-data-coordinator@2026")
    assert not page.exception
    assert any("Jules Marty has 3 of 4 blocks" in item.value for item in page.markdown)


def test_an_occupation_is_told_by_its_abilities(open_page: Open) -> None:
    page = open_page("gap", who="nurse-trained-abroad", goal="nurse-general-care")
    assert not page.exception
    assert any("shows" in item.value and "% of" in item.value for item in page.markdown)


@pytest.mark.parametrize("address", [{"goal": "nothing-like-it"}, {"who": "nobody"}, {"day": "soon"}, {"lang": "tlh"}])
def test_an_address_that_makes_no_sense_shows_a_page_all_the_same(open_page: Open, address: dict[str, str]) -> None:
    page = open_page("gap", **address)
    assert not page.exception
    assert page.title[0].value == "How far am I?"
    assert page.metric


def test_a_list_of_abilities_is_a_goal_too(open_page: Open) -> None:
    page = open_page("gap", who="li", abilities="bw-plan-maintenance~bw-keep-spare-parts")
    assert not page.exception
    assert "Li Wen shows 50\u00a0% of 2 abilities that you chose." in [item.value for item in page.markdown]
