"""``pathways backpack``: what do I hold, what do others see of it, and who has looked?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pathways.cli.options import Json, day
from pathways.errors import EXIT_NO, EXIT_YES

if TYPE_CHECKING:
    from pathways.store.backpack import Backpack
    from pathways.verification.terms import Terms

File = Annotated[Path, typer.Argument(metavar="BACKPACK", help="The file of one learner.", show_default=False)]
Name = Annotated[
    str,
    typer.Argument(metavar="BADGE", help="The first digits of its SHA-256, as list shows them.", show_default=False),
]
Holder = Annotated[
    list[str] | None,
    typer.Option("--holder", metavar="ID", help="Whose badges they should be: a DID or a mail address; repeatable."),
]
Issuers = Annotated[
    Path | None, typer.Option("--issuers", metavar="FILE", help="The issuers that you accept, and what they may award.")
]
Known = Annotated[Path | None, typer.Option("--known", metavar="FOLDER", help="Dated keys, profiles and status lists.")]


def add(
    backpack: File,
    badges: Annotated[list[Path], typer.Argument(metavar="BADGE...", help="Badges: .json, .jwt, .png, .svg.")],
    *,
    label: Annotated[list[str] | None, typer.Option("--label", "-l", help="A word to find it by; repeatable.")] = None,
    holder: Holder = None,
    issuers: Issuers = None,
    known: Known = None,
    json: Json = False,
) -> int:
    """Keep badges as they are, and what is found when they are examined now; nothing is looked up elsewhere.

    A backpack that is not there yet is begun. The same badge again adds the new answer to the older ones.

    \b
    Example:
      pathways backpack add maria.backpack badge.png diploma.json --label work
    """
    from pathways.cli.opening import moment
    from pathways.store.backpack import open_backpack
    from pathways.verification.examine import examine

    now = moment()
    terms = _terms(now, holder, issuers, known)
    handed = [read_badge(path) for path in badges]
    found = [(data, examine(data, terms)) for data in handed]
    held = open_backpack(backpack)
    for data, document in found:
        held.add(data, document, at=now, labels=label or ())
    return _listed(held, json=json)


def recheck(
    backpack: File,
    *,
    holder: Holder = None,
    issuers: Issuers = None,
    known: Known = None,
    json: Json = False,
) -> int:
    """Examine every badge again, as of now; the older answers stay.

    \b
    Example:
      pathways backpack recheck maria.backpack --known lists-of-today
    """
    from pathways.cli.opening import moment
    from pathways.verification.examine import examine

    terms = _terms(moment(), holder, issuers, known)
    held = opened(backpack)
    for one in held.contents().items:
        held.recheck(examine(one.data, terms))
    return _listed(held, json=json)


def listing(backpack: File, *, json: Json = False) -> int:
    """Every badge with how it stands, and the collections.

    \b
    Example:
      pathways backpack list maria.backpack
    """
    return _listed(opened(backpack), json=json)


def show(backpack: File, badge: Name, *, json: Json = False) -> int:
    """One badge: every step of its last examination, and the days of the earlier ones.

    \b
    Example:
      pathways backpack show maria.backpack 1f3a
    """
    from pathways.cli.tell.backpack import tell_item
    from pathways.cli.tell.paper import give
    from pathways.store.backpack import entry_of, last_answer

    held = opened(backpack)
    one = held.get(badge)
    document, entry = last_answer(held.path, one), entry_of(held.path, one)
    give(document, lambda paper: tell_item(paper, entry, document), json=json)
    return EXIT_YES


def group(
    backpack: File,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The collection.", show_default=False)],
    badges: Annotated[list[str] | None, typer.Argument(metavar="[BADGE...]", help="In this order.")] = None,
    *,
    json: Json = False,
) -> int:
    """Put badges together under a name, in an order; without badges the collection is taken apart.

    \b
    Example:
      pathways backpack group maria.backpack "Data" 1f3a 77c0
    """
    held = opened(backpack)
    held.group(name, badges or ())
    return _listed(held, json=json)


def hide(
    backpack: File,
    badge: Name,
    *,
    undo: Annotated[bool, typer.Option("--undo", help="Hide it no longer.")] = False,
    json: Json = False,
) -> int:
    """Show a badge to nobody, by no share, not even an older one.

    \b
    Example:
      pathways backpack hide maria.backpack 1f3a
    """
    held = opened(backpack)
    if undo:
        held.show(badge)
    else:
        held.hide(badge)
    return _listed(held, json=json)


def note(
    backpack: File,
    badge: Name,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="Empty takes the note away.", show_default=False)],
    *,
    label: Annotated[list[str] | None, typer.Option("--label", "-l", help="In the place of its labels.")] = None,
    json: Json = False,
) -> int:
    """Write a note on a badge; others see it only where a share says so.

    \b
    Example:
      pathways backpack note maria.backpack 1f3a "my first one"
    """
    held = opened(backpack)
    held.note(badge, words)
    if label:
        held.label(badge, label)
    return _listed(held, json=json)


def remove(backpack: File, badge: Name, *, json: Json = False) -> int:
    """Remove a badge and every trace of it for good.

    \b
    Example:
      pathways backpack remove maria.backpack 1f3a
    """
    held = opened(backpack)
    held.remove(badge)
    return _listed(held, json=json)


def export(
    backpack: File,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write: .zip.")],
    *,
    json: Json = False,
) -> int:
    """Write all of it into one ZIP file that anybody can open: badges, answers, collections, receipts.

    \b
    Example:
      pathways backpack export maria.backpack --out maria.zip
    """
    from pathways.formats.backpack_export import write_export
    from pathways.store.log_files import replace_file

    held = opened(backpack)
    replace_file(out, write_export(held.contents()))
    return _listed(held, json=json)


def take_in(
    backpack: File,
    file: Annotated[Path, typer.Argument(metavar="EXPORT", help="An exported backpack.", show_default=False)],
    *,
    holder: Holder = None,
    issuers: Issuers = None,
    known: Known = None,
    json: Json = False,
) -> int:
    """Add what another backpack exported; all of it or, where any of it is damaged, nothing.

    Every badge in it is examined now, as the answers that come with it are the word of whoever made the file.

    \b
    Example:
      pathways backpack import new.backpack maria.zip
    """
    from pathways.cli.opening import moment
    from pathways.formats.backpack_export import read_export
    from pathways.store.backpack import open_backpack
    from pathways.verification.examine import examine

    contents, terms = read_export(read_badge(file, most=2**30)), _terms(moment(), holder, issuers, known)
    examined = [examine(one.data, terms) for one in contents.items]
    held = open_backpack(backpack)
    held.take_in(contents, examined=examined)
    return _listed(held, json=json)


def cv(
    backpack: File,
    *,
    markdown: Annotated[bool, typer.Option("--markdown", help="As a Markdown list.")] = False,
    at: Annotated[str, typer.Option("--at", metavar="URL", help="Where others can see them, for LinkedIn.")] = "",
    json: Json = False,
) -> int:
    """Lines for a CV, a transcript, and addresses that fill in a LinkedIn profile; verified lines are marked so.

    \b
    Example:
      pathways backpack cv maria.backpack --markdown
    """
    from pathways.cli.tell.backpack import tell_cv
    from pathways.cli.tell.paper import give
    from pathways.store.backpack_lines import cv_document, cv_markdown

    items = opened(backpack).listed().items
    document = cv_document(items, shown_at=at)
    text = cv_markdown(items) if markdown else ""
    give(document, lambda paper: tell_cv(paper, document, text), json=json)
    return EXIT_YES if document.lines else EXIT_NO


Until = Annotated[
    dt.date | None,
    typer.Option("--until", metavar="DAY", parser=day, help="The last day, in UTC.  [default: in 30 days]"),
]


def _terms(now: dt.datetime, holder: list[str] | None, issuers: Path | None, known: Path | None) -> Terms:
    """Return the terms of an examination in which nothing is looked up but in what was named."""
    from pathways.formats.issuers import load_issuers
    from pathways.formats.snapshots import load_snapshots
    from pathways.verification.terms import NOTHING_KNOWN, Holder, Terms

    mails = tuple(name for name in holder or () if "@" in name and ":" not in name)
    person = Holder(tuple(name for name in holder or () if name not in mails), mails)
    registry = None if issuers is None else load_issuers(issuers)
    resolver = NOTHING_KNOWN if known is None else load_snapshots(known)
    return Terms(now=now, resolver=resolver, holder=person, registry=registry)


def opened(path: Path) -> Backpack:
    """Return a backpack that is there.  Raises FormatError F001 where it is not."""
    from pathways.formats.text import check_file
    from pathways.store.backpack import open_backpack

    check_file(path)
    return open_backpack(path)


def read_badge(path: Path, *, most: int | None = None) -> bytes:
    """Return the bytes of a file, at most so many as a badge may have.  Raises FormatError F001, F005."""
    from pathways.formats.problems import refusal, shown
    from pathways.formats.text import check_file
    from pathways.verification.limits import LIMITS

    check_file(path)
    limit = LIMITS.file if most is None else most
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise refusal("F001", f"{shown(path)} cannot be read ({error.strerror or error})") from None
    if len(data) > limit:
        raise refusal("F005", f"{shown(path)} has more than {limit:,} bytes")
    return data


def _listed(held: Backpack, *, json: bool) -> int:
    from pathways.cli.tell.backpack import tell_backpack
    from pathways.cli.tell.paper import give

    document = held.listed()
    give(document, lambda paper: tell_backpack(paper, document), json=json)
    return EXIT_YES
