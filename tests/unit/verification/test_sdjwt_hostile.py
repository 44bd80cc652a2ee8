"""Whatever stands in a token, it is answered, and soon."""

from __future__ import annotations

from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.verification.examine import examine
from pathways.verification.terms import Terms
from tests.unit.verification.sdjwts import NAME, asked, bound, claims, hashed, known, made, outcome, shown
from tests.unit.verification.signing import NOW, sign

pytestmark = pytest.mark.usefixtures("no_request", "bounded")

ODD: list[Any] = [None, True, 0, -1, 1e300, "", "x", "\u202e", [], [[]], [None], {}, {"id": []}, {"": {"": [1]}}]
NAMED = ["iss", "vct", "iat", "nbf", "exp", "cnf", "status", "sub", "jti", "achievement", "result", "identifier"]
NAMED += ["creditsEarned", "credentialStatus", "@context", "type", "issuer", "_sd", "_sd_alg", "aud", "issuer_name"]


def with_odd(name: str, value: Any) -> dict[str, Any]:
    """Return the claims with one as given, None too."""
    return {**claims(), name: value}


@pytest.mark.parametrize("name", NAMED)
def test_a_claim_of_any_kind_is_answered(name: str) -> None:
    for value in ODD:
        for body in (with_odd(name, value), {**with_odd(name, value), "vct": None}):
            plain = {key: inner for key, inner in body.items() if key != "vct" or inner is not None}
            plain |= {} if "vct" in plain else {"@context": ["https://www.w3.org/ns/credentials/v2"]}
            for token in (made(plain, NAME), bound(made(plain))):
                assert len(asked(token).checks) == len(Step)


@pytest.mark.parametrize("name", ["alg", "typ", "kid", "jwk", "x5c", "crit", "b64"])
def test_a_header_of_any_kind_is_answered(name: str) -> None:
    for value in ODD:
        head = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": "k1", name: value}
        assert len(asked(sign(head, claims(), algorithm="ES256") + "~").checks) == len(Step)
        assert len(asked(bound(made(claims()), header={name: value})).checks) == len(Step)


@pytest.mark.parametrize("name", ["iat", "nbf", "exp", "aud", "nonce", "sd_hash"])
def test_a_proof_of_any_kind_is_answered(name: str) -> None:
    for value in ODD[1:]:
        found = outcome(bound(made(claims()), **{name: value}), Step.RECIPIENT)
        assert found.outcome is not Outcome.UNKNOWN


def test_as_much_as_a_token_may_hold_is_answered_bounded() -> None:
    texts = [shown(f"salt-{number:012}", f"c{number}", "x" * 1_000) for number in range(500)]
    decoys = [hashed(str(number)) for number in range(10_000)]
    token = made(claims(_sd=[*decoys, *map(hashed, texts)]), *texts)
    found = examine(token.encode(), Terms(now=NOW, resolver=known()))
    assert next(one for one in found.checks if one.step is Step.PROOF_JWT).code == "PROOF_HOLDS"
