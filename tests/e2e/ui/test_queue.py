"""What waits is the desk's queue; one decision clears every equal line, and what was typed is never lost."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pathways.formats.native import load_record, open_catalog
from pathways.matching.matcher import Matcher
from pathways.model.base import Source
from pathways.model.decision import Decision, Learning, Pair
from pathways.model.desk_documents import QueueDocument
from pathways.model.equivalence import Target
from pathways.resources import data_root, sample_catalog
from pathways.store.decisions import open_decisions
from pathways.ui import deciding
from pathways.ui.worker import Trouble
from tests.e2e.ui.conftest import Open

DAY = "2026-09-01"
AT = {"role": "advisor", "at": "lakeside", "day": DAY}
CIS = "course river-bend-CIS151 -> lakeside"
TABLE = """learner,organization,code,title,grade,credit,credit_system,completed
zoe,northgate,ZYM 101,Zymurgy,78,3,ontario-college,2024-12-20
yan,northgate,ZYM 101,Zymurgy,71,3,ontario-college,2025-04-25
xan,northgate,COMM101,College Communications,78,3,ontario-college,some day
"""


@cache
def matcher() -> Matcher:
    return Matcher(open_catalog(sample_catalog()))


@cache
def desk_queue(goal: str = "") -> QueueDocument:
    records = [load_record(file) for file in sorted((data_root() / "sample" / "records").rglob("*.yaml"))]
    day = dt.date.fromisoformat(DAY)
    wanted = matcher().catalog.credential(goal, day) if goal else None
    return matcher().queue(records, at=["lakeside"], as_of=day, goal=wanted)


@pytest.fixture
def desk_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of decisions that the page was started with."""
    file = tmp_path / "desk.db"
    monkeypatch.setattr("sys.argv", ["app.py", f"--decisions={file}"])
    return file


def said(page: AppTest) -> str:
    """Return everything that the page says in running text."""
    parts = (page.markdown, page.caption, page.info, page.warning, page.success, page.error)
    return "\n".join(item.value for part in parts for item in part)


def rows(page: AppTest, head: str) -> list[dict[Any, Any]]:
    """Return the rows of the first table with this column."""
    found = [item.value.to_dict("records") for item in page.table]
    return next((table for table in found if table and head in table[0]), [])


