"""Would we ourselves take it for genuine?  What is signed is examined as a stranger's would be before it is handed out.

The examiner knows what the issuer publishes and nothing else, and is strict.  Recipient, registry and the rest are for
those who receive it; an issuer that cannot pass its own structure, proof, key and time has made a mistake of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from pathways.errors import InternalError
from pathways.issuing.issuer import known_by_itself
from pathways.model.check_codes import Outcome, Step
from pathways.model.verification_documents import CheckEntry, VerificationDocument
from pathways.verification.examine import examine
from pathways.verification.terms import Terms

NEEDED: Final = (Step.STRUCTURE, Step.KEY, Step.TIME)
"""What has to pass beside the proof, and data loss where the proof is inside."""


def examined(data: bytes, documents: Mapping[str, bytes], now: dt.datetime) -> VerificationDocument:
    """Return the verification of what was signed, made with the documents that its issuer publishes, by address.

    Raises InternalError X001 where it would not pass.
    """
    terms = Terms(now=now, resolver=known_by_itself(documents, now))
    document = examine(data, terms)
    wrong = [entry for entry in document.checks if not _passes(entry, data)]
    if wrong:
        told = "; ".join(f"{entry.step.value} {entry.outcome.value} {entry.code.value}" for entry in wrong)
        raise InternalError("X001", f"what was signed does not pass our own examination: {told}")
    return document


def _passes(entry: CheckEntry, data: bytes) -> bool:
    inside = data.lstrip().startswith(b"{")
    proof = (Step.PROOF_EMBEDDED, Step.DATA_LOSS) if inside else (Step.PROOF_JWT,)
    if entry.step in (*NEEDED, *proof):
        return entry.outcome is Outcome.PASS
    return entry.outcome is not Outcome.FAIL
