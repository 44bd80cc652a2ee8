"""What others see is what was chosen: the preview, the link and the file are one; a link that ended says nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pathways.model.backpack import SharedDocument
from pathways.store.backpack import open_backpack
from pathways.store.sharing import shares
from pathways.ui import lying
from tests.e2e.ui.badges import MAIL, filled, named
from tests.e2e.ui.conftest import Open

NOTE = "kept for myself"


@pytest.fixture
def backpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "amara.backpack"
    filled(path, "sql-for-work.json", "dashboards.png", "not-listed.json")
    store = open_backpack(path)
    for item in store.listed().items:
        store.note(item.sha256, NOTE)
    named(monkeypatch, path)
    return path


def texts(page: AppTest) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "success", "error", "code")
    found: list[Any] = [item for kind in kinds for item in page.get(kind)]
    return "\n".join(str(item.value) for item in found)


def shown(page: AppTest, marks: str) -> list[str]:
    """Return what stands below a heading of a shared document, up to where it ends."""
    words = [str(item.value) for item in page.main.markdown]
    begin = words.index(marks)
    end = next((place for place, word in enumerate(words) if word == "**Lines for a CV**"), len(words))
    return [word for word in words[begin:end] if word.startswith(("**", "### ", "- "))]


def made(page: AppTest) -> str:
    """Make the link and return its secret."""
    page.button(key="share-make").click().run()
    assert not page.exception
    return str(page.code[0].value).partition("share=")[2]


def test_without_badges_it_leads_to_where_they_come_from(open_page: Open) -> None:
    page = open_page("share")
    assert not page.exception
    assert "You hold no badges yet" in page.info[0].value


def test_the_proven_ones_are_chosen_first_and_the_preview_shows_nothing_else(backpack: Path, open_page: Open) -> None:
    page = open_page("share")
    assert not page.exception
    assert "You can show 3 badges, 2 of them proven; no link is open." in texts(page)
    text = texts(page)
    assert "Dashboards for Managers" in text
    assert "SQL for Work" in text
    preview = "\n".join(shown(page, "### My badges"))
    assert NOTE not in text
    assert "Awarded to" not in preview
    chosen = page.multiselect(key="share-badges")
    assert len(chosen.value) == 2
    assert "claim, not proven" in chosen.options[-1]


def test_what_the_link_shows_is_the_preview(backpack: Path, open_page: Open) -> None:
    page = open_page("share")
    page.multiselect(key="share-badges").set_value(page.multiselect(key="share-badges").value[:1]).run()
    page.button_group(key="share-parts").set_value(["note"]).run()
    page.text_input(key="share-title").set_value("For Acme").run()
    before = shown(page, "### For Acme")
    assert any(NOTE in line for line in before)
    secret = made(page)
    other = open_page("shared", share=secret)
    assert not other.exception
    there = shown(other, "### For Acme")
    assert there == before
    assert "SQL for Work" not in texts(other)


def test_a_receipt_is_kept_once_a_visit_and_the_secret_stands_nowhere_else(backpack: Path, open_page: Open) -> None:
    secret = made(open_page("share"))
    other = open_page("shared", share=secret)
    other.run()
    other.run()
    (share,) = shares(open_backpack(backpack)).shares
    assert len(share.receipts) == 1
    assert other.query_params["share"] in (secret, [secret])
    assert set(other.query_params) <= {"share", "lang"}
    assert secret not in texts(other)
    assert not other.get("page_link")
    assert secret.encode() not in backpack.read_bytes()
    open_page("shared", share=secret)
    (share,) = shares(open_backpack(backpack)).shares
    assert len(share.receipts) == 2


def test_the_link_is_shown_this_once(backpack: Path, open_page: Open) -> None:
    page = open_page("share")
    secret = made(page)
    page.button(key="share-taken").click().run()
    assert secret not in texts(page)
    assert "1 link is open" in texts(page)
    assert secret not in texts(open_page("share"))


def answers(page: AppTest) -> tuple[Any, ...]:
    found: list[Any] = [item for kind in ("markdown", "warning", "info", "caption") for item in page.get(kind)]
    return tuple(str(item.value) for item in found)


def test_every_link_that_shows_nothing_gets_the_same_answer(backpack: Path, open_page: Open) -> None:
    page = open_page("share")
    page.text_input(key="share-phrase").set_value("bees").run()
    locked = made(page)
    page.text_input(key="share-phrase").set_value("").run()
    withdrawn = made(page)
    store = open_backpack(backpack)
    (other,) = [one for one in shares(store).shares if not one.passphrase]
    page.button(key=f"share-end-{other.id}").click().run()
    assert "taken back on" in texts(page)
    seen = {answers(open_page("shared", share=secret)) for secret in (locked, withdrawn, "x" * 43, "", "é" * 5_000)}
    assert len(seen) == 1
    assert not [receipt for one in shares(store).shares for receipt in one.receipts]
    waiting = open_page("shared", share=locked)
    waiting.text_input(key="shared-passphrase").set_value("wasps")
    waiting.button[0].click().run()
    assert answers(waiting) in seen
    waiting.text_input(key="shared-passphrase").set_value("bees")
    waiting.text_input(key="shared-viewer").set_value("Sam of Acme")
    waiting.button[0].click().run()
    assert not waiting.exception
    assert "Dashboards for Managers" in texts(waiting)
    (opened,) = [one for one in shares(store).shares if one.passphrase]
    assert [receipt.viewer for receipt in opened.receipts] == ["Sam of Acme"]


def test_what_was_taken_back_is_gone_from_a_page_that_is_open(backpack: Path, open_page: Open) -> None:
    page = open_page("share")
    secret = made(page)
    other = open_page("shared", share=secret)
    assert "Dashboards for Managers" in texts(other)
    (share,) = shares(open_backpack(backpack)).shares
    page.button(key=f"share-end-{share.id}").click().run()
    other.run()
    assert "Dashboards for Managers" not in texts(other)
    assert "Not available." in texts(other)


def test_the_badge_itself_brings_what_it_tells_anyway(backpack: Path, open_page: Open) -> None:
    page = open_page("share")
    page.button_group(key="share-parts").set_value(["original"]).run()
    assert not page.exception
    assert "Awarded to" in "\n".join(shown(page, "### My badges"))
    assert "they are shown too" in texts(page)


def test_lines_for_a_cv_say_what_is_verified_and_what_is_claimed(backpack: Path, open_page: Open) -> None:
    page = open_page("share")
    (lines,) = [item.value for item in page.code]
    verified = [line for line in lines.splitlines() if "verified 20" in line]
    claimed = [line for line in lines.splitlines() if "claimed, not verified" in line]
    assert (len(verified), len(claimed)) == (2, 1)
    (link,) = page.get("link_button")
    assert link.proto.url.startswith("https://www.linkedin.com/profile/add?")


def test_a_backpack_of_the_visit_only_makes_no_link(open_page: Open, tmp_path: Path) -> None:
    page = open_page("share")
    place = page.session_state["visit"].held
    filled(place.path, "sql-for-work.json")
    page.run()
    assert not page.exception
    assert "pathways app --backpack FILE" in texts(page)
    assert not [one for one in page.button if one.key == "share-make"]
    assert [one for one in page.get("download_button") if one.proto.label == "Download as data (JSON)"]


@pytest.fixture
def document(backpack: Path, open_page: Open) -> SharedDocument:
    secret = made(open_page("share"))
    page = open_page("shared", share=secret)
    found: SharedDocument = page.session_state["shared-open"].document
    return found


def test_what_is_shown_is_one_document(document: SharedDocument) -> None:
    told = json.loads(document.to_json())
    assert told["schema"] == "pathways/shared/1"
    assert MAIL not in document.to_json()


def test_who_comes_from_elsewhere_sees_what_the_link_shows_and_nothing_else(
    backpack: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = made(open_page("share"))
    monkeypatch.setattr(lying, "at_home", lambda: False)
    assert "Dashboards for Managers" in texts(open_page("shared", share=secret))
    assert "You hold no badges yet" in open_page("share").info[0].value
    assert "Dashboards for Managers" not in texts(open_page("badges"))
