"""What does a visitor wait in front of a browser?  Until the gap's sentence stands there, first and after a change."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.page_server import Server, started
from tests.browser.site import launched

TIMES: Final = 20
"""So many changes to answers that are kept; new ones are as many as there are goals, at most."""

LEDE: Final = ".st-key-lede"
OPTIONS: Final = "[data-testid=stSelectboxVirtualDropdown] [role=option]"

_WATCH: Final = """() => {
  const said = () => document.querySelector('.st-key-lede')?.innerText ?? '';
  window.took = null;
  addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    const began = performance.now(), before = said();
    const look = () => {
      const now = said();
      if (now && now !== before) window.took = performance.now() - began; else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, {capture: true, once: true});
}"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A first sight of the gap page: seconds, bytes of files and of messages."""

    what: str
    seconds: float
    files: int
    messages: int


@contextmanager
def _browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        try:
            browser.new_page().close()
            yield browser
        finally:
            browser.close()


@contextmanager
def _page(browser: Browser) -> Iterator[Page]:
    """Yield the window of a visitor who was never here, on a laptop."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-CA", reduced_motion="reduce")
    try:
        yield context.new_page()
    finally:
        context.close()


def _settled(page: Page) -> None:
    page.wait_for_selector("[data-test-script-state=notRunning]")
    page.wait_for_timeout(600)


def arrivals(catalogs: Sequence[Path]) -> Iterator[Arrival]:
    """Yield the first sight from a server on which nobody was, from a warm one, and with the files in the browser."""
    with _browsing() as browser, started(catalogs) as server:
        yield _arrive(browser, server, catalogs, "server just started, empty browser")
        yield _arrive(browser, server, catalogs, "warm server, empty browser")
        yield _arrive(browser, server, catalogs, "warm server, empty browser, again")
        yield _arrive(browser, server, catalogs, "warm server, files kept by the browser", known=True)


def _arrive(browser: Browser, server: Server, catalogs: Sequence[Path], what: str, *, known: bool = False) -> Arrival:
    with _page(browser) as page:
        if known:
            _gap(page, server, catalogs)
            _settled(page)
        sizes = _counted(page)
        began = time.perf_counter()
        _gap(page, server, catalogs)
        seconds = time.perf_counter() - began
        _settled(page)
        return Arrival(what, seconds, sizes["files"], sizes["messages"])


def _gap(page: Page, server: Server, catalogs: Sequence[Path]) -> None:
    """Open the gap page; a catalogue of one's own has no learners, so one of the sample's is named."""
    said = urlencode({"catalog": catalogs[0].stem, "who": "degree-holder"}) if catalogs else ""
    page.goto(f"{server.address}/gap?{said}", wait_until="commit")
    page.wait_for_function(f"(document.querySelector('{LEDE}')?.innerText ?? '').length > 20", polling="raf")


def _counted(page: Page) -> dict[str, int]:
    """Return what counts the bytes that come over the net from now on."""
    sizes = {"files": 0, "messages": 0}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def loaded(event: dict[str, Any]) -> None:
        sizes["files"] += int(event["encodedDataLength"])

    def heard(event: dict[str, Any]) -> None:
        said = event["response"]
        sizes["messages"] += len(said["payloadData"]) * (3 if said["opcode"] == 2 else 4) // 4

    session.on("Network.loadingFinished", loaded)
    session.on("Network.webSocketFrameReceived", heard)
    return sizes


def changes(catalogs: Sequence[Path]) -> dict[str, list[float]]:
    """Return the seconds from a choice to the sentence that it gives, by what was chosen."""
    with _browsing() as browser, started(catalogs) as server, _page(browser) as page:
        _gap(page, server, catalogs)
        _settled(page)
        goals = _offered(page, "Goal")[: TIMES + 1]
        found = {"another goal, new": [_change(page, "Goal", goal) for goal in goals[1:]]}
        back = [*reversed(goals[:-1]), *goals[1:]]
        found["another goal, kept"] = [_change(page, "Goal", goal) for goal in back]
        people = _offered(page, "Learner")
        if people:
            found["another learner, new"] = [_change(page, "Learner", name) for name in people[1:]]
            back = [*reversed(people[:-1]), *people[1:]]
            found["another learner, kept"] = [_change(page, "Learner", name) for name in back]
    return found


def _offered(page: Page, label: str) -> list[str]:
    """Return what a control offers, the chosen first."""
    box = page.get_by_role("combobox", name=label)
    if not box.count():
        return []
    chosen = box.first.input_value()
    box.first.click()
    page.wait_for_selector(OPTIONS)
    found = page.locator(OPTIONS).all_inner_texts()
    page.keyboard.press("Escape")
    return [chosen, *(name for name in found if name != chosen)]


def _change(page: Page, label: str, wanted: str) -> float:
    """Choose by typing, and return the seconds from the key until another sentence stands there."""
    box = page.get_by_role("combobox", name=label).first
    box.click()
    box.fill(wanted)
    page.wait_for_timeout(150)
    page.evaluate(_WATCH)
    box.press("Enter")
    page.wait_for_function("window.took !== null", polling=20)
    page.wait_for_timeout(400)
    return float(page.evaluate("window.took")) / 1000
