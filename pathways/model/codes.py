"""In which words is a refusal said?  The reason codes of recognition, with the difference they rest on and the cure.

Source: semantics 9; substantial differences after the Lisbon Recognition Convention (level, workload, quality,
profile, outcomes).
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Difference = Literal["level", "workload", "quality", "profile", "outcomes"]
"""The substantial differences on which a refusal may rest."""


class ReasonCode(StrEnum):
    """Why a line, or a part of it, does not count."""

    GRADE_BELOW_MIN = "GRADE_BELOW_MIN"
    TOO_OLD = "TOO_OLD"
    OUTSIDE_AGREEMENT = "OUTSIDE_AGREEMENT"
    NO_EQUIVALENCE = "NO_EQUIVALENCE"
    NOT_EVALUATED = "NOT_EVALUATED"
    DENIED = "DENIED"
    ONLY_AT_RECEIVER = "ONLY_AT_RECEIVER"
    INDIVIDUAL_ASSESSMENT = "INDIVIDUAL_ASSESSMENT"
    EXCLUDED_BY_CREDIT_RULE = "EXCLUDED_BY_CREDIT_RULE"
    NOT_ASSESSED = "NOT_ASSESSED"
    NOT_VERIFIED = "NOT_VERIFIED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"
    DUPLICATE = "DUPLICATE"
    ALREADY_USED = "ALREADY_USED"
    NO_SLOT = "NO_SLOT"
    RESIDENCY_CAP = "RESIDENCY_CAP"
    SOURCE_CAP = "SOURCE_CAP"
    LEVEL_TOO_LOW = "LEVEL_TOO_LOW"
    HOURS_TOO_FEW = "HOURS_TOO_FEW"
    COVERAGE_TOO_LOW = "COVERAGE_TOO_LOW"
    EXCLUDED_KIND = "EXCLUDED_KIND"
    UNKNOWN_CREDIT_SYSTEM = "UNKNOWN_CREDIT_SYSTEM"
    UNIT_UNDECIDED = "UNIT_UNDECIDED"
    SUPERSEDED = "SUPERSEDED"
    AMBIGUOUS_RULES = "AMBIGUOUS_RULES"


NONE_HERE: Final[Difference] = "profile"
"""The difference that an institution states which says that it has nothing of the kind: what the learning is about."""


class CodeWords(NamedTuple):
    """What a code means in plain words, the substantial difference that it is (if it is one), and the usual cure."""

    meaning: str
    difference: Difference | None
    cure: str


WORDS: Final = MappingProxyType(
    {
        ReasonCode.GRADE_BELOW_MIN: CodeWords(
            "the grade is below the minimum", "quality", "retake it, or pass a challenge exam"
        ),
        ReasonCode.TOO_OLD: CodeWords(
            "it was completed too long ago",
            None,
            "show that the learning is current: challenge exam or assessment",
        ),
        ReasonCode.OUTSIDE_AGREEMENT: CodeWords(
            "it was taken outside the dates of the agreement", None, "ask for an individual assessment"
        ),
        ReasonCode.NO_EQUIVALENCE: CodeWords(
            "no equivalent exists at the receiving institution",
            None,
            "complete what the rule still asks for, or appeal",
        ),
        ReasonCode.NOT_EVALUATED: CodeWords(
            "nobody has evaluated it yet", None, "ask the receiving institution to evaluate it"
        ),
        ReasonCode.DENIED: CodeWords(
            "the receiving institution has denied it", None, "appeal, or take the course there"
        ),
        ReasonCode.ONLY_AT_RECEIVER: CodeWords(
            "this must be taken at the receiving institution", None, "take it after transfer"
        ),
        ReasonCode.INDIVIDUAL_ASSESSMENT: CodeWords(
            "a person has to look at it", None, "ask for the individual assessment and supply what is missing"
        ),
        ReasonCode.EXCLUDED_BY_CREDIT_RULE: CodeWords(
            "no credit is given for both of two overlapping courses",
            None,
            "nothing: the overlapping course counts",
        ),
        ReasonCode.NOT_ASSESSED: CodeWords(
            "it was never assessed", "quality", "take an assessment of the same outcomes"
        ),
        ReasonCode.NOT_VERIFIED: CodeWords("it is not verified", None, "have the issuer verify it"),
        ReasonCode.REVOKED: CodeWords("its issuer has revoked it", None, "ask the issuer"),
        ReasonCode.EXPIRED: CodeWords("it has expired", None, "renew it"),
        ReasonCode.DUPLICATE: CodeWords(
            "the same learning is on the record twice", None, "nothing: the better one counts"
        ),
        ReasonCode.ALREADY_USED: CodeWords("it already serves elsewhere", None, "nothing: it is used once"),
        ReasonCode.NO_SLOT: CodeWords(
            "accepted, but no requirement of this credential has room for it", None, "use it toward another credential"
        ),
        ReasonCode.RESIDENCY_CAP: CodeWords(
            "accepted, but enough must be earned at the institution itself", None, "take the rest there"
        ),
        ReasonCode.SOURCE_CAP: CodeWords(
            "accepted, but the limit for learning from such sources is reached", None, "take the rest as courses"
        ),
        ReasonCode.LEVEL_TOO_LOW: CodeWords("its level is too low", "level", "take a course at the level asked for"),
        ReasonCode.HOURS_TOO_FEW: CodeWords("it took too few hours", "workload", "add learning that covers the hours"),
        ReasonCode.COVERAGE_TOO_LOW: CodeWords(
            "it covers too few of the outcomes", "outcomes", "add a credential that covers the missing outcomes"
        ),
        ReasonCode.EXCLUDED_KIND: CodeWords(
            "learning of this kind or from such a provider is not recognised", "quality", "take an assessment there"
        ),
        ReasonCode.UNKNOWN_CREDIT_SYSTEM: CodeWords(
            "its credit is in a system that nobody has defined", None, "state the hours or the credit system"
        ),
        ReasonCode.UNIT_UNDECIDED: CodeWords(
            "how much credit it carries is not known", None, "state the credit or the hours"
        ),
        ReasonCode.SUPERSEDED: CodeWords("a later version replaces it", None, "nothing: the later one counts"),
        ReasonCode.AMBIGUOUS_RULES: CodeWords(
            "two rules of equal rank answer differently", None, "ask the receiving institution which rule holds"
        ),
    }
)
