"""``pathways issue new`` and its neighbours: who issues, with which keys, and what of it no longer holds?"""

from __future__ import annotations

import datetime as dt
import secrets
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pathways.cli.issuing import Because, By, From, Name, Passphrase, moment_now, opened, passphrase_of
from pathways.errors import EXIT_NO, EXIT_YES, QuestionError, finding

if TYPE_CHECKING:
    from pathways.verification.publickey import KeyType


class Method(StrEnum):
    """How others find the keys of an issuer."""

    KEY = "key"
    WEB = "web"
    HTTPS = "https"


class Kind(StrEnum):
    """Of which type a key is."""

    ED25519 = "ed25519"
    P256 = "p256"
    RSA = "rsa"


Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The issuer's folder.", show_default=False)]
KeyKind = Annotated[Kind, typer.Option("--key", help="The type of its key; RSA signs tokens only.")]


def new(
    folder: Folder,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="The https address of its folder on the web.")],
    name: Annotated[str, typer.Option("--name", metavar="WORDS", help="Its name, as badges show it.")],
    *,
    organization: Annotated[
        str | None, typer.Option("--organization", metavar="ID", help="Which organization of the catalogue it is.")
    ] = None,
    method: Annotated[
        Method, typer.Option("--method", help="Where its keys are found: did:web, https, or did:key (for good).")
    ] = Method.WEB,
    key: KeyKind = Kind.ED25519,
    passphrase: Passphrase = None,
) -> int:
    """Begin an issuer: its keys, its log and its table, in a folder of their own.

    \b
    Example:
      pathways issue new seal --url https://college.example.edu/badges --name 'River Bend College'
    """
    from pathways.issuing.issuer import issuer_id, key_entry, key_name, profile_of
    from pathways.issuing.keys import make_key
    from pathways.store.issuing import begin_cupboard

    secret, log_secret = make_key(_type(key)), make_key()
    identifier = issuer_id(method.value, url, secret.public)
    profile = profile_of(id=identifier, url=url, name=name, organization=organization)
    entry = key_entry(key_name(profile, secret.public, 1), secret.public, moment_now())
    salts = (secrets.token_bytes(28), secrets.token_bytes(28))
    words = passphrase_of(passphrase)
    begin_cupboard(folder, profile, (entry, secret), log_secret, passphrase=words, salts=salts)
    _say(f"Begun: {profile.id}", f"  key  {entry.name} ({entry.type.value})", "Publish it: pathways issue publish")
    return EXIT_YES


def rotate_key(
    folder: Folder,
    *,
    key: KeyKind = Kind.ED25519,
    lost: Annotated[
        list[str] | None, typer.Option("--lost", metavar="KEY", help="A key that others may hold; may be repeated.")
    ] = None,
    because: Annotated[str | None, typer.Option("--because", metavar="WORDS", help="Why.")] = None,
    passphrase: Passphrase = None,
) -> int:
    """Make a new key in the place of the one of its type; what the older one signed before still holds.

    What a key signed that is named with --lost holds no longer: issue it again.

    \b
    Example:
      pathways issue rotate-key registrar
      pathways issue rotate-key registrar --lost did:web:uni.example#key-1 --because "laptop stolen"
    """
    from pathways.issuing.issuer import key_entry, key_name, rotated
    from pathways.issuing.keys import make_key
    from pathways.store.issuing import rotate

    cupboard = opened(folder)
    profile, keys = cupboard.profile, cupboard.keys
    if profile.method == "key":
        _nonsense("a did:key is its key; begin another issuer, and name both to those who accept its badges")
    unknown = sorted(set(lost or ()) - {each.name for each in keys})
    if unknown:
        _nonsense(f"there is no key {unknown[0]!r}; there are {', '.join(each.name for each in keys)}")
    secret = make_key(_type(key))
    begins = moment_now() + dt.timedelta(seconds=1)  # what was signed in this second is still the older key's
    fresh = key_entry(key_name(profile, secret.public, len(keys) + 1), secret.public, begins)
    words = passphrase_of(passphrase)
    cupboard.secret(keys[-1].name, passphrase=words)
    kept = rotated(keys, fresh, lost=lost or (), why=because)
    rotate(cupboard, kept, secret, passphrase=words, salt=secrets.token_bytes(28))
    _say(f"New key: {fresh.name} ({fresh.type.value})", "Publish it: pathways issue publish")
    return EXIT_YES


