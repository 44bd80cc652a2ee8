"""Which checks does a Blockcerts certificate go through?  Its hash, its receipt, the transaction, who made that.

A receipt alone proves that a certificate belongs to a root; only a record of the transaction, handed in beside it,
tells that the root was written down, when and by whom.  Without one that stays open, by name.

Source: Blockcerts 2.0 (MerkleProof2017) and 3.0 (MerkleProof2019); Linked Data Proof "merkle-proof-2019".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from pathways.model.anchors import Anchor
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.verification.badge2.documents import Document, is_address
from pathways.verification.badge2.parts import Parts, parts_of, profile_of
from pathways.verification.badge2.revoked import check_listed
from pathways.verification.badge2.shape import ANCHORED, check_shape, verified_as
from pathways.verification.blockcerts.inline import with_own_terms
from pathways.verification.blockcerts.receipt import PRIVATE, REAL, UNNAMED, Place, Receipt, receipt_2017, receipt_2019
from pathways.verification.blockcerts.sender import check_sender
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.claims import issuer_of
from pathways.verification.proofs.canonical import canonical_form
from pathways.verification.proofs.embedded import check_embedded
from pathways.verification.strict import Json
from pathways.verification.terms import Terms

_SUITE: Final = "merkle-proof-2019"
_RANK: Final = {Outcome.FAIL: 0, Outcome.UNKNOWN: 1, Outcome.NOT_APPLICABLE: 1, Outcome.PASS: 2}


@dataclass(frozen=True, slots=True)
class _Written:
    """Where a root is said to be written, and the record of that transaction, where somebody looked it up."""

    place: Place
    anchor: Anchor | None


def check_certificate_2(assertion: Json, terms: Terms) -> list[Check]:
    """Return the checks of a certificate of version 2: structure, proof, data loss, key and status."""
    parts = parts_of(assertion, terms)
    checks = [check(step, CheckCode.NOT_APPLICABLE) for step in (Step.PROOF_JWT, Step.REFRESH, Step.NESTED)]
    checks.append(check_shape(parts, terms.profile))
    checks.append(check_listed(assertion, parts.issuer, terms))
    return checks + _anchored_2(parts, terms)


def check_anchored(document: Json, terms: Terms) -> list[Check]:
    """Return the checks of proof, data loss and key of a document of which a proof is a receipt.

    One proof of several is enough, as everywhere.  Raises NotAvailableError X002 where another one is a signature and
    the extra ``badges`` is not installed.
    """
    proofs = _proofs(document)
    if len(proofs) > terms.limits.proofs:
        return [check(Step.PROOF_EMBEDDED, CheckCode.PROOFS_TOO_MANY, proofs=len(proofs), allowed=terms.limits.proofs)]
    bare = {name: value for name, value in document.items() if name != "proof"}
    found = [_anchored_3(bare, proof, terms) for proof in proofs if _by_receipt(proof)]
    others = [proof for proof in proofs if not _by_receipt(proof)]
    if others:
        found.append(check_embedded({**bare, "proof": others}, terms))
    return max(found, key=lambda checks: sorted(_RANK[one.outcome] for one in checks))


def check_list_of_profile(credential: Json, terms: Terms) -> Check:
    """Return whether the list that the issuer's profile names holds a certificate of version 3 without own status."""
    return check_listed(credential, _profile(issuer_of(credential), terms), terms)


def _proofs(document: Json) -> list[Any]:
    found = document.get("proof", [])
    return found if isinstance(found, list) else [found]


def _by_receipt(proof: Any) -> bool:
    return isinstance(proof, dict) and (proof.get("type") == "MerkleProof2019" or proof.get("cryptosuite") == _SUITE)


def _anchored_2(parts: Parts, terms: Terms) -> list[Check]:
    assertion = parts.assertion
    signature, verification = assertion.get("signature"), assertion.get("verification")
    if not isinstance(signature, dict):
        return [check(Step.PROOF_EMBEDDED, CheckCode.PROOF_MISSING)]
    if not verified_as(assertion) & ANCHORED or not isinstance(verification, dict):
        return [check(Step.PROOF_EMBEDDED, CheckCode.SUITE_UNSUPPORTED, says=", ".join(sorted(verified_as(assertion))))]
    said = verification.get("publicKey")
    address = said.rpartition(":")[2] if isinstance(said, str) else None
    receipt = receipt_2017(signature, address or "", limits=terms.limits)
    bare = {name: value for name, value in assertion.items() if name != "signature"}
    return _judged(bare, receipt, parts.issuer, address, terms)


