"""The page on real agreements: 176 majors, and every course of both institutions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.site import WIDE, Visitors, Window, served
from tests.support import REPO, needs_shared
from tests.whole_assist import write_whole

pytestmark = [pytest.mark.browser, needs_shared, pytest.mark.slow]

RECORD = REPO / "tests" / "golden" / "assist" / "records" / "computer-science.yaml"
MAJOR = "ucsd:cse-computer-science-b-s"
ADDRESS = {"catalog": "whole", "goal": MAJOR, "day": "2025-06-30"}


@pytest.fixture(scope="module")
def seen(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("assist")
    with served(folder, [write_whole(folder / "whole")]) as address:
        visitors = Visitors(browser, address)
        with visitors.window(WIDE) as opened:
            opened.open("record", ADDRESS)
            opened.page.get_by_text("Upload a record, or drop badges").click()
            opened.page.locator('input[type="file"]').first.set_input_files(RECORD)
            opened.page.get_by_text("cs-transfer", exact=False).first.wait_for()
            yield opened.settled()
            assert not opened.complaints
        visitors.close()
    assert "Traceback" not in (folder / "server.log").read_text(encoding="utf-8")


def go(seen: Window, page: str) -> str:
    seen.page.locator('[data-testid="stSidebar"]').get_by_role("link", name=page, exact=True).click()
    seen.page.wait_for_timeout(300)
    return seen.settled().text()


def test_an_own_record_is_audited_against_a_real_major(seen: Window) -> None:
    said = go(seen, "Gap")
    assert "cs-transfer has 32 of 46 credits toward CSE: Computer Science B.S." in said
    assert "Still missing: 14 credits, in 4 courses." in said


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("Next", "This catalogue does not say when anything is offered"),
        ("Where do my credits go furthest", "of the way"),
        ("Pathway map", "things on the record count toward"),
        ("Passport", "shows 9 lines"),
    ],
)
def test_the_pages_of_a_learner_work(seen: Window, page: str, words: str) -> None:
    assert words in go(seen, page)
