"""What is in a catalogue, and what is wrong with it?  Runs in a worker, never in the server's process."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from pathways.catalog.collection import SECTIONS, Catalog
from pathways.catalog.findings import check_document
from pathways.errors import Finding, FormatError, PathwaysError
from pathways.formats.bundle import lay_out
from pathways.formats.native import load_catalog, open_catalog
from pathways.model.base import Noun
from pathways.model.documents import CheckDocument
from pathways.ui.draft import CATALOG, sent_files
from pathways.ui.worker import Trouble


class Reading(Noun):
    """A check with the files that were read; their names as the visitor knows them."""

    check: CheckDocument
    files: tuple[str, ...] = ()
    readable: bool = Field(default=True, description="whether anything could be read at all")


class Chains(Noun):
    """Ladders of credentials as their names, the smallest first."""

    chains: tuple[tuple[str, ...], ...] = ()


def checked(path: Path, as_of: dt.date) -> Reading:
    """Return everything that is wrong or doubtful in a catalogue.  Raises FormatError where there is none."""
    return _reading(path, (), as_of)


def checked_draft(folder: Path, names: Sequence[str], as_of: dt.date) -> Reading:
    """Unpack what was sent and check it.  Raises FormatError for what cannot be unpacked; nothing of it is kept."""
    place = folder / CATALOG
    passed_over = _unpacked(folder, names)
    try:
        return _reading(place, passed_over, as_of)
    except FormatError as error:
        found = (*passed_over, *(_named(item, place) for item in error.findings))
        return Reading(check=check_document(Catalog(), found, as_of), readable=False)


def things_of(path: Path) -> tuple[Noun, ...] | Trouble:
    """Return the nouns of a catalogue without errors, else what is wrong with it; both travel between processes."""
    try:
        catalog = open_catalog(path)
    except PathwaysError as error:
        return Trouble(tuple(_named(item, path) for item in error.findings))
    return tuple(thing for section in SECTIONS for thing in catalog.section(section).values())


def _unpacked(folder: Path, names: Sequence[str]) -> tuple[Finding, ...]:
    """Lay out the catalogue beside its place and rename it, so that it is there as a whole or not at all."""
    place, beside = folder / CATALOG, folder / f"{CATALOG}.new"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    try:
        found = lay_out(sent_files(names, folder), beside)
    except PathwaysError:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    if place.exists():
        shutil.rmtree(beside, ignore_errors=True)
    else:
        beside.rename(place)
    return found


def _reading(path: Path, before: tuple[Finding, ...], as_of: dt.date) -> Reading:
    loaded = load_catalog(path)
    found = (*before, *(_named(item, path) for item in loaded.findings))
    files = tuple(_short(file, path) for file in loaded.files)
    document = check_document(loaded.catalog, found, as_of)
    nothing = not any(document.counts.values())
    return Reading(check=document, files=files, readable=not (nothing and document.errors))


def _short(file: Path, root: Path) -> str:
    return file.name if file == root else file.relative_to(root).as_posix()


def _named(found: Finding, root: Path) -> Finding:
    """Return a finding with the files named as the visitor knows them, not by where they lie on this machine."""

    def short(text: str) -> str:
        kept = text.replace(f"{root.as_posix()}/", "")
        return kept.replace(root.as_posix(), root.name)

    file = found.where.file
    where = replace(found.where, file=None if file is None else short(file))
    return replace(found, message=short(found.message), hint=short(found.hint), where=where)
