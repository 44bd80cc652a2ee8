"""What a log holds is what was appended; what was cut short goes, what was changed is named."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pathways.errors import PathwaysError, StoreError
from pathways.store import log as log_module
from pathways.store import log_files
from pathways.store.log import Log, open_log, read_log
from pathways.store.log_files import HEAD, RECORD, checkpoint_path, head_of, record
from pathways.verification.checkpoint import SignedCheckpoint, check_checkpoint, witness
from pathways.verification.entries import (
    Entry,
    EntryKind,
    Opening,
    commitment,
    read_opening,
    revocation,
    write_opening,
)
from pathways.verification.merkle import Tree, check_consistency, leaf_hash
from pathways.verification.notes import signed
from pathways.verification.receipt import check_receipt, read_receipt
from tests.unit.verification.signers import ORIGIN, key, sealed, tree, witness_key

NOON = 1_790_000_000
KEYS = (key().verifier, witness_key().verifier)


def leaves(count: int, begin: int = 0) -> list[bytes]:
    return [number.to_bytes(32, "big") for number in range(begin, begin + count)]


def made(path: Path, count: int = 5, *, seal: int | None = None) -> Path:
    """Write a log of ``count`` leaves, sealed when it had ``seal`` of them."""
    with open_log(path, ORIGIN) as log:
        if seal is not None:
            log.append(leaves(seal))
            log.seal(key())
        log.append(leaves(count - (seal or 0), seal or 0))
    return path


def refused(act: Callable[[], object], code: str) -> str:
    with pytest.raises(PathwaysError) as error:
        act()
    assert error.value.code == code, str(error.value)
    return str(error.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store" / "decisions.log"


def test_what_is_appended_is_there_when_it_is_opened_again(path: Path) -> None:
    with open_log(path, ORIGIN) as log:
        assert (log.size, log.torn, log.checkpoint) == (0, 0, None)
        assert log.append(leaves(3)) == range(3)
        assert log.append([]) == range(3, 3)
        assert log.append(leaves(2, 3)) == range(3, 5)
    with open_log(path, ORIGIN) as log:
        assert log.size == 5
    assert read_log(path, ORIGIN).tree.root() == tree(5).root()
    assert path.stat().st_mode & 0o077 == 0


def test_an_append_is_on_the_disk_before_it_is_acknowledged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_log(path, ORIGIN) as log:
        seen: list[int] = []
        monkeypatch.setattr(log_module, "synced", lambda handle: seen.append(os.fstat(handle).st_size))
        log.append(leaves(4))
        assert seen == [HEAD + 4 * RECORD]


def test_a_checkpoint_and_receipts_come_back(path: Path) -> None:
    made(path, 7, seal=5)
    with open_log(path, ORIGIN, keys=KEYS[:1]) as log:
        assert log.checkpoint is not None
        assert log.checkpoint.checkpoint.size == 5
        travelled = read_receipt(str(log.receipt(2)).encode())
        assert check_receipt(travelled, leaves(5)[2], KEYS[0]).holds
        refused(lambda: log.receipt(5), "U003")
        log.seal(key())
        proof = log.consistency(5)
    assert check_consistency(5, 7, proof, tree(5).root(), tree(7).root()).holds


def test_partners_cosign_and_their_signatures_are_kept(path: Path) -> None:
    made(path, 5, seal=5)
    with open_log(path, ORIGIN) as log:
        assert log.checkpoint is not None
        found = witness(log.checkpoint, KEYS[0], witness_key(), seen=None, path=(), at=NOON).cosigned
        assert found is not None
        log.cosign(found, KEYS)
        refused(lambda: log.cosign(sealed(4), KEYS), "U003")
        refused(lambda: log.cosign(sealed(5), KEYS), "U003")
        stranger = SignedCheckpoint(found.checkpoint, signed(found.note, witness_key("stranger", 9), at=NOON))
        refused(lambda: log.cosign(stranger, KEYS), "U003")
    again = read_log(path, ORIGIN, keys=KEYS).checkpoint
    assert again == found
    assert again is not None
    assert check_checkpoint(again, KEYS[0], witnesses=KEYS[1:], quorum=1).holds


def test_questions_that_make_no_sense(path: Path) -> None:
    with open_log(path, ORIGIN) as log:
        refused(lambda: log.append([b"short"]), "U003")
        refused(lambda: log.receipt(0), "U003")
        refused(lambda: log.consistency(0), "U003")
        refused(lambda: log.seal(key("other.example")), "U003")
        assert log.size == 0
    log.close()
    refused(lambda: log.append(leaves(1)), "U003")
    for origin in ("", "two words", "plus+", "line\nbreak", "n" * 500):
        refused(lambda name=origin: open_log(path, name), "U003")  # type: ignore[misc]
    for outside in (-1, 6):
        refused(lambda size=outside: Tree(leaves(5)).root(size), "U003")  # type: ignore[misc]
    refused(lambda: Tree(leaves(5)).leaf(5), "U003")


def test_a_log_that_is_not_there(path: Path) -> None:
    refused(lambda: read_log(path, ORIGIN), "F001")


def test_the_log_of_another_origin_or_version(path: Path) -> None:
    made(path)
    refused(lambda: open_log(path, "other.example/log"), "S006")
    data = path.read_bytes()
    later = data[:8] + (2).to_bytes(4, "big") + data[12 : HEAD - 32]
    path.write_bytes(later + hashlib.sha256(later).digest() + data[HEAD:])
    refused(lambda: open_log(path, ORIGIN), "S003")
    path.write_bytes(b"something else altogether" * 100)
    refused(lambda: open_log(path, ORIGIN), "S004")


@pytest.mark.parametrize("length", range(RECORD))
def test_a_torn_tail_is_cut_back_to_the_last_whole_record(path: Path, length: int) -> None:
    made(path, 3, seal=2)
    whole = path.read_bytes()
    path.write_bytes(whole + record(head_of(ORIGIN), 3, leaves(1, 3)[0])[:length])
    assert read_log(path, ORIGIN).torn == length
    with open_log(path, ORIGIN, keys=KEYS) as log:
        assert (log.size, log.torn) == (3, length)
        assert path.read_bytes() == whole
        log.append(leaves(1, 3))
    assert read_log(path, ORIGIN).tree.root() == tree(4).root()


@pytest.mark.parametrize("zeros", [1, RECORD, 5 * RECORD + 3])
def test_a_tail_that_was_made_longer_but_never_written_is_cut(path: Path, zeros: int) -> None:
    whole = made(path, 3).read_bytes()
    path.write_bytes(whole + bytes(zeros))
    with open_log(path, ORIGIN) as log:
        assert (log.size, log.torn) == (3, zeros)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("length", [0, 1, 100, HEAD - 1])
def test_a_head_that_was_cut_short_is_written_anew(path: Path, length: int) -> None:
    path.parent.mkdir()
    path.write_bytes(head_of(ORIGIN)[:length])
    with open_log(path, ORIGIN) as log:
        log.append(leaves(2))
    assert read_log(path, ORIGIN).tree.size == 2


def test_any_flipped_byte_is_found_and_its_record_named(path: Path) -> None:
    whole = made(path, 4, seal=2).read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :])
        told = refused(lambda: read_log(path, ORIGIN), "S004")
        number = (place - HEAD) // RECORD
        assert (f"record {number} of 4" if number >= 0 else "the head") in told
    path.write_bytes(whole)
    assert read_log(path, ORIGIN).tree.size == 4


def test_opening_for_writing_mends_no_flipped_byte(path: Path) -> None:
    whole = bytearray(made(path, 3).read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)
    assert "record 2 of 3" in refused(lambda: open_log(path, ORIGIN), "S004")
    assert path.read_bytes() == whole


def test_any_flipped_byte_of_the_checkpoint_is_found(path: Path) -> None:
    made(path, 3, seal=3)
    with open_log(path, ORIGIN) as log:
        assert log.checkpoint is not None
        found = witness(log.checkpoint, KEYS[0], witness_key(), seen=None, path=(), at=NOON).cosigned
        assert found is not None
        log.cosign(found, KEYS)
    beside = checkpoint_path(path)
    whole = beside.read_bytes()
    for place in range(len(whole)):
        beside.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << place % 8)]) + whole[place + 1 :])
        with pytest.raises(StoreError) as error:
            read_log(path, ORIGIN, keys=KEYS)
        assert error.value.code in ("S004", "S006"), place


def test_a_checkpoint_without_the_own_signature_is_refused(path: Path) -> None:
    made(path, 3, seal=3)
    note = replace(sealed(3).note, signatures=())
    checkpoint_path(path).write_text(str(signed(note, witness_key(), at=NOON)), encoding="utf-8")
    assert "own signature" in refused(lambda: open_log(path, ORIGIN, keys=KEYS), "S004")


def test_what_a_killed_writer_left_beside_the_checkpoint_is_removed(path: Path) -> None:
    made(path, 3, seal=3)
    (path.parent / ".unfinished-decisions.log.checkpoint-x1").write_bytes(b"half")
    (path.parent / ".unfinished-another").write_bytes(b"of somebody else")
    open_log(path, ORIGIN).close()
    assert [file.name for file in path.parent.glob(".unfinished-*")] == [".unfinished-another"]


def test_what_was_cut_replaced_or_rewritten_does_not_fit_its_checkpoint(path: Path) -> None:
    whole = made(path, 5, seal=4).read_bytes()
    beside = checkpoint_path(path).read_bytes()
    for end in (HEAD + 3 * RECORD, HEAD + 4 * RECORD - 1, HEAD):
        path.write_bytes(whole[:end])
        assert "missing" in refused(lambda: open_log(path, ORIGIN), "S006")
        assert path.read_bytes() == whole[:end], "what is missing is not made worse"
    path.write_bytes(whole[: HEAD + 3 * RECORD] + bytes(2 * RECORD))
    refused(lambda: open_log(path, ORIGIN), "S004")
    for nothing in (b"", whole[:100]):
        path.write_bytes(nothing)
        refused(lambda: open_log(path, ORIGIN), "S004")
    rewritten = [b"\1" * 32, *leaves(4, 1)]
    path.write_bytes(whole[:HEAD] + b"".join(record(whole[:HEAD], n, leaf) for n, leaf in enumerate(rewritten)))
    assert "first 4 records" in refused(lambda: read_log(path, ORIGIN), "S006")
    made(path.with_name("other"), 5, seal=4)
    path.write_bytes(whole)
    checkpoint_path(path).write_bytes(beside.replace(ORIGIN.encode(), b"other.example/log"))
    refused(lambda: read_log(path, ORIGIN), "S006")


def test_a_record_that_was_moved_or_comes_from_another_log_is_found(path: Path) -> None:
    whole = made(path, 4).read_bytes()
    rows = [whole[HEAD + n * RECORD : HEAD + (n + 1) * RECORD] for n in range(4)]
    path.write_bytes(whole[:HEAD] + b"".join([rows[0], rows[2], rows[1], rows[3]]))
    assert "record 1 of 4" in refused(lambda: read_log(path, ORIGIN), "S004")
    path.write_bytes(head_of("other.example") + b"".join(rows))
    assert "record 0 of 4" in refused(lambda: read_log(path, "other.example"), "S004")


def test_one_process_does_not_write_twice(path: Path) -> None:
    with open_log(path, ORIGIN) as log:
        refused(lambda: open_log(path, ORIGIN), "S005")
        log.append(leaves(1))
    open_log(path, ORIGIN).close()


def test_a_refused_opening_holds_no_lock(path: Path) -> None:
    made(path)
    refused(lambda: open_log(path, "other.example"), "S006")
    open_log(path, ORIGIN).close()


def test_who_writes_past_the_lock_is_noticed(path: Path) -> None:
    with open_log(path, ORIGIN) as log:
        with path.open("ab") as other:
            other.write(b"x")
        refused(lambda: log.append(leaves(1)), "S004")


def test_a_full_disk_leaves_no_half_record(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made(path, 3).read_bytes()

    def some(handle: int, data: bytes) -> None:
        os.write(handle, bytes(data)[:20])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log_module, "_write_all", some)
    with open_log(path, ORIGIN) as log:
        assert "No space left" in refused(lambda: log.append(leaves(1)), "F010")
        refused(lambda: log.append(leaves(1)), "U003")
    assert path.read_bytes() == whole


def test_an_interrupted_append_is_taken_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = made(path, 3).read_bytes()

    def stopped(handle: int) -> None:
        raise KeyboardInterrupt

    with open_log(path, ORIGIN) as log:
        monkeypatch.setattr(log_module, "synced", stopped)
        with pytest.raises(KeyboardInterrupt):
            log.append(leaves(1))
    assert path.read_bytes() == whole


def test_a_checkpoint_that_cannot_be_written_leaves_the_older_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path, 4, seal=3)
    older = checkpoint_path(path).read_bytes()

    def fails(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with open_log(path, ORIGIN) as log:
        monkeypatch.setattr(log_files, "synced", fails)
        refused(lambda: log.seal(key()), "F010")
        assert str(log.checkpoint).encode() == older
    assert checkpoint_path(path).read_bytes() == older
    assert sorted(file.name for file in path.parent.iterdir()) == ["decisions.log", "decisions.log.checkpoint"]


def test_a_place_where_nothing_can_be_written(tmp_path: Path) -> None:
    refused(lambda: open_log(tmp_path, ORIGIN), "F010")
    (tmp_path / "file").write_bytes(b"")
    refused(lambda: open_log(tmp_path / "file" / "log", ORIGIN), "F010")


def logged(log: Log, keep: Path, entry: Entry) -> Opening:
    """Log an entry as a store does: first the opening with the learner's data, then the commitment."""
    opening = Opening(entry, secrets.token_bytes(32))
    with keep.open("a", encoding="utf-8") as file:
        file.write(write_opening(opening) + "\n")
    log.append([commitment(opening)])
    return opening


