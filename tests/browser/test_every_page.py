"""Every page, wide and narrow, in both languages: it is shown, nobody is shut out, nothing goes wrong behind it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pytest
from playwright.sync_api import Page

from pathways.ui.router import PAGES
from tests.browser.site import NARROW, WIDE, Visitors

pytestmark = [pytest.mark.browser]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CASES = [(leaf.path, language, size) for leaf in PAGES for language, size in (("en", WIDE), ("fr", NARROW))]


@pytest.mark.parametrize(
    ("path", "language", "size"),
    CASES,
    ids=lambda value: "x".join(map(str, value)) if isinstance(value, tuple) else value,
)
def test_it_is_for_everybody(visitors: Visitors, path: str, language: str, size: tuple[int, int]) -> None:
    with visitors.window(size, f"{language}-CA") as seen:
        seen.open("" if path == "start" else path)
        seen.page.wait_for_function("said => document.documentElement.lang === said", arg=language)
        assert seen.page.locator("h1").count() == 1
        assert not seen.scrolls_sideways()
        assert not _violations(seen.page)
        assert not seen.complaints


def _violations(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 A and AA: the rule and the place."""
    page.evaluate(axe())
    found = page.evaluate("options => axe.run(document, options)", RULES)["violations"]
    return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]


@cache
def axe() -> str:
    """Return axe-core, as a package of the registry carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
