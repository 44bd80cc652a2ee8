"""The suggestions are those of the desk, with their evidence; what is published stands instead."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pathways.catalog.collection import SECTIONS
from pathways.formats.native import open_catalog
from pathways.formats.writing import write_catalog
from pathways.language.words import say_in
from pathways.matching.matcher import Matcher
from pathways.model.equivalence import Target
from pathways.model.suggestion_documents import SuggestionsDocument
from pathways.resources import sample_catalog
from pathways.ui import courses, shelf
from pathways.ui.likely import about, answer_words, chance
from pathways.ui.names import Names
from tests.e2e.ui.conftest import Open
from tests.unit.matching.catalogs import COLLEGES, course, rule, state, to

DAY = "2026-09-01"
EN = say_in("en")
CIS = {"role": "advisor", "at": "cascade-valley", "course": "river-bend-CIS151", "day": DAY}


@cache
def matcher() -> Matcher:
    return Matcher(open_catalog(sample_catalog()))


def desk(course: str, at: str) -> SuggestionsDocument:
    return matcher().suggest(course, at=at, as_of=dt.date.fromisoformat(DAY))


def said(page: AppTest) -> str:
    """Return everything that the page says in running text."""
    parts = (page.markdown, page.caption, page.info, page.warning, page.success)
    return "\n".join(item.value for part in parts for item in part)


def rows(page: AppTest, head: str) -> list[dict[Any, Any]]:
    """Return the rows of the first table with this column."""
    found = [item.value.to_dict("records") for item in page.table]
    return next(table for table in found if table and head in table[0])


def test_the_answers_and_their_chances_are_those_of_the_desk(open_page: Open) -> None:
    page = open_page("suggestions", **CIS)
    assert not page.exception
    found = desk("river-bend-CIS151", "cascade-valley")
    names = [answer_words(EN, Names(matcher().catalog), one) for one in found.suggestions]
    assert names[0] == "CS 142 Computing II"
    told = f"CIS151 Programming II at Cascade Valley University: most likely {names[0]} "
    assert f"{told}({chance(EN, found.suggestions[0].probability)})." in said(page)
    shown = rows(page, "How likely")
    assert [row["Answer"] for row in shown] == [*names, "Something else"]
    shares = [about(EN, one.probability).replace("\u00a0", " ") for one in found.suggestions]
    assert [row["How likely"] for row in shown][:-1] == shares


def test_each_answer_says_what_speaks_for_and_against_it_and_names_the_rules(open_page: Open) -> None:
    page = open_page("suggestions", **CIS)
    words = said(page)
    assert "✓ for, outcomes: 2 of the 2 outcomes there are outcomes here" in words
    assert "✗ against, earlier decisions: no rule of another institution gives this course" in words
    rule = rows(page, "Rule")[0]
    assert rule["Rule"] == "CIS151 Programming II counts as CS 102 Program Design"
    assert rule["Source"].startswith("River Bend and Prairie State transfer guide 2026-27")
    assert rule["Speaks"] == "✓ for"


def test_the_two_courses_stand_side_by_side(open_page: Open) -> None:
    page = open_page("suggestions", **CIS)
    facts = {
        row["What"]: (row["CIS151 Programming II"], row["CS 142 Computing II"])
        for row in rows(page, "CS 142 Computing II")
    }
    assert facts["Hours"] == ("180", "120")
    assert facts["Outcomes"] == ("Structure programs; Test programs", "Structure programs; Test programs")
    assert facts["Credit"] == ("4 credits (US semester credit)", "4 credits (US quarter credit)")
    assert "Description" not in facts, "neither states one"


def test_a_difference_is_named_as_a_refusal_would_name_it(open_page: Open) -> None:
    """Calculus shows none of what programming shows."""
    assert "it covers too few of the outcomes (COVERAGE_TOO_LOW)" in said(open_page("suggestions", **CIS))


def test_it_says_how_little_is_known_and_that_nothing_is_granted(open_page: Open) -> None:
    words = said(open_page("suggestions", **CIS))
    assert "A suggestion grants nothing. Only a decision does, and a person makes it." in words
    known = desk("river-bend-CIS151", "cascade-valley").rules_known
    assert f"{known} rule about other institutions is known here. That is little: the chances rest mostly on" in words
    assert "It was trained on: University of Wisconsin System" in words


def test_what_is_published_stands_instead_of_suggestions(open_page: Open) -> None:
    page = open_page("suggestions", role="advisor", at="lakeside", course="northgate-STAT120", day=DAY)
    assert not page.exception
    words = said(page)
    assert "Lakeside College has already answered for Introduction to Statistics, so nothing is suggested." in words
    assert rows(page, "Rule")[0]["Rule"].startswith("STAT120 Introduction to Statistics counts as")
    assert not any("How likely" in item.value.columns for item in page.table)


def test_the_lines_that_nobody_decided_come_first(open_page: Open) -> None:
    page = open_page("suggestions", role="advisor", who="first-generation-student", at="lakeside", day=DAY)
    assert not page.exception
    options = next(item for item in page.selectbox if item.label == "Line").options
    signs = [option[0] for option in options]
    assert signs == sorted(signs, key="?✗✓".index)
    assert signs[0] == "?"
    assert "✓" in signs


def test_a_line_is_asked_about_by_its_address(open_page: Open) -> None:
    page = open_page("suggestions", role="advisor", who="first-generation-student", at="lakeside", line="S17", day=DAY)
    assert "CIS151 Programming II at Lakeside College: most likely" in said(page)
    assert page.query_params["line"] == "S17"


@pytest.mark.parametrize("wrong", [{"course": "no-such-course"}, {"at": "nowhere"}, {"line": "none"}])
def test_an_address_that_makes_no_sense_shows_a_page_all_the_same(open_page: Open, wrong: dict[str, str]) -> None:
    page = open_page("suggestions", **{**CIS, **wrong})
    assert not page.exception
    assert page.title[0].value == "What does this look equivalent to?"


def test_of_many_courses_only_those_are_sent_that_were_asked_for(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courses, "MOST", 20)
    page = open_page("suggestions", role="advisor", way="course", at="lakeside", day=DAY)
    box = next(item for item in page.selectbox if item.label == "Course")
    assert len(box.options) == 20
    assert "Type more of the title to see others." in said(page)
    page.text_input(key="suggest-course-words").set_value("cis dash").run()
    box = next(item for item in page.selectbox if item.label == "Course")
    assert box.options == ["CIS220 Charts and Dashboards, River Bend Community College"]
    page.text_input(key="suggest-course-words").set_value("zymurgy").run()
    assert "No course has these words in its title or code." in said(page)


def test_in_french_no_sentence_of_ours_is_english(open_page: Open) -> None:
    words = said(open_page("suggestions", **CIS, lang="fr"))
    assert "Une suggestion n’accorde rien." in words
    assert "✓ pour, acquis" in words
    assert "for, " not in words


def test_a_set_that_covers_a_course_only_together_is_shown_with_what_each_is_needed_for(open_page: Open) -> None:
    """Two badges of 20 and 24 hours; 90 % of the 45 hours of the course is asked for, so neither does alone."""
    page = open_page("suggestions", role="advisor", at="meridian", way="together", target="meridian-MAN106", day=DAY)
    assert not page.exception
    words = said(page)
    assert "Together these cover MAN106 Data Graphics: 1 set of the record." in words
    assert "**Charts People Understand and Dashboards that Decide**" in words
    assert "1 of 1 outcome and 44 hours" in words
    assert "Without Charts People Understand, too little is left." in words
    assert rows(page, "Covered")[0]["From"] == "Charts People Understand and Dashboards that Decide"


def test_what_a_policy_has_answered_is_not_suggested_again(open_page: Open) -> None:
    page = open_page("suggestions", role="advisor", at="lakeside", way="together", target="lakeside-DAT1300", day=DAY)
    words = said(page)
    assert "Charts People Understand and Dashboards that Decide: answered already, by lakeside-policy." in words
    assert "Together these cover" not in words


def test_where_enough_rules_are_known_they_are_weighed_and_named(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three colleges' Calculus goes to MATH 221; sixty more rules about others make the receiver known."""
    others = [course(f"c{at % 3 + 1}", f"ELEC {at}", f"Elective Topic {at}") for at in range(60)]
    anything = [rule(one.id, "u", Target(kind="general_elective")) for one in others]
    known = [rule(f"{name}-math-150", "u", to("u-math-221")) for name in COLLEGES[:3]]
    catalog = state([*known, *anything], others)
    things = [thing for section in SECTIONS for thing in catalog.section(section).values()]
    folder = write_catalog(things, tmp_path / "colleges")
    monkeypatch.setattr("sys.argv", ["app.py", str(folder)])
    shelf._shelves.clear()
    page = open_page("suggestions", role="advisor", catalog="colleges", at="u", course="c4-math-150", day=DAY)
    assert not page.exception
    words = said(page)
    assert "most likely MATH 221 Calculus I" in words
    assert "63 rules about other institutions are known here. They were weighed with title" in words
    assert "courses of the same title from 3 other institutions count as MATH 221 Calculus I" in words
    assert len(rows(page, "Rule")) == 3
    shelf._shelves.clear()


@pytest.mark.parametrize(
    ("who", "line", "at", "words"),
    [
        ("first-generation-student", "S17", "river-bend", "This was learned at River Bend Community College itself"),
        ("nurse-trained-abroad", "W1", "lakeside", "No rule can name this line, as it names no course"),
    ],
)
def test_what_no_decision_could_be_about_is_said(open_page: Open, who: str, line: str, at: str, words: str) -> None:
    page = open_page("suggestions", role="advisor", who=who, line=line, at=at, day=DAY)
    assert not page.exception
    assert not page.error
    assert page.info[-1].value.startswith(words)
    assert "Decide it" not in [item.value for item in page.subheader]
