"""What is one check?  A step, its outcome, the code behind it, plain words, and what it rests on.

The list of codes is closed, and each code has one outcome and one sentence: what differs stands in the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from pathways.model.verification_documents import CheckCode, CheckEntry, EvidenceEntry, Outcome, Step

Evidence = tuple[tuple[str, str], ...]

_LONGEST = 200
_PASS, _FAIL, _UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN

MEANING: Final[Mapping[CheckCode, tuple[Outcome, str]]] = MappingProxyType(
    {
        CheckCode.NOT_APPLICABLE: (Outcome.NOT_APPLICABLE, "This step does not apply to what was handed in."),
        CheckCode.NOT_CHECKED: (_UNKNOWN, "This step was not carried out."),
        CheckCode.CARRIER_READ: (_PASS, "The badge was found and read."),
        CheckCode.CARRIER_UNSUPPORTED: (_UNKNOWN, "Files of this type are not read; nothing is said about them."),
        CheckCode.CARRIER_TOO_LARGE: (_FAIL, "It is larger than a badge may be."),
        CheckCode.CARRIER_DAMAGED: (_FAIL, "The file is damaged."),
        CheckCode.CARRIER_HAS_NO_BADGE: (_FAIL, "The picture holds no badge."),
        CheckCode.CARRIER_HAS_SEVERAL_BADGES: (_FAIL, "The picture holds more than one badge: which is meant is open."),
        CheckCode.CARRIER_COMPRESSED: (_FAIL, "The badge inside the picture is compressed, which is not allowed."),
        CheckCode.XML_UNSAFE: (_FAIL, "The picture defines entities or refers to a document type of its own."),
        CheckCode.JSON_MALFORMED: (_FAIL, "The text is not JSON."),
        CheckCode.JSON_NOT_UTF8: (_FAIL, "The text is not UTF-8."),
        CheckCode.JSON_DUPLICATE_KEY: (_FAIL, "One key stands twice: readers would differ on which value counts."),
        CheckCode.JSON_TOO_DEEP: (_FAIL, "It is nested deeper than a badge may be."),
        CheckCode.JSON_TOO_LARGE: (_FAIL, "It holds more values than a badge may."),
        CheckCode.JSON_NUMBER_REFUSED: (_FAIL, "A number is not finite or has too many digits."),
        CheckCode.KIND_UNSUPPORTED: (_UNKNOWN, "This kind of document is not verified here; it may well be genuine."),
        CheckCode.PROOF_HOLDS: (_PASS, "The signature holds, and what the token claims agrees with the credential."),
        CheckCode.PROOF_HOLDS_CLAIMS_MISSING: (
            _PASS,
            "The signature holds; claims that the specification asks for are missing, none disagrees.",
        ),
        CheckCode.JWT_MALFORMED: (_FAIL, "The token is not three parts of base64url with JSON in the first two."),
        CheckCode.JWT_HEADER_TOO_LARGE: (_FAIL, "The header of the token is too large."),
        CheckCode.JWT_HEADER_NOT_ALLOWED: (_FAIL, "The header of the token names what is not allowed there."),
        CheckCode.JWT_CRITICAL_EXTENSION: (
            _FAIL,
            "The token asks for an extension that is not understood here.",
        ),
        CheckCode.JWT_UNENCODED_PAYLOAD: (_FAIL, "The token asks for a payload that is not encoded."),
        CheckCode.ALGORITHM_MISSING: (_FAIL, "The token does not say how it is signed."),
        CheckCode.ALGORITHM_NOT_ALLOWED: (_FAIL, "Signatures by this algorithm are not accepted."),
        CheckCode.ALGORITHM_UNSUPPORTED: (_UNKNOWN, "Signatures by this algorithm cannot be checked here."),
        CheckCode.ALGORITHM_NOT_FOR_KEY: (_FAIL, "The key is not for this algorithm or not for signing."),
        CheckCode.SIGNATURE_WRONG: (_FAIL, "The signature does not fit: something was changed, or another key signed."),
        CheckCode.CLAIM_MISSING: (_FAIL, "The token lacks a claim that the specification asks for."),
        CheckCode.CLAIM_DIFFERS: (_FAIL, "The token claims something else than the credential inside it."),
        CheckCode.CLAIMS_AMBIGUOUS: (_FAIL, "The token holds two credentials: which is meant is open."),
        CheckCode.KEY_OF_ISSUER: (_PASS, "The key belongs to the issuer that the credential names."),
        CheckCode.KEY_MISSING: (_FAIL, "Nothing says which key signed."),
        CheckCode.KEY_MALFORMED: (_FAIL, "The key cannot be read."),
        CheckCode.KEY_PRIVATE: (_FAIL, "The private key was published with it: anybody may have signed."),
        CheckCode.KEY_TOO_SHORT: (_FAIL, "The key is too short to be safe, or outside the sizes that are accepted."),
        CheckCode.KEY_TYPE_UNSUPPORTED: (_UNKNOWN, "Keys of this type cannot be used here."),
        CheckCode.KEY_NAME_NOT_A_URI: (_FAIL, "The name of the key is not an address."),
        CheckCode.KEY_METHOD_UNSUPPORTED: (_UNKNOWN, "Keys cannot be looked up in this way here."),
        CheckCode.KEY_METHOD_UNKNOWN: (_FAIL, "There is no such way to look up a key."),
        CheckCode.KEY_ADDRESS_REFUSED: (_FAIL, "The address of the key is not one that may be asked."),
        CheckCode.KEY_NOT_RESOLVED: (_UNKNOWN, "The issuer's own list of keys is not at hand."),
        CheckCode.KEY_DOCUMENT_MALFORMED: (_FAIL, "The document that should hold the key cannot be read."),
        CheckCode.KEY_NOT_IN_DOCUMENT: (_FAIL, "The document that should hold the key does not hold it."),
        CheckCode.KEY_NOT_OF_ISSUER: (_FAIL, "The key belongs to somebody else than the issuer named."),
        CheckCode.ISSUER_MISSING: (_FAIL, "The credential names no issuer."),
        CheckCode.IN_TIME: (_PASS, "The day of asking lies inside the time for which it is valid."),
        CheckCode.NOT_YET_VALID: (_FAIL, "It is not valid yet."),
        CheckCode.EXPIRED: (_FAIL, "It is no longer valid."),
        CheckCode.DATE_MALFORMED: (_FAIL, "A date is not a moment with its time zone, or the end is before the start."),
        CheckCode.NO_DATES: (_UNKNOWN, "It does not say from when it is valid."),
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not taken: a value that becomes a check of the step in which it happened."""

    code: CheckCode
    evidence: Evidence = ()

    def at(self, step: Step) -> Check:
        """Return it as the check of a step."""
        return Check(step, self.code, self.evidence)


