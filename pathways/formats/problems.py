"""How does a door say what is wrong with a document?  Findings with their place, and the error that carries them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pathways.errors import Finding, FormatError, Severity, Where, finding


def problem(
    code: str,
    message: str,
    *,
    where: Where | None = None,
    hint: str = "",
    severity: Severity = "error",
    subject: str | None = None,
) -> Finding:
    """Return a finding of the code, with its title and reason, at a place."""
    bare = finding(code, message, hint=hint, severity=severity, subject=subject)
    return replace(bare, where=where or Where())


def refusal(code: str, message: str, *, where: Where | None = None, hint: str = "") -> FormatError:
    """Return the FormatError for one problem."""
    return refusals([problem(code, message, where=where, hint=hint)])


def refusals(findings: Iterable[Finding]) -> FormatError:
    """Return one FormatError for all the findings, in order; there must be at least one."""
    found = tuple(findings)
    return FormatError(found[0].code, found[0].message, findings=found)


def in_file(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    """Return the findings with the file filled in where none is named."""
    return tuple(item if item.where.file else replace(item, where=replace(item.where, file=file)) for item in findings)


def shown(path: Path) -> str:
    """Return a path as people write it: with forward slashes, relative if it was given so.

    A byte of a name that is not text is shown as a code, so that a document can carry it.
    """
    return path.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def brief(value: object, longest: int = 40) -> str:
    """Return a value as a reader would name it, shortened.

    >>> brief("Calculus"), brief(None), brief([1, 2]), brief({})
    ("'Calculus'", 'nothing (null)', 'a list', 'a mapping')
    """
    match value:
        case None:
            return "nothing (null)"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            text = str(value)
            return repr(text if len(text) <= longest else text[: longest - 1] + "…")
