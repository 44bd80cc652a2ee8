"""Which published decisions is the model learned from, and which are kept from it?  Wisconsin's rules, autumn 2019.

Left out, chosen once: receivers and senders that no weight has seen (``HELD_RECEIVERS``, ``HELD_SENDERS``).
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pathways.matching.listing import Listing
from pathways.matching.precedents import NOTHING, Answer, Precedent
from tests.support import SHARED

FOLDER: Final = SHARED / "data" / "transfer"

HELD_RECEIVERS: Final = ("Gateway Tech. College", "UW-La Crosse", "UW-Superior", "Waukesha County Tech. College")
HELD_SENDERS: Final = ("Chippewa Valley Tech. College", "Moraine Park Tech. College", "UW-River Falls")

SEGMENTS: Final = ("seen", "held receiver", "held sender", "both held")

Key = tuple[str, str, str]
"""Sender, course, receiver."""


@dataclass(frozen=True)
class Data:
    """The courses of every institution, every rule, and what each course was given at each receiver."""

    listings: Mapping[str, Listing]
    courses: Mapping[str, tuple[Listing, ...]]
    rules: tuple[Precedent, ...]
    given: Mapping[Key, frozenset[Answer]]


def rows(name: str) -> Iterable[dict[str, str]]:
    """Yield the rows of a gzipped table."""
    with gzip.open(Path(FOLDER) / name, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def name_of(institution: str, code: str) -> str:
    """Return the id of a course."""
    return f"{institution}|{' '.join(code.split())}"


def segment(sender: str, receiver: str) -> str:
    """Return which of the SEGMENTS a pair of institutions is in."""
    return SEGMENTS[(receiver in HELD_RECEIVERS) + 2 * (sender in HELD_SENDERS)]


@cache
def data() -> Data:
    """Return everything, read once."""
    listings = {one.id: one for one in map(_listing, rows("wisconsin_catalog.csv.gz"))}
    rules: list[Precedent] = []
    given: dict[Key, set[Answer]] = defaultdict(set)
    asked: set[Key] = set()
    for row in rows("wisconsin_tis_rules.csv.gz"):
        source = name_of(row["from"], row["course_1"])
        listings.setdefault(source, Listing(source, row["from"], row["course_1"], row["title_1"]))
        answer = _answer(row)
        key = (row["from"], source, row["to"])
        if answer is None:
            asked.add(key)
            continue
        rules.append(Precedent(row["rule_id"], source, row["from"], row["to"], answer))
        given[key].add(answer)
    courses: dict[str, list[Listing]] = defaultdict(list)
    for one in listings.values():
        courses[one.organization].append(one)
    return Data(
        listings,
        {name: tuple(found) for name, found in courses.items()},
        tuple(rules),
        {key: frozenset(found) for key, found in sorted(given.items()) if key not in asked},
    )


def _listing(row: dict[str, str]) -> Listing:
    return Listing(
        name_of(row["institution"], row["code"]),
        row["institution"],
        row["code"],
        row["title"] or row["tis_title"],
        row["description"] or "",
    )


def _answer(row: dict[str, str]) -> Answer | None:
    """Return what a row gives; None where it asks for a person or names an area."""
    match row["kind"]:
        case "direct":
            return Answer("course", name_of(row["to"], row["course_2"]))
        case "elective":
            subject = " ".join(row["course_2"].upper().removesuffix(" EL").split())
            return Answer("elective", "" if subject in ("GEN", "EL") else subject)
        case "no_degree_credit" | "does_not_transfer":
            return NOTHING
        case _:
            return None


def seen(rules: Iterable[Precedent]) -> tuple[Precedent, ...]:
    """Return the rules that training may see: of no held sender, to no held receiver."""
    return tuple(one for one in rules if segment(one.sender, one.receiver) == "seen")
