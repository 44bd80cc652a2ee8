"""The passport as a paper: all that is known of each line, and nothing more."""

from __future__ import annotations

import datetime as dt
import io

from pypdf import PdfReader

from pathways import Desk, open_catalog
from pathways.formats.records import load_record
from pathways.language.words import Say
from pathways.model.record import Attainment, AttainmentStatus, Learner, LearnerRecord, Verification
from pathways.papers.paper import Paper, Table, to_html
from pathways.papers.pdf import to_pdf
from pathways.resources import data_root, sample_catalog
from pathways.ui.names import Names
from pathways.ui.passport_paper import Shown, decided_by, facts, passport, picked

DAY = dt.date(2026, 9, 1)
CATALOG = open_catalog(sample_catalog())
NAMES = Names(CATALOG)
AMARA = load_record(data_root() / "sample" / "records" / "career-changer.yaml")
SAY = Say("en")


def told(record: LearnerRecord, line: str) -> dict[str, str]:
    found = next(item for item in record.attainments if item.id == line)
    return dict(facts(Shown(record, CATALOG, NAMES, DAY, {line}), found, SAY))


def table(paper: Paper, caption: str) -> Table:
    return next(block for block in paper.blocks if isinstance(block, Table) and block.caption == caption)


def test_a_badge_is_told_with_its_check_its_last_day_and_its_abilities() -> None:
    said = told(AMARA, "B3")
    assert said["Verification"] == "✓ verified, says the record"
    assert said["Where"] == "Institute of Data Practitioners"
    assert said["Valid until"] == "Dec 31, 2026"
    assert said["Grade"] == "pass"
    assert said["Abilities"]
    assert "Credit" not in said


def test_a_course_carries_the_credit_and_level_of_the_catalogue_and_is_a_claim() -> None:
    said = told(AMARA, "N1")
    assert said["Verification"] == "? claim, not checked"
    assert said["Credit"] == "3 credits (Ontario college credit)"
    assert said["Completed on"] == "Dec 20, 2019"


def test_what_is_not_completed_shows_no_ability_of_the_catalogue() -> None:
    line = next(item for item in AMARA.attainments if item.id == "N1")
    begun = AMARA.model_copy(
        update={"attainments": (line.model_copy(update={"status": AttainmentStatus.IN_PROGRESS}),)}
    )
    assert told(AMARA, "N1")["Abilities"] == "Write clearly (level 2) and Speak to groups (level 1)"
    said = told(begun, "N1")
    assert said["State"] == "in progress"
    assert "Abilities" not in said


def test_what_the_record_says_of_credit_goes_first_and_a_failed_check_is_no_verification() -> None:
    line = Attainment.model_validate(
        {
            "id": "L1",
            "title": "Welding",
            "credit": {"amount": "4.5", "system": "us-semester"},
            "verification": "failed",
            "evidence": ["a letter"],
        }
    )
    record = LearnerRecord(learner=Learner(id="a"), attainments=(line,))
    said = told(record, "L1")
    assert said["Credit"].startswith("4.5 credits (")
    assert said["Verification"] == "✗ the check failed, says the record"
    assert said["Proof"] == "a letter"
    html = to_html(passport(Shown(record, CATALOG, NAMES, DAY, {"L1"}), SAY), "en")
    assert "Of these verified</dt><dd dir='auto'>0<" in html
    assert ">Verified<" not in html


def test_what_it_counts_for_is_what_the_desk_decides() -> None:
    audit = Desk(CATALOG).audit(AMARA, "lakeside-diploma-data-analytics", as_of=DAY)
    every = [line.id for line in AMARA.attainments]
    paper = passport(Shown(AMARA, CATALOG, NAMES, DAY, every, audit, decided_by(audit)), SAY)
    rows = {row[0]: row[1:] for row in table(paper, "What each line counts for").rows}
    assert len(rows) == 11
    assert rows["STAT120 Introduction to Statistics"] == ("✗ refused", "0", "")
    assert rows["DBAS200 Relational Databases"] == ("✓ accepted", "3", "DAT1100 Databases and SQL")
    overview = table(paper, "All lines of this passport")
    assert sum(row[-1].startswith("✓") for row in overview.rows) == 3


def test_the_passport_as_pdf_holds_the_same_words_and_the_same_bytes() -> None:
    paper = passport(Shown(AMARA, CATALOG, NAMES, DAY, {"B1", "N3"}), SAY)
    pdf = to_pdf(paper)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Learning passport of Amara Osei" in text
    assert "Python Foundations" in text
    assert "✓ verified, says the record" in text
    assert "COMM101" not in text
    assert pdf == to_pdf(passport(Shown(AMARA, CATALOG, NAMES, DAY, {"N3", "B1"}), SAY))


def test_the_data_holds_the_chosen_lines_and_nothing_of_the_others() -> None:
    first = Attainment(id="L1", title="old", verification=Verification.VERIFIED)
    second = Attainment(id="L2", title="new", replaces="L1")
    record = LearnerRecord(learner=Learner(id="a", name="Ada"), attainments=(first, second))
    kept = picked(record, {"L2"})
    assert [line.title for line in kept.attainments] == ["new"]
    assert kept.attainments[0].replaces is None
    assert picked(record, {"L1", "L2"}) == record
