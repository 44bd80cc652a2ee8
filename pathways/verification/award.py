"""What does a badge say was achieved, by whom, and who says so?  Read from the one credential that is examined.

Nothing here is believed: which of it is signed, and by whom, the checks say.  Open Badges 2.0 keeps the achievement and
the issuer in documents of their own; they come through the port, and stay empty where it does not know them.

An SD-JWT VC says it by the members of an achievement subject, beside the registered claims of a token.

Source: Open Badges 3.0, AchievementCredential; CLR 2.0, ClrCredential; Open Badges 2.0, Assertion and BadgeClass.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pathways.verification.claims import issuer_of
from pathways.verification.strict import Json
from pathways.verification.times import BEGINS, ENDS, moment, numeric

_MOST = 50


@dataclass(frozen=True, slots=True)
class Target:
    """What an achievement is aligned to: a node of a framework or registry, as the badge writes it."""

    url: str | None = None
    code: str | None = None
    name: str | None = None
    framework: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom it was awarded to, in one of the ways it says so: ``kind`` is ``id`` or the type of an identifier."""

    kind: str
    value: str
    hashed: bool = False
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """What one credential says: absent stays None.  ``credits`` and ``results`` are texts as written."""

    id: str | None = None
    issuer: str | None = None
    issuer_name: str | None = None
    achievement: str | None = None
    name: str | None = None
    code: str | None = None
    kind: str | None = None
    creator: str | None = None
    credits: str | None = None
    results: tuple[str, ...] = ()
    alignments: tuple[Target, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None


def award_of(credential: Json, *, badge: Json | None = None, issuer: Json | None = None) -> Award:
    """Return what a credential says; ``badge`` and ``issuer`` are the documents that Open Badges 2.0 refers to.

    What names its issuer is never read as an assertion of Open Badges 2.0: there the badge that it awards could name
    another issuer than the one whose key is asked.

    >>> award_of(
    ...     {"issuer": {"id": "did:key:z6Mk", "name": "Uni"}, "credentialSubject": {"achievement": {"name": "A"}}}
    ... ).name
    'A'
    """
    if "credentialSubject" in credential or "issuer" in credential:
        return _of_subject(credential)
    return _of_assertion(credential, badge or _object(credential.get("badge")), issuer or {})


def award_of_claims(claims: Json) -> Award:
    """Return what the claims of an SD-JWT VC say: members of an AchievementSubject beside the registered claims.

    The issuer is ``iss``, whose key is asked; what a member ``issuer`` beside it says is said by nobody.

    >>> award_of_claims({"vct": "https://example.edu/t", "iss": "https://example.edu", "issuer": "x"}).issuer
    'https://example.edu'
    """
    begins, ends = numeric(claims.get("nbf", claims.get("iat"))), numeric(claims.get("exp"))
    credential: Json = {
        "id": claims.get("jti"),
        "issuer": {"id": claims.get("iss"), "name": claims.get("issuer_name")},
        "credentialSubject": {**claims, "id": claims.get("sub")},
    }
    return replace(_of_subject(credential), begins=begins, ends=ends)


def _of_subject(credential: Json) -> Award:
    subject = _only(credential.get("credentialSubject"))
    achievement = _only(subject.get("achievement"))
    return Award(
        id=_text(credential.get("id")),
        issuer=issuer_of(credential),
        issuer_name=_worded(_object(credential.get("issuer")).get("name")),
        achievement=_text(achievement.get("id")),
        name=_worded(achievement.get("name")) or _worded(credential.get("name")),
        code=_text(achievement.get("humanCode")),
        kind=_text(achievement.get("achievementType")),
        creator=_id_of(achievement.get("creator")),
        credits=_amount(subject.get("creditsEarned", achievement.get("creditsAvailable"))),
        results=tuple(_results(subject.get("result"))),
        alignments=tuple(_targets(achievement.get("alignment"))),
        recipients=tuple(_recipients(subject)),
        begins=max(_moments(credential, BEGINS), default=None),
        ends=min(_moments(credential, ENDS), default=None),
    )


def _of_assertion(assertion: Json, badge: Json, issuer: Json) -> Award:
    made = _object(badge.get("issuer")) or issuer
    return Award(
        id=_text(assertion.get("id")),
        issuer=_id_of(badge.get("issuer")) or _text(made.get("id")),
        issuer_name=_worded(made.get("name")),
        achievement=_text(badge.get("id")) or _text(assertion.get("badge")),
        name=_worded(badge.get("name")),
        alignments=tuple(_targets(badge.get("alignment"))),
        recipients=tuple(_of_identity(assertion.get("recipient"))),
        begins=max(_moments(assertion, BEGINS), default=None),
        ends=min(_moments(assertion, ENDS), default=None),
    )


def _recipients(subject: Json) -> Iterable[Recipient]:
    name = _text(subject.get("id"))
    if name is not None:
        yield Recipient("id", name)
    for one in _objects(subject.get("identifier")):
        value = _text(one.get("identityHash"))
        if value is not None:
            kind = _text(one.get("identityType")) or "identifier"
            yield Recipient(kind, value, one.get("hashed") is True, _text(one.get("salt")) or "")


def _of_identity(value: Any) -> Iterable[Recipient]:
    one = _object(value)
    identity = _text(one.get("identity"))
    if identity is not None:
        yield Recipient(
            _text(one.get("type")) or "email", identity, one.get("hashed") is True, _text(one.get("salt")) or ""
        )


def _targets(value: Any) -> Iterable[Target]:
    for one in _objects(value):
        url, code = _text(one.get("targetUrl")), _text(one.get("targetCode"))
        yield Target(url, code, _worded(one.get("targetName")), _text(one.get("targetFramework")))


def _results(value: Any) -> Iterable[str]:
    for one in _objects(value):
        found = _text(one.get("value")) or _text(one.get("achievedLevel")) or _text(one.get("status"))
        if found is not None:
            yield found


def _moments(credential: Json, names: Iterable[str]) -> tuple[dt.datetime, ...]:
    found = (moment(credential.get(name)) for name in names)
    return tuple(value for value in found if value is not None)


def _amount(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return str(value)


def _worded(value: Any) -> str | None:
    """Return a text that may be written in several languages: the first of them."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value", next(iter(value.values()), None))
    return _text(value)


def _id_of(value: Any) -> str | None:
    return _text(value.get("id") if isinstance(value, dict) else value)


def _only(value: Any) -> Json:
    """Return the one object, or an empty one where there is none or are several."""
    found = _objects(value)
    return found[0] if len(found) == 1 else {}


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> tuple[Json, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values[:_MOST] if isinstance(one, dict))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
