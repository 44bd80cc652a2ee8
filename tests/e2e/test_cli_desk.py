"""The desk on the command line: what waits, one decision for all who bring the same, and what it changed."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from pathways.formats.native import load_catalog
from pathways.model.equivalence import SourceItem
from tests.e2e.asking import RECORDS, ask_here, document_here, here

PAIR = "course river-bend-CIS151 -> lakeside"
PEOPLE = (RECORDS / "first-generation-student.yaml", RECORDS / "high-school-leaver.yaml")
AT = ("--at", "lakeside")
ANA = ("--by", "Ana Reyes", "--source", "Syllabus 2026")


def keys(document: dict[str, Any]) -> list[str]:
    return [group["key"] for group in document["groups"]]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a store with one decision."""
    path = tmp_path / "desk.db"
    made = document_here(
        "decisions", "decide", path, PAIR, "--verdict", "accept", "--elective", "any", "--credit", "8", *ANA
    )
    assert made["entries"][0]["decision"]["pair"]["learning"]["course"] == "river-bend-CIS151"
    return path


def test_the_queue_names_the_pair_that_a_decision_then_clears(desk: Path) -> None:
    before = document_here("queue", "queue", *PEOPLE, *AT, "--minutes", "12")
    assert before["groups"][0]["key"] == PAIR
    assert before["groups"][0]["learners"] == 2
    assert before["minutes_saved"] == "12"
    after = document_here("queue", "queue", *PEOPLE, *AT, "--decisions", desk)
    assert sorted(keys(after)) == sorted(key for key in keys(before) if key != PAIR)  # what is sure may change places


@pytest.mark.parametrize(
    ("wrong", "code", "told"),
    [
        (("--min-grade", "ZZ"), "U003", "no grade scale of the catalogue has a grade 'ZZ'"),
        (("--min-grade", "C of nowhere"), "U003", "no grade scale 'nowhere'"),
        (("--min-grade", "ZZ of us-letters"), "U003", "the grade scale 'us-letters' has no grade 'ZZ'"),
        (("--min-grade", "ZZ of percent"), "U003", "Grades are such as 0, 100."),
        (("--instead-of", "decision-0123456789abcdef"), "U003", "Say with --supersedes"),
        (("--instead-of", "ng-lk-stat12"), "U001", "Did you mean 'ng-lk-stat120'?"),
        (("--as", "river-bend-CIS151"), "U003", "a course of river-bend, not of lakeside"),
    ],
)
def test_what_could_never_be_right_is_not_kept(tmp_path: Path, wrong: tuple[str, str], code: str, told: str) -> None:
    store = tmp_path / "new.db"
    given = () if wrong[0] == "--as" else ("--as", "lakeside-DAT1300")
    refused = here("decide", store, PAIR, "--verdict", "accept", *given, *wrong, *ANA)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert code in refused.stderr
    assert told in " ".join(refused.stderr.split())
    assert not store.exists()


def test_names_that_nobody_here_defines_are_kept_and_told(tmp_path: Path) -> None:
    beside = ("--as", "lakeside-DAT1300", "--beside", "course river-bend-CIS15")
    kept = here("decide", tmp_path / "new.db", "code hill X 1 -> lakeside", "--verdict", "accept", *beside, *ANA)
    told = " ".join(kept.stderr.split())
    assert kept.exit_code == 0
    assert told.count("warning U001") == 2
    assert "defines 'code hill X 1'" in told
    assert "Did you mean 'river-bend-CIS151'?" in told
    sound = here("decide", tmp_path / "other.db", PAIR, "--verdict", "accept", "--as", "lakeside-DAT1300", *ANA)
    assert sound.stderr == ""


def test_what_a_decision_changed_is_told_line_by_line(desk: Path) -> None:
    turned = document_here("replay", "decisions", "replay", *PEOPLE, *AT, "--decisions", desk)["turned"]
    assert [(each["learner"], each["attainment"], each["after"]["credit"]) for each in turned] == [
        ("maria-delgado", "S17", "8"),
        ("noah-kim", "H13", "8"),
    ]
    same = document_here("replay", "decisions", "replay", *PEOPLE, *AT, "--then-as-of", "2026-09-01")
    assert same["turned"] == []


