"""A key signs while it is in use: not before, not after; once lost, it is not taken at its word."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from pydantic import ValidationError

from pathways.model.base import Source
from pathways.model.check_codes import Step
from pathways.model.issuers import Issuer, IssuerRegistry, KeyWindow
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshots
from pathways.verification.proofs.windows import signed_at
from pathways.verification.terms import Terms
from tests.unit.verification.proving import badge, controller, multikey, proved
from tests.unit.verification.signing import NOW, at, credential, did_key, good_token, snapshot

pytestmark = [pytest.mark.usefixtures("no_request", "bounded"), pytest.mark.badge_row(36)]
Json = dict[str, Any]
OWNER = "did:web:college.example.edu"
METHOD = f"{OWNER}#1"


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T00:00:00+00:00")


def registry(*keys: KeyWindow, of: str = "") -> IssuerRegistry:
    source = Source(title="decided by hand")
    known = Issuer(id="college", title="College", identifiers=(of or did_key(),), keys=keys, source=source)
    return IssuerRegistry(title="ours", issuers=(known,))


def window(begins: str | None = None, ends: str | None = None, **more: Any) -> KeyWindow:
    return KeyWindow(
        key=more.pop("key", multikey()),
        begins=None if begins is None else day(begins),
        ends=None if ends is None else day(ends),
        **more,
    )


def key_of(data: bytes, **terms: Any) -> str:
    return at(examine(data, Terms(now=terms.pop("now", NOW), **terms)), Step.KEY).code.value


def of_badge(*keys: KeyWindow, created: str | None = "2026-02-01T00:00:00Z", **terms: Any) -> str:
    return key_of(json.dumps(proved(created=created)).encode(), registry=registry(*keys), **terms)


WINDOWS: list[tuple[str, list[KeyWindow], str]] = [
    # the badge is signed on 1 February 2026 and asked about on 22 November
    ("none", [], "KEY_OF_ISSUER"),
    ("open", [window()], "KEY_OF_ISSUER"),
    ("since before", [window("2026-01-01")], "KEY_OF_ISSUER"),
    ("since that moment", [window("2026-02-01")], "KEY_OF_ISSUER"),
    ("since later", [window("2026-02-02")], "KEY_NOT_YET_VALID"),
    ("until later, over by now", [window("2026-01-01", "2026-03-01")], "KEY_OF_ISSUER"),
    ("until that moment", [window("2026-01-01", "2026-02-01")], "KEY_NO_LONGER_VALID"),
    ("until before", [window(None, "2026-01-15")], "KEY_NO_LONGER_VALID"),
    ("twice, in the second", [window("2025-01-01", "2025-06-01"), window("2026-01-01")], "KEY_OF_ISSUER"),
    ("twice, between", [window("2025-01-01", "2025-06-01"), window("2026-06-01")], "KEY_NO_LONGER_VALID"),
    ("of another key", [window("2026-06-01", key="did:key:z6Mkother")], "KEY_OF_ISSUER"),
    ("by its whole name", [window("2026-06-01", key=f"{did_key()}#{multikey()}")], "KEY_NOT_YET_VALID"),
    ("by its DID", [window("2026-06-01", key=did_key())], "KEY_NOT_YET_VALID"),
    ("until a day to come, lost", [window(None, "2027-01-01", compromised=True)], "KEY_OF_ISSUER"),
    ("lost since", [window(None, "2026-03-01", compromised=True)], "KEY_REVOKED_SINCE"),
    ("lost before", [window(None, "2026-01-15", compromised=True)], "KEY_NO_LONGER_VALID"),
]


@pytest.mark.parametrize(("keys", "code"), [row[1:] for row in WINDOWS], ids=[row[0] for row in WINDOWS])
def test_the_windows_of_the_registry(keys: list[KeyWindow], code: str) -> None:
    assert of_badge(*keys) == code


def test_a_window_of_another_issuer_is_not_asked() -> None:
    data = json.dumps(proved()).encode()
    assert key_of(data, registry=registry(window("2026-06-01"), of="did:web:other.example.edu")) == "KEY_OF_ISSUER"


def test_without_a_date_of_the_proof_the_badge_says_when_it_begins() -> None:
    assert of_badge(window("2026-01-02"), created=None) == "KEY_NOT_YET_VALID"
    assert of_badge(window("2026-01-01"), created=None) == "KEY_OF_ISSUER"
    undated = proved(badge(validFrom=None), created=None)
    data = json.dumps(undated).encode()
    assert key_of(data, registry=registry(window("2025-01-01"))) == "KEY_DATE_UNKNOWN"
    assert key_of(data, registry=registry(window(None, "2026-06-01"))) == "KEY_DATE_UNKNOWN"
    assert key_of(data, registry=registry(window(None, "2027-06-01"))) == "KEY_OF_ISSUER"


def listed(now: dt.datetime = NOW, **changes: Any) -> str:
    document = proved(badge(issuer=OWNER), verificationMethod=METHOD)
    return key_of(json.dumps(document).encode(), now=now, resolver=Snapshots([controller(OWNER, **changes)]))


LISTED: list[tuple[str, Json, str]] = [
    ("for ever", {}, "KEY_OF_ISSUER"),
    ("expires later", {"expires": "2027-01-01T00:00:00Z"}, "KEY_OF_ISSUER"),
    ("expired since, as planned", {"expires": "2026-06-01T00:00:00Z"}, "KEY_OF_ISSUER"),
    ("expired before", {"expires": "2026-01-01T00:00:00Z"}, "KEY_NO_LONGER_VALID"),
    ("revoked since", {"revoked": "2026-06-01T00:00:00Z"}, "KEY_REVOKED_SINCE"),
    ("revoked before", {"revoked": "2026-01-01T00:00:00Z"}, "KEY_NO_LONGER_VALID"),
    ("to be revoked", {"revoked": "2027-01-01T00:00:00Z"}, "KEY_OF_ISSUER"),
    ("expired at no time", {"expires": "soon"}, "KEY_DOCUMENT_MALFORMED"),
    ("revoked, yes or no", {"revoked": True}, "KEY_DOCUMENT_MALFORMED"),
]


@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in LISTED], ids=[row[0] for row in LISTED])
def test_what_the_document_of_the_issuer_says_of_its_key(changes: Json, code: str) -> None:
    assert listed(**changes) == code


def test_as_of_a_day_before_it_was_revoked_the_key_was_good() -> None:
    assert listed(now=day("2026-05-01"), revoked="2026-06-01T00:00:00Z") == "KEY_OF_ISSUER"


def test_a_key_that_the_issuer_revoked_is_not_saved_by_another_name() -> None:
    """The same key as a did:key has no end of its own; the issuer's list has."""
    document = proved(badge(issuer=OWNER))
    for revoked, code in ((None, "KEY_OF_ISSUER"), ("2026-01-01T00:00:00Z", "KEY_NO_LONGER_VALID")):
        known = Snapshots([controller(OWNER, revoked=revoked)])
        assert key_of(json.dumps(document).encode(), resolver=known) == code


