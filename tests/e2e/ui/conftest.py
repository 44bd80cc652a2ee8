"""The page without a browser: questions are answered in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pathways.ui import asking, lying, router
from tests.support import REPO

Open = Callable[..., AppTest]
SHIELDED = router.shielded


@pytest.fixture(autouse=True, scope="session")
def answered_here() -> Iterator[None]:
    """Answer questions in this process, for all tests of a worker together: what is kept stays kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATHWAYS_WORKERS", "0")
        patch.setattr(sys, "argv", ["app.py"])  # words behind it name catalogues
        patch.setattr(router, "shielded", lambda visit, show: show(visit))  # a bug is to be seen
        patch.setattr(lying, "at_home", lambda: True)  # there is no connection whose ends could be told
        # it looks into every package that is installed, on every run: more than a second each time
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        asking.answers.clear()
        yield
    asking.answers.clear()


@pytest.fixture
def open_page() -> Open:
    """Return what opens a page by its path and its address, and runs it once."""

    def opened(path: str = "", /, **address: Any) -> AppTest:
        app = AppTest.from_file(str(REPO / "app.py"), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = str(value)
        if path:
            app._page_hash = calc_hash(path)  # AppTest.switch_page knows files only, our pages are functions
        return app.run()

    return opened
