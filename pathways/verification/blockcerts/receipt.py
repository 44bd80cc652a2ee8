"""What does the receipt of a certificate say?  Its hash, the way from there to a root, and where the root is written.

Source: MerkleProof2017 (Blockcerts 2.0, ``signature``); MerkleProof2019 (``proofValue``: CBOR in base58btc).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from pathways.model.check_codes import CheckCode
from pathways.verification.blockcerts.cbor import Value, from_cbor
from pathways.verification.checks import Refusal, refusal
from pathways.verification.encoding import from_base58
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.strict import Json

_HASH: Final = re.compile(r"[0-9a-fA-F]{64}\Z")
_CHAIN: Final = re.compile(r"(?P<name>bitcoin|ethereum|polygon|base)(?P<network>[A-Z][a-z]{1,20})\Z")
_MOCK: Final = "mocknet:mocknet"
UNNAMED: Final = "unknown"
"""A chain that the receipt does not name, or by a name that is not known here; no record can be of it."""
REAL: Final = frozenset({"bitcoin:mainnet", "ethereum:mainnet", "polygon:mainnet", "base:mainnet"})
"""Chains whose blocks cost something to write anew."""
PRIVATE: Final = frozenset({_MOCK, "bitcoin:regtest"})
"""Chains on somebody's own machine, or none at all: what stands there proves nothing."""
_CODES: Final[Mapping[int, tuple[str, Mapping[int, str]]]] = MappingProxyType(
    {
        0: ("bitcoin", {1: "mainnet", 3: "testnet"}),
        1: ("ethereum", {1: "mainnet", 3: "ropsten", 4: "rinkeby", 5: "goerli", 11_155_111: "sepolia"}),
        2: ("polygon", {137: "mainnet", 80_001: "mumbai"}),
        3: ("base", {8_453: "mainnet", 84_532: "sepolia"}),
    }
)
_MOCK_CODE: Final = -1
_MOST_ANCHORS: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where a root is written: chain with its network, and the id of the transaction."""

    chain: str
    transaction: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt: the hash it is for, each neighbour on the way up with its side, the root, and where that stands."""

    target: bytes
    path: tuple[tuple[Literal["left", "right"], bytes], ...]
    root: bytes
    places: tuple[Place, ...]

    def reached(self) -> bytes:
        """Return the root to which the way leads from the hash."""
        found = self.target
        for side, neighbour in self.path:
            found = hashlib.sha256(neighbour + found if side == "left" else found + neighbour).digest()
        return found


def receipt_2017(signature: Json, address: str, *, limits: Limits = LIMITS) -> Receipt | Refusal:
    """Return the receipt of a certificate of version 2; ``address`` tells the chain where the receipt does not."""
    proof, anchors = signature.get("proof", []), signature.get("anchors", [])
    if not isinstance(proof, list) or not isinstance(anchors, list):
        return refusal(CheckCode.MERKLE_PROOF_MALFORMED, error="the way or the anchors are no lists")
    path = [next(iter(step.items())) if isinstance(step, dict) and len(step) == 1 else (None, None) for step in proof]
    places = tuple(_place_2017(one, address) for one in anchors[:_MOST_ANCHORS] if isinstance(one, dict))
    return _receipt(signature.get("targetHash"), path, signature.get("merkleRoot"), places, limits=limits)


def receipt_2019(text: Any, *, limits: Limits = LIMITS) -> Receipt | Refusal:
    """Return the receipt that a ``proofValue`` holds."""
    if not isinstance(text, str) or text[:1] != "z" or len(text) > limits.merkle_proof:
        return refusal(CheckCode.MERKLE_PROOF_MALFORMED, error="not base58btc, or too long")
    data = from_base58(text[1:], longest=limits.merkle_proof)
    found = _pairs(None if data is None else from_cbor(data))
    if found is None or not isinstance(found.get(3), list) or not isinstance(found.get(2), list):
        return refusal(CheckCode.MERKLE_PROOF_MALFORMED, error="not a receipt in CBOR")
    steps = [_pair(step) for step in _list(found[3])]
    path = [({0: "left", 1: "right"}.get(step[0]), _inner(step[1])) if step else (None, None) for step in steps]
    places = tuple(_place_2019(_pairs(one) or {}) for one in _list(found[2])[:_MOST_ANCHORS])
    return _receipt(_inner(found.get(1)), path, _inner(found.get(0)), places, limits=limits)


