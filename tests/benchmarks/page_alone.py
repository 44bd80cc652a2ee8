"""What does each page take of the processor by itself?  In a process of its own, answers kept, without a browser."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
from typing import Final

from tests.support import REPO

ROUNDS: Final = 20
"""So often each page function is run; the first run, which asks the engine, is not counted."""

PATHS: Final = (
    *("start", "record", "gap", "next", "plan", "furthest", "map", "passport"),
    *("transfer", "batch", "what-if", "program", "check", "editions", "words"),
)


def functions() -> dict[str, list[float]]:
    """Return the seconds of the processor that each page takes, whole: the side, the page, and the address."""
    command = [sys.executable, "-m", "tests.benchmarks.page_alone"]
    environment = {**os.environ, "PATHWAYS_WORKERS": "0"}
    said = subprocess.run(command, cwd=REPO, env=environment, stdout=subprocess.PIPE, check=True)
    found: dict[str, list[float]] = json.loads(said.stdout.splitlines()[-1])
    return found


def _measured() -> dict[str, list[float]]:
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    from pathways.ui import router

    spent: list[float] = []
    inner = router.run

    def timed() -> None:
        began = time.thread_time()
        inner()
        spent.append(time.thread_time() - began)

    router.run = timed
    found = {}
    for path in PATHS:
        app = AppTest.from_file(str(REPO / "app.py"), default_timeout=300)
        app._page_hash = calc_hash(path)
        app.run()
        spent.clear()
        for _ in range(ROUNDS):
            app.run()
        found[path] = list(spent)
    return found


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.argv = ["app.py"]  # words behind it name catalogues
    measured = _measured()
    sys.stdout.write(f"\n{json.dumps(measured)}\n")
