"""The check page reads a draft, says what is wrong with it and where, and lets every page of the session show it."""

from __future__ import annotations

import gc
import io
import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pathways.formats.native import load_catalog
from pathways.ui.choices import aims_of
from pathways.ui.visit import Visit
from tests.e2e.ui.conftest import Open

GOOD = """\
organizations:
  - {id: hilltop, title: Hilltop College, kind: college, credit_system: points}
credit-systems:
  - {id: points, title: Hilltop points, source: {title: Hilltop College rules}}
courses:
  - {id: hilltop-A1, organization: hilltop, code: A1, title: Alpha, credit: 3}
credentials:
  - id: hilltop-certificate
    organization: hilltop
    kind: certificate
    title: Hilltop Certificate
    requirement: {all: [{course: hilltop-A1}]}
"""
BROKEN = GOOD.replace("{course: hilltop-A1}]", "{course: hilltop-A2}]")


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader(key="draft-files").set_value([(name, content, "text/plain") for name, content in files])
    return page.run()


def packed(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"draft/{name}.yaml", text)
    return out.getvalue()


def texts(page: AppTest) -> str:
    return "\n".join(
        str(item.value) for item in (*page.markdown, *page.error, *page.info, *page.success, *page.caption)
    )


def visit_of(page: AppTest) -> Visit:
    visit = page.session_state["visit"]
    assert isinstance(visit, Visit)
    return visit


def folder_of(page: AppTest) -> Path:
    draft = visit_of(page).draft
    assert draft is not None
    return draft.folder


def test_before_anything_is_uploaded_it_says_so(open_page: Open) -> None:
    page = open_page("check")
    assert not page.exception
    assert page.title[0].value == "Is this catalogue in order?"
    assert "Nothing is uploaded yet" in texts(page)


def test_the_open_catalogue_has_exactly_the_findings_of_the_reader(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "hilltop.yaml"
    file.write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["app.py", str(file)])
    page = open_page("check", catalog="hilltop", what="open")
    found = [item.severity for item in load_catalog(file).findings]
    assert not page.exception
    assert [metric.value for metric in page.metric][:3] == [
        str(found.count("error")),
        str(found.count("warning")),
        str(found.count("hint")),
    ]
    assert "The catalogue that is open can be used. 1 warning should be looked at." in texts(page)


def test_a_finding_has_its_line_its_reason_and_its_cure(open_page: Open) -> None:
    page = upload(open_page("check"), ("hilltop.yaml", BROKEN.encode()))
    assert not page.exception
    said = texts(page)
    line = BROKEN[: BROKEN.index("hilltop-A2")].count("\n") + 1
    assert "hilltop.yaml cannot be used yet: 1 error must be repaired first." in said
    assert f"*hilltop.yaml, line {line}, path " in said
    assert "Did you mean" in said
    assert str(folder_of(page)) not in said
    assert not [button for button in page.button if button.key == "use-draft"]


def test_a_folder_packed_as_zip_is_one_catalogue(open_page: Open) -> None:
    first, second = GOOD.split("credentials:\n")
    page = upload(open_page("check"), ("draft.zip", packed(one=first, two=f"credentials:\n{second}")))
    assert not page.exception
    assert not page.error
    assert page.metric[3].value == "2"
    assert "1 course, and 1 credential" in texts(page).replace("1 course and", "1 course, and")


def test_what_cannot_be_unpacked_is_a_clear_word_and_the_page_goes_on(open_page: Open) -> None:
    page = upload(open_page("check"), ("draft.zip", b"PK\x03\x04 and nothing more"))
    assert not page.exception
    assert "F002" in texts(page)
    page = upload(page, ("hilltop.yaml", GOOD.encode()))
    assert not page.error
    assert "hilltop.yaml can be used. 1 warning should be looked at." in texts(page)


def test_broken_yaml_is_a_finding(open_page: Open) -> None:
    page = upload(open_page("check"), ("hilltop.yaml", b"courses: [\n  {id: 1"))
    assert not page.exception
    assert "Nothing of hilltop.yaml could be read." in texts(page)
    assert "F002" in texts(page)


def test_findings_are_chosen_by_words(open_page: Open) -> None:
    twice = BROKEN.replace("kind: certificate", "kind: certificat")
    page = upload(open_page("check"), ("a.yaml", twice.encode()), ("b.yaml", b"courses: []\nkourses: []\n"))
    assert "kourses" in texts(page)
    page.text_input(key="findings-words").set_value("certificat").run()
    assert not page.exception
    assert "kourses" not in "\n".join(item.value for item in page.markdown)


def test_a_draft_is_shown_on_every_page_of_its_session_and_put_away_again(open_page: Open) -> None:
    page = upload(open_page("check"), ("hilltop.yaml", GOOD.encode()))
    page.button(key="use-draft").click().run()
    assert not page.exception
    assert page.query_params["catalog"] == "draft"
    visit = visit_of(page)
    assert list(visit.opened.catalog.credentials) == ["hilltop-certificate"]
    assert visit.record is None
    assert "You see your draft: hilltop.yaml" in texts(page)
    page.button(key="leave-draft").click().run()
    assert not page.exception
    assert visit_of(page).opened.is_sample
    assert visit_of(page).record is not None


def test_the_address_of_a_draft_shows_nobody_elses_draft(open_page: Open) -> None:
    page = open_page("check", catalog="draft")
    assert not page.exception
    assert visit_of(page).opened.is_sample
    assert "belongs to another session" in "\n".join(item.value for item in page.warning)


def test_the_folder_goes_with_the_draft(open_page: Open) -> None:
    page = upload(open_page("check"), ("hilltop.yaml", GOOD.encode()))
    first = folder_of(page)
    assert (first / "catalog" / "hilltop.yaml").is_file()
    page = upload(page, ("other.yaml", GOOD.replace("Alpha", "Beta").encode()))
    second = folder_of(page)
    gc.collect()
    assert not first.exists()
    assert second.is_dir()
    page.button(key="use-draft").click().run()
    page = upload(page, ("third.yaml", BROKEN.encode()))
    gc.collect()
    assert second.is_dir(), "the draft that is shown stays, whatever is uploaded beside it"
    aims_of(visit_of(page).opened)
    page.button(key="leave-draft").click().run()
    gc.collect()
    assert not second.exists(), "what is remembered about a catalogue does not hold its folder"
