"""kill -9 before any call that touches the disk loses nothing that was acknowledged, and tears nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support import python


@pytest.mark.skipif(sys.platform == "win32", reason="a process is divided in another way there")
def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    done = python("-W", "error", "-m", "tests.unit.store.issuing_killed", tmp_path, "61")
    assert (done.returncode, done.stderr) == (0, "")
    killed, acknowledged = map(int, done.stdout.split())
    assert killed >= 5
    assert acknowledged >= 2
