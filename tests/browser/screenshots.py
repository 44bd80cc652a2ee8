"""Pictures of every page, to be looked at: ``python -m tests.browser.screenshots FOLDER [--only gap plan]``.

Wide and narrow, in English and French; each as tall as the page is, since Streamlit scrolls inside itself.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from pathways.ui.router import PAGES
from tests.browser.site import NARROW, WIDE, launched, served, window

TALLEST = 6000
VIEWS = (("wide-en", WIDE, "en"), ("narrow-en", NARROW, "en"), ("wide-fr", WIDE, "fr"), ("narrow-fr", NARROW, "fr"))


def shots(browser: Browser, address: str, paths: Sequence[str], views: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield the file of each picture as it is taken."""
    for name, size, language in VIEWS:
        if views and name not in views:
            continue
        with window(browser, address, size, f"{language}-CA") as seen:
            for path in paths:
                seen.open("" if path == "start" else path)
                main = seen.page.locator('[data-testid="stMain"]')
                height = min(TALLEST, int(main.evaluate("box => box.scrollHeight")))
                seen.page.set_viewport_size({"width": size[0], "height": max(height, size[1])})
                seen.settled()
                file = folder / f"{path}-{name}.png"
                seen.page.screenshot(path=file)
                seen.page.set_viewport_size({"width": size[0], "height": size[1]})
                yield file


def main() -> None:
    """Take the pictures."""
    known = [leaf.path for leaf in PAGES]
    parser = argparse.ArgumentParser(description="Take a picture of every page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=known, choices=known)
    parser.add_argument("--views", nargs="*", default=[], choices=[name for name, _, _ in VIEWS])
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, served(Path(work)) as address, sync_playwright() as playwright:
        browser = launched(playwright)
        for file in shots(browser, address, asked.only, asked.views, asked.folder):
            print(file)
        browser.close()


if __name__ == "__main__":
    main()
