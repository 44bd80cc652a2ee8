"""Nothing that the issuer did not sign at its place is read from an SD-JWT, and nobody else can hand it in."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from pathways.model.check_codes import Outcome, Step
from pathways.verification.encoding import to_base64url
from pathways.verification.keys import Snapshots
from tests.unit.verification.sdjwts import (
    ISSUER,
    MAIL,
    METADATA,
    NAME,
    SALT,
    VCT,
    asked,
    bound,
    claims,
    hashed,
    known,
    made,
    outcome,
    shown,
    stranger,
    thumb,
)
from tests.unit.verification.signing import NOW, at, codes, did_key, jwk, sign, snapshot

pytestmark = pytest.mark.usefixtures("no_request", "bounded")


def test_a_right_presentation_passes_every_step_of_its_own() -> None:
    found = asked(bound(made(claims(), NAME)))
    assert codes(found) == {
        "carrier": "CARRIER_READ",
        "structure": "CREDENTIAL_TYPE_NAMED",
        "proof_jwt": "PROOF_HOLDS",
        "data_loss": "DISCLOSED_ONLY",
        "key": "KEY_OF_ISSUER",
        "status": "NO_STATUS",
        "time": "IN_TIME",
        "recipient": "BINDING_HOLDS",
        "recognized_issuer": "ISSUER_LIST_MISSING",
    }
    assert found.says.name == "Networking"
    assert found.says.code == "NET-1"
    assert found.says.issuer == ISSUER


NOT_TEXT = shown(7, "given_name", "Ada")
ELEMENT = shown(SALT, "DE")
UNDER = shown(SALT, "_sd", ["x"])
DOTS = shown(SALT, "...", "x")
OVER = shown(SALT, "iss", "https://forger.example.org")
TWIN = shown("YW5vdGhlcmFub3RoZXI", "given_name", "Eve")
ALGORITHM = shown(SALT, "_sd_alg", "sha-512")
DEEP: Any = "x"
for _ in range(70):
    DEEP = [DEEP]

DISCLOSURES: list[tuple[str, str, str]] = [
    ("one that nothing refers to", made(claims(), NAME, shown(SALT, "degree", "PhD")), "DISCLOSURE_UNREFERENCED"),
    ("a changed one", made(claims(), shown(SALT, "given_name", "Eve")), "DISCLOSURE_UNREFERENCED"),
    ("the same twice", made(claims(), NAME, NAME), "DISCLOSURE_TWICE"),
    ("named _sd", made(claims(_sd=[hashed(UNDER)]), UNDER), "DISCLOSURE_NAME_NOT_ALLOWED"),
    ("named ...", made(claims(_sd=[hashed(DOTS)]), DOTS), "DISCLOSURE_NAME_NOT_ALLOWED"),
    ("named _sd_alg", made(claims(_sd=[hashed(ALGORITHM)], _sd_alg=None), ALGORITHM), "DISCLOSURE_NAME_NOT_ALLOWED"),
    ("... beside other members", made(claims(place={"...": hashed(NAME), "a": 1})), "DISCLOSURE_NAME_NOT_ALLOWED"),
    ("... as a member", made(claims(place={"...": hashed(NAME)}, _sd=None)), "DISCLOSURE_NAME_NOT_ALLOWED"),
    ("replaces a claim", made(claims(_sd=[hashed(OVER)]), OVER), "DISCLOSURE_OVERRIDES"),
    ("two of one name", made(claims(_sd=[hashed(NAME), hashed(TWIN)]), NAME, TWIN), "DISCLOSURE_OVERRIDES"),
    ("digest twice", made(claims(_sd=[hashed(NAME), hashed(NAME)]), NAME), "DIGEST_TWICE"),
    ("digest twice, not shown", made(claims(inner={"_sd": [hashed(MAIL)]}), NAME), "DIGEST_TWICE"),
    ("element under _sd", made(claims(_sd=[hashed(ELEMENT)]), ELEMENT), "DISCLOSURE_MISPLACED"),
    ("member in an array", made(claims(_sd=None, list=[{"...": hashed(NAME)}]), NAME), "DISCLOSURE_MISPLACED"),
    ("unknown hash", made(claims(_sd_alg="md5"), NAME), "SD_JWT_HASH_UNKNOWN"),
    ("hash that is no name", made(claims(_sd_alg=["sha-256"]), NAME), "SD_JWT_HASH_UNKNOWN"),
    ("digests that are no list", made(claims(_sd=hashed(NAME)), NAME), "SD_JWT_MALFORMED"),
    ("a digest that is no text", made(claims(_sd=[1])), "SD_JWT_MALFORMED"),
    ("four parts", made(claims(_sd=[hashed(shown(1, 2, 3, 4))]), shown(1, 2, 3, 4)), "DISCLOSURE_MALFORMED"),
    ("one part", made(claims(_sd=[hashed(shown(SALT))]), shown(SALT)), "DISCLOSURE_MALFORMED"),
    ("salt that is no text", made(claims(_sd=[hashed(NOT_TEXT)]), NOT_TEXT), "DISCLOSURE_MALFORMED"),
    ("empty", made(claims(), NAME, ""), "DISCLOSURE_MALFORMED"),
]


@pytest.mark.badge_row(30)
@pytest.mark.parametrize(("token", "code"), [row[1:] for row in DISCLOSURES], ids=[row[0] for row in DISCLOSURES])
def test_a_disclosure_that_does_not_fit_what_is_signed_is_refused(token: str, code: str) -> None:
    found = outcome(token, Step.PROOF_JWT)
    assert (found.code, found.outcome) == (code, Outcome.FAIL)
    assert outcome(token, Step.PROOF_JWT, resolver=Snapshots()).outcome is Outcome.FAIL


@pytest.mark.badge_row(30)
@pytest.mark.parametrize(
    ("value", "code"),
    [
        ('["c2FsdA", "a", {"b": 1, "b": 2}]', "JSON_DUPLICATE_KEY"),
        ('["c2FsdA", "a", NaN]', "JSON_NUMBER_REFUSED"),
        ('["c2FsdA", "a", 1], "x": [2]', "DISCLOSURE_MALFORMED"),
        ('["c2FsdA", "a", 1], "": [2]', "JSON_DUPLICATE_KEY"),
        ('{"c2FsdA": 1}', "DISCLOSURE_MALFORMED"),
        (json.dumps(["c2FsdA", "a", DEEP]), "JSON_TOO_DEEP"),
    ],
)
def test_a_disclosure_is_read_in_one_way_only(value: str, code: str) -> None:
    text = to_base64url(value.encode())
    assert outcome(made(claims(_sd=[hashed(text)]), text), Step.PROOF_JWT).code == code


def test_disclosures_inside_disclosures_are_bounded_in_depth() -> None:
    inner, chain = shown(SALT, "leaf", 1), []
    for number in range(80):
        chain.append(inner)
        inner = shown(f"{SALT}{number}", "more", {"_sd": [hashed(inner)]})
    found = outcome(made(claims(_sd=[hashed(inner)]), *chain, inner), Step.PROOF_JWT)
    assert found.code == "JSON_TOO_DEEP"


def test_more_disclosures_than_are_read_are_refused_before_they_are_hashed() -> None:
    token = made(claims()) + "x~" * 200_000
    assert outcome(token, Step.PROOF_JWT).code == "SD_JWT_TOO_LARGE"


def test_recursive_disclosures_decoys_and_elements_are_read_at_their_places() -> None:
    street, town = shown("c2FsdDFzYWx0MXNhbHQ", "street", "A 1"), shown("c2FsdDJzYWx0MnNhbHQ", "town", "Ghent")
    address = shown("c2FsdDNzYWx0M3NhbHQ", "address", {"_sd": [hashed(street), hashed(town)]})
    first, second = shown("c2FsdDRzYWx0NHNhbHQ", "BE"), shown("c2FsdDVzYWx0NXNhbHQ", "DE")
    body = claims(_sd=[hashed(address), hashed("decoy")], of=[{"...": hashed(first)}, {"...": hashed(second)}, "NL"])
    found = asked(bound(made(body, address, town, second)))
    loss = {one.name: one.value for one in at(found, Step.DATA_LOSS).evidence}
    assert loss == {"shown": "/of/0, /address, /address/town", "withheld_or_decoy": "3"}
    assert at(found, Step.PROOF_JWT).code == "PROOF_HOLDS"
    assert at(asked(made(body, town)), Step.PROOF_JWT).code == "DISCLOSURE_UNREFERENCED"


@pytest.mark.badge_row(30)
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": 1_767_225_600}, "EXPIRED"),
        ({"nbf": 1_798_761_600}, "NOT_YET_VALID"),
        ({"exp": "soon"}, "DATE_MALFORMED"),
    ],
)
def test_the_time_of_the_token_counts(changes: dict[str, Any], code: str) -> None:
    assert outcome(made(claims(**changes), NAME), Step.TIME).code == code


HIDDEN = [
    shown(SALT, name, value)
    for name, value in (("exp", 1), ("nbf", 1), ("status", {}), ("vct", VCT), ("cnf", {}), ("iss", ISSUER))
]


@pytest.mark.badge_row(29)
@pytest.mark.badge_row(30)
@pytest.mark.parametrize("text", [*HIDDEN, shown(SALT, "achievement", {"id": "urn:a", "name": "A"})])
def test_what_must_be_seen_is_not_taken_from_a_disclosure(text: str) -> None:
    name = json.loads(base64.urlsafe_b64decode(text + "=="))[1]
    found = outcome(made(claims(**{name: None}, _sd=[hashed(text)]), text), Step.STRUCTURE)
    assert (found.code, found.outcome) == ("MUST_NOT_BE_HIDDEN", Outcome.FAIL)


@pytest.mark.badge_row(29)
@pytest.mark.parametrize(
    "changes",
    [
        {"achievement": {"name": "A", "_sd": [hashed("id")]}},
        {"status": {"_sd": [hashed("list")]}},
        {"cnf": {"jwk": {**jwk("EdDSA"), "_sd": [hashed("x")]}}},
    ],
)
def test_what_must_be_seen_may_not_stay_hidden(changes: dict[str, Any]) -> None:
    assert outcome(made(claims(**changes)), Step.STRUCTURE).code == "MUST_NOT_BE_HIDDEN"


def test_a_part_of_an_achievement_may_stay_hidden_where_its_id_is_seen() -> None:
    body = claims(achievement={"id": "urn:a", "_sd": [hashed("name")]})
    assert outcome(made(body), Step.STRUCTURE).code == "CREDENTIAL_TYPE_NAMED"


BINDINGS: list[tuple[str, str, str]] = [
    ("missing", made(claims(), NAME), "BINDING_MISSING"),
    ("typ", bound(made(claims()), header={"typ": "JWT"}), "BINDING_WRONG"),
    ("alg", bound(made(claims()), header={"alg": "none"}), "ALGORITHM_NOT_ALLOWED"),
    ("alg of another key", bound(made(claims()), header={"alg": "ES256"}), "ALGORITHM_NOT_FOR_KEY"),
    ("crit", bound(made(claims()), header={"crit": ["exp"]}), "JWT_CRITICAL_EXTENSION"),
    ("audience", bound(made(claims()), aud="https://other.example.com"), "BINDING_NOT_FOR_US"),
    ("nonce", bound(made(claims()), nonce="of yesterday"), "BINDING_NOT_FOR_US"),
    ("no nonce", bound(made(claims()), nonce=None), "BINDING_WRONG"),
    ("audiences", bound(made(claims()), aud=["https://employer.example.com"]), "BINDING_WRONG"),
    ("no sd_hash", bound(made(claims()), sd_hash=None), "BINDING_WRONG"),
    ("no iat", bound(made(claims()), iat=None), "BINDING_WRONG"),
    ("old", bound(made(claims()), iat=int(NOW.timestamp()) - 301), "BINDING_TOO_OLD"),
    ("early", bound(made(claims()), iat=int(NOW.timestamp()) + 61), "BINDING_TOO_OLD"),
    ("of the last year", bound(made(claims()), iat=253_402_300_799), "BINDING_TOO_OLD"),
    ("of the first year", bound(made(claims()), iat=-62_135_596_800), "BINDING_TOO_OLD"),
    ("run out", bound(made(claims()), exp=int(NOW.timestamp()) - 1), "BINDING_TOO_OLD"),
    ("another key", bound(made(claims()), key=stranger()), "SIGNATURE_WRONG"),
    ("no key confirmed", bound(made(claims(cnf=None))), "BINDING_WRONG"),
    ("garbage", made(claims(), NAME) + "a.b.c", "BINDING_WRONG"),
    ("no tilde at the end", made(claims(), NAME).rstrip("~"), "BINDING_WRONG"),
    ("private key confirmed", bound(made(claims(cnf={"jwk": {**jwk("EdDSA"), "d": "AAAA"}}))), "KEY_PRIVATE"),
]


@pytest.mark.badge_row(30)
@pytest.mark.parametrize(("token", "code"), [row[1:] for row in BINDINGS], ids=[row[0] for row in BINDINGS])
def test_a_proof_of_the_holder_that_is_none_is_refused(token: str, code: str) -> None:
    found = outcome(token, Step.RECIPIENT)
    assert (found.code, found.outcome) == (code, Outcome.FAIL)


@pytest.mark.badge_row(30)
def test_a_proof_of_the_holder_is_over_exactly_what_is_shown() -> None:
    whole = bound(made(claims(), NAME, MAIL))
    less = whole.replace(f"~{MAIL}~", "~")
    assert outcome(less, Step.RECIPIENT).code == "BINDING_OF_ANOTHER"
    assert outcome(less, Step.PROOF_JWT).code == "PROOF_HOLDS"


@pytest.mark.badge_row(34)
def test_the_key_of_another_learner_in_the_same_place_does_not_help() -> None:
    token = made(claims(cnf={"jwk": thumb(stranger())}))
    assert outcome(bound(token), Step.RECIPIENT).code == "SIGNATURE_WRONG"
    assert outcome(bound(token, key=stranger()), Step.RECIPIENT).code == "BINDING_HOLDS"


@pytest.mark.parametrize(
    ("token", "terms", "code"),
    [
        (bound(made(claims())), {"audience": None, "nonce": None}, "BINDING_NOT_ASKED"),
        (bound(made(claims())), {"audience": None}, "BINDING_NOT_ASKED"),
        (made(claims()), {"audience": None, "nonce": None}, "BINDING_NOT_SHOWN"),
        (made(claims(cnf=None)), {"audience": None, "nonce": None}, "BINDING_NONE"),
    ],
)
def test_where_no_proof_was_asked_for_nothing_is_known_of_the_holder(
    token: str, terms: dict[str, Any], code: str
) -> None:
    found = outcome(token, Step.RECIPIENT, **terms)
    assert (found.code, found.outcome) == (code, Outcome.UNKNOWN)


def test_a_proof_made_for_another_is_refused_even_where_none_was_asked_for() -> None:
    token = bound(made(claims(), NAME)).replace(f"~{NAME}~", "~")
    assert outcome(token, Step.RECIPIENT, audience=None, nonce=None).code == "BINDING_OF_ANOTHER"


HEADERS: list[tuple[str, dict[str, Any], str]] = [
    ("typ", {"typ": "JWT"}, "JWT_HEADER_NOT_ALLOWED"),
    ("no typ", {"typ": None}, "JWT_HEADER_NOT_ALLOWED"),
    ("none", {"alg": "none"}, "ALGORITHM_NOT_ALLOWED"),
    ("HS256", {"alg": "HS256"}, "ALGORITHM_NOT_ALLOWED"),
    ("no alg", {"alg": None}, "ALGORITHM_MISSING"),
    ("crit", {"crit": ["b64"]}, "JWT_CRITICAL_EXTENSION"),
    ("jku", {"jku": "https://forger.example.org/keys"}, "JWT_HEADER_NOT_ALLOWED"),
]


@pytest.mark.parametrize(("header", "code"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_the_header_is_asked_as_of_every_token(header: dict[str, Any], code: str) -> None:
    found = outcome(made(claims(), header=header), Step.PROOF_JWT)
    assert (found.code, found.outcome) == (code, Outcome.FAIL)


def metadata(**changes: Any) -> Snapshots:
    body = {"issuer": ISSUER, "jwks": {"keys": [{**jwk("ES256"), "kid": "k1"}]}, **changes}
    return Snapshots([snapshot(METADATA, {name: value for name, value in body.items() if value is not None})])


KEYS: list[tuple[str, Snapshots, str, str]] = [
    ("not at hand", Snapshots(), "KEY_NOT_RESOLVED", "KEY_NOT_RESOLVED"),
    ("of another issuer", metadata(issuer="https://other.example.edu"), "NOT_CHECKED", "KEY_NOT_OF_ISSUER"),
    ("no issuer", metadata(issuer=None), "NOT_CHECKED", "KEY_NOT_OF_ISSUER"),
    ("no keys", metadata(jwks=None), "NOT_CHECKED", "KEY_DOCUMENT_MALFORMED"),
    ("both", metadata(jwks_uri="https://college.example.edu/k"), "NOT_CHECKED", "KEY_DOCUMENT_MALFORMED"),
    (
        "not at hand",
        metadata(jwks=None, jwks_uri="https://college.example.edu/k"),
        "KEY_NOT_RESOLVED",
        "KEY_NOT_RESOLVED",
    ),
    ("named inside", metadata(jwks=None, jwks_uri="https://10.0.0.1/k"), "NOT_CHECKED", "KEY_ADDRESS_REFUSED"),
    ("other kid", metadata(jwks={"keys": [{**jwk("ES256"), "kid": "k2"}]}), "NOT_CHECKED", "KEY_NOT_IN_DOCUMENT"),
    ("other key", metadata(jwks={"keys": [{**jwk("EdDSA"), "kid": "k1"}]}), "ALGORITHM_NOT_FOR_KEY", "KEY_OF_ISSUER"),
]


@pytest.mark.parametrize(("resolver", "proof", "key"), [row[1:] for row in KEYS], ids=[row[0] for row in KEYS])
def test_the_key_is_the_one_that_the_issuer_lists(resolver: Snapshots, proof: str, key: str) -> None:
    found = asked(made(claims(), NAME), resolver=resolver)
    assert (at(found, Step.PROOF_JWT).code, at(found, Step.KEY).code) == (proof, key)


def test_without_a_name_the_key_of_the_issuer_that_fits_is_taken() -> None:
    keys = [{**jwk("EdDSA"), "kid": "a"}, {**jwk("ES256"), "kid": "b"}]
    found = asked(made(claims(), NAME, header={"kid": None}), resolver=metadata(jwks={"keys": keys}))
    assert at(found, Step.KEY).code == "KEY_OF_ISSUER"


def test_a_certificate_is_named_and_not_followed() -> None:
    for body in (claims(), claims(iss=None)):
        found = asked(made(body, header={"x5c": ["MIIB"]}))
        assert (at(found, Step.KEY).code, at(found, Step.KEY).outcome) == ("KEY_METHOD_UNSUPPORTED", Outcome.UNKNOWN)


def test_an_issuer_may_be_a_did_and_nobody_else_signs_for_it() -> None:
    def by(issuer: str, kid: str | None) -> str:
        head = {"alg": "EdDSA", "typ": "dc+sd-jwt", **({"kid": kid} if kid else {})}
        return sign(head, claims(iss=issuer)) + "~"

    own = did_key()
    assert outcome(by(own, f"{own}#{own[8:]}"), Step.KEY).code == "KEY_OF_ISSUER"
    assert outcome(by(own, f"#{own[8:]}"), Step.PROOF_JWT).code == "PROOF_HOLDS"
    assert outcome(by(own, None), Step.KEY).code == "KEY_OF_ISSUER"
    other = did_key(stranger())
    assert outcome(by(other, f"{own}#{own[8:]}"), Step.KEY).code == "KEY_NOT_OF_ISSUER"
    assert outcome(by(other, None), Step.PROOF_JWT).code == "SIGNATURE_WRONG"
    assert outcome(by("did:webvh:Qm:example.org", None), Step.KEY).outcome is Outcome.UNKNOWN


def test_a_key_in_the_header_speaks_for_nobody() -> None:
    found = asked(made(claims(), header={"jwk": jwk("ES256"), "kid": None}), resolver=Snapshots())
    assert at(found, Step.KEY).code == "KEY_NOT_RESOLVED"


@pytest.mark.parametrize(
    ("changes", "step", "code"),
    [
        ({"vct": None}, Step.STRUCTURE, "CREDENTIAL_TYPE_MISSING"),
        ({"vct": 7}, Step.STRUCTURE, "CREDENTIAL_TYPE_MISSING"),
        ({"iss": None}, Step.KEY, "ISSUER_MISSING"),
        ({"iss": "https://127.0.0.1/"}, Step.KEY, "KEY_ADDRESS_REFUSED"),
        ({"iss": "http://college.example.edu"}, Step.KEY, "KEY_ADDRESS_REFUSED"),
    ],
)
def test_the_claims_that_every_token_has(changes: dict[str, Any], step: Step, code: str) -> None:
    assert outcome(made(claims(**changes)), step).code == code


def test_every_byte_of_a_presentation_matters() -> None:
    whole = bound(made(claims(), NAME))
    for place in range(0, len(whole), 23):
        other = "A" if whole[place] != "A" else "B"
        changed = whole[:place] + other + whole[place + 1 :]
        found = asked(changed)
        assert [one for one in found.checks if one.outcome is Outcome.FAIL], place


def test_the_answer_holds_what_was_looked_up() -> None:
    found = asked(bound(made(claims(), NAME)), resolver=known())
    assert [one.url for one in found.resolved] == [METADATA]
