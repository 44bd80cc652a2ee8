"""My badges: dropped, examined step by step, told in plain words, put on the record, checked again, carried away."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from itertools import count
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pathways.errors import NotAvailableError
from pathways.formats.backpack_export import read_export
from pathways.issuing.issuer import as_json, instant
from pathways.issuing.status import list_address, list_credential, status_entry
from pathways.model.documents import AuditDocument
from pathways.model.record import AttainmentStatus, LearnerRecord, Verification
from pathways.resources import data_root
from pathways.store import database
from pathways.store.backpack import open_backpack
from pathways.ui import examining, held
from tests.e2e.ui.conftest import Open
from tests.sample_badges import Seal, achievement, badge, day
from tests.unit.verification.signing import credential, good_token

SAMPLES = data_root() / "sample" / "badges"
TODAY = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
MAIL = held.SAMPLE_MAIL
GOAL = "lakeside-certificate-data-analytics"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = count()
    monkeypatch.setattr(held, "moment", lambda: TODAY + dt.timedelta(seconds=next(seconds)))


def texts(page: AppTest) -> str:
    return "\n".join(item.value for item in page.markdown)


def record(page: AppTest) -> LearnerRecord:
    found = page.session_state["visit"].own
    assert isinstance(found, LearnerRecord)
    return found


def drop(page: AppTest, *names: str) -> AppTest:
    files = [(name, (SAMPLES / name).read_bytes(), "application/octet-stream") for name in names]
    return send(page, *files)


def send(page: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    uploader = page.file_uploader(key=f"badges-files-{turn(page)}")
    uploader.set_value(list(files))
    page = page.run()
    assert not page.exception
    return page


def turn(page: AppTest) -> int:
    return int(page.session_state["badges-turn"])


def named(page: AppTest, mail: str = MAIL) -> AppTest:
    page.text_area(key=f"badges-whose-{turn(page)}").input(mail)
    page = page.button(key=f"badges-whose-save-{turn(page)}").click().run()
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    page = page.button(key=key).click().run()
    assert not page.exception
    return page


def digest(page: AppTest, name: str) -> str:
    items = page.session_state["visit"].held.open().listed().items
    return next(str(item.sha256) for item in items if item.says.name == name)


@pytest.fixture
def samples(open_page: Open) -> AppTest:
    """Return the page with the sample badges on it."""
    page = open_page("badges", goal=GOAL)
    assert not page.exception
    return press(page, "badges-sample")


def test_it_begins_empty_and_says_where_badges_are_kept(open_page: Open) -> None:
    page = open_page("badges")
    assert not page.exception
    assert "There is no badge here yet." in texts(page)
    assert "for this visit only" in page.info[0].value
    assert not page.session_state["visit"].held.begun


def test_the_sample_badges_are_told_in_one_sentence(samples: AppTest) -> None:
    assert "7 badges: 3 proven, 1 claim and 3 refused." in texts(samples)
    assert "What is proven counts as " in texts(samples)
    assert samples.success[0].value == "7 badges were added."


def test_each_badge_says_how_it_stands_and_why(samples: AppTest) -> None:
    shown = texts(samples)
    assert "**✓ proven** · It is proven, and counts as what it is in the catalogue." in shown
    assert "In the catalogue: SQL for Work, Lakeside College (found by the list of issuers)." in shown
    assert "- Not taken back: Its issuer took it back. *Ask the issuer why it was taken back.*" in shown
    assert "- In time: It is no longer valid. *Ask the issuer whether it can be renewed.*" in shown
    assert "- Accepted issuer: The issuer is not on your list; somebody has to decide." in shown
    assert "something was changed, or another key signed." in shown
    assert "**✓ holds** · Signature inside: The signature over the document holds." in shown
    assert "Inside: **Emerging Leader**" in shown


def test_nothing_is_proven_before_it_is_said_whose_they_are(open_page: Open) -> None:
    page = drop(open_page("badges"), "sql-for-work.json")
    assert "1 badge: 0 proven and 1 claim. None counts yet" in texts(page)
    assert "Nobody said yet whose these badges are" in page.warning[0].value
    page = named(page, "somebody@example.org")
    assert "1 badge: 0 proven" in texts(page)
    assert "- Whose it is: " in texts(page)
    page = named(page)
    assert "1 badge: 1 proven. What is proven counts as SQL for Work." in texts(page)
    assert MAIL not in json.dumps(page.query_params)


def test_a_proven_badge_changes_the_gap_and_a_claim_does_not(open_page: Open) -> None:
    page = drop(open_page("badges", goal=GOAL), "sql-for-work.json")
    page = press(page, "badges-add")
    before = missing(page)
    (line,) = [line for line in record(page).attainments if line.badge]
    assert (line.credential, line.verification) == ("lakeside-mc-sql", Verification.UNVERIFIED)
    assert page.success[0].value == "Your record: 1 line was added that is worth nothing now. You can undo this."
    page = named(page)
    assert "1 line stands otherwise than before" in page.success[0].value
    (line,) = [line for line in record(page).attainments if line.badge]
    assert line.verification is Verification.VERIFIED
    assert missing(page) < before


def missing(page: AppTest) -> Fraction:
    """Return what is missing toward the goal by the own record, as the engine says."""
    from pathways.ui.asking import question, wait

    visit = page.session_state["visit"]
    found = wait(question(visit.opened.shelved, "audit", visit.own, GOAL, as_of=dt.date(2026, 11, 22)), lambda s: None)
    assert isinstance(found, AuditDocument)
    return found.credit.shortfall


def test_adding_is_undone_in_one_step(open_page: Open) -> None:
    page = press(open_page("record"), "copy")
    before = record(page)
    page = press(at(page, "badges"), "badges-sample")
    page = press(page, "badges-add")
    assert "3 proven lines were added; 4 lines were added that are worth nothing now" in page.success[0].value
    assert len(record(page).attainments) == len(before.attainments) + 7
    page = press(page, "badges-add")
    assert page.success[0].value == "Nothing changed: your record holds these badges already."
    page = press(page, "badges-undo")
    assert record(page) == before


def test_a_record_that_begins_with_badges_can_be_had_back_without(samples: AppTest) -> None:
    page = press(samples, "badges-add-copy")
    assert sum(line.badge is not None for line in record(page).attainments) == 7
    assert page.query_params["who"] == "own"
    page = press(page, "badges-undo")
    assert record(page) == page.session_state["visit"].record
    assert [line.id for line in record(page).attainments][-3:] == ["B1", "B2", "B3"]


def at(page: AppTest, path: str) -> AppTest:
    from streamlit.util import calc_hash

    page._page_hash = calc_hash(path)
    page = page.run()
    assert not page.exception
    return page


def test_a_badge_that_was_revoked_since_loses_its_line(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = Seal("river-bend", "a seed of this test")
    address = list_address(seal.profile, "revocation", 1)
    done = achievement(seal, "badges/team-player", "Team Player", "Badge", "Vouched for by three people.")
    good = badge(seal, done, day(2026, 4, 17), credentialStatus=status_entry(address, "revocation", 77))
    monkeypatch.setattr(held, "KNOWN", (str(tmp_path),))
    publish(tmp_path, seal, address, [])
    page = named(send(open_page("badges"), ("good.json", as_json(seal.sign(good, day(2026, 4, 17))), "")))
    assert "1 badge: 1 proven" in texts(page)
    page = press(page, "badges-add")
    (line,) = record(page).attainments
    assert (line.status, line.verification) == (AttainmentStatus.COMPLETED, Verification.VERIFIED)
    publish(tmp_path, seal, address, [77])
    page = press(page, "badges-recheck")
    assert page.success[0].value == (
        "1 badge was checked again. Your record: 1 line was taken back by its issuer. You can undo this."
    )
    (line,) = record(page).attainments
    assert (line.status, line.verification) == (AttainmentStatus.REVOKED, Verification.FAILED)
    assert "1 badge: 0 proven and 1 refused." in texts(page)
    assert "✓ proven" in texts(page)  # how it stood before


def publish(folder: Path, seal: Seal, address: str, places: list[int]) -> None:
    """Write what the institution publishes as of today: its key, and whom it took badges back from."""
    times = (TODAY, TODAY + dt.timedelta(days=5))
    made = list_credential(seal.profile, "revocation", address, places=places, times=times)
    files = {seal.document[0]: seal.document[1], address: as_json(seal.sign(made, TODAY))}
    entries = [{"url": url, "file": f"{number}.json", "retrieved": instant(TODAY)} for number, url in enumerate(files)]
    for entry, body in zip(entries, files.values(), strict=True):
        (folder / entry["file"]).write_bytes(body)
    listed = {"schema": "pathways/snapshots/1", "snapshots": entries}
    (folder / "snapshots.json").write_bytes(as_json(listed))


def test_a_bad_file_is_named_and_loses_nothing(samples: AppTest) -> None:
    page = send(samples, ("letter.pdf", b"%PDF-1.7", "application/pdf"), ("[x](y).json", b"{", "application/json"))
    assert "7 badges: 3 proven" in texts(page)
    said = page.warning[0].value
    assert "2 files were not kept:" in said
    assert "Files of this type are not read" in said
    assert "**\\[x\\](y).json**" in said


def test_what_a_badge_writes_is_shown_letter_by_letter(open_page: Open) -> None:
    name = "# [x](https://evil.example) ![y](http://evil.example/p.png) <b> www.evil.example :material/home: $a$"
    subject = credential()["credentialSubject"]
    subject["achievement"]["name"] = name
    page = send(open_page("badges"), ("evil.jwt", good_token(credentialSubject=subject).encode(), ""))
    (title,) = [item.value for item in page.markdown if item.value.startswith("#### ")]
    assert title == (
        "#### \\# `[x](https://evil.example)` `![y](http://evil.example/p.png)` \\<b\\> `www.evil.example` "
        "`:material/home:` \\$a\\$"
    )
    assert not [item for item in page.markdown if item.allow_html]


def test_everything_travels_by_the_export(samples: AppTest, open_page: Open) -> None:
    place = samples.session_state["visit"].held
    page = samples
    name = digest(page, "SQL for Work")
    page.text_area(key=f"note-{name[:16]}-{turn(page)}").input("for Acme")
    page.text_input(key=f"labels-{name[:16]}-{turn(page)}").input("work, data")
    page = press(page, f"write-{name[:16]}-{turn(page)}")
    data = held.export(page.session_state["visit"])
    assert isinstance(data, bytes)
    contents = read_export(data)
    assert {item.sha256 for item in contents.items} == {item.sha256 for item in place.open().contents().items}
    other = send(open_page("badges"), ("backpack.zip", data, "application/zip"))
    assert "7 badges: 0 proven" in texts(other)  # nobody said yet whose they are; theirs is not believed
    assert "Your note: for Acme" in "\n".join(item.value for item in other.caption)
    assert "#work" in texts(other)
    assert "7 badges: 3 proven" in texts(named(other))


def test_a_hidden_badge_stays_off_the_record(samples: AppTest) -> None:
    name = digest(samples, "SQL for Work")
    page = press(samples, "badges-add")
    page = press(page, f"hide-{name[:16]}-{turn(page)}")
    assert "It is hidden. Your record: 1 line was taken off" in page.success[0].value
    assert "lakeside-mc-sql" not in {line.credential for line in record(page).attainments if line.badge}
    assert "#### SQL for Work" not in texts(page)
    page = page.toggle(key="badges-hidden").set_value(True).run()
    assert "#### SQL for Work" in texts(page)
    page = press(page, f"hide-{name[:16]}-{turn(page)}")
    assert "lakeside-mc-sql" in {line.credential for line in record(page).attainments if line.badge}


def test_a_badge_is_removed_for_good_and_only_when_one_is_sure(samples: AppTest) -> None:
    name = digest(samples, "SQL for Work")
    key = f"{name[:16]}-{turn(samples)}"
    assert samples.button(key=f"remove-{key}").disabled
    page = samples.checkbox(key=f"sure-{key}").check().run()
    page = press(page, f"remove-{key}")
    assert "6 badges: 2 proven" in texts(page)
    assert "SQL for Work" not in texts(page)


def test_badges_are_put_together(samples: AppTest) -> None:
    name, number = digest(samples, "SQL for Work"), turn(samples)
    samples.text_input(key=f"group-name-{number}").input("For Acme")
    samples.multiselect(key=f"group-items-{number}-").select(name)
    page = press(samples, f"group-save-{number}")
    assert "- For Acme: SQL for Work" in texts(page)
    page.selectbox(key="badges-group").select("For Acme")
    page = page.run()
    assert [item.value for item in page.markdown if item.value.startswith("#### ")] == ["#### SQL for Work"]


def test_without_a_list_of_issuers_there_are_claims_only(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "ISSUERS", ())
    page = press(open_page("badges"), "badges-sample")
    assert "0 proven" in texts(page)
    assert any("no list of accepted issuers" in item.value for item in page.warning)


def test_the_evidence_of_a_badge_can_be_taken_along(samples: AppTest) -> None:
    from pathways.formats.evidence import open_bundle, replay

    name = digest(samples, "SQL for Work")
    page = press(samples, f"evidence-{name[:16]}-{turn(samples)}")
    data = held.bundle(page.session_state["visit"], name)
    assert isinstance(data, bytes)
    found = open_bundle(data)
    assert replay(found) == found.document
    assert found.document.sha256 == name


def test_a_file_named_at_the_start_keeps_them(open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "maria.backpack"
    monkeypatch.setattr("sys.argv", ["app.py", f"--backpack={file}"])
    page = drop(open_page("badges"), "sql-for-work.json")
    assert "in the file maria.backpack" in page.info[0].value
    assert len(open_backpack(file).contents().items) == 1
    assert "1 badge: 0 proven and 1 claim." in texts(open_page("badges"))


def test_what_is_not_installed_is_said(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*words: object, **more: object) -> None:
        raise NotAvailableError("X002", "this needs a library", hint="Install it.")

    with monkeypatch.context() as patch:
        patch.setattr(database, "library", missing)
        page = open_page("badges")
        assert not page.exception
        assert "Badges cannot be kept here." in page.error[0].value
        assert not page.get("file_uploader")
    monkeypatch.setattr(examining, "examine", missing)
    page = drop(open_page("badges"), "sql-for-work.json")
    assert "X002" in page.error[0].value
    assert "There is no badge here yet." in texts(page)


def test_a_damaged_backpack_is_told_and_left_alone(
    open_page: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "maria.backpack"
    file.write_bytes(b"no backpack at all, but long enough to look at")
    monkeypatch.setattr("sys.argv", ["app.py", f"--backpack={file}"])
    page = open_page("badges")
    assert not page.exception
    assert "S007" in page.error[0].value
    assert file.read_bytes().startswith(b"no backpack")
