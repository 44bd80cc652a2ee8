"""A small sound catalogue to which tests add one mistake."""

from __future__ import annotations

from typing import Any

from pathways.catalog.collection import SECTIONS, Catalog, collect
from pathways.catalog.lint import lint
from pathways.errors import Finding

SOURCE = {"title": "Calendar"}
BASE: dict[str, list[dict[str, Any]]] = {
    "organizations": [
        {
            "id": "north",
            "title": "North",
            "kind": "college",
            "credit_system": "us",
            "level_framework": "levels",
            "grade_scale": "letters",
        },
        {"id": "south", "title": "South", "kind": "university", "credit_system": "us", "grade_scale": "percent"},
    ],
    "credit-systems": [
        {"id": "us", "title": "US", "source": SOURCE},
        {"id": "ects", "title": "ECTS", "source": SOURCE},
    ],
    "level-frameworks": [{"id": "levels", "title": "Levels", "min": 1, "max": 8, "source": SOURCE}],
    "grade-scales": [
        {
            "id": "letters",
            "title": "Letters",
            "steps": [
                {"grade": "A", "rank": 3, "points": 4},
                {"grade": "B", "rank": 2, "points": 3},
                {"grade": "C", "rank": 1, "points": 2},
            ],
        },
        {"id": "percent", "title": "Percent", "min": 0, "max": 100},
    ],
    "frameworks": [
        {
            "id": "frame",
            "title": "Frame",
            "levels": 3,
            "source": SOURCE,
            "competencies": [
                {"id": "math", "title": "Mathematics", "held_when": "all"},
                {"id": "algebra", "title": "Algebra", "broader": "math"},
            ],
        }
    ],
    "occupations": [{"id": "clerk", "title": "Clerk", "competencies": [{"competency": "math"}], "source": SOURCE}],
    "courses": [
        {
            "id": "n1",
            "organization": "north",
            "code": "MATH 1",
            "title": "One",
            "credit": 3,
            "level": 1,
            "subject": "MATH",
        },
        {
            "id": "n2",
            "organization": "north",
            "code": "MATH 2",
            "title": "Two",
            "credit": 3,
            "level": 2,
            "subject": "MATH",
        },
        {
            "id": "n3",
            "organization": "north",
            "code": "ART 3",
            "title": "Three",
            "credit": 3,
            "level": 5,
            "subject": "ART",
        },
        {"id": "s1", "organization": "south", "code": "M 1", "title": "South one", "credit": 3},
        {"id": "s2", "organization": "south", "code": "M 2", "title": "South two", "credit": 3},
    ],
    "agreements": [
        {"id": "deal", "sending": ["south"], "receiving": "north", "title": "Deal", "source": SOURCE},
    ],
    "terms": [{"id": "fall", "title": "Fall", "begin": "2026-09-01", "end": "2026-12-20"}],
}


def catalog_with(**sections: list[dict[str, Any]]) -> Catalog:
    """Return the small catalogue with nouns added; section names are written with underscores."""
    added = {name.replace("_", "-"): nouns for name, nouns in sections.items()}
    return collect(
        noun.model_validate(document)
        for name, noun in SECTIONS.items()
        for document in (*BASE.get(name, []), *added.get(name, []))
    )


def findings_with(**sections: list[dict[str, Any]]) -> list[Finding]:
    """Return what lint says about the small catalogue with these additions."""
    return list(lint(catalog_with(**sections)))


def told(findings: list[Finding]) -> list[tuple[str, str, str, str | None]]:
    """Return severity, code, subject and path of each finding."""
    return [(item.severity, item.code, item.subject or "", item.where.path) for item in findings]


def credential(requirement: Any = None, **more: Any) -> dict[str, Any]:
    """Return a diploma of North with a source."""
    document = {"id": "dip", "organization": "north", "kind": "diploma", "title": "Diploma", "source": SOURCE, **more}
    return document if requirement is None else {**document, "requirement": requirement}


def rule(**more: Any) -> dict[str, Any]:
    """Return a rule of the agreement, from South's first course to North's first."""
    return {
        "id": "r",
        "agreement": "deal",
        "from": {"course": "s1"},
        "to": {"kind": "course", "courses": ["n1"]},
        **more,
    }