def test_two_advisors_do_not_overwrite_each_other(desk: Path) -> None:
    refused = here(
        "decide", desk, PAIR, "--verdict", "refuse", "--because", "LEVEL_TOO_LOW", "--by", "Bo", "--source", "S"
    )
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert "S009" in refused.stderr
    assert "Ana Reyes" in refused.stderr
    assert "by Bo" in refused.stderr.replace("\n", " ")
    (stands,) = document_here("decisions", "decisions", "list", desk)["standing"]
    more = ("--verdict", "refuse", "--because", "LEVEL_TOO_LOW", "--by", "Bo", "--source", "S", "--supersedes", stands)
    assert "2." in ask_here("decide", desk, PAIR, *more).stdout
    text = ask_here("decisions", "list", desk, "--all").stdout
    assert "[no longer]" in text
    assert "substantial difference: level" in " ".join(text.split())


def test_a_withdrawn_decision_opens_its_pair_again(desk: Path) -> None:
    (stands,) = document_here("decisions", "decisions", "list", desk)["standing"]
    left = document_here(
        "decisions", "decisions", "withdraw", desk, stands, "--by", "Bo", "--because", "the wrong course"
    )
    assert left["standing"] == []
    assert PAIR in keys(document_here("queue", "queue", *PEOPLE, *AT, "--decisions", desk))


def test_what_stands_is_written_as_rules_and_for_others(desk: Path, tmp_path: Path) -> None:
    out, ctdl = tmp_path / "decided", tmp_path / "decided.jsonld"
    assert "1 thing written" in ask_here("decisions", "export", desk, "--out", out, "--ctdl", ctdl).stdout
    (rule,) = load_catalog(out).catalog.equivalences.values()
    assert rule.target.kind == "general_elective"
    assert json.loads(ctdl.read_text("utf-8"))["@graph"][0]["@type"] == "ceterms:TransferValueProfile"


def test_nothing_is_written_over_the_decisions(desk: Path, tmp_path: Path) -> None:
    before = desk.read_bytes()
    done = here("decisions", "export", desk, "--out", tmp_path / "decided", "--ctdl", desk)
    assert (done.exit_code, desk.read_bytes() == before) == (2, True)
    assert "U003" in done.stderr
    assert not (tmp_path / "decided").exists()


def test_what_is_granted_may_be_bound_to_grade_hours_age_and_areas(tmp_path: Path) -> None:
    bound = ("--min-grade", "C of us-letters", "--min-hours", "150", "--max-age", "2.5", "--last-day", "2030-06-30")
    given = ("--verdict", "accept", "--elective", "any", "--area", "quantitative", "--credit", "4")
    text = " ".join(ask_here("decide", tmp_path / "a.db", PAIR, *given, *bound, *ANA).stdout.split())
    assert "accept course river-bend-CIS151 -> lakeside as quantitative with credit 4" in text
    assert "only with C or better (us-letters), with 150 hours or more, not older than 2.5 years" in text
    assert "for learning completed from any day to 2030-06-30" in text
    ask_here("decisions", "export", tmp_path / "a.db", "--out", tmp_path / "out")
    (rule,) = load_catalog(tmp_path / "out").catalog.equivalences.values()
    assert isinstance(rule.sources, SourceItem)
    assert (rule.target.areas, rule.sources.min_hours) == (("quantitative",), Fraction(150))
    assert rule.max_age_years == Fraction(5, 2)
    area = ("--verdict", "accept", "--area", "quantitative", "--credit", "4", "--min-hours", "181")
    assert "as quantitative" in ask_here("decide", tmp_path / "b.db", PAIR, *area, *ANA).stdout
    for store, codes in (("a.db", []), ("b.db", ["HOURS_TOO_FEW"])):
        found = document_here("replay", "decisions", "replay", *PEOPLE, *AT, "--decisions", tmp_path / store)
        assert [each["after"]["codes"] for each in found["turned"]] == [codes, codes]


