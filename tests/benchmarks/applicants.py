"""Who applies to the sample's college?  Made-up learners, one attainment a row, alike every time for one seed.

Courses of two sending colleges and of the college itself, badges, learning in progress, grades above and below what is
asked, dates before and after what is still taken; one learner in a hundred comes with a date that is no date.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pathways.catalog.collection import Catalog
from pathways.model.course import Course

GOAL: Final = "lakeside-diploma-data-analytics"
DAY: Final = "2026-09-01"
HEAD: Final = ("learner", "id", "course", "credential", "organization", "code", "title", "status", "grade", "completed")
BADGES: Final = ("learnwell-badge-python", "learnwell-badge-charts", "idp-badge-dashboards")
AWRY: Final = 100
"""One learner in so many has a date that is no date."""

Row = dict[str, str]


def write_applicants(file: Path, catalog: Catalog, count: int, *, seed: int = 7, awry: int = AWRY) -> Path:
    """Write a table of ``count`` made-up learners."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEAD, restval="")
        writer.writeheader()
        for row in applicants(catalog, count, seed=seed, awry=awry):
            writer.writerow(row)
    return file


def applicants(catalog: Catalog, count: int, *, seed: int = 7, awry: int = AWRY) -> Iterator[Row]:
    """Yield the rows of ``count`` learners, each learner's together."""
    known = {
        name: [course for course in catalog.courses.values() if course.organization == name]
        for name in ("northgate", "river-bend", "lakeside")
    }
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 -- the same every time, and no secret
        learner = f"applicant-{number:05}"
        wrong = awry and number % awry == awry - 1
        for place, row in enumerate(_lines(known, chance), 1):
            broken = {"completed": "soon"} if wrong and place == 1 else {}
            yield {"learner": learner, "id": f"L{place:02}", **row, **broken}


def _lines(known: dict[str, list[Course]], chance: random.Random) -> Iterator[Row]:
    sending = chance.choice(("northgate", "northgate", "river-bend"))
    away = known[sending]
    for course in chance.sample(away, min(len(away), chance.randint(3, 10))):
        by_code = chance.random() < 0.5
        named = {"organization": sending, "code": course.code} if by_code else {"course": course.id}
        yield {**named, **_earned(chance, sending)}
    for course in chance.sample(known["lakeside"], chance.randint(0, 4)):
        yield {"course": course.id, **_earned(chance, "lakeside")}
    for badge in chance.sample(BADGES, chance.choice((0, 0, 1, 2))):
        yield {"credential": badge, "grade": "pass", "completed": _day(chance, 2023)}


def _earned(chance: random.Random, where: str) -> Row:
    if chance.random() < 0.08:
        return {"status": "in progress"}
    letters = chance.choice(("A", "B", "B", "C", "C", "D"))
    grade = letters if where == "river-bend" else str(chance.randint(45, 95))
    return {"grade": grade, "completed": _day(chance, 2016)}


def _day(chance: random.Random, first: int) -> str:
    return f"{chance.randint(first, 2025)}-{chance.choice(('04-25', '12-18'))}"
