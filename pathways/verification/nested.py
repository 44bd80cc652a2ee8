"""Do the credentials inside a credential hold?  Endorsements, what a learner record or a presentation contains.

Each is examined by itself, and told of by its place.  Whose it is and whether its issuer is recognized belongs to what
it may count for, and says nothing on whether it is genuine.

Source: Open Badges 3.0, "Verification", step 6 and "Endorsement Verification"; CLR 2.0, "Verification".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.model.verification_documents import CarrierForm, Kind
from pathways.verification.carrier import Carried, open_carrier
from pathways.verification.checks import Check, Refusal, check, refusal
from pathways.verification.found import Contained, Finder, Found
from pathways.verification.kinds import Classified, classify
from pathways.verification.limits import Limits
from pathways.verification.presentation import opened, presented
from pathways.verification.strict import Json
from pathways.verification.terms import NOBODY, Terms

GENUINE: Final = frozenset(
    {
        Step.CARRIER,
        Step.STRUCTURE,
        Step.PROOF_JWT,
        Step.PROOF_EMBEDDED,
        Step.DATA_LOSS,
        Step.KEY,
        Step.STATUS,
        Step.TIME,
        Step.NESTED,
    }
)
"""The steps that say whether an inner credential holds by itself."""
_ONE: Final = "verifiableCredential"
_MOST_ASSOCIATIONS: Final = 10_000
_LEAST_NAMING: Final = 500
_LEAST_SCHEMA: Final = 1_000
_LEAST_ENTRIES: Final = 2
"""What is left to each of many inner credentials: several times what the largest published samples take."""

Item = tuple[str, Carried | Refusal]


@dataclass(frozen=True, slots=True)
class Association:
    """How two achievements of a learner record stand to each other: ``isParentOf``, ``precedes``, ..."""

    kind: str
    source: str
    target: str


def nested_in(credential: Json, terms: Terms) -> tuple[Item, ...]:
    """Return each credential inside another with its place; what stands inside those is left to them.

    >>> import datetime as dt
    >>> badge = {"issuer": {"endorsement": [{"type": "EndorsementCredential"}]}}
    >>> [path for path, _ in nested_in(badge, Terms(now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)))]
    ['issuer/endorsement/0']
    """
    return tuple(_walk(credential, "", terms))


def _walk(part: Any, path: str, terms: Terms) -> Iterator[Item]:
    for name, value in part.items() if isinstance(part, dict) else enumerate(part):
        place = f"{path}{name}"
        if name in ("endorsement", "endorsementJwt", "verifiableCredential"):
            yield from _items(str(name), value, place, terms)
        elif isinstance(value, dict | list) and name != "@context":
            yield from _walk(value, place + "/", terms)


def _items(name: str, value: Any, place: str, terms: Terms) -> Iterator[Item]:
    several = isinstance(value, list)
    for index, item in enumerate(value if several else [value]):
        where = f"{place}/{index}" if several else place
        if name == "endorsementJwt":
            yield where, _token(item, terms)
        elif isinstance(item, dict) or name == "verifiableCredential":
            yield where, opened(item, terms.limits, plain_tokens=True)


def _token(item: Any, terms: Terms) -> Carried | Refusal:
    if not isinstance(item, str):
        return refusal(CheckCode.JWT_MALFORMED, error="not a text")
    found = open_carrier(item.encode("utf-8"), limits=terms.limits)
    if isinstance(found, Carried) and found.form is not CarrierForm.JWT:
        return refusal(CheckCode.JWT_MALFORMED, form=found.form)
    return found


def items_presented(presentation: Json, terms: Terms) -> tuple[Item, ...]:
    """Return each credential in a presentation with its place."""
    found = presented(presentation, limits=terms.limits)
    several = isinstance(presentation.get("verifiableCredential"), list)
    return tuple((f"verifiableCredential/{place}" if several else _ONE, one) for place, one in enumerate(found))


def check_nested(items: Sequence[Item], terms: Terms, finder: Finder) -> tuple[Check, list[Contained]]:
    """Return whether each of the credentials holds, and what was found of each, those inside them included.

    ``terms.limits.nested`` bounds how many there are in all: those inside an inner one share what is left over.  They
    share the costly work as well, down to what an ordinary one needs.
    """
    if not items:
        return check(Step.NESTED, CheckCode.NOT_APPLICABLE), []
    limits = terms.limits
    if terms.depth >= limits.nested_depth:
        return check(Step.NESTED, CheckCode.NESTED_TOO_DEEP, credentials=len(items), depth=terms.depth), []
    taken = items[: limits.nested]
    inner = replace(terms.inner(), limits=_shared(limits, len(taken)), nonce=None, audience=None)
    found = [_examined(path, item, inner, finder) for path, item in taken]
    verdict = _verdict(found, len(items))
    return verdict, [each for one in found for each in (one, *_deeper(one))]


def _shared(limits: Limits, among: int) -> Limits:
    """Return the limits of each of so many inner credentials."""

    def share(whole: int, least: int) -> int:
        return min(whole, max(least, whole // max(1, among)))

    return replace(
        limits,
        nested=max(0, limits.nested - among) // max(1, among),
        canonical_work=share(limits.canonical_work, _LEAST_NAMING),
        schema_work=share(limits.schema_work, _LEAST_SCHEMA),
        status_entries=share(limits.status_entries, _LEAST_ENTRIES),
    )


def _examined(path: str, item: Carried | Refusal, terms: Terms, finder: Finder) -> Contained:
    if isinstance(item, Refusal):
        return Contained(path, Classified(Kind.OTHER), None, Found([item.at(Step.CARRIER)]))
    kind = classify(item)
    others = tuple(one for one in terms.others if one is not item)
    if kind.kind is Kind.ENDORSEMENT:
        terms = replace(terms, holder=NOBODY, proven=None)
    terms = replace(terms, others=others)
    return Contained(path, kind, item, finder(item, terms))


def _deeper(one: Contained) -> Iterator[Contained]:
    for inner in one.found.contained:
        yield replace(inner, path=f"{one.path}/{inner.path}")


def _verdict(found: Sequence[Contained], credentials: int) -> Check:
    by_outcome: dict[Outcome, list[tuple[Contained, Check]]] = {Outcome.FAIL: [], Outcome.UNKNOWN: []}
    for one in found:
        worst = _worst(one.found)
        if worst is not None:
            by_outcome[worst.outcome].append((one, worst))
    failed, unknown = by_outcome[Outcome.FAIL], by_outcome[Outcome.UNKNOWN]
    evidence: dict[str, object] = {"credentials": credentials, "hold": len(found) - len(failed) - len(unknown)}
    evidence |= {"fail": len(failed), "unknown": len(unknown)}
    first = next(iter(failed or unknown), None)
    if first is not None:
        evidence["first"] = f"{first[0].path}: {first[1].step} {first[1].code}"
    return check(Step.NESTED, _code(failed, unknown, credentials > len(found)), **evidence)


def _code(failed: Sequence[object], unknown: Sequence[object], left_out: object) -> CheckCode:
    if failed:
        return CheckCode.NESTED_FAILED
    if left_out:
        return CheckCode.NESTED_TOO_MANY
    return CheckCode.NESTED_UNKNOWN if unknown else CheckCode.NESTED_HOLD


def _worst(found: Found) -> Check | None:
    """Return the first failed check of an inner credential, else its first unknown one, else None."""
    asked = [one for one in found.complete() if one.step in GENUINE]
    for outcome in (Outcome.FAIL, Outcome.UNKNOWN):
        for one in asked:
            if one.outcome is outcome:
                return one
    return None


def associations_of(record: Json) -> tuple[Association, ...]:
    """Return how the achievements of a Comprehensive Learner Record stand to each other, as it says.

    >>> associations_of(
    ...     {
    ...         "credentialSubject": {
    ...             "association": [{"associationType": "isParentOf", "sourceId": "urn:a", "targetId": "urn:b"}]
    ...         }
    ...     }
    ... )
    (Association(kind='isParentOf', source='urn:a', target='urn:b'),)
    """
    subject = record.get("credentialSubject")
    stated = subject.get("association", []) if isinstance(subject, dict) else []
    found: list[Association] = []
    for one in (stated if isinstance(stated, list) else [stated])[:_MOST_ASSOCIATIONS]:
        texts = [one.get(name) for name in ("associationType", "sourceId", "targetId")] if isinstance(one, dict) else []
        if texts and all(isinstance(text, str) for text in texts):
            found.append(Association(*map(str, texts)))
    return tuple(found)