def click(page: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(item for item in page.button if item.label == label).click().run()


def typed(page: AppTest, pair: str = CIS, **words: str) -> AppTest:
    """Type words into the fields of the form."""
    for name, text in words.items():
        page.text_input(key=f"form-{pair}-{name}").set_value(text)
    return page.run()


def choose(page: AppTest, verdict: str, pair: str = CIS) -> AppTest:
    return page.button_group(key=f"form-{pair}-verdict").set_value(verdict).run()


def accepted(page: AppTest, **words: str) -> AppTest:
    """Fill the form so that the course counts as a general elective."""
    page = choose(page, "accept")
    page.radio(key=f"form-{CIS}-given").set_value("any")
    return typed(page, **{"source": "Syllabus of CIS151", "by": "Ana Reyes", "credit": "8", **words})


def elsewhere(file: Path, supersedes: str | None = None) -> Decision:
    """Let somebody else decide about the same pair."""
    pair = Pair(learning=Learning(course="river-bend-CIS151"), receiving="lakeside")
    made = Decision(
        pair=pair, verdict="accept", given=Target(kind="general_elective"), source=Source(title="Minutes"),
        by="Bo Lund", at=dt.datetime(2026, 8, 31, 9, tzinfo=dt.UTC), supersedes=supersedes,
    )  # fmt: skip
    open_decisions(file).decide(made)
    return made


def test_the_queue_is_that_of_the_desk_with_credit_and_certainty(open_page: Open) -> None:
    page = open_page("queue", **AT)
    assert not page.exception
    queue = desk_queue()
    lines = sum(len(one.lines) for one in queue.groups)
    assert f"{lines} lines of 10 learners wait for {len(queue.groups)} decisions." in said(page)
    assert {item.label: item.value for item in page.metric}["Decisions"] == str(len(queue.groups))
    shown = rows(page, "How sure the best suggestion is")
    assert [(row["What"], row["Credit at stake"], row["Learners"]) for row in shown[:2]] == [
        ("Certificate in Office Administration", "15", "1"),
        ("CIS151 Programming II", "8", "2"),
    ]
    assert queue.groups[1].certainty is not None
    assert f"{round(queue.groups[1].certainty * 100)} %" in shown[1]["How sure the best suggestion is"]


def test_a_link_opens_the_form_of_its_pair(open_page: Open) -> None:
    page = open_page("queue", **AT, pair=CIS)
    assert not page.exception
    words = said(page)
    assert "**CIS151 Programming II, River Bend Community College at Lakeside College**" in words
    assert "2 learners bring it: maria-delgado and noah-kim" in words
    assert page.query_params["pair"] == CIS


def test_a_decision_shows_what_it_changes_then_clears_every_equal_line(open_page: Open, desk_file: Path) -> None:
    page = accepted(open_page("queue", **AT, pair=CIS))
    assert not page.exception
    words = said(page)
    assert "- 2 lines clear.\n- 16 credits are accepted." in words
    assert [(row["Learner"], row["Before"], row["After"]) for row in rows(page, "Before")] == [
        ("maria-delgado", "undecided", "accepted"),
        ("noah-kim", "undecided", "accepted"),
    ]
    page = click(page, "Decide for everybody who brings this")
    assert not page.exception
    assert "Decided, and written down. CIS151 Programming II" in page.success[0].value
    assert {item.label: item.value for item in page.metric}["Decisions"] == str(len(desk_queue().groups) - 1)
    kept = open_decisions(desk_file).standing()
    assert [(one.pair.key, one.verdict, one.by, str(one.source), one.supersedes) for one in kept] == [
        (CIS, "accept", "Ana Reyes", "Syllabus of CIS151", None)
    ]
    assert rows(page, "Decided by")[0]["Decision"] == "✓ accepted as a general elective with 8 credits"
    assert page.query_params["pair"] != CIS


def test_what_is_missing_is_said_and_nothing_is_written(open_page: Open, desk_file: Path) -> None:
    page = click(open_page("queue", **AT, pair=CIS), "Decide for everybody who brings this")
    assert not page.exception
    told = page.warning[-1].value
    assert "Say whether it is accepted, refused, or asked about." in told
    assert "Say who decides." in told
    page = typed(choose(page, "accept"), credit="many")
    assert "Credit: many is no number." in click(page, "Decide for everybody who brings this").warning[-1].value
    assert not desk_file.exists()


def test_a_refusal_needs_its_reason_and_says_the_difference(open_page: Open, desk_file: Path) -> None:
    page = typed(choose(open_page("queue", **AT, pair=CIS), "refuse"), source="Catalogue", by="Bo")
    page = click(page, "Decide for everybody who brings this")
    assert "Choose the reason." in page.warning[-1].value
    page.selectbox(key=f"form-{CIS}-code").set_value("LEVEL_TOO_LOW").run()
    page = click(page, "Decide for everybody who brings this")
    made = open_decisions(desk_file).standing()[0]
    assert (made.verdict, made.code, made.rests_on) == ("refuse", "LEVEL_TOO_LOW", "level")
    assert "✗ refused: its level is too low" in rows(page, "Decided by")[0]["Decision"]


def test_who_asks_first_waits_apart(open_page: Open, desk_file: Path) -> None:
    page = typed(choose(open_page("queue", **AT, pair=CIS), "ask"), source="Letter", by="Bo")
    page.selectbox(key=f"form-{CIS}-code").set_value("NOT_EVALUATED").run()
    page = click(page, "Decide for everybody who brings this")
    figures = {item.label: item.value for item in page.metric}
    assert (figures["Decisions"], figures["Asked, waiting"]) == (str(len(desk_queue().groups) - 1), "1")


def test_somebody_else_decides_meanwhile_both_are_shown_and_nothing_typed_is_lost(
    open_page: Open, desk_file: Path
) -> None:
    page = accepted(open_page("queue", **AT, pair=CIS))
    theirs = elsewhere(desk_file)
    page = click(page, "Decide for everybody who brings this")
    assert not page.exception
    words = said(page)
    assert "Somebody else decided meanwhile." in words
    assert "by Bo Lund" in words
    assert open_decisions(desk_file).standing() == (theirs,)
    assert page.text_input(key=f"form-{CIS}-source").value == "Syllabus of CIS151"
    page = click(page.run(), "I have seen it; mine shall take its place")
    page = click(page, "Decide for everybody who brings this")
    assert not page.error
    now = open_decisions(desk_file).standing()
    assert [(one.by, one.supersedes) for one in now] == [("Ana Reyes", theirs.id)]


def test_what_was_typed_is_there_after_another_page(open_page: Open) -> None:
    page = typed(choose(open_page("queue", **AT, pair=CIS), "refuse"), source="Catalogue 2026", by="Bo")
    here, page._page_hash = page._page_hash, calc_hash("words")
    page.run()
    assert page.title[0].value != "What waits for a decision?"
    page._page_hash = here
    page.query_params["pair"] = CIS
    page.run()
    assert page.text_input(key=f"form-{CIS}-source").value == "Catalogue 2026"
    assert page.text_input(key=f"form-{CIS}-by").value == "Bo"
    assert page.button_group(key=f"form-{CIS}-verdict").value == "refuse"


def test_withdrawing_opens_the_pair_again_and_erases_nothing(open_page: Open, desk_file: Path) -> None:
    elsewhere(desk_file)
    page = open_page("queue", **AT)
    fields = {item.label: item for item in page.text_input}
    fields["Why it no longer stands"].set_value("The wrong course")
    fields["Who withdraws it"].set_value("Ana Reyes")
    page = click(page, "Withdraw it")
    assert not page.exception
    assert "Withdrawn: CIS151 Programming II" in page.success[0].value
    assert [row["Stands"] for row in rows(page, "Stands")] == ["no", "no"]
    assert open_decisions(desk_file).standing() == ()
    assert {item.label: item.value for item in page.metric}["Decisions"] == str(len(desk_queue().groups))


def test_decisions_are_carried_away_as_rules_and_as_ctdl(open_page: Open, desk_file: Path) -> None:
    made = elsewhere(desk_file)
    page = click(open_page("queue", **AT), "Prepare the files")
    assert not page.exception
    shelved = (sample_catalog(), "any")
    found = deciding.carried(desk_file, shelved)
    assert isinstance(found, deciding.Carried)
    with zipfile.ZipFile(io.BytesIO(found.native)) as archive:
        text = archive.read("equivalences.yaml").decode()
    assert f"id: {made.id}" in text
    graph = json.loads(found.ctdl)["@graph"]
    assert graph[0]["@type"] == "ceterms:TransferValueProfile"
    assert json.loads(found.rows)["standing"] == [made.id]


def test_records_are_handed_in_and_a_bad_one_is_told(open_page: Open) -> None:
    page = open_page("queue", **AT)
    page.file_uploader(key="queue-file").set_value(("autumn.csv", TABLE.encode(), "text/csv")).run()
    page.run()
    assert not page.exception
    words = said(page)
    assert "2 records from autumn.csv." in words
    assert "some day" in words
    assert "2 lines of 2 learners wait for 1 decision." in words
    assert "ZYM 101 Zymurgy" in rows(page, "What")[0]["What"]


def test_a_pair_that_nobody_brings_can_be_decided_from_a_link(open_page: Open, desk_file: Path) -> None:
    pair = "course valmont-MOD312 -> lakeside"
    page = open_page("queue", **AT, pair=pair)
    assert not page.exception
    assert "No line of these records waits for it." in said(page)
    page = typed(choose(page, "refuse", pair), pair, source="Catalogue", by="Bo")
    page.selectbox(key=f"form-{pair}-code").set_value("NO_EQUIVALENCE").run()
    click(page, "Decide for everybody who brings this")
    assert [one.pair.key for one in open_decisions(desk_file).standing()] == [pair]


@pytest.mark.parametrize("pair", ["nonsense", "course no-such-course -> nowhere", "code x -> lakeside"])
def test_a_link_that_names_nothing_says_so(open_page: Open, pair: str) -> None:
    page = open_page("queue", **AT, pair=pair)
    assert not page.exception
    assert page.error
    assert page.title[0].value == "What waits for a decision?"


def test_a_file_that_is_something_else_is_told(open_page: Open, desk_file: Path) -> None:
    desk_file.write_text("Dear Ana, this is a letter.", encoding="utf-8")
    page = open_page("queue", **AT)
    assert not page.exception
    assert "desk.db" in page.error[0].value
    assert desk_file.read_text(encoding="utf-8").startswith("Dear Ana")


def test_for_one_program_only_what_could_fill_it_is_shown(open_page: Open) -> None:
    page = open_page("queue", **AT, **{"for": "lakeside-certificate-team-lead"})
    assert not page.exception
    queue = desk_queue(goal="lakeside-certificate-team-lead")
    assert len(queue.not_for_goal) > 1
    assert {item.label: item.value for item in page.metric}["Decisions"] == str(len(queue.groups))
    assert f"{len(queue.not_for_goal)} more decision" in said(page)
    assert page.query_params["for"] == "lakeside-certificate-team-lead"


def test_who_thinks_again_finds_what_was_typed_for_the_other_answer(open_page: Open) -> None:
    page = choose(open_page("queue", **AT, pair=CIS), "accept")
    page.radio(key=f"form-{CIS}-given").set_value("subject").run()
    page = choose(typed(page, subject="Computing", min_grade="B"), "refuse")
    page.selectbox(key=f"form-{CIS}-code").set_value("DENIED").run()
    page = choose(page, "accept")
    assert not page.exception
    assert page.text_input(key=f"form-{CIS}-subject").value == "Computing"
    assert page.text_input(key=f"form-{CIS}-min_grade").value == "B"
    page = choose(page, "refuse")
    assert page.selectbox(key=f"form-{CIS}-code").value == "DENIED"


def test_a_file_in_which_a_learner_comes_twice_is_not_taken(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as out:
        for name in ("a.yaml", "b.yaml"):
            out.writestr(name, "learner: {id: ada}\nattainments: [{id: A, title: Welding}]\n")
    found = deciding.take(tmp_path, "class.zip", (tmp_path / "class.zip").read_bytes())
    assert isinstance(found, Trouble)
    assert "'ada' comes twice: in class.zip" in found.findings[0].message
