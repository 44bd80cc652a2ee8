"""How is a catalogue written by people read?  A folder of YAML, JSON and JSON Lines; every finding with file and line.

A document maps section names (``organizations``, ``courses``, ``credentials``, ...) to lists of nouns, with an optional
``schema: pathways/catalog/1``.  In JSON Lines each line is one noun under its section: ``{"courses": {...}}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pathways.catalog.collection import SECTIONS, Catalog, collect, key_of
from pathways.catalog.lint import lint
from pathways.catalog.lint_known import noun
from pathways.catalog.lint_paths import Part, path_parts, path_text
from pathways.errors import CatalogError, Finding, FormatError, Where
from pathways.formats.collector import paused_collector
from pathways.formats.documents import CATALOG_SCHEMA, RECORD_SCHEMA, DocumentReader, Entry, LineFinder
from pathways.formats.invalid import Problem, problems_of
from pathways.formats.problems import problem, shown
from pathways.formats.records import dump_record, load_record, write_record
from pathways.formats.text import catalog_files
from pathways.formats.tree import Limits
from pathways.formats.writing import write_catalog
from pathways.model.base import Noun

__all__ = [
    "CATALOG_SCHEMA",
    "RECORD_SCHEMA",
    "Limits",
    "LoadedCatalog",
    "dump_record",
    "load_catalog",
    "load_record",
    "open_catalog",
    "write_catalog",
    "write_record",
]

_Origin = tuple[Path, int | None, int | None]


@dataclass(frozen=True)
class LoadedCatalog:
    """A catalogue with everything that was found about it and the places of its nouns."""

    catalog: Catalog
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]
    _places: _Places = field(repr=False, compare=False)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Return the findings that are errors."""
        return tuple(item for item in self.findings if item.severity == "error")

    def locate(self, finding: Finding) -> Finding:
        """Return the finding with file, line and the path in its document, as far as its subject is known."""
        return self._places.locate(finding)


@dataclass
class _Places:
    """Where each noun stands; lines are looked up only when asked for."""

    lines: LineFinder
    origins: dict[tuple[str, str], _Origin] = field(default_factory=dict)

    def locate(self, finding: Finding) -> Finding:
        section, _, key = (finding.subject or "").partition("/")
        origin = self.origins.get((section, key))
        if origin is None or finding.where.file is not None:
            return finding
        return replace(finding, where=self.where(section, origin, path_parts(finding.where.path or "")))

    def where(self, section: str, origin: _Origin, inner: tuple[Part, ...] = ()) -> Where:
        file, index, line = origin
        parts = (section, *inner) if index is None else (section, index, *inner)
        at = line if line is not None else self.lines.line(file, parts)
        return Where(shown(file), at, path_text(parts))


def load_catalog(path: Path, *, limits: Limits | None = None) -> LoadedCatalog:
    """Return the catalogue at ``path``, a folder (searched recursively, in sorted order) or one file.

    What is wrong with documents and definitions is in ``findings``, each with file, line and path; nothing is raised
    for it.  Raises FormatError F001 (nothing there) and F008 (a single file of an unknown type).
    """
    files, found = catalog_files(Path(path))
    loader = _Loader(limits or Limits())
    loader.findings.extend(found)
    with paused_collector():
        for file in files:
            loader.read(file)
        return loader.finish(files)


def open_catalog(path: Path, *, limits: Limits | None = None) -> Catalog:
    """Return the catalogue at ``path`` if it has no errors; warnings and hints are allowed.

    Raises FormatError (a document cannot be understood) or CatalogError (definitions contradict each other) with every
    error found.
    """
    loaded = load_catalog(path, limits=limits)
    if not loaded.errors:
        return loaded.catalog
    first = next((item for item in loaded.errors if item.code.startswith("F")), None)
    kind = CatalogError if first is None else FormatError
    shown_first = first or loaded.errors[0]
    raise kind(shown_first.code, shown_first.message, findings=loaded.errors)


class _Loader:
    """Reads files one by one and gathers nouns, their places and what is wrong."""

    def __init__(self, limits: Limits) -> None:
        self.lines = LineFinder(limits)
        self.places = _Places(self.lines)
        self.reader = DocumentReader(limits, self.lines)
        self.findings = self.reader.findings
        self.things: list[Noun] = []
        self.broken: set[str] = set()

    def read(self, file: Path) -> None:
        for entry in self.reader.entries(file):
            try:
                thing = SECTIONS[entry.section].model_validate(entry.document)
            except ValidationError as error:
                self._note_invalid(entry, error)
            else:
                self._keep(entry, thing)

    def _keep(self, entry: Entry, thing: Noun) -> None:
        place = (entry.section, key_of(thing))
        origin = (entry.file, entry.number, entry.line)
        earlier = self.places.origins.get(place)
        if earlier is not None:
            self._note_duplicate(place, earlier, origin)
            return
        self.places.origins[place] = origin
        self.things.append(thing)

    def _note_duplicate(self, place: tuple[str, str], earlier: _Origin, origin: _Origin) -> None:
        section, key = place
        first = self.places.where(section, earlier)
        where = self.places.where(section, origin)
        hint = "Give one of them another id, or remove it; the first is kept."
        if section == "credentials":
            hint = "Give each edition its own 'edition'; the first is kept."
        message = f"{noun(section)} {key!r} is already defined at {first.file}:{first.line}"
        subject = f"{section}/{key}"
        self.findings.append(problem("C001", message, where=where, hint=hint, subject=subject))

    def _note_invalid(self, entry: Entry, error: ValidationError) -> None:
        document = entry.document
        name = document.get("id") if isinstance(document, dict) else None
        if isinstance(name, str):
            self.broken.update((name, f"{name}@{document.get('edition')}"))
        label = f"{noun(entry.section)} {name!r}" if isinstance(name, str) else path_text(entry.prefix)
        for told in problems_of(error, SECTIONS[entry.section], document):
            parts = (*entry.prefix, *told.parts)
            line = entry.line if entry.line is not None else self.lines.line(entry.file, parts)
            where = Where(shown(entry.file), line, path_text(parts))
            code = _rule_code(entry.section, told)
            self.findings.append(problem(code, f"{label}: {told.message}", where=where, hint=told.hint))

    def finish(self, files: tuple[Path, ...]) -> LoadedCatalog:
        catalog = collect(self.things)
        found = lint(catalog, assume=frozenset(self.broken)) if not self.reader.unread else ()
        located = [self.places.locate(item) for item in found]
        findings = sorted([*self.findings, *located], key=_order)
        return LoadedCatalog(catalog, tuple(findings), files, self.places)


def _rule_code(section: str, told: Problem) -> str:
    """Return the code of a problem; a broken rule inside an equivalence is a malformed equivalence."""
    return "E004" if told.rule and section in ("equivalences", "agreements") else told.code


_SEVERITIES = {"error": 0, "warning": 1, "hint": 2}


def _order(item: Finding) -> tuple[Any, ...]:
    where = item.where
    return (_SEVERITIES[item.severity], where.file or "", where.line or 0, where.path or "", item.code, item.message)
