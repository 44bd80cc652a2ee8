"""Keys and checkpoints that tests share; the seeds are no secrets."""

from __future__ import annotations

from pathways.verification.checkpoint import Checkpoint, SignedCheckpoint, sign_checkpoint
from pathways.verification.merkle import Tree
from pathways.verification.notes import KeyKind, SigningKey, signing_key

ORIGIN = "uni.example/log"


def key(name: str = ORIGIN, number: int = 1) -> SigningKey:
    return signing_key(name, bytes([number]) * 32)


def witness_key(name: str = "partner.example/w", number: int = 7) -> SigningKey:
    return signing_key(name, bytes([number]) * 32, KeyKind.COSIGNATURE)


def tree(size: int) -> Tree:
    return Tree(number.to_bytes(32, "big") for number in range(size))


def state(size: int, origin: str = ORIGIN) -> Checkpoint:
    return Checkpoint(origin, size, tree(size).root())


def sealed(size: int = 5) -> SignedCheckpoint:
    return sign_checkpoint(state(size), key())
