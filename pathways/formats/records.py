"""How is one learner's record read and written?  YAML, JSON, or a table with one attainment a row.

A document holds ``learner``, ``attainments``, optional ``adjustments``, ``goals``, ``preferences``, ``as_of`` and
``schema: pathways/record/1``.  The columns of a table are listed in :mod:`pathways.formats.record_rows`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from pathways.catalog.lint_paths import Part, path_text
from pathways.errors import Finding, FormatError, RecordError, Where
from pathways.formats.documents import RECORD_SCHEMA, LineFinder, parse_file
from pathways.formats.invalid import Problem, problems_of
from pathways.formats.jsonio import dump_json_document
from pathways.formats.problems import brief, in_file, problem, refusal, shown
from pathways.formats.record_rows import Rows, read_rows
from pathways.formats.targets import whole
from pathways.formats.text import check_file
from pathways.formats.tree import Limits
from pathways.formats.yamlio import dump_yaml
from pathways.model.record import LearnerRecord

_KNOWN = "A record is written in .yaml, .yml, .json or .csv."


def load_record(path: Path, *, limits: Limits | None = None) -> LearnerRecord:
    """Return the learner record at ``path`` (.yaml, .yml, .json, or .csv with one attainment a row).

    Raises FormatError (the file cannot be read as what it claims to be) or RecordError (its lines contradict
    themselves: R002, R003, R004; amounts: K001, K002, K003) with every finding.
    """
    file = Path(path)
    check_file(file)
    match file.suffix.lower():
        case ".csv":
            return _checked(*_from_rows(file, limits or Limits()))
        case ".yaml" | ".yml" | ".json":
            return _checked(*_from_document(file, limits or Limits()))
        case suffix:
            message = f"{suffix or 'a file without suffix'} is not read as a record"
            raise refusal("F008", message, where=Where(shown(file)), hint=_KNOWN)


def _checked(record: LearnerRecord | None, findings: tuple[Finding, ...]) -> LearnerRecord:
    if findings or record is None:
        format_error = any(item.code.startswith("F") for item in findings)
        kind = FormatError if format_error else RecordError
        raise kind(findings[0].code, findings[0].message, findings=findings)
    return record


def _from_document(file: Path, limits: Limits) -> tuple[LearnerRecord | None, tuple[Finding, ...]]:
    parsed = parse_file(file, limits)
    findings = list(in_file(parsed.findings, shown(file)))
    finder = LineFinder(limits)
    document = parsed.value
    if not isinstance(document, dict):
        hint = "A record maps 'learner' and 'attainments' to what one learner brings."
        where = Where(shown(file), parsed.first_line)
        message = f"expected a mapping, found {brief(document)}"
        return None, (*findings, problem("F003", message, where=where, hint=hint))
    schema = document.pop("schema", RECORD_SCHEMA)
    if schema != RECORD_SCHEMA:
        where = Where(shown(file), finder.line(file, ("schema",)), "schema")
        hint = f"This version reads {RECORD_SCHEMA!r}."
        findings.append(problem("F003", f"unknown schema {brief(schema)}", where=where, hint=hint))
    record, told = _validated(document)
    for item in told:
        parts = _place(item, document)
        where = Where(shown(file), finder.line(file, parts), path_text(parts) or None)
        findings.append(_finding(item, document, where))
    return record, tuple(findings)


def _from_rows(file: Path, limits: Limits) -> tuple[LearnerRecord | None, tuple[Finding, ...]]:
    return record_of_rows(file, read_rows(file, limits))


def record_of_rows(file: Path, rows: Rows) -> tuple[LearnerRecord | None, tuple[Finding, ...]]:
    """Return the record that the rows of one learner make, and everything that is wrong with them."""
    record, told = _validated(rows.document)
    findings = list(rows.findings)
    for item in told:
        parts = _place(item, rows.document)
        row = parts[1] if len(parts) > 1 else None
        line = rows.lines[row] if isinstance(row, int) else 1
        findings.append(_finding(item, rows.document, Where(shown(file), line, path_text(parts) or None)))
    return record, tuple(findings)


def _place(item: Problem, document: dict[str, Any]) -> tuple[Part, ...]:
    """Return the path of a problem; of a broken rule over all lines, the first line that repeats an id."""
    seen: set[str] = set()
    for number, line in enumerate(document.get("attainments", ()) if item.rule and not item.parts else ()):
        if line["id"] in seen:
            return ("attainments", number)
        seen.add(line["id"])
    return item.parts


def _validated(document: dict[str, Any]) -> tuple[LearnerRecord | None, tuple[Problem, ...]]:
    try:
        record = LearnerRecord.model_validate(document)
    except ValidationError as error:
        return None, problems_of(error, LearnerRecord, document)
    return record, tuple(
        Problem("R003", f"it holds until {line.valid.until} but only from {line.valid.begin}", "", place)
        for number, line in enumerate(record.attainments)
        if line.valid is not None and line.valid.is_empty
        for place in [("attainments", number, "valid")]
    )


def _finding(item: Problem, document: Any, where: Where) -> Finding:
    return problem(_code(item, document), _label(item.parts, document) + item.message, where=where, hint=item.hint)


def _code(item: Problem, document: Any) -> str:
    """Return the code: broken rules over several values of a record have codes of their own."""
    if not item.rule:
        return item.code
    if not item.parts:
        return "R002"
    line = _inner(document, item.parts)
    if item.parts[0] == "attainments" and len(item.parts) == 2 and _runs_backwards(line):
        return "R003"
    return "R004"


def _runs_backwards(line: Any) -> bool:
    started, completed = str(line.get("started") or ""), str(line.get("completed") or "")
    return bool(started and completed) and completed.strip() < started.strip()


def _inner(value: Any, parts: tuple[Part, ...]) -> Any:
    for part in parts:
        value = value[part]
    return value


def _label(parts: tuple[Part, ...], document: Any) -> str:
    if len(parts) < 2 or not isinstance(parts[1], int):
        return ""
    line = _inner(document, parts[:2])
    name = line.get("id") if isinstance(line, dict) else None
    return f"{str(parts[0]).rstrip('s')} {name!r}: " if isinstance(name, str) else f"{path_text(parts[:2])}: "


def dump_record(record: LearnerRecord, *, fmt: Literal["yaml", "json"] = "yaml") -> str:
    """Return the record as the text of a document; reading it gives an equal record.

    >>> from pathways.model.record import Learner
    >>> print(dump_record(LearnerRecord(learner=Learner(id="ada"))), end="")
    schema: pathways/record/1
    learner:
      id: ada
    """
    document = {"schema": RECORD_SCHEMA, **record.model_dump(mode="json", by_alias=True, exclude_defaults=True)}
    return dump_yaml(document) if fmt == "yaml" else dump_json_document(document)


def write_record(record: LearnerRecord, out: Path) -> Path:
    """Write the record to a .yaml, .yml or .json file, whole or not at all; an existing file is replaced.

    Returns the path.  Raises FormatError F008 (another type) and F010 (cannot be written).
    """
    target = Path(out)
    suffix = target.suffix.lower()
    if suffix not in (".yaml", ".yml", ".json"):
        message = f"{suffix or 'a file without suffix'} is not written as a record"
        raise refusal("F008", message, where=Where(shown(target)), hint="Use .yaml or .json.")
    write_whole(target, dump_record(record, fmt="json" if suffix == ".json" else "yaml"))
    return target


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file under another name beside it and then rename it.  Raises FormatError F010."""
    with whole(target) as fresh:
        fresh.write_bytes(content.encode() if isinstance(content, str) else content)
