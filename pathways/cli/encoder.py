"""Which sentence encoder compares texts too?  The options that name it, and what they open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pathways.matching.encoding import Encoding

Encoder = Annotated[
    Path | None,
    typer.Option(
        "--encoder",
        metavar="FOLDER",
        help="Compare texts by the sentence encoder in this folder too (all-MiniLM-L6-v2); nothing is fetched.",
    ),
]
Vectors = Annotated[
    Path | None,
    typer.Option("--vectors", metavar="FOLDER", help="Keep what the encoder makes of a catalogue here, for next time."),
]


def encoding(folder: Path | None, vectors: Path | None) -> Encoding | None:
    """Return the encoder in a folder; None where none is named.

    Raises QuestionError U003 for vectors without an encoder and for one without weights; FormatError and
    NotAvailableError as :func:`load_encoder`.
    """
    from pathways.errors import QuestionError

    if folder is None:
        if vectors is not None:
            raise QuestionError("U003", "only an encoder makes vectors", hint="Name its folder with --encoder.")
        return None
    from pathways.cli.opening import waiting
    from pathways.formats.encoders import load_encoder
    from pathways.matching.encoding import Encoding
    from pathways.store.vectors import KeptVectors

    with waiting("Reading the encoder ..."):
        encoder = load_encoder(folder)
    return Encoding(encoder if vectors is None else KeptVectors(encoder, vectors))
