"""A learner's program that is killed at any moment has lost nothing that it acknowledged, and leaves no torn file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pathways.store.backpack import Backpack, open_backpack
from tests.support import REPO, plain_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process is killed in another way there")


def killed(path: Path, begin: int, lines: int) -> list[list[str]]:
    """Return all that a writer acknowledged before it was killed, some moments after so many lines."""
    command = [sys.executable, "-m", "tests.unit.store.backpack_writer", str(path), str(begin)]
    process = subprocess.Popen(command, cwd=REPO, env=plain_environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0]
    assert process.returncode == -signal.SIGKILL
    whole = [line for line in [*said, *rest.splitlines(keepends=True)] if line.endswith("\n")]
    return [line.split() for line in whole]


def test_kill_9_loses_nothing_acknowledged_and_leaves_no_torn_file(tmp_path: Path) -> None:
    path, begin = tmp_path / "maria.db", 1
    for lines in (1, 3, 5, 14):
        said = killed(path, begin, lines)
        backpack = open_backpack(path)
        check(backpack, said)
        begin = int(said[-1][1]) + 1
    assert sorted(os.listdir(tmp_path)) == ["maria.db"]


def check(backpack: Backpack, said: list[list[str]]) -> None:
    """Everything that was said to be done is done; of what comes after, all or nothing."""
    found = {one.sha256: one for one in backpack.listed().items}
    done = {(what, name) for what, _, name in said}
    last = said[-1][2]
    for what, number, name in said:
        gone = ("remove", name) in done
        if gone or (name not in found and name == last):
            assert name not in found
            assert gone or what in {"add", "note", "recheck", "group"}
            continue
        held = backpack.get(name)
        assert held.sha256 == name
        assert what != "note" or held.note == f"note {number}"
        assert what != "recheck" or len(held.verifications) == 2
    removable = {name for _, number, name in said if int(number) % 3 == 0}
    assert {name for _, _, name in said} - removable <= set(found)
