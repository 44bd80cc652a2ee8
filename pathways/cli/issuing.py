"""What do the commands that issue have in common?  Their options, the issuer's folder, where the badge is written."""

from __future__ import annotations

import datetime as dt
import secrets
import sys
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, NoReturn

import typer

from pathways.cli.options import day
from pathways.errors import EXIT_NO, EXIT_YES, FormatError, QuestionError, finding

if TYPE_CHECKING:
    from pathways.issuing.credential import Withheld
    from pathways.issuing.recipient import Recipient
    from pathways.issuing.status import Form, Purpose
    from pathways.store.issue import Issued, Maker, Order
    from pathways.store.issuing import Cupboard

From = Annotated[
    Path,
    typer.Option("--issuer", "-i", metavar="FOLDER", help="The issuer's folder, made by: pathways issue new."),
]
To = Annotated[str, typer.Option("--to", metavar="DID|MAIL", help="Whose it is; a mail address is only hashed.")]
Out = Annotated[
    Path,
    typer.Option("--out", "-o", metavar="FILE", help="The badge to write: .json, .jwt, or a picture (.png, .svg)."),
]
Picture = Annotated[
    Path | None, typer.Option("--bake", metavar="PICTURE", help="Put it into this PNG or SVG.  [a plain seal]")
]
Token = Annotated[bool, typer.Option("--jwt", help="As a token (JWT) instead of JSON with a proof inside.")]
OldToken = Annotated[
    bool, typer.Option("--jwt-vc", help="As a token with the credential in its claim vc, for readers of before.")
]
Selective = Annotated[bool, typer.Option("--sd-jwt", help="As an SD-JWT VC: the learner may hide personal parts.")]
Until = Annotated[dt.date | None, typer.Option("--until", metavar="DAY", parser=day, help="The last day it holds.")]
CanBeSuspended = Annotated[
    bool, typer.Option("--can-be-suspended", help="It may be suspended and restored, beside being revoked.")
]
Passphrase = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Holds the passphrase of the secret keys.")
]
Name = Annotated[str, typer.Argument(metavar="ID", help="The credential's id: urn:uuid:...", show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decided it.")]
Because = Annotated[str, typer.Option("--because", metavar="WORDS", help="Why.")]

_PICTURES = (".png", ".svg")


class Delivery(NamedTuple):
    """To whom a credential goes, in which form, into which file."""

    to: str
    out: Path
    bake: Path | None = None
    jwt: bool = False
    jwt_vc: bool = False
    sd_jwt: bool = False
    until: dt.date | None = None
    can_be_suspended: bool = False

    @property
    def form(self) -> Form:
        """Return in which form it is signed."""
        if self.jwt_vc:
            return "jwt-vc"
        return "sd-jwt" if self.sd_jwt else "jwt" if self.jwt or self.out.suffix == ".jwt" else "json"

    def checked(self) -> Delivery:
        """Return it where the file can be written.  Raises QuestionError U003, FormatError F001, F008, F010."""
        pictured = self.out.suffix in _PICTURES
        if self.jwt + self.jwt_vc + self.sd_jwt > 1:
            _nonsense("--jwt, --jwt-vc and --sd-jwt are several forms; ask for one")
        if not pictured and self.bake is not None:
            _nonsense(f"--bake writes a picture; end the name of {self.out.name} with .png or .svg")
        if pictured and self.sd_jwt:
            _nonsense("an SD-JWT VC is not baked into pictures; name a file that ends with .jwt")
        if self.out.exists():
            _cannot("F010", f"{self.out} is there already", "Name a new file.")
        if not self.out.absolute().parent.is_dir():
            _cannot("F010", f"there is no folder {self.out.parent}", "Make it first.")
        if pictured:
            self.written("{}")
        return self

    def recipient(self) -> Recipient:
        """Return whom the credential names; the salt and the pseudonym are drawn here."""
        from pathways.issuing.recipient import by_did, by_mail

        if "@" not in self.to or self.to.startswith("did:"):
            return by_did(self.to)
        pseudonym = None if self.form == "json" else uuid.uuid4().urn
        return by_mail(self.to, salt=secrets.token_hex(16), pseudonym=pseudonym)

    def order(self, now: dt.datetime, lapse: dt.datetime | None = None) -> Order:
        """Return what is settled for the issue: a random id, the moment, the form."""
        from pathways.store.issue import Order

        ends = lapse if self.until is None else end_of(self.until)
        if ends is not None and ends <= now:
            _nonsense(f"{self.until} is over already")
        purpose: Purpose = "suspension" if self.can_be_suspended else "revocation"
        salt = secrets.token_bytes(32)
        return Order(uuid.uuid4().urn, now, salt, self.form, purpose, ends, salts=lambda: secrets.token_bytes(16))

    def written(self, text: str, said: tuple[str, str] = ("", "")) -> bytes:
        """Return the bytes of the file: the text, or a picture that holds it; ``said`` stands on a plain seal.

        Raises FormatError F001, F008.
        """
        if self.out.suffix not in _PICTURES:
            return text.encode("utf-8")
        from pathways.issuing.bake import bake
        from pathways.issuing.pictures import plain_png, plain_svg
        from pathways.verification.checks import Refusal

        plain = plain_png() if self.out.suffix == ".png" else plain_svg(*said)
        picture = plain if self.bake is None else _read(self.bake)
        if (picture[:1] == b"\x89") != (self.out.suffix == ".png"):
            _cannot("F008", f"{self.bake} is no {self.out.suffix[1:].upper()}", "A picture keeps its type.")
        baked = bake(picture, text.strip())
        if isinstance(baked, Refusal):
            _cannot("F008", f"{self.bake}: {baked.code.value}", "Use a PNG or SVG that any viewer opens.")
        return baked


def hand_out(cupboard: Cupboard, make: Maker, delivery: Delivery, order: Order, passphrase: str | None) -> int:
    """Issue, write the badge and beside it the receipt of the log, say so, and return the exit code."""
    from pathways.store.issue import Issued, issue
    from pathways.store.log_files import replace_file

    made = issue(cupboard, make, order, random=secrets.token_bytes, openings=cupboard.openings(), passphrase=passphrase)
    if not isinstance(made, Issued):
        return withheld(made)
    says = made.verification.says
    replace_file(delivery.out, delivery.written(made.text, (says.name or "", says.issuer_name or "")))
    receipt = receipt_path(delivery.out)
    replace_file(receipt, str(made.travelling()).encode())
    _tell_issued(delivery, order, made, receipt)
    return EXIT_YES


def receipt_path(out: Path) -> Path:
    """Return where the receipt lies: beside the badge.

    >>> receipt_path(Path("badge.png")).name
    'badge.png.receipt'
    """
    return out.with_name(out.name + ".receipt")


def opened(folder: Path) -> Cupboard:
    """Return the cupboard of an issuer.  Raises StoreError F001, S003, S007, S008."""
    from pathways.store.issuing import open_cupboard

    return open_cupboard(folder)


def passphrase_of(path: Path | None) -> str | None:
    """Return the first line of a file, None without one.  Raises FormatError F001, QuestionError U003 where empty."""
    if path is None:
        return None
    lines = _read(path).decode("utf-8", errors="replace").splitlines()
    if not lines or not lines[0]:
        _nonsense(f"{path} holds no passphrase")
    return lines[0]


def moment_now() -> dt.datetime:
    """Return this moment, to the second: what a signature is dated with."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def end_of(last: dt.date) -> dt.datetime:
    """Return the last second of a day, in UTC.

    >>> end_of(dt.date(2026, 5, 1)).isoformat()
    '2026-05-01T23:59:59+00:00'
    """
    return dt.datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=dt.UTC)


def withheld(why: Withheld) -> int:
    """Say why nothing is issued, and return the exit code."""
    from pathways.cli.tell.paper import Paper

    paper = Paper(sys.stdout)
    paper.line(f"Nothing was issued: {why.words}.", "red")
    for missing in why.missing[:20]:
        paper.hanging("-", missing)
    paper.send()
    return EXIT_NO


def _tell_issued(delivery: Delivery, order: Order, made: Issued, receipt: Path) -> None:
    from pathways.cli.tell.paper import Paper

    paper = Paper(sys.stdout)
    paper.line(f"Issued {order.id}", "green")
    paper.unwrapped(f"  badge    {delivery.out}")
    paper.unwrapped(f"  receipt  {receipt} (entry {made.receipt.index} of the log)")
    for entry in made.verification.checks:
        if entry.outcome.value == "PASS":
            paper.hanging("-", f"{entry.step.value}: {entry.words}", 2)
    paper.send()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _cannot("F001", f"{path} ({error.strerror or error})", "")


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])


def _cannot(code: str, message: str, hint: str) -> NoReturn:
    raise FormatError(code, message, findings=[finding(code, message, hint=hint)])
