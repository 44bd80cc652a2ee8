"""The page of first steps says what to take next, what it does for the goals, and leads to a plan with it."""

from __future__ import annotations

from urllib.parse import parse_qs

from streamlit.testing.v1 import AppTest

from tests.e2e.ui.conftest import Open

STATISTICS = "1. Have STA1001 Statistics for Decisions assessed"


def words(page: AppTest) -> list[str]:
    return [item.value for item in page.markdown]


def links(page: AppTest, label: str) -> list[dict[str, list[str]]]:
    """Return the addresses behind the links of a name."""
    found = [item.proto for item in page.get("page_link") if item.proto.label == label]
    return [parse_qs(link.query_string) for link in found]


def test_the_first_step_is_told_with_what_it_does(open_page: Open) -> None:
    page = open_page("next")
    assert not page.exception
    said = words(page)
    assert "The best that Amara Osei can do first: have STA1001 Statistics for Decisions assessed." in said
    assert page.subheader[0].value == STATISTICS
    assert r"Lakeside College · Sep 8, 2026 to Dec 18, 2026 · \$148.86\* · 3 credits" in said
    grounds = next(item for item in said if "Diploma in Data Analytics: from 39 to 36 credits missing" in item)
    assert r"the whole way then costs \$261.14 less" in grounds
    assert "Opens DAT1400 Analytics in Practice" in grounds
    assert "Counts in 4 credentials." in grounds
    assert any(item.value.startswith(r"\* A claim, not checked") for item in page.caption)
    assert "5 of 72 things that may be begun now." in [item.value for item in page.caption]


def test_each_step_leads_to_a_plan_with_it(open_page: Open) -> None:
    page = open_page("next")
    found = links(page, "Make a plan with it")
    assert [link["take"] for link in found][:2] == [["assessment-lakeside-STA1001"], ["assessment-lakeside-DAT1010"]]
    assert {tuple(link["asked"]) for link in found} == {("yes",)}
    assert {tuple(link["goal"]) for link in found} == {("lakeside-diploma-data-analytics",)}


def test_more_are_shown_on_demand_and_the_address_says_so(open_page: Open) -> None:
    page = open_page("next")
    next(button for button in page.button if button.label == "Show more").click().run()
    assert not page.exception
    assert "10 of 72 things that may be begun now." in [item.value for item in page.caption]
    assert page.query_params["top"] == "10"


def test_without_a_goal_it_goes_toward_the_nearest_of_all(open_page: Open) -> None:
    page = open_page("next", toward="all")
    assert not page.exception
    assert page.multiselect[0].value == []
    assert any("Toward: Data Storyteller, Certificate in Data Analytics" in item.value for item in page.caption)
    assert any("No goal is named: these are the 5 nearest that the record can reach." in item for item in words(page))


def test_another_learner_gets_another_answer(open_page: Open) -> None:
    page = open_page("next", who="prior-learning-candidate")
    assert not page.exception
    assert page.subheader[0].value != STATISTICS
    assert "Jules Marty" in words(page)[0]


def test_a_chosen_goal_stands_in_the_address(open_page: Open) -> None:
    page = open_page("next")
    page.multiselect[0].set_value(["lakeside-certificate-data-analytics"]).run()
    assert not page.exception
    assert page.query_params["toward"] == "lakeside-certificate-data-analytics"
    assert not any("from 39 to 36" in item for item in words(page))
    assert any("from 12 to 9" in item for item in words(page))
