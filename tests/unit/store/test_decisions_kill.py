"""Two advisors at once do not overwrite each other, and who is killed has lost nothing that was acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pathways.store.decisions import open_decisions
from tests.support import REPO, plain_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process is killed in another way there")


def writer(path: Path, who: str, begin: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.unit.store.decisions_writer", str(path), who, str(begin)]
    return subprocess.Popen(command, cwd=REPO, env=plain_environment(), stdout=subprocess.PIPE, text=True)


def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path, begin = tmp_path / "desk.db", 1
    for lines in (1, 13):
        process = writer(path, "killed", begin)
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += process.communicate()[0].splitlines(keepends=True)
        assert process.returncode == -signal.SIGKILL
        whole = [line.split() for line in said if line.endswith("\n")]
        store = open_decisions(path)
        entries = store.entries()
        done = {("withdrawn" if each.event == "withdraw" else "decided", each.id) for each in entries}
        assert {(what, name) for what, _, name in whole} <= done
        last = max(int(number) for _, number, _ in whole)
        standing = {each.id for each in store.standing()}
        assert all(
            (name in standing) == (int(n) % 5 != 0) for what, n, name in whole if what == "decided" and int(n) < last
        )
        begin = last + 2
    assert sorted(os.listdir(tmp_path)) == ["desk.db"]


def test_two_processes_decide_the_same_pairs_and_each_is_decided_once(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_decisions(path)
    both = [writer(path, who, 1) for who in ("Ana", "Bo")]
    told = [[line.split() for line in process.communicate()[0].splitlines()] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    decided = [number for lines in told for what, number, _ in lines if what == "decided"]
    assert sorted(decided, key=int) == [str(number) for number in range(1, 16)], "each pair by one of the two"
    assert sum(what == "conflict" and code == "S009" for lines in told for what, _, code in lines) == 15
    store = open_decisions(path)
    assert [entry.number for entry in store.entries()] == list(range(1, 16))
    assert {each.id for each in store.standing()} == {
        name for lines in told for what, _, name in lines if what == "decided"
    }
