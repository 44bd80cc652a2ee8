"""Over which bytes is a proof made?  The hash of its options, then the hash of the document, each in canonical form.

One table of suites; what a document is signed by here is also what it is verified by.  The digest follows the key:
SHA-384 for P-384, else SHA-256.

Source: VC Data Integrity 1.0; Data Integrity EdDSA Cryptosuites 1.0 sections 3.2, 3.3 and its appendix on
Ed25519Signature2020; Data Integrity ECDSA Cryptosuites 1.0 sections 3.2 and 3.3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.allowed import PLAIN, Reading
from pathways.verification.proofs.canonical import canonical_form
from pathways.verification.proofs.jcs import canonical_json
from pathways.verification.publickey import KeyType
from pathways.verification.strict import Json

DATA_INTEGRITY: Final = "DataIntegrityProof"
Digest = Literal["sha256", "sha384"]


@dataclass(frozen=True, slots=True)
class Suite:
    """How a proof is made: over the graph, the JSON, or the graph in parts; its keys and the algorithms of a JWK."""

    name: str
    form: Literal["rdfc", "jcs", "selective"]
    keys: Mapping[KeyType, str]


_EDWARDS: Final = MappingProxyType({KeyType.ED25519: "EdDSA"})
_CURVES: Final = MappingProxyType({KeyType.P256: "ES256", KeyType.P384: "ES384"})
ED25519_2020: Final = Suite("Ed25519Signature2020", "rdfc", _EDWARDS)
SUITES: Final[Mapping[str, Suite]] = MappingProxyType(
    {
        "eddsa-rdfc-2022": Suite("eddsa-rdfc-2022", "rdfc", _EDWARDS),
        "eddsa-jcs-2022": Suite("eddsa-jcs-2022", "jcs", _EDWARDS),
        "ecdsa-rdfc-2019": Suite("ecdsa-rdfc-2019", "rdfc", _CURVES),
        "ecdsa-jcs-2019": Suite("ecdsa-jcs-2019", "jcs", _CURVES),
        "ecdsa-sd-2023": Suite("ecdsa-sd-2023", "selective", MappingProxyType({KeyType.P256: "ES256"})),
    }
)
"""The cryptosuites of a ``DataIntegrityProof`` that are verified here, by name."""
DRAFTS: Final = frozenset({"eddsa-2022", "json-eddsa-2022", "jcs-eddsa-2022", "ecdsa-2019", "jcs-ecdsa-2019"})
"""Names that were in drafts only; the suites changed before they were done, so nothing is said about such a proof."""


def suite_of(proof: Json) -> Suite | Refusal:
    """Return the suite of a proof, or why it is none of those that are verified here.

    >>> suite_of({"type": "DataIntegrityProof", "cryptosuite": "eddsa-2022"}).code.value
    'SUITE_UNSUPPORTED'
    """
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if not isinstance(kind, str) or not kind:
        return refusal(CheckCode.PROOF_MALFORMED, type=kind)
    if kind == ED25519_2020.name:
        return ED25519_2020
    if kind != DATA_INTEGRITY:
        return refusal(CheckCode.SUITE_UNSUPPORTED, type=kind)
    if not isinstance(name, str) or not name:
        return refusal(CheckCode.PROOF_MALFORMED, cryptosuite=name)
    if name in DRAFTS:
        return refusal(CheckCode.SUITE_UNSUPPORTED, cryptosuite=name, because="a draft")
    return SUITES.get(name) or refusal(CheckCode.SUITE_UNSUPPORTED, cryptosuite=name)


def digest_of(key: KeyType) -> Digest:
    """Return the hash that goes with a key."""
    return "sha384" if key is KeyType.P384 else "sha256"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature is over, step by step: both canonical forms and by which digest they are hashed."""

    document: bytes
    options: bytes
    digest: Digest

    @property
    def document_hash(self) -> bytes:
        """Return the hash of the document."""
        return hashlib.new(self.digest, self.document).digest()

    @property
    def options_hash(self) -> bytes:
        """Return the hash of the options of the proof."""
        return hashlib.new(self.digest, self.options).digest()

    @property
    def message(self) -> bytes:
        """Return what is signed."""
        return self.options_hash + self.document_hash


def signing_input(
    document: Json, proof: Json, *, key: KeyType, limits: Limits = LIMITS, reading: Reading = PLAIN
) -> bytes | Refusal:
    """Return the bytes that a key of this type signs to make ``proof`` over ``document``, or why there are none.

    ``document`` is without its proof (in a chain: with the proofs that this one names, under ``proof``); ``proof`` has
    all its members but ``proofValue``, which is ignored.  Raises NotAvailableError X002 without the extra ``badges``.
    """
    found = signed_parts(document, proof, key=key, limits=limits, reading=reading)
    return found if isinstance(found, Refusal) else found.message


def signed_parts(
    document: Json, proof: Json, *, key: KeyType, limits: Limits = LIMITS, reading: Reading = PLAIN
) -> Signed | Refusal:
    """Return what is signed in its steps, as :func:`signing_input` does."""
    suite = suite_of(proof)
    if isinstance(suite, Refusal):
        return suite
    if suite.form == "selective":
        return refusal(CheckCode.SUITE_UNSUPPORTED, suite=suite.name, because="it is verified here, not made")
    if key not in suite.keys:
        return refusal(CheckCode.ALGORITHM_NOT_FOR_KEY, suite=suite.name, key=key)
    secured = document_bytes(document, proof, suite, key=key, limits=limits, reading=reading)
    if isinstance(secured, Refusal):
        return secured
    options = options_bytes(document, proof, suite, key=key, limits=limits, reading=reading)
    return options if isinstance(options, Refusal) else Signed(secured, options, digest_of(key))


def document_bytes(
    document: Json, proof: Json, suite: Suite, *, key: KeyType, limits: Limits = LIMITS, reading: Reading = PLAIN
) -> bytes | Refusal:
    """Return the canonical form of the document; contexts that a proof over JSON does not cover are refused."""
    if suite.form != "jcs":
        return _graph(document, key, limits, reading)
    if "@context" in proof and not _same_contexts(document.get("@context"), proof["@context"]):
        return refusal(CheckCode.CONTEXT_NOT_SIGNED, document=document.get("@context"), proof=proof["@context"])
    covered = {"@context": proof["@context"]} if "@context" in proof else {}
    return canonical_json({**document, **covered}, limits=limits)


def options_bytes(
    document: Json, proof: Json, suite: Suite, *, key: KeyType, limits: Limits = LIMITS, reading: Reading = PLAIN
) -> bytes | Refusal:
    """Return the canonical form of the options of a proof: all but its value, read in the contexts of the document."""
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if suite.form == "jcs":
        return canonical_json(options, limits=limits)
    context = document.get("@context")
    if "@context" in proof and not _same_contexts(context, proof["@context"]):
        return refusal(CheckCode.CONTEXT_NOT_SIGNED, document=context, proof=proof["@context"])
    return _graph({**options, "@context": context}, key, limits, reading)


def _same_contexts(one: Any, other: Any) -> bool:
    """Return whether the contexts are the same; one alone and a list of one are."""
    first, second = (value if isinstance(value, list) else [value] for value in (one, other))
    return first == second


def _graph(document: Json, key: KeyType, limits: Limits, reading: Reading) -> bytes | Refusal:
    found = canonical_form(document, digest=digest_of(key), limits=limits, reading=reading)
    return found if isinstance(found, Refusal) else found.encode("utf-8")
