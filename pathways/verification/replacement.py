"""Is this the newest issue of it?  Two with the same issuer and id are one award; the newer ``validFrom`` holds.

Source: Open Badges 3.0, "Credential Equality and Comparison Algorithm".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.verification.award import Award
from pathways.verification.badge2.parts import award_in
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, check
from pathways.verification.terms import Examiner, Terms

_PROOFS = (Step.PROOF_JWT, Step.PROOF_EMBEDDED)


class Standing(StrEnum):
    """What one of many is beside the others: the one that holds, an older issue, a copy, or one of two that differ."""

    CURRENT = "current"
    REPLACED = "replaced"
    DUPLICATE = "duplicate"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Resolved:
    """How one stands, and the place of the one that holds instead of it, if there is one."""

    standing: Standing
    by: int | None = None


def check_replacement(award: Award, terms: Terms, *, examiner: Examiner | None = None) -> Check:
    """Return whether a newer issue of it is among ``terms.others``.

    A newer one counts where ``examiner`` finds its proof and its key good; without an examiner it is taken at its word.
    """
    if not terms.others or award.id is None or award.issuer is None:
        return check(Step.REPLACEMENT, CheckCode.NOT_APPLICABLE)
    same = [(one, other) for one in terms.others if _name(other := award_in(one, terms)) == (award.issuer, award.id)]
    newer = [(one, other) for one, other in same if _is_newer(other, award) and _has_begun(other, terms)]
    if newer:
        return _newer(newer, terms, examiner)
    twins = [other for _, other in same if other.begins == award.begins or None in (other.begins, award.begins)]
    differs = any(other != award for other in twins)
    if twins:
        code = CheckCode.DUPLICATE_DIFFERS if differs else CheckCode.DUPLICATE
        return check(Step.REPLACEMENT, code, id=award.id, copies=len(twins))
    return check(Step.REPLACEMENT, CheckCode.NOT_REPLACED, compared=len(terms.others))


def _newer(newer: list[tuple[Carried, Award]], terms: Terms, examiner: Examiner | None) -> Check:
    newer.sort(key=lambda pair: pair[1].begins or terms.now, reverse=True)
    alone = replace(terms.inner(), others=())
    for one, other in newer[: terms.limits.replacements]:
        if examiner is None or _proven(examiner(one, alone)):
            return check(Step.REPLACEMENT, CheckCode.REPLACED, id=other.id, begins=other.begins)
    return check(Step.REPLACEMENT, CheckCode.REPLACED_UNPROVEN, id=newer[0][1].id, begins=newer[0][1].begins)


def _proven(checks: tuple[Check, ...]) -> bool:
    """Return whether a good proof by the issuer's own key stands behind it."""
    good = {one.step for one in checks if one.outcome is Outcome.PASS}
    wrong = any(one.outcome is Outcome.FAIL and one.step in (*_PROOFS, Step.KEY, Step.DATA_LOSS) for one in checks)
    return not wrong and Step.KEY in good and not good.isdisjoint(_PROOFS)


def _name(award: Award) -> tuple[str | None, str | None]:
    return award.issuer, award.id


def _is_newer(one: Award, other: Award) -> bool:
    return one.begins is not None and other.begins is not None and one.begins > other.begins


def _has_begun(award: Award, terms: Terms) -> bool:
    return award.begins is not None and award.begins <= terms.now


def resolve(awards: Sequence[Award]) -> tuple[Resolved, ...]:
    """Return how each of many stands beside the others; the same whatever their order.

    Give those that are proven: a forgery must not replace what is genuine.

    >>> import datetime as dt
    >>> old, new = (Award("urn:1", "did:a", begins=dt.datetime(year, 1, 1, tzinfo=dt.UTC)) for year in (2025, 2026))
    >>> [one.standing.value for one in resolve([old, new, new])]
    ['replaced', 'current', 'duplicate']
    """
    groups: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    found = [Resolved(Standing.CURRENT) for _ in awards]
    for place, award in enumerate(awards):
        if award.issuer is not None and award.id is not None:
            groups[_name(award)].append(place)
    for places in groups.values():
        for place, standing in _group(awards, places):
            found[place] = standing
    return tuple(found)


def _group(awards: Sequence[Award], places: list[int]) -> list[tuple[int, Resolved]]:
    """Return how issues of one award stand; one without its day is disputed where it differs from the newest."""
    newest = max((begins for place in places if (begins := awards[place].begins) is not None), default=None)
    last = [place for place in places if awards[place].begins in (newest, None)]
    first = last[0]
    disputed = any(awards[place] != awards[first] for place in last)
    told = []
    for place in places:
        if place not in last:
            told.append((place, Resolved(Standing.REPLACED, None if disputed else first)))
        elif disputed:
            told.append((place, Resolved(Standing.DISPUTED)))
        else:
            told.append((place, Resolved(Standing.CURRENT) if place == first else Resolved(Standing.DUPLICATE, first)))
    return told