def _anchored_3(bare: Json, proof: Json, terms: Terms) -> list[Check]:
    if proof.get("proofPurpose", "assertionMethod") != "assertionMethod":
        return [check(Step.PROOF_EMBEDDED, CheckCode.PROOF_PURPOSE_WRONG, purpose=proof["proofPurpose"])]
    receipt = receipt_2019(proof.get("proofValue"), limits=terms.limits)
    signer = issuer_of(bare) if "issuer" in bare else bare.get("holder")
    return _judged(bare, receipt, _profile(signer, terms), None, terms)


def _profile(issuer: Any, terms: Terms) -> Document | Refusal:
    if isinstance(issuer, str) and not is_address(issuer):
        return refusal(CheckCode.KEY_METHOD_UNSUPPORTED, issuer=issuer)
    return profile_of(issuer, terms)


def _judged(
    bare: Json, receipt: Receipt | Refusal, issuer: Document | Refusal, said: str | None, terms: Terms
) -> list[Check]:
    """Return the checks of a document without its receipt, of the receipt, and of what is known of the transaction."""
    lines = _lines(bare, terms)
    dropped = isinstance(lines, Refusal)
    loss = lines.at(Step.DATA_LOSS) if isinstance(lines, Refusal) else check(Step.DATA_LOSS, CheckCode.NOTHING_DROPPED)
    if isinstance(receipt, Refusal):
        return [receipt.at(Step.PROOF_EMBEDDED), loss, check(Step.KEY, CheckCode.SENDER_UNKNOWN)]
    written = _written(receipt, terms)
    proof = lines if isinstance(lines, Refusal) else _fits(lines, receipt) or _anchored(receipt, written, terms)
    known = None if dropped or written.place.chain in PRIVATE else written.anchor
    key = check_sender(known, issuer, said, terms) if known else check(Step.KEY, CheckCode.SENDER_UNKNOWN)
    return [proof.at(Step.PROOF_EMBEDDED), loss, key]


def _lines(bare: Json, terms: Terms) -> str | Refusal:
    named = with_own_terms(bare)
    if isinstance(named, Refusal):
        return named
    return canonical_form(named[0], limits=terms.limits, reading=named[1])


def _fits(lines: str, receipt: Receipt) -> Refusal | None:
    """Return why the receipt is not that of the document, or does not lead to its root."""
    found = hashlib.sha256(lines.encode("utf-8")).digest()
    if found != receipt.target:
        return refusal(CheckCode.MERKLE_HASH_DIFFERS, document=found.hex(), receipt=receipt.target.hex())
    if receipt.reached() != receipt.root:
        return refusal(CheckCode.MERKLE_PATH_WRONG, leads_to=receipt.reached().hex(), root=receipt.root.hex())
    return None


def _written(receipt: Receipt, terms: Terms) -> _Written:
    """Return where the root is written: the first place of which there is a record, else the first."""
    every = [_Written(place, terms.anchors.of(place.chain, place.transaction)) for place in receipt.places]
    asked = [one for one in every if one.anchor is not None and one.anchor.time <= terms.now]
    unknown = _Written(every[0].place if every else Place(UNNAMED, ""), None)
    return asked[0] if asked else unknown


def _anchored(receipt: Receipt, written: _Written, terms: Terms) -> Refusal:
    place, anchor, root = written.place, written.anchor, receipt.root.hex()
    evidence = {"chain": place.chain, "transaction": place.transaction, "root": root}
    if place.chain in PRIVATE:
        return refusal(CheckCode.ANCHOR_ON_TEST_CHAIN, **evidence)
    if anchor is None:
        return refusal(CheckCode.ANCHOR_NOT_CHECKED, **evidence)
    if anchor.root != root:
        return refusal(CheckCode.ANCHOR_DIFFERS, holds=anchor.root, **evidence)
    whole = {**evidence, "time": anchor.time.isoformat(), "source": anchor.source}
    if place.chain in REAL:
        return refusal(CheckCode.ANCHOR_HOLDS, **whole)
    strict = terms.profile == "strict"
    code = CheckCode.ANCHOR_ON_TEST_CHAIN if strict else CheckCode.ANCHOR_HOLDS_ON_TEST_NETWORK
    return refusal(code, **whole)
