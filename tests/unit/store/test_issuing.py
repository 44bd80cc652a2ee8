"""What was issued is kept, logged and signed; two writers never mix; what was changed on the disk is named."""

from __future__ import annotations

import datetime as dt
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from pathways.errors import PathwaysError
from pathways.issuing.credential import Withheld
from pathways.issuing.issuer import key_entry, key_name, known_by_itself, rotated
from pathways.issuing.status import PLACES
from pathways.model.check_codes import Outcome, Step
from pathways.store import issuing as issuing_module
from pathways.store.issue import Order, issue, path_on_web, web_pages
from pathways.store.issuing import Cupboard, free_place, open_cupboard, rotate
from pathways.store.keyfiles import load_key, save_key
from pathways.verification.entries import EntryKind, commitment
from pathways.verification.examine import examine
from pathways.verification.status.bitstring import Bits, decode_bits
from pathways.verification.terms import Terms
from tests.unit.issuing.making import ID, NOW, audited, keys_of, profile, secret
from tests.unit.store.issuing_making import Chance, changed, cupboard, issued, make, name


def refused(act: Callable[[], object], code: str) -> str:
    with pytest.raises(PathwaysError) as error:
        act()
    assert error.value.code == code, str(error.value)
    return str(error.value)


@pytest.fixture
def kept(tmp_path: Path) -> Cupboard:
    return cupboard(tmp_path / "seal")


def test_what_was_issued_is_there_when_it_is_opened_again(kept: Cupboard) -> None:
    first, second = issued(kept, 1), issued(kept, 2, form="jwt")
    again = open_cupboard(kept.folder)
    assert (again.profile, again.keys) == (profile(), keys_of(profile()))
    rows = {row.id: row for row in again.issued()}
    assert [(rows[name(number)].log_index, rows[name(number)].form) for number in (1, 2)] == [(0, "json"), (1, "jwt")]
    assert (first.receipt.index, second.receipt.index) == (0, 1)
    assert rows[name(1)].leaf == commitment(first.opening).hex()
    assert json.loads(first.text)["credentialStatus"]["statusListIndex"] == str(rows[name(1)].place)
    assert [opening.entry.kind for opening in again.openings().of(audited().learner)] == [EntryKind.AWARD] * 2


def test_no_row_says_whose_a_credential_is(kept: Cupboard) -> None:
    issued(kept, 1)
    for path in kept.folder.rglob("*"):
        if path.is_file():
            assert audited().learner.encode() not in path.read_bytes(), path


def test_only_the_owner_may_read_what_an_issuer_keeps(kept: Cupboard) -> None:
    issued(kept, 1)
    if os.name == "posix":
        for path in kept.folder.rglob("*"):
            assert path.is_dir() or path.stat().st_mode & 0o077 == 0, path


def test_no_place_is_used_twice_and_a_full_list_is_followed_by_another(
    kept: Cupboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing_module, "FULL", 2)
    for number in range(1, 6):
        issued(kept, number)
    rows = kept.issued()
    assert sorted(row.list for row in rows) == [1, 1, 2, 2, 3]
    assert len({(row.list, row.place) for row in rows}) == 5
    assert {key for key in kept.lists() if key[0] == "revocation"} == {("revocation", number) for number in (1, 2, 3)}
    monkeypatch.setattr(issuing_module, "FULL", PLACES)
    with kept.database.reading() as connection:
        last = next(row for row in rows if row.list == 3)
        refused(lambda: free_place(connection, "revocation", lambda _: last.place.to_bytes(8, "big")), "U003")


def test_a_revoked_credential_is_in_its_list_and_the_log_says_so(kept: Cupboard) -> None:
    made = issued(kept, 1)
    issued(kept, 2)
    place = {row.id: row for row in kept.issued()}[name(1)].place
    receipt = changed(kept, 1)
    assert receipt.index == 2
    assert kept.lists()[("revocation", 1)] == (place,)
    [opening] = kept.openings().of("")
    assert (opening.entry.kind, opening.entry.about) == (EntryKind.REVOCATION, commitment(made.opening).hex())
    pages = web_pages(kept, now=NOW, until=NOW + dt.timedelta(days=30))
    document = json.loads(pages[json.loads(made.text)["credentialStatus"]["statusListCredential"]])
    bits = decode_bits(document["credentialSubject"]["encodedList"])
    assert isinstance(bits, Bits)
    assert list(bits.ones()) == [place]
    found = examine(made.text.encode(), Terms(now=NOW, resolver=known_by_itself(pages, NOW)))
    assert next(entry.outcome for entry in found.checks if entry.step is Step.STATUS) is Outcome.FAIL


