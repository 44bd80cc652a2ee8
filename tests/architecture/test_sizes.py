"""Files and functions stay small enough to read at one sitting."""

from __future__ import annotations

from tests.architecture.sources import Function, functions, label, modules, tree
from tests.support import REPO

LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_ROUTER = 40


def test_files_are_short() -> None:
    long = {label(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert not {name: lines for name, lines in long.items() if lines > LONGEST_FILE}


def test_functions_are_short() -> None:
    long = {
        f"{label(path)}: {function.name}": _lines(function)
        for path in modules()
        for function in functions(tree(path))
        if _lines(function) > LONGEST_FUNCTION
    }
    assert not long


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_the_entry_file_of_the_page_is_a_router_only() -> None:
    assert len((REPO / "app.py").read_text(encoding="utf-8").splitlines()) <= LONGEST_ROUTER
