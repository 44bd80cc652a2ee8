"""Which questions do the St. Olaf files ask?  Every learner against the specification that its line names; and every
specification, read whole, with a learner of that area or else one who knows the college well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.peers.cases import Case
from tests.peers.stolaf import Program, program
from tests.peers.stolaf_parts import Aim
from tests.peers.stolaf_record import campus, record_of
from tests.support import SHARED

AREAS = SHARED / "data" / "audit" / "stolaf-areas"
STUDENTS = SHARED / "data" / "audit" / "stolaf-students"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ANYONE = "B.A.__senior"


class Known(NamedTuple):
    """What the file says: leaves that its objective counts and the greatest progress over them; None if it does not."""

    program: Program
    leaves: int | None
    optimum: float | None
    unmodelled: tuple[str, ...]


def judged() -> tuple[dict[str, Any], ...]:
    """Return the judged audits of the file, in its order."""
    lines = (STUDENTS / "EXPECTED.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def cases() -> Iterator[Case]:
    """Yield every judged audit under the file's own objective; ``expected`` is a :class:`Known`."""
    for line in judged():
        said = line["mandatory_leaf_progress"] or {}
        student = learner(line["student"])
        asked = program(line["student"], specification(line["area"]), student, Aim.OBJECTIVE)
        unmodelled = tuple(said.get("unmodelled", ()))
        known = Known(asked, said.get("n_leaves"), said.get("optimum_milp"), unmodelled)
        yield case(line["student"], asked, student, known, in_progress_counts=True)


def whole() -> Iterator[Case]:
    """Yield every specification with all its rules and emphases, asked of one learner as the record stands."""
    for name in specifications():
        spec = specification(name)
        mine = f"{spec['code']}__senior"
        student = learner(mine if (STUDENTS / f"{mine}.json").exists() else ANYONE)
        asked = program(name.removesuffix(".yaml"), spec, student, Aim.WHOLE, emphases=True)
        yield case(name, asked, student, Known(asked, None, None, ()), in_progress_counts=False)


def case(name: str, asked: Program, student: dict[str, Any], known: Known, *, in_progress_counts: bool) -> Case:
    """Return one question with the catalogue and the record that it needs."""
    catalog = campus(student["courses"], student["areas"], asked.takeable, asked.credential, asked.credits)
    record = record_of(student, in_progress_counts=in_progress_counts)
    return Case(name, catalog, asked.credential, record, known)


def specifications() -> list[str]:
    """Return the path of every specification inside its folder, in order."""
    return sorted(path.relative_to(AREAS).as_posix() for path in AREAS.glob("*/*.yaml"))


@cache
def specification(name: str) -> dict[str, Any]:
    """Return a specification."""
    return _mapping(yaml.load((AREAS / name).read_text(encoding="utf-8"), Loader=LOADER))  # noqa: S506 - a safe loader, in C where there is one


def learner(name: str) -> dict[str, Any]:
    """Return a learner's rows and declared areas."""
    return _mapping(json.loads(Path(STUDENTS / f"{name}.json").read_text(encoding="utf-8")))


def _mapping(read: Any) -> dict[str, Any]:
    if not isinstance(read, dict):
        raise TypeError("expected a mapping")
    return read
