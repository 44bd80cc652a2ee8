"""``pathways app`` starts the page where it was asked to, and only there."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.e2e.asking import refused
from tests.support import REPO, plain_environment


@pytest.mark.slow
def test_the_page_starts_and_ends_with_the_command(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "pathways", "app", "--headless", "--port", str(port)]
    environment = {**plain_environment(), "PYTHONPATH": str(REPO)}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        assert health(port, process) == "ok"
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


@pytest.mark.parametrize("option", ["--backpack", "--decisions"])
def test_a_file_that_is_something_else_is_refused_before_the_page_starts(tmp_path: Path, option: str) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Maria, this is a letter.", encoding="utf-8")
    error = refused(3, "app", option, file)
    assert error.startswith("S007 damaged store: letter.txt")


def health(port: int, process: subprocess.Popen[bytes], patience: float = 60) -> str:
    end = time.monotonic() + patience
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().read().decode()
        except ConnectionError:
            assert process.poll() is None, "it ended by itself"
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
        finally:
            connection.close()
