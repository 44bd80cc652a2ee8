"""What a status list says counts where the list is proven to be the issuer's, of the right time, purpose and place."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.model.base import Source
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.issuers import Issuer, IssuerRegistry
from pathways.model.verification_documents import CheckEntry, Kind, ProfileName, VerificationDocument
from pathways.verification import memory as memory_module
from pathways.verification.checks import Check, check
from pathways.verification.claims import issuer_of
from pathways.verification.encoding import from_base58, to_base64url
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.kinds import Classified
from pathways.verification.limits import LIMITS
from pathways.verification.memory import Memory
from pathways.verification.status.bitstring import LEAST, Bits, encode_bits
from pathways.verification.status.check import check_status
from pathways.verification.strict import read_json
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.signing import (
    ISSUER,
    KEY_SET,
    NOW,
    at,
    claims_of,
    credential,
    did_key,
    good_token,
    jwk,
    sign,
    snapshot,
)
from tests.unit.verification.test_status_bitstring import bomb

pytestmark = pytest.mark.usefixtures("no_request")

Json = dict[str, Any]
LIST = "https://status.example.edu/lists/3"
PLACE = 94_567
YESTERDAY = NOW - dt.timedelta(days=1)
SOMEBODY = "did:key:z6MknGc3ocHs3zdPiJbnaaqDi58NGb4pk1Sp9WxWufuXSdxf"
BADGE = Classified(Kind.OPEN_BADGE_3)


def entry(**changes: Any) -> Json:
    whole = {
        "id": f"{LIST}#{PLACE}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(PLACE),
        "statusListCredential": LIST,
    }
    return {**whole, **changes}


def encoded(*places: int, width: int = 1, value: int = 1) -> str:
    bits = Bits(width=width)
    for place in places:
        bits.set(place, value)
    return encode_bits(bits)


def listed(*places: int, **changes: Any) -> Json:
    """Return a status list credential in which the places are set; changes are of its subject, or of itself."""
    subject = {
        "id": f"{LIST}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encoded(*places),
    }
    whole = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did_key(),
        "validFrom": "2026-01-01T00:00:00Z",
    }
    for name, value in changes.items():
        (whole if name in ("issuer", "type", "validFrom", "validUntil", "credentialStatus") else subject)[name] = value
    return {**whole, "credentialSubject": subject}


def signed(body: Json, **changes: Any) -> bytes:
    header = {"alg": "EdDSA", "typ": "vc+jwt", "kid": f"{did_key()}#{did_key()[8:]}"}
    return sign(header, claims_of(body, **changes)).encode()


def lies(body: bytes, *, retrieved: dt.datetime = YESTERDAY, url: str = LIST) -> Snapshot:
    return Snapshot(url, body, retrieved)


def whole(status: Any, *snapshots: Snapshot, **terms: Any) -> VerificationDocument:
    token = good_token(credentialStatus=status)
    return examine(token.encode(), Terms(now=NOW, resolver=Snapshots(snapshots), **terms))


def status(status: Any, *snapshots: Snapshot, **terms: Any) -> CheckEntry:
    return at(whole(status, *snapshots, **terms), Step.STATUS)


def said(check: CheckEntry) -> dict[str, str]:
    return {one.name: one.value for one in check.evidence}


def test_no_status_is_no_step() -> None:
    found = at(examine(good_token().encode(), Terms(now=NOW)), Step.STATUS)
    assert (found.code, found.outcome) == ("NO_STATUS", Outcome.NOT_APPLICABLE)


def test_what_the_list_does_not_name_is_good() -> None:
    found = status(entry(), lies(signed(listed(PLACE - 1, PLACE + 1))))
    assert (found.code, found.outcome) == ("STATUS_GOOD", Outcome.PASS)
    assert said(found)["taken"].startswith("2026-11-21")


def test_what_was_looked_up_is_named_in_the_document() -> None:
    assert [one.url for one in whole(entry(), lies(signed(listed()))).resolved] == [LIST]


@pytest.mark.badge_row(16)
@pytest.mark.parametrize(
    ("purpose", "code", "outcome"),
    [
        ("revocation", "STATUS_REVOKED", Outcome.FAIL),
        ("suspension", "STATUS_SUSPENDED", Outcome.FAIL),
        ("refresh", "STATUS_NEWER_OFFERED", Outcome.UNKNOWN),
    ],
)
def test_what_the_list_names_is_told_by_its_purpose(purpose: str, code: str, outcome: Outcome) -> None:
    found = status(entry(statusPurpose=purpose), lies(signed(listed(PLACE, statusPurpose=purpose))))
    assert (found.code, found.outcome) == (code, outcome)
    assert said(found)["index"] == str(PLACE)


def test_one_list_may_be_for_several_purposes() -> None:
    both = signed(listed(PLACE, statusPurpose=["revocation", "suspension"]))
    assert status(entry(statusPurpose="suspension"), lies(both)).code == "STATUS_SUSPENDED"


@pytest.mark.badge_row(16)
def test_revoked_and_expired_are_told_each_in_its_step() -> None:
    token = good_token(credentialStatus=entry(), validUntil="2026-06-01T00:00:00Z")
    terms = Terms(now=NOW, resolver=Snapshots([lies(signed(listed(PLACE)))]))
    document = examine(token.encode(), terms)
    assert (at(document, Step.STATUS).code, at(document, Step.TIME).code) == ("STATUS_REVOKED", "EXPIRED")


@pytest.mark.badge_row(15)
def test_a_list_that_is_not_at_hand_leaves_the_status_open() -> None:
    found = status(entry())
    assert (found.code, found.outcome) == ("STATUS_NOT_AT_HAND", Outcome.UNKNOWN)
    assert said(found)["address"] == LIST


@pytest.mark.parametrize("url", ["http://status.example.edu/3", "https://127.0.0.1/3", "file:///etc/passwd", "ftp:x"])
def test_addresses_that_are_not_asked_are_not_asked(url: str) -> None:
    found = status(entry(statusListCredential=url), lies(signed(listed()), url=url))
    assert found.code == "STATUS_NOT_AT_HAND"


@pytest.mark.badge_row(14)
@pytest.mark.parametrize(
    ("body", "code", "outcome"),
    [
        (json.dumps(listed()).encode(), "STATUS_LIST_NOT_PROVEN", Outcome.UNKNOWN),
        (b"<html>not found</html>", "STATUS_LIST_NOT_PROVEN", Outcome.UNKNOWN),
        (b"", "STATUS_LIST_NOT_PROVEN", Outcome.UNKNOWN),
        (signed(listed(statusPurpose="suspension")), "STATUS_LIST_DOES_NOT_FIT", Outcome.FAIL),
        (signed(listed(statusPurpose=None)), "STATUS_LIST_DOES_NOT_FIT", Outcome.FAIL),
        (signed(listed(type=["VerifiableCredential"])), "STATUS_LIST_DOES_NOT_FIT", Outcome.FAIL),
        (signed(listed(encodedList=None)), "STATUS_LIST_MALFORMED", Outcome.FAIL),
        (signed(listed(encodedList=encoded()[1:])), "STATUS_LIST_MALFORMED", Outcome.FAIL),
        (
            signed(listed(encodedList="u" + to_base64url(gzip.compress(bytes(16_383), mtime=0)))),
            "STATUS_LIST_TOO_SHORT",
            Outcome.UNKNOWN,
        ),
        (signed(listed(PLACE, issuer=SOMEBODY)), "STATUS_LIST_NOT_PROVEN", Outcome.UNKNOWN),
    ],
)
def test_a_list_that_is_not_what_it_should_be(body: bytes, code: str, outcome: Outcome) -> None:
    found = status(entry(), lies(body))
    assert (found.code, found.outcome) == (code, outcome)


@pytest.mark.badge_row(14)
def test_a_list_whose_signature_does_not_fit_proves_nothing_either_way() -> None:
    head, _, tail = signed(listed(PLACE)).rpartition(b".")
    changed = head + b"." + (b"A" if tail[:1] != b"A" else b"B") + tail[1:]
    found = status(entry(), lies(changed))
    assert found.code == "STATUS_LIST_NOT_PROVEN"
    assert said(found)["because"] == "SIGNATURE_WRONG"


@pytest.mark.badge_row(14)
@pytest.mark.parametrize("index", ["23abc", "-1", "1.0", "", " 23", "0x17", "2" * 19, None, True, -1, 23.0, ["23"]])
def test_an_index_that_is_no_number_is_refused(index: object) -> None:
    found = status(entry(statusListIndex=index), lies(signed(listed())))
    assert (found.code, found.outcome) == ("STATUS_ENTRY_MALFORMED", Outcome.FAIL)


@pytest.mark.badge_row(14)
@pytest.mark.parametrize("index", [LEAST, 10**17])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    assert status(entry(statusListIndex=str(index)), lies(signed(listed()))).code == "STATUS_OUT_OF_RANGE"


def test_an_index_written_as_a_number_is_read_as_official_samples_write_it() -> None:
    assert status(entry(statusListIndex=PLACE), lies(signed(listed(PLACE)))).code == "STATUS_REVOKED"


@pytest.mark.badge_row(13)
@pytest.mark.usefixtures("bounded")
def test_a_list_that_would_fill_the_machine_is_not_unpacked() -> None:
    found = status(entry(), lies(signed(listed(encodedList=bomb()))))
    assert (found.code, found.outcome) == ("STATUS_LIST_TOO_LARGE", Outcome.UNKNOWN)


def test_a_list_larger_than_is_read_is_not_read() -> None:
    assert status(entry(), lies(b"{" + b" " * LIMITS.badge)).code == "STATUS_LIST_TOO_LARGE"


@pytest.mark.parametrize(
    "value",
    [
        "text",
        7,
        {},
        {"type": 7},
        entry(statusPurpose=None),
        entry(statusListCredential=None),
        entry(statusListCredential=7),
        entry(statusSize=0),
        entry(statusSize="2"),
        entry(statusSize=True),
        {"type": "1EdTechRevocationList"},
    ],
)
def test_an_entry_that_cannot_be_read_is_refused(value: Any) -> None:
    assert status(value, lies(signed(listed()))).code == "STATUS_ENTRY_MALFORMED"


@pytest.mark.parametrize(
    "value",
    [{"type": "RevocationList2020Status"}, entry(statusPurpose="colour"), entry(statusSize=9), {"type": ["Other"]}],
)
def test_a_way_that_is_not_built_leaves_the_status_open(value: Any) -> None:
    found = status(value, lies(signed(listed())))
    assert (found.code, found.outcome) == ("STATUS_UNSUPPORTED", Outcome.UNKNOWN)


def test_wider_places_have_their_messages() -> None:
    words = [{"status": "0x0", "message": "under review"}, {"status": "0x2", "message": "see the registrar"}]
    asked = entry(statusPurpose="message", statusSize=2, statusMessage=words)
    body = listed(statusPurpose="message", encodedList=encoded(PLACE, width=2, value=2))
    found = status(asked, lies(signed(body)))
    assert (found.code, found.outcome) == ("STATUS_MESSAGE", Outcome.UNKNOWN)
    assert (said(found)["status"], said(found)["message"]) == ("0x2", "see the registrar")
    none = status(asked, lies(signed(listed(statusPurpose="message", encodedList=encoded(width=2)))))
    assert (none.code, said(none)["message"]) == ("STATUS_MESSAGE", "under review")


ORDER = ["STATUS_REVOKED", "STATUS_SUSPENDED", "STATUS_NOT_AT_HAND", "STATUS_GOOD"]


@pytest.mark.parametrize("place", range(len(ORDER)))
def test_of_several_lists_the_worst_speaks_and_the_others_are_named(place: int) -> None:
    away = entry(statusListCredential="https://status.example.edu/elsewhere")
    hold = "https://status.example.edu/hold"
    ways = [entry(), entry(statusPurpose="suspension", statusListCredential=hold), away, entry(statusListIndex="1")]
    known = [lies(signed(listed(PLACE))), lies(signed(listed(PLACE, statusPurpose="suspension")), url=hold)]
    for asked in (ways[place:], list(reversed(ways[place:]))):
        found = status(asked, *known)
        assert found.code == ORDER[place]
        assert set(said(found).get("also", "").split(", ")) - {""} == set(ORDER[place + 1 :])


def test_lists_beyond_the_bound_are_not_asked_and_said_so() -> None:
    ways = [entry(statusListIndex=str(place)) for place in range(LIMITS.status_entries + 1)]
    assert status(ways[:-1], lies(signed(listed()))).code == "STATUS_GOOD"
    found = status(ways, lies(signed(listed())))
    assert (found.code, said(found)["also"]) == ("STATUS_NOT_FOLLOWED", "STATUS_GOOD")


def test_one_list_is_examined_once_however_often_it_is_named() -> None:
    asked: list[str] = []

    def examiner(carried: Any, terms: Terms) -> Any:
        asked.append(carried.text)
        return ()

    ways = [entry(statusListIndex=str(place)) for place in range(10)]
    terms = Terms(now=NOW, resolver=Snapshots([lies(signed(listed()))]))
    found = check_status({"credentialStatus": ways}, BADGE, terms, examiner)
    assert found.code == "STATUS_LIST_NOT_PROVEN"
    assert len(asked) == 1


def of_another(*places: int) -> tuple[Snapshot, Snapshot]:
    """Return a list that another issuer signed, and the keys of that one."""
    body = sign({"alg": "ES256", "jwk": jwk("ES256")}, claims_of(listed(*places, issuer=ISSUER)), algorithm="ES256")
    return lies(body.encode()), snapshot(KEY_SET, {"keys": [jwk("ES256")]})


def registry(**changes: Any) -> IssuerRegistry:
    one = Issuer(id="college", title="College", identifiers=(did_key(),), source=Source(title="invented"))
    return IssuerRegistry(title="ours", issuers=(one.model_copy(update=changes),))


@pytest.mark.badge_row(14)
def test_a_list_of_somebody_else_counts_only_where_ours_names_them() -> None:
    known = of_another(PLACE)
    found = status(entry(), *known)
    assert (found.code, found.outcome) == ("STATUS_LIST_OF_ANOTHER", Outcome.UNKNOWN)
    assert said(found)["list"] == ISSUER
    assert status(entry(), *known, registry=registry()).code == "STATUS_LIST_OF_ANOTHER"
    assert status(entry(), *known, registry=registry(status_by=(ISSUER,))).code == "STATUS_REVOKED"
    assert status(entry(), *known, registry=registry(identifiers=(did_key(), ISSUER))).code == "STATUS_REVOKED"


DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "changes", "code"),
    [
        (DAY * 7, {}, "STATUS_GOOD"),
        (DAY * 7 + dt.timedelta(seconds=1), {}, "STATUS_STALE"),
        (-DAY, {}, "STATUS_GOOD"),
        (-DAY - dt.timedelta(seconds=1), {}, "STATUS_STALE"),
        (dt.timedelta(seconds=61), {"ttl": 60_000}, "STATUS_STALE"),
        (dt.timedelta(seconds=59), {"ttl": 60_000}, "STATUS_GOOD"),
        (DAY * 8, {"ttl": 10**11}, "STATUS_STALE"),
        (DAY, {"ttl": "soon"}, "STATUS_GOOD"),
        (DAY, {"validUntil": "2026-11-22T11:00:00Z"}, "STATUS_STALE"),
        (DAY, {"validUntil": "2026-11-22T13:00:00Z"}, "STATUS_GOOD"),
        (DAY, {"validFrom": "2026-11-22T13:00:00Z"}, "STATUS_STALE"),
    ],
)
def test_a_copy_is_of_its_time(age: dt.timedelta, changes: Json, code: str) -> None:
    assert status(entry(), lies(signed(listed(**changes)), retrieved=NOW - age)).code == code


def test_how_old_a_copy_may_be_is_a_term() -> None:
    known = lies(signed(listed()), retrieved=NOW - DAY * 20)
    assert status(entry(), known, status_age=DAY * 30).code == "STATUS_GOOD"


def test_an_old_copy_proves_a_revocation_but_nothing_else() -> None:
    old = NOW - DAY * 400
    found = status(entry(), lies(signed(listed(PLACE)), retrieved=old))
    assert (found.code, said(found)["taken"]) == ("STATUS_REVOKED", old.isoformat())
    held = lies(signed(listed(PLACE, statusPurpose="suspension")), retrieved=old)
    stale = status(entry(statusPurpose="suspension"), held)
    assert (stale.code, stale.outcome, said(stale)["said"]) == ("STATUS_STALE", Outcome.UNKNOWN, "STATUS_SUSPENDED")


def test_a_copy_of_a_later_day_says_nothing_of_an_earlier_one() -> None:
    found = status(entry(), lies(signed(listed(PLACE)), retrieved=NOW + DAY * 30))
    assert (found.code, said(found)["said"]) == ("STATUS_STALE", "STATUS_REVOKED")


@pytest.mark.usefixtures("bounded")
def test_lists_that_name_each_other_come_to_an_end() -> None:
    round_ = "https://status.example.edu/round"
    first = listed(credentialStatus=entry(statusListCredential=round_))
    second = listed(credentialStatus=entry())
    known = [lies(signed(first)), lies(signed(second), url=round_)]
    assert status(entry(), *known).code == "STATUS_GOOD"
    document = examine(signed(first), Terms(now=NOW, resolver=Snapshots(known), profile="interoperable"))
    assert at(document, Step.STATUS).code == "STATUS_GOOD"


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("form", ["json", "token", "embedded"])
def test_badges_that_call_themselves_each_others_lists_come_to_an_end(form: str) -> None:
    places = [f"https://status.example.edu/round/{number}" for number in range(16)]
    body = credential(credentialStatus=[entry(statusListCredential=place) for place in places])
    data = signed(body) if form == "token" else json.dumps(body).encode()
    if form == "embedded":
        data = json.dumps({**body, "endorsement": [body] * 20}).encode()
    check_ = status(entry(), lies(data), *(lies(data, url=place) for place in places), profile="interoperable")
    assert check_.code in {"STATUS_LIST_NOT_PROVEN", "STATUS_LIST_DOES_NOT_FIT"}


NAMES = "https://college.example.edu/revoked"
OURS = credential(
    issuer={"id": ISSUER, "type": ["Profile"]}, credentialStatus={"id": NAMES, "type": "1EdTechRevocationList"}
)


def by_name(listed: Any, *, body: Json = OURS, url: str = NAMES, retrieved: dt.datetime = YESTERDAY) -> Any:
    known = Snapshot(url, listed if isinstance(listed, bytes) else json.dumps(listed).encode(), retrieved)
    changed = {**body, "credentialStatus": {"id": url, "type": "1EdTechRevocationList"}}
    return check_status(changed, BADGE, Terms(now=NOW, resolver=Snapshots([known])), lambda *_: ())


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ({"revokedCredentials": [{"id": OURS["id"]}]}, "STATUS_REVOKED"),
        ({"revokedCredentials": [{"id": OURS["id"], "revoked": True, "revocationReason": "x"}]}, "STATUS_REVOKED"),
        ({"revokedCredentials": [{"id": OURS["id"], "revoked": False}]}, "STATUS_GOOD"),
        ({"revokedCredentials": [OURS["id"]]}, "STATUS_REVOKED"),
        ({"revokedCredentials": []}, "STATUS_GOOD"),
        ({"issuer": ISSUER, "revokedCredentials": [7, {"id": 7}, {"id": "urn:other"}]}, "STATUS_GOOD"),
        ({"issuer": ISSUER + "8", "revokedCredentials": [OURS["id"]]}, "STATUS_LIST_OF_ANOTHER"),
        ({"error": "no such list"}, "STATUS_LIST_NOT_PROVEN"),
        (b"[]", "STATUS_LIST_NOT_PROVEN"),
        (b'{"revokedCredentials": [], "revokedCredentials": ["x"]}', "STATUS_LIST_NOT_PROVEN"),
    ],
)
def test_a_list_of_names_from_the_issuers_own_host(listed: Any, code: str) -> None:
    assert by_name(listed).code == code


def test_a_list_of_names_says_that_nobody_signed_it_and_why_it_was_taken_back() -> None:
    found = by_name({"revokedCredentials": [{"id": OURS["id"], "revocationReason": "issued in error"}]}).entry()
    assert (said(found)["proof"], said(found)["reason"]) == ("none, by where it lies", "issued in error")


def test_a_long_list_of_names_is_read_once_for_all_that_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    body = json.dumps({"issuer": ISSUER, "revokedCredentials": ["urn:uuid:1"]}).encode()
    read: list[bytes] = []

    def counted(data: bytes, **more: Any) -> Any:
        read.append(data)
        return read_json(data, **more)

    monkeypatch.setattr(memory_module, "read_json", counted)
    inner = {**OURS, "credentialStatus": [{"id": NAMES, "type": "1EdTechRevocationList"}] * 16}
    data = json.dumps(credential(endorsement=[inner] * 50)).encode()
    examine(data, Terms(now=NOW, resolver=Snapshots([lies(body, url=NAMES)])))
    assert read == [body]


@pytest.mark.parametrize("url", ["https://example.edu/revoked", "https://college.example.edu.example.org/revoked"])
def test_a_list_of_names_from_elsewhere_is_not_believed(url: str) -> None:
    assert by_name({"revokedCredentials": [OURS["id"]]}, url=url).code == "STATUS_LIST_NOT_PROVEN"
    mine = {**OURS, "issuer": did_key()}
    assert by_name({"revokedCredentials": []}, body=mine).code == "STATUS_LIST_NOT_PROVEN"


def test_a_list_of_names_belongs_to_the_host_of_a_did_web_too() -> None:
    body = {**OURS, "issuer": "did:web:college.example.edu:issuers:7"}
    assert by_name({"revokedCredentials": []}, body=body).code == "STATUS_GOOD"


def test_a_list_of_names_is_of_its_time_too() -> None:
    old = NOW - DAY * 30
    assert by_name({"revokedCredentials": []}, retrieved=old).code == "STATUS_STALE"
    assert by_name({"revokedCredentials": [OURS["id"]]}, retrieved=old).code == "STATUS_REVOKED"
    assert by_name({"revokedCredentials": [OURS["id"]]}, retrieved=NOW + DAY * 30).code == "STATUS_STALE"


def test_a_credential_without_id_cannot_be_looked_for_by_name() -> None:
    body = {key: value for key, value in OURS.items() if key != "id"}
    assert by_name({"revokedCredentials": []}, body=body).code == "STATUS_ENTRY_MALFORMED"


PROFILES: tuple[ProfileName, ...] = ("strict", "interoperable")
DCC = "dcc/status-e5WK8CbZ1GjycuPombrj.json"
"""A list of 100,000 places, where the standard asks for 131,072."""
CHAINED = "blockcerts/blockcerts-status-list-2021.json"
SHARED_LISTS = {
    "status/credential-status-revoked.json": ("status/testlist.json", "STATUS_REVOKED", "STATUS_REVOKED"),
    "dcc/v2__v2WithValidStatus.json": (DCC, "STATUS_LIST_TOO_SHORT", "STATUS_GOOD_SHORT_LIST"),
    "dcc/v1__v1WithValidStatus.json": (DCC, "STATUS_LIST_TOO_SHORT", "STATUS_GOOD_SHORT_LIST"),
    "dcc/eddsa__v2__v2EddsaWithValidStatus.json": (DCC, "STATUS_LIST_TOO_SHORT", "STATUS_GOOD_SHORT_LIST"),
    "blockcerts/v3/cert-rl-status-list-2021.json": (CHAINED, "STATUS_LIST_OF_ANOTHER", "STATUS_LIST_OF_ANOTHER"),
}


@needs_shared
@pytest.mark.parametrize("name", SHARED_LISTS)
def test_the_shared_samples_with_their_lists_taken_as_proven(name: str) -> None:
    """The proofs of these lists are asked elsewhere; here is asked what they say."""
    badges = SHARED / "data/badges"
    body = json.loads((badges / name).read_text())
    lists, *codes = SHARED_LISTS[name]
    asked = body["credentialStatus"]
    known = Snapshot(asked["statusListCredential"], (badges / lists).read_bytes(), YESTERDAY)

    def examiner(*_: Any) -> tuple[Check, ...]:
        proven = {Step.PROOF_EMBEDDED: CheckCode.PROOF_HOLDS, Step.KEY: CheckCode.KEY_OF_ISSUER}
        return tuple(check(step, code) for step, code in proven.items())

    terms = Terms(now=NOW, resolver=Snapshots([known]))
    found = [check_status(body, BADGE, replace(terms, profile=one), examiner).code for one in PROFILES]
    assert found == codes


@needs_shared
def test_a_list_without_purpose_is_read_by_the_lenient_where_the_registry_names_who_signs_it() -> None:
    badges = SHARED / "data/badges"
    body, lists = json.loads((badges / "blockcerts/v3/cert-rl-status-list-2021.json").read_text()), badges / CHAINED
    signer = json.loads(lists.read_text())["issuer"]
    known = Snapshot(body["credentialStatus"]["statusListCredential"], lists.read_bytes(), YESTERDAY)
    ours = registry(identifiers=(issuer_of(body),), status_by=(signer,))
    proven = (check(Step.PROOF_EMBEDDED, CheckCode.PROOF_HOLDS), check(Step.KEY, CheckCode.KEY_OF_ISSUER))
    terms = Terms(now=NOW, resolver=Snapshots([known]), registry=ours)
    assert check_status(body, BADGE, terms, lambda *_: proven).code == "STATUS_LIST_DOES_NOT_FIT"
    found = check_status(body, BADGE, replace(terms, profile="interoperable"), lambda *_: proven)
    assert (found.code, dict(found.evidence)["index"]) == ("STATUS_GOOD", "23546")


def test_a_short_list_is_believed_where_it_speaks_against_a_badge() -> None:
    short = Bits.of_bytes(bytes(12_500))
    short.set(PLACE)
    known = lies(signed(listed(encodedList=encode_bits(short))))
    assert [status(entry(), known, profile=one).code for one in PROFILES] == ["STATUS_REVOKED"] * 2
    assert status(entry(statusListIndex="100000"), known).code == "STATUS_OUT_OF_RANGE"


def issuer_document() -> Snapshot:
    """Return the document in which the issuer of the official samples would list its key."""
    name = "https://1edtech.edu/issuers/565049"
    key = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    method = {"id": f"{name}#{key}", "type": "Multikey", "controller": name, "publicKeyMultibase": key}
    document = {"id": name, "verificationMethod": [method], "assertionMethod": [method["id"]]}
    return snapshot(name, document)


def key_set() -> Snapshot:
    key = from_base58("6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi") or b""
    listed = {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(key[2:])}
    return snapshot("https://1edtech.edu/.well-known/jwks.json", {"keys": [listed]})


@needs_shared
@pytest.mark.badge_row(16)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", [name for name in SHARED_LISTS if not name.startswith("blockcerts")])
def test_the_shared_samples_with_the_proofs_of_their_lists(name: str, profile: ProfileName) -> None:
    badges = SHARED / "data/badges"
    data = (badges / name).read_bytes()
    lists, *expected = SHARED_LISTS[name]
    address = json.loads(data)["credentialStatus"]["statusListCredential"]
    known = [Snapshot(address, (badges / lists).read_bytes(), YESTERDAY), issuer_document(), key_set()]
    document = examine(data, Terms(now=NOW, resolver=Snapshots(known), profile=profile))
    assert at(document, Step.STATUS).code == expected[PROFILES.index(profile)]
    assert address in [one.url for one in document.resolved]


@needs_shared
def test_one_sign_changed_in_a_shared_list_and_it_proves_nothing() -> None:
    badges = SHARED / "data/badges"
    data = (badges / "dcc/v2__v2WithValidStatus.json").read_bytes()
    address = json.loads(data)["credentialStatus"]["statusListCredential"]
    body = (badges / DCC).read_bytes().replace(b'"revocation"', b'"suspension"')
    document = examine(data, Terms(now=NOW, resolver=Snapshots([Snapshot(address, body, YESTERDAY)])))
    assert at(document, Step.STATUS).code == "STATUS_LIST_NOT_PROVEN"


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | FLOATS | st.text(max_size=5) | st.just(LIST),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
MEMBERS = ("id", "type", "statusPurpose", "statusListIndex", "statusListCredential", "statusSize", "statusMessage")


@given(st.dictionaries(st.sampled_from(MEMBERS), ANYTHING, max_size=3), st.booleans())
def test_an_entry_made_of_anything_has_an_answer(changes: Json, many: bool) -> None:
    value = entry(**changes)
    found = status([value, value] if many else value, lies(signed(listed())))
    assert found.code.startswith("STATUS_")


@given(st.dictionaries(st.sampled_from(["type", "statusPurpose", "encodedList", "ttl"]), ANYTHING, max_size=3))
def test_a_list_made_of_anything_has_an_answer(changes: Json) -> None:
    assert status(entry(), lies(signed(listed(**changes)))).code.startswith("STATUS_")


@given(ANYTHING, ANYTHING)
def test_a_list_of_names_made_of_anything_has_an_answer(names: Any, issuer: Any) -> None:
    listed = {"issuer": issuer, "revokedCredentials": names}
    assert by_name(listed).code.value.startswith("STATUS_")


class Asked:
    """An examiner that counts, and knows that every list is proven where the issuer's document is at hand."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, carried: Any, terms: Terms) -> tuple[Check, ...]:
        self.times += 1
        known = terms.resolver.snapshot("https://keys.example.edu/") is not None
        key = CheckCode.KEY_OF_ISSUER if known else CheckCode.KEY_NOT_RESOLVED
        return check(Step.PROOF_EMBEDDED, CheckCode.PROOF_HOLDS), check(Step.KEY, key)


