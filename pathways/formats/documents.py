"""What does a catalogue file say?  Sections of nouns, each with its place, in document order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from pathways.catalog.collection import SECTIONS
from pathways.catalog.lint_paths import Part, path_text
from pathways.errors import Finding, FormatError, Where
from pathways.formats.invalid import near
from pathways.formats.jsonio import parse_json, quick_json
from pathways.formats.problems import brief, in_file, problem, refusals, shown
from pathways.formats.text import read_lines, read_text
from pathways.formats.tree import Limits, Parsed
from pathways.formats.yamlio import parse_yaml

CATALOG_SCHEMA = "pathways/catalog/1"
RECORD_SCHEMA = "pathways/record/1"


class Entry(NamedTuple):
    """One noun as written: its section, where it stands, and its plain values.

    ``number`` is its place in the section (None in JSON Lines, where ``line`` says it all).
    """

    section: str
    file: Path
    number: int | None
    line: int | None
    document: Any

    @property
    def prefix(self) -> tuple[Part, ...]:
        """Return the path of the noun in its document."""
        return (self.section,) if self.number is None else (self.section, self.number)


@dataclass
class LineFinder:
    """Finds lines of paths by reading a file once more, and only when asked."""

    limits: Limits
    _known: dict[Path, Parsed | None] = field(default_factory=dict)

    def line(self, file: Path, parts: tuple[Part, ...]) -> int | None:
        """Return the line of a path, or None where the file can no longer be read."""
        if file not in self._known:
            try:
                self._known[file] = parse_file(file, self.limits, with_lines=True)
            except FormatError:
                self._known[file] = None
        parsed = self._known[file]
        return None if parsed is None else parsed.line(parts)


def parse_file(file: Path, limits: Limits, *, with_lines: bool = False) -> Parsed:
    """Return one YAML or JSON document; raises FormatError with the file filled in."""
    try:
        if file.suffix.lower() == ".json":
            text = read_text(file, limit=limits.json_bytes)
            return parse_json(text, limits=limits, with_lines=with_lines)
        text = read_text(file, limit=limits.yaml_bytes)
        return parse_yaml(text, limits=limits, with_lines=with_lines)
    except FormatError as error:
        raise refusals(in_file(error.findings, shown(file))) from None


@dataclass
class DocumentReader:
    """Reads the entries of catalogue files and notes what is wrong with the documents around them."""

    limits: Limits
    lines: LineFinder
    findings: list[Finding] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)

    def entries(self, file: Path) -> Iterator[Entry]:
        """Yield the entries of one file; a file that cannot be read yields none and is noted in ``unread``."""
        try:
            if file.suffix.lower() == ".jsonl":
                yield from self._from_lines(file)
            else:
                yield from self._from_document(file)
        except FormatError as error:
            self.unread.append(file)
            self.findings.extend(in_file(error.findings, shown(file)))

    def _from_document(self, file: Path) -> Iterator[Entry]:
        parsed = parse_file(file, self.limits)
        self.findings.extend(in_file(parsed.findings, shown(file)))
        for section, nouns in self._sections(parsed.value, file):
            if isinstance(nouns, list):
                yield from (Entry(section, file, index, None, noun) for index, noun in enumerate(nouns))
            elif nouns is not None:
                self._note(file, (section,), f"expected a list of {section}, found {brief(nouns)}", _LIST)

    def _sections(self, document: Any, file: Path) -> Iterator[tuple[str, Any]]:
        if document is None:
            self._note(file, (), "the document is empty", severe=False)
        elif not isinstance(document, dict):
            self._note(file, (), f"expected a mapping of sections, found {brief(document)}", _SECTIONS)
        elif "learner" in document or document.get("schema") == RECORD_SCHEMA:
            self._note(file, (), "this is a learner record", "Keep records outside the catalog's folder.")
        else:
            yield from ((key, value) for key, value in document.items() if self._is_section(file, key, value))

    def _is_section(self, file: Path, key: str, value: Any, line: int | None = None) -> bool:
        if key in SECTIONS:
            return True
        if key != "schema":
            self._note(file, (key,), f"unknown section {key!r}", near(key, tuple(SECTIONS)), line=line)
        elif value != CATALOG_SCHEMA:
            hint = f"This version reads {CATALOG_SCHEMA!r}."
            self._note(file, (key,), f"unknown schema {brief(value)}", hint, line=line)
        return False

    def _from_lines(self, file: Path) -> Iterator[Entry]:
        for number, text in read_lines(file, line_limit=self.limits.line_bytes):
            document = quick_json(text, self.limits)
            if document is None:
                document = self._looked_closer(file, number, text)
            if not isinstance(document, dict) or len(document) != 1:
                self._note_line(file, number, document)
                continue
            ((section, noun),) = document.items()
            if section in SECTIONS or self._is_section(file, section, noun, line=number):
                yield Entry(section, file, None, number, noun)

    def _looked_closer(self, file: Path, number: int, text: str) -> Any:
        """Return the value of a line that the quick reader refused, or the mark of one that nobody can read."""
        try:
            parsed = parse_json(text, limits=self.limits)
        except FormatError as error:
            self._note_lines(error.findings, file, number)
            return _UNREADABLE
        self._note_lines(parsed.findings, file, number)
        return parsed.value

    def _note_line(self, file: Path, number: int, document: Any) -> None:
        if document is not _UNREADABLE:
            found = f"{len(document)} keys" if isinstance(document, dict) else brief(document)
            self._note(file, (), f"expected one section and its noun on the line, found {found}", _LINE, line=number)

    def _note_lines(self, findings: tuple[Finding, ...], file: Path, number: int) -> None:
        for item in findings:
            where = Where(shown(file), number, item.where.path)
            self.findings.append(Finding(item.code, item.message, item.severity, where, item.why, item.hint))

    def _note(
        self,
        file: Path,
        parts: tuple[Part, ...],
        message: str,
        hint: str = "",
        *,
        line: int | None = None,
        severe: bool = True,
    ) -> None:
        at = self.lines.line(file, parts) if line is None else line
        where = Where(shown(file), at, path_text(parts) or None)
        self.findings.append(problem("F003", message, where=where, hint=hint, severity="error" if severe else "hint"))


_UNREADABLE: Final = object()
_LIST = "Begin each entry with a dash."
_SECTIONS = "A catalog document maps section names (" + ", ".join(SECTIONS) + ") to lists."
_LINE = 'Write {"courses": {...}}, one noun a line.'
