"""How is a catalogue written?  One file a section, whole or not at all, and never over work that is not ours."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

from pathways.catalog.collection import SECTIONS, key_of
from pathways.errors import FormatError, Where
from pathways.formats.documents import CATALOG_SCHEMA
from pathways.formats.jsonio import dump_json
from pathways.formats.problems import refusal, shown
from pathways.formats.yamlio import dump_yaml
from pathways.model.base import Noun

MARK: Final = ".pathways-written.json"
"""The hidden file that says which files of a folder were written here, with their SHA-256."""

_LARGE: Final = 1_000
_LONG: Final = 1_000_000
"""Sections with more nouns or letters than this are written as JSON Lines, which load some thirty times faster."""


def write_catalog(things: Iterable[Noun], out: Path, *, fmt: Literal["yaml", "jsonl"] = "yaml") -> Path:
    """Write a catalogue folder, one file a section, nouns sorted by id; loading it gives an equal catalogue.

    With ``yaml`` small sections are YAML and large ones JSON Lines; with ``jsonl`` all are JSON Lines.  Everything is
    written beside ``out`` and then renamed.  Returns ``out``.  Raises FormatError F010 where ``out`` holds anything
    that was not written by this function, or was changed since, and where the disk refuses.
    """
    target = Path(out)
    _check_ours(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        try:
            _fill(fresh, things, fmt)
            fresh.chmod(0o755)
            _put_in_place(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise _cannot(target, error.strerror or type(error).__name__) from None
    return target


def _check_ours(target: Path) -> None:
    """Raise F010 unless the target is absent, empty, or exactly what was written here before."""
    try:
        if not target.is_symlink() and not target.exists():
            return
        if target.is_symlink() or not target.is_dir():
            raise _cannot(target, "it is not a folder")
        files = sorted(path for path in target.iterdir() if path.name != MARK)
        written = _written(target)
        for path in files:
            if not path.is_file() or written.get(path.name) != _digest(path):
                known = path.name in written
                raise _cannot(target, f"{path.name} was {'changed since it was' if known else 'not'} written here")
    except OSError as error:
        raise _cannot(target, error.strerror or type(error).__name__) from None


def _written(target: Path) -> dict[str, str | None]:
    try:
        known = json.loads((target / MARK).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return dict(known) if isinstance(known, dict) else {}


def _cannot(target: Path, reason: str) -> FormatError:
    hint = "Name a new or empty folder, or remove what is there."
    return refusal("F010", f"{shown(target)}: {reason}", where=Where(shown(target)), hint=hint)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _fill(folder: Path, things: Iterable[Noun], fmt: Literal["yaml", "jsonl"]) -> None:
    written: dict[str, str] = {}
    for section, nouns in _sorted_sections(things):
        text = "" if fmt == "jsonl" or len(nouns) > _LARGE else _as_yaml(section, nouns)
        lines = not text or len(text) > _LONG
        path = folder / f"{section}.{'jsonl' if lines else 'yaml'}"
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(_as_lines(section, nouns) if lines else [text])
        written[path.name] = _digest(path)
    mark = json.dumps({"schema": CATALOG_SCHEMA, "files": written}, indent=2) + "\n"
    (folder / MARK).write_text(mark, "utf-8", newline="\n")


def _sorted_sections(things: Iterable[Noun]) -> Iterator[tuple[str, list[Noun]]]:
    by_class = {noun: name for name, noun in SECTIONS.items()}
    sections: dict[str, list[Noun]] = {name: [] for name in SECTIONS}
    for thing in things:
        sections[by_class[type(thing)]].append(thing)
    for name, nouns in sections.items():
        if nouns:
            yield name, sorted(nouns, key=key_of)


def _plain(noun: Noun) -> object:
    return noun.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _as_yaml(section: str, nouns: list[Noun]) -> str:
    return dump_yaml({"schema": CATALOG_SCHEMA, section: [_plain(noun) for noun in nouns]})


def _as_lines(section: str, nouns: list[Noun]) -> Iterator[str]:
    for noun in nouns:
        yield dump_json({section: _plain(noun)}) + "\n"


def _put_in_place(fresh: Path, target: Path) -> None:
    """Rename the fresh folder to the target; an older one is kept until that has succeeded."""
    if not target.exists():
        fresh.rename(target)
        return
    older = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.older."))
    target.rename(older / "catalog")
    try:
        fresh.rename(target)
    except OSError:
        (older / "catalog").rename(target)
        older.rmdir()
        raise
    shutil.rmtree(older, ignore_errors=True)
