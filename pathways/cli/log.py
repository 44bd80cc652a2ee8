"""``pathways log``: what was awarded, decided and revoked, which nobody can rewrite, and how is a learner forgotten?"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pathways.cli.options import Json, day
from pathways.errors import EXIT_NO, EXIT_YES
from pathways.verification.entries import EntryKind

if TYPE_CHECKING:
    from pathways.model.log_documents import LogDocument
    from pathways.store.log_desk import LogFiles
    from pathways.verification.notes import VerifierKey

LogFile = Annotated[Path, typer.Argument(metavar="LOG", help="The file of the log.", show_default=False)]
Keys = Annotated[
    str | None, typer.Option("--key", "-k", metavar="KEY|FILE", help="The log's public key.  [default: LOG.pub]")
]
Witnesses = Annotated[
    list[str] | None, typer.Option("--witness", "-w", metavar="KEY|FILE", help="A witness's public key; repeatable.")
]
Quorum = Annotated[int, typer.Option("--quorum", min=0, help="How many witnesses must vouch for it.")]
On = Annotated[
    dt.date | None, typer.Option("--on", metavar="DAY", parser=day, help="The day it happened.  [default: today]")
]


def init(
    log: LogFile,
    *,
    origin: Annotated[str, typer.Option("--origin", metavar="NAME", help="Whose it is: uni.example/decisions.")],
    json: Json = False,
) -> int:
    """Begin a log: the file, its secret key (LOG.key) and its public key (LOG.pub), which others need.

    \b
    Example:
      pathways log init decisions.log --origin uni.example/decisions
    """
    from pathways.issuing.keys import make_key
    from pathways.store.log_desk import begin_log

    files = _files(log)
    begin_log(files, origin, make_key())
    return standing(files, json=json, files_of=("key", "pub"))


def append(  # noqa: PLR0913 - each argument is an option of the command line
    log: LogFile,
    *,
    kind: Annotated[EntryKind, typer.Option("--kind", help="What happened.")],
    by: Annotated[str, typer.Option("--by", metavar="ORG", help="Who awarded or decided it.")],
    learner: Annotated[str, typer.Option("--learner", metavar="ID", help="Whom it concerns.")],
    about: Annotated[
        str, typer.Option("--about", metavar="ID", help="What was awarded; for a revocation the commitment.")
    ],
    on: On = None,
    document: Annotated[Path | None, typer.Option("--document", metavar="FILE", help="Its document itself.")] = None,
    json: Json = False,
) -> int:
    """Log an award, a decision or a revocation: others see 32 bytes that tell nothing, a learner's receipt says it.

    \b
    Example:
      pathways log append decisions.log --kind award --by uni --learner ana --about mc-bees
    """
    from pathways.cli.backpack import read_badge
    from pathways.cli.opening import today
    from pathways.model.log_documents import LeafEntry
    from pathways.store.log_desk import enter
    from pathways.verification.entries import Entry, commitment

    files = _files(log)
    digest = "" if document is None else hashlib.sha256(read_badge(document)).hexdigest()
    entry = Entry(kind, by, learner, about, on or today(), digest)
    index, opening = enter(files, entry, random=secrets.token_bytes)
    return standing(files, json=json, added=(LeafEntry(index=index, commitment=commitment(opening).hex()),))


def seal(log: LogFile, *, json: Json = False) -> int:
    """Sign the log as it stands; what a checkpoint vouches for cannot be changed unnoticed any more.

    \b
    Example:
      pathways log seal decisions.log
    """
    from pathways.store.log_desk import open_own

    files = _files(log)
    signer = files.signer()
    with open_own(files, signer) as opened:
        signed = opened.seal(signer)
    return standing(files, json=json, checkpoint=str(signed))


def prove(
    log: LogFile,
    *,
    learner: Annotated[str, typer.Option("--learner", metavar="ID", help="Whose entries.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the receipts are written.")],
    json: Json = False,
) -> int:
    """Write a learner's receipts: each says what was logged, and proves it without a network.

    \b
    Example:
      pathways log prove decisions.log --learner ana --out ana-receipts
    """
    from pathways.store.log_desk import receipts_of
    from pathways.store.log_files import replace_file

    files = _files(log)
    found = receipts_of(files, files.openings().of(learner))
    names = []
    out.mkdir(parents=True, exist_ok=True)
    for opening, receipt in found:
        name = out / f"{receipt.index:06}-{opening.entry.kind.value}.receipt"
        replace_file(name, str(receipt).encode())
        names.append(name.as_posix())
    standing(files, json=json, written=tuple(names))
    return EXIT_YES if names else EXIT_NO


def check(
    file: Annotated[Path, typer.Argument(metavar="LOG|RECEIPT", help="What to look at.", show_default=False)],
    *,
    key: Keys = None,
    witness: Witnesses = None,
    quorum: Quorum = 0,
    badge: Annotated[
        Path | None, typer.Option("--badge", metavar="FILE", help="What a receipt should be about.")
    ] = None,
    json: Json = False,
) -> int:
    """Whether a log is as it was written and vouched for, or a receipt proves what it says; nothing is looked up.

    Ends with 0 if everything holds, 1 if anything does not or nobody can tell who vouches for it.

    \b
    Examples:
      pathways log check decisions.log --key uni.pub
      pathways log check 000004-award.receipt --key uni.pub --witness partner.pub --quorum 1
    """
    from pathways.cli.backpack import read_badge
    from pathways.cli.tell.log import tell_check
    from pathways.cli.tell.paper import give
    from pathways.store.log_desk import check_log, check_paper, is_receipt, key_in

    own, others = _key(file, key), [key_in(text) for text in witness or ()]
    start = read_badge(file, most=2**31)
    if is_receipt(start):
        document = check_paper(start, own, others, quorum, None if badge is None else read_badge(badge))
    else:
        document = check_log(file, own, others, quorum)
    give(document, lambda paper: tell_check(paper, document), json=json)
    return EXIT_YES if document.holds else EXIT_NO


def consistency(
    log: LogFile,
    old: Annotated[int, typer.Argument(metavar="SIZE", min=0, help="How many entries the older log had.")],
    *,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write the proof there.")] = None,
    json: Json = False,
) -> int:
    """The proof that the last checkpoint continues the log of so many entries; a witness asks for it.

    \b
    Example:
      pathways log consistency decisions.log 120 --out proof.txt
    """
    from pathways.store.log_desk import open_own
    from pathways.store.log_files import replace_file
    from pathways.verification.notes import to_base64

    files = _files(log)
    with open_own(files, files.signer()) as opened:
        proof = tuple(map(to_base64, opened.consistency(old)))
    if out is not None:
        replace_file(out, "".join(f"{line}\n" for line in proof).encode())
    return standing(files, json=json, proof=proof)


def erase(
    log: LogFile,
    *,
    learner: Annotated[str, typer.Option("--learner", metavar="ID", help="Who is to be forgotten.")],
    on: On = None,
    json: Json = False,
) -> int:
    """Forget a learner: salts and key are destroyed, the log stays as it is and still verifies.

    Ends with 1 if nothing of that learner was there. Receipts that were handed out and backups are not reached.

    \b
    Example:
      pathways log erase decisions.log --learner ana
    """
    from pathways.cli.opening import today
    from pathways.store.log_desk import erase as forget

    files = _files(log)
    erased = forget(files, learner, on=on or today())
    standing(files, json=json, erased=erased)
    return EXIT_YES if erased else EXIT_NO


def _files(log: Path) -> LogFiles:
    from pathways.store.log_desk import LogFiles

    return LogFiles(log)


def _key(file: Path, given: str | None) -> VerifierKey | None:
    """Return the log's key: the one that was given, else the one that lies beside the log."""
    from pathways.store.log_desk import key_in

    beside = _files(file).beside("pub")
    if given is None and not beside.is_file():
        return None
    return key_in(given or str(beside))


def standing(
    files: LogFiles, *, json: bool, files_of: tuple[str, ...] = (), written: tuple[str, ...] = (), **more: object
) -> int:
    """Print how the log stands now, and what was done."""
    from pathways.cli.tell.log import tell_log
    from pathways.cli.tell.paper import give

    document = _document(files, (*(files.beside(each).as_posix() for each in files_of), *written), more)
    give(document, lambda paper: tell_log(paper, document), json=json)
    return EXIT_YES


def _document(files: LogFiles, written: tuple[str, ...], more: dict[str, object]) -> LogDocument:
    from pathways.model.log_documents import LogDocument
    from pathways.store.log import read_log
    from pathways.store.log_desk import origin_of
    from pathways.verification.notes import to_base64

    reading = read_log(files.log, origin_of(files.log))
    signed = reading.checkpoint
    return LogDocument(
        origin=reading.origin,
        size=reading.tree.size,
        root=to_base64(reading.tree.root()),
        sealed=signed.checkpoint.size if signed else 0,
        verifier=str(files.signer().verifier),
        files=written,
        **more,
    )
