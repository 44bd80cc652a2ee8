"""What the README tells people to type works, and the machine that checks us types the same.

Marks in the README, as a comment on the line above a fenced block:
``<!-- command: try -->`` the first command, ``<!-- command: test -->`` the test command, ``<!-- run -->`` commands of
``pathways`` that are run here; a ``text`` block right after such a block is what they print.
"""

from __future__ import annotations

import re
import shlex

import pytest

from tests.architecture.sources import Block, blocks
from tests.support import REPO, python

README = (REPO / "README.md").read_text(encoding="utf-8")
BLOCKS = blocks(README)


def _marked(mark: str) -> list[Block]:
    return [block for block in BLOCKS if block.mark == mark and block.language == "bash"]


@pytest.mark.parametrize("mark", ["command: try", "command: test"])
def test_there_is_one_command_of_one_line(mark: str) -> None:
    (block,) = _marked(mark)
    assert len(block.text.splitlines()) == 1


def test_the_first_command_ends_in_an_answer() -> None:
    (block,) = _marked("command: try")
    program, *arguments = shlex.split(block.text.rpartition("&&")[2])
    assert program == ".venv/bin/pathways"
    done = python("-m", "pathways", *arguments)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.strip()
    assert not done.stderr


def test_ci_runs_the_test_command_of_the_readme_itself() -> None:
    script = (REPO / ".ci" / "run").read_text(encoding="utf-8")
    assert "command: test" in script
    assert "pytest" not in re.sub(r"#.*", "", script), "the command stands in the README only"


def _runs() -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for block, following in zip(BLOCKS, (*BLOCKS[1:], None), strict=True):
        if block.mark != "run":
            continue
        printed = following.text if following and following.language == "text" else None
        lines = block.text.splitlines()
        found += [(line, printed if line == lines[-1] else None) for line in lines]
    return found


RUNS = _runs()


@pytest.mark.parametrize(("line", "printed"), RUNS, ids=[line for line, _ in RUNS])
def test_command_answers_as_printed(line: str, printed: str | None) -> None:
    program, *arguments = shlex.split(line, comments=True)
    assert program.rpartition("/")[2] == "pathways"
    done = python("-m", "pathways", *arguments)
    assert done.returncode in (0, 1), done.stderr
    assert printed is None or _trimmed(done.stdout) == _trimmed(printed)


def _trimmed(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]
