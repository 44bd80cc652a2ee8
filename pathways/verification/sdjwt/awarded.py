"""With which claims does a token say that something was awarded or recognised?  A small set that stays as it is.

Members of an achievement subject of Open Badges 3.0 (``achievement``, ``creditsEarned``, ``result``, ``identifier``)
stand beside the registered claims (``iss``, ``sub``, ``jti``, ``nbf``, ``exp``) and ``issuer_name``; so one reader
reads badges and tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pathways.verification.award import Award, Recipient, Target
from pathways.verification.strict import Json

PERSONAL: Final = ("/sub", "/identifier", "/result", "/creditsEarned")
"""What may be hidden of such claims by default, where it is there: who it is, and how well."""


def claims_of_award(award: Award, *, vct: str) -> Json:
    """Return the claims that say what an award says, as a credential of the type ``vct`` (an https address).

    >>> claims_of_award(Award(issuer="https://example.edu", achievement="urn:a", name="A"), vct="https://example.edu/t")
    {'vct': 'https://example.edu/t', 'iss': 'https://example.edu', 'achievement': {'id': 'urn:a', 'name': 'A'}}
    """
    return _given(
        vct=vct,
        iss=award.issuer,
        issuer_name=award.issuer_name,
        jti=award.id,
        sub=next((one.value for one in award.recipients if one.kind == "id"), None),
        nbf=None if award.begins is None else int(award.begins.timestamp()),
        exp=None if award.ends is None else int(award.ends.timestamp()),
        identifier=[_identity(one) for one in award.recipients if one.kind != "id"],
        achievement=_achievement(award),
        creditsEarned=award.credits,
        result=[{"value": one} for one in award.results],
    )


def hidden_by_default(claims: Json) -> tuple[str, ...]:
    """Return the places of the claims that a holder should be able to hide."""
    return tuple(place for place in PERSONAL if place[1:] in claims)


def _achievement(award: Award) -> Json:
    return _given(
        id=award.achievement,
        name=award.name,
        humanCode=award.code,
        achievementType=award.kind,
        creator=award.creator,
        alignment=list(_alignment(award.alignments)),
    )


def _alignment(targets: Iterable[Target]) -> Iterable[Json]:
    for one in targets:
        yield _given(targetUrl=one.url, targetCode=one.code, targetName=one.name, targetFramework=one.framework)


def _identity(one: Recipient) -> Json:
    salt = one.salt or None
    return {**_given(identityType=one.kind, identityHash=one.value, salt=salt), "hashed": one.hashed}


def _given(**members: Any) -> Json:
    """Return the members that are there."""
    return {name: value for name, value in members.items() if value not in (None, [], {})}
