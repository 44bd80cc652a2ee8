"""A picture of every answer through the public door, and how it shows itself."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections.abc import Callable
from functools import cache

import pytest

from pathways import (
    Desk,
    LearnerRecord,
    Picture,
    Request,
    load_record,
    open_catalog,
    picture,
    sample_catalog,
    sample_record,
)
from pathways.errors import NotAvailableError, QuestionError
from pathways.model.base import Noun
from pathways.model.design_documents import StackingDocument
from pathways.model.record import Learner
from pathways.ui.picture import PLOTLY, titled
from pathways.ui.pictures.choosing import KINDS
from tests.support import python

DAY = dt.date(2026, 9, 1)
DIPLOMA = "lakeside-diploma-data-analytics"
CERTIFICATE = "lakeside-certificate-data-analytics"
RUNGS = ("ridgeway-certificate-data-analytics", "ridgeway-diploma-data-analytics", "meridian-bs-data-analytics")
TITLES = ("aubrac-title-data-coordinator@2021", "aubrac-title-data-coordinator@2026")
NOBODY = LearnerRecord(learner=Learner(id="nobody"))


@cache
def desk() -> Desk:
    return Desk(open_catalog(sample_catalog()))


@cache
def amara() -> LearnerRecord:
    return load_record(sample_record("career-changer"))


@cache
def jules() -> LearnerRecord:
    return load_record(sample_record("prior-learning-candidate"))


@cache
def stacked() -> StackingDocument:
    return desk().stacking(RUNGS[0], as_of=DAY)


ASKED: dict[str, Callable[[], Noun]] = {
    "audit": lambda: desk().audit(amara(), DIPLOMA, as_of=DAY),
    "empty audit": lambda: desk().audit(NOBODY, DIPLOMA, as_of=DAY),
    "recognition": lambda: desk().recognize(amara(), "lakeside", as_of=DAY),
    "gap": lambda: desk().gap(amara(), "data-analyst", as_of=DAY),
    "plan": lambda: desk().plan(amara(), [CERTIFICATE], as_of=DAY),
    "plans": lambda: desk().plan(amara(), [CERTIFICATE], as_of=DAY, request=Request(best=2)),
    "compare": lambda: desk().compare(amara(), as_of=DAY, kind="certificate", top=3),
    "stacking": stacked,
    "step": lambda: stacked().into[0],
    "ladder": lambda: desk().ladder(RUNGS, as_of=DAY),
    "editions": lambda: desk().editions(*TITLES, as_of=DAY, records=[jules()]),
    "unmoved": lambda: desk().editions(*TITLES, as_of=DAY),
    "suggestions": lambda: desk().matcher.suggest("river-bend-CIS151", at="cascade-valley", as_of=DAY),
    "published": lambda: desk().matcher.suggest("northgate-STAT120", at="lakeside", as_of=DAY),
    "queue": lambda: desk().matcher.queue([amara()], at=["prairie-state"], as_of=DAY),
    "unmeasured": lambda: desk().matcher.queue([amara()], at=["meridian"], as_of=DAY),
    "empty queue": lambda: desk().matcher.queue([NOBODY], at=["meridian"], as_of=DAY),
    "show": lambda: desk().show(DIPLOMA, as_of=DAY),
}


@cache
def answer(name: str) -> Noun:
    return ASKED[name]()


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("audit", None, "7 of 20 requirements of Diploma in Data Analytics are met"),
        ("audit", "flow", "21 of 30 credits are used; 3 are accepted and left over; 6 are lost: "),
        ("audit", "coverage", "All 8 abilities that Diploma in Data Analytics is for are taught by a named part"),
        ("empty audit", "program", "Diploma in Data Analytics: 57 of 60 credits are fixed, 3 can be chosen"),
        ("recognition", None, "24 of 30 credits are accepted; 6 are lost: "),
        ("gap", None, "4 of 8 abilities are shown"),
        ("plan", None, "Certificate in Data Analytics by Apr 23, 2027: 2 terms, 4 things to do, $1,506.86"),
        ("plans", None, "2 plans that no other beats"),
        ("plans", "timeline", "Certificate in Data Analytics by Apr 23, 2027"),
        ("compare", None, "Nearest: Certificate in Data Analytics, 60\u00a0% of the way, 12 credits missing"),
        (
            "stacking",
            None,
            "90\u00a0% carries over: 27 of 30 credits of Certificate in Data Analytics count in Diploma",
        ),
        ("step", None, "90\u00a0% carries over: 27 of 30 credits of Certificate in Data Analytics count in Diploma"),
        ("ladder", None, "The ladder takes 126 credits: 6 more than going straight to Bachelor of Science"),
        ("suggestions", None, "Most likely: CS 142 Computing II, "),
        ("suggestions", "evidence", "Most speaks for "),
        ("queue", None, "The first "),
        ("unmeasured", None, "11 decisions wait; how much credit they are about, nobody knows"),
    ],
)
def test_every_answer_has_its_picture(name: str, kind: str | None, title: str) -> None:
    shown = picture(answer(name), desk().catalog, amara(), kind=kind)
    assert shown.title.startswith(title)
    assert len(shown.rows) > 1
    assert json.loads(json.dumps(titled(shown)))["data"]


def test_names_come_from_catalogue_and_record_and_else_from_the_answer() -> None:
    known = picture(answer("audit"), desk().catalog, amara(), kind="flow").rows
    alone = picture(answer("audit"), kind="flow").rows
    assert "COMM101 College Communications" in [row[0] for row in known]
    assert "COMM101" in [row[0] for row in alone]
    assert [row[1:] for row in known] == [row[1:] for row in alone]


def test_a_change_of_editions_names_the_learner() -> None:
    shown = picture(answer("editions"), record=jules())
    assert shown.title == "Of 1 learner, 1 gain, 0 lose, and for 0 nothing changes"
    assert shown.rows[0][0] == "Jules Marty"
    assert picture(answer("editions")).rows[0][0] == "jules-marty"


def test_another_language() -> None:
    assert picture(answer("gap"), language="fr-CA").title != picture(answer("gap")).title
    assert picture(answer("gap"), language="tlh") == picture(answer("gap"))


@pytest.mark.parametrize(
    ("name", "kind", "catalog", "words"),
    [
        ("show", None, True, "no picture of ShowDocument"),
        ("audit", "timeline", True, "There are: requirements, flow, program, coverage."),
        ("audit", "program", True, "empty record"),
        ("empty audit", "program", False, "needs the catalogue"),
        ("empty audit", "flow", True, "no line carries credit"),
        ("plan", "trade", True, "no others beside it"),
        ("published", None, True, "nothing is suggested for Introduction to Statistics"),
        ("empty queue", None, True, "nothing waits for a decision"),
        ("unmoved", None, True, "no learner holds anything toward either"),
    ],
)
def test_what_cannot_be_drawn_is_said(name: str, kind: str | None, catalog: bool, words: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(words)) as error:
        picture(answer(name), desk().catalog if catalog else None, kind=kind)
    assert error.value.code == "U003"


def test_the_refusal_names_every_document_that_has_a_picture() -> None:
    with pytest.raises(QuestionError) as error:
        picture(answer("show"))
    assert all(kind.__name__ in error.value.hint for kind in KINDS)


def test_a_title_is_never_broken_inside_a_number() -> None:
    shown = Picture("x", f"{'long ' * 13}sand 5\u00a0%", {}, "", (), ())
    assert titled(shown)["layout"]["title"]["text"] == f"{'long ' * 13}sand<br>5\u00a0%"


HOSTILE = Picture("x", "<b>all</b> & more", {"data": [], "layout": {"height": 100}}, "w", ("a<i>",), (("<script>",),))


def test_a_notebook_gets_figure_table_and_words() -> None:
    shown = HOSTILE._repr_mimebundle_()
    assert set(shown) == {PLOTLY, "text/html", "text/plain"}
    assert shown["text/plain"] == "<b>all</b> & more\nw"
    assert shown[PLOTLY]["layout"]["title"]["text"] == "&lt;b&gt;all&lt;/b&gt; &amp; more"
    assert shown["text/html"] == (
        "<table>\n<caption><strong>&lt;b&gt;all&lt;/b&gt; &amp; more</strong></caption>\n"
        '<thead><tr><th scope="col">a&lt;i&gt;</th></tr></thead>\n'
        "<tbody>\n<tr><td>&lt;script&gt;</td></tr>\n</tbody>\n</table>"
    )


def test_the_figure_is_the_spec_under_its_title() -> None:
    shown = picture(answer("ladder"))
    figure = shown.figure()
    assert figure.layout.title.text.replace("<br>", " ") == shown.title
    assert [trace.type for trace in figure.data] == [trace["type"] for trace in shown.spec["data"]]
    assert figure.layout.height > shown.spec["layout"]["height"]
    assert "title" not in shown.spec["layout"]


def test_without_plotly_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "plotly"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [_Missing("plotly"), *sys.meta_path])
    with pytest.raises(NotAvailableError, match="pictures need plotly") as error:
        HOSTILE.figure()
    assert error.value.code == "X002"
    assert "pathways-planner[ui]" in error.value.hint


class _Missing:
    """Finds that a package is not installed."""

    def __init__(self, name: str) -> None:
        self.name = name

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] == self.name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def test_without_babel_it_says_what_is_missing() -> None:
    probe = (
        "import sys; sys.modules['babel'] = None\n"
        "from pathways import PathwaysError, picture\n"
        "try:\n    picture(None)\nexcept PathwaysError as error:\n    print(error.code, error.hint)"
    )
    done = python("-c", probe)
    assert done.stdout.strip() == "X002 Install it with: pip install 'pathways-planner[ui]'", done.stderr
