"""One server and one browser for all tests of a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Visitors, Window, chromium, in_ci, launched, served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        if in_ci():
            pytest.fail("no Chromium on this machine: apt-get install chromium")
        pytest.skip("needs a browser: apt-get install chromium")
    with sync_playwright() as playwright:
        found = launched(playwright)
        yield found
        found.close()


@pytest.fixture(scope="session")
def visitors(browser: Browser, site: str) -> Iterator[Visitors]:
    """Open windows of visitors: what their browser has fetched once it keeps, as people's browsers do."""
    opened = Visitors(browser, site)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def staying(visitors: Visitors) -> Iterator[Callable[[tuple[int, int], str], Window]]:
    """Give a window of each kind to all tests of a file: they turn to a page, nothing is loaded anew."""
    with visitors.staying() as window:
        yield window


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("site")
    with served(folder) as address:
        yield address
    said = (folder / "server.log").read_text(encoding="utf-8")
    assert "Traceback" not in said, said[-4000:]
