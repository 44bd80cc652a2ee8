"""Which badges are measured?  Each kind signed here anew, many of each, every one distinct and right in everything."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pathways.issuing.bake import bake
from pathways.issuing.credential import CONTEXTS
from pathways.issuing.issuer import IssuerProfile, issuer_id, key_entry, key_name, profile_json, published
from pathways.issuing.keys import SecretKey, make_key
from pathways.issuing.pictures import plain_png, plain_svg
from pathways.issuing.sign import as_selective, as_token, with_proof
from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import VerificationDocument
from pathways.verification.checks import Refusal
from pathways.verification.examine import examine
from pathways.verification.keys import Snapshot, Snapshots
from pathways.verification.publickey import KeyType
from pathways.verification.terms import Holder, Terms
from tests.support import SHARED

Json = dict[str, Any]

NOW: Final = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
EACH: Final = 40
"""How many distinct badges of a kind are taken in turn."""
LEARNER: Final = "did:example:learner"
_PROOFS: Final = (Step.PROOF_EMBEDDED, Step.PROOF_JWT)
_CLR: Final = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json")


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: its name, the badges, and the terms under which each of them holds."""

    name: str
    badges: tuple[bytes, ...]
    terms: Terms
    needs: tuple[Step, ...] = (Step.KEY,)

    @property
    def size(self) -> int:
        """Return the bytes of the first."""
        return len(self.badges[0])

    def check(self) -> None:
        """Raise SystemExit where a badge does not hold: what is refused early is not worth a measurement."""
        for data in self.badges:
            held(examine(data, self.terms), self.needs)


def held(document: VerificationDocument, needs: tuple[Step, ...]) -> None:
    """Raise SystemExit unless a proof and the needed steps pass."""
    found = {one.step: one.outcome for one in document.checks}
    proven = any(found.get(step) is Outcome.PASS for step in _PROOFS)
    if not proven or any(found[step] is not Outcome.PASS for step in needs):
        told = ", ".join(f"{one.step.value} {one.code.value}" for one in document.checks)
        raise SystemExit(f"a badge that was to be measured does not hold: {told}")


class Seal:
    """An issuer with one key, and what it publishes."""

    def __init__(self, kind: KeyType = KeyType.ED25519, host: str = "college.example.edu") -> None:
        self.secret: SecretKey = make_key(kind)
        url = f"https://{host}/badges"
        name = issuer_id("web", url, self.secret.public)
        self.profile = IssuerProfile(id=name, url=url, name=f"Invented College at {host}")
        self.key = key_entry(key_name(self.profile, self.secret.public, 1), self.secret.public, NOW)
        self.web = published(self.profile, [self.key])

    def proven(self, document: Json, suite: str | None = None) -> Json:
        """Return the document with a proof inside."""
        made: Json = _made(with_proof(document, self.secret, name=self.key.name, created=NOW, suite=suite))
        return made

    def token(self, document: Json) -> str:
        """Return the document as a token."""
        made: str = _made(as_token(document, self.secret, name=self.key.name))
        return made

    def terms(self) -> Terms:
        """Return terms under which its documents are at hand and the learner is known."""
        return Terms(now=NOW, resolver=known(self), holder=Holder(ids=(LEARNER,)))


def _made(made: Any) -> Any:
    if isinstance(made, Refusal):
        raise SystemExit(f"not signed: {made}")
    return made


def known(*seals: Seal, **more: bytes) -> Snapshots:
    """Return a resolver that knows what issuers publish, taken now."""
    pages = [page for seal in seals for page in seal.web.items()] + list(more.items())
    return Snapshots(Snapshot(address, body, NOW) for address, body in pages)


def badge(seal: Seal, number: int = 0, **more: Any) -> Json:
    """Return an Open Badge 3.0 of about the size of the official simple example, not signed."""
    achievement = {
        "id": f"{seal.profile.url}/achievements/networking",
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": "Networking II",
        "description": "Plans, runs and repairs a small network with several subnets.",
        "humanCode": "NET-2",
        "criteria": {"narrative": f"Network number {number} ran for a week without an interruption."},
    }
    return {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": profile_json(seal.profile),
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "name": "Networking II",
        "credentialSubject": {"id": LEARNER, "type": ["AchievementSubject"], "achievement": achievement},
        **more,
    }


