"""A record of one's own: entered, uploaded, changed, judged line by line, carried away; mistakes lose nothing."""

from __future__ import annotations

import json
from tempfile import gettempdir

import pytest
from streamlit.testing.v1 import AppTest

from pathways.formats.records import dump_record, load_record
from pathways.model.record import LearnerRecord, Verification
from pathways.resources import data_root
from pathways.ui.names import plain
from pathways.ui.own import table_text
from tests.e2e.ui.conftest import Open

AMARA = load_record(data_root() / "sample" / "records" / "career-changer.yaml")


def held(page: AppTest) -> LearnerRecord:
    record = page.session_state["visit"].record
    assert isinstance(record, LearnerRecord)
    return record


def upload(page: AppTest, name: str, content: bytes) -> AppTest:
    page.file_uploader(key="record-upload").upload(name, content, "text/plain")
    return page.run()


def texts(page: AppTest) -> str:
    return "\n".join(item.value for item in page.markdown)


def own(open_page: Open) -> AppTest:
    page = open_page("record").button(key="copy").click().run()
    assert not page.exception
    return page


def turn(page: AppTest) -> int:
    return int(page.session_state["record-turn"])


def test_it_says_what_is_brought_and_what_each_line_is_worth(open_page: Open) -> None:
    page = open_page("record", goal="lakeside-diploma-data-analytics")
    assert not page.exception
    assert "Amara Osei brings 11 lines: 3 verified, 8 are claims." in texts(page)
    assert "At Lakeside College: 9 accepted, 2 refused, 0 undecided." in texts(page)
    rows = {row["Line"]: row for row in page.table[0].value.to_dict("records")}
    refused = rows["STAT120 Introduction to Statistics"]
    assert refused["Decision"] == "✗ refused"
    assert refused["What helps"] == "retake it for 60 or better, or pass a challenge exam"
    assert rows["Python Foundations"]["Verification"] == "✓ verified, says the record"
    assert rows["Python Foundations"]["Counts as"] == "DAT1200"
    assert rows["COMM101 College Communications"]["Verification"] == "? claim, not checked"
    assert "the grade is below the minimum (GRADE\\_BELOW\\_MIN)" in texts(page)


def test_a_line_is_entered_by_hand_and_judged(open_page: Open) -> None:
    page = open_page("record", goal="lakeside-diploma-data-analytics").button(key="begin").click().run()
    assert page.query_params["who"] == "own"
    page.selectbox(key="home-1-").select("lakeside").run()
    page.selectbox(key="course-1--lakeside").select("lakeside-STA1001")
    page.text_input(key="grade-1-").input("81")
    page.button(key="save-1-").click().run()
    assert not page.exception
    (line,) = held(page).attainments
    assert (line.id, line.course, line.grade, line.verification) == ("L1", "lakeside-STA1001", "81", None)
    assert page.success[0].value == "Saved: STA1001 Statistics for Decisions"
    assert "My own record brings 1 line: 0 verified, 1 is a claim." in texts(page)
    assert "At Lakeside College: 1 accepted, 0 refused, 0 undecided." in texts(page)
    assert "STA1001" not in json.dumps(page.query_params)
    assert page.text_input(key="grade-2-").value == ""


def test_what_was_typed_stays_until_it_is_right(open_page: Open) -> None:
    page = own(open_page)
    before, number = held(page), turn(page)
    page.segmented_control(key=f"kind-{number}-").set_value("other").run()
    page.button(key=f"save-{number}-").click().run()
    assert "Nothing says what was learned." in page.error[0].value
    page.text_input(key=f"credit-{number}-").input("4")
    page.text_input(key=f"title-{number}-").input("Ran a payroll office")
    page.button(key=f"save-{number}-").click().run()
    assert "K003" in page.error[0].value
    assert held(page) == before
    assert page.text_input(key=f"title-{number}-").value == "Ran a payroll office"
    page.selectbox(key=f"system-{number}-").select("ontario-college")
    page.text_input(key=f"hours-{number}-").input("many")
    page.button(key=f"save-{number}-").click().run()
    assert held(page) == before
    assert page.error
    page.text_input(key=f"hours-{number}-").input("120")
    page.button(key=f"save-{number}-").click().run()
    assert not page.error
    line = held(page).attainments[-1]
    assert (line.title, str(line.credit)) == ("Ran a payroll office", "4 ontario-college")
    assert line.hours == 120


def test_who_changes_a_verified_line_makes_a_claim_of_it(open_page: Open) -> None:
    page = own(open_page)
    page.selectbox(key=f"line-{turn(page)}").select("B1").run()
    assert "it is a claim again" in page.warning[0].value
    page.text_input(key=f"note-{turn(page)}-B1").input("seen by the registrar")
    page.button(key=f"save-{turn(page)}-B1").click().run()
    line = next(item for item in held(page).attainments if item.id == "B1")
    assert (line.note, line.verification) == ("seen by the registrar", Verification.VERIFIED)
    page.selectbox(key=f"line-{turn(page)}").select("B1").run()
    page.text_input(key=f"grade-{turn(page)}-B1").input("100")
    page.button(key=f"save-{turn(page)}-B1").click().run()
    line = next(item for item in held(page).attainments if item.id == "B1")
    assert (line.grade, line.verification) == ("100", Verification.UNVERIFIED)


def test_saving_without_a_change_changes_nothing_and_a_removed_line_can_be_had_back(open_page: Open) -> None:
    page = own(open_page)
    for name in ("N1", "B3"):
        page.selectbox(key=f"line-{turn(page)}").select(name).run()
        page.button(key=f"save-{turn(page)}-{name}").click().run()
    assert held(page) == AMARA
    page.selectbox(key=f"line-{turn(page)}").select("N4").run()
    page.button(key=f"remove-{turn(page)}-N4").click().run()
    assert [line.id for line in held(page).attainments] == ["N1", "N2", "N3", "N5", "N6", "N7", "N8", "B1", "B2", "B3"]
    page.button(key="undo").click().run()
    assert held(page) == AMARA


