"""The example of RFC 9901 is verified; the inputs of its examples come back as issued; another program agrees."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from openvc.errors import OpenvcError
from openvc.keys import Ed25519SigningKey, P256SigningKey
from openvc.proof.sd_jwt import SdJwtVcProofSuite

from pathways.model.check_codes import Outcome, Step
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.encoding import from_base64url, to_base64url
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshots
from pathways.verification.sdjwt.issue import Hiding, issue_sd_jwt
from pathways.verification.sdjwt.present import Occasion, choices, present, preview
from pathways.verification.sdjwt.verify import claims_shown
from pathways.verification.terms import Terms
from tests.support import SHARED, needs_shared
from tests.unit.verification.sdjwts import (
    AUDIENCE,
    COLLEGE,
    ISSUER,
    LEARNER,
    NAME,
    NONCE,
    VCT,
    asked,
    bound,
    claims,
    hashed,
    known,
    made,
    shown,
)
from tests.unit.verification.signing import NOW, at, edwards, elliptic, jwk, snapshot
from tests.unit.verification.test_sdjwt import BINDINGS, DISCLOSURES, HIDDEN

FOLDER = SHARED / "data" / "badges" / "sd-jwt"
INPUTS = sorted((FOLDER / "spec-inputs").glob("*.yml")) if FOLDER.is_dir() else []
PID = "https://pid-issuer.bund.de.example"

Json = dict[str, Any]


def example() -> str:
    return (FOLDER / "rfc9901-a3-sd-jwt-vc.txt").read_text(encoding="ascii").strip()


def keys_of_example() -> Snapshots:
    key = json.loads((FOLDER / "rfc9901-a5-issuer-key.json").read_text(encoding="utf-8"))
    return Snapshots([snapshot(f"{PID}/.well-known/jwt-vc-issuer", {"issuer": PID, "jwks": {"keys": [key]}})])


def told(token: str) -> dict[str, str]:
    document = examine(token.encode(), Terms(now=NOW, resolver=keys_of_example()))
    return {one.step.value: one.code.value for one in document.checks}


@needs_shared
def test_the_example_of_the_standard_holds_under_its_key() -> None:
    found = told(example())
    assert {name: found[name] for name in ("structure", "proof_jwt", "data_loss", "key", "time")} == {
        "structure": "CREDENTIAL_TYPE_NAMED",
        "proof_jwt": "PROOF_HOLDS",
        "data_loss": "DISCLOSED_ONLY",
        "key": "KEY_OF_ISSUER",
        "time": "IN_TIME",
    }
    carried = open_carrier(example().encode())
    assert isinstance(carried, Carried)
    said = claims_shown(carried)
    assert said["age_equal_or_over"] == {"12": True, "14": True, "16": True, "18": True, "21": True, "65": False}
    assert said["address"] == {
        "street_address": "Heidestraße 17",
        "locality": "Köln",
        "postal_code": "51147",
        "country": "DE",
    }
    assert said["nationalities"] == ["DE"]


@needs_shared
def test_each_disclosure_of_the_example_may_be_left_out_and_none_changed() -> None:
    issued, *texts, _ = example().split("~")
    whole = choices(example())
    for pointer in whole:
        assert told(present(example(), keep=[pointer]))["proof_jwt"] == "PROOF_HOLDS"
    for place, text in enumerate(texts):
        changed = [*texts[:place], to_base64url(b'["c2FsdHNhbHQ", "sex", 1]'), *texts[place + 1 :]]
        assert told("~".join((issued, *changed, "")))["proof_jwt"] == "DISCLOSURE_UNREFERENCED", text


class Tagged:
    """A key or an element that the input marks as one to hide."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return hash(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tagged) and other.value == self.value


class Loader(yaml.SafeLoader):
    """Reads the inputs of the standard's examples."""


