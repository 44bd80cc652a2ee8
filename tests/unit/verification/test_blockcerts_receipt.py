"""Receipts of Blockcerts: the way to the root, and the bytes in which it is written, beside an official reader."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pathways.model.anchors import Anchors
from pathways.verification.blockcerts.cbor import from_cbor
from pathways.verification.blockcerts.receipt import Receipt, receipt_2019
from tests.support import central
from tests.unit.verification.certificates import anchors, certificate_3, proof_value, way


@given(st.integers(1, 40), st.data())
def test_every_leaf_leads_to_its_root_and_no_other_does(count: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, count - 1))
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(count)]
    path, root = way(leaves, place)
    found = receipt_2019(proof_value(leaves[place], path, root))
    assert isinstance(found, Receipt)
    assert found.reached() == root
    other = receipt_2019(proof_value(hashlib.sha256(b"other").digest(), path, root))
    assert isinstance(other, Receipt)
    assert other.reached() != root


VALUES = st.recursive(
    st.integers(-(2**63), 2**63) | st.binary(max_size=300) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=8,
)


@central(one_in=4)
@given(VALUES)
def test_values_are_read_as_the_library_wrote_them(value: Any) -> None:
    found = from_cbor(cbor2.dumps(value))
    assert found == value or _deep(value) > 8


def _deep(value: Any) -> int:
    return 1 + max((_deep(inner) for inner in value), default=0) if isinstance(value, list) else 0


@central(one_in=4)
@given(st.binary(max_size=60))
def test_bytes_that_are_read_mean_the_same_to_the_library(data: bytes) -> None:
    found = from_cbor(data)
    if found is not None:
        assert cbor2.loads(data) == found


@pytest.mark.parametrize("data", [b"\x9b" + b"\xff" * 8, b"\x5b\x7f" + b"\xff" * 7, b"\x81" * 5_000, b"\x98\xff" * 900])
def test_bytes_that_promise_much_cost_little(data: bytes) -> None:
    begin = time.process_time()
    assert from_cbor(data) is None
    assert time.process_time() - begin < 10


def test_records_of_transactions_do_not_contradict_each_other() -> None:
    one = anchors(certificate_3()).anchors[0]
    assert Anchors(anchors=(one, one)).of(one.chain, one.transaction) == one
    with pytest.raises(ValidationError, match="twice"):
        Anchors(anchors=(one, one.model_copy(update={"sender": "1BitcoinEaterAddressDontSendf59kuE"})))
    with pytest.raises(ValidationError):
        anchors(certificate_3(), root="0x" + "0" * 64)
