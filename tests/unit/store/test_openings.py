"""A learner is forgotten: the log still verifies, others' receipts still open, and nothing tells what was theirs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random as chance
import signal
import stat
import sys
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from pathways.errors import BadgeError, QuestionError, StoreError
from pathways.store.log import open_log, read_log
from pathways.store.openings import Openings, open_openings
from pathways.verification.checkpoint import SignedCheckpoint, read_checkpoint, witness
from pathways.verification.entries import Entry, EntryKind, Opening, canonical, commitment, revocation
from pathways.verification.merkle import leaf_hash
from pathways.verification.receipt import check_receipt, read_receipt
from tests.support import REPO, run
from tests.unit.verification.signers import ORIGIN, key, witness_key

ANA, BEN = "ana-marie-duval-1999", "benedict-okafor-2001"
UNI = "uni.example"
DAY = dt.date(2026, 11, 22)
DAYS = [dt.date(2026, 5, day) for day in range(1, 4)]
ABOUT = ["mc-bees", "mc-trees", "diploma-woods"]


class Dice:
    """Gives bytes that are all different, the same in every run, and no secret."""

    def __init__(self, seed: int = 1) -> None:
        self._dice = chance.Random(seed)  # noqa: S311 - a test's dice

    def __call__(self, count: int) -> bytes:
        return self._dice.randbytes(count)


def opened(folder: Path) -> Openings:
    return open_openings(folder / "openings.db", folder / "keys" / "openings.keys", wait=0.2)


def award(learner: str, number: int, dice: Dice | None = None) -> Opening:
    entry = Entry(EntryKind.AWARD, UNI, learner, ABOUT[number % 3], DAYS[number % 3])
    return Opening(entry, (dice or Dice(number + 1000))(32))


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def story(dice: Dice) -> dict[str, list[Opening]]:
    """Return an award, a recognition and the revocation of the award for each of two learners."""
    found = {}
    for learner in (ANA, BEN):
        given = award(learner, 0, dice)
        counted = Opening(Entry(EntryKind.RECOGNITION, UNI, learner, ABOUT[1], DAYS[1]), dice(32))
        taken = Opening(revocation(given, by=UNI, on=DAYS[2]), dice(32))
        found[learner] = [given, counted, taken]
    return found


@dataclass
class Erased:
    """Two learners' entries were logged, witnessed and handed out as receipts; then one of the two was erased."""

    folder: Path
    store: Openings
    told: dict[str, list[Opening]]
    receipts: list[bytes]
    signed: SignedCheckpoint
    before: tuple[bytes, tuple[bytes, ...]]

    @property
    def log(self) -> Path:
        return self.folder / "decisions.log"


KEYS = [key().verifier, witness_key().verifier]


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Erased:
    folder, dice = tmp_path_factory.mktemp("erased"), Dice()
    told, store, path = story(dice), opened(folder), folder / "decisions.log"
    with open_log(path, ORIGIN) as log:
        for learner, theirs in told.items():
            store.keep(learner, theirs, random=dice)
            log.append(commitment(opening) for opening in theirs)
        signed = log.seal(key())
        seen = witness(signed, key().verifier, witness_key(), seen=None, path=(), at=1_800_000_000)
        assert seen.cosigned is not None
        log.cosign(seen.cosigned, KEYS)
        receipts = [str(log.receipt(index)).encode() for index in range(6)]
        before = log.consistency(3)
    whole = path.read_bytes()
    assert store.erase(ANA, on=DAY)
    return Erased(folder, store, told, receipts, signed, (whole, before))


def test_after_an_erasure_the_log_still_verifies(erased: Erased) -> None:
    assert erased.log.read_bytes() == erased.before[0]
    assert read_log(erased.log, ORIGIN, keys=KEYS).tree.size == 6
    with open_log(erased.log, ORIGIN, keys=KEYS) as log:
        assert log.consistency(3) == erased.before[1]
        log.append([commitment(award(BEN, 7))])
        newer, path = log.seal(key()), log.consistency(6)
    seen = erased.signed.checkpoint
    grown = witness(newer, key().verifier, witness_key(), seen=seen, path=path, at=1_800_000_001)
    assert grown.cosigned is not None


