"""Whose is it?  The one to whom it was awarded beside what is known, by other means, of the one who hands it in.

An issuer may name somebody by a hash of a mail address and a salt.  Such a hash tells a stranger nothing, and tells one
who knows the address everything; MD5 is taken, because issuers used it, and named.

Source: Open Badges 3.0, "Verify Recipient" and IdentityObject; Open Badges 2.0, IdentityObject.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pathways.model.check_codes import CheckCode, Step
from pathways.verification.award import Award, Recipient
from pathways.verification.checks import Check, check
from pathways.verification.terms import Holder, Terms

_HASH: Final = re.compile(r"(?P<way>sha256|md5)\$(?P<digest>[0-9a-fA-F]{32,64})\Z")
_DIGITS: Final = {"sha256": 64, "md5": 32}
_MAIL: Final = frozenset({"email", "emailaddress", "ext:emailaddress"})


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one name of a recipient comes to: whether it could be compared, and how it fits where it does."""

    comparable: bool
    fits: tuple[tuple[str, str], ...] = ()


def check_recipient(award: Award, terms: Terms, *, proven_holder: str | None = None) -> Check:
    """Return whether it was awarded to the one who hands it in.

    ``proven_holder`` is the id whose key signed the presentation that it came in.
    """
    if not award.recipients:
        return check(Step.RECIPIENT, CheckCode.RECIPIENT_NOT_NAMED)
    if proven_holder is not None and any(one.kind == "id" and one.value == proven_holder for one in award.recipients):
        return check(Step.RECIPIENT, CheckCode.RECIPIENT_PROVEN, holder=proven_holder)
    known = terms.holder
    if proven_holder is not None:
        known = Holder((*known.ids, proven_holder), known.emails)
    if not known.known:
        kinds = ", ".join(dict.fromkeys(one.kind for one in award.recipients))
        return check(Step.RECIPIENT, CheckCode.RECIPIENT_NOT_ASKED, named_by=kinds)
    return _judged([(one, _asked(one, known)) for one in award.recipients])


def _judged(answers: list[tuple[Recipient, _Answer]]) -> Check:
    fitting = next(((one, answer) for one, answer in answers if answer.fits), None)
    if fitting is not None:
        return check(Step.RECIPIENT, CheckCode.RECIPIENT_IS_HOLDER, by=fitting[0].kind, **dict(fitting[1].fits))
    kinds = ", ".join(dict.fromkeys(one.kind for one, _ in answers))
    if all(answer.comparable for _, answer in answers):
        return check(Step.RECIPIENT, CheckCode.RECIPIENT_IS_ANOTHER, named_by=kinds)
    return check(Step.RECIPIENT, CheckCode.RECIPIENT_NOT_COMPARABLE, named_by=kinds)


def _asked(one: Recipient, known: Holder) -> _Answer:
    """Return what one name of the recipient comes to beside what is known."""
    match = _HASH.match(one.value)
    if match is not None or one.hashed:
        return _hashed(one, match, known)
    mail = one.value.removeprefix("mailto:") if _is_mail(one) else None
    if mail is not None:
        if mail in known.emails:
            return _Answer(comparable=True, fits=(("spelled", "as given"),))
        lowered = {_lowered(email) for email in known.emails}
        fits = (("spelled", "in lower case"),) if _lowered(mail) in lowered else ()
        return _Answer(bool(known.emails), fits)
    if one.value in known.ids:
        return _Answer(comparable=True, fits=(("id", one.value),))
    return _Answer(one.kind == "id" and any(_scheme(name) == _scheme(one.value) for name in known.ids))


def _lowered(mail: str) -> str:
    """Return a mail address in lower case, but for letters that would become one of A to Z, and so another address."""
    lower = (sign.lower() for sign in mail)
    return "".join(low if low.isascii() == sign.isascii() else sign for sign, low in zip(mail, lower, strict=True))


def _is_mail(one: Recipient) -> bool:
    return one.kind.lower() in _MAIL or (one.kind == "id" and one.value.startswith("mailto:"))


def _scheme(name: str) -> str:
    """Return the kind of an id; all DIDs are of one kind, whatever their method."""
    return name.partition(":")[0].lower()


def _hashed(one: Recipient, match: re.Match[str] | None, known: Holder) -> _Answer:
    """Return what a hashed name comes to: of mail addresses as given and in lower case, of ids as given."""
    way = "" if match is None else match["way"]
    if match is None or len(match["digest"]) != _DIGITS[way]:
        return _Answer(comparable=False)
    weak = (("weak", "md5"),) if way == "md5" else ()
    for name, spelled in _spellings(known):
        digest = hashlib.new(way, (name + one.salt).encode("utf-8"), usedforsecurity=False).hexdigest()
        if digest == match["digest"].lower():
            return _Answer(comparable=True, fits=(("hash", way), ("spelled", spelled), *weak))
    return _Answer(bool(known.emails) and _is_mail(one))


def _spellings(known: Holder) -> Iterable[tuple[str, str]]:
    for email in known.emails:
        yield email, "as given"
        if email != _lowered(email):
            yield _lowered(email), "in lower case"
    for name in known.ids:
        yield name, "as given"
