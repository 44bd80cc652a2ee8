"""A writer that is killed at any moment has lost nothing that it acknowledged, and leaves a log that opens."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pathways.errors import StoreError
from pathways.store.log import open_log, read_log
from pathways.verification.merkle import leaf_hash
from tests.support import REPO, plain_environment
from tests.unit.store.log_writer import leaf
from tests.unit.verification.signers import key

ORIGIN = "uni.example/log"


def writer(path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.unit.store.log_writer", str(path), ORIGIN]
    return subprocess.Popen(command, cwd=REPO, env=plain_environment(), stdout=subprocess.PIPE, text=True)


def kill_after(process: subprocess.Popen[str], lines: int) -> int:
    """Read so many acknowledgements, kill the writer, and return the last that it gave."""
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0]
    assert process.returncode == -signal.SIGKILL
    whole = [line for line in [*said, *rest.splitlines(keepends=True)] if line.endswith("\n")]
    return int(whole[-1])


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed in another way there")
def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path, known = tmp_path / "decisions.log", 0
    for lines in (1, 3, 11, 40):
        acknowledged = kill_after(writer(path), lines)
        assert acknowledged > known
        found = read_log(path, ORIGIN)
        assert found.tree.size >= acknowledged
        with open_log(path, ORIGIN, keys=[key().verifier]) as log:
            known = log.size
            assert sorted(file.name for file in tmp_path.iterdir()) == ["decisions.log", "decisions.log.checkpoint"]
            assert log.append([leaf(known)]) == range(known, known + 1)
        data = read_log(path, ORIGIN).tree
        assert [data.leaf(index) for index in range(data.size)] == [_hash(index) for index in range(known + 1)]


def test_two_writers_exclude_each_other_and_readers_do_not(tmp_path: Path) -> None:
    path = tmp_path / "decisions.log"
    process = writer(path)
    assert process.stdout is not None
    try:
        assert process.stdout.readline()
        with pytest.raises(StoreError) as error:
            open_log(path, ORIGIN)
        assert error.value.code == "S005"
        assert read_log(path, ORIGIN).tree.size >= 1
    finally:
        process.kill()
        process.communicate()
    open_log(path, ORIGIN).close()


def _hash(index: int) -> bytes:
    return leaf_hash(leaf(index))
