"""The page starts, listens on this machine only, and says plainly when it cannot start."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pathways.advising import Desk
from pathways.errors import EXIT_NOT_AVAILABLE
from pathways.formats.native import open_catalog
from pathways.model.exact import format_exact
from pathways.resources import sample_catalog
from pathways.ui.overview import reason_markdown, sample_audit
from tests.support import REPO, python


@pytest.fixture(scope="module")
def page() -> AppTest:
    return AppTest.from_file(str(REPO / "app.py"), default_timeout=60).run()


def test_the_page_shows_what_the_desk_answers(page: AppTest) -> None:
    assert not page.exception
    assert page.title[0].value == "Pathways"
    _, audit = sample_audit(Desk(open_catalog(sample_catalog())))
    figures = audit.credit
    shown = [metric.value for metric in page.metric]
    assert shown == [format_exact(amount) for amount in (figures.required, figures.applied, figures.shortfall)]
    assert list(page.table[0].value["what"]) == [line.title for line in audit.lines]
    assert page.markdown[-1].value == reason_markdown(audit.reason)


def test_the_page_counts_the_shipped_sample(page: AppTest) -> None:
    table = page.table[1].value
    shown = dict(zip(table["section"], table["number"], strict=True))
    catalog = open_catalog(sample_catalog())
    assert shown["courses"] == len(catalog.courses) > 0
    assert shown["equivalences"] == len(catalog.equivalences) > 0


def test_without_streamlit_it_says_what_to_install() -> None:
    done = python("-c", "import sys; sys.modules['streamlit'] = None; from pathways.ui import main; main()")
    assert done.returncode == EXIT_NOT_AVAILABLE
    assert done.stderr.startswith("X002")
    assert "pip install 'pathways-planner[ui]'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    """Start the page from another folder, as an installed package does, and give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", str(REPO / "app.py"), "--server.port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.slow
def test_the_page_answers_on_this_machine_only(server: int) -> None:
    assert _get(server, "/_stcore/health") == "ok"
    with Path("/proc/net/tcp").open(encoding="ascii") as table:
        listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert [place.partition(":")[0] for place in listening if place.endswith(f":{server:04X}")] == ["0100007F"]


def _get(port: int, path: str, patience: float = 60) -> str:
    end = time.monotonic() + patience
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        except ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
        finally:
            connection.close()
