"""Whatever is changed in a signed badge, it no longer stands: no sign, no byte, no member, no bit of its signature."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.check_codes import Outcome, Step
from pathways.verification.encoding import from_base58, to_base58
from pathways.verification.examine import examine
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.terms import Terms
from tests.support import central
from tests.unit.verification.proving import SUITES, proved
from tests.unit.verification.signing import NOW

pytestmark = pytest.mark.usefixtures("no_request")
Json = dict[str, Any]


def outcomes(document: Json) -> set[Outcome]:
    return {one.outcome for one in check_embedded(document, Terms(now=NOW))}


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value that is no object and no list, and to every name."""
    match value:
        case dict():
            for name in value:
                yield from places(value[name], (*way, name))
        case list():
            for place, inner in enumerate(value):
                yield from places(inner, (*way, place))
        case _:
            yield way


def changed(document: Json, way: tuple[Any, ...], change: Callable[[str], str]) -> Json:
    found = copy.deepcopy(document)
    inner: Any = found
    for name in way[:-1]:
        inner = inner[name]
    inner[way[-1]] = change(str(inner[way[-1]]))
    return found


DOCUMENTS = {repr(row): proved(None, *row) for row in SUITES}


@central(one_in=2)
@given(st.data())
def test_no_sign_of_a_signed_badge_can_be_changed(data: st.DataObject) -> None:
    document = DOCUMENTS[data.draw(st.sampled_from(sorted(DOCUMENTS)))]
    way = data.draw(st.sampled_from(sorted(places(document), key=repr)))

    def flip(text: str) -> str:
        at = data.draw(st.integers(0, max(len(text) - 1, 0)))
        sign = chr(ord(text[at]) ^ (1 << data.draw(st.integers(0, 6))))
        return text[:at] + sign + text[at + 1 :]

    other = changed(document, way, flip)
    assert outcomes(other) != {Outcome.PASS}


@central(one_in=2)
@given(st.data())
def test_no_byte_of_a_signed_badge_can_be_changed(data: st.DataObject) -> None:
    """The bytes as they are handed in; white space and the spelling of JSON itself are the only things left free."""
    document = DOCUMENTS[data.draw(st.sampled_from(sorted(DOCUMENTS)))]
    whole = json.dumps(document).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    bad = whole[:at] + bytes([whole[at] ^ (1 << data.draw(st.integers(0, 7)))]) + whole[at + 1 :]
    found = {one.step: one.outcome for one in examine(bad, Terms(now=NOW)).checks}
    if {found[step] for step in (Step.PROOF_EMBEDDED, Step.DATA_LOSS, Step.KEY)} == {Outcome.PASS}:
        assert json.loads(bad) == document


def test_no_member_of_a_signed_badge_can_be_left_out() -> None:
    for document in DOCUMENTS.values():
        for way in places(document):
            shorter = copy.deepcopy(document)
            inner: Any = shorter
            for name in way[:-1]:
                inner = inner[name]
            del inner[way[-1]]
            assert outcomes(shorter) != {Outcome.PASS}, way


def test_a_flipped_bit_of_every_signature_is_seen() -> None:
    for document in DOCUMENTS.values():
        value = from_base58(document["proof"]["proofValue"][1:])
        assert value is not None
        for at in range(0, len(value), 7):
            other = value[:at] + bytes([value[at] ^ 4]) + value[at + 1 :]
            bad = {**document, "proof": {**document["proof"], "proofValue": "z" + to_base58(other)}}
            assert check_embedded(bad, Terms(now=NOW))[0].code == "SIGNATURE_WRONG"
