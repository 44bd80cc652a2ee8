"""The pages of letters and of equity: what an advisor sends, and what an institution sees of groups."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.e2e.ui.conftest import Open
from tests.support import REPO

COHORT = REPO / "data" / "sample" / "cohort"
KEPT = "equity-told"


def words(page: AppTest) -> str:
    said = (*page.markdown, *page.caption, *page.info, *page.error)
    return "\n".join(str(item.value) for item in said).replace("\u00a0", " ").replace("\\", "")


def cells(page: AppTest) -> list[list[str]]:
    found = [row for item in page.table for row in item.value.astype(str).values.tolist()]
    return [[cell.replace("\u00a0", " ").replace("\\", "") for cell in row] for row in found]


def test_every_line_is_told_with_its_cure_and_the_letter_stands_below(open_page: Open) -> None:
    page = open_page("letters", at="lakeside", day="2026-09-01")
    assert not page.exception
    assert "Of what Amara Osei learned, at Lakeside College: 9 count in full and 2 do not count." in words(page)
    first, *_ = cells(page)
    assert first[:2] == ["STAT120 Introduction to Statistics (N3)", "✗ does not count"]
    assert first[4] == "quality"
    assert "Price: $148.86" in first[5]
    assert str(next(item.value for item in page.text_area if "appeal" in item.label)).startswith("If you think")


def test_a_letter_about_one_line_in_another_language_stands_in_the_address(open_page: Open) -> None:
    page = open_page("letters", at="lakeside", day="2026-09-01", line="N4", lang="fr", **{"in": "en"})
    assert not page.exception
    assert cells(page)[0][4] == "qualité"
    assert [page.query_params[name] for name in ("line", "in")] in (["N4", "en"], [["N4"], ["en"]])
    assert str(next(item.value for item in page.text_area if "appel" in item.label)).startswith("If you think")


def test_the_example_of_groups_is_counted_and_its_groups_are_not_kept(open_page: Open) -> None:
    page = open_page("equity", at="lakeside", day="2026-09-01", role="institution")
    assert "120 invented learners" in words(page)
    page.button(key="equity-example").click().run()
    assert not page.exception
    rows = {row[0]: row for row in cells(page)}
    assert rows["from abroad"][1:] == ["×"] * 6
    rates = "Lakeside and Northgate 53.3 %, river valley 44.4 % and islands 41.5 %"
    assert f"Accepted, of all lines asked: {rates}." in words(page)
    assert "islands lie clearly apart from Lakeside and Northgate" in words(page)
    kept = str(page.session_state[KEPT])
    assert "C-001" not in kept
    page.segmented_control(key="equity-rate").set_value("offer").run()
    assert "Decided, of all lines asked: river valley lie clearly apart" in words(page)


def test_two_files_are_counted_and_let_go(open_page: Open) -> None:
    page = open_page("equity", at="lakeside", day="2026-09-01", role="institution")
    records, groups = (COHORT / name for name in ("cohort.csv", "cohort-groups.csv"))
    few = "\n".join(records.read_text(encoding="utf-8").splitlines()[:60]).encode()
    page.file_uploader(key="equity-r-0").upload("few.csv", few)
    page.file_uploader(key="equity-g-0").upload("groups.csv", groups.read_bytes()).run()
    page.button(key="equity-count").click().run()
    assert not page.exception
    assert "No group is large enough for this share." in words(page)
    assert page.session_state["equity-turn"] == 1
    assert page.file_uploader(key="equity-g-1").value is None


def test_a_file_that_cannot_be_read_says_so(open_page: Open) -> None:
    page = open_page("equity", at="lakeside", day="2026-09-01", role="institution")
    page.file_uploader(key="equity-r-0").upload("few.csv", b"learner,code\nana,X\n")
    page.file_uploader(key="equity-g-0").upload("groups.csv", b"learner,region\nana,north\nana,south\n").run()
    page.button(key="equity-count").click().run()
    assert "This cannot be counted. Nothing was kept." in words(page)
    assert "is in two groups" in words(page)


def test_the_columns_of_groups_are_read_as_the_table_is(open_page: Open) -> None:
    page = open_page("equity", at="lakeside", day="2026-09-01", role="institution")
    page.file_uploader(key="equity-r-0").upload("few.csv", b"learner,code\nana,X\n")
    upload = page.file_uploader(key="equity-g-0")
    upload.upload("mac.csv", b"Learner;region;school\rana;north;x\r").run()
    assert not page.exception
    assert page.selectbox(key="equity-column").options == ["region", "school"], "never the learners themselves"
    page.file_uploader(key="equity-g-0").upload("long.csv", b"learner," + b"x" * 200_000).run()
    assert not page.exception
    assert "F006" in words(page)
    assert not [button for button in page.button if button.key == "equity-count"]
