"""`pathways plan` and `pathways next` answer in plain words, and give programs the same answer as a document."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from pathways.planning import search
from tests.e2e.asking import ANA, DIPLOMA, document, here, joined, refused_here, told

CERTIFICATE = "lakeside-certificate-data-analytics"
PLAN = ("plan", ANA, "--goal", CERTIFICATE)


def test_a_plan_says_first_what_when_and_for_how_much() -> None:
    text = told(*PLAN)
    plan = document("plan", *PLAN)
    assert plan["status"] == "optimal"
    assert plan["checked"] is True
    assert joined(text).startswith(
        "Amara Osei can hold Certificate in Data Analytics by 2027-04-23: 4 things to do in 2 terms,"
        " 1506.86 CAD in all."
        " Of that, 128 CAD is due whatever is planned"
    )
    for term in plan["terms"]:
        assert f"{term['title']}, {term['begin']} to {term['end']}: " in text
        for item in term["items"]:
            assert item["title"].split()[0] in text
    assert "= Who stops here holds: Certificate in Data Analytics 80.0 %." in text
    assert "+ Earned on 2027-04-23: Certificate in Data Analytics." in text
    assert "- B3 Dashboards that Decide: to Lakeside College by 2026-12-31." in text
    assert "Proven: nothing is done sooner; of those, nothing costs less. Checked by replaying it." in joined(text)


def test_the_options_replace_what_the_record_says() -> None:
    faster = json.loads(here(*PLAN, "--max-load", "4", "--json").stdout)
    cheaper = json.loads(here(*PLAN, "--minimize", "cost,time", "--json").stdout)
    without = json.loads(here(*PLAN, "--avoid", "assessment-lakeside-DAT1010", "--avoid", "assessment-lakeside-STA1001",
                              "--json").stdout)  # fmt: skip
    later = json.loads(here(*PLAN, "--start", "2027-winter", "--json").stdout)
    bounded = json.loads(here(*PLAN, "--budget", "1600", "--json").stdout)
    assert faster["totals"]["finish"] <= "2027-04-23"
    assert cheaper["objectives"][0]["objective"] == "cost"
    assert without["totals"]["cost"] == "1768"
    assert later["terms"][0]["term"] == "2027-winter"
    assert bounded["totals"]["cost"] == "1506.86"


def test_an_impossible_plan_names_what_clashes_and_what_would_help() -> None:
    done = here(*PLAN, "--take", "assessment-lakeside-STA1001", "--take", "assessment-lakeside-DAT1010")
    text = joined(done.stdout)
    assert done.exit_code == 1
    assert text.startswith("No plan takes Amara Osei to Certificate in Data Analytics: that is proven.")
    assert "at least 0.25 of the courses in residence. (a rule of the goal)" in text
    assert "assessment-lakeside-STA1001 is taken. (your own condition)" in text
    assert "Without asking that assessment-lakeside-STA1001 is taken. Then done by 2027-04-23, 1506.86" in text
    assert "(--why shows all)" in text


def test_a_search_that_is_cut_off_says_neither_yes_nor_no(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on by a second whenever it is looked at: how fast the machine is does not matter."""
    monkeypatch.setattr(search, "monotonic", itertools.count().__next__)
    done = here("plan", ANA, "--goal", DIPLOMA, "--seconds", "0.01")
    assert done.exit_code == 4
    assert "was not found out within the effort allowed" in joined(done.stdout)
    assert "Nothing is proven" in joined(done.stdout)


def test_the_front_and_the_whole() -> None:
    text = here("plan", ANA, "--goal", DIPLOMA, "--pareto", "--whole").stdout
    assert "Plans to choose from" in text
    assert "4935.72 CAD" in text
    assert "5196.86 CAD" in text
    assert "Beside doing it all from nothing" in text


def test_a_file_of_competencies_and_the_goals_of_the_record_are_goals(tmp_path: Path) -> None:
    wanted = tmp_path / "job.yaml"
    wanted.write_text("title: The job\ncompetencies: [{competency: write-python, level: 2}]\n", "utf-8")
    assert json.loads(here("plan", ANA, "--goal", wanted, "--json").stdout)["goals"] == ["job"]
    assert json.loads(here("plan", ANA, "--json").stdout)["goals"] == [CERTIFICATE, DIPLOMA]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--minimize", "pain"), "U003 'pain' is nothing to minimize"),
        (("--budget", "much"), "U003 budget: 'much' is not an amount"),
        (("--max-credits", "many"), "U003 max credits per term: 'many' is not an amount"),
        (("--start", "sometime"), "U001 this catalog has no term 'sometime'"),
        (("--at", "nowhere"), "U001 this catalog has no organization 'nowhere'"),
        (("--take", "nothing"), "U001 this catalog has nothing called 'nothing'"),
        (("--goal", "nothing"), "U001"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(words: tuple[str, ...], said: str) -> None:
    assert refused_here(2, *PLAN, *words).startswith(said)


def test_the_next_step_is_told_with_its_reasons() -> None:
    question = ("next", ANA, "--goal", DIPLOMA, "--top", "3")
    text = told(*question)
    found = document("next", *question)
    first = found["steps"][0]
    assert [step["rank"] for step in found["steps"]] == [1, 2, 3]
    assert joined(text).startswith(f"The best that Amara Osei can do first: have assessed {first['title']}.")
    assert "39 missing before, 36 credits after; the whole way then costs 261.14 CAD less." in joined(text)
    assert "B3 Dashboards that Decide: last day 2026-12-31." in text
    assert f"3 of {found['considered']} things that may be begun, toward Diploma in Data Analytics" in joined(text)


def test_every_goal_within_reach_where_all_is_asked_for() -> None:
    found = json.loads(here("next", ANA, "--goal", "all", "--json").stdout)
    assert found["named"] is False
    assert CERTIFICATE in found["goals"]
    assert json.loads(here("next", ANA, "--json").stdout)["goals"] == [CERTIFICATE, DIPLOMA]
