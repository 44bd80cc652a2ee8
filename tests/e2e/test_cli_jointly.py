"""What covers a course only together, on the command line; and a set that is decided about, from store to audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.asking import RECORDS, ask_here, document_here, here

AMARA = RECORDS / "career-changer.yaml"
COURSE = "lakeside-DAT1300"
DAY = ("--as-of", "2026-09-01")
ANA = ("--by", "Ana Reyes", "--source", "Syllabi 2026")
SET = "credential idp-badge-dashboards with credential learnwell-badge-chart-repair -> lakeside"


def words(*question: str | Path) -> str:
    return " ".join(ask_here(*question).stdout.split())


def test_what_is_on_offer_is_put_together_outcome_by_outcome() -> None:
    asked = ("suggest", "--jointly", COURSE, "--from", "learnwell", "--from", "idp", *DAY, "--hours", "0.5")
    text = words(*asked, "--top", "1")
    assert "answered already: idp-badge-dashboards with learnwell-badge-chart-repair by lakeside-policy" not in text
    assert "1. idp-badge-dashboards with learnwell-badge-chart-repair: 4 of 5 outcomes of DAT1300 = 80 %" in text
    assert "Design accessible charts 2 learnwell-badge-chart-repair at level 2" in text
    assert "Tell stories with data (missing)" in text
    assert "The list is cut: there are more sets, and these 1 are the lightest" in text
    assert f'To decide: pathways decide STORE "{SET}"' in text
    found = document_here("joint-suggestions", *asked)
    assert (found["grants"], found["complete"], found["sets"][0]["pair"]) == ("nothing", True, SET)


def test_what_a_record_brings_is_answered_or_its_gap_is_named() -> None:
    text = words("suggest", "--jointly", COURSE, "--record", AMARA)
    assert "answered already: B2 with B3 by lakeside-policy" in text
    near = words("suggest", "--jointly", "thornbury-CMP401", "--record", AMARA, "--coverage", "1")
    assert "no set of at most 4 covers" in near
    assert "The nearest, and what they lack 1. B1: 3 of 4 outcomes of CMP401 = 75 %, 45 of at least 270 hours" in near
    assert "(missing)" in near


def test_a_set_is_decided_about_and_clears_who_brings_it(tmp_path: Path) -> None:
    desk = tmp_path / "desk.db"
    listed = words("decide", desk, SET, "--verdict", "accept", "--as", COURSE, *ANA)
    assert f"accept {SET} as {COURSE}" in listed
    again = document_here("joint-suggestions", "suggest", "--jointly", COURSE, "--from", "idp", "--from", "learnwell",
                          *DAY, "--hours", "0.5", "--decisions", desk)  # fmt: skip
    assert SET not in [each["pair"] for each in again["sets"]]
    assert [each["rule"] for each in again["answered"]][:1] != []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--jointly", COURSE),
        ("--jointly", COURSE, "--record", AMARA, "--from", "idp"),
        ("--jointly", COURSE, "--from", "idp", "--at", "lakeside"),
        ("--jointly", COURSE, "--from", "idp", "--coverage", "most"),
        ("--jointly", COURSE, "--from", "lakeside"),
        ("--jointly", "nothing", "--from", "idp"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(wrong: tuple[str | Path, ...]) -> None:
    assert here("suggest", *wrong).exit_code == 2