def _tagged(loader: Loader, node: yaml.Node) -> Tagged:
    if isinstance(node, yaml.MappingNode):
        return Tagged(loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Tagged(loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.ScalarNode)
    kind = loader.resolve(yaml.ScalarNode, node.value, (node.style is None, False))  # type: ignore[no-untyped-call]
    return Tagged(loader.construct_object(yaml.ScalarNode(kind, node.value)))


Loader.add_constructor("!sd", _tagged)


def plain(value: Any) -> Any:
    """Return the input without its marks."""
    if isinstance(value, Tagged):
        return plain(value.value)
    if isinstance(value, dict):
        return {str(plain(name)): plain(inner) for name, inner in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def children(value: Any) -> Iterator[tuple[str, bool, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(plain(name)), isinstance(name, Tagged), inner
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            is_marked = isinstance(inner, Tagged)
            yield str(number), is_marked, inner.value if is_marked else inner


def marked(value: Any, path: str = "") -> Iterator[str]:
    for name, is_marked, inner in children(value):
        here = f"{path}/{name}"
        if is_marked:
            yield here
        yield from marked(inner, here)


def wanted(value: Any, disclosed: Any, path: str = "") -> Iterator[str]:
    """Return the places that the example's holder discloses."""
    for name, is_marked, inner in children(value):
        given = disclosed.get(name, False) if isinstance(disclosed, dict) else False
        if isinstance(disclosed, list) and int(name) < len(disclosed):
            given = disclosed[int(name)]
        if given is not False:
            if is_marked:
                yield f"{path}/{name}"
            yield from wanted(inner, given, f"{path}/{name}")


def left(value: Any, keep: set[str], path: str = "") -> Any:
    """Return what has to be seen: everything but what is marked and not kept."""
    if not isinstance(value, dict | list):
        return value
    seen = [
        (name, left(inner, keep, f"{path}/{name}"))
        for name, is_marked, inner in children(value)
        if not is_marked or f"{path}/{name}" in keep
    ]
    return dict(seen) if isinstance(value, dict) else [one for _, one in seen]


def salts() -> Callable[[], bytes]:
    numbers = itertools.count()
    return lambda: next(numbers).to_bytes(16, "big")


OWN = {"iss": ISSUER, "vct": VCT}


@needs_shared
@pytest.mark.parametrize("path", INPUTS, ids=[path.stem for path in INPUTS])
def test_what_is_issued_and_shown_is_what_is_read(path: Any) -> None:
    given = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader with one tag
    tree = {name: value for name, value in given["user_claims"].items() if name != "cnf"} | OWN
    keep = set(wanted(tree, given["holder_disclosed_claims"]))
    token = issue_sd_jwt(
        plain(tree),
        key=COLLEGE,
        kid="k1",
        hiding=Hiding(tuple(marked(tree)), salts(), decoys=2),
        holder=jwk("EdDSA"),
    )
    assert set(choices(token)) == set(marked(tree))
    handed = present(token, keep=keep, occasion=Occasion(LEARNER, AUDIENCE, NONCE, NOW))
    found = asked(handed)
    assert at(found, Step.PROOF_JWT).code == "PROOF_HOLDS"
    assert at(found, Step.RECIPIENT).code == "BINDING_HOLDS"
    carried = open_carrier(handed.encode())
    assert isinstance(carried, Carried)
    expected = {**left(tree, keep), "cnf": {"jwk": jwk("EdDSA")}}
    assert claims_shown(carried) == expected == preview(token, keep=keep)
    if "@context" not in tree:
        assert theirs(handed) == expected


def theirs(token: str, *, asked_for: bool = True) -> Json:
    """Return what another program reads in a token; it raises where it refuses."""
    found = SdJwtVcProofSuite().verify(
        token,
        public_key_jwk=jwk("ES256"),
        audience=AUDIENCE if asked_for else None,
        nonce=NONCE if asked_for else None,
        require_key_binding=asked_for,
        check_temporal=False,
        now=NOW,
    )
    return dict(found.claims)


def is_refused(token: str, *, asked_for: bool) -> bool:
    try:
        theirs(token, asked_for=asked_for)
    except OpenvcError:
        return True
    return False


def test_another_program_refuses_every_disclosure_that_is_refused_here() -> None:
    """Three it takes: the name cannot do harm there, RFC 9901 4.2.1 has salts as texts, and 4 has nothing empty."""
    taken = [name for name, token, _ in DISCLOSURES if not is_refused(token, asked_for=False)]
    assert taken == ["named _sd_alg", "salt that is no text", "empty"]
    assert not is_refused(made(claims(), NAME), asked_for=False)


def test_another_program_refuses_every_proof_of_a_holder_that_is_refused_here() -> None:
    """Two it takes as clocks may differ by a minute; a private key in the open it does not see."""
    taken = [name for name, token, _ in BINDINGS if not is_refused(token, asked_for=True)]
    assert taken == ["old", "run out", "private key confirmed"]
    assert not is_refused(bound(made(claims(), NAME)), asked_for=True)


def test_another_program_refuses_what_must_not_be_hidden_but_knows_nothing_of_achievements() -> None:
    for text in HIDDEN:
        name = json.loads(open_text(text))[1]
        assert is_refused(made(claims(**{name: None}, _sd=[hashed(text)]), text), asked_for=False), name
    text = shown("c2FsdHNhbHRzYWx0c2FsdA", "achievement", {"id": "urn:a"})
    token = made(claims(achievement=None, _sd=[hashed(text)]), text)
    assert not is_refused(token, asked_for=False)
    assert at(asked(token), Step.STRUCTURE).outcome is Outcome.FAIL


def open_text(text: str) -> bytes:
    data = from_base64url(text)
    assert data is not None
    return data


def test_what_another_program_issues_and_shows_is_read_here() -> None:
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    suite = SdJwtVcProofSuite()
    body = {"iss": ISSUER, "given_name": "Ada", "degree": "BSc", "achievement": {"id": "urn:a", "name": "A"}}
    key = P256SigningKey.from_pem(elliptic().private_bytes(*form), "k1")
    token = suite.issue(
        body, signing_key=key, disclosable=["given_name", "degree"], holder_jwk=jwk("EdDSA"), vct=VCT, decoys=3
    )
    learner = Ed25519SigningKey.from_pem(edwards().private_bytes(*form), "h")
    whole = suite.create_presentation(token, holder_key=learner, audience=AUDIENCE, nonce=NONCE)
    iat = json.loads(open_text(whole.rpartition("~")[2].split(".")[1]))["iat"]
    now = dt.datetime.fromtimestamp(iat, tz=dt.UTC)
    found = examine(whole.encode(), Terms(now=now, resolver=known(), audience=AUDIENCE, nonce=NONCE))
    assert at(found, Step.PROOF_JWT).code == "PROOF_HOLDS"
    assert at(found, Step.RECIPIENT).code == "BINDING_HOLDS"
    assert found.says.name == "A"
