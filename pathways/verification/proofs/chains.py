"""Which proofs does a document have, and which of them build on which others?  Sets and chains, without circles.

Each proof of a set stands for itself.  One that names others before it signs them along with the document.

Source: VC Data Integrity 1.0, sections 2.1.1 (proof sets), 2.1.2 (proof chains) and 4.5 (verify proof sets and chains).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pathways.model.check_codes import CheckCode
from pathways.verification.checks import Refusal, refusal
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.strict import Json

Links = tuple[int, ...] | Refusal
_ANCHORS: Final = ("MerkleProof2017", "MerkleProof2019", "merkle-proof-2019")


def proofs_of(document: Json, *, limits: Limits = LIMITS) -> tuple[Json, ...] | Refusal:
    """Return the proofs of a document, at least one, or why there is none to look at.

    >>> proofs_of({"type": "VerifiableCredential"}).code.value
    'PROOF_MISSING'
    """
    found = document.get("proof", [])
    proofs = found if isinstance(found, list) else [found]
    if not proofs:
        return refusal(CheckCode.PROOF_MISSING)
    if len(proofs) > limits.proofs:
        return refusal(CheckCode.PROOFS_TOO_MANY, proofs=len(proofs), allowed=limits.proofs)
    if not all(isinstance(proof, dict) and proof for proof in proofs):
        return refusal(CheckCode.PROOF_MALFORMED, error="a proof is not an object")
    return tuple(proofs)


def is_anchored(document: Json) -> bool:
    """Return whether a proof of the document is a path to the anchor of a batch, as Blockcerts makes them.

    >>> is_anchored({"proof": {"type": "MerkleProof2019"}})
    True
    """
    found = document.get("proof")
    proofs = found if isinstance(found, list) else [found]
    names = ((proof.get("type"), proof.get("cryptosuite")) for proof in proofs if isinstance(proof, dict))
    return any(name in _ANCHORS for pair in names for name in pair)


def links_of(proofs: Sequence[Json]) -> tuple[Links, ...]:
    """Return for each proof the places of those that it builds on, or why it builds on nothing that there is.

    >>> links_of([{"id": "urn:a"}, {"previousProof": "urn:a"}])
    ((), (0,))
    >>> links_of([{"id": "urn:a", "previousProof": "urn:a"}])[0].code.value
    'PROOF_CHAIN_BROKEN'
    """
    named = tuple(_named(proof, proofs) for proof in proofs)
    return tuple(_without_circle(place, named) for place in range(len(proofs)))


def _named(proof: Json, proofs: Sequence[Json]) -> Links:
    if "previousProof" not in proof:
        return ()
    wanted = proof["previousProof"]
    names = wanted if isinstance(wanted, list) else [wanted]
    if not names or not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
        return refusal(CheckCode.PROOF_MALFORMED, previousProof=wanted)
    places = []
    for name in names:
        found = [place for place, other in enumerate(proofs) if other.get("id") == name]
        if len(found) != 1:
            return refusal(CheckCode.PROOF_CHAIN_BROKEN, previousProof=name, found=len(found))
        places.append(found[0])
    return tuple(places)


def _without_circle(place: int, named: Sequence[Links]) -> Links:
    """Return the links of a proof; refused where following them leads back to it."""
    own = named[place]
    if isinstance(own, Refusal):
        return own
    reached: set[int] = set()
    ahead = list(own)
    while ahead:
        one = ahead.pop()
        if one not in reached:
            reached.add(one)
            links = named[one]
            ahead.extend(() if isinstance(links, Refusal) else links)
    if place in reached:
        return refusal(CheckCode.PROOF_CHAIN_BROKEN, error="in a circle")
    return own
