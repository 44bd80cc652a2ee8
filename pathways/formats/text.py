"""Which files may be read, and as which text?  UTF-8 only, of bounded size, inside the folder that was named."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from pathways.errors import Finding, FormatError, Where
from pathways.formats.packed import bounded_lines
from pathways.formats.problems import problem, refusal, shown

CATALOG_SUFFIXES = (".yaml", ".yml", ".json", ".jsonl")
_QUIET_SUFFIXES = frozenset({".md", ".rst", ".txt", ".csv"})
_QUIET_NAMES = frozenset({"README", "LICENSE", "LICENCE", "NOTICE"})
_BOM = b"\xef\xbb\xbf"


def read_text(path: Path, *, limit: int) -> str:
    """Return the text of a file of at most ``limit`` bytes; a byte-order mark is dropped.

    Raises FormatError F001 (not there), F004 (not UTF-8 text), F005 (too large).
    """
    check_file(path)
    try:
        with path.open("rb") as handle:
            raw = handle.read(limit + 1)
    except OSError as error:
        raise _cannot_open(path, error) from None
    if len(raw) > limit:
        message = f"the file has more than {limit:,} bytes"
        raise refusal("F005", message, where=Where(shown(path)), hint="Split the file.")
    return decode(raw.removeprefix(_BOM), path)


def read_lines(path: Path, *, line_limit: int) -> Iterator[tuple[int, str]]:
    """Yield the number and text of each line that is not blank; lines end at a line feed and nowhere else.

    Raises FormatError F001 (not there), F004 (not UTF-8 text), F005 (a line too long).
    """
    check_file(path)
    try:
        with path.open("rb") as handle:
            number = 0
            while raw := handle.readline(line_limit + 1):
                number += 1
                if len(raw) > line_limit:
                    place = Where(shown(path), number)
                    raise refusal("F005", f"the line has more than {line_limit:,} bytes", where=place)
                text = decode(raw.removeprefix(_BOM) if number == 1 else raw, path, first_line=number)
                if not text.isspace():
                    yield number, text
    except OSError as error:
        raise _cannot_open(path, error) from None


def text_lines(path: Path, *, limit: int, line_limit: int) -> Iterator[str]:
    """Yield the lines of a text of at most ``limit`` bytes, with their ends, without holding more than one of them.

    Raises FormatError F001 (not there), F004 (not UTF-8 text), F005 (too large, a line too long).
    """
    check_file(path)
    try:
        with path.open("rb") as handle:
            if os.fstat(handle.fileno()).st_size > limit:
                raise refusal("F005", f"the file has more than {limit:,} bytes", where=Where(shown(path)), hint=_SPLIT)
            with TextIOWrapper(handle, encoding="utf-8-sig", newline="") as stream:
                for number, text in enumerate(bounded_lines(stream, path, line_limit), 1):
                    if "\0" in text:
                        decode(text.encode(), path, first_line=number)
                    yield text
    except UnicodeDecodeError:
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            decode(line, path, first_line=number)
    except OSError as error:
        raise _cannot_open(path, error) from None


_SPLIT = "Split the file."


def check_file(path: Path) -> None:
    """Raise FormatError F001 unless the path is an ordinary file."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise _cannot_open(path, error) from None
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "not an ordinary file"
        raise refusal("F001", f"{shown(path)} is {what}", where=Where(shown(path)), hint="Name a file.")


def is_folder(path: Path) -> bool:
    """Return whether the path is a folder; raises FormatError F001 for what cannot be a name."""
    try:
        return path.is_dir()
    except OSError as error:
        raise _cannot_open(path, error) from None