BODY = {"issuer": did_key(), "credentialStatus": entry()}
KEYS = Snapshot("https://keys.example.edu/", b"1", YESTERDAY)


def test_many_badges_share_one_examination_of_their_list() -> None:
    terms = Terms(now=NOW, resolver=Snapshots([lies(json.dumps(listed(PLACE)).encode()), KEYS]), memory=Memory())
    examiner = Asked()
    answers = {check_status(BODY, BADGE, terms, examiner).code for _ in range(5)}
    other = check_status({**BODY, "credentialStatus": entry(statusListIndex="7")}, BADGE, terms, examiner)
    assert (answers, other.code, examiner.times) == ({"STATUS_REVOKED"}, "STATUS_GOOD", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"now": NOW + DAY},
        {"profile": "interoperable"},
        {"status_age": DAY * 2},
        {"registry": registry()},
        {"resolver": Snapshots([lies(json.dumps(listed()).encode()), KEYS])},
        {"resolver": Snapshots([lies(json.dumps(listed(PLACE)).encode(), retrieved=NOW), KEYS])},
        {"resolver": Snapshots([lies(json.dumps(listed(PLACE)).encode()), replace(KEYS, body=b"2")])},
        {"resolver": Snapshots([lies(json.dumps(listed(PLACE)).encode())])},
    ],
)
def test_under_other_terms_or_with_other_documents_it_is_examined_again(change: Json) -> None:
    terms = Terms(now=NOW, resolver=Snapshots([lies(json.dumps(listed(PLACE)).encode()), KEYS]), memory=Memory())
    examiner = Asked()
    check_status(BODY, BADGE, terms, examiner)
    changed = replace(terms, **change)
    again = check_status(BODY, BADGE, changed, examiner)
    assert examiner.times == 2
    assert again == check_status(BODY, BADGE, replace(changed, memory=None), examiner)


def test_what_is_remembered_stays_in_the_evidence() -> None:
    known = of_another(PLACE)
    terms = Terms(now=NOW, resolver=Snapshots(known), registry=registry(status_by=(ISSUER,)), memory=Memory())
    token = good_token(credentialStatus=entry()).encode()
    first, second = examine(token, terms), examine(token, terms)
    assert first == second
    assert [one.url for one in second.resolved] == sorted([KEY_SET, LIST])


def test_only_so_much_is_remembered() -> None:
    addresses = [f"https://status.example.edu/{number}" for number in range(3)]
    known = [lies(json.dumps(listed()).encode(), url=url) for url in addresses]
    terms = Terms(now=NOW, resolver=Snapshots([*known, KEYS]), memory=Memory(2))
    examiner = Asked()
    for url in [*addresses, *reversed(addresses)]:
        check_status({**BODY, "credentialStatus": entry(statusListCredential=url)}, BADGE, terms, examiner)
    assert examiner.times == 4
