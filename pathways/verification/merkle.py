"""Is this leaf in the log, and does the longer log begin with the shorter one?

A tree of hashes over an append-only list (RFC 9162, section 2.1).  A tree keeps every whole subtree's hash, so that an
append, a root and a proof each cost a few dozen hashes at most, whatever the size.  Checks of foreign proofs answer
with a verdict and never raise.

Source: RFC 9162, sections 2.1.1 (hashes), 2.1.3 (inclusion), 2.1.4 (consistency).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NoReturn

from pathways.errors import QuestionError, finding

HASH: Final = 32
"""Bytes of one hash (SHA-256)."""

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


class ProofVerdict(StrEnum):
    """What a proof turns out to be."""

    HOLDS = "holds"
    MALFORMED = "malformed"
    OUT_OF_RANGE = "out of range"
    WRONG_LENGTH = "wrong length"
    OTHER_ROOT = "leads to another root"

    @property
    def holds(self) -> bool:
        """Return whether it proves what it claims."""
        return self is ProofVerdict.HOLDS


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The tree over a growing list of leaves.

    ``_levels[k]`` holds, end to end, the hashes of all whole subtrees of ``2**k`` leaves.

    >>> tree = Tree([b"", b"\\0", b"\\x10"])
    >>> tree.size, tree.root().hex()[:16]
    (3, 'aeb6bcfe274b70a1')
    >>> check_inclusion(leaf_hash(b"\\0"), 1, 3, tree.inclusion(1), tree.root()).value
    'holds'
    """

    __slots__ = ("_edge", "_levels", "_size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        self._size = 0
        self._edge: tuple[int, tuple[bytes, ...]] = (0, ())
        for data in leaves:
            self.append(data)

    @property
    def size(self) -> int:
        """Return how many leaves there are."""
        return self._size

    def append(self, data: bytes) -> int:
        """Add a leaf and return its index, counted from 0."""
        index, found = self._size, leaf_hash(data)
        level, node = 0, index
        self._levels[0] += found
        while node & 1:
            found = node_hash(self._node(level, node - 1), found)
            level, node = level + 1, node >> 1
            if level == len(self._levels):
                self._levels.append(bytearray())
            self._levels[level] += found
        self._size = index + 1
        return index

    def leaf(self, index: int) -> bytes:
        """Return the hash of a leaf.  Raises QuestionError U003 where there is none."""
        self._in_range(index, self._size)
        return self._node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first ``size`` leaves, of all unless given.  Raises QuestionError U003."""
        size = self._sized(size)
        return self._right_edge(size)[-1] if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that a leaf is among the first ``size`` leaves, from its sibling up.

        Raises QuestionError U003 where it is not.
        """
        size = self._sized(size)
        self._in_range(index, size)
        return tuple(self._path(0, index, size))

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the tree of ``new`` leaves begins with the tree of ``old`` leaves.

        It is empty where there is nothing to prove (``old`` is 0 or ``new``).  Raises QuestionError U003.
        """
        new = self._sized(new)
        self._in_range(old, new + 1)
        if old in (0, new):
            return ()
        level = _ones(old - 1)
        node = (old - 1) >> level
        begun = [self._node(level, node)] if node else []
        return (*begun, *self._path(level, node, new))

    def _node(self, level: int, node: int) -> bytes:
        return bytes(self._levels[level][node * HASH : (node + 1) * HASH])

    def _right_edge(self, size: int) -> tuple[bytes, ...]:
        """Return the hash over what lies below the last node of each level, the root last, for the first leaves.

        The answer for the last size asked is kept: what was appended never changes.
        """
        kept, found = self._edge
        if kept == size:
            return found
        last = size - 1
        edge = [self._node(0, last)]
        for level in range(last.bit_length()):
            odd = last >> level & 1
            edge.append(node_hash(self._node(level, (last >> level) - 1), edge[-1]) if odd else edge[-1])
        self._edge = (size, tuple(edge))
        return self._edge[1]

    def _path(self, level: int, node: int, size: int) -> Iterable[bytes]:
        """Yield the siblings from a node up to the root of the first ``size`` leaves."""
        last = (size - 1) >> level
        while last:
            sibling = node ^ 1
            if sibling < last:
                yield self._node(level, sibling)
            elif sibling == last:
                yield self._right_edge(size)[level]
            level, node, last = level + 1, node >> 1, last >> 1

    def _sized(self, size: int | None) -> int:
        if size is None:
            return self._size
        self._in_range(size, self._size + 1)
        return size

    @staticmethod
    def _in_range(number: int, end: int) -> None:
        if not 0 <= number < end:
            _nonsense(f"{number} is not between 0 and {end - 1}")


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> ProofVerdict:
    """Return whether a path leads from a leaf's hash to the root of a tree of ``size`` leaves.

    The root must be known to be that of a tree of that size, as from a signed checkpoint: a path alone does not tell
    a tree from another with the same shape around the leaf.
    """
    if not _hashes((leaf, root, *path)):
        return ProofVerdict.MALFORMED
    if not 0 <= index < size:
        return ProofVerdict.OUT_OF_RANGE
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return ProofVerdict.WRONG_LENGTH
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            node, last = _past_left_edge(node, last)
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    if last:
        return ProofVerdict.WRONG_LENGTH
    return ProofVerdict.HOLDS if found == root else ProofVerdict.OTHER_ROOT


def check_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> ProofVerdict:
    """Return whether the tree of ``new`` leaves begins with the tree of ``old`` leaves; sizes and roots are known."""
    if not _hashes((old_root, new_root, *path)):
        return ProofVerdict.MALFORMED
    if not 0 <= old <= new:
        return ProofVerdict.OUT_OF_RANGE
    if old in (0, new):
        same = old_root == (new_root if old == new else EMPTY_ROOT)
        return _nothing_to_prove(path, same=same)
    whole = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not whole:
        return ProofVerdict.WRONG_LENGTH
    shift = _ones(old - 1)
    return _climb((old - 1) >> shift, (new - 1) >> shift, whole, old_root, new_root)


def _climb(node: int, last: int, path: Sequence[bytes], old_root: bytes, new_root: bytes) -> ProofVerdict:
    """Follow a path to both roots at once."""
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return ProofVerdict.WRONG_LENGTH
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            node, last = _past_left_edge(node, last)
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    if last:
        return ProofVerdict.WRONG_LENGTH
    return ProofVerdict.HOLDS if (old, new) == (old_root, new_root) else ProofVerdict.OTHER_ROOT


def _nothing_to_prove(path: Sequence[bytes], *, same: bool) -> ProofVerdict:
    if path:
        return ProofVerdict.WRONG_LENGTH
    return ProofVerdict.HOLDS if same else ProofVerdict.OTHER_ROOT


def _past_left_edge(node: int, last: int) -> tuple[int, int]:
    """Skip the levels on which the last node has no sibling."""
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _ones(number: int) -> int:
    """Return how many ones a number ends with in binary."""
    return (~number & (number + 1)).bit_length() - 1


def _hashes(found: Iterable[object]) -> bool:
    return all(isinstance(item, bytes) and len(item) == HASH for item in found)


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
