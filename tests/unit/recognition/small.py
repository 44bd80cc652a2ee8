"""A small world for tests of recognition: college A sends, university B receives, a platform P sells badges."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from pathways.advising import Desk
from pathways.catalog.collection import SECTIONS, Catalog, collect
from pathways.catalog.lint import lint
from pathways.formats.yamlio import parse_yaml
from pathways.model.base import Noun
from pathways.model.documents import AuditDocument, LineEntry, RecognitionDocument
from pathways.model.record import LearnerRecord

AS_OF = dt.date(2026, 9, 1)

BASE = (Path(__file__).parent / "small.yaml").read_text("utf-8")


def things(text: str) -> list[Noun]:
    """Return the nouns of a catalogue document."""
    document = parse_yaml(text).value or {}
    return [SECTIONS[section].model_validate(item) for section, items in document.items() for item in items]


@cache
def _base() -> tuple[Noun, ...]:
    return tuple(things(BASE))


def world(more: str = "") -> Catalog:
    """Return the small world with more sections; it must be free of errors."""
    catalog = collect([*_base(), *things(more)])
    errors = [finding.message for finding in lint(catalog) if finding.severity == "error"]
    assert not errors, errors
    return catalog


def record(lines: str, **more: Any) -> LearnerRecord:
    """Return a record of the lines, a YAML list."""
    attainments = parse_yaml(lines).value or []
    return LearnerRecord.model_validate({"learner": {"id": "ann"}, "attainments": attainments, **more})


def recognized(
    more: str, lines: str, *, at: str = "b", as_of: dt.date = AS_OF, goal: str | None = None
) -> RecognitionDocument:
    """Return what B (or another) makes of the lines."""
    return Desk(world(more)).recognize(record(lines), at, as_of=as_of, goal=goal)


def audited(more: str, lines: str, goal: str = "goal", *, as_of: dt.date = AS_OF, **record_more: Any) -> AuditDocument:
    """Return the audit of the lines against a credential of the world."""
    return Desk(world(more)).audit(record(lines, **record_more), goal, as_of=as_of)


def the_line(answer: RecognitionDocument | AuditDocument, name: str = "L") -> LineEntry:
    """Return one line of an answer."""
    return next(line for line in answer.lines if line.attainment == name)


def statements(reason: dict[str, Any]) -> list[str]:
    """Return every statement of a reason tree, from the top."""
    below = [words for part in reason.get("because", []) for words in statements(part)]
    return [str(reason["statement"]), *below]
