"""The page in a real browser: a server of our own on this machine, and Debian's Chromium looking at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Response, ViewportSize

from tests.support import REPO, plain_environment

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = (1400, 900)
NARROW = (390, 844)
PATIENCE = 60_000
"""Milliseconds: a machine that does other things at once is slow."""

PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit looks for its server below a page's own address first; the two misses are not ours."""


def chromium() -> str | None:
    """Return the browser of this machine, if it has one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, catalogs: Sequence[Path] = ()) -> Iterator[str]:
    """Serve the page from another folder, as an installed package does; yield its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(REPO / "app.py"), "--server.port", str(port), "--"]
    environment = {**plain_environment(), "PYTHONPATH": str(REPO)}
    with (folder / "server.log").open("wb") as log:
        words = [*command, *(str(path) for path in catalogs)]
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        _answers(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(port: int) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/_stcore/health")
            if connection.getresponse().read() == b"ok":
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        finally:
            connection.close()


def launched(playwright: Playwright) -> Browser:
    """Return the machine's own browser; nothing is downloaded."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))


@dataclass
class Window:
    """One visitor's window, and what went wrong in it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        missed = "404" in message.text and any(probe in str(message.location) for probe in PROBES)
        if message.type == "error" and not missed:
            self.complaints.append(f"console: {message.text} at {message.location}")

    def _answered(self, response: Response) -> None:
        away = not response.url.startswith((self.address, "data:", "blob:"))
        failed = response.status >= 400 and not response.url.endswith(PROBES)
        if away or failed:
            self.complaints.append(f"{response.status} {response.url}")

    def open(self, path: str = "", said: Mapping[str, str] | None = None) -> Window:
        """Open a page by its address and wait until it is drawn."""
        query = f"?{urlencode(said)}" if said else ""
        self.page.goto(f"{self.address}/{path}{query}")
        return self.settled()

    def turn_to(self, path: str = "") -> Window:
        """Turn to a page without loading anything anew, as the links at the side do; wait until it is drawn."""
        self.page.evaluate(_TURN, path)
        self.page.wait_for_function("location.search.includes('lang=')")
        return self.settled()

    def settled(self) -> Window:
        """Wait until the server has nothing more to say."""
        self.page.wait_for_selector("h1")
        self.page.wait_for_function(_STILL, timeout=PATIENCE)
        return self

    def text(self) -> str:
        """Return what a person would read in the main part."""
        return " ".join(self.page.locator('[data-testid="stMain"]').inner_text().split())

    def follow(self, label: str) -> Window:
        """Follow a link of the main part by its words."""
        before = self.page.url.partition("?")[0]
        self.page.locator('[data-testid="stMain"]').get_by_role("link", name=label, exact=True).first.click()
        self.page.wait_for_function(
            "before => !location.href.startsWith(before + '?') && location.href !== before", arg=before
        )
        return self.settled()

    def scrolls_sideways(self) -> bool:
        """Return whether the page is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))


_STILL = """() => {
  const state = document.querySelector('[data-test-script-state]');
  const now = Date.now();
  const done = state && state.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale="true"]')
    && !document.querySelector('[data-testid="stSkeleton"]');
  if (!done) { window.__stillSince = null; return false; }
  window.__stillSince = window.__stillSince || now;
  return now - window.__stillSince > 400;
}"""


_TURN = """path => {
  history.pushState({}, '', '/' + path);
  dispatchEvent(new PopStateEvent('popstate'));
}"""
"""What was chosen is written behind the address once the page is drawn, the language first."""


@dataclass
class Visitors:
    """Those who come with one kind of browser each: a language and a size."""

    browser: Browser
    address: str
    kinds: dict[tuple[tuple[int, int], str], BrowserContext] = field(default_factory=dict)

    @contextmanager
    def window(self, size: tuple[int, int] = WIDE, language: str = "en-CA") -> Iterator[Window]:
        """Open a window of a visitor whose browser speaks a language; a new window is a new visit."""
        context = self.kinds.get((size, language))
        if context is None:
            view: ViewportSize = {"width": size[0], "height": size[1]}
            context = self.browser.new_context(viewport=view, locale=language, reduced_motion="reduce")
            self.kinds[size, language] = context
        page = context.new_page()
        try:
            yield Window(page, self.address)
        finally:
            page.close()

    @contextmanager
    def staying(self) -> Iterator[Callable[[tuple[int, int], str], Window]]:
        """Yield what gives the one window of a kind that stays open until the end, with nothing to complain about."""
        with ExitStack() as stack:
            windows: dict[tuple[tuple[int, int], str], Window] = {}

            def window(size: tuple[int, int], language: str) -> Window:
                if (size, language) not in windows:
                    windows[size, language] = stack.enter_context(self.window(size, language)).open()
                seen = windows[size, language]
                seen.complaints.clear()
                return seen

            yield window

    def close(self) -> None:
        """Close all that is open."""
        for context in self.kinds.values():
            context.close()


@contextmanager
def window(browser: Browser, address: str, size: tuple[int, int] = WIDE, language: str = "en-CA") -> Iterator[Window]:
    """Open a window of a visitor who has never been here."""
    comers = Visitors(browser, address)
    try:
        with comers.window(size, language) as seen:
            yield seen
    finally:
        comers.close()


def in_ci() -> bool:
    """Return whether a missing browser is a failure rather than a reason to skip."""
    return bool(os.environ.get("CI"))
