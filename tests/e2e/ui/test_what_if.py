"""What if: before and after are the desk's own answers, and the record is never touched."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pathways.advising import Desk
from pathways.formats.native import load_record, open_catalog
from pathways.model.documents import AuditDocument
from pathways.model.record import Adjustment
from pathways.resources import data_root, sample_catalog
from tests.e2e.ui.conftest import Open

DAY = dt.date(2026, 9, 1)
BLOCKS = "aubrac-title-data-coordinator@2026"
DIPLOMA = "lakeside-diploma-data-analytics"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(open_catalog(sample_catalog()))


def figures(page: AppTest) -> dict[str, tuple[str, str]]:
    """Return every figure before and after."""
    rows: list[dict[Any, Any]] = page.table[0].value.to_dict("records")
    return {row["What"]: (row["As it is"], row["If it held"].removeprefix("→ ")) for row in rows}


def said(page: AppTest) -> str:
    return "\n".join(item.value for item in page.markdown)


def audited(desk: Desk, who: str, goal: str, path: str | None = None) -> AuditDocument:
    record = load_record(data_root() / "sample" / "records" / f"{who}.yaml")
    if path is not None:
        waiver = Adjustment(
            id="w", kind="waiver", credential=goal.partition("@")[0], path=path, reason="r", approved_by="a", date=DAY
        )
        record = record.model_copy(update={"adjustments": (*record.adjustments, waiver)})
    return desk.audit(record, goal, as_of=record.as_of or DAY)


@pytest.mark.parametrize(
    ("who", "goal", "path", "least"),
    [
        ("career-changer", BLOCKS, "root/b2", ("4", "3")),
        ("career-changer", DIPLOMA, "root/core/statistics", ("39", "39")),
    ],
)
def test_a_waiver_lowers_what_is_missing_exactly_as_the_audit_says(
    desk: Desk, open_page: Open, who: str, goal: str, path: str, least: tuple[str, str]
) -> None:
    page = open_page("what-if", who=who, goal=goal, waive=path)
    assert not page.exception
    before, after = audited(desk, who, goal), audited(desk, who, goal, path)
    assert (str(before.credit.shortfall), str(after.credit.shortfall)) == least
    shown = figures(page)
    assert tuple(text.split(" ")[0] for text in shown["Missing"]) == least
    assert shown["Items missing"] == (str(before.credit.items_missing), str(after.credit.items_missing))
    assert any("supposed. Nothing is saved" in item.value for item in page.warning)


def test_a_waiver_that_gives_no_credit_says_so(open_page: Open) -> None:
    page = open_page("what-if", goal=DIPLOMA, waive="root/core/statistics")
    assert "still 39 credits. A waiver gives no credit" in said(page)
    turned = page.table[1].value.to_dict("records")
    assert [row["What"] for row in turned] == ["STA1001 Statistics for Decisions"]


def test_one_more_course_fills_its_requirement(open_page: Open) -> None:
    page = open_page("what-if", goal=DIPLOMA, extra="lakeside-STA1001", grade="80")
    assert not page.exception
    assert figures(page)["Missing"] == ("39 credits", "36 credits")
    assert "If this held, 36 credits would be missing for Diploma in Data Analytics instead of 39 credits." in said(
        page
    )
    assert page.table[1].value.to_dict("records")[0] == {
        "What": "STA1001 Statistics for Decisions",
        "As it is": "not there",
        "If it held": "→ accepted as STA1001: 3, of it 3 used",
    }


def test_another_program_is_set_beside(desk: Desk, open_page: Open) -> None:
    other = "lakeside-certificate-data-analytics"
    page = open_page("what-if", goal=DIPLOMA, **{"with": other})
    assert not page.exception
    after = audited(desk, "career-changer", other)
    assert figures(page)["Missing"] == ("39 credits", f"{after.credit.shortfall} credits")
    assert "would be 12 credits away from Certificate" in said(page)


def test_another_institution_is_asked_what_it_accepts(desk: Desk, open_page: Open) -> None:
    page = open_page("what-if", goal=DIPLOMA, into="northgate")
    assert not page.exception
    record = load_record(data_root() / "sample" / "records" / "career-changer.yaml")
    there = desk.recognize(record, "northgate", as_of=DAY)
    assert figures(page)["Accepted"] == ("24", str(there.totals.accepted))
    assert "Missing" not in figures(page)


def test_nothing_is_kept_of_what_was_supposed(open_page: Open) -> None:
    page = open_page("what-if", goal=DIPLOMA, extra="lakeside-STA1001")
    record = page.session_state["visit"].record
    assert [item.id for item in record.attainments] == [
        item.id for item in load_record(data_root() / "sample" / "records" / "career-changer.yaml").attainments
    ]
    assert not record.adjustments


def test_without_a_change_nothing_is_compared(open_page: Open) -> None:
    page = open_page("what-if", goal=DIPLOMA, waive="root/nothing", extra="nobody", into="nowhere", **{"with": "no"})
    assert not page.exception
    assert not page.table
    assert any("Change something above" in item.value for item in page.info)
