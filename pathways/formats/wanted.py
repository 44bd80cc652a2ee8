"""Which competencies are asked for?  A small document: an advertisement for a job, a profile, a wish.

``competencies: [{competency: ID, level: 2}, ...]`` in YAML or JSON, with an optional ``title``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from pathways.catalog.lint_paths import path_text
from pathways.errors import Where
from pathways.formats.documents import LineFinder, parse_file
from pathways.formats.invalid import problems_of
from pathways.formats.problems import in_file, problem, refusals, shown
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.base import Noun
from pathways.model.competency import CompetencyLevel

WANTED_SCHEMA = "pathways/competencies/1"


class Wanted(Noun):
    """What is asked for, in competencies and levels."""

    title: str | None = None
    competencies: Annotated[tuple[CompetencyLevel, ...], Field(min_length=1)]


def load_wanted(path: Path, *, limits: Limits | None = None) -> Wanted:
    """Return the competencies that the file at ``path`` (.yaml, .yml or .json) asks for.

    Raises FormatError with all findings: F001, F002, F003 (does not match), F004, F005, F008, F011, F012.
    """
    bounds = limits or Limits()
    file = Path(path)
    check_file(file)
    if file.suffix.lower() not in (".yaml", ".yml", ".json"):
        message = f"{file.suffix or 'a file without suffix'} is not read as a list of competencies"
        raise refusals([problem("F008", message, where=Where(shown(file)), hint="Use .yaml or .json.")])
    parsed = parse_file(file, bounds)
    findings = list(in_file(parsed.findings, shown(file)))
    document = parsed.value
    if isinstance(document, dict) and document.get("schema") == WANTED_SCHEMA:
        document = {key: value for key, value in document.items() if key != "schema"}
    try:
        wanted = Wanted.model_validate(document)
    except ValidationError as error:
        lines = LineFinder(bounds)
        for item in problems_of(error, Wanted, document):
            where = Where(shown(file), lines.line(file, item.parts), path_text(item.parts) or None)
            findings.append(problem(item.code, item.message, where=where, hint=item.hint))
        raise refusals(findings) from None
    if findings:
        raise refusals(findings)
    return wanted