@dataclass(frozen=True, slots=True)
class Check:
    """One step of a verification; ``outcome`` and ``words`` follow from the code.

    >>> check(Step.TIME, CheckCode.EXPIRED, until="2025-01-01").outcome.value
    'FAIL'
    """

    step: Step
    code: CheckCode
    evidence: Evidence = ()

    @property
    def outcome(self) -> Outcome:
        """Return how the step came out."""
        return MEANING[self.code][0]

    @property
    def words(self) -> str:
        """Return the sentence that people read."""
        return MEANING[self.code][1]

    def entry(self) -> CheckEntry:
        """Return the check as it stands in a document."""
        evidence = tuple(EvidenceEntry(name=name, value=value) for name, value in self.evidence)
        return CheckEntry(step=self.step, outcome=self.outcome, code=self.code, words=self.words, evidence=evidence)


def check(step: Step, code: CheckCode, **evidence: object) -> Check:
    """Return the check of a step with its evidence, each value shortened and printable."""
    return Check(step, code, _pairs(evidence))


def refusal(code: CheckCode, **evidence: object) -> Refusal:
    """Return a refusal with its evidence, each value shortened and printable.

    >>> refusal(CheckCode.KEY_MALFORMED, key="z6Mk" + "x" * 300).evidence[0][1][-6:]
    'xxxxx…'
    """
    return Refusal(code, _pairs(evidence))


def _pairs(evidence: Mapping[str, object]) -> Evidence:
    return tuple((name, printable(value)) for name, value in evidence.items())


def printable(value: object) -> str:
    """Return what came from outside as a short text without control characters or half characters."""
    text = value if isinstance(value, str) else str(value)
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "".join(sign if sign.isprintable() else "�" for sign in short)
