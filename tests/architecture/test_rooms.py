"""Arrows point down only, and the core stays free of windows, files, clocks and the network."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

from tests.architecture.sources import CORE, core_modules, imports, label, modules, room, tree
from tests.support import PACKAGE, REPO

WINDOWS = {
    "streamlit",
    "plotly",
    "pandas",
    "networkx",
    "httpx",
    "requests",
    "urllib",
    "socket",
    "sqlalchemy",
    "sqlite3",
}
INTEROP = PACKAGE / "graph" / "interop.py"
HEAVY = {
    "PIL",
    "cryptography",
    "distributed",
    "fpdf",
    "networkx",
    "numpy",
    "openpyxl",
    "ortools",
    "pandas",
    "plotly",
    "pyarrow",
    "scipy",
    "sqlalchemy",
    "streamlit",
}
AMBIENT = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("os", "environ"),
    ("os", "getenv"),
    ("Path", "cwd"),
    ("time", "time"),
}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}


def _contract(name: str) -> dict[str, list[str]]:
    settings = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    found: dict[str, list[str]] = next(contract for contract in contracts if contract["id"] == name)
    return found


def test_the_contract_on_windows_speaks_of_every_room_of_the_core() -> None:
    rooms = {room(path) for path in core_modules()}
    assert {f"pathways.{name}" for name in rooms} == set(_contract("windows")["source_modules"])


def test_the_core_opens_no_window() -> None:
    wrong: dict[str, set[str]] = {}
    for path in core_modules():
        found = {item.module.partition(".")[0] for item in imports(tree(path))}
        wrong[label(path)] = (found & WINDOWS) - ({"networkx", "pandas"} if path == INTEROP else set())
    assert not {name: found for name, found in wrong.items() if found}


TABLES = {PACKAGE / "matching" / "shipped.py", PACKAGE / "verification" / "proofs" / "contexts.py"}
"""What reads tables beside it in the package: part of the program as its code is, the same on every machine."""


def test_the_core_reads_no_clock_no_environment_and_no_file() -> None:
    wrong = {label(path): _ambient(path) for path in core_modules()}
    assert not {name: found for name, found in wrong.items() if found}


def _ambient(path: Path) -> list[str]:
    found = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in AMBIENT
    ]
    called = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and path not in TABLES]
    found += [call.id for call in called if isinstance(call, ast.Name) and call.id in FILES]
    return found + [call.attr for call in called if isinstance(call, ast.Attribute) and call.attr in FILES]


def test_imports_inside_functions_are_heavy_or_of_another_room() -> None:
    for path in modules():
        inside = {item.module for item in imports(tree(path)) if item.inside}
        own = {module for module in inside if module.startswith("pathways")}
        assert {module.partition(".")[0] for module in inside - own} <= HEAVY, label(path)
        near = {module for module in own if module.split(".")[1:2] == [room(path)]}
        ends = room(path) in ("cli", "ui")
        assert not near or ends, f"{label(path)}: a late import inside one room hides a circle"


def test_a_module_opens_with_its_question() -> None:
    for path in modules():
        words = ast.get_docstring(tree(path)) or ""
        assert words, f"{label(path)}: every module says what it is for"
        is_room = path.parent == PACKAGE or path.name == "__init__.py"
        opening = words.split("\n\n")[0]
        asks = "?" in opening or (is_room and opening.split(":")[0].isupper())
        assert asks, f"{label(path)}: the first paragraph asks its question"


def test_the_core_is_where_we_think_it_is() -> None:
    assert {"errors", "model", "catalog", "graph"} <= {room(path) for path in core_modules()} <= set(CORE)
