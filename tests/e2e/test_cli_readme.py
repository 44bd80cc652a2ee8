"""What the README shows is what happens: shortened answers, its own catalogue, its real agreements, its Python.

Marks: ``shortened`` above a text block (a line ``...`` stands for lines left out), ``file: NAME`` above a file that is
written, ``in a new folder`` above commands run beside those files (``with agreements``: real ones, where there are).
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.architecture.sources import Block, blocks
from tests.e2e.asking import ask
from tests.support import REPO, SHARED, needs_shared, python

BLOCKS = blocks((REPO / "README.md").read_text(encoding="utf-8"))
AGREEMENTS = SHARED / "data" / "transfer" / "assist_smc_ucsd_agreements.jsonl.gz"


def marked(mark: str) -> tuple[Block, Block]:
    """Return the one block with the mark and the block after it."""
    (place,) = (number for number, block in enumerate(BLOCKS) if block.mark == mark)
    return BLOCKS[place], BLOCKS[place + 1]


def assert_shortened(shown: Block, printed: str) -> None:
    """Check that what is shown stands in what was printed, in order, from its first line on."""
    assert (shown.mark, shown.language) == ("shortened", "text")
    pieces = [part.strip("\n") for part in shown.text.split("\n...")]
    rest = printed
    for number, piece in enumerate(piece for piece in pieces if piece):
        before, found, rest = rest.partition(piece)
        assert found, f"not printed (any more):\n{piece}"
        assert number or not before, "it begins with the first line"
    assert len(pieces) > 1, "what is shown whole needs no mark"


def words_of(line: str) -> list[str]:
    program, *words = shlex.split(line)
    assert program.rpartition("/")[2] == "pathways"
    return words


def test_the_first_command_prints_what_is_shown() -> None:
    block, shown = marked("command: try")
    assert_shortened(shown, ask(*words_of(block.text.rpartition("&& ")[2])).stdout)


def answers(block: Block, folder: Path) -> str:
    """Run the commands of a block in a folder and return what the last one prints."""
    (folder / "tests").symlink_to(REPO / "tests")
    printed = ""
    for line in block.text.splitlines():
        done = python("-m", "pathways", *words_of(line), cwd=folder)
        assert (done.returncode in (0, 1), done.stderr) == (True, "")
        printed = done.stdout
    return printed


def test_the_catalog_of_the_readme_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(REPO))
    for block in BLOCKS:
        if block.mark.startswith("file: "):
            path = tmp_path / block.mark.removeprefix("file: ")
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text + "\n", "utf-8")
    commands, shown = marked("in a new folder")
    assert_shortened(shown, answers(commands, tmp_path))


@needs_shared
def test_the_agreements_of_the_readme_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(REPO))
    (tmp_path / "agreements.jsonl.gz").symlink_to(AGREEMENTS)
    commands, shown = marked("in a new folder, with agreements")
    assert_shortened(shown, answers(commands, tmp_path))


def test_the_python_of_the_readme_prints_what_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(REPO))
    block, shown = marked("python")
    done = python("-c", block.text, cwd=tmp_path)
    assert (done.stdout.rstrip("\n"), done.stderr) == (shown.text, "")


def test_the_table_of_commands_has_every_command() -> None:
    told = ask("--help").stdout.partition("Commands:\n")[2].split("\n")
    names = {line.split()[0] for line in told if line.startswith("  ")}
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("| `pathways ")]
    assert {row.split()[2].strip("`") for row in rows} == names


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.text[:30])
def test_every_block_is_tried(block: Block) -> None:
    known = ("command: try", "command: test", "run", "exact", "shortened", "python", "in a new folder")
    assert block.mark.startswith(known) or block.mark.startswith("file: ") or block.language == "text"
