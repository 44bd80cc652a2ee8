"""How are MIT's requirement lists asked of our engine?  Comma is all, slash is any, braces are thresholds, all share.

A subject may serve any number of requirements: one sharing rule names every leaf.  A threshold ``{>=n}`` (or ``u`` for
units) counts the different subjects below it, so it is a pool over them; after a bar it counts the parts that hold.
``{>=0}`` makes a part optional: at the top it asks for nothing, inside a choice it holds with any subject of it.  Words
in doubled quotes are a condition in words; ``{<=n}`` limits what counts and asks for one.  Names without a point are
marks that a subject carries.

Source: shared data ``audit/mit-fireroad`` (PROVENANCE.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pathways.model.base import Source
from pathways.model.course import Course
from pathways.model.credential import Credential
from pathways.model.requirement import Requirement, children_of, walk
from tests.peers.cases import Case, campus, seeded, transcript
from tests.support import SHARED

FOLDER = SHARED / "data" / "audit" / "mit-fireroad"
HOME = "mit"
SOURCE = Source(title="MIT requirement lists")
UNITS = 12

Raw = dict[str, Any]

_MODIFIER = re.compile(r"\{([^}]*)\}\s*$")
_LIMIT = re.compile(r"(>=|<=)(\d+)(u?)")


@dataclass(frozen=True)
class Limit:
    """At least (or at most) so many subjects or units."""

    sense: str
    number: int
    units: bool


@dataclass(frozen=True)
class Statement:
    """One statement: a subject, mark or words (``name``), or parts joined by all or any, with its thresholds."""

    join: str
    name: str
    parts: tuple[Statement, ...]
    limit: Limit | None = None
    distinct: Limit | None = None
    title: str = ""

    @property
    def is_optional(self) -> bool:
        """Return whether it asks for nothing."""
        return self.limit == Limit(">=", 0, False)


@cache
def read_list(path: Path) -> tuple[Statement, ...]:
    """Return the top statements of a list."""
    lines = [line.partition("%%")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    declared = [line.partition(":=") for line in lines if ":=" in line]
    known = {left.partition(",")[0].strip(): (left.partition(",")[2].strip(' "'), right) for left, _, right in declared}
    tops = [line for line in lines[1:] if line in known]
    return tuple(_named(name, known) for name in tops)


def _named(name: str, known: dict[str, tuple[str, str]]) -> Statement:
    title, text = known[name]
    found = _parsed(text.strip(), known)
    return Statement(found.join, found.name, found.parts, found.limit, found.distinct, title or found.title)


def _parsed(text: str, known: dict[str, tuple[str, str]]) -> Statement:
    found = _MODIFIER.search(text)
    limit, distinct = (None, None) if found is None else _limits(found[1])
    body = text if found is None else text[: found.start()]
    body = body.strip()
    while body.startswith("(") and body.endswith(")") and len(_split(body)[1]) == 1:
        body = body[1:-1].strip()
    join, pieces = _split(body)
    if len(pieces) > 1:
        return Statement(join, "", tuple(_parsed(piece, known) for piece in pieces), limit, distinct)
    if body in known:
        inner = _named(body, known)
        return inner if limit is None else Statement("all", "", (inner,), limit, distinct)
    return Statement("words" if body.startswith('""') else "one", body.strip('"'), (), limit, distinct)


def _limits(text: str) -> tuple[Limit | None, Limit | None]:
    plain, _, distinct = text.partition("|")
    return _limit(plain), _limit(distinct)


def _limit(text: str) -> Limit | None:
    found = _LIMIT.fullmatch(text.strip())
    return None if found is None else Limit(found[1], int(found[2]), bool(found[3]))


def _split(text: str) -> tuple[str, list[str]]:
    """Return how the pieces at the top are joined, and the pieces."""
    depth, quoted, pieces, join = 0, False, [""], "one"
    for letter in text:
        quoted ^= letter == '"'
        depth += {"(": 1, ")": -1}.get(letter, 0) if not quoted else 0
        if letter in ",/" and not depth and not quoted:
            join = "all" if letter == "," else "any"
            pieces.append("")
        else:
            pieces[-1] += letter
    return join, [piece.strip() for piece in pieces]


def is_mark(name: str) -> bool:
    """Return whether a name is a mark that subjects carry and not the number of a subject."""
    return "." not in name


def subjects(statement: Statement) -> frozenset[str]:
    """Return every subject and mark below a statement."""
    own = frozenset() if statement.parts or statement.join == "words" else frozenset({statement.name})
    return own.union(*(subjects(part) for part in statement.parts))


def requirement(statement: Statement, *, chosen: bool = False) -> Raw | None:
    """Return a statement as a requirement; None where it asks for nothing, which inside a choice means any subject."""
    if statement.join == "words":
        return {"statement": statement.name}
    limit, distinct = statement.limit, statement.distinct
    if statement.is_optional:
        return pool(statement, Limit(">=", 1, False)) if chosen else None
    asked: list[Raw] = []
    if limit is not None and limit.sense == ">=":
        asked.append(pool(statement, limit))
    if distinct is not None:
        inner = [requirement(part, chosen=True) for part in statement.parts]
        asked.append({"at_least": distinct.number, "of": inner})
    elif limit is None or limit.sense == "<=" or statement.join == "all":
        asked.append(_joined(statement))
    found = asked[0] if len(asked) == 1 else {"all": asked}
    return {"title": statement.title, **found} if statement.title else found


def _joined(statement: Statement) -> Raw:
    if not statement.parts:
        return pool(statement, Limit(">=", 1, False)) if is_mark(statement.name) else {"course": statement.name}
    parts = [found for part in statement.parts if (found := requirement(part, chosen=statement.join == "any"))]
    return {statement.join: parts} if len(parts) > 1 else parts[0]


def pool(statement: Statement, limit: Limit) -> Raw:
    """Return so many different subjects (or units of them) from all below a statement."""
    names = sorted(subjects(statement))
    marks, codes = [n for n in names if is_mark(n)], [n for n in names if not is_mark(n)]
    either = [part for part in ({"course": codes}, {"attribute": marks}) if next(iter(part.values()))]
    source = either[0] if len(either) == 1 else {"any": either}
    return {"credits" if limit.units else "courses": limit.number, "from": source}


@cache
def program(path: Path) -> Credential:
    """Return a list as a credential of ours; every leaf may use what another uses; the shortfall is in subjects."""
    parts = [found for statement in read_list(path) if (found := requirement(statement))]
    parts_of: Raw = {
        "id": path.stem,
        "organization": HOME,
        "kind": "bachelor",
        "title": path.stem,
        "measure": "items",
        "requirement": {"all": parts},
        "source": SOURCE,
    }
    plain = Credential.model_validate(parts_of)
    leaves = [place for place, node in walk(_root(plain)) if not children_of(node) and not hasattr(node, "text")]
    return Credential.model_validate(parts_of | {"sharing": [{"between": leaves}]})


def _root(credential: Credential) -> Requirement:
    if credential.requirement is None:
        raise AssertionError(credential.id)
    return credential.requirement


def files() -> list[Path]:
    """Return the lists, in order."""
    return sorted(FOLDER.glob("*.reql"))


def cases() -> Iterator[Case]:
    """Yield each list for a beginner, a junior and a senior, drawn from the subjects that it names."""
    for path in files():
        credential = program(path)
        offered = catalogue(path)
        catalog = campus(HOME, offered, [credential], SOURCE)
        for stage, number in (("first", 3), ("junior", 9), ("senior", 18)):
            name = f"{path.stem} {stage}"
            yield Case(name, catalog, credential, transcript(name, seeded(name, (c.id for c in offered), number)), None)


def catalogue(path: Path) -> list[Course]:
    """Return the subjects of a list; of every mark ten subjects that carry it, every third of them the next one too."""
    names = sorted(frozenset().union(*(subjects(statement) for statement in read_list(path))))
    marks = [name for name in names if is_mark(name)]
    found = [_course(name, ()) for name in names if not is_mark(name)]
    for place, mark in enumerate(marks):
        for number in range(10):
            also = (marks[(place + 1) % len(marks)],) if number % 3 == 0 else ()
            found.append(_course(f"{mark.replace(':', '-')}.{number}", (mark, *also)))
    return found


def _course(name: str, marks: tuple[str, ...]) -> Course:
    subject = name.partition(".")[0]
    parts: Raw = {"id": name, "organization": HOME, "code": name, "title": name, "subject": subject}
    return Course.model_validate(parts | {"credit": UNITS, "attributes": sorted(set(marks))})
