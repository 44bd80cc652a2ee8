"""``pathways issue award`` and ``recognition``: is it proved or decided, and who gets a badge that says so?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from pathways.cli.issuing import (
    CanBeSuspended,
    Delivery,
    From,
    OldToken,
    Out,
    Passphrase,
    Picture,
    Selective,
    To,
    Token,
    Until,
    hand_out,
    moment_now,
    opened,
    passphrase_of,
)
from pathways.cli.options import AsOf, CatalogFolder, RecordFile
from pathways.errors import QuestionError

if TYPE_CHECKING:
    from pathways.issuing.credential import Approval, Draft, Terms, Withheld

Goal = Annotated[str, typer.Option("--goal", "-g", metavar="ID", help="The credential, as id or id@edition.")]
Line = Annotated[str, typer.Option("--line", metavar="ID", help="The line of the record that was recognised.")]
Toward = Annotated[str | None, typer.Option("--goal", "-g", metavar="ID", help="Decided as for this credential.")]
At = Annotated[
    str | None, typer.Option("--at", metavar="ORG", help="Who decided.  [default: the issuer's organization]")
]
ApprovedBy = Annotated[
    str | None, typer.Option("--approved-by", metavar="NAME", help="Who decided on it although it is not complete.")
]
Reason = Annotated[str | None, typer.Option("--because", metavar="WORDS", help="Why it was approved.")]


def award(  # noqa: PLR0913 - each argument is an option of the command line
    record: RecordFile,
    goal: Goal,
    issuer: From,
    to: To,
    out: Out,
    *,
    bake: Picture = None,
    jwt: Token = False,
    jwt_vc: OldToken = False,
    sd_jwt: Selective = False,
    until: Until = None,
    can_be_suspended: CanBeSuspended = False,
    approved_by: ApprovedBy = None,
    because: Reason = None,
    passphrase: Passphrase = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
) -> int:
    """Audit the record, and sign an Open Badge 3.0 for a credential that is complete.

    Ends with 1, and issues nothing, where it is not complete and nobody is named who approved it. Beside the badge
    stands the receipt of the log. Publish the status list afterwards: pathways issue publish.

    \b
    Example:
      pathways issue award ana.yaml --goal data-support --issuer seal --to ana@example.org --out badge.png
    """
    delivery = Delivery(to, out, bake, jwt, jwt_vc, sd_jwt, until, can_be_suspended).checked()
    approval = _approval(approved_by, because, moment_now().date())
    return _award(Asked(record, goal, as_of, catalog), issuer, delivery, approval, passphrase_of(passphrase))


class Asked(NamedTuple):
    """Which record is audited toward what."""

    record: Path
    goal: str
    as_of: dt.date | None
    catalog: Path | None


def _award(asked: Asked, issuer: Path, delivery: Delivery, approval: Approval | None, passphrase: str | None) -> int:
    from pathways.cli.opening import open_case, waiting
    from pathways.issuing import credential

    cupboard, recipient = opened(issuer), delivery.recipient()
    with waiting("Auditing ..."):
        case = open_case(asked.record, asked.catalog, asked.as_of)
        audit = case.desk.audit(case.record, asked.goal, as_of=case.as_of)
    profile, offered = cupboard.profile, case.desk.catalog

    def make(terms: Terms) -> Draft | Withheld:
        return credential.award(audit, offered, profile=profile, recipient=recipient, terms=terms, approval=approval)

    reference = f"{audit.credential}@{audit.edition}" if audit.edition else audit.credential
    now = moment_now()
    order = delivery.order(now, credential.lapse_of(offered.credential(reference), now))
    return hand_out(cupboard, make, delivery, order, passphrase)


def recognition(  # noqa: PLR0913 - each argument is an option of the command line
    record: RecordFile,
    line: Line,
    issuer: From,
    to: To,
    out: Out,
    *,
    at: At = None,
    goal: Toward = None,
    bake: Picture = None,
    jwt: Token = False,
    jwt_vc: OldToken = False,
    sd_jwt: Selective = False,
    until: Until = None,
    can_be_suspended: CanBeSuspended = False,
    passphrase: Passphrase = None,
    as_of: AsOf = None,
    catalog: CatalogFolder = None,
) -> int:
    """Decide on the record, and sign for one line what it was recognised as, by which rule and source.

    Ends with 1, and issues nothing, where the line was not accepted.

    \b
    Example:
      pathways issue recognition ana.yaml --line a3 --issuer seal --to did:key:z6Mk... --out decision.json
    """
    delivery = Delivery(to, out, bake, jwt, jwt_vc, sd_jwt, until, can_be_suspended).checked()
    return _recognition(Asked(record, line, as_of, catalog), issuer, delivery, (at, goal), passphrase_of(passphrase))


def _recognition(
    asked: Asked, issuer: Path, delivery: Delivery, where: tuple[str | None, str | None], passphrase: str | None
) -> int:
    """Decide and sign; of ``asked`` the goal is the line, ``where`` names the organization and the credential."""
    from pathways.cli.opening import open_case, waiting
    from pathways.issuing import credential

    cupboard, recipient = opened(issuer), delivery.recipient()
    profile = cupboard.profile
    at = where[0] or profile.organization
    if at is None:
        raise QuestionError("U003", "nothing says who decided", hint="Name the organization with --at.")
    with waiting("Deciding ..."):
        case = open_case(asked.record, asked.catalog, asked.as_of)
        case.desk.catalog.organization(at)
        document = case.desk.recognize(case.record, at, as_of=case.as_of, goal=where[1])

    def make(terms: Terms) -> Draft | Withheld:
        return credential.recognized(document, asked.goal, profile=profile, recipient=recipient, terms=terms)

    return hand_out(cupboard, make, delivery, delivery.order(moment_now()), passphrase)


def _approval(by: str | None, because: str | None, on: dt.date) -> Approval | None:
    """Return who approved an exception; both the name and the reason, or neither."""
    from pathways.issuing.credential import Approval

    if (by is None) != (because is None):
        raise QuestionError("U003", "an exception needs a name and a reason", hint="Use --approved-by and --because.")
    return None if by is None or because is None else Approval(by, on, because)
