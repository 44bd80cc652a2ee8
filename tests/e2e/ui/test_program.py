"""The program page shows story E as it was computed by hand: what carries over, what dies, what the ladder costs."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.e2e.ui.conftest import Open

CERTIFICATE = "ridgeway-certificate-data-analytics"
DEGREE = "meridian-bs-data-analytics"


def words(page: AppTest) -> str:
    return "\n".join(str(item.value) for item in (*page.markdown, *page.caption, *page.info)).replace("\u00a0", " ")


def cells(page: AppTest) -> list[list[str]]:
    """Return every row of every table, as it is read."""
    found = [row for item in page.table for row in item.value.astype(str).values.tolist()]
    return [[cell.replace("\u00a0", " ").replace("\\", "") for cell in row] for row in found]


def metrics(page: AppTest) -> dict[str, str]:
    return {item.label: item.value.replace("\u00a0", " ") for item in page.metric}


def test_the_ladder_of_story_e_is_told_exactly(open_page: Open) -> None:
    page = open_page("program", program=CERTIFICATE, day="2026-09-01")
    assert not page.exception
    said, rows, figures = words(page), cells(page), metrics(page)
    assert "asks for 30 credits. All of it is fixed by name." in said
    assert "90 % carries over: 27 of 30 credits of Certificate in Data Analytics count in Diploma" in said
    assert "95 % carries over: 57 of 60 credits of Diploma in Data Analytics count in Bachelor" in said
    through = {(row[0], row[1]): row[2:] for row in rows if len(row) == 4 and row[3].endswith(" credits")}
    assert through["Certificate in Data Analytics", "Bachelor of Science in Data Analytics"] == [
        "80 %",
        "24 of 30 credits",
    ]
    assert (figures["Along the ladder"], figures["Straight to the top"]) == ("126", "120")
    assert (figures["Penalty"], figures["Penalty in percent"], figures["Hours lost"]) == ("6", "5 %", "270")
    dead = [row[:4] for row in rows if row[2:3] == ["135"]]
    assert ["MC8: Survey Tools", "3 credits", "135", "Diploma in Data Analytics"] in dead
    assert ["GEN102 Technology and Society", "3 credits", "135", "Bachelor of Science in Data Analytics"] in dead
    assert "teach 10 abilities; 10 of them in one place only" in said


def test_the_degree_says_its_rules_with_their_source_and_what_it_asks(open_page: Open) -> None:
    page = open_page("program", program=DEGREE, day="2026-09-01")
    assert not page.exception
    said, rows = words(page), cells(page)
    assert "asks for 120 credits: 45 credits fixed by name, 75 credits to choose." in said
    source = "Meridian University catalog 2026-27 (invented for this sample)"
    assert ["Total", "At least 120 credits in all.", source] in rows
    home = "At least 25 % of the credit must be earned at Meridian University: 30 credits."
    assert ["Residency", home, source] in rows
    assert ["Level", "At least 45 credits at level 3 or above.", source] in rows
    assert "stacks into no larger program of this catalogue" in said


def test_the_address_names_the_program_the_way_and_the_ladder(open_page: Open) -> None:
    page = open_page("program", program=CERTIFICATE, into=DEGREE, ladder=f"{CERTIFICATE},{DEGREE}", day="2026-09-01")
    assert not page.exception
    said = words(page)
    assert "80 % carries over: 24 of 30 credits of Certificate in Data Analytics count in Bachelor" in said
    assert page.query_params["into"] == DEGREE
    assert page.query_params["ladder"] == f"{CERTIFICATE},{DEGREE}"
    assert metrics(page)["Along the ladder"] == "126"


def test_an_address_that_makes_no_sense_shows_a_program_all_the_same(open_page: Open) -> None:
    page = open_page("program", program="nothing", into="nobody", ladder="a,b", day="2026-09-01")
    assert not page.exception
    assert "Certificate in Data Analytics, Ridgeway Polytechnic asks for 30 credits" in words(page)
