"""The transfer check shows what the desk decides, line by line, with totals that add up and a letter to send."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.e2e.ui.conftest import Open

DIPLOMA = {"role": "advisor", "at": "lakeside", "goal": "lakeside-diploma-data-analytics"}
TABLE = """learner,organization,code,title,grade,credit,credit_system,completed
zoe,northgate,COMM101,College Communications,78,3,ontario-college,2024-12-20
zoe,northgate,STAT120,Introduction to Statistics,58,3,ontario-college,2025-04-25
"""


def labels(page: AppTest) -> list[str]:
    """Return what stands on the lines that unfold."""
    return [item.label for item in page.expander]


def said(page: AppTest) -> str:
    """Return everything that the page says in running text."""
    return "\n".join([*(item.value for item in page.markdown), *(item.value for item in page.caption)])


def test_story_a_toward_the_diploma_has_the_figures_computed_by_hand(open_page: Open) -> None:
    page = open_page("transfer", **DIPLOMA)
    assert not page.exception
    assert {item.label: item.value for item in page.metric} == {
        "Attempted": "30",
        "Evaluable": "30",
        "Accepted": "24",
        "Applied": "21",
        "Excess": "3",
        "Refused": "6",
        "Undecided": "0",
    }
    words = said(page)
    assert "Amara Osei: Lakeside College accepts 24 of 30 credits that can be judged." in words
    assert "24 accepted + 6 refused + 0 undecided = 30 evaluable. 21 applied + 3 in excess = 24 accepted." in words
    assert "21 of 30 credits are used; 3 are accepted and left over; 6 are lost" in words


def test_each_line_says_code_difference_cure_rule_and_source(open_page: Open) -> None:
    page = open_page("transfer", **DIPLOMA)
    shown = {label.split(" · ")[-1]: item for label, item in zip(labels(page), page.expander, strict=True)}
    refused = shown["N3 STAT120 Introduction to Statistics – the grade is below the minimum"]
    words = "\n".join(item.value for item in refused.markdown)
    assert "the grade is below the minimum" in words
    assert "retake it for 60 or better, or pass a challenge exam" in words
    assert "how well it was done, or how surely it was assessed" in words
    assert "grade 58 is below 60 (source: Lakeside College calendar 2026-27" in words
    joint = shown["B2 Charts People Understand → DAT1300 (3)"]
    words = "\n".join(item.value for item in joint.markdown)
    assert "uses up Charts People Understand and Dashboards that Decide" in words
    assert "chosen" in words


def test_the_filter_shows_only_what_was_chosen(open_page: Open) -> None:
    page = open_page("transfer", **DIPLOMA)
    assert sum("accepted · " in label for label in labels(page)) == 9
    page.button_group(key="only-decisions").set_value(["refused"]).run()
    assert not page.exception
    assert sum("accepted · " in label for label in labels(page)) == 0
    assert sum("refused · " in label for label in labels(page)) == 2


def test_without_a_program_nothing_is_applied_and_no_figure_says_so(open_page: Open) -> None:
    page = open_page("transfer", **DIPLOMA, program="any")
    assert not page.exception
    assert [item.label for item in page.metric] == ["Attempted", "Evaluable", "Accepted", "Refused", "Undecided"]
    assert [item.value for item in page.metric] == ["30", "30", "24", "6", "0"]
    assert "24 of 30 credits are accepted; 6 are lost" in said(page)


def test_a_file_takes_the_place_of_the_record(open_page: Open) -> None:
    page = open_page("transfer", **DIPLOMA)
    page.file_uploader(key="transcript-file").set_value(("zoe.csv", TABLE.encode(), "text/csv")).run()
    assert not page.exception
    assert {item.label: item.value for item in page.metric}["Evaluable"] == "6"
    assert "zoe: Lakeside College accepts 3 of 6 credits" in said(page)


def test_a_file_that_cannot_be_read_is_told_and_loses_nothing(open_page: Open) -> None:
    page = open_page("transfer", **DIPLOMA)
    broken = TABLE.replace("2024-12-20", "some day")
    page.file_uploader(key="transcript-file").set_value(("zoe.csv", broken.encode(), "text/csv")).run()
    assert not page.exception
    assert page.error[0].value.startswith("**This cannot be read. What you had is unchanged.**")
    assert "some day" in page.error[0].value
    assert "zoe.csv\\:2" in page.error[0].value
    assert "Amara Osei: Lakeside College accepts 24" in said(page)


def test_a_pasted_transcript_is_checked(open_page: Open) -> None:
    page = open_page("transfer", **DIPLOMA)
    page.text_area(key="transcript-text").set_value(TABLE)
    next(item for item in page.button if item.label == "Check this transcript").click().run()
    assert not page.exception
    assert "zoe: Lakeside College accepts 3 of 6 credits" in said(page)


def test_an_address_that_makes_no_sense_shows_a_page_all_the_same(open_page: Open) -> None:
    page = open_page("transfer", at="nowhere", goal="nothing-like-it", program="x", who="nobody")
    assert not page.exception
    assert page.metric
