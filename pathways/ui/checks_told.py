"""How is a verification told to somebody who has never seen one?  Standing, every step, what it rests on, what helps.

Pure words, safe to show as markdown; used by every page that shows badges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from pathways.language.words import Say, msg
from pathways.model.badge_documents import Standing
from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import CheckEntry, SaidEntry
from pathways.ui.evidence_names import evidence_words
from pathways.ui.names import plain, unlinked

STANDINGS: Final = MappingProxyType(
    {
        Standing.PROVEN: ("✓", msg("proven")),
        Standing.CLAIM: ("?", msg("claim, not proven")),
        Standing.REFUSED: ("✗", msg("refused")),
        Standing.REPLACED: ("↻", msg("replaced by a newer one")),
        Standing.DUPLICATE: ("=", msg("the same as another one")),
    }
)
"""The sign and the word for how a badge stands; colour is never the only sign."""

OUTCOMES: Final = MappingProxyType(
    {
        Outcome.PASS: ("✓", msg("holds")),
        Outcome.FAIL: ("✗", msg("wrong")),
        Outcome.UNKNOWN: ("?", msg("open")),
        Outcome.NOT_APPLICABLE: ("–", msg("does not apply")),
    }
)

STEPS: Final = MappingProxyType(
    {
        Step.CARRIER: msg("The file"),
        Step.STRUCTURE: msg("Its form"),
        Step.PROOF_JWT: msg("Signature of the token"),
        Step.PROOF_EMBEDDED: msg("Signature inside"),
        Step.DATA_LOSS: msg("All of it is signed"),
        Step.KEY: msg("The issuer's key"),
        Step.REFRESH: msg("Newer one at the issuer"),
        Step.STATUS: msg("Not taken back"),
        Step.TIME: msg("In time"),
        Step.RECIPIENT: msg("Whose it is"),
        Step.NESTED: msg("What is inside"),
        Step.REPLACEMENT: msg("Newer one here"),
        Step.RECOGNIZED_ISSUER: msg("Accepted issuer"),
    }
)

_NETWORK: Final = msg(
    "This page never asks the network. The command 'pathways verify --network' asks the issuer, on your own machine."
)
_DECIDE: Final = msg("Ask the institution where it should count whether it accepts this issuer.")

CURES: Final = MappingProxyType(
    {
        CheckCode.RECIPIENT_NOT_ASKED: msg("Say whose your badges are."),
        CheckCode.RECIPIENT_NOT_COMPARABLE: msg("Say by which mail address or id the issuer knows you."),
        CheckCode.RECIPIENT_IS_ANOTHER: msg("If the issuer knows you by another mail address, add that address."),
        CheckCode.ISSUER_LIST_MISSING: msg("Hand in a list of issuers that are accepted."),
        CheckCode.ISSUER_NOT_LISTED: _DECIDE,
        CheckCode.ISSUER_NOT_LISTED_FOR_YOU: _DECIDE,
        CheckCode.ISSUER_OUTSIDE_SCOPE: _DECIDE,
        CheckCode.AWARD_NOT_LISTED: _DECIDE,
        CheckCode.KEY_NOT_RESOLVED: _NETWORK,
        CheckCode.DOCUMENT_NOT_AT_HAND: _NETWORK,
        CheckCode.STATUS_NOT_AT_HAND: _NETWORK,
        CheckCode.STATUS_STALE: _NETWORK,
        CheckCode.EXPIRED: msg("Ask the issuer whether it can be renewed."),
        CheckCode.STATUS_REVOKED: msg("Ask the issuer why it was taken back."),
        CheckCode.STATUS_SUSPENDED: msg("Ask the issuer what is to be done."),
        CheckCode.SIGNATURE_WRONG: msg("Fetch the file again where you got it; do not open and save it on the way."),
    }
)
"""What the holder of a badge can do about a step that is open or wrong."""


class Told(Protocol):
    """One check, with or without what it rests on."""

    @property
    def step(self) -> Step:
        """Return which step it is."""
        ...

    @property
    def outcome(self) -> Outcome:
        """Return how it came out."""
        ...

    @property
    def code(self) -> CheckCode:
        """Return why, as a code."""
        ...

    @property
    def words(self) -> str:
        """Return why, as a sentence."""
        ...


def standing_words(say: Say, standing: Standing) -> str:
    """Return how a badge stands, such as ``✓ proven``."""
    sign, word = STANDINGS[standing]
    return f"{sign} {say(word)}"


def outcome_words(say: Say, outcome: Outcome) -> str:
    """Return how a step came out, such as ``? open``."""
    sign, word = OUTCOMES[outcome]
    return f"{sign} {say(word)}"


def step_lines(say: Say, checks: Sequence[Told], *, evidence: bool = True) -> str:
    """Return every step as a nested list: sign and word, what is asked, the sentence, and what it rests on.

    Steps that do not apply are named together in the last line.
    """
    asked = [one for one in checks if one.outcome is not Outcome.NOT_APPLICABLE]
    lines = [line for one in asked for line in _step(say, one, evidence=evidence)]
    rest = [say(STEPS[one.step]) for one in checks if one.outcome is Outcome.NOT_APPLICABLE]
    if rest:
        mark = outcome_words(say, Outcome.NOT_APPLICABLE)
        lines.append(f"- {say.named(f'**{mark}**', plain(say.listed(rest)))}")
    return "\n".join(lines)


def _step(say: Say, one: Told, *, evidence: bool) -> Iterator[str]:
    title = say.named(f"**{outcome_words(say, one.outcome)}** · {say(STEPS[one.step])}", plain(say.engine(one.words)))
    yield f"- {title} `{one.code.value}`"
    for item in one.evidence if evidence and isinstance(one, CheckEntry) else ():
        yield f"  - {unlinked(evidence_words(say, item))}"


def why_not(say: Say, checks: Iterable[Told]) -> str:
    """Return the steps that keep a badge from being proven as a list, each with what helps."""
    seen = {(one.step, one.code): one for one in checks}.values()
    lines = []
    for one in seen:
        cure = CURES.get(one.code)
        helps = f" *{plain(say(cure))}*" if cure else ""
        lines.append(f"- {say.named(say(STEPS[one.step]), plain(say.engine(one.words)))}{helps}")
    return "\n".join(lines)


def said_lines(say: Say, says: SaidEntry) -> list[str]:
    """Return what a badge says of itself, as sentences that are safe to show; which of it is proven the steps tell."""
    who = " ".join(word for word in (says.issuer_name, f"({says.issuer})" if says.issuer else "") if word)
    days = (says.begins and say.day(says.begins.date()), says.ends and say.day(says.ends.date()))
    found = (
        (say("Issuer"), who),
        (say("Awarded"), days[0] or ""),
        (say("Valid until"), days[1] or ""),
        (say("Code"), says.code or ""),
        (say("Credits, as it says"), says.credits or ""),
        (say("Results, as it says"), say.listed(says.results)),
        (say("Leads to, as it says"), say.listed(one.name or one.code or one.url or "" for one in says.alignments)),
        (say("Id"), says.id or ""),
        (say("What was achieved"), says.achievement or ""),
    )
    return [unlinked(say.named(name, text)) for name, text in found if text]
