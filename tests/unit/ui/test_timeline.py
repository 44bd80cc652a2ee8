"""A plan as a picture: the bars, the markers, the words and the table say the same."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from pathways.advising import Desk
from pathways.formats.native import load_catalog, load_record
from pathways.model.plan_documents import PlanDocument
from pathways.model.record import Preferences
from pathways.ui.timeline import (
    A_DAY,
    KINDS,
    timeline,
    timeline_rows,
    timeline_spec,
    timeline_title,
    timeline_words,
)
from tests.support import REPO

CERTIFICATE = "lakeside-certificate-data-analytics"


@cache
def plan(**wishes: object) -> PlanDocument:
    catalog = load_catalog(REPO / "data" / "sample" / "catalog").catalog
    record = load_record(REPO / "data" / "sample" / "records" / "career-changer.yaml")
    preferences = Preferences.model_validate({"max_courses_per_term": 2, "start": "2026-fall", **wishes})
    return Desk(catalog).plan(record, [CERTIFICATE], as_of=dt.date(2026, 9, 1), preferences=preferences)


def test_the_title_states_the_finding() -> None:
    said = "Certificate in Data Analytics by 2027-04-23: 2 terms, 4 things to do, 1506.86 CAD"
    assert timeline_title(plan()) == said
    assert timeline_title(plan(deadline="2026-12-31")) == "No plan reaches Certificate in Data Analytics"


def test_every_item_has_a_bar_from_its_first_to_its_last_day() -> None:
    bars = [trace for trace in timeline_spec(plan())["data"] if trace["type"] == "bar"]
    drawn = {
        (label, base, length / A_DAY)
        for trace in bars
        for label, base, length in zip(trace["y"], trace["base"], trace["x"], strict=True)
    }
    items = [item for term in plan().terms for item in term.items]
    assert drawn == {
        (f"{i.title} ({KINDS[i.kind][0]})", i.begin.isoformat(), (i.end - i.begin).days + 1) for i in items
    }


def test_kinds_differ_by_more_than_colour() -> None:
    assert len({word for word, _, _ in KINDS.values()}) == len(KINDS)
    assert len({pattern for _, _, pattern in KINDS.values()}) == len(KINDS)
    marks = [trace["marker"]["symbol"] for trace in timeline_spec(plan())["data"] if trace["type"] == "scatter"]
    assert len(set(marks)) == len(marks) == 2


def test_the_table_and_the_words_say_what_the_figure_shows() -> None:
    rows, words = timeline_rows(plan()), timeline_words(plan())
    items = [item for term in plan().terms for item in term.items]
    assert [row.what for row in rows if row.kind in {word for word, _, _ in KINDS.values()}] == [i.title for i in items]
    assert [row.why for row in rows if row.what == "Stop here"] == [
        "Certificate in Data Analytics: 80 %",
        "Certificate in Data Analytics: earned",
    ]
    assert all(item.title in words for item in items)
    assert timeline_spec(plan())["layout"]["meta"]["alternative"] == words
    assert "What would help: one more term" in timeline_words(plan(deadline="2026-12-31"))


def test_plotly_takes_it() -> None:
    pytest.importorskip("plotly")
    figure = timeline(plan())
    assert figure.layout.title.text == timeline_title(plan())
    assert len(figure.data) == len(timeline_spec(plan())["data"])
