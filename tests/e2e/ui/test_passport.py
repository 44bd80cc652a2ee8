"""A passport shows what the visitor chooses, says of each line whether it is verified, and where it may count."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pathways.formats.passport_bundle import read_passport
from pathways.language.words import say_in
from pathways.ui import held
from pathways.ui.examining import Looked
from pathways.verification.attainment import with_badges
from tests.e2e.ui.badges import filled, named
from tests.e2e.ui.conftest import Open


def shown(page: AppTest) -> str:
    """Return the page that is shown inside the page."""
    (frame,) = page.get("iframe")
    return str(frame.proto.srcdoc)


def test_it_shows_verified_lines_and_claims_apart(open_page: Open) -> None:
    page = open_page("passport", lang="en")
    assert not page.exception
    assert "The passport of Amara Osei shows 11 lines, 3 of them verified." in [item.value for item in page.markdown]
    text = shown(page)
    verified, claims = text.index(">Verified<"), text.index(">Claims, not verified<")
    for title in ("Python Foundations", "Charts People Understand", "Dashboards that Decide"):
        assert verified < text.rindex(title) < claims
    assert text.rindex("STAT120 Introduction to Statistics") > claims
    assert '<html lang="en">' in text


def test_only_verified_lines_can_be_shown_and_the_address_says_so(open_page: Open) -> None:
    page = open_page("passport", show="verified", toward="yes", goal="lakeside-diploma-data-analytics")
    assert not page.exception
    assert "The passport of Amara Osei shows 3 lines, 3 of them verified." in [item.value for item in page.markdown]
    text = shown(page)
    assert "STAT120" not in text
    assert "What it may count for" in text
    assert "DAT1200 Programming with Python" in text
    assert page.query_params["show"] == "verified"
    assert page.query_params["toward"] == "yes"


def test_lines_are_chosen_one_by_one_and_which_is_not_in_the_address(open_page: Open) -> None:
    page = open_page("passport", show="some")
    lines = page.multiselect(key="passport-lines-career-changer")
    lines.set_value(["N3", "B1"]).run()
    text = shown(page)
    assert "STAT120" in text
    assert "Python Foundations" in text
    assert "COMM101" not in text
    assert "N3" not in str(dict(page.query_params))
    lines.set_value([]).run()
    assert not page.exception
    assert "No line is shown." in shown(page)


def test_an_occupation_as_goal_is_told_to_have_no_decision(open_page: Open) -> None:
    page = open_page("passport", who="nurse-trained-abroad", toward="yes", goal="nurse-general-care")
    assert not page.exception
    assert "of a credential, not of an occupation" in page.info[0].value


def test_it_speaks_the_language_of_the_visitor(open_page: Open) -> None:
    page = open_page("passport", lang="fr")
    assert not page.exception
    assert '<html lang="fr">' in shown(page)


def test_a_line_that_a_badge_proves_names_issuer_and_day_and_the_badge_can_go_along(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "amara.backpack"
    filled(path, "sql-for-work.json", "not-listed.json")
    named(monkeypatch, path)
    page = open_page("passport", lang="en")
    visit = page.session_state["visit"]
    found = held.looked(visit)
    assert isinstance(found, Looked)
    visit.take(with_badges(visit.record, found.badges))
    page = page.run()
    assert not page.exception
    text = shown(page)
    day = say_in("en").day(dt.datetime.now(dt.UTC).date())
    assert f"proven by a badge of Lakeside College, examined on {day}" in text
    assert "badge of Elm Street" not in text
    assert "1 is proven by a badge." in "".join(item.value for item in page.markdown)
    assert "Passport with proofs (zip)" in [one.proto.label for one in page.get("download_button")]
    badges = read_passport(visit.held._seen["enclosed"][1].data).badges
    assert len(badges) == 2, "a claim goes along as well, and is no less a claim"


def test_without_badges_there_are_no_proofs_to_send_along(open_page: Open) -> None:
    labels = [one.proto.label for one in open_page("passport").get("download_button")]
    assert "Passport with proofs (zip)" not in labels
