"""A token that was taken back is refused; a list that is not the issuer's is not believed."""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

import pytest

from pathways.model.base import Source
from pathways.model.check_codes import Outcome, Step
from pathways.model.issuers import Issuer, IssuerRegistry, KeyWindow
from pathways.verification.encoding import to_base64url
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.terms import Holder, Terms
from tests.unit.verification.sdjwts import ISSUER, METADATA, asked, bound, claims, made, outcome
from tests.unit.verification.signing import NOW, at, claims_of, credential, jwk, sign, snapshot

pytestmark = pytest.mark.usefixtures("no_request", "bounded")
LIST = "https://college.example.edu/lists/1"
DAY = 86_400


def packed(data: bytes) -> str:
    return to_base64url(zlib.compress(data))


def listing(*, header: dict[str, Any] | None = None, algorithm: str = "ES256", **changes: Any) -> Snapshots:
    """Return what knows the issuer's keys and its list: place 1 taken back, 2 suspended, 3 something else."""
    made_at = int(NOW.timestamp())
    body = {"sub": LIST, "iat": made_at, "exp": made_at + DAY, "status_list": {"bits": 2, "lst": packed(b"\xe4" * 8)}}
    body = {name: value for name, value in {**body, **changes}.items() if value is not None}
    head = {"alg": algorithm, "typ": "statuslist+jwt", "kid": "k1", **(header or {})}
    token = sign(head, body, algorithm=algorithm)
    keys = snapshot(METADATA, {"issuer": ISSUER, "jwks": {"keys": [{**jwk("ES256"), "kid": "k1"}]}})
    return Snapshots([keys, Snapshot(LIST, token.encode(), NOW)])


def token(index: object = 0, **changes: Any) -> str:
    return made(claims(status={"status_list": {"idx": index, "uri": LIST, **changes}}))


@pytest.mark.badge_row(16)
@pytest.mark.parametrize(
    ("index", "code"),
    [(0, "STATUS_GOOD"), (1, "STATUS_REVOKED"), (2, "STATUS_SUSPENDED"), (3, "STATUS_MESSAGE"), (31, "STATUS_MESSAGE")],
)
def test_what_the_list_says_at_its_place_counts(index: int, code: str) -> None:
    assert outcome(token(index), Step.STATUS, resolver=listing()).code == code


def test_the_example_of_the_draft_is_read_from_the_lowest_bit() -> None:
    said = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    known = listing(status_list={"bits": 1, "lst": "eNrbuRgAAhcBXQ"})
    found = [outcome(token(index), Step.STATUS, resolver=known).code.value for index in range(16)]
    assert found == ["STATUS_REVOKED" if one else "STATUS_GOOD" for one in said]


LISTS: list[tuple[str, Snapshots, str, str]] = [
    ("signed by nobody known", listing(algorithm="EdDSA"), "STATUS_LIST_NOT_PROVEN", "UNKNOWN"),
    ("another type", listing(header={"typ": "JWT"}), "STATUS_LIST_NOT_PROVEN", "UNKNOWN"),
    ("another key's name", listing(header={"kid": "k2"}), "STATUS_LIST_NOT_PROVEN", "UNKNOWN"),
    ("of another address", listing(sub="https://college.example.edu/lists/2"), "STATUS_LIST_OF_ANOTHER", "UNKNOWN"),
    ("of another issuer", listing(iss="https://other.example.edu"), "STATUS_LIST_OF_ANOTHER", "UNKNOWN"),
    ("run out", listing(exp=int(NOW.timestamp()) - 1), "STATUS_STALE", "UNKNOWN"),
    ("without its day", listing(iat=None), "STATUS_STALE", "UNKNOWN"),
    ("of later", listing(iat=int(NOW.timestamp()) + DAY), "STATUS_STALE", "UNKNOWN"),
    ("three bits", listing(status_list={"bits": 3, "lst": packed(b"\0")}), "STATUS_LIST_MALFORMED", "FAIL"),
    ("not packed", listing(status_list={"bits": 1, "lst": "AAAA"}), "STATUS_LIST_MALFORMED", "FAIL"),
    ("broken off", listing(status_list={"bits": 1, "lst": packed(bytes(99))[:-8]}), "STATUS_LIST_MALFORMED", "FAIL"),
    ("too short", listing(status_list={"bits": 1, "lst": packed(b"")}), "STATUS_OUT_OF_RANGE", "FAIL"),
    ("a bomb", listing(status_list={"bits": 1, "lst": packed(bytes(50_000_000))}), "STATUS_LIST_TOO_LARGE", "UNKNOWN"),
    ("not at hand", Snapshots([snapshot(METADATA, {})]), "STATUS_NOT_AT_HAND", "UNKNOWN"),
]


