"""How is a log told?  How it stands, what was done, and what was found of it."""

from __future__ import annotations

from pathways.cli.tell.paper import Paper
from pathways.cli.tell.words import count
from pathways.model.log_documents import CosignDocument, LogCheckDocument, LogDocument

_MARKS = {True: "+", False: "x", None: "?"}


def tell_log(paper: Paper, document: LogDocument) -> None:
    """Write how the log stands now, and what was done."""
    for leaf in document.added:
        paper.unwrapped(f"entry {leaf.index}: {leaf.commitment}")
    for line in document.proof:
        paper.unwrapped(line)
    if document.checkpoint:
        for line in document.checkpoint.splitlines():
            paper.unwrapped(line)
    for name in document.files:
        paper.unwrapped(f"written: {name}")
    if document.erased is not None:
        paper.line("The learner is forgotten." if document.erased else "Nothing of that learner was there.")
    sealed = "all of them sealed" if document.sealed == document.size else f"{document.sealed:,} of them sealed"
    kept = count(document.size, "entry", "entries")
    paper.line(f"{document.origin}: {kept}{', ' + sealed if document.size else ''}.", "bold")
    paper.unwrapped(f"key: {document.verifier}")


def tell_check(paper: Paper, document: LogCheckDocument) -> None:
    """Write what was found of a log or of a receipt."""
    paper.line(f"{document.kind} of {document.origin}", "bold")
    for one in document.findings:
        paper.hanging(_MARKS[one.holds], f"{one.what}: {one.words}", 2)


def tell_cosign(paper: Paper, document: CosignDocument) -> None:
    """Write what a witness found, and whether it signed."""
    paper.line(f"checkpoint of {document.origin}, {count(document.size, 'entry', 'entries')}", "bold")
    paper.line(f"signature: {document.checkpoint}; continuation: {document.consistency}")
    paper.line("Cosigned." if document.cosigned else "Not signed.")
    paper.unwrapped(f"key: {document.verifier}")
