"""What is one check?  A step, its outcome, the code behind it, plain words, and what it rests on.

The list of codes is closed, and each code has one outcome and one sentence: what differs stands in the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import CheckEntry, EvidenceEntry
from pathways.verification.meanings import MEANING

Evidence = tuple[tuple[str, str], ...]

_LONGEST = 200


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
    return short if short.isprintable() else "".join(sign if sign.isprintable() else "�" for sign in short)
