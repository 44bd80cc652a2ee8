"""A plan as a picture: the bars, the markers, the words and the table say the same."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from pathways.advising import Desk
from pathways.formats.native import load_catalog, load_record
from pathways.language.words import Say
from pathways.model.plan_documents import PlanDocument
from pathways.model.record import Preferences
from pathways.ui.doing import KINDS
from pathways.ui.picture import Picture
from pathways.ui.pictures.timeline import A_DAY, LOOKS, timeline_picture, timeline_title
from tests.support import REPO

CERTIFICATE = "lakeside-certificate-data-analytics"


@cache
def plan(**wishes: object) -> PlanDocument:
    catalog = load_catalog(REPO / "data" / "sample" / "catalog").catalog
    record = load_record(REPO / "data" / "sample" / "records" / "career-changer.yaml")
    preferences = Preferences.model_validate({"max_courses_per_term": 2, "start": "2026-fall", **wishes})
    return Desk(catalog).plan(record, [CERTIFICATE], as_of=dt.date(2026, 9, 1), preferences=preferences)


def drawn(language: str = "en", **wishes: object) -> Picture:
    return timeline_picture(plan(**wishes), Say(language))


def test_the_title_states_the_finding() -> None:
    assert timeline_title(plan(), Say("en")) == (
        "Certificate in Data Analytics by Apr 23, 2027: 2 terms, 4 things to do, $1,506.86"
    )
    assert drawn(deadline="2026-12-31").title == "No plan reaches Certificate in Data Analytics"


def test_another_language_says_the_same_days_and_sums() -> None:
    title = drawn("fr").title
    assert "23 avr. 2027" in title
    assert "1\u202f506,86" in title


def test_every_item_has_a_bar_from_its_first_to_its_last_day() -> None:
    bars = [trace for trace in drawn().spec["data"] if trace["type"] == "bar"]
    shown = {
        (label.replace("<br>", " "), base, length / A_DAY)
        for trace in bars
        for label, base, length in zip(trace["y"], trace["base"], trace["x"], strict=True)
    }
    items = [item for term in plan().terms for item in term.items]
    assert len(items) == 4
    assert shown == {(f"{i.title} ({KINDS[i.kind]})", i.begin.isoformat(), (i.end - i.begin).days + 1) for i in items}


def test_kinds_differ_by_more_than_colour() -> None:
    assert LOOKS.keys() == KINDS.keys()
    assert len(set(KINDS.values())) == len(KINDS)
    assert len({pattern for _, pattern in LOOKS.values()}) == len(LOOKS)
    marks = [trace["marker"]["symbol"] for trace in drawn().spec["data"] if trace["type"] == "scatter"]
    assert len(set(marks)) == len(marks) == 2


def test_the_table_and_the_words_say_what_the_figure_shows() -> None:
    picture = drawn()
    items = [item for term in plan().terms for item in term.items]
    rows = picture.table()
    assert [row["What"] for row in rows if row["How"] in KINDS.values()] == [item.title for item in items]
    assert [row["Cost"] for row in rows if row["How"] == "assessment"] == ["$148.86"]
    assert [row["Why"] for row in rows if row["What"] == "Stop here"] == [
        "Certificate in Data Analytics: 80\u00a0%",
        "Certificate in Data Analytics: earned",
    ]
    assert all(item.title in picture.words for item in items)
    assert "What would help: one more term" in drawn(deadline="2026-12-31").words


def test_plotly_takes_it() -> None:
    objects = pytest.importorskip("plotly.graph_objects")
    figure = objects.Figure(dict(drawn().spec))
    assert len(figure.data) == len(drawn().spec["data"]) >= 4