def test_a_learner_can_be_forgotten_and_the_log_still_verifies(path: Path, tmp_path: Path) -> None:
    ana, ben, day = tmp_path / "ana.jsonl", tmp_path / "ben.jsonl", date(2026, 5, 1)
    with open_log(path, ORIGIN) as log:
        award = logged(log, ana, Entry(EntryKind.AWARD, "uni", "Ana Example", "mc-1", day))
        logged(log, ben, Entry(EntryKind.AWARD, "uni", "Ben Example", "mc-1", day))
        logged(log, ana, Entry(EntryKind.RECOGNITION, "uni", "Ana Example", "net-101", day))
        logged(log, ana, revocation(award, by="uni", on=day))
        log.seal(key())
        receipts = {index: log.receipt(index) for index in range(4)}
    held = [read_opening(line) for line in ana.read_bytes().splitlines()]
    for index, opening in zip((0, 2, 3), held, strict=True):
        assert check_receipt(receipts[index], commitment(opening), KEYS[0]).holds
    everything = path.read_bytes() + checkpoint_path(path).read_bytes()
    assert not any(word in everything for word in (b"Ana", b"Ben", b"mc-1", b"net-101", b'uni"', award.salt))

    ana.unlink()  # the learner is forgotten

    with open_log(path, ORIGIN, keys=KEYS) as log:
        before = log.size
        log.append([commitment(Opening(Entry(EntryKind.AWARD, "uni", "Cem", "mc-1", day), secrets.token_bytes(32)))])
        log.seal(key())
        assert check_consistency(before, log.size, log.consistency(before), *_roots(path, before)).holds
    left = read_log(path, ORIGIN, keys=KEYS).tree
    ben_opening = read_opening(ben.read_bytes().splitlines()[0])
    assert check_receipt(receipts[1], commitment(ben_opening), KEYS[0]).holds
    # Whoever knows the very entry, but not its salt, cannot tell that it is there.
    guess = commitment(Opening(award.entry, bytes(32)))
    assert leaf_hash(guess) not in {left.leaf(index) for index in range(left.size)}


def _roots(path: Path, before: int) -> tuple[bytes, bytes]:
    found = read_log(path, ORIGIN).tree
    return found.root(before), found.root()


def test_a_name_in_any_script_fits_the_head() -> None:
    assert len(head_of("é" * 200)) == HEAD
