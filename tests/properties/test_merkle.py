"""Every proof of a log holds, and nothing that differs from it does; the RFC's own recursion is the oracle."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.verification.merkle import (
    EMPTY_ROOT,
    ProofVerdict,
    Tree,
    check_consistency,
    check_inclusion,
    leaf_hash,
)

Proof = tuple[bytes, ...]

SIZES = st.integers(1, 70)


def mth(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, as it is written."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = _split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 9162, section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """RFC 9162, section 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = _split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole=whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], whole=False), mth(leaves[:k])]


def _split(size: int) -> int:
    k = 1
    while k * 2 < size:
        k *= 2
    return k


LEAVES = tuple(b"leaf %d" % number for number in range(70))
WHOLE = Tree(LEAVES)


@pytest.mark.parametrize("size", range(35))
def test_roots_and_proofs_are_those_of_the_recursion(size: int) -> None:
    leaves = LEAVES[:size]
    grown = Tree(leaves)
    assert WHOLE.root(size) == grown.root() == mth(leaves)
    for index in range(size):
        assert WHOLE.inclusion(index, size) == grown.inclusion(index) == tuple(path(index, leaves))
    for old in range(1, size):
        assert WHOLE.consistency(old, size) == grown.consistency(old) == tuple(subproof(old, leaves, whole=True))


@given(SIZES, st.data())
def test_inclusion_holds_for_its_leaf_and_place_alone(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-2, size + 2))
    proof, root = WHOLE.inclusion(index, size), mth(LEAVES[:size])
    leaf = leaf_hash(LEAVES[index])
    assert check_inclusion(leaf, index, size, proof, root).holds
    assert check_inclusion(leaf, other, size, proof, root).holds is (other == index)
    assert check_inclusion(leaf_hash(b"other"), index, size, proof, root) is ProofVerdict.OTHER_ROOT
    longer = data.draw(st.integers(1, 70))
    assert check_inclusion(leaf, index, longer, proof, WHOLE.root(longer)).holds is (longer == size)


@given(SIZES, st.data())
def test_consistency_holds_for_its_sizes_and_roots_alone(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, new))
    proof = WHOLE.consistency(old, new)
    roots = mth(LEAVES[:old]), mth(LEAVES[:new])
    assert check_consistency(old, new, proof, *roots).holds
    rewritten = Tree([*LEAVES[:old][:-1], b"rewritten", *LEAVES[old:new]])
    if old:
        assert not check_consistency(old, new, rewritten.consistency(old), roots[0], rewritten.root()).holds
    wrong = data.draw(st.integers(-2, new + 2))
    said = WHOLE.root(wrong) if 0 <= wrong <= 70 else roots[0]
    assert check_consistency(wrong, new, proof, said, roots[1]).holds is (wrong == old or {wrong, old} == {0, new})


@given(st.integers(2, 70), st.data())
def test_no_byte_of_a_proof_may_differ(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    root = WHOLE.root(size)

    def included(proof: Proof) -> ProofVerdict:
        return check_inclusion(leaf_hash(LEAVES[index]), index, size, proof, root)

    def continued(proof: Proof) -> ProofVerdict:
        return check_consistency(old, size, proof, WHOLE.root(old), root)

    for proof, judged in ((WHOLE.inclusion(index, size), included), (WHOLE.consistency(old, size), continued)):
        assert judged(proof).holds
        place = data.draw(st.integers(0, len(proof) - 1))
        at, bit = data.draw(st.integers(0, 31)), data.draw(st.integers(0, 7))
        flipped = bytearray(proof[place])
        flipped[at] ^= 1 << bit
        assert judged((*proof[:place], bytes(flipped), *proof[place + 1 :])) is ProofVerdict.OTHER_ROOT
        assert not judged((*proof[:place], *proof[place + 1 :])).holds
        assert not judged((*proof, bytes(32))).holds
        assert not judged((bytes(32), *proof)).holds
        assert judged((*proof[:place], proof[place][:-1], *proof[place + 1 :])) is ProofVerdict.MALFORMED


@given(
    st.integers(-(2**70), 2**70),
    st.integers(-(2**70), 2**70),
    st.lists(st.binary(min_size=32, max_size=32), max_size=70),
    st.binary(max_size=33),
)
def test_nothing_foreign_raises_or_holds(first: int, second: int, proof: list[bytes], root: bytes) -> None:
    assert not check_inclusion(bytes(32), first, second, proof, root).holds
    assert not check_consistency(first, second, proof, bytes(32), root).holds


def test_an_empty_log_begins_every_log() -> None:
    assert check_consistency(0, 5, (), EMPTY_ROOT, WHOLE.root(5)).holds
    assert check_consistency(0, 0, (), EMPTY_ROOT, EMPTY_ROOT).holds
    assert check_consistency(0, 5, (), WHOLE.root(1), WHOLE.root(5)) is ProofVerdict.OTHER_ROOT
    assert check_consistency(0, 5, (bytes(32),), EMPTY_ROOT, WHOLE.root(5)) is ProofVerdict.WRONG_LENGTH
    assert check_consistency(5, 5, (), WHOLE.root(5), WHOLE.root(4)) is ProofVerdict.OTHER_ROOT
    assert check_consistency(6, 5, (), WHOLE.root(6), WHOLE.root(5)) is ProofVerdict.OUT_OF_RANGE
