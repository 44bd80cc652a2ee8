"""What does a region of twenty colleges look like as a catalogue?  Objects, so that it can be audited.

Nobody's data, alike every time.  Every college teaches the same subjects under codes of its own; awards have named
cores, choices, pools of credit by subject, stacks and competencies; rules lead from each college to others, half of
them to electives, one in twenty from several courses; every college has a policy, some of them strict.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Noun, Source
from pathways.model.competency import Framework
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.credit import CreditSystem, GradeScale
from pathways.model.equivalence import ArticulationAgreement, Equivalence
from pathways.model.organization import Organization
from pathways.model.policy import RecognitionPolicy
from pathways.model.record import LearnerRecord

COLLEGES: Final = 20
COURSES: Final = 300
AWARDS: Final = 100
SUBJECTS: Final = (
    "ENG",
    "MATH",
    "BUS",
    "CS",
    "HIST",
    "BIO",
    "PSY",
    "CHEM",
    "ART",
    "PHYS",
    "ECON",
    "NURS",
    "SOC",
    "LAW",
    "MUS",
)
SKILLS: Final = 60
RULES: Final = 10_800
SOURCE: Final = Source(title="an invented bulletin")
GRADES: Final = (("A", "4"), ("B", "3"), ("C", "2"), ("D", "1"), ("F", "0"))


@dataclass(frozen=True)
class _Made:
    """Chance, and the ids of the courses made so far by college and subject."""

    chance: random.Random
    courses: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def some(self, college: str, subject: str | None = None, count: int = 1) -> list[str]:
        """Return different courses of a college (of one subject), early ones more often than late ones."""
        known = self.courses[college]
        named = known[subject] if subject else [name for group in known.values() for name in group]
        weights = [self.chance.random() * (10 + place) for place in range(len(named))]
        return [name for _, name in sorted(zip(weights, named, strict=True))[:count]]

    def subject(self) -> str:
        """Return a subject, the first ones most often."""
        weights = [1 / (place + 1) for place in range(len(SUBJECTS))]
        return self.chance.choices(SUBJECTS, weights)[0]


def college_catalog(seed: int = 1) -> Catalog:
    """Return 20 colleges with 6,000 courses, 2,000 credentials that state requirements, and about 11,000 rules."""
    made = _Made(random.Random(seed))  # noqa: S311 -- the same every time, and no secret
    return collect([*_world(), *_courses(made), *_awards(made), *_rules(made), *_policies(made)])


def colleges() -> tuple[str, ...]:
    """Return the ids of the colleges."""
    return tuple(f"college-{number:02}" for number in range(1, COLLEGES + 1))


def _world() -> Iterator[Noun]:
    steps = [{"grade": grade, "rank": points, "points": points} for grade, points in GRADES]
    yield GradeScale.model_validate({"id": "letters", "title": "Letters", "passing": "1", "steps": steps})
    hours = {"hours_per_credit": {"min": 30, "max": 45}, "full_time_year": 30, "source": SOURCE}
    yield CreditSystem.model_validate({"id": "semester", "title": "Semester credit", **hours})
    skills = [
        {
            "id": f"skill-{number}",
            "title": f"Skill {number}",
            **({"broader": f"skill-{number // 8}"} if number > 7 else {}),
        }
        for number in range(SKILLS)
    ]
    yield Framework.model_validate({"id": "skills", "title": "Skills", "competencies": skills, "source": SOURCE})
    for number, name in enumerate(colleges()):
        kind = "community_college" if number % 2 else "university"
        yield Organization.model_validate(
            {
                "id": name,
                "title": name,
                "kind": kind,
                "credit_system": "semester",
                "grade_scale": "letters",
                "invented": True,
            }
        )


def _courses(made: _Made) -> Iterator[Course]:
    for college in colleges():
        made.courses[college] = {subject: [] for subject in SUBJECTS}
        for place in range(COURSES):
            subject = SUBJECTS[place] if place < len(SUBJECTS) else made.subject()
            mine = made.courses[college][subject]
            number = 100 + 7 * len(mine)
            course = Course.model_validate(
                {
                    "id": f"{college}.{subject}-{number}",
                    "organization": college,
                    "code": f"{subject} {number}",
                    "title": f"{subject} {number}",
                    "subject": subject,
                    "number": number,
                    "level": 1 + min(number // 200, 3),
                    "credit": made.chance.choice(("3", "3", "3", "3", "4", "1", "2", "5", "1.5")),
                    "attributes": ["ge"] if made.chance.random() < 0.25 else [],
                    "outcomes": [{"competency": f"skill-{made.chance.randrange(SKILLS)}"}] if place % 3 == 0 else [],
                }
            )
            mine.append(course.id)
            yield course


# -- awards ----------------------------------------------------------------------------------------------------------


def _awards(made: _Made) -> Iterator[Credential]:
    for college in colleges():
        for place in range(AWARDS):
            kind, tree, total = _award(made, college, place)
            rules: dict[str, Any] = {"total_credits": total} if total else {}
            if kind == "bachelor":
                rules["residency"] = [{"credits": 30}]
            yield Credential.model_validate(
                {
                    "id": f"{college}.award-{place:03}",
                    "organization": college,
                    "kind": kind,
                    "title": f"{kind} {place} of {college}",
                    "credit": total or "6",
                    "level": 1 + place % 4,
                    "competencies": [{"competency": f"skill-{made.chance.randrange(SKILLS)}"}],
                    "assessment": ["test"],
                    "requirement": tree,
                    "rules": rules,
                    "source": SOURCE,
                }
            )


def _award(made: _Made, college: str, place: int) -> tuple[str, dict[str, Any], int]:
    """Return the kind, the requirement and the total credit of one award; small ones are common."""
    subject, other = made.subject(), made.subject()
    match place % 10:
        case 0 | 1 | 2 | 3:
            return "micro_credential", {"all": _named(made, college, subject, 2 + place % 2)}, 0
        case 4:
            skills = [{"competency": f"skill-{number}"} for number in made.chance.sample(range(8, SKILLS), 3)]
            return "badge", {"at_least": 2, "of": skills}, 0
        case 5 | 6:
            smaller = [
                {"credential": f"{college}.award-{max(0, place // 10 * 10 - step * 10 + 1):03}"} for step in (0, 1)
            ]
            return "certificate", {"all": [{"any": smaller}, *_named(made, college, subject, 3), _pool(6, subject)]}, 0
        case 7:
            return "diploma", _core(made, college, subject, other, (5, 12, 9)), 0
        case 8:
            return "associate", _core(made, college, subject, other, (6, 15, 24)), 60
        case _:
            return "bachelor", _core(made, college, subject, other, (9, 30, 50)), 120


def _core(made: _Made, college: str, subject: str, other: str, size: tuple[int, int, int]) -> dict[str, Any]:
    """Return a named core, a choice, credit in the subject at a level, in another one, in general education, free."""
    named, inside, free = size
    choice = [{"course": name} for name in made.some(college, other, 4)]
    return {
        "all": [
            {"id": "core", "all": _named(made, college, subject, named)},
            {"id": "choice", "at_least": min(2, len(choice)), "of": choice},
            {"id": "subject", **_pool(inside, subject, level=1 if inside < 20 else 2)},
            {"id": "general", "courses": 3, "from": {"attribute": ["ge"]}},
            {"id": "free", "credits": free, "from": {"kind": ["course", "elective"]}},
        ]
    }


def _named(made: _Made, college: str, subject: str, count: int) -> list[dict[str, Any]]:
    found = made.some(college, subject, count)
    found += [name for name in made.some(college, None, 2 * count) if name not in found][: count - len(found)]
    return [{"course": name} for name in found]


def _pool(credit: int, subject: str, level: int = 1) -> dict[str, Any]:
    near = SUBJECTS[(SUBJECTS.index(subject) + 1) % len(SUBJECTS)]
    return {"credits": credit, "from": {"subject": [subject, near, SUBJECTS[0]], "level": {"min": level}}}


# -- rules ------------------------------------------------------------------------------------------------------------


def _rules(made: _Made) -> Iterator[Noun]:
    every = colleges()
    for receiving in every:
        others = [name for name in every if name != receiving]
        yield ArticulationAgreement.model_validate(
            {"id": f"into-{receiving}", "sending": others, "receiving": receiving, "title": "Rules", "source": SOURCE}
        )
    taken: set[tuple[str, str]] = set()
    for number in range(RULES):
        chance = made.chance
        sending, receiving = chance.sample(every, 2)
        subject = made.subject()
        sources = made.some(sending, subject, 2 if chance.random() < 0.05 else 1)
        if (sources[0], receiving) in taken:
            continue
        taken.add((sources[0], receiving))
        named = [{"course": name} for name in sources]
        yield Equivalence.model_validate(
            {
                "id": f"rule-{number:05}",
                "agreement": f"into-{receiving}",
                "receiving": receiving,
                "from": named[0] if len(named) == 1 else {"all": named},
                "to": _grant(made, receiving, subject),
                "valid": {"from": "2015-01-01", **({"until": "2026-01-01"} if chance.random() < 0.1 else {})},
            }
        )


def _grant(made: _Made, receiving: str, subject: str) -> dict[str, Any]:
    if made.chance.random() < 0.5:
        return {"kind": "subject_elective", "subject": subject, "level": 1, "credit": {"how": "converted"}}
    return {"kind": "course", "courses": made.some(receiving, subject)}


def _policies(made: _Made) -> Iterator[RecognitionPolicy]:
    for place, college in enumerate(colleges()):
        policy: dict[str, Any] = {"id": f"policy-{college}", "organization": college, "source": SOURCE}
        policy["conversion"] = {"convention": "year_share"}
        policy["min_grades"] = [{"minimum": {"grade": "C", "scale": "letters"}}]
        policy["unlisted"] = ("undecided", "general_elective", "refused")[place % 3]
        if place % 4 == 0:
            policy["max_ages"] = [{"years": 10}]
        if place % 5 == 0:
            policy["rules"] = {"caps": [{"sources": ["transfer"], "credits": 60}]}
        yield RecognitionPolicy.model_validate(policy)


# -- learners -------------------------------------------------------------------------------------------------------


def college_learner(catalog: Catalog, seed: int, courses: int = 20) -> LearnerRecord:
    """Return a learner with courses of one college and a few of another."""
    chance = random.Random(seed)  # noqa: S311 -- the same every time, and no secret
    home, other = chance.sample(colleges(), 2)
    known = [course.id for course in catalog.courses.values() if course.organization == home]
    away = [course.id for course in catalog.courses.values() if course.organization == other]
    named = [*chance.sample(known, courses - courses // 5), *chance.sample(away, courses // 5)]
    lines = [
        {
            "id": f"L{number:02}",
            "course": name,
            "completed": f"{chance.randint(2014, 2025)}-05-30",
            "grade": chance.choice("ABBCCCD"),
        }
        for number, name in enumerate(named)
    ]
    return LearnerRecord.model_validate({"learner": {"id": f"learner-{seed}"}, "attainments": lines})