def test_the_earliest_end_counts_where_a_key_is_listed_twice() -> None:
    one = json.loads(controller(OWNER, expires="2026-01-01T00:00:00Z").body)
    two = json.loads(controller(OWNER, "#2").body)
    both = {
        "id": OWNER,
        "verificationMethod": [*two["verificationMethod"], *one["verificationMethod"]],
        "assertionMethod": [f"{OWNER}#2", METHOD],
    }
    document = proved(badge(issuer=OWNER))
    known = Snapshots([snapshot("https://college.example.edu/.well-known/did.json", both)])
    assert key_of(json.dumps(document).encode(), resolver=known) == "KEY_NO_LONGER_VALID"


TOKENS: list[tuple[str, KeyWindow, Json, str]] = [
    # the token begins on 1 January 2026
    ("begins before", window("2025-01-01"), {}, "KEY_OF_ISSUER"),
    ("begins later", window("2026-01-02"), {}, "KEY_NOT_YET_VALID"),
    ("ended before", window(None, "2026-01-01"), {}, "KEY_NO_LONGER_VALID"),
    ("signed before it begins to count", window(None, "2026-01-01"), {"iat": 1_765_000_000}, "KEY_OF_ISSUER"),
    ("signed after it begins to count", window(None, "2026-02-01"), {"iat": 1_780_000_000}, "KEY_NO_LONGER_VALID"),
    ("lost since", window(None, "2026-02-01", compromised=True), {}, "KEY_REVOKED_SINCE"),
]


@pytest.mark.parametrize(("key", "claims", "code"), [row[1:] for row in TOKENS], ids=[row[0] for row in TOKENS])
def test_the_windows_hold_for_tokens_too(key: KeyWindow, claims: Json, code: str) -> None:
    assert key_of(good_token(**claims).encode(), registry=registry(key)) == code


def test_when_it_was_signed() -> None:
    body = credential()
    assert signed_at(body) == day("2026-01-01")
    assert signed_at(body, proof={"created": "2026-03-01T00:00:00Z"}) == day("2026-03-01")
    assert signed_at(body, claims={"nbf": 0}) == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert signed_at(body, claims={"iat": 86_400, "nbf": 0}) == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    assert signed_at({"issuanceDate": "2020-01-01T00:00:00Z"}) == day("2020-01-01")
    assert signed_at({}) is None


@pytest.mark.parametrize(
    "wrong", [{"compromised": True}, {"begins": day("2026-02-01"), "ends": day("2026-01-01")}], ids=["no end", "turned"]
)
def test_a_window_that_makes_no_sense_is_refused(wrong: Json) -> None:
    with pytest.raises(ValidationError):
        KeyWindow(key=multikey(), **wrong)
