"""Whatever stands in an Open Badge 2.0 or a Blockcerts certificate, there is an answer, and never a wrong good one."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import VerificationDocument
from tests.unit.verification import assertions, certificates
from tests.unit.verification.assertions import BADGE, HERE, KEY, LIST, PROFILE, Json
from tests.unit.verification.signing import at

JUNK: tuple[Any, ...] = (
    None,
    7,
    True,
    "",
    "\u0001",
    "https://",
    [],
    [[]],
    {},
    {"id": 7},
    {"id": {}},
    [{"id": None}],
    1e308,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from places(one, (*path, name))


def spoiled(value: Json) -> Iterator[Json]:
    """Yield copies, each with one place that holds something else."""
    for path in places(value):
        for junk in JUNK:
            found = copy.deepcopy(value)
            place: Any = found
            for name in path[:-1]:
                place = place[name]
            if type(place[path[-1]]) is not type(junk) or place[path[-1]] != junk:
                place[path[-1]] = junk
                yield found


def proven(document: VerificationDocument) -> bool:
    steps = (Step.STRUCTURE, Step.PROOF_EMBEDDED, Step.KEY)
    return all(at(document, step).outcome is Outcome.PASS for step in steps)


def test_a_hosted_badge_with_one_spoiled_place_is_answered_and_not_proven() -> None:
    for whole in spoiled(assertions.assertion()):
        assert not proven(assertions.asked(whole))


@pytest.mark.parametrize("part", [BADGE, PROFILE, KEY, LIST])
def test_other_documents_with_one_spoiled_place_are_answered(part: str) -> None:
    token = assertions.signed()
    known = assertions.documents(profile=assertions.profile(publicKey=KEY, revocationList=LIST))
    known[LIST] = {"id": LIST, "type": "RevocationList", "revokedAssertions": [{"id": "urn:other"}]}
    right = known[part]
    assert right is not None
    for whole in spoiled(right):
        for data in (token, assertions.assertion()):
            assert assertions.asked(data, {**known, part: whole}).checks
    assert HERE in known


@pytest.mark.parametrize("made", [certificates.certificate_2, certificates.certificate_3], ids=["2", "3"])
def test_a_certificate_with_one_spoiled_place_is_answered_and_not_proven(made: Any) -> None:
    right = made()
    records = certificates.anchors(right)
    unsigned = ("created", "verificationMethod", "type", "signature", "proof")
    for whole in spoiled(right):
        document = certificates.asked(whole, records)
        same = all(whole[name] == right[name] for name in right if name not in unsigned)
        assert same or not proven(document), whole


def test_a_profile_of_a_certificate_with_one_spoiled_place_is_answered() -> None:
    right = certificates.certificate_3()
    records = certificates.anchors(right)
    for whole in spoiled(certificates.profile(revocationList=LIST)):
        assert certificates.asked(right, records, whole).checks
