"""Run with ``python -m tests.training.encoded FOLDER [VECTORS]``: learns what an encoder weighs, writes encoded.json.

``FOLDER`` holds a model of sentence-transformers, ``VECTORS`` keeps what it makes of the texts.  It sees the same
institutions as ``python -m tests.training.matching``, and changes nothing of what that has learned.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pathways.formats.encoders import load_encoder
from pathways.matching.encoded import BESIDE, ENCODED, EncodedWeights, text_of
from pathways.matching.encoding import Encoding, whole
from pathways.matching.features import COURSE
from pathways.matching.ranker import Weights
from pathways.matching.shipped import shipped_model
from pathways.store.vectors import KeptVectors
from tests.support import PACKAGE
from tests.training.later import with_encoder
from tests.training.matching import OF_DESCRIBED, PER_RECEIVER
from tests.training.questions import Question, of_described, questions
from tests.training.wisconsin import Data, data

OUT: Final = PACKAGE / "matching" / "encoded.json"
VERSION: Final = "1"


@dataclass(frozen=True)
class Amounts:
    """Of how many senders rules are known, and how many questions of each receiver are asked then."""

    any: Mapping[int, int]
    described: Mapping[int, int]


AMOUNTS: Final = Amounts(PER_RECEIVER, OF_DESCRIBED)


def asked(held: Data, encoder: Encoding, amounts: Amounts = AMOUNTS) -> list[Question]:
    """Return the questions, with candidates that the encoder finds too."""
    encoder.prepare(list(dict.fromkeys(one.title for one in held.listings.values())))
    encoder.prepare(list(dict.fromkeys(whole(one) for one in held.listings.values() if one.description)))
    return [*questions(held, amounts.any, encoder), *of_described(held, amounts.described, encoder)]


def trained(held: Data, encoder: Encoding, amounts: Amounts = AMOUNTS) -> EncodedWeights:
    """Return the weights of what the encoder finds, beside those that are shipped."""
    model = shipped_model()
    unknown, known = with_encoder((model.unknown, model.known), asked(held, encoder, amounts))
    added = _added(known, model.known), _added(unknown, model.unknown)
    return EncodedWeights(encoder.name, VERSION, model.trained_on, *added)


def _added(weights: Weights, settled: Weights) -> dict[str, float]:
    more = weights.course - settled.course
    return {name: round(float(more[COURSE.index(name)]), 4) for name in (*ENCODED, *BESIDE)}


def main(folder: Path, vectors: Path | None = None, out: Path = OUT) -> None:
    """Learn the weights and write them."""
    encoder = load_encoder(folder)
    found = trained(data(), Encoding(encoder if vectors is None else KeptVectors(encoder, vectors)))
    out.write_text(text_of(found), encoding="utf-8")
    sys.stdout.write(f"{out}: {out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
