"""Whatever is handed in as proof is told what it is, and what of it is proven, only claimed, or changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pathways.catalog.collection import Catalog
from pathways.formats.backpack_export import write_export
from pathways.formats.evidence import pack
from pathways.formats.issuers import load_issuers
from pathways.formats.native import open_catalog
from pathways.formats.passport_bundle import Enclosed, passport_bundle
from pathways.formats.records import dump_record
from pathways.formats.snapshots import load_snapshots
from pathways.issuing.keys import make_key
from pathways.model.part import Part
from pathways.model.proof_documents import ProofDocument
from pathways.model.record import Attainment, Learner, LearnerRecord
from pathways.resources import sample_catalog, sample_issuers, sample_known
from pathways.store.backpack import open_backpack
from pathways.store.log_desk import LogFiles, begin_log, enter, open_own, receipts_of
from pathways.store.shared_view import Offer
from pathways.store.sharing import preview
from pathways.verification.attainment import attained, with_badges
from pathways.verification.entries import Entry, EntryKind
from pathways.verification.examine import examine
from pathways.verification.terms import Holder, Terms
from tests.e2e.ui.badges import MAIL, filled, sample
from tests.e2e.ui.conftest import Open

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SQL = sample("sql-for-work.json")[0][1]


@pytest.fixture(scope="module")
def wares() -> Catalog:
    return open_catalog(sample_catalog())


def terms() -> Terms:
    return Terms(
        now=NOW,
        holder=Holder((), (MAIL,)),
        registry=load_issuers(sample_issuers()),
        resolver=load_snapshots(sample_known()),
    )


def texts(page: AppTest) -> str:
    kinds = ("subheader", "markdown", "caption", "info", "warning", "error")
    found: list[Any] = [item for kind in kinds for item in page.main.get(kind)]
    return "\n".join(str(item.value) for item in found)


def lede(page: AppTest) -> str:
    """Return the sentence that is said first about what was handed in."""
    said = (str(item.value) for item in page.main.markdown)
    return next(words for words in said if "proven" in words or words.startswith("A receipt"))


def handed(open_page: Open, *files: tuple[str, bytes], whose: str = MAIL) -> AppTest:
    page = open_page("verify", lang="en")
    if whose:
        page.text_input(key="verify-whose-False").set_value(whose)
    page.file_uploader(key="verify-files").set_value([(name, data, "text/plain") for name, data in files])
    page.run()
    assert not page.exception
    return page


def found(page: AppTest) -> ProofDocument:
    """Return the document behind the page."""
    document = page.session_state["visit"].held._seen["verify"][1]
    assert isinstance(document, ProofDocument)
    return document


def test_nothing_handed_in_says_what_will_be_seen(open_page: Open) -> None:
    page = open_page("verify")
    assert not page.exception
    assert "Nothing is handed in yet" in texts(page)


def test_badges_stand_as_they_should_and_every_step_is_there(open_page: Open) -> None:
    page = handed(open_page, *sample("sql-for-work.json", "changed.json", "not-listed.json"))
    assert lede(page) == "1 of 3 badges proven and 1 refused."
    text = texts(page)
    assert "✓ proven" in text
    assert "The signature does not fit: something was changed, or another key signed." in text
    assert "RECIPIENT_IS_HOLDER" in text
    assert MAIL not in str(dict(page.query_params))


def test_without_knowing_whose_they_are_nothing_is_proven_and_that_is_said(open_page: Open) -> None:
    page = handed(open_page, ("badge.json", SQL), whose="")
    assert lede(page) == "0 of 1 badge proven."
    assert "You did not say whose the badges should be" in texts(page)
    assert "genuine, but whose it is stays open" in texts(page)
    other = handed(open_page, ("badge.json", SQL), whose="somebody.else@example.org")
    assert lede(other) == "0 of 1 badge proven and 1 refused."


def record(wares: Catalog) -> LearnerRecord:
    documents = [examine(data, terms()) for _, data in sample("sql-for-work.json", "dashboards.png")]
    own = LearnerRecord(learner=Learner(id="amara"), attainments=(Attainment(id="own", title="Gardening"),))
    return with_badges(own, attained(documents, wares, as_of=NOW.date(), registry=terms().registry))


def bundle(found: LearnerRecord) -> bytes:
    given = [Enclosed(data, examine(data, terms())) for _, data in sample("sql-for-work.json", "dashboards.png")]
    return passport_bundle(found, given)


def lines(page: AppTest) -> dict[str, str]:
    (table,) = page.main.table
    return dict(zip(table.value["Line"], table.value["What it rests on"], strict=True))


def test_a_passport_is_proven_line_by_line(open_page: Open, wares: Catalog) -> None:
    page = handed(open_page, ("passport.zip", bundle(record(wares))))
    assert lede(page) == "2 of 3 lines are proven by badges."
    assert lines(page) == {
        "Gardening": "? claim",
        "SQL for Work": "✓ proven by its badge",
        "Dashboards for Managers": "✓ proven by its badge",
    }


def test_a_line_that_was_made_better_than_its_badge_is_found(open_page: Open, wares: Catalog) -> None:
    whole = record(wares)
    better = [line.model_copy(update={"title": "SQL for Masters"}) if "SQL" in (line.title or "") else line
              for line in whole.attainments]  # fmt: skip
    page = handed(open_page, ("passport.zip", bundle(whole.model_copy(update={"attainments": tuple(better)}))))
    assert lede(page) == "1 of 3 lines are proven by badges."
    assert lines(page)["SQL for Masters"] == "✗ says something else than its badge"
    assert "not the same: title" in set(page.main.table[0].value["Why"])


def test_a_damaged_passport_says_so_and_harms_no_other_file(open_page: Open, wares: Catalog) -> None:
    data = bundle(record(wares))
    place = data.index(b"SQL for Work")
    torn = data[:place] + b"X" + data[place + 1 :]
    page = handed(open_page, ("passport.zip", torn), ("badge.json", SQL))
    assert "in it was changed" in texts(page)
    assert lede(page) == "1 of 1 badge proven."


def test_a_record_is_answered_from_the_badges_beside_it(open_page: Open, wares: Catalog) -> None:
    text = dump_record(record(wares), fmt="json").encode()
    page = handed(open_page, ("record.json", text), ("badge.json", SQL))
    told = lines(page)
    assert told["SQL for Work"] == "✓ proven by its badge"
    assert told["Dashboards for Managers"] == "? its badge is missing"


def test_evidence_is_repeated_and_asked_anew(open_page: Open) -> None:
    page = handed(open_page, ("evidence.zip", pack(SQL, terms())))
    assert "it gives the same answer, letter by letter" in texts(page)
    assert "whoever made the file vouches for it" in texts(page)
    assert lede(page) == "1 of 1 badge proven."


def test_a_backpack_is_told_where_it_says_too_much(open_page: Open, tmp_path: Path) -> None:
    filled(tmp_path / "a.backpack", "sql-for-work.json", "revoked.json")
    data = write_export(open_backpack(tmp_path / "a.backpack").contents())
    page = handed(open_page, ("backpack.zip", data))
    assert "What it says is proven is proven here, too." in texts(page)
    other = handed(open_page, ("backpack.zip", data), whose="somebody.else@example.org")
    assert "It says that these are proven, and here they are not: SQL for Work" in texts(other)


def shared(path: Path, *parts: Part) -> bytes:
    filled(path, "sql-for-work.json")
    held = open_backpack(path)
    names = tuple(item.sha256 for item in held.listed().items)
    return preview(held, Offer("For Acme", names, NOW + dt.timedelta(days=900), parts)).to_json().encode()


def test_a_shared_document_is_compared_with_the_badge_in_it(open_page: Open, tmp_path: Path) -> None:
    whole = shared(tmp_path / "a.backpack", *Part)
    page = handed(open_page, ("shared.json", whole))
    assert "The badge itself is enclosed, and says what is shown: SQL for Work" in texts(page)
    bare = shared(tmp_path / "b.backpack")
    assert "the word of whoever made the file: SQL for Work" in texts(handed(open_page, ("shared.json", bare)))
    value = json.loads(whole)
    value["items"][0]["name"] = "SQL for Masters"
    changed = handed(open_page, ("shared.json", json.dumps(value).encode()))
    assert "It is shown otherwise than the badge that is enclosed says: SQL for Masters and name" in texts(changed)


def test_a_receipt_needs_the_key_of_its_log_and_finds_its_badge(open_page: Open, tmp_path: Path) -> None:
    files = LogFiles(tmp_path / "uni.log")
    begin_log(files, "uni.example/awards", make_key())
    digest = examine(SQL, terms()).sha256
    random = iter(range(1, 99))
    entry = Entry(EntryKind.AWARD, "lakeside", "amara", "lakeside-mc-sql", NOW.date(), digest)
    opening = enter(files, entry, random=lambda size: bytes([next(random)]) * size)[1]
    signer = files.signer()
    with open_own(files, signer) as log:
        log.seal(signer)
    ((_, receipt),) = receipts_of(files, [opening])
    page = handed(open_page, ("award.receipt", str(receipt).encode()), ("badge.json", SQL))
    assert "? no key was given" in texts(page)
    assert "✓ the entry is about this badge" in texts(page)
    page.text_area(key="verify-keys").set_value(str(signer.verifier)).run()
    assert "✓ genuine" in texts(page)
    page.text_area(key="verify-keys").set_value("no key").run()
    assert not page.exception
    assert page.main.error


def test_what_is_nothing_is_said_to_be_nothing(open_page: Open) -> None:
    page = handed(open_page, ("a.txt", b"hello"), ("b.zip", b"PK\x03\x04 torn"), ("c.json", b""))
    assert "proven" in lede(page)
    assert "It is an archive that is damaged." in texts(page)
    assert "It is empty." in texts(page)


def test_the_result_is_for_programs_too_and_no_cell_is_a_formula(open_page: Open) -> None:
    from pathways.ui.pages.verify_told import csv_rows
    from pathways.ui.pieces import csv_text

    page = handed(open_page, ("=cmd.json", sample("revoked.json")[0][1]))
    document = found(page)
    assert json.loads(document.to_json())["schema"] == "pathways/proof/1"
    (row,) = csv.DictReader(io.StringIO(csv_text(csv_rows(document))))
    assert row["file"] == "'=cmd.json"
    assert (row["result"], row["why"]) == ("refused", "status: STATUS_REVOKED")
