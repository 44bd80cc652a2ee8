"""``pathways backpack share``: what will others see, until when, and who has looked?"""

from __future__ import annotations

import datetime as dt
import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from pathways.cli.backpack import File, Until, opened
from pathways.cli.options import Json
from pathways.errors import EXIT_NO, EXIT_YES, QuestionError, finding
from pathways.model.part import Part

LASTS = dt.timedelta(days=30)

Phrase = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help="Holds a pass phrase in its first line.")
]


def share(  # noqa: PLR0913 - each argument is an option of the command line
    backpack: File,
    badges: Annotated[list[str], typer.Argument(metavar="BADGE...", help="The first digits of each.")],
    *,
    title: Annotated[str, typer.Option("--title", "-t", help="What the other reads first.")],
    audience: Annotated[str, typer.Option("--to", metavar="WORDS", help="For whom it is meant.")] = "",
    part: Annotated[
        list[Part] | None, typer.Option("--with", "-w", help="Show this too; repeatable.", case_sensitive=False)
    ] = None,
    until: Until = None,
    passphrase: Phrase = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what the other would see.")] = False,
    json: Json = False,
) -> int:
    """Make a link for others: chosen badges, chosen parts of them, until a day; every opening leaves a receipt.

    What was awarded, by whom, for how long and every check is always shown; the recipient, results, evidence, your
    note and the badge itself only where --with says so. The secret of the link is said once and kept nowhere.

    \b
    Example:
      pathways backpack share maria.backpack 1f3a 77c0 --title "For Acme" --with recipient --until 2026-12-31
    """
    from pathways.cli.opening import moment
    from pathways.cli.tell.backpack import tell_made, tell_shared
    from pathways.cli.tell.paper import give
    from pathways.store.shared_view import Offer
    from pathways.store.sharing import preview as previewed
    from pathways.store.sharing import share as shared

    held, now = opened(backpack), moment()
    ends = now + LASTS if until is None else _end(until)
    offer = Offer(title, tuple(held.get(name).sha256 for name in badges), ends, tuple(part or ()), audience)
    if preview:
        document = previewed(held, offer)
        give(document, lambda paper: tell_shared(paper, document), json=json)
        return EXIT_YES
    made = shared(held, offer, at=now, random=secrets.token_bytes, passphrase=_phrase(passphrase))
    give(made, lambda paper: tell_made(paper, made), json=json)
    return EXIT_YES


def unshare(
    backpack: File,
    name: Annotated[str, typer.Argument(metavar="SHARE", help="Its id, as receipts shows it.", show_default=False)],
    *,
    json: Json = False,
) -> int:
    """Withdraw a share for good: its link shows nothing any more.

    \b
    Example:
      pathways backpack unshare maria.backpack 5f1c0a9b2e44
    """
    from pathways.cli.opening import moment
    from pathways.store.sharing import withdraw

    held = opened(backpack)
    withdraw(held, name, at=moment())
    return receipts(backpack, json=json)


def receipts(backpack: File, *, json: Json = False) -> int:
    """Everything that was shared, until when, and every opening of it.

    \b
    Example:
      pathways backpack receipts maria.backpack
    """
    from pathways.cli.opening import moment
    from pathways.cli.tell.backpack import tell_shares
    from pathways.cli.tell.paper import give
    from pathways.store.sharing import shares

    document, now = shares(opened(backpack)), moment()
    give(document, lambda paper: tell_shares(paper, document, now), json=json)
    return EXIT_YES


def look(
    backpack: File,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="The secret of the link.", show_default=False)],
    *,
    viewer: Annotated[str, typer.Option("--as", metavar="WORDS", help="Who looks, as they say themselves.")] = "",
    passphrase: Phrase = None,
    json: Json = False,
) -> int:
    """What a link shows to who has it; ends with 1, and the same words, for every link that shows nothing.

    \b
    Example:
      pathways backpack look maria.backpack TOKEN --as "Sam of Acme"
    """
    from pathways.cli.opening import moment
    from pathways.cli.tell.backpack import tell_shared
    from pathways.cli.tell.paper import give
    from pathways.store.sharing import open_share

    phrase = _phrase(passphrase)
    found = open_share(opened(backpack), token, now=moment(), viewer=viewer, passphrase=phrase)
    if found is None:
        sys.stderr.write("Not available.\n")
        return EXIT_NO
    give(found, lambda paper: tell_shared(paper, found), json=json)
    return EXIT_YES


def _end(last: dt.date) -> dt.datetime:
    return dt.datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=dt.UTC)


def _phrase(path: Path | None) -> str:
    from pathways.formats.text import read_text

    if path is None:
        return ""
    lines = read_text(path, limit=10_000).splitlines()
    if not lines or not lines[0].strip():
        message = f"{path} holds no pass phrase"
        raise QuestionError("U003", message, findings=[finding("U003", message)])
    return lines[0].strip()
