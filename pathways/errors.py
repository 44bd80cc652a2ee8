"""What can go wrong, and how do we say it?  Every exception class and every error code of Pathways.

An unmet requirement, a refusal, an impossible plan or a lint finding is a *value*.  An error is: input that cannot be
read, a question that makes no sense, a limit that was hit, or our own bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Severity = Literal["error", "warning", "hint"]

EXIT_YES: Final = 0
EXIT_NO: Final = 1
EXIT_BAD_QUESTION: Final = 2
EXIT_BAD_INPUT: Final = 3
EXIT_NOT_AVAILABLE: Final = 4
EXIT_OUR_BUG: Final = 70


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a fact: a file, a line counted from 1, and a path inside the document."""

    file: str | None = None
    line: int | None = None
    path: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place += f":{self.line}"
        parts = [part for part in (place, f"path {self.path}" if self.path else "") if part]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """One observation about input: what, where, why it matters, what to do.

    ``subject`` is the id of the thing the finding is about; a door uses it with ``where.path`` to add file and line.
    """

    code: str
    message: str
    severity: Severity = "error"
    where: Where = Where()
    why: str = ""
    hint: str = ""
    subject: str | None = None

    def render(self) -> str:
        """Return the finding as the four-line text that people read."""
        lines = [f"{self.code} {self.message}"]
        if str(self.where):
            lines.append(f"  at {self.where}")
        lines.extend(f"  {text}" for text in (self.why, self.hint) if text)
        return "\n".join(lines)


class PathwaysError(Exception):
    """Base of all errors that Pathways raises on purpose; carries one or more findings.

    ``code`` is the code of the first finding, ``exit_code`` what the command line returns.
    """

    exit_code: int = EXIT_BAD_INPUT

    def __init__(
        self,
        code: str,
        message: str,
        *,
        where: Where | None = None,
        why: str = "",
        hint: str = "",
        findings: Iterable[Finding] = (),
    ) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings) or (
            Finding(code=code, message=message, where=where or Where(), why=why, hint=hint),
        )
        self.code = code
        super().__init__("\n".join(finding.render() for finding in self.findings))

    @property
    def where(self) -> Where:
        """Return the place of the first finding."""
        return self.findings[0].where

    @property
    def hint(self) -> str:
        """Return what to do about the first finding."""
        return self.findings[0].hint


class CatalogError(PathwaysError):
    """A catalogue that contradicts itself or names what it does not contain."""


class RecordError(PathwaysError):
    """A learner record that cannot be understood."""


class EquivalenceError(PathwaysError):
    """An equivalence or agreement that cannot be understood."""


class CreditError(PathwaysError):
    """An amount that is not exact, negative, or in an unknown credit system."""


class FormatError(PathwaysError):
    """A file that cannot be read as what it claims to be."""


class StoreError(PathwaysError):
    """Something stored that cannot be trusted or kept."""


class BadgeError(PathwaysError):
    """A badge, key, checkpoint or proof that cannot be read as what it claims to be."""


class UnknownIdError(PathwaysError):
    """A question about something that the catalogue does not contain."""

    exit_code = EXIT_BAD_QUESTION


class QuestionError(PathwaysError):
    """A question that makes no sense, such as a goal without requirements."""

    exit_code = EXIT_BAD_QUESTION


class NotAvailableError(PathwaysError):
    """Something optional that is not installed or not there."""

    exit_code = EXIT_NOT_AVAILABLE


class InternalError(PathwaysError):
    """Our own bug: an answer that failed its own check."""

    exit_code = EXIT_OUR_BUG


