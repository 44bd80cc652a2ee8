"""How is a credential issued, taken back and published?  Signed, examined, written, logged: then it is handed out.

In that order.  What was handed out is in the table and in the log, with a receipt; what failed on the way was never
handed out, and its place in the status list is not used again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, NoReturn, Protocol

from pathways.errors import BadgeError, QuestionError, finding
from pathways.issuing.credential import Draft, Terms, Withheld
from pathways.issuing.examined import examined
from pathways.issuing.issuer import KeyEntry, published
from pathways.issuing.keys import SecretKey
from pathways.issuing.sign import SUITE_OF, as_selective, as_token, with_proof
from pathways.issuing.status import Form, Purpose, list_address, list_credential, status_entry
from pathways.model.verification_documents import VerificationDocument
from pathways.store.issuing import Cupboard, IssuedRow, free_place, insert, next_number, update
from pathways.store.issuing_tables import ISSUED, REVOKED, SUSPENDED
from pathways.store.openings import Random
from pathways.verification.checks import Refusal
from pathways.verification.entries import SALT, Entry, EntryKind, Opening, commitment, write_opening
from pathways.verification.receipt import Receipt
from pathways.verification.sdjwt.issue import Salts
from pathways.verification.strict import Json

NOBODY: Final = ""
"""The learner of an entry that names nobody."""
ENTRY_OF: Final[Mapping[str, EntryKind]] = MappingProxyType(
    {REVOKED: EntryKind.REVOCATION, SUSPENDED: EntryKind.SUSPENSION, ISSUED: EntryKind.RESTORATION}
)
"""What the log says of each state that a credential is put into."""


class KeepsOpenings(Protocol):
    """Where the openings of commitments are kept: by learner, so that a learner can be forgotten."""

    def keep(self, learner: str, openings: Iterable[Opening], *, random: Random) -> None:
        """Keep openings of one learner; they are on the disk when this returns."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What is settled for one issue: id, moment, form, purpose of its status, and 32 random bytes for the log.

    ``salts`` gives random bytes for what a holder may hide, others at each call; only SD-JWT needs it.
    """

    id: str
    now: dt.datetime
    salt: bytes
    form: Form = "json"
    purpose: Purpose = "revocation"
    ends: dt.datetime | None = None
    suite: str | None = None
    salts: Salts | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential that may be handed out, and what travels with it."""

    text: str
    receipt: Receipt
    opening: Opening
    verification: VerificationDocument

    def travelling(self) -> Receipt:
        """Return the receipt as it travels with the badge: with the opening, by which it speaks of this badge."""
        return replace(self.receipt, extra=write_opening(self.opening).encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Change:
    """Who takes a credential back (or restores it), why and when; the reason names no learner, it is never erased."""

    by: str
    reason: str
    now: dt.datetime
    random: Random


Maker = Callable[[Terms], Draft | Withheld]
"""What makes the credential once its id, moments and place are settled."""


def issue(
    cupboard: Cupboard,
    make: Maker,
    order: Order,
    *,
    random: Random,
    openings: KeepsOpenings,
    passphrase: str | None = None,
) -> Issued | Withheld:
    """Sign, examine, keep and log a credential, and return it with its receipt, or why there is none.

    ``random(n)`` gives n secret random bytes.  Raises BadgeError B006 where it cannot be signed so, StoreError S005
    where somebody else writes, F010 where it cannot be written, InternalError X001 where we would refuse it ourselves.
    """
    key = cupboard.signing(order.now, lambda key: order.form != "json" or key.type in SUITE_OF)
    secret = cupboard.secret(key.name, passphrase=passphrase)
    profile, documents = cupboard.profile, published(cupboard.profile, cupboard.keys)
    with cupboard.log(passphrase=passphrase) as opened:
        with cupboard.database.writing() as connection:
            number, place = free_place(connection, order.purpose, random)
            address = list_address(profile, order.purpose, number, form=order.form)
            draft = make(Terms(order.id, order.now, order.ends, status_entry(address, order.purpose, place)))
            if isinstance(draft, Withheld):
                return draft
            text = signed_text(draft.document, secret, key, order)
            verification = examined(text.encode("utf-8"), documents, order.now)
            opening = _opening(draft, profile.id, text, order)
            openings.keep(draft.learner, [opening], random=random)
            place_of = {"purpose": order.purpose, "list": number, "place": place}
            insert(connection, "credentials", {**_row(draft, opening, key, order), **place_of})
        index = opened.enter(commitment(opening).hex(), "credentials")
        return Issued(text, opened.log.receipt(index), opening, verification)


def signed_text(document: Json, secret: SecretKey, key: KeyEntry, order: Order) -> str:
    """Return the credential as it is handed out: JSON with a proof, or a token.  Raises BadgeError B006."""
    if order.form == "sd-jwt" and order.salts is not None:
        kind = document["credentialSubject"]["achievement"]["id"]
        made: Json | str | Refusal = as_selective(document, secret, name=key.name, kind=kind, salts=order.salts)
    elif order.form != "json":
        made = as_token(document, secret, name=key.name, member="vc" if order.form == "jwt-vc" else None)
    else:
        made = with_proof(document, secret, name=key.name, created=order.now, suite=order.suite)
    if isinstance(made, Refusal):
        told = ", ".join(f"{name} {value}" for name, value in made.evidence)
        message = f"{made.code.value} ({told})"
        raise BadgeError("B006", message, findings=[finding("B006", message)])
    return made if isinstance(made, str) else json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def change(
    cupboard: Cupboard, name: str, state: str, *, why: Change, openings: KeepsOpenings, passphrase: str | None = None
) -> Receipt:
    """Revoke, suspend or restore a credential, and return the receipt; its list says so once it is published.

    The log's entry names the commitment that it concerns, and nobody: whose it is only its opening tells.  Raises
    UnknownIdError U001, QuestionError U003 where it cannot be put into that state, StoreError S005, F010.
    """
    with cupboard.log(passphrase=passphrase) as opened:
        row = cupboard.one(name)
        _check_change(row, state)
        entry = Entry(ENTRY_OF[state], cupboard.profile.id, NOBODY, row.leaf, why.now.date(), row.digest)
        opening = Opening(entry, why.random(SALT))
        openings.keep(NOBODY, [opening], random=why.random)
        leaf = commitment(opening).hex()
        told = {"by": why.by, "reason": why.reason, "at": why.now.isoformat(), "leaf": leaf}
        with cupboard.database.writing() as connection:
            number = next_number(connection, "changes")
            insert(connection, "changes", {"number": number, "id": name, "state": state, **told})
            update(connection, cupboard.database, "credentials", {"id": name}, {"state": state})
        return opened.log.receipt(opened.enter(leaf, "changes"))


def web_pages(
    cupboard: Cupboard, *, now: dt.datetime, until: dt.datetime, passphrase: str | None = None
) -> Mapping[str, bytes]:
    """Return everything that has to stand on the web, by address: keys, profile, and the lists signed anew.

    ``until`` is when the lists are to be asked for again.  Raises BadgeError B002, QuestionError U003.
    """
    profile, found = cupboard.profile, dict(published(cupboard.profile, cupboard.keys))
    keys = [key for key in cupboard.keys if key.in_use(now)]
    tokens: tuple[Form, ...] = ("jwt", "jwt-vc")
    forms: tuple[Form, ...] = ("json", *tokens) if any(key.type in SUITE_OF for key in keys) else tokens
    for form in forms:
        key = cupboard.signing(now, lambda key, form=form: form != "json" or key.type in SUITE_OF)  # type: ignore[misc]
        secret = cupboard.secret(key.name, passphrase=passphrase)
        for (purpose, number), places in cupboard.lists().items():
            address = list_address(profile, purpose, number, form=form)
            document = list_credential(profile, purpose, address, places=places, times=(now, until))
            found[address] = signed_text(document, secret, key, Order(address, now, b"", form)).encode("utf-8")
    return MappingProxyType(found)


def path_on_web(address: str) -> str:
    """Return where a page lies below the root of its host.

    >>> path_on_web("https://uni.example.edu/badges/did.json")
    'badges/did.json'
    """
    return address.removeprefix("https://").partition("/")[2]


def _opening(draft: Draft, by: str, text: str, order: Order) -> Opening:
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Opening(Entry(draft.kind, by, draft.learner, draft.about, order.now.date(), digest), order.salt)


def _row(draft: Draft, opening: Opening, key: KeyEntry, order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "digest": opening.entry.digest,
        "kind": draft.kind.value,
        "about": draft.about,
        "form": order.form,
        "key": key.name,
        "issued_at": order.now.isoformat(),
        "leaf": commitment(opening).hex(),
        "state": ISSUED,
    }


def _check_change(row: IssuedRow, state: str) -> None:
    if row.state == REVOKED:
        _nonsense(f"{row.id} is revoked; that is for good")
    if row.state == state:
        _nonsense(f"{row.id} is {state} already")
    if state == SUSPENDED and row.purpose != "suspension":
        _nonsense(f"{row.id} was issued so that it can be revoked, not suspended (--can-be-suspended)")


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
