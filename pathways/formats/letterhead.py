"""Whose letter is it, and how does one appeal?  A list of letterheads, in YAML or JSON, in the institutions' own words.

``letterheads: [{organization: ID, appeal: {en: ..., fr: ...}}, ...]``, with an optional
``schema: pathways/letterheads/1``.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pathways.catalog.lint_paths import path_text
from pathways.errors import Where
from pathways.formats.documents import LineFinder, parse_file
from pathways.formats.invalid import problems_of
from pathways.formats.problems import in_file, problem, refusal, refusals, shown
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.letter_documents import LETTERHEADS_SCHEMA, Letterheads


def load_letterheads(path: Path, *, limits: Limits | None = None) -> Letterheads:
    """Return the letterheads in the file at ``path`` (.yaml, .yml or .json).

    Raises FormatError with all findings: F001, F002, F003 (does not match), F004, F005, F008, F011, F012.
    """
    bounds, file = limits or Limits(), Path(path)
    check_file(file)
    if file.suffix.lower() not in (".yaml", ".yml", ".json"):
        message = f"{file.suffix or 'a file without suffix'} is not read as a list of letterheads"
        raise refusal("F008", message, where=Where(shown(file)), hint="Use .yaml or .json.")
    parsed = parse_file(file, bounds)
    findings = list(in_file(parsed.findings, shown(file)))
    document = parsed.value
    if isinstance(document, dict) and document.get("schema") == LETTERHEADS_SCHEMA:
        document = {key: value for key, value in document.items() if key != "schema"}
    try:
        found = Letterheads.model_validate(document)
    except ValidationError as error:
        lines = LineFinder(bounds)
        for item in problems_of(error, Letterheads, document):
            where = Where(shown(file), lines.line(file, item.parts), path_text(item.parts) or None)
            findings.append(problem(item.code, item.message, where=where, hint=item.hint))
        raise refusals(findings) from None
    if findings:
        raise refusals(findings)
    return found
