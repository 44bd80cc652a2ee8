"""What does a whole degree look like?  A major, general education, a track, a certificate and electives at once.

About 120 credits in 42 requirements, with limits on what two of them may share, a cap on transfer, a residency and an
average; 20 learners with 45 courses each.  Nobody's data; alike every time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Noun, Source
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, GradeScale
from pathways.model.organization import Organization
from pathways.model.record import LearnerRecord

SOURCE: Final = Source(title="an invented bulletin")
AREAS: Final = ("writing", "math", "science", "history", "arts", "society")
GRADES: Final = (("A", "4"), ("B", "3"), ("C", "2"), ("D", "1"))
LEARNERS: Final = 20
TAKEN: Final = 45


def catalog(seed: int = 1) -> Catalog:
    """Return one university with the degree and 160 courses."""
    return collect([*_world(), *_courses(random.Random(seed)), _degree()])  # noqa: S311


def learners(found: Catalog) -> Iterator[LearnerRecord]:
    """Yield learners who have taken most of what the degree names, and other things."""
    names = sorted(found.courses)
    for seed in range(LEARNERS):
        dice = random.Random(seed)  # noqa: S311
        lines = [
            {"id": f"L{i}", "course": name, "completed": "2025-05-01", "grade": dice.choice("ABBCC")}
            for i, name in enumerate(dice.sample(names, TAKEN))
        ]
        yield LearnerRecord.model_validate({"learner": {"id": f"learner-{seed}"}, "attainments": lines})


def _world() -> Iterator[Noun]:
    steps = [{"grade": grade, "rank": 4 - rank, "points": points} for rank, (grade, points) in enumerate(GRADES)]
    yield CreditSystem.model_validate({"id": "credits", "title": "Credits", "source": SOURCE})
    yield GradeScale.model_validate({"id": "letters", "title": "Letters", "steps": steps, "source": SOURCE})
    yield Organization.model_validate(
        {"id": "u", "title": "U", "kind": "university", "credit_system": "credits", "grade_scale": "letters"}
    )


def _courses(dice: random.Random) -> Iterator[Course]:
    for number in range(160):
        areas = dice.sample(AREAS, dice.choice((0, 1, 1, 2)))
        subject = ("MAJ", "CERT", "GEN", "ELE")[min(number // 40, 3)]
        fields: dict[str, Any] = {
            "id": f"c{number:03}",
            "organization": "u",
            "code": f"{subject} {100 + number}",
            "subject": subject,
            "title": f"{subject} {number}",
            "credit": dice.choice(("3", "3", "3", "4", "1")),
            "level": 1 + number % 4,
            "attributes": areas,
        }
        yield Course.model_validate(fields)


def _degree() -> Credential:
    core = [{"any": [{"course": f"c{i:03}"}, {"course": f"c{i + 20:03}"}]} for i in range(12)]
    general = [
        {"id": f"{area}-{part}", "courses": 1, "from": {"attribute": [area]}} for area in AREAS for part in (1, 2)
    ]
    tracks = [{"all": [{"course": f"c{i:03}"} for i in range(start, start + 4)]} for start in (12, 16)]
    certificate = [{"course": f"c{i:03}"} for i in range(40, 45)]
    blocks = [
        {"id": "major", "all": [*core, {"courses": 4, "from": {"subject": ["MAJ"]}}], "min_gpa": "2.0"},
        {"id": "general", "all": general},
        {"id": "track", "any": tracks},
        {"id": "certificate", "all": certificate},
        {"id": "electives", "credits": 30, "from": {"kind": ["course"]}},
    ]
    shared = (("major", "general", 3), ("certificate", "general", 2), ("track", "major", 2))
    return Credential.model_validate(
        {
            "id": "degree",
            "organization": "u",
            "kind": "bachelor",
            "title": "Degree",
            "credit": 120,
            "requirement": {"all": blocks},
            "sharing": [
                {"between": [f"root/{one}", f"root/{other}"], "max_items": most, "source": SOURCE}
                for one, other, most in shared
            ],
            "rules": {
                "residency": [{"credits": 30}],
                "caps": [{"sources": ["transfer"], "credits": 60}],
                "min_gpa": "2.0",
            },
            "source": SOURCE,
        }
    )
