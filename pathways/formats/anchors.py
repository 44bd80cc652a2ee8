"""Which transactions did somebody look up?  A record of them, in YAML or JSON; every finding with its line.

A document holds ``anchors``, with an optional ``schema: pathways/anchors/1``.  Nothing is asked of a blockchain here.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pathways.errors import Where
from pathways.formats.documents import LineFinder, parse_file
from pathways.formats.invalid import problems_of
from pathways.formats.problems import brief, in_file, problem, refusal, refusals, shown
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.model.anchors import Anchors
from pathways.verification.strict import Json

_SHAPE = "A record of transactions maps 'anchors' to a list of what was looked up."


def load_anchors(path: Path, *, limits: Limits | None = None) -> Anchors:
    """Return the record of transactions at ``path`` (.yaml, .yml or .json).

    Raises FormatError: the file cannot be read as what it claims to be (F001 to F005, F008, F011, F012), with
    everything that was found.
    """
    bounds, file = limits or Limits(), Path(path)
    check_file(file)
    if file.suffix.lower() not in (".yaml", ".yml", ".json"):
        message = f"{file.suffix or 'a file without suffix'} is not read as a record of transactions"
        raise refusal("F008", message, where=Where(shown(file)), hint="Use .yaml or .json.")
    lines = LineFinder(bounds)
    parsed = parse_file(file, bounds)
    findings = list(in_file(parsed.findings, shown(file)))
    if not isinstance(parsed.value, dict):
        where = Where(shown(file), parsed.first_line)
        findings.append(problem("F003", f"expected a mapping, found {brief(parsed.value)}", where=where, hint=_SHAPE))
    if findings:
        raise refusals(findings)
    return _validated(parsed.value, file, lines)


def _validated(document: Json, file: Path, lines: LineFinder) -> Anchors:
    findings = []
    try:
        return Anchors.model_validate(document)
    except ValidationError as error:
        for item in problems_of(error, Anchors, document):
            where = Where(shown(file), lines.line(file, item.parts), ".".join(map(str, item.parts)) or None)
            findings.append(problem(item.code, item.message, where=where, hint=item.hint))
    raise refusals(findings)