def test_after_an_erasure_the_receipts_of_others_still_open(erased: Erased) -> None:
    assert erased.store.of(BEN) == tuple(erased.told[BEN])
    for receipt, opening in zip(erased.receipts[3:], erased.store.of(BEN), strict=True):
        found, digest = read_receipt(receipt), commitment(opening)
        checked = check_receipt(found, digest, KEYS[0], witnesses=KEYS[1:], quorum=1)
        assert checked.holds


def test_after_an_erasure_the_entries_can_be_neither_opened_nor_guessed(erased: Erased) -> None:
    """Whoever tries every entry that there could be, under every salt that is left, finds none of the leaves."""
    assert erased.store.of(ANA) == ()
    theirs = erased.told[ANA]
    tree = read_log(erased.log, ORIGIN).tree
    leaves = {tree.leaf(index) for index in range(6)}
    known = [Entry(kind, UNI, ANA, about, on) for kind, about, on in product(EntryKind, ABOUT, DAYS)]
    taken = [commitment(opening).hex() for opening in theirs]
    known += [Entry(EntryKind.REVOCATION, UNI, ANA, each, on) for each, on in product(taken, DAYS)]
    assert all(opening.entry in known for opening in theirs)
    left = [opening.salt for opening in erased.store.of(BEN)] + [bytes(32), b""]
    assert not {leaf_hash(_digest(salt, entry)) for entry, salt in product(known, left)} & leaves
    with_salts = {leaf_hash(_digest(salt.salt, entry)) for entry, salt in product(known, theirs)}
    assert len(with_salts & leaves) == 3, "with the salts the guesses would have found all three"


def test_after_an_erasure_no_byte_of_it_is_left(erased: Erased) -> None:
    _nothing_left(erased.folder, [opening.salt for opening in erased.told[ANA]])
    assert erased.store.erasures() == (DAY,)


def _digest(salt: bytes, entry: Entry) -> bytes:
    return hashlib.sha256(salt + canonical(entry)).digest()


def _nothing_left(folder: Path, salts: list[bytes]) -> None:
    left = files(folder)
    traces = [ANA.encode(), b"duval", *salts, *(salt.hex().encode() for salt in salts)]
    assert not [trace for trace in traces if trace in left]


def test_what_is_kept_is_unreadable_without_its_key(tmp_path: Path) -> None:
    store, dice = opened(tmp_path), Dice()
    theirs = [award(ANA, number, dice) for number in range(20)]
    store.keep(ANA, theirs[:10], random=dice)
    store.keep(ANA, theirs[10:], random=dice)
    assert store.of(ANA) == tuple(theirs)
    _nothing_left(tmp_path, [opening.salt for opening in theirs])
    assert b"mc-bees" not in files(tmp_path)


def test_the_key_is_gone_from_its_file_and_so_are_the_rows(tmp_path: Path) -> None:
    store, dice = opened(tmp_path), Dice()
    store.keep(ANA, [award(ANA, 1, dice)], random=dice)
    ana = json.loads(store.keys.read_bytes())["learners"]
    store.keep(BEN, [award(BEN, 1, dice)], random=dice)
    whole = store.database.path.read_bytes()
    ((name, (handle, secret)),) = ana.items()
    with store.database.reading() as connection:
        data = connection.exec_driver_sql("SELECT nonce, data FROM openings WHERE handle = ?", (handle,)).one()
    assert data.data in whole
    older = os.open(store.keys, os.O_RDONLY)
    store.erase(ANA, on=DAY)
    left = files(tmp_path)
    for trace in (name.encode(), handle.encode(), secret.encode(), bytes.fromhex(secret), data.data, data.nonce):
        assert trace not in left
    if os.name == "posix":
        assert not any(os.read(older, 100_000)), "the file that was replaced is overwritten"
        assert stat.S_IMODE(store.keys.stat().st_mode) == 0o600
    os.close(older)


