"""The plan page works out nothing before it is asked, tells what the desk found, and helps where there is no plan."""

from __future__ import annotations

import datetime as dt

from streamlit.testing.v1 import AppTest

from tests.e2e.ui.conftest import Open

CERTIFICATE = "lakeside-certificate-data-analytics"
STATISTICS = "assessment-lakeside-STA1001"
STORY_A = (
    r"Amara Osei can hold Certificate in Data Analytics by Apr 23, 2027: 4 things to do in 2 terms, \$1,506.86 in all."
)


def words(page: AppTest) -> list[str]:
    return [item.value for item in page.markdown]


def captions(page: AppTest) -> list[str]:
    return [item.value for item in page.caption]


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def figures(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def test_nothing_is_worked_out_until_it_is_asked(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE, take=STATISTICS)
    assert not page.exception
    assert not page.metric
    assert page.multiselect[0].value == [CERTIFICATE]
    assert STATISTICS in [name for control in page.multiselect for name in control.value]
    assert {item.label: item.value for item in page.number_input}["Most courses a term"] == 2, "the record's own wish"
    press(page, "Make the plan")
    assert not page.exception
    assert STORY_A in words(page)
    assert page.query_params["asked"] == "yes"
    assert page.query_params["take"] == STATISTICS


def test_a_plan_is_told_from_its_address_alone(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE, take=STATISTICS, asked="yes")
    assert not page.exception
    said = words(page)
    assert STORY_A in said
    assert figures(page) == {
        "Done by": "Apr 23, 2027",
        "Terms": "2",
        "Things to do": "4",
        "Cost in CAD": "$1,506.86",
    }
    assert "Proven: nothing is done sooner; of those, nothing costs less. Checked by replaying it step by step." in (
        captions(page)
    )
    assert [item for item in said if item.startswith("####")] == ["#### Fall 2026", "#### Winter 2027"]
    fall = next(item for item in said if "Have STA1001 Statistics for Decisions assessed" in item)
    assert r"assessment · Lakeside College · counts for Certificate in Data Analytics · 3 credits · \$148.86\*" in fall
    held = [item for item in said if item.startswith("**If you stop here, you hold:**")]
    assert [item.rpartition(": ")[2] for item in held] == ["80 %", "earned"]
    assert [item.value for item in page.success] == ["Earned on Apr 23, 2027: Certificate in Data Analytics."]
    assert "Hand in for recognition" in [item.value for item in page.subheader]
    assert "- Not lodged by 2026-12-31, B3 counts for nothing: credit lost: 3." in said


def test_where_there_is_no_plan_one_click_tries_what_would_help(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE, deadline="2026-12-31", asked="yes")
    assert not page.exception
    said = words(page)
    assert "No plan takes Amara Osei to Certificate in Data Analytics within these conditions: that is proven." in said
    assert "- At most 2 courses a term (your own condition)." in said
    assert "- Finished by 2026-12-31 (your own condition)." in said
    assert "**One more term: finish by 2027-04-23.**" in said
    assert r"Then done by Apr 23, 2027, \$1,506.86 in all and shown to work." in said
    press(page, "Try it")
    assert not page.exception
    assert STORY_A in words(page)
    assert page.query_params["deadline"] == "2027-04-23"
    assert page.date_input[1].value == dt.date(2027, 4, 23), "the control says what was changed"


def test_every_trade_can_be_picked_from(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE, asked="yes", front="yes")
    assert not page.exception
    assert (
        r"**2 plans that no other beats: done from Apr 23, 2027 to Aug 18, 2028, for \$1,506.86 to \$5,196.86**"
    ) in words(page)
    control = next(item for item in page.selectbox if item.label == "Show this plan")
    assert len(control.options) == 3
    control.set_value(2).run()
    assert not page.exception
    assert page.query_params["pick"] == "2"
    assert (
        "Amara Osei can hold Certificate in Data Analytics by Apr 23, 2027 and Diploma in Data Analytics by "
        r"Aug 18, 2028: 13 things to do in 6 terms, \$5,196.86 in all."
    ) in words(page)
    shown = figures(page)
    assert (shown["Done by"], shown["Terms"], shown["Cost in CAD"]) == ("Aug 18, 2028", "6", "$5,196.86")
    earned = [item.value for item in page.success]
    assert earned == [
        "Earned on Apr 23, 2027: Certificate in Data Analytics.",
        "Earned on Aug 18, 2028: Diploma in Data Analytics.",
    ]
    assert not page.date_input[1].value, "what was asked for stays as it was"


def test_an_address_that_makes_no_sense_keeps_the_page(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE, load="many", budget="lots", first="best", deadline="soon", pick="x")
    assert not page.exception
    assert page.title[0].value == "How do I get there?"
    assert {item.label: item.value for item in page.number_input}["Most courses a term"] == 2


def test_without_a_goal_there_is_nothing_to_plan(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE)
    page.multiselect[0].set_value([])
    press(page, "Make the plan")
    assert not page.exception
    assert [item.value for item in page.info] == ["Choose at least one goal, then make the plan."]
    assert not page.metric


def test_a_thing_that_does_not_exist_is_said_and_nothing_is_lost(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE, take="no-such-course", hours="9", asked="yes")
    assert not page.exception
    assert any("U001" in item.value and "no-such-course" in item.value for item in page.error)
    assert {item.label: item.value for item in page.number_input}["Most hours a week"] == 9


def test_wishes_stay_while_another_page_is_looked_at(open_page: Open) -> None:
    page = open_page("plan", goal=CERTIFICATE, hours="9")
    assert page.session_state["visit"].left == {("", ""): {}}
    visit = page.session_state["visit"]
    visit.come_to("gap", {})
    assert visit.words_of() == {}
    visit.come_to("plan", {"take": STATISTICS})
    assert visit.words_of("hours", "take") == {"hours": "9", "take": STATISTICS}
    visit.come_to("plan", {"take": STATISTICS})
    assert visit.words_of("hours", "take") == {"take": STATISTICS}, "on the page itself the address is all there is"
