"""A small catalogue in which every relation of the graph occurs."""

from __future__ import annotations

from typing import Any, Final

from pathways.catalog.collection import SECTIONS, Catalog, collect

_SOURCE: Final = {"title": "Invented calendar"}

DOCUMENT: Final[dict[str, list[dict[str, Any]]]] = {
    "organizations": [
        {"id": "north", "title": "North College", "kind": "college"},
        {"id": "south", "title": "South University", "kind": "university"},
    ],
    "frameworks": [
        {
            "id": "digital",
            "title": "Digital",
            "source": _SOURCE,
            "competencies": [
                {"id": "networking", "title": "Networking", "broader": "computing"},
                {
                    "id": "computing",
                    "title": "Computing",
                    "alignments": [{"kind": "exact", "target": "ict"}, {"kind": "related", "target": "unlisted"}],
                },
                {"id": "ict", "title": "ICT"},
            ],
        }
    ],
    "occupations": [
        {"id": "technician", "title": "Technician", "competencies": [{"competency": "networking"}], "source": _SOURCE}
    ],
    "courses": [
        {"id": "n1", "organization": "north", "code": "NET 1", "title": "One", "subject": "NET", "number": 1},
        {
            "id": "n2",
            "organization": "north",
            "code": "NET 2",
            "title": "Two",
            "subject": "NET",
            "number": 2,
            "prerequisite": {"any": [{"course": "n1"}, {"credential": "micro"}]},
            "corequisite": {"course": "n3"},
            "outcomes": [{"competency": "networking"}],
        },
        {"id": "n3", "organization": "north", "code": "LAB 3", "title": "Lab", "subject": "LAB", "number": 3},
        {"id": "s1", "organization": "south", "code": "CS 1", "title": "Systems", "subject": "CS", "number": 1},
        {"id": "s9", "organization": "south", "code": "NET 9", "title": "Nets", "subject": "NET", "number": 9},
    ],
    "credentials": [
        {
            "id": "micro",
            "edition": edition,
            "organization": "north",
            "kind": "micro_credential",
            "title": "Micro",
            "competencies": [{"competency": "networking"}],
            "requirement": {"course": "n1"},
        }
        for edition in ("1", "2")
    ]
    + [
        {
            "id": "certificate",
            "organization": "north",
            "kind": "certificate",
            "title": "Certificate",
            "occupation": "technician",
            "requirement": {
                "all": [
                    {"credential": "micro"},
                    {"id": "choice", "courses": 1, "from": {"subject": ["NET"], "not": {"course": ["n1"]}}},
                ]
            },
        },
        {
            "id": "diploma",
            "organization": "north",
            "kind": "diploma",
            "title": "Diploma",
            "requirement": {
                "at_least": 1,
                "of": [
                    {"courses": 2, "from": {"any": [{"course": ["s1", "n3"]}, {"kind": ["micro_credential"]}]}},
                    {"all": [{"course": "n2"}, {"course": "unlisted"}]},
                ],
            },
        },
        {
            "id": "degree",
            "edition": "2026",
            "organization": "south",
            "kind": "bachelor",
            "title": "Degree",
            "requirement": {"all": [{"course": "s1"}, {"id": "free", "credits": 30}]},
        },
    ],
    "equivalences": [
        {
            "id": "rule-both",
            "receiving": "south",
            "from": {
                "all": [{"course": "n1"}, {"any": [{"course": "n2", "same_as": ["n3"]}, {"occupation": "technician"}]}]
            },
            "to": {"kind": "course", "courses": ["s1"]},
        },
        {
            "id": "rule-block",
            "receiving": "south",
            "from": {"credential": "micro@2"},
            "to": {"kind": "block", "block": "degree#root/free"},
        },
        {
            "id": "rule-no",
            "receiving": "south",
            "from": {"credential": "micro"},
            "to": {"kind": "denied"},
        },
        {
            "id": "rule-skill",
            "receiving": "south",
            "from": {"competency": "networking"},
            "to": {"kind": "competency", "competencies": ["ict"]},
        },
    ],
    "offerings": [{"id": "o1", "course": "n1", "organization": "south"}],
}


def sample(*, backward: bool = False) -> Catalog:
    """Return the catalogue; ``backward`` hands its things over in the opposite order."""
    things = [SECTIONS[name].model_validate(item) for name, items in DOCUMENT.items() for item in items]
    return collect(reversed(things) if backward else things)
