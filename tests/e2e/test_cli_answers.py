"""Every command answers in plain words, and gives programs the same answer as a document."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.asking import ANA, DIPLOMA, RECORDS, document, here, joined, told
from tests.support import REPO

FIRST_LINES = """\
Amara Osei has 21 of 60 credits toward Diploma in Data Analytics, Lakeside College, 35.0 % of the
way; 39 credits in 13 courses are missing.

Required  Applied  In progress  Missing  Progress  Counted in              As of
─────────────────────────────────────────────────────────────────────────────────────
      60       21            0       39    35.0 %  Ontario college credit  2026-09-01

The record, line by line
                                        Recog-    Ap-
Line  What                    Decision   nized  plied  Counts as; or why not, and what to do
───────────────────────────────────────────────────────────────────────────────────────────────────
B1    Python Foundations      accepted       3      3  DAT1200 Programming with Python.
B2    Charts People           accepted       3      3  DAT1300 Data Visualization, together with
      Understand                                       B3.
"""


def test_an_audit_answers_first() -> None:
    assert told("audit", ANA, "--goal", DIPLOMA, code=1).startswith(FIRST_LINES)


def test_an_audit_tells_every_line_every_requirement_and_every_source() -> None:
    text = told("audit", ANA, "--goal", DIPLOMA, code=1)
    audit = document("audit", "audit", ANA, "--goal", DIPLOMA, code=1)
    assert (audit["credit"]["applied"], audit["credit"]["shortfall"], audit["progress"]) == ("21", "39", 0.35)
    assert [line.split()[0] for line in text.splitlines() if line[:1] in "BN" and line[1:2].isdigit()] == [
        line["attainment"] for line in audit["lines"]
    ]
    for node in audit["requirements"]["children"][0]["children"]:
        mark = {"satisfied": "[x]", "unsatisfied": "[ ]"}[node["status"]]
        assert f"{mark} {node['title']}" in text
    assert all(entry["taken"][0] in text for entry in audit["missing"])
    assert "Of 30 credits that can be evaluated (Ontario college credit), 24 are accepted, 6 refused" in joined(text)
    assert "B3 Dashboards that Decide (3 credits): last day 2026-12-31. To do: lodge B3" in joined(text)
    assert "- Lakeside College calendar 2026-27 (invented for this sample)" in text
    assert "Proven: nothing cheaper exists" in text


def test_an_audit_that_is_satisfied_says_yes() -> None:
    question: tuple[str | Path, ...] = (
        "audit",
        RECORDS / "employee.yaml",
        "--goal",
        "lakeside-certificate-team-lead",
        "--why",
    )
    done = here(*question)
    text = done.stdout
    assert (done.exit_code, done.stderr) == (0, "")
    assert joined(text).startswith("Tom Bergstrom meets every requirement of Certificate for Team Leads, Lakeside")
    assert "Why\n- Certificate for Team Leads: satisfied" in text
    assert "  NOT_EVALUATED\n" in text


def test_an_audit_marks_what_is_open_and_what_is_not_needed() -> None:
    text = here("audit", RECORDS / "nurse-trained-abroad.yaml", "--goal", "nbn-licence").stdout
    assert "[?] Good character, declared and checked by the board" in text
    assert "9 parts not shown (--why shows all)" in text
    assert "[x] met  [ ] not met  [?] undecided  [-] not needed\n" in text
    assert "Somebody has to decide\n- root/conduct: Good character" in text


def test_a_gap_names_the_cheapest_way() -> None:
    li = RECORDS / "team" / "li.yaml"
    question: tuple[str | Path, ...] = ("gap", li, "--goal", "brightwater-maintenance-planner", "--measure", "items")
    text = here(*question).stdout
    gap = json.loads(here(*question, "--json").stdout)
    assert joined(text).startswith("Li Wen shows 2 of 5 competencies for Maintenance planner")
    assert "The cheapest way to close the rest: 1 item." in joined(text)
    assert [entry["id"] for entry in gap["cheapest"]] == ["brightwater-offer-t"]
    assert "[ ] Plan shifts" in text
    assert "[x] Plan maintenance - by F1" in text


def test_a_gap_to_a_credential_counts_in_the_measure_asked_for() -> None:
    text = here("gap", ANA, "--goal", "lakeside-certificate-data-analytics", "--measure", "hours").stdout
    assert joined(text).startswith("Amara Osei is 60.0 % of the way to Certificate in Data Analytics.")
    assert "4 courses, 540 hours." in joined(text)
    assert "Already earned and never claimed\n- Certificate in Office Administration" in text


def test_a_gap_to_a_file_of_competencies(tmp_path: Path) -> None:
    wanted = tmp_path / "job.yaml"
    wanted.write_text(
        "title: The job\ncompetencies: [{competency: write-python, level: 2}, {competency: clean-data}]\n", "utf-8"
    )
    gap = document("gap", "gap", ANA, "--goal", wanted, code=1)
    text = told("gap", ANA, "--goal", wanted, code=1)
    assert joined(text).startswith("Amara Osei shows 1 of 2 competencies for The job (50.0 %).")
    assert (gap["goal"], gap["title"]) == ("job", "The job")
    assert {entry["competency"]: entry["status"] for entry in gap["competencies"]} == {
        "write-python": "satisfied",
        "clean-data": "unsatisfied",
    }


def test_a_recognition_decides_every_line() -> None:
    question = ("recognize", RECORDS / "refugee-partial-papers.yaml", "--at", "lakeside", "--why")
    text = told(*question)
    found = document("recognition", *question)
    decided = [line["decision"] for line in found["lines"]]
    assert joined(text).startswith(
        f"Lakeside College accepts {decided.count('accepted')} of {len(decided)} lines of Yusuf al-Amin"
        f" and refuses {decided.count('refused')}; {decided.count('undecided')} undecided."
    )
    assert "To do: Ask the receiving institution to evaluate it." in joined(text)
    assert "MAT1001 (3), if that is decided." in joined(text)
    lines = [line.split()[0] for line in text.splitlines() if line[:1] == "P" and line[1:2].isdigit()]
    assert lines == [f"P{number}" for number in range(1, 15)], "P2 before P10"


def test_a_recognition_toward_a_goal() -> None:
    found = json.loads(here("recognize", ANA, "--at", "lakeside", "--goal", DIPLOMA, "--json").stdout)
    assert found["credential"] == DIPLOMA
    assert found["totals"]["accepted"] == "24"


def test_a_comparison_ranks_every_goal() -> None:
    question = ("compare", ANA, "--kind", "certificate", "--top", "3")
    text = told(*question)
    found = document("compare", *question)
    assert len(found["goals"]) == 3 < found["considered"]
    assert [entry["progress"] for entry in found["goals"]] == sorted(
        (entry["progress"] for entry in found["goals"]), reverse=True
    )
    assert f"3 of {found['considered']} goals of kind certificate shown" in text
    assert "Already earned and never claimed\n- Certificate in Office Administration" in text


def test_one_thing_and_what_it_connects_to() -> None:
    text = told("show", "lakeside-DAT1200")
    found = document("show", "show", "lakeside-DAT1200")
    assert text.startswith("DAT1200 Programming with Python (course lakeside-DAT1200)\n")
    assert found["data"]["credit"] == "3"
    assert all(link["id"] in text for link in (*found["leads_to_it"], *found["it_leads_to"]))


def test_the_shipped_sample_is_in_order() -> None:
    text = told("check")
    found = document("check", "check", "--as-of", "2026-09-01")
    assert found["as_of"] == "2026-09-01"
    assert found["errors"] == 0 < found["counts"]["courses"]
    assert f"0 errors, {found['warnings']} warning" in text
    assert text.count("\n  at ") == len(found["findings"])


def test_a_catalog_with_errors_is_answered_with_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "courses.yaml").write_text(
        "courses:\n- {id: a, organization: o, code: A, title: A}\n- {id: b, code: B, title: B}\n", "utf-8"
    )
    (tmp_path / "broken.yaml").write_text("courses: [", "utf-8")
    text = told("check", tmp_path, code=1)
    assert "error F002 not valid YAML or JSON: " in text
    assert f"at {tmp_path}/courses.yaml:3, path courses[1].organization" in text
    assert "\n2 errors, 0 warnings, 0 hints in 1 thing (2 files).\n" in text


def test_the_help_of_every_command_has_an_example() -> None:
    commands = told("--help").partition("Commands:\n")[2].splitlines()
    names = [line.split()[0] for line in commands]
    groups = ["import", "issue", "backpack", "log", "decisions"]
    questions = ["audit", "gap", "plan", "next", "recognize", "compare", "show", "check"]
    assert names == [*questions, "verify", "suggest", "batch", "queue", "decide", "letter", "equity", "app", *groups]
    for name in names[: -len(groups)]:
        assert f"  pathways {name}" in here(name, "--help").stdout.partition("Example")[2]
    for group in groups:
        inner = here(group, "--help").stdout.partition("Commands:\n")[2].splitlines()
        assert inner
        for name in (line.split()[0] for line in inner):
            assert f"  pathways {group} {name}" in here(group, name, "--help").stdout.partition("Example")[2], name


def test_the_version_is_that_of_the_project() -> None:
    version = told("--version").removeprefix("pathways ").strip()
    assert f'version = "{version}"' in (REPO / "pyproject.toml").read_text("utf-8")
