"""What tests of the architecture read: the package as files and as syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.support import PACKAGE, REPO

CORE = (
    "errors",
    "model",
    "reasons",
    "catalog",
    "graph",
    "recognition",
    "verification",
    "completion",
    "matching",
    "design",
    "planning",
    "issuing",
    "advising",
)
"""The rooms that may touch no file, clock, network or window."""


def modules(root: Path = PACKAGE) -> tuple[Path, ...]:
    """Return every module of the package, in order."""
    return tuple(sorted(root.rglob("*.py")))


def core_modules() -> tuple[Path, ...]:
    """Return the modules of the core."""
    return tuple(path for path in modules() if room(path) in CORE)


def room(path: Path) -> str:
    """Return the room of a module: the first part of its place in the package, without suffix."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def label(path: Path) -> str:
    """Return how a message names a file."""
    return path.relative_to(REPO).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module; each is read once."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: ast.Module) -> Iterator[Function]:
    """Yield every function and method, nested ones too."""
    yield from (node for node in ast.walk(module) if isinstance(node, Function))


class Import(NamedTuple):
    """One import: the module it names, and whether it stands inside a function."""

    module: str
    inside: bool


def imports(module: ast.Module) -> tuple[Import, ...]:
    """Return every import of a module; those for type checkers only are left out."""
    found: list[Import] = []
    _collect(module.body, found, inside=False)
    return tuple(found)


def _collect(body: list[ast.stmt], found: list[Import], *, inside: bool) -> None:
    for node in body:
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.append(Import(node.module or "", inside))
        elif not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            deeper = inside or isinstance(node, Function)
            for child in ast.iter_child_nodes(node):
                _collect([child] if isinstance(child, ast.stmt) else _bodies(child), found, inside=deeper)


def _bodies(node: ast.AST) -> list[ast.stmt]:
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


class Block(NamedTuple):
    """A fenced block of a document: the words of the comment right above it, its language and its text."""

    mark: str
    language: str
    text: str


_BLOCK = re.compile(
    r"(?:<!--\s*(?P<mark>[^>]*?)\s*-->\n+)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)


def blocks(document: str) -> tuple[Block, ...]:
    """Return the fenced blocks of a markdown document, in order."""
    return tuple(
        Block(found["mark"] or "", found["language"], found["text"].rstrip("\n")) for found in _BLOCK.finditer(document)
    )
