"""Of two with one issuer and one id the newer holds; a forged one replaces nothing; order does not matter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.verification.award import award_of
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Check, Refusal
from pathways.verification.examine import examine
from pathways.verification.replacement import check_replacement
from pathways.verification.terms import Terms
from tests.unit.verification.signing import NOW, at, credential, did_key, good_token, sign

pytestmark = pytest.mark.usefixtures("no_request")

NEWER: dict[str, Any] = {"validFrom": "2026-06-01T00:00:00Z", "nbf": 1_780_272_000}
OLDER: dict[str, Any] = {"validFrom": "2025-06-01T00:00:00Z", "nbf": 1_748_736_000}


def carried(text: str) -> Carried:
    found = open_carrier(text.encode())
    assert not isinstance(found, Refusal)
    return found


def asked(*others: str, own: str | None = None) -> str:
    terms = Terms(now=NOW, others=tuple(carried(other) for other in others))
    return at(examine((own or good_token()).encode(), terms), Step.REPLACEMENT).code.value


def test_alone_there_is_nothing_to_compare() -> None:
    assert asked() == "NOT_APPLICABLE"


def test_the_newer_issue_holds() -> None:
    assert asked(good_token(**NEWER)) == "REPLACED"
    assert asked(good_token(**OLDER)) == "NOT_REPLACED"
    assert asked(good_token(**OLDER), good_token(**NEWER)) == "REPLACED"


@pytest.mark.parametrize("other", [{"id": "urn:uuid:2", "jti": "urn:uuid:2"}, {"id": None, "jti": None}])
def test_another_award_replaces_nothing(other: dict[str, Any]) -> None:
    assert asked(good_token(**NEWER, **other)) == "NOT_REPLACED"


def test_the_same_id_of_another_issuer_is_another_award() -> None:
    mine = credential(issuer={"id": did_key()})
    theirs = credential(issuer={"id": "did:key:z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf"}, **NEWER)
    terms = Terms(now=NOW, others=(Carried(carried("{}").carrier, carried("{}").form, "", theirs),))
    assert check_replacement(award_of(mine), terms).code == "NOT_REPLACED"


def test_a_forged_newer_one_replaces_nothing() -> None:
    head, _, tail = good_token(**NEWER).rpartition(".")
    forged = f"{head}.{'A' if tail[0] != 'A' else 'B'}{tail[1:]}"
    assert asked(forged) == "REPLACED_UNPROVEN"
    assert asked(sign({"alg": "none"}, credential(**NEWER))) == "REPLACED_UNPROVEN"
    assert asked(forged, good_token(**NEWER)) == "REPLACED"


def test_one_signed_by_another_whose_badge_names_the_issuer_replaces_nothing() -> None:
    issuer = {"id": "did:web:college.example.edu", "type": ["Profile"]}
    genuine = good_token(issuer=issuer, iss=issuer["id"])
    forged = good_token(**NEWER, credentialSubject=None, sub=None, badge={"id": "urn:a", "name": "A", "issuer": issuer})
    assert asked(forged, own=genuine) == "NOT_REPLACED"


def test_one_that_has_not_begun_replaces_nothing_yet() -> None:
    later: dict[str, Any] = {"validFrom": "2027-01-01T00:00:00Z", "nbf": 1_798_761_600}
    assert asked(good_token(**later)) == "NOT_REPLACED"


def test_the_same_again_is_named() -> None:
    assert asked(good_token()) == "DUPLICATE"
    assert asked(good_token(issuer={"id": did_key(), "name": "Renamed"})) == "DUPLICATE_DIFFERS"
    assert asked(good_token(validFrom=None, nbf=None)) == "DUPLICATE_DIFFERS"


def test_one_is_not_compared_with_itself() -> None:
    def standing(*tokens: str) -> str:
        envelopes = [
            {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{one}"} for one in tokens
        ]
        presentation = {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": envelopes,
        }
        inside = examine(json.dumps(presentation).encode(), Terms(now=NOW)).contains[0]
        return next(one.code.value for one in inside.checks if one.step is Step.REPLACEMENT)

    assert standing(good_token()) == "NOT_APPLICABLE"
    assert standing(good_token(), good_token()) == "DUPLICATE"
    assert standing(good_token(), good_token(**NEWER)) == "REPLACED"


def test_others_are_examined_alone_and_never_more_than_a_few() -> None:
    seen: list[Terms] = []

    def examiner(_: Carried, terms: Terms) -> tuple[Check, ...]:
        seen.append(terms)
        return ()

    many = [carried(good_token(validFrom=f"2026-02-{day:02}T00:00:00Z")) for day in range(1, 29)]
    terms = Terms(now=NOW, others=tuple(many))
    found = check_replacement(award_of(credential()), terms, examiner=examiner)
    assert (found.code, found.outcome) == ("REPLACED_UNPROVEN", Outcome.UNKNOWN)
    assert len(seen) == terms.limits.replacements
    assert all(one.others == () and one.depth == 1 for one in seen)
    assert dict(found.evidence)["begins"].startswith("2026-02-28")
