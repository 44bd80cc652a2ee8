"""A checkpoint is read in one way only, and what is signed, cosigned or forged is told apart."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from pathways.errors import BadgeError, NotAvailableError, PathwaysError, QuestionError
from pathways.verification.checkpoint import (
    Checkpoint,
    CheckpointVerdict,
    SignedCheckpoint,
    check_checkpoint,
    read_checkpoint,
    sign_checkpoint,
    witness,
)
from pathways.verification.merkle import ProofVerdict, Tree
from pathways.verification.notes import (
    LONGEST,
    KeyKind,
    SignatureVerdict,
    SignedNote,
    check_signatures,
    read_key,
    read_note,
    signed,
    signing_key,
)
from pathways.verification.receipt import HIGHEST, Receipt, check_receipt, read_receipt
from tests.unit.verification.signers import ORIGIN, key, sealed, state, tree, witness_key

NOON = 1_790_000_000
ROOT = "A" * 43 + "="
LINE = "— uni.example/log " + "A" * 91 + "="


def cosigned(size: int = 5, *names: tuple[str, int]) -> SignedCheckpoint:
    found = sealed(size)
    for name, number in names:
        found = SignedCheckpoint(found.checkpoint, signed(found.note, witness_key(name, number), at=NOON))
    return found


def refused(read: Callable[[], object], code: str = "B001") -> str:
    with pytest.raises(PathwaysError) as error:
        read()
    assert error.value.code == code
    return str(error.value)


def test_what_is_written_is_read() -> None:
    found = cosigned(5, ("partner.example/w", 7))
    assert read_checkpoint(str(found).encode()) == found
    more = sign_checkpoint(replace(state(5), extensions=("more", "and more")), key())
    assert read_checkpoint(str(more).encode()) == more
    assert read_checkpoint(str(sealed(0)).encode()).checkpoint.size == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected"),
        (f"log\n5\n{ROOT}\n{LINE}\n", "expected"),
        (f"log\n5\n{ROOT}\n\n{LINE}", "expected"),
        (f"log\n5\n{ROOT}\n\n", "expected"),
        (f"\n\n{LINE}\n", "expected"),
        (f"log\n5\n\n{LINE}\n", "lines for origin"),
        (f"log\n5\n\n{ROOT}\n\n{LINE}\n", "none of them empty"),
        (f"log\n05\n{ROOT}\n\n{LINE}\n", "whole number"),
        (f"log\n-5\n{ROOT}\n\n{LINE}\n", "whole number"),
        (f"log\n\u0665\n{ROOT}\n\n{LINE}\n", "whole number"),
        (f"log\n{'9' * 5000}\n{ROOT}\n\n{LINE}\n", "whole number"),
        (f"log\n5 \n{ROOT}\n\n{LINE}\n", "whole number"),
        (f"log\n5\n{ROOT}\r\n\n{LINE}\n", "control"),
        (f"log\n5\n{'A' * 42}B=\n\n{LINE}\n", "root hash"),
        (f"log\n5\n{'A' * 43}\n\n{LINE}\n", "root hash"),
        (f"log\n5\nAAAA\n\n{LINE}\n", "root hash"),
        (f"log\n5\n{ROOT} \n\n{LINE}\n", "root hash"),
        (f"log\n5\n{ROOT}\n\n{LINE}\n{LINE}\n", "signed twice"),
        (f"log\n5\n{ROOT}\n\n{LINE[2:]}\n", "signature line"),
        (f"log\n5\n{ROOT}\n\n- {LINE[2:]}\n", "signature line"),
        (f"log\n5\n{ROOT}\n\n—  {'A' * 91}=\n", "signature line"),
        (f"log\n5\n{ROOT}\n\n— a+b {'A' * 91}=\n", "signature line"),
        (f"log\n5\n{ROOT}\n\n— a\u00a0b {'A' * 91}=\n", "signature line"),
        (f"log\n5\n{ROOT}\n\n— log AAAA\n", "signature line"),
        (f"log\n5\n{ROOT}\n\n— log {'A' * 91}\n", "signature line"),
        (f"log\n5\n{ROOT}\n\n{LINE} \n", "signature line"),
        (f"log\n5\n{ROOT}\n\n" + "".join(f"— w{n} {'A' * 91}=\n" for n in range(65)), "65 signatures"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str, told: str) -> None:
    assert told in refused(lambda: read_checkpoint(text.encode()))


def test_bytes_that_are_no_text_or_too_many_are_refused() -> None:
    assert "byte 3 is not UTF-8" in refused(lambda: read_note(b"log\xff\n\n"))
    assert "not UTF-8" in refused(lambda: read_note("log".encode("utf-16")))
    assert "at most" in refused(lambda: read_note(b"a" * (LONGEST + 1)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        "a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy",
        "n" * 2000,
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    refused(lambda: read_key(text), "B002")


def test_a_key_is_made_of_a_name_and_32_bytes_and_hides_them() -> None:
    refused(lambda: signing_key("two words", bytes(32)), "B002")
    refused(lambda: signing_key("name", bytes(31)), "B002")
    assert "\\x01\\x01" not in repr(key())
    assert read_key(str(witness_key().verifier)) == witness_key().verifier
    assert key().verifier.id != signing_key(ORIGIN, bytes([1]) * 32, KeyKind.COSIGNATURE).verifier.id


def test_the_log_and_its_witnesses_vouch_for_a_checkpoint() -> None:
    log = key().verifier
    one, two = witness_key("one.example", 8).verifier, witness_key("two.example", 9).verifier
    found = cosigned(5, ("one.example", 8), ("stranger.example", 10))
    checked = check_checkpoint(found, log, witnesses=[one, two], quorum=1)
    assert checked.holds
    assert [(each.verdict, each.at) for each in checked.signatures] == [
        (SignatureVerdict.GENUINE, None),
        (SignatureVerdict.GENUINE, NOON),
        (SignatureVerdict.UNKNOWN_KEY, None),
    ]
    few = check_checkpoint(found, log, witnesses=[one, two], quorum=2)
    assert few.verdict is CheckpointVerdict.TOO_FEW_WITNESSES


def test_one_witness_under_two_names_and_the_log_itself_are_not_two_witnesses() -> None:
    log = key().verifier
    twice = cosigned(5, ("one.example", 8), ("other.example", 8))
    names = [witness_key(name, 8).verifier for name in ("one.example", "other.example")]
    assert check_checkpoint(twice, log, witnesses=names, quorum=1).holds
    assert not check_checkpoint(twice, log, witnesses=names, quorum=2).holds
    own = witness_key("own.example", 1)
    itself = SignedCheckpoint(state(5), signed(sealed().note, own, at=NOON))
    assert not check_checkpoint(itself, log, witnesses=[own.verifier], quorum=1).holds


def test_what_the_log_did_not_sign_does_not_hold() -> None:
    log = key().verifier
    assert check_checkpoint(sealed(), key(number=2).verifier).verdict is CheckpointVerdict.NOT_SIGNED
    assert check_checkpoint(sealed(), key("other.example").verifier).verdict is CheckpointVerdict.OTHER_ORIGIN
    changed = read_checkpoint(str(sealed()).replace("\n5\n", "\n6\n").encode())
    assert check_checkpoint(changed, log).verdict is CheckpointVerdict.FORGED
    by_witness = SignedCheckpoint(state(5), signed(SignedNote(state(5).text), witness_key(), at=NOON))
    assert check_checkpoint(by_witness, log, witnesses=[witness_key().verifier]).verdict is CheckpointVerdict.NOT_SIGNED


def test_no_byte_of_a_signed_checkpoint_may_differ() -> None:
    whole = str(cosigned(5, ("one.example", 8))).encode()
    keys = [key().verifier, witness_key("one.example", 8).verifier]
    for place in range(len(whole)):
        data = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        try:
            found = check_signatures(read_checkpoint(data).note, keys)
        except BadgeError:
            continue
        assert any(each.verdict is not SignatureVerdict.GENUINE for each in found), place


def test_a_cosignature_binds_its_time_and_a_plain_one_has_none() -> None:
    note = cosigned(5, ("one.example", 8)).note
    later = replace(note.signatures[1], data=(NOON + 1).to_bytes(8, "big") + note.signatures[1].data[8:])
    moved = replace(note, signatures=(note.signatures[0], later))
    keys = [witness_key("one.example", 8).verifier]
    assert check_signatures(moved, keys)[1].verdict is SignatureVerdict.FORGED
    for wrong in ((key(), NOON), (witness_key(), None), (witness_key(), -1), (witness_key(), 2**63)):
        with pytest.raises(QuestionError) as error:
            signed(note, wrong[0], at=wrong[1])
        assert error.value.code == "U003"


def test_signing_again_replaces_the_own_signature() -> None:
    once = cosigned(5, ("one.example", 8)).note
    again = signed(once, witness_key("one.example", 8), at=NOON + 60)
    assert [each.name for each in again.signatures] == [ORIGIN, "one.example"]
    assert check_signatures(again, [witness_key("one.example", 8).verifier])[1].at == NOON + 60


def test_a_witness_signs_what_continues_what_it_has_seen() -> None:
    log, partner = key().verifier, witness_key()
    first = witness(sealed(3), log, partner, seen=None, path=(), at=NOON)
    assert first.cosigned is not None
    assert check_checkpoint(first.cosigned, log, witnesses=[partner.verifier], quorum=1).holds
    path = tree(8).consistency(3)
    assert witness(sealed(8), log, partner, seen=state(3), path=path, at=NOON).cosigned is not None
    same = witness(sealed(3), log, partner, seen=state(3), path=(), at=NOON)
    assert same.cosigned is not None


def test_a_witness_signs_no_log_that_was_rewritten_or_cut() -> None:
    log, partner = key().verifier, witness_key()
    other = Tree([b"rewritten", *(number.to_bytes(32, "big") for number in range(1, 8))])
    rewritten = sign_checkpoint(Checkpoint(ORIGIN, 8, other.root()), key())
    found = witness(rewritten, log, partner, seen=state(3), path=other.consistency(3), at=NOON)
    assert (found.consistency, found.cosigned) == (ProofVerdict.OTHER_ROOT, None)
    cut = witness(sealed(2), log, partner, seen=state(3), path=(), at=NOON)
    assert (cut.consistency, cut.cosigned) == (ProofVerdict.OUT_OF_RANGE, None)
    elsewhere = witness(sealed(3), log, partner, seen=state(3, "other.example"), path=(), at=NOON)
    assert elsewhere.cosigned is None
    unsigned = witness(sealed(3), key(number=2).verifier, partner, seen=None, path=(), at=NOON)
    assert (unsigned.checkpoint, unsigned.cosigned) == (CheckpointVerdict.NOT_SIGNED, None)


def receipt(index: int = 2, size: int = 5) -> Receipt:
    return Receipt(index, tree(size).inclusion(index), sealed(size))


def test_a_receipt_travels_as_text() -> None:
    found = receipt()
    assert read_receipt(str(found).encode()) == found
    with_extra = replace(found, extra=b"anything")
    assert read_receipt(str(with_extra).encode()) == with_extra
    alone = receipt(0, 1)
    assert read_receipt(str(alone).encode()) == alone
    assert check_receipt(found, (2).to_bytes(32, "big"), key().verifier).holds
    assert not check_receipt(found, (3).to_bytes(32, "big"), key().verifier).holds
    assert not check_receipt(found, (2).to_bytes(32, "big"), key(number=2).verifier).holds
    lonely = check_receipt(found, (2).to_bytes(32, "big"), key().verifier, quorum=1)
    assert (lonely.inclusion, lonely.checkpoint.verdict) == (
        ProofVerdict.HOLDS,
        CheckpointVerdict.TOO_FEW_WITNESSES,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("index 2", "index 02"),
        ("index 2", "index"),
        ("index 2\n", ""),
        ("index 2", "extra \nindex 2"),
        ("index 2", "extra AAA\nindex 2"),
        ("index 2", f"index 2\n{ROOT[:-1]}"),
        ("index 2", "index 2\nAAAA"),
        ("index 2", "index 2" + f"\n{ROOT}" * (HIGHEST + 1)),
        ("index 2", "index 2\n— "),
        ("\n\n", "\n"),
    ],
)
def test_what_is_no_receipt_is_refused(old: str, new: str) -> None:
    text = str(receipt())
    assert old in text
    refused(lambda: read_receipt(text.replace(old, new).encode()))


def test_a_receipt_too_long_is_refused() -> None:
    refused(lambda: read_receipt(b"a" * (2 * LONGEST + 1)))


def test_without_the_extra_reading_works_and_signing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    found, log = sealed(), key().verifier
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    assert read_checkpoint(str(found).encode()) == found
    for act in (lambda: check_checkpoint(found, log), lambda: signing_key("name", bytes(32))):
        with pytest.raises(NotAvailableError) as error:
            act()
        assert error.value.code == "X002"
        assert "pathways-planner[badges]" in error.value.hint
