"""The comparison says where credits go furthest, what is earned already, and lays two goals side by side."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.e2e.ui.conftest import Open

CERTIFICATE = "lakeside-certificate-data-analytics"


def words(page: AppTest) -> list[str]:
    return [item.value for item in page.markdown]


def goals(page: AppTest) -> list[str]:
    """Return the goals that are listed, in order, as links to their gap."""
    found = [item.proto for item in page.get("page_link") if item.proto.page == "gap"]
    return [link.label for link in found if link.label[:1].isdigit()]


def facts(page: AppTest) -> list[str]:
    return [item.value for item in page.caption if "applied" in item.value]


def test_certificates_are_ranked_as_the_command_line_ranks_them(open_page: Open) -> None:
    page = open_page("furthest", kind="certificate")
    assert not page.exception
    assert (
        "The credits of Amara Osei go furthest toward Certificate in Data Analytics, Lakeside College: "
        "60\u00a0% of the way, 12 credits missing."
    ) in words(page)
    assert goals(page)[:3] == [
        "1. Certificate in Office Administration, Northgate College",
        "2. Certificate in Data Analytics, Lakeside College",
        "3. Certificate in Data Support, River Bend Community College",
    ]
    assert facts(page)[:3] == [
        "✓ met · 24 accepted · 15 applied · 0 credits missing",
        "60 % · 24 accepted · 18 applied · 12 credits missing",
        "18.7 % · 21 accepted · 3 applied · 13 credits missing",
    ]
    assert any("13 goals fit." in item.value for item in page.caption)


def test_what_is_earned_already_stands_on_top(open_page: Open) -> None:
    page = open_page("furthest", kind="certificate")
    assert [item.value for item in page.success] == [
        "Already earned and not claimed yet: Certificate in Office Administration, Northgate College. "
        "Ask the institution for it."
    ]


def test_filters_narrow_the_list_and_stand_in_the_address(open_page: Open) -> None:
    page = open_page("furthest", kind="certificate")
    page.text_input[0].set_value("RIVER bend").run()
    assert goals(page) == ["1. Certificate in Data Support, River Bend Community College"]
    assert page.query_params["find"] == "RIVER bend"
    page.text_input[0].set_value("no such words").run()
    assert not page.exception
    assert [item.value for item in page.info] == ["No goal fits these filters. Take one away to see more."]


def test_only_within_reach_leaves_out_what_nothing_counts_toward(open_page: Open) -> None:
    page = open_page("furthest", kind="certificate", reach="yes")
    assert 0 < len(goals(page)) < 13
    assert not any(item.startswith("0 %") for item in facts(page))


def test_two_goals_stand_side_by_side(open_page: Open) -> None:
    page = open_page("furthest", kind="award", one=CERTIFICATE, two="lakeside-diploma-data-analytics")
    assert not page.exception
    shown = [(metric.label, metric.value) for metric in page.metric]
    assert shown == [
        *[("Progress", "60\u00a0%"), ("Required", "30"), ("Applied", "18"), ("Missing", "12")],
        *[("Progress", "35\u00a0%"), ("Required", "60"), ("Applied", "21"), ("Missing", "39")],
    ]
    said = words(page)
    here, there = (place for place, item in enumerate(said) if item == "**Counts here and not there**")
    assert said[here + 1] == "- nothing"
    assert "(there: accepted, but nothing asks for it)" in said[there + 1]
    assert said[there + 1].count("\n") == 0, "three more credits, one more course"


def test_a_goal_of_the_list_leads_to_its_gap(open_page: Open) -> None:
    page = open_page("furthest", kind="certificate")
    link = next(item.proto for item in page.get("page_link") if item.proto.label.startswith("2. Certificate in Data"))
    assert f"goal={CERTIFICATE}" in link.query_string
    assert "kind" not in link.query_string