def _receipt(
    target: Any, path: list[tuple[Any, Any]], root: Any, places: tuple[Place, ...], *, limits: Limits
) -> Receipt | Refusal:
    if len(path) > limits.merkle_path:
        return refusal(CheckCode.MERKLE_PROOF_MALFORMED, steps=len(path), allowed=limits.merkle_path)
    hashes = [_hash(value) for value in (target, root, *(value for _, value in path))]
    if any(value is None for value in hashes) or any(side not in ("left", "right") for side, _ in path):
        return refusal(CheckCode.MERKLE_PROOF_MALFORMED, error="a hash or a side cannot be read")
    known = [value for value in hashes if value is not None]
    steps = tuple((side, value) for (side, _), value in zip(path, known[2:], strict=True))
    return Receipt(known[0], steps, known[1], places)


def _hash(value: Any) -> bytes | None:
    if isinstance(value, bytes):
        return value if len(value) == 32 else None
    return bytes.fromhex(value) if isinstance(value, str) and _HASH.match(value) else None


def _place_2017(anchor: Json, address: str) -> Place:
    name = anchor.get("chain")
    if name is None:
        return Place(_chain_of(address, anchor.get("type")), plain(anchor.get("sourceId")))
    match = _CHAIN.match(name) if isinstance(name, str) else None
    chain = f"{match['name']}:{match['network'].lower()}" if match else _MOCK if name == "mockchain" else UNNAMED
    return Place(chain, plain(anchor.get("sourceId")))


def _chain_of(address: str, kind: Any) -> str:
    """Return the chain on which an address is written so, for receipts from before chains had names."""
    if kind == "ETHData" or address.startswith("0x"):
        return "ethereum:mainnet"
    if address.startswith(("1", "3", "bc1")):
        return "bitcoin:mainnet"
    return "bitcoin:testnet" if address.startswith(("m", "n", "2", "tb1")) else UNNAMED


def _place_2019(anchor: dict[int, Value]) -> Place:
    code = _number(anchor.get(0))
    if code == _MOCK_CODE:
        return Place(_MOCK, "")
    name, networks = _CODES.get(code, ("", {}))
    network = networks.get(_number(anchor.get(1)), "")
    return Place(f"{name}:{network}" if network else UNNAMED, plain(_inner(anchor.get(2, b""))))


def _number(value: Value | None) -> int:
    return value if isinstance(value, int) else -2


def plain(transaction: Any) -> str:
    """Return the id of a transaction in small hexadecimal digits without a prefix; empty where it is none.

    >>> plain("0xAB"), plain(7)
    ('ab', '')
    """
    if isinstance(transaction, bytes):
        return transaction.hex()
    return transaction.lower().removeprefix("0x") if isinstance(transaction, str) else ""


def _inner(value: Value | None) -> Value | None:
    """Return what the CBOR inside a string of bytes holds, as receipts wrap every hash."""
    return from_cbor(value) if isinstance(value, bytes) else value


def _pairs(value: Value | None) -> dict[int, Value] | None:
    """Return a list of pairs as a mapping; None where it is none or a name stands twice."""
    pairs = [_pair(one) for one in value] if isinstance(value, list) else [None]
    known = dict(one for one in pairs if one is not None)
    return known if len(known) == len(pairs) else None


def _pair(value: Value) -> tuple[int, Value] | None:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[0], int):
        return None
    return value[0], value[1]


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
