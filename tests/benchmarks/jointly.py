"""How long does it take to put small credentials together?  Two thousand of one sender, all of them drawn.

The first question reads what the sender offers; another about the same sender does not.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Final

from pathways.catalog.collection import Catalog, collect
from pathways.matching.jointly import JointSuggester, Sought
from pathways.model.base import Source
from pathways.model.competency import Framework
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.joint_documents import JointSuggestionsDocument
from pathways.model.organization import Organization

DAY: Final = dt.date(2026, 9, 1)
BOOK: Final = Source(title="drawn")
OFFERED: Final = 2_000
HOURS: Final = ("8", "12", "15", "20", "24", "30", "37.5", "45", "60")
CASES: Final = (
    (12, 12, 3, "0.75"),
    (12, 12, 3, "1"),
    (12, 40, 6, "1"),
    (12, 100, 10, "1"),
    (12, 300, 8, "1"),
    (20, 60, 6, "0.75"),
)
"""Outcomes of the course, competencies of the framework, the most that one credential shows, the share asked for."""


def drawn(outcomes: int, competencies: int, widest: int) -> Catalog:
    """Return a course of 120 hours, and small credentials that show some of the framework at level 1, 2 or 3."""
    dice = Random(2026)  # noqa: S311 - chance, not secrets
    names = [f"k{number}" for number in range(competencies)]
    places = [Organization(id=name, title=name, kind="college") for name in ("b", "s")]
    framework = {"id": "f", "title": "F", "competencies": [{"id": n, "title": n} for n in names], "source": BOOK}
    wanted = [{"competency": name, "level": 2} for name in names[:outcomes]]
    target = {"id": "t", "organization": "b", "code": "T 1", "title": "Target", "hours": 120, "outcomes": wanted}
    small = [
        {
            "id": f"m{number:04}", "organization": "s", "kind": "micro_credential", "title": f"M {number}",
            "hours": dice.choice(HOURS), "assessment": ["test"], "source": BOOK,
            "competencies": [
                {"competency": name, "level": dice.choice((1, 2, 2, 3))}
                for name in dice.sample(names, dice.randint(1, widest))
            ],
        }
        for number in range(OFFERED)
    ]  # fmt: skip
    things = [
        Framework.model_validate(framework),
        Course.model_validate(target),
        *map(Credential.model_validate, small),
    ]
    return collect([*places, *things])


HEAD: Final = (
    "outcomes",
    "competencies",
    "asked",
    "credentials that help",
    "first question s",
    "another s",
    "sets listed",
    "members",
    "list",
)
TOLD: Final = {None: "whole", "number": "cut at ten, the lightest", "work": "cut by the bound on work"}


def tables() -> Iterator[str]:
    """Yield a row for each case: seconds of one core, and what was found."""
    yield f"| {' | '.join(HEAD)} |"
    yield f"|{'---:|' * 7}---|---|"
    for outcomes, competencies, widest, share in CASES:
        suggester = JointSuggester(drawn(outcomes, competencies, widest))
        sought = Sought("t", DAY, coverage=Fraction(share))
        start = time.process_time()
        suggester.from_senders(["s"], sought)
        between = time.process_time()
        found = suggester.from_senders(["s"], sought)
        seconds = [f"{between - start:.2f}", f"{time.process_time() - between:.2f}"]
        members = " and ".join(sorted({str(len(one.members)) for one in found.sets})) or _nearest(found)
        counts = (found.candidates, *seconds, len(found.sets), members, TOLD[found.cut])
        yield f"| {' | '.join(map(str, (outcomes, competencies, f'{float(Fraction(share)):.0%}', *counts)))} |"


def _nearest(found: JointSuggestionsDocument) -> str:
    return f"the nearest lack {len(found.nearest[0].missing)}" if found.nearest else "none"
