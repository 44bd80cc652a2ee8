"""A state of four colleges and a university: what others have had decided at the university, and what nobody has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from pathways.catalog.collection import Catalog, collect
from pathways.model.base import Source
from pathways.model.course import Course
from pathways.model.credit import LevelFramework
from pathways.model.equivalence import Equivalence, SourceItem, Target
from pathways.model.organization import Organization, OrganizationKind

AS_OF = dt.date(2026, 9, 1)
COLLEGES = ("c1", "c2", "c3", "c4")

TITLES = {
    "MATH 221": "Calculus I",
    "MATH 222": "Calculus II",
    "MATH 101": "Intermediate Algebra",
    "HIST 101": "American History to 1877",
    "HIST 102": "American History since 1877",
    "ART 100": "Introduction to Drawing",
    "BUS 200": "Principles of Management",
}


def course(organization: str, code: str, title: str, **more: object) -> Course:
    """Return a course named after its organization and code."""
    name = f"{organization}-{code.replace(' ', '-').lower()}"
    return Course.model_validate({"id": name, "organization": organization, "code": code, "title": title, **more})


def rule(source: str, receiver: str, target: Target, **more: object) -> Equivalence:
    """Return a rule of one course."""
    name = f"{source}>{receiver}:{target.kind}:{''.join(target.courses)}{target.subject or ''}"
    return Equivalence(
        id=name, receiving=receiver, sources=SourceItem(course=source), target=target, source=Source(title="S"), **more
    )


def to(*courses: str) -> Target:
    """Return a course, or several, as a target."""
    return Target(kind="course" if len(courses) == 1 else "courses", courses=courses)


def state(rules: Iterable[Equivalence] = (), courses: Iterable[Course] = ()) -> Catalog:
    """Return the state: the university ``u`` has all TITLES, each college Calculus I as its MATH 150."""
    places = [
        Organization(id=name, title=name, kind=OrganizationKind.COLLEGE, level_framework="l") for name in COLLEGES
    ]
    places.append(Organization(id="u", title="University", kind=OrganizationKind.UNIVERSITY, level_framework="l"))
    levels = LevelFramework(id="l", title="Levels", min=1, max=4, source=Source(title="S"))
    there = [course("u", code, title) for code, title in TITLES.items()]
    here = [course(name, "MATH 150", "Calc & Analytic Geom I") for name in COLLEGES]
    return collect([*places, levels, *there, *here, *courses, *rules])