CODES: Final = MappingProxyType(
    {
        # code: (title, why it matters)
        "B001": (
            "malformed note, checkpoint or receipt",
            "What can be read in two ways can be shown as one thing and checked as another.",
        ),
        "B002": ("malformed key", "Without the right key nobody can say who signed."),
        "B003": ("malformed log entry", "What a commitment stands for must be written in one way only."),
        "B004": ("cannot be shown in part", "Who hides what must be seen could show what is not so any more."),
        "B006": ("cannot be signed so", "A signature that others refuse is worth nothing to whoever holds it."),
        "C001": (
            "duplicate id",
            "Two things with one name cannot be told apart, so every answer about them is in doubt.",
        ),
        "C002": ("dangling reference", "Anyone holding the other parts could never be shown as complete."),
        "C003": ("requirement cycle", "An award that needs itself can never be earned."),
        "C004": ("unsatisfiable requirement", "Nobody could ever complete it, whatever they learn."),
        "C005": ("contradictory bounds", "No record can be inside both bounds."),
        "C006": ("validity ends before it begins", "It would never be in force."),
        "C007": ("overlapping editions", "A learner who entered on that day would be under two editions."),
        "C008": ("rules no learner can meet together", "The overlays ask for more than the requirement tree can hold."),
        "C009": ("dead end", "Learners who hold it cannot use it toward anything else in this catalogue."),
        "C010": ("no source", "A rule without a source cannot be defended."),
        "C011": ("outside the profile of a micro-credential", "Definitions of micro-credentials limit their length."),
        "C012": ("wrong credit system", "Amounts in different systems must never be added."),
        "C013": (
            "unknown level framework or grade scale",
            "Levels and grades can be compared only inside a published order.",
        ),
        "C014": ("dangling path", "A sharing rule, block or waiver that names no requirement does nothing."),
        "E001": (
            "ambiguous rules",
            "Two rules of equal priority answer differently: which one holds is not for us to guess.",
        ),
        "E002": ("one award or ambiguous", "The source does not say whether the rows are one award or alternatives."),
        "E003": ("condition in words", "It blocks automatic award until somebody encodes or decides it."),
        "E004": ("malformed equivalence", "A rule that cannot be read would silently cost or give credit."),
        "F001": ("file not found", "There is nothing to read."),
        "F002": ("not valid YAML or JSON", "The document cannot be read."),
        "F003": ("does not match the schema", "The fact cannot be understood as written."),
        "F004": ("not text in UTF-8", "Characters would be lost or changed."),
        "F005": ("too large or too deep", "Reading it could exhaust the machine."),
        "F006": ("unreadable table", "A row without its columns cannot be understood."),
        "F007": ("not an ASSIST agreement", "The structure differs from the published one, so rules could be lost."),
        "F008": ("unsupported file type", "Only known formats are read."),
        "F009": ("outside the folder", "A catalogue may not reach files outside its own folder."),
        "F010": ("cannot write", "The result could not be saved."),
        "F011": ("unsafe YAML", "Tags and repeated aliases can run code or exhaust memory."),
        "F012": ("duplicate key", "One of the two values would be lost in silence."),
        "F013": (
            "damaged export",
            "A badge that is not as it was handed in proves nothing; nothing is taken of such a file.",
        ),
        "F014": ("damaged evidence", "An answer that rests on altered evidence proves nothing."),
        "K001": ("amount is not exact", "Credit is exact; a rounded or unlimited number would change verdicts."),
        "K002": ("negative amount", "Credit, hours and money of learning are never negative."),
        "K003": ("unknown credit system", "Without its system an amount has no meaning."),
        "P001": ("limit reached", "The question was too large for the limits that were set."),
        "P002": ("not answered in time", "What it comes to is not known, and nothing is guessed."),
        "R001": ("unknown thing in a record", "What it counts for cannot be decided."),
        "R002": ("duplicate line", "Two lines with one name cannot be told apart."),
        "R003": ("contradictory dates", "The order of events is impossible."),
        "R004": ("malformed record", "The line cannot be understood."),
        "R005": ("two records of one learner", "Each holds a part, and one person would be counted as two."),
        "S001": ("damaged snapshot", "An answer from damaged arrays looks like a right one."),
        "S002": (
            "snapshot of another catalogue",
            "It would answer about definitions and rules that are not the ones asked about.",
        ),
        "S003": (
            "another version of the format",
            "Arrays that mean something else would be read as if nothing had changed.",
        ),
        "S004": ("damaged log", "An entry that is not as it was written proves nothing, and hides what was written."),
        "S005": ("in use by another", "Two that write at once would each believe that they hold the whole."),
        "S006": (
            "log and checkpoint disagree",
            "What was vouched for is missing or different: the log was cut, replaced or rewritten.",
        ),
        "S007": ("damaged store", "What is not as it was kept cannot be shown to anybody as if it were."),
        "S008": ("store of another kind", "It would be read as something that it is not."),
        "S009": ("decided meanwhile", "Who decides without having seen what stands would undo it unknowingly."),
        "U001": ("unknown id", "There is nothing to answer about."),
        "U002": ("no such edition", "The rules to audit under cannot be chosen."),
        "U003": ("question makes no sense", "No answer could be right."),
        "X001": ("internal check failed", "This is a bug in Pathways, not in your data."),
        "X002": ("optional part not installed", "The engine works without it; this command does not."),
    }
)


def finding(
    code: str,
    message: str,
    *,
    subject: str | None = None,
    path: str | None = None,
    hint: str = "",
    severity: Severity = "error",
    why: str | None = None,
) -> Finding:
    """Return a finding whose *why* comes from the catalogue of codes unless given."""
    title, reason = CODES[code]
    return Finding(
        code=code,
        message=f"{title}: {message}",
        severity=severity,
        where=Where(path=path),
        why=reason if why is None else why,
        hint=hint,
        subject=subject,
    )
