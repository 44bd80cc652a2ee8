"""How long does it take to put small credentials together, and do the words of descriptions find what was published?

Two thousand credentials of one sender, all of them drawn; the first question reads what the sender offers, another
about the same sender does not.  Then every published rule of one real pair (Santa Monica to San Diego) that takes
several courses for one, asked by the descriptions of both catalogues alone: they state no outcomes.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
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
from tests.support import SHARED

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
PUBLISHED: Final = (
    "share of the parts of a description",
    "rules",
    "with any set",
    "published set among the first 100",
    "one of its courses among the first ten",
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

    yield ""
    yield from published()


def _nearest(found: JointSuggestionsDocument) -> str:
    return f"the nearest lack {len(found.nearest[0].missing)}" if found.nearest else "none"


def published() -> Iterator[str]:
    """Yield what the words of descriptions find of the published sets, at two shares of the description."""
    folder = SHARED / "data" / "transfer"
    catalog, wanted = _catalogues(folder), _several(folder)
    suggester = JointSuggester(catalog)
    yield f"| {' | '.join(PUBLISHED)} |"
    yield "|---:|---:|---:|---:|---:|"
    known = {target: sets for target, sets in wanted.items() if target in catalog.courses}
    known = {target: [one for one in sets if one <= set(catalog.courses)] for target, sets in known.items()}
    for share in ("0.75", "0.5"):
        asked = [(target, sets) for target, sets in sorted(known.items()) if sets]
        found = [_ids(suggester, target, share) for target, _ in asked]
        exact = sum(any(one in sets for one in listed) for listed, (_, sets) in zip(found, asked, strict=True))
        part = sum(
            any(one & each for one in listed[:10] for each in sets)
            for listed, (_, sets) in zip(found, asked, strict=True)
        )
        yield f"| {float(share):.0%} | {len(asked)} | {sum(map(bool, found))} | {exact} | {part} |"


def _ids(suggester: JointSuggester, target: str, share: str) -> list[frozenset[str]]:
    sought = Sought(target, DAY, coverage=Fraction(share), amount=Fraction(0), most=100)
    found = suggester.from_senders(["smc"], sought)
    return [frozenset(member.id for member in one.members) for one in found.sets]


def _catalogues(folder: Path) -> Catalog:
    places = [Organization(id=name, title=name, kind="college") for name in ("smc", "ucsd")]
    with gzip.open(folder / "smc_catalog.csv.gz", "rt", encoding="utf-8") as file:
        here = [("smc", row["code"], row["title"], row["description"]) for row in csv.DictReader(file)]
    with gzip.open(folder / "ucsd_catalog.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    there = [("ucsd", row["code"], row["title"], row["description"]) for row in rows]
    courses = {
        _named(at, code): Course(id=_named(at, code), organization=at, code=code, title=title, description=told)
        for at, code, title, told in reversed([*here, *there])
    }
    return collect([*places, *courses.values()])


def _named(at: str, code: str) -> str:
    return f"{at}-{'-'.join(code.split())}"


def _several(folder: Path) -> dict[str, list[frozenset[str]]]:
    """Return the sets of several courses that a published rule takes for one, by that course."""
    found: dict[str, list[frozenset[str]]] = {}
    with gzip.open(folder / "assist_smc_ucsd_rules_normalised.jsonl.gz", "rt", encoding="utf-8") as file:
        for rule in map(json.loads, file):
            groups = [
                frozenset(_named("smc", one[0]) for one in each[1]) for each in rule["groups"] if each[0] == "And"
            ]
            several = [group for group in groups if len(group) > 1]
            if len(rule["receiving"]) == 1 and several:
                found.setdefault(_named("ucsd", rule["receiving"][0]), []).extend(several)
    return found