@pytest.mark.badge_row(13)
@pytest.mark.badge_row(14)
@pytest.mark.badge_row(15)
@pytest.mark.parametrize(("known", "code", "told"), [row[1:] for row in LISTS], ids=[row[0] for row in LISTS])
def test_a_list_that_is_none_is_not_believed(known: Snapshots, code: str, told: str) -> None:
    found = outcome(token(), Step.STATUS, resolver=known)
    assert (found.code, found.outcome.value) == (code, told)


def test_a_revocation_in_an_old_list_of_the_issuer_still_counts() -> None:
    old = listing(exp=int(NOW.timestamp()) - 1)
    assert outcome(token(1), Step.STATUS, resolver=old).code == "STATUS_REVOKED"
    assert outcome(token(2), Step.STATUS, resolver=old).code == "STATUS_STALE"


@pytest.mark.parametrize("index", [-1, True, "1", 1.5, None])
def test_a_place_that_is_none_is_refused(index: object) -> None:
    assert outcome(token(index), Step.STATUS, resolver=listing()).code == "STATUS_ENTRY_MALFORMED"


def test_what_the_status_may_be_besides() -> None:
    for status, code in (({}, "STATUS_UNSUPPORTED"), ("x", "STATUS_ENTRY_MALFORMED"), ({"a": 1}, "STATUS_UNSUPPORTED")):
        assert outcome(made(claims(status=status)), Step.STATUS).code == code
    assert outcome(token(0, uri="https://10.0.0.1/l"), Step.STATUS).code == "STATUS_NOT_AT_HAND"
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1"}
    listed = {**entry, "id": f"{LIST}#1", "statusListCredential": LIST}
    assert outcome(made(claims(credentialStatus=listed)), Step.STATUS).code == "STATUS_NOT_AT_HAND"


def test_of_both_ways_to_name_a_list_the_worst_speaks() -> None:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "1"}
    both = {"credentialStatus": {**entry, "statusListCredential": f"{LIST}/2"}}
    for index, code in ((0, "STATUS_NOT_AT_HAND"), (1, "STATUS_REVOKED")):
        body = claims(status={"status_list": {"idx": index, "uri": LIST}}, **both)
        assert outcome(made(body), Step.STATUS, resolver=listing()).code == code


def test_a_list_signed_by_a_key_in_wrong_hands_is_not_believed() -> None:
    window = KeyWindow(key=f"{ISSUER}#k1", ends=NOW - dt.timedelta(days=9), compromised=True)
    issuer = Issuer(id="c", title="C", identifiers=(ISSUER,), keys=(window,), source=Source(title="made up"))
    terms = {"registry": IssuerRegistry(title="ours", issuers=(issuer,)), "resolver": listing(iat=1_700_000_000)}
    assert outcome(token(0), Step.STATUS, **terms).code == "STATUS_LIST_NOT_PROVEN"


@pytest.mark.parametrize(("index", "code"), [(0, "STATUS_GOOD"), (1, "STATUS_REVOKED")])
def test_a_badge_in_an_ordinary_token_may_name_such_a_list_too(index: int, code: str) -> None:
    head = {"alg": "ES256", "typ": "JWT", "kid": f"{ISSUER}#k1"}
    body = credential(issuer={"id": ISSUER, "type": ["Profile"]})
    badge = sign(head, claims_of(body, status={"status_list": {"idx": index, "uri": LIST}}), algorithm="ES256")
    document = examine(badge.encode(), Terms(now=NOW, resolver=listing()))
    assert at(document, Step.STATUS).code == code


def year(number: int) -> dt.datetime:
    return dt.datetime(number, 1, 1, tzinfo=dt.UTC)


@pytest.mark.badge_row(36)
@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [(2020, 2030, "KEY_OF_ISSUER"), (2027, 2030, "KEY_NOT_YET_VALID"), (2020, 2025, "KEY_NO_LONGER_VALID")],
)
def test_a_key_that_was_not_in_use_signs_for_nobody(begins: int, ends: int, code: str) -> None:
    window = KeyWindow(key=f"{ISSUER}#k1", begins=year(begins), ends=year(ends))
    issuer = Issuer(id="c", title="C", identifiers=(ISSUER,), keys=(window,), source=Source(title="ours"))
    found = asked(bound(made(claims())), registry=IssuerRegistry(title="Ours", issuers=(issuer,)))
    assert at(found, Step.KEY).code == code
    assert at(found, Step.PROOF_JWT).code == "PROOF_HOLDS"


@pytest.mark.badge_row(34)
def test_without_a_proof_of_the_holder_the_one_to_whom_it_was_awarded_is_asked() -> None:
    body, unasked = claims(sub="did:example:ada"), {"audience": None, "nonce": None}
    for ids, told in (
        (("did:example:ada",), Outcome.PASS),
        (("did:example:eve",), Outcome.FAIL),
        ((), Outcome.UNKNOWN),
    ):
        assert outcome(made(body), Step.RECIPIENT, holder=Holder(ids), **unasked).outcome is told
    assert outcome(made(body), Step.RECIPIENT, holder=Holder(("did:example:ada",))).code == "BINDING_MISSING"
