"""What does a St. Olaf learner bring?  Each row of the transcript as a course of its own, and the record of them.

Rows are what specifications ask about: a repeated ensemble counts each time, a topics course by its name, a row by its
grade option.  So each row is one course with one attainment; what it is stands in subject, number, level, attributes
and tags (``stolaf_where.marks``).  What the peer leaves out (failed, withdrawn, audited) is a failed attainment here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Source
from pathways.model.course import Course
from pathways.model.credential import Credential, CredentialKind
from pathways.model.credit import CreditSystem, GradeScale, GradeStep
from pathways.model.organization import Organization, OrganizationKind
from pathways.model.record import LearnerRecord
from tests.peers.cases import SYSTEM
from tests.peers.stolaf_where import POINTS, SUBJECT, Doc, general_education, identity, marks

HOME = "stolaf"
LETTERS = "letters"
SOURCE = Source(title="St. Olaf areas of study")
ENDS = {"1": (0, 12, 20), "2": (1, 1, 31), "3": (1, 5, 25), "4": (1, 7, 15), "5": (1, 8, 15), "9": (0, 8, 15)}
NOT_EARNED = frozenset({"N", "U", "AU", "UA", "WF", "WP", "W", "F"})


def campus(
    rows: Iterable[Doc],
    areas: Iterable[Doc],
    more: Iterable[Course],
    credential: Credential,
    stated: Mapping[str, str],
) -> Catalog:
    """Return the catalogue of one audit: the rows, what may be taken besides (``more``), the declared areas, the goal.

    ``stated`` gives other credit by the name of a row, where a specification says so.
    """
    home = Organization(
        id=HOME, title="St. Olaf College", kind=OrganizationKind.UNIVERSITY, credit_system=SYSTEM, grade_scale=LETTERS
    )
    steps = tuple(GradeStep.model_validate({"grade": g, "rank": p, "points": p}) for g, p in POINTS.items())
    letters = GradeScale(id=LETTERS, title="Letter grades", steps=steps)
    system = CreditSystem(id=SYSTEM, title="St. Olaf credit", source=SOURCE)
    courses = [course_of(row, stated) for row in rows]
    return collect([home, letters, system, *courses, *more, *(declared(area) for area in areas), credential])


def course_of(row: Doc, stated: Mapping[str, str]) -> Course:
    """Return a row as a course; it states no hours, so nobody can take it once more."""
    number = row["number"] if str(row["number"]).isdigit() else None
    told = identity(row)
    return Course.model_validate(
        {
            "id": f"row-{row['clbid']}",
            "organization": HOME,
            "code": f"{told} {row['clbid']}",
            "title": row["name"],
            "subject": subject(row),
            "number": number,
            "credit": stated.get(row["name"], row["credits"]),
            "level": str(int(row["level"])),
            "tags": marks(row),
            "attributes": (*row["attributes"], *(general_education(code) for code in row["gereqs"])),
        }
    )


def subject(row: Doc) -> str:
    """Return the subject that specifications see: the courses taught by two departments count for one of them."""
    return SUBJECT.get(identity(row), str(row["subject"]))


def declared(area: Doc) -> Credential:
    """Return a declared area as something that can be held: a specification may ask that a major is declared."""
    tags = (f"area {area['kind']}".casefold(), f"of {area.get('degree', '')}")
    title = f"Declared: {area['name']}"
    kind = CredentialKind.TITLE
    return Credential(id=f"area-{area['code']}", organization=HOME, kind=kind, title=title, tags=tags)


def record_of(student: Doc, *, in_progress_counts: bool) -> LearnerRecord:
    """Return the learner's record; ``in_progress_counts`` takes what is in progress as completed."""
    lines = [_line(row, in_progress_counts) for row in student["courses"]]
    lines += [
        {"id": f"area-{area['code']}", "credential": f"area-{area['code']}", "completed": "2012-09-01"}
        for area in student["areas"]
    ]
    return LearnerRecord.model_validate({"learner": {"id": f"s{student['stnum']}"}, "attainments": lines})


def _line(row: Doc, in_progress_counts: bool) -> dict[str, Any]:
    line: dict[str, Any] = {"id": f"row-{row['clbid']}", "course": f"row-{row['clbid']}"}
    if row["flag_in_progress"] and not in_progress_counts:
        return {**line, "status": "in_progress"}
    years, month, day = ENDS[str(row["term"])]
    line["completed"] = dt.date(int(row["year"]) + years, month, day).isoformat()
    if row["grade_code"] in NOT_EARNED or row["grade_option"] == "audit":
        line["status"] = "failed"
    if row["grade_code"] in POINTS:
        line.update(grade=row["grade_code"], grade_scale=LETTERS)
    return line
