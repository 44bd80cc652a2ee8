"""Suggestions on the command line: what is likely, why, how sure; and that none of it grants anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.asking import RECORDS, ask_here, document_here, here

MARIA = RECORDS / "first-generation-student.yaml"
COURSE = "river-bend-CIS151"
AT = ("--at", "lakeside")
DAY = ("--as-of", "2026-09-01")
GOAL = "lakeside-diploma-data-analytics"


def words(*question: str | Path) -> str:
    return " ".join(ask_here(*question).stdout.split())


def test_a_course_is_told_with_its_evidence_and_grants_nothing() -> None:
    text = words("suggest", COURSE, *AT, *DAY, "--top", "20")
    for said in (
        "A suggestion grants nothing",
        "% Programming with Python (lakeside-DAT1200) ",
        "+ both titles say programming",
        "- only the title there says python",
        "! differs in outcomes (COVERAGE_TOO_LOW)",
        "% no equivalent",
        "% a general elective",
        "judged by title and code alone",
    ):
        assert said in text
    found = document_here("suggestions", "suggest", COURSE, *AT, *DAY, "--top", "2")
    assert (found["grants"], len(found["suggestions"]), found["cold"]) == ("nothing", 2, True)
    assert f"Weights {found['model']}, learned from" in text


def test_a_pair_of_the_queue_is_asked_about_as_it_stands_there() -> None:
    plain = document_here("suggestions", "suggest", COURSE, *AT, *DAY)
    assert document_here("suggestions", "suggest", f"course {COURSE} -> lakeside", *DAY) == plain
    badge = document_here("suggestions", "suggest", "credential open-door-badge-first-aid", *AT, *DAY)
    assert badge["title"] == "First Aid"
    named = document_here("suggestions", "suggest", "--title", "Programming with Python", *AT, *DAY)
    assert named["suggestions"][0]["course"] == "lakeside-DAT1200"


def test_the_undecided_lines_of_a_record_or_one_of_them() -> None:
    every = document_here("line-suggestions", "suggest", "--record", MARIA, *AT)
    assert {line["decision"] for line in every["lines"]} == {"undecided"}
    by_id = document_here("line-suggestions", "suggest", "--record", MARIA, "--line", "S17", *AT)
    (line,) = by_id["lines"]
    assert line == next(one for one in every["lines"] if one["attainment"] == "S17")
    first = document_here("line-suggestions", "suggest", "--record", MARIA, "--line", "1", "--line", "S1", *AT)
    assert [one["attainment"] for one in first["lines"]] == ["S1"]
    text = words("suggest", "--record", MARIA, *AT, "--top", "1")
    assert "S17 CIS151, undecided (NOT_EVALUATED): 1 likely answer." in text
    assert "grants nothing" in text


def test_what_is_already_answered_is_named_and_nothing_is_suggested() -> None:
    text = words("suggest", "northgate-PHOT100", *AT, *DAY)
    assert "already answered by ng-lk-phot100; nothing is suggested" in text


@pytest.mark.parametrize(
    "question",
    [
        (),
        (COURSE,),
        ("nowhere-X1", *AT),
        ("lakeside-DAT1200", *AT),
        (COURSE, *AT, "--record", MARIA),
        (COURSE, *AT, "--line", "S17"),
        ("--record", MARIA, "--line", "S99", *AT),
        ("--record", MARIA, "--line", "0", *AT),
        ("--record", MARIA),
        ("thing x", *AT),
        ("--title", "", *AT),
        ("--title", "  ", *AT),
    ],
)
def test_questions_that_make_no_sense(question: tuple[str | Path, ...]) -> None:
    refused = here("suggest", *question)
    assert (refused.exit_code, refused.stdout) == (2, ""), refused.stderr


@pytest.mark.parametrize("more", [(), ("--goal", GOAL, "--at", "prairie-state"), ("--goal", "nothing")])
def test_a_queue_is_asked_for_at_a_place_that_awards_its_goal(more: tuple[str, ...]) -> None:
    assert here("queue", MARIA, "--no-suggestions", *more).exit_code == 2


def test_the_queue_names_what_is_likely_and_asks_for_one_program() -> None:
    told = words("queue", MARIA, *AT)
    assert " ? " in told
    assert "In order of: the most credit at stake" in told
    assert "What is likely grants nothing" in told
    whole = document_here("queue", "queue", MARIA, *AT, "--no-suggestions")
    assert {group["suggestion"] for group in whole["groups"]} == {None}
    goal = document_here("queue", "queue", MARIA, "--goal", GOAL)
    assert {group["key"] for group in whole["groups"]} == {
        group["key"] for group in (*goal["groups"], *goal["not_for_goal"])
    }
    assert all(group["fills"] for group in goal["groups"])
    assert not any(group["fills"] for group in (*goal["not_for_goal"], *whole["groups"]))


def test_a_competency_is_called_by_its_name_and_an_unknown_one_is_refused() -> None:
    assert ask_here("suggest", "competency clean-data at 2 -> lakeside").stdout.startswith("Clean data at lakeside: ")
    refused = here("suggest", "competency nosuch -> lakeside")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "no competency 'nosuch'" in refused.stderr
