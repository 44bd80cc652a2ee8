"""The page of editions shows story C: what changed, what counts as what, who is audited under which, who gains."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.e2e.ui.conftest import Open

X = "aubrac-title-data-coordinator"


def words(page: AppTest) -> str:
    said = (*page.markdown, *page.caption, *page.info, *page.error)
    return "\n".join(str(item.value) for item in said).replace("\u00a0", " ").replace("\\", "")


def cells(page: AppTest) -> list[list[str]]:
    found = [row for item in page.table for row in item.value.astype(str).values.tolist()]
    return [[cell.replace("\u00a0", " ").replace("\\", "") for cell in row] for row in found]


def test_story_c_is_the_worked_example(open_page: Open) -> None:
    page = open_page("editions", day="2026-09-01")
    assert not page.exception
    said, rows = words(page), cells(page)
    assert "edition of 2026: 4 changes in what is asked. 1 gain by it, 0 lose, 11 are not touched." in said
    assert "Of 12 learners, 1 gain, 0 lose, and for 11 nothing changes" in said
    assert ["Jules Marty", "▲ gains", "50 %", "75 %", "2 blocks", "1 block"] in rows
    kinds = [row[1] for row in rows if row[0].startswith("X 2021, block")]
    assert kinds == ["✓ counts whole", "✓ counts whole", "◐ counts in part", "✗ counts for nothing there"]
    started = next(row for row in rows if row[0] == "Jules Marty" and "starts to count" in row[2])
    assert "Protecting Personal Data at Work" in started[1]
    assert "Whoever entered from 2021-06-01 to 2026-05-31 is audited under" in said
    assert not any("root/" in cell for row in rows for cell in row), "requirements are named, not by path"


def test_two_programs_are_compared_and_stand_in_the_address(open_page: Open) -> None:
    page = open_page(
        "editions", earlier=f"{X}@2026", later=f"{X}@2021", whom="nobody", day="2026-09-01", role="institution"
    )
    assert not page.exception
    assert page.query_params["earlier"] == f"{X}@2026"
    assert "edition of 2026 to Data Services Coordinator (X), level 5, edition of 2021" in words(page)
    assert "Whom it concerns" not in [item.value for item in page.subheader]


def test_the_same_on_both_sides_is_said_not_asked(open_page: Open) -> None:
    page = open_page("editions", earlier=f"{X}@2026", later=f"{X}@2026", whom="nobody", day="2026-09-01")
    assert not page.exception
    assert "Choose two editions, or two programs, that differ." in words(page)


def test_records_that_are_sent_are_asked(open_page: Open) -> None:
    page = open_page("editions", whom="sent", day="2026-09-01")
    assert "No record is sent yet." in words(page)
    table = "learner,id,credential,completed\nzoe,1,aubrac-x1-b1,2025-11-20\nzoe,2,aubrac-x1-b4,2025-11-20\n"
    page.file_uploader(key="whom-file").upload("many.csv", table.encode()).run()
    assert not page.exception
    assert "Of 1 learner, 0 gain, 1 lose, and for 0 nothing changes" in words(page)
    page.file_uploader(key="whom-file").set_value([("bad.zip", b"no zip", "application/zip")]).run()
    assert not page.exception
    assert "Of 1 learner, 0 gain, 1 lose" in words(page), "what was there stays"
    assert page.error
