"""Pictures of every page, to be looked at: ``python -m tests.browser.screenshots FOLDER [--only gap plan]``.

Wide and narrow, in English and French; each as tall as the page is, since Streamlit scrolls inside itself.
``--readme`` takes the three that the README shows instead, made small.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from pathways.ui.router import PAGES
from tests.browser.site import NARROW, WIDE, Visitors, launched, served

TALLEST = 6000
FADING = 1500
"""Milliseconds until a figure that was drawn anew has faded in."""
VIEWS = (("wide-en", WIDE, "en"), ("narrow-en", NARROW, "en"), ("wide-fr", WIDE, "fr"), ("narrow-fr", NARROW, "fr"))


def shots(browser: Browser, address: str, paths: Sequence[str], views: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield the file of each picture as it is taken."""
    for name, size, language in VIEWS:
        if views and name not in views:
            continue
        with Visitors(browser, address).window(size, f"{language}-CA") as seen:
            for path in paths:
                seen.open("" if path == "start" else path)
                main = seen.page.locator('[data-testid="stMain"]')
                height = min(TALLEST, int(main.evaluate("box => box.scrollHeight")))
                seen.page.set_viewport_size({"width": size[0], "height": max(height, size[1])})
                seen.settled().page.wait_for_timeout(FADING)
                file = folder / f"{path}-{name}.png"
                seen.page.screenshot(path=file)
                seen.page.set_viewport_size({"width": size[0], "height": size[1]})
                yield file


README_SHOTS = (
    ("gap", "gap", (1400, 1120), "en"),
    ("map", "map", (1400, 1180), "en"),
    ("transfer-phone", "transfer", (390, 1700), "fr"),
)


def readme_shots(browser: Browser, address: str, folder: Path) -> Iterator[Path]:
    """Yield the pictures of the README: half the size, few colours, so that the files stay small."""
    for name, path, size, language in README_SHOTS:
        with Visitors(browser, address).window(size, f"{language}-CA") as seen:
            seen.open(path).page.wait_for_timeout(FADING)
            file = folder / f"{name}.png"
            seen.page.screenshot(path=file)
        with Image.open(file) as taken:
            width = 1000 if size[0] > 1000 else size[0]
            height = round(taken.height * width / taken.width)
            small = taken.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
            small.quantize(128).save(file, optimize=True)
        yield file


def main() -> None:
    """Take the pictures."""
    known = [leaf.path for leaf in PAGES]
    parser = argparse.ArgumentParser(description="Take a picture of every page.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=known, choices=known)
    parser.add_argument("--views", nargs="*", default=[], choices=[name for name, _, _ in VIEWS])
    parser.add_argument("--readme", action="store_true")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, served(Path(work)) as address, sync_playwright() as playwright:
        browser = launched(playwright)
        found = readme_shots(browser, address, asked.folder) if asked.readme else None
        for file in found or shots(browser, address, asked.only, asked.views, asked.folder):
            print(file)
        browser.close()


if __name__ == "__main__":
    main()