def test_states_change_only_as_they_may(kept: Cupboard) -> None:
    issued(kept, 1)
    issued(kept, 2, purpose="suspension")
    refused(lambda: changed(kept, 1, "suspended"), "U003")
    refused(lambda: changed(kept, 2, "issued"), "U003")
    refused(lambda: changed(kept, 3), "U001")
    for state in ("suspended", "issued", "revoked"):
        changed(kept, 2, state)
    refused(lambda: changed(kept, 2, "issued"), "U003")
    assert [row.state for row in kept.changes()] == ["suspended", "issued", "revoked"]
    assert [opening.entry.kind.value for opening in kept.openings().of("")] == [
        "suspension",
        "restoration",
        "revocation",
    ]


def test_what_is_withheld_leaves_nothing_behind(kept: Cupboard) -> None:
    order = Order(ID, NOW, bytes(32))
    withheld = Withheld("NOT_COMPLETE", "x")
    assert issue(kept, lambda _: withheld, order, random=Chance(), openings=kept.openings()) == withheld
    assert kept.issued() == ()
    refused(lambda: issue(kept, make, Order(ID, NOW, bytes(3)), random=Chance(), openings=kept.openings()), "B003")
    assert kept.issued() == ()
    with kept.log() as opened:
        assert opened.log.size == 0


def test_the_same_id_is_not_issued_twice(kept: Cupboard) -> None:
    issued(kept, 1)
    with pytest.raises(PathwaysError):
        issued(kept, 1)
    assert [row.state for row in kept.issued()] == ["issued"]


def test_two_writers_never_mix(kept: Cupboard) -> None:
    issued(kept, 1)
    with kept.log():
        refused(lambda: issued(kept, 2), "S005")
        refused(lambda: changed(kept, 1), "S005")
    issued(kept, 2)
    assert [row.state for row in kept.issued()] == ["issued", "issued"]


def test_a_credential_that_never_reached_the_log_was_never_handed_out(
    kept: Cupboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    issued(kept, 1)
    with monkeypatch.context() as patch:
        patch.setattr(issuing_module.OpenLog, "enter", fail)
        with pytest.raises(KeyboardInterrupt):
            issued(kept, 2)
        with pytest.raises(KeyboardInterrupt):
            changed(kept, 1)
    with kept.log() as opened:
        assert opened.log.size == 2, "the revocation was carried into the log"
    states = {row.id: row.state for row in kept.issued()}
    assert states == {name(1): "revoked", name(2): "abandoned"}
    refused(lambda: kept.one(name(2)), "U001")
    place = next(row.place for row in kept.issued() if row.state == "abandoned")
    with kept.database.reading() as connection:
        draws = iter((place, place + 1 if place + 1 < PLACES else 0))
        assert free_place(connection, "revocation", lambda _: next(draws).to_bytes(8, "big"))[1] != place


def test_a_new_key_signs_and_the_older_is_kept(kept: Cupboard) -> None:
    issued(kept, 1)
    later = NOW + dt.timedelta(days=1)
    fresh = secret(number=1)
    entry = key_entry(key_name(kept.profile, fresh.public, 2), fresh.public, later)
    rotate(kept, rotated(kept.keys, entry, why="yearly"), fresh)
    again = open_cupboard(kept.folder)
    assert [(key.ends, key.why) for key in again.keys] == [(later, "yearly"), (None, None)]
    assert again.secret(again.keys[1].name) == fresh
    assert json.loads(issued(again, 2, now=later).text)["proof"]["verificationMethod"].endswith("#key-2")
    assert json.loads(issued(again, 3).text)["proof"]["verificationMethod"].endswith("#key-1")
    refused(lambda: again.secret("x"), "U001")


def test_a_changed_row_is_named(kept: Cupboard) -> None:
    issued(kept, 1)
    with sqlite3.connect(kept.folder / "issuing.db") as connection:
        connection.execute("UPDATE credentials SET state = 'revoked'")
    connection.close()
    assert name(1) in refused(kept.issued, "S007")


def test_a_folder_that_holds_no_issuer_or_one_already_is_refused(kept: Cupboard, tmp_path: Path) -> None:
    refused(lambda: open_cupboard(tmp_path / "nothing"), "F001")
    refused(lambda: cupboard(kept.folder), "U003")
    assert path_on_web("https://uni.example.edu/.well-known/jwks.json") == ".well-known/jwks.json"


def test_a_key_file_that_others_may_read_or_that_is_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "key-1.pem"
    save_key(path, secret())
    assert load_key(path) == secret()
    if os.name == "posix":
        path.chmod(0o644)
        refused(lambda: load_key(path), "B002")
    refused(lambda: load_key(tmp_path / "nothing.pem"), "F001")