def test_name_day_and_goals_are_ones_own(open_page: Open) -> None:
    page = open_page("record").button(key="begin").click().run()
    page.text_input(key="person-1").input("  Łucja   Şahin ")
    page.button(key="save-person-1").click().run()
    page.selectbox(key=f"goal-credential-{turn(page)}").select("lakeside-certificate-data-analytics")
    page.button(key=f"add-goal-{turn(page)}").click().run()
    record = held(page)
    assert record.learner.name == "Łucja Şahin"
    assert [goal.credential for goal in record.goals] == ["lakeside-certificate-data-analytics"]
    assert page.session_state["visit"].goal == "lakeside-certificate-data-analytics"
    page.button(key=f"add-goal-{turn(page)}").click().run()
    assert page.error[0].value == "Choose a goal first. Nothing was changed."
    page.button(key=f"drop-goal-{turn(page)}-0").click().run()
    assert held(page).goals == ()


@pytest.mark.parametrize("fmt", ["yaml", "json"])
def test_what_is_downloaded_and_uploaded_is_the_same(open_page: Open, fmt: str) -> None:
    text = dump_record(AMARA, fmt="json" if fmt == "json" else "yaml")
    page = upload(open_page("record", who="employee"), f"amara.{fmt}", text.encode())
    assert not page.exception
    assert not page.error
    assert held(page) == AMARA
    assert page.session_state["visit"].is_own
    assert page.success[0].value == "11 lines were read."


def test_lines_downloaded_as_a_table_and_uploaded_are_the_same(open_page: Open) -> None:
    page = upload(open_page("record", who="employee"), "amara.csv", table_text(AMARA).encode())
    assert held(page).attainments == AMARA.attainments
    assert held(page).learner.id == AMARA.learner.id


BROKEN = {
    "empty.csv": (b"", "F006"),
    "empty.yaml": (b"", "F003"),
    "broken.yaml": (b"learner: {id: a\n  attainments: [", "F002"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\x00\x00", "F004"),
    "latin.csv": ("learner,title\na,Français\n".encode("latin-1"), "F004"),
    "two.csv": (b"learner,title\na,Welding\nb,Baking\n", "F006"),
    "list.json": (b"[1, 2]", "F003"),
    "twice.yaml": (b"learner: {id: a}\nattainments: [{id: L1, title: x}, {id: L1, title: y}]\n", "R002"),
    "bomb.yaml": (
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (i, i, i - 1, i - 1) for i in range(98, 122)),
        "F0",
    ),
    "big.csv": (b"title\n" + b"x\n" * 2_600_000, "F005"),
    "unknown.yaml": (b"learner: {id: a}\nattainments: [{id: L1, course: nowhere-X1}]\n", "R001"),
}


def test_what_cannot_be_taken_is_said_and_what_was_there_is_unchanged(open_page: Open) -> None:
    page = own(open_page)
    before = held(page)
    for name, (content, code) in BROKEN.items():
        upload(page, name, content)
        assert not page.exception, name
        (error,) = page.error
        assert code in error.value, name
        assert "What you had is unchanged." in error.value, name
        assert f"({plain(name)}" in error.value or name in ("big.csv", "unknown.yaml"), name
        assert gettempdir() not in error.value, name
        assert held(page) == before, name
        assert "Amara Osei brings 11 lines" in texts(page), name


def test_a_file_may_be_called_anything(open_page: Open) -> None:
    page = upload(open_page("record"), "../my@grades #1 été.csv", b"title,grade\nWelding,80\n")
    assert not page.exception
    assert not page.error
    assert [line.title for line in held(page).attainments] == ["Welding"]


def test_unknown_courses_are_taken_only_if_wanted_and_can_be_undone(open_page: Open) -> None:
    page = upload(own(open_page), "unknown.yaml", BROKEN["unknown.yaml"][0])
    (button,) = [item for item in page.button if item.label == "Take it all the same"]
    button.click().run()
    assert [line.course for line in held(page).attainments] == ["nowhere-X1"]
    assert "0 accepted, 0 refused, 1 undecided." in texts(page)
    page.button(key="undo").click().run()
    assert held(page) == AMARA


def test_titles_are_shown_letter_by_letter(open_page: Open) -> None:
    title = "<img src=x onerror=alert(1)> **bold** [link](http://x) =1+1"
    record = {"learner": {"id": "a", "name": "# A"}, "attainments": [{"id": "L1", "title": title}]}
    page = upload(open_page("record"), "a.json", json.dumps(record).encode())
    assert not page.exception
    escaped = "\\<img src=x onerror=alert(1)\\> \\*\\*bold\\*\\* \\[link\\](http\\://x) =1+1"
    assert page.table[0].value.iloc[0]["Line"] == escaped
    assert any(escaped in item.label for item in page.expander)
    assert any(item.value.startswith("\\# A brings 1 line") for item in page.markdown)


def test_an_own_record_is_beside_the_samples_and_never_in_the_address(open_page: Open) -> None:
    page = open_page("record").button(key="begin").click().run()
    page.selectbox(key="learner-own").select("employee").run()
    assert page.query_params["who"] == "employee"
    assert len(held(page).attainments) > 0
    page.selectbox(key="learner-employee").select("own").run()
    assert page.query_params["who"] == "own"
    assert held(page).attainments == ()
    other = open_page("record", who="own")
    assert "Your own record was in another session" in other.warning[0].value
    assert "Amara Osei brings 11 lines" in texts(other)
