"""What we issue holds for verifiers that others wrote, what was revoked or changed does not; where they and we differ.

Their clocks are the machine's, so what is issued here is dated by it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from pathways.issuing.credential import Draft, Terms, award
from pathways.issuing.issuer import IssuerMethod, IssuerProfile, issuer_id, key_entry, key_name, published
from pathways.issuing.recipient import by_did, by_mail
from pathways.issuing.sign import as_token, with_proof
from pathways.issuing.status import Form, list_address, list_credential, status_entry
from pathways.model.check_codes import Outcome, Step
from pathways.verification.checks import Refusal
from pathways.verification.encoding import from_base64url, to_base64url
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.publickey import KeyType
from pathways.verification.strict import Json
from pathways.verification.terms import Terms as Asked
from tests.differential.foreign import DCC, TAKEN, Web, by_dcc, by_openbadgeslib, by_openvc
from tests.support import REPO, SHARED, needs_shared
from tests.unit.issuing.making import PSEUDONYM, SALT, URL, audited, desk, secret

BADGES = SHARED / "data" / "badges"
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
GOOD, REVOKED, CHANGED, EXPIRED = "good", "revoked", "changed", "expired"
STATES = (GOOD, REVOKED, CHANGED, EXPIRED)
PLACES = {GOOD: 5, REVOKED: 6, CHANGED: 7, EXPIRED: 8}


class Way(NamedTuple):
    """In which way something is issued."""

    kind: KeyType
    method: IssuerMethod
    form: Form
    suite: str | None = None

    def __str__(self) -> str:
        return "-".join((self.kind.value, self.method, self.suite or self.form))


PROOF = Way(KeyType.ED25519, "key", "json")
PROOF_ON_WEB = Way(KeyType.ED25519, "web", "json")
OF_ALL = (PROOF, PROOF_ON_WEB)
"""What all three verify."""
TOKENS = (
    Way(KeyType.ED25519, "key", "jwt"),
    Way(KeyType.ED25519, "web", "jwt"),
    Way(KeyType.P256, "key", "jwt"),
    Way(KeyType.P256, "web", "jwt"),
)
OLD_TOKENS = tuple(way._replace(form="jwt-vc") for way in TOKENS)
OF_OPENBADGESLIB = (*OF_ALL, *TOKENS, Way(KeyType.RSA, "web", "jwt"))
OF_OPENVC = (
    *OF_ALL,
    *OLD_TOKENS,
    Way(KeyType.P256, "key", "json"),
    Way(KeyType.ED25519, "key", "json", "eddsa-jcs-2022"),
    Way(KeyType.P256, "web", "json", "ecdsa-jcs-2019"),
)


@cache
def moment() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(hours=1)


def signed(document: Json, way: Way, name: str) -> bytes:
    if way.form != "json":
        made = as_token(document, secret(way.kind), name=name, member="vc" if way.form == "jwt-vc" else None)
        assert isinstance(made, str), made
        return made.encode()
    proven = with_proof(document, secret(way.kind), name=name, created=moment(), suite=way.suite)
    assert not isinstance(proven, Refusal), proven
    return json.dumps(proven).encode()


@cache
def issued(way: Way, state: str) -> tuple[bytes, Web]:
    """Return a badge in a state, and what its issuer publishes: keys, and the list in which one place is revoked."""
    public = secret(way.kind).public
    owner = IssuerProfile(id=issuer_id(way.method, URL, public), url=URL, name="River Bend College")
    key = key_entry(key_name(owner, public, 1), public, moment() - dt.timedelta(days=30))
    address = list_address(owner, "revocation", 1, form=way.form)
    entry = status_entry(address, "revocation", PLACES[state])
    ends = moment() + dt.timedelta(days=-1 if state == EXPIRED else 30)
    recipient = by_mail("ana@example.com", salt=SALT, pseudonym=None if way.form == "json" else PSEUDONYM)
    begins = moment() - dt.timedelta(days=2)
    terms = Terms("urn:uuid:00000000-0000-4000-8000-000000000003", begins, ends, entry)
    made = award(audited(), desk().catalog, profile=owner, recipient=recipient, terms=terms)
    assert isinstance(made, Draft)
    data = signed(made.document, way, key.name)
    times = (moment() - dt.timedelta(days=1), moment() + dt.timedelta(days=30))
    statuses = list_credential(owner, "revocation", address, places=[PLACES[REVOKED]], times=times)
    web = {**published(owner, [key]), address: signed(statuses, way, key.name)}
    return (changed(data) if state == CHANGED else data), web


def changed(data: bytes) -> bytes:
    """Return a badge that says another title than was signed."""
    old, new = b"Certificate in Data Support", b"Doctorate in Data Support"
    if data.startswith(b"{"):
        return data.replace(old, new)
    head, body, signature = data.decode().split(".")
    return ".".join((head, to_base64url((from_base64url(body) or b"").replace(old, new)), signature)).encode()


def ours(data: bytes, web: Web) -> dict[Step, Outcome]:
    now = dt.datetime.now(dt.UTC)
    terms = Asked(now=now, resolver=Snapshots(Snapshot(url, body, now) for url, body in web.items()))
    return {entry.step: entry.outcome for entry in examine(data, terms).checks}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("way", OF_OPENBADGESLIB, ids=str)
def test_openbadgeslib_takes_what_we_issue_and_refuses_what_no_longer_holds(way: Way, state: str) -> None:
    verdict = by_openbadgeslib(*issued(way, state))
    assert (verdict == TAKEN) == (state == GOOD), verdict


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("way", OF_OPENVC, ids=str)
@needs_shared
def test_openvc_takes_what_we_issue_and_refuses_what_no_longer_holds(way: Way, state: str) -> None:
    verdict = by_openvc(*issued(way, state))
    assert (verdict == TAKEN) == (state == GOOD), verdict


def test_the_verifier_of_the_dcc_takes_what_we_issue_and_refuses_what_no_longer_holds(tmp_path: Path) -> None:
    cases = {f"{way} {state}": issued(way, state) for way in OF_ALL for state in STATES}
    for way in OF_ALL:
        web = dict(issued(way, GOOD)[1])
        if (BADGES / "schemas").is_dir():
            web[SCHEMA] = (BADGES / "schemas" / "ob_v3p0_achievementcredential_schema.json").read_bytes()
        asked = {name: data for name, (data, _) in cases.items() if name.startswith(f"{way} ")}
        verdicts = by_dcc(asked, web, tmp_path)
        assert {name: verdict == TAKEN for name, verdict in verdicts.items()} == {
            name: name.endswith(GOOD) for name in asked
        }, verdicts


@pytest.mark.parametrize("way", sorted({*OF_OPENBADGESLIB, *OF_OPENVC}, key=str), ids=str)
def test_we_say_of_each_what_they_say(way: Way) -> None:
    wrong = {REVOKED: Step.STATUS, EXPIRED: Step.TIME}
    for state in STATES:
        found = ours(*issued(way, state))
        failed = {step for step, outcome in found.items() if outcome is Outcome.FAIL}
        proof = Step.PROOF_EMBEDDED if way.form == "json" else Step.PROOF_JWT
        assert failed >= ({wrong.get(state, proof)} if state != GOOD else set()), (state, failed)
        assert bool(failed) == (state != GOOD), (state, failed)


def test_a_badge_for_a_did_is_theirs_alone() -> None:
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

    document = json.loads(issued(PROOF, GOOD)[0])
    del document["proof"]
    learner = by_did("did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH")
    subject = {**learner.as_json(), "achievement": document["credentialSubject"]["achievement"]}
    del document["credentialStatus"]
    method = f"{document['issuer']['id']}#{document['issuer']['id'].removeprefix('did:key:')}"
    data = json.loads(signed({**document, "credentialSubject": subject}, PROOF, method))
    verifier = OB3LdpVerifier.for_issuer_did(document["issuer"]["id"])
    assert verifier.verify(data, expected_recipient=learner.id).id == document["id"]
    with pytest.raises(OB3VerificationError, match="Recipient mismatch"):
        verifier.verify(data, expected_recipient="did:key:z6MkSomebodyElse")


class Case(NamedTuple):
    """What three others and we say of a shared file: taken, refused, or (only we) unknown."""

    file: str
    openbadgeslib: bool
    openvc: bool
    dcc: bool
    we: str


SHARED_FILES = (
    *(
        f"ob3/{name}.json"
        for name in (
            "guide-vector-signed",
            "simple",
            "simple-did-key-method",
            "simple-err-context",
            "simple-err-expired",
            "simple-err-issued",
            "simple-err-issuer",
            "simple-err-proof-method-no-scheme",
            "simple-err-type",
            "simple-multiple-proofs",
            "simple-noproof",
        )
    ),
    *(
        f"dcc/{name}.json"
        for name in (
            "eddsaAndEd25519__v2__v2DoubleSigWithValidStatus",
            "eddsa__v2__v2EddsaWithValidStatus",
            "v1__v1Expired",
            "v1__v1NoStatus",
            "v1__v1OBv3SpecExample",
            "v1__v1WithValidStatus",
            "v2__v2Expired",
            "v2__v2NoStatus",
            "v2__v2OBv3SpecExample",
            "v2__v2SimpleIssuerId",
            "v2__v2WithValidStatus",
        )
    ),
    "w3c-di/eddsa-rdfc-2022/signedDataInt.json",
    "w3c-di/eddsa-rdfc-2022/employ/signedDataInt.json",
    "w3c-di/Ed25519Signature2020/signedEdSig.json",
)
STATUS_LIST = (
    "https://raw.githubusercontent.com/digitalcredentials/verifier-core/refs/heads/main/src/test-fixtures/status/"
    "e5WK8CbZ1GjycuPombrj"
)


def verdict_of(outcomes: Mapping[Step, Outcome]) -> str:
    """Return ``refused`` where a step failed, ``taken`` where proof and key hold, else ``unknown``."""
    if Outcome.FAIL in outcomes.values():
        return "refused"
    proof = outcomes[Step.PROOF_EMBEDDED], outcomes[Step.KEY]
    return "taken" if proof == (Outcome.PASS, Outcome.PASS) else "unknown"


def shared_cases(folder: Path) -> list[Case]:
    web = {STATUS_LIST: (BADGES / "dcc" / "status-e5WK8CbZ1GjycuPombrj.json").read_bytes()}
    files = {name: (BADGES / name).read_bytes() for name in SHARED_FILES}
    dcc = by_dcc(files, web, folder)
    return [
        Case(
            name,
            by_openbadgeslib(data, web) == TAKEN,
            by_openvc(data, web) == TAKEN,
            dcc[name] == TAKEN,
            verdict_of(ours(data, web)),
        )
        for name, data in files.items()
    ]


@needs_shared
def test_what_others_and_we_say_of_the_shared_files_is_as_the_page_tells(tmp_path: Path) -> None:
    rows = [line.strip("| ").split(" | ") for line in page("verification.md").splitlines() if line.startswith("| `")]
    told = {row[0].strip("`"): tuple(row[1:5]) for row in rows}
    found = {}
    for case in shared_cases(tmp_path):
        theirs = ("taken" if each else "refused" for each in (case.openbadgeslib, case.openvc, case.dcc))
        verdicts = (*theirs, case.we)
        if len(set(verdicts)) > 1:
            found[case.file] = verdicts
    assert found == told


def page(name: str) -> str:
    return (REPO / "docs" / name).read_text("utf-8")


def test_the_peer_is_named_with_its_version() -> None:
    asked = json.loads((DCC / "package.json").read_text("utf-8"))["dependencies"]
    assert asked == {"@digitalcredentials/verifier-core": "1.0.0-beta.11"}
    lock = json.loads((DCC / "package-lock.json").read_text("utf-8"))
    assert lock["packages"]["node_modules/@digitalcredentials/verifier-core"]["version"] == "1.0.0-beta.11"
