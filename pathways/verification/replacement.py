"""Is this the newest issue of it?  Two with the same issuer and id are one award; the newer ``validFrom`` holds.

Source: Open Badges 3.0, "Credential Equality and Comparison Algorithm".
"""

from __future__ import annotations

from dataclasses import replace

from pathways.model.check_codes import CheckCode, Outcome, Step
from pathways.verification.award import Award
from pathways.verification.badge2.parts import award_in
from pathways.verification.carrier import Carried
from pathways.verification.checks import Check, check
from pathways.verification.terms import Examiner, Terms

_PROOFS = (Step.PROOF_JWT, Step.PROOF_EMBEDDED)


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