def kinds() -> Iterator[Kind]:
    """Yield every kind; those that need the shared reading room only where it is."""
    eddsa, p256, rsa = Seal(), Seal(KeyType.P256), Seal(KeyType.RSA)
    yield _kind("Open Badge 3.0, eddsa-rdfc-2022", eddsa, lambda n: _text(eddsa.proven(badge(eddsa, n))))
    yield _kind("the same, ecdsa-rdfc-2019 (P-256)", p256, lambda n: _text(p256.proven(badge(p256, n))))
    yield _kind("the same, eddsa-jcs-2022", eddsa, lambda n: _text(eddsa.proven(badge(eddsa, n), "eddsa-jcs-2022")))
    yield from _complete(eddsa)
    yield _kind("token, EdDSA", eddsa, _tokens(eddsa))
    yield _kind("token, ES256", p256, _tokens(p256))
    yield _kind("token, RS256, 3,072 bits", rsa, _tokens(rsa))
    yield _kind("PNG, JSON inside", eddsa, lambda n: _made(bake(plain_png(), _json(eddsa.proven(badge(eddsa, n))))))
    yield _kind("PNG, token inside", eddsa, lambda n: _made(bake(plain_png(), eddsa.token(badge(eddsa, n)))))
    drawn = plain_svg("Networking II", "Invented College")
    yield _kind("SVG, token inside", eddsa, lambda n: _made(bake(drawn, eddsa.token(badge(eddsa, n)))))
    yield _kind("SD-JWT VC, all shown, not bound", p256, lambda n: _selective(p256, n))
    yield _kind("CLR 2.0 with three badges", eddsa, lambda n: _text(_record(eddsa, n)), Step.NESTED)
    yield from _blockcerts()


def _kind(name: str, seal: Seal, make: Callable[[int], bytes], *needs: Step) -> Kind:
    return Kind(name, tuple(make(number) for number in range(EACH)), seal.terms(), (Step.KEY, *needs))


def _tokens(seal: Seal) -> Callable[[int], bytes]:
    return lambda number: seal.token(badge(seal, number)).encode()


def _complete(seal: Seal) -> Iterator[Kind]:
    """Yield the official complete example, signed anew by our key as often as there are others of a kind."""
    path = SHARED / "data" / "badges" / "ob3" / "complete.json"
    if not path.is_file():
        yield _kind("large Open Badge 3.0, 60 alignments", seal, lambda n: _text(seal.proven(_large(seal, n))))
        return
    whole = json.loads(path.read_text("utf-8"))
    issuer = {**whole["issuer"], "id": seal.profile.id}

    def make(number: int) -> bytes:
        bare = {name: value for name, value in whole.items() if name != "proof"}
        return _text(seal.proven({**bare, "id": f"urn:uuid:00000000-0000-4000-8000-{number:012d}", "issuer": issuer}))

    yield _kind("the complete example of Open Badges 3.0, signed anew", seal, make)


def _large(seal: Seal, number: int) -> Json:
    document = badge(seal, number)
    target = {"type": ["Alignment"], "targetName": "A skill", "targetType": "ceasn:Competency"}
    said = {"targetDescription": "What somebody can do who has learned it. " * 4}
    listed = [{**target, **said, "targetUrl": f"https://framework.example/{place}"} for place in range(60)]
    document["credentialSubject"]["achievement"]["alignment"] = listed
    return document


def _selective(seal: Seal, number: int) -> bytes:
    import secrets

    kind = "https://college.example.edu/types/badge"
    made = as_selective(
        badge(seal, number), seal.secret, name=seal.key.name, kind=kind, salts=lambda: secrets.token_bytes(16)
    )
    return made.encode()


def _record(seal: Seal, number: int) -> Json:
    inner = [seal.proven(badge(seal, number * 3 + place)) for place in range(3)]
    subject = {"id": LEARNER, "type": ["ClrSubject"], "verifiableCredential": inner}
    return seal.proven(
        {
            "@context": [*_CLR, CONTEXTS[1]],
            "id": f"urn:uuid:00000000-0000-4000-9000-{number:012d}",
            "type": ["VerifiableCredential", "ClrCredential"],
            "issuer": profile_json(seal.profile),
            "validFrom": "2026-01-01T00:00:00Z",
            "name": "Learner record",
            "credentialSubject": subject,
        }
    )


def _blockcerts() -> Iterator[Kind]:
    """Yield two certificates of others with their transactions, where they are at hand; one file, asked again."""
    files = SHARED / "data" / "badges" / "blockcerts"
    if not files.is_dir():
        return
    from tests.conformance.test_blockcerts import MAIN, SAMPLES, records

    profiles = {MAIN: "issuer-profile-mainnet-example.json", SAMPLES: "issuer-blockcerts.json"}
    port = Snapshots(Snapshot(url, (files / name).read_bytes(), NOW) for url, name in profiles.items())
    terms = Terms(now=NOW, profile="interoperable", resolver=port, anchors=records())
    for version, name in (("2", "v2/mainnet-valid-2.0.json"), ("3", "v3/ethereum-sepolia-v3.json")):
        yield Kind(f"Blockcerts {version}, with its transaction", ((files / name).read_bytes(),), terms)


@cache
def simple(number: int = 0) -> tuple[Seal, bytes]:
    """Return one ordinary badge and its issuer."""
    seal = Seal()
    return seal, _text(seal.proven(badge(seal, number)))


def _json(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _text(document: Json) -> bytes:
    return _json(document).encode()