@pytest.mark.parametrize(
    "words",
    [
        ("river-bend-CIS151", "--verdict", "accept", "--elective", "any"),
        ("thing river-bend-CIS151 -> lakeside", "--verdict", "accept", "--elective", "any"),
        ("course river-bend-CIS151 -> nowhere", "--verdict", "accept", "--elective", "any"),
        (PAIR, "--verdict", "accept"),
        (PAIR, "--verdict", "accept", "--as", "lakeside-NOTHING-1"),
        (PAIR, "--verdict", "refuse", "--because", "DUPLICATE"),
        (PAIR, "--verdict", "accept", "--as", "lakeside-DAT1200", "--area", "quantitative"),
        (PAIR, "--verdict", "accept", "--elective", "any", "--min-grade", "C of nothing"),
        (PAIR, "--verdict", "accept", "--elective", "any", "--min-hours", "many"),
        (PAIR, "--verdict", "refuse", "--because", "LEVEL_TOO_LOW", "--max-age", "5"),
        ("code riverbend -> lakeside", "--verdict", "ask", "--because", "NOT_EVALUATED"),
    ],
)
def test_what_makes_no_sense_writes_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = here("decide", tmp_path / "desk.db", *words, *ANA)
    assert (refused.exit_code, refused.stdout) == (2, ""), refused.stderr
    assert not (tmp_path / "desk.db").exists()


def test_a_store_that_is_not_there_is_not_begun_by_a_question(tmp_path: Path) -> None:
    refused = here("decisions", "list", tmp_path / "desk.db")
    assert (refused.exit_code, refused.stdout) == (3, "")
    assert list(tmp_path.iterdir()) == []


def test_who_decides_gives_courses_of_the_own_institution(tmp_path: Path) -> None:
    for words in (("--as", "northgate-ACCT100"), ("--as", "lakeside-DAT1200", "--compared-with", "northgate-ACCT100")):
        refused = here("decide", tmp_path / "desk.db", PAIR, "--verdict", "accept", *words, *ANA)
        assert refused.exit_code == 2, refused.stderr
        assert "is a course of northgate, not of lakeside" in " ".join(refused.stderr.split())
        assert not (tmp_path / "desk.db").exists()


def test_the_last_day_of_all_is_no_last_day(tmp_path: Path) -> None:
    more = ("--verdict", "accept", "--elective", "any", "--last-day", "9999-12-31")
    assert PAIR in " ".join(ask_here("decide", tmp_path / "desk.db", PAIR, *more, *ANA).stdout.split())


def test_a_letter_says_once_what_has_only_a_code_and_calls_it_as_the_record_does(tmp_path: Path) -> None:
    pair = ("code river-bend C++ 101 -> lakeside", "--verdict", "accept", "--as", "lakeside-DAT1200")
    ask_here("decide", tmp_path / "desk.db", *pair, *ANA)
    record = tmp_path / "one.csv"
    record.write_text("learner,organization,code,title,completed\nana,river-bend,C++ 101,Cpp,2026-01-09\n", "utf-8")
    more = ("--as-of", "2026-09-01", "--decisions", tmp_path / "desk.db")
    told = document_here("letter", "letter", record, *AT, *more)
    assert [line["title"] for line in told["lines"]] == ["C++ 101 Cpp"]


def test_a_learner_who_comes_twice_is_refused_with_the_files(tmp_path: Path) -> None:
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(PEOPLE[0].read_bytes())
    for asked in (("queue",), ("decisions", "replay")):
        done = here(*asked, PEOPLE[0], copy, *AT)
        assert (done.exit_code, done.stdout) == (2, "")
        told = " ".join(done.stderr.split())
        assert "U003" in told
        assert "learner 'maria-delgado' comes twice" in told
        assert "copy.yaml" in told
        assert "first-generation-student.yaml" in told
    assert here("queue", PEOPLE[0], PEOPLE[0], *AT).exit_code == 2