def publish(
    folder: Folder,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where to write what goes below the root of the host.")
    ],
    *,
    days: Annotated[int, typer.Option("--days", min=1, help="For so many days the lists are good.")] = 30,
    passphrase: Passphrase = None,
) -> int:
    """Sign the status lists anew, and write everything that others look up: keys, profile and lists.

    Copy the folder to the root of the host, and do so again before the days are over.

    \b
    Example:
      pathways issue publish registrar --out www
    """
    from pathways.store.issue import path_on_web, web_pages
    from pathways.store.log_files import replace_file

    now = moment_now()
    cupboard = opened(folder)
    pages = web_pages(cupboard, now=now, until=now + dt.timedelta(days=days), passphrase=passphrase_of(passphrase))
    for address, body in pages.items():
        path = out / path_on_web(address)
        _folder(path.parent)
        replace_file(path, body)
        path.chmod(0o644)
    _say(f"Written below {out}:", *(f"  {address}" for address in pages))
    return EXIT_YES


def revoke(name: Name, issuer: From, by: By, because: Because, *, passphrase: Passphrase = None) -> int:
    """Take a credential back for good.

    \b
    Example:
      pathways issue revoke urn:uuid:0b6f2f0e... --issuer registrar --by dean --because "wrong course"
    """
    return _put(name, issuer, "revoked", (by, because), passphrase)


def suspend(name: Name, issuer: From, by: By, because: Because, *, passphrase: Passphrase = None) -> int:
    """Take a credential back for now; only one that was issued with --can-be-suspended.

    \b
    Example:
      pathways issue suspend urn:uuid:0b6f2f0e... --issuer registrar --by dean --because "under review"
    """
    return _put(name, issuer, "suspended", (by, because), passphrase)


def restore(name: Name, issuer: From, by: By, because: Because, *, passphrase: Passphrase = None) -> int:
    """Let a suspended credential hold again.

    \b
    Example:
      pathways issue restore urn:uuid:0b6f2f0e... --issuer registrar --by dean --because "review ended"
    """
    return _put(name, issuer, "issued", (by, because), passphrase)


def forget(
    learner: Annotated[str, typer.Argument(metavar="LEARNER", help="The learner's id, as in the record.")], issuer: From
) -> int:
    """Destroy what ties a learner to entries of the log; the log still verifies, and what was issued still holds.

    Ends with 1 where nothing was known of them.

    \b
    Example:
      pathways issue forget ana --issuer registrar
    """
    known = opened(issuer).openings().erase(learner, on=moment_now().date())
    _say("Forgotten." if known else "Nothing is known of them here.")
    return EXIT_YES if known else EXIT_NO


def issued(folder: Folder) -> int:
    """What was issued, and where each of it stands; whose it is, only the openings know.

    \b
    Example:
      pathways issue list registrar
    """
    rows = opened(folder).issued()
    _say(*(f"{row.state:<9}  {row.issued_at[:10]}  {row.form:<6}  {row.id}  {row.kind} {row.about}" for row in rows))
    return EXIT_YES


def _put(name: str, issuer: Path, state: str, why: tuple[str, str], passphrase: Path | None) -> int:
    from pathways.store.issue import Change, change

    cupboard = opened(issuer)
    reasoned = Change(why[0], why[1], moment_now(), secrets.token_bytes)
    words = passphrase_of(passphrase)
    receipt = change(cupboard, name, state, why=reasoned, openings=cupboard.openings(), passphrase=words)
    told = {"issued": "holds again"}.get(state, f"is {state}")
    _say(
        f"{name} {told} (entry {receipt.index} of the log).", "Others learn it once you publish: pathways issue publish"
    )
    return EXIT_YES


def _type(kind: Kind) -> KeyType:
    from pathways.verification.publickey import KeyType

    return {Kind.ED25519: KeyType.ED25519, Kind.P256: KeyType.P256, Kind.RSA: KeyType.RSA}[kind]


def _folder(path: Path) -> None:
    from pathways.store.log_files import refuse

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse("F010", path, f"{path} ({error.strerror or error})", "Let this program write there.")


def _say(*lines: str) -> None:
    from pathways.cli.tell.paper import Paper

    paper = Paper(sys.stdout)
    for line in lines:
        paper.unwrapped(line)
    paper.send()


def _nonsense(message: str) -> NoReturn:
    raise QuestionError("U003", message, findings=[finding("U003", message)])
