"""Every page: it is shown, nobody is shut out, nothing goes wrong behind it.

By its address to a narrow window that speaks French, and turned to in a wide one that speaks English.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

import pytest
from playwright.sync_api import Page

from pathways.ui.router import PAGES
from tests.browser.site import NARROW, WIDE, Visitors, Window

pytestmark = [pytest.mark.browser]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PATHS = [leaf.path for leaf in PAGES]
Staying = Callable[[tuple[int, int], str], Window]


@pytest.mark.parametrize("path", PATHS)
def test_who_comes_by_its_address_is_at_home(visitors: Visitors, path: str) -> None:
    with visitors.window(NARROW, "fr-CA") as seen:
        _is_for_everybody(seen.open("" if path == "start" else path), "fr")


@pytest.mark.parametrize("path", PATHS)
def test_who_turns_to_it_is_at_home(staying: Staying, path: str) -> None:
    _is_for_everybody(staying(WIDE, "en-CA").turn_to("" if path == "start" else path), "en")


def _is_for_everybody(seen: Window, language: str) -> None:
    seen.page.wait_for_function("said => document.documentElement.lang === said", arg=language)
    assert seen.page.locator("h1").count() == 1
    assert not seen.scrolls_sideways()
    assert not _violations(seen.page)
    assert not seen.complaints


def _violations(page: Page) -> list[str]:
    """Return what axe-core finds against WCAG 2.2 A and AA: the rule and the place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    found = page.evaluate("options => axe.run(document, options)", RULES)["violations"]
    return [f"{item['id']}: {node['html'][:200]}" for item in found for node in item["nodes"]]


@cache
def axe() -> str:
    """Return axe-core, as a package of the registry carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
