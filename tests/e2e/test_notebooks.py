"""Every notebook runs top to bottom, shows what it showed, and asks the front door only."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

import pathways
from pathways.ui.picture import PLOTLY
from tests.e2e.notebooks import FOLDER, dumped, executed, read

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
BESIDE = {"datetime", "pandas", "pathlib", "secrets"}
"""What a notebook may import besides the public names."""
ROOMS = {
    "badges": ("formats.snapshots", "issuing.", "resources", "store.", "verification.attainment", "verification.terms")
}
"""Whose doors a notebook shows besides: keeping, sharing, issuing and logging are no public names."""

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def sources(path: Path, kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in read(path)["cells"] if cell["cell_type"] == kind]


def outputs(path: Path) -> list[dict[str, object]]:
    return [output["data"] for cell in read(path)["cells"] for output in cell.get("outputs", ()) if "data" in output]


def test_there_is_one_for_each_role_one_for_badges_and_one_for_a_catalogue_of_ones_own() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["advisor", "badges", "institution", "learner", "own-catalog"]


@each
def test_outputs_are_current(path: Path) -> None:
    name = path.stem
    assert dumped(executed(read(path))) == path.read_text(encoding="utf-8"), (
        f"run: python -m tests.e2e.notebooks {name}"
    )


@each
def test_only_public_names_are_imported(path: Path) -> None:
    for source in sources(path, "code"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                assert {item.name for item in node.names} <= BESIDE
            elif isinstance(node, ast.ImportFrom) and node.module == "pathways":
                assert {item.name for item in node.names} <= set(pathways.__all__)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pathways."):
                assert str(node.module).removeprefix("pathways.").startswith(ROOMS.get(path.stem, ()))
            elif isinstance(node, ast.ImportFrom):
                assert node.module in BESIDE


@each
def test_it_is_short_and_has_a_picture_that_words_and_a_table_stand_beside(path: Path) -> None:
    cells = read(path)["cells"]
    assert 8 <= len(cells) <= 14
    assert len({cell["id"] for cell in cells}) == len(cells)
    pictures = [data for data in outputs(path) if PLOTLY in data]
    assert pictures
    assert all({"text/html", "text/plain"} <= set(data) for data in pictures)


@each
def test_nothing_of_the_machine_stands_in_it(path: Path) -> None:
    text = json.dumps([cell.get("outputs", ()) for cell in read(path)["cells"]])
    assert not [word for word in ("/home/", "/tmp/", "/root/", str(FOLDER.parent), " at 0x") if word in text]  # noqa: S108
