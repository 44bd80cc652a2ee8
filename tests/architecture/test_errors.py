"""Every error code is used, and documented as it is used."""

from __future__ import annotations

import ast
from functools import cache

import pytest

from pathways.errors import CODES, PathwaysError, finding
from tests.architecture.errors_page import FAMILIES, PAGE, page
from tests.architecture.sources import modules, tree
from tests.support import PACKAGE


@cache
def _texts() -> set[str]:
    """Return every string constant of the package, except in the list of codes itself."""
    paths = [path for path in modules() if path != PACKAGE / "errors.py"]
    nodes = (node for path in paths for node in ast.walk(tree(path)))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("code", sorted(CODES))
def test_code_is_used(code: str) -> None:
    assert code in _texts(), f"nothing in pathways/ raises or reports {code}; use it or remove it"


def test_every_code_in_the_package_is_in_the_list() -> None:
    letters = "".join(FAMILIES)
    unlisted = {text for text in _texts() if len(text) == 4 and text[0] in letters and text[1:].isdigit()} - set(CODES)
    assert not unlisted


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.architecture.errors_page"


@pytest.mark.parametrize("code", sorted(CODES))
def test_code_says_what_and_why(code: str) -> None:
    title, why = CODES[code]
    assert code[0] in FAMILIES
    assert title == title.strip()
    assert why.endswith(".")
    assert finding(code, "it").render().startswith(f"{code} {title}: it")


def test_all_our_errors_are_one_tree() -> None:
    classes = [
        node
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and _is_error(node)
    ]
    family = {PathwaysError.__name__}
    for _ in classes:
        family |= {node.name for node in classes if _bases(node) & family}
    assert not {node.name for node in classes} - family


def _is_error(node: ast.ClassDef) -> bool:
    """Return whether it is an exception that may leave its module; those named ``_Like`` this may not."""
    return not node.name.startswith("_") and (node.name.endswith("Error") or "Exception" in _bases(node))


def _bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}
