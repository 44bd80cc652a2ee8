"""May this issuer award this?  Asked of the list of whoever decides; its silence is held against nobody.

Who is not on a list may be a good issuer that nobody has looked at yet, so only a day outside the time that the list
itself states is a refusal.  What one issuer awards of another's making is for somebody to decide, unless the list names
the achievement or its maker.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from pathways.model.check_codes import CheckCode, Step
from pathways.model.issuers import IssuedAward, Issuer, IssuerRegistry
from pathways.verification.award import Award
from pathways.verification.checks import Check, check
from pathways.verification.terms import Terms


def check_issuer(award: Award, terms: Terms, *, on: dt.date, receiving: str | None = None) -> Check:
    """Return whether the registry of ``terms`` says that the issuer may award this, ``on`` the day of awarding.

    ``receiving`` is the organization that is asked to accept it, for issuers that only some accept.
    """
    if terms.registry is None:
        return check(Step.RECOGNIZED_ISSUER, CheckCode.ISSUER_LIST_MISSING)
    issuer = None if award.issuer is None else terms.registry.of(award.issuer)
    if issuer is None:
        named = award.issuer or "none named"
        return check(Step.RECOGNIZED_ISSUER, CheckCode.ISSUER_NOT_LISTED, issuer=named, list=terms.registry.title)
    if not issuer.valid.holds_on(on):
        then = CheckCode.ISSUER_NOT_LISTED_THEN
        return check(Step.RECOGNIZED_ISSUER, then, issuer=issuer.id, on=on, **_window(issuer))
    if receiving is not None and issuer.recognized_by and receiving not in issuer.recognized_by:
        by, code = ", ".join(issuer.recognized_by), CheckCode.ISSUER_NOT_LISTED_FOR_YOU
        return check(Step.RECOGNIZED_ISSUER, code, issuer=issuer.id, receiving=receiving, recognized_by=by)
    return _scope(award, issuer, terms.registry, on)


def _scope(award: Award, issuer: Issuer, registry: IssuerRegistry, on: dt.date) -> Check:
    """Return whether what was awarded lies within what the list says of the issuer."""
    evidence = {"issuer": issuer.id, "source": issuer.source.title}
    listed = award_in_registry(award, issuer, on=on)
    at_all = award_in_registry(award, issuer)
    if listed is None and at_all is not None and issuer.scope == "listed":
        return check(Step.RECOGNIZED_ISSUER, CheckCode.AWARD_NOT_LISTED_THEN, on=on, **evidence, **_window(at_all))
    by_id = listed is not None and listed.achievement is not None and listed.achievement == award.achievement
    if not by_id and not _own(award.creator, issuer):
        outside = CheckCode.ISSUER_OUTSIDE_SCOPE
        return check(Step.RECOGNIZED_ISSUER, outside, creator=award.creator, **evidence)
    if listed is None and issuer.scope == "listed":
        named = award.achievement or award.code or award.name or ""
        return check(Step.RECOGNIZED_ISSUER, CheckCode.AWARD_NOT_LISTED, award=named, **evidence)
    if listed is None:
        evidence["scope"] = "whatever its organization awards in the catalog"
    else:
        evidence["award"] = listed.credential or listed.course or "not in the catalog"
    if issuer.recognized_by:
        evidence["recognized_by"] = ", ".join(issuer.recognized_by)
    return check(Step.RECOGNIZED_ISSUER, CheckCode.ISSUER_RECOGNIZED, list=registry.title, **evidence)


def _own(creator: str | None, issuer: Issuer) -> bool:
    return creator is None or creator in issuer.identifiers or creator in issuer.creators


def _window(one: Issuer | IssuedAward) -> dict[str, object]:
    """Return from when and until when the list names it; the last day is told, not the one after."""
    bounds = {"begins": one.valid.begin, "last_day": one.valid.last_day}
    return {name: day for name, day in bounds.items() if day is not None}


def award_in_registry(award: Award, issuer: Issuer, *, on: dt.date | None = None) -> IssuedAward | None:
    """Return what the list says that this award is: by the achievement's id, else its code, else an alignment.

    Without ``on`` the time for which the list says so is not asked.  Where the surest of these ways leads to different
    things there is no answer.
    """
    listed = [one for one in issuer.awards if on is None or one.valid.holds_on(on)]
    targets = {name for target in award.alignments for name in (target.url, target.code) if name}
    ways: tuple[Callable[[IssuedAward], bool], ...] = (
        lambda one: one.achievement is not None and one.achievement == award.achievement,
        lambda one: one.code is not None and one.code == award.code,
        lambda one: one.alignment is not None and one.alignment in targets,
    )
    for fits in ways:
        found = [one for one in listed if fits(one)]
        if found:
            same = len({(one.credential, one.course) for one in found}) == 1
            return found[0] if same else None
    return None