def test_a_copy_of_the_openings_opens_with_no_key_of_later(tmp_path: Path) -> None:
    store, dice = opened(tmp_path), Dice()
    store.keep(ANA, [award(ANA, 1, dice)], random=dice)
    store.keep(BEN, [award(BEN, 1, dice)], random=dice)
    backup = store.database.path.read_bytes()
    store.erase(ANA, on=DAY)
    store.database.path.write_bytes(backup)
    again = opened(tmp_path)
    assert again.of(ANA) == ()
    assert len(again.of(BEN)) == 1


def test_who_was_erased_may_begin_anew(tmp_path: Path) -> None:
    store, dice = opened(tmp_path), Dice()
    assert not store.erase(ANA, on=DAY)
    store.keep(ANA, [award(ANA, 1, dice)], random=dice)
    assert store.erase(ANA, on=DAY)
    assert not store.erase(ANA, on=DAY)
    store.keep(ANA, [award(ANA, 2, dice)], random=dice)
    assert [opening.entry.about for opening in store.of(ANA)] == [ABOUT[2]]
    assert store.erasures() == (DAY,)


MOMENTS = ["before the key", "after the key", "before the cleaning", "within the cleaning", "while keeping"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed in another way there")
@pytest.mark.parametrize("moment", MOMENTS)
def test_an_erasure_that_is_killed_is_ended_at_the_next_opening(tmp_path: Path, moment: str) -> None:
    store, dice = opened(tmp_path), Dice()
    theirs = [award(ANA, number, dice) for number in range(5)]
    store.keep(ANA, theirs, random=dice)
    store.keep(BEN, [award(BEN, 1, dice)], random=dice)
    done = run(sys.executable, "-m", "tests.unit.store.forgetter", tmp_path, moment, cwd=REPO)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "dying\n"), done.stderr
    again = opened(tmp_path)
    assert len(again.of(BEN)) == 1
    if moment == "while keeping":
        assert again.of(ANA) == tuple(theirs)
        return
    assert again.of(ANA) == ()
    assert again.erasures() == (DAY,)
    _nothing_left(tmp_path, [opening.salt for opening in theirs])
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["openings.db", "openings.keys"]


def test_damage_is_named(tmp_path: Path) -> None:
    store, dice = opened(tmp_path), Dice()
    store.keep(ANA, [award(ANA, 1, dice)], random=dice)
    store.keep(BEN, [award(BEN, 1, dice)], random=dice)
    keys = store.keys.read_bytes()
    for place in range(0, len(keys), 7):
        store.keys.write_bytes(keys[:place] + bytes([keys[place] ^ 1]) + keys[place + 1 :])
        assert _code(store) == "S007"
    store.keys.unlink()
    assert _code(store) == "S007"
    with pytest.raises(StoreError):
        store.keep(ANA, [award(ANA, 2)], random=dice)
    other = json.loads(keys)["learners"]
    assert len(other) == 2


def _code(store: Openings) -> str:
    with pytest.raises(StoreError) as error:
        store.of(ANA)
    return error.value.code


def test_keys_that_were_exchanged_open_nothing(tmp_path: Path) -> None:
    first, second = opened(tmp_path / "a"), opened(tmp_path / "b")
    first.keep(ANA, [award(ANA, 1)], random=Dice(1))
    second.keep(ANA, [award(ANA, 1)], random=Dice(2))
    first.keys.write_bytes(second.keys.read_bytes())
    assert first.of(ANA) == ()


def test_an_opening_of_another_is_not_kept(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(QuestionError):
        store.keep(ANA, [award(ANA, 1), award(BEN, 1)], random=Dice())
    with pytest.raises(BadgeError):
        store.keep(ANA, [Opening(award(ANA, 1).entry, b"short")], random=Dice())
    assert store.of(ANA) == store.of(BEN) == ()


def test_checkpoints_name_nobody(tmp_path: Path) -> None:
    with open_log(tmp_path / "decisions.log", ORIGIN) as log:
        log.append([commitment(award(ANA, 1))])
        log.seal(key())
    assert ANA.encode() not in files(tmp_path)
    read_checkpoint((tmp_path / "decisions.log.checkpoint").read_bytes())
