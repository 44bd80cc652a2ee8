"""What is told of a badge elsewhere is what it says, escaped, and verified only where it is."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from pathways.model.backpack import ItemEntry
from pathways.model.badge_documents import Standing
from pathways.model.record import LearnerRecord
from pathways.model.verification_documents import CarrierForm, Kind, SaidEntry
from pathways.store.backpack_lines import cv_lines, cv_markdown, linkedin_url, transcript_lines, transcript_of
from tests.unit.store.held import NOW


def item(standing: Standing = Standing.PROVEN, *, hidden: bool = False, **says: object) -> ItemEntry:
    begins = dt.datetime(2025, 3, 31, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-2)))
    said = {"id": "urn:uuid:1", "name": "Data & [Bees]", "issuer_name": "Invented College", "begins": begins, **says}
    return ItemEntry(
        sha256="0" * 64,
        added=NOW,
        size=1,
        carrier=CarrierForm.JSON,
        kind=Kind.OPEN_BADGE_3,
        says=SaidEntry.model_validate(said),
        standing=standing,
        checked=NOW,
        examined=1,
        hidden=hidden,
    )


def test_the_fields_of_linkedin() -> None:
    ends = dt.datetime(2027, 12, 1, tzinfo=dt.UTC)
    url = urlsplit(linkedin_url(item(ends=ends), shown_at="https://x.example/s?a=1&b=2"))
    assert (url.scheme, url.netloc, url.path) == ("https", "www.linkedin.com", "/profile/add")
    assert parse_qs(url.query) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Data & [Bees]"],
        "organizationName": ["Invented College"],
        "issueYear": ["2025"],
        "issueMonth": ["4"],
        "expirationYear": ["2027"],
        "expirationMonth": ["12"],
        "certUrl": ["https://x.example/s?a=1&b=2"],
        "certId": ["urn:uuid:1"],
    }


def test_what_is_not_known_is_no_field() -> None:
    query = parse_qs(urlsplit(linkedin_url(item(begins=None, id=None))).query)
    assert set(query) == {"startTask", "name", "organizationName"}


@pytest.mark.parametrize("standing", list(Standing))
def test_verified_is_said_only_of_what_is_proven(standing: Standing) -> None:
    lines = cv_lines([item(standing)])
    said = [line for line in lines if "(verified" in line]
    assert bool(said) == (standing is Standing.PROVEN)
    assert bool(lines) == (standing in (Standing.PROVEN, Standing.CLAIM))
    assert [line.verified for line in transcript_lines([item(standing)])] == [standing is Standing.PROVEN] * len(lines)


def test_lines_of_a_cv() -> None:
    older = item(Standing.CLAIM, name="Older", begins=dt.datetime(2020, 1, 1, tzinfo=dt.UTC), issuer_name=None)
    assert cv_lines([older, item(ends=NOW), item(hidden=True)]) == (
        "Data & [Bees], Invented College, 2025-04 to 2026-11 (verified 2026-11-22)",
        "Older, unknown issuer, 2020-01 (claimed, not verified)",
    )


@pytest.mark.parametrize("name", ["# x", "1. x", "- x", "[a](b)", "<b>", "https://x.example", "a_b_c", "`x`", "a@b.c"])
def test_nothing_that_a_badge_says_is_markup(name: str) -> None:
    (line,) = cv_markdown([item(name=name)]).splitlines()
    plain = line.removeprefix("- ")
    unescaped = "".join(part for place, part in enumerate(plain) if part != "\\" or plain[place - 1] == "\\")
    assert unescaped == cv_lines([item(name=name)])[0]
    for place, sign in enumerate(plain):
        if sign in "#[]<>_`*:@.":
            assert plain[place - 1] == "\\"
    assert not plain.startswith("- ")


def test_lines_of_a_transcript() -> None:
    (line,) = transcript_lines([item(code="DB-1", credits="5", results=("A",))])
    assert (line.code, line.title, line.credits, line.grade, line.source_type, line.source, line.date) == (
        "DB-1",
        "Data & [Bees]",
        "5",
        "A",
        "badge",
        "Invented College",
        "2025-04-01",
    )


def test_a_record_as_a_transcript() -> None:
    record = LearnerRecord.model_validate(
        {
            "learner": {"id": "maria"},
            "attainments": [
                {
                    "id": "1",
                    "course": "lakeside-MAT1",
                    "credit": {"amount": "4.5", "system": "ects"},
                    "grade": "B",
                    "grade_scale": "letters",
                    "completed": "2025-06-01",
                    "verification": "verified",
                },
                {"id": "2", "title": "Bees", "route": "prior_learning", "verification": "unverified"},
                {"id": "3", "title": "Trees", "badge": "0" * 64},
                {"id": "4", "title": "Not done", "status": "in_progress"},
            ],
        }
    )
    found = transcript_of(record, {"lakeside-MAT1": "5"})
    assert [(one.title, one.credits, one.level, one.grade, one.grade_basis) for one in found] == [
        ("lakeside-MAT1", "4.5 ects", "5", "B", "letters"),
        ("Bees", None, None, None, None),
        ("Trees", None, None, None, None),
    ]
    assert [(one.source_type, one.verified) for one in found] == [
        ("course", True),
        ("prior_learning", False),
        ("badge", False),
    ]