def decode(raw: bytes, path: Path, *, first_line: int = 1) -> str:
    """Return UTF-8 bytes as text; raises FormatError F004 with the line of the first byte that is not text."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first_line + raw.count(b"\n", 0, error.start)
        message = f"byte {error.start} ({raw[error.start]:#04x}) is not UTF-8"
        hint = "Save the file with the encoding UTF-8."
        raise refusal("F004", message, where=Where(shown(path), line), hint=hint) from None
    if "\0" in text:
        line = first_line + text.count("\n", 0, text.index("\0"))
        hint = "This looks like a binary file, or text in UTF-16; save it as UTF-8."
        raise refusal("F004", "it contains a zero byte", where=Where(shown(path), line), hint=hint)
    return text


def _cannot_open(path: Path, error: OSError) -> FormatError:
    reason = error.strerror or type(error).__name__
    return refusal("F001", f"{shown(path)} cannot be opened ({reason})", where=Where(shown(path)))


def catalog_files(path: Path) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
    """Return the files of a catalogue in sorted order, and what was found on the way.

    ``path`` is one file or a folder, searched recursively.  Hidden files and links to folders are not followed; files
    of other types are a hint F008, except notes (.md, .rst, .txt, README, LICENSE) and tables (.csv).  A link to a file
    outside the folder is an error F009.  Raises FormatError F001 (not there, or nothing in it) and F008.
    """
    if not is_folder(path):
        check_file(path)
        if path.suffix.lower() not in CATALOG_SUFFIXES:
            raise refusal("F008", f"{path.suffix or 'no suffix'} is not read", where=Where(shown(path)), hint=_KNOWN)
        return (path,), ()
    findings: list[Finding] = []
    files = tuple(_walk(path, findings))
    if not files and not findings:
        raise refusal("F001", f"{shown(path)} holds no catalog files", where=Where(shown(path)), hint=_KNOWN)
    return files, tuple(findings)


_KNOWN = "A catalog is written in " + ", ".join(CATALOG_SUFFIXES) + "."


def _walk(root: Path, findings: list[Finding]) -> Iterator[Path]:
    inside = root.resolve()
    seen: set[Path] = set()
    for folder, names, files in os.walk(root, onerror=lambda error: findings.append(_closed_folder(error))):
        here = Path(folder)
        linked = [name for name in names if (here / name).is_symlink()]
        findings.extend(_linked_folder(here / name, inside) for name in sorted(linked) if not name.startswith("."))
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in linked)
        for name in sorted(files):
            found = None if name.startswith(".") else _judge(here / name, inside, findings)
            if found is not None and found not in seen:
                seen.add(found)
                yield here / name


def _judge(path: Path, inside: Path, findings: list[Finding]) -> Path | None:
    """Return the real place of a file that is to be read, or None."""
    where = Where(shown(path))
    real = _real(path)
    if real is None or not real.is_relative_to(inside):
        hint = "Copy the file into the folder."
        findings.append(problem("F009", "the link leads outside the catalog's folder", where=where, hint=hint))
        return None
    if path.suffix.lower() in CATALOG_SUFFIXES:
        return real
    if not is_quiet(path):
        text = f"{path.suffix or 'a file without suffix'} is not read; the file was passed over"
        findings.append(problem("F008", text, where=where, hint=_KNOWN, severity="hint"))
    return None


def is_quiet(path: Path) -> bool:
    """Return whether a file is one that people keep beside a catalogue: notes and tables, passed over in silence."""
    return path.suffix.lower() in _QUIET_SUFFIXES or path.stem.upper() in _QUIET_NAMES


def _linked_folder(path: Path, inside: Path) -> Finding:
    where = Where(shown(path))
    real = _real(path)
    if real is not None and real.is_relative_to(inside):
        text = "the link to a folder was not followed; its files are read where they are"
        return problem("F009", text, where=where, severity="hint")
    hint = "Copy the folder into the catalog's folder."
    return problem("F009", "the link leads outside the catalog's folder", where=where, hint=hint)


def _real(path: Path) -> Path | None:
    """Return where a link leads in the end; None for a link that leads to itself."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return None


def _closed_folder(error: OSError) -> Finding:
    reason = error.strerror or type(error).__name__
    return problem("F001", f"the folder cannot be opened ({reason})", where=Where(Path(str(error.filename)).as_posix()))
