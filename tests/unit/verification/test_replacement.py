"""Of two with one issuer and one id the newer holds; a forged one replaces nothing; order does not matter."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.check_codes import Outcome, Step
from pathways.verification.award import Award, award_of
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Check, Refusal
from pathways.verification.examine import examine
from pathways.verification.replacement import Standing, check_replacement, resolve
from pathways.verification.terms import Terms
from tests.support import central
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


DAYS = st.sampled_from([None, *(dt.datetime(2026, 1, day, tzinfo=dt.UTC) for day in (1, 2, 3))])
AWARDS = st.builds(
    Award,
    id=st.sampled_from([None, "urn:1", "urn:2"]),
    issuer=st.sampled_from([None, "did:a", "did:b"]),
    name=st.sampled_from(["x", "y"]),
    begins=DAYS,
)


@given(st.lists(AWARDS, max_size=8), st.randoms(use_true_random=False))
@central()
def test_the_order_in_which_they_are_handed_in_does_not_matter(awards: list[Award], dice: Any) -> None:
    shuffled = awards[:]
    dice.shuffle(shuffled)

    def told(some: list[Award]) -> Counter[tuple[Award, Standing, Award | None]]:
        found = resolve(some)
        return Counter(
            (award, one.standing, None if one.by is None else some[one.by])
            for award, one in zip(some, found, strict=True)
        )

    assert told(awards) == told(shuffled)


@given(st.lists(AWARDS, max_size=8))
def test_one_of_each_award_holds_or_it_is_disputed(awards: list[Award]) -> None:
    found = resolve(awards)
    groups = {(award.issuer, award.id) for award in awards if award.issuer and award.id}
    for group in groups:
        inside = [(award, one) for award, one in zip(awards, found, strict=True) if (award.issuer, award.id) == group]
        standings = Counter(one.standing for _, one in inside)
        assert (standings[Standing.CURRENT] == 1) != (standings[Standing.DISPUTED] > 1)
        newest = max((award.begins for award, _ in inside if award.begins), default=None)
        replaced = [award for award, one in inside if one.standing is Standing.REPLACED]
        assert replaced == [award for award, _ in inside if award.begins and newest and award.begins < newest]
    alone = [one for award, one in zip(awards, found, strict=True) if not (award.issuer and award.id)]
    assert all(one.standing is Standing.CURRENT for one in alone)
