"""What are the lines over which a document is signed?  Its statements in canonical form, or why there are none."""

from __future__ import annotations

from pathways.verification.checks import Refusal
from pathways.verification.limits import LIMITS, Limits
from pathways.verification.proofs.allowed import PLAIN, Reading
from pathways.verification.proofs.jsonld import statements
from pathways.verification.proofs.rdfc import Digest, canonicalize
from pathways.verification.strict import Json


def canonical_form(
    document: Json, *, digest: Digest = "sha256", limits: Limits = LIMITS, reading: Reading = PLAIN
) -> str | Refusal:
    """Return the canonical N-Quads of a document, each line ended by a line feed, or why it is refused.

    Refused is whatever a signature would not cover, what is not pinned, and what asks for too much work.  ``digest`` is
    the hash by which blank nodes are named; ``reading`` what is taken beyond plain terms of pinned vocabularies.

    >>> canonical_form({"@context": "https://www.w3.org/ns/credentials/v2", "id": "urn:x:1", "name": "A"})
    '<urn:x:1> <https://schema.org/name> "A" .\\n'
    """
    found = statements(document, limits=limits, reading=reading)
    if isinstance(found, Refusal):
        return found
    lines = canonicalize(found, digest=digest, limits=limits)
    return lines if isinstance(lines, Refusal) else lines.text
