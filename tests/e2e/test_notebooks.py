"""Every notebook runs top to bottom and prints what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.notebooks import FOLDER, dumped, executed, read

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_outputs_are_current(path: Path) -> None:
    assert dumped(executed(read(path))) == path.read_text(encoding="utf-8"), "run: python -m tests.e2e.notebooks"
