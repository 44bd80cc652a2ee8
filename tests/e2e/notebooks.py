"""What do notebooks show?  Runs their cells; ``python -m tests.e2e.notebooks [NAME ...]`` writes the outputs down."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

from tests.support import REPO

FOLDER = REPO / "notebooks"


def read(path: Path) -> dict[str, Any]:
    """Return a notebook as its JSON document."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return the notebook with the outputs that its cells give now, run top to bottom in one namespace.

    The cells run in an empty folder of their own, which is gone afterwards; so are options set for tables.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    cells, number = [], 0
    options = pd.option_context("display.max_colwidth", pd.get_option("display.max_colwidth"))
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), options:
        for cell in notebook["cells"]:
            if cell["cell_type"] != "code":
                cells.append(cell)
                continue
            number += 1
            outputs = _outputs("".join(cell["source"]), namespace, number)
            cells.append({**cell, "execution_count": number, "outputs": outputs})
    return {**notebook, "cells": cells}


def _outputs(source: str, namespace: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Return what a cell prints, and what it shows: the value of the expression that it ends with."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        value = _run(source, namespace)
    text = printed.getvalue().splitlines(keepends=True)
    outputs: list[dict[str, Any]] = [{"name": "stdout", "output_type": "stream", "text": text}] if text else []
    if value is not None:
        result = {"output_type": "execute_result", "execution_count": number, "metadata": {}}
        outputs.append({**result, "data": _bundle(value)})
    return outputs


def _run(source: str, namespace: dict[str, Any]) -> Any:
    module = ast.parse(source, "<cell>")
    last = module.body[-1] if module.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(module, "<cell>", "exec"), namespace)  # noqa: S102
        return None
    module.body.pop()
    exec(compile(module, "<cell>", "exec"), namespace)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)  # noqa: S307


def _bundle(value: Any) -> dict[str, Any]:
    """Return how a value shows itself, as notebooks ask for it; texts as lists of lines, as they are stored."""
    if hasattr(value, "_repr_mimebundle_"):
        found: dict[str, Any] = value._repr_mimebundle_()
    elif hasattr(value, "_repr_html_"):
        found = {"text/html": value._repr_html_(), "text/plain": _words(value)}
    else:
        found = {"text/plain": repr(value)}
    return {kind: shown.splitlines(keepends=True) if isinstance(shown, str) else shown for kind, shown in found.items()}


def _words(value: Any) -> str:
    """Return a table in full, as wide as it is: never as wide as the terminal happens to be."""
    return str(value.to_string()) if hasattr(value, "to_string") else repr(value)


def dumped(notebook: dict[str, Any]) -> str:
    """Return the file's text: indented by one, as notebook tools write it."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.ipynb")):
        if not sys.argv[1:] or path.stem in sys.argv[1:]:
            path.write_text(dumped(executed(read(path))), encoding="utf-8")
